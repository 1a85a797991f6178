"""Recognising: which sheets of a workbook are forms, whose, of which period, which cell answers what. Pure.

Loaded when it is first asked for: where everything is known already, nobody does. What was changed in a sheet: `altered`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.intake.recognise.book import recognise
    from toolkit.intake.recognise.unit_names import Clues, name_units, scan_unit

__all__ = ["Clues", "name_units", "recognise", "scan_unit"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    module = "book" if name == "recognise" else "unit_names"
    return getattr(import_module(f"toolkit.intake.recognise.{module}"), name)

"""Recognising: which sheets of a workbook are forms, whose, of which period, which cell answers what. Pure."""

from typing import TYPE_CHECKING, Any

from toolkit.intake.recognise.altered import altered, missing
from toolkit.intake.recognise.unit_names import Clues, name_units, scan_unit

if TYPE_CHECKING:
    from toolkit.intake.recognise.book import recognise

__all__ = ["Clues", "altered", "missing", "name_units", "recognise", "scan_unit"]


def __getattr__(name: str) -> Any:
    """Load what recognises a book when it is first asked for: where everything is known already, nobody does."""
    if name != "recognise":
        raise AttributeError(name)
    from toolkit.intake.recognise.book import recognise

    return recognise

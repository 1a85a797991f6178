"""A hash of all that a letter is made from, so that nobody renders it again while that is the same. Pure.

Only values whose whole content can be written down count; whatever else turns up, there is no hash, and the letter is made.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, tzinfo
from decimal import Decimal
from enum import Enum
from typing import Any

from toolkit.intake.recognise.kept import digest


def hashed(*parts: object) -> str:
    """Return a hash of the parts' contents; "" = not all of it can be told."""
    try:
        return digest([_plain(part) for part in parts])
    except TypeError:
        return ""


def _plain(value: object) -> Any:
    kind = type(value)
    if value is None or kind in {str, int, bool}:
        return value
    if isinstance(value, Enum):
        return [kind.__name__, value.name]
    if isinstance(value, Decimal | tzinfo):
        return [kind.__name__, str(value)]
    if isinstance(value, date):
        return [kind.__name__, value.isoformat()]
    if isinstance(value, Mapping):
        return ["", *([_plain(key), _plain(part)] for key, part in value.items())]
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, frozenset):
        return [kind.__name__, *sorted(map(repr, map(_plain, value)))]
    if is_dataclass(value):
        return [kind.__name__, *(_plain(getattr(value, one.name)) for one in fields(value))]
    raise TypeError(kind)

"""A hash of all that a letter is made from, so that nobody renders it again while that is the same. Pure.

Only values whose whole content can be written down count; whatever else turns up, there is no hash, and the letter is made.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, tzinfo
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any


def hashed(*parts: object) -> str:
    """Return a hash of the parts' contents; "" = not all of it can be told."""
    try:
        text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"), default=_plain)
    except TypeError:
        return ""
    return sha256(text.encode("ascii")).hexdigest()


def _plain(value: object) -> Any:
    """Return what is no text, number, list or dict of itself as one that is, by its kind."""
    kind = type(value).__name__
    if isinstance(value, Enum):
        return [kind, value.name]
    if isinstance(value, Decimal | tzinfo):
        return [kind, str(value)]
    if isinstance(value, date):
        return [kind, value.isoformat()]
    if isinstance(value, bytes):
        return [kind, value.hex()]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset):
        return [kind, *sorted(map(repr, value))]
    if is_dataclass(value):
        return [kind, *(getattr(value, one.name) for one in fields(value))]
    raise TypeError(kind)

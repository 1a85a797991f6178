"""A hash of values by their whole content, to keep something under that they decide about. Pure."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, tzinfo
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from operator import attrgetter
from typing import Any

from toolkit.nouns.by_kind import ByKind


def content_hash(*values: object) -> str:
    """Return a hash of values by their whole content. Raises: TypeError, that of one of them cannot be written down."""
    return sha256(_written(values).encode("ascii")).hexdigest()


def plain(value: object) -> Any:
    """Return what is no text, number, list or dict of itself as one that is, by its kind. Raises: TypeError, it is not told."""
    return _WAYS[type(value)](value)


def _way(kind: Any) -> Callable[[Any], Any]:
    name = kind.__name__
    if issubclass(kind, Enum):
        return lambda value: [name, value.name]
    if issubclass(kind, Decimal | tzinfo):
        return lambda value: (name, str(value))
    if issubclass(kind, date):
        return lambda value: [name, value.isoformat()]
    if issubclass(kind, bytes):
        return lambda value: [name, value.hex()]
    if issubclass(kind, Mapping):
        return lambda value: [name, *value.items()]
    if issubclass(kind, frozenset):
        return lambda value: [name, *sorted(map(repr, value))]
    if is_dataclass(kind):
        parts = [one.name for one in fields(kind)]
        if len(parts) > 1:
            told = attrgetter(*parts)
            return lambda value: (name, *told(value))
        return lambda value: [name, *[getattr(value, part) for part in parts]]
    raise TypeError(name)


_WAYS = ByKind(_way)
"""Looked up, for cells are told by the hundred thousand."""
_written = json.JSONEncoder(check_circular=False, separators=(",", ":"), default=plain).encode

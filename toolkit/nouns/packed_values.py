"""Values of ours as bytes and back: pickle, but for frozen nouns and enums, which it makes part by part in Python. Pure."""

import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum, Flag
from io import BytesIO
from operator import attrgetter
from typing import Any

from toolkit.nouns.by_kind import ByKind

_Said = tuple[Any, ...] | str
"""What pickle is told of a value: who makes it, and of what; of a class its name."""

_Setters = tuple[Callable[[Any, Any], None], ...]
_SETTERS: dict[type, _Setters] = {}
"""Noun → what sets its fields, in order: made when the first is opened."""


def packed_value(value: object) -> bytes:
    """Return a value as bytes, for this run of the program alone."""
    data = BytesIO()
    pickler = pickle.Pickler(data, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _WAYS
    pickler.dump(value)
    return data.getvalue()


opened_value = pickle.loads
"""Opens what `packed_value` made."""


def made(noun: type, *parts: object) -> object:
    """Return a noun of these parts, as it was: its own constructor has seen them before."""
    value: object = object.__new__(noun)
    for put, part in zip(_SETTERS.get(noun) or _setters(noun), parts, strict=True):
        put(value, part)
    return value


def _setters(noun: type) -> _Setters:
    known: _Setters = tuple(getattr(noun, field.name).__set__ for field in fields(noun))
    _SETTERS[noun] = known
    return known


def _way(kind: type) -> Callable[[Any], _Said]:
    if issubclass(kind, type):
        return lambda value: value.__qualname__
    if issubclass(kind, Enum) and not issubclass(kind, Flag):
        return lambda value: (getattr, (kind, value.name))
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else []
    if not names or "__slots__" not in vars(kind) or kind.__reduce__ is not object.__reduce__:
        return lambda value: value.__reduce_ex__(pickle.HIGHEST_PROTOCOL)
    if len(names) == 1:
        return lambda value: (made, (kind, getattr(value, names[0])))
    parts = attrgetter(*names)
    return lambda value: (made, (kind, *parts(value)))


_WAYS = ByKind(_way)

"""`dataclass` as the standard library's, but a class's methods are written when one of them is first called. Pure.

The standard library writes and compiles six for each class: 0.5 ms, and a short command defines 150 and makes values of a third
of them. Fields, `replace`, `fields`, patterns and what is pickled are the standard library's. A frozen value with slots is made
by the slots' own setters, in half the time.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError, field, replace
from functools import cache
from reprlib import recursive_repr
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass  # noqa: TID251

__all__ = ["dataclass", "field", "maker", "replace", "write_all"]

_Method = Callable[..., Any]
_UNWRITTEN: dict[tuple[type, str], None] = {}
"""Methods that nobody has called yet."""
_UNGIVEN = object()
"""Stands for what a field's factory makes."""


def write_all() -> None:
    """Write all methods that there are: a server does it once for all that are forked from it."""
    for cls, name in tuple(_UNWRITTEN):
        _written(cls, name)


def _dataclass(
    bare: type | None = None, /, *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True
) -> type | Callable[[type], type]:
    def whole(bare: type) -> type:
        bare.__doc__ = bare.__doc__ or bare.__name__  # else it is made of a signature, which takes as long as all else
        methodless = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)  # noqa: TID251
        cls: type = methodless(bare)
        own: dict[str, _Method | None] = {name: _unwritten(cls, name) for name in ("__init__", "__repr__")}
        if eq:
            own |= {"__eq__": _unwritten(cls, "__eq__"), "__hash__": _unwritten(cls, "__hash__") if frozen else None}
        if frozen:
            own |= _refusals(cls)
        if frozen and slots:
            own |= {"__getstate__": _state, "__setstate__": _take_state}
        for name, method in own.items():
            if name not in vars(cls):
                setattr(cls, name, method)
        return cls

    return whole if bare is None else whole(bare)


if not TYPE_CHECKING:
    dataclass = _dataclass


def _unwritten(cls: type, name: str) -> _Method:
    def method(self: object, /, *given: object, **named: object) -> object:
        return _written(cls, name)(self, *given, **named)

    _UNWRITTEN[cls, name] = None
    return method


def _written(cls: type, name: str) -> _Method:
    """Write a method; from now on it is the class's."""
    words: dict[str, Any] = {}
    method = _function(cls, name, _LINES[name](cls, dataclasses.fields(cls), words), words)
    method = recursive_repr()(method) if name == "__repr__" else method
    setattr(cls, name, method)
    _UNWRITTEN.pop((cls, name), None)
    return method


def _function(cls: type, name: str, written: Sequence[str], words: dict[str, Any]) -> _Method:
    """Return a function; `written`: its parameters, then its lines."""
    parameters, *lines = written
    exec("\n ".join((f"def {name}({parameters}):", *lines)), words)
    function: _Method = words[name]
    function.__qualname__, function.__module__ = f"{cls.__qualname__}.{name}", cls.__module__
    return function


@cache
def maker(cls: type) -> _Method:
    """Return what makes a value with slots of all its fields, in order: one that was there before, so nothing is looked at."""
    fields = dataclasses.fields(cls)
    words: dict[str, Any] = {f"_set_{one.name}": getattr(cls, one.name).__set__ for one in fields}
    lines = ("value = _new(_cls)", *(f"_set_{one.name}(value, {one.name})" for one in fields), "return value")
    return _function(cls, "made", [", ".join(one.name for one in fields), *lines], words | {"_new": object.__new__, "_cls": cls})


# -- the parameters and the lines of each; `words` are what they name ------------------------------------------------------------


def _init(cls: type, fields: Sequence[Field[Any]], words: dict[str, Any]) -> list[str]:
    given = [_parameter(one, words) for one in fields if one.init and not one.kw_only]
    named = [_parameter(one, words) for one in fields if one.init and one.kw_only]
    set_ = [_assigned(cls, one, value, words) for one in fields if (value := _first_value(cls, one, words))]
    after = ["self.__post_init__()" if hasattr(cls, "__post_init__") else "pass"]
    return [", ".join(["self", *given, *["*"][: len(named)], *named]), *set_, *after]


def _parameter(one: Field[Any], words: dict[str, Any]) -> str:
    if one.default is not MISSING:
        words[f"_default_{one.name}"] = one.default
        return f"{one.name}=_default_{one.name}"
    words["_UNGIVEN"] = _UNGIVEN
    return one.name if one.default_factory is MISSING else f"{one.name}=_UNGIVEN"


def _first_value(cls: type, one: Field[Any], words: dict[str, Any]) -> str:
    """Return what the field is set to; "" = the class has its default, or it is set later."""
    if one.default_factory is not MISSING:
        words[f"_make_{one.name}"] = one.default_factory
        return f"_make_{one.name}()" + (f" if {one.name} is _UNGIVEN else {one.name}" if one.init else "")
    if one.init or one.default is MISSING or not _slot(cls, one):
        return one.name if one.init else ""
    words[f"_default_{one.name}"] = one.default
    return f"_default_{one.name}"


def _assigned(cls: type, one: Field[Any], value: str, words: dict[str, Any]) -> str:
    if "__setattr__" not in vars(cls):
        return f"self.{one.name} = {value}"
    slot = _slot(cls, one)
    words[f"_set_{one.name}"] = slot.__set__ if slot else object.__setattr__
    return f"_set_{one.name}(self, {value})" if slot else f"_set_{one.name}(self, {one.name!r}, {value})"


def _slot(cls: type, one: Field[Any]) -> MemberDescriptorType | None:
    there = getattr(cls, one.name, None)
    return there if isinstance(there, MemberDescriptorType) else None


def _repr(_cls: type, fields: Sequence[Field[Any]], _words: dict[str, Any]) -> list[str]:
    told = ", ".join(f"{one.name}={{self.{one.name}!r}}" for one in fields if one.repr)
    return ["self", f'return self.__class__.__qualname__ + f"({told})"']


def _eq(_cls: type, fields: Sequence[Field[Any]], _words: dict[str, Any]) -> list[str]:
    own, others = (_tuple_of(whose, [one for one in fields if one.compare]) for whose in ("self", "other"))
    return ["self, other", f"return {own} == {others} if other.__class__ is self.__class__ else NotImplemented"]


def _hash(_cls: type, fields: Sequence[Field[Any]], _words: dict[str, Any]) -> list[str]:
    counted = [one for one in fields if (one.compare if one.hash is None else one.hash)]
    return ["self", f"return hash({_tuple_of('self', counted)})"]


def _tuple_of(whose: str, fields: Iterable[Field[Any]]) -> str:
    return f"({''.join(f'{whose}.{one.name},' for one in fields)})"


_LINES = {"__init__": _init, "__repr__": _repr, "__eq__": _eq, "__hash__": _hash}

# -- what is alike in all classes ---------------------------------------------------------------------------------------------


def _refusals(cls: type) -> dict[str, _Method]:
    """Return what a frozen value says to whoever would change a field."""
    names = frozenset(one.name for one in dataclasses.fields(cls))

    def set_(self: object, name: str, value: object) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        object.__setattr__(self, name, value)

    def delete(self: object, name: str) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        object.__delattr__(self, name)

    return {"__setattr__": set_, "__delattr__": delete}


def _state(self: Any) -> list[object]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _take_state(self: Any, state: Iterable[object]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=False):
        object.__setattr__(self, one.name, value)

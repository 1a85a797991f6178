"""Patterns that are compiled when they are first asked: for most of a rule's a quick look comes before, and finds nothing."""

import re
from typing import Any, cast

_KNOWN: "list[_LatePattern]" = []


class _LatePattern:
    """Stands for a pattern; once it was asked for one of its methods, it has that."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._asked = pattern, flags
        self._made: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._made = self._made or re.compile(*self._asked)
        value = getattr(self._made, name)
        setattr(self, name, value)
        return value


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is not compiled yet."""
    made = _LatePattern(pattern, flags)
    _KNOWN.append(made)
    return cast("re.Pattern[str]", made)


def compile_all() -> None:
    """Compile all that there are: a server does it once for all that are forked from it."""
    for pattern in _KNOWN:
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
            getattr(pattern, method)

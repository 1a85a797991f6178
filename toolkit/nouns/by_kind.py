"""What is found out of a kind of value once, at the first of it. Pure."""

from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class ByKind(dict[type, Found]):
    """Kind of value → what is found out of it."""

    def __init__(self, find: Callable[[type], Found]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, kind: type) -> Found:
        self[kind] = self._find(kind)
        return self[kind]

"""A page as it is written: made piece by piece, rows copied out of the page before where they would be made the same. Pure."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from toolkit.nouns.shelf import Picked
from toolkit.outputs.kept_page import KeptPage, Key, Place, key_of

Line = TypeVar("Line")
_PIECES = 10_000
"""Pieces of text put together at a time: a country's page has a million of them."""
_AT_ONCE = 1 << 18
"""Bytes handed on at a time, about."""


class PageRows(Picked[Line]):
    """Lines of a table, made when they are come to; each tells by a key whether it is as it was."""

    def __init__(self, make: Callable[[int], Line], places: Sequence[int], key: Callable[[int], Key]) -> None:
        """`make` and `key` are asked by what stands in `places`; the key: all that decides about it."""
        super().__init__(make, places)
        self._make, self._key = make, key

    @property
    def places(self) -> Sequence[int]:
        return self._places

    def key(self, place: int) -> Key:
        return self._key(self._places[place])

    def first(self, most: int) -> "PageRows[Line]":
        """Return the first so many."""
        return self if len(self) <= most else PageRows(self._make, self._places[:most], self._key)


class PageWriter:
    """Puts a page together: what its template says, and the rows that it goes over."""

    def __init__(self, kept: KeptPage) -> None:
        self._kept = kept
        self._texts: list[str] = []
        self._ready: list[bytes | Place] = []
        self._at, self._full = 0, _AT_ONCE

    def written(self, texts: Iterator[str]) -> Iterator[bytes]:
        """Yield the page's bytes; `texts`: what its template says, piece by piece."""
        for text in texts:
            self._texts.append(text)
            if len(self._texts) >= _PIECES:
                self._close()
            if self._at >= self._full:
                yield from self._out()
        self._close()
        yield from self._out()

    def rows(self, rows: PageRows[Line], alike: str) -> Iterator[Line]:
        """Yield the rows that have to be made, each when what was said of the one before it has come.

        `alike`: all that decides about each of them besides what it says.
        """
        for place in range(len(rows)):
            key = key_of((alike, *rows.key(place)))
            lying, start = self._kept.place(key), self._close()
            if lying is None:
                yield rows[place]
            else:
                self._copy(lying)
            self._kept.keep(key, (start, self._close() - start))

    def _close(self) -> int:
        """Lay down what was said so far; return how many bytes of the page there are."""
        if self._texts:
            said = "".join(self._texts).encode("utf-8", "replace")
            self._texts.clear()
            self._ready.append(said)
            self._at += len(said)
        return self._at

    def _copy(self, lying: Place) -> None:
        at, length = lying
        last = self._ready[-1] if self._ready else b""
        if isinstance(last, tuple) and sum(last) == at and last[1] < _AT_ONCE:
            self._ready[-1] = (last[0], last[1] + length)
        else:
            self._ready.append(lying)
        self._at += length

    def _out(self) -> Iterator[bytes]:
        """Yield what is laid down, said or lying in the page before."""
        for lies, some in groupby(self._ready, lambda one: isinstance(one, tuple)):
            if lies:
                yield from map(self._kept.read, some)  # type: ignore[arg-type]
            else:
                yield b"".join(some)  # type: ignore[arg-type]
        self._ready.clear()
        self._full = self._at + _AT_ONCE

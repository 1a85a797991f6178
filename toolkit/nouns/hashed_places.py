"""Names and where they lead, by hash: rows of numbers that are there at once out of their bytes. Pure.

Of a country's names a table of texts takes half a second to make and ten times the memory; most commands ask for a few.
"""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b

from toolkit.nouns.shelf import Places

_HASH, _PLACE = 8, 4
"""Bytes of each."""


def dumped_places(pairs: Iterable[tuple[str, int]]) -> bytes:
    """Return (name, place) as bytes, each once, in an order of their own."""
    known = sorted({(_hashed(name), place) for name, place in pairs})
    hashes, places = array("Q", [one for one, _ in known]), array("I", [place for _, place in known])
    if sys.byteorder == "big":
        hashes.byteswap()
        places.byteswap()
    return hashes.tobytes() + places.tobytes()


def _hashed(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=_HASH).digest(), "big")


class HashedPlaces:
    """Where names lead, and now and then one that is another's: who asks looks whether it is there."""

    def __init__(self, data: bytes) -> None:
        """Raises: ValueError: these are no such bytes."""
        count, rest = divmod(len(data), _HASH + _PLACE)
        if rest:
            raise ValueError("not the bytes of places")
        self._hashes, self._places = array("Q", data[: _HASH * count]), array("I", data[_HASH * count :])
        if sys.byteorder == "big":
            self._hashes.byteswap()
            self._places.byteswap()

    def of(self, name: str) -> tuple[int, ...]:
        """Return where a name may lead, in order."""
        hashed = _hashed(name)
        start = end = bisect_left(self._hashes, hashed)
        while end < len(self._hashes) and self._hashes[end] == hashed:
            end += 1
        return tuple(self._places[start:end])


class NamedPlaces(Mapping[str, Places]):
    """Name → every place to which it leads, each looked at when it is asked for."""

    def __init__(self, data: bytes, count: int, names: Callable[[int], Iterable[str]]) -> None:
        """`names`: those of one of the `count` places."""
        self._hashed, self._count, self._names = HashedPlaces(data), count, names

    def __getitem__(self, name: str) -> Places:
        places = [place for place in self._hashed.of(name) if place < self._count and name in self._names(place)]
        if not places:
            raise KeyError(name)
        return places[0] if len(places) == 1 else tuple(places)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for place in range(self._count) for name in self._names(place)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class FirstPlaces(Mapping[str, int]):
    """Name → the first place to which it leads."""

    def __init__(self, places: Mapping[str, Places]) -> None:
        self._places = places

    def __getitem__(self, name: str) -> int:
        places = self._places[name]
        return places if isinstance(places, int) else places[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

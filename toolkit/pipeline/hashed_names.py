"""Many files by their names, with hashes of each, in little memory and as bytes. Pure."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import Self

from toolkit.nouns.shelf import LongList

_TOGETHER = 512
_HASH = 64
"""Digits of a sha256: half as many bytes are held."""
_NAMES = json.JSONEncoder(ensure_ascii=False).encode
_SIZE = 4
"""Bytes that say how many follow."""


class HashedNames(LongList[tuple[str, ...]]):
    """Rows of a name and its hashes (sha256 as hexadecimal digits), of each row as many; some hundred lie packed together.

    Three bytes a name and 32 a hash, where texts in a dictionary take 350. Who goes over them in order opens each block once.
    """

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._hashes: list[bytes] = []
        self._last: list[Sequence[str]] = []
        """Fewer than a block."""
        self._open: tuple[int, list[tuple[str, ...]]] = (-1, [])
        """The block opened last."""

    def add(self, name: str, *hashes: str) -> None:
        self._last.append((name, *hashes))
        if len(self._last) == _TOGETHER:
            self._close()

    def __len__(self) -> int:
        return len(self._blocks) * _TOGETHER + len(self._last)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        for place in range(len(self._blocks)):
            yield from self._opened(place)
        yield from map(tuple, self._last)

    def _value(self, place: int) -> tuple[str, ...]:
        block, place = divmod(range(len(self))[place], _TOGETHER)
        return self._opened(block)[place] if block < len(self._blocks) else tuple(self._last[place])

    def column(self, nth: int) -> "LongList[str]":
        """Return of each row one part: 0 = the names, 1 = the first hashes."""
        return _Column(self, nth)

    def told(self) -> bytes:
        """Return all of them as bytes."""
        last = [_packed(self._last)] if self._last else []
        blocks = chain(zip(self._blocks, self._hashes, strict=True), last)
        return b"".join(part for block in blocks for one in block for part in (len(one).to_bytes(_SIZE, "little"), one))

    @classmethod
    def read(cls, data: bytes, each: int) -> Self:
        """Return what was `told`, with so many hashes a name. Raises: ValueError, these are no such bytes."""
        self = cls()
        parts = list(_parts(data))
        blocks = [*zip(parts[::2], parts[1::2], strict=True)]
        sizes = [_size(*block, each) for block in blocks]
        if any(size != _TOGETHER for size in sizes[:-1]) or any(size > _TOGETHER for size in sizes[-1:]):
            raise ValueError("not blocks of one size")
        if sizes and sizes[-1] < _TOGETHER:
            self._last = [*_rows(*blocks.pop())]
        self._blocks, self._hashes = [names for names, _ in blocks], [hashes for _, hashes in blocks]
        return self

    def _close(self) -> None:
        names, hashes = _packed(self._last)
        self._blocks.append(names)
        self._hashes.append(hashes)
        self._last = []

    def _opened(self, block: int) -> list[tuple[str, ...]]:
        place, rows = self._open
        if place != block:
            rows = _rows(self._blocks[block], self._hashes[block])
            self._open = (block, rows)
        return rows


class _Column(LongList[str]):
    """Of each row one part."""

    def __init__(self, rows: HashedNames, nth: int) -> None:
        self._rows, self._nth = rows, nth

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[str]:
        return (row[self._nth] for row in self._rows)

    def _value(self, place: int) -> str:
        return self._rows[place][self._nth]


class InTurn:
    """Rows looked up by their names, each once, and mostly in the order in which they stand: then the next one is looked at."""

    def __init__(self, rows: HashedNames) -> None:
        self._rows = rows
        self._next = 0
        self._places: dict[int, int] = {}
        """Hash of a name → its place: made when one is asked for out of turn."""

    def of(self, name: str) -> tuple[str, ...]:
        """Return the hashes that stand beside a name; () = there is no such name."""
        if self._next < len(self._rows) and self._rows[self._next][0] == name:
            place = self._next
        else:
            if not self._places:
                self._places = {hash(one): nth for nth, one in enumerate(self._rows.column(0))}
            place = self._places.get(hash(name), -1)
            if place < 0 or self._rows[place][0] != name:
                return ()
        self._next = place + 1
        return self._rows[place][1:]


def gone(before: Iterable[str], now: Iterable[str]) -> set[str]:
    """Return the names that were there before and are not now; of two lists in about one order little is held."""
    lost, come = set[str](), set[str]()
    for old, new in zip_longest(before, now):
        if old == new:
            continue
        for name, mine, theirs in ((old, lost, come), (new, come, lost)):
            if name in theirs:
                theirs.remove(name)
            elif name is not None:
                mine.add(name)
    return lost


def _packed(rows: Sequence[Sequence[str]]) -> tuple[bytes, bytes]:
    names = zlib.compress(_NAMES([row[0] for row in rows]).encode("utf-8"), 1)
    return names, bytes.fromhex("".join([one for row in rows for one in row[1:]]))


def _names(packed: bytes) -> list[str]:
    """Raises: ValueError."""
    try:
        return [str(name) for name in json.loads(zlib.decompress(packed))]
    except (zlib.error, TypeError) as error:
        raise ValueError("not names") from error


def _size(packed: bytes, hashes: bytes, each: int) -> int:
    """Return how many rows a block has. Raises: ValueError."""
    size = len(_names(packed))
    if len(hashes) * 2 != size * each * _HASH:
        raise ValueError("not so many hashes a name")
    return size


def _rows(packed: bytes, hashes: bytes) -> list[tuple[str, ...]]:
    names, digits = _names(packed), hashes.hex()
    each = len(digits) // (len(names) * _HASH)
    return list(zip(names, *(_every(digits, nth, each) for nth in range(each)), strict=True))


def _every(digits: str, nth: int, each: int) -> Iterator[str]:
    return (digits[start : start + _HASH] for start in range(nth * _HASH, len(digits), each * _HASH))


def _parts(data: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(data):
        end = start + _SIZE + int.from_bytes(data[start : start + _SIZE], "little")
        if end > len(data) or start + _SIZE > len(data):
            raise ValueError("cut short")
        yield data[start + _SIZE : end]
        start = end

"""Many files by their names, with hashes of each, in little memory and as bytes. Pure."""

import json
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from toolkit.evidence.ledger.pending import ListedTexts
from toolkit.nouns.shelf import LongList

_TOGETHER = 512
_HASH = 64
"""Digits of a sha256: half as many bytes are held."""
_NAMES = json.JSONEncoder(ensure_ascii=False).encode
_UNLIKE = 8
"""Blocks that are looked for in what was said before and are not there: the others are not looked for."""
_SIZE = 4
"""Bytes that say how many follow."""


@dataclass(frozen=True, slots=True)
class NameBlock:
    """Some rows, packed."""

    key: str
    """A hash of all that their files were made from; "" = none tells of all of them."""
    names: bytes
    hashes: bytes
    size: int
    """How many rows."""

    def rows(self) -> list[tuple[str, ...]]:
        return _rows(self.names, self.hashes) if self.size else []

    def column(self, nth: int) -> Iterator[str]:
        """Yield of each row one part: 0 = the names, 1 = the first hashes."""
        if not nth:
            return iter(_names(self.names) if self.size else ())
        digits = self.hashes.hex()
        return _every(digits, nth - 1, len(digits) // (self.size * _HASH)) if self.size else iter(())

    def listed(self, nth: int) -> str:
        """Return the same as JSON, without a list's brackets."""
        if not nth:
            return zlib.decompress(self.names).decode("utf-8")[1:-1] if self.size else ""
        return ", ".join([f'"{one}"' for one in self.column(nth)])


class HashedNames(LongList[tuple[str, ...]]):
    """Rows of a name and its hashes (sha256 as hexadecimal digits), of each row as many; those of some files lie packed together.

    Three bytes a name and 32 a hash, where texts in a dictionary take 350. Who goes over them in order opens each block once.
    """

    def __init__(self) -> None:
        self._blocks: list[NameBlock] = []
        self._ends: list[int] = []
        """How many rows there are up to the end of each block."""
        self._last: list[Sequence[str]] = []
        """Rows of no block yet."""
        self._whole = True
        """Whether all rows since a block was closed lie there."""
        self._open: tuple[int, list[tuple[str, ...]]] = (-1, [])
        """The block opened last."""

    def add(self, name: str, *hashes: str) -> None:
        self._last.append((name, *hashes))
        if len(self._last) == _TOGETHER:
            self._pack()
            self._whole = False

    def close(self, key: str = "") -> None:
        """End a block. `key`: of all that was added since one was ended; it counts where one block has room for that."""
        if self._last or (key and self._whole):
            self._pack(key if self._whole else "")
        self._whole = True

    def take(self, block: NameBlock) -> None:
        """Add a block as it lies."""
        if self._last:
            self._pack()
        self._blocks.append(block)
        self._ends.append(self._count + block.size)

    @property
    def blocks(self) -> Sequence[NameBlock]:
        """All rows, in blocks."""
        self.close()
        return self._blocks

    def __len__(self) -> int:
        return self._count + len(self._last)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        for place in range(len(self._blocks)):
            yield from self._opened(place)
        yield from map(tuple, self._last)

    def _value(self, place: int) -> tuple[str, ...]:
        place = range(len(self))[place]
        block = bisect_right(self._ends, place)
        if block == len(self._blocks):
            return tuple(self._last[place - self._count])
        return self._opened(block)[place - self._ends[block]]  # counted from its end

    def end_of(self, block: int) -> int:
        """Return how many rows there are up to the end of a block."""
        return self._ends[block]

    def near(self, place: int) -> range:
        """Return the rows from this one to the end of the block behind its own."""
        block = bisect_right(self._ends, place) + 1
        return range(place, self._ends[block] if block < len(self._ends) else len(self))

    def column(self, nth: int) -> "LongList[str]":
        """Return of each row one part: 0 = the names, 1 = the first hashes."""
        return _Column(self, nth)

    def told(self) -> bytes:
        """Return all of them as bytes."""
        parts = (part for block in self.blocks for part in (bytes.fromhex(block.key), block.names, block.hashes))
        return b"".join(piece for part in parts for piece in (len(part).to_bytes(_SIZE, "little"), part))

    @classmethod
    def read(cls, data: bytes, each: int) -> Self:
        """Return what was `told`, with so many hashes a name. Raises: ValueError, these are no such bytes."""
        self, parts = cls(), list(_parts(data))
        for key, names, hashes in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            self.take(NameBlock(key.hex(), names, hashes, _size(names, hashes, each)))
        return self

    @property
    def _count(self) -> int:
        """How many rows lie in blocks."""
        return self._ends[-1] if self._ends else 0

    def _pack(self, key: str = "") -> None:
        rows, self._last = self._last, []
        self.take(NameBlock(key, *_packed(rows), len(rows)))

    def _opened(self, block: int) -> list[tuple[str, ...]]:
        place, rows = self._open
        if place != block:
            rows = self._blocks[block].rows()
            self._open = (block, rows)
        return rows


class _Column(ListedTexts):
    """Of each row one part."""

    def __init__(self, rows: HashedNames, nth: int) -> None:
        self._rows, self._nth = rows, nth

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[str]:
        return (one for block in self._rows.blocks for one in block.column(self._nth))

    def _value(self, place: int) -> str:
        return self._rows[place][self._nth]

    def listed(self) -> Iterator[str]:
        """Yield them as parts of a JSON list: names lie so, and nobody reads one."""
        return (told for block in self._rows.blocks if (told := block.listed(self._nth)))


class InTurn:
    """Rows and blocks looked up, each once, and mostly in the order in which they stand: then the next one is looked at."""

    def __init__(self, rows: HashedNames) -> None:
        self._rows = rows
        self._next = 0
        self._next_block = 0
        self._places: dict[int, int] = {}
        """Hash of a name → its place: made when one is asked for that does not stand near."""
        self._keyed: dict[str, int] = {}
        """Key → the block's place, made so too."""

    def of(self, name: str) -> tuple[str, ...]:
        """Return the hashes that stand beside a name; () = there is no such name."""
        place = self._place(name)
        if place < 0 or self._rows[place][0] != name:
            return ()
        self._next = place + 1
        return self._rows[place][1:]

    def _place(self, name: str) -> int:
        """Return where a name stands; below zero = nowhere. Another may stand there."""
        if self._next < len(self._rows) and self._rows[self._next][0] == name:
            return self._next
        if not self._places:
            near = (place for place in self._rows.near(self._next) if self._rows[place][0] == name)
            if (there := next(near, None)) is not None:
                return there
            self._places = {hash(one): nth for nth, one in enumerate(self._rows.column(0))}
        return self._places.get(hash(name), -1)

    def keyed(self) -> Iterator[NameBlock]:
        """Yield the blocks that bear a key."""
        return (block for block in self._rows.blocks if block.key)

    def block(self, key: str) -> NameBlock | None:
        """Return the block that bears a key; the next name is looked for behind it."""
        blocks = self._rows.blocks
        if self._next_block < len(blocks) and blocks[self._next_block].key == key:
            place = self._next_block
        else:
            if not self._keyed:
                self._keyed = {block.key: nth for nth, block in enumerate(blocks)}
            place = self._keyed.get(key, -1)
            if place < 0:
                return None
        self._next_block = place + 1
        self._next = self._rows.end_of(place)
        return blocks[place]


def gone(before: str, now: HashedNames) -> set[str]:
    """Return the names that were there before, as JSON ("" = none were), and are not now.

    What a block says in the same order as before is not gone through: of a country's letters that is nearly all.
    """
    lost, others = _beside_blocks(before, now)
    for block in others if lost else ():
        lost.difference_update(block.column(0))
    return lost.difference(now.column(0)) if lost else lost


def _beside_blocks(before: str, now: HashedNames) -> tuple[set[str], Sequence[NameBlock]]:
    """Return the names before which are not said by any block in its own words, and the blocks that say something else."""
    said, at = f", {before[1:-1]}" if before[1:-1] else "", 0
    left, others = list[str](), list[NameBlock]()
    for block in now.blocks:
        told = f", {block.listed(0)}"
        start = said.find(told, at) if block.size and len(others) < _UNLIKE else -1
        if start < 0:
            others.append(block)
            continue
        left.append(said[at:start])
        at = start + len(told)
    left.append(said[at:])
    try:
        return {name for some in left for name in json.loads(f"[{some[2:]}]")}, others
    except ValueError:  # a name ends as if another one came behind it, and a block was found within
        return set(json.loads(before)), ()


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

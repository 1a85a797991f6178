"""A member put together of compressed blocks: what many files have in common is compressed and summed once; what is long
is compressed while it grows. Pure.

A deflate stream is a row of blocks; one that ends on a whole byte and looks back at nothing before it can stand in any stream
(RFC 1951). The checksum of two stretches follows from theirs: the first one's is carried over as many zero bytes as the second
has, which is linear, so that it takes four look-ups.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from struct import Struct
from typing import Any

from toolkit.ooxml.packing import PackedPart, PackedPiece, packed_part
from toolkit.ooxml.spool import Lying, Spool

_AS_IT_IS = 256
"""Bytes up to which a stretch is not worth a compressor."""
_STORED = Struct("<B2H")
"""What stands before it then: that it is no last block, its length, and that once more."""
_LEVEL, _WINDOW, _MEMORY = 3, -13, 6
"""Of a file's own stretches: short, so that a small compressor is enough, and is set up sooner."""

_GROWING = 2
"""Of a long stretch: a third of the time of the usual level, a sixth more bytes."""
_TRIED = 1 << 16
"""Bytes put together before they are compressed."""

_Carry = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class ReadyBlock:
    """A stretch that is the same in many files, compressed."""

    raw: bytes
    crc: int
    size: int
    carry: _Carry
    """For each byte of the checksum before it: what becomes of it behind this stretch."""


def ready_block(data: bytes, *, last: bool) -> ReadyBlock:
    """Compress a stretch once for many members. `last`: it ends them."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = machine.compress(data) + machine.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)
    return ReadyBlock(raw, zlib.crc32(data), len(data), _carry(len(data)))


def part_of_blocks(name: str, blocks: Iterable[ReadyBlock | bytes]) -> PackedPart:
    """Return a member made of ready stretches and its own ones (bytes, not compressed yet); the last is a ready one."""
    raw, crc, size = [], 0, 0
    for block in blocks:
        if isinstance(block, ReadyBlock):
            raw.append(block.raw)
            low, second, third, high = block.carry  # as `_carried`: each form has some dozens
            crc = low[crc & 255] ^ second[crc >> 8 & 255] ^ third[crc >> 16 & 255] ^ high[crc >> 24] ^ block.crc
            size += block.size
        else:
            raw.append(_own_block(block))
            crc = zlib.crc32(block, crc)
            size += len(block)
    return packed_part(name, 8, crc, size, b"".join(raw))


def _own_block(data: bytes) -> bytes:
    if len(data) <= _AS_IT_IS:
        return _STORED.pack(0, len(data), len(data) ^ 0xFFFF) + data
    machine = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY)
    return machine.compress(data) + machine.flush(zlib.Z_FULL_FLUSH)


@lru_cache(maxsize=1024)
def _carry(count: int) -> _Carry:
    """Return what so many bytes make of each byte of the checksum before them."""
    zeros = bytes(count)
    plain = zlib.crc32(zeros)
    return _by_bytes([zlib.crc32(zeros, 1 << bit) ^ plain for bit in range(32)])


def _by_bytes(bits: Sequence[int]) -> _Carry:
    """Return what becomes of each byte, by what becomes of each bit."""
    tables = []
    for start in range(0, 32, 8):
        table = [0]
        for bit in bits[start : start + 8]:
            table += [before ^ bit for before in table]
        tables.append(tuple(table))
    return tuple(tables)


_NOTHING = PackedPiece(0, 0, Spool(), ())


class GrowingBlock:
    """A stretch that is compressed while it grows; it can be cut into pieces, and others can stand in it."""

    def __init__(self, spool: Spool | None = None) -> None:
        """`spool`: where its bytes are laid; None = one of its own, in memory."""
        self._spool = spool or Spool()
        self.crc = self.size = 0
        self._pieces: list[PackedPiece] = []
        self._begin()

    def _begin(self) -> None:
        """Begin the next piece."""
        self._crc = self._size = 0
        self._lies: list[Lying] = []
        self._machine: Any = None
        """There while bytes come: it is large."""
        self._waiting: list[bytes] = []
        self._waits = 0

    def add(self, data: bytes) -> None:
        """Let it go on with these bytes."""
        self._waiting.append(data)
        self._waits += len(data)
        if self._waits >= _TRIED:
            self._press()

    def stand(self, other: "GrowingBlock") -> None:
        """Let it go on with another stretch, which has an end then and is held here only."""
        self.cut()
        other.cut()
        self._pieces += other._pieces
        self.crc = joined_crc(self.crc, other.crc, other.size)
        self.size += other.size
        other._pieces = []

    def cut(self, *, last: bool = False) -> PackedPiece:
        """End it here for now, and return what came since it was cut before; `last`: it ends its member."""
        self._press()
        if self._machine is None and not last:
            return _NOTHING
        self._lay(self._working().flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH))
        piece = PackedPiece(self._crc, self._size, self._spool, self._lies)
        self._begin()
        self._go_on(piece)
        return piece

    def take(self, piece: PackedPiece) -> None:
        """Let it go on with a piece that was cut from such a stretch before."""
        self.cut()
        self._go_on(piece)

    def pieces(self, *, last: bool = False) -> Sequence[PackedPiece]:
        """Return all of it, in pieces."""
        self.cut(last=last)
        return self._pieces

    def _go_on(self, piece: PackedPiece) -> None:
        if piece.length:
            self._pieces.append(piece)
            self.crc = joined_crc(self.crc, piece.crc, piece.size)
            self.size += piece.size

    def _working(self) -> Any:
        if self._machine is None:
            self._machine = zlib.compressobj(_GROWING, zlib.DEFLATED, -15)
        return self._machine

    def _press(self) -> None:
        if not self._waits:
            return
        data = b"".join(self._waiting)
        self._waiting.clear()
        self._waits = 0
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)
        self._lay(self._working().compress(data))

    def _lay(self, raw: bytes) -> None:
        if raw:
            self._lies.append(self._spool.lay(raw))


def joined_crc(first: int, second: int, size: int) -> int:
    """Return the checksum of two stretches behind one another; `size`: bytes of the second.

    As many zero bytes are behind the first one as the second has: what each power of two of them makes of it is looked up.
    """
    power, left = 0, size if first else 0
    while left:
        if left & 1:
            first = _carried(_carry_of_power(power), first)
        left >>= 1
        power += 1
    return first ^ second


def _carried(carry: _Carry, crc: int) -> int:
    low, second, third, high = carry
    return low[crc & 255] ^ second[crc >> 8 & 255] ^ third[crc >> 16 & 255] ^ high[crc >> 24]


@cache
def _carry_of_power(power: int) -> _Carry:
    """Return what 2 ** power zero bytes make of each byte of the checksum before them."""
    if not power:
        return _carry(1)
    half = _carry_of_power(power - 1)
    return _by_bytes([_carried(half, _carried(half, 1 << bit)) for bit in range(32)])

"""A member put together of compressed blocks: what many files have in common is compressed and summed once. Pure.

A deflate stream is a row of blocks; one that ends on a whole byte and looks back at nothing before it can stand in any stream
(RFC 1951). The checksum of two stretches follows from theirs: the first one's is carried over as many zero bytes as the second
has, which is linear, so that it takes four look-ups.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from toolkit.ooxml.packing import PackedPart, packed_part

_AS_IT_IS = 256
"""Bytes up to which a stretch is not worth a compressor."""
_LEVEL, _WINDOW, _MEMORY = 3, -13, 6
"""Of a file's own stretches: short, so that a small compressor is enough, and is set up sooner."""

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
            low, second, third, high = block.carry
            crc = low[crc & 255] ^ second[crc >> 8 & 255] ^ third[crc >> 16 & 255] ^ high[crc >> 24] ^ block.crc
            size += block.size
        else:
            raw.append(_own_block(block))
            crc = zlib.crc32(block, crc)
            size += len(block)
    return packed_part(name, 8, crc, size, b"".join(raw))


def _own_block(data: bytes) -> bytes:
    if len(data) <= _AS_IT_IS:
        length = len(data)
        return b"\0" + length.to_bytes(2, "little") + (length ^ 0xFFFF).to_bytes(2, "little") + data
    machine = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY)
    return machine.compress(data) + machine.flush(zlib.Z_FULL_FLUSH)


@lru_cache(maxsize=1024)
def _carry(count: int) -> _Carry:
    """Return what so many bytes make of each byte of the checksum before them."""
    zeros = bytes(count)
    plain = zlib.crc32(zeros)
    bits = [zlib.crc32(zeros, 1 << bit) ^ plain for bit in range(32)]
    tables = []
    for start in range(0, 32, 8):
        table = [0]
        for bit in bits[start : start + 8]:
            table += [before ^ bit for before in table]
        tables.append(tuple(table))
    return tuple(tables)

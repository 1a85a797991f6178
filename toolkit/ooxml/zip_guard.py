"""The one checker of zips: what the directory declares is judged before anything is inflated, and held while it is.

An archive seals the members that it must not take out and keeps the rest; a package is one document and falls as a
whole. What is unsafe is the same for both, and stands here. Pure.
"""

import bz2
import lzma
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.zip_directory import LOCAL, ZipEntry

DAMAGE = (struct.error, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)
"""What reading and inflating a damaged zip raises."""
METHODS = frozenset({0, 8, 12, 14})
"""Stored, Deflate, bzip2, LZMA."""
KEPT_UP_TO = 1 << 14
"""Bytes of a small part that is inflated, and understood, once for all the files that have it."""
_PIECE = 1 << 18
_FED = 1 << 16
"""Packed bytes given to zlib at once; what it leaves over it copies."""


def is_bomb(entry: ZipEntry, limits: Limits) -> bool:
    return entry.size > limits.ratio_from and entry.size > limits.ratio * max(1, entry.packed)


def check(entries: Sequence[ZipEntry], starts: Sequence[int | None], opened: Iterable[ZipEntry], limits: Limits) -> None:
    """Judge a zip by what it declares; `starts` is where each one's content begins, `opened` are those that will be inflated.

    Raises:
        Unreadable: F03 too many, too large together, overlapping.
    """
    files = [(entry, begin) for entry, begin in zip(entries, starts, strict=True) if entry.size or not entry.folder]
    if len(files) > limits.members:
        raise Unreadable(Code.F03, detail=f"压缩包内超过 {limits.members} 个文件")
    if sum([entry.size for entry in opened]) > limits.unpacked_bytes:
        raise Unreadable(Code.F03, detail=f"解压后超过 {limits.unpacked_bytes >> 20} MB")
    end = 0
    for entry, begin in sorted(files, key=lambda file: file[0].start):
        if entry.start < end:
            raise Unreadable(Code.F03, detail="压缩包内的文件互相重叠")
        end = max(end, (begin or entry.start + LOCAL.size) + entry.packed)


def content_start(data: bytes, entry: ZipEntry) -> int | None:
    """Return where a member's packed bytes begin; None when no header stands where the directory says."""
    if not 0 <= entry.start <= len(data) - LOCAL.size:
        return None
    fields = LOCAL.unpack_from(data, entry.start)
    return entry.start + LOCAL.size + fields[9] + fields[10] if fields[0] == b"PK\3\4" else None


def packed_bytes(data: bytes, entry: ZipEntry) -> memoryview:
    """Return a member's packed bytes; none when it points beyond the file."""
    begin = content_start(data, entry)
    return memoryview(data)[begin : begin + entry.packed] if begin is not None else memoryview(b"")


def whole(data: bytes, entry: ZipEntry) -> bytes | None:
    """Return a small member that holds what it declares; what copies of one form have alike is inflated once for all of them.

    None = it is none of these: whoever wants it inflates it, and sees what is wrong.
    """
    if entry.locked or entry.method != 8 or max(entry.size, entry.packed) > KEPT_UP_TO:
        return None
    try:
        content, crc = _inflated_again(bytes(packed_bytes(data, entry)), entry.size + 1)
    except DAMAGE:
        return None
    return content if len(content) == entry.size and crc == entry.crc else None


@lru_cache(maxsize=32)
def _inflated_again(packed: bytes, most: int) -> tuple[bytes, int]:
    """Return what was packed, and its checksum."""
    content = b"".join(_deflated(memoryview(packed), most))
    return content, zlib.crc32(content)


def beginning(data: bytes, entry: ZipEntry, most: int) -> bytes:
    """Return so many bytes of a member at most; b"" when it is locked, damaged or packed in a way not known here."""
    if entry.locked or entry.method not in METHODS:
        return b""
    try:
        if entry.size <= most and (content := whole(data, entry)) is not None:
            return content
        return b"".join(inflated(packed_bytes(data, entry), entry.method, most))
    except DAMAGE:
        return b""


def inflated(packed: memoryview, method: int, most: int) -> Iterator[bytes]:
    """Inflate piece by piece until `most` bytes came or the stream ends (a cut one ends early); `method` is of METHODS.

    Raises:
        zlib.error and the like: the stream is damaged from here on.
    """
    if method == 0:
        yield bytes(packed[:most])
    elif method == 8:
        yield from _deflated(packed, most)
    elif method == 12:
        yield bz2.BZ2Decompressor().decompress(packed, most)
    else:
        # a zip's LZMA has the properties of an .lzma file, but neither its length nor its place
        alone = bytes(packed[4:9]) + b"\xff" * 8 + bytes(packed[9:])
        yield lzma.LZMADecompressor(lzma.FORMAT_ALONE).decompress(alone, most)


def _deflated(packed: memoryview, most: int) -> Iterator[bytes]:
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    for begin in range(0, len(packed), _FED):
        rest: bytes | memoryview = packed[begin : begin + _FED]
        while most > 0 and not machine.eof:
            piece = machine.decompress(rest, min(_PIECE, most))
            rest = machine.unconsumed_tail
            most -= len(piece)
            if piece:
                yield piece
            elif not rest:
                break

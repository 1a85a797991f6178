"""A zip package opened with suspicion: sizes are checked before anything is inflated, and while it is."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code

_LOCAL = struct.Struct("<4s22xHH")
_PIECE = 1 << 18


class GuardedPackage:
    """The members of one zip file, names folded to lower case with forward slashes.

    Raises:
        Unreadable: F01 damaged, F02 encrypted, F03 beyond the limits.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._inflated = 0
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
        self._entries = {_folded(entry.filename): entry for entry in entries if not entry.is_dir()}
        self._starts = _check(data, entries, limits)

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def size(self, name: str) -> int:
        """Return what a member declares to be unpacked; 0 when it is missing."""
        entry = self._entries.get(_folded(name))
        return entry.file_size if entry else 0

    def read(self, name: str) -> bytes:
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Inflate a member piece by piece; more than it declares, or a wrong checksum, ends in Unreadable."""
        entry = self._entries.get(_folded(name))
        if entry is None:
            raise Unreadable(Code.F01, detail=f"缺少部件 {name[:60]}")
        if entry.flag_bits & 1:
            raise Unreadable(Code.F02)
        start = self._starts[entry.header_offset]
        packed = memoryview(self._data)[start : start + entry.compress_size]
        left, crc = entry.file_size, 0
        for piece in _inflated(packed, entry.compress_type):
            left -= len(piece)
            self._inflated += len(piece)
            if left < 0 or self._inflated > self._limits.unpacked_bytes:
                raise Unreadable(Code.F03, detail="解压后的大小超过所声明的或允许的大小")
            crc = zlib.crc32(piece, crc)
            yield piece
        if left or crc != entry.CRC:
            raise Unreadable(Code.F01, detail=f"部件 {name[:60]} 校验不符")


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _inflated(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if method != zipfile.ZIP_DEFLATED:
        raise Unreadable(Code.F01, detail=f"不支持的压缩方式 {method}")
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    while rest and not machine.eof:
        piece = machine.decompress(rest, _PIECE)
        rest = machine.unconsumed_tail
        if piece:
            yield piece
        elif not rest:
            break
    tail = machine.flush()
    if tail:
        yield tail
    if not machine.eof:
        raise Unreadable(Code.F01, detail="压缩数据不完整")


_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)>")
_SEEN = 16 << 20


def _too_large(data: bytes, entries: list[zipfile.ZipInfo], limits: Limits) -> str:
    """Say that the package is too large; of a sheet whose rows are only formatted, which of them to delete."""
    plain = f"解压后超过 {limits.unpacked_bytes >> 20} MB"
    largest = max(entries, key=lambda entry: entry.file_size)
    if not _folded(largest.filename).startswith("xl/worksheets/") or largest.compress_type != zipfile.ZIP_DEFLATED:
        return plain
    head = data[largest.header_offset : largest.header_offset + _LOCAL.size]
    _, name, extra = _LOCAL.unpack(head)
    start = largest.header_offset + _LOCAL.size + name + extra
    seen = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[start : start + largest.compress_size], _SEEN)
    values = [found.start() for found in _VALUE.finditer(seen)]
    rows = _ROW.findall(seen, 0, values[-1]) if values else []
    if not rows or len(seen) - values[-1] < len(seen) // 2:
        return plain
    return f"{plain}：表格下方的空行都设了边框或格式，请选中第 {int(rows[-1]) + 1} 行以下的所有空行，删除后另存"


def _check(data: bytes, entries: list[zipfile.ZipInfo], limits: Limits) -> dict[int, int]:
    """Check what the directory declares; return header offset → where the member's packed bytes start."""
    if len(entries) > limits.members:
        raise Unreadable(Code.F03, detail=f"压缩包内有 {len(entries)} 个部件，上限 {limits.members}")
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise Unreadable(Code.F03, detail=_too_large(data, entries, limits))
    starts: dict[int, int] = {}
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * entry.compress_size:
            raise Unreadable(Code.F03, detail=f"压缩比超过 {limits.ratio}")
        if entry.header_offset < end:
            raise Unreadable(Code.F03, detail="压缩包内的部件互相重叠")
        head = data[entry.header_offset : entry.header_offset + _LOCAL.size]
        mark, name, extra = _LOCAL.unpack(head)
        if mark != b"PK\x03\x04":
            raise Unreadable(Code.F01, detail="压缩包目录与内容不符")
        starts[entry.header_offset] = entry.header_offset + _LOCAL.size + name + extra
        end = starts[entry.header_offset] + entry.compress_size
    if end > len(data):
        raise Unreadable(Code.F01, detail="压缩包不完整")
    return starts

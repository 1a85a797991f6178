"""A zip package opened with suspicion: sizes are checked before anything is inflated, and while it is."""

import re
import zlib
from collections.abc import Iterator

from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.zip_directory import ZipEntry, directory, folded_name
from toolkit.ooxml.zip_guard import DAMAGE, METHODS, check, content_start, inflated, is_bomb, packed_bytes, whole


class GuardedPackage:
    """The members of one zip file, names folded to lower case with forward slashes.

    Raises:
        Unreadable: F01 damaged, F02 encrypted, F03 beyond the limits.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._inflated = 0
        self._entries = {folded_name(one.name): one for one in _entries(data, limits) if one.size or not one.folder}

    def __contains__(self, name: str) -> bool:
        return folded_name(name) in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    @property
    def entries(self) -> tuple[ZipEntry, ...]:
        return tuple(self._entries.values())

    def actual(self, name: str) -> str:
        """Return a member's name as it is spelt (office programs differ in case); of a missing one the name as given."""
        entry = self._entries.get(folded_name(name))
        return entry.name if entry else name

    def size(self, name: str) -> int:
        """Return what a member declares to be unpacked; 0 when it is missing."""
        entry = self._entries.get(folded_name(name))
        return entry.size if entry else 0

    def read(self, name: str) -> bytes:
        entry = self._entries.get(folded_name(name))
        content = whole(self._data, entry) if entry else None
        if content is None or self._inflated + len(content) > self._limits.unpacked_bytes:
            return b"".join(self.pieces(name))
        self._inflated += len(content)
        return content

    def pieces(self, name: str) -> Iterator[bytes]:
        """Inflate a member piece by piece; more than it declares, or a wrong checksum, ends in Unreadable."""
        entry = self._entries.get(folded_name(name))
        if entry is None:
            raise Unreadable(Code.F01, detail=f"缺少部件 {name[:60]}")
        if entry.locked:
            raise Unreadable(Code.F02)
        if entry.method not in METHODS:
            raise Unreadable(Code.F01, detail=f"不支持的压缩方式 {entry.method}")
        left, crc = entry.size, 0
        for piece in inflated(packed_bytes(self._data, entry), entry.method, entry.size + 1):
            left -= len(piece)
            self._inflated += len(piece)
            if left < 0 or self._inflated > self._limits.unpacked_bytes:
                raise Unreadable(Code.F03, detail="解压后的大小超过所声明的或允许的大小")
            crc = zlib.crc32(piece, crc)
            yield piece
        if left or crc != entry.crc:
            raise Unreadable(Code.F01, detail=f"部件 {name[:60]} 校验不符")


def _entries(data: bytes, limits: Limits) -> list[ZipEntry]:
    """Return the directory, once nothing that it declares is unsafe or beyond the file."""
    try:
        entries = directory(data, 4 * limits.members)
    except DAMAGE as error:
        raise Unreadable(Code.F01, detail="压缩包不完整或已损坏") from error
    if any(is_bomb(entry, limits) for entry in entries if entry.size > limits.ratio_from):
        raise Unreadable(Code.F03, detail=f"压缩比超过 {limits.ratio}")
    if sum([entry.size for entry in entries]) > limits.unpacked_bytes:
        raise Unreadable(Code.F03, detail=_too_large(data, entries, limits))
    starts = [content_start(data, entry) for entry in entries]
    check(entries, starts, entries, limits)
    for entry, begin in zip(entries, starts, strict=True):
        if begin is None:
            raise Unreadable(Code.F01, detail="压缩包目录与内容不符")
        if begin + entry.packed > len(data):
            raise Unreadable(Code.F01, detail="压缩包不完整")
    return entries


_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)>")
_SEEN = 16 << 20


def _too_large(data: bytes, entries: list[ZipEntry], limits: Limits) -> str:
    """Say that the package is too large; of a sheet whose rows are only formatted, which of them to delete."""
    plain = f"解压后超过 {limits.unpacked_bytes >> 20} MB"
    largest = max(entries, key=lambda entry: entry.size)
    if not largest.folded.startswith("xl/worksheets/") or largest.method not in METHODS:
        return plain
    seen = b"".join(inflated(packed_bytes(data, largest), largest.method, _SEEN))
    values = [match.start() for match in _VALUE.finditer(seen)]
    rows = _ROW.findall(seen, 0, values[-1]) if values else []
    if not rows or len(seen) - values[-1] < len(seen) // 2:
        return plain
    return f"{plain}：表格下方的空行都设了边框或格式，请选中第 {int(rows[-1]) + 1} 行以下的所有空行，删除后另存"

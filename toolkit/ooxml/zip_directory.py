"""What a zip says that it holds: its directory, or the local headers of one that was cut off. Pure; inflates nothing.

The directory is read here and not by zipfile, which refuses a whole archive for one bad name, cannot read one that was
cut off, and takes overlapping members for granted.
"""

import struct
import zlib
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from toolkit.nouns.limits import Unreadable
from toolkit.nouns.problems import Code

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
_FAR = 0xFFFFFFFF
_UNIX = 3
_READ_ONCE = 1 << 20
"""Bytes of a zip whose directory is remembered until the next."""


_NAMES = 256
"""Names that are remembered: the members of office files are called the same in all of them."""


class ZipEntry(NamedTuple):
    """One line of a zip's directory; every package has a score of them, so that they are tuples."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    start: int
    """Where its local header stands."""
    mode: int = 0
    """Unix file type, 0 = not said."""

    @property
    def folder(self) -> bool:
        return self.name.endswith(("/", "\\")) and not self.size

    @property
    def locked(self) -> bool:
        return bool(self.flags & 1) or self.method == 99

    @property
    def folded(self) -> str:
        """Its name as office programs compare them: they differ in case, slashes and a leading one."""
        return folded_name(self.name)


@lru_cache(maxsize=_NAMES)
def folded_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def directory(data: bytes, most: int) -> list[ZipEntry]:
    """Read the central directory, of so many entries at most.

    Raises:
        struct.error, ValueError: there is none, or it is damaged.
        Unreadable: F03 more entries, F04 one part of a split archive.
    """
    if len(data) <= _READ_ONCE:
        with suppress(struct.error, ValueError, Unreadable):
            entries = _again(data)
            if len(entries) <= most:
                return list(entries)
    return _read(data, most)


def _read(data: bytes, most: int) -> list[ZipEntry]:
    end = _end(data)
    _, disk, _, _, count, size, start, _ = END.unpack_from(data, end)
    if 0 < disk < 0xFFFF:
        raise Unreadable(Code.F04, detail="分卷压缩包的最后一卷，请合成一个压缩包，或直接发送原表")
    top = end
    if _FAR in {size, start} or count == 0xFFFF:
        far = data.rfind(b"PK\6\6", 0, end)
        if far >= 0:
            count, size, start = struct.unpack_from("<3Q", data, far + 32)
            top = far
    place = top - size  # not `start`: bytes may stand before the archive (a self-unpacking one)
    shift = place - start
    if place < 0 or shift < 0:
        raise ValueError("directory out of bounds")
    entries: list[ZipEntry] = []
    while place + CENTRAL.size <= top and data[place : place + 4] == b"PK\1\2":
        entry, place = _line(data, place, shift)
        entries.append(entry)
        if len(entries) > most:
            raise Unreadable(Code.F03, detail=f"压缩包内超过 {most} 个文件")
    if len(entries) & 0xFFFF != count & 0xFFFF:
        raise ValueError("directory is cut")
    return entries


@lru_cache(maxsize=1)
def _again(data: bytes) -> tuple[ZipEntry, ...]:
    """Return the entries of the file at hand, which is asked first what it is, and then for what is in it."""
    return tuple(_read(data, _READ_ONCE))


def _end(data: bytes) -> int:
    """Return where the end record stands: the last one whose comment ends with the file, else the last."""
    lowest = max(0, len(data) - 65557 - 1024)
    place = last = data.rfind(b"PK\5\6", lowest)
    while place >= 0:
        if place + END.size <= len(data) and place + END.size + END.unpack_from(data, place)[7] == len(data):
            return place
        place = data.rfind(b"PK\5\6", lowest, place)
    if last < 0:
        raise ValueError("no end record")
    return last


def _line(data: bytes, place: int, shift: int) -> tuple[ZipEntry, int]:
    """Return one entry of the directory and where the next one stands."""
    fields = CENTRAL.unpack_from(data, place)
    made, flags, method, crc = fields[1], fields[3], fields[4], fields[7]
    packed, size, start = fields[8], fields[9], fields[16]
    begin = place + CENTRAL.size
    name, extra = begin + fields[10], begin + fields[10] + fields[11]
    extras = _extras(data[name:extra]) if name < extra else {}
    if 1 in extras:
        far = iter(struct.iter_unpack("<Q", extras[1][: len(extras[1]) // 8 * 8]))
        size, packed, start = (next(far, (value,))[0] if value == _FAR else value for value in (size, packed, start))
    mode = fields[15] >> 28 if made >> 8 == _UNIX else 0
    spelt = _name(data[begin:name], extras.get(0x7075, b""))
    return ZipEntry(spelt, flags, method, crc, packed, size, start + shift, mode), extra + fields[12]


def _extras(data: bytes) -> dict[int, bytes]:
    extras: dict[int, bytes] = {}
    place = 0
    while place + 4 <= len(data):
        mark, length = struct.unpack_from("<HH", data, place)
        extras.setdefault(mark, data[place + 4 : place + 4 + length])
        place += 4 + length
    return extras


def _name(raw: bytes, unicode_path: bytes) -> str:
    """Decode a name: its Unicode extra if that is about this very name, else UTF-8, else GB18030."""
    if len(unicode_path) > 5 and struct.unpack_from("<I", unicode_path, 1)[0] == zlib.crc32(raw):
        raw = unicode_path[5:]
    return decoded_name(raw)


@lru_cache(maxsize=_NAMES)
def decoded_name(raw: bytes) -> str:
    """Decode bytes that a stranger's program took for a name; what nobody can decode is spelt out."""
    if raw.isascii():
        return raw.decode("ascii")
    for encoding in ("utf-8", "gb18030"):
        try:
            return _unmangled(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def _unmangled(name: str) -> str:
    """Return the Chinese name that a program took for code page 437 and wrote down as such: ╕╜╝■2 is 附件2."""
    if not any("\u2500" <= sign <= "\u25a0" for sign in name):
        return name
    try:
        meant = name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name
    return meant if any("\u4e00" <= sign <= "\u9fff" for sign in meant) else name


def recovered(data: bytes, most: int, largest: int) -> list[ZipEntry]:
    """Find the members of a cut archive by their local headers: so many, none measured beyond `largest` bytes."""
    entries: list[ZipEntry] = []
    place = data.find(b"PK\3\4")
    while place >= 0 and len(entries) <= most:
        entry, place = _local(data, place, largest)
        if entry is not None:
            entries.append(entry)
        place = data.find(b"PK\3\4", place)
    return entries


def _local(data: bytes, place: int, largest: int) -> tuple[ZipEntry | None, int]:
    if place + LOCAL.size > len(data):
        return None, len(data)
    _, _, flags, method, _, _, crc, packed, size, name, extra = LOCAL.unpack_from(data, place)
    begin = place + LOCAL.size + name + extra
    raw_name = data[place + LOCAL.size : place + LOCAL.size + name]
    if flags & 8 and not packed and method == 8:
        packed, size, crc = _measured(data, begin, largest)
    entry = ZipEntry(
        name=_name(raw_name, _extras(data[begin - extra : begin]).get(0x7075, b"")),
        flags=flags,
        method=method,
        crc=crc,
        packed=packed,
        size=size,
        start=place,
    )
    return entry, max(begin + packed, place + 4)


def _measured(data: bytes, begin: int, largest: int) -> tuple[int, int, int]:
    """Return packed size, size and checksum of a stream whose header does not say them."""
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = machine.decompress(data[begin:], largest)
    except zlib.error:
        return 0, 0, 0
    return len(data) - begin - len(machine.unused_data), len(content), zlib.crc32(content)

"""Take a zip apart with suspicion: its directory is judged before anything is inflated. Pure; bytes in, members out.

The directory is read here and not by zipfile, which refuses a whole archive for one bad name, cannot read one that was
cut off, and takes overlapping members for granted.
"""

import bz2
import lzma
import struct
import zlib
from dataclasses import dataclass

from toolkit.intake.foreign import unpack_foreign
from toolkit.intake.reading import Member
from toolkit.intake.sealed import seal
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_FAR = 0xFFFFFFFF
_UNIX = 3
_SPECIAL = {0x1, 0x2, 0x6, 0xA, 0xC}
"""File types that are no regular file: pipe, devices, link, socket."""
_METHODS = {0, 8, 12, 14, 99}
"""Stored, Deflate, bzip2, LZMA; 99 = encrypted (AES)."""
_DAMAGE = (struct.error, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipEntry:
    """One line of a zip's directory."""

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


def unzip(data: bytes, limits: Limits) -> tuple[tuple[Member, ...], bool]:
    """Return the members in the directory's order, and whether the archive is damaged.

    What cannot be taken out (locked, a link, too large) comes sealed, with the reason.

    Raises:
        Unreadable: F01 nothing can be recovered, F03 the archive as a whole is a bomb.
    """
    try:
        entries = _directory(data, limits)
        damaged = False
    except _DAMAGE:
        entries = _scanned(data, limits)
        damaged = True
        if not entries:
            raise Unreadable(Code.F01, detail="压缩包不完整或已损坏") from None
    files = [entry for entry in entries if not entry.folder]
    _refuse_bombs(data, files, limits)
    members = []
    foreign = _by_program(data, files, limits)
    for entry in files:
        content, whole = (foreign[entry.crc], True) if entry.crc in foreign else _content(data, entry, limits)
        damaged = damaged or not whole
        members.append(Member(name=entry.name, data=content))
    return tuple(members), damaged


def _by_program(data: bytes, files: list[ZipEntry], limits: Limits) -> dict[int, bytes]:
    """Return checksum → content of members packed in ways that only 7-Zip knows (Deflate64, PPMd); {} without it."""
    rare = {entry.crc for entry in files if entry.method not in _METHODS and not entry.flags & 1}
    if not rare or any(_bomb(entry, limits) or entry.size > limits.file_bytes for entry in files):
        return {}
    try:
        members, _ = unpack_foreign(data, "zip", limits)
    except Unreadable as error:
        if error.problem.code is Code.F05:
            raise
        return {}
    found = {zlib.crc32(member.data): member.data for member in members}
    return {crc: found[crc] for crc in rare if crc in found}


def _refuse_bombs(data: bytes, files: list[ZipEntry], limits: Limits) -> None:
    """Look at what the directory declares.

    Raises:
        Unreadable: F03
    """
    if len(files) > limits.members:
        raise Unreadable(Code.F03, detail=f"压缩包内超过 {limits.members} 个文件")
    opened = (entry for entry in files if not (entry.flags & 1 or _bomb(entry, limits) or entry.size > limits.file_bytes))
    if sum(entry.size for entry in opened) > limits.unpacked_bytes:
        raise Unreadable(Code.F03, detail=f"解压后超过 {limits.unpacked_bytes >> 20} MB")
    end = 0
    for entry in sorted(files, key=lambda entry: entry.start):
        if entry.start < end:
            raise Unreadable(Code.F03, detail="压缩包内的文件互相重叠")
        end = entry.start + _LOCAL.size + entry.packed
    if files and all(_bomb(entry, limits) for entry in files):
        raise Unreadable(Code.F03, detail=f"压缩比超过 {limits.ratio}")


def _bomb(entry: ZipEntry, limits: Limits) -> bool:
    return entry.size > limits.ratio_from and entry.size > limits.ratio * max(1, entry.packed)


def _content(data: bytes, entry: ZipEntry, limits: Limits) -> tuple[bytes, bool]:
    """Return a member's bytes (or its envelope), and whether they are whole."""
    raw = _raw(data, entry)
    if entry.flags & 1 or entry.method == 99:
        return seal(raw, Code.F02), True
    if _bomb(entry, limits):
        return seal(raw, Code.F03, f"压缩比超过 {limits.ratio}"), True
    if entry.size > limits.file_bytes:
        return seal(raw, Code.F03, f"文件超过 {limits.file_bytes >> 20} MB"), True
    try:
        content = _inflate(raw, entry.method, entry.size + 1)
    except _DAMAGE:
        return b"", False
    if content is None:
        return seal(raw, Code.F04, "压缩包用了少见的压缩方式，请改用 zip 重新压缩或直接发送原表"), True
    if len(content) > entry.size:
        return seal(raw, Code.F03, "解压后的大小与声明不符"), True
    if entry.mode in _SPECIAL:
        return seal(content, Code.F03, "是链接或设备，不是文件"), True
    return content, len(content) == entry.size and zlib.crc32(content) == entry.crc


def _raw(data: bytes, entry: ZipEntry) -> bytes:
    """Return a member's packed bytes; b"" when it points beyond the file."""
    try:
        fields = _LOCAL.unpack_from(data, entry.start)
    except struct.error:
        return b""
    begin = entry.start + _LOCAL.size + fields[9] + fields[10]
    return data[begin : begin + entry.packed] if fields[0] == b"PK\3\4" else b""


def _inflate(raw: bytes, method: int, most: int) -> bytes | None:
    """Return at most so many bytes; what a cut stream still holds; None = a method not known here."""
    if method == 0:
        return raw[:most]
    if method == 8:
        return _deflated(raw, most)
    if method == 12:
        return bz2.BZ2Decompressor().decompress(raw, most)
    if method == 14:
        # a zip's LZMA has the properties of an .lzma file, but neither its length nor its place
        alone = raw[4:9] + b"\xff" * 8 + raw[9:]
        return lzma.LZMADecompressor(lzma.FORMAT_ALONE).decompress(alone, most)
    return None


def _deflated(raw: bytes, most: int) -> bytes:
    """Inflate piece by piece, so that a damaged stream still gives what stands before the damage."""
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    found = bytearray()
    for begin in range(0, len(raw), 1 << 16):
        piece = raw[begin : begin + (1 << 16)]
        while piece and len(found) < most and not machine.eof:
            try:
                found += machine.decompress(piece, most - len(found))
            except zlib.error:
                return bytes(found)
            piece = machine.unconsumed_tail
    return bytes(found)


def _directory(data: bytes, limits: Limits) -> list[ZipEntry]:
    """Read the central directory.

    Raises:
        struct.error, ValueError: there is none, or it is damaged.
    """
    end = _end(data)
    _, disk, _, _, count, size, start, _ = _END.unpack_from(data, end)
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
    while place + _CENTRAL.size <= top and data[place : place + 4] == b"PK\1\2":
        entry, place = _line(data, place, shift)
        entries.append(entry)
        if len(entries) > 4 * limits.members:
            raise Unreadable(Code.F03, detail=f"压缩包内超过 {limits.members} 个文件")
    if len(entries) & 0xFFFF != count & 0xFFFF:
        raise ValueError("directory is cut")
    return entries


def _end(data: bytes) -> int:
    """Return where the end record stands: the last one whose comment ends with the file, else the last."""
    found = data.rfind(b"PK\5\6", max(0, len(data) - 65557 - 1024))
    last = found
    while found >= 0:
        if found + _END.size <= len(data) and found + _END.size + _END.unpack_from(data, found)[7] == len(data):
            return found
        found = data.rfind(b"PK\5\6", max(0, len(data) - 65557 - 1024), found)
    if last < 0:
        raise ValueError("no end record")
    return last


def _line(data: bytes, place: int, shift: int) -> tuple[ZipEntry, int]:
    """Return one entry of the directory and where the next one stands."""
    fields = _CENTRAL.unpack_from(data, place)
    made, flags, method, crc = fields[1], fields[3], fields[4], fields[7]
    packed, size, start = fields[8], fields[9], fields[16]
    begin = place + _CENTRAL.size
    name, extra = begin + fields[10], begin + fields[10] + fields[11]
    extras = _extras(data[name:extra])
    far = iter(struct.iter_unpack("<Q", extras.get(1, b"")[: len(extras.get(1, b"")) // 8 * 8]))
    size, packed, start = (next(far, (value,))[0] if value == _FAR else value for value in (size, packed, start))
    entry = ZipEntry(
        name=_name(data[begin:name], flags, extras.get(0x7075, b"")),
        flags=flags,
        method=method,
        crc=crc,
        packed=packed,
        size=size,
        start=start + shift,
        mode=fields[15] >> 28 if made >> 8 == _UNIX else 0,
    )
    return entry, extra + fields[12]


def _extras(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    place = 0
    while place + 4 <= len(data):
        mark, length = struct.unpack_from("<HH", data, place)
        found.setdefault(mark, data[place + 4 : place + 4 + length])
        place += 4 + length
    return found


def _name(raw: bytes, flags: int, unicode_path: bytes) -> str:
    """Decode a name: its Unicode extra if that is about this very name, else UTF-8, else GB18030."""
    if len(unicode_path) > 5 and struct.unpack_from("<I", unicode_path, 1)[0] == zlib.crc32(raw):
        raw = unicode_path[5:]
    return decoded_name(raw)


def decoded_name(raw: bytes) -> str:
    """Decode bytes that a stranger's program took for a name; what nobody can decode is spelt out."""
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


def _scanned(data: bytes, limits: Limits) -> list[ZipEntry]:
    """Find the members of a cut archive by their local headers."""
    entries: list[ZipEntry] = []
    place = data.find(b"PK\3\4")
    while place >= 0 and len(entries) <= limits.members:
        entry, place = _found(data, place, limits)
        if entry is not None:
            entries.append(entry)
        place = data.find(b"PK\3\4", place)
    return entries


def _found(data: bytes, place: int, limits: Limits) -> tuple[ZipEntry | None, int]:
    if place + _LOCAL.size > len(data):
        return None, len(data)
    _, _, flags, method, _, _, crc, packed, size, name, extra = _LOCAL.unpack_from(data, place)
    begin = place + _LOCAL.size + name + extra
    raw_name = data[place + _LOCAL.size : place + _LOCAL.size + name]
    if flags & 8 and not packed and method == 8:
        packed, size, crc = _measured(data, begin, limits)
    entry = ZipEntry(
        name=_name(raw_name, flags, _extras(data[begin - extra : begin]).get(0x7075, b"")),
        flags=flags,
        method=method,
        crc=crc,
        packed=packed,
        size=size,
        start=place,
    )
    return entry, max(begin + packed, place + 4)


def _measured(data: bytes, begin: int, limits: Limits) -> tuple[int, int, int]:
    """Return packed size, size and checksum of a stream whose header does not say them."""
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = machine.decompress(data[begin:], limits.file_bytes)
    except zlib.error:
        return 0, 0, 0
    return len(data) - begin - len(machine.unused_data), len(content), zlib.crc32(content)

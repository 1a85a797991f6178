"""Write a zip whose members may already be compressed: fixed dates, no data descriptors, the same bytes every time."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.ooxml.package import BadPackage, Package

_DATE, _TIME = 0x0021, 0  # 1980-01-01 00:00
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_UTF8 = 0x0800
_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedPart:
    """One member, compressed."""

    name: bytes
    flags: int
    method: int
    crc: int
    size: int
    raw: bytes


def pack(name: str, data: bytes, level: int = _LEVEL) -> PackedPart:
    """Compress one member."""
    machine = zlib.compressobj(level, zlib.DEFLATED, -15)
    raw = machine.compress(data) + machine.flush()
    return _entry(name, 8, zlib.crc32(data), len(data), raw)


def stored(name: str, data: bytes) -> PackedPart:
    """Keep one member that is compressed in itself as it is."""
    return _entry(name, 0, zlib.crc32(data), len(data), data)


def copied(package: Package) -> dict[str, PackedPart]:
    """Return every member of a package as it lies there, its compressed bytes untouched, in file order."""
    found: dict[str, PackedPart] = {}
    for info in package.infos:
        start = info.header_offset
        fields = _LOCAL.unpack_from(package.data, start)
        if fields[0] != b"PK\3\4" or info.compress_type not in (0, 8):
            found[info.filename] = pack(info.filename, package.read(info.filename))
            continue
        begin = start + _LOCAL.size + fields[9] + fields[10]
        raw = package.data[begin : begin + info.compress_size]
        if len(raw) != info.compress_size:
            raise BadPackage("文件内部已损坏，请用 WPS 或 Excel 打开后另存为 .xlsx")
        found[info.filename] = _entry(info.filename, info.compress_type, info.CRC, info.file_size, raw)
    return found


def write(entries: Iterable[PackedPart]) -> bytes:
    """Return the zip file."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for e in entries:
        sizes = (e.crc, len(e.raw), e.size)
        header = _LOCAL.pack(b"PK\3\4", 20, e.flags, e.method, _TIME, _DATE, *sizes, len(e.name), 0)
        pieces += (header, e.name, e.raw)
        made = (b"PK\1\2", 20, 20, e.flags, e.method, _TIME, _DATE, *sizes, len(e.name), 0, 0, 0, 0, 0, offset)
        directory += (_CENTRAL.pack(*made), e.name)
        offset += len(header) + len(e.name) + len(e.raw)
    listing = b"".join(directory)
    count = len(directory) // 2
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(listing), offset, 0)
    return b"".join((*pieces, listing, end))


def _entry(name: str, method: int, crc: int, size: int, raw: bytes) -> PackedPart:
    flags = 0 if name.isascii() else _UTF8
    return PackedPart(name=name.encode(), flags=flags, method=method, crc=crc, size=size, raw=raw)

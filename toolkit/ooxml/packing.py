"""Write a zip whose members may already be compressed: fixed dates, no data descriptors, the same bytes every time."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct

from toolkit.ooxml.package import BadPackage, Package
from toolkit.ooxml.spool import Lying
from toolkit.ooxml.zip_directory import CENTRAL, END, LOCAL
from toolkit.ooxml.zip_guard import packed_bytes

_DATE, _TIME = 0x0021, 0  # 1980-01-01 00:00
_UTF8 = 0x0800
_SUMS, _HEADER_SUMS, _LISTED_SUMS = Struct("<3L"), 14, 16
"""Checksum and sizes, and where they stand in a member's header and in its line of the directory."""
_LEVEL = 6
_SHORT = 7_900
"""Bytes up to which eight kilobytes back are all there is."""
_FOR_SHORT, _USUAL = (-13, 7), (-15, 8)
"""zlib's window and working memory: the usual quarter of a megabyte is longer to get than a letter's body to press."""


@dataclass(frozen=True, slots=True)
class PackedPart:
    """One member, compressed."""

    name: bytes
    raw: bytes
    header: bytes
    """What stands before its name in the file."""
    listed: bytes
    """What stands in the directory before its place and name."""

    @property
    def length(self) -> int:
        """Bytes that it takes in the file."""
        return len(self.header) + len(self.name) + len(self.raw)


@dataclass(frozen=True, slots=True)
class ReadyMembers:
    """Members that stand behind one another in many files, and are the same in all of them."""

    body: bytes
    listed: tuple[tuple[bytes, int, bytes], ...]
    """Of each: what stands in the directory before its place, its place in `body`, its name."""


Source = Callable[[int, int], bytes]
"""Reads from where compressed stretches lie: the place of the first byte, how many."""


class PackedPiece:
    """A stretch compressed up to a whole byte, which looks back at nothing before it: it can stand in any stream."""

    __slots__ = ("_lies", "_source", "at", "crc", "length", "size")

    def __init__(self, crc: int, size: int, source: Source, lies: Sequence[Lying]) -> None:
        """`lies`: where its bytes are in `source`, one stretch behind the other."""
        self.crc, self.size = crc, size
        self.length = sum(length for _, length in lies)
        self.at = -1
        """Where it stands in the file that it became a part of."""
        self._source, self._lies = source, lies

    def raw(self) -> Iterator[bytes]:
        """Yield its bytes."""
        return (self._source(at, length) for at, length in self._lies)

    def data(self) -> bytes:
        """Return what it was before it was compressed."""
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(b"".join(self.raw()))


def pack(name: str, data: bytes, level: int = _LEVEL) -> PackedPart:
    """Compress one member."""
    window, memory = _FOR_SHORT if len(data) < _SHORT else _USUAL
    machine = zlib.compressobj(level, zlib.DEFLATED, window, memory)
    raw = machine.compress(data) + machine.flush()
    return packed_part(name, 8, zlib.crc32(data), len(data), raw)


def stored(name: str, data: bytes) -> PackedPart:
    """Keep one member that is compressed in itself as it is."""
    return packed_part(name, 0, zlib.crc32(data), len(data), data)


def copied(package: Package) -> dict[str, PackedPart]:
    """Return every member of a package as it lies there, its compressed bytes untouched, in file order."""
    parts: dict[str, PackedPart] = {}
    for entry in package.entries:
        raw = bytes(packed_bytes(package.data, entry))
        if entry.method not in (0, 8):
            parts[entry.name] = pack(entry.name, package.read(entry.name))
        elif len(raw) != entry.packed:
            raise BadPackage("文件内部已损坏，请用 WPS 或 Excel 打开后另存为 .xlsx")
        else:
            parts[entry.name] = packed_part(entry.name, entry.method, entry.crc, entry.size, raw)
    return parts


def ready(parts: Iterable[PackedPart]) -> ReadyMembers:
    """Put members together that are the same in many files."""
    pieces: list[bytes] = []
    listed: list[tuple[bytes, int, bytes]] = []
    offset = 0
    for part in parts:
        pieces += (part.header, part.name, part.raw)
        listed.append((part.listed, offset, part.name))
        offset += part.length
    return ReadyMembers(b"".join(pieces), tuple(listed))


def write(entries: Iterable[PackedPart | ReadyMembers]) -> bytes:
    """Return the zip file."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for part in entries:
        if isinstance(part, ReadyMembers):
            pieces.append(part.body)
            for listed, place, name in part.listed:
                directory += (listed, (offset + place).to_bytes(4, "little"), name)
            offset += len(part.body)
        else:
            pieces += (part.header, part.name, part.raw)
            directory += (part.listed, offset.to_bytes(4, "little"), part.name)
            offset += part.length
    listing = b"".join(directory)
    return b"".join((*pieces, listing, _end(len(directory) // 3, len(listing), offset)))


def _end(count: int, listing: int, offset: int) -> bytes:
    return END.pack(b"PK\5\6", 0, 0, count, count, listing, offset, 0)


class ZipPieces:
    """A zip put together member by member; what lies elsewhere is read when the bytes are asked for, once."""

    def __init__(self) -> None:
        self._members: list[bytes | Sequence[PackedPiece]] = []
        self._directory: list[bytes] = []
        self._offset = self._count = 0

    def add(self, part: PackedPart) -> None:
        self._directory += (part.listed, self._offset.to_bytes(4, "little"), part.name)
        for piece in (part.header, part.name, part.raw):
            self._members.append(piece)
            self._offset += len(piece)
        self._count += 1

    def add_pieces(self, name: str, crc: int, size: int, pieces: Sequence[PackedPiece]) -> None:
        """Add a member that lies in pieces, each of which is told where it will stand."""
        self.add(packed_part(name, 8, crc, size, b"", sum(piece.length for piece in pieces)))
        self._members.append(pieces)
        for piece in pieces:
            piece.at = self._offset
            self._offset += piece.length

    def __iter__(self) -> Iterator[bytes]:
        """Yield the file."""
        for member in self._members:
            if isinstance(member, bytes):
                yield member
            else:
                for piece in member:
                    yield from piece.raw()
        listing = b"".join(self._directory)
        yield listing + _end(self._count, len(listing), self._offset)


def packed_part(name: str, method: int, crc: int, size: int, raw: bytes, length: int = 0) -> PackedPart:
    """Return a member whose bytes are as they will lie in the file. `method`: 8 = compressed, 0 = not.

    `length`: how many more bytes of it come behind `raw`.
    """
    written, begun, header_ends, listing_begun, listing_ends = _framed(name, method)
    facts = _SUMS.pack(crc, len(raw) + length, size)
    return PackedPart(written, raw, b"".join((begun, facts, header_ends)), b"".join((listing_begun, facts, listing_ends)))


@lru_cache(maxsize=256)
def _framed(name: str, method: int) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """Return a member's name, and what stands before and behind its sums in its header and in the directory."""
    written = name.encode()
    facts = (0 if name.isascii() else _UTF8, method, _TIME, _DATE, 0, 0, 0, len(written), 0)
    header = LOCAL.pack(b"PK\3\4", 20, *facts)
    listed = CENTRAL.pack(b"PK\1\2", 20, 20, *facts, 0, 0, 0, 0, 0)[:-4]
    return written, header[:_HEADER_SUMS], header[_HEADER_SUMS + 12 :], listed[:_LISTED_SUMS], listed[_LISTED_SUMS + 12 :]

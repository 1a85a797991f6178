"""Compound files ([MS-CFB], version 3) and what Outlook and rar pack, written byte by byte from their specifications."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import ceil

Tree = Mapping[str, "Tree | bytes"]
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def compound(tree: Tree) -> bytes:
    """Return the compound file of nested storages (mappings) and streams (bytes)."""
    entries: list[list[object]] = [["Root Entry", 5, _FREE, _FREE, _FREE, b""]]
    _below(entries, 0, tree)
    mini, mini_fat = bytearray(), []
    sectors: list[bytes] = []
    fat: list[int] = []

    def laid(data: bytes) -> int:
        """Append a chain of sectors; return the first."""
        if not data:
            return _END
        first, count = len(sectors), ceil(len(data) / _SECTOR)
        sectors.extend(data[n * _SECTOR : (n + 1) * _SECTOR].ljust(_SECTOR, b"\0") for n in range(count))
        fat.extend([*range(first + 1, first + count), _END])
        return first

    placed: list[tuple[int, int]] = []
    for _, kind, _, _, _, data in entries:
        assert isinstance(data, bytes)
        if kind != 2 or not data:
            placed.append((_END if kind == 2 else 0, 0))
        elif len(data) >= _CUTOFF:
            placed.append((laid(data), len(data)))
        else:
            first, count = len(mini_fat), ceil(len(data) / _MINI)
            mini += data.ljust(count * _MINI, b"\0")
            mini_fat.extend([*range(first + 1, first + count), _END])
            placed.append((first, len(data)))
    placed[0] = (laid(bytes(mini)), len(mini))
    directory = b"".join(_entry(entry, *place) for entry, place in zip(entries, placed, strict=True))
    directory_at = laid(directory.ljust(ceil(len(directory) / _SECTOR) * _SECTOR, b"\0"))
    numbers = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_count = ceil(len(numbers) / _SECTOR)
    mini_at = laid(numbers.ljust(mini_count * _SECTOR, b"\xff"))
    fat_count = next(n for n in range(1, 109) if (len(fat) + n) * 4 <= n * _SECTOR)
    fat_at = len(sectors)
    fat.extend([_FAT] * fat_count)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_count * _SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, fat_count, directory_at, 0, _CUTOFF, mini_at, mini_count, _END, 0)
    places = [fat_at + n if n < fat_count else _FREE for n in range(109)]
    return head + struct.pack("<109I", *places) + b"".join(sectors) + table


def _below(entries: list[list[object]], parent: int, tree: Tree) -> None:
    first = len(entries)
    names = sorted(tree, key=lambda name: (len(name), name.upper()))
    for name in names:
        data = tree[name]
        stream = isinstance(data, bytes)
        entries.append([name, 2 if stream else 1, _FREE, _FREE, _FREE, data if stream else b""])

    def halved(start: int, end: int) -> int:
        if start >= end:
            return _FREE
        middle = (start + end) // 2
        entries[middle][2], entries[middle][3] = halved(start, middle), halved(middle + 1, end)
        return middle

    entries[parent][4] = halved(first, len(entries))
    for number, name in enumerate(names, first):
        inner = tree[name]
        if not isinstance(inner, bytes):
            _below(entries, number, inner)


def _entry(entry: Sequence[object], start: int, size: int) -> bytes:
    name, kind, left, right, child, _ = entry
    spelt = f"{name}\0".encode("utf-16-le")
    links = struct.pack("<H2B3I", len(spelt), kind, 1, left, right, child)
    return spelt.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)


# -- Outlook's mail, [MS-OXMSG] ----------------------------------------------------------------------------------------


def properties(head: int, texts: Mapping[int, str], times: Mapping[int, datetime] | None = None, *, wide: bool = True) -> Tree:
    """Return the property streams of one storage; `head` is the length of its header: 32 mail, 24 mail within, 8 attachment."""
    kind = 0x1F if wide else 0x1E
    spelt = {tag: text.encode("utf-16-le" if wide else "gb18030") for tag, text in texts.items()}
    rows = [struct.pack("<IIII", tag << 16 | kind, 6, len(raw) + (2 if wide else 1), 0) for tag, raw in spelt.items()]
    for tag, moment in (times or {}).items():
        rows.append(struct.pack("<IIQ", tag << 16 | 0x40, 6, int((moment - _EPOCH).total_seconds()) * 10_000_000))
    streams = {f"__substg1.0_{tag:04X}{kind:04X}": raw for tag, raw in spelt.items()}
    return {"__properties_version1.0": bytes(head) + b"".join(rows), **streams}


def attachment(name: str, data: "bytes | Tree", *, wide: bool = True) -> Tree:
    """Return the storage of an attached file, or of an attached mail."""
    inner = {"__substg1.0_37010102": data} if isinstance(data, bytes) else {"__substg1.0_3701000D": data}
    return {**properties(8, {0x3707: name} if name else {}, wide=wide), **inner}


def msg(
    texts: Mapping[int, str], times: Mapping[int, datetime], attached: Sequence[Tree] = (), *, head: int = 32, wide: bool = True
) -> Tree:
    """Return a mail's storage; `compound` makes a .msg of it."""
    return {
        **properties(head, texts, times, wide=wide),
        "__nameid_version1.0": {"__substg1.0_00020102": b"", "__substg1.0_00030102": b"", "__substg1.0_00040102": b""},
        "__recip_version1.0_#00000000": properties(8, {0x3003: "duban@example.gov.cn"}),
        **{f"__attach_version1.0_#{number:08X}": one for number, one in enumerate(attached)},
    }


# -- winmail.dat, [MS-OXTNEF] ------------------------------------------------------------------------------------------


def tnef(*attached: tuple[str, str, bytes], forwarded: Sequence[bytes] = ()) -> bytes:
    """Return a winmail.dat of attachments: (name as old programs read it, long name or "", bytes), and of whole mails.

    A mail is an object property behind a named one, as Outlook writes it.
    """
    out = b"\x78\x9f\x3e\x22\x01\x00"
    out += _attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
    out += _attribute(1, 0x00069007, struct.pack("<2I", 936, 0))
    out += _attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\0")
    for title, long_name, data in attached:
        out += _attribute(2, 0x00069002, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0))
        out += _attribute(2, 0x00018010, title.encode("gbk") + b"\0")
        out += _attribute(2, 0x0006800F, data)
        if long_name:
            spelt = f"{long_name}\0".encode("utf-16-le")
            text = struct.pack("<HHII", 0x1F, 0x3707, 1, len(spelt)) + spelt.ljust(-(-len(spelt) // 4) * 4, b"\0")
            out += _attribute(2, 0x00069005, struct.pack("<I", 2) + struct.pack("<HHI", 3, 0x3705, 1) + text)
    for inner in forwarded:
        held = _IMESSAGE + inner
        own_name = "X".encode("utf-16-le") + b"\0\0"
        named = struct.pack("<HH16sII", 3, 0x8001, _PUBLIC, 1, len(own_name)) + own_name + struct.pack("<I", 7)
        numbered = struct.pack("<HH16sIII", 3, 0x8002, _PUBLIC, 0, 0x8510, 7)
        thing = struct.pack("<HHII", 0x0D, 0x3701, 1, len(held)) + held.ljust(-(-len(held) // 4) * 4, b"\0")
        out += _attribute(2, 0x00069002, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0))
        out += _attribute(2, 0x00069005, struct.pack("<I", 3) + named + numbered + thing)
    return out


_IMESSAGE, _PUBLIC = bytes.fromhex("0703020000000000c000000000000046"), bytes.fromhex("2903020000000000c000000000000046")


def _attribute(level: int, mark: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, mark, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


# -- rar, the stored method of its versions 4 and 5 ----------------------------------------------------------------------


def rar4(members: Mapping[str, bytes]) -> bytes:
    """Return an archive as WinRAR 2.9 to 4 writes it without compressing."""
    out = b"Rar!\x1a\x07\x00" + _block4(0x73, 0, bytes(6))
    for name, data in members.items():
        spelt = name.encode()
        head = struct.pack("<IIBIIBBHI", len(data), len(data), 2, zlib.crc32(data), 0x54824800, 29, 0x30, len(spelt), 0x20)
        out += _block4(0x74, 0x8000, head + spelt) + data
    return out + _block4(0x7B, 0x4000, b"")


def _block4(kind: int, flags: int, rest: bytes) -> bytes:
    body = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
    return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body


def rar5(members: Mapping[str, bytes]) -> bytes:
    """Return an archive as WinRAR 5 and later write it without compressing."""
    out = b"Rar!\x1a\x07\x01\x00" + _block5(_varied(1, 0, 0))
    for name, data in members.items():
        spelt = name.encode()
        head = _varied(2, 2, len(data), 4, len(data), 0x20) + struct.pack("<I", zlib.crc32(data)) + _varied(0, 0, len(spelt))
        out += _block5(head + spelt) + data
    return out + _block5(_varied(5, 0, 0))


def _block5(body: bytes) -> bytes:
    sized = _varied(len(body)) + body
    return struct.pack("<I", zlib.crc32(sized)) + sized


def _varied(*numbers: int) -> bytes:
    """Return numbers of seven bits a byte, the lowest first."""
    out = bytearray()
    for number in numbers:
        rest = number
        while rest > 0x7F:
            out.append(rest & 0x7F | 0x80)
            rest >>= 7
        out.append(rest)
    return bytes(out)

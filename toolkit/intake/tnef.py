"""Take Outlook's winmail.dat (TNEF) apart: what other mail programs show instead of the attachments. Pure."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.intake.headers import decoded
from toolkit.intake.reading import Member
from toolkit.nouns.limits import Unreadable
from toolkit.nouns.problems import Code

SIGNATURE = b"\x78\x9f\x3e\x22"
_BEGIN, _TITLE, _DATA, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_LONG_NAME, _CID = 0x3707, 0x3712
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}


@dataclass(slots=True)
class _Attached:
    name: str = ""
    data: bytes | None = None
    cid: str = ""


def untnef(data: bytes) -> tuple[tuple[Member, ...], bool]:
    """Return the attachments, and whether the file is damaged.

    Raises:
        Unreadable: F01 nothing can be recovered.
    """
    attached: list[_Attached] = []
    damaged = False
    try:
        for mark, content in _attributes(data):
            if mark == _BEGIN:
                attached.append(_Attached())
            elif attached:
                _take(attached[-1], mark, content)
    except struct.error:
        damaged = True
    members = tuple(
        Member(name=one.name or f"未命名附件{number}.bin", data=one.data, inline=bool(one.cid))
        for number, one in enumerate(attached, start=1)
        if one.data is not None
    )
    if damaged and not members:
        raise Unreadable(Code.F01, detail="winmail.dat 不完整或已损坏")
    return members, damaged


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 6
    while place + 9 <= len(data):
        _, mark, _, length = struct.unpack_from("<BHHI", data, place)
        if place + 9 + length > len(data):
            raise struct.error("cut")
        yield mark, data[place + 9 : place + 9 + length]
        place += 9 + length + 2


def _take(one: _Attached, mark: int, content: bytes) -> None:
    if mark == _TITLE:
        one.name = one.name or decoded(content.split(b"\x00")[0], "")
    elif mark == _DATA:
        one.data = content
    elif mark == _PROPERTIES:
        try:
            named = dict(_texts(content))
        except struct.error:
            return
        one.name = named.get(_LONG_NAME) or one.name
        one.cid = named.get(_CID, "")


def _texts(block: bytes) -> Iterator[tuple[int, str]]:
    """Yield the text properties of a MAPI block; ends at the first property of a kind not known here."""
    (count,) = struct.unpack_from("<I", block, 0)
    place = 4
    for _ in range(min(count, 500)):
        kind, tag = struct.unpack_from("<HH", block, place)
        place += 4
        if tag >= 0x8000:
            return
        if kind in _SIZES:
            place += _SIZES[kind]
        elif kind in {0x1E, 0x1F, 0x102, 0x0D}:
            values, length = struct.unpack_from("<II", block, place)
            if values != 1:
                return
            raw = block[place + 8 : place + 8 + length]
            if kind == 0x1E:
                yield tag, decoded(raw.rstrip(b"\x00"), "")
            elif kind == 0x1F:
                yield tag, raw.decode("utf-16-le", "replace").rstrip("\x00")
            place += 8 + (length + 3) // 4 * 4
        else:
            return

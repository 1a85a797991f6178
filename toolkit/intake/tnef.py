"""Take Outlook's winmail.dat (TNEF) apart: what other mail programs show instead of the attachments. Pure."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from toolkit.intake.headers import decoded
from toolkit.intake.reading import Member
from toolkit.nouns.limits import Unreadable
from toolkit.nouns.problems import Code

SIGNATURE = b"\x78\x9f\x3e\x22"
_BEGIN, _TITLE, _DATA, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_OBJECT, _LONG_NAME, _SHOWN_NAME, _CID = 0x3701, 0x3707, 0x3001, 0x3712
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
    damaged = damaged or any(one.data is None for one in attached)
    members = tuple(
        Member(name=_named(one, number), data=one.data, inline=bool(one.cid))
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
        held = _properties(content)
        one.name = str(held.get(_LONG_NAME) or one.name or held.get(_SHOWN_NAME) or "")
        one.cid = str(held.get(_CID, ""))
        inner = held.get(_OBJECT)
        if one.data is None and isinstance(inner, bytes):
            one.data = inner


def _named(one: _Attached, number: int) -> str:
    """Return a name; a mail that is attached as a mail is a winmail.dat of its own."""
    if one.data is not None and one.data.startswith(SIGNATURE):
        return f"{one.name or f'转发的邮件{number}'}.dat"
    return one.name or f"未命名附件{number}.bin"


def _properties(block: bytes) -> dict[int, str | bytes]:
    """Return the texts and objects of a MAPI block, as far as it can be read."""
    held: dict[int, str | bytes] = {}
    with suppress(struct.error):
        held.update(_values(block))
    return held


def _values(block: bytes) -> Iterator[tuple[int, str | bytes]]:
    """Yield the texts and objects of a MAPI block; ends at the first property of a kind not known here."""
    (count,) = struct.unpack_from("<I", block, 0)
    place = 4
    for _ in range(min(count, 500)):
        kind, tag = struct.unpack_from("<HH", block, place)
        place += 4
        if tag >= 0x8000:
            place = _after_name(block, place)
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
            elif tag == _OBJECT:
                yield tag, raw[16:] if kind == 0x0D else raw  # an object begins with what interface it has
            place += 8 + (length + 3) // 4 * 4
        else:
            return


def _after_name(block: bytes, place: int) -> int:
    """Return where a named property's value begins: after its set, and its number or spelt-out name."""
    (spelt,) = struct.unpack_from("<I", block, place + 16)
    if not spelt:
        return place + 24
    length: int = struct.unpack_from("<I", block, place + 20)[0]
    return place + 24 + (length + 3) // 4 * 4

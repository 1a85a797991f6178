"""Take a zip apart: what may be taken out is a member, what may not is sealed. Pure; bytes in, members out."""

import zlib

from toolkit.intake.foreign import unpack_foreign
from toolkit.intake.reading import Member
from toolkit.intake.sealed import seal
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.zip_directory import ZipEntry, directory, recovered
from toolkit.ooxml.zip_guard import DAMAGE, METHODS, check, content_start, inflated, is_bomb, packed_bytes

_SPECIAL = {0x1, 0x2, 0x6, 0xA, 0xC}
"""File types that are no regular file: pipe, devices, link, socket."""


def unzip(data: bytes, limits: Limits) -> tuple[tuple[Member, ...], bool]:
    """Return the members in the directory's order, and whether the archive is damaged.

    What cannot be taken out (locked, a link, too large) comes sealed, with the reason.

    Raises:
        Unreadable: F01 nothing can be recovered, F03 the archive as a whole is a bomb.
    """
    try:
        entries = directory(data, 4 * limits.members)
        damaged = False
    except DAMAGE:
        entries = recovered(data, limits.members, limits.file_bytes)
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
    rare = {entry.crc for entry in files if entry.method not in METHODS and not entry.locked}
    if not rare or any(is_bomb(entry, limits) or entry.size > limits.file_bytes for entry in files):
        return {}
    try:
        members, _ = unpack_foreign(data, "zip", limits)
    except Unreadable as error:
        if error.problem.code is Code.F05:
            raise
        return {}
    contents = {zlib.crc32(member.data): member.data for member in members}
    return {crc: contents[crc] for crc in rare if crc in contents}


def _refuse_bombs(data: bytes, files: list[ZipEntry], limits: Limits) -> None:
    """Look at what the directory declares.

    Raises:
        Unreadable: F03
    """
    starts = [content_start(data, entry) for entry in files]
    check(files, starts, (entry for entry in files if not (entry.locked or _unsafe(entry, limits))), limits)
    if files and all(is_bomb(entry, limits) for entry in files):
        raise Unreadable(Code.F03, detail=f"压缩比超过 {limits.ratio}")


def _unsafe(entry: ZipEntry, limits: Limits) -> str:
    """Say why a member must not be taken out; "" = it may."""
    if is_bomb(entry, limits):
        return f"压缩比超过 {limits.ratio}"
    return f"文件超过 {limits.file_bytes >> 20} MB" if entry.size > limits.file_bytes else ""


def _content(data: bytes, entry: ZipEntry, limits: Limits) -> tuple[bytes, bool]:
    """Return a member's bytes (or its envelope), and whether they are whole."""
    packed = packed_bytes(data, entry)
    if entry.locked:
        return seal(bytes(packed), Code.F02), True
    if unsafe := _unsafe(entry, limits):
        return seal(bytes(packed), Code.F03, unsafe), True
    if entry.method not in METHODS:
        return seal(bytes(packed), Code.F04, "压缩包用了少见的压缩方式，请改用 zip 重新压缩或直接发送原表"), True
    content = _taken(packed, entry)
    if len(content) > entry.size:
        return seal(bytes(packed), Code.F03, "解压后的大小与声明不符"), True
    if entry.mode in _SPECIAL:
        return seal(content, Code.F03, "是链接或设备，不是文件"), True
    return content, len(content) == entry.size and zlib.crc32(content) == entry.crc


def _taken(packed: memoryview, entry: ZipEntry) -> bytes:
    """Inflate a member; of a damaged stream what stands before the damage."""
    content = bytearray()
    try:
        for piece in inflated(packed, entry.method, entry.size + 1):
            content += piece
    except DAMAGE:
        pass
    return bytes(content)

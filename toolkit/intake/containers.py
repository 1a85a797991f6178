"""Open one level of a container: mail, archive, compressed file. What is inside comes as members, bytes and names."""

import re
from dataclasses import replace

from toolkit.intake.archives import unpacked, untar
from toolkit.intake.foreign import unpack_foreign
from toolkit.intake.mail import open_mail
from toolkit.intake.mbox import mails
from toolkit.intake.msg import open_msg
from toolkit.intake.reading import Member, Reading
from toolkit.intake.sealed import seal
from toolkit.intake.smime import cms_kind, signed_content
from toolkit.intake.tnef import untnef
from toolkit.intake.zips import unzip
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code, problem
from toolkit.nouns.records import Sort
from toolkit.words.names import base_name

KINDS = frozenset({"eml", "msg", "zip", "tar", "gz", "bz2", "xz", "rar", "7z", "tnef", "mbox", "p7m"})

_OFFICE = ("[Content_Types].xml", "_rels/.rels", "xl/", "word/", "ppt/", "docProps/", "META-INF/manifest.xml")
"""Parts of a workbook or document: what is cut off there is no archive that somebody packed."""


def unpack(data: bytes, name: str, kind: str, limits: Limits) -> Reading:
    """Return a container with its members, one level deep.

    Raises:
        Unreadable: F01 nothing can be recovered, F02 locked, F03 unsafe, F04 no program for it, F05 it took too long.
    """
    if kind == "eml":
        reading, remarks = open_mail(data, limits)
        return replace(reading, problems=remarks)
    if kind == "msg":
        return open_msg(data, limits)
    if kind == "mbox":
        return Reading(sort=Sort.CONTAINER, members=mails(data, limits), kind=kind)
    if kind == "p7m":
        return _signed_file(data, name)
    try:
        members, damaged = _archive(data, name, kind, limits)
    except Unreadable as error:
        if error.problem.code is Code.F01 and is_volume(name, data):
            raise Unreadable(Code.F04, detail=VOLUME) from error
        raise
    if damaged and is_volume(name, data):
        raise Unreadable(Code.F04, detail=VOLUME)
    if kind == "zip" and members and all(len(member.data) == 0 for member in members) and damaged:
        raise Unreadable(Code.F01, detail="压缩包不完整或已损坏")
    if kind == "zip" and damaged and any(member.name.startswith(_OFFICE) for member in members):
        raise Unreadable(Code.F01, detail="文件不完整，后半部分没有传到")
    remarks = (problem(Code.F08, detail="压缩包不完整，能取出的附件已取出"),) if damaged else ()
    return Reading(sort=Sort.CONTAINER, members=bundled(members), kind=kind, problems=remarks)


def _signed_file(data: bytes, name: str) -> Reading:
    """Return a signed file with what was signed as its member.

    Raises:
        Unreadable: F01 a signature without its content, F02 encrypted.
    """
    content = signed_content(data) if cms_kind(data) == "signed" else None
    if content is None:
        raise Unreadable(Code.F02) if cms_kind(data) == "enveloped" else Unreadable(Code.F01, detail="只有签名，没有内容")
    base = base_name(name)
    inner = base[:-4] if base.lower().endswith((".p7m", ".p7s")) else base
    member = Member(name=inner or "未命名", data=content)
    return Reading(sort=Sort.CONTAINER, members=(member,), kind="p7m", problems=(problem(Code.F10),))


_VOLUME = re.compile(r"\.(?:\d{3}|[zr]\d{2}|part\d{1,3}\.rar)$", re.IGNORECASE)
VOLUME = "分卷压缩包的一部分，请合成一个压缩包，或直接发送原表"


def is_volume(name: str, data: bytes) -> bool:
    """Tell one volume of a split archive: 资料.zip.001, 资料.z01, 资料.part1.rar; the last of them is called 资料.zip."""
    return _VOLUME.search(name) is not None or _volumes_before(data) > 0


def _volumes_before(data: bytes) -> int:
    """Return how many volumes a zip's end says that it comes after."""
    end = data.rfind(b"PK\5\6", -_LONGEST_END)
    number = int.from_bytes(data[end + 4 : end + 6], "little") if end >= 0 else 0
    return 0 if number == _IN_ZIP64 else number


_LONGEST_END = (1 << 16) + 22
_IN_ZIP64 = 0xFFFF


_BUNDLE = re.compile(r"^((?:.*/)?[^/]+\.(?:numbers|pages|key))/", re.IGNORECASE)


def bundled(members: tuple[Member, ...]) -> tuple[Member, ...]:
    """Put a document of Apple's that is a folder back together as one member: its previews are nobody's scans."""
    single: list[Member] = []
    seen: set[str] = set()
    for member in members:
        inside = _BUNDLE.match(member.name.replace("\\", "/"))
        if inside is None:
            single.append(member)
        elif inside[1] not in seen:
            seen.add(inside[1])
            single.append(Member(name=inside[1], data=seal(b"", Code.F04, IWORK)))
    return tuple(single)


IWORK = "苹果 iWork 文档，请导出为 .xlsx"


def _archive(data: bytes, name: str, kind: str, limits: Limits) -> tuple[tuple[Member, ...], bool]:
    if kind == "zip":
        return unzip(data, limits)
    if kind == "tar":
        return untar(data, limits)
    if kind == "tnef":
        return untnef(data)
    if kind in {"rar", "7z"}:
        return unpack_foreign(data, kind, limits)
    member, damaged = unpacked(data, name, kind, limits)
    return (member,), damaged

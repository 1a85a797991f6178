"""Open one level of a container: mail, archive, compressed file. What is inside comes as members, bytes and names."""

from dataclasses import replace

from toolkit.intake.archives import unpacked, untar
from toolkit.intake.foreign import unpack_foreign
from toolkit.intake.mail import open_mail
from toolkit.intake.msg import open_msg
from toolkit.intake.reading import Member, Reading
from toolkit.intake.tnef import untnef
from toolkit.intake.zips import unzip
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code, Problem, Severity, problem
from toolkit.nouns.records import Sort

KINDS = frozenset({"eml", "msg", "zip", "tar", "gz", "bz2", "xz", "rar", "7z", "tnef"})

_OFFICE = ("[Content_Types].xml", "_rels/.rels", "xl/", "word/", "ppt/", "docProps/", "META-INF/manifest.xml")
"""Parts of a workbook or document: what is cut off there is no archive that somebody packed."""


def unpack(data: bytes, name: str, kind: str, limits: Limits) -> Reading:
    """Return a container with its members, one level deep.

    Raises:
        Unreadable: F01 nothing can be recovered, F02 locked, F03 unsafe, F04 no program for it, F05 it took too long.
    """
    if kind == "eml":
        reading, damaged = open_mail(data, limits)
        return replace(reading, problems=_remarks("邮件不完整", damaged=damaged))
    if kind == "msg":
        return open_msg(data, limits)
    members, damaged = _archive(data, name, kind, limits)
    if kind == "zip" and members and all(len(member.data) == 0 for member in members) and damaged:
        raise Unreadable(Code.F01, detail="压缩包不完整或已损坏")
    if kind == "zip" and damaged and any(member.name.startswith(_OFFICE) for member in members):
        raise Unreadable(Code.F01, detail="文件不完整，后半部分没有传到")
    return Reading(sort=Sort.CONTAINER, members=members, kind=kind, problems=_remarks("压缩包不完整", damaged=damaged))


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


def _remarks(what: str, *, damaged: bool) -> tuple[Problem, ...]:
    """Say that a container is damaged; what could be taken out of it counts all the same."""
    if not damaged:
        return ()
    detail = f"{what}，能取出的附件已取出，请核对"
    return (replace(problem(Code.F01, None, None, detail=detail), switched=Severity.REMARK),)

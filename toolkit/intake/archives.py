"""zip, gz, tar → members. Bombs are recognised before anything is unpacked; names are data, never places. Pure."""

import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Sequence

from toolkit.checks.problems import Code, Problem, problem
from toolkit.intake.limits import Limits, Unreadable
from toolkit.intake.reading import Member, Reading
from toolkit.records import Sort

CHUNK = 1 << 16
_UTF8 = 0x800
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, struct.error, KeyError, IndexError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


def read_zip(data: bytes, name: str, limits: Limits) -> Reading:
    """Return the members of a zip; one that is encrypted, damaged or a link is a member with a fault.

    Raises:
        Unreadable: F01 the directory is damaged, F03 the archive is a bomb.
    """
    del name
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE as error:
        raise Unreadable(Code.F01, detail="压缩包目录损坏") from error
    with package:
        entries = [entry for entry in package.infolist() if not _folder(entry)]
        _refuse_bombs(entries, len(data), limits)
        members = []
        left = limits.unpacked_bytes
        for entry in entries:
            member = _member(package, entry, min(left, limits.file_bytes + 1))
            left -= len(member.data)
            members.append(member)
    return Reading(sort=Sort.CONTAINER, members=tuple(members), kind="zip")


def _folder(entry: zipfile.ZipInfo) -> bool:
    return entry.is_dir() or (not entry.file_size and entry_name(entry).endswith(("/", "\\")))


def _refuse_bombs(entries: Sequence[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    """Judge the directory alone: number, sizes, ratios, and members that share the same bytes."""
    if len(entries) > limits.members:
        raise Unreadable(Code.F03, detail=f"压缩包里有 {len(entries)} 个文件")
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise Unreadable(Code.F03, detail=f"解开后超过 {limits.unpacked_bytes >> 20} MB")
    for entry in entries:
        if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise Unreadable(Code.F03, detail="压缩比异常")
    end = -1
    for entry in sorted(entries, key=lambda found: found.header_offset):
        if entry.header_offset < end or entry.compress_size > size:
            raise Unreadable(Code.F03, detail="压缩包内文件相互重叠")
        end = entry.header_offset + 30 + entry.compress_size


def _member(package: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> Member:
    name = entry_name(entry)
    if stat.S_ISLNK(entry.external_attr >> 16):
        return _faulty(name, problem(Code.F03, detail="是链接，不跟随"))
    if entry.flag_bits & _ENCRYPTED:
        return _faulty(name, problem(Code.F02))
    try:
        data = _inflated(package, entry, most)
    except _DAMAGE:
        return _faulty(name, problem(Code.F01, detail="在压缩包内已损坏"))
    if len(data) > max(entry.file_size, 0) or len(data) >= most:
        return _faulty(name, problem(Code.F03, detail="实际大小与压缩包目录不符"))
    return Member(name=name, data=data)


def _inflated(package: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Return at most `most` bytes, whatever the directory promises."""
    parts, size = [], 0
    with package.open(entry) as stream:
        while size < most and (chunk := stream.read(min(CHUNK, most - size))):
            parts.append(chunk)
            size += len(chunk)
    return b"".join(parts)


def _faulty(name: str, fault: Problem) -> Member:
    return Member(name=name, data=b"", fault=fault)


def entry_name(entry: zipfile.ZipInfo) -> str:
    """Return the name as its sender saw it: flagged UTF-8, the Unicode extra field, else UTF-8 or GB18030."""
    raw = entry.orig_filename
    if not entry.flag_bits & _UTF8:
        found = _unicode_path(entry.extra)
        raw = found or decoded(raw.encode("cp437", "replace"))
    return raw.replace("\\", "/")


def _unicode_path(extra: bytes) -> str:
    while len(extra) >= 4:
        tag, size = struct.unpack("<HH", extra[:4])
        if tag == _UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return ""


def decoded(raw: bytes) -> str:
    """Return text of bytes that do not say their encoding: UTF-8, else GB18030, else what can be shown."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "replace")


def read_gz(data: bytes, name: str, limits: Limits) -> Reading:
    """Return what a .gz holds: one member, or a tar's."""
    most = min(limits.unpacked_bytes, len(data) * limits.ratio + limits.ratio_from)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            inner = stream.read(most + 1)
    except _DAMAGE as error:
        raise Unreadable(Code.F01, detail="压缩包损坏") from error
    if len(inner) > most:
        raise Unreadable(Code.F03, detail="压缩比异常")
    if inner[257:262] == b"ustar":
        return read_tar(inner, name, limits)
    bare = name.rsplit("/", 1)[-1]
    bare = bare[: -len(".gz")] if bare.lower().endswith(".gz") else f"{bare}.内容"
    return Reading(sort=Sort.CONTAINER, members=(Member(name=bare, data=inner),), kind="gz")


def read_tar(data: bytes, name: str, limits: Limits) -> Reading:
    """Return the regular files of a tar; links and devices are members with a fault."""
    del name
    members: list[Member] = []
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:", encoding="utf-8", errors="surrogateescape") as package:
            for entry in package:
                if entry.isdir():
                    continue
                if len(members) >= limits.members:
                    raise Unreadable(Code.F03, detail=f"压缩包里有 {limits.members} 个以上文件")
                raw = decoded(entry.name.encode("utf-8", "surrogateescape"))
                stream = package.extractfile(entry) if entry.isreg() else None
                if stream is None:
                    members.append(_faulty(raw, problem(Code.F03, detail="是链接或设备，不跟随")))
                else:
                    members.append(Member(name=raw, data=stream.read(limits.file_bytes + 1)))
    except (tarfile.TarError, *_DAMAGE) as error:
        raise Unreadable(Code.F01, detail="压缩包损坏") from error
    return Reading(sort=Sort.CONTAINER, members=tuple(members), kind="tar")

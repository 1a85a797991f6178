"""Take tar archives and single compressed files apart. Pure; nothing is written anywhere."""

import bz2
import io
import lzma
import tarfile
import zlib

from toolkit.intake.reading import Member
from toolkit.intake.sealed import seal
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.words.names import base_name

_PIECE = 1 << 20
_PACKERS = {"gz": (".gz", ".tgz"), "bz2": (".bz2", ".tbz2", ".tbz"), "xz": (".xz", ".txz")}
_DAMAGE = (zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)


def archive_kind(data: bytes) -> str | None:
    """Return tar, gz, bz2 or xz; None = neither."""
    if data[257:262] == b"ustar":
        return "tar"
    for mark, kind in ((b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz")):
        if data.startswith(mark):
            return kind
    return None


def untar(data: bytes, limits: Limits) -> tuple[tuple[Member, ...], bool]:
    """Return the members of a tar archive, and whether it is damaged; links and devices come sealed.

    Raises:
        Unreadable: F01, F03.
    """
    members: list[Member] = []
    spent, damaged = 0, False
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
            for entry in archive:
                if entry.isdir():
                    continue
                spent += entry.size if entry.isreg() else 0
                if len(members) >= limits.members:
                    raise Unreadable(Code.F03, detail=f"压缩包内超过 {limits.members} 个文件")
                if spent > limits.unpacked_bytes:
                    raise Unreadable(Code.F03, detail=f"解压后超过 {limits.unpacked_bytes >> 20} MB")
                members.append(_tar_member(archive, entry, limits))
    except (tarfile.TarError, *_DAMAGE):
        damaged = True
    if damaged and not members:
        raise Unreadable(Code.F01, detail="压缩包不完整或已损坏")
    return tuple(members), damaged


def _tar_member(archive: tarfile.TarFile, entry: tarfile.TarInfo, limits: Limits) -> Member:
    name = _tar_name(entry.name)
    if not entry.isreg():
        target = entry.linkname.encode("utf-8", "surrogateescape")
        return Member(name=name, data=seal(target, Code.F03, "是链接或设备，不是文件"))
    if entry.size > limits.file_bytes:
        return Member(name=name, data=seal(b"", Code.F03, f"文件超过 {limits.file_bytes >> 20} MB"))
    stream = archive.extractfile(entry)
    return Member(name=name, data=stream.read() if stream else b"")


def _tar_name(name: str) -> str:
    raw = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def unpacked(data: bytes, name: str, kind: str, limits: Limits) -> tuple[Member, bool]:
    """Return what one compressed file (.gz .bz2 .xz) holds, and whether it is damaged.

    Raises:
        Unreadable: F01 nothing can be recovered, F03 it grows too large.
    """
    content, damaged = _grown(data, kind, limits)
    if damaged and not content:
        raise Unreadable(Code.F01, detail="压缩文件不完整或已损坏")
    base = base_name(name)
    for suffix in _PACKERS[kind]:
        if base.lower().endswith(suffix):
            stem = base[: -len(suffix)]
            base = f"{stem}.tar" if suffix.startswith(".t") else stem
            break
    return Member(name=base or "未命名", data=content), damaged


def _grown(data: bytes, kind: str, limits: Limits) -> tuple[bytes, bool]:
    """Inflate piece by piece; stop at once where it becomes a bomb."""
    most = min(limits.unpacked_bytes, limits.file_bytes)
    grown = bytearray()
    rest = data
    try:
        while rest:
            machine = _machine(kind)
            piece = machine.decompress(rest, _PIECE)
            while True:
                grown += piece
                _weigh(len(grown), len(data), most, limits)
                if machine.eof:
                    break
                pending = machine.unconsumed_tail if kind == "gz" else b""
                if kind == "gz" and not pending and not piece:
                    return bytes(grown), True
                if kind != "gz" and machine.needs_input:
                    return bytes(grown), True
                piece = machine.decompress(pending, _PIECE)
            rest = machine.unused_data.lstrip(b"\x00")
            if grown and archive_kind(rest) != kind:
                break
    except _DAMAGE:
        return bytes(grown), True
    return bytes(grown), False


def _machine(kind: str):  # type: ignore[no-untyped-def]  # the three share a protocol, but not a type
    if kind == "gz":
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    return bz2.BZ2Decompressor() if kind == "bz2" else lzma.LZMADecompressor(memlimit=256 << 20)


def _weigh(size: int, packed: int, most: int, limits: Limits) -> None:
    if size > most:
        raise Unreadable(Code.F03, detail=f"解压后超过 {most >> 20} MB")
    if size > limits.ratio_from and size > limits.ratio * packed:
        raise Unreadable(Code.F03, detail=f"压缩比超过 {limits.ratio}")

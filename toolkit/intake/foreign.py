"""rar and 7z: taken apart by unar, 7-Zip or bsdtar, where the machine has one. Effects: a program, a private folder.

The program's folder is removed before the bytes go on; of what it wrote, only regular files are taken.
"""

import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

from toolkit.intake.programs import run_program
from toolkit.intake.reading import Member
from toolkit.intake.sealed import seal
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code

_PROGRAMS = ("unar", "7zz", "7z", "7za", "bsdtar")
_WINDOWS = (
    r"C:\Program Files\7-Zip\7z.exe",
    r"C:\Program Files (x86)\7-Zip\7z.exe",
    r"C:\Windows\System32\tar.exe",
)
_PASSWORD = (b"password", b"encrypted", b"passphrase")
_DAMAGED = (b"unexpected end", b"crc failed", b"data error", b"headers error", b"corrupt", b"checksum", b"truncated",
            b"is not archive", b"cannot open the file as")  # fmt: skip


def programs() -> tuple[str, ...]:
    """Return the programs on this machine that may open rar and 7z, best first."""
    paths = [path for name in _PROGRAMS if (path := shutil.which(name))]
    return tuple(paths + [path for path in _WINDOWS if sys.platform == "win32" and Path(path).is_file()])


def unpack_foreign(data: bytes, kind: str, limits: Limits) -> tuple[tuple[Member, ...], bool]:
    """Return the members, and whether the archive is damaged.

    Raises:
        Unreadable: F02 locked, F03 too large, F04 no program here that opens it, F05 it took too long.
    """
    said = b""
    with tempfile.TemporaryDirectory(prefix="duban-", ignore_cleanup_errors=True) as home:
        source = Path(home) / f"a.{kind}"
        source.write_bytes(data)
        for number, program in enumerate(programs()):
            folder = Path(home) / f"out{number}"
            folder.mkdir()
            failed, words = _run(program, source, folder, limits)
            said += words
            members = _collected(folder, limits)
            locked = any(word in words for word in _PASSWORD)
            if members and not (failed and locked):
                return members, failed
            if locked:
                raise Unreadable(Code.F02)
    if any(word in said for word in _DAMAGED):
        raise Unreadable(Code.F01, detail="压缩包不完整或已损坏")
    raise Unreadable(Code.F04, detail=f"{kind} 压缩包，请改用 zip 重新压缩，或直接发送原表")


def _run(program: str, source: Path, folder: Path, limits: Limits) -> tuple[bool, bytes]:
    """Run one program; return whether it complained, and what it said in lower case."""
    name, command = Path(program).stem, _command(program, source, folder)
    code, said = run_program(name, command, limits, folder=folder, watch=lambda: _watch(folder, limits))
    return code != 0, said.lower()


def _watch(folder: Path, limits: Limits) -> None:
    """Stop a program that writes too much."""
    size = sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_symlink() and path.is_file())
    if size > limits.unpacked_bytes:
        raise Unreadable(Code.F03, detail=f"解压后超过 {limits.unpacked_bytes >> 20} MB")


def _command(program: str, source: Path, folder: Path) -> list[str]:
    name = Path(program).stem.lower()
    if name == "unar":
        return [program, "-quiet", "-no-directory", "-force-rename", "-password", "-", "-o", str(folder), str(source)]
    if name.startswith("7z"):
        return [program, "x", "-y", "-bd", "-p-", f"-o{folder}", str(source)]
    return [program, "-x", "-f", str(source), "-C", str(folder)]


def _collected(folder: Path, limits: Limits) -> tuple[Member, ...]:
    """Return the regular files below the folder, by name; links are never followed."""
    members: list[Member] = []
    spent = 0
    for path in sorted(folder.rglob("*")):
        info = path.lstat()
        if stat.S_ISDIR(info.st_mode):
            continue
        name = path.relative_to(folder).as_posix()
        if not stat.S_ISREG(info.st_mode):
            members.append(Member(name=_plain(name), data=seal(b"", Code.F03, "是链接或设备，不是文件")))
            continue
        spent += info.st_size
        if spent > limits.unpacked_bytes or len(members) >= limits.members:
            raise Unreadable(Code.F03, detail="解压后过大或文件过多")
        members.append(Member(name=_plain(name), data=path.read_bytes()))
    return tuple(members)


def _plain(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace") if sys.platform != "win32" else name

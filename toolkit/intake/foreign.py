"""rar and 7z → members, by a program that this machine may have; looked up, never required. Effects: a temp folder."""

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from toolkit.checks.problems import Code
from toolkit.intake.limits import Limits, Unreadable
from toolkit.intake.reading import Member, Reading
from toolkit.records import Sort

_WINDOWS = (r"C:\Program Files\7-Zip\7z.exe", r"C:\Program Files (x86)\7-Zip\7z.exe")


def _programs() -> Iterator[list[str]]:
    """Yield command lines that unpack {file} into {folder}, best first."""
    if found := shutil.which("unar"):
        yield [
            found,
            "-quiet",
            "-force-overwrite",
            "-no-directory",
            "-password",
            "",
            "-output-directory",
            "{folder}",
            "{file}",
        ]
    for name in ("7z", "7zz", "7za", *_WINDOWS):
        if found := shutil.which(name):
            yield [found, "x", "-y", "-p", "-bd", "-o{folder}", "{file}"]
    if found := shutil.which("bsdtar"):
        yield [found, "-x", "-f", "{file}", "-C", "{folder}"]


def read_foreign(data: bytes, name: str, limits: Limits) -> Reading:
    """Unpack with the first program that can. Raises: Unreadable (F04 none here, F01 none can, F03 too much)."""
    ending = ".7z" if data.startswith(b"7z") else ".rar"
    tried = False
    for command in _programs():
        tried = True
        with tempfile.TemporaryDirectory(prefix="duban-", ignore_cleanup_errors=True) as private:
            members = _unpacked(command, data, ending, Path(private), limits)
            if members:
                return Reading(sort=Sort.CONTAINER, members=members, kind=ending[1:])
    if tried:
        raise Unreadable(Code.F01, detail=f"{ending[1:]} 压缩包解不开，可能损坏或加了密码")
    raise Unreadable(Code.F04, detail=f"{ending[1:]} 压缩包，本机没有解压程序，请改用 zip 压缩或直接发送表格")


def _unpacked(command: list[str], data: bytes, ending: str, private: Path, limits: Limits) -> tuple[Member, ...]:
    source, folder = private / f"来件{ending}", private / "out"
    source.write_bytes(data)
    folder.mkdir()
    line = [part.format(file=source, folder=folder) for part in command]
    try:
        done = subprocess.run(
            line, timeout=limits.seconds * 0.8, capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(Code.F05, detail="解压用时过长") from None
    except OSError:
        return ()
    del done
    return tuple(_collected(folder, limits))


def _collected(folder: Path, limits: Limits) -> Iterator[Member]:
    """Yield regular files only; whatever else the archive made is left to vanish with the folder."""
    count = size = 0
    for path in sorted(folder.rglob("*")):
        with contextlib.suppress(OSError):
            known = os.lstat(path)
            if not stat.S_ISREG(known.st_mode):
                continue
            count, size = count + 1, size + known.st_size
            if count > limits.members or size > limits.unpacked_bytes:
                raise Unreadable(Code.F03, detail="解开后过大或文件过多")
            yield Member(name=path.relative_to(folder).as_posix(), data=path.read_bytes())

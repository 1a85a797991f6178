"""Write a file whole or not at all, durably. Effects: the file system."""

import contextlib
import errno
import glob
import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import IO, BinaryIO

from toolkit.workspace.paths import long_path
from toolkit.workspace.pieces import Content, Pieces
from toolkit.workspace.refused import made_folder, speaking

FileState = tuple[int, int, int]
"""Where a file lies, how large it is, when its bytes changed."""
SECOND_NAMES = 20
_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_HELD = 1 << 20
"""Bytes laid aside in memory before there is a file for them."""


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file that says now what it was to say."""

    path: Path
    """The one used."""
    fresh: bool = True
    """It was written now; else it said so already and was left alone."""
    state: FileState | None = None
    """What the system said of it when its last byte was written; None = nobody asked."""


def write_atomic(path: Path, content: Content, *, elsewhere: bool = True, settled: bool = True) -> Path:
    """Write bytes under a path as `placed` does; return the path used."""
    return placed(path, content, elsewhere=elsewhere, settled=settled).path


def placed(path: Path, content: Content, *, elsewhere: bool = True, settled: bool = True) -> PlacedFile:
    """Write bytes under a path: beside it first, synced, then renamed over it.

    Pieces are written as they come. Where they are what the file says already, it is left alone.

    A target that another program holds open (Excel on Windows) is left alone and a second name is used:
    "汇总表.xlsx" → "汇总表（2）.xlsx". The caller says which. `elsewhere` False: no second name.
    `settled` False: many are written, and the caller calls `settle` with their folders before anything speaks of them.

    Raises:
        ToolkitError: disk full, no permission. No half file stays.
    """
    with speaking(path):
        target = long_path(path)
        part = target.with_name(part_name(path.name))
        try:
            if isinstance(content, Pieces):
                if not _stream_synced(part, content, target):
                    part.unlink()
                    return PlacedFile(path, fresh=False)
            else:
                _write_synced(part, content)
            used = renamed(part, target, SECOND_NAMES if elsewhere else 1)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        if settled:
            sync_folder(target.parent)
    return PlacedFile(path if used is target else path.with_name(used.name))


def aside(path: Path) -> IO[bytes]:
    """Open a file of no name for what is to become the one under a path; it is gone when it is closed, or the program dies.

    A little is held in memory. Where a system shows it by a name, that is one of unfinished files, which are swept.
    """
    from tempfile import SpooledTemporaryFile

    folder = long_path(path).parent
    folder.mkdir(parents=True, exist_ok=True)
    return SpooledTemporaryFile(_HELD, "w+b", dir=os.fspath(folder), suffix=part_name(""))


def settle(folders: Iterable[Path]) -> None:
    """Make what was renamed in these folders survive a power cut: once a folder, however many files it took.

    Raises: ToolkitError.
    """
    for folder in sorted(set(folders)):
        with speaking(folder):
            sync_folder(long_path(folder))


def stands(path: Path, data: bytes) -> bool:
    """Tell whether the file says so already; then it is left alone, also by whoever has it open."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


class Batch:
    """Files that are all written beside their places before the first one takes its place."""

    def __init__(self) -> None:
        self._parts: dict[Path, Path] = {}

    def add(self, path: Path, content: Content) -> None:
        """Write one beside its place. Raises ToolkitError (disk full …) with nothing in its place yet; then `drop`."""
        with speaking(path):
            part = path.with_name(part_name(path.name))
            self._parts[path] = part
            if isinstance(content, Pieces):
                _stream_synced(long_path(part), content)
            else:
                _write_synced(long_path(part), content)

    def place(self) -> None:
        """Put all in their places; one that another program holds open goes under a second name."""
        for path, part in self._parts.items():
            with speaking(path):
                renamed(long_path(part), long_path(path), SECOND_NAMES)
        for folder in sorted({path.parent for path in self._parts}):
            sync_folder(long_path(folder))
        self._parts.clear()

    def drop(self) -> None:
        for part in self._parts.values():
            with contextlib.suppress(OSError):
                long_path(part).unlink(missing_ok=True)
        self._parts.clear()

    @property
    def kept(self) -> frozenset[Path]:
        """What is not to be cleared away before `place`."""
        return frozenset((*self._parts, *self._parts.values()))


def open_elsewhere(path: Path) -> bool:
    """Tell by the locks that office programs lay beside an open book."""
    return any((path.parent / name).exists() for name in (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#"))


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder survive a power cut, where the system can (not Windows, not every share)."""
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EROFS}:
            raise
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a file, also one marked read-only: Windows asks for the mark to go first. Raises OSError."""
    _unmark(path)
    path.unlink(missing_ok=True)


def clear_folder(folder: Path) -> None:
    """Remove a folder of the program's own with all below it. Raises ToolkitError: another program holds a file of it."""
    place = long_path(folder)
    with speaking(folder):
        if os.name == "nt":
            for path in place.rglob("*"):
                _unmark(path)
        shutil.rmtree(place)


@contextlib.contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """Fill a folder beside its place, which then takes the place of the one that is there; a killed one is cleared away.

    Raises ToolkitError: another program holds a file of it.
    """
    part = folder.with_name(part_name(folder.name))
    with speaking(folder):
        for old in folder.parent.glob(f"{glob.escape(folder.name)}.*.part") if folder.parent.is_dir() else ():
            if re.fullmatch(r"\d+", old.name[len(folder.name) + 1 : -len(".part")]):
                clear_folder(old)
    made_folder(part, folder)
    try:
        yield part
        with speaking(folder):
            if folder.exists():
                clear_folder(folder)
            long_path(part).rename(long_path(folder))
            sync_folder(long_path(folder.parent))
    finally:
        if part.exists():
            clear_folder(part)


def _unmark(path: Path) -> None:
    if os.name == "nt":
        with contextlib.suppress(OSError):
            path.chmod(stat.S_IWRITE)


def _write_synced(path: Path, data: bytes) -> None:
    handle = opened_anew(path)
    try:
        write_all(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)


def write_all(handle: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def _stream_synced(path: Path, pieces: Iterable[bytes], there: Path | None = None) -> bool:
    """Write pieces as they come; return whether they are other than what the file `there` says."""
    with os.fdopen(opened_anew(path), "wb") as file, _standing(there) as standing:
        alike = standing
        for piece in pieces:
            file.write(piece)
            if alike is not None and alike.read(len(piece)) != piece:
                alike = None
        if alike is not None and not alike.read(1):
            return False
        file.flush()
        os.fsync(file.fileno())
    return True


def _standing(path: Path | None) -> contextlib.AbstractContextManager[BinaryIO | None]:
    """Open a file to compare with; None = there is none, or nobody may read it."""
    if path is not None:
        with contextlib.suppress(OSError):
            return path.open("rb")
    return contextlib.nullcontext()


def opened_anew(path: Path) -> int:
    """Open a file anew, its folder made where it is not there."""
    try:
        return os.open(path, _ANEW, 0o666)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, _ANEW, 0o666)


def renamed(part: Path, path: Path, tries: int) -> Path:
    """Give a finished file its name, or a second one where another program holds that; return it. Raises: OSError."""
    for number in range(1, tries + 1):
        target = path if number == 1 else _second(path, number)
        try:
            _unmark(target)  # elsewhere a read-only file is replaced like any other
            part.replace(target)
        except PermissionError:
            if not (target.is_file() and os.access(path.parent, os.W_OK)):
                raise
            continue
        return target
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def state_of(seen: os.stat_result) -> FileState:
    return seen.st_ino, seen.st_size, seen.st_mtime_ns


def second_names(path: Path) -> Iterator[Path]:
    """Yield what stands beside a file under its second names."""
    others = (_second(path, number) for number in range(2, SECOND_NAMES + 1))
    return takewhile(lambda other: long_path(other).is_file(), others)


def _second(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}（{number}）{path.suffix}")


def part_name(name: str, mark: str = "") -> str:
    """Return a name for the unfinished file that stays below 255 bytes."""
    digest = f".{os.getpid()}{mark}.part"
    room = 250 - len(digest)
    return os.fsencode(name)[:room].decode("utf-8", "ignore") + digest

"""Keep every original as received, below archive/. Effects: the file system.

Order of an ingest, each step safe to repeat after a crash: `stage` (copied) and `store` (all copies synced, then renamed) →
`settle` → `Promises.out` → the ledger's commit → `Promises.keep` (out of the inbox; toolkit/evidence/promises.py).
"""

import hashlib
import io
import json
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO

from toolkit.nouns.errors import ToolkitError
from toolkit.words.names import is_debris, safe_name
from toolkit.workspace import InboxFile, Workspace, sync_folder
from toolkit.workspace.paths import long_path
from toolkit.workspace.refused import speaking
from toolkit.workspace.writing import remove

CHUNK = 1 << 20
SYNCS = 16
"""Copies that are synced at the same time."""
PREFIXES = (12, 16, 24, 32, 64)
"""Digits of the sha256 in an archived name; more only where two contents share the first ones."""


class ChangedMeanwhile(Exception):
    """The file changed, went away or could not be read while being copied: it is left for the next run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A copy of one arrival, not yet under its final name, and durable once it gets that."""

    sha256: str
    size: int
    path: Path


class Archive:
    """The archive of one workspace; hold the workspace's lock while writing."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._unsettled: set[Path] = set()
        self._unsynced: list[Path] = []
        """Copies whose bytes are still to be synced: before the first of them gets its name in the archive."""
        self._counter = 0
        self._staging = long_path(workspace.staging)
        self._list_path = self._staging / "清单"
        self._folders: dict[str, Path] = {}
        """Period → the folder of its originals, which is there."""

    def stage(self, file: InboxFile) -> Staged:
        """Copy an arrival aside and hash it on the way.

        Raises:
            Changed: it is not the file that was found any more, or cannot be read now.
            ToolkitError: the copy cannot be written.
        """
        try:
            handle = os.open(file.path, _READ_FLAGS)
        except OSError as error:
            raise ChangedMeanwhile(file.name) from error
        with os.fdopen(handle, "rb") as source:
            if not _same_file(os.fstat(source.fileno()), file):
                raise ChangedMeanwhile(file.name)
            staged = self._copy(source, synced=False)
            self._unsynced.append(staged.path)
            if not _same_file(os.fstat(source.fileno()), file) or staged.size != file.size:
                staged.path.unlink(missing_ok=True)
                raise ChangedMeanwhile(file.name)
        return staged

    def store(self, content: Staged | bytes, period: str, name: str, *, root: str = "") -> str:
        """Archive content under archive/原件/<period>/ and return its path below archive/.

        The same content and name give the same path, however often. `name` is as received; `root` is the
        sha256 of the inbox file that a member came in.
        """
        staged = self._stage_bytes(content) if isinstance(content, bytes) else content
        self._sync_staged()
        folder = self._folders.get(period) or self._folder(period)
        with speaking(folder):
            for digits in PREFIXES:
                target = folder / f"{staged.sha256[:digits]}_{safe_name(name)}"
                if not os.path.lexists(target):
                    self._list(f"原件/{period}/{target.name}", root or staged.sha256)
                    staged.path.chmod(0o444)
                    staged.path.replace(target)
                    self._unsettled.update({folder, staged.path.parent})
                    break
                if target.is_file() and not target.is_symlink() and sha256_of(target) == staged.sha256:
                    staged.path.unlink(missing_ok=True)
                    break
        return f"原件/{period}/{target.name}"

    def _folder(self, period: str) -> Path:
        folder = self._folders[period] = long_path(self.workspace.originals / period)
        with speaking(folder):
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                self._unsettled.add(folder.parent)
        return folder

    def keep_templates(self, contents: Iterable[tuple[bytes, str]]) -> tuple[str, ...]:
        """Keep templates (bytes, suffix) as used, all synced before one gets its name; return their paths below archive/."""
        targets: list[Path] = []
        staged: dict[Path, Staged] = {}
        for data, suffix in contents:
            target = self.workspace.snapshots / f"{hashlib.sha256(data).hexdigest()}{suffix}"
            targets.append(target)
            with speaking(target):
                if not target.exists() and target not in staged:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    staged[target] = self._copy(io.BytesIO(data), synced=False)
                    self._unsynced.append(staged[target].path)
        self._sync_staged()
        for target, copy in staged.items():
            with speaking(target):
                copy.path.chmod(0o444)
                copy.path.replace(target)
                self._unsettled.update({target.parent, self.workspace.archive})
        return tuple(f"表样/{target.name}" for target in targets)

    def settle(self) -> None:
        """Make all renames so far survive a power cut; call before the ledger's commit."""
        for folder in sorted(self._unsettled):
            with speaking(folder):
                sync_folder(folder)
        self._unsettled.clear()

    def read(self, archived: str) -> bytes:
        """Return an original's bytes; `archived` as the record has it."""
        path = self.path(archived)
        with speaking(path):
            return path.read_bytes()

    def path(self, archived: str) -> Path:
        """Return where an archived path lies; what a record says never leads out of archive/."""
        parts = archived.split("/")
        if not archived or any(part in {"", ".", ".."} or "\\" in part or ":" in part for part in parts):
            raise ValueError(f"not a path below archive/: {archived!r}")
        return long_path(self.workspace.archive.joinpath(*parts))

    def files(self) -> tuple[str, ...]:
        """Return every file below 原件/ and 表样/ but the staged ones, as paths below archive/."""
        return tuple(sorted(self._below(self.workspace.originals, self.workspace.snapshots), key=os.fsencode))

    def _below(self, *tops: Path) -> Iterator[str]:
        for top in tops:
            for folder, folders, names in os.walk(long_path(top)):
                folders[:] = sorted(name for name in folders if name != self.workspace.staging.name)
                below = Path(folder).relative_to(long_path(self.workspace.archive)).as_posix()
                yield from (f"{below}/{name}" for name in names if name != ".gitkeep")

    def sweep(self, strays: Sequence[str], inbox: Iterable[InboxFile]) -> tuple[str, ...]:
        """Clear up after a crash; return what was removed, as paths below archive/.

        Staged leftovers go. An original that no record names (`strays`: `unrecorded`, by the records of every run, undone
        too) goes only if the file that it came in still lies in the inbox (it will come again); any other stays, for
        `verify` to name.
        """
        gone = self.cut_off(strays, inbox)
        for name in gone:
            _remove(self.path(name))
        if self.workspace.staging.is_dir():
            for leftover in sorted(self.workspace.staging.iterdir()):
                _remove(leftover)
        return gone

    def unrecorded(self, named: Iterable[str]) -> tuple[str, ...]:
        """Return the originals that are not among those named by records; what a file manager lays beside them is none."""
        beside = {*self._below(self.workspace.originals)}.difference(named)
        return tuple(sorted((name for name in beside if not is_debris(name)), key=os.fsencode))

    def cut_off(self, strays: Sequence[str], inbox: Iterable[InboxFile]) -> tuple[str, ...]:
        """Return those that an ingest left which died before its commit: what they came in still lies in the inbox."""
        if not strays:
            return ()
        roots = self._listed()
        waiting = {sha256_of(arrival.path) for arrival in inbox} - {""}
        return tuple(name for name in strays if (roots.get(name) or sha256_of(self.path(name))) in waiting)

    def once_received(self, strays: Iterable[str], named: Iterable[str]) -> tuple[str, ...]:
        """Return those that were archived once, as their names prove, and of whose content no record speaks."""
        known = {_digits(name) for name in named}
        mine = (name for name in strays if len(_digits(name)) in PREFIXES and _digits(name) not in known)
        return tuple(name for name in mine if sha256_of(self.path(name)).startswith(_digits(name)))

    def _list(self, archived: str, root: str) -> None:
        """Note which inbox file an original came in, for `sweep`; kept only until the next one."""
        handle = os.open(self._list_path, _LIST_FLAGS, 0o666)
        try:
            os.write(handle, json.dumps([archived, root]).encode("ascii") + b"\n")
        finally:
            os.close(handle)

    def _listed(self) -> dict[str, str]:
        """Return archived path → sha256 of the inbox file it came in; a half line of a crash is left out."""
        try:
            lines = self._list_path.read_text("ascii").splitlines()
        except OSError:
            return {}
        return dict(json.loads(line) for line in lines if line.endswith("]"))

    def _sync_staged(self) -> None:
        """Sync what was copied so far: several at once, for the disk then takes many files in one turn."""
        paths, self._unsynced = [path for path in self._unsynced if path.is_file()], []
        if not paths:
            return
        from concurrent.futures import ThreadPoolExecutor

        try:
            with ThreadPoolExecutor(min(len(paths), SYNCS)) as threads:
                list(threads.map(_synced, paths))
        except ToolkitError:
            for path in paths:
                path.unlink(missing_ok=True)
            raise

    def _copy(self, source: BinaryIO, *, synced: bool = True) -> Staged:
        path, digest, size = self._new_staged(), hashlib.sha256(), 0
        with speaking(path):
            try:
                with path.open("wb", buffering=0) as target:
                    while chunk := _read(source):
                        digest.update(chunk)
                        size += len(chunk)
                        _write(target, chunk)
                    if synced:
                        os.fsync(target.fileno())
            except (OSError, ChangedMeanwhile):
                path.unlink(missing_ok=True)
                raise
        return Staged(sha256=digest.hexdigest(), size=size, path=path)

    def _stage_bytes(self, data: bytes) -> Staged:
        return self._copy(io.BytesIO(data))

    def _new_staged(self) -> Path:
        if not self._counter:
            with speaking(self._staging):
                self._staging.mkdir(parents=True, exist_ok=True)
        self._counter += 1
        return self._staging / f"{os.getpid()}-{self._counter}"


def _synced(path: Path) -> None:
    """Make a copy's bytes survive a power cut. Raises ToolkitError."""
    with speaking(path), path.open("r+b", buffering=0) as file:
        os.fsync(file.fileno())


def _write(target: RawIOBase, chunk: bytes) -> None:
    """Write all of it: the system may take it in parts."""
    left = memoryview(chunk)
    while left:
        left = left[target.write(left) or 0 :]


def _digits(name: str) -> str:
    """Return what an archived name says of the content's sha256."""
    return name.rpartition("/")[2].partition("_")[0]


def sha256_of(path: Path) -> str:
    """Return a file's sha256; "" = it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


_READ_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)  # became a link since it was listed
    | getattr(os, "O_NONBLOCK", 0)  # became a FIFO since it was listed
)


_LIST_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)


def content_of(file: InboxFile) -> bytes | None:
    """Return what an arrival holds now; None = it is not the file that was found any more, or cannot be read."""
    try:
        with os.fdopen(os.open(file.path, _READ_FLAGS), "rb") as source:
            return source.read(file.size) if _same_file(os.fstat(source.fileno()), file) else None
    except OSError:
        return None


def _same_file(known: os.stat_result, file: InboxFile) -> bool:
    return stat.S_ISREG(known.st_mode) and (known.st_size, known.st_mtime_ns) == (file.size, file.mtime_ns)


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(CHUNK)
    except OSError as error:  # a bad sector, a share gone, a region locked by Office: that file's fault alone
        raise ChangedMeanwhile(str(error)) from error


def _remove(path: Path) -> None:
    with speaking(path):
        remove(path)

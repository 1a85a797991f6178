"""What must happen in the inbox once a record is in the ledger, so that a crash between the two loses nothing.

Before the commit a small synced file says what is to leave the inbox (ingest) or to come back into it (undo), and
which record decides. `keep` looks whether that record was written: then it does the rest, else it forgets.
Effects: the inbox and archive/.待办.json. Hold the workspace's lock.
"""

import contextlib
import json
import os
import stat
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from toolkit.evidence.archive import Archive, sha256_of
from toolkit.evidence.ledger import Ledger
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Receipt, receipt_mark
from toolkit.nouns.shelf import marks_of
from toolkit.workspace import InboxFile, Workspace, sync_folder, write_atomic
from toolkit.workspace.paths import UNFINISHED, long_path
from toolkit.workspace.refused import shown_path, speaking
from toolkit.workspace.writing import remove


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One file to move once the ledger says so."""

    since: int
    """First number the deciding record can have: the file's receipt, or the undo of `run`."""
    run: int = 0
    """The run to be undone."""
    name: str
    sha256: str
    size: int
    mtime_ns: int | None
    inode: int = 0
    archived: str = ""
    """"" = out of the inbox; else back into it, from here."""


class Promises:
    """The promises of one workspace."""

    def __init__(self, workspace: Workspace, ledger: Ledger) -> None:
        self._workspace = workspace
        self._inbox = workspace.inbox
        self._ledger = ledger
        self._archive = Archive(workspace)

    def out(self, files: Iterable[tuple[InboxFile, str]]) -> None:
        """Promise that files, each with its sha256, leave the inbox once their receipts are in the ledger."""
        since = self._ledger.next_number
        self._add(
            Promise(
                since=since,
                name=file.name,
                sha256=sha256,
                size=file.size,
                mtime_ns=file.mtime_ns,
                inode=file.inode,
            )
            for file, sha256 in files
        )

    def back(self, receipts: Iterable[Receipt]) -> None:
        """Promise that originals return to the inbox once their run is undone; members come inside theirs.

        Raises:
            ToolkitError: an original is gone or changed, so that it cannot be given back.
        """
        since = self._ledger.next_number
        outer = [receipt for receipt in receipts if receipt.parent is None]
        for receipt in outer:
            if sha256_of(self._archive.path(receipt.archived)) != receipt.sha256:
                raise ToolkitError(
                    f"原件 archive/{shown_path(receipt.archived)} 不见了或被改动，"
                    "不能退回收件箱（没有撤回）；请先运行 duban verify。"
                )
        self._add(
            Promise(
                since=since,
                run=receipt.run,
                name=receipt.name,
                sha256=receipt.sha256,
                size=receipt.size,
                mtime_ns=_nanoseconds(receipt),
                archived=receipt.archived,
            )
            for receipt in outer
        )

    def held(self) -> frozenset[str]:
        """Return the names below inbox/ that are recorded already and only wait to be removed. Writes nothing."""
        return frozenset(promise.name for promise in self._leaving(self._read(), self._undone()))

    def coming(self) -> tuple[str, ...]:
        """Return the names that an undo on record still has to give back: it was cut off."""
        undone = self._undone()
        return tuple(p.name for p in self._read() if p.archived and undone.get(p.run, 0) >= p.since)

    def keep(self) -> tuple[str, ...]:
        """Do what is promised and due; return the names that another program holds open, kept for the next time.

        Call it first thing in every ingest and undo, and again after the commit. Names returned are recorded
        already: an ingest leaves them out of its arrivals.
        """
        promised = self._read()
        if not promised:
            return ()
        self._ledger.prove()
        undone = self._undone()
        leaving = self._leaving(promised, undone)
        coming = [p for p in promised if p.archived and undone.get(p.run, 0) >= p.since]
        held = [promise for promise in leaving if not self._remove(promise)]
        for promise in coming:
            self._return(promise)
        one_of_each = {promise.name.rpartition("/")[0]: promise.name for promise in (*leaving, *coming)}
        for folder in sorted({self._place(name).parent for name in one_of_each.values()}):
            sync_folder(folder)
        self._write(held)
        return tuple(promise.name for promise in held)

    def _undone(self) -> dict[int, int]:
        return {undo.run: undo.number for undo in self._ledger.undos()}

    def _leaving(self, promised: Iterable[Promise], undone: Container[int]) -> list[Promise]:
        """Return what is recorded and has to leave the inbox."""
        outer = (receipt for receipt in self._since(promised) if receipt.parent is None)
        received = {(receipt.name, receipt.sha256): receipt for receipt in outer}
        return [p for p in promised if not p.archived and _decided(received.get((p.name, p.sha256)), p, undone)]

    def _since(self, promised: Iterable[Promise]) -> Iterator[Receipt]:
        """Yield the receipts recorded since the first of these promises: no other is any promised one."""
        receipts, first = self._ledger.receipts(undone=True), min((promise.since for promise in promised), default=0)
        marks = marks_of(receipts, receipt_mark)
        start = bisect_left(range(len(marks)), first, key=lambda place: marks[place].number)
        return (receipts[place] for place in range(start, len(marks)))

    def _remove(self, promise: Promise) -> bool:
        path = self._place(promise.name)
        if not _still(path, promise):
            return True  # gone already, or something new under the same name, which is an arrival of its own
        try:
            remove(path)
        except OSError:
            return False
        return True

    def _return(self, promise: Promise) -> None:
        target = self._place(promise.name)
        part = target.with_name(promise.sha256[:16] + UNFINISHED)
        with speaking(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            number = 1
            while not (_back_already(target, promise) or not os.path.lexists(target)):
                number += 1
                name = PurePosixPath(promise.name)
                target = self._place(f"{name.parent / name.stem}（{number}）{name.suffix}")
            if _back_already(target, promise):
                part.unlink(missing_ok=True)
                return
            with part.open("wb") as file:
                file.write(self._archive.read(promise.archived))
                file.flush()
                os.fsync(file.fileno())
            if promise.mtime_ns is not None:
                with contextlib.suppress(OSError, OverflowError):
                    os.utime(part, ns=(promise.mtime_ns, promise.mtime_ns))
            part.rename(target)

    def _place(self, name: str) -> Path:
        pure = PurePosixPath(name)
        if pure.is_absolute() or ".." in pure.parts or not pure.parts:
            raise ToolkitError(f"记录里的文件名 {shown_path(name)} 指向收件箱之外，不处理；请先运行 duban verify。")
        return long_path(self._inbox.joinpath(*pure.parts))

    def _add(self, promises: Iterable[Promise]) -> None:
        self._write([*self._read(), *promises])

    def _read(self) -> list[Promise]:
        path = self._workspace.promises
        if not path.exists():
            return []
        with speaking(path):
            data = path.read_bytes()
        try:
            return [Promise(**stored) for stored in json.loads(data)]
        except (ValueError, TypeError):
            raise ToolkitError(
                f"{shown_path(path)} 被改动过，读不懂：请核对 inbox 里的文件是否都已收过，再删除这个文件重新运行。"
            ) from None

    def _write(self, promises: list[Promise]) -> None:
        path = self._workspace.promises
        if promises:
            write_atomic(path, json.dumps(list(map(_stored, promises))).encode(), elsewhere=False)
        else:
            with speaking(path):
                path.unlink(missing_ok=True)


def _stored(promise: Promise) -> dict[str, object]:
    return {field: getattr(promise, field) for field in Promise.__slots__}


def _decided(receipt: Receipt | None, promise: Promise, undone: Container[int]) -> bool:
    """Tell whether the newest receipt of that name and content is the promised one, and still stands."""
    return receipt is not None and receipt.number >= promise.since and receipt.run not in undone


def _still(path: Path, promise: Promise) -> bool:
    """Tell whether this is the file that was archived. Inodes are not stable on every share: then the bytes decide."""
    try:
        now = path.lstat()
    except OSError:
        return False
    if not stat.S_ISREG(now.st_mode) or (now.st_size, now.st_mtime_ns) != (promise.size, promise.mtime_ns):
        return False
    return now.st_ino == promise.inode or sha256_of(path) == promise.sha256


def _back_already(path: Path, promise: Promise) -> bool:
    try:
        now = path.lstat()
    except OSError:
        return False
    same_time = promise.mtime_ns is None or now.st_mtime_ns // 1000 == promise.mtime_ns // 1000
    whole = stat.S_ISREG(now.st_mode) and now.st_size == promise.size and same_time
    return whole and sha256_of(path) == promise.sha256


def _nanoseconds(receipt: Receipt) -> int | None:
    when = receipt.times.file_time
    if when is None:
        return None
    return int(when.replace(microsecond=0).timestamp()) * 1_000_000_000 + when.microsecond * 1000

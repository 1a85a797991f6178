"""Look what lies in the inbox, twice, and follow nothing. Effects: reads folder entries, opens no content."""

import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path

from toolkit.workspace.paths import UNFINISHED, long_path
from toolkit.workspace.refused import system_said

PARTIAL = (".crdownload", ".part", ".tmp", ".download")
LOG, TODO = "收文登记.xlsx", "待办.xlsx"
OURS = frozenset(name for book in (LOG, TODO) for name in (book, f"~${book}", f"~${book[2:]}", f".~lock.{book}#"))
"""The clerk's books and their locks (Office cuts the first two letters of longer names), at the inbox's root only."""
LOOK_AGAIN_SECONDS = 0.5
JUNCTION = 0xA0000003


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFile:
    """One regular file below inbox/, seen unchanged twice."""

    path: Path
    name: str
    """Path below inbox/ with /, as found (may hold lone surrogates for bytes that are not UTF-8)."""
    size: int
    mtime_ns: int
    inode: int = 0

    def modified(self, zone: tzinfo) -> datetime | None:
        """Return the modification time, to the microsecond; None = no calendar knows it."""
        try:
            whole = datetime.fromtimestamp(self.mtime_ns // 1_000_000_000, zone)
        except (OverflowError, ValueError, OSError):
            return None
        return whole.replace(microsecond=self.mtime_ns % 1_000_000_000 // 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxListing:
    """What lies in the inbox, sorted by name."""

    files: tuple[InboxFile, ...]
    growing: tuple[str, ...]
    """Left for the next run."""
    skipped: tuple[tuple[str, str], ...]
    """(name, why): no arrivals; they stay where they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """What lay in an inbox at one moment."""

    files: tuple[InboxFile, ...]
    states: frozenset[int]
    """A hash of the name and state of each: what is kept to the command's end, where a country's files take 25 MB."""
    moment: float
    """When all of them had been looked at, by the clock that only runs forward."""

    def had(self, files: Sequence[InboxFile]) -> bool:
        """Tell whether each of these lay there then as it does now."""
        return all(_state(file) in self.states for file in files)

    def remembered(self) -> "FirstLook":
        """Return it without the files."""
        return replace(self, files=())


def _state(file: InboxFile) -> int:
    return hash((file.name, file.size, file.mtime_ns, file.inode))


def first_look(inbox: Path) -> FirstLook:
    """Look once, before there is time for anything else: what lies there then need not be waited for as long."""
    files = tuple(_walk(long_path(inbox), "", []))
    return FirstLook(files=files, states=frozenset(map(_state, files)), moment=time.monotonic())


def arrivals(
    inbox: Path,
    *,
    sleep: Callable[[float], object],
    meanwhile: Callable[[Sequence[InboxFile]], object] | None = None,
    seen: FirstLook | None = None,
) -> InboxListing:
    """List every arrival below the inbox; `sleep` passes the time between the two looks.

    `meanwhile` is told which files there are and may use that time: what it takes is not slept. `seen`: an earlier look,
    which is the first of the two where each file was the same then.
    """
    skipped: list[tuple[str, str]] = []
    first = sorted(_walk(long_path(inbox), "", skipped), key=lambda file: os.fsencode(file.name))
    growing = [file.name for file in first if file.name.lower().endswith(PARTIAL)]
    settled: list[InboxFile] = []
    rest = [file for file in first if not file.name.lower().endswith(PARTIAL)]
    if rest:
        began = now = time.monotonic()
        if seen is not None and seen.had(rest):
            began = seen.moment
        if meanwhile is not None:
            meanwhile(rest)
            now = time.monotonic()
        sleep(max(0.0, LOOK_AGAIN_SECONDS - (now - began)))
    for file in rest:
        if not unchanged(file):
            growing.append(file.name)
        elif why := _unreadable(file.path):
            skipped.append((file.name, why))
        else:
            settled.append(file)
    return InboxListing(
        files=tuple(settled),
        growing=tuple(sorted(growing, key=os.fsencode)),
        skipped=tuple(sorted(skipped, key=lambda pair: os.fsencode(pair[0]))),
    )


def unchanged(file: InboxFile) -> bool:
    """Tell whether the file is still the one that was found."""
    try:
        now = file.path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(now.st_mode) and (now.st_size, now.st_mtime_ns, now.st_ino) == (
        file.size,
        file.mtime_ns,
        file.inode,
    )


def _walk(folder: Path, below: str, skipped: list[tuple[str, str]]) -> Iterator[InboxFile]:
    try:
        with os.scandir(folder) as entries:
            listed = list(entries)
    except OSError as error:
        skipped.append((below or "inbox", f"文件夹打不开（{system_said(error)}）"))
        return
    for entry in listed:
        name = f"{below}/{entry.name}" if below else entry.name
        if entry.name == ".gitkeep" or (not below and entry.name in OURS):
            continue
        try:
            # Not entry.stat(): on Windows that answers from the folder, without inode and with an old size.
            known = os.lstat(entry.path)
        except OSError as error:
            skipped.append((name, f"读不到（{system_said(error)}）"))
            continue
        if why := _never_followed(known):
            skipped.append((name, why))
        elif stat.S_ISDIR(known.st_mode) and entry.name.endswith(UNFINISHED):
            skipped.append((name, "还在复制"))
        elif stat.S_ISDIR(known.st_mode):
            yield from _walk(Path(entry.path), name, skipped)
        else:
            yield InboxFile(
                path=Path(entry.path),
                name=name,
                size=known.st_size,
                mtime_ns=known.st_mtime_ns,
                inode=known.st_ino,
            )


def _never_followed(known: os.stat_result) -> str:
    if stat.S_ISLNK(known.st_mode) or getattr(known, "st_reparse_tag", 0) == JUNCTION:
        return "是链接，不跟随"
    if not (stat.S_ISREG(known.st_mode) or stat.S_ISDIR(known.st_mode)):
        return "不是普通文件"
    return ""


def _unreadable(path: Path) -> str:
    try:
        with path.open("rb"):
            return ""
    except OSError as error:
        return f"打不开：没有权限或正被别的程序打开（{system_said(error)}）"

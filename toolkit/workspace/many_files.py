"""Write many files whole and durably, several at once where most of the time goes by in waiting for the disk. Effects: files."""

import os
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.nouns.errors import ToolkitError
from toolkit.workspace.paths import long_path
from toolkit.workspace.pieces import Content, Pieces
from toolkit.workspace.refused import speaking
from toolkit.workspace.writing import (  # fmt: skip
    SECOND_NAMES,
    PlacedFile,
    opened_anew,
    part_name,
    placed,
    renamed,
    stands,
    state_of,
    write_all,
)

if TYPE_CHECKING:
    from concurrent.futures import Future

HANDS, HANDFUL = 8, 16
"""How many write at once, for the disk takes many files in one turn; and how many files each is given at a time."""
_TRIED, _FIRST = 2, 8
"""How many to see how fast the disk is, twice, and how many at first: of a few files each hand has some."""
_AT_ONCE = 0.00002
"""Seconds a file that the disk may be waited for: memory is not waited for at all, any disk at least twice as long."""
_Portion = list[tuple[Path, bytes]] | tuple[Path, Pieces]
"""A handful of files, or one that comes in pieces."""


class UnsyncedFile:
    """A file that lies beside its place: `sync` it, then it is `named`, as `placed` does in one.

    Each step raises ToolkitError and leaves no half file.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self.path, self._target = path, long_path(path)
        self._part = self._target.with_name(part_name(path.name))
        self._handle: int | None = None
        with _Whole(self):
            self._handle = opened_anew(self._part)
            write_all(self._handle, data)
            self.state = state_of(os.fstat(self._handle))

    def begin_sync(self) -> None:
        """Have the system begin to write it to the disk, where it can be told so: whoever syncs one then waits for all."""
        if self._handle is not None and hasattr(os, "posix_fadvise"):
            with suppress(OSError):
                os.posix_fadvise(self._handle, 0, 0, os.POSIX_FADV_DONTNEED)

    def sync(self) -> None:
        assert self._handle is not None
        with _Whole(self):
            os.fsync(self._handle)
            self._close()

    def named(self) -> Path:
        """Return the path used."""
        with _Whole(self):
            used = renamed(self._part, self._target, SECOND_NAMES)
        return self.path if used is self._target else self.path.with_name(used.name)

    def _close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)

    def drop(self) -> None:
        """Leave nothing of it beside its place, nor open: Windows renames no file that is."""
        with suppress(OSError):
            self._close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)


class _Whole:
    """A step that leaves no half file when it fails, and says what the system refused. One a step of each file: no generator."""

    def __init__(self, file: UnsyncedFile) -> None:
        self._file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is not None:
            self._file.drop()
            speaking(self._file.path).__exit__(kind, error, trace)


def written_at_once(files: Iterable[tuple[Path, Content]]) -> Iterator[PlacedFile]:
    """Write many files as `placed` does with `settled` False; yield them in order.

    Where the disk is waited for, several are written at once, and the next is made meanwhile. A few are held at a time.
    One that stands as it is stays untouched.
    What comes in pieces is made as it is written, and so by nobody but the one who asks.
    Raises: ToolkitError, of the first that cannot be written; none is left half done.
    """
    portions = _portions(files)
    if (yield from _while_at_once(portions)):
        yield from _by_hands(portions)


def _while_at_once(portions: Iterator[_Portion]) -> Generator[PlacedFile, None, bool]:
    """Write here while the disk takes files at once, for hands would only take turns with whoever makes them.

    Returns whether any may be left.
    """
    slow = False
    for portion in portions:
        began, spent = time.perf_counter(), time.thread_time()
        here = _written(portion)
        waited = time.perf_counter() - began - (time.thread_time() - spent)
        yield from here
        once, slow = slow, waited > _AT_ONCE * len(here)
        if once and slow:  # once may be another program's turn
            return True
    return False


def _by_hands(portions: Iterator[_Portion]) -> Iterator[PlacedFile]:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(HANDS) as hands:
        begun: deque[Future[list[PlacedFile]]] = deque()
        for portion in portions:
            if isinstance(portion, list):
                begun.append(hands.submit(_in_place, portion))
            while begun and (len(begun) > HANDS or not isinstance(portion, list)):
                yield from begun.popleft().result()
            if not isinstance(portion, list):
                yield from _written(portion)
        while begun:
            yield from begun.popleft().result()


def _written(portion: _Portion) -> list[PlacedFile]:
    if isinstance(portion, list):
        return _in_place(portion)
    path, pieces = portion
    return [placed(path, pieces, settled=False)]


def _portions(files: Iterable[tuple[Path, Content]]) -> Iterator[_Portion]:
    """Yield a handful of files, or one that comes in pieces, in order."""
    handful: list[tuple[Path, bytes]] = []
    sizes = chain(repeat(_TRIED, 2), repeat(_FIRST, HANDS), repeat(HANDFUL))
    size = next(sizes)
    for path, content in files:
        if isinstance(content, bytes):
            handful.append((path, content))
        if handful and (len(handful) == size or isinstance(content, Pieces)):
            yield handful
            handful = []
            size = next(sizes)
        if isinstance(content, Pieces):
            yield path, content
    if handful:
        yield handful


def _in_place(handful: Sequence[tuple[Path, bytes]]) -> list[PlacedFile]:
    """Lay all beside their places, sync all, give each its name.

    The system has begun with all before the first is waited for: its journal takes them in one turn, and the others are done.

    Raises: ToolkitError, of the first that failed; all others are in their places.
    """
    there = [PlacedFile(path, fresh=False) for path, _ in handful]
    failed: list[ToolkitError] = []
    noting = _Noted(failed)
    laid: dict[int, UnsyncedFile] = {}
    synced: dict[int, UnsyncedFile] = {}
    try:
        for place, (path, data) in enumerate(handful):
            with noting:
                if not stands(long_path(path), data):
                    laid[place] = UnsyncedFile(path, data)
        for file in laid.values():
            file.begin_sync()
        for place, file in laid.items():
            with noting:
                file.sync()
                synced[place] = file
        for place, file in synced.items():
            with noting:
                there[place] = PlacedFile(file.named(), state=file.state)
    except BaseException:
        for file in laid.values():
            file.drop()
        raise
    if failed:
        raise failed[0]
    return there


class _Noted:
    """Note what fails, and go on."""

    def __init__(self, failed: list[ToolkitError]) -> None:
        self._failed = failed

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, ToolkitError):
            self._failed.append(error)
            return True
        return False

"""Write many files whole and durably, one while others wait for the disk. Effects: the file system."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.nouns.errors import ToolkitError
from toolkit.workspace.paths import long_path
from toolkit.workspace.writing import SECOND_NAMES, part_name, renamed, speaking, stands

if TYPE_CHECKING:
    from concurrent.futures import Future

HANDS, HANDFUL = 16, 8
"""How many wait for the disk at once, for it takes many files in one turn; and how many files each of them has.

They do nothing else: whatever Python they ran, who makes the files would wait for.
"""

_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def written_at_once(files: Iterable[tuple[Path, bytes]]) -> Iterator[Path]:
    """Write many files as `write_atomic` does with `settled` False, several at once; yield the paths used, in order.

    The next is made while earlier ones wait for the disk; a few are held at a time. One that stands as it is stays untouched.
    Raises: ToolkitError, at the first that cannot be written; none that was begun is left half done.
    """
    from concurrent.futures import ThreadPoolExecutor

    begun: deque[_Waiting] = deque()
    coming = iter(files)
    with ThreadPoolExecutor(HANDS) as hands:
        try:
            while several := _several(coming):
                begun.append(_Waiting(several, hands.submit(_sync, several)))
                if len(begun) > HANDS:
                    yield from begun.popleft().placed()
            while begun:
                yield from begun.popleft().placed()
        finally:
            for left in begun:
                left.drop()


@dataclass(frozen=True, slots=True)
class _Begun:
    """A file written beside its place, not synced yet."""

    path: Path
    part: Path
    handle: int | None
    """None = it stands as it is."""

    def drop(self) -> None:
        if self.handle is not None:
            os.close(self.handle)
            self.part.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Files that somebody waits for the disk with."""

    files: list[_Begun]
    synced: "Future[None]"

    def placed(self) -> list[Path]:
        """Give each its name once the disk has it. Raises: ToolkitError, of the first that failed; all others are in place."""
        try:
            self.synced.result()
        except BaseException:
            self.drop()
            raise
        return _all_in_place(self.files)

    def drop(self) -> None:
        self.synced.exception()  # nobody waits with a file that is closed
        for one in self.files:
            one.drop()


def _several(files: Iterator[tuple[Path, bytes]]) -> list[_Begun]:
    several: list[_Begun] = []
    try:
        for path, data in islice(files, HANDFUL):
            several.append(_begun(path, data))
    except BaseException:
        for one in several:
            one.drop()
        raise
    return several


def _sync(several: Iterable[_Begun]) -> None:
    """Wait until the disk has them. Raises: ToolkitError, at the first that it does not take."""
    for one in several:
        if one.handle is not None:
            with speaking(one.path):
                os.fsync(one.handle)


def _begun(path: Path, data: bytes) -> _Begun:
    target = long_path(path)
    if stands(target, data):
        return _Begun(path, target, None)
    part = target.with_name(part_name(path.name))
    with speaking(path):
        try:
            try:
                return _Begun(path, part, _written(part, data))
            except FileNotFoundError:
                target.parent.mkdir(parents=True, exist_ok=True)
                return _Begun(path, part, _written(part, data))
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _written(part: Path, data: bytes) -> int:
    """Write a file and return it open, for who syncs it. Raises: OSError."""
    handle = os.open(part, _ANEW, 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
    except BaseException:
        os.close(handle)
        raise
    return handle


def _all_in_place(several: Iterable[_Begun]) -> list[Path]:
    used: list[Path] = []
    failed: list[ToolkitError] = []
    for one in several:
        try:
            used.append(_in_place(one))
        except ToolkitError as error:
            failed.append(error)
    if failed:
        raise failed[0]
    return used


def _in_place(one: _Begun) -> Path:
    if one.handle is None:
        return one.path
    with speaking(one.path):
        try:
            os.close(one.handle)
            return one.path.with_name(renamed(one.part, long_path(one.path), SECOND_NAMES).name)
        except BaseException:
            one.part.unlink(missing_ok=True)
            raise

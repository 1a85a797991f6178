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

HANDS, HANDFUL = 8, 8
"""How many wait for the disk at once, for it takes many files in one turn; and how many files each of them has."""

_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def written_at_once(files: Iterable[tuple[Path, bytes]]) -> Iterator[Path]:
    """Write many files as `write_atomic` does with `settled` False, several at once; yield the paths used, in order.

    The next is made while earlier ones wait for the disk; a few are held at a time. One that stands as it is stays untouched.
    Raises: ToolkitError, at the first that cannot be written; none that was begun is left half done.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(HANDS) as hands:
        begun: deque[Future[list[Path]]] = deque()
        coming = iter(files)
        while handful := _handful(coming):
            begun.append(hands.submit(_all_in_place, handful))
            if len(begun) > HANDS:
                yield from begun.popleft().result()
        while begun:
            yield from begun.popleft().result()


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


def _handful(files: Iterator[tuple[Path, bytes]]) -> list[_Begun]:
    handful: list[_Begun] = []
    try:
        for path, data in islice(files, HANDFUL):
            handful.append(_begun(path, data))
    except BaseException:
        for one in handful:
            one.drop()
        raise
    return handful


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


def _all_in_place(handful: Iterable[_Begun]) -> list[Path]:
    """Raises: ToolkitError, of the first that failed; all others are in their places."""
    used: list[Path] = []
    failed: list[ToolkitError] = []
    for one in handful:
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
            try:
                os.fsync(one.handle)
            finally:
                os.close(one.handle)
            return one.path.with_name(renamed(one.part, long_path(one.path), SECOND_NAMES).name)
        except BaseException:
            one.part.unlink(missing_ok=True)
            raise

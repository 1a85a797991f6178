"""Write many files whole and durably, several at once: most of the time goes by in waiting for the disk. Effects: files."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.nouns.errors import ToolkitError
from toolkit.workspace.paths import long_path
from toolkit.workspace.pieces import Content, Pieces
from toolkit.workspace.writing import stands, write_atomic

if TYPE_CHECKING:
    from concurrent.futures import Future

HANDS, HANDFUL = 8, 8
"""How many write at once, for the disk takes many files in one turn; and how many files each is given at a time."""


def written_at_once(files: Iterable[tuple[Path, Content]]) -> Iterator[Path]:
    """Write many files as `write_atomic` does with `settled` False, several at once; yield the paths used, in order.

    The next is made while earlier ones are written; a few are held at a time. One that stands as it is stays untouched.
    What comes in pieces is made as it is written, and so by nobody but the one who asks.
    Raises: ToolkitError, of the first that cannot be written; none is left half done.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(HANDS) as hands:
        begun: deque[Future[list[Path]]] = deque()
        for portion in _portions(files):
            if isinstance(portion, list):
                begun.append(hands.submit(_in_place, portion))
            while begun and (len(begun) > HANDS or not isinstance(portion, list)):
                yield from begun.popleft().result()
            if not isinstance(portion, list):
                path, pieces = portion
                yield write_atomic(path, pieces, settled=False)
        while begun:
            yield from begun.popleft().result()


def _portions(files: Iterable[tuple[Path, Content]]) -> Iterator[list[tuple[Path, bytes]] | tuple[Path, Pieces]]:
    """Yield a handful of files, or one that comes in pieces, in order."""
    handful: list[tuple[Path, bytes]] = []
    for path, content in files:
        if isinstance(content, bytes):
            handful.append((path, content))
        if handful and (len(handful) == HANDFUL or isinstance(content, Pieces)):
            yield handful
            handful = []
        if isinstance(content, Pieces):
            yield path, content
    if handful:
        yield handful


def _in_place(handful: Sequence[tuple[Path, bytes]]) -> list[Path]:
    """Raises: ToolkitError, of the first that failed; all others are in their places."""
    used: list[Path] = []
    failed: list[ToolkitError] = []
    for path, data in handful:
        try:
            used.append(path if stands(long_path(path), data) else write_atomic(path, data, settled=False))
        except ToolkitError as error:
            failed.append(error)
    if failed:
        raise failed[0]
    return used

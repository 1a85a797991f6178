"""Write many files whole and durably, several at once: most of the time goes by in waiting for the disk. Effects: files."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.nouns.errors import ToolkitError
from toolkit.workspace.paths import long_path
from toolkit.workspace.writing import stands, write_atomic

if TYPE_CHECKING:
    from concurrent.futures import Future

HANDS, HANDFUL = 8, 8
"""How many write at once, for the disk takes many files in one turn; and how many files each is given at a time."""


def written_at_once(files: Iterable[tuple[Path, bytes]]) -> Iterator[Path]:
    """Write many files as `write_atomic` does with `settled` False, several at once; yield the paths used, in order.

    The next is made while earlier ones are written; a few are held at a time. One that stands as it is stays untouched.
    Raises: ToolkitError, of the first that cannot be written; none is left half done.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(HANDS) as hands:
        begun: deque[Future[list[Path]]] = deque()
        coming = iter(files)
        while handful := tuple(islice(coming, HANDFUL)):
            begun.append(hands.submit(_in_place, handful))
            if len(begun) > HANDS:
                yield from begun.popleft().result()
        while begun:
            yield from begun.popleft().result()


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

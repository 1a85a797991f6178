"""The blocks of a book that stands in outbox/, opened for the one that takes its place. Effects: reads files.

What is kept says where the blocks lie, and the sha256 of the file: of one that was touched since, nothing is copied.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from toolkit.workspace.paths import long_path

if TYPE_CHECKING:
    from toolkit.outputs.kept_blocks import BookBlocks

_QUICK = 1
"""How hard the list of blocks is pressed."""


def told(blocks: "BookBlocks", sha: str) -> bytes:
    """Return what is kept of a book that is made, and has this sha256."""
    return b"%s %s" % (sha.encode(), zlib.compress(blocks.listed(), _QUICK))


@contextmanager
def blocks_of(path: Path, kept: bytes) -> Iterator["BookBlocks"]:
    """Open the blocks of the book under a path, by what was kept of it; none where that is not the book that stands there."""
    from toolkit.outputs.kept_blocks import BookBlocks

    sha, _, listed = kept.partition(b" ")
    try:
        file = long_path(path).open("rb") if listed else None
    except OSError:
        file = None
    if file is None:
        yield BookBlocks()
        return
    with file:
        whole = file_digest(file, "sha256").hexdigest().encode() == sha
        yield BookBlocks(zlib.decompress(listed), _Lying(file)) if whole else BookBlocks()


class _Lying:
    """Reads stretches of a file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __call__(self, at: int, length: int) -> bytes:
        self._file.seek(at)
        return self._file.read(length)

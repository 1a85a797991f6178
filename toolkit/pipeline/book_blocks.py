"""A book made block by block, of the one that stands in its place, and handed on in pieces. Effects: files.

What is kept says where the blocks lie, and the sha256 of the file: of one that was touched since, nothing is copied.
"""

import errno
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from toolkit.workspace.paths import long_path
from toolkit.workspace.pieces import Pieces
from toolkit.workspace.writing import aside

if TYPE_CHECKING:
    from toolkit.ooxml.spool import Spool
    from toolkit.outputs.kept_blocks import BookBlocks

_QUICK = 1
"""How hard the list of blocks is pressed."""


def book(
    path: Path,
    made_of: Callable[["BookBlocks"], Iterator[bytes]],
    kept: bytes = b"",
    keep: Callable[[bytes], None] = lambda _told: None,
) -> Pieces:
    """Return a book's content. `kept`: what was kept of the one before it; `keep` gets the same of this one, once it is whole."""

    def come() -> Iterator[bytes]:
        with blocks_of(path, kept) as blocks:
            yield from made_of(blocks)
        keep(told(blocks, pieces.sha256))

    pieces = Pieces(come())
    return pieces


def told(blocks: "BookBlocks", sha: str) -> bytes:
    """Return what is kept of a book that is made, and has this sha256."""
    return b"%s %s" % (sha.encode(), zlib.compress(blocks.listed(), _QUICK))


@contextmanager
def blocks_of(path: Path, kept: bytes) -> Iterator["BookBlocks"]:
    """Open the blocks of the book under a path, by what was kept of it; none where that is not the book that stands there."""
    from toolkit.ooxml.spool import Spool

    with aside(path) as laid, blocks_in(path, kept, Spool(laid)) as blocks:
        yield blocks


@contextmanager
def blocks_in(path: Path, kept: bytes, spool: "Spool | None" = None) -> Iterator["BookBlocks"]:
    """Do the same, and have the new book's laid in a spool of the caller's; None = in memory."""
    from toolkit.outputs.kept_blocks import BookBlocks

    sha, _, listed = kept.partition(b" ")
    with _standing(path if listed else None, sha) as file:
        yield BookBlocks(zlib.decompress(listed), _Lying(file), spool) if file else BookBlocks(spool=spool)


@contextmanager
def _standing(path: Path | None, sha: bytes) -> Iterator[BinaryIO | None]:
    """Open a file; None = it is not there, or has another sha256."""
    try:
        file = long_path(path).open("rb") if path else None
    except OSError:
        file = None
    if file is None:
        yield None
        return
    with file:
        yield file if file_digest(file, "sha256").hexdigest().encode() == sha else None


class _Lying:
    """Reads stretches of a file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __call__(self, at: int, length: int) -> bytes:
        self._file.seek(at)
        data = self._file.read(length)
        if len(data) < length:
            raise OSError(errno.EIO, os.strerror(errno.EIO))  # somebody cut it short while it was read
        return data

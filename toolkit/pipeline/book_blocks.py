"""A book or page made block by block, of the one that stands in its place, and handed on in pieces. Effects: files.

What is kept says where the blocks lie, and the sha256 of the file: of one that was touched since, nothing is copied.
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, BinaryIO, Protocol, Self, TypeVar

from toolkit.workspace.paths import long_path
from toolkit.workspace.pieces import Pieces
from toolkit.workspace.writing import aside

if TYPE_CHECKING:
    from toolkit.ooxml.packing import Source
    from toolkit.ooxml.spool import Spool
    from toolkit.outputs.kept_blocks import BookBlocks


_AT_ONCE = 1 << 22
"""Bytes that are hashed at a time: whoever hashes beside another waits for its turn after each."""


class Made(Protocol):
    """What a file is made with: its blocks as they stood before, and as they stand in it."""

    def listed(self) -> bytes:
        """Return where they stand, once the file is whole."""
        ...


_Made = TypeVar("_Made", bound=Made)


def in_pieces(
    opened: Callable[[bytes], AbstractContextManager[_Made]],
    made_of: Callable[[_Made], Iterator[bytes]],
    kept: bytes = b"",
    keep: Callable[[bytes], None] = lambda _told: None,
) -> Pieces:
    """Return a file's content, made of what `opened` opens by what was kept of the one before it.

    `keep` gets the same of this one, once it is whole.
    """

    def come() -> Iterator[bytes]:
        with opened(kept) as before:
            yield from made_of(before)
        keep(told(before.listed(), pieces.sha256))

    pieces = Pieces(come())
    return pieces


def told(listed: bytes, sha: str) -> bytes:
    """Return what is kept of a file that is made, by what is said of its blocks and by its sha256."""
    return b"%s %s" % (sha.encode(), listed)


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

    with _opened(path, kept) as (listed, lying):
        yield BookBlocks(listed, lying, spool, lying.whole) if lying else BookBlocks(spool=spool)


@contextmanager
def standing_file(path: Path, kept: bytes) -> "Iterator[tuple[bytes, Source | None]]":
    """Open a file that was made; yield what was said of its blocks, and what reads it: None = it is not there, or was touched."""
    with _opened(path, kept) as (listed, lying):
        yield (listed, lying) if lying and lying.whole() else (b"", None)


@contextmanager
def _opened(path: Path, kept: bytes) -> "Iterator[tuple[bytes, _Lying | None]]":
    sha, _, listed = kept.partition(b" ")
    try:
        file = long_path(path).open("rb") if listed else None
    except OSError:
        file = None
    if file is None:
        yield b"", None
        return
    with file, _Lying(file, sha.decode("ascii", "replace")) as lying:
        yield listed, lying


class _Lying:
    """Reads stretches of a file, as long as nobody writes into it: its hash was asked for long before the last is read.

    A country's book takes a tenth of a second to be hashed: that is done beside, until somebody wants to know (`whole`).
    """

    def __init__(self, file: BinaryIO, sha: str) -> None:
        self._file = file
        self._then = self._touched()
        self._sha, self._now = sha, sha256()
        self._hashing: Thread | None = Thread(target=self._hash, daemon=True)
        try:
            self._hashing.start()
        except RuntimeError:  # the system gives no thread more
            self._hashing = None
            self._hash()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_what: object) -> None:
        self._wait()

    def _wait(self) -> None:
        if self._hashing is not None:
            self._hashing.join()

    def whole(self) -> bool:
        """Tell whether it is what was written, before the first stretch is read."""
        self._wait()
        return self._now.hexdigest() == self._sha

    def _hash(self) -> None:
        with suppress(OSError):  # then it is another hash
            while data := self._file.read(_AT_ONCE):
                self._now.update(data)

    def __call__(self, at: int, length: int) -> bytes:
        self._file.seek(at)
        data = self._file.read(length)
        if len(data) < length or self._touched() != self._then:
            raise OSError(errno.EIO, os.strerror(errno.EIO))  # somebody saved over it, or cut it short
        return data

    def _touched(self) -> tuple[int, int]:
        state = os.fstat(self._file.fileno())
        return state.st_size, state.st_mtime_ns

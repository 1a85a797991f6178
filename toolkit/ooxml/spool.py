"""Bytes laid aside while a file is put together, and read again when their place in it has come. Pure but for the file given."""

from io import BytesIO
from typing import IO

Lying = tuple[int, int]
"""Where a stretch lies: the place of its first byte, and how many."""


class Spool:
    """Takes stretches in any order, and reads each again."""

    def __init__(self, file: IO[bytes] | None = None) -> None:
        """`file`: an empty one; None = memory."""
        self._file = BytesIO() if file is None else file
        self._end = 0
        self._reads = False
        """It was read last: the file stands somewhere within."""

    def lay(self, data: bytes) -> Lying:
        if self._reads:
            self._file.seek(self._end)
            self._reads = False
        self._file.write(data)
        at, self._end = self._end, self._end + len(data)
        return at, len(data)

    def __call__(self, at: int, length: int) -> bytes:
        self._reads = True
        self._file.seek(at)
        return self._file.read(length)

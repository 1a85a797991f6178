"""Facts of a book's blocks, told by a twin from the last block on while they are made here from the first: they meet.

Effects: memory that both share.
"""

import mmap
import struct
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator

from toolkit.pipeline.errands import Errands

_PLACE = struct.Struct("q")


class FactsBeside:
    """Facts by the key that they are kept under; asked for once each, in the blocks' order."""

    def __init__(self, errands: Errands, what: str, tell: Callable[[], Iterable[tuple[int, str, bytes]]]) -> None:
        """`tell`: yields place, key and facts of each block, the last one first; "" = a key that cannot be told."""
        self._asked = mmap.mmap(-1, _PLACE.size)
        self._fresh = errands.coming(what, lambda: self._lines(tell()))
        self._told: dict[str, bytes] = {}

    def __call__(self, key: str) -> bytes | None:
        """Return what the twin told of the next block; None = it is to be looked at here."""
        _PLACE.pack_into(self._asked, 0, self._reached + 1)
        for line in self._fresh():
            its, _, facts = line.partition(" ")
            self._told[its] = b64decode(facts)
        return self._told.pop(key, None)

    @property
    def _reached(self) -> int:
        """How many blocks were asked for, by whoever looks: the twin too."""
        reached: int = _PLACE.unpack_from(self._asked)[0]
        return reached

    def _lines(self, blocks: Iterable[tuple[int, str, bytes]]) -> Iterator[str]:
        for place, key, facts in blocks:
            if key:
                yield f"{key} {b64encode(facts).decode('ascii')}"
            if place <= self._reached:
                return  # the one before it is being made already

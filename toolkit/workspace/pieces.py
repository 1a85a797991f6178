"""What a file is to say: bytes, or pieces that come one by one and are held by nobody. Pure."""

from collections.abc import Iterable, Iterator
from hashlib import sha256


class Pieces:
    """The bytes of a large file on their way: they come once; what they are known by is told when all have come."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._hash = sha256()

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._hash.update(piece)
            yield piece

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


Content = bytes | Pieces


def sum_of(content: Content) -> str:
    """Return the sha256 of what was written."""
    return content.sha256 if isinstance(content, Pieces) else sha256(content).hexdigest()

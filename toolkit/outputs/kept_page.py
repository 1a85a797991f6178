"""The rows of a page as they stand in the file that was written last: copied where they would be made the same. Pure.

A row is kept under a hash of all that decides about its bytes; kept of it is where it lies.
"""

from collections.abc import Sequence
from hashlib import sha256

from toolkit.ooxml.packing import Source
from toolkit.outputs.kept_lines import KeptLines

Place = tuple[int, int]
"""(the first byte, how many)."""
Key = Sequence[str]
"""All that decides about something; "" in it = that cannot be told, and nothing is kept under it."""
_SHORT = 24


class KeptPage(KeptLines):
    """The rows of a page: those of the one written before, and those of this one."""

    def __init__(self, kept: bytes = b"", source: Source | None = None) -> None:
        """`kept`: what `listed` said of the page written before, whose file is read by `source`."""
        super().__init__(kept, source)
        self._source = source
        self._now: dict[str, bytes] = {}

    def place(self, key: str) -> Place | None:
        """Return where a row lies in the page written before."""
        line = self._before.get(key.encode())
        if line is None:
            return None
        at, length = map(int, line.split())
        self.copied += length > 0
        return (at, length) if length else None

    def read(self, place: Place) -> bytes:
        assert self._source is not None
        return self._source(*place)

    def keep(self, key: str, place: Place) -> None:
        """Note where a row lies in this page."""
        if key:
            self._now[key] = b"%d %d" % place

    def listed(self) -> bytes:
        """Return all of it, once the page is whole."""
        rows = (b"%s %s\n" % (key.encode(), place) for key, place in self._now.items())
        return b"".join((*rows, *self.facts_listed()))


def key_of(said: Key) -> str:
    """Return a key by what decides; "" = nothing is kept under it."""
    return sha256("\n".join(said).encode()).hexdigest()[:_SHORT] if all(said) else ""

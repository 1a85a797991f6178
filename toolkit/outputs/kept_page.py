"""The rows of a page as they stand in the file that was written last: copied where they would be made the same. Pure.

A row is kept under a hash of all that decides about its bytes; kept of it is where it lies. What the page counts over blocks
of rows is kept beside them.
"""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

from toolkit.ooxml.packing import Source

Place = tuple[int, int]
"""(the first byte, how many)."""
Key = Sequence[str]
"""All that decides about something; "" in it = that cannot be told, and nothing is kept under it."""
_SHORT = 24


class KeptPage:
    """The rows of a page: those of the one written before, and those of this one."""

    def __init__(self, kept: bytes = b"", source: Source | None = None) -> None:
        """`kept`: what `listed` said of the page written before, whose file is read by `source`."""
        before = json.loads(kept) if source is not None and kept else {"rows": {}, "facts": {}}
        self._source = source
        self._rows: dict[str, Sequence[int]] = before["rows"]
        self._facts: dict[str, Any] = before["facts"]
        self._now: dict[str, Place] = {}
        self._facts_now: dict[str, Any] = {}
        self.copied = 0
        """How many rows were not made."""

    def place(self, key: str) -> Place | None:
        """Return where a row lies in the page written before."""
        at, length = self._rows.get(key, (0, 0))
        self.copied += length > 0
        return (at, length) if length else None

    def read(self, place: Place) -> bytes:
        assert self._source is not None
        return self._source(*place)

    def keep(self, key: str, place: Place) -> None:
        """Note where a row lies in this page."""
        if key:
            self._now[key] = place

    def facts(self, decides: Key, make: Callable[[], Any]) -> Any:
        """Return what is kept under a key (JSON), else what is made."""
        key = key_of(decides)
        facts = self._facts.get(key)
        if facts is None:
            facts = make()
        if key:
            self._facts_now[key] = facts
        return facts

    def listed(self) -> bytes:
        """Return all of it, once the page is whole."""
        return json.dumps({"rows": self._now, "facts": self._facts_now}, separators=(",", ":")).encode("ascii")


def key_of(said: Key) -> str:
    """Return a key by what decides; "" = nothing is kept under it."""
    return sha256("\n".join(said).encode()).hexdigest()[:_SHORT] if all(said) else ""

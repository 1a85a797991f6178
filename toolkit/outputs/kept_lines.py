"""What is kept of a file that was written, a line a thing: what lies in it, and what was told of its records. Pure.

A line begins with a hash of all that decides about the thing. What was told of records (`facts`) is kept beside what lies in
the file, so that for the next one nobody need look at them to know it.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from toolkit.ooxml.packing import Source


class KeptLines:
    """The lines of the file written before, and the facts of this one."""

    def __init__(self, kept: bytes, source: Source | None) -> None:
        """`kept`: what was listed of the file written before, which is read by `source`; None = it is not there."""
        self._before = dict(line.split(b" ", 1) for line in kept.splitlines()) if source else {}
        self._facts: dict[str, str] = {}
        self.copied = 0
        """How much of this file was not made."""
        self.recalled = 0
        """How often what was told for the file before was taken for granted."""

    def facts(self, key: str, tell: Callable[[], Any]) -> Any:
        """Return what is told of some records: what was told of them for the file before, else what they tell now; JSON.

        `key`: a hash of all that decides about it, "" where that cannot be told: then nothing is kept.
        """
        known = self._before.get(_told_of(key).encode()) if key else None
        if known is None:
            text = as_text(tell())
        else:
            text = known.decode()
            self.recalled += 1
        if key:
            self._facts[key] = text
        return json.loads(text)

    def facts_listed(self) -> Iterator[bytes]:
        """Yield the lines of what was told for this file."""
        return (f"{_told_of(key)} {text}\n".encode() for key, text in self._facts.items())


def _told_of(key: str) -> str:
    return f"told:{key}"


as_text = json.JSONEncoder(separators=(",", ":")).encode
"""Writes JSON that fits on a line."""

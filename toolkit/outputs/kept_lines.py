"""What is kept of a file that was written, a line a thing: what lies in it, and what was told of its records. Pure.

A line begins with a hash of all that decides about the thing. What was told of records (`facts`) is kept beside what lies in
the file, so that for the next one nobody need look at them to know it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from toolkit.ooxml.packing import Source


class KeptLines:
    """The lines of the file written before, and the facts of this one."""

    def __init__(self, kept: bytes, source: Source | None) -> None:
        """`kept`: what was listed of the file written before, which is read by `source`; None = it is not there."""
        self._before = dict(line.split(b" ", 1) for line in kept.splitlines()) if source else {}
        self._facts: dict[str, bytes] = {}
        self.copied = 0
        """How much of this file was not made."""
        self.recalled = 0
        """How often what was told for the file before was taken for granted."""

    def facts(self, key: str, tell: Callable[[], Any]) -> Any:
        """Return what is told of some records: what was told of them for the file before, else what they tell now; JSON.

        `key`: a hash of all that decides about it, "" where that cannot be told: then nothing is kept.
        """
        known = self._before.get(_told_of(key)) if key else None
        if known is None:
            text = as_text(tell()).encode()
        else:
            text = known
            self.recalled += 1
        if key:
            self._facts[key] = text
        return json.loads(text)

    def facts_together(self, keys: Sequence[str], tell: Callable[[], Any]) -> Any:
        """Return what is told of things together that have facts of their own, under these keys, each of which `tell` asks for.

        Where it is known these are kept along, unopened: `facts_again` returns them.
        """
        key = sha256("\n".join(keys).encode()).hexdigest() if all(keys) else ""
        own = [self._before.get(_told_of(one)) for one in keys] if _told_of(key) in self._before else [None]
        known = {one: text for one, text in zip(keys, own, strict=False) if text is not None}
        if len(known) < len(keys):
            self._before.pop(_told_of(key), None)
        else:
            self._facts |= known
            self.recalled += len(known)
        return self.facts(key, tell)

    def facts_again(self, key: str) -> Any:
        """Return what was told, or kept along, for this file."""
        return json.loads(self._facts[key])

    def facts_listed(self) -> Iterator[bytes]:
        """Yield the lines of what was told for this file."""
        return (b"%s %s\n" % (_told_of(key), text) for key, text in self._facts.items())


def _told_of(key: str) -> bytes:
    return b"told:%s" % key.encode()


as_text = json.JSONEncoder(separators=(",", ":")).encode
"""Writes JSON that fits on a line."""

"""What a product's making tells of its files, as values, and as the lines of a twin that makes them. Pure."""

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.pipeline.twin import bytes_told
from toolkit.workspace.writing import FileState

_WHOLE, _GROUP, _PART = "whole", "+", "="
"""What a twin tells when the last file of a product stands, what it begins to tell with when those of a group do, and a part of
what is kept of the book that it tells next."""


@dataclass(frozen=True, slots=True)
class FileMade:
    """One file of a product, which stands now."""

    name: str
    """Below outbox/."""
    sum: str
    inputs: str
    """A hash of what it was made from; "" = only its bytes tell."""
    used: str = ""
    """The name that it was written under; "" = it stood already."""
    blocks: bytes = b""
    """What is kept of a book for the next one."""
    written: FileState | None = None
    """What the system said of it when it was written just now; whoever is told of it does not need to know."""

    @property
    def beside(self) -> bool:
        """It stands under another name than its own, which another program held."""
        return self.used not in {"", self.name.rpartition("/")[2]}


@dataclass(frozen=True, slots=True)
class GroupMade:
    """The files of a group stand: those told before it, or all as they were kept."""

    key: str
    """A hash of what all of them are made from; "" = each tells for itself."""
    kept: bool = False
    sign: str = ""
    """See `Standing.sign`."""


Made = FileMade | GroupMade


def told(made: Iterable[Made]) -> Iterator[str]:
    """Yield what was made of a product as lines, and that this is all."""
    for one in made:
        if isinstance(one, GroupMade):
            yield _GROUP + json.dumps((one.key, one.kept, one.sign))
        else:
            yield from (f"{_PART}{part}" for part in bytes_told(one.blocks))
            yield json.dumps((one.name, one.sum, one.inputs, one.used))
    yield _WHOLE


class MadeTold:
    """What lines tell was made of one product, one after the other; `whole` once they said that this is all."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self.groups = self.files = 0
        """How many groups they told of, and how many files of the next one."""
        self.whole = False

    def __iter__(self) -> Iterator[Made]:
        parts: list[bytes] = []
        for line in self._lines:
            if line == _WHOLE:
                self.whole = True
                return
            if line.startswith(_PART):
                parts.append(b64decode(line[len(_PART) :]))
            elif line.startswith(_GROUP):
                self.groups, self.files = self.groups + 1, 0
                yield GroupMade(*json.loads(line[len(_GROUP) :]))
            else:
                self.files += 1
                name, sha, inputs, used = json.loads(line)
                yield FileMade(name, sha, inputs, used, b"".join(parts))
                parts.clear()

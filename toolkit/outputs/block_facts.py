"""What the rest of a book has to know of one block of what it tells: pressed while nobody looks, and kept with the book. Pure.

Facts are JSON, so that those that were kept are those that are made: a head (a dataclass), and the records of lists, each by
itself, for whoever wants a list needs no head. A record's cells are opened as what they were.
"""

import json
import zlib
from base64 import b64decode, b64encode
from binascii import crc32
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar

from toolkit.outputs.cell_values import CellValue, Figure
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.row_blocks import plain_text
from toolkit.outputs.told_rows import Lot, RowLots

Head = TypeVar("Head")

_QUICK = 1
"""How hard facts are pressed."""
PRINT = 20
"""Bytes of a record's print: a checksum, which is even over all of its values, and a hash."""
_SUM = 4


class BlockFacts:
    """The facts of one block."""

    __slots__ = ("_counts", "pressed")

    def __init__(self, pressed: bytes) -> None:
        self.pressed = pressed
        self._counts: Sequence[int] | None = None
        """How many records each list has, once somebody looked."""

    @classmethod
    def of(cls, head: object, *lists: Iterable[Sequence[CellValue]]) -> "BlockFacts":
        """Return facts made of a head and of the records of lists."""
        records = [[plain_text(record) for record in one] for one in lists]
        lines = [plain_text([len(one) for one in records]), plain_text(head), *(text for one in records for text in one)]
        return cls(zlib.compress("\n".join(lines).encode("utf-8", "surrogatepass"), _QUICK))

    def head(self, kind: Callable[..., Head]) -> Head:
        """Return the head, of the kind that it was; what it is made of is JSON now."""
        counts, head, *_ = zlib.decompress(self.pressed).split(b"\n", 2)
        self._counts = json.loads(counts)
        return kind(*json.loads(head)[1:])

    def records(self, nth: int) -> Sequence[bytes]:
        """Return the records of a list, to be opened by `opened_record`."""
        if self._counts is not None and not self._counts[nth]:
            return ()
        counts, _, *lines = zlib.decompress(self.pressed).split(b"\n")
        self._counts = json.loads(counts)
        start = sum(self._counts[:nth])
        return lines[start : start + self._counts[nth]]

    def count(self, nth: int) -> int:
        """Return how many records a list has."""
        if self._counts is None:
            self.records(nth)
        assert self._counts is not None
        return self._counts[nth]

    def print(self) -> str:
        """Return a hash of all of it."""
        return sha256(self.pressed).hexdigest()


def kept_facts(kept: BookBlocks, key: str, make: Callable[[], BlockFacts]) -> BlockFacts:
    """Return the facts that were kept under a key; make them where there are none."""
    return BlockFacts(b64decode(kept.facts(key, lambda: b64encode(make().pressed).decode("ascii"))))


def records_hash(records: Iterable[bytes]) -> str:
    """Return a hash of all that records say."""
    return sha256(b"\n".join(records)).hexdigest()


def record_prints(records: Iterable[Sequence[CellValue]]) -> str:
    """Return a print of each of some records, behind one another, `PRINT` bytes each, in hex: by it one knows it unopened."""
    said = (plain_text(record).encode("utf-8", "surrogatepass") for record in records)
    return b"".join([crc32(one).to_bytes(_SUM, "big") + sha256(one).digest()[: PRINT - _SUM] for one in said]).hex()


def records_of(blocks: Iterable[BlockFacts], nth: int) -> RowLots:
    """Return the records of a list as the rows of a table."""
    kept = [facts.records(nth) for facts in blocks]
    return RowLots(sum(map(len, kept)), map(_lot, kept))


def _lot(records: Sequence[bytes]) -> Lot:
    return Lot(len(records), lambda: records_hash(records), lambda: tuple(map(opened_record, records)))


def opened_record(record: bytes) -> tuple[CellValue, ...]:
    """Return a record's cells."""
    return tuple([_cell(said) if type(said) is list else said for said in json.loads(record)])


def _cell(said: list[Any]) -> CellValue:
    kind, value, *more = said
    if kind == "%":
        return Figure(Decimal(value), *more)
    if kind == "Decimal":
        return Decimal(value)
    return datetime.fromisoformat(value) if kind == "datetime" else date.fromisoformat(value)

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
from functools import partial
from hashlib import sha256
from typing import Any, Protocol, TypeVar

from toolkit.nouns.content_hash import plain
from toolkit.outputs.cell_values import CellValue, Figure
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.told_rows import Lot, RowLots

Head = TypeVar("Head")
Block = TypeVar("Block")
BlockHead = TypeVar("BlockHead")


class RunTold(Protocol):
    """What is kept of blocks that follow one another."""

    @property
    def blocks(self) -> Sequence[Sequence[Any]]:
        """Return what each is known by."""
        ...


Run = TypeVar("Run", bound=RunTold)

_QUICK = 1
"""How hard facts are pressed."""
PRINT = 12
"""Bytes of a record's print: a checksum, which is even over all of its values, and a hash."""
_SUM = 4


ListsTold = Sequence[Sequence[Any]]
"""Of each list: how many records it has, and a hash of them."""


class BlockFacts:
    """The facts of one block, fetched where they are kept whenever somebody asks for more than is told of its lists."""

    __slots__ = ("_fetch", "lists")

    def __init__(self, fetch: Callable[[], bytes], lists: ListsTold | None = None) -> None:
        """`fetch`: returns them pressed. `lists`: what is told of the lists; None = to be looked up."""
        self._fetch = fetch
        self.lists = json.loads(self._lines(1)[0]) if lists is None else lists

    @classmethod
    def of(cls, head: object, *lists: Iterable[Sequence[CellValue]]) -> "BlockFacts":
        """Return facts made of a head and of the records of lists."""
        records = [[plain_text(record).encode("utf-8", "surrogatepass") for record in one] for one in lists]
        told = [[len(one), records_hash(one)] for one in records]
        lines = (plain_text(part).encode("utf-8", "surrogatepass") for part in (told, head))
        pressed = zlib.compress(b"\n".join((*lines, *(text for one in records for text in one))), _QUICK)
        return cls(lambda: pressed, told)

    @property
    def pressed(self) -> bytes:
        return self._fetch()

    def head(self, kind: Callable[..., Head]) -> Head:
        """Return the head, of the kind that it was; what it is made of is JSON now."""
        return kind(*json.loads(self._lines(2)[1])[1:])

    def records(self, nth: int) -> Sequence[bytes]:
        """Return the records of a list, to be opened by `opened_record`."""
        if not self.count(nth):
            return ()
        start = 2 + sum(count for count, _ in self.lists[:nth])
        return self._lines()[start : start + self.count(nth)]

    def count(self, nth: int) -> int:
        """Return how many records a list has."""
        count: int = self.lists[nth][0]
        return count

    def print(self) -> str:
        """Return a hash of all of it."""
        return sha256(self.pressed).hexdigest()

    def _lines(self, most: int = -1) -> Sequence[bytes]:
        return zlib.decompress(self.pressed).split(b"\n", most)


def kept_facts(kept: BookBlocks, key: str, make: Callable[[], BlockFacts]) -> BlockFacts:
    """Return the facts that were kept under a key; make them where there are none."""
    return _kept(partial(kept.facts, key), make)


def run_told(
    kept: BookBlocks,
    keys: Sequence[str],
    make: Callable[[int], tuple[Block, BlockHead]],
    together: Callable[[Sequence[Block], Sequence[BlockHead]], Run],
    again: Callable[..., Block],
    kind: Callable[..., Run],
) -> tuple[Sequence[Block], Run, Sequence[BlockHead]]:
    """Return blocks that follow one another, what is kept of them together, and the head of each where it was opened.

    `keys`: theirs. `make`: looks at one of them; `together`: returns what all come to. Where that is known under these keys, none
    is looked at: `again` makes each of its place and of what it is known by. `kind`: what all come to, made of JSON.
    """
    blocks: list[Block] = []
    heads: list[BlockHead] = []

    def tell() -> BlockFacts:
        for nth in range(len(keys)):
            block, head = make(nth)
            blocks.append(block)
            heads.append(head)
        return BlockFacts.of(together(blocks, heads))

    run = _kept(partial(kept.facts_together, keys), tell).head(kind)
    if not blocks:
        blocks += [again(nth, *known) for nth, known in enumerate(run.blocks)]
    return blocks, run, heads


def _kept(told: Callable[[Callable[[], str]], str], make: Callable[[], BlockFacts]) -> BlockFacts:
    made: list[BlockFacts] = []

    def tell() -> str:
        made.append(make())
        return b64encode(made[0].pressed).decode("ascii")

    pressed = b64decode(told(tell))
    return made[0] if made else BlockFacts(lambda: pressed)


def let_go(kept: BookBlocks, key: str, facts: BlockFacts) -> BlockFacts:
    """Return facts that are fetched from this book's when they are asked for again, and not held besides."""
    return facts_again(kept, key, facts.lists) if key else facts


def facts_again(kept: BookBlocks, key: str, lists: ListsTold) -> BlockFacts:
    """Return the facts that are kept under a key in this book."""
    return BlockFacts(lambda: b64decode(kept.facts_again(key)), lists)


def records_hash(records: Iterable[bytes]) -> str:
    """Return a hash of all that records say."""
    return sha256(b"\n".join(records)).hexdigest()


def record_prints(records: Iterable[Sequence[CellValue]]) -> str:
    """Return a print of each of some records, behind one another, `PRINT` bytes each, for `prints_in`: by it one knows it."""
    said = (plain_text(record).encode("utf-8", "surrogatepass") for record in records)
    return b64encode(b"".join([crc32(one).to_bytes(_SUM, "big") + sha256(one).digest()[: PRINT - _SUM] for one in said])).decode()


prints_in = b64decode
"""Returns the prints of some records as bytes; their text can be joined, for each has a whole number of signs."""


def records_of(blocks: Iterable[BlockFacts], nth: int) -> RowLots:
    """Return the records of a list as the rows of a table."""
    lots = [_lot(facts, nth) for facts in blocks]
    return RowLots(sum(lot.count for lot in lots), lots)


def _lot(facts: BlockFacts, nth: int) -> Lot:
    count, print_ = facts.lists[nth]
    return Lot(count, lambda: print_, lambda: tuple(map(opened_record, facts.records(nth))))


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


def _said(value: object) -> Any:
    return ["%", str(value.value), value.number_format] if isinstance(value, Figure) else plain(value)


plain_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_said).encode
"""Writes a head or a record down, on one line."""

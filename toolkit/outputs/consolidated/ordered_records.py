"""The records of 滞后与问题清单 in its order, known by their prints; one is opened when its row is made. Pure.

Who makes few rows opens the blocks in which they lie, one by one. Who makes many has all laid down by their places in the list,
some together: records come in the plan's order, and those that follow each other in the list lie far apart.
"""

from array import array
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import sha256
from itertools import accumulate, chain
from operator import itemgetter

from toolkit.nouns.shelf import OPEN, Shelf
from toolkit.outputs.block_facts import PRINT, opened_record
from toolkit.outputs.consolidated.lines_told import LISTED, SILENT, LineBlock, LinesTold
from toolkit.outputs.row_blocks import LINES
from toolkit.outputs.told_rows import Lot, RowLots, RowValues

_FEW = 32
"""Of so many records one is opened by itself, before all are laid down."""
_TOGETHER = 1_024
"""Records that are laid down together."""
_MOST = 256
"""Rows of a block at most."""
_SUM = slice(0, 4)
"""Where a print has its checksum."""


def ordered_records(lines: LinesTold) -> RowLots:
    """Return what is listed, the furthest behind first, then what is silent, each row with its number."""
    listed, silent = (sorted(range(len(orders)), key=orders.__getitem__) for orders in (lines.orders, lines.ranks))
    order = array("q", [*listed, *(len(listed) + place for place in silent)])
    prints = b"".join(lines.prints)
    return RowLots(len(order), _lots(_Records(lines.blocks, order), order, prints))


def _lots(records: "_Records", order: Sequence[int], prints: bytes) -> Iterator[Lot]:
    """Yield rows, some together: a lot ends with a record by which one knows it, wherever that stands."""
    some: list[bytes] = []
    for number, place in enumerate(order, 1):
        some.append(prints[place * PRINT : place * PRINT + PRINT])
        if int.from_bytes(some[-1][_SUM], "big") % LINES == 0 or len(some) == _MOST or number == len(order):
            first = number - len(some) + 1
            content = partial(str, sha256(b"".join(some)).hexdigest())
            rows = partial(records.rows, first, len(some))
            yield Lot(len(some), content, rows, first if len(order) >= LINES else None)
            some = []


class _Records:
    """Records by their numbers in the list, from 1 on."""

    def __init__(self, blocks: Sequence[LineBlock], order: Sequence[int]) -> None:
        """`order`: where each stands among all that is listed and, behind that, all that is silent."""
        self._order, self._asked = order, 0
        self._lists = [(block, nth) for nth in (LISTED, SILENT) for block in blocks if block.facts.count(nth)]
        self._starts = list(accumulate((block.facts.count(nth) for block, nth in self._lists), initial=0))
        self._laid: list[Shelf[tuple[int, bytes]]] = []
        """Those that are laid down, with their numbers, some together."""
        self._at_hand: tuple[int, Sequence[bytes]] = (-1, ())

    def rows(self, first: int, count: int) -> Sequence[RowValues]:
        """Return some rows; who asks for many asks in their order."""
        self._asked += count
        if not self._laid and self._asked * _FEW > len(self._order):
            self._laid = self._laid_down()
        numbers = range(first, first + count)
        return [(number, *opened_record(self._laid_one(number) if self._laid else self._one(number))) for number in numbers]

    def _one(self, number: int) -> bytes:
        place = self._order[number - 1]
        among = bisect(self._starts, place) - 1
        block, nth = self._lists[among]
        return block.facts.records(nth)[place - self._starts[among]]

    def _laid_one(self, number: int) -> bytes:
        together, place = divmod(number - 1, _TOGETHER)
        if self._at_hand[0] != together:
            some = sorted(self._laid[together], key=itemgetter(0))
            self._at_hand = together, [record for _, record in some]
        return self._at_hand[1][place]

    def _laid_down(self) -> list[Shelf[tuple[int, bytes]]]:
        count = len(self._order)
        laid: list[Shelf[tuple[int, bytes]]] = [Shelf(most=OPEN if count <= OPEN else 0) for _ in range(0, count, _TOGETHER)]
        numbers = array("q", bytes(8 * count))
        for number, place in enumerate(self._order, 1):
            numbers[place] = number
        records = chain.from_iterable(block.facts.records(nth) for block, nth in self._lists)
        for number, record in zip(numbers, records, strict=True):
            laid[(number - 1) // _TOGETHER].append((number, record))
        return laid

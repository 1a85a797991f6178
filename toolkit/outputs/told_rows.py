"""Rows of a list that can be told apart without making them: some at a time, by a hash of all that decides about them. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Protocol

from toolkit.nouns.content_hash import content_hash
from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.row_blocks import LINES

RowValues = Sequence[CellValue]
TellsUnits = Callable[[range], str]
"""Places of units → a hash of all that decides about what is said of them; "" = that cannot be told: look at them."""


def untold(_places: range) -> str:
    """Tell nothing: whoever asks looks at the units."""
    return ""


@dataclass(frozen=True, slots=True)
class Lot:
    """Some rows that follow one another."""

    count: int
    content: Callable[[], str]
    """Returns a hash of what decides about them."""
    rows: Callable[[], Sequence[RowValues]]
    number: int | None = None
    """What its first row begins with, where rows are numbered and their content is told without it: they can be moved."""


def lots_of(count: int) -> Iterator[range]:
    """Yield the places of so many rows, lot by lot."""
    return (range(count)[first : first + LINES] for first in range(0, count, LINES))


class ToldRows:
    """Rows by where they stand in their list, made when they are asked for."""

    def __init__(self, count: int, make: Callable[[range], Iterable[RowValues]], told: Callable[[range], str]) -> None:
        """`told`: returns a hash of all that decides about the rows in some places; "" = only they tell."""
        self._all, self._make, self._told = range(count), make, told

    def facts(self, blocks: BookBlocks, tell: Callable[[range], Any]) -> list[Any]:
        """Return what `tell` says of the rows in some places, lot by lot, JSON; what the book before knew is not asked again."""
        return [blocks.facts(self._told(some), partial(tell, some)) for some in lots_of(len(self._all))]

    def lot(self, first: int, most: int) -> Lot:
        """Return the rows from a place on, so many or fewer."""
        some = self._all[first : first + most]
        return Lot(len(some), partial(self._content, some), partial(self._rows, some))

    def _content(self, some: range) -> str:
        return self._told(some) or content_hash(self._rows(some))

    def _rows(self, some: range) -> Sequence[RowValues]:
        return tuple(self._make(some))


class RowLots:
    """Rows that come in lots of their own, few or many in each."""

    def __init__(self, count: int, lots: Iterable[Lot], *, numbered: bool = True) -> None:
        """`count`: of all rows; `numbered`: some may begin with their numbers."""
        self.count, self._lots, self.numbered = count, lots, numbered

    def rows(self) -> Iterator[RowValues]:
        return (row for lot in self._lots for row in lot.rows())

    def gathered(self) -> Iterator[Lot]:
        """Yield lots put together until each has enough rows."""
        some, count = list[Lot](), 0
        for lot in self._lots:
            if lot.number is not None:
                yield lot
                continue
            if lot.count:
                some.append(lot)
                count += lot.count
            if count >= LINES:
                yield _together(some)
                some, count = [], 0
        if some:
            yield _together(some)


class RowsKnown(Protocol):
    """Some rows of which it is known what they say, by a hash."""

    @property
    def places(self) -> range: ...
    @property
    def content(self) -> str: ...


def rows_of(known: Iterable[RowsKnown], make: Callable[[range], Iterable[RowValues]]) -> RowLots:
    """Return rows of which it is known what they say."""
    lots = [Lot(len(one.places), partial(str, one.content), partial(_made, make, one.places)) for one in known]
    return RowLots(sum(lot.count for lot in lots), lots, numbered=False)


def _made(make: Callable[[range], Iterable[RowValues]], places: range) -> Sequence[RowValues]:
    return tuple(make(places))


def _together(lots: Sequence[Lot]) -> Lot:
    return Lot(
        sum(lot.count for lot in lots),
        lambda: content_hash([(lot.count, lot.content()) for lot in lots]),
        lambda: tuple(row for lot in lots for row in lot.rows()),
    )


def _cut(lot: Lot, most: int) -> tuple[Lot, Lot]:
    """Return a lot's first rows, so many, and the others."""

    def part(some: slice) -> Lot:
        places = range(lot.count)[some]
        return Lot(len(places), lambda: content_hash([lot.content(), str(places)]), lambda: lot.rows()[some])

    return part(slice(most)), part(slice(most, None))


class ComingRows:
    """A list's rows, taken from above to below."""

    def __init__(self, rows: Iterable[RowValues] | ToldRows | RowLots, most: int) -> None:
        """`most`: how many one sheet takes."""
        known = rows if isinstance(rows, RowLots) and (rows.count <= most or not rows.numbered) else None
        self._lots = known.gathered() if known is not None else None
        self._rest: Lot | None = None
        """Of a lot what one sheet did not take."""
        self._told = rows if isinstance(rows, ToldRows) else None
        self._rows = _each(rows) if self._told is None and self._lots is None else iter(())
        self._taken = 0

    def take(self, most: int) -> Lot:
        """Return the next rows, so many or fewer."""
        if self._lots is not None:
            lot = self._next(self._lots, most) or Lot(0, str, tuple)
        elif self._told is not None:
            lot = self._told.lot(self._taken, most)
        else:
            some = tuple(islice(self._rows, most))
            lot = Lot(len(some), lambda: content_hash(some), lambda: some)
        self._taken += lot.count
        return lot

    def lots(self, most: int) -> Iterator[Lot]:
        """Yield the next `most` rows or fewer, in lots of a block each."""
        if self._lots is not None:
            while most and (known := self._next(self._lots, most)):
                most -= known.count
                yield known
            return
        while most and (lot := self.take(min(LINES, most))).count:
            most -= lot.count
            yield lot

    def _next(self, lots: Iterator[Lot], most: int) -> Lot | None:
        """Return the next lot, what the last one left of one with the one behind it: a table does not begin with a short one."""
        rest, lot = self._rest, next(lots, None) if self._rest is None or self._rest.count < LINES else None
        if rest is not None:
            lot = _together([rest, lot]) if lot is not None else rest
        lot, self._rest = _cut(lot, most) if lot and lot.count > most else (lot, None)
        return lot


def _each(rows: Iterable[RowValues] | ToldRows | RowLots) -> Iterator[RowValues]:
    return rows.rows() if isinstance(rows, RowLots) else iter(() if isinstance(rows, ToldRows) else rows)

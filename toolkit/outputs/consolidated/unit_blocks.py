"""What the units' rows come to, told of some dozens together: those that stand as they stood are not looked at. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from toolkit.outputs.block_facts import BlockFacts, kept_facts, opened_record
from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.column_widths import ColumnMeasure, measure_of, measured, measured_together
from toolkit.outputs.consolidated import problem_lists, reporting
from toolkit.outputs.consolidated.period_data import ConsolidatedData
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.row_blocks import LINES, content_hash
from toolkit.outputs.told_rows import Lot, RowLots


@dataclass(frozen=True, slots=True)
class UnitsHead:
    """What is kept of some units, as JSON has it."""

    content: str
    """A hash of their lines in 报送情况."""
    widths: Sequence[Any]
    """Of these lines (`ColumnMeasure.plain`)."""
    sums: Sequence[int]
    doubtful: int
    units: Sequence[tuple[str, str]]
    """Names and states."""
    wanting: str
    """A hash of their lines in 未齐单位, which are kept beside it."""
    wanting_widths: Sequence[Any]


@dataclass(frozen=True, slots=True)
class UnitBlock:
    """Some units: those of these places."""

    places: range
    content: str
    wanting: tuple[str, int]
    """The hash of those that are wanting, and how many."""
    facts: BlockFacts

    def head(self) -> UnitsHead:
        return self.facts.head(UnitsHead)


class UnitsTold:
    """All units of the period, in the plan's order."""

    def __init__(self, data: ConsolidatedData, kept: BookBlocks) -> None:
        self._data = data
        self.blocks: list[UnitBlock] = []
        self.states: Counter[str] = Counter()
        self.doubtful = 0
        self.sums = [0] * len(reporting.SUMMED)
        widths, wanting = [], []
        for places in _together(len(data.docket.units)):
            facts = kept_facts(kept, _key(data, places), partial(_facts, data, places))
            head = facts.head(UnitsHead)
            self.blocks.append(UnitBlock(places, head.content, (head.wanting, len(facts.records(0))), facts))
            self.states.update(status for _, status in head.units)
            self.doubtful += head.doubtful
            self.sums = [one + more for one, more in zip(self.sums, head.sums, strict=True)]
            widths.append(measure_of(head.widths))
            wanting.append(measure_of(head.wanting_widths))
        self.widths: ColumnMeasure = measured_together(reporting.COLUMNS, widths)
        self.wanting_widths: ColumnMeasure = measured_together(problem_lists.WANTING_COLUMNS, wanting)

    def __len__(self) -> int:
        return len(self._data.docket.units)

    @property
    def reported(self) -> RowLots:
        """The lines of 报送情况."""
        return RowLots(len(self), map(self._reported, self.blocks))

    @property
    def wanting(self) -> RowLots:
        """The lines of 未齐单位."""
        return RowLots(sum(one.wanting[1] for one in self.blocks), map(self._wanting, self.blocks))

    def _reported(self, block: UnitBlock) -> Lot:
        return Lot(len(block.places), lambda: block.content, lambda: tuple(_lines(self._data, block.places)))

    @staticmethod
    def _wanting(block: UnitBlock) -> Lot:
        return Lot(block.wanting[1], lambda: block.wanting[0], lambda: tuple(map(opened_record, block.facts.records(0))))


def _together(count: int) -> Iterator[range]:
    return (range(start, min(start + LINES, count)) for start in range(0, count, LINES))


def _key(data: ConsolidatedData, places: range) -> str:
    marks = [data.docket.unit_marks[place] for place in places]
    return data.key("units", [data.prints.of(data.docket, mark.unit) for mark in marks], places.start)


def _facts(data: ConsolidatedData, places: range) -> BlockFacts:
    """Look at some units."""
    rows = [data.docket.units[place] for place in places]
    lines = [reporting.unit_cells(data, number, row) for number, row in enumerate(rows, places.start + 1)]
    wanting = [problem_lists.wanting_cells(row) for row in rows if row.status in problem_lists.WANTED]
    head = UnitsHead(
        content=content_hash(lines),
        widths=measured(reporting.COLUMNS, lines).plain(),
        sums=[sum(value for line in lines if isinstance(value := line[place], int)) for place in reporting.SUMMED],
        doubtful=sum(row.doubtful for row in rows),
        units=[(row.unit, row.status) for row in rows],
        wanting=content_hash(wanting),
        wanting_widths=measured(problem_lists.WANTING_COLUMNS, wanting).plain(),
    )
    return BlockFacts.of(head, wanting)


def _lines(data: ConsolidatedData, places: range) -> Iterator[tuple[CellValue, ...]]:
    return (reporting.unit_cells(data, place + 1, data.docket.units[place]) for place in places)

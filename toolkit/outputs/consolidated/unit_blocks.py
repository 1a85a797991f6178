"""What the units' rows come to, told of some dozens together: those that stand as they stood are not looked at. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from toolkit.nouns.content_hash import content_hash
from toolkit.outputs.block_facts import BlockFacts, ListsTold, facts_again, kept_facts, let_go, records_of, run_told
from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.column_widths import MeasureSum, measured, plain_together
from toolkit.outputs.consolidated import problem_lists, reporting
from toolkit.outputs.consolidated.period_data import ConsolidatedData
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.row_blocks import runs
from toolkit.outputs.told_rows import RowLots, lots_of, rows_of


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
    wanting_widths: Sequence[Any]


@dataclass(frozen=True, slots=True)
class UnitsRun:
    """What is kept of blocks of units that follow one another, put together, as JSON has it."""

    blocks: Sequence[Any]
    """Of each: content, and what is told of its lists."""
    widths: Sequence[Any]
    sums: Sequence[int]
    doubtful: int
    states: Mapping[str, int]
    """How many units are in which."""
    wanting_widths: Sequence[Any]


@dataclass(frozen=True, slots=True)
class UnitBlock:
    """Some units: those of these places."""

    places: range
    key: str
    """A hash of all that decides about what is said of them anywhere; "" = that cannot be told."""
    content: str
    facts: BlockFacts
    """Of those that are wanting, the lines in 未齐单位 are kept beside."""

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
        widths, wanting = MeasureSum(len(reporting.COLUMNS)), MeasureSum(len(problem_lists.WANTING_COLUMNS))
        for some in runs(lots_of(len(data.docket.units))):
            blocks, run = _run(data, kept, some)
            self.blocks += blocks
            self.states.update(run.states)
            self.doubtful += run.doubtful
            self.sums = [one + more for one, more in zip(self.sums, run.sums, strict=True)]
            widths.add(run.widths)
            wanting.add(run.wanting_widths)
        self.widths, self.wanting_widths = widths.measure(), wanting.measure()

    def __len__(self) -> int:
        return len(self._data.docket.units)

    @property
    def reported(self) -> RowLots:
        """The lines of 报送情况."""
        return rows_of(self.blocks, partial(_lines, self._data))

    @property
    def wanting(self) -> RowLots:
        """The lines of 未齐单位."""
        return records_of([block.facts for block in self.blocks], 0)


def _run(data: ConsolidatedData, kept: BookBlocks, some: Sequence[range]) -> tuple[Sequence[UnitBlock], UnitsRun]:
    """Return blocks, and what is kept of them together."""
    keys = [_key(data, places) for places in some]

    def make(nth: int) -> tuple[UnitBlock, UnitsHead]:
        facts = kept_facts(kept, keys[nth], partial(_facts, data, some[nth]))
        head = facts.head(UnitsHead)
        return UnitBlock(some[nth], keys[nth], head.content, let_go(kept, keys[nth], facts)), head

    def again(nth: int, content: str, lists: ListsTold) -> UnitBlock:
        return UnitBlock(some[nth], keys[nth], content, facts_again(kept, keys[nth], lists))

    blocks, run, _ = run_told(kept, keys, make, _put_together, again, UnitsRun)
    return blocks, run


def _put_together(blocks: Sequence[UnitBlock], heads: Sequence[UnitsHead]) -> UnitsRun:
    return UnitsRun(
        blocks=[[one.content, one.facts.lists] for one in blocks],
        widths=plain_together(head.widths for head in heads),
        sums=[sum(one) for one in zip(*(head.sums for head in heads), strict=True)],
        doubtful=sum(head.doubtful for head in heads),
        states=Counter(status for head in heads for _, status in head.units),
        wanting_widths=plain_together(head.wanting_widths for head in heads),
    )


def _key(data: ConsolidatedData, places: range) -> str:
    marks = [data.docket.unit_marks[place] for place in places]
    return data.key_of_units("units", [mark.unit for mark in marks], places.start)


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
        wanting_widths=measured(problem_lists.WANTING_COLUMNS, wanting).plain(),
    )
    return BlockFacts.of(head, wanting)


def _lines(data: ConsolidatedData, places: range) -> Iterator[tuple[CellValue, ...]]:
    return (reporting.unit_cells(data, place + 1, data.docket.units[place]) for place in places)

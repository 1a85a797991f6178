"""What all lines of a period come to, put together from what their blocks told: no answer is opened for it. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from toolkit.outputs.answers_joined import Pair
from toolkit.outputs.block_facts import BlockFacts, prints_in, records_of
from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.column_widths import ColumnMeasure, MeasureSum, plain_together
from toolkit.outputs.merge import AssignmentRow
from toolkit.outputs.told_rows import RowLots
from toolkit.outputs.workbook_pages import PageColumn

LISTED, SILENT, LATE = range(3)
"""The lists of which a block's records are kept: 滞后与问题清单, the same of silent units, 延期调整."""
_FEW = 8
"""So often the blocks of some units are looked for among all, before the units of all are told."""


@dataclass(frozen=True, slots=True)
class ProjectSums:
    """What a project's (件) lines come to."""

    number: str
    name: str
    items: int
    done: int
    """How many of its items are."""
    mean: str | None
    schedule: str | None
    lights: Sequence[int]
    """How many of its lines are green, yellow, red."""


@dataclass(frozen=True, slots=True)
class UnitShare:
    """What a unit's lines in one block come to."""

    unit: str
    lines: int
    reported: int
    done: int
    lights: Sequence[int]
    percents: Sequence[str]


@dataclass(slots=True)
class UnitSums:
    """What all lines of a unit come to."""

    lines: int = 0
    reported: int = 0
    done: int = 0
    green: int = 0
    yellow: int = 0
    red: int = 0
    known: int = 0
    """How many tell a percent, and the sum of these."""
    percents: Decimal = Decimal(0)

    @property
    def mean(self) -> Decimal | None:
        return self.percents / self.known if self.known else None

    @property
    def lights(self) -> tuple[int, int, int]:
        return self.green, self.yellow, self.red

    def said(self) -> tuple[int | str, ...]:
        """Return all that there is to say, as JSON has it."""
        return self.lines, self.reported, self.done, *self.lights, self.known, str(self.percents)

    def add(self, more: UnitShare) -> None:
        self.lines += more.lines
        self.reported += more.reported
        self.done += more.done
        green, yellow, red = more.lights
        self.green += green
        self.yellow += yellow
        self.red += red
        self.known += len(more.percents)
        for percent in more.percents:
            self.percents += Decimal(percent)


@dataclass(frozen=True, slots=True)
class LinesHead:
    """What is kept of a block of lines, as JSON has it."""

    content: str
    """A hash of all that its lines say on any sheet that has one for each assignment."""
    widths: Mapping[str, Any]
    """Sheet → the measure of the block's lines there (`ColumnMeasure.plain`)."""
    states: Mapping[str, int]
    projects: Sequence[Any]
    units: Sequence[Any]
    orders: Sequence[str]
    """How far behind each listed line is."""
    ranks: Sequence[int]
    """Of silent lines that are listed: that of the light that they had."""
    prints: tuple[str, str]
    """Of the records of both (`record_prints`)."""
    longest: int
    """Signs of the longest problem that is listed."""
    compared: tuple[str, int]
    """A hash of the lines of 环比, and how many there are."""


@dataclass(frozen=True, slots=True)
class LinesRun:
    """What is kept of blocks of lines that follow one another, put together, as JSON has it; of each what it is known by."""

    blocks: Sequence[Any]
    """Of each: content, compared, projects, a hash of all its facts, and what is told of their lists."""
    widths: Mapping[str, Any]
    states: Mapping[str, int]
    items: Sequence[int]
    """How many items there are, how many are done; the same of projects."""
    whole: Sequence[int]
    """What all lines come to, as `UnitShare` has it: lines, reported, done; then the lights."""
    orders: Sequence[str]
    ranks: Sequence[int]
    prints: Sequence[str]
    longest: int


@dataclass(slots=True)
class LineBlock:
    """Projects (件) that are written together."""

    pairs: Sequence[Pair]
    facts: BlockFacts
    content: str
    compared: tuple[str, int]
    projects: int
    """How many there are."""
    print: str
    """A hash of all that its facts say."""
    lines: tuple[AssignmentRow, ...] | None = None
    rows: Sequence[Sequence[CellValue]] | None = None
    """The lines, and those of 环比, where they were just made and are few enough to be held."""

    def head(self) -> LinesHead:
        return self.facts.head(LinesHead)


def put_together(blocks: Sequence[LineBlock], heads: Sequence[LinesHead]) -> LinesRun:
    """Return what blocks come to, by what each told."""
    projects = [ProjectSums(*one[1:]) for head in heads for one in head.projects]
    shares = [UnitShare(*one[1:]) for head in heads for one in head.units]
    counted = [(one.lines, one.reported, one.done, *one.lights) for one in shares]
    whole = [project.done == project.items for project in projects]
    return LinesRun(
        blocks=[[one.content, one.compared, one.projects, one.print, one.facts.lists] for one in blocks],
        widths={sheet: plain_together(head.widths[sheet] for head in heads) for sheet in heads[0].widths},
        states=sum((Counter(head.states) for head in heads), Counter()),
        items=[sum(one.items for one in projects), sum(one.done for one in projects), len(projects), sum(whole)],
        whole=[sum(one) for one in zip(*counted, strict=True)],
        orders=[order for head in heads for order in head.orders],
        ranks=[rank for head in heads for rank in head.ranks],
        prints=["".join(one) for one in zip(*(head.prints for head in heads), strict=True)],
        longest=max(head.longest for head in heads),
    )


class LinesTold:
    """All lines, in the notice's order."""

    def __init__(self, columns: Mapping[str, Sequence[PageColumn]]) -> None:
        """`columns`: of the sheets whose lines come from all blocks."""
        self.blocks: list[LineBlock] = []
        self.states: Counter[str] = Counter()
        self.items = self.items_done = self.projects = self.projects_done = 0
        self.whole = UnitSums()
        """What the lines of all units come to; their percents apart."""
        self.orders: list[Decimal] = []
        self.ranks: list[int] = []
        self.prints = bytearray(), bytearray()
        """Of the records of both, one behind the other."""
        self.longest = 0
        self._widths = {sheet: MeasureSum(len(one)) for sheet, one in columns.items()}
        self._known: dict[str, Decimal] = {}
        """How far behind some line is; many are by the same."""
        self._units: dict[str, UnitSums] = {}
        self._unsaid: list[LineBlock] = []
        """Blocks whose units are still to be asked for."""
        self._asked = 0

    def add(self, blocks: Sequence[LineBlock], run: LinesRun, heads: Sequence[LinesHead]) -> None:
        """Take up what blocks told. `heads`: theirs, where they were opened."""
        self.blocks += blocks
        self.states.update(run.states)
        self._known |= {order: Decimal(order) for order in set(run.orders) - self._known.keys()}
        self.orders += [self._known[order] for order in run.orders]
        self.ranks += run.ranks
        for all_, prints in zip(self.prints, run.prints, strict=True):
            all_.extend(prints_in(prints))
        self.longest = max(self.longest, run.longest)
        for sheet, widths in self._widths.items():
            widths.add(run.widths[sheet])
        items, done, projects, projects_done = run.items
        self.items += items
        self.items_done += done
        self.projects += projects
        self.projects_done += projects_done
        count, reported, finished, *lights = run.whole
        self.whole.add(UnitShare("", count, reported, finished, lights, ()))
        for head in heads:
            self._add_units(head)
        if not heads:
            self._unsaid += blocks

    def sums_of(self, units: Iterable[str]) -> Sequence[UnitSums]:
        """Return what the lines of some units come to; opened for it are the blocks that they stand in, or all."""
        units = tuple(units)
        if self._unsaid:
            self._asked += 1
            wanted = frozenset(units)
            some = [one for one in self._unsaid if self._asked > _FEW or not wanted.isdisjoint(unit for _, unit in one.pairs)]
            for block in some:
                self._add_units(block.head())
            opened = set(map(id, some))
            self._unsaid = [one for one in self._unsaid if id(one) not in opened]
        return [self._units.get(unit) or UnitSums() for unit in units]

    def _add_units(self, head: LinesHead) -> None:
        for one in head.units:
            share = UnitShare(*one[1:])
            known = self._units.get(share.unit)
            if known is None:
                known = self._units[share.unit] = UnitSums()
            known.add(share)

    @property
    def count(self) -> int:
        return self.whole.lines

    @property
    def compared(self) -> int:
        """How many lines 环比 has."""
        return sum(block.compared[1] for block in self.blocks)

    def widths(self, sheet: str) -> ColumnMeasure:
        """Return the measure of all lines on a sheet."""
        return self._widths[sheet].measure()

    def records(self, nth: int) -> RowLots:
        """Return all records of a list, in the notice's order."""
        return records_of([block.facts for block in self.blocks], nth)

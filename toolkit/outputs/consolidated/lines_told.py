"""What all lines of a period come to, put together from what their blocks told: no answer is opened for it. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from toolkit.nouns.dataclass import dataclass
from toolkit.outputs.answers_joined import Pair
from toolkit.outputs.block_facts import BlockFacts, records_of
from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.column_widths import ColumnMeasure, MeasureSum
from toolkit.outputs.merge import AssignmentRow
from toolkit.outputs.told_rows import RowLots
from toolkit.outputs.workbook_pages import PageColumn

LISTED, SILENT, LATE = range(3)
"""The lists of which a block's records are kept: 滞后与问题清单, the same of silent units, 延期调整."""


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


@dataclass(slots=True)
class LineBlock:
    """Projects (件) that are written together."""

    pairs: Sequence[Pair]
    facts: BlockFacts
    content: str
    compared: tuple[str, int]
    projects: int
    """How many there are."""
    lines: tuple[AssignmentRow, ...] | None = None
    rows: Sequence[Sequence[CellValue]] | None = None
    """The lines, and those of 环比, where they were just made and are few enough to be held."""

    def head(self) -> LinesHead:
        return self.facts.head(LinesHead)


class LinesTold:
    """All lines, in the notice's order."""

    def __init__(self, columns: Mapping[str, Sequence[PageColumn]]) -> None:
        """`columns`: of the sheets whose lines come from all blocks."""
        self.blocks: list[LineBlock] = []
        self.states: Counter[str] = Counter()
        self.units: dict[str, UnitSums] = {}
        self.items = self.items_done = self.projects = self.projects_done = 0
        self.orders: list[Decimal] = []
        self.ranks: list[int] = []
        self.prints = bytearray(), bytearray()
        """Of the records of both, one behind the other."""
        self.longest = 0
        self._widths = {sheet: MeasureSum(len(one)) for sheet, one in columns.items()}
        self._known: dict[str, Decimal] = {}
        """How far behind some line is; many are by the same."""

    def add(self, block: LineBlock, head: LinesHead) -> None:
        """Take up what a block told."""
        self.blocks.append(block)
        self.states.update(head.states)
        self._known |= {order: Decimal(order) for order in set(head.orders) - self._known.keys()}
        self.orders += [self._known[order] for order in head.orders]
        self.ranks += head.ranks
        for all_, prints in zip(self.prints, head.prints, strict=True):
            all_.extend(bytes.fromhex(prints))
        self.longest = max(self.longest, head.longest)
        for sheet, widths in self._widths.items():
            widths.add(head.widths[sheet])
        for one in head.projects:
            self._add_project(ProjectSums(*one[1:]))
        for one in head.units:
            self._add_unit(UnitShare(*one[1:]))

    def _add_unit(self, share: UnitShare) -> None:
        known = self.units.get(share.unit)
        if known is None:
            known = self.units[share.unit] = UnitSums()
        known.add(share)

    def _add_project(self, project: ProjectSums) -> None:
        self.items += project.items
        self.items_done += project.done
        self.projects += 1
        self.projects_done += project.done == project.items

    @cached_property
    def whole(self) -> UnitSums:
        """What the lines of all units come to, once all are told; their percents apart."""
        whole = UnitSums()
        for one in self.units.values():
            whole.add(UnitShare("", one.lines, one.reported, one.done, one.lights, ()))
        return whole

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

"""The figures of a period as leaders are shown them: each assignment in exactly one group, by 件 and in all. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from toolkit.nouns.outcomes import Status
from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.letter_phrases import tame
from toolkit.outputs.merge import AssignmentRow, Light

_MOST = 12
_DIGIT = 0.0155
"""Share of the longest bar that a digit is wide."""
"""Bars that a page shows; of more 件 the last ones are put together."""


class Position(StrEnum):
    """Where an assignment stands, in the order in which it is drawn."""

    DONE = "已完成"
    GREEN = "序时正常"
    YELLOW = "落后（黄）"
    RED = "滞后（红）"
    UNKNOWN = "进度不明"


COLOURS: Mapping[Position, str] = {
    Position.DONE: "2E6DA4", Position.GREEN: "7FB77E",
    Position.YELLOW: "F2C14E", Position.RED: "C8453B", Position.UNKNOWN: "BFBFBF",
}  # fmt: skip
_LIGHTS = {Light.GREEN: Position.GREEN, Light.YELLOW: Position.YELLOW, Light.RED: Position.RED}
UNREPORTED = (Status.MISSING, Status.RETURNED, Status.INCOMPLETE, Status.TIME_UNKNOWN, Status.PENDING, Status.EXTENDED)
"""Whoever has one of these has not (yet) reported in full, the worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectBar:
    """One 件: how many of its assignments are in which group."""

    name: str
    counts: tuple[int, ...]
    """One per Position."""

    @property
    def whole(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefFigures:
    """A period in figures."""

    groups: Mapping[Position, int]
    bars: tuple[ProjectBar, ...]
    units: Mapping[Status, tuple[str, ...]]
    was_red: int = 0
    """Of those that nobody knows anything of now: red when last heard of."""

    @property
    def longest(self) -> int:
        """How many assignments the longest bar stands for."""
        return max((bar.whole for bar in self.bars), default=1)

    @property
    def tasks(self) -> int:
        return sum(self.groups.values())

    @property
    def late(self) -> int:
        return self.groups[Position.RED] + self.groups[Position.YELLOW]

    @property
    def owing(self) -> tuple[str, ...]:
        """Units that have sent nothing, or nothing that counts."""
        return tuple(name for status in UNREPORTED[:2] for name in self.units.get(status, ()))


def figures(data: BulletinData) -> BriefFigures:
    counted = Counter(group_of(line) for line in data.lines)
    projects = [(tame(name), list(lines)) for (_, name), lines in groupby(data.lines, key=_project)]
    units: dict[Status, tuple[str, ...]] = {}
    for row in data.docket.units:
        units[row.status] = (*units.get(row.status, ()), tame(row.unit))
    red = sum(group_of(line) is Position.UNKNOWN and line.standing_light is Light.RED for line in data.lines)
    groups = {group: counted[group] for group in Position}
    return BriefFigures(groups=groups, bars=tuple(_bars(projects)), units=units, was_red=red)


def has_room(count: int, longest: int) -> bool:
    """Tell whether a number has room inside its part of a bar; beside the longest bar a single assignment is a hair's breadth."""
    return count >= longest * _DIGIT * len(str(count))


def group_of(line: AssignmentRow) -> Position:
    """Return the one group that an assignment is counted in; without answers that count nobody knows how it stands."""
    if line.done:
        return Position.DONE
    return _LIGHTS[line.light] if line.light else Position.UNKNOWN


def _project(line: AssignmentRow) -> tuple[str, str]:
    return line.item.project_number, line.item.project or f"第{line.item.project_number}件"


def _bars(projects: Sequence[tuple[str, list[AssignmentRow]]]) -> Iterable[ProjectBar]:
    shown = projects if len(projects) <= _MOST else projects[: _MOST - 1]
    for name, lines in shown:
        yield _bar(name, lines)
    rest = projects[len(shown) :]
    if rest:
        yield _bar(f"其余{len(rest)}件", [line for _, lines in rest for line in lines])


def _bar(name: str, lines: Iterable[AssignmentRow]) -> ProjectBar:
    counted = Counter(group_of(line) for line in lines)
    return ProjectBar(name=name, counts=tuple(counted[group] for group in Position))

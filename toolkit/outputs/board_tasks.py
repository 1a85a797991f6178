"""The tasks of 看板: a line for each unit of each item. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.nouns.shelf import OPEN
from toolkit.outputs.board_keys import BoardKeys
from toolkit.outputs.board_tally import AssignmentTally
from toolkit.outputs.merge import AssignmentRow, AssignmentRows
from toolkit.outputs.page_rows import PageRows
from toolkit.values.meaning import STATUS
from toolkit.values.texts import clean, rounded
from toolkit.words.numbers import percent, points

LONGEST = 300
"""Characters of a text on the dashboard; the whole stands in the workbook."""
MANY = 5_000
"""TaskLines beyond which not all are shown: no browser opens such a page at ease."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    item: str
    project: str
    content: str
    unit: str
    state: str
    status: str
    percent: str
    points: Decimal | None
    schedule: str
    behind: str
    light: str
    trouble: str
    stood: int
    shared: str
    """What the shared item as a whole comes to, on its first line; "" otherwise."""


class LinesAtHand:
    """The assignments' lines; where there are not too many, those that were counted are at hand when they are shown."""

    def __init__(self, rows: AssignmentRows) -> None:
        self._rows = rows
        self._held: dict[int, AssignmentRow] = {}

    def made(self, places: range) -> Sequence[AssignmentRow]:
        lines = self._rows.of(self._rows.pairs[places.start : places.stop])
        if len(self._rows.pairs) <= OPEN:
            self._held.update(zip(places, lines, strict=True))
        return lines

    def __getitem__(self, place: int) -> AssignmentRow:
        return self._held.get(place) or self._rows.of([self._rows.pairs[place]])[0]


class TaskLines:
    """A line for each unit of each item, made when it is come to: a country's would take a hundred megabytes."""

    def __init__(self, lines: LinesAtHand, tally: AssignmentTally, keys: BoardKeys) -> None:
        self._lines, self._tally, self._keys = lines, tally, keys

    def all(self) -> PageRows[TaskLine]:
        """Return all, in the notice's order."""
        return self._rows(range(len(self._tally)), lambda place: self._tally.item_at(place).start == place)

    def first(self) -> PageRows[TaskLine]:
        """Return all, or of too many those that are to be looked at first."""
        if len(self._tally) <= MANY:
            return self.all()
        places = self._tally.pressing(MANY)
        heads: dict[int, int] = {}
        for place in places:
            heads.setdefault(self._tally.item_at(place).start, place)
        return self._rows(places, frozenset(heads.values()).__contains__)

    def _rows(self, places: Sequence[int], heads: Callable[[int], bool]) -> PageRows[TaskLine]:
        """`heads`: tells the lines on which it is said what their item comes to."""

        def shared(place: int) -> str:
            return self._shared(self._tally.item_at(place)) if heads(place) else ""

        return PageRows(
            lambda place: _task(self._lines[place], shared(place)),
            places,
            lambda place: self._keys.line(place, shared(place)),
        )

    def _shared(self, places: range) -> str:
        if len(places) == 1:
            return ""
        reported, value = self._tally.counted(places), self._tally.mean(places)
        mean = f"，{reported}个单位简单平均 {percent(value)}" if value is not None else ""
        return f"共{len(places)}个单位，已完成{self._tally.done(places)}个，有合格材料的{reported}个{mean}"


def _task(line: AssignmentRow, shared: str) -> TaskLine:
    told = line.entry.fields.get(STATUS) if line.entry and line.counted else None
    share_done, behind = line.percent, line.behind
    return TaskLine(
        item=line.item.number,
        project=clean(line.item.project),
        content=shortened(line.item.content),
        unit=clean(line.unit),
        state=line.state.value,
        status=clean(told) if isinstance(told, str) else "—",
        percent=percent(share_done),
        points=None if share_done is None else min(max(rounded(share_done * 100, 2), Decimal(0)), Decimal(100)),
        schedule=percent(line.schedule),
        behind="—" if behind is None else _behind(behind),
        light=line.light.value if line.light else "—",
        trouble=shortened(line.trouble),
        stood=line.stood,
        shared=shared,
    )


def _behind(value: Decimal) -> str:
    if not rounded(value * 100, 1):
        return "持平"
    return f"{'落后' if value > 0 else '超前'}{points(abs(value))}"


def shortened(text: str) -> str:
    whole = clean(text)
    return whole if len(whole) <= LONGEST else f"{whole[:LONGEST]}……（全文见汇总表）"

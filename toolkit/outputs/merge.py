"""Dockets → lines: every assignment with this period's answers, the last ones and where it stands. Pure; pandas pivots the year.

What counts (DESIGN §7): an answer that was not sent back. Of several units that share an item each has its own line; the
item is finished only when all of them are, and its percent is their simple mean.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile

from toolkit.nouns.docket import Docket, Entry, UnitRow
from toolkit.outputs.answers_joined import MOST, EntriesAtHand, JoinedAnswers, JoinedAssignment, Pair
from toolkit.plan.model import Item, Plan
from toolkit.plan.schedule import schedule
from toolkit.plan.settings import Policy
from toolkit.values.lexicon import Lexicon, lexicon_of, shipped
from toolkit.values.likeness import identical
from toolkit.values.meaning import FINISH, PERCENT, finished, trouble
from toolkit.values.numbers import mean


class Light(StrEnum):
    """Where an assignment stands against its schedule (对照序时)."""

    GREEN = "绿"
    YELLOW = "黄"
    RED = "红"


class State(StrEnum):
    """What became of one assignment in the period."""

    PASSED = "合格"
    REMARK = "提示"
    RETURNED = "退回"
    BEFORE = "前期已完成"
    NOTHING = "未报"


REPORTED = frozenset({State.PASSED, State.REMARK})
"""What was reported in the period, and counts."""
_RETURNED, _NOTHING = State.RETURNED, State.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class LastKnown:
    """Where an assignment stood when it was last reported: what may be said of it while it is silent."""

    period: str
    data_as_of: date
    percent: Decimal | None
    light: Light | None
    """Its light of that period, against that period's schedule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRow:
    """One assignment (承办任务) in one period."""

    item: Item
    unit: str
    state: State
    told: Callable[[int], Entry] = field(compare=False, repr=False)
    """Fetches answers, this period's or earlier ones, by a number: a country's are not held."""
    number: int | None
    """Of the answers that count; None = there are none."""
    before: tuple[tuple[str, int], ...]
    """(period, number of its accepted answers) of earlier periods, newest first."""
    said: Decimal | None
    """The percent that the answers give, whether it counts or not."""
    over: bool
    """The answers say that it is finished."""
    schedule: Decimal | None
    """序时进度, a fraction of 1."""
    behind: Decimal | None
    """How far behind schedule, as a fraction of 1; negative = ahead."""
    light: Light | None
    """None = nothing that counts, or no percent asked."""
    trouble: str = ""
    """The problem that the unit names in answers that count; "" = none."""
    finish: date | None = None
    """When the unit expects to have finished, by answers that count."""
    known: LastKnown | None = None
    """Of an assignment without answers that count in this period; None = it was never reported."""
    lexicon: Lexicon = field(default_factory=shipped, compare=False, repr=False)
    """The words by which 无 is read."""

    @property
    def standing_light(self) -> Light | None:
        """The light that stands: this period's, of a silent assignment its last one. Silence puts out no red light."""
        return self.light or (self.known.light if self.known else None)

    @property
    def entry(self) -> Entry | None:
        """The answers that count; of an assignment finished before, those that finished it."""
        return None if self.number is None else self.told(self.number)

    @property
    def earlier(self) -> tuple[tuple[str, Entry], ...]:
        """(period, accepted answers) of earlier periods, newest first."""
        return tuple((period, self.told(number)) for period, number in self.before)

    @property
    def last(self) -> Entry | None:
        """The newest accepted answers of an earlier period (上期)."""
        return self.told(self.before[0][1]) if self.before else None

    @property
    def counted(self) -> bool:
        return self.state is not _RETURNED and self.state is not _NOTHING

    @property
    def percent(self) -> Decimal | None:
        """The percent that counts."""
        return self.said if self.counted else None

    @property
    def stood(self) -> int:
        """In how many periods on end, this one included, the unit has named this same problem."""
        if not self.trouble:
            return 0
        before = self.earlier[1:] if self.state is State.BEFORE else self.earlier
        return 1 + sum(1 for _ in takewhile(lambda told: identical(self.trouble, trouble(told[1].fields, self.lexicon)), before))

    @property
    def done(self) -> bool:
        return self.counted and self.over


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One item (项): what its units' lines come to."""

    item: Item
    lines: tuple[AssignmentRow, ...]
    reported: int
    mean: Decimal | None
    """Simple mean of the percents that count."""
    done: bool
    """All of its units have finished."""


def number(entry: Entry | None, key: str) -> Decimal | None:
    value = entry.fields.get(key) if entry else None
    return value if isinstance(value, Decimal) else None


def light_of(behind: Decimal | None, policy: Policy) -> Light | None:
    """绿 = on schedule, ahead, or behind by less than 滞后提醒; 红 = behind by 滞后阈值 or more; 黄 between."""
    if behind is None:
        return None
    if behind >= policy.red:
        return Light.RED
    return Light.YELLOW if behind > 0 and behind >= policy.yellow else Light.GREEN


def course(line: AssignmentRow, now: str, periods: Sequence[str]) -> tuple[Decimal | None, ...]:
    """Return the percents that counted in these periods, `now` being the line's own; None = nothing counted then."""
    told = {period: number(entry, PERCENT) for period, entry in line.earlier}
    if line.counted:
        told[now] = line.percent
    return tuple(told.get(period) for period in periods)


class AssignmentRows:
    """A period's assignments, each made a line when it is asked for."""

    def __init__(self, plan: Plan, docket: Docket, history: Sequence[Docket], schedules: Mapping[Pair, Decimal]) -> None:
        self.dockets = (docket, *history)
        self.answers = JoinedAnswers(plan, self.dockets)
        self.pairs = plan.assignments(self.answers.on)
        """All that are in force, in the notice's order."""
        self._plan, self._schedules = plan, schedules
        self._told, self._complete = EntriesAtHand(self.dockets), frozenset(docket.complete)
        self._lexicon = lexicon_of(plan.settings.values)

    def of(self, pairs: Sequence[Pair]) -> tuple[AssignmentRow, ...]:
        """Return the lines of some assignments."""
        return tuple([self._row(one) for one in self.answers.of(pairs)])

    def _row(self, one: JoinedAssignment) -> AssignmentRow:
        plan, pair, told = self._plan, one.pair, self._told
        item = plan.item(pair[0])
        assert item is not None
        entry = None if one.answer is None else told(one.answer)
        state = _state(entry, State.BEFORE if pair in self._complete else State.NOTHING)
        before = tuple([(self.dockets[number // MOST].period, number) for number in reversed(one.past)])
        answer = before[0][1] if state is State.BEFORE and before else one.answer
        counts = entry if answer is None or answer == one.answer else told(answer)
        said, limit = number(counts, PERCENT), self._schedules.get(pair)
        counted = state is not _RETURNED and state is not _NOTHING
        behind = limit - said if counted and limit is not None and said is not None else None
        return AssignmentRow(
            item=item,
            unit=pair[1],
            state=state,
            told=told,
            number=answer,
            before=before,
            said=said,
            over=counts is not None and finished(counts.fields),
            schedule=limit,
            behind=behind,
            light=light_of(behind, plan.policy),
            trouble=trouble(counts.fields, self._lexicon) if counted and counts else "",
            finish=_finish(counts) if counted and counts else None,
            known=None if counted or not before else _known(plan, pair, before[0], told),
            lexicon=self._lexicon,
        )


def merged(plan: Plan, docket: Docket, history: Sequence[Docket], schedules: Mapping[Pair, Decimal]) -> tuple[AssignmentRow, ...]:
    """Return one line per assignment in force, in the notice's order."""
    rows = AssignmentRows(plan, docket, history, schedules)
    return rows.of(rows.pairs)


def _finish(entry: Entry) -> date | None:
    value = entry.fields.get(FINISH)
    return value if isinstance(value, date) else None


def _known(plan: Plan, pair: Pair, last: tuple[str, int], told: Callable[[int], Entry]) -> LastKnown | None:
    """Return where a silent assignment stood when it was last reported."""
    period, item = plan.period(last[0]), plan.item(pair[0])
    if period is None or item is None:
        return None
    percent = number(told(last[1]), PERCENT)
    then = schedule(plan, item, plan.limit(*pair), period)
    light = light_of(then - percent, plan.policy) if percent is not None else None
    return LastKnown(period=last[0], data_as_of=period.data_as_of, percent=percent, light=light)


def _state(entry: Entry | None, otherwise: State) -> State:
    return State(entry.verdict.value) if entry is not None else otherwise


def shares(lines: Sequence[AssignmentRow]) -> tuple[Share, ...]:
    """Return one share per item, in the lines' order."""
    groups: dict[str, list[AssignmentRow]] = {}
    for line in lines:
        groups.setdefault(line.item.id, []).append(line)
    return tuple(_share(group) for group in groups.values())


def _share(group: Sequence[AssignmentRow]) -> Share:
    return Share(
        item=group[0].item,
        lines=tuple(group),
        reported=sum(line.counted for line in group),
        mean=mean(line.percent for line in group),
        done=all(line.done for line in group),
    )


def by_unit(plan: Plan, dockets: Sequence[Docket]) -> tuple[tuple[str, tuple[UnitRow | None, ...]], ...]:
    """Pivot the year: (unit, its row in every period or None), units in the plan's order."""
    import pandas as pd

    rows = [(docket.period, row) for docket in dockets for row in docket.units]
    table = pd.DataFrame({"unit": [r.unit for _, r in rows], "period": [p for p, _ in rows], "place": range(len(rows))})
    units = [unit.name for unit in plan.units if unit.name in set(table["unit"])]
    pivot = table.pivot(index="unit", columns="period", values="place")
    pivot = pivot.reindex(index=units, columns=[docket.period for docket in dockets]).fillna(-1).astype(int)
    return tuple(
        (unit, tuple(rows[place][1] if place >= 0 else None for place in places))
        for unit, places in zip(units, pivot.to_numpy().tolist(), strict=True)
    )

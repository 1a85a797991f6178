"""Dockets → lines: every assignment with this period's answers, the last ones and where it stands. Pure; pandas joins.

What counts (DESIGN §7): an answer that was not sent back. Of several units that share an item each has its own line; the
item is finished only when all of them are, and its percent is their simple mean.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from toolkit.docket import Answer, Docket, Entry, UnitRow, Verdict
from toolkit.plan.model import Item, Plan

if TYPE_CHECKING:
    import pandas as pd

STATUS, PERCENT, PROGRESS, TROUBLE, FINISH = "办理状态", "完成比例", "进展情况", "存在问题", "预计完成时间"
DONE = "已完成"
Pair = tuple[str, str]
"""(item id, unit)."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One assignment (承办任务) in one period."""

    item: Item
    unit: str
    state: State
    entry: Entry | None
    """The answers that count; of an assignment finished before, those that finished it."""
    last: Entry | None
    """The newest accepted answers of an earlier period."""
    last_period: str | None
    schedule: Decimal | None
    """序时进度, a fraction of 1."""
    light: Light | None
    """None = nothing that counts, or no percent asked."""

    @property
    def counted(self) -> bool:
        return self.state in {State.PASSED, State.REMARK, State.BEFORE}

    @property
    def percent(self) -> Decimal | None:
        """The percent that counts."""
        return number(self.entry, PERCENT) if self.counted else None

    @property
    def behind(self) -> Decimal | None:
        """How far behind schedule, as a fraction of 1; negative = ahead."""
        return None if self.percent is None or self.schedule is None else self.schedule - self.percent

    @property
    def done(self) -> bool:
        return self.counted and self.entry is not None and finished(self.entry.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One item (项): what its units' lines come to."""

    item: Item
    lines: tuple[Line, ...]
    reported: int
    mean: Decimal | None
    """Simple mean of the percents that count."""
    done: bool
    """All of its units have finished."""


def number(entry: Entry | None, key: str) -> Decimal | None:
    value = entry.fields.get(key) if entry else None
    return value if isinstance(value, Decimal) else None


def finished(fields: Mapping[str, Answer]) -> bool:
    """Complete = 已完成 at 100% (DESIGN §7); where the form asks no percent, the status alone says it."""
    return fields.get(STATUS) == DONE and fields.get(PERCENT, 1) == 1


def threshold(plan: Plan) -> Decimal:
    """Return 设置.滞后阈值 as a fraction of 1."""
    return plan.settings.number("滞后阈值", "30") / 100


def light(behind: Decimal | None, limit: Decimal) -> Light | None:
    """绿 = on schedule or ahead, 黄 = behind by less than the limit, 红 = by the limit or more."""
    if behind is None:
        return None
    if behind <= 0:
        return Light.GREEN
    return Light.RED if behind >= limit else Light.YELLOW


def merged(plan: Plan, docket: Docket, history: Sequence[Docket], schedules: Mapping[Pair, Decimal]) -> tuple[Line, ...]:
    """Return one line per assignment in force, in the notice's order."""
    items = {item.id: item for item in plan.items}
    now, before = docket.entries, [(d.period, e) for d in history for e in d.entries if e.verdict is not Verdict.RETURNED]
    table = _joined(plan, docket, [e for _, e in before])
    complete, limit = set(docket.complete), threshold(plan)
    found = []
    for item, unit, this, past in table.itertuples(index=False, name=None):
        entry = now[this] if this >= 0 else None
        last_period, last = before[past] if past >= 0 else (None, None)
        state = _state(entry, State.BEFORE if (item, unit) in complete else State.NOTHING)
        found.append(
            _line(items[item], unit, state, last if state is State.BEFORE else entry, last, last_period, schedules, limit)
        )
    return tuple(found)


def _line(
    item: Item,
    unit: str,
    state: State,
    entry: Entry | None,
    last: Entry | None,
    last_period: str | None,
    schedules: Mapping[Pair, Decimal],
    limit: Decimal,
) -> Line:
    found = Line(
        item=item,
        unit=unit,
        state=state,
        entry=entry,
        last=last,
        last_period=last_period,
        schedule=schedules.get((item.id, unit)),
        light=None,
    )
    return replace(found, light=light(found.behind, limit))


def _state(entry: Entry | None, otherwise: State) -> State:
    return State(entry.verdict.value) if entry is not None else otherwise


def _joined(plan: Plan, docket: Docket, before: Sequence[Entry]) -> "pd.DataFrame":
    """Join assignments with the places of this period's and the newest earlier answers; -1 = none."""
    import pandas as pd

    period = plan.period(docket.period)
    on = period.deadline if period else docket.deadline
    asked = pd.DataFrame(plan.assignments(on), columns=["item", "unit"], dtype=object)
    now = pd.DataFrame({"item": [e.item for e in docket.entries], "unit": [e.unit for e in docket.entries]}, dtype=object)
    now["this"] = range(len(now))
    moved = any(unit.replaces for unit in plan.units)
    holders = [plan.holder(e.item, e.unit, on) if moved else e.unit for e in before]
    past = pd.DataFrame({"item": [e.item for e in before], "unit": holders}, dtype=object)
    past["past"] = range(len(past))
    newest = past.groupby(["item", "unit"], sort=False, as_index=False).last()
    joined = asked.merge(now.drop_duplicates(["item", "unit"], keep="last"), on=["item", "unit"], how="left")
    joined = joined.merge(newest, on=["item", "unit"], how="left")
    return joined.fillna({"this": -1, "past": -1}).astype({"this": int, "past": int})


def shares(lines: Sequence[Line]) -> tuple[Share, ...]:
    """Return one share per item, in the lines' order."""
    import pandas as pd

    table = pd.DataFrame({"item": [line.item.id for line in lines], "place": range(len(lines))})
    places = table.groupby("item", sort=False)["place"].agg(list)
    return tuple(_share([lines[place] for place in group]) for group in places)


def _share(group: Sequence[Line]) -> Share:
    percents = [line.percent for line in group if line.percent is not None]
    return Share(
        item=group[0].item,
        lines=tuple(group),
        reported=sum(line.counted for line in group),
        mean=sum(percents, Decimal(0)) / len(percents) if percents else None,
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

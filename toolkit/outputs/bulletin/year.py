"""年终报送情况通报: every unit in every period, as the year's register has it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.docket import Docket, Status, UnitRow
from toolkit.merge import by_unit
from toolkit.outputs import words
from toolkit.outputs.bulletin.period import Matter, overall
from toolkit.outputs.bulletin.phrases import named, rate
from toolkit.outputs.wording import tame

_NOT_ASKED = frozenset({Status.EXEMPT, Status.EXTENDED, Status.PENDING})
_FAULTS = (Status.LATE, Status.INCOMPLETE, Status.RETURNED, Status.MISSING, Status.TIME_UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One unit's year."""

    unit: str
    rows: tuple[UnitRow | None, ...]

    def count(self, *statuses: Status) -> int:
        return sum(row is not None and row.status in statuses for row in self.rows)

    @property
    def asked(self) -> int:
        return sum(row is not None and row.status not in _NOT_ASKED for row in self.rows)

    @property
    def days_late(self) -> int:
        return sum(row.days_late for row in self.rows if row)

    @property
    def returns(self) -> int:
        return sum(row.returns for row in self.rows if row)

    @property
    def reminders(self) -> int:
        return sum(row.reminders for row in self.rows if row)


def year_facts(matter: Matter, dockets: Sequence[Docket], *, scored: bool) -> dict[str, object]:
    """Return 设置 and 通报. `matter`: the last period that is over; `scored`: the office has switched 评分 on with its ground."""
    years = [Year(unit=unit, rows=rows) for unit, rows in by_unit(matter.plan, dockets)]
    settings = matter.plan.settings
    return {
        "设置": {key: tame(value) for key, value in settings.values.items()},
        "通报": {
            "年份": settings.text("年度"),
            "日期": words.day(matter.docket.as_of.astimezone(matter.zone).date()),
            "统计时点": words.moment(matter.docket.as_of, matter.zone),
            "总体": overall(matter),
            "报送": _reporting(years, dockets),
            "突出": _faults(years),
            "评分": "各单位的测算和依据见全年报送情况登记表。" if scored else "",
            "各期": [_short(matter, docket) for docket in dockets],
            "表": [_row(number, year) for number, year in enumerate(years, start=1)],
        },
    }


def _short(matter: Matter, docket: Docket) -> str:
    period = matter.plan.period(docket.period)
    return f"{period.deadline.month}月" if period else docket.period


def _reporting(years: Sequence[Year], dockets: Sequence[Docket]) -> list[str]:
    over = [d for d in dockets if d.as_of > d.effective_deadline]
    if not over:
        return ["各期均未到截止时间。"]
    asked = sum(year.asked for year in years)
    on_time = sum(year.count(Status.ON_TIME) for year in years)
    parts = [f"{status.value}{count}次" for status in _FAULTS if (count := sum(year.count(status) for year in years))]
    said = [
        f"全年共{len(dockets)}期，已到截止时间{len(over)}期，应报送{asked}次（每个单位每期为一次，不含免报、缓报和待报），"
        f"按时{on_time}次，按时率{rate(on_time, asked)}{'；' if parts else ''}{'，'.join(parts)}。"
    ]
    always = [year.unit for year in years if year.asked and year.count(Status.ON_TIME) == year.asked]
    said.append(f"各期均按时报送的单位{len(always)}个：{named(always, 30)}。" if always else "没有各期均按时报送的单位。")
    returns, reminders = sum(year.returns for year in years), sum(year.reminders for year in years)
    said.append(f"全年退回{returns}次，催报{reminders}次。")
    return said


def _faults(years: Sequence[Year]) -> list[str]:
    said = []
    for status in _FAULTS:
        mine = [year for year in years if year.count(status)]
        if mine:
            listed = "、".join(f"{year.unit}{year.count(status)}次" for year in mine)
            said.append(f"{status.value}的单位{len(mine)}个：{listed}。")
    return said or ["没有迟报、漏报的单位。"]


def _row(number: int, year: Year) -> Mapping[str, object]:
    return {
        "序号": number,
        "单位": year.unit,
        "各期": [row.status.value if row else "—" for row in year.rows],
        "按时": year.count(Status.ON_TIME),
        "迟报天数": year.days_late,
        "退回": year.returns,
        "催报": year.reminders,
    }

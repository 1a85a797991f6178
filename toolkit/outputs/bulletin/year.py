"""年终报送情况通报: every unit in every period, as the year's register has it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.nouns.docket import Docket, UnitRow
from toolkit.nouns.outcomes import NOT_ASKED, Status
from toolkit.outputs.bulletin.overall import overall
from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import NAMES, named, numbered, rate, title
from toolkit.outputs.bulletin.points import ranking, ranking_note
from toolkit.outputs.letter_phrases import aside, settings_facts, tame
from toolkit.outputs.merge import by_unit
from toolkit.words import dates
from toolkit.words.numbers import fixed
from toolkit.words.states import MARK_SIGN, days_sum, marked

_FAULTS = (Status.LATE, Status.INCOMPLETE, Status.RETURNED, Status.MISSING, Status.TIME_UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One unit's year."""

    unit: str
    rows: tuple[UnitRow | None, ...]

    @property
    def known(self) -> tuple[UnitRow, ...]:
        return tuple(row for row in self.rows if row is not None)

    def count(self, *statuses: Status) -> int:
        return sum(row.status in statuses for row in self.known)

    @property
    def asked(self) -> int:
        return sum(row.status not in NOT_ASKED for row in self.known)

    @property
    def doubtful(self) -> bool:
        """Tell whether a time of its year still has to be checked: it is neither praised nor blamed unmarked."""
        return any(row.doubtful for row in self.known)

    @property
    def returns(self) -> int:
        return sum(row.returns for row in self.known)

    @property
    def reminders(self) -> int:
        return sum(row.reminders for row in self.known)


def year_facts(data: BulletinData, dockets: Sequence[Docket], points: Mapping[str, Decimal] | None = None) -> dict[str, object]:
    """Return 设置 and 通报.

    `data`: the last period that is over. `points`: unit → what its year comes to, where the office prints that at all.
    """
    years = [Year(unit=unit, rows=rows) for unit, rows in by_unit(data.plan, dockets)]
    year = tame(data.plan.settings.text("年度"))
    until = until_period(dockets)
    return {
        "设置": settings_facts(data.plan),
        "通报": {
            "年份": year,
            "标题": title("关于", f"{year}年" if year else "", data.plan.subject, "全年报送情况的通报", until),
            "日期": dates.day(data.today),
            "统计时点": f"{dates.moment(data.docket.as_of, data.zone)}{until}",
            "总体": [text.replace("本期", tame(data.period.name)) for text in overall(data)],
            "报送": _reporting(years, dockets),
            "突出": _faults(years),
            "章": _chapters(faults=any(year.count(*_FAULTS) for year in years), scoring=points is not None),
            "评分": _scoring(data) if points is not None else "",
            "要求": _demands(years),
            "各期": [_short(data, docket) for docket in dockets],
            "表": [_row(number, year, points or {}) for number, year in enumerate(years, start=1)],
            "表注": _note(years),
            "排名": ranking(data.plan, dockets, points) if points is not None else [],
            "排名注": ranking_note(data.plan, dockets, until),
        },
    }


def _chapters(*, faults: bool, scoring: bool) -> dict[str, str]:
    """Return the numbers of the chapters after 二: one that has nothing to say is not printed, the rest closes up."""
    there = [name for name, here in (("突出", faults), ("评分", scoring), ("要求", True)) if here]
    numbers = dict(zip(there, "三四五", strict=False))
    return {name: numbers.get(name, "") for name in ("突出", "评分", "要求")}


def until_period(dockets: Sequence[Docket]) -> str:
    """Return （截至第3期，全年共5期） while periods of the year are still to come; "" = the year is over."""
    over = sum(docket.as_of > docket.effective_deadline for docket in dockets)
    return "" if over == len(dockets) else f"（截至第{over}期，全年共{len(dockets)}期）"


def _short(data: BulletinData, docket: Docket) -> str:
    period = data.plan.period(docket.period)
    return f"{period.deadline.month}月" if period else docket.period


# -- sentences ---------------------------------------------------------------------------------------------------------


def _reporting(years: Sequence[Year], dockets: Sequence[Docket]) -> list[str]:
    over = [docket for docket in dockets if docket.as_of > docket.effective_deadline]
    if not over:
        return [f"全年共{len(dockets)}期，均未到截止时间。"]
    asked = sum(year.asked for year in years)
    when = "均已截止" if len(over) == len(dockets) else f"已到截止时间{len(over)}期"
    said = [
        f"全年共{len(dockets)}期，{when}，应报送单位累计{asked}个次（一个单位一期为一个次，不含免报、缓报和待报）{_counted(years)}。"
    ]
    always = [year.unit for year in years if year.asked and year.count(Status.ON_TIME) == year.asked and not year.doubtful]
    if asked:
        said.append(f"应报送各期均按时的单位{len(always)}个：{named(always)}。" if always else "没有应报送各期均按时的单位。")
    doubtful = sum(row.doubtful for year in years for row in year.known)
    if doubtful:
        said.append(f"其中{doubtful}个次的收到时间待核实（附件中以{MARK_SIGN}注明或列为时间待核），核实前不作为评分依据。")
    said.append(_returns(years))
    return said


def _counted(years: Sequence[Year]) -> str:
    asked = sum(year.asked for year in years)
    if not asked:
        return ""
    on_time = sum(year.count(Status.ON_TIME) for year in years)
    parts = [f"{status.value}{count}个次" for status in _FAULTS if (count := sum(year.count(status) for year in years))]
    return f"，其中按时{on_time}个次，按时率{rate(on_time, asked)}{'；' if parts else ''}{'，'.join(parts)}"


def _returns(years: Sequence[Year]) -> str:
    returns, reminders = sum(year.returns for year in years), sum(year.reminders for year in years)
    sent = "全年没有退回" if not returns else f"全年退回{returns}次{aside(_times([(y.unit, y.returns) for y in years]))}"
    return f"{sent}，{f'催报{reminders}次' if reminders else '没有催报记录'}。"


def _times(counts: Sequence[tuple[str, int]]) -> str:
    """Return 住建局2次、平山镇1次, the most first."""
    mine = sorted(((unit, count) for unit, count in counts if count), key=lambda pair: -pair[1])
    return named((f"{unit}{count}次" for unit, count in mine), NAMES)


def _faults(years: Sequence[Year]) -> list[str]:
    """Tell for each status that is no good how many units had it, and which, the most often first."""
    if not any(year.asked for year in years):
        return ["尚没有应报送的记录。"]
    said = []
    for status in _FAULTS:
        mine = [year for year in years if year.count(status)]
        if mine:
            days = _late_days(mine) if status is Status.LATE else ""
            times = _times([(_name(y, status), y.count(status)) for y in mine])
            said.append(f"{status.value}的单位{len(mine)}个{days}：{times}{_never(mine) if status is Status.MISSING else ''}。")
    return said or ["没有迟报、未报、报送不齐和退回未重报的单位。"]


def _late_days(late: Sequence[Year]) -> str:
    """Return ，累计迟9天: only what is proven is summed up."""
    rows = [row for year in late for row in year.known if row.status is Status.LATE]
    sure, unsure = (sum(row.days_late for row in rows if row.doubtful is doubt) for doubt in (False, True))
    if unsure and not sure:
        return "，迟报天数待核实"
    apart = f"（收到时间待核实的{unsure}天不计在内）" if unsure else ""
    return f"，累计迟{sure}天{apart}"


def _never(missing: Sequence[Year]) -> str:
    """Name the units that have sent nothing in all the periods that they were asked in."""
    mine = [year.unit for year in missing if 1 < year.asked == year.count(Status.MISSING)]
    return f"，其中应报各期均未报的{len(mine)}个：{named(mine)}" if mine else ""


def _name(year: Year, status: Status) -> str:
    """Return the unit, marked where a time behind this very status still has to be checked."""
    unsure = status is not Status.TIME_UNKNOWN and any(row.doubtful for row in year.known if row.status is status)
    return f"{year.unit}{MARK_SIGN if unsure else ''}"


def _demands(years: Sequence[Year]) -> list[str]:
    said = ["各单位要明确专人，如实、按时、完整报送。"]
    mine = [year.unit for year in years if any(row.status in _FAULTS[:-1] and not row.doubtful for row in year.known)]
    if mine:
        said.append(f"有迟报、未报、报送不齐或退回未重报的单位{aside(named(mine))}要查明原因，切实改进。")
    return numbered(said)


def _scoring(data: BulletinData) -> str:
    text = data.plan.settings.text
    ground, approver = tame(text("评分依据")), tame(text("评分批准人"))
    return f"报送情况考核测算依据{ground}（批准：{approver}），各单位得分和逐项依据见附件2。"


# -- 附件 --------------------------------------------------------------------------------------------------------------


def _row(number: int, year: Year, points: Mapping[str, Decimal]) -> Mapping[str, object]:
    return {
        "序号": number,
        "单位": tame(year.unit),
        "各期": [_cell(row) for row in year.rows],
        "按时": f"{year.count(Status.ON_TIME)}/{year.asked}",
        "迟报天数": days_sum(year.known),
        "退回": year.returns,
        "催报": year.reminders,
        "得分": fixed(points.get(year.unit, Decimal(0))),
    }


def _cell(row: UnitRow | None) -> str:
    if row is None:
        return "—"
    return f"{row.status.value}{MARK_SIGN if marked(row) else ''}"


def _note(years: Sequence[Year]) -> str:
    marked = any(_cell(row).endswith(MARK_SIGN) for year in years for row in year.known)
    unsure = f"{MARK_SIGN}：收到时间待核实。" if marked else ""
    absent = "“—”：该期没有承办任务。" if any(None in year.rows for year in years) else ""
    return f"{unsure}按时和应报按期计，不含免报、缓报和待报。{absent}"

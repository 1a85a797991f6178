"""Period × calendar → effective deadline (适用截止时间). Pure.

Readings (DESIGN §7, 民法典 203/204 by analogy): "前" includes the day itself, to 24:00; a deadline on a day off moves to
the next working day where 节假日顺延 = 是. Sheet 节假日 beats the built-in calendar, which knows 2004–2026.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from toolkit.nouns.errors import ToolkitError
from toolkit.plan.model import Period, Plan
from toolkit.words import dates
from toolkit.words.dates import short_day

_LONGEST_HOLIDAY = 366
_NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}  # fmt: skip
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Effective:
    """A deadline as it is applied."""

    day: date
    moment: datetime
    """The last second on time: 23:59:59 of `day`."""
    reason: str
    """One Chinese sentence for the register's footnote."""
    rolled: bool = False
    unsure: bool = False
    """Nobody knows which days are off in that year: neither the calendar nor sheet 节假日."""


def zone(plan: Plan) -> ZoneInfo:
    """Return 设置.时区. Raises: ToolkitError if this computer does not know it."""
    name = plan.settings.text("时区", "Asia/Shanghai")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        where = plan.settings.places.get("时区", "")
        raise ToolkitError(f"附件1.xlsx 工作表“设置”{where}：不认识时区“{name}”，请填 Asia/Shanghai。") from None


def is_working_day(plan: Plan, day: date) -> bool | None:
    """Tell whether offices work on a day; None = neither sheet 节假日 nor the calendar knows that year."""
    stated = plan.holidays.get(day)
    if stated is not None:
        return stated == "班"
    known = _calendar(day)
    if known is None and any(stated_day.year == day.year for stated_day in plan.holidays):
        return day.weekday() < 5
    return known


def day_name(plan: Plan, day: date) -> str:
    """Return why a day is off or worked, in Chinese: 清明节假期, 星期六, 星期六，调休上班 …"""
    weekday = dates.weekday(day)
    stated = plan.holidays.get(day)
    if stated is not None:
        return f"{weekday}，节假日表列为“{stated}”"
    off = _calendar(day) is False
    holiday = _holiday(day)
    if off and holiday:
        return f"{holiday}假期"
    if _calendar(day) and day.weekday() >= 5:
        return f"{weekday}，调休上班"
    return weekday


@lru_cache(maxsize=4096)
def _calendar(day: date) -> bool | None:
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def calendar_knows(year: int) -> bool:
    """Tell whether the built-in calendar has the days off of a year."""
    return _calendar(date(year, 1, 1)) is not None


def _holiday(day: date) -> str:
    import chinese_calendar

    try:
        _, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return ""
    return _NAMES.get(name or "", "")


def effective(plan: Plan, period: Period) -> Effective:
    return effective_day(plan, period.deadline)


def effective_day(plan: Plan, day: date) -> Effective:
    """Return how a deadline printed as `day` is applied, and why."""
    printed = short_day(day)
    works = is_working_day(plan, day)
    rolls = plan.policy.rolls
    if works or not rolls:
        kept = "" if works else "，按设置遇节假日不顺延"
        return _applied(plan, day, f"{printed}（{day_name(plan, day)}）当日24时截止{kept}")
    if works is None and day.weekday() < _SATURDAY:
        return _applied(plan, day, f"{printed}（{day_name(plan, day)}）当日24时截止；{_unknown(day)}", unsure=True)
    target = day
    for _ in range(_LONGEST_HOLIDAY):
        target += timedelta(days=1)
        known = is_working_day(plan, target)
        if known or (known is None and target.weekday() < _SATURDAY):
            break
    unsure = works is None or is_working_day(plan, target) is None
    reason = f"{printed}（{day_name(plan, day)}）顺延至{short_day(target)}（{day_name(plan, target)}）24时"
    return _applied(plan, target, f"{reason}；{_unknown(target)}" if unsure else reason, rolled=True, unsure=unsure)


def _unknown(day: date) -> str:
    return f"{day.year}年节假日安排未知，只按周末顺延，请在附件1“节假日”表补充"


def _applied(plan: Plan, day: date, reason: str, *, rolled: bool = False, unsure: bool = False) -> Effective:
    moment = datetime.combine(day, time(23, 59, 59), zone(plan))
    return Effective(day=day, moment=moment, reason=reason, rolled=rolled, unsure=unsure)


def working_days(plan: Plan, after: date, until: date) -> int:
    """Count working days after `after` through `until`; where no calendar knows, Monday to Friday."""
    count = 0
    for offset in range(1, (until - after).days + 1):
        day = after + timedelta(days=offset)
        works = is_working_day(plan, day)
        count += day.weekday() < 5 if works is None else works
    return count


def working_day_after(plan: Plan, day: date, count: int) -> date:
    """Return the day by which `count` more working days have passed; where no calendar knows, Monday to Friday."""
    while count > 0:
        day += timedelta(days=1)
        works = is_working_day(plan, day)
        count -= day.weekday() < 5 if works is None else works
    return day


def collecting(plan: Plan, moment: datetime) -> Period:
    """Return the period being collected: until 收表宽限 days after its effective deadline; then the next; at last the last."""
    for period, end in zip(plan.periods, collected_until(plan), strict=True):
        if moment <= end:
            return period
    return plan.periods[-1]


def all_collected(plan: Plan, moment: datetime) -> bool:
    """Tell whether no period is being collected any more: the last one stands in for it."""
    return moment > collected_until(plan)[-1]


def collected_until(plan: Plan) -> tuple[datetime, ...]:
    """Return the last moment at which each period is the one being collected."""
    return plan.derived(_ends)


def _ends(plan: Plan) -> tuple[datetime, ...]:
    """Return until when each period is being collected: at most half the way to the next, for weekly reports."""
    moments = [effective(plan, period).moment for period in plan.periods]
    gaps = [(after - before) / 2 for before, after in pairwise(moments)]
    return tuple(moment + min(plan.policy.grace, gap) for moment, gap in zip(moments, [*gaps, plan.policy.grace], strict=True))

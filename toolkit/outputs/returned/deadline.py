"""By when a returned file is to be answered. Pure.

退回补报天数 (working days; 3 where 设置 does not say) after the day on which the file was taken in, so that a letter made again
says the same; once that day has passed, after today. Never before the period's own deadline, or the unit's later one (缓报):
a correction that is in time then is in time.
"""

from dataclasses import dataclass
from datetime import date, datetime

from toolkit.nouns.docket import Docket
from toolkit.nouns.errors import ToolkitError
from toolkit.outputs.letter_phrases import day_words
from toolkit.plan.deadlines import working_day_after, zone
from toolkit.plan.model import Plan

SETTING = "退回补报天数"
_DAYS = "3"
_LONGEST = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBy:
    """Until when to answer, and why."""

    day: date
    reason: str
    written: datetime
    """The moment that the letter bears."""

    @property
    def words(self) -> str:
        return day_words(self.day)


def answer_by(plan: Plan, docket: Docket, unit: str, taken: datetime | None = None) -> AnswerBy:
    """Return the last day for the unit's correction. `taken`: when the file was taken in.

    Raises: ToolkitError, when 退回补报天数 is no sensible number of days.
    """
    days = plan.settings.number(SETTING, _DAYS)
    if days != days.to_integral_value() or not 1 <= days <= _LONGEST:
        where = plan.settings.places.get(SETTING, "")
        raise ToolkitError(f"附件1.xlsx 工作表“设置”{where}：{SETTING}填的是“{days}”，请填 1 到 {_LONGEST} 的整数。")
    state = docket.row(unit)
    own = state.deadline if state else None
    for written in (min(taken or docket.as_of, docket.as_of), docket.as_of):
        found = _from(plan, written, int(days), own or docket.effective_deadline, "经批准的缓报期限" if own else "本期报送截止日")
        if found.day >= docket.as_of.astimezone(zone(plan)).date():
            break
    return found


def _from(plan: Plan, written: datetime, days: int, limit: datetime, name: str) -> AnswerBy:
    here = zone(plan)
    day = working_day_after(plan, written.astimezone(here).date(), days)
    last = limit.astimezone(here).date()
    if last >= day:
        return AnswerBy(day=last, reason=name, written=written)
    return AnswerBy(day=day, reason=f"本说明印发之日起{days}个工作日", written=written)

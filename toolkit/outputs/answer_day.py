"""By when a unit is to answer: one day for a unit at any moment, whatever paper prints it. Pure.

It is the latest day that anybody gave it: the period's own deadline or an approved later one (缓报); 退回补报天数 working days
after a file was taken in that was sent back; 催报补报天数 after a letter on record asked for what is owed. Only once that day
has passed is there a new one, counted from today. So nobody is asked again before the day that the last letter gave him, and a
letter that is made again says the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from toolkit.nouns.docket import Docket, FileRow
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.outcomes import GOOD, UNOPENED, Outcome
from toolkit.nouns.records import Drafted
from toolkit.outputs.letter_phrases import day_words
from toolkit.plan.deadlines import working_day_after, zone
from toolkit.plan.model import Plan

RETURNED, REMINDED, BULLETIN = "退回", "催报", "通报"
"""Letters that give a day, as the records name them."""
_SETTINGS = {RETURNED: ("退回补报天数", 3, 250), REMINDED: ("催报补报天数", 2, 60)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBy:
    """Until when to answer, and why."""

    day: date
    reason: str
    written: datetime
    """The moment that the letter bears."""
    given: bool = True
    """A paper on record, or the plan, says so already; False = counted from today, for the letter that is being written."""

    @property
    def words(self) -> str:
        return day_words(self.day)


def answer_by(plan: Plan, docket: Docket, unit: str, taken: datetime | None = None, letters: Iterable[Drafted] = ()) -> AnswerBy:
    """Return the day by which the unit is to answer, as of the docket's moment.

    `taken`: when the file was taken in that a letter is about. `letters`: those on record; the unit's own of this period count
    (where many units are asked about, hand over these alone: `Letters.to`).

    Raises: ToolkitError, when a setting is no sensible number of days.
    """
    last = standing_by(plan, docket, unit, taken, letters)
    if last.day >= docket.as_of.astimezone(zone(plan)).date():
        return last
    back = taken or any(sent_back(docket, unit)) or any(_mine(docket, unit, letters, RETURNED))
    return _counted(plan, docket.as_of, RETURNED if back else REMINDED, given=False)


def days_set(plan: Plan, key: str, default: int = 2, longest: int = 60) -> int:
    """Return a setting as a number of days.

    Raises: ToolkitError.
    """
    days = plan.settings.number(key, str(default))
    if days != days.to_integral_value() or not 1 <= days <= longest:
        where = plan.settings.places.get(key, "")
        raise ToolkitError(f"附件1.xlsx 工作表“设置”{where}：{key}填的是“{days}”，请填 1 到 {longest} 的整数。")
    return int(days)


def _own(plan: Plan, docket: Docket, unit: str, taken: datetime | None) -> AnswerBy:
    later = docket.later_day(unit)
    return AnswerBy(
        day=(later or docket.effective_deadline).astimezone(zone(plan)).date(),
        reason="经批准的缓报期限" if later else "本期报送截止日",
        written=min(taken or docket.as_of, docket.as_of),
    )


def sent_back(docket: Docket, unit: str) -> Iterator[datetime]:
    """Yield when files of the unit were taken in that were sent back, or answered as no form.

    What could not be opened is sent back too, unless something was accepted by then: it may have been the sheet.
    """
    known = ((docket.file_marks[place], docket.taken(place)) for place in docket.file_places(unit))
    mine = [(mark, taken) for mark, taken in known if taken and not mark.stray]
    accepted = min((taken for mark, taken in mine if mark.outcome in GOOD), default=None)
    for mark, taken in mine:
        unopened = mark.outcome in UNOPENED and (accepted is None or taken < accepted)
        if mark.outcome is Outcome.RETURNED or mark.formless or unopened:
            yield taken


def standing_by(
    plan: Plan, docket: Docket, unit: str, taken: datetime | None = None, letters: Iterable[Drafted] = ()
) -> AnswerBy:
    """Return the day that was given last, also when it has passed: for papers that give none themselves.

    What happened is gone through in its order, as it was told to the unit then. A file that was sent back always gives its
    days. A letter gives new ones only where the day that stood when it was written had passed; else it said that day, and
    so it goes on saying it.
    """
    own = _own(plan, docket, unit, taken)
    limit = docket.later_day(unit) or docket.effective_deadline
    came = {min(moment, docket.as_of) for moment in (taken, *sent_back(docket, unit)) if moment}
    known = [one for one in _mine(docket, unit, letters, RETURNED, REMINDED, BULLETIN) if one.at <= docket.as_of]
    told = {(one.at, one.kind) for one in known if one.kind == RETURNED or limit < one.at}
    back = False
    for moment, kind in sorted([*((moment, "") for moment in came), *told]):
        back = back or kind in {"", RETURNED}
        if not kind:
            own = max(own, _counted(plan, moment, RETURNED), key=lambda one: one.day)
        elif own.day < moment.astimezone(zone(plan)).date():
            own = _counted(plan, moment, RETURNED if back else REMINDED)
    return own


def _mine(docket: Docket, unit: str, letters: Iterable[Drafted], *kinds: str) -> Iterator[Drafted]:
    return (one for one in letters if (one.unit, one.period) == (unit, docket.period) and one.kind in kinds)


def answered(docket: Docket, file: FileRow, unit: str, letters: Iterable[Drafted]) -> bool:
    """Tell whether a letter of an earlier moment has told the unit by when to correct this file."""
    return any(one.at < docket.as_of for one in telling(docket, file, unit, letters))


def telling(docket: Docket, file: FileRow, unit: str, letters: Iterable[Drafted]) -> Iterator[Drafted]:
    """Yield the letters that tell the unit by when to correct this file."""
    for one in _mine(docket, unit, letters, RETURNED):
        numbers = one.detail.get("收文", "")
        if f"#{file.receipt}" in numbers.split("、") if numbers else one.at >= (file.taken or one.at):
            yield one


def _counted(plan: Plan, moment: datetime, kind: str, *, given: bool = True) -> AnswerBy:
    key, default, longest = _SETTINGS[kind]
    days = days_set(plan, key, default, longest)
    day = working_day_after(plan, moment.astimezone(zone(plan)).date(), days)
    return AnswerBy(day=day, reason=f"本件印发之日起{days}个工作日", written=moment, given=given)

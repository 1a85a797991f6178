"""催报: who is asked, what is still owed and how often it was asked before. Facts for the letter and the short text. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial

from toolkit.nouns.docket import Docket, UnitRow
from toolkit.nouns.docket_marks import UnitMark
from toolkit.nouns.letters_on_record import NO_LETTERS, Letters
from toolkit.nouns.outcomes import OWING, Outcome, Status
from toolkit.nouns.records import Drafted, NoteKind
from toolkit.outputs.answer_day import REMINDED, answer_by, days_set, sent_back
from toolkit.outputs.letter_phrases import common_facts, day_words, item_words, materials, tame
from toolkit.plan.deadlines import day_name, is_working_day, zone
from toolkit.plan.model import Period, Plan, Unit
from toolkit.plan.settings import SHEET
from toolkit.words import dates

BEFORE = "催报提前天数"
_REST = timedelta(days=2)
"""Nobody is asked twice within two days."""
_LONGEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitToRemind:
    """One unit to remind, and when it was written to before in this period (drafts; what was really sent stands in `row`)."""

    unit: str
    opened: Callable[[], UnitRow]
    """Returns how it stands."""
    drafts: tuple[datetime, ...] = ()
    letters: tuple[Drafted, ...] = ()
    """All letters to it on record in this period."""
    drafted: datetime | None = None
    """When the letter was drafted that still holds; None = it is asked now."""

    @property
    def row(self) -> UnitRow:
        """How it stands, and stood when the letter was drafted: without the reminders that went out since."""
        return self.opened() if self.drafted is None else _row_then(self.opened(), self.drafted)


def anyone_to_remind(plan: Plan, docket: Docket, letters: Letters = NO_LETTERS) -> bool:
    """Tell whether there is anyone to remind: the first that is found will do."""
    return any(_asked_now(plan, docket, place, letters) for place in _owing(docket))


def all_asked(plan: Plan, docket: Docket, letters: Letters = NO_LETTERS) -> tuple[UnitToRemind, ...]:
    """Return whom to remind as of the docket's moment, and the units whose last letter still holds, in the plan's order.

    Whoever owes something once the day by which to answer is over; within 催报提前天数 before the deadline also whoever has
    sent nothing yet. Left in peace: who was reminded, or had a file sent back, less than two days ago. `letters`: those on
    record. Whose letter holds owes what it asks for, and is not asked anew: it is as of when that was drafted, so that it is
    made again as it was: what was drafted in the morning is there to be sent after the afternoon's `run`.
    """
    either = (_asked_now(plan, docket, place, letters) or _still_asked(docket, place, letters) for place in _owing(docket))
    return tuple(one for one in either if one)


def _asked_now(plan: Plan, docket: Docket, place: int, letters: Letters) -> UnitToRemind | None:
    """Return a unit if it is to be reminded."""
    mark = docket.unit_marks[place]
    mine = letters.to(mark.unit, docket.period)
    drafts = _reminded(mine)
    last = max([*drafts, *sent_back(docket, mark.unit)], default=None)
    if last is not None and docket.as_of - last < _REST:
        return None
    row = docket.units[place] if mark.noted else None
    sent = row.last_reminded if row else None
    rested = sent is None or docket.as_of - sent >= _REST
    waits = any(note.kind is NoteKind.LEFT for note in row.notes) if row else False  # its file lies in the inbox
    if not rested or waits or not _owes(plan, docket, mark, mine):
        return None
    return UnitToRemind(unit=mark.unit, opened=partial(docket.units.__getitem__, place), drafts=drafts, letters=mine)


def _still_asked(docket: Docket, place: int, letters: Letters) -> UnitToRemind | None:
    """Return a unit if the last letter that reminded it still holds."""
    unit = docket.unit_marks[place].unit
    mine = letters.to(unit, docket.period)
    drafts = _reminded(mine)
    if not drafts or any(moment >= drafts[-1] for moment in sent_back(docket, unit)):
        return None
    before = tuple(one for one in mine if one.at < drafts[-1])
    opened = partial(docket.units.__getitem__, place)
    return UnitToRemind(unit=unit, opened=opened, drafts=drafts[:-1], letters=before, drafted=drafts[-1])


def _reminded(letters: Iterable[Drafted]) -> tuple[datetime, ...]:
    """Return when a unit was reminded, each moment once, in order."""
    return tuple(sorted({one.at for one in letters if one.kind == REMINDED}))


def _owing(docket: Docket) -> Iterator[int]:
    """Yield where the units stand that owe something, or may yet come to."""
    wanted = {*OWING, Status.PENDING}
    return (place for place, mark in enumerate(docket.unit_marks) if mark.status in wanted)


def _row_then(row: UnitRow, moment: datetime) -> UnitRow:
    """Return the row without the reminders that went out since."""
    if row.last_reminded is None or row.last_reminded < moment:
        return row
    before = [note.at for note in row.notes if note.kind is NoteKind.REMINDED and note.at < moment]
    return replace(row, reminders=len(before), last_reminded=max(before, default=None))


def asked_anew(plan: Plan, docket: Docket, letters: Letters = NO_LETTERS) -> Iterator[datetime]:
    """Yield the moments from which `all_asked`, or a letter to one of them, may say something else than as of the docket's."""
    here = zone(plan)
    tomorrow = datetime.combine(docket.as_of.astimezone(here).date() + timedelta(days=1), time(), here)
    for place in _owing(docket):
        mark = docket.unit_marks[place]
        if mark.status in OWING:
            yield tomorrow  # days to answer are counted from today
        else:
            yield (docket.later_day(mark.unit) or docket.effective_deadline) - timedelta(days=days_set(plan, BEFORE, 5))
            yield tomorrow
        sent = docket.units[place].last_reminded if mark.noted else None
        written = max((one.at for one in letters.to(mark.unit, docket.period)), default=None)
        known = [written, sent, *sent_back(docket, mark.unit)]
        yield from (moment + _REST for moment in known if moment)


def _owes(plan: Plan, docket: Docket, mark: UnitMark, letters: Iterable[Drafted]) -> bool:
    if mark.status in OWING:
        return not answer_by(plan, docket, mark.unit, letters=letters).given
    left = (docket.later_day(mark.unit) or docket.effective_deadline) - docket.as_of
    return mark.status is Status.PENDING and left <= timedelta(days=days_set(plan, BEFORE, 5))


def reminder_facts(
    plan: Plan, docket: Docket, period: Period, unit: Unit, asked: UnitToRemind, contact: str
) -> dict[str, object]:
    """Return what the templates can name: 设置 单位 期次 and 催报."""
    here = zone(plan)
    row, instead = asked.row, _instead(docket, unit, here)
    limit = row.deadline or docket.effective_deadline
    over = docket.as_of > limit
    today = docket.as_of.astimezone(here).date()
    by = answer_by(plan, docket, unit.name, letters=asked.letters).day
    return {
        **common_facts(plan, unit, period),
        "催报": {
            "事由": "催报" if over else "提醒报送",
            "截至": dates.moment(docket.as_of, here),
            "截止": f"{day_words(limit.astimezone(here).date())}24时",
            "材料": _wanted(plan),
            "截止依据": f"经批准缓报至{day_words(limit.astimezone(here).date())}24时" if row.deadline else docket.deadline_reason,
            "已过": over,
            "情况": plan.policy.called(instead or _state(plan, row)),
            "欠缺": plan.policy.called("、".join(_asked(plan, row, corrected=not instead))) or "本期材料",
            "期限": f"{day_words(by)}24时",
            "事项": _items(plan, docket, unit),
            "此前": _before(row, here),
            "次数": row.reminders,
            "节假日": _holiday(plan, today, by),
            "联系": contact,
            "日期": dates.day(today),
            "抄送": "、".join(plan.helpers(unit.name, period.deadline)),
        },
    }


def _wanted(plan: Plan) -> str:
    """Return what every unit is to send: 《进展情况表》（电子表和签字盖章的扫描件）, from below two books."""
    known, scan = materials(plan), plan.policy.called("签字盖章的扫描件")
    if not plan.policy.scan_required:
        return known["表名"]
    return f"{known['表名']}（电子表和{scan}）" if known["电子表"] == SHEET else f"{known['表名']}和《{scan}》"


def _owed(plan: Plan, row: UnitRow, *, corrected: bool = True) -> list[str]:
    """Return what has not come: the sheet (`corrected`, where it was sent back), its missing answers, the scan."""
    owed = []
    if row.status is Status.RETURNED and corrected and row.returns:
        owed.append("退回修改后的《进展情况表》电子表")
    elif not row.sheet:
        owed.append("《进展情况表》电子表")
    elif row.filled_rows < row.due_rows:
        owed.append(f"《进展情况表》中未报的{row.due_rows - row.filled_rows}个任务")
    if plan.policy.scan_required and not row.scan:
        owed.append("签字盖章的扫描件")
    return owed


def _asked(plan: Plan, row: UnitRow, *, corrected: bool) -> list[str]:
    """Return what is to be sent: what has not come, and the scan anew where a corrected sheet is sealed again."""
    again = row.status is Status.RETURNED and corrected and plan.policy.scan_required and plan.policy.sealed_again
    more = ["重新签字盖章的扫描件"] if again and row.scan else []
    return [*_owed(plan, row, corrected=corrected), *more]


def _instead(docket: Docket, unit: Unit, here: tzinfo) -> str:
    """Return what came instead of a form, for a unit that has sent nothing else; "" = that is not so."""
    mine = [row for row in docket.files_of(unit.name) if not row.stray]
    came = [row for row in mine if row.formless]
    if not came or any(row.sheet or row.outcome is Outcome.UNREADABLE for row in mine):
        return ""
    when = dates.day(came[-1].received.astimezone(here).date()) if came[-1].received else "此前"
    what = "邮件" if came[-1].outcome is Outcome.CONTAINER else "材料"
    return f"贵单位{when}发来的{what}不是《进展情况表》，尚未收到《进展情况表》电子表"


def _state(plan: Plan, row: UnitRow) -> str:
    """Return what came and what did not, as one sentence without its full stop."""
    owed = _owed(plan, row)
    if row.status is Status.RETURNED:
        scan = "，签字盖章的扫描件也尚未收到" if len(owed) > 1 else ""
        if not row.returns:  # it could not be opened, or no table was found in it
            return f"贵单位报送的文件不能作为《进展情况表》收取，已退回，尚未收到重新报送的《进展情况表》{scan}"
        return f"贵单位报送的《进展情况表》因填写问题已退回，尚未收到修改后的《进展情况表》{scan}"
    if not row.sheet and not row.scan:
        return f"尚未收到贵单位报送的{'和'.join(owed)}"
    came = "和".join(name for name, here in (("电子表", row.sheet), ("扫描件", row.scan)) if here)
    return f"已收到贵单位的{came}，尚缺{'和'.join(owed)}" if owed else f"已收到贵单位的{came}，材料尚未认定齐全"


def _items(plan: Plan, docket: Docket, unit: Unit) -> list[str]:
    """Return the assignments that the unit reports on in this period."""
    mine = docket.due_of(unit.name)
    said = [item_words(plan.item(item)) for item in mine]
    rest = len(said) - _LONGEST
    return [*said[:_LONGEST], plan.policy.called(f"其余{rest}项见《进展情况表》")] if rest > 0 else said


def _before(row: UnitRow, here: tzinfo) -> str:
    """Return how often the unit was really reminded: what the clerk has put on record, as the register counts it."""
    if not row.reminders or row.last_reminded is None:
        return ""
    return f"此前已就本期催报{row.reminders}次，最近一次是{dates.day(row.last_reminded.astimezone(here).date())}"


def _holiday(plan: Plan, today: date, by: date) -> str:
    """Return a sentence where public holidays lie between today and the day by which to answer."""
    off = [day for day in _between(today, by) if is_working_day(plan, day) is False]
    named = [day for day in off if "假期" in day_name(plan, day) or day in plan.holidays]
    if not named:
        return ""
    first, last = named[0], named[-1]
    span = dates.day(first) if first == last else f"{dates.day(first)}至{dates.day(last)}"
    return f"其间{span}（{day_name(plan, first)}）放假，请提前安排专人办理，以免误期。"


def _between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def calls_head(period: Period, count: int) -> str:
    """Return what stands over the texts that the clerk sends or reads out himself."""
    head = f"{period.name}催报短信和电话稿，共{count}个单位。"
    return f"{head}每催一个，运行该单位后面的一行命令登记，下次的催报次数才会算上。"


def call(number: int, unit: Unit, asked: UnitToRemind, text: str, period: Period) -> str:
    """Return one unit's part: whom to reach, how often it was asked, what to say, the command that puts it on record."""
    reach = "，".join(filter(None, (tame(unit.contact), tame(unit.phone)))) or "附件1“单位”表未填联系人和电话"
    sent, drafts = asked.row.reminders, len(asked.drafts)
    often = f"此前已催报{sent}次" if sent else "此前没有催报记录"
    if drafts:
        often += f"，已起草{drafts}次"
    name = tame(unit.name) if tame(unit.name).isalnum() else f'"{tame(unit.name)}"'
    record = f"duban note reminded {name} --period {period.id} --reason 已按催报短信电话催报"
    return f"{number}．{tame(unit.name)}（{reach}；{often}）\n{text}\n登记：{record}"

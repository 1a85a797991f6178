"""One unit in one period: files, notes and deadline become a status with its reason (报送情况登记). Pure.

Source of the readings: 鹿政发〔2022〕1号 三 ("报送情况登记在案"), DESIGN §7. Late days count from the day after the
effective deadline through the day of receipt, calendar days, working days beside them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from toolkit.judge.times import to_the_minute
from toolkit.nouns.docket import FileRow, FirstArrival, UnitRow
from toolkit.nouns.outcomes import GOOD, UNOPENED, Evidence, Outcome, Status
from toolkit.nouns.records import Note, NoteKind
from toolkit.plan.settings import Policy
from toolkit.words.dates import short_day, short_moment

READ = frozenset({Outcome.ACCEPTED, Outcome.REMARKS, Outcome.SUPERSEDED, Outcome.RETURNED})
SECOND = frozenset({Outcome.SCAN, Outcome.REGISTER})
"""What a second material is: a scan, or the register that a book from below comes with."""
_STOPPERS = frozenset({"S03", "S14"})
"""Another period's or another job's sheet: it came, and counts for nothing here."""


class Material(StrEnum):
    SHEET = "电子表"
    SCAN = "盖章扫描件"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that decides one unit's status in one period."""

    unit: str
    due_rows: int
    filled_rows: int
    deadline: datetime
    """The period's effective deadline; see `delayed` for the unit's own."""
    delayed: datetime | None
    """Effective deadline of an approved 缓报; None = none."""
    as_of: datetime
    files: tuple[FileRow, ...]
    """The unit's files of the period, in order of arrival."""
    notes: tuple[Note, ...]
    elsewhere: tuple[str, ...] = ()
    """What else came from the unit while this period was being collected, in words."""
    reminders: tuple[datetime, ...] = ()
    exempt_reason: str = ""
    statements: tuple[str, ...] = ()
    """The clerk's own facts about the unit, its files and its requests, as sentences."""

    @property
    def limit(self) -> datetime:
        return self.delayed or self.deadline


def first(arrivals: Sequence[FirstArrival], limit: datetime) -> FirstArrival | None:
    """Return the arrival whose time counts: the earliest that is proved; of weak times alone the earliest.

    A weak time never displaces a proved one. Only what was in hand before a late one came, whenever that was, came
    first all the same: nobody is late by a later copy.
    """
    proved = min((a for a in arrivals if a.moment and not a.weak), key=lambda a: a.moment or limit, default=None)
    if proved is None or proved.moment is None:
        return _earliest([a for a in arrivals if not a.copy], limit)
    if not late(proved.moment, limit):
        return proved
    before = [a for a in arrivals if a.weak and a.taken and a.taken < proved.moment]
    return _earliest(before, limit) or proved


def _earliest(arrivals: Sequence[FirstArrival], limit: datetime) -> FirstArrival | None:
    """Return the earliest known one, unless it is late and an unknown one exists."""
    unknown = next((a for a in arrivals if a.moment is None), None)
    earliest = min((a for a in arrivals if a.moment), key=lambda a: a.moment or limit, default=None)
    if unknown and (earliest is None or (earliest.moment and late(earliest.moment, limit))):
        return unknown
    return earliest


def late(moment: datetime, limit: datetime) -> bool:
    """Compare by the minute of the notice ("当日24时"): 23:59:59.7 is on time."""
    return to_the_minute(moment) > limit


def _stopped(row: FileRow) -> bool:
    """Tell whether the file is no recognisable sheet of this period: F, S01, S03, or S10 on the whole of it."""
    if row.paper is not None:  # a scan that was sent back is no sheet
        return True
    returned = {problem.code.name for problem in row.problems if problem.severity == "退回"}
    file = any(code.startswith("F") for code in returned) or any(problem.code.name == "S01" for problem in row.problems)
    return file or bool(returned & _STOPPERS) or ("S10" in returned and not row.entries)


def sheets(now: Situation, policy: Policy) -> list[FirstArrival]:
    """Return the sheets that count for the time: read as this period's form, sent back or not."""
    counting = GOOD if policy.first_accepted else READ
    sent = [row for row in now.files if row.outcome in counting and not _stopped(row)]
    same = {row.sha256 for row in sent}
    copies = [row for row in now.files if row.outcome is Outcome.DUPLICATE and row.sha256 in same]
    return [*map(_arrival, (*sent, *copies)), *_stated(now, Material.SHEET)]


def _arrival(row: FileRow) -> FirstArrival:
    copy = row.outcome is Outcome.DUPLICATE
    return FirstArrival(moment=row.received, evidence=row.evidence, file=row.name, taken=row.taken, copy=copy)


def scans(now: Situation) -> list[FirstArrival]:
    sent = [row for row in now.files if row.outcome in SECOND]
    same = {row.sha256 for row in sent}
    copies = [row for row in now.files if row.outcome is Outcome.DUPLICATE and row.sha256 in same]
    return [*map(_arrival, (*sent, *copies)), *_stated(now, Material.SCAN)]


def _stated(now: Situation, material: Material) -> list[FirstArrival]:
    return [
        FirstArrival(
            moment=note.received if note.received is None or note.received <= now.as_of else None,
            evidence=Evidence.CLERK if note.received else Evidence.UNKNOWN,
            file=None,
            channel=note.channel or None,
        )
        for note in now.notes
        if note.kind is NoteKind.PAPER and note.material == material and (note.received is None or note.received <= now.as_of)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _RegisterVerdict:
    status: Status
    reason: str
    complete_at: datetime | None = None
    provisional: bool = False


def _nothing(now: Situation) -> _RegisterVerdict:
    if now.as_of <= now.limit:
        if now.delayed:
            return _RegisterVerdict(status=Status.EXTENDED, reason=f"经批准缓报至{short_day(now.delayed)}")
        return _RegisterVerdict(status=Status.PENDING, reason="尚未到截止时间")
    what = "附件2" if now.elsewhere or _formless_words(now) else "材料"
    late = f"缓报期限已过，仍未收到{what}" if now.delayed else f"至{short_day(now.limit)}截止未收到{what}"
    return _RegisterVerdict(status=Status.MISSING, reason=late)


def _timed(now: Situation, policy: Policy, sheet: FirstArrival, scan: FirstArrival | None) -> _RegisterVerdict:
    """Judge by the times of what counts. Days late count only as far as they are proved; the rest is a remark."""
    counting = [sheet, scan] if scan and policy.scan_required and policy.judged_by_both else [sheet]
    overdue = [a for a in counting if a.moment is not None and late(a.moment, now.limit)]
    proved = [a for a in overdue if not a.weak]
    moments = [a.moment for a in (proved or counting) if a.moment is not None]
    if not proved and len(moments) < len(counting):
        which = policy.sheet_name if sheet.moment is None else policy.scan_name
        return _RegisterVerdict(status=Status.TIME_UNKNOWN, reason=f"{which}收到时间不明，请登记收到时间", provisional=True)
    complete = max(moments)
    zone = now.limit.tzinfo
    what = f"{policy.sheet_name}和{policy.scan_name}" if len(counting) > 1 else policy.sheet_name
    approved = "（经批准缓报）" if now.delayed and late(complete, now.deadline) else ""
    if not overdue:
        weak = any(a.weak for a in counting)
        reason = f"{what}于{short_moment(complete, zone)}收{'齐' if len(counting) > 1 else '到'}{approved}"
        return _RegisterVerdict(status=Status.ON_TIME, reason=reason, complete_at=complete, provisional=weak)
    by_scan = scan is not None and len(counting) > 1 and scan.moment == complete != sheet.moment
    last = policy.scan_name if by_scan else policy.sheet_name if proved and len(proved) < len(counting) else what
    reason = f"{last}于{short_moment(complete, zone)}收到，晚于{short_day(now.limit)}截止{approved}"
    rest = [(policy.scan_name if a is scan else policy.sheet_name, a) for a in counting if a.weak] if proved else []
    reason = "；".join((reason, *(_unproved(name, a, zone) for name, a in rest)))
    return _RegisterVerdict(status=Status.LATE, reason=reason, complete_at=complete, provisional=not proved)


def _unproved(what: str, arrival: FirstArrival, zone: tzinfo | None) -> str:
    if arrival.moment is None:
        return f"{what}收到时间不明，天数按已证实的时间计"
    return f"{what}{arrival.evidence.word}为{short_moment(arrival.moment, zone)}，未经证实，天数按已证实的时间计"


def _displaced(what: str, arrivals: Sequence[FirstArrival], chosen: FirstArrival | None, zone: tzinfo | None) -> Iterator[str]:
    """Yield what is to be said of weak times that would make a proved late one earlier."""
    if chosen is None or chosen.weak or chosen.moment is None:
        return
    for other in arrivals:
        if other.weak and other.moment and other.moment < chosen.moment:
            told = f"{other.evidence.word}为{short_moment(other.moment, zone)}"
            yield f"“{other.file}”（{what}）{told}，未经证实，不改变认定；确系当时收到的请登记收到时间"


def _no_form(row: FileRow) -> bool:
    return any(problem.code.name == "S01" for problem in row.problems)


def _formless_words(now: Situation) -> str:
    """Return "4月5日10:00来过邮件（#7），没有附件2"; "" = nothing of the kind came."""
    zone = now.limit.tzinfo
    rows = [row for row in now.files if row.formless]
    came = [f"{short_moment(r.received, zone) if r.received else ''}来过{_named(r)}（#{r.receipt}）" for r in rows]
    linked = any("链接" in problem.message for row in rows for problem in row.problems)
    return f"{'、'.join(came)}，{'只有链接，' if linked else ''}没有附件2" if came else ""


def _named(row: FileRow) -> str:
    if row.outcome is not Outcome.CONTAINER:
        return f"“{row.name}”"
    return "邮件" if row.name.lower().endswith((".eml", ".msg")) else f"“{row.name}”"


def _decide(now: Situation, policy: Policy, sheet: FirstArrival | None, scan: FirstArrival | None) -> _RegisterVerdict:
    accepted = any(row.outcome in GOOD for row in now.files)
    stated = any(n.kind is NoteKind.PAPER and n.material == Material.SHEET for n in now.notes)
    sent_back = [row for row in now.files if row.outcome in UNOPENED | {Outcome.RETURNED}]
    sent_back += [r for r in now.files if r.outcome is Outcome.NOT_A_FORM and not r.formless and _no_form(r)]
    sent_back = [row for row in sent_back if not row.stray]
    if sent_back and not accepted and not stated:
        last = sent_back[-1]
        return _RegisterVerdict(status=Status.RETURNED, reason=f"报送的“{last.name}”{last.outcome.phrase}，尚未重报合格的表")
    if sheet is None and scan is None and not accepted:
        file = any(row.formless and row.outcome is Outcome.NOT_A_FORM for row in now.files)
        return _RegisterVerdict(status=Status.RETURNED, reason=_formless_words(now)) if file else _nothing(now)
    if sheet is None and not accepted:
        return _RegisterVerdict(status=Status.INCOMPLETE, reason=f"只收到{policy.scan_name}，未收到{policy.sheet_name}")
    if scan is None and policy.scan_required:
        return _RegisterVerdict(status=Status.INCOMPLETE, reason=f"已收到{policy.sheet_name}，未收到{policy.scan_name}")
    if sheet is None:
        return _RegisterVerdict(status=Status.TIME_UNKNOWN, reason=f"{policy.sheet_name}收到时间不明", provisional=True)
    return _timed(now, policy, sheet, scan)


def _remarks(now: Situation) -> tuple[str, ...]:
    notes = list(now.elsewhere)
    mine = [row for row in now.files if not row.stray]
    good = [i for i, row in enumerate(mine) if row.outcome in GOOD]
    later = [row for row in mine[good[-1] + 1 :] if row.outcome is Outcome.RETURNED] if good else []
    if later:
        notes.append(f"其后报送的“{later[-1].name}”被退回，仍以先前合格的表为准")
    notes += [f"“{row.name}”{row.note}" for row in mine if row.note]
    notes += now.statements
    return tuple(dict.fromkeys(notes))


def unit_row(now: Situation, policy: Policy) -> UnitRow:
    """Judge one unit in one period. Late days are 0 unless 迟报; working days are filled in by the caller."""
    came, scanned = sheets(now, policy), scans(now)
    sheet, scan = first(came, now.limit), first(scanned, now.limit)
    exempt = _RegisterVerdict(status=Status.EXEMPT, reason=now.exempt_reason) if now.exempt_reason else None
    judged = exempt or _decide(now, policy, sheet, scan)
    zone = now.limit.tzinfo
    overdue = judged.complete_at if judged.status is Status.LATE else None
    days = (overdue.astimezone(zone).date() - now.limit.date()).days if overdue else 0
    pairs = ((policy.sheet_name, came, sheet), (policy.scan_name, scanned, scan)) if overdue else ()
    doubts = [words for name, all_came, chosen in pairs for words in _displaced(name, all_came, chosen, zone)]
    instead = _formless_words(now) if sheet is None else ""
    remarks = tuple(dict.fromkeys((*((instead,) if instead and instead != judged.reason else ()), *doubts, *_remarks(now))))
    return UnitRow(
        unit=now.unit,
        status=judged.status,
        reason="；".join((judged.reason, *remarks)),
        provisional=judged.provisional,
        sheet=sheet,
        scan=scan,
        complete_at=judged.complete_at,
        due_rows=now.due_rows,
        filled_rows=now.filled_rows,
        returns=len({row.receipt for row in now.files if row.outcome is Outcome.RETURNED and not row.stray}),
        days_late=days,
        deadline=now.delayed,
        reminders=len(now.reminders),
        last_reminded=max(now.reminders, default=None),
        remarks=remarks,
    )

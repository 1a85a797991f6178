"""One unit in one period: files, notes and deadline become a status with its reason (报送情况登记). Pure.

Source of the readings: 鹿政发〔2022〕1号 三 ("报送情况登记在案"), DESIGN §7. Late days count from the day after the
effective deadline through the day of receipt, calendar days, working days beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from toolkit.nouns.docket import Evidence, FileRow, FirstArrival, Outcome, Status, UnitRow
from toolkit.nouns.records import Note, NoteKind
from toolkit.plan.settings import Policy

READ = frozenset({Outcome.ACCEPTED, Outcome.REMARKS, Outcome.SUPERSEDED, Outcome.RETURNED})
GOOD = frozenset({Outcome.ACCEPTED, Outcome.REMARKS, Outcome.SUPERSEDED})
_STOPPERS = frozenset({"S03"})
_SENT_BACK = {Outcome.RETURNED: "被退回", Outcome.NOT_A_FORM: "不是附件2"}


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
    """Return the arrival whose time counts: the earliest known one, unless it is late and an unknown one exists."""
    known = [a for a in arrivals if a.moment is not None]
    unknown = [a for a in arrivals if a.moment is None]
    earliest = min(known, key=lambda a: a.moment or limit, default=None)
    if unknown and (earliest is None or (earliest.moment and earliest.moment > limit)):
        return unknown[0]
    return earliest


def _stopped(row: FileRow) -> bool:
    """Tell whether the file is no recognisable sheet of this period: F, S01, S03, or S10 on the whole of it."""
    returned = {found.code.name for found in row.problems if found.severity == "退回"}
    file = any(code.startswith("F") for code in returned) or any(found.code.name == "S01" for found in row.problems)
    return file or bool(returned & _STOPPERS) or ("S10" in returned and not row.entries)


def sheets(now: Situation, policy: Policy) -> list[FirstArrival]:
    """Return the sheets that count for the time: read as this period's form, sent back or not."""
    counting = GOOD if policy.first_accepted else READ
    sent = [row for row in now.files if row.outcome in counting and not _stopped(row)]
    return [_arrival(row) for row in sent] + _stated(now, Material.SHEET)


def _arrival(row: FileRow) -> FirstArrival:
    return FirstArrival(moment=row.received, evidence=row.evidence, file=row.name)


def scans(now: Situation) -> list[FirstArrival]:
    sent = [row for row in now.files if row.outcome is Outcome.SCAN]
    return [_arrival(row) for row in sent] + _stated(now, Material.SCAN)


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
class _Judged:
    status: Status
    reason: str
    complete_at: datetime | None = None
    provisional: bool = False


def _moment(moment: datetime, zone: tzinfo | None) -> str:
    local = moment.astimezone(zone)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def _nothing(now: Situation) -> _Judged:
    if now.as_of <= now.limit:
        if now.delayed:
            return _Judged(status=Status.EXTENDED, reason=f"经批准缓报至{_day(now.delayed)}")
        return _Judged(status=Status.PENDING, reason="尚未到截止时间")
    late = "缓报期限已过，仍未收到材料" if now.delayed else f"至{_day(now.limit)}截止未收到材料"
    return _Judged(status=Status.MISSING, reason=late)


def _day(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日"


def _timed(now: Situation, policy: Policy, sheet: FirstArrival, scan: FirstArrival | None) -> _Judged:
    counting = [sheet, scan] if scan and policy.scan_required and policy.judged_by_both else [sheet]
    late = [a for a in counting if a.moment is not None and a.moment > now.limit]
    weak = any(a.weak for a in counting) if not late else all(a.weak for a in late)
    moments = [a.moment for a in counting if a.moment is not None]
    if len(moments) < len(counting):
        which = "电子表" if sheet.moment is None else "盖章扫描件"
        return _Judged(status=Status.TIME_UNKNOWN, reason=f"{which}收到时间不明，请登记收到时间", provisional=True)
    complete = max(moments)
    zone = now.limit.tzinfo
    what = "电子表和盖章扫描件" if len(counting) > 1 else "电子表"
    approved = "（经批准缓报）" if now.delayed and complete > now.deadline else ""
    if complete <= now.limit:
        reason = f"{what}于{_moment(complete, zone)}收{'齐' if len(counting) > 1 else '到'}{approved}"
        return _Judged(status=Status.ON_TIME, reason=reason, complete_at=complete, provisional=weak)
    last = "盖章扫描件" if scan and len(counting) > 1 and scan.moment == complete != sheet.moment else what
    reason = f"{last}于{_moment(complete, zone)}收到，晚于{_day(now.limit)}截止{approved}"
    return _Judged(status=Status.LATE, reason=reason, complete_at=complete, provisional=weak)


def _decide(now: Situation, policy: Policy, sheet: FirstArrival | None, scan: FirstArrival | None) -> _Judged:
    accepted = any(row.outcome in GOOD for row in now.files)
    stated = any(n.kind is NoteKind.PAPER and n.material == Material.SHEET for n in now.notes)
    sent_back = [row for row in now.files if row.outcome in {Outcome.RETURNED, Outcome.UNREADABLE, Outcome.REFUSED}]
    sent_back += [r for r in now.files if r.outcome is Outcome.NOT_A_FORM and any(p.code.name == "S01" for p in r.problems)]
    sent_back = [row for row in sent_back if not any(p.code.name == "S03" for p in row.problems)]
    if sent_back and not accepted and not stated:
        why = _SENT_BACK.get(sent_back[-1].outcome, "无法读取")
        return _Judged(status=Status.RETURNED, reason=f"报送的“{sent_back[-1].name}”{why}，尚未重报合格的表")
    if sheet is None and scan is None and not accepted:
        return _nothing(now)
    if sheet is None and not accepted:
        return _Judged(status=Status.INCOMPLETE, reason="只收到盖章扫描件，未收到电子表")
    if scan is None and policy.scan_required:
        return _Judged(status=Status.INCOMPLETE, reason="已收到电子表，未收到盖章扫描件")
    if sheet is None:
        return _Judged(status=Status.TIME_UNKNOWN, reason="电子表收到时间不明", provisional=True)
    return _timed(now, policy, sheet, scan)


def _remarks(now: Situation) -> tuple[str, ...]:
    notes = list(now.elsewhere)
    good = [i for i, row in enumerate(now.files) if row.outcome in GOOD]
    later = [row for row in now.files[good[-1] + 1 :] if row.outcome is Outcome.RETURNED] if good else []
    if later:
        notes.append(f"其后报送的“{later[-1].name}”被退回，仍以先前合格的表为准")
    notes += [f"“{row.name}”{row.note}" for row in now.files if row.note]
    notes += now.statements
    return tuple(dict.fromkeys(notes))


def unit_row(now: Situation, policy: Policy) -> UnitRow:
    """Judge one unit in one period. Late days are 0 unless 迟报; working days are filled in by the caller."""
    sheet = first(sheets(now, policy), now.limit)
    scan = first(scans(now), now.limit)
    exempt = _Judged(status=Status.EXEMPT, reason=now.exempt_reason) if now.exempt_reason else None
    judged = exempt or _decide(now, policy, sheet, scan)
    late = judged.complete_at if judged.status is Status.LATE else None
    days = (late.astimezone(now.limit.tzinfo).date() - now.limit.date()).days if late else 0
    remarks = _remarks(now)
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
        returns=sum(row.outcome is Outcome.RETURNED for row in now.files),
        days_late=days,
        deadline=now.delayed,
        reminders=len(now.reminders),
        last_reminded=max(now.reminders, default=None),
        remarks=remarks,
    )

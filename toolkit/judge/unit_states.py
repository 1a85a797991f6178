"""One unit in one period: what came from it and what the clerk stated, gathered for the register. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from toolkit.judge.frozen import FrozenRules, after
from toolkit.judge.judgement import Judgement
from toolkit.judge.register import Situation, unit_row
from toolkit.judge.snapshot import Snapshot
from toolkit.judge.statements_bound import LOG
from toolkit.nouns.outcomes import Status
from toolkit.nouns.records import Note, NoteKind
from toolkit.plan.deadlines import collecting, effective_day, working_days
from toolkit.plan.model import Period, Plan
from toolkit.plan.schedule import request
from toolkit.words.notes import sentence

if TYPE_CHECKING:
    from toolkit.nouns.docket import FileRow, UnitRow


def judged_unit(
    judgement: Judgement, period: Period, unit: str, filled: int, deadline: datetime, rules: FrozenRules | None = None
) -> "UnitRow":
    """Return the unit's status in the period, with everything that the clerk stated about it.

    `filled`: how many of its rows due were read and not sent back.
    """
    snapshot = judgement.snapshot
    due = judgement.history.due(unit, period)
    notes = judgement.bound.by_unit.get((unit, period.id), [])
    files = tuple(after(row, rules) for row in judgement.rows.of_unit(unit, period.id))
    about = _about(snapshot, judgement, period, unit, files)
    state = unit_row(
        Situation(
            unit=unit,
            due_rows=len(due),
            filled_rows=filled,
            deadline=deadline,
            delayed=delayed_until(snapshot.plan, deadline, notes),
            as_of=snapshot.as_of,
            files=files,
            notes=tuple(notes),
            elsewhere=tuple(dict.fromkeys(judgement.strays.get((unit, period.id), ()))),
            reminders=tuple(_when(note) for note in about if note.kind is NoteKind.REMINDED),
            exempt_reason=_exempt(due, exempted=any(note.kind is NoteKind.EXEMPT for note in notes)),
            statements=(*_sentences(snapshot, about), *_requests(snapshot, period, unit)),
        ),
        snapshot.plan.policy,
    )
    state = replace(state, notes=about) if about else state
    if state.status is not Status.LATE or state.complete_at is None:
        return state
    limit = (state.deadline or deadline).date()
    came = state.complete_at.astimezone(snapshot.zone).date()
    return replace(state, working_days_late=working_days(snapshot.plan, limit, came))


def delayed_until(plan: Plan, deadline: datetime, notes: Iterable[Note]) -> datetime | None:
    """Return by when a unit of which this was noted in a period is to answer, where it was given more time (缓报)."""
    delays = [note.due for note in notes if note.kind is NoteKind.DELAY and note.due]
    return max(deadline, effective_day(plan, delays[-1]).moment) if delays else None


def _about(snapshot: Snapshot, judgement: Judgement, period: Period, unit: str, files: "Sequence[FileRow]") -> tuple[Note, ...]:
    """Return the clerk's facts about the unit in this period and about its files, oldest first.

    A fact about no period in particular stands where it was recorded.
    """
    notes = list(judgement.bound.by_unit.get((unit, period.id), ()))
    notes += [n for n in judgement.bound.by_unit.get((unit, ""), ()) if collecting(snapshot.plan, n.at).id == period.id]
    for number in dict.fromkeys(row.receipt for row in files if not row.stray):
        notes += judgement.bound.by_receipt.get(number, ())
    known = {note.number: note for note in notes if note.kind is not NoteKind.REMINDED or _when(note) <= snapshot.as_of}
    return tuple(known[number] for number in sorted(known))


def _when(note: Note) -> datetime:
    return note.received or note.at


def _sentences(snapshot: Snapshot, notes: Sequence[Note]) -> tuple[str, ...]:
    """Return the facts as sentences; the times of the receipt log stand in the register's own columns."""
    return tuple(sentence(n, snapshot.zone) for n in notes if not (n.kind is NoteKind.RECEIVED and n.source == LOG))


def _requests(snapshot: Snapshot, period: Period, unit: str) -> tuple[str, ...]:
    """Return what is to be said of the unit's requests for extension that were filed by the period's deadline."""
    plan = snapshot.plan
    held = plan.duties(period.deadline).held_by(unit)
    asked = [i for i in held if any(not (e.filed and e.filed > period.deadline) for e in plan.requests(i, unit))]
    said = ((item, request(plan, item, unit)) for item in asked)
    return tuple(f"事项{item}{words}" for item, words in said if words)


def _exempt(due: tuple[str, ...], *, exempted: bool) -> str:
    if not due:
        return "所承办事项已全部完成"
    return "经批准免报" if exempted else ""

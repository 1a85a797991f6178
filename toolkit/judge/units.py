"""One unit in one period: what came from it and what the clerk stated, gathered for the register. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from toolkit.checks.schedule import request
from toolkit.deadlines import collecting, effective_day, working_days
from toolkit.docket import Entry, FileRow, Status, UnitRow, Verdict
from toolkit.judge.bench import Bench
from toolkit.judge.statements import sentence
from toolkit.judge.world import World
from toolkit.plan.model import Period, Unit
from toolkit.records import NoteKind
from toolkit.register import Situation, unit_row

LOG = "收文登记"
"""`Note.source` of a row of 收文登记.xlsx."""


def judged_unit(
    world: World, bench: Bench, period: Period, unit: Unit, entries: tuple[Entry, ...], deadline: datetime
) -> UnitRow:
    """Return the unit's status in the period, with everything that the clerk stated about it."""
    due = bench.history.due(unit.name, period)
    notes = bench.bound.by_unit.get((unit.name, period.id), [])
    delays = [note.due for note in notes if note.kind is NoteKind.DELAY and note.due]
    filled = sum(e.unit == unit.name and e.item in due and e.verdict is not Verdict.RETURNED for e in entries)
    reminders = [n.received or n.at for n in notes if n.kind is NoteKind.REMINDED]
    files = tuple(row for row in bench.rows if row.unit == unit.name and row.period == period.id)
    found = unit_row(
        Situation(
            unit=unit.name,
            due_rows=len(due),
            filled_rows=filled,
            deadline=deadline,
            delayed=max(deadline, effective_day(world.plan, delays[-1]).moment) if delays else None,
            as_of=world.as_of,
            files=files,
            notes=tuple(notes),
            elsewhere=tuple(dict.fromkeys(bench.strays.get((unit.name, period.id), ()))),
            reminders=tuple(moment for moment in reminders if moment <= world.as_of),
            exempt_reason=_exempt(due, exempted=any(note.kind is NoteKind.EXEMPT for note in notes)),
            statements=(*_stated(world, bench, period, unit.name, files), *_requests(world, period, unit.name)),
        ),
        world.policy,
    )
    if found.status is not Status.LATE or found.complete_at is None:
        return found
    limit = (found.deadline or deadline).date()
    came = found.complete_at.astimezone(world.zone).date()
    return replace(found, working_days_late=working_days(world.plan, limit, came))


def _stated(world: World, bench: Bench, period: Period, unit: str, files: Sequence[FileRow]) -> tuple[str, ...]:
    """Return the clerk's facts about the unit and its files; the times of the receipt log stand in their own columns."""
    about = list(bench.bound.by_unit.get((unit, period.id), ()))
    about += [n for n in bench.bound.by_unit.get((unit, ""), ()) if collecting(world.plan, n.at).id == period.id]
    for number in dict.fromkeys(row.receipt for row in files):
        found = bench.bound.by_receipt.get(number, ())
        about += [n for n in found if not (n.kind is NoteKind.RECEIVED and n.source == LOG)]
    known = {
        note.number: note for note in about if note.kind is not NoteKind.REMINDED or (note.received or note.at) <= world.as_of
    }
    return tuple(sentence(known[number], world.zone) for number in sorted(known))


def _requests(world: World, period: Period, unit: str) -> tuple[str, ...]:
    """Return what is to be said of the unit's requests for extension that were filed by the period's deadline."""
    held = dict.fromkeys(item for item, holder in world.plan.assignments(period.deadline) if holder == unit)
    asked = {e.item for e in world.plan.extensions if e.unit in {None, unit} and not (e.filed and e.filed > period.deadline)}
    said = ((item, request(world.plan, item, unit)) for item in held if item in asked)
    return tuple(f"事项{item}{words}" for item, words in said if words)


def _exempt(due: tuple[str, ...], *, exempted: bool) -> str:
    if not due:
        return "所承办事项已全部完成"
    return "经批准免报" if exempted else ""

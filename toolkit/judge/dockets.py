"""World → dockets, one a period. The order: sheets first, then what needs to know them (scans, the unreadable). Pure."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from toolkit.checks.problems import Code, Problem, applied, place
from toolkit.checks.rules import Thresholds, check_across
from toolkit.deadlines import effective, effective_day, working_days
from toolkit.docket import Docket, Entry, FileRow, Outcome, Status, UnitRow
from toolkit.intake.recognise import Clues, recognise
from toolkit.judge.bench import Bench, verdict
from toolkit.judge.history import History
from toolkit.judge.others import Heap, other_row
from toolkit.judge.world import Arrival, World, arrivals, blank_row, bound_notes
from toolkit.plan.model import Period, Unit
from toolkit.records import Note, NoteKind, Sort
from toolkit.register import Situation, unit_row
from toolkit.submission import Submission


def judge(world: World) -> tuple[Docket, ...]:
    """Return the dockets of every period of the plan, in order, as of `world.as_of`."""
    bench = examined(world)
    return tuple(_docket(world, bench, period) for period in world.plan.periods)


def examined(world: World) -> Bench:
    """Judge every arrival; the bench then holds the file rows and the accepted answers."""
    bound = bound_notes(world)
    bench = Bench(world, bound, History(world.plan, bound))
    seen = arrivals(world, bound)
    read = {a.receipt.number: _recognised(world, a) for a in seen if a.reading.sort is Sort.BOOK}
    originals = _originals(seen)
    heap = Heap.of(seen, read)
    for arrival in seen:
        found = read.get(arrival.receipt.number, ())
        original = originals.get(arrival.receipt.number)
        if original is not None and arrival.reading.sort not in {Sort.INLINE, Sort.DEBRIS}:
            bench.rows.extend(_copies(arrival, found, bench, original))
        elif found:
            for sheet in found:
                bench.sheet(arrival, sheet)
        else:
            bench.rows.append(other_row(world, arrival, heap))
    return bench


def _recognised(world: World, arrival: Arrival) -> tuple[Submission, ...]:
    if arrival.reading.book is None:
        return ()
    claim = arrival.claim
    clues = Clues(
        name=arrival.receipt.name,
        inside=arrival.receipt.inside,
        sender=arrival.receipt.sender,
        claimed=claim.unit if claim else "",
        claimed_period=claim.period if claim else "",
        collecting=arrival.collecting.id,
    )
    forms = world.forms or {world.form.version: world.form}
    newest = {issued.period: issued.form for issued in world.issued}
    found = recognise(arrival.reading.book, clues, world.plan, forms, world.form, newest)
    if arrival.stated_unit and found and all(sheet.unit is None and not _torn(sheet) for sheet in found):
        stated = replace(clues, claimed=arrival.stated_unit)
        return recognise(arrival.reading.book, stated, world.plan, forms, world.form, newest)
    return found


def _torn(sheet: Submission) -> bool:
    """Tell whether the sheet's own marks contradict each other; then only an explicit claim settles it."""
    return any(found.code is Code.S10 for found in sheet.problems)


def _originals(seen: tuple[Arrival, ...]) -> dict[int, int]:
    """Return receipt → the earlier receipt with the same bytes: one whose time is known comes first."""
    by_bytes: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in seen:
        by_bytes[arrival.receipt.sha256].append(arrival)
    found: dict[int, int] = {}
    for same in by_bytes.values():
        known = sorted(same, key=lambda a: (a.timing.received is None, a.timing.order))
        found |= {copy.receipt.number: known[0].receipt.number for copy in known[1:]}
    return found


def _copies(arrival: Arrival, found: tuple[Submission, ...], bench: Bench, original: int) -> Iterator[FileRow]:
    """Yield `duplicate` rows: one, or one per form of the workbook; they belong where the original belongs."""
    first = [row for row in bench.rows if row.receipt == original]
    sheets = found or (None,)
    for index, sheet in enumerate(sheets):
        like = first[index] if index < len(first) else None
        yield blank_row(
            arrival,
            Outcome.DUPLICATE,
            unit=like.unit if like else sheet.unit if sheet else None,
            period=like.period if like else arrival.collecting.id,
            sheet=like.sheet if like else None,
            problems=(),
            note=f"与第 {original} 号收文完全相同",
        )


# -- one period -----------------------------------------------------------------------------------------------------


def _docket(world: World, bench: Bench, period: Period) -> Docket:
    deadline = effective(world.plan, period)
    units = tuple(unit for unit in world.plan.units if bench.history.held(unit.name, period))
    entries = _counting(bench, period, tuple(unit.name for unit in units))
    across = _across(world, bench, entries)
    entries = tuple(_with(entry, across.get((entry.item, entry.unit), ())) for entry in entries)
    files = tuple(_with_file(row, across) for row in bench.rows if row.period == period.id)
    assigned = world.plan.assignments(period.deadline)
    complete = tuple((i, u) for i, u in assigned if bench.history.complete(i, u, period))
    return Docket(
        period=period.id,
        deadline=period.deadline,
        effective_deadline=deadline.moment,
        deadline_reason=deadline.reason,
        as_of=world.as_of,
        units=tuple(_unit(world, bench, period, unit, entries, deadline.moment) for unit in units),
        files=files,
        entries=entries,
        due=tuple(pair for pair in assigned if pair not in set(complete)),
        complete=complete,
        fingerprint=world.fingerprint,
    )


def _counting(bench: Bench, period: Period, units: tuple[str, ...]) -> tuple[Entry, ...]:
    """Return the answers that count: newest accepted, else the newest received, in the notice's order."""
    received: dict[tuple[str, str], Entry] = {}
    for row in bench.rows:
        if row.period == period.id and row.outcome is not Outcome.DUPLICATE:
            received |= {(entry.item, entry.unit): entry for entry in row.entries}
    found = []
    for item, unit in bench.world.plan.assignments(period.deadline):
        version = bench.history.counting(period.id, item, unit)
        entry = version.entry if version else received.get((item, unit))
        if entry and unit in units:
            found.append(entry)
    return tuple(found)


Across = dict[tuple[str, str], tuple[Problem, ...]]


def _across(world: World, bench: Bench, entries: tuple[Entry, ...]) -> Across:
    """Return the U problems of the answers that count; they change no outcome."""
    wanted = {(e.item, e.unit, e.source.archived, e.source.sheet) for e in entries}
    archived = {row.receipt: row.archived for row in bench.rows}
    cases = [
        case for (receipt, sheet, item), case in bench.cases.items() if (item, case.unit, archived.get(receipt), sheet) in wanted
    ]
    found: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for key, raised in check_across(cases, Thresholds.of(world.plan.settings)):
        found[key].extend(applied((raised,), world.plan.settings.switches))
    return {key: tuple(problems) for key, problems in found.items()}


def _with(entry: Entry, more: tuple[Problem, ...]) -> Entry:
    if not more:
        return entry
    problems = tuple(sorted((*entry.problems, *more), key=place))
    softened = verdict(problems) if verdict(entry.problems) != "退回" else entry.verdict
    return replace(entry, problems=problems, verdict=softened)


def _with_file(row: FileRow, across: Across) -> FileRow:
    """Add the U problems to the file whose sheet they stand on, without touching its outcome."""
    if row.outcome in {Outcome.DUPLICATE, Outcome.SUPERSEDED}:
        return row
    more = tuple(p for e in row.entries for p in across.get((e.item, e.unit), ()) if p.sheet == row.sheet)
    return replace(row, problems=tuple(sorted((*row.problems, *more), key=place))) if more else row


def _unit(world: World, bench: Bench, period: Period, unit: Unit, entries: tuple[Entry, ...], deadline: datetime) -> UnitRow:
    due = bench.history.due(unit.name, period)
    notes = bench.bound.by_unit.get((unit.name, period.id), [])
    delays = [note.due for note in notes if note.kind is NoteKind.DELAY and note.due]
    exempt = [note for note in notes if note.kind is NoteKind.EXEMPT]
    filled = sum(e.unit == unit.name and e.item in due and e.verdict != "退回" for e in entries)
    reminders = [n.received or n.at for n in notes if n.kind is NoteKind.REMINDED]
    found = unit_row(
        Situation(
            unit=unit.name,
            due_rows=len(due),
            filled_rows=filled,
            deadline=deadline,
            delayed=effective_day(world.plan, delays[-1]).moment if delays else None,
            as_of=world.as_of,
            files=tuple(row for row in bench.rows if row.unit == unit.name and row.period == period.id),
            notes=tuple(notes),
            elsewhere=tuple(dict.fromkeys(bench.strays.get((unit.name, period.id), ()))),
            reminders=tuple(reminders),
            exempt_reason=_exempt(due, exempt[-1].reason if exempt else None),
        ),
        world.policy,
    )
    found = replace(found, notes=_stated(bench, unit, period, notes))
    if found.status is not Status.LATE or found.complete_at is None:
        return found
    limit = (found.deadline or deadline).date()
    came = found.complete_at.astimezone(world.zone).date()
    return replace(found, working_days_late=working_days(world.plan, limit, came))


def _stated(bench: Bench, unit: Unit, period: Period, notes: list[Note]) -> tuple[Note, ...]:
    """Return the clerk's statements about the unit and about its files, oldest first."""
    receipts = {row.receipt for row in bench.rows if row.unit == unit.name and row.period == period.id}
    about_files = [note for receipt in receipts for note in bench.bound.by_receipt.get(receipt, ())]
    return tuple(sorted({note.number: note for note in (*notes, *about_files)}.values(), key=lambda note: note.number))


def _exempt(due: tuple[str, ...], reason: str | None) -> str:
    if not due:
        return "所承办事项已全部完成"
    return f"经批准免报：{reason}" if reason is not None else ""

"""World → dockets, one a period. The order: sheets first, then what needs to know them (scans, the unreadable). Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.checks.problems import Code, Problem, Severity, applied, place
from toolkit.checks.rules import Thresholds, check_across
from toolkit.deadlines import effective
from toolkit.docket import Docket, Entry, FileRow, Outcome
from toolkit.intake.recognise import Clues, recognise
from toolkit.judge.bench import Bench, verdict
from toolkit.judge.history import History
from toolkit.judge.others import Delays, Heap, other_row, whose
from toolkit.judge.units import judged_unit
from toolkit.judge.world import Arrival, World, arrivals, blank_row, bound_notes
from toolkit.plan.model import Period
from toolkit.records import Sort
from toolkit.submission import Submission

Read = Mapping[int, tuple[Submission, ...]]
"""Receipt → the forms recognised in it."""


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
    heap = Heap.of(seen, read)
    originals = _originals(world, seen, read, heap)
    forms = [arrival for arrival in seen if read.get(arrival.receipt.number)]
    for arrival in forms:
        found, original = read[arrival.receipt.number], originals.get(arrival.receipt.number)
        if original is not None:
            _copy(arrival, found, bench, original)
        for sheet in found if original is None else ():
            bench.sheet(arrival, sheet)
        heap.judged(bench.of_receipt(arrival.receipt.number), arrival.receipt)
    delays = Delays.of(world, bound)
    for arrival in seen:
        original = originals.get(arrival.receipt.number)
        if read.get(arrival.receipt.number):
            continue
        if original is not None:
            _copy(arrival, (), bench, original)
        else:
            bench.add(other_row(world, arrival, heap, delays))
    bench.arrange([arrival.receipt.number for arrival in seen])
    return bench


def _recognised(world: World, arrival: Arrival) -> tuple[Submission, ...]:
    if arrival.reading.book is None:
        return ()
    claim = arrival.claim
    clues = Clues(
        name=arrival.receipt.path,
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


Owner = tuple[str | None, ...]
"""Whose an arrival is: of a book one unit a form; () = nobody's."""


def _originals(world: World, seen: Sequence[Arrival], read: Read, heap: Heap) -> dict[int, Arrival]:
    """Return receipt → the arrival that it is a copy of: same bytes, same owner, its time known rather than not.

    The same bytes under two units' names speak for both: whoever scans a blank page twice has sent two scans.
    What says no name is a copy of whatever it equals.
    """
    by_bytes: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in seen:
        if arrival.reading.sort not in {Sort.INLINE, Sort.DEBRIS}:
            by_bytes[arrival.receipt.sha256].append(arrival)
    found: dict[int, Arrival] = {}
    for same in by_bytes.values():
        if len(same) == 1:
            continue
        first: dict[Owner, Arrival] = {}
        for arrival in sorted(same, key=lambda a: (a.timing.received is None, a.timing.order)):
            owner = _owner(world, arrival, read, heap)
            original = first.get(owner) or (next(iter(first.values()), None) if not any(owner) else None)
            if original is None:
                first[owner] = arrival
            else:
                found[arrival.receipt.number] = original
    return found


def _owner(world: World, arrival: Arrival, read: Read, heap: Heap) -> Owner:
    sheets = read.get(arrival.receipt.number, ())
    if sheets:
        return tuple(sheet.unit for sheet in sheets)
    return (whose(world, arrival, heap)[0],)


def _copy(arrival: Arrival, found: Sequence[Submission], bench: Bench, original: Arrival) -> None:
    """Add `duplicate` rows: one, or one per form of the workbook; they belong where the original belongs."""
    first = bench.of_receipt(original.receipt.number)
    for index, sheet in enumerate(found or (None,)):
        like = first[index] if index < len(first) else None
        unit = like.unit if like else sheet.unit if sheet else None
        period = like.period if like else arrival.collecting.id
        same = f"与第 {original.receipt.number} 号收文完全相同"
        bench.add(
            blank_row(
                arrival,
                Outcome.DUPLICATE,
                unit=unit,
                period=period,
                sheet=like.sheet if like else None,
                problems=(),
                note=same,
            )
        )
        if unit and period != arrival.collecting.id:
            bench.strays[unit, arrival.collecting.id].append(f"收到的“{arrival.receipt.name}”{same}，属{period}期次")


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
        units=tuple(judged_unit(world, bench, period, unit, entries, deadline.moment) for unit in units),
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
    """Return the U problems of the answers that count; they change no outcome, so they are never more than 提示."""
    wanted = {(e.item, e.unit, e.source.archived, e.source.sheet) for e in entries}
    cases = [
        case
        for (receipt, sheet, unit, item), case in bench.cases.items()
        if (item, unit, bench.of_receipt(receipt)[0].archived, sheet) in wanted
    ]
    found: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for key, raised in check_across(cases, Thresholds.of(world.plan.settings)):
        kept = applied((raised,), world.plan.settings.switches)
        found[key].extend(replace(one, switched=Severity.REMARK) for one in kept)
    return {key: tuple(problems) for key, problems in found.items()}


def _with(entry: Entry, more: tuple[Problem, ...]) -> Entry:
    if not more:
        return entry
    problems = tuple(sorted((*entry.problems, *more), key=place))
    return replace(entry, problems=problems, verdict=verdict(problems))


def _with_file(row: FileRow, across: Across) -> FileRow:
    """Add the U problems to the file whose sheet they stand on, without touching its outcome."""
    if row.outcome in {Outcome.DUPLICATE, Outcome.SUPERSEDED}:
        return row
    more = tuple(p for e in row.entries for p in across.get((e.item, e.unit), ()) if p.sheet == row.sheet)
    return replace(row, problems=tuple(sorted((*row.problems, *more), key=place))) if more else row

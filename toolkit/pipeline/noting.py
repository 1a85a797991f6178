"""Record the clerk's own facts: checked against the plan and the ledger, then appended. Never edited."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from toolkit.evidence.ledger import Ledger
from toolkit.judge.snapshot import first_day
from toolkit.judge.statements_bound import taken_back, targets
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.outcomes import Outcome, Verdict
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline.closings import closings
from toolkit.pipeline.desk_book import keep_desk, read_desk
from toolkit.pipeline.made_up import answer_claim, make_up
from toolkit.pipeline.office import Office
from toolkit.pipeline.producing import judged_now
from toolkit.pipeline.written_files import NOTHING, WrittenFiles
from toolkit.words import refusals, remarks

if TYPE_CHECKING:
    from toolkit.nouns.docket import Docket


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteListed:
    """One note as recorded (number 0: --dry-run)."""

    note: Note
    about: int
    """How many receipts it concerns, for a note about a file."""
    stands: bool = True
    copies: WrittenFiles = NOTHING
    """Files written for the unit, of a file that was claimed."""
    idle: tuple[str, ...] = ()
    """Sentences: what the note does not do."""
    left: tuple[str, ...] = ()
    """Sentences: what could not be kept in 待办."""


def record(office: Office, stated: Note, *, every_period: bool = False, dry_run: bool) -> NoteListed:
    """Append one note as stated. A unit's note without a period is about the one being collected, unless `every_period`.

    Raises:
        ToolkitError: no reason, unknown unit, period, item, file or note.
    """
    if not stated.reason.strip():
        raise ToolkitError(refusals.NO_REASON)
    _check(office, stated)
    scoped = stated.period or (stated.unit and not every_period)
    note = replace(
        stated,
        at=office.as_of,
        reason=stated.reason.strip(),
        unit=office.unit(stated.unit).name if stated.unit else "",
        period=office.period(stated.period or None).id if scoped else "",
    )
    _check_delay(office, note)
    if dry_run:
        with office.reading() as ledger:
            _check_closing(ledger, note)
            return NoteListed(note=note, about=_about(ledger, note))
    with office.writing("note") as ledger:
        owed = make_up(office, ledger, _unsaid)
        about = _about(ledger, note)
        _check_closing(ledger, note)
        idle = _idle(judged_now(office, ledger).dockets, note) if note.kind is NoteKind.ACCEPT else ()
        number = ledger.append(note)[0]
        copies = answer_claim(office, ledger, _unsaid)
        left = keep_desk(office, ledger, judged_now(office, ledger).dockets, read_desk(office, ledger))
        idle = (*idle, *_wordless(judged_now(office, ledger).dockets, note)) if note.kind is NoteKind.WORDS else idle
        return NoteListed(note=_numbered(ledger, number), about=about, copies=owed.beside(copies), idle=idle, left=left)


def _unsaid(_what: str, _done: int, _total: int) -> None:
    """A note is too short a job to tell its progress."""


def _check(office: Office, note: Note) -> None:
    """Refuse a slip of the hand: an unknown item, one of another unit, a time that cannot be."""
    plan, item, received = office.plan, note.item, note.received
    if item and plan.item(item) is None:
        raise ToolkitError(refusals.no_such_item(item))
    if item and note.unit:
        holder = office.unit(note.unit).name
        if not any(item in plan.duties(period.deadline).held_by(holder) for period in plan.periods):
            hosts = plan.hosts(known, plan.periods[-1].deadline) if (known := plan.item(item)) else ()
            raise ToolkitError(refusals.not_their_item(holder, item, hosts))
    if received is None:
        return
    what = "催报时间" if note.kind is NoteKind.REMINDED else "收到时间"
    if received > office.as_of:
        raise ToolkitError(refusals.too_late(what, received, office.as_of))
    if received.date() < first_day(plan):
        raise ToolkitError(refusals.too_early(what, received, first_day(plan)))


def _check_delay(office: Office, note: Note) -> None:
    period = office.plan.period(note.period)
    if note.due is not None and period is not None and note.due <= period.deadline:
        raise ToolkitError(refusals.no_delay(note.due, period.name, period.deadline))


def _check_closing(ledger: Ledger, note: Note) -> None:
    """Refuse to close what is closed, and to open what is open."""
    if note.kind not in {NoteKind.CLOSE, NoteKind.UNCLOSE}:
        return
    known = closings(ledger, ledger.next_number - 1).get(note.period)
    if note.kind is NoteKind.CLOSE and known:
        raise ToolkitError(refusals.closed_already(note.period, known.at, known.number))
    if note.kind is NoteKind.UNCLOSE and known is None:
        raise ToolkitError(refusals.not_closed(note.period))


def _idle(dockets: "Sequence[Docket]", note: Note) -> tuple[str, ...]:
    """Say that a 认可 of a unit's rows finds none that were sent back; it is never about what comes later."""
    if note.file:
        return ()
    docket = next((docket for docket in dockets if docket.period == note.period), None)
    if docket is None:
        return ()
    rows = [e for e in docket.entries_of(note.unit) if e.verdict is Verdict.RETURNED and note.item in {"", e.item}]
    sheets = [row for row in docket.files_of(note.unit) if row.outcome is Outcome.RETURNED and not row.stray]
    if rows or (sheets and not note.item):
        return ()
    return (remarks.nothing_to_accept(note.unit, note.period, note.item),)


def _wordless(dockets: "Sequence[Docket]", note: Note) -> tuple[str, ...]:
    """Say that there is nothing to copy, or nobody to send it to."""
    told = note.file.removeprefix("#")
    rows = [row for docket in dockets for row in docket.files if told in {row.name, str(row.receipt)}]
    if any(row.confirming and row.words and row.unit for row in rows):
        return ()
    if any(row.words and not row.unit for row in rows):
        return (remarks.sender_unknown(note.file),)
    return (remarks.NOTHING_TO_COPY,)


def _numbered(ledger: Ledger, number: int) -> Note:
    return next(note for note in ledger.notes() if note.number == number)


def _about(ledger: Ledger, note: Note) -> int:
    """Return how many receipts the note is about; none, or an unknown note to retract, is the operator's mistake."""
    if note.retracts is not None:
        notes = ledger.notes()
        if all(meant.number != note.retracts for meant in notes):
            raise ToolkitError(refusals.no_such_note(note.retracts))
        if note.retracts in taken_back(notes):
            raise ToolkitError(refusals.retracted_already(note.retracts))
    if not note.file:
        return 0
    receipts = ledger.receipts()
    meant = targets(replace(note, number=ledger.next_number), receipts) & {r.number for r in receipts}
    if not meant:
        raise ToolkitError(refusals.no_such_arrival(note.file))
    return len(meant)


def listed(office: Office) -> tuple[NoteListed, ...]:
    """Return every note, oldest first, with whether it stands."""
    with office.reading() as ledger:
        return _listed(ledger)


def _listed(ledger: Ledger) -> tuple[NoteListed, ...]:
    everything = ledger.notes()
    gone = taken_back(everything)
    return tuple(NoteListed(note=note, about=0, stands=note.number not in gone) for note in everything)


def about_unit(ledger: Ledger, unit: str, files: Collection[int]) -> tuple[NoteListed, ...]:
    """Return the notes about a unit or its receipts, and what took them back, also where they no longer stand."""
    receipts = ledger.receipts()
    kept: dict[int, NoteListed] = {}
    for row in _listed(ledger):
        mine = row.note.unit == unit or row.note.retracts in kept
        if mine or (row.note.file and targets(row.note, receipts) & set(files)):
            kept[row.note.number] = row
    return tuple(kept.values())

"""Everything a judgement is made from, as values: plan, forms, receipts with what was read, notes, the moment. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from pathlib import PurePosixPath

from toolkit.intake.reading import Reading
from toolkit.judge.statements_bound import BoundNotes, bind
from toolkit.judge.times import Clock, Timing, timing
from toolkit.nouns.docket import FileRow, Outcome
from toolkit.nouns.fields import Form
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.nouns.records import Drafted, IngestRun, Issued, Note, NoteKind, Receipt
from toolkit.plan.deadlines import collecting, zone
from toolkit.plan.model import Period, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is on the table at one moment. `receipts` are those of runs not undone, in the ledger's order."""

    plan: Plan
    form: Form
    """The form in force."""
    forms: Mapping[str, Form] = field(default_factory=dict)
    """Version → form, every one ever issued (and the one in force)."""
    receipts: tuple[Receipt, ...] = ()
    readings: Mapping[int, Reading] = field(default_factory=dict)
    runs: Mapping[int, IngestRun] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    issued: tuple[Issued, ...] = ()
    drafted: tuple[Drafted, ...] = ()
    as_of: datetime
    fingerprint: str = ""

    @property
    def zone(self) -> tzinfo:
        return zone(self.plan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One receipt that is seen at this moment, with its time and what was read from it."""

    receipt: Receipt
    reading: Reading
    timing: Timing
    collecting: Period
    """The period being collected when it came (when it was ingested, if nobody knows when it came)."""
    claim: Note | None = None
    taken: datetime | None = None
    """The moment of its ingest."""
    stated_unit: str = ""
    """单位 of the clerk's log row about this file: whose it is where nothing else tells."""
    stated_period: str = ""
    """期次 of that row: which period a file that is no form belongs to."""


def bound_notes(snapshot: Snapshot) -> BoundNotes:
    return bind(snapshot.notes, snapshot.receipts)


def arrivals(snapshot: Snapshot, bound: BoundNotes) -> tuple[Arrival, ...]:
    """Return what is known to have been received by `as_of` (or at a time unknown), in order of arrival."""
    year_start = datetime(first_day(snapshot.plan).year, 1, 1, tzinfo=snapshot.zone)
    seen = []
    for receipt in snapshot.receipts:
        run = snapshot.runs.get(receipt.run)
        ingested = run.as_of if run else snapshot.as_of
        stated = bound.latest(receipt.number, NoteKind.RECEIVED)
        clock = Clock(year_start=year_start, as_of=snapshot.as_of, ingested=ingested)
        found = timing(receipt, stated.received if stated else None, clock)
        if found.received is not None and found.received > snapshot.as_of:
            continue
        seen.append(
            Arrival(
                receipt=receipt,
                reading=snapshot.readings[receipt.number],
                timing=found,
                collecting=collecting(snapshot.plan, found.received or ingested),
                taken=ingested,
                claim=bound.latest(receipt.number, NoteKind.CLAIM),
                stated_unit=stated.unit if stated else "",
                stated_period=stated.period if stated else "",
            )
        )
    return tuple(sorted(seen, key=lambda a: a.timing.order))


def first_day(plan: Plan) -> date:
    """Return 1 January of the plan's year (设置.年度, else the first period's year)."""
    year = plan.settings.text("年度")
    return date(int(year) if year.isdigit() else plan.periods[0].deadline.year, 1, 1)


def blank_row(arrival: Arrival, outcome: Outcome, **more: object) -> FileRow:
    """Return the arrival's row with nothing judged yet but its outcome; `more` are FileRow fields."""
    receipt = arrival.receipt
    known: dict[str, object] = {
        "receipt": receipt.number,
        "name": receipt.name,
        "inside": receipt.inside,
        "sha256": receipt.sha256,
        "outcome": outcome,
        "period": arrival.collecting.id,
        "received": arrival.timing.received,
        "evidence": arrival.timing.evidence,
        "problems": (*arrival.reading.problems, *_warned(arrival)),
        "archived": receipt.archived,
        "run": receipt.run,
        "taken": arrival.taken,
        "note": arrival.timing.remark,
    }
    return FileRow(**(known | more))  # type: ignore[arg-type]


def _warned(arrival: Arrival) -> Iterator[Problem]:
    """Yield F06 and F07 of a table that could be read all the same."""
    book = arrival.reading.book
    for warning in book.warnings if book else ():
        detail = book.details.get(warning, "") if book else ""
        extension = PurePosixPath(arrival.receipt.path).suffix
        if warning == Code.F06.name:
            yield problem(Code.F06, extension=extension, actual=detail)
        elif warning == Code.F07.name:
            yield problem(Code.F07, detail=detail or "宏或外部链接")

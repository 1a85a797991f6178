"""Everything a judgement is made from, as values: plan, forms, receipts with what was read, notes, the moment. Pure."""

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from toolkit.intake.reading import Reading
from toolkit.judge.frozen import FrozenRules
from toolkit.judge.lights import Lights
from toolkit.judge.recognitions import Recognitions
from toolkit.judge.statements_bound import LOG, BoundNotes, bind, targets
from toolkit.judge.times import Clock, Timing, timing, to_the_minute
from toolkit.nouns.cells import Book
from toolkit.nouns.docket import FileRow
from toolkit.nouns.fields import Form
from toolkit.nouns.letters_on_record import NO_LETTERS, Letters
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.nouns.records import IngestRun, Issued, Note, NoteKind, Receipt, ReceiptMark, Sort, receipt_mark
from toolkit.nouns.shelf import marks_of
from toolkit.plan.deadlines import collecting, zone
from toolkit.plan.model import Period, Plan
from toolkit.values.lexicon import Lexicon, lexicon_of

if TYPE_CHECKING:
    from toolkit.judge.settled import SettledBefore
    from toolkit.tiers.returned_book import RegisterBelow


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is on the table at one moment. `receipts` are those of runs not undone, in the ledger's order."""

    plan: Plan
    form: Form
    """The form in force."""
    forms: Mapping[str, Form] = field(default_factory=dict)
    """Version → form, every one ever issued (and the one in force)."""
    receipts: Sequence[Receipt] = ()
    readings: Mapping[int, Reading] = field(default_factory=dict)
    runs: Mapping[int, IngestRun] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    issued: Sequence[Issued] = ()
    drafted: Letters = NO_LETTERS
    as_of: datetime
    with_later_notes: bool = False
    """Count notes recorded after `as_of` too; else the view is that moment's."""
    fingerprint: str = ""
    prints: Mapping[int, str] = field(default_factory=dict)
    """Receipt → sha256 of its reading as kept."""
    recognitions: Recognitions | None = None
    """What was recognised before and in this command; None = nothing is kept."""
    closed: Mapping[str, FrozenRules] = field(default_factory=dict)
    """Period → the rules it was closed under (定稿)."""
    settled: "SettledBefore | None" = None
    """What was kept of sheets judged before; None = nothing is kept."""

    @property
    def rules(self) -> str:
        """The printed fingerprint of the plan and the form in force (计划指纹)."""
        return rules_print(self.plan.sha256, self.form.sha256)

    @property
    def zone(self) -> tzinfo:
        return zone(self.plan)

    @property
    def words(self) -> Lexicon:
        """Return the word lists with the office's own words."""
        return self.plan.derived(_words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One receipt that is seen at this moment, with its time and what was read from it."""

    receipts: Sequence[Receipt] = field(repr=False, compare=False)
    place: int
    """Where its receipt stands among them."""
    mark: ReceiptMark
    lights: Lights = field(repr=False, compare=False)
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
    register: "RegisterBelow | None" = None
    """What a register from below says of itself, and what does not hold in it."""

    @property
    def receipt(self) -> Receipt:
        return self.receipts[self.place]

    @property
    def sort(self) -> Sort:
        """What it is: a register from below stands for a scan."""
        return Sort.SCAN if self.register else self.lights.sort(self.mark.number)

    @property
    def reading(self) -> Reading:
        """What was read, but for the cells: those are `book`'s."""
        return self.lights[self.mark.number]

    @property
    def book(self) -> Book | None:
        """The tables, opened anew each time they are asked for."""
        return self.lights.book(self.mark.number)


def _words(plan: Plan) -> Lexicon:
    return lexicon_of(plan.settings.values)


def rules_print(plan: str, form: str) -> str:
    """Return what is printed for one plan and one form, by the sha256 of each: "1A2B-3C4D-5E6F-7081"."""
    digest = hashlib.sha256(f"{plan}\n{form}".encode()).hexdigest()[:16].upper()
    return "-".join(digest[i : i + 4] for i in range(0, 16, 4))


_OF_RULES = frozenset({NoteKind.CLOSE, NoteKind.UNCLOSE})
"""Say by which rules a period is judged, at whatever moment one asks."""


def bound_notes(snapshot: Snapshot) -> BoundNotes:
    """Return the notes known at the moment judged by, sorted by what they are about."""
    left = set(later_notes(snapshot))
    return bind((note for note in snapshot.notes if note not in left), snapshot.receipts)


def later_notes(snapshot: Snapshot) -> tuple[Note, ...]:
    """Return the notes recorded after `as_of`, which the view as of then leaves out.

    A row of the receipt log that came with the file it speaks of is part of that file's receipt.
    """
    if snapshot.with_later_notes:
        return ()
    late = (note for note in snapshot.notes if note.at > snapshot.as_of and note.kind not in _OF_RULES)
    return tuple(note for note in late if not _of_receipt(snapshot, note))


def _of_receipt(snapshot: Snapshot, note: Note) -> bool:
    if note.kind is not NoteKind.RECEIVED or note.source != LOG:
        return False
    run = max((number for number in snapshot.runs if number < note.number), default=0)
    return bool(targets(note, tuple(receipt for receipt in snapshot.receipts if receipt.run == run)))


def arrivals(snapshot: Snapshot, bound: BoundNotes) -> tuple[Arrival, ...]:
    """Return what is known to have been received by `as_of` (or at a time unknown), in order of arrival."""
    return Arrivals(snapshot, bound).seen(range(len(snapshot.receipts)))


class Arrivals:
    """The receipts of a snapshot as they came, each told when somebody asks."""

    def __init__(self, snapshot: Snapshot, bound: BoundNotes) -> None:
        self._snapshot, self._bound = snapshot, bound
        self._year_start = datetime(first_day(snapshot.plan).year, 1, 1, tzinfo=snapshot.zone)
        self._clocks = _clocks(snapshot, self._year_start)
        self._outer = Outer(snapshot.receipts)
        self._lights = Lights(snapshot.readings)
        self._marks = marks_of(snapshot.receipts, receipt_mark)

    @cached_property
    def _numbers(self) -> Sequence[int]:
        return array("q", [mark.number for mark in self._marks])

    def seen(self, places: Iterable[int]) -> tuple[Arrival, ...]:
        """Return those that stand in these places among the receipts and were received by `as_of`, in order of arrival."""
        return tuple(sorted((one for place in places if (one := self._seen(place))), key=lambda a: a.timing.order))

    def of(self, number: int) -> Arrival:
        """Return one that was received by then, by the number of its receipt."""
        arrival = self._seen(bisect_left(self._numbers, number))
        assert arrival is not None and arrival.mark.number == number
        return arrival

    def _seen(self, place: int) -> Arrival | None:
        snapshot, bound, receipt = self._snapshot, self._bound, self._snapshot.receipts[place]
        clock = self._clocks.get(receipt.run) or Clock(year_start=self._year_start, ingested=snapshot.as_of)
        stated = bound.latest(receipt.number, NoteKind.RECEIVED)
        times = timing(receipt, stated.received if stated else None, clock, enclosed=self._outer.unproved(receipt))
        if times.received is not None and to_the_minute(times.received) > snapshot.as_of:
            return None
        return Arrival(
            receipts=snapshot.receipts,
            place=place,
            mark=self._marks[place],
            lights=self._lights,
            timing=times,
            collecting=collecting(snapshot.plan, times.received or clock.ingested),
            taken=clock.ingested,
            claim=bound.latest(receipt.number, NoteKind.CLAIM),
            stated_unit=stated.unit if stated else "",
            stated_period=stated.period if stated else "",
        )


def _clocks(snapshot: Snapshot, year_start: datetime) -> dict[int, Clock]:
    """Return the moments that bound what the times of each run's files can prove."""
    before: datetime | None = None
    clocks = {}
    for run in sorted(snapshot.runs.values(), key=lambda run: run.number):
        clocks[run.number] = Clock(year_start=year_start, ingested=run.moment, before=before)
        if not run.undone:
            before = max(before, run.moment) if before else run.moment
    return clocks


class Outer(Mapping[int, Receipt]):
    """Receipt → the receipts that others came inside of; each is opened when somebody asks."""

    def __init__(self, receipts: Sequence[Receipt]) -> None:
        marks = marks_of(receipts, receipt_mark)
        inside = {mark.parent for mark in marks if mark.parent is not None}
        self._receipts = receipts
        self._places = {mark.number: place for place, mark in enumerate(marks) if mark.number in inside} if inside else {}

    def __getitem__(self, number: int) -> Receipt:
        return self._receipts[self._places[number]]

    def __contains__(self, number: object) -> bool:
        return number in self._places

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def unproved(self, receipt: Receipt) -> bool:
        """Tell whether a mail header stands in a mail inside an archive: the file that lay in the inbox has none."""
        root = receipt
        while root.parent is not None and root.parent in self:
            root = self[root.parent]
        return receipt.times.mail_received is not None and root.times.mail_received is None


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
    """Yield F06, F07 and F08 of a table that could be read all the same."""
    book = arrival.reading.book
    for warning in book.warnings if book else ():
        detail = book.details.get(warning, "") if book else ""
        extension = PurePosixPath(arrival.receipt.path).suffix
        if warning == Code.F06.name:
            yield problem(Code.F06, extension=extension, actual=detail)
        elif warning == Code.F07.name:
            yield problem(Code.F07, detail=detail or "宏或外部链接")
        elif warning == Code.F08.name:
            yield problem(Code.F08, detail=detail)

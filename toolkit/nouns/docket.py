"""The docket: what is known and judged of one period at one moment. Pure data; every output is made from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Self

from toolkit.nouns.answer import Answer
from toolkit.nouns.docket_marks import DocketMarks, FileMark
from toolkit.nouns.items_of_units import ItemsOfUnits
from toolkit.nouns.outcomes import Evidence, Outcome, Status, Verdict
from toolkit.nouns.paper import Paper
from toolkit.nouns.problems import Code, Problem, Severity
from toolkit.nouns.records import Containers, Note, whole_path
from toolkit.nouns.shelf import each
from toolkit.nouns.submission import Below


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an entry's answers stand."""

    file: str
    inside: Containers
    sheet: str
    cells: Mapping[str, str]
    """KEY → cell address as the sender sees it."""
    archived: str | None = None
    """Path of the original below archive/, with forward slashes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One assignment's answers as one file gave them."""

    item: str
    unit: str
    verdict: Verdict
    fields: Mapping[str, Answer]
    """KEY → typed answer, for every 填报.KEY of the form, in form order."""
    source: Source
    problems: tuple[Problem, ...] = ()
    raw: Mapping[str, str] = field(default_factory=dict)
    """KEY → what stands in the cell as its sender sees it, where it could not be read as an answer."""

    @property
    def accepted(self) -> bool:
        """Tell whether these answers may count; what was sent back never does."""
        return self.verdict is not Verdict.RETURNED


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One arrival: a file, a member of a container, or one sheet of a workbook with several units' forms."""

    receipt: int
    """The ledger's number of the receipt."""
    name: str
    inside: Containers
    sha256: str
    outcome: Outcome
    unit: str | None = None
    period: str | None = None
    sheet: str | None = None
    received: datetime | None = None
    evidence: Evidence = Evidence.UNKNOWN
    foot: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    entries: tuple[Entry, ...] = ()
    """All rows read from it, also those sent back."""
    archived: str | None = None
    run: int = 0
    taken: datetime | None = None
    """When it was taken in: the moment of its ingest."""
    note: str = ""
    """A sentence for people: subject of a mail, suggestion of a unit, a statement that contradicts."""
    paper: Paper | None = None
    """What was seen on a scan."""
    suggestion: str = ""
    """For an unclaimed file: the unit it is probably of."""
    printed: str = ""
    """填报单位 as the sheet prints it, where 附件1 knows no such name."""
    below: Below | None = None
    """What a book from below tells beside our items."""
    words: str = field(default="", repr=False)
    """What it says in words, of something that came instead of a form."""
    confirming: bool = False
    """The clerk wants these words copied into the form that goes back."""

    @property
    def whole(self) -> str:
        return whole_path(self.inside, self.name)

    @property
    def formless(self) -> bool:
        """Tell whether it is what came instead of a form: a mail without one, a report in Word, a link."""
        said = [dict(p.facts) for p in self.problems if p.code is Code.S01 and p.severity is Severity.RETURN]
        return self.outcome in {Outcome.NOT_A_FORM, Outcome.CONTAINER} and any(facts.get("detail") for facts in said)

    @property
    def stray(self) -> bool:
        """Tell whether it was sent back as another period's (S03) or another job's form (S14): it changes nothing here."""
        return any(problem.code in {Code.S03, Code.S14} and problem.severity is Severity.RETURN for problem in self.problems)


WEAK = frozenset({Evidence.MAIL_DATE, Evidence.FILE_TIME, Evidence.UNKNOWN})
"""What a unit could have written itself: a time that stands on it is to be looked into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstArrival:
    """The arrival of one material (sheet or scan) whose time counts for a unit in a period."""

    moment: datetime | None
    """None = it came, but nobody knows when."""
    evidence: Evidence
    file: str | None = None
    """None = handed in on paper or by another channel, as the clerk stated."""
    channel: str | None = None
    taken: datetime | None = None
    """When it was taken in: it came no later. None = not through the inbox."""
    copy: bool = False
    """The same content as one before it: speaks only where its time is better proved."""

    @property
    def weak(self) -> bool:
        """Tell whether its time still has to be checked (时间待核)."""
        return self.evidence in WEAK


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit's state in the period, with its reason."""

    unit: str
    status: Status
    reason: str
    provisional: bool = False
    """The time that decides the status rests on weak evidence."""
    sheet: FirstArrival | None = None
    """电子表; None = none came."""
    scan: FirstArrival | None = None
    """盖章扫描件; None = none came."""
    complete_at: datetime | None = None
    """The later of the two times that count."""
    due_rows: int = 0
    filled_rows: int = 0
    returns: int = 0
    days_late: int = 0
    working_days_late: int = 0
    deadline: datetime | None = None
    """The unit's own effective deadline when it was given a later one (缓报), else the period's."""
    reminders: int = 0
    last_reminded: datetime | None = None
    remarks: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    """The clerk's statements about the unit in this period and about its files, oldest first."""

    @property
    def first_received(self) -> datetime | None:
        return self.sheet.moment if self.sheet else None

    @property
    def scan_received(self) -> datetime | None:
        return self.scan.moment if self.scan else None

    @property
    def evidence(self) -> Evidence:
        """Tell how `first_received` is known."""
        return self.sheet.evidence if self.sheet else Evidence.UNKNOWN

    @property
    def doubtful(self) -> bool:
        """Tell whether the time that decides the status still has to be checked (时间待核)."""
        return self.provisional or self.status is Status.TIME_UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """A unit of which a register says something else than the one printed before it (认定变动)."""

    period: str
    """全年 in the year's register."""
    unit: str
    before: str
    after: str
    causes: tuple[str, ...]
    """Which cell of 附件1, which note, which arrival."""
    number: int = 0
    """The record of the register that says so."""
    arrived: bool = False
    """Nothing but what the unit sent since, or the passing of time, is the cause."""


@dataclass(frozen=True, kw_only=True)
class Docket(DocketMarks):
    """Everything about one period as of one moment. Rows are in the plan's order."""

    period: str
    deadline: date
    effective_deadline: datetime
    deadline_reason: str
    as_of: datetime
    units: Sequence[UnitRow]
    files: Sequence[FileRow]
    entries: Sequence[Entry]
    """The answers that count: one per assignment that anything was received for."""
    due: tuple[tuple[str, str], ...]
    """(item, unit) asked in this period."""
    complete: tuple[tuple[str, str], ...] = ()
    """(item, unit) finished before this period."""
    fingerprint: str = ""
    """Chain head of the ledger (台账指纹)."""
    rules: str = ""
    """Fingerprint of the plan and the form that the period is judged by (计划指纹)."""
    closed: datetime | None = None
    """When it was closed (定稿): `rules` are those of then. None = open."""
    later_notes: int = 0
    """The clerk's facts about this period that were recorded after `as_of` and are left out."""
    ingested: Mapping[int, datetime] = field(default_factory=dict)
    """Run → its moment, when what it brought was taken in."""

    def whole(self) -> Self:
        """Return the same with every row lying open, to be looked at when the ledger is closed."""
        return replace(self, units=tuple(self.units), files=tuple(self.files), entries=tuple(self.entries))

    def row(self, unit: str) -> UnitRow | None:
        """Return a unit's row; None = it has nothing to do with the period."""
        place = self._rows.get(unit)
        return None if place is None else self.units[place]

    def later_day(self, unit: str) -> datetime | None:
        """Return until when a unit was given more time (缓报); None = it was not. Only one that was noted of is opened."""
        mark = self.unit_mark_of(unit)
        row = self.row(unit) if mark and mark.noted else None
        return row.deadline if row else None

    def files_of(self, unit: str) -> Sequence[FileRow]:
        """Return a unit's files, in order of arrival."""
        return tuple(self.files[place] for place in each(self._files.get(unit)))

    @cached_property
    def books_below(self) -> tuple[tuple[str, FileRow], ...]:
        """Return (unit, file) of the books from below that count, in the plan's order of units; () = we are the lowest tier."""
        last = {str(mark.unit): place for place, mark in enumerate(self.file_marks) if _counts_below(mark)}
        return tuple((mark.unit, self.files[last[mark.unit]]) for mark in self.unit_marks if mark.unit in last)

    def book_below(self, unit: str) -> FileRow | None:
        """Return a unit's book from below that counts; None = there is none."""
        last = [place for place in self.file_places(unit) if _counts_below(self.file_marks[place])]
        return self.files[last[-1]] if last and self.unit_mark_of(unit) else None

    def entries_of(self, unit: str) -> Sequence[Entry]:
        return tuple(self.entries[place] for place in each(self._entries.get(unit)))

    def due_of(self, unit: str) -> Sequence[str]:
        """Return the items that a unit is asked about, in the notice's order."""
        return self._due.of(unit)

    @cached_property
    def _due(self) -> ItemsOfUnits:
        return ItemsOfUnits(self.due)


_BELOW = frozenset({Outcome.ACCEPTED, Outcome.REMARKS, Outcome.RETURNED})


def _counts_below(mark: FileMark) -> bool:
    return mark.below and mark.outcome in _BELOW and not mark.stray

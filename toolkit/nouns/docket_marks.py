"""What the long lists of a docket are searched for: small values that stand beside them, told without opening what they hold.

Of a country there are hundreds of thousands: they are tuples, which are made in a third of the time that nouns take, and
what many of them name (a unit, an item, a sheet) is one text for all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from functools import cached_property
from sys import intern
from typing import TYPE_CHECKING, NamedTuple, Self

from toolkit.nouns.problems import Code
from toolkit.nouns.shelf import Places, each, marks_of, placed

if TYPE_CHECKING:
    from toolkit.nouns.docket import Entry, FileRow, UnitRow
    from toolkit.nouns.outcomes import Evidence, Outcome, Status


class UnitMark(NamedTuple):
    """Of one unit in one period."""

    unit: str
    status: "Status"
    doubtful: bool
    """The time that decides still has to be checked."""
    unsure: bool
    """It, or that of any material, still has to be checked."""
    whole: bool
    """Both its sheet and its scan came."""
    days_late: int
    noted: bool
    """The clerk stated something about it: a later day, a reminder, …"""


class EntryMark(NamedTuple):
    """Of one answer."""

    item: str
    unit: str
    accepted: bool
    prefilled: bool
    """What was printed for it was changed (S06)."""


class FileMark(NamedTuple):
    """Of one file, or one sheet of it."""

    receipt: int
    run: int
    unit: str | None
    period: str | None
    sheet: str | None
    outcome: "Outcome"
    evidence: "Evidence"
    stray: bool
    formless: bool
    below: bool
    """It is a book from below."""
    telling: bool
    """It says more than answers: another name of its unit, words instead of a form, a seal that was not seen."""
    entries: tuple[EntryMark, ...]


def unit_mark(row: "UnitRow") -> UnitMark:
    weak = any(arrival is not None and arrival.weak for arrival in (row.sheet, row.scan))
    both = row.sheet is not None and row.scan is not None
    noted = bool(row.notes or row.deadline or row.last_reminded)
    return UnitMark(intern(row.unit), row.status, row.doubtful, row.doubtful or weak, both, row.days_late, noted)


def entry_mark(entry: "Entry") -> EntryMark:
    changed = any(problem.code is Code.S06 for problem in entry.problems)
    return EntryMark(intern(entry.item), intern(entry.unit), entry.accepted, changed)


def file_mark(row: "FileRow") -> FileMark:
    telling = bool(row.printed or row.words or row.confirming or row.suggestion)
    return FileMark(
        row.receipt,
        row.run,
        _one(row.unit),
        _one(row.period),
        _one(row.sheet),
        row.outcome,
        row.evidence,
        row.stray,
        row.formless,
        row.below is not None,
        telling or any(problem.code is Code.S16 for problem in row.problems),
        tuple([entry_mark(entry) for entry in row.entries]),
    )


def _one(text: str | None) -> str | None:
    return text and intern(text)


class DocketMarks:
    """The lists of a docket, searched by their marks."""

    units: "Sequence[UnitRow]"
    files: "Sequence[FileRow]"
    entries: "Sequence[Entry]"
    ingested: Mapping[int, datetime]
    fingerprint: str

    @cached_property
    def _rows(self) -> dict[str, int]:
        names = [mark.unit for mark in self.unit_marks]
        return dict(zip(reversed(names), reversed(range(len(names))), strict=True))  # of one told twice its first row

    @cached_property
    def _files(self) -> dict[str, Places]:
        return placed(mark.unit or "" for mark in self.file_marks)

    @cached_property
    def _entries(self) -> dict[str, Places]:
        return placed(mark.unit for mark in self.entry_marks)

    def made_ready(self) -> None:
        """Make the tables of its units and answers, by which most products search it."""
        for table in (self._rows, self._entries, self.counts):
            len(table)

    def printing(self, fingerprint: str) -> Self:
        """Return the same with another chain head (台账指纹), and with the tables that it is searched by already."""
        other = copy(self)
        object.__setattr__(other, "fingerprint", fingerprint)
        return other

    def entry_places(self, unit: str) -> tuple[int, ...]:
        """Return where a unit's answers stand among those of the docket."""
        return each(self._entries.get(unit))

    def place_of(self, unit: str) -> int | None:
        """Return where a unit's row stands; None = it has nothing to do with the period."""
        return self._rows.get(unit)

    def count(self, status: "Status") -> int:
        return self.counts[status]

    @cached_property
    def counts(self) -> "Counter[Status]":
        """How many units are in which state."""
        return Counter(mark.status for mark in self.unit_marks)

    @cached_property
    def unit_marks(self) -> Sequence[UnitMark]:
        return marks_of(self.units, unit_mark)

    @cached_property
    def file_marks(self) -> Sequence[FileMark]:
        return marks_of(self.files, file_mark)

    @cached_property
    def entry_marks(self) -> Sequence[EntryMark]:
        return marks_of(self.entries, entry_mark)

    def unit_mark_of(self, unit: str) -> UnitMark | None:
        """Return a unit's mark; None = it has nothing to do with the period."""
        place = self._rows.get(unit)
        return None if place is None else self.unit_marks[place]

    def file_places(self, unit: str) -> tuple[int, ...]:
        """Return where a unit's files stand, in order of arrival; "" = those that are nobody's."""
        return each(self._files.get(unit))

    @property
    def others(self) -> Sequence[str]:
        """Return who sent something and has nothing to do with the period; "" = nobody knows who."""
        return tuple(unit for unit in self._files if unit not in self._rows)

    def taken(self, place: int) -> datetime | None:
        """Return when a file was taken in; it is opened only where its run is not known."""
        return self.ingested.get(self.file_marks[place].run) or self.files[place].taken

    def file_marks_of(self, unit: str) -> Sequence[FileMark]:
        """Return the marks of a unit's files, in order of arrival."""
        return tuple(self.file_marks[place] for place in each(self._files.get(unit)))

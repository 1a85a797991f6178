"""What the tasks of 待办 are made from, and the parts that they have in common. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import chain
from typing import TYPE_CHECKING

from toolkit.clerk.todo import Choice, Task, TaskKind, seen
from toolkit.nouns.docket_marks import FileMark, UnitMark
from toolkit.nouns.records import Note, NoteKind, Times
from toolkit.plan.model import Plan

if TYPE_CHECKING:
    from toolkit.nouns.docket import Docket, FileRow, VerdictChange

UNDATED = datetime.min  # noqa: DTZ901 - filled in when the choice is taken


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFacts:
    """What the tasks are made from."""

    plan: Plan
    dockets: "tuple[Docket, ...]"
    times: Mapping[int, Times]
    """Receipt → every moment known of it."""
    notes: tuple[Note, ...]
    """In force."""
    zone: tzinfo
    archive: str = "../archive"
    """The archive as seen from inbox/, for links."""
    changes: "tuple[VerdictChange, ...]" = ()
    """认定变动 of the newest registers."""
    tells: Callable[["Docket", range], str] = lambda _docket, _places: ""
    """Returns a hash of all that a docket says of the units in some places; "" = that cannot be told: look at them."""
    units: Sequence[str] | None = None
    """Only what waits about these ("" = what is nobody's); None = about all."""

    def of(self, docket: "Docket", units: Sequence[str]) -> "WaitingFacts":
        """Return what the tasks about some units in one period are made from."""
        return replace(self, dockets=(docket,), units=units)

    def file_places(self, docket: "Docket") -> Sequence[int]:
        """Return where the files stand that tasks are made of, in order of arrival."""
        return range(len(docket.files)) if self.units is None else _sorted(map(docket.file_places, self.units))

    def entry_places(self, docket: "Docket") -> Sequence[int]:
        """Return where the answers stand, in the notice's order."""
        return range(len(docket.entries)) if self.units is None else _sorted(map(docket.entry_places, self.units))

    def unit_marks(self, docket: "Docket") -> Iterator[UnitMark]:
        if self.units is None:
            return iter(docket.unit_marks)
        return (mark for mark in map(docket.unit_mark_of, self.units) if mark)

    def books_below(self, docket: "Docket") -> Iterator[tuple[str, "FileRow"]]:
        """Yield (unit, file) of the books from below that count."""
        if self.units is None:
            return iter(docket.books_below)
        return ((unit, row) for unit in self.units if (row := docket.book_below(unit)))


def _sorted(places: Iterable[Sequence[int]]) -> Sequence[int]:
    return sorted(chain.from_iterable(places))


def places_of(known: WaitingFacts, wanted: Callable[[FileMark], bool]) -> Iterator[tuple["Docket", int]]:
    """Yield where files stand that are wanted."""
    for docket in known.dockets:
        marks = docket.file_marks
        for place in known.file_places(docket):
            if wanted(marks[place]):
                yield docket, place


def files_of(known: WaitingFacts, wanted: Callable[[FileMark], bool]) -> Iterator[tuple["Docket", "FileRow"]]:
    return ((docket, docket.files[place]) for docket, place in places_of(known, wanted))


def about_file(known: WaitingFacts, kind: TaskKind, row: "FileRow", what: str, choices: Sequence[Choice]) -> Task:
    return Task(
        kind=kind,
        about=(f"#{row.receipt}", row.sheet or ""),
        what=what,
        where=row.whole,
        link=f"{known.archive}/{row.archived}" if row.archived else "",
        period=row.period or "",
        stands=(row.receipt, row.sheet or "", row.unit or ""),
        choices=tuple(choices),
    )


def stated(kind: NoteKind, row: "FileRow | FileMark", *, unit: str = "", received: datetime | None = None) -> Note:
    return Note(kind=kind, at=UNDATED, file=f"#{row.receipt}", unit=unit, received=received)


def no_need(kind: TaskKind, row: "FileRow", word: str) -> Choice:
    return Choice(word=word, note=seen(kind, file=f"#{row.receipt}"))


def shown_at(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"

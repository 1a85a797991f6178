"""What the tasks of 待办 are made from, and the parts that they have in common. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from toolkit.clerk.todo import Choice, Task, TaskKind, seen
from toolkit.nouns.docket import Docket, FileRow, VerdictChange
from toolkit.nouns.docket_marks import FileMark
from toolkit.nouns.records import Note, NoteKind, Times
from toolkit.plan.model import Plan

UNDATED = datetime.min  # noqa: DTZ901 - filled in when the choice is taken


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFacts:
    """What the tasks are made from."""

    plan: Plan
    dockets: tuple[Docket, ...]
    times: Mapping[int, Times]
    """Receipt → every moment known of it."""
    notes: tuple[Note, ...]
    """In force."""
    zone: tzinfo
    archive: str = "../archive"
    """The archive as seen from inbox/, for links."""
    changes: tuple[VerdictChange, ...] = ()
    """认定变动 of the newest registers."""


def files_of(known: WaitingFacts, wanted: Callable[[FileMark], bool]) -> Iterator[tuple[Docket, FileRow]]:
    for docket in known.dockets:
        for place, mark in enumerate(docket.file_marks):
            if wanted(mark):
                yield docket, docket.files[place]


def about_file(known: WaitingFacts, kind: TaskKind, row: FileRow, what: str, choices: Sequence[Choice]) -> Task:
    return Task(
        kind=kind,
        about=(f"#{row.receipt}", row.sheet or ""),
        what=what,
        where=row.whole,
        link=f"{known.archive}/{row.archived}" if row.archived else "",
        period=row.period or "",
        choices=tuple(choices),
    )


def stated(kind: NoteKind, row: FileRow, *, unit: str = "", received: datetime | None = None) -> Note:
    return Note(kind=kind, at=UNDATED, file=f"#{row.receipt}", unit=unit, received=received)


def no_need(kind: TaskKind, row: FileRow, word: str) -> Choice:
    return Choice(word=word, note=seen(kind, file=f"#{row.receipt}"))


def shown_at(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"

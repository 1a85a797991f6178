"""inbox/待办.xlsx kept up: what the clerk filled in becomes notes, what still waits is written anew. Never loses a row."""

import hashlib
from array import array
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from toolkit.clerk.todo import NAME, SOURCE, FilledRow, decided, further, read_todo
from toolkit.evidence.ledger import Ledger
from toolkit.intake.recognise.kept import code_print
from toolkit.judge.statements_bound import standing
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Note, Receipt, Times, receipt_mark
from toolkit.nouns.shelf import marks_of
from toolkit.pipeline.office import Office, docket_of
from toolkit.pipeline.twin import bytes_told
from toolkit.plan.model import Period
from toolkit.words import remarks
from toolkit.workspace import open_elsewhere, write_atomic
from toolkit.workspace.locking import who
from toolkit.workspace.refused import held_open, system_said

if TYPE_CHECKING:
    from toolkit.judge.waiting_facts import WaitingFacts
    from toolkit.nouns.docket import Docket
    from toolkit.pipeline.errands import Errands
    from toolkit.pipeline.products import Judged
    from toolkit.pipeline.unit_prints import UnitPrints

_KIND, _UP_TO, _BLANK, _BLOCKS = "desk", "up to", "blank", "blocks"
"""Where the derived cache keeps the chain's head at which the book was last kept up, which book has no row filled in, and
what the next one can take over from the one that was written last."""
_END = "whole"
"""What a twin tells last of a book that it drew."""


@dataclass(frozen=True, slots=True)
class DrawnBook:
    """The book, and what is to be kept for the next one."""

    data: bytes
    blocks: bytes
    units: Mapping[str, bytes]
    """How the units stand in the dockets that were put together for it (`fresh_units`)."""


DrawnBeside = Callable[[], DrawnBook | None]
"""Returns the book as a twin drew it; None = it did not, or more is on record now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskBook:
    """待办.xlsx as it was found, and what became of the rows that the clerk had filled in."""

    sha256: str = ""
    """"" = there was none."""
    rows: tuple[FilledRow, ...] = ()
    notes: tuple[Note, ...] = ()
    """Fresh facts, for the ledger."""
    said: Mapping[str, str] = field(default_factory=dict)
    """编号 → why a row could not be done."""
    complaints: tuple[str, ...] = ()


def read_desk(office: Office, ledger: Ledger) -> DeskBook:
    """Read what the clerk has filled in. A book that cannot be read costs only itself: it is named.

    One known to have nothing filled in (`ledger`) is not opened: that takes longer than all else where nothing is new.
    """
    path = office.workspace.todo
    if not path.is_file():
        return DeskBook()
    try:
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        blank = ledger.derived(_KIND, _BLANK) == _blank(sha256)
        return DeskBook(sha256=sha256, rows=() if blank else read_todo(data))
    except OSError as error:
        return DeskBook(
            sha256="?",
            complaints=(remarks.todo_unread(NAME, system_said(error)),),
        )
    except ToolkitError as error:
        return DeskBook(sha256="?", complaints=(str(error),))


def take_desk(office: Office, ledger: Ledger) -> DeskBook:
    """Put on record what the clerk has filled in; judges only where there is something to decide."""
    book = read_desk(office, ledger)
    bare = [row.row for row in book.rows if row.choice and not row.reason]
    if bare:
        book = replace(book, complaints=(*book.complaints, remarks.rows_without_reason(NAME, bare)))
    if not any(row.choice and row.reason for row in book.rows):
        return book
    from toolkit.pipeline.producing import judged_now

    answered = decide_desk(
        office, ledger, judged_now(office, ledger).dockets, book, by=office.plan.settings.text("登记人") or who()
    )
    if answered.notes:
        ledger.append(*answered.notes)
    return answered


def decide_desk(office: Office, ledger: Ledger, dockets: "Sequence[Docket]", book: DeskBook, by: str = "") -> DeskBook:
    """Turn filled rows into notes, against what waits now."""
    from toolkit.judge.snapshot import first_day
    from toolkit.judge.waiting import waiting
    from toolkit.values.moments import read_moment

    tasks = waiting(known_of(office, ledger, dockets))
    places = {mark.key: place for place, mark in enumerate(tasks.marks)}
    year = first_day(office.plan).year

    def moment(text: str) -> datetime:
        return read_moment(text, office.zone, year=year).at

    notes: list[Note] = []
    said: dict[str, str] = {}
    complaints: list[str] = []
    for row in book.rows:
        place = places.get(row.key)
        if place is None:
            complaints.append(remarks.row_settled(NAME, row.row, row.key))
            continue
        if not (row.choice and row.reason):
            continue  # still being filled in: kept as it is
        task = tasks[place]
        answer = decided(task, row, plan=office.plan, moment=moment, at=office.as_of, by=by)
        if isinstance(answer, Note):
            notes += [answer, *further(task, row, answer)]
        else:
            said[row.key] = answer
            complaints.append(remarks.row_undone(NAME, row.row, answer))
    return DeskBook(sha256=book.sha256, rows=book.rows, notes=tuple(notes), said=said, complaints=(*book.complaints, *complaints))


def keep_desk(
    office: Office,
    ledger: Ledger,
    dockets: "Sequence[Docket]",
    book: DeskBook,
    prints: "UnitPrints | None" = None,
    beside: DrawnBeside = lambda: None,
) -> tuple[str, ...]:
    """Write the book anew where it differs; return complaints. An open or meanwhile saved book is left for the next run.

    `prints`: those of the units in these dockets, where they were told already. `beside`: see `draw_beside`.
    """
    path = office.workspace.todo
    try:
        drawn = beside() or _drawn(office, ledger, dockets, prints, book)
    except OSError:  # the clerk saved it while its blocks were read
        return (remarks.saved_meanwhile(NAME),)
    _keep_units(ledger, dockets, drawn.units)
    data, blocks = drawn.data, drawn.blocks
    there = path.is_file()
    if book.sha256 == "?" or (there and open_elsewhere(path)):
        return (remarks.not_updated(NAME),)
    current = hashlib.sha256(path.read_bytes()).hexdigest() if there else ""
    if current == hashlib.sha256(data).hexdigest():
        _remember(office, ledger)
        blank = not book.rows and book.sha256 == current
        _keep(ledger, {_BLOCKS: blocks, **({_BLANK: _blank(current)} if blank else {})})
        return ()
    if current != book.sha256:
        return (remarks.saved_meanwhile(NAME),)
    try:
        write_atomic(path, data, elsewhere=False)
    except ToolkitError as error:
        return (remarks.not_updated(NAME) if held_open(error) else remarks.not_written(NAME, str(error)),)
    _remember(office, ledger)
    blank = not book.rows or not read_todo(data)
    _keep(ledger, {_BLOCKS: blocks, **({_BLANK: _blank(hashlib.sha256(data).hexdigest())} if blank else {})})
    return ()


def draw_beside(
    office: Office, ledger: Ledger, dockets: "Sequence[Docket]", book: DeskBook, prints: "UnitPrints", errands: "Errands"
) -> DrawnBeside:
    """Have a twin draw the book of what is on record now; return what asks for it."""
    head = ledger.head_full()

    def tell() -> Iterator[str]:
        drawn = _drawn(office, ledger, dockets, prints, book)
        yield from bytes_told(drawn.data)
        yield ""
        for key, units in drawn.units.items():
            yield f"{key} {b64encode(units).decode('ascii')}"
        yield ""
        yield from bytes_told(drawn.blocks)
        yield from ("", _END)

    told = errands.give(NAME.removesuffix(".xlsx"), tell)

    def drawn() -> DrawnBook | None:
        if ledger.head_full() != head:
            return None
        lines = told()
        data = b"".join(map(b64decode, takewhile(bool, lines)))
        units = {key: b64decode(body) for key, _, body in (line.rpartition(" ") for line in takewhile(bool, lines))}
        blocks = b"".join(map(b64decode, takewhile(bool, lines)))
        return DrawnBook(data, blocks, units) if next(lines, "") == _END else None

    return drawn


def _drawn(office: Office, ledger: Ledger, dockets: "Sequence[Docket]", prints: "UnitPrints | None", book: DeskBook) -> DrawnBook:
    """Return the book; what the one that stands has already is taken over."""
    from toolkit.judge.waiting import waiting
    from toolkit.outputs.todo_book import todo_book
    from toolkit.pipeline.book_blocks import blocks_in, told
    from toolkit.pipeline.standing import program_print

    known, program = known_of(office, ledger, dockets, prints), program_print().encode()
    whose, _, kept = (ledger.derived(_KIND, _BLOCKS) or b"").partition(b" ")
    done = tuple(note for note in ledger.notes() if note.source == SOURCE)
    with blocks_in(office.workspace.todo, kept if whose == program else b"") as blocks:
        tasks = waiting(known, blocks.facts)
        data = todo_book(tasks, done, {row.key: row for row in book.rows}, book.said, blocks)
    return DrawnBook(
        data, program + b" " + told(blocks.listed(), hashlib.sha256(data).hexdigest()), _fresh_units(ledger, dockets)
    )


def _fresh_units(ledger: Ledger, dockets: "Sequence[Docket]") -> Mapping[str, bytes]:
    from toolkit.judge.dockets import Dockets
    from toolkit.pipeline.snapshots import fresh_units

    return fresh_units(ledger, dockets) if isinstance(dockets, Dockets) else {}


def _keep_units(ledger: Ledger, dockets: "Sequence[Docket]", fresh: Mapping[str, bytes]) -> None:
    """Keep how units stand in a period that nothing else was made of: the one being collected after a deadline."""
    from toolkit.judge.dockets import Dockets
    from toolkit.pipeline.snapshots import keep_units

    if fresh and isinstance(dockets, Dockets):
        keep_units(ledger, dockets, fresh)


def _keep(ledger: Ledger, what: Mapping[str, bytes]) -> None:
    fresh = {name: body for name, body in what.items() if ledger.derived(_KIND, name) != body}
    if fresh:
        ledger.keep_derived(_KIND, fresh)


def _blank(sha256: str) -> bytes:
    """Return what is kept of a book with nothing filled in, as this program understands it."""
    return content_hash(code_print(), sha256).encode()


def desk_behind(ledger: Ledger) -> bool:
    """Tell whether anything went on record since the book was last kept up: a crash may have come between."""
    return ledger.derived(_KIND, _UP_TO) != _last(ledger)


def _remember(office: Office, ledger: Ledger) -> None:
    """Keep up to which record the book was kept up; a view of an earlier moment left out some, and keeps nothing up."""
    upto = b"" if office.as_of < _newest(ledger, office.as_of) else _last(ledger)
    if ledger.derived(_KIND, _UP_TO) != upto:
        ledger.keep_derived(_KIND, {_UP_TO: upto})


def _newest(ledger: Ledger, default: datetime) -> datetime:
    """Return the latest moment of anything taken in or noted."""
    return max((*(run.as_of for run in ledger.runs()), *(note.at for note in ledger.notes())), default=default)


def _last(ledger: Ledger) -> bytes:
    return ledger.head_full().encode()


def desk_kept(judged: "Judged", ledger: Ledger) -> tuple[str, ...]:
    """Keep the book up after another command; what is filled in waits for the next ingest."""
    return keep_desk(judged.office, ledger, judged.dockets, read_desk(judged.office, ledger), judged.prints)


class _TimesKnown(Mapping[int, Times]):
    """Receipt → every moment known of it; opened where something waits about it."""

    def __init__(self, receipts: Sequence[Receipt]) -> None:
        self._receipts = receipts
        self._numbers = array("q", (mark.number for mark in marks_of(receipts, receipt_mark)))
        """In order, as they were recorded."""

    def __getitem__(self, number: int) -> Times:
        place = bisect_left(self._numbers, number)
        if self._numbers[place : place + 1] != array("q", (number,)):
            raise KeyError(number)
        return self._receipts[place].times

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def known_of(office: Office, ledger: Ledger, dockets: "Sequence[Docket]", prints: "UnitPrints | None" = None) -> "WaitingFacts":
    """Return what the tasks are made from; of the periods to come no docket is even put together."""
    from toolkit.judge.waiting_facts import WaitingFacts
    from toolkit.pipeline.products import Judged
    from toolkit.pipeline.verdict_changes import verdict_changes

    judged = Judged(office=office, dockets=dockets)
    return WaitingFacts(
        plan=office.plan,
        dockets=tuple(docket_of(dockets, period) for period in _collected(office)),
        times=_TimesKnown(ledger.receipts()),
        notes=standing(ledger.notes()),
        zone=office.zone,
        changes=verdict_changes(judged, ledger),
        tells=(prints or judged.prints).of_all,
    )


def _collected(office: Office) -> tuple[Period, ...]:
    """Return the periods up to the one being collected: nothing waits in those to come."""
    now = office.period(None)
    return tuple(period for period in office.plan.periods if period.deadline <= now.deadline)

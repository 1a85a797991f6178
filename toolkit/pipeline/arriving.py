"""What lies in the inbox: whether there is anything to take in. Where there is not, nothing that reads or judges is loaded."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from toolkit.evidence.archive import Archive
from toolkit.evidence.ledger import Ledger
from toolkit.evidence.promises import Promises
from toolkit.nouns.limits import MIB, Limits
from toolkit.nouns.records import Note, Receipt
from toolkit.pipeline.answering import Answer, answer_owed
from toolkit.pipeline.cut_short import to_read_again
from toolkit.pipeline.left_behind import record_left
from toolkit.pipeline.log_book import new_notes
from toolkit.pipeline.log_lists import keep_lists
from toolkit.pipeline.made_up import make_up
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.snapshots import settled_ahead
from toolkit.pipeline.standing import by_same_rules
from toolkit.pipeline.written_files import NOTHING, WrittenFiles
from toolkit.words import remarks
from toolkit.workspace import FirstLook, InboxFile, InboxListing, arrivals

if TYPE_CHECKING:
    from toolkit.judge.settled import Chunks
    from toolkit.nouns.docket import FileRow
    from toolkit.pipeline.products import Judged
    from toolkit.pipeline.reading_ahead import ReadingAhead


_LITTLE = 4 * MIB
"""Bytes of files in which some hundred sheets lie at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestResult:
    """What one ingest did."""

    rows: "Sequence[FileRow]"
    """One per arrival of this run (per form in a workbook of several), in the ledger's order."""
    complaints: tuple[str, ...]
    """Sentences for stderr: what was left where it is, and why."""
    zone: tzinfo
    notes: int = 0
    """New rows of 收文登记.xlsx."""
    dry_run: bool = False
    copies: WrittenFiles = NOTHING
    """Files written for the units: 退回 copies, receipts; the next command makes up for those that could not be."""

    @property
    def undone(self) -> tuple[str, ...]:
        return self.copies.undone


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What lies there to be taken in, and what was found out beside it."""

    files: tuple[InboxFile, ...]
    notes: tuple[Note, ...]
    again: tuple[Receipt, ...]
    """Received before, to be read once more."""
    left: frozenset[str]
    """Names of what stays in the inbox."""
    complaints: tuple[str, ...]
    owed: WrittenFiles
    archive: Archive
    promises: Promises
    limits: Limits
    begun: "ReadingAhead | None"
    """What is read of them already."""
    settled: "Chunks"
    """What is kept of what came before, as far as it is loaded."""


def ingested(
    office: Office,
    ledger: Ledger,
    *,
    received: datetime | None,
    tell: Tell,
    ahead: Callable[[], None] | None = None,
    seen: FirstLook | None = None,
    answer: Answer = answer_owed,
) -> "tuple[IngestResult, Judged | None]":
    """Take in what lies there, for one who holds the lock, and hand on what was judged after it; None = nothing came.

    `ahead`: what will be needed where something came, done while it is seen whether the files are still being copied.
    `seen`: what lay there when the command began. `answer`: writes, or begins to write, what goes back to the units.
    """
    with ExitStack() as stack:
        came = _arrived(office, ledger, received, tell, ahead, seen, stack)
        if not came.files and not came.notes and not came.again:
            record_left(office, ledger, came.left)
            return IngestResult(rows=(), complaints=came.complaints, zone=office.zone, copies=came.owed), None
        from toolkit.pipeline.ingest import take_in

        return take_in(office, ledger, came, received, tell, answer)


def _arrived(
    office: Office,
    ledger: Ledger,
    received: datetime | None,
    tell: Tell,
    ahead: Callable[[], None] | None,
    seen: FirstLook | None,
    stack: ExitStack,
) -> Arrived:
    """`stack`: what is begun here, and ends with the taking in."""
    begun: ReadingAhead | None = None
    settled: Chunks = {}

    def made_ready(files: Sequence[InboxFile]) -> None:
        nonlocal begun, settled
        begun = _read_ahead(office, ledger, received, files, held, ahead, stack)
        settled = settled_ahead(ledger)

    owed = make_up(office, ledger, tell)
    promises = Promises(office.workspace, ledger)
    held = frozenset(promises.keep())
    listing = arrivals(office.workspace.inbox, sleep=time.sleep, meanwhile=made_ready, seen=seen)
    archive = Archive(office.workspace)
    archive.sweep(ledger.strays, listing.files)
    limits = Limits.of(office.plan.settings)
    log = new_notes(office, ledger)
    complaints = (*log.complaints, *keep_lists(office, ledger), *left_where_they_are(listing, limits), *_stuck(held))
    return Arrived(
        files=fitting(listing, held, limits),
        notes=log.notes,
        again=to_read_again(ledger),
        left=frozenset((*listing.growing, *(name for name, _why in listing.skipped))),
        complaints=complaints,
        owed=owed,
        archive=archive,
        promises=promises,
        limits=limits,
        begun=begun,
        settled=settled,
    )


def _read_ahead(
    office: Office,
    ledger: Ledger,
    received: datetime | None,
    files: Sequence[InboxFile],
    held: Collection[str],
    ahead: Callable[[], None] | None,
    stack: ExitStack,
) -> "ReadingAhead | None":
    """Have the files read that came, and do what will be needed meanwhile; return what is being read."""
    from toolkit.pipeline import ingest  # loaded in that time too
    from toolkit.pipeline.large_memory import MANY_UNITS, spare_time
    from toolkit.pipeline.reading_room import MANY

    few = len(files) < MANY and sum(file.size for file in files) < _LITTLE
    if few and len(office.plan.units) >= MANY_UNITS and by_same_rules(office, ledger):
        spare_time()
    begun = ingest.read_ahead(office, ledger, [file for file in files if file.name not in held], received, stack)
    ingest.made_ready(ledger, files)
    if ahead is not None:
        ahead()
    if begun is not None and len(files) < MANY:
        ingest.judge_ahead(office, ledger, begun, received)
    return begun


def fitting(listing: InboxListing, held: Collection[str], limits: Limits) -> tuple[InboxFile, ...]:
    """Return the files to take in: none that waits to be moved away, none that nobody would open for its size."""
    return tuple(file for file in listing.files if file.name not in held and file.size <= limits.file_bytes)


def _stuck(held: Collection[str]) -> Iterator[str]:
    for name in sorted(held):
        yield remarks.stuck(name)


def left_where_they_are(listing: InboxListing, limits: Limits) -> tuple[str, ...]:
    most = limits.file_bytes // MIB
    large = [remarks.too_large(file.name, file.size // MIB, most) for file in listing.files if file.size > limits.file_bytes]
    growing = map(remarks.growing, listing.growing)
    return (*growing, *large, *(remarks.skipped(name, why) for name, why in listing.skipped))

"""收文登记.xlsx read at every ingest: new rows become notes, an edited row takes the old one back. Effects: reads a file."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from toolkit.clerk.receipt_log import CHANNELS, SOURCE, LogRow, edited, notes_of, read_log, removed
from toolkit.clerk.receipt_log import new_notes as fresh_notes
from toolkit.evidence.ledger import Ledger
from toolkit.judge.statements_bound import ReceiptsByName, standing, targets
from toolkit.nouns.records import Note, NoteKind, Receipt
from toolkit.pipeline.kept_log import rows_of
from toolkit.pipeline.office import Office
from toolkit.pipeline.snapshots import standing_notes
from toolkit.words import remarks
from toolkit.words.notes import row_changed
from toolkit.workspace.refused import system_said

_LOOKED_THROUGH, _ALIKE = 500, 0.5
"""Newest receipts whose names are looked through for the one that was meant, and how like it has to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRead:
    """What 收文登记.xlsx says that the ledger does not have yet."""

    notes: tuple[Note, ...] = ()
    complaints: tuple[str, ...] = ()


def new_notes(office: Office, ledger: Ledger) -> LogRead:
    """Return the rows of 收文登记.xlsx that the ledger does not have yet, as notes; a book held open costs only itself.

    Raises:
        ToolkitError: a row has a mistake; the sentence names its cell.
    """
    path = office.workspace.receipt_log
    if not path.is_file():
        still = [note.number for note in removed((), standing(standing_notes(ledger)))]
        return LogRead(complaints=(remarks.log_gone(path.name, still),) if still else ())
    try:
        data = path.read_bytes()
    except OSError as error:
        return LogRead(complaints=(remarks.log_unread(path.name, system_said(error)),))
    known = standing_notes(ledger)
    rows = rows_of(ledger, data, office.plan)
    fresh, gone = _compared(rows, known, office)
    if fresh or gone:  # what becomes a record is read from the book itself, never from what was kept of it
        rows = read_log(data, office.plan)
        fresh, gone = _compared(rows, known, office)
    replaced = edited(gone, fresh)
    back = (
        Note(kind=NoteKind.RETRACT, at=office.as_of, retracts=note.number, reason=row_changed(path.name), source=SOURCE)
        for note in replaced
    )
    return LogRead(notes=(*back, *fresh), complaints=tuple(_log_complaints(path.name, rows, gone, replaced)))


def _compared(rows: Sequence[LogRow], known: Sequence[Note], office: Office) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """Return what the rows say that is not on record, and what is on record of rows that are gone."""
    said = notes_of(rows, at=office.as_of)
    by_edit = {note.retracts for note in known if note.kind is NoteKind.RETRACT and note.source == SOURCE}
    fresh = fresh_notes(said, [note for note in known if note.number not in by_edit])  # a row may be edited back
    return fresh, removed(said, standing(known))


def rows_of_no_file(office: Office, notes: Sequence[Note], receipts: Sequence[Receipt]) -> Iterator[str]:
    """Say of rows that have just been read which name a file that never came: mistyped, or yet to come."""
    told = [note for note in notes if note.file and note.source == SOURCE]
    named = ReceiptsByName(receipts)
    for note in told:
        if not targets(note, named):
            paths = [PurePosixPath(receipt.path) for receipt in receipts[-_LOOKED_THROUGH:]]
            stems = {path.stem: path.name for path in paths}
            wanted = PurePosixPath(note.file.replace("\\", "/")).stem
            near = next(iter(difflib.get_close_matches(wanted, stems, 1, _ALIKE)), None)
            yield remarks.row_of_no_file(office.workspace.receipt_log.name, note.file, stems[near] if near else None)


def _log_complaints(name: str, rows: Sequence[LogRow], gone: Sequence[Note], replaced: Sequence[Note]) -> Iterator[str]:
    strange = {row.channel: row.row for row in reversed(rows) if row.channel and row.channel not in CHANNELS}
    for channel, row in strange.items():
        yield remarks.strange_channel(name, row, channel)
    for note in gone:
        if note not in replaced:
            yield remarks.row_deleted(name, note.number)

"""Ingest: inbox → archive → ledger → verdicts. The order of effects is DESIGN §9's, each step safe to repeat.

Copy to the archive (synced, renamed) → promise → commit → out of the inbox. Arrivals are taken in batches, so that a
crash in a long ingest costs no more than the batch under way, and that one comes again.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from toolkit.checks.rules import rules
from toolkit.evidence.archive import Archive, ChangedMeanwhile, Staged, sha256_of
from toolkit.evidence.ledger import Ledger
from toolkit.evidence.promises import Promises
from toolkit.intake.isolation import Workers
from toolkit.intake.reading import dump
from toolkit.intake.recognise.kept import code_print
from toolkit.judge.batch_periods import batch_periods
from toolkit.judge.dockets import examined
from toolkit.judge.issued_records import IssuedRecords
from toolkit.judge.judgement import Judgement
from toolkit.judge.recognitions import Recognitions
from toolkit.judge.snapshot import Snapshot
from toolkit.nouns.docket import FileRow
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import IngestRun, Receipt
from toolkit.pipeline.answering import answer_owed
from toolkit.pipeline.arriving import Arrived, IngestResult, fitting, ingested, left_where_they_are
from toolkit.pipeline.desk_book import desk_behind, keep_desk, take_desk
from toolkit.pipeline.foreseen import MANY, foresee, setting_of_workers
from toolkit.pipeline.left_behind import record_left
from toolkit.pipeline.log_book import new_notes
from toolkit.pipeline.looking import look_at
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.producing import judged_from, judged_now
from toolkit.pipeline.products import Judged
from toolkit.pipeline.reading_room import rooms_ready, workers_of
from toolkit.pipeline.second_reading import SecondReading
from toolkit.pipeline.snapshots import forms_of, keep_recognitions, recognitions_of, snapshot_of, standing_notes
from toolkit.pipeline.unpacking import Node, Readers, grow, receipts, root_of
from toolkit.words import remarks
from toolkit.workspace import InboxFile, arrivals

BATCH_FILES = 200
BATCH_BYTES = 64 * 1024 * 1024


def ingest(office: Office, *, received: datetime | None, dry_run: bool, tell: Tell) -> IngestResult:
    """Take in everything that lies in the inbox. `received`: the clerk's word for when all of it came.

    Raises:
        ToolkitError: somebody else is writing, the receipt log has a mistake, the disk is full, …
    """
    if dry_run:
        return _rehearse(office, received, tell)
    with office.writing("ingest") as ledger:
        desk = take_desk(office, ledger)
        collected, judged = ingested(office, ledger, received=received, tell=tell)
        if judged or desk.notes or desk_behind(ledger) or not office.workspace.todo.is_file():
            left = keep_desk(office, ledger, (judged or judged_now(office, ledger)).dockets, desk)
            collected = replace(collected, complaints=(*collected.complaints, *left))
        return replace(collected, complaints=(*desk.complaints, *collected.complaints))


def take_in(office: Office, ledger: Ledger, came: Arrived, received: datetime | None, tell: Tell) -> tuple[IngestResult, Judged]:
    """Take in what came, for one who holds the lock, and hand on what was judged after it."""
    run = ledger.append(IngestRun(as_of=office.as_of), *came.notes)[0]
    known = recognitions_of(ledger)
    taken = _Intake(
        office=office,
        ledger=ledger,
        archive=came.archive,
        promises=came.promises,
        run=run,
        received=received,
        bare=_bare(office, ledger, run, known),
        before=bool(ledger.receipts()),
    )
    complaints = list(came.complaints)
    if came.files or came.again:
        complaints += taken.everything(came.files, came.again, came.limits, tell)
    names = {receipt.name for receipt in ledger.receipts() if receipt.run == run and receipt.parent is None}
    record_left(office, ledger, came.left | {file.name for file in came.files} - names)
    judgement = examined(snapshot_of(office, ledger, recognitions=known))
    keep_recognitions(ledger, known, judgement, whole=True)
    judged, rows = judged_from(office, judgement), _of_run(judgement, run)
    copies = came.owed.beside(answer_owed(judged, judgement, ledger, tell))
    result = IngestResult(rows=rows, complaints=tuple(complaints), zone=office.zone, notes=len(came.notes), copies=copies)
    return result, judged


def made_ready(office: Office, ledger: Ledger, files: int) -> None:
    """Do what needs none of the files, while it is seen whether they are still being copied."""
    rooms_ready(office, judging=files >= MANY)
    code_print()
    for known in (ledger.receipts, ledger.issued, ledger.drafted):
        known()
    if files < MANY:
        rules()


def _of_run(judgement: Judgement, run: int) -> Sequence[FileRow]:
    places = [(row.receipt, place) for place, row in enumerate(judgement.rows) if row.run == run]
    return judgement.rows.chosen([place for _receipt, place in sorted(places)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Intake:
    """One ingest run under way."""

    office: Office
    ledger: Ledger
    archive: Archive
    promises: Promises
    run: int
    received: datetime | None
    bare: Snapshot
    """What is known besides the receipts: the same for every batch."""
    before: bool
    """Something was received in an earlier run."""

    def everything(self, files: Sequence[InboxFile], again: Sequence[Receipt], limits: Limits, tell: Tell) -> Iterator[str]:
        """Read again what was cut short, then take in the files batch by batch; yield complaints."""
        with workers_of(self.office, limits, setting_of_workers(self.bare) if len(files) >= MANY else b"") as workers:
            yield from SecondReading(self.office, self.ledger, self.archive, self.run, limits).take(again, workers)
            done = 0
            for batch in batches(files):
                start = done
                yield from self.batch(batch, workers, limits, lambda n, s=start: tell("收件", s + n, len(files)))
                done += len(batch)

    def batch(self, files: Sequence[InboxFile], workers: Readers, limits: Limits, done: Any) -> tuple[str, ...]:
        """Take in a batch for good; return complaints about files that changed under our hands."""
        staged, changed = self._staged(files)
        roots = [
            root_of(
                name=file.name,
                path=copy.path,
                sha256=copy.sha256,
                size=copy.size,
                changed=file.modified(self.office.zone),
                received=self.received,
            )
            for file, copy in staged
        ]
        grow(roots, workers, limits, done)
        look_at(roots, limits)
        kept = {id(node): dump(node.reading) for root in roots for node in root.walk()}
        if isinstance(workers, Workers) and workers.told and workers.count > 1 and self.bare.recognitions is not None:
            numbered = receipts(roots, self.run, self.ledger.next_number)
            self.bare.recognitions.add(foresee(workers, numbered, kept, rows=not self.before))
        self._archive(roots, {id(root): copy for root, (_, copy) in zip(roots, staged, strict=True)}, kept)
        numbered = receipts(roots, self.run, self.ledger.next_number)
        self.archive.settle()
        if numbered:
            self.promises.out((file, copy.sha256) for file, copy in staged)
            self.ledger.append(*(receipt for _, receipt in numbered))
            self.ledger.put_readings({receipt.number: kept[id(node)] for node, receipt in numbered})
        held = self.promises.keep()
        _sweep_folders(self.office, files)
        return (*changed, *(remarks.stuck(name) for name in held))

    def _staged(self, files: Sequence[InboxFile]) -> tuple[list[tuple[InboxFile, Staged]], list[str]]:
        staged, changed = [], []
        for file in files:
            try:
                staged.append((file, self.archive.stage(file)))
            except ChangedMeanwhile:
                changed.append(remarks.changing(file.name))
        return staged, changed

    def _archive(self, roots: Sequence[Node], copies: dict[int, Staged], kept: dict[int, bytes]) -> None:
        """Give every node its place in the archive, by the period that its receipt belongs to."""
        periods = self._periods(roots, kept)
        for root in roots:
            for node in root.walk():
                content = copies.get(id(node)) or node.data or b""
                within = root.sha256 if node is not root else ""
                node.archived = self.archive.store(content, periods[id(node)], node.name, root=within)

    def _periods(self, roots: Sequence[Node], kept: dict[int, bytes]) -> dict[int, str]:
        """Return node → period: judged from this batch alone, for the folder does not depend on what came before."""
        numbered = receipts(roots, self.run, self.ledger.next_number)
        snapshot = replace(
            self.bare,
            receipts=tuple(receipt for _, receipt in numbered),
            readings={receipt.number: node.reading for node, receipt in numbered},
            prints={receipt.number: sha256(kept[id(node)]).hexdigest() for node, receipt in numbered},
        )
        periods = batch_periods(snapshot)
        return {id(node): periods[receipt.number] for node, receipt in numbered}


def _bare(office: Office, ledger: Ledger, run: int, known: Recognitions) -> Snapshot:
    return Snapshot(
        plan=office.plan,
        form=office.form,
        forms=forms_of(office, ledger),
        runs={run: IngestRun(number=run, as_of=office.as_of)},
        notes=standing_notes(ledger),
        issued=IssuedRecords(ledger.issued()),
        as_of=office.as_of,
        recognitions=known,
    )


def batches(files: Sequence[InboxFile]) -> Iterator[tuple[InboxFile, ...]]:
    """Yield arrivals in batches of bounded number and size."""
    batch: list[InboxFile] = []
    size = 0
    for file in files:
        if batch and (len(batch) >= BATCH_FILES or size + file.size > BATCH_BYTES):
            yield tuple(batch)
            batch, size = [], 0
        batch.append(file)
        size += file.size
    if batch:
        yield tuple(batch)


def _sweep_folders(office: Office, files: Sequence[InboxFile]) -> None:
    """Remove the folders that this batch left empty; the inbox itself stays."""
    parents = {parent for file in files for parent in file.path.parents}
    inbox = office.workspace.inbox
    for folder in sorted(parents, key=lambda path: len(path.parts), reverse=True):
        inside = any(parent.name == inbox.name and parent.parent.name == inbox.parent.name for parent in folder.parents)
        if inside:
            try:
                folder.rmdir()
            except OSError:
                continue


def _rehearse(office: Office, received: datetime | None, tell: Tell) -> IngestResult:
    """Judge what lies in the inbox without writing anything."""
    listing = arrivals(office.workspace.inbox, sleep=time.sleep)
    limits = Limits.of(office.plan.settings)
    with office.reading() as ledger:
        held = Promises(office.workspace, ledger).held()
        sums = {file: digest for file in fitting(listing, held, limits) if (digest := sha256_of(file.path))}
        snapshot = snapshot_of(office, ledger)
        run = ledger.next_number
        log = new_notes(office, ledger)
        notes = log.notes
        roots = [
            root_of(
                name=file.name,
                path=file.path,
                sha256=digest,
                size=file.size,
                changed=file.modified(office.zone),
                received=received,
            )
            for file, digest in sums.items()
        ]
        if roots:
            with workers_of(office, limits) as workers:
                grow(roots, workers, limits, lambda n: tell("查看", n, len(roots)))
            look_at(roots, limits)
        numbered = receipts(roots, run, run + 1 + len(notes))
        numbered_notes = tuple(replace(note, number=run + 1 + i) for i, note in enumerate(notes))
        more = replace(
            snapshot,
            receipts=(*snapshot.receipts, *(receipt for _, receipt in numbered)),
            readings={**snapshot.readings, **{receipt.number: node.reading for node, receipt in numbered}},
            runs={**snapshot.runs, run: IngestRun(number=run, as_of=office.as_of)},
            notes=(*snapshot.notes, *numbered_notes),
        )
        rows = _of_run(examined(more), run)  # looks up in the ledger what was recognised before
    return IngestResult(
        rows=rows,
        complaints=(*log.complaints, *left_where_they_are(listing, limits)),
        zone=office.zone,
        notes=len(notes),
        dry_run=True,
    )

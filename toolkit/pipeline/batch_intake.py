"""Batches of arrivals taken in: read by workers, archived, recorded, out of the inbox. The order of effects is DESIGN §9's.

Copy aside (`Archive.stage`) → read → synced and under its name in the archive (`store`, `settle`) → promise → commit → out
of the inbox. The steps of one batch are never mixed; only what is copied aside, and read, is ahead of what is taken in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from toolkit.evidence.archive import Archive, ChangedMeanwhile, Staged
from toolkit.evidence.ledger import Ledger
from toolkit.evidence.promises import Promises
from toolkit.intake.isolation import Workers
from toolkit.intake.kept_readings import KeptReadings
from toolkit.intake.reading import Reading, dump
from toolkit.judge.batch_periods import batch_periods
from toolkit.judge.issued_records import IssuedRecords
from toolkit.judge.recognitions import Recognitions
from toolkit.judge.snapshot import Snapshot
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import IngestRun, Receipt, Sort
from toolkit.pipeline.foreseen import foresee, foresee_here, setting_of_workers
from toolkit.pipeline.looking import look_at
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.reading_ahead import ReadingAhead
from toolkit.pipeline.reading_room import MANY, workers_of
from toolkit.pipeline.second_reading import SecondReading
from toolkit.pipeline.snapshots import forms_of, standing_notes
from toolkit.pipeline.unpacking import Likeness, Node, Readers, grow, likeness_of, receipts, root_of
from toolkit.words import remarks
from toolkit.workspace import InboxFile

if TYPE_CHECKING:
    from toolkit.intake.cluster import ClusterWorkers

BATCH_FILES = 200
BATCH_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBatch:
    """A batch that workers have read, to be taken in."""

    files: Sequence[InboxFile]
    staged: Sequence[tuple[InboxFile, Staged]]
    roots: Sequence[Node]
    kept: Mapping[int, bytes]
    """Node → its reading as it will be kept."""
    ahead: Mapping[str, bytes]
    """What was judged ahead."""

    @property
    def size(self) -> int:
        """How many receipts it comes to."""
        return sum(1 for root in self.roots for _ in root.walk())


def _unjudged(roots: Sequence[Node], known: Mapping[Likeness, Reading]) -> list[Node]:
    """Return the roots with tables that were not judged when they were read: inside something else, or read before (`known`)."""

    def visited(root: Node) -> bool:
        return not (root.children or (known and likeness_of(root) in known))

    return [root for root in roots if not visited(root) and any(node.reading.sort is Sort.BOOK for node in root.walk())]


def _with_bodies(numbered: Iterable[tuple[Node, Receipt]], kept: Mapping[int, bytes]) -> Iterator[tuple[Receipt, bytes]]:
    return ((receipt, kept[id(node)]) for node, receipt in numbered)


def _done(done: Callable[[int], None], before: int, here: int) -> None:
    done(before + here)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
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
    begun: ReadingAhead | None = None
    """What is read already, or being read."""
    unfinished: set[int] = field(default_factory=set)
    """The receipts that were taken in although a limit ended their reading."""

    def everything(self, files: Sequence[InboxFile], again: Sequence[Receipt], limits: Limits, tell: Tell) -> Iterator[str]:
        """Read again what was cut short, then take in the files batch by batch; yield complaints.

        While workers read a batch, the one before it is taken in for good and the one after it is copied aside. What is
        copied aside and not taken in yet is nothing that a crash could lose: it still lies in the inbox.
        """
        with self._workers(limits, judging=len(files) >= MANY) as workers:
            yield from SecondReading(self.office, self.ledger, self.archive, self.run, limits).take(again, workers)
            with ThreadPoolExecutor(1) as reader:
                try:
                    yield from self._batches(batches(files), reader, workers, limits, lambda n: tell("收件", n, len(files)))
                except BaseException:
                    if isinstance(workers, Workers):
                        workers.stop()  # nobody waits for what they were reading
                    raise
            if isinstance(workers, Workers):
                workers.stop_soon()

    def _workers(self, limits: Limits, *, judging: bool) -> "AbstractContextManager[Workers | ClusterWorkers]":
        """Return those that read ahead; if they shall judge too, only where they were told all that is known."""
        told = self.begun is not None and self.begun.run == self.run == self.ledger.next_number - 1
        if self.begun is not None and (told or not judging):
            return nullcontext(self.begun.workers)  # who began them ends them
        return workers_of(self.office, limits, setting_of_workers(self.bare, rows=not self.before) if judging else b"")

    def _batches(
        self,
        whole: Iterable[Sequence[InboxFile]],
        reader: Executor,
        workers: Readers,
        limits: Limits,
        done: Callable[[int], None],
    ) -> Iterator[str]:
        before = 0
        number = self.ledger.next_number
        reading: Future[ReadBatch] | None = None
        for batch in whole:
            staged, changed = self._staged(batch)
            yield from changed
            read = reading.result() if reading else None
            number += read.size if read else 0
            told = partial(_done, done, before)
            reading = reader.submit(self._read, batch, staged, workers, limits, told, number)
            before += len(batch)
            yield from self._taken(read) if read else ()
        if reading:
            yield from self._taken(reading.result())

    def _read(
        self,
        files: Sequence[InboxFile],
        staged: Sequence[tuple[InboxFile, Staged]],
        workers: Readers,
        limits: Limits,
        done: Callable[[int], None],
        first: int,
    ) -> ReadBatch:
        """Have a batch read, and judged ahead; neither ledger nor archive is touched. `first`: its first receipt's number."""
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
        begun = self.begun
        judging = workers if isinstance(workers, Workers) and workers.told and workers.count > 1 else None
        about = {id(node): receipt for node, receipt in receipts(roots, self.run, first)} if judging else None
        grow(roots, workers, limits, done, begun.readings if begun else None, about)
        ahead = self._foreseen_meanwhile(roots, first) if begun and workers is begun.workers and not judging else {}
        look_at(roots, limits, workers, begun.papers if begun else None)
        kept = {id(node): dump(node.reading) for root in roots for node in root.walk()}
        if judging:
            ahead = judging.worked_out()
            left = _unjudged(roots, begun.readings if begun and workers is not begun.workers else {})
            ahead |= foresee(judging, _with_bodies(receipts(left, self.run, first), kept)) if left else {}
        return ReadBatch(files=files, staged=staged, roots=roots, kept=kept, ahead=ahead)

    def _foreseen_meanwhile(self, roots: Sequence[Node], first: int) -> Mapping[str, bytes]:
        """Judge the forms by themselves while the workers look at the scans; where there are none, nobody waits."""
        if self.begun is not None and self.begun.worked_out is not None:
            return self.begun.worked_out
        numbered = receipts(roots, self.run, first)
        if all(node.reading.sort is not Sort.SCAN for node, _ in numbered):
            return {}
        books = [(receipt, dump(node.reading)) for node, receipt in numbered if node.reading.sort is Sort.BOOK]
        return foresee_here(self.bare, books, rows=not self.before)

    def _taken(self, batch: ReadBatch) -> Iterator[str]:
        """Take in a batch that was read, for good; yield complaints about files that changed under our hands."""
        roots, kept = batch.roots, batch.kept
        if self.bare.recognitions is not None:
            self.bare.recognitions.add(batch.ahead)
        self._archive(roots, {id(root): copy for root, (_, copy) in zip(roots, batch.staged, strict=True)}, kept)
        numbered = receipts(roots, self.run, self.ledger.next_number)
        self.archive.settle()
        if numbered:
            self.promises.out((file, copy.sha256) for file, copy in batch.staged)
            readings = {receipt.number: kept[id(node)] for node, receipt in numbered}
            self.ledger.append(*(receipt for _, receipt in numbered), readings=readings)
            self.unfinished.update(receipt.number for node, receipt in numbered if node.reading.again)
        held = self.promises.keep()
        _sweep_folders(self.office, batch.files)
        yield from map(remarks.stuck, held)

    def _staged(self, files: Sequence[InboxFile]) -> tuple[list[tuple[InboxFile, Staged]], list[str]]:
        staged, changed = [], []
        for file in files:
            try:
                staged.append((file, self.archive.stage(file)))
            except ChangedMeanwhile:
                changed.append(remarks.changing(file.name))
        return staged, changed

    def _archive(self, roots: Sequence[Node], copies: Mapping[int, Staged], kept: Mapping[int, bytes]) -> None:
        """Give every node its place in the archive, by the period that its receipt belongs to."""
        periods = self._periods(roots, kept)
        for root in roots:
            for node in root.walk():
                content = copies.get(id(node)) or node.data or b""
                within = root.sha256 if node is not root else ""
                node.archived = self.archive.store(content, periods[id(node)], node.name, root=within)

    def _periods(self, roots: Sequence[Node], kept: Mapping[int, bytes]) -> dict[int, str]:
        """Return node → period: judged from this batch alone, for the folder does not depend on what came before."""
        numbered = receipts(roots, self.run, self.ledger.next_number)
        snapshot = replace(
            self.bare,
            receipts=tuple(receipt for _, receipt in numbered),
            readings=KeptReadings({receipt.number: kept[id(node)] for node, receipt in numbered}),
            prints={receipt.number: sha256(kept[id(node)]).hexdigest() for node, receipt in numbered},
        )
        periods = batch_periods(snapshot)
        return {id(node): periods[receipt.number] for node, receipt in numbered}


def what_is_known(office: Office, ledger: Ledger, run: int, known: Recognitions) -> Snapshot:
    """Return what is known besides the receipts."""
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
    parents = {parent for folder in {file.path.parent for file in files} for parent in (folder, *folder.parents)}
    inbox = office.workspace.inbox
    for folder in sorted(parents, key=lambda path: len(path.parts), reverse=True):
        inside = any(parent.name == inbox.name and parent.parent.name == inbox.parent.name for parent in folder.parents)
        if inside:
            try:
                folder.rmdir()
            except OSError:
                continue

"""Ingest: inbox → archive → ledger → verdicts. The order of effects is DESIGN §9's, each step safe to repeat.

Copy to the archive (synced, renamed) → promise → commit → out of the inbox. Arrivals are taken in batches, so that a
crash in a long ingest costs no more than the batch under way, and that one comes again.
"""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from toolkit.checks.rules import rules
from toolkit.evidence.archive import sha256_of
from toolkit.evidence.ledger import FACTS_CACHE, Ledger
from toolkit.evidence.promises import Promises
from toolkit.intake.reading import dump, unfold
from toolkit.intake.recognise.kept import code_print
from toolkit.judge.dockets import examined
from toolkit.judge.judgement import Judgement
from toolkit.judge.recognitions import Recognitions
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import IngestRun, Receipt, Sort, receipt_mark
from toolkit.nouns.shelf import those
from toolkit.pipeline.answering import Answer
from toolkit.pipeline.arriving import Arrived, IngestResult, fitting, ingested, left_where_they_are
from toolkit.pipeline.batch_intake import Intake, what_is_known
from toolkit.pipeline.cut_short import all_read
from toolkit.pipeline.desk_book import desk_behind, keep_desk, take_desk
from toolkit.pipeline.foreseen import foresee_here, setting_of_workers
from toolkit.pipeline.judged_by_many import judged_by_many
from toolkit.pipeline.large_memory import spare_memory
from toolkit.pipeline.left_behind import record_left
from toolkit.pipeline.log_book import new_notes, rows_of_no_file
from toolkit.pipeline.looking import look_at
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.producing import judged_from, judged_now
from toolkit.pipeline.products import Judged
from toolkit.pipeline.reading_ahead import ReadingAhead
from toolkit.pipeline.reading_room import MANY, local_workers, rooms_ready, workers_of
from toolkit.pipeline.snapshots import keep_recognitions, recognitions_of, snapshot_of
from toolkit.pipeline.unpacking import grow, receipts, root_of
from toolkit.workspace import FirstLook, InboxFile, arrivals
from toolkit.workspace.arrivals import LOOK_AGAIN_SECONDS

if TYPE_CHECKING:
    from toolkit.nouns.docket import FileRow


def ingest(
    office: Office, *, received: datetime | None, dry_run: bool, tell: Tell, seen: FirstLook | None = None
) -> IngestResult:
    """Take in everything that lies in the inbox. `received`: the clerk's word for when all of it came; `seen`: an early look.

    Raises:
        ToolkitError: somebody else is writing, the receipt log has a mistake, the disk is full, …
    """
    if dry_run:
        return _rehearse(office, received, tell)
    with office.writing("ingest", proved_meanwhile=True) as ledger:
        desk = take_desk(office, ledger)
        collected, judged = ingested(office, ledger, received=received, tell=tell, seen=seen)
        if judged or desk.notes or desk.said or desk_behind(ledger) or not office.workspace.todo.is_file():
            left = keep_desk(office, ledger, (judged or judged_now(office, ledger)).dockets, desk)
            collected = replace(collected, complaints=(*collected.complaints, *left))
        return replace(collected, complaints=(*desk.complaints, *collected.complaints))


def take_in(
    office: Office, ledger: Ledger, came: Arrived, received: datetime | None, tell: Tell, answer: Answer
) -> tuple[IngestResult, Judged]:
    """Take in what came, for one who holds the lock, and hand on what was judged after it."""
    run = ledger.append(IngestRun(as_of=office.as_of), *came.notes)[0]
    known = recognitions_of(ledger)
    taken = Intake(
        office=office,
        ledger=ledger,
        archive=came.archive,
        promises=came.promises,
        run=run,
        received=received,
        bare=what_is_known(office, ledger, run, known),
        before=bool(ledger.receipts()),
        begun=came.begun,
    )
    complaints = list(came.complaints)
    if came.again:
        spare_memory(len(office.plan.units))
    if came.files or came.again:
        complaints += taken.everything(came.files, came.again, came.limits, tell)
        if not (came.again or taken.unfinished):
            all_read(ledger)
    complaints += rows_of_no_file(office, came.notes, ledger.receipts())
    outer = those(ledger.receipts(), lambda mark: mark.run == run and mark.parent is None, receipt_mark)
    names = {receipt.name for receipt in outer}
    record_left(office, ledger, came.left | {file.name for file in came.files} - names)
    judgement = examined(judged_by_many(office, ledger, snapshot_of(office, ledger, recognitions=known, ahead=came.settled)))
    keep_recognitions(ledger, known, judgement, whole=True)
    if office.kept_plan and office.own_plan:
        office.kept_plan.keep_tables(ledger, office.own_plan)
    if told := ledger.told_facts():
        ledger.keep_derived(FACTS_CACHE, told)
    judged, rows = judged_from(office, judgement), _of_run(judgement, run)
    copies = came.owed.beside(answer(judged, judgement, ledger, tell))
    result = IngestResult(rows=rows, complaints=tuple(complaints), zone=office.zone, notes=len(came.notes), copies=copies)
    return result, judged


def read_ahead(
    office: Office, ledger: Ledger, files: Sequence[InboxFile], received: datetime | None, stack: ExitStack
) -> ReadingAhead | None:
    """Have the files read while it is seen whether they are still being copied; `stack` ends it. None = they are not.

    Where there are many, the workers are told what is known by now, and judge in the same visit.
    """
    rooms_ready(files, office.cluster)
    limits = Limits.of(office.plan.settings)
    fitting = [file for file in files if file.size <= limits.file_bytes]
    if office.cluster or not fitting:
        return None
    if len(files) < MANY:
        return stack.enter_context(ReadingAhead(local_workers(office, limits), fitting))
    run = ledger.next_number
    told = setting_of_workers(what_is_known(office, ledger, run, Recognitions()), rows=not ledger.receipts())
    workers = local_workers(office, limits, told)

    def about(file: InboxFile, sha256: str, place: int) -> Receipt:
        changed = file.modified(office.zone)
        node = root_of(name=file.name, path=file.path, sha256=sha256, size=file.size, changed=changed, received=received)
        return receipts((node,), run, run + 1 + place)[0][1]

    return stack.enter_context(ReadingAhead(workers, fitting, run, about if workers.count > 1 else None))


def judge_ahead(office: Office, ledger: Ledger, begun: ReadingAhead, received: datetime | None) -> None:
    """Judge a few forms by themselves where scans came with them: a batch of both is judged by itself, and finds it then.

    What comes out is kept under all that it depends on: what the clerk's log says meanwhile makes it another question.
    """
    run = ledger.next_number
    nodes = begun.roots(office.zone, received, LOOK_AGAIN_SECONDS)
    books = [node for node in nodes if node.reading.sort is Sort.BOOK]
    if books and any(node.reading.sort is Sort.SCAN for node in nodes):
        bare = what_is_known(office, ledger, run, Recognitions())
        numbered = [(receipt, dump(node.reading)) for node, receipt in receipts(books, run, run + 1)]
        begun.worked_out = foresee_here(bare, numbered, rows=not ledger.receipts())


def made_ready(ledger: Ledger, files: Sequence[InboxFile]) -> None:
    """Do what needs none of the files, while it is seen whether they are still being copied."""
    code_print()
    for known in (ledger.receipts, ledger.issued, ledger.drafted):
        known()
    if len(files) < MANY:
        rules()


def _of_run(judgement: Judgement, run: int) -> "Sequence[FileRow]":
    places = [(row.receipt, place) for place, row in enumerate(judgement.rows.marks()) if row.run == run]
    return judgement.rows.chosen([place for _receipt, place in sorted(places)])


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
                look_at(roots, limits, workers)
        numbered = receipts(roots, run, run + 1 + len(notes))
        numbered_notes = tuple(replace(note, number=run + 1 + i) for i, note in enumerate(notes))
        more = replace(
            snapshot,
            receipts=(*snapshot.receipts, *(receipt for _, receipt in numbered)),
            readings={**snapshot.readings, **{receipt.number: unfold(node.reading) for node, receipt in numbered}},
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

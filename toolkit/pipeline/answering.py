"""What is written for the units after their files were judged: by an ingest, or by the clerk's word whose a file is."""

from collections.abc import Sequence

from toolkit.evidence.ledger import Ledger
from toolkit.judge.dockets import Dockets, examined
from toolkit.judge.judgement import Judgement
from toolkit.nouns.docket import FileRow, Outcome
from toolkit.nouns.records import NoteKind
from toolkit.pipeline.catalogue import CATALOGUE
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.producing import NOTHING, WrittenFiles, judged_from, produced
from toolkit.pipeline.products import Judged, Wanted
from toolkit.pipeline.snapshots import snapshot_of
from toolkit.plan.deadlines import collecting


def answers(judged: Judged, ledger: Ledger, rows: Sequence[FileRow], tell: Tell) -> WrittenFiles:
    """Write what goes back to the units in every period that these files touch.

    Who sent another period's form (S03) gets the form of the period being collected.
    """
    office = judged.office
    theirs = [row for row in rows if row.unit]
    touched = {row.period for row in theirs}
    touched |= {collecting(office.plan, row.received or office.as_of).id for row in theirs if row.outcome is Outcome.RETURNED}
    periods = [period for period in office.plan.periods if period.id in touched]
    wanted = [Wanted(kind=line.kind, period=p) for p in periods for line in CATALOGUE if line.follows_ingest]
    return produced(judged, ledger, "退回与回执", wanted, tell=tell) if wanted else NOTHING


def behind(ledger: Ledger) -> bool:
    """Tell, without judging, whether the last ingest may have been cut off before its answers were written."""
    newest = max((receipt.number for receipt in ledger.receipts()), default=0)
    return newest > max(_answered(ledger).values(), default=0)


def unanswered(judgement: Judgement, ledger: Ledger) -> tuple[FileRow, ...]:
    """Return the rows of units' files that came after the last answers of their period: a crash took theirs."""
    done = _answered(ledger)
    return tuple(row for row in judgement.rows if row.unit and row.receipt > done.get(str(row.period), 0))


def _answered(ledger: Ledger) -> dict[str, int]:
    """Return period → the record after which everything of it had been answered."""
    kinds = {line.kind for line in CATALOGUE if line.follows_ingest}
    done: dict[str, list[int]] = {}
    for output in ledger.outputs():
        if output.kind in kinds:
            done.setdefault(output.period, []).append(output.seq)
    return {period: min(numbers) for period, numbers in done.items() if len(numbers) == len(kinds)}


def make_up(judged: Judged, ledger: Ledger, tell: Tell) -> WrittenFiles:
    """Write the answers that an ingest was cut off before writing: a crash, a full disk, a read-only outbox."""
    if not behind(ledger) or not isinstance(judged.dockets, Dockets):
        return NOTHING
    return answers(judged, ledger, unanswered(judged.dockets.judgement, ledger), tell)


def claimed_after(judgement: Judgement, number: int) -> tuple[FileRow, ...]:
    """Return the rows of files claimed, or whose name was learned, after this record: they are like any other now."""
    notes = judgement.bound.by_receipt
    learned = {note.unit for note in judgement.snapshot.notes if note.kind is NoteKind.ALIAS and note.number > number}
    return tuple(
        row
        for row in judgement.rows
        if row.unit in learned or any(n.unit and n.number > number for n in notes.get(row.receipt, ()))
    )


def answer_claims(office: Office, ledger: Ledger, after: int, tell: Tell) -> WrittenFiles:
    """Write what goes back to the units of the files claimed after this record, or left unanswered by a crash."""
    claimed = any(note.kind in {NoteKind.CLAIM, NoteKind.ALIAS} and note.number > after for note in ledger.notes())
    if not claimed and not behind(ledger):
        return NOTHING
    judgement = examined(snapshot_of(office, ledger))
    rows = (*claimed_after(judgement, after), *unanswered(judgement, ledger))
    return answers(judged_from(office, judgement), ledger, rows, tell)


def last_run(ledger: Ledger) -> int:
    """Return the number of the last ingest's record; 0 = none."""
    return max((run.number for run in ledger.runs()), default=0)


def last_answered(ledger: Ledger) -> int:
    """Return the number of the last record after which everything had been answered."""
    kinds = {line.kind for line in CATALOGUE if line.follows_ingest}
    made = (output.seq for output in ledger.outputs() if output.kind in kinds)
    return max(last_run(ledger), *made, 0)

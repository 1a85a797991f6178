"""What is written for the units after their files were judged: by an ingest, or by the clerk's word whose a file is."""

from collections.abc import Sequence

from toolkit.evidence.ledger import Ledger
from toolkit.judge.dockets import examined
from toolkit.judge.judgement import Judgement
from toolkit.nouns.docket import FileRow, Outcome
from toolkit.nouns.records import NoteKind
from toolkit.pipeline.catalogue import CATALOGUE
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.producing import judged_from, produced
from toolkit.pipeline.products import Judged, Wanted
from toolkit.pipeline.snapshots import snapshot_of
from toolkit.plan.deadlines import collecting


def answers(judged: Judged, ledger: Ledger, rows: Sequence[FileRow], tell: Tell) -> tuple[str, ...]:
    """Write what goes back to the units in every period that these files touch.

    Who sent another period's form (S03) gets the form of the period being collected.
    """
    office = judged.office
    theirs = [row for row in rows if row.unit]
    touched = {row.period for row in theirs}
    touched |= {collecting(office.plan, row.received or office.as_of).id for row in theirs if row.outcome is Outcome.RETURNED}
    periods = [period for period in office.plan.periods if period.id in touched]
    wanted = [Wanted(kind=line.kind, period=p) for p in periods for line in CATALOGUE if line.follows_ingest]
    return produced(judged, ledger, "退回与回执", wanted, tell=tell).lines() if wanted else ()


def claimed_after(judgement: Judgement, number: int) -> tuple[FileRow, ...]:
    """Return the rows of the files that were claimed after this record of the ledger: they are like any other now."""
    notes = judgement.bound.by_receipt
    return tuple(row for row in judgement.rows if any(n.unit and n.number > number for n in notes.get(row.receipt, ())))


def answer_claims(office: Office, ledger: Ledger, after: int, tell: Tell) -> tuple[str, ...]:
    """Write what goes back to the units of the files claimed after this record."""
    if not any(note.kind is NoteKind.CLAIM and note.number > after for note in ledger.notes()):
        return ()
    judgement = examined(snapshot_of(office, ledger))
    return answers(judged_from(office, judgement), ledger, claimed_after(judgement, after), tell)


def last_run(ledger: Ledger) -> int:
    """Return the number of the last ingest's record; 0 = none."""
    return max((run.number for run in ledger.runs()), default=0)


def last_answered(ledger: Ledger) -> int:
    """Return the number of the last record after which everything had been answered."""
    kinds = {line.kind for line in CATALOGUE if line.follows_ingest}
    made = (output.seq for output in ledger.outputs() if output.kind in kinds)
    return max(last_run(ledger), *made, 0)

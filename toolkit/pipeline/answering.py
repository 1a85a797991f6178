"""What is written for the units after their files were judged: by an ingest, or by the clerk's word whose a file is."""

from collections.abc import Sequence
from dataclasses import replace

from toolkit.evidence.ledger import Ledger
from toolkit.judge.dockets import examined
from toolkit.judge.judgement import Judgement
from toolkit.nouns.docket import FileRow, Outcome
from toolkit.nouns.records import NoteKind
from toolkit.pipeline.catalogue import CATALOGUE
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.producing import NOTHING, WrittenFiles, judged_from, produced
from toolkit.pipeline.products import Judged, Wanted
from toolkit.pipeline.snapshots import snapshot_of
from toolkit.plan.deadlines import collecting
from toolkit.words import remarks

_KIND, _UP_TO = "answered", "up to"
"""Where the derived cache keeps the record after which everything had been answered."""
_LEARNED = frozenset({NoteKind.ALIAS, NoteKind.MATCH})
"""Notes that make a unit's files be read otherwise."""
_CLAIMS = frozenset({NoteKind.CLAIM, NoteKind.WORDS, *_LEARNED})
"""Notes after which files are answered that were not before."""


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
    """Tell, without judging, whether something may have been cut off before its answers were written: an ingest, a claim."""
    settled = _settled(ledger)
    claims = (note.number for note in ledger.notes() if note.kind in _CLAIMS)
    return max(*(receipt.number for receipt in ledger.receipts()), *claims, 0, 0) > settled


def make_up(office: Office, ledger: Ledger, tell: Tell) -> WrittenFiles:
    """Write the answers that an ingest or a claim was cut off before writing: a crash, a full disk, a read-only outbox.

    Every command that writes does it first, and as the one cut off would have done it: at its moment while that day lasts.
    """
    if not behind(ledger):
        return NOTHING
    moments = [run.as_of for run in ledger.runs()] + [note.at for note in ledger.notes() if note.kind in _CLAIMS]
    then = max(moments, default=office.as_of).astimezone(office.zone)
    if then.date() == office.as_of.date() or then > office.as_of:
        office = replace(office, as_of=then)
    judgement = examined(snapshot_of(office, ledger))
    return answer_owed(judged_from(office, judgement), judgement, ledger, tell)


def sentences(made_up: WrittenFiles) -> tuple[str, ...]:
    """Say what was made up, for commands that say nothing else of files for the units."""
    number = len(made_up.paths)
    return (*((remarks.made_up(number),) if number else ()), *made_up.undone)


def answer_owed(judged: Judged, judgement: Judgement, ledger: Ledger, tell: Tell) -> WrittenFiles:
    """Write all that goes back to units of files taken in or claimed since everything had been answered."""
    written = answers(judged, ledger, (*_unanswered(judgement, ledger), *_claimed(judgement, _settled(ledger))), tell)
    if not written.undone:
        ledger.keep_derived(_KIND, {_UP_TO: str(ledger.next_number - 1).encode()})
    return written


def answer_claim(office: Office, ledger: Ledger, tell: Tell) -> WrittenFiles:
    """Write what goes back to the unit of a file just claimed; nothing where nothing was."""
    if not behind(ledger):
        return NOTHING
    judgement = examined(snapshot_of(office, ledger))
    return answer_owed(judged_from(office, judgement), judgement, ledger, tell)


def _unanswered(judgement: Judgement, ledger: Ledger) -> tuple[FileRow, ...]:
    """Return the rows of units' files that came after the last answers of their period."""
    done = _answered(ledger)
    return tuple(row for row in judgement.rows if row.unit and row.receipt > done.get(str(row.period), 0))


def _claimed(judgement: Judgement, number: int) -> tuple[FileRow, ...]:
    """Return the rows of files claimed, or whose name was learned, after this record: they are like any other now."""
    notes = judgement.bound.by_receipt
    learned = {note.unit for note in judgement.snapshot.notes if note.kind in _LEARNED and note.number > number}
    return tuple(
        row
        for row in judgement.rows
        if row.unit in learned
        or any((n.unit or n.kind is NoteKind.WORDS) and n.number > number for n in notes.get(row.receipt, ()))
    )


def _answered(ledger: Ledger) -> dict[str, int]:
    """Return period → the record after which everything of it had been answered."""
    kinds = {line.kind for line in CATALOGUE if line.follows_ingest}
    done: dict[str, list[int]] = {}
    for output in ledger.outputs():
        if output.kind in kinds:
            done.setdefault(output.period, []).append(output.seq)
    return {period: min(numbers) for period, numbers in done.items() if len(numbers) == len(kinds)}


def _settled(ledger: Ledger) -> int:
    """Return the record after which everything had been answered; where that is not kept, what was written tells."""
    kept = ledger.derived(_KIND, _UP_TO)
    if kept and kept.isdigit():
        return int(kept)
    return max(_answered(ledger).values(), default=0)

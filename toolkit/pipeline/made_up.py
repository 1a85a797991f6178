"""Answers to units that a command was cut off before writing, made by the next one that writes. Effects: files, ledger.

Loads nothing that judges or writes letters: there is seldom anything to make up.
"""

from dataclasses import replace

from toolkit.evidence.ledger import Ledger
from toolkit.pipeline.answers_owed import CLAIMS, behind
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.written_files import NOTHING, WrittenFiles
from toolkit.words import remarks


def make_up(office: Office, ledger: Ledger, tell: Tell) -> WrittenFiles:
    """Write the answers that an ingest or a claim was cut off before writing: a crash, a full disk, a read-only outbox.

    Every command that writes does it first, and as the one cut off would have done it: at its moment while that day lasts.
    """
    if not behind(ledger):
        return NOTHING
    ledger.prove()
    moments = [run.as_of for run in ledger.runs()] + [note.at for note in ledger.notes() if note.kind in CLAIMS]
    then = max(moments, default=office.as_of).astimezone(office.zone)
    if then.date() == office.as_of.date() or then > office.as_of:
        office = replace(office, as_of=then)
    return _answered_now(office, ledger, tell)


def answer_claim(office: Office, ledger: Ledger, tell: Tell) -> WrittenFiles:
    """Write what goes back to the unit of a file just claimed; nothing where nothing was."""
    if not behind(ledger):
        return NOTHING
    return _answered_now(office, ledger, tell)


def _answered_now(office: Office, ledger: Ledger, tell: Tell) -> WrittenFiles:
    from toolkit.judge.dockets import examined
    from toolkit.pipeline.answering import answer_owed
    from toolkit.pipeline.producing import judged_from
    from toolkit.pipeline.snapshots import snapshot_of

    judgement = examined(snapshot_of(office, ledger))
    return answer_owed(judged_from(office, judgement), judgement, ledger, tell)


def sentences(made_up: WrittenFiles) -> tuple[str, ...]:
    """Say what was made up, for commands that say nothing else of files for the units."""
    number = len(made_up.fresh)
    return (*((remarks.made_up(number),) if number else ()), *made_up.undone)

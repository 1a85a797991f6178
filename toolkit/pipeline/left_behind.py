"""Files that stay in the inbox (growing, unreadable): on record for the unit whose name they bear, until they are taken in."""

from collections.abc import Collection

from toolkit.evidence.ledger import Ledger
from toolkit.judge.statements_bound import standing
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline.office import Office
from toolkit.plan.deadlines import collecting
from toolkit.words import remarks
from toolkit.words.notes import NO_LONGER_WAITING

SOURCE = "收件"


def record_left(office: Office, ledger: Ledger, names: Collection[str]) -> None:
    """Record what is left now, and take back what was recorded of files that are left no more."""
    known = [note for note in standing(ledger.notes()) if note.kind is NoteKind.LEFT]
    period = collecting(office.plan, office.as_of).id
    facts = [
        Note(kind=NoteKind.RETRACT, at=office.as_of, retracts=note.number, reason=NO_LONGER_WAITING, source=SOURCE)
        for note in known
        if note.material not in names
    ]
    for name in sorted(set(names) - {note.material for note in known}):
        from toolkit.intake.recognise import Clues, scan_unit

        unit = scan_unit(Clues(name=name, sender="", collecting=period), office.plan, ())[0]
        if unit:
            facts.append(
                Note(
                    kind=NoteKind.LEFT,
                    at=office.as_of,
                    unit=unit,
                    period=period,
                    material=name,
                    reason=remarks.CHANGING,
                    source=SOURCE,
                )
            )
    if facts:
        ledger.append(*facts)

"""Whether something for the units may be owed still: up to which record everything was answered. Effects: ledger."""

from toolkit.evidence.ledger import Ledger
from toolkit.nouns.records import NoteKind
from toolkit.pipeline.up_to import keep_up_to_now, known_up_to

_KIND = "answered"
"""Where the derived cache keeps the record after which everything had been answered."""
LEARNED = frozenset({NoteKind.ALIAS, NoteKind.MATCH})
"""Notes that make a unit's files be read otherwise."""
CLAIMS = frozenset({NoteKind.CLAIM, NoteKind.WORDS, *LEARNED})
"""Notes after which files are answered that were not before."""


def behind(ledger: Ledger) -> bool:
    """Tell, without judging, whether something may have been cut off before its answers were written: an ingest, a claim."""
    claims = (note.number for note in ledger.notes() if note.kind in CLAIMS)
    newest = max(ledger.last_receipt(), *claims, 0)
    return bool(newest) and newest > answered_up_to(ledger)


def all_answered(ledger: Ledger) -> None:
    """Keep that everything up to the last record has been answered."""
    keep_up_to_now(ledger, _KIND)


def answered_periods(ledger: Ledger) -> dict[str, int]:
    """Return period → the record after which everything of it had been answered."""
    from toolkit.pipeline.catalogue import CATALOGUE

    kinds = {line.kind for line in CATALOGUE if line.follows_ingest}
    done: dict[str, list[int]] = {}
    for output in (made for kind in kinds for made in ledger.made(kind)):
        done.setdefault(output.period, []).append(output.seq)
    return {period: min(numbers) for period, numbers in done.items() if len(numbers) == len(kinds)}


def answered_up_to(ledger: Ledger) -> int:
    """Return the record after which everything had been answered; where that is not kept, what was written tells."""
    known = known_up_to(ledger, _KIND)
    return max(answered_periods(ledger).values(), default=0) if known is None else known

"""Receipts whose reading a limit of time or memory ended: they are read once more. Effects: ledger."""

from toolkit.evidence.ledger import Ledger
from toolkit.intake.reading import BEGINNING, ended_by_limit, load, names_problems
from toolkit.nouns.records import Receipt
from toolkit.pipeline.up_to import UP_TO, keep_up_to_now, known_up_to

_KIND = "read"
"""Where the derived cache keeps the record up to which no reading was ended by a limit."""


def to_read_again(ledger: Ledger) -> tuple[Receipt, ...]:
    """Return the receipts whose reading a limit ended and that were not read a second time yet.

    Where there are none, it is kept that there are none up to now: nobody looks at these readings again.
    """
    begun = dict(ledger.beginnings(BEGINNING, known_up_to(ledger, _KIND) or 0))
    perhaps = [number for number, first in begun.items() if names_problems(first)]
    bodies = [(number, ledger.reading(number, by_any=True)) for number in perhaps]
    again = {number for number, body in bodies if body and ended_by_limit(body) and load(body).again}
    if begun and not again and ledger.writable:
        all_read(ledger)
    return tuple(receipt for receipt in ledger.receipts() if receipt.number in again) if again else ()


def all_read(ledger: Ledger) -> None:
    """Keep that no reading up to now was ended by a limit."""
    keep_up_to_now(ledger, _KIND)


def look_again(ledger: Ledger) -> None:
    """Have all readings looked at next time: some were read anew."""
    ledger.keep_derived(_KIND, {}, [UP_TO])

"""Receipts whose reading a limit of time or memory ended: they are read once more. Effects: ledger."""

from toolkit.evidence.ledger import Ledger
from toolkit.intake.reading import BEGINNING, ended_by_limit, load, names_problems
from toolkit.nouns.records import Receipt


def to_read_again(ledger: Ledger) -> tuple[Receipt, ...]:
    """Return the receipts whose reading a limit ended and that were not read a second time yet."""
    perhaps = [number for number, begun in ledger.beginnings(BEGINNING) if names_problems(begun)]
    bodies = [(number, ledger.reading(number, by_any=True)) for number in perhaps]
    again = {number for number, body in bodies if body and ended_by_limit(body) and load(body).again}
    return tuple(receipt for receipt in ledger.receipts() if receipt.number in again) if again else ()

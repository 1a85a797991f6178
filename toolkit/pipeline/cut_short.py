"""Receipts whose reading a limit of time or memory ended: they are read once more. Effects: ledger."""

from toolkit.evidence.ledger import Ledger
from toolkit.intake.reading import ended_by_limit, load
from toolkit.nouns.records import Receipt


def to_read_again(ledger: Ledger) -> tuple[Receipt, ...]:
    """Return the receipts whose reading a limit ended and that were not read a second time yet."""
    bodies = ledger.each_reading(by_any=True)
    again = {number for number, body in bodies if body and ended_by_limit(body) and load(body).again}
    return tuple(receipt for receipt in ledger.receipts() if receipt.number in again) if again else ()

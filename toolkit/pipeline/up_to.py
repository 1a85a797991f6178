"""Up to which record something is known to be done: kept to save work, under the chain as it was there. Effects: ledger."""

from toolkit.evidence.ledger import Ledger

UP_TO = "up to"


def keep_up_to_now(ledger: Ledger, kind: str) -> None:
    """Keep that all up to the last record is done."""
    ledger.keep_derived(kind, {UP_TO: _mark(ledger, ledger.next_number - 1)})


def known_up_to(ledger: Ledger, kind: str) -> int | None:
    """Return the record up to which all is done; None = that is not kept, or of another chain."""
    kept = ledger.derived(kind, UP_TO) or b""
    number = kept.partition(b" ")[0]
    return int(number) if number.isdigit() and kept == _mark(ledger, int(number)) else None


def _mark(ledger: Ledger, number: int) -> bytes:
    """Return what is kept of a record: its number, and that the chain was this one."""
    return f"{number} {ledger.head_at(number)}".encode()

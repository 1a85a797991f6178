"""The ledger (台账): hash-chained, append-only facts in one SQLite file. The only package that speaks SQL."""

from toolkit.evidence.ledger.chain import GENESIS, Record, fingerprint, same_fingerprint
from toolkit.evidence.ledger.codec import Fact
from toolkit.evidence.ledger.opening import apart, looked_at_again, open_ledger
from toolkit.evidence.ledger.store import FACTS_CACHE, Ledger

__all__ = [
    "FACTS_CACHE",
    "GENESIS",
    "Fact",
    "Ledger",
    "Record",
    "apart",
    "fingerprint",
    "looked_at_again",
    "open_ledger",
    "same_fingerprint",
]

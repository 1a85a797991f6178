"""The chain: how one record is hashed, and what is wrong with a list of records. Pure.

A record's hash is sha256 over these UTF-8 lines, each ended by one line feed except the last:

    duban-1
    <seq, decimal>
    <kind>
    <at>
    <hash of the record before; 64 zeros for the first>
    <body>

No field before the body can hold a line feed and the body is last, so no two records share a framing.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GENESIS = "0" * 64
"""`prev` of the first record."""
SHORT = 16
"""Hex digits of a printed fingerprint: 64 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of the ledger, exactly as stored."""

    seq: int
    kind: str
    at: str
    body: str
    prev: str
    hash: str

    @property
    def own_hash(self) -> str:
        """The hash that this record's content demands."""
        return link(seq=self.seq, kind=self.kind, at=self.at, body=self.body, prev=self.prev)


def link(*, seq: int, kind: str, at: str, body: str, prev: str) -> str:
    """Return a record's hash as 64 hex digits (framing: see the module)."""
    text = "\n".join(("duban-1", str(seq), kind, at, prev, body))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_LINES = ("'duban-1'", "seq", "kind", "at", "prev", "body")
FRAMED = f"CAST({' || char(10) || '.join(_LINES)} AS BLOB)"
"""The same bytes as SQL puts them together: a country's records are proved by every command."""


def unbroken(rows: Iterable[tuple[str, str, bytes]]) -> int | None:
    """Tell how many records hang together, each (hash, prev, framed bytes); None = something is wrong (`broken_links` names it).

    That their numbers are without a gap is told by the last of them.
    """
    count, last = 0, GENESIS
    for digest, prev, framed in rows:
        if prev != last or hashlib.sha256(framed).hexdigest() != digest:
            return None
        count, last = count + 1, digest
    return count


def fingerprint(full: str) -> str:
    """Return the printed form of a hash: "1A2B-3C4D-5E6F-7081"."""
    short = full[:SHORT].upper()
    return "-".join(short[i : i + 4] for i in range(0, SHORT, 4))


def same_fingerprint(printed: str, full: str) -> bool:
    """Tell whether a printed fingerprint, short or full, however grouped, is this hash."""
    digits = re.sub(r"[^0-9a-f]", "", printed.lower())
    return len(digits) >= SHORT and full.startswith(digits)


def broken_links(records: Iterable[Record]) -> Iterator[str]:
    """Name every break of the chain, in order: an edit, a gap, a record out of place."""
    seq, prev = 0, GENESIS
    for record in records:
        if record.seq != seq + 1:
            yield f"台账缺第 {seq + 1} 条{f'至第 {record.seq - 1} 条' if record.seq > seq + 2 else ''}记录"
        if record.own_hash != record.hash:
            yield f"台账第 {record.seq} 条记录（{record.kind}，{record.at}）被改动：内容与其指纹不符"
        elif record.prev != prev:
            yield f"台账第 {record.seq} 条记录（{record.kind}，{record.at}）与前一条接不上"
        seq, prev = record.seq, record.hash

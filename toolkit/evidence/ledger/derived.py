"""What the ledger keeps only to save work: sealed, so that a spoilt byte is a gap and never an answer. Pure but for SQL.

A seal is a checksum over key and content. It tells what a failing disk or a careless hand did; whoever means to deceive
is found by `verify`, which reads every original again.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from functools import lru_cache

LARGE = 1 << 20
"""Bytes of a body that is written piece by piece: a country's book has twenty such pieces."""
SEAL, READER = 16, 8
"""Bytes of a seal, and of the hash of what read an original: the latter stands between the seal and a reading."""


def sealed(key: str, body: bytes) -> bytes:
    return _seal(key, body) + body


def opened(key: str, kept: object) -> bytes | None:
    """Return what was sealed under this key; None = it is not what was sealed."""
    if not isinstance(kept, bytes) or len(kept) < SEAL or kept[:SEAL] != _seal(key, memoryview(kept)[SEAL:]):
        return None
    return kept[SEAL:]


def _seal(key: str, body: bytes | memoryview) -> bytes:
    seal = hashlib.sha256(key.encode("utf-8") + b"\0")
    seal.update(body)  # joined they would be as much again: of a country's plan or book ten megabytes
    return seal.digest()[:SEAL]


def place(receipt: int, record: str | None) -> str:
    """Return what a reading is sealed under: the record says which original it was read from."""
    return f"reading:{receipt}:{record or ''}"


@lru_cache(maxsize=1)
def read_by(said: str) -> bytes:
    return hashlib.sha256(said.encode("ascii")).digest()[:READER]


def kept(connection: sqlite3.Connection, kind: str, key: str) -> bytes | None:
    """Return what was kept under a key, if it is still whole."""
    rows = connection.execute("SELECT body FROM derived WHERE kind = ? AND key = ?", (kind, key)).fetchall()
    return opened(f"{kind}:{key}", rows[0][0]) if rows else None


def keep(connection: sqlite3.Connection, kind: str, fresh: Mapping[str, bytes], drop: Iterable[str]) -> None:
    """Add what was derived, and forget what nothing asks for any more."""
    connection.executemany("DELETE FROM derived WHERE kind = ? AND key = ?", ((kind, key) for key in drop))
    rows = ((kind, key, sealed(f"{kind}:{key}", body)) for key, body in sorted(fresh.items()) if len(body) < LARGE)
    connection.executemany("INSERT OR REPLACE INTO derived (kind, key, body) VALUES (?, ?, ?)", rows)
    for key, body in sorted(fresh.items()):
        if len(body) >= LARGE:
            _keep_large(connection, kind, key, body)


def _keep_large(connection: sqlite3.Connection, kind: str, key: str, body: bytes) -> None:
    """Write a body where it is to stand: sealed and bound to a statement it would lie there three times."""
    into = "INSERT OR REPLACE INTO derived (kind, key, body) VALUES (?, ?, zeroblob(?))"
    row = connection.execute(into, (kind, key, SEAL + len(body))).lastrowid
    assert row is not None
    with connection.blobopen("derived", "body", row) as blob:
        blob.write(_seal(f"{kind}:{key}", body))
        for start in range(0, len(body), LARGE):
            blob.write(body[start : start + LARGE])

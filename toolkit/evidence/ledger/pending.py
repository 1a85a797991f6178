"""What is kept only to save work goes into the ledger with the next record, or when it is closed. In memory until then.

A commit is five syncs of the disk, and a command worked out twenty such things one after the other. None of them is a
fact: one that a crash takes is worked out again.
"""

import heapq
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from toolkit.evidence.ledger import derived
from toolkit.nouns.records import Output

MOST = 1 << 18
"""Bytes that wait; with more nobody waits for the next record."""
_KEY = 100
"""Bytes that a key takes, about."""
Row = tuple[str, str, str, str, int, str, int, str]
"""An output as its row in the ledger."""


_LISTED = json.JSONEncoder(ensure_ascii=False).encode


def row_of(one: Output) -> Row:
    at, files, sums = one.at.isoformat(), _LISTED(one.files), _LISTED(one.sums)
    return (one.kind, one.period, one.detail, at, one.seq, files, int(one.later), sums)


def output_of(row: Row) -> Output:
    kind, period, detail, at, seq, files, later, sums = row
    return Output(
        kind=kind,
        period=period,
        detail=detail,
        at=datetime.fromisoformat(at),
        seq=seq,
        files=tuple(json.loads(files)),
        later=bool(later),
        sums=tuple(json.loads(sums)),
    )


class Pending:
    """What waits to be written."""

    def __init__(self) -> None:
        self._derived: dict[tuple[str, str], bytes | None] = {}
        """Kind and key → what was worked out; None = it is to be forgotten."""
        self._outputs: dict[tuple[str, str, str], Row] = {}
        self._size = 0

    def __bool__(self) -> bool:
        return bool(self._derived or self._outputs)

    @property
    def many(self) -> bool:
        return self._size > MOST

    def keep(self, kind: str, fresh: Mapping[str, bytes], drop: Iterable[str]) -> None:
        for key in drop:
            self._derived[kind, key] = None
            self._size += _KEY
        for key, body in fresh.items():
            self._derived[kind, key] = body
            self._size += _KEY + len(body)

    def put(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._outputs[row[:3]] = row
            self._size += _KEY + len(row[5]) + len(row[7])

    def knows(self, kind: str, key: str) -> bool:
        return (kind, key) in self._derived

    def body(self, kind: str, key: str) -> bytes | None:
        return self._derived[kind, key]

    def keys(self, kind: str, kept: Iterable[str]) -> Iterator[str]:
        """Yield a kind's keys in order; `kept`: those in the ledger, in order."""
        mine = {key: body for (its, key), body in self._derived.items() if its == kind}
        if not mine:
            return iter(kept)
        fresh = sorted(key for key, body in mine.items() if body is not None)
        return heapq.merge(fresh, (key for key in kept if key not in mine))

    def outputs(self, kept: Iterable[Row]) -> list[Row]:
        """Return the outputs in order; `kept`: those in the ledger."""
        rows = {row[:3]: row for row in kept} | self._outputs
        return sorted(rows.values(), key=lambda row: (row[4], row[3], *row[:3]))

    def write(self, connection: sqlite3.Connection) -> None:
        kinds = sorted({kind for kind, _ in self._derived})
        for kind in kinds:
            mine = {key: body for (its, key), body in self._derived.items() if its == kind}
            fresh = {key: body for key, body in mine.items() if body is not None}
            derived.keep(connection, kind, fresh, (key for key, body in mine.items() if body is None))
        connection.executemany("INSERT OR REPLACE INTO output VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self._outputs.values())

    def clear(self) -> None:
        self._derived.clear()
        self._outputs.clear()
        self._size = 0

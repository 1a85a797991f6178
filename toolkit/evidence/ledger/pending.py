"""What is kept only to save work goes into the ledger with the next record, or when it is closed. In memory until then.

A commit is five syncs of the disk, and a command worked out twenty such things one after the other. None of them is a
fact: one that a crash takes is worked out again.
"""

import heapq
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from toolkit.evidence.ledger import derived
from toolkit.evidence.ledger.codec import moment
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Output
from toolkit.nouns.shelf import LongList

MOST = 1 << 18
"""Bytes that wait; with more nobody waits for the next record."""
_KEY = 100
"""Bytes that a key takes, about."""
_AT_ONCE = 512
_KEYED = "kind = ? AND period = ? AND detail = ?"
_LISTED = json.JSONEncoder(ensure_ascii=False).encode


Ask = Callable[..., Iterator[tuple[Any, ...]]]
"""Asks the ledger."""


class OutputRow(NamedTuple):
    """An output as its row in the ledger."""

    kind: str
    period: str
    detail: str
    at: str
    seq: int
    files: str
    later: int
    sums: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self[:3]


def row_of(one: Output) -> OutputRow:
    at, files, sums = moment(one.at), _listed(one.files), _listed(one.sums)
    return OutputRow(one.kind, one.period, one.detail, at, one.seq, files, int(one.later), sums)


class ListedTexts(LongList[str]):
    """Texts that lie as JSON already."""

    def listed(self) -> Iterator[str]:
        """Yield them as parts of a list, without its brackets."""
        raise NotImplementedError


def _listed(texts: Sequence[str]) -> str:
    """Return texts as JSON, made some at a time: of a country's letters the parts of the whole would take more than it does."""
    if isinstance(texts, ListedTexts):
        return f"[{', '.join(texts.listed())}]"
    if len(texts) <= _AT_ONCE:
        return _LISTED(list(texts))
    left = iter(texts)
    parts = iter(lambda: [*islice(left, _AT_ONCE)], [])
    return f"[{', '.join(_LISTED(part)[1:-1] for part in parts)}]"


def output_of(row: OutputRow) -> Output:
    return Output(
        kind=row.kind,
        period=row.period,
        detail=row.detail,
        at=datetime.fromisoformat(row.at),
        seq=row.seq,
        files=tuple(json.loads(row.files)),
        later=bool(row.later),
        sums=tuple(json.loads(row.sums)),
    )


class Pending:
    """What waits to be written."""

    def __init__(self) -> None:
        self._derived: dict[tuple[str, str], bytes | None] = {}
        """Kind and key → what was worked out; None = it is to be forgotten."""
        self._outputs: dict[tuple[str, ...], OutputRow] = {}
        self._size = 0

    def __bool__(self) -> bool:
        return bool(self._derived or self._outputs)

    @property
    def many(self) -> bool:
        """More waits than is held for the next record."""
        return self._size > MOST

    def keep(self, kind: str, fresh: Mapping[str, bytes], drop: Iterable[str]) -> None:
        """Take what was worked out, by its key; forget what stands under the keys to `drop`."""
        for key in drop:
            self._derived[kind, key] = None
            self._size += _KEY
        for key, body in fresh.items():
            self._derived[kind, key] = body
            self._size += _KEY + len(body)

    def put(self, rows: Iterable[OutputRow]) -> None:
        """Take outputs, each in the place of the one that was made before it."""
        for row in rows:
            self._outputs[row.key] = row
            self._size += _KEY + len(row.files) + len(row.sums)

    def knows(self, kind: str, key: str) -> bool:
        return (kind, key) in self._derived

    def body(self, kind: str, key: str) -> bytes | None:
        """Return what waits under a key that it `knows`; None = it is to be forgotten."""
        return self._derived[kind, key]

    def keys(self, kind: str, kept: Iterable[str]) -> Iterator[str]:
        """Yield a kind's keys in order; `kept`: those in the ledger, in order."""
        mine = {key: body for (its, key), body in self._derived.items() if its == kind}
        if not mine:
            return iter(kept)
        fresh = sorted(key for key, body in mine.items() if body is not None)
        return heapq.merge(fresh, (key for key in kept if key not in mine))

    def files_of(self, key: tuple[str, ...], ask: Ask) -> str:
        """Return the names of one product's files, of (kind, period, detail), as JSON; "" = there is none."""
        if (waits := self._outputs.get(key)) is not None:
            return waits.files
        return "".join([str(files) for (files,) in ask(f"SELECT files FROM output WHERE {_KEYED}", *key)])

    def remembers(self, row: OutputRow, ask: Ask) -> bool:
        """Tell whether just this waits, or stands in the ledger."""
        if (waits := self._outputs.get(row.key)) is not None:
            return waits == row
        known = [*ask(f"SELECT at, seq, later FROM output WHERE {_KEYED}", *row.key)]
        if known != [(row.at, row.seq, row.later)]:
            return False  # known without laying a country's names beside one another
        return bool([*ask(f"SELECT 1 FROM output WHERE {_KEYED} AND files = ? AND sums = ?", *row.key, row.files, row.sums)])

    def outputs(self, kept: Iterable[OutputRow]) -> list[OutputRow]:
        """Return the outputs in order; `kept`: those in the ledger."""
        rows = {row.key: row for row in kept} | self._outputs
        return sorted(rows.values(), key=lambda row: (row.seq, row.at, *row.key))

    def write(self, connection: sqlite3.Connection) -> None:
        """Write all that waits, within the transaction of who calls; `clear` it when that is committed."""
        kinds = sorted({kind for kind, _ in self._derived})
        for kind in kinds:
            mine = {key: body for (its, key), body in self._derived.items() if its == kind}
            fresh = {key: body for key, body in mine.items() if body is not None}
            derived.keep(connection, kind, fresh, (key for key, body in mine.items() if body is None))
        if self._outputs:
            with _trusted(connection):
                connection.executemany("INSERT OR REPLACE INTO output VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self._outputs.values())

    @contextmanager
    def let_go(self) -> Iterator[None]:
        """Let go what was only worked out where it cannot be written: who did his work is never told that he did not.

        Raises: ToolkitError, which files were written waits too.
        """
        try:
            yield
        except ToolkitError:
            if self._outputs:
                raise
            self.clear()

    def clear(self) -> None:
        self._derived.clear()
        self._outputs.clear()
        self._size = 0


@contextmanager
def _trusted(connection: sqlite3.Connection) -> Iterator[None]:
    """Have SQLite not read again the JSON that was just written: of a country's names that takes twice what they do."""
    connection.execute("PRAGMA ignore_check_constraints = ON")
    try:
        yield
    finally:
        connection.execute("PRAGMA ignore_check_constraints = OFF")

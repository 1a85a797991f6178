"""The open ledger: append facts, read them back, keep the derived readings. Effects: one SQLite file."""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

from toolkit.evidence.ledger import derived, faults
from toolkit.evidence.ledger.chain import FRAMED, GENESIS, Record, fingerprint, link, same_fingerprint, unbroken
from toolkit.evidence.ledger.codec import Fact, at_of, body_of, kind_of
from toolkit.evidence.ledger.pending import OutputRow, Pending, output_of, row_of
from toolkit.evidence.ledger.recorded_facts import Facts
from toolkit.evidence.ledger.schema import SaidBySqlite, speaking, transaction
from toolkit.evidence.ledger.to_be_proved import ToBeProved
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Drafted, IngestRun, Issued, KeptTemplate, Note, Output, Receipt, Undo, receipt_mark
from toolkit.nouns.shelf import those

FACTS_CACHE, _COLUMNS = "facts", "seq, kind, at, body, prev, hash"
_INSERTED, _row_of = f"INSERT INTO record ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", attrgetter(*_COLUMNS.split(", "))


class Ledger(ToBeProved):
    """One ledger file, open. Close it, or use it as a context manager."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, writable: bool) -> None:
        self._connection = connection
        self.path = path
        self.writable = writable
        self.closed = False
        self.clock: datetime | None = None
        """The computer's moment, kept beside the as-of in every record appended. None = a simulation."""
        self.reader = ""
        """A hash of what reads originals now; readings by another do not count. "" = whoever read them."""
        self._facts = Facts(self._each, lambda key: self.derived(FACTS_CACHE, key))
        self._pending = Pending()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        try:
            self.flush()
        finally:
            self._connection.close()
            self.closed = True

    def turn_to(self, connection: sqlite3.Connection) -> None:
        """Go on looking through another connection; the first is closed already, or somebody else's, and is not even closed."""
        self._left, self._connection, self.writable, self.closed = self._connection, connection, False, False

    def flush(self) -> None:
        """Write what waits for the next record now. Raises: ToolkitError, among it is which files were written."""
        if self._pending and self.writable and not self.closed:
            with self._pending.let_go(), self._writing():
                pass

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Write in one transaction, together with what waited for one."""
        self.prove()
        with self._speaking(), transaction(self._connection):
            self._pending.write(self._connection)
            yield
        self._pending.clear()

    # facts in

    def append(self, *facts: Fact, readings: Mapping[int, bytes] = MappingProxyType({})) -> tuple[int, ...]:
        """Append facts in one transaction and return their numbers.

        A receipt with run 0 belongs to the last Run of the same call. A fact that already carries a number
        (see `next_number`; a member needs its container's) must get exactly that one. `readings`: what was read
        of the receipts among them.
        """
        try:
            with self._writing():
                numbers = tuple(map(self._put, self._made_out(facts)))
                self._put_readings(readings)
        except BaseException:
            self._facts.forget()
            raise
        return numbers

    def made_out(self, facts: Iterable[Fact]) -> tuple[Record, ...]:
        """Return the next records, of these facts, to be put there later; hold the workspace's lock until then."""
        return tuple(self._made_out(facts))

    def put(self, records: Sequence[Record], outputs: Iterable[Output] = ()) -> None:
        """Put in one transaction what was made out, and what stands for it. Raises: ValueError, a record has come between."""
        self._pending.put(map(row_of, outputs))
        with self._writing():
            if records and records[0].prev != self._tail()[1]:
                raise ValueError(f"record {records[0].seq} was made out for another place")
            self._connection.executemany(_INSERTED, map(_row_of, records))

    @property
    def next_number(self) -> int:
        """The number the next fact will get; hold the workspace's lock while relying on it."""
        return self._tail()[0] + 1

    def undo(self, run: int, *, at: datetime, by: str = "") -> int:
        """Take back one ingest run by appending. Raises ToolkitError: there is no such run, or it is taken back already."""
        known = next((r for r in self.runs() if r.number == run), None)
        if known is None or known.undone:
            raise ToolkitError(f"没有可以撤回的第 {run} 号收表{'：它已经撤回过' if known else ''}。")
        return self.append(Undo(at=at, run=run, by=by))[0]

    # facts out

    def receipts(self, *, undone: bool = False) -> Sequence[Receipt]:
        """Return the receipts of all runs that still stand; with `undone`, of every run."""
        gone = frozenset() if undone else self._undone()
        known = self._facts.of(Receipt)
        return those(known, lambda receipt: receipt.run not in gone, receipt_mark) if gone else known

    def last_receipt(self) -> int:
        """Return the number of the last receipt that stands, without opening any; 0 = there is none."""
        gone = self._undone()
        stands = f"kind = 'receipt' AND json_extract(body, '$.run') NOT IN ({', '.join('?' * len(gone))})"
        return self._number(f"SELECT seq FROM record WHERE {stands} ORDER BY seq DESC LIMIT 1", *gone)

    def archived(self) -> frozenset[str]:
        """Return where the originals of all receipts lie, undone ones too."""
        return frozenset(
            row[0] for row in self._rows("SELECT json_extract(body, '$.archived') FROM record WHERE kind = 'receipt'")
        )

    def runs(self) -> tuple[IngestRun, ...]:
        gone = self._undone()
        return tuple(replace(run, undone=run.number in gone) for run in self._facts.of(IngestRun))

    def notes(self) -> tuple[Note, ...]:
        """Return every note, retracted ones and retractions too."""
        return tuple(self._facts.of(Note))

    def issued(self) -> Sequence[Issued]:
        return self._facts.of(Issued)

    def drafted(self) -> Sequence[Drafted]:
        return self._facts.of(Drafted)

    def templates(self) -> tuple[KeptTemplate, ...]:
        return tuple(self._facts.of(KeptTemplate))

    def undos(self) -> tuple[Undo, ...]:
        return tuple(self._facts.of(Undo))

    def told_facts(self, *, anew: bool = False) -> dict[str, bytes]:
        """Return what long lists of facts are searched by, to be kept (`FACTS_CACHE`): what is not kept yet; `anew`: all."""
        return Facts(self._each).told() if anew else self._facts.to_keep()

    # the chain

    def head(self) -> str:
        """Return the printed form of the chain's head (台账指纹)."""
        return fingerprint(self.head_full())

    def head_full(self) -> str:
        return self._tail()[1]

    def head_at(self, seq: int) -> str:
        """Return the printed head as it was after record `seq`; 0 = before the first."""
        rows = self._rows("SELECT hash FROM record WHERE seq = ?", seq)
        return fingerprint(rows[0][0] if rows else GENESIS)

    def records(self, since: int = 1) -> Iterator[Record]:
        """Return every record from number `since` on as stored, in order, unread."""
        for seq, kind, at, body, prev, digest in self._each(f"SELECT {_COLUMNS} FROM record WHERE seq >= ? ORDER BY seq", since):
            yield Record(seq=seq, kind=kind, at=at, body=body, prev=prev, hash=digest)

    def is_whole(self) -> bool:
        """Tell whether all records that were ever numbered are there and hang together, each as it was hashed."""
        count = unbroken(self._each(f"SELECT hash, prev, {FRAMED} FROM record ORDER BY seq"))
        ((first, last),) = self._rows("SELECT min(seq), max(seq) FROM record")
        return count == (last or 0) == self.highest_number() and first in {None, 1}

    def find(self, printed: str) -> Record | None:
        """Return the record whose hash a printed fingerprint is."""
        return next((record for record in self.records() if same_fingerprint(printed, record.hash)), None)

    def highest_number(self) -> int:
        """Return the highest number ever given, also when the record is gone."""
        return self._number("SELECT seq FROM sqlite_sequence WHERE name = 'record'")

    def _number(self, query: str, *values: Any) -> int:
        return next((int(number) for (number,) in self._rows(query, *values)), 0)

    def schema_faults(self) -> tuple[str, ...]:
        """Name tables, triggers and indexes that are missing, changed or strange."""
        with self._speaking():
            return faults.of_schema(self._connection)

    def file_faults(self) -> tuple[str, ...]:
        """Return what SQLite's own integrity check finds, and what it passes over: bytes behind the last page."""
        with self._speaking():
            return faults.of_file(self._connection, self.path)

    # derived

    def reading(self, receipt: int, *, by_any: bool = False) -> bytes | None:
        """Return what the intake read from a receipt's original; None = read it again. `by_any`: whoever read it."""
        whole = next((whole for _number, whole in self._whole_readings("WHERE receipt = ?", receipt)), None)
        return self._by_now(whole, by_any=by_any) if whole is not None else None

    def spoilt_readings(self) -> tuple[int, ...]:
        """Return the receipts whose kept reading is not what was kept."""
        return tuple(number for number, whole in self._whole_readings() if whole is None)

    def each_reading(self, *, by_any: bool = False) -> Iterator[tuple[int, bytes | None]]:
        """Yield receipt and reading, one after the other; None = it is to be read again. `by_any`: whoever read it."""
        for number, whole in self._whole_readings():
            yield number, self._by_now(whole, by_any=by_any) if whole is not None else None

    def beginnings(self, length: int, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """Yield receipt and how its reading begins, whoever read it, as it lies there: whether it is whole, nobody has seen.

        `after`: of receipts behind this record.
        """
        first = derived.SEAL + derived.READER + 1
        query = "SELECT receipt, substr(body, ?, ?) FROM reading WHERE receipt > ? ORDER BY receipt"
        yield from self._each(query, first, length, after)

    def put_readings(self, readings: Mapping[int, bytes]) -> None:
        with self._writing():
            self._put_readings(readings)

    def _put_readings(self, readings: Mapping[int, bytes]) -> None:
        for number, body in sorted(readings.items()):
            row = self._connection.execute("SELECT hash FROM record WHERE seq = ?", (number,)).fetchone()
            whole = derived.sealed(derived.place(number, row and row[0]), derived.read_by(self.reader) + body)
            self._connection.execute("INSERT OR REPLACE INTO reading (receipt, body) VALUES (?, ?)", (number, whole))

    def _whole_readings(self, where: str = "", *values: Any) -> Iterator[tuple[int, bytes | None]]:
        """Yield receipt and what was kept of it; None = that is not what was kept, or not of this record."""
        both = f"SELECT receipt, reading.body, hash FROM reading LEFT JOIN record ON seq = receipt {where} ORDER BY receipt"
        for number, body, record in self._each(both, *values):
            yield number, derived.opened(derived.place(number, record), body)

    def _by_now(self, whole: bytes, *, by_any: bool = False) -> bytes | None:
        """Return the reading in what was kept; None = another program read it, or by other limits."""
        by, body = whole[: derived.READER], whole[derived.READER :]
        return body if by_any or not self.reader or by == derived.read_by(self.reader) else None

    def drop_derived(self, kinds: Iterable[str]) -> None:
        """Forget what was worked out, of these kinds."""
        with self._writing():
            self._connection.executemany("DELETE FROM derived WHERE kind = ?", ((kind,) for kind in kinds))
        self._facts.forget()

    def derived(self, kind: str, key: str) -> bytes | None:
        """Return what was worked out under a key; None = nothing, or it is spoilt."""
        if self._pending.knows(kind, key):
            return self._pending.body(kind, key)
        with self._speaking():
            return derived.kept(self._connection, kind, key)

    def derived_keys(self, kind: str) -> Iterator[str]:
        """Yield the keys of a kind in order: a country has hundreds of thousands."""
        rows = self._each("SELECT key FROM derived WHERE kind = ? ORDER BY key", kind)
        yield from self._pending.keys(kind, (key for (key,) in rows))

    def keep_derived(self, kind: str, fresh: Mapping[str, bytes], drop: Iterable[str] = ()) -> None:
        """Keep what was worked out, and forget what nothing asks for any more: with the next record, or at the end."""
        self._pending.keep(kind, fresh, drop)
        if self._pending.many:
            self.flush()

    def outputs(self, kind: str = "", period: str = "") -> tuple[Output, ...]:
        """Return what stands in outbox/, as far as it is remembered; of one kind, of one period, where that is asked."""
        return self._outputs("files, later, sums", kind, period)

    def made(self, kind: str) -> tuple[Output, ...]:
        """Return when all of a kind that stands in outbox/ was made, its files left out: a country has a hundred thousand."""
        return self._outputs("'[]', later, '[]'", kind)

    def _outputs(self, columns: str, kind: str = "", period: str = "") -> tuple[Output, ...]:
        asked = "kind = coalesce(nullif(?, ''), kind) AND period = coalesce(nullif(?, ''), period)"
        kept = self._rows(f"SELECT kind, period, detail, at, seq, {columns} FROM output WHERE {asked}", kind, period)
        rows = self._pending.outputs(map(OutputRow._make, kept))
        return tuple(output_of(row) for row in rows if kind in {"", row.kind} and period in {"", row.period})

    def output_listed(self, *key: str) -> str:
        return self._pending.files_of(key, self._each)

    def put_outputs(self, outputs: Iterable[Output]) -> None:
        self._pending.put(row for row in map(row_of, outputs) if not self._pending.remembers(row, self._each))
        if self._pending.many:
            self.flush()

    # inside

    def _speaking(self) -> SaidBySqlite:
        return speaking(self.path)

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return list(self._each(query, *values))

    def _each(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        with self._speaking():
            yield from self._connection.execute(query, values)

    def _undone(self) -> frozenset[int]:
        return frozenset(undo.run for undo in self._facts.of(Undo))

    def _tail(self) -> tuple[int, str]:
        rows = self._rows("SELECT seq, hash FROM record ORDER BY seq DESC LIMIT 1")
        return (int(rows[0][0]), str(rows[0][1])) if rows else (0, GENESIS)

    def _made_out(self, facts: Iterable[Fact]) -> Iterator[Record]:
        seq, prev = self._tail()
        run: IngestRun | None = None
        for given in facts:
            seq += 1
            if given.number not in {0, seq}:
                raise ValueError(f"fact was numbered {given.number} but would become record {seq}")
            fact = given
            if self.clock is not None:
                fact = replace(fact, clock=self.clock)
            if isinstance(fact, IngestRun):
                run = replace(fact, number=seq)
            if isinstance(fact, Receipt):
                fact, run = self._with_run(fact, run)
            kind, at, body = kind_of(fact), at_of(fact, run), body_of(fact)
            digest = link(seq=seq, kind=kind, at=at, body=body, prev=prev)
            yield Record(seq=seq, kind=kind, at=at, body=body, prev=prev, hash=digest)
            prev = digest

    def _put(self, record: Record) -> int:
        self._connection.execute(_INSERTED, _row_of(record))
        return record.seq

    def _with_run(self, receipt: Receipt, run: IngestRun | None) -> tuple[Receipt, IngestRun]:
        if receipt.run and (run is None or run.number != receipt.run):
            run = next((r for r in self._facts.of(IngestRun) if r.number == receipt.run), None)
        if run is None:
            raise ValueError(f"receipt {receipt.name!r} belongs to no run")
        return replace(receipt, run=run.number), run

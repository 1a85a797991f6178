"""The open ledger: append facts, read them back, keep the derived readings. Effects: one SQLite file."""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from toolkit.evidence.ledger.chain import GENESIS, Record, fingerprint, link, same_fingerprint
from toolkit.evidence.ledger.codec import KINDS, Fact, body_of, fact_of, kind_of, moment
from toolkit.evidence.ledger.schema import (
    MIGRATIONS,
    Script,
    expected_schema,
    migrate,
    refuse_strangers,
    schema_of,
    speaking,
    transaction,
    version_of,
)
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Drafted, IngestRun, Issued, KeptTemplate, Note, Output, Receipt, Undo

AnyFact = TypeVar("AnyFact", IngestRun, Receipt, Note, Undo, Issued, Drafted, KeptTemplate)
_COLUMNS = "seq, kind, at, body, prev, hash"
BUSY_SECONDS = 10.0


class Ledger:
    """One ledger file, open. Close it, or use it as a context manager."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, writable: bool) -> None:
        self._connection = connection
        self.path = path
        self.writable = writable
        self.clock: datetime | None = None
        """The computer's moment, kept beside the as-of in every record appended. None = a simulation."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    # facts in

    def append(self, *facts: Fact) -> tuple[int, ...]:
        """Append facts in one transaction and return their numbers.

        A receipt with run 0 belongs to the last Run of the same call. A fact that already carries a number
        (see `next_number`; a member needs its container's) must get exactly that one.
        """
        with self._speaking(), transaction(self._connection):
            return tuple(self._chained(facts))

    @property
    def next_number(self) -> int:
        """The number the next fact will get; hold the workspace's lock while relying on it."""
        return self._tail()[0] + 1

    def undo(self, run: int, *, at: datetime, by: str = "") -> int:
        """Take back one ingest run by appending.

        Raises:
            ToolkitError: there is no such run, or it is taken back already.
        """
        known = next((r for r in self.runs() if r.number == run), None)
        if known is None or known.undone:
            raise ToolkitError(f"没有可以撤回的第 {run} 号收表{'：它已经撤回过' if known else ''}。")
        return self.append(Undo(at=at, run=run, by=by))[0]

    # facts out

    def receipts(self, *, undone: bool = False) -> tuple[Receipt, ...]:
        """Return the receipts of all runs that still stand; with `undone`, of every run."""
        gone = frozenset() if undone else self._undone()
        return tuple(receipt for receipt in self._facts(Receipt) if receipt.run not in gone)

    def runs(self) -> tuple[IngestRun, ...]:
        gone = self._undone()
        return tuple(replace(run, undone=run.number in gone) for run in self._facts(IngestRun))

    def notes(self) -> tuple[Note, ...]:
        """Return every note, retracted ones and retractions too."""
        return tuple(self._facts(Note))

    def issued(self) -> tuple[Issued, ...]:
        return tuple(self._facts(Issued))

    def drafted(self) -> tuple[Drafted, ...]:
        return tuple(self._facts(Drafted))

    def templates(self) -> tuple[KeptTemplate, ...]:
        return tuple(self._facts(KeptTemplate))

    def undos(self) -> tuple[Undo, ...]:
        return tuple(self._facts(Undo))

    # the chain

    def head(self) -> str:
        """Return the printed form of the chain's head (台账指纹)."""
        return fingerprint(self.head_full())

    def head_full(self) -> str:
        return self._tail()[1]

    def head_at(self, seq: int) -> str:
        """Return the printed head as it was after record `seq`; 0 = before the first."""
        found = self._rows("SELECT hash FROM record WHERE seq = ?", seq)
        return fingerprint(found[0][0] if found else GENESIS)

    def records(self, since: int = 1) -> Iterator[Record]:
        """Return every record from number `since` on as stored, in order, unread."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM record WHERE seq >= ? ORDER BY seq", since)
        for seq, kind, at, body, prev, digest in rows:
            yield Record(seq=seq, kind=kind, at=at, body=body, prev=prev, hash=digest)

    def record(self, seq: int) -> Record | None:
        return next((record for record in self.records(since=seq) if record.seq == seq), None)

    def find(self, printed: str) -> Record | None:
        """Return the record whose hash a printed fingerprint is."""
        return next((record for record in self.records() if same_fingerprint(printed, record.hash)), None)

    def highest_number(self) -> int:
        """Return the highest number ever given, also when the record is gone."""
        rows = self._rows("SELECT seq FROM sqlite_sequence WHERE name = 'record'")
        return int(rows[0][0]) if rows else 0

    def schema_faults(self) -> tuple[str, ...]:
        """Name tables, triggers and indexes that are missing, changed or strange."""
        with self._speaking():
            there, due = schema_of(self._connection), expected_schema()
        missing = [f"台账缺少{_declared(name)}" for name in due if name not in there]
        changed = [f"台账的{_declared(name)}被改动" for name in due if name in there and there[name] != due[name]]
        strange = [f"台账多出{_declared(name)}" for name in there if name not in due]
        return tuple(sorted([*missing, *changed, *strange]))

    def file_faults(self) -> tuple[str, ...]:
        """Return what SQLite's own integrity check finds."""
        said = [row[0] for row in self._rows("PRAGMA integrity_check(20)")]
        return () if said == ["ok"] else tuple(f"台账文件结构损坏：{line}" for line in said)

    # derived

    def reading(self, receipt: int) -> bytes | None:
        """Return what the intake read from a receipt's original; None = read it again."""
        rows = self._rows("SELECT body FROM reading WHERE receipt = ?", receipt)
        return rows[0][0] if rows else None

    def readings(self) -> Mapping[int, bytes]:
        return dict(self._rows("SELECT receipt, body FROM reading ORDER BY receipt"))

    def put_readings(self, readings: Mapping[int, bytes]) -> None:
        with self._speaking(), transaction(self._connection):
            self._connection.executemany("INSERT OR REPLACE INTO reading (receipt, body) VALUES (?, ?)", sorted(readings.items()))

    def drop_readings(self) -> None:
        with self._speaking(), transaction(self._connection):
            self._connection.execute("DELETE FROM reading")

    def outputs(self) -> tuple[Output, ...]:
        """Return what stands in outbox/, as far as it is remembered."""
        rows = self._rows("SELECT kind, period, detail, at, seq, files FROM output ORDER BY seq, at, kind, period, detail")
        return tuple(
            Output(
                kind=kind,
                period=period,
                detail=detail,
                at=datetime.fromisoformat(at),
                seq=seq,
                files=tuple(json.loads(files)),
            )
            for kind, period, detail, at, seq, files in rows
        )

    def put_outputs(self, outputs: Iterable[Output]) -> None:
        rows = [(o.kind, o.period, o.detail, o.at.isoformat(), o.seq, json.dumps(o.files, ensure_ascii=False)) for o in outputs]
        with self._speaking(), transaction(self._connection):
            self._connection.executemany("INSERT OR REPLACE INTO output VALUES (?, ?, ?, ?, ?, ?)", rows)

    # inside

    def _speaking(self) -> contextlib.AbstractContextManager[None]:
        return speaking(self.path)

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._speaking():
            return self._connection.execute(query, values).fetchall()

    def _facts(self, noun: type[AnyFact]) -> Iterator[AnyFact]:
        kind = next(kind for kind, its_noun in KINDS.items() if its_noun is noun)
        for seq, body in self._rows("SELECT seq, body FROM record WHERE kind = ? ORDER BY seq", kind):
            fact = fact_of(kind, body, seq)
            assert isinstance(fact, noun)
            yield fact

    def _undone(self) -> frozenset[int]:
        return frozenset(undo.run for undo in self._facts(Undo))

    def _tail(self) -> tuple[int, str]:
        rows = self._rows("SELECT seq, hash FROM record ORDER BY seq DESC LIMIT 1")
        return (int(rows[0][0]), str(rows[0][1])) if rows else (0, GENESIS)

    def _chained(self, facts: Iterable[Fact]) -> Iterator[int]:
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
            kind, at, body = kind_of(fact), _at(fact, run), body_of(fact)
            digest = link(seq=seq, kind=kind, at=at, body=body, prev=prev)
            self._connection.execute(
                f"INSERT INTO record ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", (seq, kind, at, body, prev, digest)
            )
            prev = digest
            yield seq

    def _with_run(self, receipt: Receipt, run: IngestRun | None) -> tuple[Receipt, IngestRun]:
        if receipt.run and (run is None or run.number != receipt.run):
            run = next((r for r in self._facts(IngestRun) if r.number == receipt.run), None)
        if run is None:
            raise ValueError(f"receipt {receipt.name!r} belongs to no run")
        return replace(receipt, run=run.number), run


def open_ledger(
    path: Path, *, read_only: bool = False, migrations: Sequence[Script] = MIGRATIONS, keep: Path | None = None
) -> Ledger:
    """Open a ledger file, created or migrated as needed; a copy is kept before a migration.

    Read-only: nothing is created or migrated on disk. A missing file is an empty ledger; an older file is
    migrated in memory. `keep` is the folder for copies (default: 备份 beside the file).

    Raises:
        ToolkitError: newer than this program, not a ledger, locked, damaged, or not accessible.
    """
    if sqlite3.sqlite_version_info < (3, 37):
        raise ToolkitError(f"本机 Python 附带的 SQLite 太旧（{sqlite3.sqlite_version}），请改用 Python 3.11 以上的官方版本。")
    with speaking(path):
        connection = _connect(path, read_only=read_only)
        try:
            refuse_strangers(connection, path, newest=len(migrations))
            if version_of(connection) < len(migrations):
                if read_only:
                    connection = _in_memory(connection)
                elif version_of(connection):
                    _keep_copy(connection, path, keep or path.parent / "备份")
                migrate(connection, migrations)
            if read_only:
                connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
        return Ledger(connection, path, writable=not read_only)


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open the file with the settings that make a commit last.

    Rollback journal, not WAL: WAL needs memory shared between processes, which a network share has not, and
    leaves -wal and -shm beside the file that a clerk who copies the folder would miss. EXTRA, not FULL: it also
    syncs the folder after the journal is gone, so a power cut cannot take back a commit after which the
    original has already left the inbox.
    """
    target = ":memory:" if read_only and not path.exists() else os.fspath(path)
    connection = sqlite3.connect(target, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA recursive_triggers = ON")
    if not read_only:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA fullfsync = ON")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return connection


def _in_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(copy)
    connection.close()
    return copy


def _keep_copy(connection: sqlite3.Connection, path: Path, folder: Path) -> Path:
    """Copy the ledger aside before a migration; the same state is copied once."""
    seq, digest = connection.execute("SELECT seq, hash FROM record ORDER BY seq DESC LIMIT 1").fetchone() or (
        0,
        GENESIS,
    )
    copy = folder / f"{path.stem}-版本{version_of(connection)}-{seq}条-{digest[:8]}{path.suffix}"
    if copy.exists():
        return copy
    folder.mkdir(parents=True, exist_ok=True)
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as target:
        connection.backup(target)
    part.replace(copy)
    return copy


def _at(fact: Fact, run: IngestRun | None) -> str:
    if isinstance(fact, Receipt):
        assert run is not None
        return moment(run.as_of)
    return moment(fact.as_of if isinstance(fact, IngestRun) else fact.at)


def _declared(name: str) -> str:
    kind, _, own = name.partition(" ")
    return f"{ {'table': '表', 'trigger': '触发器', 'index': '索引', 'view': '视图'}.get(kind, kind) } {own}"

"""Tables, triggers and migrations of the ledger file, and the sentences for what SQLite refuses."""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.evidence.ledger.chain import GENESIS
from toolkit.nouns.errors import ToolkitError

APPLICATION = 0x44554241
"""PRAGMA application_id: "DUBA"."""

Script = tuple[str, ...]

# Append only: an entry is never edited once released. Entry N takes user_version from N to N + 1.
MIGRATIONS: tuple[Script, ...] = (
    (
        f"PRAGMA application_id = {APPLICATION}",
        # AUTOINCREMENT: sqlite_sequence remembers the highest number ever given, so a cut tail shows.
        """CREATE TABLE record (
  seq INTEGER PRIMARY KEY AUTOINCREMENT CHECK (seq > 0),
  kind TEXT NOT NULL CHECK (kind IN ('run', 'receipt', 'note', 'undo', 'issued', 'drafted', 'template')),
  at TEXT NOT NULL CHECK (length(at) >= 20),
  body TEXT NOT NULL CHECK (json_valid(body)),
  prev TEXT NOT NULL CHECK (length(prev) = 64),
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
) STRICT""",
        "CREATE INDEX record_kind ON record (kind, seq)",
        """CREATE TRIGGER record_no_update BEFORE UPDATE ON record BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END""",
        """CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END""",
        f"""CREATE TRIGGER record_in_sequence BEFORE INSERT ON record
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM record)
  OR NEW.prev IS NOT coalesce((SELECT hash FROM record ORDER BY seq DESC LIMIT 1), '{GENESIS}')
  OR NEW.hash IN (SELECT hash FROM record)
BEGIN
  SELECT RAISE(ABORT, 'the ledger takes only the next record');
END""",
        # Derived: may be emptied at any time and is read again from the originals.
        "CREATE TABLE reading (receipt INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
    ),
    (
        # Derived too: as of when, and after which record, each file of outbox/ was made, so that `rebuild` makes the same.
        """CREATE TABLE output (
  kind TEXT NOT NULL,
  period TEXT NOT NULL,
  detail TEXT NOT NULL,
  at TEXT NOT NULL,
  seq INTEGER NOT NULL,
  files TEXT NOT NULL CHECK (json_valid(files)),
  PRIMARY KEY (kind, period, detail)
) STRICT""",
    ),
    (
        # Derived: what was worked out once, under a key of all that it depends on. Readings are sealed from here on.
        """CREATE TABLE derived (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT""",
        "DELETE FROM reading",
    ),
    (
        # Whether notes recorded after `at` were counted, and what each file was when it was written (sha256, in their order).
        "ALTER TABLE output ADD COLUMN later INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE output ADD COLUMN sums TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(sums))",
    ),
    (
        # Readings say by which program and limits they were read, their seals of which record.
        "DELETE FROM reading",
    ),
)

_SENTENCES = {
    sqlite3.SQLITE_BUSY: "正被另一个程序占用，请关闭它或稍候再试",
    sqlite3.SQLITE_LOCKED: "正被另一个程序占用，请关闭它或稍候再试",
    sqlite3.SQLITE_FULL: "写不进去：磁盘已满，请腾出空间后重新运行（没有写入半条记录）",
    sqlite3.SQLITE_READONLY: "写不进去：文件或文件夹是只读的，请改为可写后重新运行",
    sqlite3.SQLITE_PERM: "打不开：没有权限，请检查 archive 文件夹的权限",
    sqlite3.SQLITE_CANTOPEN: "打不开：请检查 archive 文件夹是否存在、有没有权限",
    sqlite3.SQLITE_IOERR: "读写出错：请检查磁盘或网络连接后重新运行",
    sqlite3.SQLITE_CORRUPT: "已损坏：请先把 archive 整个文件夹复制一份留存，再用备份恢复",
    sqlite3.SQLITE_NOTADB: "不是本工具的台账文件：请用备份恢复",
}


class SaidBySqlite:
    """Turn what SQLite refuses for outside reasons into the operator's sentence; a bug stays a bug."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        code = getattr(error, "sqlite_errorcode", None) if isinstance(error, sqlite3.DatabaseError) else None
        said = _SENTENCES.get(code & 0xFF) if code is not None else None
        if said is not None:
            raise ToolkitError(f"台账 {self._path} {said}。") from error


def speaking(path: Path) -> SaidBySqlite:
    return SaidBySqlite(path)


def version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def refuse_strangers(connection: sqlite3.Connection, path: Path, *, newest: int) -> None:
    """Refuse a ledger newer than this program, and a file that is no ledger of ours."""
    version = version_of(connection)
    if version > newest:
        raise ToolkitError(f"台账 {path} 由更新版本的程序写成（版本 {version}，本程序只认到 {newest}），请升级本程序后再打开。")
    objects = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    if objects and (version == 0 or mark != APPLICATION):
        raise ToolkitError(f"台账 {path} 不是本工具写成的，或版本标记被改动过，请用备份恢复。")


def migrate(connection: sqlite3.Connection, migrations: Sequence[Script]) -> None:
    """Bring the file to the newest version; each entry and its version bump are one transaction, a new file's all are one."""
    start = version_of(connection)
    if start == 0:
        with transaction(connection):
            _run(connection, [statement for script in migrations for statement in script], len(migrations))
        return
    for number, script in enumerate(migrations[start:], start=start + 1):
        with transaction(connection):
            _run(connection, script, number)


def _run(connection: sqlite3.Connection, script: Sequence[str], version: int) -> None:
    for statement in script:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the write lock from the start; all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def schema_of(connection: sqlite3.Connection) -> dict[str, str]:
    """Return name → SQL of everything declared in the file."""
    rows = connection.execute("SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return dict(rows.fetchall())


def expected_schema(migrations: Sequence[Script] = MIGRATIONS) -> dict[str, str]:
    """Return what `schema_of` gives for a fresh ledger."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, migrations)
        return schema_of(connection)

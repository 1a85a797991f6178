"""Opening a ledger file: created or migrated as needed, a copy kept first; the settings that make a commit last."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.evidence.ledger.chain import GENESIS
from toolkit.evidence.ledger.schema import MIGRATIONS, Script, migrate, refuse_strangers, speaking, version_of
from toolkit.evidence.ledger.store import Ledger
from toolkit.nouns.errors import ToolkitError

BUSY_SECONDS = 10.0


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
    return Ledger(_opened(path, read_only=read_only, migrations=migrations, keep=keep), path, writable=not read_only)


def _opened(
    path: Path, *, read_only: bool, migrations: Sequence[Script] = MIGRATIONS, keep: Path | None = None
) -> sqlite3.Connection:
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
        return connection


def apart(ledger: Ledger) -> None:
    """Have a ledger looked at through a connection of its own, in a copy of the process that opened it: no two share one."""
    connection = _connect(ledger.path, read_only=True)
    connection.execute("PRAGMA query_only = ON")
    ledger.turn_to(connection)


@contextlib.contextmanager
def looked_at_again(ledger: Ledger) -> Iterator[None]:
    """Have a closed ledger looked at for a while: what was judged from it opens what is kept there when it is asked."""
    ledger.turn_to(_opened(ledger.path, read_only=True))
    with ledger:
        yield


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open the file with the settings that make a commit last.

    Rollback journal, not WAL: WAL needs memory shared between processes, which a network share has not, and
    leaves -wal and -shm beside the file that a clerk who copies the folder would miss. EXTRA, not FULL: it also
    syncs the folder after the journal is gone, so a power cut cannot take back a commit after which the
    original has already left the inbox.
    """
    target = ":memory:" if read_only and not path.exists() else os.fspath(path)
    connection = sqlite3.connect(target, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA recursive_triggers = ON")
        if not read_only:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("PRAGMA fullfsync = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()  # what is no ledger is not held open either: Windows lets nobody move it then
        raise
    return connection


def _in_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.backup(copy)
    except BaseException:
        copy.close()
        raise
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

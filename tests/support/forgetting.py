"""Take out of a workspace's ledger, or spoil in it, what was worked out from the originals; bend its records."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from toolkit.evidence.ledger.schema import schema_of


def forget_readings(ledger: Path) -> None:
    """Forget every reading, and all that was worked out from them, as a restored or older ledger lacks it."""
    _said(ledger, ("DELETE FROM reading", "DELETE FROM derived"))


def sql(root: Path, *statements: str) -> None:
    """Say this to a workspace's ledger, past the program."""
    _said(root / "archive" / "台账.sqlite3", statements)


def spoilt(made: Callable[[Path], Path], kept: str = "made") -> dict[str, Callable[[Path], object]]:
    """Return what may befall a file that was made in a workspace, and what was kept of it. `kept`: of which kind that is."""
    return {
        "its end was changed": lambda root: made(root).write_bytes(made(root).read_bytes()[:-1] + b"x"),
        "it is gone": lambda root: made(root).unlink(),
        "what was kept is gone": lambda root: sql(root, f"DELETE FROM derived WHERE kind = '{kept}'"),
        "what was kept is spoilt": lambda root: sql(root, f"UPDATE derived SET body = zeroblob(40) WHERE kind = '{kept}'"),
    }


def bent(root: Path, *statements: str) -> None:
    """Change the ledger as someone with a database tool would: triggers off, then put back."""
    with closing(sqlite3.connect(root / "archive" / "台账.sqlite3")) as connection:
        kept = [sql for name, sql in schema_of(connection).items() if name.startswith("trigger ")]
        for name in [name for name in schema_of(connection) if name.startswith("trigger ")]:
            connection.execute(f"DROP {name}")
        for statement in statements:
            connection.execute(statement)
        for sql in kept:
            connection.execute(sql)
        connection.commit()


def _said(ledger: Path, statements: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)

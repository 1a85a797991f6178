"""Take out of a workspace's ledger, or spoil in it, what was worked out from the originals."""

import sqlite3
from contextlib import closing
from pathlib import Path


def forget_readings(ledger: Path) -> None:
    """Forget every reading, and all that was worked out from them, as a restored or older ledger lacks it."""
    _said(ledger, ("DELETE FROM reading", "DELETE FROM derived"))


def sql(root: Path, *statements: str) -> None:
    """Say this to a workspace's ledger, past the program."""
    _said(root / "archive" / "台账.sqlite3", statements)


def _said(ledger: Path, statements: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)

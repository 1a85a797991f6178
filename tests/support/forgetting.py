"""Take out of a ledger file what was worked out from the originals, as a restored or older ledger lacks it."""

import sqlite3
from contextlib import closing
from pathlib import Path


def forget_readings(ledger: Path) -> None:
    """Forget every reading, and all that was worked out from them."""
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute("DELETE FROM reading")
        connection.execute("DELETE FROM derived")

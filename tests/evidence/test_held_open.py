"""What cannot be opened is not held open either: Windows lets nobody move or mend a file that somebody holds."""

import sqlite3

import pytest

from toolkit.evidence.ledger import open_ledger
from toolkit.nouns.errors import ToolkitError


@pytest.fixture
def connections(monkeypatch):
    """Every connection made, so that each can be asked whether it was closed."""
    made, real = [], sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **more: made.append(real(*given, **more)) or made[-1])
    return made


def closed(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return True
    return False


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_that_is_no_ledger_is_let_go(tmp_path, connections, read_only):
    path = tmp_path / "l"
    path.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(ToolkitError):
        open_ledger(path, read_only=read_only)
    assert [closed(each) for each in connections] == [True]

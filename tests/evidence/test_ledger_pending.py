"""What is kept only to save work is found at once and written with the next record, so that twenty such things cost one commit."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from toolkit.evidence.ledger import derived, open_ledger, pending
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import IngestRun, Output

AT = datetime(2022, 4, 6, 9, 30, tzinfo=timezone(timedelta(hours=8)))


def output(kind: str, seq: int, name: str) -> Output:
    return Output(kind=kind, period="2022-04", at=AT, seq=seq, files=(name,), sums=("0" * 64,))


def committed(path: Path, kind: str = "k") -> list[str]:
    with open_ledger(path, read_only=True) as ledger:
        return [*ledger.derived_keys(kind), *(one.kind for one in ledger.outputs())]


def test_it_is_found_at_once_and_written_with_the_next_record(tmp_path):
    path = tmp_path / "台账.sqlite3"
    with open_ledger(path) as ledger:
        ledger.keep_derived("k", {"b": b"2", "d": b"4"})
        ledger.put_outputs([output("催报", 1, "a")])
        assert ledger.derived("k", "b") == b"2" and not committed(path)
        ledger.append(IngestRun(as_of=AT))
        assert committed(path) == ["b", "d", "催报"]
        ledger.keep_derived("k", {"a": b"1", "c": b"3"}, drop=["b"])
        ledger.put_outputs([output("催报", 3, "b"), output("看板", 2, "c")])
        assert list(ledger.derived_keys("k")) == ["a", "c", "d"] and ledger.derived("k", "b") is None
        assert [(one.kind, one.files) for one in ledger.outputs()] == [("看板", ("c",)), ("催报", ("b",))]
        assert committed(path) == ["b", "d", "催报"]
    assert committed(path) == ["a", "c", "d", "看板", "催报"]


def test_much_waits_for_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(pending, "MOST", 10)
    with open_ledger(tmp_path / "l") as ledger:
        ledger.keep_derived("k", {"a": b"more than ten bytes"})
        assert committed(tmp_path / "l") == ["a"]


def test_a_record_that_is_refused_takes_its_readings_along_and_nothing_else(tmp_path):
    with open_ledger(tmp_path / "l") as ledger:
        ledger.keep_derived("k", {"a": b"1"})
        with pytest.raises(ValueError, match="numbered"):
            ledger.append(IngestRun(as_of=AT), IngestRun(as_of=AT, number=7), readings={1: b"read"})
        assert ledger.reading(1) is None and ledger.next_number == 1
    assert committed(tmp_path / "l") == ["a"]


def test_forgetting_a_kind_forgets_what_waits_too(tmp_path):
    with open_ledger(tmp_path / "l") as ledger:
        ledger.keep_derived("k", {"a": b"1"})
        ledger.drop_derived(["k"])
        assert ledger.derived("k", "a") is None and not list(ledger.derived_keys("k"))


@pytest.mark.parametrize("size", [0, 9, 10, 11, 20, 35])
def test_what_is_large_lies_there_as_what_is_not(tmp_path, monkeypatch, size):
    body = bytes(range(size))
    monkeypatch.setattr(derived, "LARGE", 10)
    with open_ledger(tmp_path / "台账.db") as ledger:
        for kept in (bytes(30), body, body):  # in the place of what stood there
            ledger.keep_derived("made", {"a": kept, "b": b"beside"})
            ledger.flush()
        rows = ledger._connection.execute("SELECT key, body FROM derived ORDER BY key").fetchall()
        assert rows == [("a", derived.sealed("made:a", body)), ("b", derived.sealed("made:b", b"beside"))]
        assert ledger.derived("made", "a") == body
        with pytest.raises(ZeroDivisionError), ledger._writing():
            derived.keep(ledger._connection, "made", {"a": bytes(90)}, ())
            raise ZeroDivisionError
        assert ledger.derived("made", "a") == body


def filled_up(ledger) -> None:
    """Let the disk be full, as far as the ledger sees it."""
    pages = ledger._connection.execute("PRAGMA page_count").fetchone()[0]
    ledger._connection.execute(f"PRAGMA max_page_count = {pages}")


LARGE = {"a": bytes(range(256)) * 400}


@pytest.mark.parametrize("most", [10, 1 << 20], ids=["at once", "at the end"])
def test_a_full_disk_costs_only_what_was_worked_out(tmp_path, monkeypatch, most):
    monkeypatch.setattr(pending, "MOST", most)
    with open_ledger(tmp_path / "l") as ledger:
        ledger.append(IngestRun(as_of=AT))
        filled_up(ledger)
        ledger.keep_derived("k", LARGE)
    assert committed(tmp_path / "l") == []
    with open_ledger(tmp_path / "l") as ledger:
        assert len(ledger.runs()) == 1
        ledger.keep_derived("k", LARGE)
    assert committed(tmp_path / "l") == ["a"]


def test_which_files_were_written_is_never_forgotten_unsaid(tmp_path):
    with pytest.raises(ToolkitError, match="磁盘已满"), open_ledger(tmp_path / "l") as ledger:
        ledger.append(IngestRun(as_of=AT))
        filled_up(ledger)
        ledger.put_outputs([output("催报", 1, "a" * 100_000)])
    with open_ledger(tmp_path / "l") as ledger:
        assert len(ledger.runs()) == 1

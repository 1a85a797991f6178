"""Many files lie packed with their hashes, some hundred together: read, looked up and compared as if they lay open."""

import json
import sqlite3
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from toolkit.evidence.ledger import open_ledger
from toolkit.evidence.ledger.pending import output_of, row_of
from toolkit.nouns.records import Output
from toolkit.pipeline.hashed_names import HashedNames, InTurn, gone

COUNTS = (0, 1, 511, 512, 513, 1_500)


def _hash(text):
    return sha256(text.encode()).hexdigest()


def _rows(count, each=2):
    names = [f"2022-04/回执/{number}\n局.txt" for number in range(count)]
    return [(name, *(_hash(f"{nth}{name}") for nth in range(each))) for name in names]


def _packed(rows):
    many = HashedNames()
    for row in rows:
        many.add(*row)
    return many


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("each", [0, 1, 2])
def test_rows_are_read_as_they_were_told(count, each):
    rows = _rows(count, each)
    many = _packed(rows)
    again = HashedNames.read(many.told(), each)
    assert list(many) == list(again) == rows == many == again
    assert again.told() == many.told()
    for nth in range(each + 1):
        assert list(again.column(nth)) == [row[nth] for row in rows] == list(again.column(nth)[:])
    again.add(*_rows(1, each)[0])
    assert len(again) == count + 1


@pytest.mark.parametrize(
    "spoil", [lambda d: d[:-1], lambda d: d[: len(d) // 2], lambda d: d[:9] + b"?" + d[10:], lambda d: d * 2]
)
def test_bytes_that_are_none_are_refused(spoil):
    told = _packed(_rows(700)).told()
    with pytest.raises(ValueError):
        HashedNames.read(spoil(told), 2)
    with pytest.raises(ValueError, match="not so many"):
        HashedNames.read(told, 1)


@pytest.mark.parametrize(
    "asked",
    [
        list(range(1_500)),
        [*range(10, 600), 3, *range(601, 1_500), 1],
        list(range(1_499, -1, -7)),
    ],
)
def test_names_are_found_in_turn_and_out_of_it(asked):
    rows = _rows(1_500)
    known = InTurn(_packed(rows))
    assert known.of("另一个") == ()
    assert [known.of(rows[place][0]) for place in asked] == [rows[place][1:] for place in asked]
    assert InTurn(HashedNames()).of("a") == ()


@pytest.mark.parametrize(
    ("before", "now", "lost"),
    [
        ("abcd", "abcd", ""),
        ("abcd", "xabcd", ""),
        ("abcd", "acd", "b"),
        ("abcd", "dcba", ""),
        ("abcd", "", "abcd"),
        ("", "abcd", ""),
        ("abcd", "bxdy", "ac"),
    ],
)
def test_what_is_gone_is_told_in_whatever_order(before, now, lost):
    assert gone(before, now) == set(lost)


@pytest.mark.parametrize("count", COUNTS)
def test_an_output_is_kept_as_it_was_when_its_names_were_told_at_once(count, tmp_path):
    names = tuple(f"2022-04/回执/{number}局.txt" for number in range(count))
    sums = tuple(map(_hash, names))
    packed = _packed(zip(names, sums, strict=True))
    at = datetime(2022, 4, 6, 9, tzinfo=UTC)
    plain = Output(kind="回执", period="2022-04", detail="", at=at, seq=1, files=names, sums=sums)
    output = Output(kind="回执", period="2022-04", detail="", at=at, seq=1, files=packed.column(0), sums=packed.column(1))
    assert output_of(row_of(output)) == plain == output
    assert row_of(output).files == json.dumps(names, ensure_ascii=False)
    with open_ledger(tmp_path / "台账.db") as ledger:
        ledger.put_outputs([output])
        for _ in range(2):  # while it waits, and out of the ledger
            assert tuple(ledger.output_files("回执", "2022-04", "")) == names
            assert list(ledger.output_files("回执", "2022-05", "")) == []
            ledger.flush()


def test_an_output_that_says_the_same_is_not_written_again(tmp_path):
    at = datetime(2022, 4, 6, 9, tzinfo=UTC)
    output = Output(kind="回执", period="2022-04", detail="", at=at, seq=1, files=("a",), sums=(_hash("a"),))
    with open_ledger(tmp_path / "台账.db") as ledger:
        ledger.put_outputs([output])
        ledger.flush()
        ledger.put_outputs([output])
        assert not ledger._pending
        ledger.put_outputs([Output(kind="回执", period="2022-04", at=at, seq=2, files=("a",), sums=(_hash("a"),))])
        assert [one.seq for one in ledger.outputs()] == [2]
        ledger.put_outputs([output])  # in the place of the one that waits
        assert [one.seq for one in ledger.outputs()] == [1]


def test_only_what_this_program_wrote_is_taken_unread(tmp_path):
    at, said = datetime(2022, 4, 6, 9, tzinfo=UTC), []
    with open_ledger(tmp_path / "台账.db") as ledger:
        ledger._connection.set_trace_callback(said.append)
        ledger.put_outputs([Output(kind="回执", period="2022-04", at=at, seq=1, files=("a",), sums=(_hash("a"),))])
        ledger.flush()
        written = next(place for place, line in enumerate(said) if "INTO output" in line)
        assert "ignore_check_constraints = ON" in said[written - 1]
        with pytest.raises(sqlite3.IntegrityError):
            ledger._connection.execute("UPDATE output SET files = 'no list'")

"""Many files lie packed with their hashes, some hundred together: read, looked up and compared as if they lay open."""

import json
import sqlite3
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from toolkit.evidence.ledger import open_ledger
from toolkit.evidence.ledger.pending import output_of, row_of
from toolkit.nouns.records import Output
from toolkit.pipeline.hashed_names import HashedNames, InTurn, NameBlock, gone

NAMES = st.lists(st.text('a", [\\x局', max_size=6), max_size=12, unique=True)
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
    "spoil", [lambda d: d[:-1], lambda d: d[: len(d) // 2], lambda d: d[:9] + b"?" + d[10:], lambda d: d + d[:7]]
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


def _in_blocks(rows, keys):
    """Rows, three together under a key."""
    many = HashedNames()
    for nth, key in enumerate(keys):
        for row in rows[3 * nth : 3 * nth + 3]:
            many.add(*row)
        many.close(key)
    return many


KEYS = [_hash(f"块{nth}") for nth in range(5)]


def test_blocks_are_found_by_what_they_were_made_from_and_names_behind_them():
    rows = _rows(14)
    many = HashedNames.read(_in_blocks(rows, [*KEYS[:2], "", *KEYS[3:]]).told(), 2)
    assert list(many) == rows and [many[place] for place in range(14)] == rows
    known = InTurn(many)
    assert known.block(KEYS[0]).rows() == rows[:3]
    assert known.of(rows[3][0]) == rows[3][1:]  # in turn behind it
    assert known.block(KEYS[2]) is None
    assert known.block(KEYS[4]).rows() == rows[12:]
    assert known.block(KEYS[3]).rows() == rows[9:12]
    assert known.of(rows[0][0]) == rows[0][1:]


def test_a_block_that_is_taken_is_as_it_was():
    rows = _rows(14)
    many = _in_blocks(rows, KEYS)
    again = HashedNames()
    again.add(*rows[0])
    for block in many.blocks[1:]:
        again.take(block)
    assert list(again) == [rows[0], *rows[3:]]
    assert [block.key for block in again.blocks] == ["", *KEYS[1:]]


def test_a_key_counts_for_a_block_that_is_empty_and_for_none_of_several():
    many = HashedNames()
    many.close(KEYS[0])
    for row in _rows(700):
        many.add(*row)
    many.close(KEYS[1])
    assert [(block.key, block.size) for block in many.blocks] == [(KEYS[0], 0), ("", 512), ("", 188)]
    assert InTurn(HashedNames.read(many.told(), 2)).block(KEYS[0]).rows() == []


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
    assert gone(json.dumps([*before]) if before else "", _laid_together(now, 2)) == set(lost)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=NAMES, now=NAMES, each=st.integers(1, 4))
@example(before=["a, ", "x"], now=[", "], each=1)
@example(before=["a", "b", "a"], now=["a", "b"], each=2)
def test_what_is_gone_is_what_was_there_and_is_not(before, now, each):
    assert gone(json.dumps(before, ensure_ascii=False), _laid_together(now, each)) == set(before) - set(now)


def test_of_many_names_few_of_which_have_changed_the_others_are_not_opened(monkeypatch):
    before = [f"回执/{number}.txt" for number in range(4000)]
    now = [*before[:8][::-1], *before[8:], "回执/新.txt"]
    many, opened = _laid_together(now, 100), []
    column = NameBlock.column
    monkeypatch.setattr(NameBlock, "column", lambda block, nth: opened.append(block) or column(block, nth))
    assert gone(json.dumps(before, ensure_ascii=False), many) == set()
    assert len(opened) < 8
    assert gone(json.dumps([*before, "回执/旧.txt"], ensure_ascii=False), many) == {"回执/旧.txt"}


def _laid_together(names, each):
    many = HashedNames()
    for number, name in enumerate(names, 1):
        many.add(name, _hash(name))
        if not number % each:
            many.close()
    return many


@pytest.mark.parametrize("count", COUNTS)
def test_an_output_is_kept_as_it_was_when_its_names_were_told_at_once(count, tmp_path):
    names = tuple(f'2022-04/回执/{number}"\n局.txt' for number in range(count))
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
            assert ledger.output_listed("回执", "2022-04", "") == json.dumps(names, ensure_ascii=False)
            assert ledger.output_listed("回执", "2022-05", "") == ""
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

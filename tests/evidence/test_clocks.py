"""Clocks that ran backwards and moments ahead of the clock are named; a simulation and an honest clock are not."""

from datetime import datetime, timedelta, timezone

from toolkit.evidence.clocks import clock_remarks
from toolkit.evidence.ledger import open_ledger
from toolkit.nouns.records import Note, NoteKind

NOW = datetime(2022, 4, 20, 9, tzinfo=timezone(timedelta(hours=8)))


def remarks(tmp_path, *moments):
    """Record a note a pair (moment stated, clock)."""
    with open_ledger(tmp_path / "l") as ledger:
        for at, clock in moments:
            ledger.clock = clock
            ledger.append(Note(kind=NoteKind.EXEMPT, at=at))
        return clock_remarks(ledger.records())


def test_clock_that_goes_on_is_not_spoken_of(tmp_path):
    assert remarks(tmp_path, (NOW, None), (NOW, NOW), (NOW - timedelta(days=9), NOW), (NOW, NOW + timedelta(hours=1))) == ()


def test_commands_that_waited_for_each_other_are_no_clock_set_back(tmp_path):
    assert remarks(tmp_path, (NOW, NOW), (NOW, NOW - timedelta(seconds=59))) == ()


def test_clock_that_was_set_back_is_named_once(tmp_path):
    back = NOW - timedelta(days=1)
    found = remarks(tmp_path, (NOW, NOW), (back, back), (back, back), (back, back + timedelta(hours=1)))
    assert len(found) == 1 and "第 2 至 3 条" in found[0] and "2022-04-19" in found[0]


def test_moment_ahead_of_the_clock_is_named(tmp_path):
    found = remarks(tmp_path, (NOW + timedelta(minutes=2), NOW), (NOW + timedelta(seconds=30), NOW))
    assert len(found) == 1 and "第 1 条" in found[0]

"""Originals that are read again are read a lot at a time: what comes of it never hangs on how many that are."""

from collections.abc import Iterable

import pytest
from desk_workspace import answered, copied, office, silent
from forgetting import sql
from looked import dockets_of, readings_of

from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline import rereading
from toolkit.pipeline.rebuilding import rebuild
from toolkit.pipeline.rereading import reread
from toolkit.pipeline.upkeep import verify
from toolkit.workspace.writing import remove

AFTER = "2022-04-08T09:00"
UNITS = ("教育局", "水利局")


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory):
    return answered(tmp_path_factory.mktemp("lots") / "w", *UNITS)


@pytest.fixture(params=[1, 1024])
def lots(request, monkeypatch):
    monkeypatch.setattr(rereading, "_TOGETHER", request.param)
    return request.param


def _kept(root):
    with office(root, AFTER).reading() as ledger:
        return readings_of(ledger)


def test_what_is_lost_is_read_again_whatever_a_lot_holds(taken_in, tmp_path, lots):
    root = copied(taken_in, tmp_path / "w")
    before, judged = _kept(root), dockets_of(office(root, AFTER))
    sql(root, "DELETE FROM reading", "DELETE FROM derived")
    assert dockets_of(office(root, AFTER)) == judged
    with office(root, AFTER).writing("note") as ledger:
        told = dict(rereading.restored(office(root, AFTER), ledger, ledger.receipts()))
    assert told == before == _kept(root)


def test_no_more_are_read_than_a_lot_before_the_first_is_told(taken_in, tmp_path, lots):
    root, asked = copied(taken_in, tmp_path / "w"), 0

    def receipts(all_of_them: Iterable):
        nonlocal asked
        for one in all_of_them:
            asked += 1
            yield one

    with office(root, AFTER).reading() as ledger:
        reading = reread(office(root, AFTER), ledger, receipts(ledger.receipts()))
        next(reading)
        assert asked == min(lots, len(ledger.receipts()))
        assert len([*reading]) == len(ledger.receipts()) - 1


def test_originals_that_are_gone_are_counted_over_all_lots(taken_in, tmp_path, lots):
    root = copied(taken_in, tmp_path / "w")
    sql(root, "DELETE FROM reading", "DELETE FROM derived")
    with office(root, AFTER).writing("note") as ledger:
        receipts = ledger.receipts()
        for receipt in (receipts[0], receipts[-1]):
            remove(root / "archive" / receipt.archived)
        with pytest.raises(ToolkitError) as refused:
            dict(rereading.restored(office(root, AFTER), ledger, receipts))
    assert receipts[0].archived in str(refused.value) and "2" in str(refused.value)


def test_where_an_original_is_gone_what_was_read_then_stays(taken_in, tmp_path, lots):
    root = copied(taken_in, tmp_path / "w")
    before = _kept(root)
    with office(root, AFTER).writing("note") as ledger:
        remove(root / "archive" / ledger.receipts()[1].archived)
        assert dict(rereading.restored(office(root, AFTER), ledger, ledger.receipts())) == before


def test_every_reading_is_proved_and_made_anew_whatever_a_lot_holds(taken_in, tmp_path, lots):
    root = copied(taken_in, tmp_path / "w")
    kept = _kept(root)
    numbers = sorted(kept)
    with office(root, AFTER).writing("note") as ledger:
        ledger.put_readings({numbers[0]: kept[numbers[-1]], numbers[-1]: kept[numbers[0]]})
    proof = verify(root, against=None, tell=silent)
    assert [f"第 {number} 条" in line for number, line in zip((numbers[0], numbers[-1]), proof.broken, strict=False)] == [
        True
    ] * 2
    rebuild(office(root, AFTER), dry_run=False, tell=silent)
    assert _kept(root) == kept
    assert verify(root, against=None, tell=silent).ok

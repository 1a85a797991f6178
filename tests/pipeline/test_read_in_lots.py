"""Originals that are read again are read a lot at a time: what comes of it never hangs on how many that are."""

from collections.abc import Iterable

import pytest
from desk_workspace import answered, copied, desk, office, silent, taken
from forgetting import sql
from looked import dockets_of, readings_of

from toolkit.evidence.proof import verify as prove
from toolkit.intake.reading import dump
from toolkit.intake.worker import failed
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.problems import Code
from toolkit.pipeline import rereading
from toolkit.pipeline.rebuilding import rebuild
from toolkit.pipeline.rereading import reread
from toolkit.pipeline.up_to import known_up_to
from toolkit.pipeline.upkeep import verify
from toolkit.workspace.writing import remove

AFTER = "2022-04-08T09:00"
UNITS = ("教育局", "水利局")


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory):
    """Two sheets, and a mail with a third."""
    root = answered(tmp_path_factory.mktemp("lots") / "w", *UNITS)
    there = desk(root)
    there.mail("一.eml", "教育局", "2022-04-06T10:00", {"附件2.xlsx": there.filled("教育局")})
    taken(root, AFTER)
    return root


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
    assert receipts[0].archived in str(refused.value) and "共 2 件" in str(refused.value)
    assert len(_kept(root)) == len(receipts) - 2


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
        ledger.put_readings({numbers[0]: kept[numbers[1]], numbers[1]: kept[numbers[0]]})
    proof = verify(root, against=None, tell=silent)
    assert [f"第 {number} 条" in line for number, line in zip(numbers, proof.broken, strict=False)] == [True] * 2
    rebuild(office(root, AFTER), dry_run=False, tell=silent)
    assert _kept(root) == kept
    assert verify(root, against=None, tell=silent).ok


def test_what_a_limit_ends_now_is_not_kept_in_the_place_of_what_was_read(taken_in, tmp_path, lots, monkeypatch):
    root = copied(taken_in, tmp_path / "w")
    before, real = _kept(root), rereading.reread
    ended = min(before)

    def busy(*given, **more):
        for number, reading in real(*given, **more):
            yield number, failed(Code.F05, "读取用时超过 20 秒") if number == ended else reading

    monkeypatch.setattr(rereading, "reread", busy)
    with office(root, AFTER).writing("note") as ledger:
        rereading.renew(office(root, AFTER), ledger, ledger.receipts())
        assert readings_of(ledger) == before
        assert dict(rereading.restored(office(root, AFTER), ledger, ledger.receipts())) == before
        assert known_up_to(ledger, "read") is None, "the next run looks whether any was ended"


def test_nobody_is_called_where_there_is_nothing_to_read(taken_in, tmp_path, lots, monkeypatch):
    root = copied(taken_in, tmp_path / "w")
    before = _kept(root)

    def called(*_given):
        raise AssertionError("workers")

    monkeypatch.setattr(rereading, "workers_of", called)
    with office(root, AFTER).writing("note") as ledger:
        for receipt in ledger.receipts():
            remove(root / "archive" / receipt.archived)
        assert dict(rereading.restored(office(root, AFTER), ledger, ledger.receipts())) == before


def test_a_reading_that_goes_while_it_is_proved_accuses_no_original(taken_in, tmp_path, lots):
    root = copied(taken_in, tmp_path / "w")
    here = office(root, AFTER)
    with here.reading() as ledger:

        def again(receipts):
            for number, reading in reread(here, ledger, receipts, look=False):
                sql(root, f"DELETE FROM reading WHERE receipt = {number}")
                yield number, dump(reading)

        assert prove(here.workspace, ledger, again).broken == ()

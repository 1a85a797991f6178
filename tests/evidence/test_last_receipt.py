"""The last receipt that stands is told without opening any."""

import pytest
from desk_workspace import desk, laid, office, taken

from toolkit.nouns.records import receipt_mark
from toolkit.nouns.shelf import marks_of
from toolkit.pipeline.upkeep import undo


def last(root, moment):
    with office(root, moment).reading() as ledger:
        told = ledger.last_receipt()
        assert told == max((mark.number for mark in marks_of(ledger.receipts(), receipt_mark)), default=0)
    return told


@pytest.fixture
def root(tmp_path):
    return laid(tmp_path / "w")


def test_it_is_that_of_a_run_that_stands(root):
    assert last(root, "2022-04-08T09:00") == 0
    there = desk(root)
    there.drop("附件2-教育局.xlsx", there.filled("教育局"), "2022-04-02T15:20")
    taken(root, "2022-04-08T09:00")
    first = last(root, "2022-04-08T10:00")
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-02T15:20")
    taken(root, "2022-04-08T11:00")
    assert last(root, "2022-04-08T12:00") > first > 0
    undo(office(root, "2022-04-08T13:00"), by="", dry_run=False)
    assert last(root, "2022-04-08T14:00") == first
    undo(office(root, "2022-04-08T15:00"), by="", dry_run=False)
    assert last(root, "2022-04-08T16:00") == 0

"""A snapshot holds no reading: each is fetched when it is asked for, again from its original, and never another than was told."""

from dataclasses import replace
from decimal import Decimal

import pytest
from desk_workspace import desk, laid, office, taken
from forgetting import sql

from toolkit.intake.recognise.kept import dump_kept, load_kept
from toolkit.judge.sheet_says import said_by
from toolkit.nouns.docket import Entry, Source
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.outcomes import Verdict
from toolkit.nouns.submission import Row, Submission
from toolkit.pipeline.ledger_readings import LedgerReadings
from toolkit.pipeline.snapshots import snapshot_of

AFTER = "2022-04-08T09:00"


def test_a_reading_is_fetched_when_it_is_asked_for(tmp_path):
    root = laid(tmp_path / "w")
    there = desk(root)
    there.drop("附件2-教育局.xlsx", there.filled("教育局"), "2022-04-02T15:20")
    taken(root, AFTER)
    with office(root, AFTER).reading() as ledger:
        snapshot = snapshot_of(office(root, AFTER), ledger)
        (number,) = snapshot.readings
        assert snapshot.readings[number].book is not None
        told, untold = (LedgerReadings(office(root, AFTER), ledger, ledger.receipts()) for _ in range(2))
        body = told[number]
        sql(root, "DELETE FROM reading")
        assert untold[number] == body  # read again of its original
        with pytest.raises(ToolkitError):
            told[number]


def test_short_texts_kept_many_times_are_one_object():
    first, second = (load_kept(dump_kept(("办理状态", "正在实施", "长" * 60))) for _ in range(2))
    assert [a is b for a, b in zip(first, second, strict=True)] == [True, True, False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Decimal("0.4"), Decimal("0.400"), True),
        (Decimal("0"), Decimal("-0.00"), True),
        (Decimal("1E+3"), Decimal("1000"), True),
        (Decimal("0.4"), Decimal("0.41"), False),
        (Decimal("0.4"), "0.4", False),
        ("", None, False),
    ],
)
def test_equal_answers_are_told_as_one(one, other, same):
    source = Source(file="a.xlsx", inside=(), sheet="附件2", cells={}, archived="")
    entry = Entry(item="1-1", unit="甲", verdict=Verdict.PASSED, fields={"完成比例": one}, source=source, problems=())
    row = Row(item="1-1", row=5, answers={}, prefilled={})
    form = Submission(sheet="附件2", unit="甲", period="2022-04", form="", rows=(row,), header_address="A4")
    said = [said_by(form, (replace(entry, fields={"完成比例": value}),), ()) for value in (one, other)]
    assert (said[0] == said[1]) is same

"""A look at who has reported opens the ledger once: what is settled is opened while it is open."""

import pytest
from desk_workspace import copied, desk, laid, office, silent

from toolkit.nouns.docket import Status
from toolkit.pipeline import snapshots
from toolkit.pipeline.main_job import run
from toolkit.pipeline.status import status


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """April run with a unit's sheet, of which nothing has changed since."""
    root = laid(tmp_path_factory.mktemp("settled") / "w")
    there = desk(root)
    there.drop("附件2-教育局.xlsx", there.filled("教育局"), "2022-04-02T15:20")
    run(office(root, "2022-04-08T09:00"), "2022-04", received=None, dry_run=False, tell=silent)
    return root


@pytest.mark.parametrize(("what", "year"), [("2022-04", False), (None, True), ("教育局", False)])
def test_the_ledger_is_opened_once(settled, tmp_path, monkeypatch, what, year):
    there = office(copied(settled, tmp_path / "w"), "2022-04-08T10:00")
    again = []
    real = snapshots.open_ledger
    monkeypatch.setattr(snapshots, "open_ledger", lambda *one, **told: again.append(one) or real(*one, **told))
    found = status(there, what, year=year)
    assert [row.status for row in found.dockets[0].units if row.unit == "教育局"] == [Status.INCOMPLETE]
    assert again == []

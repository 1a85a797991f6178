"""What is on record is judged anew by workers where nothing of it is kept: the same as by this process alone."""

from dataclasses import replace
from pathlib import Path

import pytest
from desk_workspace import copied, judged_april, office
from forgetting import sql

from toolkit.evidence.ledger import open_ledger
from toolkit.judge import kept_sheets
from toolkit.judge.judgement import Judgement
from toolkit.judge.recognitions import Recogniser
from toolkit.pipeline import judged_by_many
from toolkit.pipeline.producing import judged_now

NOW = "2022-04-20T09:00"
KEPT = ("judged", "settled")


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    monkeypatch.setattr(kept_sheets, "MANY", 2)


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """What is recognised or judged in this process."""
    said: list[str] = []
    for kind, name in ((Recogniser, "_recognise"), (Judgement, "_sheet")):
        real = getattr(kind, name)

        def noted(self, *given, real=real, name=name):
            said.append(name)
            return real(self, *given)

        monkeypatch.setattr(kind, name, noted)
    return said


def judged(root: Path, workers: int, moment: str = NOW):
    """Return all that the dockets say, and what is kept then."""
    here = replace(office(root, moment), workers=workers)
    with here.writing("run") as ledger:
        dockets = [docket.whole() for docket in judged_now(here, ledger).dockets]
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        return dockets, {(kind, key): ledger.derived(kind, key) for kind in KEPT for key in ledger.derived_keys(kind)}


def forgotten(root: Path) -> Path:
    sql(root, *(f"DELETE FROM derived WHERE kind = '{kind}'" for kind in KEPT))
    return root


@pytest.fixture
def played(tmp_path: Path) -> Path:
    """April, judged, and nothing of it kept any more."""
    return forgotten(judged_april(tmp_path / "played"))


def test_workers_come_to_what_this_process_comes_to(played, tmp_path, asked):
    alone = judged(copied(played, tmp_path / "1"), 1)
    assert {"_recognise", "_sheet"} <= set(asked)
    asked.clear()
    assert judged(copied(played, tmp_path / "2"), 2) == alone
    assert "_recognise" not in asked


def test_workers_that_fail_leave_it_to_this_process(played, tmp_path, monkeypatch):
    alone = judged(copied(played, tmp_path / "1"), 1)
    monkeypatch.setattr(judged_by_many, "_tables", lambda _ledger, receipts: ((one, b"spoilt") for one in receipts))
    assert judged(copied(played, tmp_path / "2"), 2) == alone


def refused(*_given):
    raise AssertionError("nobody is to be asked")


def test_none_are_asked_where_it_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(judged_by_many, "_tables", refused)
    root = judged_april(tmp_path / "kept")
    judged(root, 2)
    sql(root, "DELETE FROM derived WHERE kind = 'settled'")
    judged(root, 2)


def test_none_are_asked_for_few_or_where_it_cannot_be_kept(played, monkeypatch):
    monkeypatch.setattr(judged_by_many, "_tables", refused)
    with office(played, NOW).reading() as ledger:
        judged_now(office(played, NOW), ledger)
    monkeypatch.setattr(kept_sheets, "MANY", 100)
    judged(played, 2)

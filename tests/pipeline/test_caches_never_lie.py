"""What is kept only to save work: used where nothing changed, never where anything did, and deletable at any time."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from desk_workspace import copied, desk, laid, office, silent, taken
from plan_book import edited, put, setting

from toolkit.form.read import read_form
from toolkit.judge import recognitions
from toolkit.outputs.json_view import docket as plain
from toolkit.pipeline.main_job import run, status
from toolkit.pipeline.snapshots import dockets_of
from toolkit.plan.read import read_plan

AFTER = "2022-04-08T09:00"


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> Path:
    """April, judged once: everything that can be kept is kept."""
    root = laid(tmp_path_factory.mktemp("played") / "w")
    there = desk(root)
    for unit in ("教育局", "水利局"):
        there.drop(f"附件2-{unit}.xlsx", there.filled(unit), "2022-04-02T15:20")
    taken(root, AFTER)
    return root


@pytest.fixture
def root(played: Path, tmp_path: Path) -> Path:
    return copied(played, tmp_path / "w")


def ledger(root: Path) -> Path:
    return root / "archive" / "台账.sqlite3"


def sql(root: Path, *statements: str) -> None:
    with closing(sqlite3.connect(ledger(root), isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def said(root: Path) -> list[object]:
    here = office(root, AFTER)
    return [plain(docket, here.zone) for docket in dockets_of(here)]


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often a sheet is recognised."""
    names: list[str] = []
    real = recognitions.recognise

    def recognise(book, clues, *rest):
        names.append(clues.name)
        return real(book, clues, *rest)

    monkeypatch.setattr(recognitions, "recognise", recognise)
    return names


def test_a_sheet_is_recognised_once_and_never_again(tmp_path, monkeypatch):
    root, names = laid(tmp_path / "w"), counted(monkeypatch)
    there = desk(root)
    for unit in ("教育局", "水利局"):
        there.drop(f"附件2-{unit}.xlsx", there.filled(unit), "2022-04-02T15:20")
    run(office(root, AFTER), "2022-04", received=None, dry_run=False, tell=silent)
    assert sorted(names) == ["附件2-教育局.xlsx", "附件2-水利局.xlsx"]
    names.clear()
    run(office(root, "2022-04-09T09:00"), "2022-04", received=None, dry_run=False, tell=silent)
    status(office(root, AFTER), "2022-04", year=False)
    assert names == []


SPOILT = {
    "nothing kept": ["DELETE FROM derived", "DELETE FROM reading"],
    "no reading": ["DELETE FROM reading"],
    "readings cut": ["UPDATE reading SET body = substr(body, 1, 40)"],
    "readings exchanged": ["UPDATE reading SET body = (SELECT body FROM reading r ORDER BY r.receipt DESC LIMIT 1)"],
    "readings of zeros": ["UPDATE reading SET body = zeroblob(300)"],
    "forms cut": ["UPDATE derived SET body = substr(body, 1, 30)"],
    "forms exchanged": ["UPDATE derived SET body = (SELECT body FROM derived d ORDER BY d.key LIMIT 1)"],
    "forms under other keys": ["UPDATE derived SET key = 'x' || key"],
}


@pytest.mark.parametrize("how", SPOILT)
def test_spoilt_or_deleted_it_is_worked_out_again(root, how):
    before = said(root)
    sql(root, *SPOILT[how])
    assert said(root) == before
    taken(root, AFTER)
    assert said(root) == before


EDITS: dict[str, Callable[[Path], object]] = {
    "a unit gets an alias": lambda root: plan(root, put("单位", "C5", "教育体育局")),
    "a content changed": lambda root: plan(root, put("附件1", "C5", "修建产业道路21公里以上。")),
    "a rule switched off": lambda root: plan(root, setting("S06", "停用")),
    "another number of words": lambda root: plan(root, setting("字数上限", "5")),
}


def plan(root: Path, *edits: Callable[..., object]) -> None:
    (root / "templates" / "附件1.xlsx").write_bytes(edited(*edits))


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_of_the_plan_it_is_as_if_nothing_had_been_kept(root, edit):
    said(root)
    EDITS[edit](root)
    after = said(root)
    sql(root, "DELETE FROM derived", "DELETE FROM reading")
    assert said(root) == after


def test_a_file_that_says_so_already_is_left_alone(root):
    first = run(office(root, AFTER), "2022-04", received=None, dry_run=False, tell=silent)
    stamps = {path: path.stat().st_mtime_ns for part in first.written for path in part.paths}
    assert stamps
    again = run(office(root, AFTER), "2022-04", received=None, dry_run=False, tell=silent)
    assert {path: path.stat().st_mtime_ns for part in again.written for path in part.paths} == stamps
    spoilt = next(path for path in stamps if path.suffix == ".xlsx")
    spoilt.write_bytes(b"spoilt")
    run(office(root, AFTER), "2022-04", received=None, dry_run=False, tell=silent)
    assert spoilt.stat().st_size > 1000


def test_the_plan_and_the_form_come_back_as_they_were_read(root):
    """What `open_office` took from the cache is what the files say, also when the cache was spoilt."""
    here = office(root, AFTER)
    assert here.plan == read_plan((root / "templates" / "附件1.xlsx").read_bytes(), "附件1.xlsx")
    assert here.form == read_form((root / "templates" / "附件2.xlsx").read_bytes(), "附件2.xlsx", here.plan.columns)
    sql(root, "UPDATE derived SET body = zeroblob(99)")
    assert office(root, AFTER).plan == here.plan
    ledger(root).write_bytes(b"no ledger at all")
    assert office(root, AFTER).form == here.form

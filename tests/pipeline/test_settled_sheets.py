"""Sheets that nothing concerns which came since are known by their marks: not looked up, and what they come to is as if judged."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from desk_workspace import copied, desk, noting, office, silent, taken
from forgetting import sql

from toolkit.evidence.ledger import Ledger
from toolkit.intake.recognise.kept import packed, unpacked
from toolkit.judge import reading_prints, taken_up
from toolkit.judge.dockets import Dockets, examined
from toolkit.judge.kept_sheets import KeptSheets
from toolkit.nouns.records import NoteKind
from toolkit.pipeline.demo_returns import put, scan
from toolkit.pipeline.issue import generate
from toolkit.pipeline.snapshots import SETTLED_CACHE, UNITS_CACHE, snapshot_of
from toolkit.pipeline.upkeep import undo, verify
from toolkit.workspace import init

AFTER, LATER, LAST = "2022-04-20T09:00", "2022-04-21T09:00", "2022-04-22T09:00"


UNITS = ("教育局", "水利局", "住建局", "公安局")


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory) -> Path:
    """April's forms of three units, each in a file of its own, taken in; the fourth has sent nothing."""
    root = tmp_path_factory.mktemp("settled") / "w"
    init(root)
    generate(office(root, "2022-03-25T09:00"), "2022-04", UNITS, dry_run=False, tell=silent)
    there = desk(root)
    for unit in UNITS[:3]:
        there.drop(f"收/附件2-{unit}.xlsx", there.filled(unit), "2022-04-02T15:20")
    taken(root, AFTER)
    return root


@pytest.fixture
def root(taken_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(taken_up, "CHUNK", 2)
    return copied(taken_in, tmp_path / "w")


def late(root: Path, unit: str = "教育局", moment: str = LATER) -> None:
    there = desk(root)
    there.drop(
        f"附件2-{unit}-再报.xlsx", there.filled(unit, put("进展情况", f"又完成路基2公里，{moment[:10]}。")), "2022-04-20T10:00"
    )
    taken(root, moment)


def said(root: Path, moment: str, *, anew: bool) -> tuple[object, int]:
    """Return all that is judged, and how many rows were not."""
    here = office(root, moment)
    with here.reading() as ledger:
        snapshot = snapshot_of(here, ledger)
        judgement = examined(replace(snapshot, settled=None, recognitions=None) if anew else snapshot)
        dockets = Dockets(judgement)
        lists = [[*map(repr, (*one.units, *one.files, *one.entries))] for one in dockets]
        marks = [[*map(repr, (*one.unit_marks, *one.file_marks, *one.entry_marks))] for one in dockets]
        known = [judgement.failed, judgement.former, judgement.collected, dict(judgement.strays), judgement.history.accepted]
        others = [(one.due, one.complete, one.later_notes) for one in dockets]
        return (lists, marks, known, others), len(judgement.rows._settled)


noted = partial(noting, LATER)


def dropped(name: str, data: Callable[[Path], bytes]) -> Callable[[Path], None]:
    def drop(root: Path) -> None:
        desk(root).drop(name, data(root), "2022-04-20T10:00")
        taken(root, LATER)

    return drop


CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _root: None,
    "a late sheet": late,
    "two late sheets": lambda root: (late(root), late(root, "水利局", LAST)),
    "a copy of a sheet": dropped("抄件/附件2-教育局.xlsx", lambda root: original(root, "附件2-教育局.xlsx")),
    "a scan": dropped("收/附件2-教育局-盖章.pdf", lambda root: scan("教育局", "2022-04")),
    "a scan of nobody's": dropped("新建/扫描件0001.pdf", lambda root: scan("x", "2022-04")),
    "a stranger's file": dropped("说明.txt", lambda root: "无".encode()),
    "a row accepted": noted(kind=NoteKind.ACCEPT, unit="教育局", period="2022-04"),
    "a unit reminded": noted(kind=NoteKind.REMINDED, unit="教育局", period="2022-04"),
    "a unit excused": noted(kind=NoteKind.EXEMPT, unit="水利局", period="2022-04"),
    "a file claimed": noted(kind=NoteKind.CLAIM, file="附件2-教育局.xlsx", unit="水利局"),
    "a period closed": noted(kind=NoteKind.CLOSE, period="2022-04"),
    "the last ingest taken back": lambda root: (late(root), undo(office(root, LATER), by="", dry_run=False)),
    "marks gone": lambda root: sql(root, "DELETE FROM derived WHERE kind = 'settled'"),
    "marks spoilt": lambda root: sql(root, "UPDATE derived SET body = zeroblob(40) WHERE kind = 'settled'"),
    "one list of marks gone": lambda root: sql(root, "DELETE FROM derived WHERE kind = 'settled' AND key NOT LIKE 'of|%'"),
    "rows gone": lambda root: sql(root, "DELETE FROM derived WHERE kind = 'judged'"),
    "rows spoilt": lambda root: sql(root, "UPDATE derived SET body = zeroblob(40) WHERE kind = 'judged'"),
    "units gone": lambda root: sql(root, "DELETE FROM derived WHERE kind = 'units'"),
    "units spoilt": lambda root: sql(root, "UPDATE derived SET body = zeroblob(40) WHERE kind = 'units'"),
    "readings gone": lambda root: sql(root, "DELETE FROM reading"),
    "readings spoilt": lambda root: sql(root, "UPDATE reading SET body = zeroblob(40)"),
    "rows and readings gone": lambda root: sql(root, "DELETE FROM reading", "DELETE FROM derived WHERE kind = 'judged'"),
}


SETTLED = {
    "nothing": 3,
    "a late sheet": 4,
    "two late sheets": 5,
    "a scan": 3,
    "a unit reminded": 3,
    "a row accepted": 2,
    "readings gone": 3,
    "readings spoilt": 3,
} | dict.fromkeys(("a period closed", "marks gone", "marks spoilt", "one list of marks gone", "the last ingest taken back"), 0)
"""How many rows need no judging after a change; of others some."""


def original(root: Path, name: str) -> bytes:
    return next((root / "archive").rglob(f"*{name}")).read_bytes()


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_known_by_marks_comes_to_what_is_judged_anew(root, change):
    CHANGES[change](root)
    for moment in (LAST, "2022-04-04T09:00", "2022-12-30T09:00"):
        assert said(root, moment, anew=False)[0] == said(root, moment, anew=True)[0]
    assert said(root, LAST, anew=False)[1] >= SETTLED.get(change, 1)


def test_a_late_sheet_has_no_other_unit_looked_up(root, monkeypatch):
    asked: list[str] = []
    for name in ("looked_up", "judged"):
        real = getattr(KeptSheets, name)

        def look(self, arrival, *more, real=real, name=name):
            asked.append(f"{name} {arrival.receipt.name}")
            return real(self, arrival, *more)

        monkeypatch.setattr(KeptSheets, name, look)
    here = office(root, LATER)
    with here.reading() as ledger:
        rows = examined(snapshot_of(here, ledger)).rows
        assert asked == []
        assert [*rows] == [*rows]
        assert len(asked) == len(rows) == len(UNITS[:3])  # each is opened once
    asked.clear()
    late(root)
    judged = [name for name in asked if name.startswith("looked_up")]  # rows are opened where papers tell of them
    assert judged
    assert all("教育局" in name for name in judged)


def test_a_late_sheet_has_no_other_reading_looked_at(root, monkeypatch):
    asked: list[int] = []
    real = Ledger._whole_readings

    def looked_at(self, *asked_for):
        for number, body in real(self, *asked_for):
            asked.append(number)
            yield number, body

    monkeypatch.setattr(Ledger, "_whole_readings", looked_at)
    monkeypatch.setattr(reading_prints, "_SHARE", 1)  # of so few nearly each is more than a share
    late(root)
    here = office(root, LATER)
    with here.reading() as ledger:
        theirs = {receipt.number for receipt in ledger.receipts() if "教育局" in receipt.name}
    assert asked and set(asked) == theirs


def test_who_opens_a_row_finds_what_is_lost(root):
    sql(root, "DELETE FROM reading", "DELETE FROM derived WHERE kind = 'judged'")
    here = office(root, LATER)
    with here.writing("note") as ledger:
        rows = examined(snapshot_of(here, ledger)).rows
        assert ledger.readings() == {} and rows[1].entries
        assert len(ledger.readings()) == len(rows) == 3


def test_how_units_stand_of_which_nothing_has_changed_is_told_unopened(root, monkeypatch):
    opened: list[str] = []
    real = KeptSheets.judged

    def judged(self, arrival, *more):
        opened.append(arrival.receipt.name)
        return real(self, arrival, *more)

    late(root)
    monkeypatch.setattr(KeptSheets, "judged", judged)
    here = office(root, LAST)
    with here.reading() as ledger:
        dockets = Dockets(examined(snapshot_of(here, ledger)))
        told = {(one.period, mark.unit): dockets.key_of(one, mark.unit) for one in dockets for mark in one.unit_marks}
        assert opened == []
        assert {told[one.period, row.unit] for one in dockets for row in one.units} == {*told.values()}
        assert len({*told.values()} - {b""}) == len(told)
        assert len(opened) == len(UNITS[:3]) + 1


def test_states_that_somebody_wrote_himself_are_named(root):
    here = office(root, LATER)
    with here.writing("test") as ledger:
        kept = {key: ledger.derived(UNITS_CACHE, key) or b"" for key in ledger.derived_keys(UNITS_CACHE)}
        april = next(key for key in kept if key.startswith("2022-04|"))
        end = 16 * len(office(root, LATER).plan.duties(here.plan.period("2022-04").deadline).held)
        codes = unpacked(kept[april][end:])
        ledger.keep_derived(UNITS_CACHE, {april: kept[april][:end] + packed([code + 128 for code in codes])})
    assert len(verify(root, against=None, tell=silent).broken) == 1


def test_marks_that_somebody_wrote_himself_are_named(root):
    here = office(root, LATER)
    assert verify(root, against=None, tell=silent).ok
    with here.writing("test") as ledger:
        kept = {key: ledger.derived(SETTLED_CACHE, key) or b"" for key in ledger.derived_keys(SETTLED_CACHE)}
        of = next(key for key in kept if key.startswith("of|"))
        upto, head, runs, reader, chunks = unpacked(kept[of])
        sheets = unpacked(kept[chunks[0]])
        sheets[0][4][0][3] = "returned"
        body = packed(sheets)
        key = taken_up.sha256(body).hexdigest()
        ledger.keep_derived(SETTLED_CACHE, {key: body, of: packed([upto, head, runs, reader, [key, *chunks[1:]]])})
    assert len(verify(root, against=None, tell=silent).broken) == 1

"""Equal prints of a unit mean equal papers about it; one unit's late sheet changes no other unit's print."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from desk_workspace import desk, judged_april, noting, office, taken

from toolkit.judge.dockets import Dockets
from toolkit.nouns.docket_marks import entry_mark, file_mark, unit_mark
from toolkit.nouns.records import NoteKind, receipt_mark
from toolkit.nouns.shelf import marks_of
from toolkit.pipeline.demo_returns import put, scan
from toolkit.pipeline.producing import judged_now

AFTER, LATER = "2022-04-20T09:00", "2022-05-21T09:00"
PAPER = datetime(2022, 5, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
"""Stated before it has come, as a clerk may who writes down what is promised."""
Prints = dict[tuple[str, str], tuple[str, str]]
"""(period, unit) → its print, and all that is said of it."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return judged_april(tmp_path / "w")


def prints(root: Path, moment: str) -> Prints:
    here = office(root, moment)
    told = {}
    with here.writing("test") as ledger:
        judged = judged_now(here, ledger)
        for docket in judged.dockets:
            for row in docket.units:
                own = (row, docket.files_of(row.unit), docket.entries_of(row.unit), docket.due_of(row.unit))
                told[docket.period, row.unit] = judged.prints.of(docket, row.unit), repr(own)
    return told


noted = partial(noting, AFTER)


def sent(unit: str, key: str, value: object) -> Callable[[Path], None]:
    def send(root: Path) -> None:
        there = desk(root)
        there.drop(f"附件2-{unit}-再报.xlsx", there.filled(unit, put(key, value)), "2022-04-19T10:00")
        taken(root, AFTER)

    return send


def came(name: str, data: bytes) -> Callable[[Path], None]:
    def come(root: Path) -> None:
        desk(root).drop(name, data, "2022-04-19T10:00")
        taken(root, AFTER)

    return come


def mailed(unit: str) -> Callable[[Path], None]:
    def mail(root: Path) -> None:
        there = desk(root)
        files = {"附件2.xlsx": there.filled(unit), f"{unit}盖章.pdf": scan(unit, "2022-04")}
        there.mail("三.eml", unit, "2022-04-19T10:00", files)
        taken(root, AFTER)

    return mail


@pytest.mark.parametrize(
    ("change", "of"),
    [
        (came("公安局-盖章.pdf", scan("公安局", "2022-04")), {"公安局"}),
        (came("公安局汇报.txt", "另有情况说明。".encode()), {"公安局"}),
        (came("扫描件0001.pdf", scan("谁", "2022-04")), set()),
        (mailed("水利局"), {"水利局"}),
        (noted(kind=NoteKind.DELAY, unit="公安局", period="2022-04", due=date(2022, 4, 30)), {"公安局"}),
        (noted(kind=NoteKind.REMINDED, unit="公安局", period="2022-04"), {"公安局"}),
        (noted(kind=NoteKind.PAPER, unit="公安局", period="2022-04", material="电子表", received=PAPER), {"公安局"}),
        (noted(kind=NoteKind.SEEN, file="教育局盖章.pdf", material="盖章"), {"教育局"}),
        (noted(kind=NoteKind.REOPEN, unit="教育局", item="3-1"), {"教育局"}),
        (noted(kind=NoteKind.RECEIVED, file="教育局盖章.pdf", received=PAPER), {"教育局"}),
        (lambda _root: None, set()),
        (sent("教育局", "进展情况", "又完成路基2公里。"), {"教育局"}),
        (noted(kind=NoteKind.ACCEPT, unit="教育局", period="2022-04"), {"教育局"}),
        (noted(kind=NoteKind.EXEMPT, unit="水利局", period="2022-04"), {"水利局"}),
        (noted(kind=NoteKind.CLAIM, file="附件2-教育局.xlsx", unit="水利局"), {"教育局", "水利局"}),
    ],
)
def test_equal_prints_mean_equal_papers(root, change, of):
    before = prints(root, AFTER)
    change(root)
    for moment in (AFTER, LATER):
        after = prints(root, moment)
        for where, (told, said) in after.items():
            assert told
            if said != before[where][1]:
                assert told != before[where][0], where
            elif moment == AFTER and where[1] not in of:
                assert told == before[where][0], where


def test_however_many_ask_each_unit_is_told_of_once(root, monkeypatch):
    asked: list[str] = []
    keys_of = Dockets.keys_of
    monkeypatch.setattr(Dockets, "keys_of", lambda _self, docket: asked.append(docket.period) or keys_of(docket))
    here = office(root, AFTER)
    with here.reading() as ledger:
        judged = judged_now(here, ledger)
        units = [(docket, mark.unit) for docket in judged.dockets for mark in docket.unit_marks]
        told = [[judged.prints.of(docket, unit) for docket, unit in units] for _ in range(3)]
        together = [judged.prints.of_all(docket, range(len(docket.units))) for docket in judged.dockets]
        each = [
            one for docket in judged.dockets for one in judged.prints.of_each(docket, [row.unit for row in docket.unit_marks])
        ]
    assert told[0] == told[1] == told[2] == each
    assert len({*told[0], *together}) == len(units) + len(judged.dockets)
    assert asked == [docket.period for docket in judged.dockets]


def test_of_what_is_nobodys_there_is_a_hash_too(root):
    def hashes() -> dict[int, str]:
        here = office(root, AFTER)
        with here.writing("test") as ledger:
            judged = judged_now(here, ledger)
            nobodys = [(docket, mark.receipt) for docket in judged.dockets for mark in docket.file_marks if not mark.unit]
            return {receipt: judged.prints.of_nobodys(docket, receipt) for docket, receipt in nobodys}

    before = hashes()
    assert len({*before.values()} - {""}) == len(before) > 1
    noted(kind=NoteKind.RECEIVED, file="微信图片.jpg", received=PAPER)(root)
    after = hashes()
    assert sum(after[receipt] != told for receipt, told in before.items()) == 1


def test_of_a_closed_period_prints_are_told_too(root):
    before = prints(root, AFTER)
    noted(kind=NoteKind.CLOSE, period="2022-04")(root)
    closed = prints(root, AFTER)
    sent("教育局", "进展情况", "又完成路基2公里。")(root)
    after = prints(root, AFTER)
    for where, (told, said) in closed.items():
        assert told
        assert (told == before[where][0]) == (where[0] != "2022-04")
        assert (told == after[where][0]) == (said == after[where][1])


@pytest.mark.parametrize("moment", [AFTER, LATER])
def test_what_stands_beside_a_row_is_what_the_row_says(root, moment):
    sent("教育局", "完成比例", "约八成")(root)
    here = office(root, moment)
    with here.reading() as ledger:
        for docket in judged_now(here, ledger).dockets:
            assert [*docket.unit_marks] == [unit_mark(row) for row in docket.units]
            assert [*docket.file_marks] == [file_mark(row) for row in docket.files]
            assert [*docket.entry_marks] == [entry_mark(entry) for entry in docket.entries]
        receipts = ledger.receipts(undone=True)
        assert [*marks_of(receipts, receipt_mark)] == [receipt_mark(one) for one in receipts]

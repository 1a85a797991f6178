"""待办.xlsx made of what was told for the one before it is, byte for byte, the book that is made of nothing kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desk_workspace import copied, desk, laid, office, silent
from forgetting import spoilt, sql
from kept_counts import counted
from openpyxl import load_workbook

from toolkit.nouns.records import Note, NoteKind
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.pipeline.demo_returns import put
from toolkit.pipeline.main_job import run
from toolkit.pipeline.noting import record
from toolkit.pipeline.upkeep import undo

FIRST, LATER, LAST = "2022-04-08T09:00", "2022-04-09T09:00", "2022-04-10T09:00"


def ran(root: Path, moment: str) -> bytes:
    """Run, and return 待办.xlsx."""
    run(office(root, moment), "2022-04", received=None, dry_run=False, tell=silent)
    return book(root).read_bytes()


def book(root: Path) -> Path:
    return root / "inbox" / "待办.xlsx"


def forgotten(root: Path) -> None:
    """Forget what was kept of the book, and only that."""
    sql(root, "DELETE FROM derived WHERE kind = 'desk'")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """April run once: a loose form, one sent back, loose files of nobody."""
    root = laid(tmp_path_factory.mktemp("before") / "w")
    there = desk(root)
    there.drop("附件2-教育局.xlsx", there.filled("教育局"), "2022-04-02T15:20")
    there.drop("附件2-水利局.xlsx", there.filled("水利局", put("进展情况", "同上")), "2022-04-02T15:20")
    there.drop("微信图片.jpg", b"\xff\xd8\xff\xe0photo\xff\xd9", "2022-04-05T10:00")
    ran(root, FIRST)
    return root


@pytest.fixture
def root(before: Path, tmp_path: Path) -> Path:
    return copied(before, tmp_path / "w")


def late_sheet(root: Path) -> None:
    there = desk(root)
    there.drop("附件2-教育局.xlsx", there.filled("教育局", put("进展情况", "已全部完成施工")), "2022-04-08T16:00")


def good_sheet(root: Path) -> None:
    there = desk(root)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-08T16:00")


def a_note(root: Path) -> None:
    note = Note(
        kind=NoteKind.PAPER, at=office(root, LATER).as_of, unit="水利局", period="2022-04", material="电子表", reason="纸质"
    )
    record(office(root, LATER), note, dry_run=False)


def plan_edited(root: Path) -> None:
    path = root / "templates" / "附件1.xlsx"
    plan = load_workbook(path)
    sheet = plan["设置"]
    for row in sheet.iter_rows():
        if row[0].value == "县名":
            row[1].value = "柳城县"
    plan.save(path)


def row_begun(root: Path) -> None:
    there = load_workbook(book(root))
    there["待办"]["H2"] = "还在问"
    there.save(book(root))


def row_filled(root: Path) -> None:
    there = load_workbook(book(root))
    sheet = there["待办"]
    labels = {cell.value: cell.column for cell in sheet[1]}
    for number in range(2, sheet.max_row + 1):
        if sheet.cell(number, labels["类别"]).value == "沿用承办单位":
            sheet.cell(number, labels["处理"], "沿用无误")
            sheet.cell(number, labels["理由"], "已对照通知")
    there.save(book(root))


def taken_back(root: Path) -> None:
    late_sheet(root)
    ran(root, "2022-04-08T18:00")
    undo(office(root, "2022-04-08T19:00"), by="督查室", dry_run=False)
    for path in (root / "inbox").glob("附件2-*"):
        path.unlink()


def nothing(_root: Path) -> None:
    return


EVENTS: dict[str, Callable[[Path], None]] = {
    what.__name__: what for what in (nothing, late_sheet, good_sheet, a_note, plan_edited, row_begun, row_filled, taken_back)
}


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_whatever_happened_what_was_kept_changes_nothing(root, tmp_path, event):
    for what, moment in ((event, LATER), (late_sheet, LAST)):
        what(root)
        other = copied(root, tmp_path / moment[:10])
        forgotten(other)
        assert ran(root, moment) == ran(other, moment)


SPOILT = spoilt(book, "desk")


@pytest.fixture
def copied_rows(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of each book that was made: how much of it was taken over."""
    return counted(monkeypatch, BookBlocks, "copied")


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_nothing_is_taken_over_of_a_book_that_was_touched(root, tmp_path, copied_rows, spoil):
    other = copied(root, tmp_path / "other")
    spoil(root)
    now = ran(root, LATER)
    assert copied_rows[-1] == 0
    assert now == ran(other, LATER) or spoil is SPOILT["its end was changed"]  # then it is the clerk's, and cannot be read
    assert copied_rows[-1] > 0

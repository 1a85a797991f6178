"""One sheet more after whatever happened: what comes out is what comes out with nothing kept and nothing in outbox/."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from importlib import import_module
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from desk_workspace import answered, copied, desk, office, silent, taken
from forgetting import sql
from plan_book import edited, setting
from plan_book import put as put_cell

from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline.demo_returns import put, scan, zipped
from toolkit.pipeline.issue import generate
from toolkit.pipeline.main_job import run
from toolkit.pipeline.noting import record
from toolkit.pipeline.upkeep import undo

APRIL, JUNE, LATE, ANEW = "2022-04-08T09:00", "2022-06-08T09:00", "2022-06-10T09:00", "2022-06-09T09:00"
BOOK, REGISTER, PAGE = "2022-06/汇总表.xlsx", "2022-06/报送情况登记表.xlsx", "2022-06/看板.html"
NOTED = datetime(2022, 6, 4, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
MADE = frozenset({BOOK, REGISTER, PAGE})


@pytest.fixture(scope="module")
def june(tmp_path_factory) -> Path:
    """April and June handed out, with an answer in each; another unit's sheet lies in the inbox."""
    root = answered(tmp_path_factory.mktemp("june") / "w", "教育局", "水利局")
    ran(root, APRIL, "2022-04")
    generate(office(root, "2022-05-25T09:00"), "2022-06", ("教育局", "水利局"), dry_run=False, tell=silent)
    there = desk(root, "2022-06")
    there.drop("附件2-教育局.xlsx", there.filled("教育局"), "2022-06-02T15:20")
    ran(root, JUNE)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-06-09T08:20")
    return root


@pytest.fixture(autouse=True)
def _many_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = {
        "outputs.consolidated.line_blocks.LINES": 3,
        "outputs.told_rows.LINES": 24,  # 概览 has tables side by side, of fewer rows
        "outputs.tables.LINES": 24,
        "outputs.row_blocks.RUN": 2,
        "outputs.consolidated.ordered_records.LINES": 24,
        "outputs.todo_book._TOGETHER": 3,
        "judge.waiting._TOGETHER": 3,
    }
    for place, most in sizes.items():
        module, _, name = place.rpartition(".")
        monkeypatch.setattr(import_module(f"toolkit.{module}"), name, most)


def ran(root: Path, moment: str, period: str = "2022-06") -> None:
    run(office(root, moment), period, received=None, dry_run=False, tell=silent)


def file(root: Path, name: str) -> Path:
    return root / "outbox" / name


def forgotten(root: Path) -> None:
    """Take away all that can be made again, but for what the units were sent."""
    sql(root, "DELETE FROM derived", "DELETE FROM reading")
    for place in (root / "outbox").glob("*/*"):
        if place.name != "下发":
            shutil.rmtree(place) if place.is_dir() else place.unlink()


def handed_out(root: Path) -> dict[str, bytes]:
    outbox = root / "outbox"
    found = {path.relative_to(outbox).as_posix(): path.read_bytes() for path in outbox.rglob("*") if path.is_file()}
    return found | {"todo": (root / "inbox" / "待办.xlsx").read_bytes()}


# -- what happens in between -----------------------------------------------------------------------------------------

Change = Callable[[Path], object]


def spoilt(name: str, spoil: Callable[[bytes], bytes]) -> Change:
    return lambda root: file(root, name).write_bytes(spoil(file(root, name).read_bytes()))


def _one_byte_else(data: bytes) -> bytes:
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _another_periods(root: Path) -> None:
    for name in (BOOK, REGISTER, PAGE):
        shutil.copyfile(file(root, name.replace("2022-06", "2022-04")), file(root, name))


def _saved_by_excel(root: Path) -> None:
    book = openpyxl.load_workbook(file(root, BOOK))
    book.worksheets[0]["A1"] = "改过"
    book.save(file(root, BOOK))


def _an_older_one(root: Path) -> None:
    """The book of the day before is put back from somebody's copy."""
    older = file(root, BOOK).read_bytes()
    ran(root, ANEW)
    file(root, BOOK).write_bytes(older)


def _other_libraries(root: Path) -> None:
    sql(root, "UPDATE derived SET key = key || 'x' WHERE kind = 'made'")


def _exchanged(root: Path) -> None:
    sql(
        root,
        "UPDATE derived SET body = (SELECT body FROM derived d WHERE d.kind = 'made' ORDER BY key LIMIT 1) WHERE kind = 'made'",
    )


def plan(*edits: Callable[..., object]) -> Change:
    return lambda root: (root / "templates" / "附件1.xlsx").write_bytes(edited(*edits))


def _renamed(book: openpyxl.Workbook) -> None:
    for sheet, column in (("单位", 1), ("附件1", 4)):
        for cells in book[sheet].iter_rows(min_col=column, max_col=column):
            if "公安局" in str(cells[0].value):
                cells[0].value = str(cells[0].value).replace("公安局", "公安分局")


def _moved(book: openpyxl.Workbook) -> None:
    """Two items change places in the notice, and with them their numbers."""
    sheet = book["附件1"]
    first, second = ([sheet.cell(row, column).value for column in (2, 3, 4)] for row in (5, 7))
    for row, values in ((5, second), (7, first)):
        for column, value in enumerate(values, start=2):
            sheet.cell(row, column).value = value


def _later_deadline(book: openpyxl.Workbook) -> None:
    book["期次"]["C3"] = date(2022, 6, 12)


def _one_unit_more(book: openpyxl.Workbook) -> None:
    """It stands first in the list, and holds what 教育局 held alone."""
    book["单位"].insert_rows(2)
    for column, value in enumerate(("审计局", "鹿寨县审计局", "县审计局", "县直"), start=1):
        book["单位"].cell(2, column).value = value
    book["附件1"]["D7"] = f"{book['附件1']['D7'].value}\n审计局"


def _another_column(root: Path) -> None:
    """附件2 asks for one thing more."""
    path = root / "templates" / "附件2.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("备注"))
    head.value, sheet.cell(head.row, head.column + 1).value = "备注", "投资"
    sheet.cell(head.row + 1, head.column + 1).value = "{{ 填报.投资 }}"
    out = BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())


def worded(name: str) -> Change:
    def edit(root: Path) -> None:
        page = root / "templates" / name
        page.write_text(page.read_text(encoding="utf-8") + "\n<!-- 本单位自用 -->", encoding="utf-8")

    return edit


def noted(kind: NoteKind, **facts: object) -> Change:
    def note(root: Path) -> None:
        here = office(root, JUNE)
        record(here, Note(kind=kind, at=here.as_of, by="", reason="经核实", **facts), dry_run=False)  # type: ignore[arg-type]

    return note


def _closed_and_not(root: Path) -> None:
    noted(NoteKind.CLOSE, period="2022-04")(root)
    ran(root, ANEW)
    noted(NoteKind.UNCLOSE, period="2022-04")(root)


def _undone(root: Path) -> None:
    """The late sheet is taken in, taken back, and lies in the inbox again."""
    taken(root, ANEW)
    undo(office(root, ANEW), by="", dry_run=False)


def _answered_anew(root: Path) -> None:
    """April is said otherwise, in June."""
    there = desk(root)
    there.drop("附件2-教育局-更正.xlsx", there.filled("教育局", put("进展情况", "已完成全部建设内容。")), "2022-06-08T15:20")


def first(*changes: Change) -> Change:
    """Return what happens one after the other, each taken in and handed out before the next."""

    def change(root: Path) -> None:
        for one in changes:
            one(root)
            ran(root, ANEW)

    return change


def _scanned(root: Path) -> None:
    desk(root, "2022-06").drop("附件2-教育局-盖章.pdf", scan("教育局", "2022-06"), "2022-06-03T10:00")


def _mailed(root: Path) -> None:
    """A mail with a form and its scan, one with words alone, an archive with a scan of nobody's."""
    there = desk(root, "2022-06")
    form = there.filled("教育局", put("进展情况", "又完成路基2公里。"))
    there.mail("一.eml", "教育局", "2022-06-03T10:00", {"附件2.xlsx": form, "教育局盖章.pdf": scan("教育局", "2022-06")})
    there.mail("二.eml", "公安局", "2022-06-03T11:00", {})
    there.drop("各单位.zip", zipped({"扫描件0001.pdf": scan("谁", "2022-06")}), "2022-06-03T12:00")


def _taken_back(root: Path) -> None:
    """The clerk takes back the last note."""
    here = office(root, ANEW)
    with here.reading() as ledger:
        last = ledger.notes()[-1].number
    record(here, Note(kind=NoteKind.RETRACT, at=here.as_of, by="", reason="记错了", retracts=last), dry_run=False)


CHANGES: dict[str, Change] = {
    "a scan came": first(_scanned),
    "a scan came and was noted": first(_scanned, noted(NoteKind.RECEIVED, file="附件2-教育局-盖章.pdf", received=NOTED)),
    "a scan is another's": first(_scanned, noted(NoteKind.CLAIM, file="附件2-教育局-盖章.pdf", unit="公安局", period="2022-06")),
    "mails came": first(_mailed),
    "mails came and another": first(_mailed, _mailed),
    "a mail's form is another's": first(_mailed, noted(NoteKind.CLAIM, file="一.eml/附件2.xlsx", unit="公安局")),
    "a mail's words are wanted": first(_mailed, noted(NoteKind.WORDS, file="二.eml")),
    "accepted": first(noted(NoteKind.ACCEPT, unit="教育局", period="2022-06")),
    "accepted and taken back": first(noted(NoteKind.ACCEPT, unit="教育局", period="2022-06"), _taken_back),
    "claimed and taken back": first(_mailed, noted(NoteKind.CLAIM, file="一.eml/附件2.xlsx", unit="公安局"), _taken_back),
    "more time, and a scan": first(noted(NoteKind.DELAY, unit="教育局", period="2022-06", due=date(2022, 6, 20)), _scanned),
    "handed in on paper": first(noted(NoteKind.PAPER, unit="公安局", period="2022-06", material="盖章扫描件")),
    "a period closed, with scans": first(_scanned, _mailed, noted(NoteKind.CLOSE, period="2022-06")),
    "an earlier period closed, then other rules": first(noted(NoteKind.CLOSE, period="2022-04"), plan(setting("滞后提醒", "2"))),
    "closed, other rules, and April said otherwise": first(
        noted(NoteKind.CLOSE, period="2022-04"), plan(setting("滞后提醒", "2")), _answered_anew
    ),
    "an earlier period closed": first(noted(NoteKind.CLOSE, period="2022-04"), noted(NoteKind.REOPEN, unit="教育局", item="3-1")),
    "nothing": lambda _root: None,
    "the book is gone": lambda root: file(root, BOOK).unlink(),
    "the book is cut": spoilt(BOOK, lambda data: data[: len(data) * 2 // 3]),
    "the book has more": spoilt(BOOK, lambda data: data + b"x"),
    "one byte of the book is another": spoilt(BOOK, _one_byte_else),
    "one byte of the register is another": spoilt(REGISTER, _one_byte_else),
    "the page is cut": spoilt(PAGE, lambda data: data[: len(data) // 2]),
    "another period's stand there": _another_periods,
    "the book was saved by hand": _saved_by_excel,
    "an older book was put back": _an_older_one,
    "other libraries": _other_libraries,
    "what is kept is exchanged": _exchanged,
    "half of what is kept is gone": lambda root: sql(root, "DELETE FROM derived WHERE rowid % 2"),
    "what is kept is cut": lambda root: sql(root, "UPDATE derived SET body = substr(body, 1, length(body) / 2)"),
    "a unit has another name": plan(_renamed),
    "a unit more": plan(_one_unit_more),
    "items change places": plan(_moved),
    "another content": plan(put_cell("附件1", "C5", "修建产业道路21公里以上。")),
    "a later deadline": plan(_later_deadline),
    "another office's name": plan(setting("县名", "鹿寨")),
    "a light sooner": plan(setting("滞后提醒", "2")),
    "a rule switched off": plan(setting("S06", "停用")),
    "a column more": _another_column,
    "the page's own template": worded("看板.html.j2"),
    "a letter's own template": worded("收件回执.txt.j2"),
    "a unit need not answer": noted(NoteKind.EXEMPT, unit="公安局", period="2022-06"),
    "a unit was asked": noted(NoteKind.REMINDED, unit="公安局", period="2022-06"),
    "an item is open again": noted(NoteKind.REOPEN, unit="教育局", item="3-1"),
    "a period closed": noted(NoteKind.CLOSE, period="2022-04"),
    "a period closed and opened": _closed_and_not,
    "taken back": _undone,
    "an earlier answer": _answered_anew,
    "a look back": lambda root: ran(root, "2022-06-03T09:00"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_whatever_it_is_as_with_nothing_kept_and_nothing_in_outbox(june, tmp_path, change):
    kept = copied(june, tmp_path / "kept")
    CHANGES[change](kept)
    bare = copied(kept, tmp_path / "bare")
    forgotten(bare)
    ran(kept, LATE)
    ran(bare, LATE)
    mine, theirs = handed_out(kept), handed_out(bare)
    assert theirs.keys() >= MADE
    assert {name: mine.get(name) for name in theirs} == theirs


def test_on_the_clock_it_is_so_too(june, tmp_path):
    kept, bare = copied(june, tmp_path / "kept"), copied(june, tmp_path / "bare")
    forgotten(bare)
    for root in (kept, bare):
        run(replace(office(root, LATE), moving=True), "2022-06", received=None, dry_run=False, tell=silent)
    mine = handed_out(kept)
    assert all(mine.get(name) == data for name, data in handed_out(bare).items())

"""A closed period stands whole: not its verdicts alone, also what was returned, superseded and unclaimed, and why (DESIGN §7)."""

from datetime import date

import openpyxl
import pytest
from desk_workspace import copied, desk, laid, noted, office, taken

from toolkit.evidence.ledger import open_ledger
from toolkit.judge.dockets import Dockets, examined
from toolkit.nouns.records import NoteKind
from toolkit.pipeline.demo_returns import put, scan
from toolkit.pipeline.snapshots import snapshot_of

PERIOD, LATER = "2022-04", "2022-05-02T09:00"


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """教育局 corrected itself, 水利局 was sent back, a picture is nobody's, 交通局 is exempt; then the period was closed."""
    root = laid(tmp_path_factory.mktemp("定稿") / "督办")
    there = desk(root)
    there.mail(
        "一.eml", "教育局", "2022-04-05T10:00", {"附件2.xlsx": there.filled("教育局"), "教育局.pdf": scan("教育局", PERIOD)}
    )
    taken(root, "2022-04-05T12:00")
    there.mail("二.eml", "教育局", "2022-04-07T10:00", {"附件2.xlsx": there.filled("教育局", put("备注", "第二版"))})
    there.mail("三.eml", "水利局", "2022-04-08T10:00", {"附件2.xlsx": there.filled("水利局", put("进展情况", "同上"))})
    there.drop("微信图片.jpg", b"\xff\xd8\xff\xe0photo\xff\xd9", "2022-04-05T10:00")
    taken(root, "2022-04-09T09:00")
    noted(root, "2022-04-09T10:00", NoteKind.EXEMPT, unit="交通局", period=PERIOD)
    noted(root, "2022-04-20T09:00", NoteKind.CLOSE, period=PERIOD)
    return root


def whole(root):
    """Return all that is said of the period, and of its answers to whoever asks in June."""
    here = office(root, LATER)
    with open_ledger(here.workspace.ledger, read_only=True) as ledger:
        judgement = examined(snapshot_of(here, ledger))
        docket, june = Dockets(judgement).of(PERIOD), here.period("2022-06")
        history = {
            (unit, item): judgement.history.answers(item, unit, june)
            for unit in ("教育局", "水利局")
            for item in judgement.history.held(unit, june)
        }
        return tuple(docket.units), tuple(docket.files), tuple(docket.entries), history


def cell(sheet, address, value):
    return lambda book: book[sheet].__setitem__(address, value)


def beside(sheet, key, value, column=2):
    """Change the cell in the row whose first cell is `key`."""

    def edit(book):
        row = next(cells[0].row for cells in book[sheet].iter_rows() if str(cells[0].value) == key)
        book[sheet].cell(row, column).value = value

    return edit


EDITS = {
    "deadline": beside("期次", PERIOD, date(2022, 4, 20), 3),
    "day of the data": beside("期次", PERIOD, date(2022, 2, 28), 4),
    "name": beside("期次", PERIOD, "另一个名称", 2),
    "holiday": lambda book: book["节假日"].append([date(2022, 4, 7), "休"]),
    "zone": beside("设置", "时区", "UTC"),
    "scan": beside("设置", "盖章扫描件", "不要求"),
    "rule off": beside("设置", "V01", "提示"),
    "rule on": beside("设置", "X08", "退回"),
    "alias": beside("单位", "水利局", "水务", 3),
    "content": cell("附件1", "C5", "改了的实事内容。"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_nothing_of_a_closed_period_moves_with_an_edit_of_the_plan(closed, tmp_path, edit):
    root = copied(closed, tmp_path / "督办")
    path = root / "templates" / "附件1.xlsx"
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    assert whole(root) == whole(closed)

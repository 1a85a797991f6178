"""收文登记.xlsx as clerks really keep it: edited rows, deleted rows, other channels, a book that is open."""

from io import BytesIO

import pytest
from desk_workspace import april, office, taken
from openpyxl import load_workbook

from toolkit.clerk.log_lists import relisted
from toolkit.clerk.receipt_log import blank_log
from toolkit.nouns.records import NoteKind
from toolkit.pipeline.ingest import ingest
from toolkit.pipeline.noting import listed


@pytest.fixture
def root(tmp_path):
    return april(tmp_path / "ws")


def write(root, *rows):
    path = root / "inbox" / "收文登记.xlsx"
    book = load_workbook(path)
    sheet = book["收文登记"]
    labels = {cell.value: cell.column for cell in sheet[1]}
    sheet.delete_rows(2, 20)
    for number, row in enumerate(rows, start=2):
        for label, value in row.items():
            sheet.cell(number, labels[label], value)
    book.save(path)


def said(root, moment="2022-04-09T09:00"):
    return ingest(office(root, moment), received=None, dry_run=False, tell=lambda _what, _done, _total: None).complaints


PAPER = {
    "单位": "水利局",
    "期次": "2022-04",
    "材料": "盖章扫描件",
    "收到时间": "2022-04-05 09:30",
    "渠道": "现场",
    "登记人": "值班员",
}


def test_a_row_whose_file_never_came_is_said(root):
    write(root, {"文件名": "附件2", "收到时间": "4月5日"}, {"文件名": "附件2.xlsx", "收到时间": "4月5日"})
    told = [line for line in said(root) if "还没有收到" in line]
    assert len(told) == 1 and "“附件2”" in told[0] and "是不是“附件2.xlsx”" in told[0]


def test_any_channel_is_taken_and_said(root):
    write(root, PAPER | {"渠道": "钉钉"})
    assert any("钉钉" in line and "第 2 行" in line for line in said(root))
    [note] = [row.note for row in listed(office(root, "2022-04-09T10:00"))]
    assert note.channel == "钉钉"
    write(root, PAPER | {"渠道": "微信"})
    assert not any("微信" in line and "不在列表" in line for line in said(root, "2022-04-09T11:00"))


def test_a_deleted_row_stays_in_force_and_says_how_to_take_it_back(root):
    write(root, PAPER)
    assert said(root) == ()
    write(root)
    [line] = said(root, "2022-04-09T10:00")
    [row] = listed(office(root, "2022-04-09T11:00"))
    assert row.stands and f"duban note retract {row.note.number}" in line


def test_rows_of_a_deleted_log_stay_in_force_and_are_said(root):
    write(root, PAPER, PAPER | {"材料": "电子表"})
    said(root)
    (root / "inbox" / "收文登记.xlsx").unlink()
    [line] = said(root, "2022-04-09T10:00")
    rows = listed(office(root, "2022-04-09T11:00"))
    assert all(row.stands and str(row.note.number) in line for row in rows) and len(rows) == 2


def test_an_edited_row_takes_the_old_one_back(root):
    write(root, PAPER)
    said(root)
    write(root, PAPER | {"收到时间": "2022-04-06 10:00"})
    assert said(root, "2022-04-09T10:00") == ()
    rows = listed(office(root, "2022-04-09T11:00"))
    assert [(row.note.kind, row.stands) for row in rows if row.note.kind is NoteKind.PAPER] == [
        (NoteKind.PAPER, False),
        (NoteKind.PAPER, True),
    ]
    assert said(root, "2022-04-09T12:00") == ()  # and says nothing more of it


def test_another_time_zone_in_the_plan_is_no_edit_of_a_row(root):
    write(root, PAPER)
    said(root)
    path = root / "templates" / "附件1.xlsx"
    book = load_workbook(path)
    row = next(cells[0].row for cells in book["设置"].iter_rows() if cells[0].value == "时区")
    book["设置"].cell(row, 2).value = "UTC"
    book.save(path)
    said(root, "2022-04-09T10:00")
    [note] = [row.note for row in listed(office(root, "2022-04-09T11:00"))]
    assert note.received and note.received.isoformat() == "2022-04-05T09:30:00+08:00"


def test_a_row_edited_back_is_in_force_again(root):
    for hour, time in enumerate(("2022-04-05 09:30", "2022-04-06 10:00", "2022-04-05 09:30"), start=9):
        write(root, PAPER | {"收到时间": time})
        assert said(root, f"2022-04-09T{hour:02}:00") == ()
    papers = [row for row in listed(office(root, "2022-04-09T13:00")) if row.note.kind is NoteKind.PAPER]
    stands = [f"{row.note.received:%m-%d %H:%M}" for row in papers if row.stands]
    assert stands == ["04-05 09:30"] and len(papers) == 3
    before = len(listed(office(root, "2022-04-09T13:00")))
    said(root, "2022-04-09T14:00")
    assert len(listed(office(root, "2022-04-09T15:00"))) == before


def test_what_others_write_is_taken_in_beside_a_log_that_cannot_be_read(root, monkeypatch):
    from pathlib import Path

    (root / "inbox" / "信.txt").write_text("x", encoding="utf-8")
    read = Path.read_bytes

    def held(self):
        if self.name == "收文登记.xlsx":
            raise PermissionError(13, "另一个程序正在使用此文件")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", held)
    assert any("收文登记.xlsx" in line for line in said(root))
    assert not (root / "inbox" / "信.txt").exists()
    assert taken(root, "2022-04-09T10:00") == ()


def offered(root, label):
    sheet = load_workbook(root / "inbox" / "收文登记.xlsx")["收文登记"]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == label)
    return next(rule.formula1 for rule in sheet.data_validations.dataValidation if str(rule.sqref).startswith(f"{column}2"))


def with_unit(root, name):
    path = root / "templates" / "附件1.xlsx"
    book = load_workbook(path)
    book["单位"].append([name, "", "", "县直"])
    book.save(path)


def test_the_drop_downs_follow_the_plan_and_no_row_is_lost(root):
    write(root, PAPER | {"说明": "经办人送来"})
    with_unit(root, "审计局")
    assert said(root) == ()
    assert "审计局" in offered(root, "单位")
    assert "2022-04" in offered(root, "期次")
    row = next(load_workbook(root / "inbox" / "收文登记.xlsx")["收文登记"].iter_rows(min_row=2, values_only=True))
    assert {"水利局", "经办人送来", "现场"} <= set(row)
    before = (root / "inbox" / "收文登记.xlsx").read_bytes()
    assert said(root, "2022-04-09T10:00") == ()
    assert (root / "inbox" / "收文登记.xlsx").read_bytes() == before


def test_an_open_log_is_said_and_its_drop_downs_wait(root):
    with_unit(root, "审计局")
    lock = root / "inbox" / ".~lock.收文登记.xlsx#"
    lock.touch()
    assert any("收文登记.xlsx 正开着" in line for line in said(root))
    assert "审计局" not in offered(root, "单位")
    lock.unlink()
    assert said(root, "2022-04-09T10:00") == ()
    assert "审计局" in offered(root, "单位")


def test_a_list_of_the_clerk_s_own_and_one_too_long_are_no_harm():
    units = [f"第{number}个名称很长的单位" for number in range(60)]
    there = blank_log(["水利局"], ["2022-04"])
    made = relisted(there, units, ["2022-04"])
    assert relisted(made, units, ["2022-04"]) is None
    again = relisted(made, ["水利局", "审计局"], ["2022-04"])
    rules = load_workbook(BytesIO(again)).worksheets[0].data_validations.dataValidation
    assert '"水利局,审计局"' in {rule.formula1 for rule in rules}
    book = load_workbook(BytesIO(there))
    for rule in book.worksheets[0].data_validations.dataValidation:
        rule.formula1 = "$Z$1:$Z$9" if rule.type == "list" else rule.formula1
    own = BytesIO()
    book.save(own)
    assert relisted(own.getvalue(), units[:3], ["2022-06"]) is None

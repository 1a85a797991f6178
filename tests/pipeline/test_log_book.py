"""收文登记.xlsx as clerks really keep it: edited rows, deleted rows, other channels, a book that is open."""

import pytest
from desk_workspace import april, copied, office, taken
from openpyxl import load_workbook

from toolkit.nouns.records import NoteKind
from toolkit.pipeline.ingest import ingest
from toolkit.pipeline.noting import listed


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    return april(tmp_path_factory.mktemp("played") / "ws")


@pytest.fixture
def root(played, tmp_path):
    return copied(played, tmp_path / "ws")


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

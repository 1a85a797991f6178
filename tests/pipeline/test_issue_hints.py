"""What `generate` says before the forms go out: nothing is broken, but the clerk should look."""

from datetime import UTC, date, datetime

import pytest
from desk_workspace import office, silent
from openpyxl import load_workbook

from toolkit.pipeline.issue import generate
from toolkit.pipeline.upkeep import doctor
from toolkit.workspace import init


def hints(root, moment="2022-03-25T09:00", period="2022-04"):
    return generate(office(root, moment), period, (), dry_run=False, tell=silent).hints


def changed(root, sheet, label, column, value):
    path = root / "templates" / "附件1.xlsx"
    book = load_workbook(path)
    row = next(cells for cells in book[sheet].iter_rows() if str(cells[0].value) == label)
    row[column].value = value
    book.save(path)


@pytest.fixture
def root(tmp_path):
    init(tmp_path / "ws")
    return tmp_path / "ws"


def test_nothing_is_said_where_all_is_known(root, tmp_path):
    assert hints(root) == ()
    init(tmp_path / "other", example="政府工作报告")
    assert hints(tmp_path / "other", "2024-03-01T09:00", "2024-03") == ()


def test_a_scan_that_is_not_wanted_and_yet_asked_for_is_said(root):
    changed(root, "设置", "盖章扫描件", 1, "不要求")
    assert [line for line in hints(root) if "扫描件" in line]


def test_a_year_that_no_calendar_knows_is_said(root):
    changed(root, "期次", "2022-04", 2, date(2031, 4, 5))
    assert [line for line in hints(root, "2031-03-25T09:00") if "节假日" in line]


def test_the_doctor_names_the_years_whose_days_off_nobody_knows(root):
    assert [one.warn for one in doctor(root, datetime(2022, 3, 25, tzinfo=UTC)) if one.what == "节假日"] == [False]
    changed(root, "期次", "2022-04", 2, date(2031, 4, 5))
    (one,) = (one for one in doctor(root, datetime(2031, 3, 25, tzinfo=UTC)) if one.what == "节假日")
    assert one.warn and "2031" in one.detail

"""More rows than a sheet holds go on in further sheets: nothing is lost, and both sheets say so."""

from io import BytesIO

import pytest
from consolidated_world import ASSIGNED, PLAN, april, made, opened
from dockets import make_docket, make_plan, make_unit_row
from openpyxl import load_workbook

from toolkit.nouns.outcomes import Status
from toolkit.outputs.register_book import register

HOLDS = 3


def column(sheet, header, top):
    names = [cell.value for cell in sheet[top]]
    return [row[names.index(header)] for row in sheet.iter_rows(min_row=top + 1, values_only=True)]


def parts(book, name):
    return [book[sheet] for sheet in book.sheetnames if sheet == name or sheet.startswith(f"{name}（")]


@pytest.fixture(scope="module")
def long():
    return opened(made(april(), holds=HOLDS))


def test_every_assignment_stands_in_one_of_the_parts_in_the_same_order(long):
    whole = opened(made(april()))
    for name, top in (("明细", 3), ("走势", 3)):
        found = [unit for sheet in parts(long, name) for unit in column(sheet, "承办单位", top) if unit]
        assert found == [unit for unit in column(whole[name], "承办单位", top) if unit]
        assert len(found) == sum(map(len, ASSIGNED.values()))
    assert len(parts(long, "明细")) > 2
    assert all(f"本张为第{n}张" in sheet["A2"].value for n, sheet in enumerate(parts(long, "明细"), 1))
    assert len({table for sheet in parts(long, "明细") for table in sheet.tables}) == len(parts(long, "明细"))


def test_a_project_stays_in_one_part_unless_it_alone_is_longer(long):
    numbers = [[n for n in column(sheet, "序号", 3) if isinstance(n, int)] for sheet in parts(long, "汇总表")]
    assert len({n for part in numbers for n in part}) == sum(map(len, numbers))


def test_what_is_counted_over_several_sheets_is_written_as_a_value(long):
    whole = opened(made(april()), data_only=True)
    assert [[cell.value for cell in row] for row in long["概览"]["A4:E7"]] == [
        [cell.value for cell in row] for row in whole["概览"]["A4:E7"]
    ]
    assert not [cell.coordinate for row in long["概览"].iter_rows() for cell in row if cell.data_type == "f"]
    assert any("分写几张" in str(row[0]) for row in long["说明"].iter_rows(values_only=True))


def test_a_list_goes_on_and_both_sheets_say_so(long):
    whole = opened(made(april()))
    found = [name for sheet in parts(long, "报送情况") for name in _units(sheet)]
    assert found == list(dict.fromkeys(_units(whole["报送情况"])))
    assert "接工作表“报送情况”" in parts(long, "报送情况")[1]["A1"].value
    assert any("下接工作表“报送情况（2）" in str(row[0]) for row in long["报送情况"].iter_rows(values_only=True))
    sums = [cell.data_type for row in long["报送情况"].iter_rows() for cell in row if cell.row > 4]
    assert "f" not in sums


def _units(sheet):
    names = {unit.name for unit in PLAN.units}
    return [row[1] for row in sheet.iter_rows(values_only=True) if row[1] in names]


def test_the_pages_to_sign_are_shared_out_and_the_register_says_so():
    units = [f"单位{n}" for n in range(7)]
    plan = make_plan({"1-1": units})
    docket = make_docket(plan, units=[make_unit_row(name, Status.ON_TIME) for name in units])
    book = load_workbook(BytesIO(register(plan, docket, holds=HOLDS).finish()))
    pages = parts(book, "单位签认")
    assert [name for page in pages for (label, name, *_) in page.iter_rows(values_only=True) if label == "单位"] == units
    assert [len(page.row_breaks.brk) for page in pages] == [2, 2, 0]
    assert any("分在3张工作表" in str(row[0]) for row in book["报送情况登记表"].iter_rows(values_only=True))
    assert "单位签认（2）" not in load_workbook(BytesIO(register(plan, docket).finish())).sheetnames

"""The template is the schema: what a clerk changes in Excel is asked, checked and merged, with no code touched."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from looked import dockets_of
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from toolkit.form.read import read_form
from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline.ingest import ingest
from toolkit.pipeline.issue import generate
from toolkit.pipeline.main_job import hand_out
from toolkit.pipeline.office import Office, open_office
from toolkit.workspace import init

ZONE = ZoneInfo("Asia/Shanghai")
BLANK = object()


def silent(_what: str, _done: int, _total: int) -> None:
    return


def at(root: Path, moment: str) -> Office:
    return open_office(root, lambda _zone: datetime.fromisoformat(moment).replace(tzinfo=ZONE))


def placeholder_row(sheet) -> int:
    return next(c.row for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and "填报.办理状态" in c.value)


def column_of(sheet, row: int, text: str) -> int:
    return next(c.column for c in sheet[row] if isinstance(c.value, str) and text in c.value)


def insert_column(sheet, before: int) -> None:
    """Insert a column as Excel does: openpyxl moves neither merges, validations nor widths."""
    merges = list(sheet.merged_cells.ranges)
    for block in merges:
        sheet.unmerge_cells(str(block))
    widths = {c: sheet.column_dimensions[get_column_letter(c)].width for c in range(1, sheet.max_column + 1)}
    hidden = {c: sheet.column_dimensions[get_column_letter(c)].hidden for c in range(1, sheet.max_column + 1)}
    validations = list(sheet.data_validations.dataValidation)
    sheet.data_validations.dataValidation = []
    sheet.insert_cols(before)
    for block in merges:
        left, right = (c + 1 if c >= before else c for c in (block.min_col, block.max_col))
        sheet.merge_cells(start_row=block.min_row, end_row=block.max_row, start_column=left, end_column=right)
    for c, width in widths.items():
        place = get_column_letter(c + 1 if c >= before else c)
        sheet.column_dimensions[place].width = width
        sheet.column_dimensions[place].hidden = hidden[c]
    for rule in validations:
        moved = [
            f"{get_column_letter(b.min_col + (b.min_col >= before))}{b.min_row}:{get_column_letter(b.max_col + (b.max_col >= before))}{b.max_row}"
            for b in rule.sqref.ranges
        ]
        rule.sqref = type(rule.sqref)(" ".join(moved))
        sheet.add_data_validation(rule)


def changed(root: Path) -> None:
    """Do what issue 2 describes: insert 完成投资, rename 备注, move 预计完成时间's place with it."""
    path = root / "templates" / "附件2.xlsx"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    row = placeholder_row(sheet)
    head = row - 1
    after = column_of(sheet, row, "填报.完成比例") + 1
    insert_column(sheet, after)
    sheet.cell(head, after).value = "完成投资（万元）*"
    sheet.cell(row, after).value = "{{ 填报.完成投资 }}"
    sheet.cell(head, after)._style = sheet.cell(head, after - 1)._style
    sheet.cell(row, after)._style = sheet.cell(row, after - 1)._style
    sheet.cell(row, after).number_format = "0.00"
    rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    rule.add(sheet.cell(row, after).coordinate)
    sheet.add_data_validation(rule)
    sheet.cell(head, column_of(sheet, head, "存在问题")).value = "存在的困难和问题*"
    one, two = column_of(sheet, row, "填报.进展情况"), column_of(sheet, row, "填报.下一步工作计划")
    for line in (head, row):  # the two text columns change places
        a, b = sheet.cell(line, one), sheet.cell(line, two)
        a.value, b.value = b.value, a.value
    book.save(path)


def filled(root: Path, unit: str, investment: object) -> None:
    book = load_workbook(root / "outbox" / "2022-04" / "下发" / f"附件2-{unit}.xlsx")
    sheet = book.worksheets[0]
    head = next(c.row for r in sheet.iter_rows() for c in r if str(c.value).startswith("办理状态"))
    columns = {str(c.value).rstrip("*"): c.column for c in sheet[head] if c.value}
    row = head + 1
    while sheet.cell(row, columns["编号"]).value:
        for name, value in {
            "办理状态": "正在实施", "完成比例": 0.3, "进展情况": f"第{row}行已完成基础施工，累计完成投资120万元。",
            "存在的困难和问题": "雨季施工较慢。", "下一步工作计划": "5月底前完成主体。", "预计完成时间": date(2022, 9, 30),
        }.items():  # fmt: skip
            sheet.cell(row, columns[name]).value = value
        sheet.cell(row, columns["完成投资（万元）"]).value = None if investment is BLANK else investment
        row += 1
    book.save(root / "inbox" / f"附件2-{unit}.xlsx")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    root = tmp_path_factory.mktemp("改过的表样")
    init(root)
    changed(root)
    generate(at(root, "2022-03-20T09:00"), "2022-04", (), dry_run=False, tell=silent)
    answers = {"教育局": 120.5, "水利局": BLANK, "公安局": "很多", "交通局": -3}
    for unit, investment in answers.items():
        filled(root, unit, investment)
    ingest(at(root, "2022-04-04T09:00"), received=datetime(2022, 4, 4, 8, tzinfo=ZONE), dry_run=False, tell=silent)
    office = at(root, "2022-04-04T10:00")
    return office, dockets_of(office)[0]


def test_the_new_field_is_read_from_the_template_alone(played):
    office, _ = played
    field = office.form.field("完成投资")
    assert field is not None and field.required and field.minimum == 0
    assert office.form.field("存在问题").header.rstrip("*") == "存在的困难和问题"


def test_the_new_field_is_asked_checked_and_merged(played):
    _office, docket = played
    place = {entry.unit: entry for entry in docket.entries}
    assert {entry.fields["完成投资"] for entry in docket.entries if entry.unit == "教育局"} == {120.5}
    rows = {row.unit: row for row in docket.files}
    for unit, code in {"水利局": "V01", "公安局": "V03", "交通局": "V04"}.items():
        problems = rows[unit].problems
        cells = {entry.source.cells["完成投资"] for entry in rows[unit].entries}
        assert {found.code.name for found in problems} == {code}, unit
        assert {found.cell for found in problems} == cells, unit
    assert place["教育局"].fields["进展情况"].endswith("累计完成投资120万元。")
    assert place["教育局"].fields["下一步工作计划"] == "5月底前完成主体。"


def test_the_new_field_stands_in_the_consolidated_workbook(played):
    office, docket = played
    written = hand_out(office, "merge", "2022-04", dry_run=False, tell=silent)
    book = load_workbook(written.paths[0])
    sheet = next(sheet for sheet in book if sheet.title == "明细")
    head = next(row for row in sheet.iter_rows() if any(str(c.value).startswith("完成投资") for c in row))
    column = next(c.column for c in head if str(c.value).startswith("完成投资"))
    values = [sheet.cell(row, column).value for row in range(head[0].row + 1, sheet.max_row + 1)]
    assert values.count(120.5) == sum(entry.unit == "教育局" for entry in docket.entries)


# -- mistakes in a template ------------------------------------------------------------------------------------------


def broken(edit) -> bytes:
    book = load_workbook(Path(__file__).parents[2] / "templates" / "附件2.xlsx")
    edit(book.worksheets[0])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def unknown_placeholder(sheet) -> str:
    cell = sheet.cell(placeholder_row(sheet), column_of(sheet, placeholder_row(sheet), "备注"))
    cell.value = "{{ 填表.备注 }}"
    return cell.coordinate


def two_repeated_rows(sheet) -> str:
    cell = sheet.cell(placeholder_row(sheet) + 1, 1)
    for block in [b for b in sheet.merged_cells.ranges if cell.coordinate in b]:
        sheet.unmerge_cells(str(block))
    cell.value = "{{ 事项.序号 }}"
    return cell.coordinate


def no_items(sheet) -> str:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "事项." in cell.value:
                cell.value = None
    return ""


def header_twice(sheet) -> str:
    head = placeholder_row(sheet) - 1
    cell = sheet.cell(head, column_of(sheet, head, "存在问题"))
    cell.value = "进展情况*"
    return cell.coordinate


@pytest.mark.parametrize("mistake", [unknown_placeholder, two_repeated_rows, no_items, header_twice])
def test_a_mistake_in_the_template_is_one_sentence_with_its_cell(mistake):
    places = []
    data = broken(lambda sheet: places.append(mistake(sheet)))
    with pytest.raises(ToolkitError) as said:
        read_form(data, "附件2.xlsx")
    assert places[0] in str(said.value) and "\n" not in str(said.value)

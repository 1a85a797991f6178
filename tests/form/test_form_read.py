"""The template is the schema: what is read out of it, and every mistake named by its cell."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from form_book import SHIPPED, edited_form
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from toolkit.form import Type
from toolkit.form.read import read_form
from toolkit.nouns.errors import ToolkitError

HEADERS = ["序号", "实事内容", "完成比例*", "进展情况＊"]
ROW = ["{{ 事项.序号 }}", "{{事项.实事内容}}", "{{ 填报.完成比例 }}", "{{填报 . 进展情况}}"]


def draw(*lines, name="表"):
    book = Workbook()
    book.active.title = name
    for line in lines:
        book.active.append(list(line))
    return book


def small(headers=HEADERS, row=ROW):
    return draw(["附件2"], ["某县为民办实事进展情况表"], headers, row, ["填报人：", "{{ 表尾.填报人 }}"])


def read(book, name="附件2.xlsx"):
    buffer = io.BytesIO()
    book.save(buffer)
    return read_form(buffer.getvalue(), name)


def mistake(book):
    with pytest.raises(ToolkitError) as caught:
        read(book)
    return str(caught.value)


def test_shipped_form_has_the_designed_columns():
    form = read_form(SHIPPED.read_bytes())
    assert [f.header for f in form.fields] == (
        [
            "序号",
            "立项名称",
            "实事内容",
            "承办单位",
            "上期进展情况",
            "办理状态",
            "完成比例",
            "进展情况",
            "存在问题",
            "下一步工作计划",
            "预计完成时间",
            "备注",
            "编号",
        ]
    )
    assert [f.key for f in form.asked if f.required] == [
        "办理状态",
        "完成比例",
        "进展情况",
        "存在问题",
        "下一步工作计划",
    ]
    assert form.field("办理状态").choices == ("未启动", "前期工作", "正在实施", "已完工待验收", "已完成")
    assert (form.field("完成比例").type, form.field("完成比例").maximum) == (Type.PERCENT, Decimal(1))
    assert form.field("预计完成时间").type is Type.DATE
    assert [f.key for f in form.foot] == ["填报日期", "填报人", "联系电话"]
    assert (form.unit_label, form.period_label) == ("填报单位（盖章）", "期次")
    assert (form.id_column, form.adds_id_column, form.fields[-1].hidden) == (13, False, True)


def test_required_marks_labels_and_title():
    form = read(small())
    assert [(f.header, f.required) for f in form.fields] == [
        ("序号", False), ("实事内容", False), ("完成比例", True), ("进展情况", True),
    ]  # fmt: skip
    assert form.title == ("某县为民办实事进展情况表",)
    assert (form.foot[0].label, form.foot[0].row, form.foot[0].column) == ("填报人", 5, 2)
    assert (form.id_column, form.adds_id_column) == (5, True)


def test_two_header_rows_are_joined():
    book = draw(["标题标题标题"], ["序号", "本期", None], [None, "完成\n比例 *", "进展情况"], ["{{ 事项.序号 }}", *ROW[2:]])
    for block in ("A2:A3", "B2:C2"):
        book.active.merge_cells(block)
    form = read(book)
    assert form.header_rows == (2, 3)
    assert [(f.header, f.required) for f in form.fields] == [
        ("序号", False), ("本期 完成 比例", True), ("本期 进展情况", False),
    ]  # fmt: skip


def test_two_header_rows_without_merges():
    book = draw(["一张很长的标题"], ["序号", None, None], [None, "完成比例", "进展情况"], ["{{ 事项.序号 }}", *ROW[2:]])
    assert [f.header for f in read(book).fields] == ["序号", "完成比例", "进展情况"]


@pytest.mark.parametrize(
    ("validation", "code", "expected"),
    [
        ({"type": "decimal", "operator": "greaterThanOrEqual", "formula1": "0"}, "General", (Type.NUMBER, Decimal(0), None)),
        ({"type": "decimal", "operator": "between", "formula1": "0", "formula2": "100%"}, "0.0%", (Type.PERCENT, 0, 1)),
        ({"type": "whole", "operator": "lessThan", "formula1": "8"}, "General", (Type.WHOLE, None, 8)),
        ({"type": "date", "operator": "between", "formula1": "DATE(2022,1,1)", "formula2": "44926"}, "General", (Type.DATE, date(2022, 1, 1), date(2022, 12, 31))),
        ({"type": "decimal", "operator": "equal", "formula1": "$J$1"}, "General", (Type.NUMBER, Decimal("2.5"), Decimal("2.5"))),
        ({"type": "custom", "formula1": "LEN(D4)>3"}, "@", (Type.TEXT, None, None)),
        (None, "0.00%", (Type.PERCENT, None, None)),
        (None, 'yyyy"年"m"月"d"日"', (Type.DATE, None, None)),
        (None, "#,##0.00", (Type.NUMBER, None, None)),
        (None, "General", (Type.TEXT, None, None)),
    ],
)  # fmt: skip
def test_type_comes_from_validation_and_format(validation, code, expected):
    book = small()
    book.active["J1"] = 2.5
    book.active["D4"].number_format = code
    if validation:
        rule = DataValidation(**validation)
        rule.add("D4")
        book.active.add_data_validation(rule)
    field = read(book).field("进展情况")
    assert (field.type, field.minimum, field.maximum) == expected


def test_open_bound_is_told():
    book = small()
    rule = DataValidation(type="decimal", operator="greaterThan", formula1="0")
    rule.add("D4")
    book.active.add_data_validation(rule)
    assert read(book).field("进展情况").minimum_excluded


def test_text_length_gives_the_limit():
    book = small()
    rule = DataValidation(type="textLength", operator="lessThan", formula1="200")
    rule.add("D4")
    book.active.add_data_validation(rule)
    assert read(book).field("进展情况").limit == 199


@pytest.mark.parametrize("formula", ['"好,中,差"', "$H$1:$H$3", "词表!$A$1:$A$3", "'词表'!A:A", "状态"])
def test_choices_come_from_text_range_sheet_or_name(formula):
    book = small()
    words = book.create_sheet("词表")
    for row, word in enumerate(["好", "中", "差"], start=1):
        words.cell(row, 1, word)
        book.active.cell(row, 8, word)
    book.defined_names["状态"] = DefinedName("状态", attr_text="词表!$A$1:$A$3")
    rule = DataValidation(type="list", formula1=formula)
    rule.add("D4")
    book.active.add_data_validation(rule)
    assert read(book).field("进展情况").choices == ("好", "中", "差")


def test_x14_list_is_read():
    book = small()
    words = book.create_sheet("词表")
    words["A1"], words["A2"] = "是", "否"
    buffer = io.BytesIO()
    book.save(buffer)
    ext = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1" '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list">'
        "<x14:formula1><xm:f>词表!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>D4</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )
    form = read_form(edited(buffer.getvalue(), "xl/worksheets/sheet1.xml", "</worksheet>", ext))
    assert form.field("进展情况").choices == ("是", "否")


def edited(data, member, old, new):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as out:
        for info in source.infolist():
            content = source.read(info)
            out.writestr(info.filename, content.decode().replace(old, new) if info.filename == member else content)
    return target.getvalue()


def test_placeholder_split_in_rich_runs_is_read():
    book = small()
    font = InlineFont(b=True)
    book.active["D4"] = CellRichText(TextBlock(font, "{{ 填"), "报.进展", TextBlock(font, "情况 }}"))
    assert read(book).field("进展情况").column == 4


def change(cell, value):
    return cell, value


@pytest.mark.parametrize(
    ("cell", "value", "named"),
    [
        ("B4", "{{ 事项.实事内溶 }}", "B4"),
        ("B4", "{{ 事项目.实事内容 }}", "B4"),
        ("B4", "{{ 事项.实事内容 | upper }}", "B4"),
        ("B4", "{% for x in y %}{{ 事项.实事内容 }}", "B4"),
        ("B4", "{{ 事项.实事内容 }", "B4"),
        ("B4", "｛｛ 事项.实事内容 ｝｝", "B4"),
        ("B4", "{{ 上期.没有问的 }}", "B4"),
        ("D4", "{{ 填报.完成比例 }}", "D4"),
        ("D4", "完成{{ 填报.进展情况 }}", "D4"),
        ("D4", "{{ 表尾.填报人 }}", "D4"),
        ("D3", "完成比例", "D3"),
        ("D3", None, "D4"),
        ("C6", "{{ 填报.别的 }}", "C6"),
        ("C6", "{{ 事项.序号 }}", "C6"),
        ("C6", "{{ 表尾.填报人 }}", "C6"),
        ("C6", '="{{ 单位.名称 }}"', "C6"),
    ],
)
def test_mistake_is_named_by_its_cell(cell, value, named):
    book = small()
    book.active[cell] = value
    message = mistake(book)
    assert "附件2.xlsx" in message
    assert f"工作表“表”{named}：" in message


def test_nearest_name_is_suggested():
    book = small()
    book.active["B4"] = "{{ 事项.实事内溶 }}"
    assert "{{ 事项.实事内容 }}" in mistake(book)


def test_a_name_far_from_every_other_is_told_what_there_is():
    book = small()
    book.active["A1"] = "{{ 单位.电话号码 }}"
    said = mistake(book)
    assert "后面只能是" in said and "是不是" not in said
    book.active["A1"] = "{{ 期次.截止日 }}"
    assert mistake(book).endswith("是不是 {{ 期次.截止日期 }}？")


def test_a_form_that_asks_nothing_is_told():
    said = mistake(draw(["内容", "进展"], ["{{ 事项.实事内容 }}", "写在这里"]))
    assert "第 2 行" in said and "{{ 填报.进展情况 }}" in said


def test_second_sheet_with_rows_is_named():
    book = small()
    book.create_sheet("另表")["B2"] = "{{ 事项.序号 }}"
    assert "工作表“另表”B2：" in mistake(book)


def test_foot_on_another_sheet_is_named():
    book = small()
    book.create_sheet("另表")["B2"] = "{{ 表尾.电话 }}"
    assert "工作表“另表”B2：" in mistake(book)


def test_row_merged_downwards_is_named():
    book = small()
    book.active.merge_cells("B4:B5")
    assert "B4：" in mistake(book)


def test_no_repeated_row_is_told():
    assert "{{ 事项.… }}" in mistake(draw(["标题"], ["{{ 单位.名称 }}"]))


@pytest.mark.parametrize("data", [b"", b"PK\3\4rubbish", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"<html>"])
def test_what_is_no_workbook_is_told_with_the_file(data):
    with pytest.raises(ToolkitError, match=r"甲\.xlsx"):
        read_form(data, "甲.xlsx")


def test_template_with_entities_is_refused():
    buffer = io.BytesIO()
    small().save(buffer)
    bad = edited(buffer.getvalue(), "xl/worksheets/sheet1.xml", "<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet')
    with pytest.raises(ToolkitError):
        read_form(bad)


def test_a_stray_cell_at_the_very_bottom_costs_nothing():
    book = small()
    book.active.cell(1_048_576, 200).number_format = "0%"
    assert read(book).id_column == 5


def test_label_above_a_missing_header_is_no_header():
    book = load_workbook(SHIPPED)
    book["附件2"]["J4"] = None
    assert "工作表“附件2”J5：" in mistake(book)


def test_clerk_adds_renames_and_moves_columns():
    form = read(edited_form())
    added = form.field("完成投资")
    assert (added.header, added.required, added.type, added.minimum) == (
        "完成投资（万元）",
        True,
        Type.NUMBER,
        Decimal(0),
    )
    assert form.field("存在问题").header == "主要困难"
    assert (form.field("进展情况").column, form.field("下一步工作计划").column) == (10, 8)

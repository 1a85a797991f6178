"""Issued forms: what is filled, what is repeated, what moves, and that nothing of the template is lost."""

import io
import shutil
import struct
import subprocess
import zipfile
import zlib
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from form_book import SHIPPED, edited_form
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table

from toolkit.form.paper_code import issue_mark
from toolkit.form.read import read_form
from toolkit.form.stamp import parse_form_number, parse_row_id
from toolkit.generate import Press
from toolkit.generate.shift import Shift
from toolkit.nouns.errors import ToolkitError
from toolkit.plan.model import Item, Period, Plan, Unit
from toolkit.plan.settings import Settings

UNIT = Unit(name="黄冕镇", full_name="黄冕镇人民政府", category="乡镇")
PERIOD = Period(id="2022-04", name="2022年第1期（4月）", deadline=date(2022, 4, 5), data_as_of=date(2022, 3, 31))
SETTINGS = {
    "任务号": "K7Q2",
    "任务名称": "县级为民办实事项目",
    "县名": "鹿寨县",
    "年度": "2022",
    "督查室": "县政府督查室",
    "邮箱": "a@b.cn",
    "电话": "0",
}


def item(number, content="建设2座惠民桥。"):
    return Item(
        id=f"{number}-1",
        number=str(number),
        project="便民服务提升工程",
        content=content,
        hosts=("黄冕镇", "江口乡"),
        due=date(2022, 10, 31),
    )


def plan(items=()):
    return Plan(title="", settings=Settings(SETTINGS), items=tuple(items), units=(UNIT,), periods=(PERIOD,))


def packed(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def press(template):
    return Press(template, read_form(template), plan())


def issue(template, count=3, last=None, answers=None, foot=None):
    items = [item(number) for number in range(1, count + 1)]
    return press(template).issue(UNIT, PERIOD, items, last or {}, answers or {}, foot or {})


def opened(data):
    return load_workbook(io.BytesIO(data), rich_text=False)


def small():
    book = Workbook()
    sheet = book.active
    sheet.title = "表 1"
    sheet["A1"] = "某县为民办实事进展情况表"
    for column, (head, text) in enumerate(
        [
            ("序号", "{{ 事项.序号 }}"),
            ("内容", "{{ 事项.实事内容 }}"),
            ("比例", "{{ 填报.比例 }}"),
            ("情况*", "{{ 填报.情况 }}"),
        ],
        start=1,
    ):
        sheet.cell(3, column, head)
        sheet.cell(4, column, text)
    sheet["C4"].number_format = "0%"
    sheet["A6"], sheet["B6"] = "填报人", "{{ 表尾.填报人 }}"
    return book


def test_shipped_form_is_filled_and_stamped():
    last = {"1-1": {"进展情况": "已选址。", "完成比例": Decimal("0.3")}}
    book = opened(issue(SHIPPED.read_bytes(), last=last))
    sheet = book["附件2"]
    assert sheet["C2"].value == "鹿寨县2022年县级为民办实事项目目标任务进展情况表"
    assert sheet["A3"].value == "填报单位（盖章）：黄冕镇"
    assert sheet["H3"].value == "数据截至：2022年3月31日"
    assert [sheet.cell(5, c).value for c in range(1, 6)] == [
        1,
        "便民服务提升工程",
        "建设2座惠民桥。",
        "黄冕镇、江口乡",
        "已选址。",
    ]
    assert [sheet.cell(r, 5).value for r in (6, 7)] == [None, None]
    assert parse_row_id(sheet["M7"].value).item == "3-1"
    assert parse_form_number(sheet["G1"].value).unit == "黄冕镇"
    version = read_form(SHIPPED.read_bytes()).version
    assert {p.name: p.value for p in book.custom_doc_props.props} == {
        "duban.unit": "黄冕镇", "duban.period": "2022-04", "duban.form": version,
        "duban.issue": issue_mark("黄冕镇", "2022-04", version, ["1-1", "2-1", "3-1"]),
        "duban.job": "K7Q2",
    }  # fmt: skip
    assert "a@b.cn" in book["填报说明"]["B10"].value
    assert not [c.value for row in sheet for c in row if "{{" in str(c.value)]


def test_shipped_form_keeps_its_print_set_up_and_locks():
    sheet = opened(issue(SHIPPED.read_bytes()))["附件2"]
    assert sheet.print_area == "'附件2'!$A$1:$L$9"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "&P" in sheet.oddFooter.center.text
    assert sheet.protection.sheet and sheet.protection.password is None
    assert not sheet.protection.formatRows and not sheet.protection.formatColumns
    assert {c: sheet.cell(7, c).protection.locked for c in range(1, 14)} == {c: not 6 <= c <= 12 for c in range(1, 14)}
    assert {str(rule.sqref): rule.type for rule in sheet.data_validations.dataValidation}["F5:F7"] == "list"
    assert sheet.column_dimensions["M"].hidden
    assert "G8:G8" not in str(sheet.merged_cells.ranges)
    assert "C8:D8" in str(sheet.merged_cells.ranges)


def test_places_tell_where_answers_stand():
    template = SHIPPED.read_bytes()
    items = [item(1), item(2)]
    machine = press(template)
    answers = {"2-1": {"完成比例": Decimal("0.65"), "进展情况": "=1.完成立项", "预计完成时间": date(2022, 9, 30)}}
    sheet = opened(machine.issue(UNIT, PERIOD, items, {}, answers, {"填报人": "某岗位"}))["附件2"]
    places = machine.places(items)
    assert sheet[places["2-1"]["完成比例"]].value == 0.65
    assert (sheet[places["2-1"]["进展情况"]].value, sheet[places["2-1"]["进展情况"]].data_type) == ("=1.完成立项", "s")
    assert sheet[places["2-1"]["预计完成时间"]].value == datetime(2022, 9, 30)  # noqa: DTZ001
    assert [cell.coordinate for row in sheet for cell in row if cell.value == "某岗位"] == ["H7"]


def test_nothing_to_ask_is_the_callers_mistake():
    with pytest.raises(ValueError, match="item"):
        press(SHIPPED.read_bytes()).issue(UNIT, PERIOD, [], {})


def test_unknown_setting_is_named_by_its_cell():
    book = small()
    book.active["B1"] = "{{ 设置.没有 }}"
    with pytest.raises(ToolkitError, match="B1"):
        press(packed(book))


def test_same_input_gives_same_bytes():
    template = SHIPPED.read_bytes()
    assert issue(template) == issue(template)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\u2028\u2029"), max_size=60)


@settings(deadline=None, max_examples=40)
@given(TEXT, TEXT)
@pytest.mark.slow
def test_texts_come_out_as_they_went_in(content, answer):
    template = SHIPPED.read_bytes()
    machine = Press(template, FORM, plan())
    sheet = opened(machine.issue(UNIT, PERIOD, [item(1, content)], {}, {"1-1": {"进展情况": answer}}))["附件2"]
    assert (sheet["C5"].value or "", sheet["H5"].value or "") == (content, answer)


FORM = read_form(SHIPPED.read_bytes())


@pytest.mark.slow
def test_control_characters_and_excess_are_left_out():
    sheet = opened(issue(SHIPPED.read_bytes(), 1, answers={"1-1": {"进展情况": "甲\x0b乙\r\n丙\x00" + "长" * 40_000}}))["附件2"]
    pieces = [sheet.cell(row, 8).value or "" for row in range(5, sheet.max_row - 1)]
    assert sheet["H5"].value.startswith("甲乙\n丙长")
    assert len("".join(pieces)) == 32_767


def test_height_follows_the_content():
    sheet = opened(issue(SHIPPED.read_bytes(), 2, last={"1-1": {"进展情况": "已完成十二个码头的选址。" * 20}}))["附件2"]
    assert sheet.row_dimensions[5].height > 200
    assert sheet.row_dimensions[6].height == 72
    tall = opened(issue(SHIPPED.read_bytes(), 1, last={"1-1": {"进展情况": "长" * 3000}}))["附件2"]
    pieces = [(tall.row_dimensions[row].height, tall.cell(row, 5).value) for row in range(5, tall.max_row - 1)]
    assert len(pieces) > 2 and all(height <= 409 for height, _ in pieces)
    assert "".join(text for _, text in pieces) == "长" * 3000


def test_everything_below_moves():
    book = small()
    sheet = book.active
    sheet["C6"] = "=AVERAGE(C4:C4)"
    sheet["D6"] = "=AVERAGE(C4)"
    sheet["E6"] = "=C4+C7"
    sheet["E4"] = "=C4*100+C$3+C$7"
    sheet.merge_cells("B6:B7")
    sheet.merge_cells("E4:F4")
    sheet["D3"].hyperlink = "#'表 1'!A6"
    sheet["C3"].hyperlink = Hyperlink(ref="C3", location="'表 1'!A6")
    for ref, formula in (("A4:D4", "$C4>1"), ("A6:D6", "$C$6>SUM(C4:C4)")):
        fill = PatternFill("solid", bgColor="FFFF0000")
        sheet.conditional_formatting.add(ref, FormulaRule(formula=[formula], fill=fill))
    rule = DataValidation(type="list", formula1="$A$8:$A$9")
    rule.add("D4")
    rule.add("B6")
    sheet.add_data_validation(rule)
    sheet.print_area = "A1:F7"
    sheet.print_title_rows = "3:3"
    sheet.row_dimensions[6].height = 33
    sheet.row_breaks.append(Break(id=6))
    sheet["A6"].comment = Comment("看这里", "督查室")
    book.defined_names["比例"] = DefinedName("比例", attr_text="'表 1'!$C$4")
    book.defined_names["脚"] = DefinedName("脚", attr_text="'表 1'!$A$6:$B$6")
    other = book.create_sheet("汇总")
    other["A1"] = "='表 1'!C6"
    other["A2"] = "=SUM('表 1'!C4:C4)"

    issued = opened(issue(packed(book)))
    sheet = issued["表 1"]
    assert [sheet[c].value for c in ("C8", "D8", "E8")] == ["=AVERAGE(C4:C6)", "=AVERAGE(C4:C6)", "=C4+C9"]
    assert [sheet[c].value for c in ("E4", "E6")] == ["=C4*100+C$3+C$9", "=C6*100+C$3+C$9"]
    assert {str(m) for m in sheet.merged_cells.ranges} == {"B8:B9", "E4:F4", "E5:F5", "E6:F6"}
    assert {str(f.sqref): f.rules[0].formula for f in sheet.conditional_formatting} == {
        "A4:D6": ["$C4>1"], "A8:D8": ["$C$8>SUM(C4:C6)"],
    }  # fmt: skip
    found = sheet.data_validations.dataValidation[0]
    assert (set(str(found.sqref).split()), found.formula1) == ({"D4:D6", "B8"}, "$A$10:$A$11")
    assert sheet.print_area == "'表 1'!$A$1:$F$9"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.row_dimensions[8].height == 33
    assert [b.id for b in sheet.row_breaks.brk] == [8]
    assert sheet["A8"].comment.text == "看这里"
    assert issued.defined_names["比例"].attr_text == "'表 1'!$C$4:$C$6"
    assert issued.defined_names["脚"].attr_text == "'表 1'!$A$8:$B$8"
    assert [issued["汇总"][c].value for c in ("A1", "A2")] == ["='表 1'!C8", "=SUM('表 1'!C4:C6)"]
    assert sheet["D3"].hyperlink.target == "#'表 1'!A8"
    assert sheet["C3"].hyperlink.location == "'表 1'!A8"
    assert sheet["G4"].value.startswith("S0101@")
    assert issued.calculation.fullCalcOnLoad


def test_table_object_grows():
    book = small()
    book.active.add_table(Table(displayName="进展", ref="A3:D4"))
    assert opened(issue(packed(book)))["表 1"].tables["进展"].ref == "A3:D6"


def test_other_properties_stay():
    book = small()
    book.custom_doc_props.append(StringProperty(name="文号", value="鹿政发1号"))
    props = {p.name: p.value for p in opened(issue(packed(book))).custom_doc_props.props}
    assert props["文号"] == "鹿政发1号"
    assert props["duban.unit"] == "黄冕镇"


def test_dates_and_numbers_are_true_ones_where_the_format_shows_them():
    book = small()
    sheet = book.active
    sheet["B1"], sheet["C1"] = "{{ 期次.截止日期 }}", "{{ 期次.截止日期 }}"
    sheet["C1"].number_format = "yyyy-mm-dd"
    sheet["E3"], sheet["E4"] = "上期比例", "{{ 上期.比例 }}"
    sheet["E4"].number_format = "0%"
    sheet["F3"], sheet["F4"] = "上期说", "上期{{ 上期.比例 }}"
    sheet = opened(issue(packed(book), 2, last={"1-1": {"比例": Decimal("0.855")}}))["表 1"]
    assert (sheet["B1"].value, sheet["C1"].value) == ("2022年4月5日", datetime(2022, 4, 5))  # noqa: DTZ001
    assert (sheet["E4"].value, sheet["F4"].value) == (0.855, "上期85.5%")
    assert (sheet["E5"].value, sheet["F5"].value) == (None, "上期")


def test_rich_text_keeps_its_runs():
    book = small()
    bold = InlineFont(b=True)
    book.active["A2"] = CellRichText("单位：", TextBlock(bold, "{{ 单位"), TextBlock(bold, ".全称 }}"), "，请填")
    sheet = load_workbook(io.BytesIO(issue(packed(book))), rich_text=True)["表 1"]
    assert str(sheet["A2"].value) == "单位：黄冕镇人民政府，请填"
    assert sheet["A2"].value[1].font.b


def test_added_id_column_is_hidden_locked_and_last():
    book = small()
    for row in (3, 4):
        for column in range(1, 5):
            book.active.cell(row, column).protection = Protection(locked=False)
    sheet = opened(issue(packed(book)))["表 1"]
    assert (sheet["E3"].value, sheet["E6"].value) == ("编号", "S0301@黄冕镇@2022-04#K7Q2")
    assert sheet.column_dimensions["E"].hidden
    assert sheet["E5"].protection.locked


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">2I5B", 2, 2, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" + b"\xff\0\0" * 2 + b"\0" + b"\0\xff\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def illustrated():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("表")
    for column, (head, text) in enumerate([("序号", "{{ 事项.序号 }}"), ("比例", "{{ 填报.比例 }}")]):
        sheet.write_string(2, column, head)
        sheet.write_string(3, column, text, book.add_format({"num_format": "0%"}))
    sheet.insert_image("A8", "seal.png", {"image_data": io.BytesIO(png()), "object_position": 2})
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"categories": "=表!$A$4:$A$4", "values": "=表!$B$4:$B$4"})
    sheet.insert_chart("D10", chart)
    sheet.insert_image("F1", "logo.png", {"image_data": io.BytesIO(png())})
    book.close()
    return buffer.getvalue()


def rows_of_anchors(data):
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("xl/drawings/drawing1.xml"))
        chart = package.read("xl/charts/chart1.xml").decode()
        pictures = [package.read(name) for name in package.namelist() if "media" in name]
    space = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
    rows = [int(e.find(f"{space}row").text) for e in root.iter(f"{space}from")]
    return rows, chart, pictures


def test_pictures_and_charts_move_and_stay():
    template = illustrated()
    before, _, pictures = rows_of_anchors(template)
    after, chart, kept = rows_of_anchors(issue(template))
    assert [a - b for a, b in zip(after, before, strict=True)] == [2 if row >= 4 else 0 for row in before]
    assert "表!$B$4:$B$6" in chart
    assert kept == pictures


def test_unchanged_members_are_copied_as_compressed():
    template = illustrated()
    issued = issue(template, 1)
    for name in ("xl/styles.xml", "xl/theme/theme1.xml", "xl/charts/chart1.xml"):
        assert compressed(template, name) == compressed(issued, name)


def compressed(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        info = package.getinfo(name)
    start = info.header_offset + 30 + sum(struct.unpack_from("<2H", data, info.header_offset + 26))
    return data[start : start + info.compress_size]


def test_clerks_new_column_is_issued():
    template = packed(edited_form())
    machine = press(template)
    items = [item(1), item(2)]
    issued = opened(machine.issue(UNIT, PERIOD, items, {}, {"2-1": {"完成投资": Decimal("12.5"), "进展情况": "好"}}))
    assert issued["附件2"][machine.places(items)["2-1"]["完成投资"]].value == 12.5
    assert issued["附件2"]["J6"].value == "好"
    assert "N5:N6" in {str(r.sqref) for r in issued["附件2"].data_validations.dataValidation}


def prefixed(data):
    """Rewrite the sheet as some writers do: every element of the main namespace with x:."""
    import re

    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as out:
        for info in source.infolist():
            content = source.read(info)
            if info.filename.startswith("xl/worksheets/sheet"):
                text = re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", content.decode())
                content = text.replace(" xmlns=", " xmlns:x=").encode()
            out.writestr(info.filename, content)
    return target.getvalue()


def test_prefixed_sheet_is_issued():
    template = prefixed(packed(small()))
    sheet = opened(issue(template, answers={"3-1": {"情况": "好"}}))["表 1"]
    assert (sheet["D6"].value, sheet["B6"].value) == ("好", "建设2座惠民桥。")


X14 = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}">'
    '<x14:dataValidations count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>$A$8:$A$9</xm:f></x14:formula1>'
    "<xm:sqref>D4 B6</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
)


def test_x14_validations_move_and_grow():
    sheet = member(issue(edited(packed(small()), "xl/worksheets/sheet1.xml", "</worksheet>", X14)), "sheet1.xml")
    assert "<xm:f>$A$10:$A$11</xm:f>" in sheet
    assert "<xm:sqref>D4:D6 B8</xm:sqref>" in sheet


def test_comment_boxes_move():
    book = small()
    book.active["A6"].comment = Comment("看这里", "督查室")
    assert "Row>7</" in member(issue(packed(book)), ".vml")


def test_page_header_is_filled():
    book = small()
    book.active.oddHeader.center.text = "{{ 单位.名称 }}"
    assert opened(issue(packed(book)))["表 1"].oddHeader.center.text == "黄冕镇"


def test_dates_of_1904_workbooks_are_right():
    book = small()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    book.active["C1"] = "{{ 期次.截止日期 }}"
    book.active["C1"].number_format = "yyyy-mm-dd"
    assert opened(issue(packed(book)))["表 1"]["C1"].value == datetime(2022, 4, 5)  # noqa: DTZ001


def test_calculation_chain_is_dropped():
    data = packed(small())
    chain = '<Override PartName="/xl/calcChain.xml" ContentType="a/b"/></Types>'
    data = edited(data, "[Content_Types].xml", "</Types>", chain)
    link = '<Relationship Id="rId99" Type="http://x/relationships/calcChain" Target="calcChain.xml"/></Relationships>'
    data = edited(data, "xl/_rels/workbook.xml.rels", "</Relationships>", link, {"xl/calcChain.xml": "<calcChain/>"})
    with zipfile.ZipFile(io.BytesIO(issue(data))) as package:
        assert "xl/calcChain.xml" not in package.namelist()
        assert b"calcChain" not in package.read("[Content_Types].xml")
        assert b"calcChain" not in package.read("xl/_rels/workbook.xml.rels")


def member(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return next(package.read(n).decode() for n in package.namelist() if n.endswith(name))


def edited(data, name, old, new, more=()):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as out:
        for info in source.infolist():
            content = source.read(info)
            out.writestr(info.filename, content.decode().replace(old, new) if info.filename == name else content)
        for extra in more:
            out.writestr(extra, more[extra])
    return target.getvalue()


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_template_saved_by_libreoffice(tmp_path):
    (tmp_path / "in.xlsx").write_bytes(SHIPPED.read_bytes())
    convert(tmp_path, "in.xlsx", "out")
    template = (tmp_path / "out" / "in.xlsx").read_bytes()
    form = read_form(template)
    own = read_form(SHIPPED.read_bytes())
    assert [(f.header, f.key, f.type, f.required, f.choices, f.minimum, f.hidden) for f in form.fields] == [
        (f.header, f.key, f.type, f.required, f.choices, f.minimum, f.hidden) for f in own.fields
    ]
    answers = {"3-1": {"进展情况": "=好", "完成比例": Decimal("0.5")}}
    (tmp_path / "issued.xlsx").write_bytes(issue(template, answers=answers))
    convert(tmp_path, "issued.xlsx", "again")
    sheet = load_workbook(tmp_path / "again" / "issued.xlsx")["附件2"]
    assert (sheet["H7"].value, sheet["G7"].value, sheet["M7"].value) == ("=好", 0.5, "S0301@黄冕镇@2022-04#K7Q2")
    assert sheet["C8"].value == "单位主要领导（签字盖章）："
    assert sheet.print_title_rows == "$4:$4"
    assert "F5:F7" in {str(r.sqref) for r in sheet.data_validations.dataValidation}


def convert(folder, name, target):
    profile = (folder / "profile").as_uri()
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={profile}",
        "--convert-to",
        "xlsx",
        "--outdir",
        target,
        name,
    ]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("A4", "A4"), ("A5", "A7"), ("$A$5:B9", "$A$7:B11"), ("SUM(A4)", "SUM(A4:A6)"), ("SUM((A4))", "SUM((A4:A6))"),
        ("IF(A4>1,A5,\"A5\")", "IF(A4>1,A7,\"A5\")"), ("表!A5+别表!A5", "表!A7+别表!A5"), ("SUM(4:4)", "SUM(4:6)"),
        ("SUM(A:A)", "SUM(A:A)"), ("A1:A3", "A1:A3"), ("名字+1", "名字+1"),
    ],
)  # fmt: skip
def test_formula_moves_as_in_an_office_program(formula, moved):
    assert Shift("表", 4, 2).formula(formula, home=True) == moved


def test_what_forms_have_in_common_is_never_another_units():
    plan = Plan(title="", settings=Settings(SETTINGS), items=(), units=(), periods=())
    template = SHIPPED.read_bytes()
    other = Unit(name="江口乡", full_name="江口乡人民政府", category="乡镇")
    asked = [
        (UNIT, (item(1, "建设2座惠民桥。" * 30), item(2)), {}, {}, {}),
        (other, (item(3), item(4)), {}, {}, {}),
        (UNIT, (item(5), item(6)), {"5-1": {"进展情况": "已开工。" * 60}}, {}, {}),
        (other, (item(7), item(8)), {}, {"7-1": {"存在问题": "缺" * 90}}, {"填报人": "张"}),
    ]
    used = Press(template, read_form(template), plan)
    for unit, items, last, answers, foot in asked * 2:
        fresh = Press(template, read_form(template), plan)
        assert used.issue(unit, PERIOD, items, last, answers, foot) == fresh.issue(unit, PERIOD, items, last, answers, foot)
    later = Period(id="2022-05", name="第2期", deadline=date(2022, 5, 5), data_as_of=date(2022, 4, 30))
    fresh = Press(template, read_form(template), plan)
    assert used.issue(UNIT, later, (item(1),), {}) == fresh.issue(UNIT, later, (item(1),), {})
    until = date(2022, 4, 9)
    assert used.issue(UNIT, PERIOD, (item(1),), {}, until=until) == fresh.issue(UNIT, PERIOD, (item(1),), {}, until=until)

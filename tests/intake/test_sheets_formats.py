"""All other formats: the same cells at the same places, in the encodings and shapes that office systems leave."""

# ruff: noqa: DTZ001  (days in sheets have no time zone)
import csv
import html
import io
import shutil
import struct
import subprocess
import zipfile
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.packaging.custom import StringProperty

from toolkit.intake.sheets import read_book
from toolkit.intake.sniff import sniff
from toolkit.nouns.cells import Book, Cell, CellKind, Sheet
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.ooxml.xml import OPEN_DOCUMENT

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cn", "Co")), min_size=1, max_size=12).filter(
    lambda text: "_x" not in text and not text.startswith(("=", "#", "DISPIMG("))  # the last is WPS's picture in a cell
)
TABLES = st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=2, max_size=5)


def read(data: bytes, name: str = "附件2") -> Book:
    return read_book(data, name, Limits())


def texts(sheet: Sheet) -> dict[str, object]:
    return {cell.address: cell.value for cell in sheet.cells.values()}


def refusal(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_book(data, "附件2.xls", limits or Limits())
    assert caught.value.problem.message
    return caught.value.problem.code.name


# --- csv and tsv


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_tables_are_read_in_any_encoding_and_separator(encoding: str, delimiter: str) -> None:
    rows = [["序号", "实事内容", "完成比例"], ["007", "建设，甲；\n乙", "85%"], ["", '带"引号"', "=1.完成"]]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    book = read(buffer.getvalue().encode(encoding))
    assert book.format == "csv"
    assert texts(book.sheets[0]) == {
        "A1": "序号", "B1": "实事内容", "C1": "完成比例", "A2": "007", "B2": "建设，甲；\n乙", "C2": "85%",
        "B3": '带"引号"', "C3": "=1.完成",
    }  # fmt: skip


def test_text_kept_by_a_formula_and_errors_in_csv() -> None:
    sheet = read(b'a,"=""007""",#REF!\r\n,,b\r\n').sheets[0]
    assert [(cell.address, cell.kind, cell.value) for cell in sheet.cells.values()] == [
        ("A1", CellKind.TEXT, "a"), ("B1", CellKind.TEXT, "007"), ("C1", CellKind.ERROR, "#REF!"), ("C2", CellKind.TEXT, "b"),
    ]  # fmt: skip


@settings(deadline=None, max_examples=30)
@given(TABLES, st.sampled_from(["utf-8-sig", "gb18030", "utf-16"]))
def test_csv_reads_what_was_written(rows: list[list[str]], encoding: str) -> None:
    rows = [["序号", "内容", "备注"], *rows]
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    sheet = read(buffer.getvalue().encode(encoding), "a.csv").sheets[0]
    assert [[sheet.cells[row, column].value for column in (1, 2, 3)] for row in range(1, len(rows) + 1)] == rows


# --- HTML


PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><style>td {{}}</style></head><body>
<p>鹿寨县督办表</p><div>填报单位：黄冕镇</div>
<table><tr><td colspan=2>标题</td><td rowspan="2">合<br>并</td></tr><tr><td>&nbsp;</td><td>乙  丙
丁</td></tr><tr><td>一</td><td><p>段一</p><p>段二</p></td><td>#REF!</td></tr></table>
<p>填报人：办事员</p><table><tr><td>第二</td></tr></table></body></html>"""


@pytest.mark.parametrize(("charset", "encoding"), [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("gbk", "gb18030")])
def test_html_saved_as_xls_keeps_spans_breaks_and_text_around(charset: str, encoding: str) -> None:
    book = read_book(PAGE.format(charset=charset).encode(encoding), "附件2.xls", Limits())
    first, second = book.sheets
    assert (book.format, book.warnings, first.name, second.name) == ("html", ("F06",), "表1", "表2")
    assert texts(first) == {
        "A1": "标题",
        "C1": "合\n并",
        "B2": "乙 丙 丁",
        "A3": "一",
        "B3": "段一\n段二",
        "C3": "#REF!",
    }
    assert first.cells[3, 3].kind is CellKind.ERROR
    assert [block.address for block in first.merges] == ["A1:B1", "C1:C2"]
    assert first.text_around == ("鹿寨县督办表", "填报单位：黄冕镇", "填报人：办事员")
    assert second.text_around == ("填报人：办事员",)


def test_a_table_for_layout_gives_way_to_the_table_of_data() -> None:
    inner = "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    book = read(f"<table><tr><td>标题</td></tr><tr><td>{inner}</td></tr></table>".encode())
    assert [texts(sheet) for sheet in book.sheets] == [{"A1": "1", "B1": "2", "A2": "3", "B2": "4"}]
    assert book.sheets[0].text_around == ("标题",)
    pasted = read(f"<table><tr><td>a</td><td>b</td><td>c</td><td>d</td><td>e</td></tr><tr><td>{inner}</td></tr></table>".encode())
    assert texts(pasted.sheets[0])["A2"] == "1\n2\n3\n4"


@settings(deadline=None, max_examples=30)
@given(TABLES)
def test_html_reads_what_was_written(rows: list[list[str]]) -> None:
    body = "".join("<tr>" + "".join(f"<td>{html.escape(value)}</td>" for value in row) + "</tr>" for row in rows)
    sheet = read(f'<html><meta charset="utf-8"><table>{body}</table></html>'.encode()).sheets[0]
    assert [[sheet.cells[row, column].value for column in (1, 2, 3)] for row in range(1, len(rows) + 1)] == rows


def test_single_file_pages_are_read() -> None:
    page = (
        "MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related; boundary=b\n\n--b\n"
        "Content-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
        "<html><table><tr><td>序号</td></tr></table></html>\n--b--\n"
    )
    assert texts(read(page.encode("gb18030")).sheets[0]) == {"A1": "序号"}


# --- XML Spreadsheet 2003


XMLSS = """<?xml version="1.0" encoding="{encoding}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">
<CustomDocumentProperties xmlns="urn:schemas-microsoft-com:office:office"><duban.unit dt:dt="string" xmlns:dt="d">黄冕镇</duban.unit></CustomDocumentProperties>
<Styles><Style ss:ID="p"><NumberFormat ss:Format="0%"/></Style><Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style></Styles>
<Worksheet ss:Name="附件2"><Table ss:ExpandedRowCount="1"><Row ss:Index="3"><Cell ss:Index="2" ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="String">标题&#10;二</Data></Cell><Cell><Data ss:Type="Number">12</Data></Cell></Row>
<Row ss:Index="6"><Cell ss:StyleID="p"><Data ss:Type="Number">0.85</Data><Comment><Data>批注</Data></Comment></Cell><Cell ss:StyleID="d"><Data ss:Type="DateTime">2022-09-30T00:00:00.000</Data></Cell><Cell ss:Formula="=RC[-1]"><Data ss:Type="Error">#REF!</Data></Cell><Cell ss:Formula="=RC[-1]"/><Cell><Data ss:Type="Boolean">1</Data></Cell><Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>富</B>文本</ss:Data></Cell><Cell ss:StyleID="d"><Data ss:Type="Number">44834</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="藏"><Table/><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"""


@pytest.mark.parametrize(
    ("declared", "encoding"), [("UTF-8", "utf-8"), ("GBK", "gbk"), ("gb2312", "gb18030"), ("utf-16", "utf-16")]
)
def test_xml_spreadsheets_are_read_whole(declared: str, encoding: str) -> None:
    book = read(XMLSS.format(encoding=declared).encode(encoding))
    sheet = book.sheets[0]
    assert [(cell.address, cell.kind, cell.value) for cell in sheet.cells.values()] == [
        ("B3", CellKind.TEXT, "标题\n二"), ("D3", CellKind.NUMBER, Decimal(12)), ("A6", CellKind.NUMBER, Decimal("0.85")),
        ("B6", CellKind.DATE, datetime(2022, 9, 30)), ("C6", CellKind.ERROR, "#REF!"), ("D6", CellKind.UNCALCULATED, "=RC[-1]"),
        ("E6", CellKind.BOOLEAN, True), ("F6", CellKind.TEXT, "富文本"), ("G6", CellKind.DATE, datetime(2022, 9, 30)),
    ]  # fmt: skip
    assert [block.address for block in sheet.merges] == ["B3:C4"]
    assert sheet.cells[6, 1].number_format == "0%"
    assert (book.sheets[1].hidden, sheet.hidden, book.properties) == (True, False, {"duban.unit": "黄冕镇"})


# --- Word


def word(document: "docx.document.Document") -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def raw_word(body: str) -> bytes:
    data, out = word(docx.Document()), io.BytesIO()
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            xml = f'<w:document xmlns:w="{w}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>{body}</w:body></w:document>'
            new.writestr(entry.filename, xml if entry.filename == "word/document.xml" else old.read(entry))
    return out.getvalue()


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_word_tables_are_sheets_with_the_text_around_them() -> None:
    document = docx.Document()
    document.add_paragraph("督办表")
    document.add_paragraph("填报单位：黄冕镇")
    table = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "横"
    table.cell(1, 1).merge(table.cell(2, 2)).text = "块"
    table.cell(2, 0).text = "甲\n乙"
    document.add_paragraph("填报人：办事员")
    document.add_table(1, 1).cell(0, 0).text = "第二"
    first, second = read(word(document)).sheets
    assert texts(first) == {"A1": "横", "C1": "02", "A2": "10", "B2": "块", "A3": "甲\n乙"}
    assert [block.address for block in first.merges] == ["A1:B1", "B2:C3"]
    assert (first.name, first.text_around) == ("表1", ("督办表", "填报单位：黄冕镇", "填报人：办事员"))
    assert (second.name, texts(second)) == ("表2", {"A1": "第二"})


@pytest.mark.parametrize(
    ("inside", "value"),
    [
        ("<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>", "新"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>", "控件"),
        (
            f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('单击此处')}</w:sdtContent></w:sdt><w:p/>",
            None,
        ),
        ('<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>=1+1</w:instrText><w:t>2</w:t></w:r></w:p>', "2"),
        (
            "<w:p><w:r><w:ruby><w:rt><w:r><w:t>jia</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>甲</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
            "甲",
        ),
        ("<w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t></w:r></w:p>", "一\n二\t三"),
        ("<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>", "PICTURE"),
    ],
)
def test_word_cells_show_what_word_shows(inside: str, value: str | None) -> None:
    sheet = read(raw_word(f"<w:tbl><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl>")).sheets[0]
    found = sheet.cells.get((1, 1))
    shown = None if found is None else ("PICTURE" if found.kind is CellKind.PICTURE else found.value)
    assert shown == value


def test_word_text_boxes_stand_around_once_and_deleted_rows_are_gone() -> None:
    box = f"<mc:AlternateContent><mc:Choice><w:txbxContent>{p('框')}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{p('框')}</w:txbxContent></mc:Fallback></mc:AlternateContent>"
    row = "<w:tr>{0}<w:tc>{1}</w:tc></w:tr>"
    table = f"<w:tbl>{row.format('<w:trPr><w:del/></w:trPr>', p('删'))}{row.format('', p('留'))}</w:tbl>"
    sheet = read(raw_word(f"<w:p><w:r>{box}</w:r></w:p>{table}")).sheets[0]
    assert (sheet.text_around, texts(sheet)) == (("框",), {"A1": "留"})


def test_word_without_tables_has_no_sheets_and_rows_may_begin_late() -> None:
    assert read(raw_word(p("只有文字"))).sheets == ()
    late = (
        '<w:tbl><w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
        + p("x")
        + "</w:tc></w:tr></w:tbl>"
    )
    sheet = read(raw_word(late)).sheets[0]
    assert (texts(sheet), [block.address for block in sheet.merges]) == ({"C1": "x"}, ["C1:D1"])


@settings(deadline=None, max_examples=15)
@given(TABLES)
def test_word_reads_what_was_written(rows: list[list[str]]) -> None:
    document = docx.Document()
    table = document.add_table(len(rows), 3)
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            table.cell(at, place).text = value
    sheet = read(word(document)).sheets[0]
    assert [[sheet.cells[row, column].value for column in (1, 2, 3)] for row in range(1, len(rows) + 1)] == rows


# --- OpenDocument


NAMESPACES = "".join(f' xmlns:{short[:-1]}="{space}"' for space, short in OPEN_DOCUMENT.items())


def ods(tables: str, *, styles: str = "", manifest: str = "", content: str = "") -> bytes:
    content = content or (
        f"<office:document-content{NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    meta = f'<office:document-meta{NAMESPACES}><office:meta><meta:user-defined meta:name="duban.unit">黄冕镇</meta:user-defined></office:meta></office:document-meta>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("meta.xml", meta)
        package.writestr("META-INF/manifest.xml", f"<manifest:manifest{NAMESPACES}>{manifest}</manifest:manifest>")
    return buffer.getvalue()


def ods_cell(xml: str) -> Cell | None:
    return (
        read(ods(f'<table:table table:name="附件2"><table:table-row>{xml}</table:table-row></table:table>'))
        .sheets[0]
        .cells.get((1, 1))
    )


@pytest.mark.parametrize(
    ("xml", "kind", "value", "number_format"),
    [
        ('<table:table-cell office:value-type="string"><text:p>甲<text:s text:c="2"/>乙</text:p><text:p>丙<text:line-break/>丁</text:p></table:table-cell>', CellKind.TEXT, "甲  乙\n丙\n丁", ""),
        ('<table:table-cell office:value-type="string"><text:p><text:span>富</text:span><text:a>文本</text:a></text:p></table:table-cell>', CellKind.TEXT, "富文本", ""),
        ('<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation><text:p>文</text:p></table:table-cell>', CellKind.TEXT, "文", ""),
        ('<table:table-cell office:value-type="percentage" office:value="0.854"><text:p>85%</text:p></table:table-cell>', CellKind.NUMBER, Decimal("0.85"), "0%"),
        ('<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>', CellKind.NUMBER, Decimal(1), ""),
        ('<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>', CellKind.BOOLEAN, True, ""),
        ('<table:table-cell office:value-type="date" office:date-value="2022-09-30"><text:p>9月30日</text:p></table:table-cell>', CellKind.DATE, datetime(2022, 9, 30), ""),
        ('<table:table-cell office:value-type="date" office:date-value="2022-09-30T08:30:00.123456789"/>', CellKind.DATE, datetime(2022, 9, 30, 8, 30, 0, 123456), ""),
        ('<table:table-cell office:value-type="time" office:time-value="PT08H30M00S"><text:p>8:30</text:p></table:table-cell>', CellKind.DATE, time(8, 30), ""),
        ('<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>', CellKind.ERROR, "#DIV/0!", ""),
        ('<table:table-cell table:formula="of:=X" office:value-type="float" office:value="0"><text:p>Err:508</text:p></table:table-cell>', CellKind.ERROR, "Err:508", ""),
        ('<table:table-cell table:formula="of:=[.A2]"/>', CellKind.UNCALCULATED, "=[.A2]", ""),
        ('<table:table-cell table:formula="of:=DISPIMG(1)" office:value-type="string"><text:p>x</text:p></table:table-cell>', CellKind.PICTURE, None, ""),
    ],
)  # fmt: skip
def test_every_kind_of_ods_cell(xml: str, kind: CellKind, value: object, number_format: str) -> None:
    found = ods_cell(xml)
    assert found is not None
    assert (found.kind, found.value, found.number_format) == (kind, value, number_format)


def test_words_beside_a_percentage_of_an_ods_cell_are_read_as_shown() -> None:
    shown = '<table:table-cell office:value-type="percentage" office:value="0.3"><text:p>{}</text:p></table:table-cell>'
    left, plain = ods_cell(shown.format("剩余30%")), ods_cell(shown.format("30%"))
    assert left is not None and plain is not None
    assert (left.words, plain.words) == ("剩余30%", "")


def test_ods_repeats_merges_and_hidden_sheets() -> None:
    styles = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    tables = (
        '<table:table table:name="附件2"><table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell></table:table-row>'
        '<table:table-row><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" office:value-type="string"><text:p>合</text:p></table:table-cell><table:covered-table-cell><text:p>盖住</text:p></table:covered-table-cell><table:table-cell office:value-type="string"><text:p>后</text:p></table:table-cell></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        '<table:table table:name="藏" table:style-name="ta2"><table:table-row/></table:table>'
    )
    book = read(ods(tables, styles=styles))
    assert texts(book.sheets[0]) == {"C4": 5, "D4": 5, "C5": 5, "D5": 5, "A6": "合", "C6": "后"}
    assert [block.address for block in book.sheets[0].merges] == ["A6:B7"]
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("附件2", False), ("藏", True)]
    assert book.properties == {"duban.unit": "黄冕镇"}


def test_hostile_ods_is_refused() -> None:
    full = '<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="5"/></table:table-row></table:table>'
    assert refusal(ods(full)) == "F03"
    assert refusal(ods("", manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>")) == "F02"
    assert refusal(ods("", content="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")) == "F03"
    assert refusal(ods("", content="<a>")) == "F01"


@settings(deadline=None, max_examples=30)
@given(TABLES)
def test_ods_reads_what_was_written(rows: list[list[str]]) -> None:
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{html.escape(value)}</text:p></table:table-cell>'
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    sheet = read(ods(f"<table:table>{body}</table:table>")).sheets[0]
    assert [[sheet.cells[row, column].value for column in (1, 2, 3)] for row in range(1, len(rows) + 1)] == rows


# --- xlsb


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(body)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + body


def wide(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def xlsb() -> bytes:
    def at(kind: int, column: int, style: int, body: bytes) -> bytes:
        return record(kind, struct.pack("<II", column, style) + body)

    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = "".join(
        f'<Relationship Id="{name}" Type="{relation}/{kind}" Target="{target}"/>'
        for name, kind, target in (
            ("rId1", "worksheet", "worksheets/sheet1.bin"),
            ("rId2", "sharedStrings", "sharedStrings.bin"),
            ("rId3", "styles", "styles.bin"),
        )
    )
    xf = struct.pack("<HH", 0, 0) + bytes(12)
    sheet = (
        record(129) + record(148, struct.pack("<4I", 6, 6, 0, 9)) + record(145) + record(0, struct.pack("<I", 6) + bytes(13))
        + at(7, 0, 0, struct.pack("<I", 0)) + at(2, 1, 1, struct.pack("<i", 85 << 2 | 3)) + at(5, 2, 2, struct.pack("<d", 44834))
        + at(3, 3, 0, b"\x17") + at(4, 4, 0, b"\x01") + at(8, 5, 0, wide("公式") + bytes(10)) + at(9, 6, 0, struct.pack("<d", 0.1) + bytes(10))
        + at(6, 7, 0, wide("直接")) + at(11, 8, 0, b"\x2a" + bytes(10)) + at(1, 9, 1, b"")
        + record(146) + record(176, struct.pack("<4I", 6, 7, 0, 0)) + record(130)
    )  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        kinds = {
            "workbook": "sheet.binary.macroEnabled.main",
            "worksheets/sheet1": "worksheet",
            "sharedStrings": "sharedStrings",
            "styles": "styles",
        }
        types = "".join(
            f'<Override PartName="/xl/{part}.bin" ContentType="application/vnd.ms-excel.{kind}"/>' for part, kind in kinds.items()
        )
        rels_type = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{rels_type}{types}</Types>',
        )
        head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        package.writestr(
            "_rels/.rels",
            f'{head}<Relationship Id="r1" Type="{relation}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        )
        package.writestr(
            "xl/workbook.bin",
            record(131)
            + record(143)
            + record(156, struct.pack("<II", 1, 1) + wide("rId1") + wide("附件2"))
            + record(144)
            + record(132),
        )
        package.writestr("xl/_rels/workbook.bin.rels", f"{head}{rels}</Relationships>")
        package.writestr(
            "xl/sharedStrings.bin",
            record(159, struct.pack("<II", 1, 1)) + record(19, b"\x00" + wide("共享")) + record(160),
        )
        package.writestr(
            "xl/styles.bin",
            record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 200) + wide('yyyy"年"m"月"')) + record(616)
            + record(617, struct.pack("<I", 3)) + record(47, xf) + record(47, struct.pack("<HH", 0, 9) + bytes(12))
            + record(47, struct.pack("<HH", 0, 200) + bytes(12)) + record(618),
        )  # fmt: skip
        package.writestr("xl/worksheets/sheet1.bin", sheet)
    return buffer.getvalue()


def test_xlsb_is_read_with_kinds_formats_and_merges() -> None:
    sheet = read(xlsb(), "a.xlsb").sheets[0]
    assert [(cell.address, cell.kind, cell.value, cell.number_format) for cell in sheet.cells.values()] == [
        ("A7", CellKind.TEXT, "共享", ""), ("B7", CellKind.NUMBER, Decimal("0.85"), "0%"),
        ("C7", CellKind.DATE, datetime(2022, 9, 30), 'yyyy"年"m"月"'), ("D7", CellKind.ERROR, "#REF!", ""),
        ("E7", CellKind.BOOLEAN, True, ""), ("F7", CellKind.TEXT, "公式", ""), ("G7", CellKind.NUMBER, Decimal("0.1"), ""),
        ("H7", CellKind.TEXT, "直接", ""), ("I7", CellKind.ERROR, "#N/A", ""),
    ]  # fmt: skip
    assert (sheet.hidden, [block.address for block in sheet.merges]) == (True, ["A7:A8"])


def test_xlsb_agrees_with_another_reader() -> None:
    from python_calamine import CalamineWorkbook

    values = CalamineWorkbook.from_filelike(io.BytesIO(xlsb())).get_sheet_by_index(0).to_python()
    assert values[0][:2] == ["共享", 0.85]
    assert values[0][4:8] == [True, "公式", 0.1, "直接"]


# --- what is no table


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (b"%PDF-1.7\n", "pdf", "F04"),
        (b"\xff\xd8\xff\xe0" + bytes(20) + b"x", "jpg", "F04"),
        (b"Rar!\x1a\x07\x00", "rar", "F04"),
        (b"", "empty", "F01"),
        (bytes(100), "empty", "F01"),
        (b"\x01\x02\x03\x04\x05\xff" * 20, "unknown", "F04"),
        (b"From: a@b\nTo: c@d\nSubject: x\n\nbody", "eml", "F04"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "ole", "F01"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 99, "xls", "F01"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"x" * 50, "xls", "F01"),
        (b"<html><body>no table</body></html>", "html", "F04"),
        (b"PK\x03\x04" + b"x" * 40, "zip", "F04"),
    ],
)
def test_what_is_no_table_is_named(data: bytes, kind: str, code: str) -> None:
    assert sniff(data) == kind
    assert refusal(data) == code


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(range(7)), st.integers(0, 10**6), st.binary(min_size=1, max_size=4), st.integers(0, 10**6))
def test_no_damage_ends_in_anything_but_a_code(which: int, place: int, noise: bytes, cut: int) -> None:
    sample = SAMPLES[which]
    place %= len(sample)
    for mutant in (sample[:place] + noise + sample[place + len(noise) :], sample[: cut % len(sample)]):
        try:
            read(mutant)
        except Unreadable as refused:
            assert refused.problem.message


SAMPLES = (
    xlsb(), XMLSS.format(encoding="GBK").encode("gbk"), PAGE.format(charset="gbk").encode("gbk"), raw_word(f"<w:tbl><w:tr><w:tc>{p('x')}</w:tc></w:tr></w:tbl>"),
    ods('<table:table table:name="a"><table:table-row><table:table-cell office:value-type="float" office:value="5"/></table:table-row></table:table>'),
    "序号,名称\n1,甲\n".encode("gb18030"), bytes(range(256)) * 4,
)  # fmt: skip


# --- what real office programs write


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("extension", ["xlsx", "xls", "ods", "fods", "csv", "html"])
def test_libreoffice_resaves_with_the_same_answers(extension: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("office")
    (folder / "in").mkdir()
    (folder / "in" / "form.xlsx").write_bytes(filled())
    convert(folder, folder / "in" / "form.xlsx", extension)
    book = read_book((folder / f"form.{extension}").read_bytes(), f"form.{extension}", Limits())
    sheet = book.sheets[0]
    shift = 2 if extension == "html" else 0  # LibreOffice leaves the empty first rows out of a page
    cells = {(row + shift, column): cell for (row, column), cell in sheet.cells.items()}
    kinds = CellKind.TEXT if extension == "csv" else CellKind.NUMBER
    assert cells[3, 1].value == "督办表"
    assert cells[4, 1].value == "007"
    assert cells[4, 2].value == "一\n二"
    assert (cells[4, 3].kind, cells[4, 3].value) == (kinds, "85%" if extension == "csv" else Decimal("0.85"))
    assert cells[5, 1].kind is CellKind.ERROR
    assert cells[5, 2].value == "甲乙"
    if extension != "csv":
        assert cells[4, 3].number_format == "0%"
        assert cells[4, 4].value == datetime(2022, 9, 30)
        assert [(block.right, block.bottom + shift) for block in sheet.merges] == [(4, 3)]
        assert book.properties["duban.unit"] == "黄冕镇"


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("extension", ["doc", "rtf"])
def test_old_documents_are_converted_and_read(extension: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("office")
    document = docx.Document()
    document.add_paragraph("填报单位：黄冕镇")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "标题"
    table.cell(1, 1).text = "甲"
    document.add_paragraph("填报人：办事员")  # LibreOffice loses a table that ends a .doc
    (folder / "in").mkdir()
    (folder / "in" / "form.docx").write_bytes(word(document))
    convert(folder, folder / "in" / "form.docx", extension)
    book = read_book((folder / f"form.{extension}").read_bytes(), f"form.{extension}", Limits())
    assert texts(book.sheets[0]) == {"A1": "标题", "B2": "甲"}
    assert (book.sheets[0].text_around, book.format, book.warnings) == (
        ("填报单位：黄冕镇", "填报人：办事员"),
        extension,
        (),
    )


def test_without_libreoffice_old_documents_are_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.intake.formats.libreoffice.office_program", lambda: None)
    assert refusal(b"{\\rtf1 x}") == "F04"


def filled() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet["A3"] = "督办表"
    sheet.merge_cells("A3:D3")
    sheet["A4"] = "007"
    sheet["B4"] = "一\n二"
    sheet["C4"] = 0.85
    sheet["C4"].number_format = "0%"
    sheet["D4"] = datetime(2022, 9, 30)
    sheet["A5"] = "=1/0"
    sheet["B5"] = '=CONCATENATE("甲","乙")'
    workbook.custom_doc_props.append(StringProperty(name="duban.unit", value="黄冕镇"))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def convert(folder: Path, source: Path, extension: str) -> None:
    wanted = "csv:Text - txt - csv (StarCalc):44,34,76,1" if extension == "csv" else extension
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", wanted]
    subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=60)

"""xlsx: what the sender sees is what is read, whatever else the package holds, and a broken side part costs only itself."""

from decimal import Decimal

import pytest
from xlsx_parts import MAIN, OFFICE, PACKAGE, parts, zipped

from toolkit.intake.sheets import read_book
from toolkit.nouns.cells import Aside, Book, Cell, CellKind
from toolkit.nouns.limits import Limits, Unreadable

X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
FORM = '<row r="5"><c r="C5" t="inlineStr"><is><t>实事</t></is></c></row>'


def book(rows: str = FORM, changes: dict[str, str | bytes] | None = None, **more: str) -> Book:
    return read_book(zipped({**parts(rows, **more), **(changes or {})}), "附件2.xlsx", Limits())


def cell(xml: str, changes: dict[str, str | bytes] | None = None, **more: str) -> Cell:
    return book(f'<row r="7">{xml}</row>', changes, **more).sheets[0].cells[7, 3]


# -- one namespace, one parent -----------------------------------------------------------------------------------------


def test_only_the_main_namespace_tells_where_days_begin() -> None:
    pr = f'<workbookPr date1904="1"/><extLst><ext uri="x" xmlns:x15="{X15}"><x15:workbookPr chartTrackingRefBase="1"/></ext></extLst>'
    found = cell('<c r="C7" s="1"><v>43372</v></c>', pr=pr, xfs='<xf numFmtId="14"/>')
    assert str(found.value) == "2022-09-30 00:00:00"


def test_a_number_format_of_a_conditional_format_is_no_cell_s() -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="176" formatCode="0%"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="176"/></cellXfs><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<dxfs><dxf><numFmt numFmtId="176" formatCode="h:mm"/></dxf></dxfs></styleSheet>'
    )
    found = cell('<c r="C7" s="1"><v>0.35</v></c>', {"xl/styles.xml": styles})
    assert (found.value, found.number_format) == (Decimal("0.35"), "0%")


@pytest.mark.parametrize(
    "after",
    [
        '<extLst><ext uri="x"><row r="7"><c r="C7"><v>9</v></c></row></ext></extLst>',
        '<extLst><ext uri="x" xmlns:o="urn:o"><o:sheetData><o:row r="7"><o:c r="C7"><o:v>9</o:v></o:c></o:row></o:sheetData></ext></extLst>',
        '<o:mergeCells xmlns:o="urn:o"><o:mergeCell ref="A1:C7"/></o:mergeCells>',
    ],
)  # fmt: skip
def test_what_an_extension_holds_is_no_cell(after: str) -> None:
    sheet = book('<row r="7"><c r="C7"><v>1</v></c></row>', after=after).sheets[0]
    assert (sheet.cells[7, 3].value, sheet.merges) == (1, ())


@pytest.mark.parametrize("more", ["", '<row r="9"><c r="A9"><f>1+1</f><v>2</v></c></row>'])
def test_both_looks_read_an_inline_string_that_stands_in_v(more: str) -> None:
    sheet = book(f'<row r="7"><c r="C7" t="inlineStr"><v>已开工</v></c></row>{more}').sheets[0]
    assert sheet.cells[7, 3].value == "已开工"


# -- as the cell shows it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("0.9999999999999999", "1"),
        ("1.0000000000000002", "1"),
        ("0.30000000000000004", "0.3"),
        ("0.1", "0.1"),
        ("123456789012345", "123456789012345"),
        ("1e300", "1E+300"),
        ("-0.07999999999999996", "-0.08"),
    ],
)
def test_a_number_has_fifteen_digits(stored: str, value: str) -> None:
    assert cell(f'<c r="C7"><v>{stored}</v></c>').value == Decimal(value)


@pytest.mark.parametrize("stored", ["NaN", "INF", "-Infinity", "一"])
def test_a_number_that_is_none_is_that_cell_s_error(stored: str) -> None:
    assert cell(f'<c r="C7"><v>{stored}</v></c>').kind is CellKind.ERROR


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("&quot;已完成&quot;0&quot;所&quot;", "46", "已完成46所"),
        ("0&quot;%&quot;", "30", "30%"),
        ("0.0\\%", "30.26", "30.3%"),
        ("0!.0,&quot;万元&quot;", "12345", "1.2万元"),
        ("#,##0&quot;元&quot;", "1234567", "1,234,567元"),
        ("[=1]&quot;是&quot;;[=0]&quot;否&quot;", "0", "否"),
        ("0&quot;户&quot;;&quot;减&quot;0&quot;户&quot;", "-3", "减3户"),
        ("G/通用格式&quot;所&quot;", "5", "5所"),
        ("0%", "0.3", ""),
        ("&quot;¥&quot;#,##0.00", "3", ""),
        ("[DBNum1]0&quot;所&quot;", "46", ""),
    ],
)
def test_the_words_of_a_number_format_are_kept(code: str, value: str, words: str) -> None:
    formats = f'<numFmt numFmtId="176" formatCode="{code}"/>'
    assert cell(f'<c r="C7" s="1"><v>{value}</v></c>', formats=formats, xfs='<xf numFmtId="176"/>').words == words


STRIKING = f'<styleSheet xmlns="{MAIN}"><fonts><font/><font><strike/></font><font><strike val="0"/></font></fonts><cellXfs><xf/><xf fontId="1"/><xf fontId="2"/></cellXfs></styleSheet>'


@pytest.mark.parametrize(
    ("xml", "struck", "kept"),
    [
        ('<c r="C7" t="inlineStr"><is><r><rPr><strike/></rPr><t>旧数</t></r><r><t>新数</t></r></is></c>', "旧数", "新数"),
        ('<c r="C7" t="inlineStr"><is><r><rPr><strike val="0"/></rPr><t>旧数</t></r></is></c>', "", ""),
        ('<c r="C7" s="1" t="inlineStr"><is><t>全划</t></is></c>', "全划", ""),
        ('<c r="C7" s="1"><v>0.3</v></c>', "0.3", ""),
        ('<c r="C7" s="2"><v>0.3</v></c>', "", ""),
        ('<c r="C7" t="s"><v>0</v></c>', "旧", "新"),
    ],
)
def test_struck_out_text_is_kept_apart(xml: str, struck: str, kept: str) -> None:
    strings = "<si><r><rPr><strike/></rPr><t>旧</t></r><r><rPr><b/></rPr><t>新</t></r></si>"
    found = cell(xml, {"xl/styles.xml": STRIKING}, strings=strings)
    assert (found.struck, found.kept) == (struck, kept)


# -- outside the cells -------------------------------------------------------------------------------------------------

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def linked(*targets: tuple[str, str]) -> str:
    found = "".join(f'<Relationship Id="r{i}" Type="{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(targets))
    return f'<Relationships xmlns="{PACKAGE}/relationships">{found}</Relationships>'


def test_notes_conversations_and_text_boxes_are_told() -> None:
    threads = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    changes: dict[str, str | bytes] = {
        "xl/worksheets/_rels/sheet1.xml.rels": linked(
            (f"{OFFICE}/comments", "../comments1.xml"),
            (f"{OFFICE}/threadedComment", "../threadedComments/t1.xml"),
            (f"{OFFICE}/drawing", "../drawings/drawing1.xml"),
        ),
        "xl/comments1.xml": f'<comments xmlns="{MAIN}"><authors><author>张</author><author>tc={{1}}</author></authors><commentList>'
        '<comment ref="H5" authorId="0"><text><r><t>张:</t></r><r><t>申请延期</t></r></text></comment>'
        '<comment ref="H6" authorId="1"><text><t>[线程批注] 旧程序看到的</t></text></comment></commentList></comments>',
        "xl/threadedComments/t1.xml": f'<ThreadedComments xmlns="{threads}"><threadedComment ref="H6"><text>何时报？</text></threadedComment></ThreadedComments>',
        "xl/drawings/drawing1.xml": f'<xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main"><xdr:twoCellAnchor>'
        "<xdr:from><xdr:col>7</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>6</xdr:row></xdr:from><xdr:to><xdr:col>8</xdr:col><xdr:row>7</xdr:row></xdr:to>"
        "<xdr:sp><xdr:txBody><a:p><a:r><a:t>已完成</a:t></a:r><a:r><a:t>3所</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>",
    }  # fmt: skip
    assert book(changes=changes).sheets[0].asides == (
        Aside("批注", "申请延期", 5, 8, author="张"),
        Aside("批注", "何时报？", 6, 8),
        Aside("文本框", "已完成3所", 7, 8, 8, 9),
    )


def test_a_broken_note_costs_only_itself() -> None:
    changes = {"xl/worksheets/_rels/sheet1.xml.rels": linked((f"{OFFICE}/comments", "../c.xml")), "xl/c.xml": "<comments>"}
    assert book(changes=dict(changes)).sheets[0].asides == ()


# -- one bad side part -------------------------------------------------------------------------------------------------

SECOND = f'<Relationship Id="rId7" Type="{OFFICE}/worksheet" Target="worksheets/sheet7.xml"/>'


def listed(more: str) -> str:
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="附件2" sheetId="1" r:id="rId1"/>{more}</sheets></workbook>'


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({"xl/workbook.xml": listed('<sheet name="草稿" sheetId="2" r:id=""/>')}, "工作表“草稿”的内容缺失"),
        ({"xl/workbook.xml": listed('<sheet name="草稿" sheetId="2" r:id="rId7"/>')}, "工作表“草稿”的内容缺失"),
        ({"xl/workbook.xml": listed('<sheet name="草稿" sheetId="2" r:id="rId7"/>'), "xl/worksheets/sheet7.xml": "<work"}, "工作表“草稿”已损坏"),
        ({"xl/styles.xml": "<styleSheet><cellXfs>"}, "单元格样式已损坏"),
        ({"xl/sharedStrings.xml": "<sst"}, "共享文字已损坏"),
        ({"docProps/custom.xml": "<Properties"}, "文档属性已损坏"),
    ],
)  # fmt: skip
def test_a_broken_side_part_costs_only_itself(changes: dict[str, str | bytes], broken: str) -> None:
    found = book(FORM, changes, more=SECOND)
    assert found.sheets[0].cells[5, 3].value == "实事"
    assert (found.warnings, found.details) == (("F08",), {"F08": broken})


def test_a_sheet_too_large_beside_the_form_costs_only_itself() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 60))
    changes = {
        "xl/workbook.xml": listed('<sheet name="数据" sheetId="2" r:id="rId7"/>'),
        "xl/worksheets/sheet7.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    found = read_book(zipped({**parts(FORM, more=SECOND), **changes}), "a.xlsx", Limits(cells=50))
    told = "工作表“数据”超过 50 个单元格"  # nothing is wrong with it: it is only large
    assert ([sheet.name for sheet in found.sheets], found.warnings) == (["附件2"], ("F08",))
    assert found.details == {"F08": told, "F03": told}
    with pytest.raises(Unreadable):
        read_book(zipped(parts(rows)), "a.xlsx", Limits(cells=50))


def test_a_sheet_whose_empty_rows_are_all_formatted_says_which_to_delete() -> None:
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(6, 4000))
    with pytest.raises(Unreadable) as caught:
        read_book(zipped(parts(FORM + empty)), "a.xlsx", Limits(unpacked_bytes=50_000))
    assert caught.value.problem.code.name == "F03" and "第 6 行以下" in caught.value.problem.message


def test_a_value_hidden_under_a_merge_of_a_few_columns_is_no_answer() -> None:
    row = "".join(f'<c r="{column}7"><v>1</v></c>' for column in "ABCDEFGHIJK")
    sheet = book(f'<row r="7">{row}</row>', after='<mergeCells><mergeCell ref="G7:I7"/></mergeCells>').sheets[0]
    assert [place[1] for place in sheet.cells] == [1, 2, 3, 4, 5, 6, 7, 10, 11]
    assert sheet.merges[0].address == "G7:I7"

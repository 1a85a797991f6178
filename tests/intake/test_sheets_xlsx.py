"""xlsx and xlsm: every kind of cell at its address, whatever program wrote it, and hostile packages refused."""

# ruff: noqa: DTZ001  (days in sheets have no time zone)
import io
import struct
import zipfile
from datetime import datetime, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsx_parts import MAIN, OFFICE, parts, zipped

from toolkit.intake.sheets import read_book
from toolkit.nouns.cells import Book, Cell, CellKind, Range, Sheet
from toolkit.nouns.limits import Limits, Unreadable


def book(rows: str = "", **more: str) -> Book:
    return read_book(zipped(parts(rows, **more)), "附件2.xlsx", Limits())


def cell(xml: str, **more: str) -> Cell | None:
    return book(f'<row r="7">{xml}</row>', **more).sheets[0].cells.get((7, 3))


def refusal(data: bytes, name: str = "附件2.xlsx", limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_book(data, name, limits or Limits())
    assert caught.value.problem.message
    return caught.value.problem.code.name


@pytest.mark.parametrize(
    ("xml", "kind", "value"),
    [
        ('<c r="C7"><v>85</v></c>', CellKind.NUMBER, Decimal(85)),
        ('<c r="C7"><v>0.84999999999999998</v></c>', CellKind.NUMBER, Decimal("0.85")),
        ('<c r="C7" t="n"><v>1E-3</v></c>', CellKind.NUMBER, Decimal("0.001")),
        ('<c r="C7" t="b"><v>1</v></c>', CellKind.BOOLEAN, True),
        ('<c r="C7" t="e"><v>#REF!</v></c>', CellKind.ERROR, "#REF!"),
        ('<c r="C7" t="e"><f>A1</f><v>#N/A</v></c>', CellKind.ERROR, "#N/A"),
        ('<c r="C7"><f>A1+1</f></c>', CellKind.UNCALCULATED, "=A1+1"),
        ('<c r="C7"><f>A1+1</f><v></v></c>', CellKind.UNCALCULATED, "=A1+1"),
        ('<c r="C7"><f>A1+1</f><v>2</v></c>', CellKind.NUMBER, Decimal(2)),
        ('<c r="C7" t="str"><f>A1</f><v>文字</v></c>', CellKind.TEXT, "文字"),
        ('<c r="C7" t="inlineStr"><is><t>甲</t></is></c>', CellKind.TEXT, "甲"),
        (
            '<c r="C7" t="inlineStr"><is><r><t>甲</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 乙</t></r><rPh sb="0" eb="1"><t>jia</t></rPh></is></c>',
            CellKind.TEXT,
            "甲 乙",
        ),
        ('<c r="C7" t="s"><v>0</v></c>', CellKind.TEXT, "共享\n文字"),
        ('<c r="C7" t="inlineStr"><is><t>a_x000B_b_x005F_x000B_</t></is></c>', CellKind.TEXT, "a\x0bb_x000B_"),
        ('<c r="C7" t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c>', CellKind.TEXT, "😀"),
        ('<c r="C7" t="d"><v>2022-09-30T00:00:00</v></c>', CellKind.DATE, datetime(2022, 9, 30)),
        ('<c r="C7" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>', CellKind.PICTURE, None),
        ('<c r="C7" t="e"><f>_xlfn.DISPIMG("ID_1",1)</f><v>#NAME?</v></c>', CellKind.PICTURE, None),
        ('<c r="C7" t="str"><v>=DISPIMG("ID_1",1)</v></c>', CellKind.PICTURE, None),
        ('<c r="C7" t="s"><v>1</v></c>', CellKind.TEXT, "字" * 32767),
    ],
)
def test_every_kind_of_cell_is_told_apart(xml: str, kind: CellKind, value: object) -> None:
    strings = f"<si><r><t>共享</t></r><r><t>\n文字</t></r><rPh sb='0' eb='1'><t>gong</t></rPh></si><si><t>{'字' * 32767}</t></si>"
    found = cell(xml, strings=strings)
    assert found is not None
    assert (found.kind, found.value, found.address) == (kind, value, "C7")


@pytest.mark.parametrize(
    "xml",
    [
        '<c r="C7" s="1"/>',
        '<c r="C7" t="inlineStr"><is><t></t></is></c>',
        '<c r="C7" t="str"><f>IF(1,"")</f><v></v></c>',
        '<c r="C7" t="s"/>',
    ],
)
def test_a_blank_cell_is_absent(xml: str) -> None:
    assert cell(xml) is None


@pytest.mark.parametrize(
    ("number_format", "serial", "value"),
    [
        ("14", "44834", datetime(2022, 9, 30)),
        ("57", "44834", datetime(2022, 9, 30)),
        ("31", "44834", datetime(2022, 9, 30)),
        ("22", "44834.5", datetime(2022, 9, 30, 12)),
        ("20", "0.5", time(12)),
        ("14", "1", datetime(1900, 1, 1)),
        ("14", "59", datetime(1900, 2, 28)),
        ("14", "61", datetime(1900, 3, 1)),
        ("200", "44834", datetime(2022, 9, 30)),
        ("201", "44834", datetime(2022, 9, 30)),
        ("202", "44834", Decimal(44834)),
        ("203", "44834", Decimal(44834)),
        ("9", "0.85", Decimal("0.85")),
        ("14", "-1", Decimal(-1)),
        ("14", "99999999", Decimal(99999999)),
        ("46", "1.5", Decimal("1.5")),
    ],
)
def test_dates_are_known_by_their_number_format(number_format: str, serial: str, value: object) -> None:
    formats = (
        '<numFmt numFmtId="200" formatCode="yyyy&quot;年&quot;m&quot;月&quot;;@"/>'
        '<numFmt numFmtId="201" formatCode="[$-804]aaaa;@"/>'
        '<numFmt numFmtId="202" formatCode="0&quot;days&quot;"/>'
        '<numFmt numFmtId="203" formatCode="[Red]0.00E+00"/>'
    )
    found = cell(f'<c r="C7" s="1"><v>{serial}</v></c>', formats=formats, xfs=f'<xf numFmtId="{number_format}"/>')
    assert found is not None
    assert found.value == value
    assert found.number_format


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    found = cell('<c r="C7" s="1"><v>43372</v></c>', xfs='<xf numFmtId="14"/>', pr='<workbookPr date1904="1"/>')
    assert found is not None
    assert found.value == datetime(2022, 9, 30)


def test_number_formats_are_kept() -> None:
    found = cell('<c r="C7" s="1"><v>1</v></c>', xfs='<xf numFmtId="9"/>')
    assert found == Cell(7, 3, CellKind.NUMBER, Decimal(1), "0%")
    plain = cell('<c r="C7"><v>1</v></c>')
    assert plain == Cell(7, 3, CellKind.NUMBER, Decimal(1), "")


def test_cells_without_addresses_follow_one_another() -> None:
    sheet = book('<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="D5"><v>3</v></c><c><v>4</v></c></row>').sheets[0]
    assert {found.address: found.value for found in sheet.cells.values()} == {"A1": 1, "B1": 2, "D5": 3, "E5": 4}


def test_a_shared_formula_without_value_shows_its_master() -> None:
    rows = '<row r="7"><c r="B7"><f t="shared" si="0" ref="B7:C7">A1*2</f><v>2</v></c><c r="C7"><f t="shared" si="0"/></c></row>'
    found = book(rows).sheets[0].cells[7, 3]
    assert (found.kind, found.value) == (CellKind.UNCALCULATED, "=A1*2")


def test_merges_hold_their_value_at_the_top_left_only() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>'
    sheet = book(rows, after='<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C3"/></mergeCells>').sheets[0]
    assert sheet.merges == (Range(1, 1, 2, 2),)
    assert list(sheet.cells) == [(1, 1)]
    assert sheet.at(2, 2) == sheet.cells[1, 1]


def test_merges_left_behind_by_moved_rows_hide_nothing() -> None:
    drawn = openpyxl.Workbook()
    sheet = drawn.active
    for row in (
        ("序号", "内容", "状态", "比例"),
        (1, "一", "正在实施", 0.3),
        (2, "二", "正在实施", 0.4),
        ("签字：", None, "日期：", None),
    ):
        sheet.append(row)
    sheet.merge_cells("A4:B4")
    sheet.merge_cells("C4:D4")
    sheet.insert_rows(2)
    out = io.BytesIO()
    drawn.save(out)
    read = read_book(out.getvalue(), "a.xlsx", Limits()).sheets[0]
    assert [read.cells[4, column].value for column in (1, 2, 3, 4)] == [2, "二", "正在实施", Decimal("0.4")]
    assert read.merges == ()


def test_values_hidden_under_several_merges_of_a_row_are_no_answers() -> None:
    drawn = openpyxl.Workbook()
    sheet = drawn.active
    sheet.append(["序号", "内容", "状态", "比例", "进展", "问题", "计划", "备注"])
    for row in (1, 2, 3):
        sheet.append([row, "一", "正在实施", 0.3, "已开工", "无", "继续", "备注"])
    sheet.append(["签字：", None, None, "日期："])
    sheet.merge_cells("A5:C5")
    out = io.BytesIO()
    drawn.save(out)
    book = load_under(out.getvalue(), "C3:D3", "F3:G3")
    assert [cell.column for cell in book.cells.values() if cell.row == 3] == [1, 2, 3, 5, 6, 8]
    assert {block.address for block in book.merges} == {"C3:D3", "F3:G3", "A5:C5"}


def load_under(data: bytes, *merges: str) -> Sheet:
    """Return the sheet with merges painted over its cells, which keep their values as a format brush leaves them."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    name = "xl/worksheets/sheet1.xml"
    more = "".join(f'<mergeCell ref="{block}"/>' for block in merges).encode()
    members[name] = members[name].replace(b"</mergeCells>", more + b"</mergeCells>")
    return read_book(zipped(members), "a.xlsx", Limits()).sheets[0]


def test_a_worksheet_in_a_namespace_of_its_own_is_damaged() -> None:
    drawn = openpyxl.Workbook()
    drawn.active.append(["一", 2])
    out = io.BytesIO()
    drawn.save(out)
    with zipfile.ZipFile(out) as package:
        members = {name: package.read(name) for name in package.namelist()}
    name = "xl/worksheets/sheet1.xml"
    members[name] = members[name].replace(b"spreadsheetml/2006", b"spreadshe2006", 1)
    assert refusal(zipped(members)) == "F01"


def test_prefixed_and_backslashed_packages_are_read() -> None:
    members = parts()
    members["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
    )
    renamed = {name.replace("/", "\\") if name.startswith("xl/") else name: content for name, content in members.items()}
    assert read_book(zipped(renamed), "a.xlsx", Limits()).sheets[0].cells[1, 1].value == "甲"


def test_formatting_down_to_the_last_row_costs_nothing() -> None:
    empty = "".join(f'<row r="{r}" s="1" customFormat="1"><c r="A{r}" s="1"/><c r="B{r}" s="1"/></row>' for r in range(2, 60_000))
    sheet = book(f'<row r="1"><c r="A1"><v>1</v></c></row>{empty}<row r="1048576"><c r="A1048576"><v>2</v></c></row>').sheets[0]
    assert list(sheet.cells) == [(1, 1), (1048576, 1)]


def test_more_cells_than_the_limit_are_refused() -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(1, 12))
    data = zipped(parts(rows))
    assert refusal(data, limits=Limits(cells=10)) == "F03"
    assert len(read_book(data, "a.xlsx", Limits(cells=11)).sheets[0].cells) == 11


def test_fifty_thousand_merges_end_quickly() -> None:
    merges = "".join(f'<mergeCell ref="A{r}:B{r}"/>' for r in range(1, 50_001))
    outside = book('<row r="1"><c r="A1"><v>1</v></c></row>', after=f"<mergeCells>{merges}</mergeCells>").sheets[0]
    assert outside.merges == (Range(1, 1, 1, 2),)
    rows = '<row r="50000"><c r="A50000"><v>1</v></c></row>'
    assert refusal(zipped(parts(rows, after=f"<mergeCells>{merges}</mergeCells>"))) == "F03"


def test_hidden_sheets_and_properties_and_outside_links_are_told() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "附件2"
    workbook.create_sheet("旧").sheet_state = "veryHidden"
    from openpyxl.packaging.custom import StringProperty

    workbook.custom_doc_props.append(StringProperty(name="duban.unit", value="黄冕镇"))
    buffer = io.BytesIO()
    workbook.save(buffer)
    found = read_book(buffer.getvalue(), "a.xlsx", Limits())
    assert [(sheet.name, sheet.hidden) for sheet in found.sheets] == [("附件2", False), ("旧", True)]
    assert found.properties == {"duban.unit": "黄冕镇"}
    link = f'<Relationship Id="rId9" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    linked = read_book(zipped({**parts(more=link), "xl/vbaProject.bin": b"x"}), "a.xlsm", Limits())
    assert (linked.format, linked.warnings, linked.details) == ("xlsm", ("F07",), {"F07": "宏、外部链接"})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"xl/worksheets/sheet1.xml": f'<!DOCTYPE x [<!ENTITY a "b">]><worksheet xmlns="{MAIN}"/>'}, "F03"),
        ({"xl/sharedStrings.xml": f'<!DOCTYPE x SYSTEM "http://x/y"><sst xmlns="{MAIN}"/>'}, "F03"),
        (
            {
                "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}" xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></worksheet>'
            },
            "F03",
        ),
        ({"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"}, "F01"),
        ({"xl/worksheets/sheet1.xml": ""}, "F01"),
        (
            {
                "xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData></worksheet>'
            },
            "F01",
        ),
        (
            {
                "xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>-1</v></c></row></sheetData></worksheet>'
            },
            "F01",
        ),
        (
            {
                "xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="1"><c r="ZZZ1"><v>7</v></c></row></sheetData></worksheet>'
            },
            "F01",
        ),
        (
            {"xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="1"><c r="A0"><v>7</v></c></row></sheetData></worksheet>'},
            "F01",
        ),
        ({"xl/workbook.xml": "not xml at all"}, "F01"),
    ],
)
def test_hostile_or_damaged_parts_are_refused(change: dict[str, str], code: str) -> None:
    assert refusal(zipped({**parts(), **change})) == code


def test_bombs_are_recognised_before_they_are_inflated() -> None:
    bomb = b"<worksheet>" + b" " * (4 << 20)
    assert refusal(zipped({**parts(), "xl/worksheets/sheet1.xml": bomb})) == "F03"
    assert refusal(zipped({**parts(), "xl/other.xml": bomb})) == "F03"
    assert refusal(zipped(parts()), limits=Limits(unpacked_bytes=100)) == "F03"
    assert refusal(zipped(parts()), limits=Limits(members=3)) == "F03"
    assert refusal(zipped(parts()), limits=Limits(file_bytes=100)) == "F03"


def test_a_member_that_inflates_to_more_than_it_declares_is_refused() -> None:
    data = bytearray(zipped({**parts(), "xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 5000 + b"</worksheet>"}))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    struct.pack_into("<I", data, at + 24, 100)
    assert refusal(bytes(data)) == "F03"


def test_overlapping_members_are_refused() -> None:
    data = bytearray(zipped(parts()))
    directory = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", directory + 4)
    data[second + 42 : second + 46] = struct.pack("<I", 8)
    assert refusal(bytes(data)) in {"F01", "F03"}


def test_encrypted_is_told_apart_from_damaged() -> None:
    data = bytearray(zipped(parts()))
    at = data.index(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    assert refusal(bytes(data)) == "F02"
    assert refusal(zipped(parts())[:-200]) == "F01"
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 40) == "F02"


def test_a_lying_extension_is_remarked() -> None:
    data = zipped(parts())
    assert read_book(data, "a.xls", Limits()).warnings == ("F06",)
    assert read_book(data, "a.xls", Limits()).details == {"F06": "xlsx"}
    assert read_book(data, "a.XLSX", Limits()).warnings == ()
    assert read_book(data, "没有扩展名", Limits()).warnings == ()


TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="&\ufffe\uffff"), min_size=1, max_size=30
).filter(lambda t: "_x" not in t)
VALUES = st.one_of(
    TEXT,
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6, width=32).map(lambda number: round(number, 6)),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
)


@settings(deadline=None, max_examples=30)
@given(st.dictionaries(st.tuples(st.integers(1, 40), st.integers(1, 20)), VALUES, max_size=12))
def test_what_openpyxl_writes_is_what_is_read(drawn: dict[tuple[int, int], object]) -> None:
    workbook = openpyxl.Workbook()
    for (row, column), value in drawn.items():
        target = workbook.active.cell(row, column, value)
        if isinstance(value, str):
            target.data_type = "s"
    buffer = io.BytesIO()
    workbook.save(buffer)
    cells = read_book(buffer.getvalue(), "a.xlsx", Limits()).sheets[0].cells
    expected = {at: Decimal(repr(value)) if isinstance(value, float) else value for at, value in drawn.items()}
    assert {at: found.value for at, found in cells.items()} == expected


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(0, 255), st.integers(0, 10**6))
def test_no_flipped_byte_ends_in_anything_but_a_code(place: int, byte: int, cut: int) -> None:
    data = bytearray(SAMPLE)
    data[place % len(data)] = byte
    for mutant in (bytes(data), SAMPLE[: cut % len(SAMPLE)]):
        try:
            read_book(mutant, "a.xlsx", Limits())
        except Unreadable as refused:
            assert refused.problem.message


SAMPLE = zipped(
    parts(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.5</v></c></row>',
        strings="<si><t>甲</t></si>",
        xfs='<xf numFmtId="9"/>',
    )
)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("snbe i"),
            TEXT | st.sampled_from(["&#128;", "&amp;lt;", "a\rb", "a\r\nb", "&#13;\n", "_x000B_", "=DISPIMG(1)"]),
        ),
        max_size=12,
    )
)
def test_the_fast_look_gives_what_the_precise_look_gives(drawn: list[tuple[str, str]]) -> None:
    cells = []
    for row, (kind, raw) in enumerate(drawn, 1):
        text = raw.replace("<", "&lt;")
        shapes = {
            "s": f'<c r="B{row}" t="s"><v>{row - 1}</v></c>',
            "n": f'<c r="B{row}" s="1"><v>{row * 37 / 100}</v></c>',
            "b": f'<c r="B{row}" t="b"><v>1</v></c>',
            "e": f'<c r="B{row}" t="e"><v>#REF!</v></c>',
            " ": f'<c r="B{row}" s="1"/>',
            "i": f'<c r="B{row}" t="inlineStr"><is><t>{text}</t></is></c>',
        }
        cells.append(f'<row r="{row}">{shapes[kind]}</row>')
    strings = "".join(f"<si><t>{text if '&' in text else text.replace('<', '&lt;')}</t></si>" for _, text in drawn)
    merges = '<mergeCells><mergeCell ref="B1:C1"/></mergeCells>'
    formats = {"xfs": '<xf numFmtId="14"/>', "strings": strings}
    fast = book("".join(cells), after=merges, **formats)
    precise = book("".join(cells) + "<!-- precise -->", after=merges, **{**formats, "strings": strings + "<!-- precise -->"})
    assert fast == precise


@pytest.mark.parametrize(
    ("reference", "kept"),
    [
        ("B:C", "A1 B1 A2"),
        ("2:3", "A1 B1 C1 A2"),
        ("$A$1:$B$1", "A1 C1 A2 B2"),
        ("nonsense", "A1 B1 C1 A2 B2"),
        ("A1:A1", "A1 B1 C1 A2 B2"),
    ],
)
@pytest.mark.parametrize("formula", ["", "<f>1+1</f>"])
def test_a_merge_of_whole_columns_or_rows_or_of_nothing(reference: str, kept: str, formula: str) -> None:
    rows = (
        f'<row r="1"><c r="A1">{formula}<v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
        '<row r="2"><c r="A2"><v>4</v></c><c r="B2"><v>5</v></c></row>'
    )
    sheet = book(rows, after=f'<mergeCells><mergeCell ref="{reference}"/></mergeCells>').sheets[0]
    assert [one.address for one in sheet.cells.values()] == kept.split()

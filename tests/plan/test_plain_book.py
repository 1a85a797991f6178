"""The quick look at a plan gives what openpyxl gives, or leaves the book to it."""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from plan_book import edited, put, row, shipped_bytes

from toolkit.plan.opening import opened, plan_sheets, values_of
from toolkit.plan.plain_book import plain_book

ROOT = Path(__file__).parents[2]
BOOKS = sorted(ROOT.glob("templates/**/附件*.xlsx")) + sorted(ROOT.glob("tests/stories/**/附件*.xlsx"))
DATE_FORMATS = (
    "yyyy-mm-dd",
    "yyyy年m月d日",
    "[$-804]yyyy/m/d;@",
    '0"d"',
    "m月d日",
    "General",
    "@",
    "0%",
    "h:mm",
    "[Red]0.0",
    "上午/下午h时",
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=12),
    st.sampled_from(["_x000D_", "a_x005F_x000D_", "&<>\"'", "  前后  ", "=1+1", "#REF!", "2022-04-05", "x005F_"]),
    st.datetimes(datetime(1900, 3, 1), datetime(2150, 1, 1)).map(lambda t: t.replace(microsecond=0)),  # noqa: DTZ001
)


def by_openpyxl(data: bytes):
    return [(s.title, s.values, set(s.merges)) for s in values_of(opened(data, "附件1.xlsx"))]


def quickly(data: bytes):
    found = plain_book(data)
    return None if found is None else [(s.title, s.values, set(s.merges)) for s in found]


def types(sheets):
    return [[(place, type(value)) for place, value in sorted(values.items())] for _, values, _ in sheets]


def same(data: bytes, *, sure: bool = True) -> None:
    quick, slow = quickly(data), by_openpyxl(data)
    assert quick is not None or not sure
    if quick is not None:
        assert quick == slow
        assert types(quick) == types(slow)


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_books_of_ours(path):
    same(path.read_bytes(), sure="附件1" in path.name)


@pytest.mark.parametrize(
    "edit",
    [
        put("期次", "C3", date(2022, 6, 5)),
        put("期次", "C3", 44717),
        put("期次", "A3", 2022.1),
        put("附件1", "C5", "#REF!"),
        put("附件1", "A12", None),
        row("延期调整", 2, "8-1", None, "延期", date(2022, 5, 1), "1号", date(2022, 12, 31)),
        lambda book: book["附件1"].merge_cells("A3:A6"),
        lambda book: book["附件1"].merge_cells("A1:D4"),
        lambda book: setattr(book["单位"], "sheet_state", "hidden"),
        lambda book: setattr(book["单位"]["A2"], "hyperlink", "https://example.cn"),
    ],
)
def test_a_clerks_edits(edit):
    same(shipped_bytes())
    same(edited(edit))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(VALUES, st.sampled_from(DATE_FORMATS)), max_size=5), max_size=6), st.booleans())
def test_whatever_is_written_by_xlsxwriter(rows, shared):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": not shared, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("附件1")
        looks = {code: book.add_format({"num_format": code}) for code in DATE_FORMATS}
        for y, cells in enumerate(rows):
            for x, (value, code) in enumerate(cells):
                sheet.write(y, x, value, looks[code])
    same(out.getvalue(), sure=False)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(VALUES, st.sampled_from(DATE_FORMATS)), max_size=5), max_size=6),
    st.lists(st.tuples(*[st.integers(1, 6)] * 4), max_size=3),
)
def test_whatever_is_written_by_openpyxl(rows, merges):
    book = Workbook()
    sheet = book.active
    for y, cells in enumerate(rows, start=1):
        for x, (value, code) in enumerate(cells, start=1):
            cell = sheet.cell(
                y, x, re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", value) if isinstance(value, str) else value
            )
            cell.number_format = code
    for top, left, high, wide in merges:
        sheet.merge_cells(start_row=top, start_column=left, end_row=top + high, end_column=left + wide)
    out = io.BytesIO()
    book.save(out)
    same(out.getvalue(), sure=False)


def changed(member: str, old: str, new: str) -> bytes:
    """Return the shipped plan with one text of one member replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(shipped_bytes())) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            assert name != member or old.encode() in text
            after.writestr(name, text.replace(old.encode(), new.encode(), 1) if name == member else text)
    return out.getvalue()


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</t></si>", '</t><phoneticPr fontId="1" type="noConversion"/></si>'),
        ("</t></si>", '</t><rPh sb="0" eb="1"><t>x</t></rPh></si>'),
        ("<si><t>附件1</t>", '<si><r><rPr><b/></rPr><t xml:space="preserve"> 附</t></r><r><t/></r><r><t>件1</t></r>'),
        ("<si><t>附件1</t></si>", "<si><t/></si>"),
    ],
)
def test_texts_in_several_fonts_and_pinyin(old, new):
    same(changed(STRINGS, old, new))


@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        (SHEET, "</sheetData>", '<row r="99"><c r="A99"><f>1+1</f><v>2</v></c></row></sheetData>'),
        (SHEET, "</sheetData>", '<row r="99"><c r="A99" t="str"><f>A1</f><v>甲</v></c></row></sheetData>'),
        (SHEET, "</sheetData>", '<row r="99"><c r="A99" t="d"><v>2022-04-05</v></c></row></sheetData>'),
        (SHEET, "</sheetData>", '<row r="99"><c t="n"><v>5</v></c></row></sheetData>'),
        (SHEET, "</sheetData>", "<!-- 注 --></sheetData>"),
        ("xl/workbook.xml", "<workbookPr", '<workbookPr date1904="1"'),
        ("xl/workbook.xml", 'name="单位"', 'name="附件1"'),
    ],
)
def test_what_it_cannot_know_is_openpyxls(member, old, new):
    data = changed(member, old, new)
    assert plain_book(data) is None
    assert [s.title for s in plan_sheets(data, "附件1.xlsx")] == [title for title, _, _ in by_openpyxl(data)]


@pytest.mark.parametrize(("value", "code"), [(0.5, "h:mm"), (30, "yyyy-mm-dd"), (1.5, "[h]:mm"), (3e6, "yyyy-mm-dd")])
def test_durations_and_the_first_days_are_openpyxls(value, code):
    data = edited(put("附件1", "F5", value), lambda book: setattr(book["附件1"]["F5"], "number_format", code))
    assert plain_book(data) is None


def test_a_blank_cell_with_a_link_is_openpyxls():
    same(edited(lambda book: setattr(book["单位"]["E5"], "hyperlink", "mailto:a@b.cn")), sure=False)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_a_plan_saved_by_libreoffice(tmp_path):
    (tmp_path / "附件1.xlsx").write_bytes(shipped_bytes())
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/home", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, str(tmp_path / "out"), str(tmp_path / "附件1.xlsx")], check=True, timeout=120, capture_output=True)
    same((tmp_path / "out" / "附件1.xlsx").read_bytes())


def test_no_openpyxl_for_a_plain_plan():
    code = (
        "import sys; from pathlib import Path; from toolkit.plan.read import read_plan; "
        f"read_plan(Path({str(ROOT / 'templates' / '附件1.xlsx')!r}).read_bytes()); print('openpyxl' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"

"""The sheet with short inner loops says what xlsxwriter's own would, in little room; what is done with is closed."""

import re
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from consolidated_world import PLAN, april, june, made
from openpyxl import load_workbook
from xlsxwriter.workbook import Workbook

from toolkit.ooxml.quick_sheet import placed
from toolkit.ooxml.row_stream import BLOCK
from toolkit.ooxml.spool import Spool
from toolkit.outputs.cell_values import CellLink, CellValue, Figure, Formula, Marked, RichRun
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.register_book import register, register_year
from toolkit.outputs.tables import table
from toolkit.outputs.workbook_pages import Page, PageColumn, WorkbookPages
from toolkit.workspace.pieces import Pieces
from toolkit.workspace.writing import write_atomic

AT = datetime(2022, 4, 8, 9, tzinfo=UTC)
TEXTS = ("路面硬化", "=1+1", 'a&b<c>"d"', " 前后空格 ", "<r>x</r>", "_x000B_", "a_b", "两\n行", "\n", "长" * 3_000, "0123")
INKS: tuple[CellValue, ...] = (
    None, "", *(text for text in TEXTS if len(text) < 99), 0, -7, Decimal("12.5"), Decimal("0.85"), Decimal("1E+200"), date(2022, 4, 8), AT, date(1800, 1, 1),
    Decimal("NaN"), Figure(Decimal("0.855"), "0.0%"), CellLink("../../archive/原件/a&b.xlsx", "打开原件"),
    Marked((RichRun("旧", False), RichRun(" 新<", True))), Marked((RichRun("全改", True),)),
    Formula("=SUM(A1:A9)", 3), Formula('=IFERROR(AVERAGE(A1:A2),"")', ""), Formula('=IF(A1<1,"是","否")', "是"),
    Formula("=COUNTIF('明细'!$A$1:$A$9,\"绿\")", Decimal("2.5"), "0.0%"),
)  # fmt: skip
OLD = frozenset(
    {"IFERROR", "IF", "COUNTIF", "COUNTIFS", "SUM", "SUMIF", "SUMIFS", "AVERAGE", "AVERAGEIFS", "MAX", "MIN", "COLUMNS"}
)
"""Functions that every office program has always known: nothing is to be put before their names."""


def page_of(name: str = "一", blocks: BookBlocks | None = None) -> tuple[WorkbookPages, Page]:
    paper = WorkbookPages("表", AT, UTC, blocks=blocks)
    return paper, paper.page(name)


def test_each_kind_of_value_is_read_as_it_was_written() -> None:
    paper, page = page_of()
    columns = [PageColumn(header=f"列{n}", width=8 + n) for n in range(4)]
    page.columns(columns)
    rows = [tuple(INKS[(start + n) % len(INKS)] for n in range(4)) for start in range(len(INKS))]
    table(page, 0, columns, rows)
    read = load_workbook(BytesIO(paper.finish()))["一"]
    for row, inks in enumerate(rows, 2):
        for column, ink in enumerate(inks, 1):
            told(read.cell(row, column), ink)


def told(cell, ink: CellValue) -> None:
    """Hold a cell that was read against the value that was written."""
    want = ink.value if isinstance(ink, Figure) else ink
    if isinstance(ink, Formula):
        assert cell.value == ink.text
    elif isinstance(ink, CellLink):
        assert (cell.value, cell.hyperlink.target) == (ink.text, ink.path.replace("/", "\\"))
    elif isinstance(ink, Marked):
        assert cell.value == ink.text
    elif isinstance(want, datetime | date) and want.year >= 1900:
        assert cell.value.date() == (want.date() if isinstance(want, datetime) else want)
    elif isinstance(want, Decimal) and want.is_finite():
        assert Decimal(repr(cell.value)) == want
    elif isinstance(want, str) and want != "_x000B_":
        assert (cell.value or "") == want
    if isinstance(ink, Figure | Formula) and ink.number_format:
        assert cell.number_format == ink.number_format


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_written_as_the_library_writes_it_into_a_cell(text: str) -> None:
    """In its own mode for little memory; there each text stands in its cell, too."""
    theirs = BytesIO()
    with Workbook(theirs, {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.add_worksheet("一").write_string(0, 0, text)
    paper, page = page_of()
    page.sheet.set_cell(0, 0, page.sheet.text_cell(text, None))
    mine, other = (re.findall("<c .*?</c>", _sheet(data), re.DOTALL) for data in (paper.finish(), theirs.getvalue()))
    if text != "<r>x</r>":  # which the library takes for its own ready XML
        assert mine == other


def _sheet(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        return package.read("xl/worksheets/sheet1.xml").decode()


def test_changed_stretches_keep_their_faces() -> None:
    paper, page = page_of()
    page.put(0, 0, Marked((RichRun("旧", False), RichRun(" 新", True))), page.look())
    (old, new) = load_workbook(BytesIO(paper.finish()), rich_text=True)["一"]["A1"].value
    assert (old.text, new.text, new.font.u, old.font.u) == ("旧", " 新", "single", None)


def test_tables_side_by_side_keep_their_cells() -> None:
    paper, page = page_of()
    columns = [PageColumn(header=f"列{n}", width=20) for n in range(2)]
    bottom = table(page, 0, columns, [("甲", 1), ("乙", 2)])
    assert table(page, 0, columns, [("丙", 3), ("丁", 4)], left=3) == bottom
    page.put(1, 1, "改", page.look())
    sheet = load_workbook(BytesIO(paper.finish()))["一"]
    assert [cell.value for cell in sheet[2]] == ["甲", "改", None, "丙", 3]


def test_a_text_of_many_rows_runs_down_all_of_them() -> None:
    paper, page = page_of()
    columns = [PageColumn(header="长", width=2.5), PageColumn(header="短", width=20)]
    bottom = table(page, 0, columns, [("长" * 32_000, "短")])
    sheet = load_workbook(BytesIO(paper.finish()))["一"]
    assert bottom > 2 * BLOCK
    assert sorted(map(str, sheet.merged_cells.ranges)) == [f"A2:A{bottom}", f"B2:B{bottom}"]
    assert (len(sheet["A2"].value), sheet["B2"].value, sheet.cell(bottom, 2).border.left.style) == (32_000, "短", "thin")


def test_what_is_done_with_cannot_be_written_to() -> None:
    _, page = page_of()
    for row in range(3 * BLOCK):
        page.sheet.set_whole(row, (0,), [placed(0, page.sheet.text_cell("行", None))])
    page.put(3 * BLOCK - 1, 1, "还开着", page.look())
    with pytest.raises(LookupError):
        page.put(0, 1, "太晚", page.look())


def test_a_longer_book_needs_hardly_more_room_while_it_is_written(tmp_path: Path) -> None:
    """xlsxwriter alone holds 8,400 bytes a record of these; what is left is what tells where its blocks lie."""
    assert (peak(tmp_path, 4_000) - peak(tmp_path, 1_000)) / 3_000 < 100


def peak(folder: Path, rows: int) -> int:
    """Return how many bytes are held at most while a list of so many rows is written, its merged blocks and links too."""
    columns = [PageColumn(header=f"列{n}", width=20) for n in range(12)]
    line = (*(f"填报{n}" for n in range(9)), 7, Decimal("0.5"), CellLink("../../archive/a.xlsx", "打开原件"))
    tracemalloc.start()
    try:
        with (folder / "laid").open("w+b") as laid:
            paper, page = page_of(blocks=BookBlocks(spool=Spool(laid)))
            table(page, 0, columns, (line for _ in range(rows)))
            write_atomic(folder / "表.xlsx", Pieces(paper.pieces()))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_our_formulas_have_functions_that_every_office_program_knows() -> None:
    first = april()
    second = june(first)
    for data in (made(second, [first]), register(PLAN, second).finish(), register_year(PLAN, [first, second])):
        for sheet in load_workbook(BytesIO(data)):
            texts = (cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f")
            assert OLD.issuperset(name for text in texts for name in re.findall(r"([A-Z.]{2,})\(", text))


def test_charts_keep_the_values_of_the_cells_that_they_draw() -> None:
    first = april()
    with zipfile.ZipFile(BytesIO(made(june(first), [first]))) as package:
        charts = [package.read(name).decode() for name in package.namelist() if "charts/chart" in name]
    assert any("<c:v>绿</c:v>" in chart and "<c:v>5</c:v>" in chart for chart in charts)


def test_a_second_book_of_one_process_is_like_the_first() -> None:
    """xlsxwriter writes into the properties that it is given for the default font."""
    first = april()
    assert made(first, []) == made(first, [])

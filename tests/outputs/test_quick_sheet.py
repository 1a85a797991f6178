"""The sheet with short inner loops writes, byte for byte, what xlsxwriter's own would."""

import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.outputs import quick_book, quick_sheet
from toolkit.outputs.cell_values import CellLink, CellValue, Figure, Formula, Marked, RichRun
from toolkit.outputs.faces import block
from toolkit.outputs.packed_rows import BLOCK, PackedRows
from toolkit.outputs.tables import table
from toolkit.outputs.workbook_pages import Page, PageColumn, WorkbookPages

AT = datetime(2022, 4, 8, 9, tzinfo=UTC)
INKS: tuple[CellValue, ...] = (
    None, "", "路面硬化", "=1+1", "a&b<c>\"d\"", " 前后空格 ", "<r>x</r>", "_x000B_", "两\n行", "长" * 3_000,
    0, -7, Decimal("12.5"), Decimal("0.85"), Decimal("1E+300"), Decimal("NaN"), date(2022, 4, 8), date(1800, 1, 1), AT,
    Figure(Decimal("0.855"), "0.0%"), CellLink("../../archive/原件/a.xlsx", "打开原件"),
    Marked((RichRun("旧", False), RichRun("新", True))), Marked((RichRun("全改", True),)),
    Formula("=SUM(A1:A9)", 3), Formula('=IFERROR(AVERAGE(A1:A2),"")', ""), Formula('=IF(A1<1,"是","否")', "是"),
    Formula("=COUNTIF('明细'!$A$1:$A$9,\"绿\")", Decimal("2.5")), Formula("=IFS(A1,1)", "#N/A"), Formula("=XLOOKUP(1,A:A,B:B)", 1),
    Formula("=SORT(A1:A9)", "其他"), Formula("=_xlfn.CONCAT(A1)", "x"),
)  # fmt: skip


def book() -> bytes:
    paper = WorkbookPages("表", AT, UTC)
    page = paper.page("一")
    columns = [PageColumn(header=f"列{n}", width=8 + n) for n in range(4)]
    page.columns(columns)
    page.title(0, "标题", 3)
    rows = [tuple(INKS[(start + n) % len(INKS)] for n in range(4)) for start in range(len(INKS))]
    bottom = table(page, 1, columns, rows)
    page.note(bottom, 2, "批注")
    bare = paper.page("二")
    for row, ink in enumerate(INKS):
        if isinstance(ink, str):
            bare.sheet.write_string(row, 1, ink)
        elif isinstance(ink, int | float):
            bare.sheet.write_number(row, 1, ink)
    bare.sheet.set_row(2, 30, bare.look(bold=True))
    bare.sheet.set_column(1, 1, 20, bare.look(italic=True))
    for row in range(4):
        for asked in ({"type": "line"}, {"type": "column", "series_color": "#2B6CB0", "min": -row % 2}):
            page.sheet.add_sparkline(row, len(asked), {"range": f"'二'!A{row + 1}:D{row + 1}", **asked})
    page.sheet.add_sparkline(9, 1, {"range": "A1:D1", "type": "line"})
    many(paper.page("三"))
    return paper.finish()


def many(page: Page) -> None:
    """Write more rows than lie open at a time, some of them again, and blocks that reach back over all of them."""
    for row in range(5 * BLOCK):
        page.row(row, 20 + row % 7)
        page.put(row, 1, f"第{row % 90}行", page.boxed())
        page.put(row, 2, INKS[row % len(INKS)], page.look())
        if row % 3 == 0:
            page.put(row, 4, CellLink(f"../../archive/{row}.xlsx", "打开原件"), page.look())
        if row % 100 == 50:
            page.note(row, 5, "批注")
    block(page, (0, 0, 5 * BLOCK - 1, 0), "一直到底", page.boxed())
    for row in range(0, 5 * BLOCK, 31):
        page.put(row, 2, "后来改的", page.boxed())


class PlainSheet(Worksheet):
    """The library's own sheet, each cell written by the library where it stands."""

    def text_cell(self, text, face):
        return self.write_string, face, text

    def number_cell(self, number, face):
        return self.write_number, face, number

    def moment_cell(self, moment, face):
        return self.write_datetime, face, moment

    def blank_cell(self, face):
        return self.write_blank, face, None

    def blank_like(self, cell):
        return self.blank_cell(cell[1])

    def formula_cell(self, *_):
        return None

    def set_cell(self, row, column, cell):
        write, face, value = cell
        write(row, column, value, face)

    def set_cells(self, row, columns, cells):
        for column, cell in zip(columns, cells, strict=True):
            self.set_cell(row, column, cell)

    def set_block(self, area, cell, blank):
        self.merge_range(*area, "", blank[1])
        self.set_cell(*area[:2], cell)

    def set_link(self, row, column, path):
        self.ignore_write_string = True
        self.write_url(row, column, f"external:{path}")
        self.ignore_write_string = False


def test_its_bytes_are_those_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = book()
    monkeypatch.setattr(quick_sheet, "QuickSheet", PlainSheet)
    monkeypatch.setattr(quick_book, "QuickBook", lambda target, options: Workbook(target, {**options, "in_memory": True}))
    assert quick == book()


def test_tables_side_by_side_keep_their_cells() -> None:
    paper = WorkbookPages("表", AT, UTC)
    page = paper.page("一")
    columns = [PageColumn(header=f"列{n}", width=20) for n in range(2)]
    bottom = table(page, 0, columns, [("甲", 1), ("乙", 2)])
    assert table(page, 0, columns, [("丙", 3), ("丁", 4)], left=3) == bottom
    page.put(1, 1, "改", page.look())
    sheet = load_workbook(BytesIO(paper.finish()))["一"]
    assert [cell.value for cell in sheet[2]] == ["甲", "改", None, "丙", 3]


def test_a_longer_book_needs_little_more_room_while_it_is_written() -> None:
    """xlsxwriter alone holds 8,400 bytes a record of these."""
    assert (peak(2_000) - peak(500)) / 1_500 < 1_200


def peak(rows: int) -> int:
    """Return how many bytes are held at most while a list of so many rows is written, its merged blocks and links too."""
    columns = [PageColumn(header=f"列{n}", width=20) for n in range(12)]
    line = (*(f"填报{n}" for n in range(9)), 7, Decimal("0.5"), CellLink("../../archive/a.xlsx", "打开原件"))
    tracemalloc.start()
    try:
        paper = WorkbookPages("表", AT, UTC)
        page = paper.page("一")
        bottom = table(page, 0, columns, (line for _ in range(rows)))
        for row in range(bottom, bottom + rows):
            page.line(row, "一句话", 5)
        paper.finish()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_rows_written_long_ago_open_again() -> None:
    rows = PackedRows()
    for row in range(10 * BLOCK):
        rows[row][3] = str(row)
    assert len(rows) <= 2 * BLOCK
    rows[5][4] = "再写"
    assert rows.seen(5) == {3: "5", 4: "再写"}
    assert all(rows.seen(row)[3] == str(row) for row in rows.rows())
    assert rows.seen(10 * BLOCK) == {}
    assert 7 in rows and 10 * BLOCK not in rows


def test_a_second_book_of_one_process_is_like_the_first() -> None:
    """xlsxwriter writes into the properties that it is given for the default font."""
    assert book() == book()

"""The sheet with short inner loops writes, byte for byte, what xlsxwriter's own would."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from xlsxwriter.worksheet import Worksheet

from toolkit.outputs import quick_sheet
from toolkit.outputs.cell_values import CellLink, CellValue, Figure, Formula, Marked, RichRun
from toolkit.outputs.tables import table
from toolkit.outputs.workbook_pages import PageColumn, WorkbookPages

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
    return paper.finish()


def test_its_bytes_are_those_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = book()
    monkeypatch.setattr(quick_sheet, "QuickSheet", Worksheet)
    assert quick == book()


def test_a_second_book_of_one_process_is_like_the_first() -> None:
    """xlsxwriter writes into the properties that it is given for the default font."""
    assert book() == book()

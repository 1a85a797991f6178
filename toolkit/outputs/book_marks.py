"""What our books say of themselves to the program of the office above: lines, properties, and marks of 明细. Pure."""

from collections.abc import Iterable, Sequence

from toolkit.nouns.docket import Docket
from toolkit.ooxml.cell_text import for_cell
from toolkit.outputs.cell_values import CellLink, CellValue, Figure
from toolkit.outputs.workbook_pages import HEAD, Page, WorkbookPages
from toolkit.plan.model import Plan
from toolkit.tiers.book_mark import HEADING, MARKS, BookMark, cell_mark, mark_lines, mark_properties


def book_mark(plan: Plan, docket: Docket, kind: str, version: str) -> BookMark:
    """Return the mark of one period's book."""
    period = plan.period(docket.period)
    return BookMark(
        kind=kind,
        job=plan.job,
        county=plan.settings.text("县名"),
        year=plan.settings.text("年度"),
        period=docket.period,
        data_as_of=period.data_as_of.isoformat() if period else "",
        as_of=docket.as_of.isoformat(timespec="seconds"),
        version=version,
        ledger=docket.fingerprint,
        rules=docket.rules,
    )


def mark_book(paper: WorkbookPages, mark: BookMark) -> None:
    """Put the mark into the book's custom properties."""
    for name, value in mark_properties(mark).items():
        paper.book.set_custom_property(name, value, "text")


def mark_rows(page: Page, row: int, mark: BookMark, last: int) -> int:
    """Write the mark as lines of (label, value); return the row below."""
    page.line(row, HEADING, last, font_name=HEAD)
    for label, value in mark_lines(mark):
        row += 1
        page.put(row, 0, label, page.look())
        page.sheet.merge_range(row, 1, row, last, "", page.look())
        page.put(row, 1, value, page.look(num_format="@"))
    return row + 1


def marks_page(paper: WorkbookPages, job: str, headers: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> None:
    """Write the hidden sheet: one line for each row of 明细, by its 编号 (the last cell), one mark for each cell."""
    sheet = paper.page(MARKS).sheet
    sheet.hide()
    sheet.write_row(0, 0, ["编号", *headers])
    for row, inks in enumerate(rows, 1):
        own = str(inks[-1])
        told = [place for place, ink in enumerate(inks) if not isinstance(ink, CellLink)]
        marks = (cell_mark(job, own, headers[place], _plain(inks[place])) for place in told)
        cells = [sheet.text_cell(text, None) for text in (own, *marks)]
        sheet.set_cells(row, (0, *(place + 1 for place in told)), cells)


def _plain(ink: CellValue) -> object:
    value = ink.value if isinstance(ink, Figure) else ink
    return for_cell(value) if isinstance(value, str) else value

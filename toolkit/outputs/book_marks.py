"""What our books say of themselves to the program of the office above: lines, properties, and marks of 明细. Pure."""

from collections.abc import Sequence

from toolkit.nouns.docket import Docket
from toolkit.ooxml.cell_text import for_cell
from toolkit.outputs.cell_values import CellLink, CellValue, Figure
from toolkit.outputs.workbook_pages import HEAD, Page, WorkbookPages
from toolkit.plan.model import Plan
from toolkit.tiers.book_mark import HEADING, MARKS, BookMark, mark_lines, mark_properties, marks_of, shown_value

_KEPT = 500
"""Different values that are remembered of a column."""


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
        face = page.look(num_format="@")
        page.sheet.set_block((row, 1, row, last), page.cell(value, face), page.sheet.blank_cell(face))
    return row + 1


class MarkRows:
    """Writes the hidden sheet: one line for each row of 明细, by its 编号 (the last cell), one mark for each cell."""

    def __init__(self, paper: WorkbookPages, job: str, headers: Sequence[str]) -> None:
        from toolkit.ooxml.quick_sheet import BEHIND, PLAIN, placed

        self._placed = placed
        self.page = paper.page(MARKS)
        self._sheet = self.page.sheet
        self._sheet.hide()
        for place, name in enumerate(("编号", *headers)):
            self._sheet.set_cell(0, place, self._sheet.text_cell(name, None))
        self._job, self._behind = job, BEHIND
        self._columns: list[tuple[int, dict[CellValue, str], str, str]] = [
            (place, {}, f"{header}\n", f"{self._sheet.begun(place, None)}{PLAIN}") for place, header in enumerate(headers, 1)
        ]
        """Of each column: where its mark comes, what is remembered of it, its header, what its cells begin with."""
        self.row = 1
        """The row that the next marks are written to."""

    def write(self, inks: Sequence[CellValue]) -> None:
        """Write the marks of one row."""
        own = str(inks[-1])
        head = f"{self._job}\n{own}\n"
        told = [
            (place, begun, header, known[ink] if ink in known else self._shown(known, ink))
            for (place, known, header, begun), ink in zip(self._columns, inks, strict=True)
            if type(ink) is not CellLink
        ]
        marks = marks_of([f"{head}{header}{shown}" for _, _, header, shown in told])
        behind = self._behind
        cells = [self._placed(0, self._sheet.text_cell(own, None))]
        cells += [f"{begun}{mark}{behind}" for (_, begun, _, _), mark in zip(told, marks, strict=True)]
        columns = [0, *[place for place, _, _, _ in told]]
        self._sheet.set_whole(self.row, tuple(columns), cells)
        self.row += 1

    @staticmethod
    def _shown(known: dict[CellValue, str], ink: CellValue) -> str:
        """Return how a value is shown, and remember it."""
        if len(known) >= _KEPT:
            known.clear()
        shown = known[ink] = shown_value(_plain(ink))
        return shown


def _plain(ink: CellValue) -> object:
    value = ink.value if isinstance(ink, Figure) else ink
    return for_cell(value) if isinstance(value, str) else value

"""Sheet rows composed of blocks over one or several of them, each row put down whole. Pure but for the page it writes on."""

from typing import TYPE_CHECKING

from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.workbook_pages import Page

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from toolkit.outputs.quick_sheet import Cell

_NOTHING: "Cell" = ()


class GridRows:
    """Rows from `top` on, so many columns wide; all of it is given before it is put down."""

    def __init__(self, page: Page, top: int, width: int) -> None:
        self._page, self._top = page, top
        self._width = width
        self._rows: list[list[Cell]] = []
        self._single: list[tuple[int, int, CellValue, Format]] = []

    def add_rows(self, count: int) -> None:
        self._rows += [[_NOTHING] * self._width for _ in range(count)]

    def single(self, row: int, column: int, ink: CellValue, face: "Format") -> "Cell":
        """Remember what can only be put by itself; return the blank that keeps its place."""
        self._single.append((row, column, ink, face))
        return self._page.sheet.blank_cell(face)

    def fill(self, rows: tuple[int, int], column: int, cell: "Cell") -> None:
        """Put a cell over the rows (first, last) of a column, merged where there are several."""
        first, last = rows
        self._rows[first - self._top][column] = cell
        if first != last:
            self._page.sheet.add_merge((first, column, last, column))
            blank = self._page.sheet.blank_like(cell)
            for row in range(first + 1, last + 1):
                self._rows[row - self._top][column] = blank

    def put_down(self) -> None:
        columns = tuple(range(self._width))
        for row, cells in enumerate(self._rows, self._top):
            self._page.sheet.set_cells(row, columns, cells)
        for one in self._single:
            self._page.put(*one)

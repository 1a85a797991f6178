"""Sheet rows composed of blocks over one or several of them, each row put down whole. Pure but for the page it writes on."""

from collections.abc import Sequence

from toolkit.outputs.record_rows import ReadyCell
from toolkit.outputs.workbook_pages import Page


class GridRows:
    """Rows from `top` on, so many columns wide; all of it is given before it is put down."""

    def __init__(self, page: Page, top: int, width: int) -> None:
        from toolkit.ooxml.quick_sheet import blank_like

        self._blank = blank_like
        self._page, self._top = page, top
        self._width = width
        self._rows: list[list[str]] = []

    def add_rows(self, count: int) -> None:
        self._rows += [[""] * self._width for _ in range(count)]

    def fill(self, rows: tuple[int, int], columns: Sequence[int], cells: Sequence[ReadyCell]) -> None:
        """Put a record's cells over the rows (first, last), merged where there are several."""
        first, last = rows
        top = self._rows[first - self._top]
        for column, (cell, _) in zip(columns, cells, strict=True):
            top[column] = cell
        if first != last:
            for column, (cell, _) in zip(columns, cells, strict=True):
                self._page.sheet.add_merge((first, column, last, column))
                blank = self._blank(cell)
                for row in range(first + 1, last + 1):
                    self._rows[row - self._top][column] = blank

    def put_down(self) -> None:
        columns = tuple(range(self._width))
        for row, cells in enumerate(self._rows, self._top):
            self._page.sheet.set_whole(row, columns, cells)

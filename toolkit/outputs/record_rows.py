"""Rows of one table, written whole: what a column's face is, and what a text that stands in it again needs, is found once.

Pure but for the page it writes on.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from toolkit.outputs.cell_values import CellLink, CellValue, Formula, Marked, spread, words
from toolkit.outputs.faces import block, face_of
from toolkit.outputs.grid_rows import GridRows
from toolkit.outputs.workbook_pages import Page, PageColumn
from toolkit.words.line_count import heights_in, room_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from toolkit.outputs.quick_sheet import Cell

_KEPT = 500
"""Different values that are remembered of a column."""
_POINTS = itemgetter(1)
ReadyCell = tuple["Cell | None", float]
"""A cell and the points that its text needs; no cell = it is put by itself."""


class RecordRows:
    """Writes records into a page's columns from `left` on; `looks`: more of each column's look than the table's own."""

    def __init__(
        self, page: Page, columns: Sequence[PageColumn], *, left: int = 0, looks: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        self._page, self._columns = page, columns
        self._looks = looks or ({},) * len(columns)
        self._places = tuple(range(left, left + len(columns)))
        self._heights = [heights_in(room_of(column.width), page.size) for column in columns]
        self._text_faces: dict[int, Format] = {}
        self._known: list[dict[CellValue, ReadyCell]] = [{} for _ in columns]

    def write(self, row: int, inks: Sequence[CellValue]) -> int:
        """Write one record, over several sheet rows where one cannot be high enough; return the next row."""
        cells = self.ready(inks)
        heights = spread(max(map(_POINTS, cells)), self._page.least)
        self._page.follow(row, heights)
        if len(heights) == 1:
            self.put(row, inks, cells)
        else:
            last = row + len(heights) - 1
            for column, index, look, ink in zip(self._columns, self._places, self._looks, inks, strict=True):
                block(self._page, (row, index, last, index), ink, face_of(self._page, column, ink, valign="top", **look))
        return row + len(heights)

    def ready(self, inks: Sequence[CellValue]) -> list[ReadyCell]:
        """Return a record's cells, made ready for any row."""
        cells = [known.get(ink) for known, ink in zip(self._known, inks, strict=True)]
        return [cell or self._made(place, inks[place]) for place, cell in enumerate(cells)]

    def put(self, row: int, inks: Sequence[CellValue], cells: Sequence[ReadyCell]) -> None:
        """Put a record's cells into one row."""
        sheet = self._page.sheet
        whole = [cell for cell, _ in cells if cell is not None]
        if len(whole) == len(cells):
            sheet.set_cells(row, self._places, whole)
            for index, ink in zip(self._places, inks, strict=True):
                if type(ink) is CellLink:
                    sheet.set_link(row, index, ink.path)
            return
        for column, index, look, ink in zip(self._columns, self._places, self._looks, inks, strict=True):
            self._page.put(row, index, ink, face_of(self._page, column, ink, **look))

    def fill(self, grid: GridRows, rows: tuple[int, int], inks: Sequence[CellValue], cells: Sequence[ReadyCell]) -> None:
        """Put a record's cells over the rows (first, last) of a grid."""
        for place, (column, (cell, _)) in enumerate(zip(self._places, cells, strict=True)):
            ready = cell or grid.single(rows[0], column, inks[place], self._face(place, inks[place]))
            grid.fill(rows, column, ready)

    def _made(self, place: int, ink: CellValue) -> ReadyCell:
        known = self._known[place]
        text = ink if type(ink) is str else words(ink)
        points = self._heights[place](text) if text else 0.0
        cell = (self._page.cell(ink, self._face(place, ink)), points)
        if len(known) >= _KEPT:
            known.clear()
        if not isinstance(ink, Formula | CellLink | Marked):
            known[ink] = cell
        return cell

    def _face(self, place: int, ink: CellValue) -> "Format":
        if type(ink) is not str:
            return face_of(self._page, self._columns[place], ink, **self._looks[place])
        face = self._text_faces.get(place)
        if face is None:
            face = self._text_faces[place] = face_of(self._page, self._columns[place], ink, **self._looks[place])
        return face

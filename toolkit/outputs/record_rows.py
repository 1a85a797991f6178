"""Rows of one table, written whole: what a column's face is, and what a text that stands in it again needs, is found once.

Pure but for the page it writes on.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from toolkit.outputs.cell_values import CellLink, CellValue, Formula, Marked, cached, spread, words
from toolkit.outputs.faces import face_of, number_format
from toolkit.outputs.workbook_pages import Page, PageColumn
from toolkit.words.line_count import heights_in, room_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_KEPT = 500
"""Different values that are remembered of a column."""
_CELL, POINTS = itemgetter(0), itemgetter(1)
ReadyCell = tuple[str, float]
"""A cell that stands in its column, and the points that its text needs."""


class RecordRows:
    """Writes records into a page's columns from `left` on; `looks`: more of each column's look than the table's own."""

    def __init__(
        self, page: Page, columns: Sequence[PageColumn], *, left: int = 0, looks: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        from toolkit.ooxml import quick_sheet

        self._sheet = quick_sheet
        self._page, self._columns = page, columns
        self._looks = looks or ({},) * len(columns)
        self.places = tuple(range(left, left + len(columns)))
        self._heights = [heights_in(room_of(column.width), page.size) for column in columns]
        self._beginnings: list[dict[str, str]] = [{} for _ in columns]
        """What the cells of a column begin with, by the format of their numbers."""
        self._texts: list[str] = [""] * len(columns)
        """What its texts begin with."""
        self._nth: list[tuple[int, dict[CellValue, ReadyCell]]] = [(place, {}) for place in range(len(columns))]
        """What is remembered of each column."""
        self._links: list[tuple[int, str]] = []
        """Columns and paths of the links in the record made ready last."""

    def write(self, row: int, inks: Sequence[CellValue]) -> int:
        """Write one record, over several sheet rows where one cannot be high enough; return the next row."""
        cells = self.ready(inks)
        heights = spread(max(map(POINTS, cells)), self._page.least)
        self._page.follow(row, heights)
        self.put(row, cells)
        if len(heights) > 1:
            self._go_down(row, row + len(heights) - 1, cells)
        return row + len(heights)

    def ready(self, inks: Sequence[CellValue]) -> list[ReadyCell]:
        """Return a record's cells, made ready for any row."""
        self._links.clear()
        made = self._made
        return [known.get(ink) or made(place, ink) for (place, known), ink in zip(self._nth, inks, strict=True)]

    def put(self, row: int, cells: Sequence[ReadyCell]) -> None:
        """Put a record's cells into one row."""
        self._page.sheet.set_whole(row, self.places, list(map(_CELL, cells)))
        for column, path in self._links:
            self._page.sheet.set_link(row, column, path)

    def _go_down(self, first: int, last: int, cells: Sequence[ReadyCell]) -> None:
        """Let a record's cells run down to another row."""
        blanks = [self._sheet.blank_like(cell) for cell, _ in cells]
        for row in range(first + 1, last + 1):
            self._page.sheet.set_whole(row, self.places, blanks)
        for column in self.places:
            self._page.sheet.add_merge((first, column, last, column))

    def _made(self, place: int, ink: CellValue) -> ReadyCell:
        known = self._nth[place][1]
        if type(ink) is str and ink:
            cell = (self._text(place, ink), self._heights[place](ink))
        elif ink is None or ink == "":
            cell = (f"{self._begun(place, ink)}/>", 0.0)
        elif type(ink) is Formula and not self._page.values_only:
            return (self._begun(place, ink) + self._sheet.formula_told(ink.text, cached(ink.value)), 0.0)
        else:
            text = words(ink)
            points = self._heights[place](text) if text else 0.0
            cell = (self._sheet.placed(self.places[place], self._page.cell(ink, self._face(place, ink))), points)
        if len(known) >= _KEPT:
            known.clear()
        if isinstance(ink, CellLink):
            self._links.append((self.places[place], ink.path))
        elif not isinstance(ink, Formula | Marked):
            known[ink] = cell
        return cell

    def _text(self, place: int, text: str) -> str:
        """Return the cell of a text in its column."""
        if self._sheet.plain(text):
            begun = self._texts[place]
            if not begun:
                begun = self._texts[place] = self._begun(place, text) + self._sheet.PLAIN
            return f"{begun}{text}{self._sheet.BEHIND}"
        return self._sheet.placed(self.places[place], self._page.cell(text, self._face(place, text)))

    def _begun(self, place: int, ink: CellValue) -> str:
        """Return what a cell of a column begins with."""
        begun, shown = self._beginnings[place], number_format(self._columns[place], ink)
        known = begun.get(shown)
        if known is None:
            known = begun[shown] = self._page.sheet.begun(self.places[place], self._face(place, ink))
        return known

    def _face(self, place: int, ink: CellValue) -> "Format":
        return face_of(self._page, self._columns[place], ink, **self._looks[place])

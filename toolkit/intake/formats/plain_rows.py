"""Rows that hold nothing but texts, as cells: what a form prints is the same in all its copies, and is made once. Pure."""

from functools import lru_cache

from toolkit.intake.formats.cell_places import place
from toolkit.intake.formats.format_words import text_words
from toolkit.intake.formats.grid import COLUMNS, ROWS
from toolkit.nouns.cells import Cell, CellKind
from toolkit.ooxml.plain_parts import PlainRow
from toolkit.ooxml.relations import unescape

FEW = 256
"""Shared strings up to which a row is looked up by them, and cells up to which a row is."""

_TEXT = CellKind.TEXT
_REMEMBERED = 512
"""Rows."""

Cells = tuple[tuple[tuple[int, int], Cell], ...]
"""(row, column) and cell, left to right."""


class TextRows(dict[PlainRow, Cells | None]):
    """Row → its cells, for the books that share these strings and formats; the last rows asked for are remembered.

    None = something in it is no text, or out of place: whoever takes it cell by cell says what.
    """

    def __init__(self, strings: tuple[str, ...], formats: tuple[str, ...]) -> None:
        super().__init__()
        self._strings, self._formats = strings, formats

    def __missing__(self, row: PlainRow) -> Cells | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        cells = self[row] = _text_cells(row, self._strings, self._formats)
        return cells


text_rows = lru_cache(maxsize=8)(TextRows)
"""Copies of one form share what they share: their rows are looked up together."""


def _text_cells(row: PlainRow, strings: tuple[str, ...], formats: tuple[str, ...]) -> Cells | None:
    cells = []
    for reference, style, kind, value in row:
        if kind == "inlineStr":
            text = unescape(value).replace("\r\n", "\n")
        elif kind == "s" and value.isdecimal() and int(value) < len(strings):
            text = strings[int(value)].replace("\r\n", "\n")
        else:
            return None
        where = place(reference)
        if not text or "DISPIMG(" in text or int(style or 0) >= len(formats) or where[0] > ROWS or where[1] > COLUMNS:
            return None
        look = formats[int(style or 0)]
        cells.append((where, Cell(*where, _TEXT, text, look, text_words(text, look) if look else "")))
    return tuple(cells)

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

Cells = tuple[tuple[tuple[int, int], Cell], ...]
"""(row, column) and cell, left to right."""


@lru_cache(maxsize=512)
def text_cells(row: PlainRow, strings: tuple[str, ...], formats: tuple[str, ...]) -> Cells | None:
    """Return a row's cells; None = something in it is no text, or out of place: whoever takes it cell by cell says what."""
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
        cells.append((where, Cell(*where, CellKind.TEXT, text, look, text_words(text, look) if look else "")))
    return tuple(cells)

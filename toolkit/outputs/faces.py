"""The face of a table's cell by its column and what stands in it; blocks of several cells. Pure but for the page."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolkit.outputs.cell_values import CellLink, CellValue, ChangedText, Figure, Formula, Timed
from toolkit.outputs.workbook_pages import DAY, MARK, MOMENT, Page, PageColumn

if TYPE_CHECKING:
    from xlsxwriter.format import Format


def block(page: Page, area: tuple[int, int, int, int], ink: CellValue, face: "Format") -> None:
    """Write one value into a cell, or into a merged block (top, left, bottom, right)."""
    top, left, bottom, right = area
    if (top, left) == (bottom, right):
        page.put(top, left, ink, face)
        return
    page.sheet.set_block(area, page.cell(ink, face), page.sheet.blank_cell(face))
    if isinstance(ink, CellLink):
        page.sheet.set_link(top, left, ink.path)


def face_of(page: Page, column: PageColumn, ink: CellValue, **look: Any) -> "Format":
    if isinstance(ink, ChangedText):
        return face_of(page, column, ink.value, **MARK, **look)
    key = (column.align, "General" if ink is None or type(ink) is str else number_format(column, ink), *look.items())
    face = page.faces.get(key)
    if face is None:
        face = page.faces[key] = page.boxed(**{"align": key[0], "num_format": key[1], **look})
    return face


def number_format(column: PageColumn, ink: CellValue) -> str:
    if ink is None or type(ink) is str:
        return "General"
    if isinstance(ink, Figure | Formula | Timed) and ink.number_format:
        return ink.number_format
    if isinstance(ink, datetime):
        return MOMENT
    if isinstance(ink, date):
        return column.number_format if column.number_format != "General" else DAY
    return column.number_format if isinstance(ink, int | Decimal | Formula) else "General"

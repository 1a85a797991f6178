"""Tables on a page: header, rows as high as their text, numbers in their formats. Pure but for the page it writes on."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from toolkit.outputs.cell_values import CellValue, ChangedText, Figure, Formula, Timed, head_height, height, spread, words
from toolkit.outputs.workbook_pages import DAY, HEAD, HOLDS, LIGHTS, MARK, MOMENT, TINT, Page, PageColumn
from toolkit.plan.settings import Policy

if TYPE_CHECKING:
    from xlsxwriter.format import Format


def header(page: Page, row: int, columns: Sequence[PageColumn], *, left: int = 0) -> None:
    """Write the header row, as high as its longest name needs."""
    face = page.boxed(font_name=HEAD, align="center", bg_color=TINT)
    for index, column in enumerate(columns, left):
        page.put(row, index, column.header, face)
    page.head = max(26.0, *(head_height(c.header, c.width, page.size) for c in columns))
    page.sheet.set_row(row, page.head)


def named(columns: Sequence[PageColumn], policy: Policy) -> tuple[PageColumn, ...]:
    """Return the columns with the materials in their headers called as they are called here."""
    return tuple(replace(column, header=policy.called(column.header)) for column in columns)


def table(
    page: Page, top: int, columns: Sequence[PageColumn], rows: Iterable[Sequence[CellValue]], *, left: int = 0, holds: int = HOLDS
) -> int:
    """Write header, filter buttons and rows from `top` on, 无 where there are none; return the first free row.

    More rows than a sheet holds go on in further ones (`page.more`), and both say so.
    """
    whole, most = iter(rows), min(holds, page.paper.holds)
    row = _some(page, top, columns, islice(whole, most), left=left)
    if row == top + 1:
        row = record(page, row, columns, ("无", *(None for _ in columns[1:])), left=left)
    page.filter(top, row - 1, len(columns) - 1)
    page.settle()
    further = [_go_on(page, columns, chain((inks,), islice(whole, most - 1))) for inks in whole]
    if further:
        page.line(row, f"本表写不下，下接工作表{'、'.join(f'“{name}”' for name in further)}。", len(columns) - 1)
        row += 1
    return row


def _some(page: Page, top: int, columns: Sequence[PageColumn], rows: Iterable[Sequence[CellValue]], *, left: int = 0) -> int:
    """Write header and rows; return the first free row."""
    header(page, top, columns, left=left)
    row = top + 1
    for inks in rows:
        row = record(page, row, columns, inks, left=left)
    return row


def _go_on(page: Page, columns: Sequence[PageColumn], rows: Iterable[Sequence[CellValue]]) -> str:
    """Write rows into a further sheet; return its name."""
    more = page.go_on(columns)
    bottom = _some(more, 1, columns, rows)
    more.filter(1, bottom - 1, len(columns) - 1)
    more.settle()
    more.sheet.freeze_panes(2, 0)
    more.sheet.repeat_rows(1)
    return more.name


def record(page: Page, row: int, columns: Sequence[PageColumn], inks: Sequence[CellValue], *, left: int = 0) -> int:
    """Write one record, over several sheet rows where one cannot be high enough; return the next row."""
    heights = spread(needed(columns, inks, page.size), page.least)
    last = row + len(heights) - 1
    look = {"valign": "top"} if len(heights) > 1 else {}
    page.follow(row, heights)
    for index, (column, ink) in enumerate(zip(columns, inks, strict=True), left):
        block(page, (row, index, last, index), ink, face_of(page, column, ink, **look))
    return last + 1


def block(page: Page, area: tuple[int, int, int, int], ink: CellValue, face: "Format") -> None:
    """Write one value into a cell, or into a merged block (top, left, bottom, right)."""
    top, left, bottom, right = area
    if (top, left) != (bottom, right):
        page.sheet.merge_range(top, left, bottom, right, "", face)
    page.put(top, left, ink, face)


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


def needed(columns: Sequence[PageColumn], inks: Sequence[CellValue], size: float) -> float:
    """Return the points at which all texts of a record show."""
    most = 0.0
    for column, ink in zip(columns, inks, strict=True):
        text = ink if type(ink) is str else words(ink)
        if text and (points := height(text, column.width, size)) > most:
            most = points
    return most


def lights(page: Page, top: int, column: int, bottom: int) -> None:
    """Colour 绿, 黄 and 红 in a column, also after somebody has changed or sorted them."""
    if bottom < top:
        return
    for word, (back, ink) in LIGHTS.items():
        look = page.paper.book.add_format({"bg_color": back, "font_color": ink})
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
        page.sheet.conditional_format(top, column, bottom, column, rule)

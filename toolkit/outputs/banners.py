"""Texts across a sheet: a title on few even lines, a sentence; those that a thousand pages say, made ready once. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.ooxml.cell_text import for_cell
from toolkit.outputs.cell_values import height
from toolkit.words.line_count import ems, evenly, line_heights, room_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from toolkit.outputs.workbook_pages import Page

TITLE = "方正小标宋简体"
_SIZE, _LEAST, _FILLS = 18.0, 14.0, 0.94


@dataclass(frozen=True, slots=True)
class Banner:
    """A text across a sheet, ready for any row; the text itself is the book's, so that the rows are the same whatever it says."""

    columns: tuple[int, ...]
    cells: tuple[str, ...]
    points: float


def title_banner(page: "Page", text: str, last: int) -> Banner:
    """Make a title ready."""
    lines, size = titled(for_cell(text), page.width_to(last))
    face = page.look(font_name=TITLE, font_size=size, align="center")
    return _banner(page, "\n".join(lines), last, face, title_points(lines, size))


def line_banner(page: "Page", text: str, last: int) -> Banner:
    """Make a sentence ready."""
    return _banner(page, text, last, page.look(), line_points(text, page.width_to(last), page.size))


def _banner(page: "Page", text: str, last: int, face: "Format", points: float) -> Banner:
    said = page.sheet.head_cell(for_cell(text), face)
    return Banner(tuple(range(last + 1)), tuple(page.sheet.row_of((said, *[page.sheet.blank_cell(face)] * last))), points)


def put_banner(page: "Page", row: int, banner: Banner) -> None:
    page.sheet.set_whole(row, banner.columns, banner.cells)
    page.sheet.add_merge((row, 0, row, banner.columns[-1]))
    page.sheet.set_row(row, banner.points)


def line_points(text: str, width: float, size: float) -> float:
    """Return how high the row of a sentence is."""
    return max(15.0, height(text, width, size))


def title_points(lines: Sequence[str], size: float) -> float:
    """Return how high the row of a title is."""
    return max(32.0, line_heights(len(lines), size))


@lru_cache(maxsize=64)
def titled(text: str, width: float) -> tuple[Sequence[str], float]:
    """Return a title's lines, and its type's size in points."""
    room = room_of(width) * 72 / 96 * _FILLS
    wide = max(ems(text), 1.0)
    size = min(_SIZE, max(_LEAST, float(int(room / wide))))
    return tuple(evenly(text, math.ceil(wide * size / room))), size

"""What stands in one cell of a workbook we write: its kinds, strange text made harmless, its room on paper. Pure."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from toolkit.ooxml.cell_text import for_cell
from toolkit.values.texts import rounded
from toolkit.words.line_count import line_count, line_heights, room_of

HIGHEST = 400.0
"""Points; a row ends at 409.5, and Excel's and WPS's fonts differ a little from what we reckon."""

_WIDEST = 1.4
"""No sign is wider, as a multiple of the font size."""
_BUTTON = 18.0
"""Pixels."""


_NO_PATH, _UNSAFE = re.compile(r'[\\:\x00-\x1f"<>|?*]'), re.compile(r"[ %#\[\]^`{}'&]")
"""Signs that stand in no path of ours, and those that a link has to escape."""
_PARTS_NOT = frozenset({"", ".", ".."})


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """A live formula with the value that Excel will find; each stands in one cell, so that none is compared."""

    text: str
    value: Decimal | int | str
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class CellLink:
    """A link to an original below archive/, from a file two folders below the workspace; `path` with /."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class RichRun:
    """A stretch of text, changed or not."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """A text of which some stretches are marked."""

    runs: tuple[RichRun, ...]
    gone: bool = False
    """The marked stretches are no longer there in the newer text."""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its own format."""

    value: Decimal | int
    number_format: str = "General"


@dataclass(frozen=True, slots=True)
class Timed:
    """A moment with its own format."""

    value: datetime
    number_format: str


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A value that is not what it was, marked as a whole."""

    value: "CellValue"


CellValue = str | int | Decimal | date | datetime | Formula | CellLink | Marked | Figure | Timed | ChangedText | None


MUTE = frozenset({type(None), int, Decimal, date, datetime, Formula, Figure, Timed})
"""Kinds of values that need no room of their own."""


def words(ink: CellValue) -> str:
    """Return the text by which a value needs room; "" = fits on a line."""
    if isinstance(ink, ChangedText):
        return words(ink.value)
    if isinstance(ink, str):
        return ink
    return ink.text if isinstance(ink, Marked | CellLink) else ""


@lru_cache(maxsize=4096)
def percent_format(fraction: Decimal) -> str:
    """Return the format that shows a share as our letters do: one decimal at most; more, where it would be 100% or 0%."""
    points = fraction * 100
    if not points.is_finite() or points.adjusted() > 15:
        return "0%"
    places = next((n for n in (1, 2, 3) if (short := rounded(points, n)) == points or short not in {0, 100}), 4)
    places = 0 if rounded(points, places) == rounded(points, 0) else places
    return "0%" if places == 0 else f"0.{'0' * places}%"


def storable(number: Decimal) -> bool:
    """Tell whether a cell can hold the number as it is: Excel keeps 15 digits."""
    return number.is_finite() and abs(number.adjusted()) < 300 and len(number.normalize().as_tuple().digits) <= 17


def cached(value: Decimal | int | str) -> float | int | str:
    """Return a formula's value as the file keeps it."""
    if isinstance(value, Decimal):
        return float(value) if value.is_finite() and value.adjusted() < 300 else ""
    return value


def original(archived: str | None) -> str | None:
    """Return the link target of an original, its strange characters escaped; None if it is no plain path below archive/."""
    parts = (archived or "").split("/")
    if not archived or not _PARTS_NOT.isdisjoint(parts) or _NO_PATH.search(archived):
        return None
    escaped = _UNSAFE.sub(lambda sign: f"%{ord(sign[0]):02X}", for_cell(archived))
    return f"../../archive/{escaped}" if len(escaped) < 1_000 else None


def lines(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes in a column so many digits wide, at a font size in points."""
    return line_count(text, room_of(width), size)


def height(text: str, width: float, size: float) -> float:
    """Return the points at which all of the text shows."""
    return line_heights(lines(text, width, size), size, latin=text.isascii())


def surely_fits(text: str, width: float, size: float) -> bool:
    """Tell without breaking it into lines that a text fits one row: each two lines hold more than one is wide."""
    return fits(len(text), text.count("\n"), width, size)


def fits(signs: int, breaks: int, width: float, size: float) -> bool:
    """Tell whether any text of so many signs and line breaks surely fits one row."""
    room = room_of(width) / (size * 96 / 72)
    most = breaks + 1 + signs * _WIDEST * 2 / max(room, 1.0)
    return line_heights(math.ceil(most), size) <= HIGHEST


def head_height(text: str, width: float, size: float) -> float:
    """Return the points at which a header shows beside its filter button."""
    return line_heights(line_count(text, room_of(width) - _BUTTON, size), size)


def spread(needed: float, least: float) -> Sequence[float]:
    """Return the heights of the rows that together give the room: one, or several where one cannot be so high."""
    rows = max(1, math.ceil(needed / HIGHEST))
    return (max(needed / rows, least),) * rows

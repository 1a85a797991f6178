"""What stands in one cell of a workbook we write: its kinds, strange text made harmless, its room on paper. Pure."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

LONGEST = 32_767
"""UTF-16 units that a cell holds."""
HIGHEST = 400.0
"""Points; a row ends at 409.5, and Excel's and WPS's fonts differ a little from what we reckon."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CUT = "……（文字过长，全文见原件）"
_LINE = 1.36
"""Line pitch of Chinese fonts, as a share of the font size."""
_AIR = 5.0
_SLACK = 1.06
"""A line breaks before a punctuation mark or a figure, so it is never quite full."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula with the value that Excel will find."""

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
class ChangedText:
    """A value that is not what it was, marked as a whole."""

    value: "CellValue"


CellValue = str | int | Decimal | date | datetime | Formula | CellLink | Marked | Figure | ChangedText | None


def tame(text: str) -> str:
    """Return the text as XML can carry it and a cell can hold it; what is cut off is said."""
    legal = text if _ILLEGAL.search(text) is None else _ILLEGAL.sub(lambda m: "\ufffd" if m[0] >= "\ud800" else "", text)
    if len(legal) <= LONGEST // 2 or _utf16(legal) <= LONGEST:
        return legal
    room = LONGEST - _utf16(_CUT)
    cut = legal.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore")
    return cut + _CUT


def _utf16(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def percent_format(fraction: Decimal) -> str:
    """Return the shortest percent format that shows the value as it is, up to two decimals; never 100% for 99.6%."""
    points = fraction * 100
    if not points.is_finite() or points.adjusted() > 15:
        return "0%"
    places = next((n for n in (0, 1) if points == round(points, n)), 2)
    return "0%" if places == 0 else f"0.{'0' * places}%"


def storable(number: Decimal) -> bool:
    """Tell whether a cell can hold the number as it is: Excel keeps 15 digits."""
    return number.is_finite() and abs(number.adjusted()) < 300 and len(number.normalize().as_tuple().digits) <= 17


def original(archived: str | None) -> str | None:
    """Return the link target of an original, its strange characters escaped; None if it is no plain path below archive/."""
    parts = (archived or "").split("/")
    if not archived or any(part in {"", ".", ".."} for part in parts) or re.search(r'[\\:\x00-\x1f"<>|?*]', archived):
        return None
    escaped = "".join(f"%{ord(c):02X}" if c in " %#[]^`{}'&" else c for c in tame(archived))
    return f"../../archive/{escaped}" if len(escaped) < 1_000 else None


def lines(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes in a column so many digits wide, at a font size in points."""
    per_line = _per_line(width, size)
    if "\n" not in text:
        return max(1, -(-_halves(text) // per_line))
    return sum(max(1, -(-_halves(line) // per_line)) for line in text.split("\n"))


@lru_cache(maxsize=1_000)
def _per_line(width: float, size: float) -> int:
    """Return how many half characters a line has room for."""
    half = size * 96 / 72 / 2 * _SLACK
    return max(2, math.floor(max(width * 7 - 3, 2 * half) / half))


def height(text: str, width: float, size: float) -> float:
    """Return the points at which all of the text shows."""
    return lines(text, width, size) * size * _LINE + _AIR


@lru_cache(maxsize=20_000)
def _halves(line: str) -> int:
    """Return a line's width in half characters: 1 for Latin, 2 for all else."""
    if line.isascii():
        return len(line)
    upper = line.encode("utf-16-le", "surrogatepass")[1::2]
    return 2 * len(upper) - upper.count(0) - upper.count(1) - upper.count(2)


def spread(needed: float, least: float) -> Sequence[float]:
    """Return the heights of the rows that together give the room: one, or several where one cannot be so high."""
    rows = max(1, math.ceil(needed / HIGHEST))
    return (max(needed / rows, least),) * rows

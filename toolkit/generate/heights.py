"""How high a row must be for all its text to show, from column widths and font sizes. Pure."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from toolkit.words.line_count import ems, line_counter, line_heights

HIGHEST = 409.0
"""Excel's limit of a row, in points."""

_DIGIT = 7.2
"""Pixels of a digit of the default font, by which column widths count: between Excel's and LibreOffice's."""
_LEAST_DIGIT, _SIDES = 7.0, 3.0
"""Excel's pixels of that digit, and what it leaves free beside a text: an issued form must not lose its last line anywhere."""
_PADDING = 6.0
_AIR = 3.0


@dataclass(frozen=True, slots=True)
class Box:
    """The room that a cell's text has."""

    width: float
    """Column width as the file counts it (digits); of a merged block all its columns."""
    size: float
    """Font size in points."""
    wrap: bool


def needed(text: str, box: Box) -> float:
    """Return the height in points at which all of the text shows."""
    return gauge(box)(text)


@lru_cache(maxsize=256)
def gauge(box: Box) -> Callable[[str], float]:
    """Return what tells the height in points at which all of a text shows in one box."""
    lines = line_counter(_room(box), box.size) if box.wrap else lambda _text: 1
    heights = [0.0, line_heights(1, box.size) + _AIR]

    def height(text: str) -> float:
        count = lines(text) if text else 0
        return heights[count] if count < 2 else line_heights(count, box.size) + _AIR

    return height


def width_of(text: str, size: float) -> float:
    """Return the column width that one line of text takes."""
    return (ems(text) * size * 96 / 72 + _PADDING) / _DIGIT


@lru_cache(maxsize=64)
def pieces(text: str, box: Box, count: int) -> tuple[str, ...]:
    """Cut a text into `count` pieces of about as many lines each; joined again they are the text."""
    lines = list(_lines(text, _per_line(box)))
    each = max(1, math.ceil(len(lines) / count))
    cut = ["".join(lines[n : n + each]) for n in range(0, len(lines), each)]
    return (*cut, *[""] * (count - len(cut)))


def _lines(text: str, per_line: float) -> Iterator[str]:
    start, used = 0, 0.0
    for place, letter in enumerate(text):
        width = ems(letter) if letter != "\n" else 0.0
        if used + width > per_line or (letter != "\n" and text[start:place].endswith("\n")):
            yield text[start:place]
            start, used = place, 0.0
        used += width
    if start < len(text):
        yield text[start:]


def _room(box: Box) -> float:
    """Return the pixels that a line has in whatever program is narrowest."""
    return box.width * _LEAST_DIGIT - _SIDES


def _per_line(box: Box) -> float:
    """Return the room of a line, in font sizes."""
    return max(_room(box) / (box.size * 96 / 72), 1.0)

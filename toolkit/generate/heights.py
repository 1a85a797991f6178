"""How high a row must be for all its text to show, from column widths and font sizes. Pure."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

HIGHEST = 409.0
"""Excel's limit of a row, in points."""

_DIGIT = 7.0
"""Pixels of a digit of the default font, by which column widths count."""
_PADDING = 6.0
_LINE = 1.36
"""Line pitch of Chinese fonts, as a share of the font size."""
_AIR = 6.0
_SLACK = 1.02
"""Lines break before a punctuation mark, so a line is never quite full."""


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
    pitch = box.size * _LINE
    if not box.wrap:
        return pitch + _AIR if text else 0.0
    per_line = _per_line(box)
    lines = sum(max(1, math.ceil(_units(line) / per_line)) for line in text.split("\n")) if text else 0
    return lines * pitch + _AIR if lines else 0.0


def width_of(text: str, size: float) -> float:
    """Return the column width that one line of text takes."""
    return (_units(text) * size * 96 / 72 / 2 * _SLACK + _PADDING) / _DIGIT


def line_pitch(box: Box) -> float:
    return box.size * _LINE


def pieces(text: str, box: Box, count: int) -> list[str]:
    """Cut a text into `count` pieces of about as many lines each; joined again they are the text."""
    lines = list(_lines(text, _per_line(box)))
    each = max(1, math.ceil(len(lines) / count))
    cut = ["".join(lines[n : n + each]) for n in range(0, len(lines), each)]
    return cut + [""] * (count - len(cut))


def _lines(text: str, per_line: int) -> Iterator[str]:
    start = used = 0
    for place, letter in enumerate(text):
        width = _units(letter) if letter != "\n" else 0
        if used + width > per_line or (letter != "\n" and text[start:place].endswith("\n")):
            yield text[start:place]
            start, used = place, 0
        used += width
    if start < len(text):
        yield text[start:]


def _per_line(box: Box) -> int:
    half = box.size * 96 / 72 / 2 * _SLACK
    room = max(box.width * _DIGIT - _PADDING, 2 * half)
    return max(2, math.floor(room / half))


def _units(line: str) -> int:
    """Return a line's width in half characters: 2 for Chinese, 1 for Latin, 4 for what GBK does not know."""
    return len(line.encode("gb18030", "replace"))

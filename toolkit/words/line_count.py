"""How many lines a text takes in a column, and how high they are: broken as office programs break Chinese. Pure.

Held against LibreOffice's own optimal heights; Excel's fonts need a little less.
"""

import math
import re
from collections.abc import Callable
from functools import lru_cache

_LATIN = 0.636
"""Width of a Latin letter or a digit in the fonts that stand in for Chinese ones, as a share of the font size."""
_PERCENT = 0.31
"""How much wider a percent sign is."""
_RISE, _FALL = 1.16, 0.288
"""How far a Chinese font reaches above and below the line, as a share of its size."""
_LATIN_PITCH = 1.2
_AIR = 1.6
_AT_HAND = 512
"""Texts taken apart last: the same one stands in sheets that are written side by side, in a column of another width."""
_MANY = 40
"""A text of more lines than this is reckoned as a whole: a line more or less does not show."""
_LOOSE = 1.03
"""What breaks before punctuation leave empty, on many lines."""
_OPENING, _CLOSING = "（《“‘【「『〔", "，。；：、！？）》”’】」』〕…"
_UNIT = re.compile(f"[{_OPENING}]*(?:[!-~]+|.)[{_CLOSING}]*")
_PIECE = re.compile(f"([^{_OPENING}{_CLOSING}\n\x00-\u02ff\U00010000-\U0010ffff]+)(?![{_CLOSING}])|({_UNIT.pattern})")
"""Signs one em wide each of which is a unit, as many as follow each other; or any other unit."""
_NARROWEST, _WIDEST = 0.636, 2.0
"""No sign is narrower or wider, in ems; a percent sign is wider than a digit."""


def room_of(width: float) -> float:
    """Return the pixels that text has in a column so many digits wide, as the file counts (Arial 10)."""
    return width * 7.2 + 1


def line_count(text: str, room: float, size: float) -> int:
    """Return how many lines a text takes in so many pixels, at a font size in points."""
    return line_counter(room, size)(text)


@lru_cache(maxsize=256)
def line_counter(room: float, size: float) -> Callable[[str], int]:
    """Return what tells how many lines a text takes in so many pixels, at a font size in points."""
    em = size * 96 / 72
    ems_there = max(room, em) / em
    short = ems_there / 2

    def lines(text: str) -> int:
        if "\n" not in text:
            return 1 if len(text) <= short else _lines(text, ems_there)
        return sum(_lines(line, ems_there) for line in text.split("\n"))

    return lines


def heights_in(room: float, size: float) -> Callable[[str], float]:
    """Return what tells the points that a text needs in so many pixels; nothing is remembered of texts told once."""
    em = size * 96 / 72
    ems_there = max(room, em) / em
    wide, latin = line_pitch(size), size * _LATIN_PITCH

    def points(text: str) -> float:
        if "\n" in text:
            count = sum(_lines_anew(line, ems_there) for line in text.split("\n"))
        else:
            count = 1 if 2 * len(text) <= ems_there else _lines_anew(text, ems_there)
        return count * (latin if text.isascii() else wide) + _AIR

    return points


def line_heights(count: int, size: float, *, latin: bool = False) -> float:
    """Return the points that so many lines need; `latin`: without any Chinese."""
    return count * (size * _LATIN_PITCH if latin else line_pitch(size)) + _AIR


@lru_cache(maxsize=64)
def line_pitch(size: float) -> float:
    """Return the points from line to line: whole pixels of a font of whole pixels, as on a screen."""
    pixels = round(size * 96 / 72)
    return (round(_RISE * pixels) + round(_FALL * pixels)) * 72 / 96


def ems(text: str) -> float:
    """Return a line's width as a multiple of the font size."""
    wide = text.count("%") * _PERCENT
    if text.isascii():
        return len(text) * _LATIN + wide
    upper = text.encode("utf-16-le", "surrogatepass")[1::2]
    latin = upper.count(0) + upper.count(1) + upper.count(2)
    return len(upper) - latin + latin * _LATIN + wide


_unit_ems = lru_cache(maxsize=8192)(ems)


def characters(text: str) -> float:
    """Return how many Chinese characters wide a line is in the fonts of letters, where a Latin sign is half as wide."""
    return sum(0.5 if letter.isascii() else 1 for letter in text)


def evenly(text: str, count: int) -> list[str]:
    """Cut a heading into so many lines of about the same length, none beginning with punctuation."""
    units = _UNIT.findall(text)
    each, lines = ems(text) / max(1, count), [""]
    for unit in units:
        if len(lines) < count and ems(lines[-1]) + ems(unit) / 2 > each:
            lines.append("")
        lines[-1] += unit
    return [line for line in lines if line] or [text]


def _lines_anew(line: str, room: float) -> int:
    """Break one paragraph; `room` in font sizes. A Latin word or a figure stays whole, punctuation with what it belongs to."""
    if len(line) * _NARROWEST <= room or len(line) * _WIDEST > room * _MANY:
        whole = _whole_ems(line)
        if whole <= room:
            return 1
        if whole > room * _MANY:
            return math.ceil(whole * _LOOSE / room)
    count, used, full = 1, 0.0, int(room)
    for width in _widths(line):
        if used + width <= room:
            used += width
        elif type(width) is int:
            left = width - int(room - used)
            count += math.ceil(left / full)
            used = float((left - 1) % full + 1)
        else:
            count, used = (count + 1, width) if used else (count, width)
            if used > room:
                more = math.ceil(used / room) - 1
                count, used = count + more, used - more * room
    return count


@lru_cache(maxsize=_AT_HAND)
def _widths(line: str) -> tuple[float, ...]:
    """Return how wide a paragraph's units are; whole numbers are so many units of one em each."""
    return tuple([len(signs) or _unit_ems(unit) for signs, unit in _PIECE.findall(line)])


_whole_ems = lru_cache(maxsize=_AT_HAND)(ems)
_lines = lru_cache(maxsize=4096)(_lines_anew)

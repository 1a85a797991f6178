"""Column widths that follow what stands in them: names on few lines, long texts sharing out a sheet by their length. Pure."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Any

from toolkit.outputs.cell_values import MUTE, CellValue, height, words
from toolkit.outputs.workbook_pages import Page, PageColumn
from toolkit.words.line_count import ems, room_of

_LONG = 200
"""Characters from which a text decides the width of its column."""
_CALM = 180.0
"""Points: rows up to this height leave pages well filled."""
_NARROWEST = 14.0
_STEP = 1.1
_OPENING, _CLOSING = frozenset("（《“‘【〔「『(["), frozenset("）》”’】〕」』、，。；：！？)],.;:!?")
_LINES, _LONE = 2, 2
_FONTS = (1.0, 0.95)
"""Shares of a line that fonts fill differently: a name is to end well in all of them."""


@dataclass(slots=True)
class _ColumnTexts:
    """What stands in one column."""

    total: int = 0
    longest: str = ""
    breaks: int = 0
    """Line breaks of the text that has most."""


@dataclass(frozen=True, slots=True)
class ColumnMeasure:
    """What stands in each column: names, and how much is told."""

    told: tuple[_ColumnTexts, ...]
    names: tuple[Mapping[str, int], ...]
    """Shapes of names (`shape`), and how many there are of each."""

    def at_most(self, place: int) -> tuple[int, int]:
        """Return how many signs and how many line breaks a text of a column has at most."""
        one, names = self.told[place], self.names[place]
        return max(len(one.longest), *map(len, names), 0), max(one.breaks, *(name.count("\n") for name in names), 0)

    def plain(self) -> Any:
        """Return it as JSON, for `measure_of` and `MeasureSum`."""
        return [[one.total, one.longest, one.breaks, dict(names)] for one, names in zip(self.told, self.names, strict=True)]

    def picked(self, places: Sequence[int | None]) -> "ColumnMeasure":
        """Return the same for other columns, by where each stands in these; None = in none."""
        told = tuple(_ColumnTexts() if place is None else self.told[place] for place in places)
        return ColumnMeasure(told, tuple({} if place is None else self.names[place] for place in places))


def suited(
    page: Page, columns: Sequence[PageColumn], rows: Iterable[Sequence[CellValue]], *, room: float = 0.0, calm: float = _CALM
) -> tuple[PageColumn, ...]:
    """Return the columns as wide as their texts want, all together no wider than `room` (the page's) unless they were.

    Columns with a `most` grow for the names in them; those with long texts share what is left, by their lengths, until no
    row is higher than `calm`.
    """
    return fitted(page, columns, measured(columns, rows), room=room, calm=calm)


def measured(columns: Sequence[PageColumn], rows: Iterable[Sequence[CellValue]]) -> ColumnMeasure:
    """Return what of the texts decides the widths; the rows are gone through once."""
    told = [_ColumnTexts() for _ in columns]
    names: list[dict[str, int]] = [{} for _ in columns]
    for inks in rows:
        for known, one, column, ink in zip(names, told, columns, inks, strict=True):
            text = ink if type(ink) is str else "" if type(ink) in MUTE else words(ink)
            if text and column.most:
                like = shape(text)
                known[like] = known.get(like, 0) + 1
            elif text:
                long = len(text)
                one.total += long
                if long > len(one.longest):
                    one.longest = text
                if "\n" in text:
                    one.breaks = max(one.breaks, text.count("\n"))
    return ColumnMeasure(tuple(told), tuple(names))


def measure_of(plain: Any) -> ColumnMeasure:
    """Return a measure that was told as JSON."""
    one = MeasureSum(len(plain))
    one.add(plain)
    return one.measure()


class MeasureSum:
    """The measure of rows that are told some at a time, in their order."""

    def __init__(self, count: int) -> None:
        """`count`: of their columns."""
        self._told = [_ColumnTexts() for _ in range(count)]
        self._names: list[dict[str, int]] = [{} for _ in range(count)]

    def add(self, plain: Any) -> None:
        """Take up the measure of the next rows, told as JSON."""
        for one, known, (total, longest, breaks, names) in zip(self._told, self._names, plain, strict=True):
            if total:
                one.total += total
                if len(longest) > len(one.longest):
                    one.longest = longest
                one.breaks = max(one.breaks, breaks)
            for like, count in names.items():
                known[like] = known.get(like, 0) + count

    def measure(self) -> ColumnMeasure:
        return ColumnMeasure(tuple(self._told), tuple(self._names))


def plain_together(measures: Iterable[Any]) -> Any:
    """Return the measure of all rows as JSON, from those of some each, told as JSON, in their order."""
    first, *others = measures
    whole = MeasureSum(len(first))
    for plain in (first, *others):
        whole.add(plain)
    return whole.measure().plain()


def measured_together(columns: Sequence[PageColumn], measures: Iterable[Any]) -> ColumnMeasure:
    """Return the measure of all rows, from those of some each, told as JSON, in their order."""
    whole = MeasureSum(len(columns))
    for plain in measures:
        whole.add(plain)
    return whole.measure()


def fitted(
    page: Page, columns: Sequence[PageColumn], measure: ColumnMeasure, *, room: float = 0.0, calm: float = _CALM
) -> tuple[PageColumn, ...]:
    """Return the columns as wide as the measured texts want."""
    headed = [headed_column(column, page.size) for column in columns]
    named = [named_column(c, known, page.size) if c.most else c for c, known in zip(headed, measure.names, strict=True)]
    return _shared(named, measure.told, page.size, room or page.room, calm)


def headed_column(column: PageColumn, size: float) -> PageColumn:
    """Widen a column until its header's lines end well: no bracket is left open at the end of one, no sign stands alone."""
    tried = (column.width + step / 2 for step in range(60))
    rooms = ((width, [room_of(width) * share / (size * 96 / 72) for share in _FONTS]) for width in tried)
    good = (width for width, each in rooms if not any(_badly(_broken(column.header, room), 1) for room in each))
    return replace(column, width=next(good, column.width))


def named_column(column: PageColumn, names: Mapping[str, int], size: float) -> PageColumn:
    """Widen a column of names until each stands on two lines that end well, or up to its `most`; `names`: shapes, counted."""
    long = {name: count for name, count in names.items() if ems(name) * size * 96 / 72 > room_of(column.width)}
    best, least = column.width, sys.maxsize
    for width in takewhile(lambda width: width <= column.most, (column.width + step for step in range(100))):
        wrong = _faults(long, width, size, least)
        if wrong < least:
            best, least = width, wrong
        if not least:
            break
    return replace(column, width=best)


def shape(name: str) -> str:
    """Return a name that is broken into lines as this one is: a thousand names have few shapes."""
    return "".join(map(_like, name))


@lru_cache(maxsize=4096)
def _like(letter: str) -> str:
    """Return the sign that stands for all as wide as this one that lines end with as they do with this one."""
    if letter == "\n":
        return letter
    kind = _OPENING if letter in _OPENING else _CLOSING if letter in _CLOSING else None
    others = "一a%" if kind is None else sorted(kind)
    return next((other for other in others if ems(other) == ems(letter)), letter)


def _faults(names: Mapping[str, int], width: float, size: float, most: int) -> int:
    """Count what is wrong with the lines of names in a column: too many, a bracket torn off, a sign or two left alone.

    From `most` on it is not counted to the end.
    """
    room, wrong = room_of(width) / (size * 96 / 72), 0
    for name, count in names.items():
        wrong += count * sum(_wrong(_broken(name, room * share)) for share in _FONTS)
        if wrong >= most:
            break
    return wrong


def _wrong(lines: Sequence[str]) -> int:
    return max(0, len(lines) - _LINES) + _badly(lines, _LONE)


def _badly(lines: Sequence[str], lone: int) -> int:
    torn = sum(line[-1] in _OPENING or after[0] in _CLOSING for line, after in pairwise(lines))
    return torn + (len(lines) > 1 and len(lines[-1]) <= lone)


_wide = lru_cache(maxsize=4096)(ems)
"""A sign's width: names are made of few different ones."""


def _broken(text: str, room: float) -> list[str]:
    """Break a text wherever a line is full, as the plainest program does."""
    lines, used = [""], 0.0
    for letter in text:
        width = _wide(letter)
        if lines[-1] and (letter == "\n" or used + width > room):
            lines.append("")
            used = 0.0
        lines[-1] += letter if letter != "\n" else ""
        used += width
    return [line for line in lines if line]


def _shared(
    columns: Sequence[PageColumn], told: Sequence[_ColumnTexts], size: float, room: float, calm: float
) -> tuple[PageColumn, ...]:
    """Share out a sheet's room among its long texts, and no more of it than makes the rows low."""
    long = [place for place, one in enumerate(told) if len(one.longest) > _LONG and columns[place].align == "left"]
    if not long:
        return tuple(columns)
    now = sum(columns[place].width for place in long)
    most = max(now, room - sum(column.width for place, column in enumerate(columns) if place not in long))
    whole = sum(told[place].total for place in long)
    while True:
        widths = {place: max(_NARROWEST, now * told[place].total / whole) for place in long}
        tall = max(height(told[place].longest, widths[place], size) for place in long)
        if tall <= calm or now >= most:
            break
        now = min(most, now * _STEP)
    return tuple(replace(column, width=widths.get(place, column.width)) for place, column in enumerate(columns))

"""Collect one sheet's cells while they are read: counts them, keeps merges sane. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from operator import attrgetter

from toolkit.intake.formats import numfmt
from toolkit.intake.formats.format_words import as_shown, text_words, to_places, words
from toolkit.nouns.cells import Aside, Cell, CellKind, Range, Sheet, Value
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code

ROWS, COLUMNS = 1_048_576, 16_384
_TEXT = CellKind.TEXT
"""Members looked up once: to ask an enum for one takes as long as a call (Python 3.11)."""
_NEAR = 50
"""Rows by which a program may have moved a foot away from its merges."""
MERGES = 20_000
"""Merges kept of one sheet; a form has a few dozen."""
ASIDES = 1000
"""Notes and text boxes kept of one sheet."""
_DIGITS = 15
"""Significant digits of a number; what a binary fraction holds beyond them is noise that no office program shows."""
_WORK = 2_000_000
_FEW = 1000
_PLACE = attrgetter("top", "left", "bottom", "right")
_FIGURE = re.compile(r"[^\d.]*?(\d[\d,]*)(?:\.(\d+))?\s*([%％])?\D*")


class TooMuch(Unreadable):
    """One sheet is too large; the others of its workbook need not be."""


class CellGrid:
    """One sheet in the making."""

    __slots__ = ("_limit", "asides", "cells", "formulas", "hidden", "merges", "name", "text_around")

    def __init__(self, name: str, limits: Limits, *, hidden: bool = False) -> None:
        self.name = name
        self.hidden = hidden
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merges: list[Range] = []
        self.text_around: tuple[str, ...] = ()
        self.asides: list[Aside] = []
        self.formulas: set[tuple[int, int]] = set()
        self._limit = limits.cells

    def put(
        self,
        row: int,
        column: int,
        kind: CellKind,
        value: Value,
        number_format: str = "",
        said: str = "",
        exact: Decimal | None = None,
    ) -> None:
        """Keep one cell; a cell outside any sheet is damage, one too many is refused."""
        if not (1 <= row <= ROWS and 1 <= column <= COLUMNS):
            raise Unreadable(Code.F01, detail="单元格位置超出工作表")
        self.cells[row, column] = Cell(row, column, kind, value, number_format, said, exact=exact)
        if len(self.cells) > self._limit:
            self.too_many()

    def put_text(self, row: int, column: int, text: str, number_format: str = "") -> None:
        """Keep a text; "" is a blank, WPS's in-cell picture is a picture."""
        if "DISPIMG(" in text and is_picture(text):
            self.put(row, column, CellKind.PICTURE, None)
        elif text and 1 <= row <= ROWS and 1 <= column <= COLUMNS:
            self.cells[row, column] = _text_cell(row, column, text, number_format)
            if len(self.cells) > self._limit:
                self.too_many()
        elif text:
            self.put(row, column, CellKind.TEXT, text, number_format)

    def put_texts(self, cells: Sequence[tuple[tuple[int, int], Cell]]) -> None:
        """Keep cells that hold texts, each with its place."""
        self.cells.update(cells)
        if len(self.cells) > self._limit:
            self.too_many()

    def put_plain(self, row: int, column: int, text: str) -> None:
        """Keep a cell of a format that has only text: an error value is still one."""
        if numfmt.is_error(text):
            self.put(row, column, CellKind.ERROR, text.strip())
        else:
            self.put_text(row, column, text)

    def put_number(self, row: int, column: int, number: float, number_format: str = "", shown: str | None = None) -> None:
        """Keep a number as its cell shows it; one that is none (NaN, infinite) is what Excel calls #NUM!.

        `shown` is the text of it that a file holds itself; without one the format says how it is shown.
        """
        if not isfinite(number):
            self.put(row, column, CellKind.ERROR, "#NUM!")
            return
        value, seen, said = _shown_number(number, number_format)
        if shown is not None:
            seen = as_written(value, shown)
        self.put(row, column, CellKind.NUMBER, seen, number_format, said, value if seen != value else None)

    def strike(self, row: int, column: int, struck: str, kept: str) -> None:
        """Note what part of a cell's text is struck out."""
        cell = self.cells.get((row, column))
        if cell is not None and struck.strip():
            self.cells[row, column] = replace(cell, struck=struck.strip(), kept=kept.strip())

    def say(self, row: int, column: int, words: str) -> None:
        """Note what a cell shows besides its value; "" = nothing."""
        if words:
            self.cells[row, column] = replace(self.cells[row, column], words=words)

    def put_day(self, row: int, column: int, day: datetime | date | time, number_format: str = "") -> None:
        self.put(row, column, CellKind.DATE, day, number_format)

    def too_many(self) -> None:
        raise TooMuch(Code.F03, detail=f"工作表“{self.name[:31]}”超过 {self._limit} 个单元格")

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Keep a merged block; a single cell is none."""
        block = merged_block(top, left, bottom, right)
        if block is not None:
            self.add_block(block)

    def add_block(self, block: Range) -> None:
        self.merges.append(block)
        if len(self.merges) > 5 * MERGES:
            self._too_merged()

    def sheet(self) -> Sheet:
        """Return the finished sheet: merges that touch it, their values at the top-left place only."""
        merges = sorted(self._touching(), key=_PLACE)
        if len(merges) > MERGES:
            self._too_merged()
        merges = self._clear_covered(merges)
        return Sheet(
            name=self.name,
            cells=dict(sorted(self.cells.items())),
            merges=tuple(merges),
            hidden=self.hidden,
            text_around=self.text_around,
            asides=tuple(sorted(dict.fromkeys(self.asides[:ASIDES]), key=lambda aside: (aside.row, aside.column))),
            formulas=frozenset(self.formulas & self.cells.keys()),
        )

    def _touching(self) -> Iterable[Range]:
        """Return the merges that begin before the last row and column that hold anything, each once."""
        if not self.merges:
            return ()
        last_row, _ = max(self.cells, default=(0, 0))
        last_column = max([column for _, column in self.cells], default=0)
        return {_PLACE(block): block for block in self.merges if block.top <= last_row and block.left <= last_column}.values()

    def _clear_covered(self, merges: list[Range]) -> list[Range]:
        """Drop what stands under a merge, for the sender does not see it; return the merges that hold.

        Merges across a row that is full of cells, where the row that they were made for stands elsewhere without them, were
        left behind by a program that moved the rows and not the merges (openpyxl's insert_rows). They hold nothing.
        """
        if not self._hide(merges):
            return merges
        covered = self._covered(merges)
        if not any(covered.values()):
            return merges
        across = {block for block in merges if block.top == block.bottom}
        hidden: dict[int, set[int]] = {}
        for block in across:
            hidden.setdefault(block.top, set()).update(column for _, column in covered[block])
        left_behind = self._left_behind({row: columns for row, columns in hidden.items() if len(columns) > 1}, across)
        held = [block for block in merges if not (block in across and block.top in left_behind and covered[block])]
        for block in held:
            for place in covered[block]:
                self.cells.pop(place, None)
        return held

    def _hide(self, merges: Sequence[Range]) -> bool:
        """Tell at a look whether anything may stand under merges; of many places it is not looked at."""
        places = sum([(block.bottom - block.top + 1) * (block.right - block.left + 1) - 1 for block in merges])
        return places > _FEW or any(
            (row, column) in self.cells and (row, column) != (block.top, block.left)
            for block in merges
            for row in range(block.top, block.bottom + 1)
            for column in range(block.left, block.right + 1)
        )

    def _left_behind(self, hidden: Mapping[int, set[int]], across: Iterable[Range]) -> set[int]:
        """Return the rows whose merges belong to another row: a sparse one near by, blank where they hide something."""
        filled: dict[int, set[int]] = {}
        for row, column in self.cells if hidden else ():
            filled.setdefault(row, set()).add(column)
        bare = {row: columns for row, columns in filled.items() if row not in {block.top for block in across}}
        return {
            row
            for row, columns in hidden.items()
            if any(
                not bare[other] & columns and 3 * len(bare[other]) <= 2 * len(filled[row])
                for other in range(row - _NEAR, row + _NEAR + 1)
                if other in bare
            )
        }

    def _covered(self, merges: list[Range]) -> dict[Range, list[tuple[int, int]]]:
        """Return the cells that stand under each merge, its own first one left out."""
        by_row: dict[int, list[int]] = {}
        for row, column in sorted(self.cells) if merges else ():
            by_row.setdefault(row, []).append(column)
        rows = sorted(by_row)
        work = 0
        covered: dict[Range, list[tuple[int, int]]] = {}
        for block in merges:
            mine = covered[block] = []
            for row in rows[bisect_left(rows, block.top) : bisect_right(rows, block.bottom)]:
                columns = by_row[row]
                there = columns[bisect_left(columns, block.left) : bisect_right(columns, block.right)]
                work += 1 + len(there)
                mine += [(row, column) for column in there if (row, column) != (block.top, block.left)]
            if work > _WORK:
                self._too_merged()
        return covered

    def _too_merged(self) -> None:
        raise TooMuch(Code.F03, detail=f"工作表“{self.name[:31]}”的合并单元格过多")


def merged_block(top: int, left: int, bottom: int, right: int) -> Range | None:
    """Return a merged block; None = it is a single cell, or not within a sheet."""
    if not (1 <= top <= bottom <= ROWS and 1 <= left <= right <= COLUMNS) or (top, left) == (bottom, right):
        return None
    return Range(top, left, bottom, right)


def decimal(number: float) -> Decimal:
    """Return 0.1 as 0.1, 85.0 as 85, 0.30000000000000004 as 0.3: at most 15 digits, as office programs show it."""
    if number == int(number) and abs(number) < 10**_DIGITS:
        return Decimal(int(number))
    value = Decimal(f"{number:.{_DIGITS}g}")
    return Decimal(int(value)) if value == value.to_integral_value() and abs(value) < 10**18 else value


def as_written(value: Decimal, text: str) -> Decimal:
    """Return a number with as many decimals as the text of it has; a text that is not of this number says nothing."""
    match = _FIGURE.fullmatch(text)
    if match is None:
        return value
    seen = to_places(value, len(match[2] or "") + 2 * bool(match[3]))
    written = Decimal(f"{match[1].replace(',', '')}.{match[2] or 0}") / (100 if match[3] else 1)
    return seen if abs(seen) == written else value


@lru_cache(maxsize=512)
def _shown_number(number: float, number_format: str) -> tuple[Decimal, Decimal, str]:
    """Return a number, as its format rounds it, and the words that this adds: most sheets say the same few numbers."""
    value = decimal(number)
    return value, as_shown(value, number_format), words(value, number_format) if number_format else ""


@lru_cache(maxsize=2048)
def _text_cell(row: int, column: int, text: str, number_format: str) -> Cell:
    """Return a text's cell with the words that its format adds: of what a form prints one object for all its copies."""
    said = text_words(text, number_format) if number_format else ""
    return Cell(row, column, _TEXT, text, number_format, said)


def is_picture(text: str) -> bool:
    """Tell WPS's =DISPIMG("ID_…",1), also with its _xlfn. prefix."""
    return "DISPIMG(" in text and text.lstrip("=").removeprefix("_xlfn.").startswith("DISPIMG(")

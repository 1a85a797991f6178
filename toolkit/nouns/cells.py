"""A workbook as its sender sees it: sheets of cells with addresses. Pure; knows no forms, no formats."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

Value = str | Decimal | bool | datetime | date | time | None


class CellKind(StrEnum):
    """What a cell holds. A blank cell is simply absent from its sheet."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    ERROR = "error"
    """An error value; `value` is its text, e.g. "#REF!"."""
    UNCALCULATED = "uncalculated"
    """A formula without a cached value; `value` is the formula text, e.g. "=A1+1"."""
    PICTURE = "picture"
    """A picture inside the cell (WPS =DISPIMG); `value` is None."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not blank, 1-based, at the place where the sender sees it."""

    row: int
    column: int
    kind: CellKind
    value: Value
    number_format: str = ""
    """Excel number format code; "" where the format is General or the file type has none."""
    words: str = ""
    """What the cell shows, where its number format adds words to the value: 46 shown as 已完成46所."""
    struck: str = ""
    """The part of its text that is struck out: shown as withdrawn."""
    kept: str = ""
    """What is left of the text without the struck-out part; asked only where something is struck."""
    exact: Decimal | None = None
    """What the cell holds, where it shows fewer digits of it; `value` is what it shows."""

    @property
    def address(self) -> str:
        return address(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Aside:
    """Text that stands outside the cells: a note, a conversation about a cell, a text box."""

    what: str
    """批注 · 文本框."""
    text: str
    row: int = 0
    """The cell that it belongs to or that its upper left corner stands on, 1-based; 0 = none."""
    column: int = 0
    bottom: int = 0
    """The last row and column that a text box covers; 0 = as above."""
    right: int = 0
    author: str = ""
    """Who wrote a note, as the note says."""

    def covers(self, row: int, column: int) -> bool:
        return self.row <= row <= (self.bottom or self.row) and self.column <= column <= (self.right or self.column)


@dataclass(frozen=True, slots=True)
class Range:
    """A merged block of cells, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, place: tuple[int, int]) -> bool:
        row, column = place
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    @property
    def address(self) -> str:
        return f"{address(self.top, self.left)}:{address(self.bottom, self.right)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of cells. For csv the name is "" ; for a Word table it is e.g. "表1"."""

    name: str
    cells: Mapping[tuple[int, int], Cell]
    """(row, column) → cell; merged blocks hold their value at the top-left place only."""
    merges: tuple[Range, ...] = ()
    hidden: bool = False
    text_around: tuple[str, ...] = ()
    """Paragraphs standing outside the table (Word, HTML), in order: title, 填报单位 …"""
    asides: tuple[Aside, ...] = ()
    """Text outside the cells, in order of place."""
    formulas: frozenset[tuple[int, int]] = frozenset()
    """Places of values that a formula gives, as far as the file's format tells."""

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell that shows at this place, looking through merges; None = blank."""
        cell = self.cells.get((row, column))
        if cell is not None:
            return cell
        block = self.merge_at(row, column)
        return self.cells.get((block.top, block.left)) if block else None

    def merge_at(self, row: int, column: int) -> Range | None:
        return next((block for block in self.merges if (row, column) in block), None)

    @property
    def last_row(self) -> int:
        return max(self.cells, default=(0, 0))[0]

    @property
    def last_column(self) -> int:
        return max([column for _, column in self.cells], default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A readable file of tables, whatever its format was."""

    format: str
    """What the content is: xlsx xlsm xlsb xls ods csv html docx."""
    sheets: tuple[Sheet, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    """Custom document properties (the stamp lives here)."""
    warnings: tuple[str, ...] = ()
    """Codes of F-remarks found while reading: F06 (extension lies), F07 (macros, external links), F08 (a part is not read)."""
    details: Mapping[str, str] = field(default_factory=dict)
    """Code of a warning → what was found: "F07" → "宏、外部链接"; "F06" → what the content is, e.g. "xls"; "F08" → the parts
    that could not be read and why; "F03" → the same, where one of them was only too large."""


@lru_cache(maxsize=512)
def column_letter(column: int) -> str:
    """Return 1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=4096)
def address(row: int, column: int) -> str:
    """Return (7, 3) → "C7"."""
    return f"{column_letter(column)}{row}"


def row_and_column(cell: str | None) -> tuple[int, int] | None:
    """Return "C7" → (7, 3); None = no address of one cell."""
    match = re.fullmatch(r"([A-Z]{1,3})(\d+)", cell or "")
    return (int(match[2]), column_number(match[1])) if match else None

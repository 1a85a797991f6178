"""Where things stand once the repeated row has become several: references, regions and formulas moved along. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.formula.tokenizer import Token

_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_ROWS = re.compile(r"(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})")
_ONE_RANGE = re.compile(
    r"(?:(?:'(?:[^']|'')+'|[^\W\d]\w*)!)?"
    r"(?:\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?|\$?[0-9]{1,7}:\$?[0-9]{1,7})"
)
"""A formula that is one cell or range, as most outside cells are: print areas, titles, lists."""
_CONSTANT = re.compile(r'"[^"]*"|-?[0-9]{1,15}(?:\.[0-9]{1,15})?|TRUE|FALSE')
_AGGREGATES = frozenset(
    f"{name}("
    for name in (
        *("SUM", "AVERAGE", "AVERAGEA", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS"),
        *("AVERAGEIF", "AVERAGEIFS", "MIN", "MAX", "MEDIAN", "PRODUCT", "SUMPRODUCT", "SUBTOTAL", "AGGREGATE"),
        *("LARGE", "SMALL", "RANK", "TEXTJOIN", "CONCAT"),
    )
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One cell of a reference, taken apart: "$G5" → "", "G" …"""

    column: str
    pinned: bool
    """Whether the row is absolute ($)."""
    row: int

    def __str__(self) -> str:
        return f"{self.column}{'$' if self.pinned else ''}{self.row}"


@dataclass(frozen=True, slots=True)
class Shift:
    """The repeated row `row` of the sheet `sheet` is followed by `extra` more of its kind."""

    sheet: str
    row: int
    extra: int

    def line(self, row: int) -> int:
        """Return where a row, or the first row of a block, stands now."""
        return row + self.extra if row > self.row else row

    def end(self, row: int) -> int:
        """Return where the last row of a block stands now: a block that ends in the repeated row grows."""
        return row + self.extra if row >= self.row else row

    def place(self, ref: str) -> str:
        """Move one place or block without growing it."""
        return ":".join(_moved(part, self.line) for part in ref.split(":"))

    def region(self, ref: str) -> str:
        """Move a block; one that touches the repeated row covers all its copies."""
        first, colon, last = ref.partition(":")
        top, bottom = _cell(first), _cell(last or first)
        if top is None or bottom is None:
            return ref
        top = Reference(top.column, top.pinned, self.line(top.row))
        bottom = Reference(bottom.column, bottom.pinned, self.end(bottom.row))
        return f"{top}:{bottom}" if colon or str(top) != str(bottom) else str(top)

    def sqref(self, text: str) -> str:
        return " ".join(self.region(ref) for ref in text.split())

    def formula(self, text: str, *, home: bool, growing: bool = False) -> str:
        """Move what a formula refers to.

        `home`: the formula lives on the form's own sheet, so a reference without a sheet means it. `growing`: a single
        cell of the repeated row means all its copies (names, charts; always so inside SUM and its like on other rows).
        """

        def change(ref: str, inside: str) -> str:
            return self._range(ref, growing=growing or inside.upper() in _AGGREGATES)

        return self._rewrite(text, change, home=home)

    def copied(self, text: str, step: int) -> str:
        """Return a formula of the repeated row as it stands in its copy number `step` (0 = the first)."""

        def change(ref: str, _inside: str) -> str:
            return ":".join(_moved(part, lambda row: self._own(row, step), self.line) for part in ref.split(":"))

        return self._rewrite(text, change, home=True)

    def _own(self, row: int, step: int) -> int:
        return self.line(row) if row > self.row else row + step

    def _range(self, ref: str, *, growing: bool) -> str:
        rows = _ROWS.fullmatch(ref)
        if rows:
            return f"{rows[1]}{self.line(int(rows[2]))}:{rows[3]}{self.end(int(rows[4]))}"
        if ":" in ref or growing:
            return self.region(ref)
        return _moved(ref, self.line)

    def _rewrite(self, text: str, change: Callable[[str, str], str], *, home: bool) -> str:
        if _CONSTANT.fullmatch(text):
            return text
        if _ONE_RANGE.fullmatch(text):
            return self._range_of(text, change, "", home=home)
        from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

        try:
            tokens = Tokenizer(f"={text.removeprefix('=')}").items
        except TokenizerError:
            return text
        inside: list[str] = []
        pieces = []
        for token in tokens:
            value = str(token.value)
            ranged = token.type == Token.OPERAND and token.subtype == Token.RANGE
            pieces.append(self._range_of(value, change, inside[-1] if inside else "", home=home) if ranged else value)
            if token.type in {Token.FUNC, Token.PAREN, Token.ARRAY}:
                _step(inside, token)
        return ("=" if text.startswith("=") else "") + "".join(pieces)

    def _range_of(self, value: str, change: Callable[[str, str], str], inside: str, *, home: bool) -> str:
        sheet, bang, ref = value.rpartition("!")
        own = home if not bang else _unquoted(sheet) == self.sheet
        if not own or not (_ROWS.fullmatch(ref) or all(_CELL.fullmatch(part) for part in ref.split(":"))):
            return value
        return f"{sheet}{bang}{change(ref, inside)}"


def _step(inside: list[str], token: "Token") -> None:
    if token.subtype == token.OPEN:
        # a bare bracket keeps the function around it: SUM((A1,B1))
        inside.append(str(token.value) if token.type == token.FUNC else (inside[-1] if inside else ""))
    elif token.subtype == token.CLOSE and inside:
        inside.pop()


def _cell(text: str) -> Reference | None:
    match = _CELL.fullmatch(text)
    return Reference(match[1] + match[2], bool(match[3]), int(match[4])) if match else None


def _moved(text: str, relative: Callable[[int], int], pinned: Callable[[int], int] | None = None) -> str:
    cell = _cell(text)
    if cell is None:
        return text
    move = pinned if pinned and cell.pinned else relative
    return str(Reference(cell.column, cell.pinned, move(cell.row)))


def _unquoted(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") and sheet.endswith("'") else sheet

"""One pass over an OpenDocument spreadsheet's content: cells with repeats, merges, text with its own spaces."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from toolkit.intake.formats.grid import COLUMNS, ROWS, CellGrid, is_picture
from toolkit.intake.formats.numfmt import is_error
from toolkit.intake.formats.ods_outside import OUTSIDE, OutsideText, strikes_out
from toolkit.nouns.cells import CellKind, Sheet
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code

_SPACE, _TAB, _BREAK = "\x01", "\x02", "\x03"
_SIGNS = {"text:tab": _TAB, "text:line-break": _BREAK}
_SHOWN = str.maketrans({_SPACE: " ", _TAB: "\t", _BREAK: "\n"})
_INDENT = re.compile(r"\s*\n\s*")
_DURATION = re.compile(r"P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
_SKIPPED = {
    "office:annotation", "text:ruby-text", "text:note", "table:tracked-changes", "draw:frame",
    "draw:custom-shape", "draw:line", "draw:rect", "draw:g", "draw:control", "draw:ellipse", "draw:connector",
    "draw:caption", "office:forms", "table:dde-links", "table:scenario",
}  # fmt: skip
"""What may stand inside a sheet or cell without being its text."""


@dataclass(slots=True)
class _Open:
    """A cell while it is read."""

    attributes: dict[str, str]
    covered: bool
    paragraphs: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """The same paragraphs, of each what is struck out and what is not."""


class ContentPass:
    """Handlers for the stream parser; `sheets` gives the result."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._done: list[Sheet] = []
        self._grid: CellGrid | None = None
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row = self._column = 1
        self._row_repeats = 1
        self._cell: _Open | None = None
        self._pieces: list[tuple[str, bool]] | None = None
        self._struck_styles: set[str] = set()
        self._spans: list[bool] = []
        self._outside: OutsideText | None = None
        self._skipping = 0
        self._depth = 0
        self.links_outside = False

    def sheets(self) -> tuple[Sheet, ...]:
        return tuple(self._done)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipping:
            self._skipping += 1
            if self._outside is not None:
                self._outside.start(tag)
        elif tag in _SKIPPED:
            self._skipping = 1
            self._outside = OutsideText(tag) if tag in OUTSIDE else None
        elif self._cell is not None:
            self._start_inside(tag, attributes)
        elif tag.startswith("table:"):
            self._start_table(tag, attributes)
        elif tag == "style:style":
            self._style = attributes.get("style:name", "")
        elif tag == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif tag == "style:text-properties" and strikes_out(attributes):
            self._struck_styles.add(self._style)

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
            self._close_skipped(tag)
        elif tag == "text:span" and self._spans:
            self._spans.pop()
        elif tag in {"text:p", "text:h"}:
            self._close_paragraph()
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            self._close_cell()
        elif tag == "table:table-row":
            self._row += self._row_repeats
        elif tag == "table:table" and self._grid is not None:
            self._depth -= 1
            if not self._depth:
                self._done.append(self._grid.sheet())
                self._grid = None

    def text(self, piece: str) -> None:
        if self._outside is not None:
            self._outside.text(piece)
        elif not self._skipping:
            self._say(piece)

    def _say(self, piece: str) -> None:
        if self._pieces is not None:
            self._pieces.append((piece, any(self._spans)))

    def _close_skipped(self, tag: str) -> None:
        """Keep what a note or a shape says, at the cell that it hangs on."""
        if self._outside is None:
            return
        if self._skipping:
            self._outside.end(tag)
            return
        if self._grid is not None:
            row, column = (self._row, self._column) if self._cell is not None else (0, 0)
            self._grid.asides += self._outside.asides(row, column)
        self._outside = None

    def _start_table(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._depth += 1
            if self._grid is None:
                hidden = attributes.get("table:style-name") in self._hidden_styles
                self._grid = CellGrid(attributes.get("table:name", ""), self._limits, hidden=hidden)
                self._row = 1
        elif tag == "table:table-row":
            self._row_repeats = _count(attributes, "table:number-rows-repeated", ROWS)
            self._column = 1
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            self._cell = _Open(attributes, covered=tag == "table:covered-table-cell")
        elif tag == "table:table-source":
            self.links_outside = True

    def _start_inside(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in {"text:p", "text:h"}:
            self._pieces, self._spans = [], []
        elif tag == "text:span":
            self._spans.append(attributes.get("text:style-name", "") in self._struck_styles)
        elif tag == "text:s":
            self._say(_SPACE * _count(attributes, "text:c", 100_000))
        elif tag in _SIGNS:
            self._say(_SIGNS[tag])
        if tag == "table:table":  # a table in a cell: no office program writes it, nothing of it may be lost
            raise Unreadable(Code.F04, detail="单元格内嵌套表格的 ods")

    def _close_paragraph(self) -> None:
        if self._cell is not None and self._pieces is not None:
            self._cell.paragraphs.append(_paragraph(piece for piece, _ in self._pieces))
            if any(struck for _, struck in self._pieces):
                self._cell.struck.append(_paragraph(piece for piece, struck in self._pieces if struck))
            self._cell.kept.append(_paragraph(piece for piece, struck in self._pieces if not struck))
            self._pieces = None

    def _close_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None or self._grid is None:
            return
        columns = _count(cell.attributes, "table:number-columns-repeated", COLUMNS)
        if not cell.covered:
            self._merge(cell.attributes)
            if cell.paragraphs or "office:value-type" in cell.attributes or "table:formula" in cell.attributes:
                self._put_repeated(cell, columns)
        self._column += columns

    def _merge(self, attributes: dict[str, str]) -> None:
        across = _count(attributes, "table:number-columns-spanned", COLUMNS)
        down = _count(attributes, "table:number-rows-spanned", ROWS)
        if self._grid is not None and (across > 1 or down > 1):
            bottom, right = min(self._row + down - 1, ROWS), min(self._column + across - 1, COLUMNS)
            self._grid.merge(self._row, self._column, bottom, right)

    def _put_repeated(self, cell: _Open, columns: int) -> None:
        if self._grid is None:
            return
        if columns * self._row_repeats > self._limits.cells and _shows(cell):
            self._grid.too_many()
        for row in range(self._row, self._row + self._row_repeats if _shows(cell) else self._row):
            for column in range(self._column, self._column + columns):
                _put(self._grid, row, column, cell)
                if cell.attributes.get("table:style-name", "") in self._struck_styles:
                    self._grid.strike(row, column, "\n".join(cell.paragraphs), "")
                elif cell.struck:
                    self._grid.strike(row, column, "\n".join(cell.struck), "\n".join(cell.kept))


def _paragraph(pieces: Iterable[str]) -> str:
    """Return a paragraph as it is shown.

    LibreOffice writes runs of spaces bare and reads them so; only a line break is the file's own lay-out.
    """
    return _INDENT.sub(" ", "".join(pieces)).translate(_SHOWN)


def _shows(cell: _Open) -> bool:
    """A cell with only empty paragraphs is a blank."""
    return (
        any(cell.paragraphs)
        or cell.attributes.get("office:value-type", "string") != "string"
        or ("table:formula" in cell.attributes or bool(cell.attributes.get("office:string-value")))
    )


def _count(attributes: dict[str, str], name: str, most: int) -> int:
    value = attributes.get(name, "1")
    return max(1, min(int(value), most)) if value.isdecimal() and len(value) < 12 else 1


def _put(grid: CellGrid, row: int, column: int, cell: _Open) -> None:
    attributes = cell.attributes
    text = "\n".join(cell.paragraphs)
    kind = attributes.get("office:value-type", "")
    formula = attributes.get("table:formula", "")
    if formula:
        grid.formulas.add((row, column))
    if attributes.get("calcext:value-type") == "error" or (formula and is_error(text)):
        grid.put(row, column, CellKind.ERROR, text or "#VALUE!")
    elif "DISPIMG(" in formula or is_picture(text):
        grid.put(row, column, CellKind.PICTURE, None)
    elif kind == "float" and text in {"TRUE", "FALSE"}:  # how LibreOffice writes a boolean that came from xlsx
        grid.put(row, column, CellKind.BOOLEAN, text == "TRUE")
    elif kind in {"float", "currency", "percentage"} and attributes.get("office:value"):
        grid.put_number(row, column, float(attributes["office:value"]), "0%" if kind == "percentage" else "", text)
        if any(sign.isalpha() or (kind == "float" and sign in "%％") for sign in text):
            grid.say(row, column, text)
    elif kind == "boolean":
        grid.put(row, column, CellKind.BOOLEAN, attributes.get("office:boolean-value") == "true")
    elif kind in {"date", "time"}:
        _put_moment(grid, row, column, cell, text)
    elif formula and not kind and not cell.paragraphs:
        grid.put(row, column, CellKind.UNCALCULATED, "=" + formula.partition("=")[2])
    else:
        grid.put_text(row, column, text if cell.paragraphs else attributes.get("office:string-value", ""))


def _put_moment(grid: CellGrid, row: int, column: int, cell: _Open, text: str) -> None:
    value = cell.attributes.get("office:date-value", "").removesuffix("Z")
    if value:
        try:
            grid.put_day(row, column, datetime.fromisoformat(_microseconds(value)), _month_format(text))
        except ValueError:  # a day before year 1, or 1900-02-30
            grid.put_text(row, column, text or value)
        return
    span = _duration(cell.attributes.get("office:time-value", ""))
    if span is None or span >= timedelta(days=1):
        grid.put_text(row, column, text)
    else:
        midnight = datetime(1900, 1, 1)  # noqa: DTZ001  (a sheet's times have no time zone)
        grid.put_day(row, column, time() if not span else (midnight + span).time())


_YEAR_MONTH = re.compile(
    r"\d{4}(?:年\d{1,2}月|[-/.]\d{1,2})|[A-Za-z]{3,9}[- ](?:\d{4}|\d\d)"
    r"|[一二〇○零三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月"
)
_ONLY_MONTH = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月|[A-Za-z]{3,9}")


def _month_format(text: str) -> str:
    """Return the format of a day that shows only its month; other dates of the file say what they show by themselves."""
    return 'yyyy"年"m"月"' if _YEAR_MONTH.fullmatch(text) else 'm"月"' if _ONLY_MONTH.fullmatch(text) else ""


def _microseconds(value: str) -> str:
    """Cut the nine decimals that LibreOffice writes to the six that Python reads."""
    whole, _, decimals = value.partition(".")
    return f"{whole}.{decimals[:6].ljust(6, '0')}" if decimals else whole


def _duration(value: str) -> timedelta | None:
    match = _DURATION.fullmatch(value)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[:4])
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)

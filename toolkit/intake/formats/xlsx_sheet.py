"""One pass over the XML of one worksheet. Knows cells and merges; strings and formats are handed in."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from math import isfinite

from toolkit.intake.formats import numfmt
from toolkit.intake.formats.cell_places import block_of, place
from toolkit.intake.formats.grid import CellGrid
from toolkit.intake.formats.plain_rows import FEW, text_rows
from toolkit.nouns.cells import CellKind, Sheet
from toolkit.nouns.limits import Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.plain_parts import PlainRow, PlainSheet
from toolkit.ooxml.relations import unescape

_EMPTY_CELL = re.compile(rb'<c r="[A-Z]+[0-9]+"[^<>]*/>')
_EMPTY_ROW = re.compile(rb'<row r="[0-9]+"[^<>]*(?:/>|>\s*</row>)')
_PLAIN = 1 << 20
_TIME = re.compile(r"T?\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commons:
    """What all sheets of a workbook share."""

    strings: Sequence[str]
    formats: Sequence[str]
    """Number format per cell style, "" for General."""
    struck_strings: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Number of a shared string → (its struck-out part, the rest)."""
    struck_styles: frozenset[int] = frozenset()
    """Cell styles whose font strikes out."""
    from_1904: bool
    rich_pictures: bool
    """The workbook has pictures placed in cells (Excel 365)."""


def economical(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Leave out cells and rows that are only formatted, once a sheet is long: they may go down to row 1,048,576."""
    seen = 0
    held = b""
    for piece in pieces:
        seen += len(piece)
        if seen <= _PLAIN:
            yield piece
            continue
        held += piece
        cut = held.rfind(b">") + 1
        yield _lean(held[:cut]) if cut else b""
        held = held[cut:]
        if len(held) > 8 * _PLAIN:  # no tag is that long
            yield held
            held = b""
    yield held


def _lean(xml: bytes) -> bytes:
    if b"<!" in xml or xml.count(b"<c ") != xml.count(b'<c r="') or b"<c>" in xml:
        return xml  # comments, or cells that count their place from the one before
    return _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", xml))


class RunJoiner:
    """Joins the runs of a rich text: phonetic guides left out, what is struck out kept apart."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._pieces: list[tuple[str, bool]] = []
        self._silent = 0
        self._striking = self._taking = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self._taking = not self._silent
        elif name == "rPh":
            self._silent += 1
        elif name == "r":
            self._striking = False
        elif name == "strike":
            self._striking = attributes.get("val", "1") not in {"0", "false"}

    def end(self, name: str) -> None:
        if name == "t":
            self._taking = False
        elif name == "rPh":
            self._silent -= 1
        elif name == "r":
            self._striking = False

    def text(self, piece: str) -> None:
        if self._taking:
            self._pieces.append((piece, self._striking))

    @property
    def whole(self) -> str:
        return "".join(piece for piece, _ in self._pieces)

    @property
    def struck(self) -> tuple[str, str] | None:
        """(the struck-out part, the rest); None = nothing is struck out."""
        if not any(struck and piece.strip() for piece, struck in self._pieces):
            return None
        parts = ("".join(piece for piece, struck in self._pieces if struck is wanted) for wanted in (True, False))
        return unescape(next(parts)), unescape(next(parts))


class SheetPass:
    """Handlers for the stream parser; `finish` gives the sheet."""

    def __init__(self, grid: CellGrid, shared: Commons) -> None:
        self._grid = grid
        self._shared = shared
        self._row = self._column = 0
        self._looks: dict[str, dict[str, str]] = {}
        self._formats: dict[str, str] = {}
        """Style of plain cells → what it is as an attribute, and its number format."""
        self._cell: dict[str, str] | None = None
        self._formula: str | None = None
        self._collected: list[str] = []
        self._value: str | None = None
        self._inline = RunJoiner()
        self._taking = False
        self._place = ""
        self._outside = 0
        self._masters: dict[str, str] = {}
        self._formula_index = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._outside or tag == "extLst" or " " in tag:
            self._outside += 1  # what an extension holds is none of ours, whatever it is called
            if not self._place:
                raise Unreadable(Code.F01, detail="工作表部件已损坏")
        elif self._cell is None:
            self._start_outside_cells(tag, attributes)
        elif tag in {"v", "f"}:
            self._collected = []
            self._taking = True
            if tag == "f":
                self._formula_index = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        else:
            self._inline.start(tag, attributes)

    def _start_outside_cells(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c" and self._place == "sheetData":
            self._open_cell(attributes)
        elif tag == "row" and self._place == "sheetData":
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = 0
        elif tag == "mergeCell" and self._place == "mergeCells":
            self._merge(attributes.get("ref", ""))
        elif tag in {"worksheet", "sheetData", "mergeCells"}:
            self._place = tag
        elif not self._place:
            raise Unreadable(Code.F01, detail="工作表部件已损坏")

    def text(self, piece: str) -> None:
        if self._taking:
            self._collected.append(piece)
        elif self._cell is not None and not self._outside:
            self._inline.text(piece)

    def end(self, tag: str) -> None:
        if self._outside:
            self._outside -= 1
        elif self._cell is None:
            self._place = "worksheet" if tag in {"sheetData", "mergeCells"} else self._place
        elif tag == "c":
            self._close_cell(self._cell)
            self._cell = None
        elif tag == "v":
            self._value = "".join(self._collected)
            self._taking = False
        elif tag == "f":
            self._formula = self._whole_formula("".join(self._collected))
            self._taking = False
        else:
            self._inline.end(tag)

    def take(self, plain: PlainSheet) -> None:
        """Take what the fast look found."""
        shared = self._shared
        plainly = len(shared.strings) <= FEW and not (shared.struck_strings or shared.struck_styles)
        known = text_rows(tuple(shared.strings), tuple(shared.formats)) if plainly else None
        for row in plain.rows:
            texts = known[row] if known is not None and len(row) <= FEW else None
            if texts is not None:
                self._grid.put_texts(texts)
            else:
                self._take_each(row)
        for reference in plain.merges:
            self._merge(reference)

    def _take_each(self, cells: PlainRow) -> None:
        shared, put_text = self._shared, self._grid.put_text
        looks, formats = self._looks, self._formats
        for reference, style, kind, value in cells:
            self._row, self._column = row, column = place(reference)
            if style not in looks:
                looks[style] = {"s": style} if style else {}
                formats[style] = self._format(looks[style])
            if kind == "s" and not shared.struck_strings:
                put_text(row, column, self._string(value.strip()).replace("\r\n", "\n"), formats[style])
            elif kind == "s":
                self._put_shared(value, looks[style])
            elif kind == "inlineStr":
                put_text(row, column, unescape(value).replace("\r\n", "\n"), formats[style])
            else:
                self._put_typed(kind or "n", value, looks[style])
            if shared.struck_styles and style and int(style) in shared.struck_styles:
                self._strike_out()

    def finish(self) -> Sheet:
        return self._grid.sheet()

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            self._row, self._column = place(reference)
        else:
            self._row = self._row or 1
            self._column += 1
        self._cell = attributes
        self._formula = self._value = None
        self._inline.clear()

    def _whole_formula(self, formula: str) -> str:
        """Return the formula, a shared one by its master."""
        if self._formula_index:
            if formula:
                self._masters[self._formula_index] = formula
            else:
                formula = self._masters.get(self._formula_index, "")
        return formula

    def _merge(self, reference: str) -> None:
        """Note a merge; one whose address is none merges nothing."""
        block = block_of(reference)
        if block is not None:
            self._grid.add_block(block)

    def _close_cell(self, cell: dict[str, str]) -> None:
        kind = cell.get("t", "n")
        if self._formula is not None and "DISPIMG(" in self._formula:
            self._grid.put(self._row, self._column, CellKind.PICTURE, None)
        elif kind == "inlineStr":
            self._put_text(self._inline.whole or self._value or "", cell)
            if self._inline.struck:
                self._grid.strike(self._row, self._column, *self._inline.struck)
        elif not self._value:
            self._put_nothing(kind)
        elif kind == "s":
            self._put_shared(self._value, cell)
        elif kind == "str":
            self._put_text(self._value, cell)
        else:
            self._put_typed(kind, self._value, cell)
        if self._formula is not None:
            self._grid.formulas.add((self._row, self._column))
        style = cell.get("s", "")
        if style.isdecimal() and int(style) in self._shared.struck_styles:
            self._strike_out()

    def _put_shared(self, index: str, cell: dict[str, str]) -> None:
        self._put_text(self._string(index.strip()), cell, escaped=False)
        struck = self._shared.struck_strings.get(int(index)) if self._shared.struck_strings else None
        if struck:
            self._grid.strike(self._row, self._column, *struck)

    def _strike_out(self) -> None:
        """The cell's own font strikes out all of it, but what its runs say of themselves."""
        cell = self._grid.cells.get((self._row, self._column))
        if cell is not None and not cell.struck:
            self._grid.strike(self._row, self._column, cell.words or str(cell.value or ""), "")

    def _put_nothing(self, kind: str) -> None:
        """A formula without a value was never calculated, but one that gives "" was."""
        if self._formula is not None and not (kind == "str" and self._value == ""):
            self._grid.put(self._row, self._column, CellKind.UNCALCULATED, "=" + self._formula)

    def _put_typed(self, kind: str, value: str, cell: dict[str, str]) -> None:
        if kind == "e":
            picture = self._shared.rich_pictures and "vm" in cell
            self._grid.put(self._row, self._column, CellKind.PICTURE if picture else CellKind.ERROR, None if picture else value)
        elif kind == "b":
            self._grid.put(self._row, self._column, CellKind.BOOLEAN, value.strip() in {"1", "true"})
        elif kind == "d":
            self._put_iso(value.strip(), cell)
        else:
            self._put_number(value, cell)

    def _put_text(self, text: str, cell: dict[str, str], *, escaped: bool = True) -> None:
        text = unescape(text) if escaped else text
        if text:
            self._grid.put_text(self._row, self._column, text.replace("\r\n", "\n"), self._format(cell))

    def _put_iso(self, value: str, cell: dict[str, str]) -> None:
        plain = value.removesuffix("Z")
        try:
            day = time.fromisoformat(plain) if _TIME.fullmatch(plain) else datetime.fromisoformat(plain)
        except ValueError:
            self._put_text(value, cell)
            return
        self._grid.put_day(self._row, self._column, day, self._format(cell))

    def _put_number(self, value: str, cell: dict[str, str]) -> None:
        try:
            number = float(value)
        except ValueError:
            self._grid.put(self._row, self._column, CellKind.ERROR, value.strip()[:20] or "#VALUE!")
            return
        number_format = self._format(cell)
        if isfinite(number) and numfmt.is_date(number_format):
            moment = numfmt.moment(number, from_1904=self._shared.from_1904)
            if moment is not None:
                self._grid.put_day(self._row, self._column, moment, number_format)
                return
        self._grid.put_number(self._row, self._column, number, number_format)

    def _string(self, index: str) -> str:
        if index.isdecimal() and int(index) < len(self._shared.strings):
            return self._shared.strings[int(index)]
        raise Unreadable(Code.F01, detail=f"文字序号 {index[:20]} 超出范围")

    def _format(self, cell: dict[str, str]) -> str:
        style = cell.get("s")
        if style is None:
            return self._shared.formats[0] if self._shared.formats else ""
        try:
            return self._shared.formats[int(style)]
        except (IndexError, ValueError):
            return ""

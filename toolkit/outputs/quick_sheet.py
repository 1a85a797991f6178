"""xlsxwriter's sheet for many thousand cells: the same bytes (a test says so) in less time, and in little room.

A cell costs it two wrappers, five function calls and thirty searches for functions that no formula of ours has; a county
pays nothing of note for that, a country pays minutes. Here what a cell says is made ready apart from where it stands, so
that it can stand in many; rows are packed once they are done with, and written by the form of their shape.
"""

from collections import namedtuple
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from io import StringIO
from re import compile as pattern
from typing import Any

from xlsxwriter.url import Url
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellDatetimeTuple,
    CellNumberTuple,
    CellRichStringTuple,
    CellStringTuple,
    Worksheet,
)

from toolkit.nouns.cells import column_letter
from toolkit.outputs.packed_rows import FewKinds, PackedCells, PackedRows, Spans, Unkept, values_of

_OLD = ("IFERROR", "IF", "COUNTIF", "COUNTIFS", "SUM", "SUMPRODUCT", "AVERAGE", "AVERAGEIFS", "MAX", "MIN")
"""Functions that every office program has always known: nothing is to be put before their names."""
_CALLS, _OLD_CALLS = pattern(r"_xlfn\.|[A-Z.]{3,}\("), frozenset(f"{name}(" for name in _OLD)
_Formula, _TextFormula = (namedtuple(name, "formula, format, value") for name in ("Formula", "Formula"))
"""Formulas that come to a number or to nothing, and to a text: escaped already. The library knows its kinds by their names."""
_NUMBER, _TEXT = "><v>{{{0}:.16G}}</v></c>", ' t="s"><v>{{{0}}}</v></c>'
_FORMS: dict[Any, str] = {
    CellStringTuple: _TEXT,
    CellRichStringTuple: _TEXT,
    CellBlankTuple: "/>",
    CellNumberTuple: _NUMBER,
    CellDatetimeTuple: _NUMBER,
    _Formula: "><f>{{{0}}}</f><v>{{{1}}}</v></c>",
    _TextFormula: ' t="str"><f>{{{0}}}</f><v>{{{1}}}</v></c>',
}
"""Kinds of cells that are written here: what comes behind a cell's address and style, by the places of its values."""
_WORDS = frozenset({"", "是", "否"})
"""Values of formulas that need not be escaped and are no error."""
Cell = tuple[Any, ...]
"""Place of its look, then its values."""
_FINITE = 1e308


class QuickSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose cells are given by row and column, never as "A1"; no two blocks overlap, all links lead to files."""

    def __init__(self) -> None:
        super().__init__()
        self.table: Any = PackedCells()
        self.hyperlinks: Any = PackedRows()
        self.row_info, self.row_sizes = FewKinds(), FewKinds()
        self.merge = Spans()
        self.merged_cells = self.table_cells = Unkept()
        self._forms: dict[int, str | None] = {}
        self._row_looks = False
        """Any row has a face of its own, which is that of its cells without one."""
        self._starts: dict[tuple[str | None, int], str] = {}

    def _there(self, row: int, col: int) -> bool:
        """Tell whether the sheet has such a cell, and note how far it is used."""
        if self.dim_rowmin is None or self.dim_colmin is None:
            return not self._check_dimensions(row, col)
        inside = self.dim_rowmin <= row <= self.dim_rowmax and self.dim_colmin <= col <= self.dim_colmax
        return inside or not self._check_dimensions(row, col)

    # -- cells, made ready for wherever they come to stand ----------------------------------------------------------------

    def text_cell(self, text: str, face: Any) -> Cell:
        """Return a cell with a text that a cell can hold."""
        strings = self.str_table
        index = strings.string_table.setdefault(text, strings.unique_count)
        strings.unique_count += index == strings.unique_count
        return (self.table.place(CellStringTuple, face), index)

    def number_cell(self, number: float, face: Any) -> Cell:
        return (self.table.place(CellNumberTuple, face), number)

    def moment_cell(self, moment: datetime, face: Any) -> Cell:
        return (self.table.place(CellDatetimeTuple, face), self._convert_date_time(moment))

    def blank_cell(self, face: Any) -> Cell:
        return (self.table.place(CellBlankTuple, face),)

    def blank_like(self, cell: Cell) -> Cell:
        """Return a blank cell that looks like another."""
        return self.blank_cell(self.table.looks[cell[0]][1])

    def formula_cell(self, formula: str, face: Any, value: Any) -> Cell | None:
        """Return a cell with a formula and its value; None = the library has to write it."""
        plain = _plain_formula(formula)
        if not plain or face is None or (type(value) not in {int, float} and value not in _WORDS):
            return None
        kind = _TextFormula if type(value) is str and value else _Formula
        return (self.table.place(kind, face), self._escape_data(plain), value)

    def set_cell(self, row: int, col: int, cell: Cell) -> int:
        """Put a cell where it stands."""
        if not self._there(row, col):
            return -1
        self.table.laid_open(row)[col] = cell
        self.str_table.count += self.table.looks[cell[0]][0] is CellStringTuple
        return 0

    def set_cells(self, row: int, columns: tuple[int, ...], cells: Sequence[Cell]) -> None:
        """Put cells into a row, their columns in order."""
        if row in self.table:
            for column, cell in zip(columns, cells, strict=True):
                self.set_cell(row, column, cell)
        elif self._there(row, columns[0]) and self._there(row, columns[-1]):
            self.str_table.count += self.table.set_whole(row, columns, cells)

    def set_block(self, area: tuple[int, int, int, int], cell: Cell, blank: Cell) -> None:
        """Put a cell into a merged block (top, left, bottom, right) of several."""
        top, left, bottom, right = area
        self.add_merge(area)
        columns = tuple(range(left, right + 1))
        for row in range(top, bottom + 1):
            self.set_cells(row, columns, [cell if row == top else blank, *[blank] * (right - left)])

    def add_merge(self, area: tuple[int, int, int, int]) -> None:
        """Merge cells (top, left, bottom, right) that are put by themselves."""
        self.merge.append(area)

    def set_link(self, row: int, col: int, path: str) -> None:
        """Let a cell lead to a file."""
        link = Url(f"external:{path}")
        self.hlink_count += 1
        self.hyperlinks[row][col] = link

    # -- what the library itself asks for ---------------------------------------------------------------------------------

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        if len(string) > self.xls_strmax:
            self.table.laid_open(row)
            said: int = super()._write_string(row, col, string, cell_format)
            return said
        return self.set_cell(row, col, self.text_cell(string, cell_format))

    def _write_number(self, row: int, col: int, number: Any, cell_format: Any = None) -> int:
        if type(number) not in {int, float} or not -_FINITE < number < _FINITE:
            self.table.laid_open(row)
            said: int = super()._write_number(row, col, number, cell_format)
            return said
        return self.set_cell(row, col, self.number_cell(number, cell_format))

    def _write_blank(self, row: int, col: int, _: Any, cell_format: Any = None) -> int:
        return 0 if cell_format is None else self.set_cell(row, col, self.blank_cell(cell_format))

    def write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:
        cell = self.formula_cell(formula, cell_format, value)
        if cell is None:
            self.table.laid_open(row)
            said: int = super()._write_formula(row, col, formula, cell_format, value)
            return said
        return self.set_cell(row, col, cell)

    def _write_rich_string(self, row: int, col: int, *args: Any) -> int:
        self.table.laid_open(row)
        said: int = super()._write_rich_string(row, col, *args)
        return said

    write_string = _write_string
    write_number = _write_number
    write_blank = _write_blank

    def set_row(self, row: int, height: float | None = None, cell_format: Any = None, options: Any = None) -> int:
        if cell_format is not None or options is not None or height is None:
            said: int = super().set_row(row, height, cell_format, options)
            return said
        if not self._there(row, self.dim_colmin or 0):
            return -1
        if not (self.row_info.again(row, height) and self.row_sizes.again(row, height)):
            super().set_row(row, height)
            self.row_info.name(row, height)
            self.row_sizes.name(row, height)
        return 0

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002
        return _plain_formula(formula) or str(super()._prepare_formula(formula, expand_future_functions))

    def _get_range_data(self, row_start: int, col_start: int, row_end: int, col_end: int) -> Any:
        """Return what a chart keeps of its cells."""
        for row in range(row_start, row_end + 1):
            if row in self.table:
                cells = self.table.laid_open(row)
                cells.update({column: self.table.whole(cell) for column, cell in cells.items()})
        return super()._get_range_data(row_start, col_start, row_end, col_end)

    def _write_rows(self) -> None:
        self._row_looks = any(info.row_format for info in self.row_info.kinds())
        for top in range(self.dim_rowmin - self.dim_rowmin % 16, self.dim_rowmax + 1, 16):
            lines = {row: self.table.line(row) for row in range(top, min(top + 16, self.dim_rowmax + 1))}
            span = self._span(lines)
            for row, line in lines.items():
                self._write_one(row, line, span)
        self.table = {}

    def _span(self, lines: Mapping[int, tuple[Any, ...]]) -> str | None:
        """Return the first and the last column used in sixteen rows."""
        columns = (self.table.shapes[shape][0] for shape in {line[0] for line in lines.values() if line})
        used = {end for each in columns for end in (each[0], each[-1])}
        used.update(column for row in lines if row in self.comments for column in self.comments[row])
        return f"{min(used) + 1}:{max(used) + 1}" if used else None

    def _write_one(self, row: int, line: tuple[Any, ...], span: str | None) -> None:
        info = self.row_info.get(row)
        if not line:
            if info is not None or row in self.comments:
                self._write_empty_row(row, span, info)
            return
        shape = line[0]
        if shape not in self._forms:
            self._forms[shape] = self._form(*self.table.shapes[shape])
        form = self._forms[shape]
        if form is None:
            self._write_by_cell(row, line, span)
        else:
            self.fh.write(f"{self._row_start(row, span, info)}{form.format(row + 1, *line)}</row>")

    def _write_by_cell(self, row: int, line: tuple[Any, ...], span: str | None) -> None:
        """Write a row in which there are cells that the library has to write."""
        self.fh.write(self._row_start(row, span, self.row_info.get(row)))
        for column, cell in self.table.opened(line).items():
            form = self._form((column,), (cell[0],))
            if form is None:
                self._write_cell(row, column, self.table.whole(cell))
            else:
                self.fh.write(form.format(row + 1, None, *cell))
        self.fh.write("</row>")

    def _form(self, columns: tuple[int, ...], places: tuple[int, ...]) -> str | None:
        """Return the XML of cells, row number and values still to come; None = the library has to write some of them."""
        cells, at = [], 2
        for column, place in zip(columns, places, strict=True):
            kind, face = self.table.looks[place]
            if kind not in _FORMS or (face is None and (self._row_looks or column in self.col_info)):
                return None
            style = "" if face is None else f' s="{face._get_xf_index()}"'
            cells.append(f'<c r="{_letters(column)}{{0}}"{style}{_FORMS[kind].format(at + 1, at + 2)}')
            at += values_of(kind) + 1
        return "".join(cells)

    def _row_start(self, row: int, span: str | None, info: Any) -> str:
        """Return a row's own tag; all rows of one kind differ in their number only."""
        key = (span, id(info))
        if key not in self._starts:
            sheet: Any = self
            part, sheet.fh = sheet.fh, StringIO()
            self._write_row(row, span, info)
            text, sheet.fh = sheet.fh.getvalue(), part
            self._starts[key] = text.removeprefix(f'<row r="{row + 1}"')
        return f'<row r="{row + 1}"{self._starts[key]}'

    def _write_hyperlinks(self) -> None:
        links: PackedRows = self.hyperlinks
        rows = links.rows()
        if not rows:
            return
        self.fh.write("<hyperlinks>")
        for row in rows:
            for column, link in sorted(links.seen(row).items()):
                self.rel_count += 1
                self._write_hyperlink_external(row, column, self.rel_count, link)
                self.external_hyper_links.append(["/hyperlink", link._target(), "External"])
        self.fh.write("</hyperlinks>")


def _plain_formula(formula: str) -> str:
    """Return a formula as the file has it, where none of its functions is newer than the format; "" = one may be."""
    plain = formula[1:] if formula[:1] == "=" else formula
    return plain if plain[:1] != "{" and _OLD_CALLS.issuperset(_CALLS.findall(plain)) else ""


@cache
def _letters(column: int) -> str:
    return column_letter(column + 1)

"""xlsxwriter's book and sheet for many thousand cells: the same bytes (a test says so) in less time, and in little room.

A cell costs it two wrappers, five function calls and thirty searches for functions that no formula of ours has; a county
pays nothing of note for that, a country pays minutes. It keeps every cell until the book is closed, and then the XML of
all sheets until it is zipped: here rows are packed once they are done with, and XML goes into the zip as it is written.
"""

from collections import namedtuple
from collections.abc import Mapping
from functools import cache
from io import BytesIO, StringIO
from re import compile as pattern
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.workbook import Workbook
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

_NEWER = pattern(r"_xlfn\.|[A-Z.]{3,}\(")
_OLD = frozenset({"IFERROR", "IF", "COUNTIF", "COUNTIFS", "SUM", "SUMPRODUCT", "AVERAGE", "AVERAGEIFS", "MAX", "MIN"})
"""Functions that every office program has always known: nothing is to be put before their names."""
_Formula = namedtuple("Formula", "formula, format, value")
_TextFormula = namedtuple("Formula", "formula, format, value")
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
_FINITE = 1e308
_ODD = pattern(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x|\A\s|\s\Z")
_HELD = 200
"""Scraps of XML put together before they are compressed."""


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

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        if len(string) > self.xls_strmax:
            said: int = super()._write_string(row, col, string, cell_format)
            return said
        if not self._there(row, col):
            return -1
        strings = self.str_table
        index = strings.string_table.get(string)
        if index is None:
            index = strings._get_shared_string_index(string)
        else:
            strings.count += 1
        self.table[row][col] = (self.table.place(CellStringTuple, cell_format), index)
        return 0

    def _write_number(self, row: int, col: int, number: Any, cell_format: Any = None) -> int:
        if type(number) not in {int, float} or not -_FINITE < number < _FINITE:
            said: int = super()._write_number(row, col, number, cell_format)
            return said
        if not self._there(row, col):
            return -1
        self.table[row][col] = (self.table.place(CellNumberTuple, cell_format), number)
        return 0

    def _write_blank(self, row: int, col: int, _: Any, cell_format: Any = None) -> int:
        if cell_format is None:
            return 0
        if not self._there(row, col):
            return -1
        self.table[row][col] = (self.table.place(CellBlankTuple, cell_format),)
        return 0

    def write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:
        plain = _plain_formula(formula)
        if not plain or cell_format is None or (type(value) not in {int, float} and value not in _WORDS):
            said: int = super()._write_formula(row, col, formula, cell_format, value)
            return said
        if not self._there(row, col):
            return -1
        kind = _TextFormula if type(value) is str and value else _Formula
        self.table[row][col] = (self.table.place(kind, cell_format), self._escape_data(plain), value)
        return 0

    write_string = _write_string
    write_number = _write_number
    write_blank = _write_blank

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002
        return _plain_formula(formula) or str(super()._prepare_formula(formula, expand_future_functions))

    def _get_range_data(self, row_start: int, col_start: int, row_end: int, col_end: int) -> Any:
        """Return what a chart keeps of its cells."""
        for row in range(row_start, row_end + 1):
            if row in self.table:
                self.table[row].update({column: self.table.whole(cell) for column, cell in self.table[row].items()})
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
    known = plain[:1] != "{" and all(name[:-1] in _OLD for name in _NEWER.findall(plain))
    return plain if known else ""


@cache
def _letters(column: int) -> str:
    return column_letter(column + 1)


class QuickBook(Workbook):  # type: ignore[misc]
    """A book whose parts go into the zip while they are written; `target` has it all once the book is closed."""

    def __init__(self, target: BytesIO, options: dict[str, Any]) -> None:
        super().__init__(BytesIO(), {**options, "in_memory": True})
        self._target = target

    def _get_packager(self) -> Packager:
        return _Packager(self._target)


class _Packager(Packager):  # type: ignore[misc]
    """Writes one part after the other, each before the next is begun."""

    def __init__(self, target: BytesIO) -> None:
        super().__init__()
        self._zip = ZipFile(target, "w", compression=ZIP_DEFLATED)
        self._open: _PartStream | None = None

    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            strings = _QuickStrings()
            strings.string_table = self.workbook.str_table
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            strings._assemble_xml_file()

    def _filename(self, xml_filename: str) -> StringIO:
        self._end_part()
        info = ZipInfo(xml_filename, (1980, 1, 1, 0, 0, 0))
        info.compress_type = ZIP_DEFLATED
        self._open = _PartStream(self._zip.open(info, "w"))
        return self._open

    def _end_part(self) -> None:
        if self._open is not None:
            self._open.end()
            self._open = None

    def _create_package(self) -> list[Any]:
        """Return what is left for the book to put into a zip: nothing, for it is in ours (no book of ours has pictures)."""
        super()._create_package()
        self._end_part()
        self._zip.close()
        return []


class _QuickStrings(SharedStrings):  # type: ignore[misc]
    """The texts of all cells: one that holds nothing to be escaped is written as it is."""

    def _write_si(self, string: str) -> None:
        if _ODD.search(string) is None:
            self.fh.write(f"<si><t>{string}</t></si>")
        else:
            super()._write_si(string)


class _PartStream(StringIO):
    """A part's XML on its way: the library writes to what it takes for its own kind of file."""

    def __init__(self, entry: IO[bytes]) -> None:
        super().__init__()
        self._entry = entry
        self._held: list[str] = []

    def write(self, text: str) -> int:
        self._held.append(text)
        if len(self._held) >= _HELD:
            self._pass_on()
        return len(text)

    def _pass_on(self) -> None:
        self._entry.write("".join(self._held).encode("utf-8"))
        self._held.clear()

    def end(self) -> None:
        self._pass_on()
        self._entry.close()

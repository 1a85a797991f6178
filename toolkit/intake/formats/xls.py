"""Read xls and et (BIFF 2–8, in a compound file or bare) with xlrd: values, kinds, number formats, merges."""

import io
from collections.abc import Iterable
from dataclasses import replace
from math import isfinite
from typing import Any

from toolkit.intake.formats import numfmt
from toolkit.intake.formats.compound import Compound
from toolkit.intake.formats.faults import guarded
from toolkit.intake.formats.grid import CellGrid
from toolkit.intake.formats.libreoffice import converted, made_here, office_program
from toolkit.intake.formats.xls_outside import boxes, notes
from toolkit.intake.formats.xls_second import read_second
from toolkit.intake.formats.xlsx import read_xlsx
from toolkit.nouns.cells import Aside, Book, CellKind, Sheet
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5
_OLE = b"\xd0\xcf\x11\xe0"


def read_xls(data: bytes, limits: Limits) -> Book:
    """Return the workbook.

    Raises:
        Unreadable: F01 damaged, F02 encrypted, F03 unsafe.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
        return _taken(book, data, limits)
    except (Unreadable, MemoryError):
        raise
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            return _unlocked(data, limits)
        return _second_opinion(data, limits, error)
    except Exception as error:
        return _second_opinion(data, limits, error)


def _second_opinion(data: bytes, limits: Limits, error: Exception) -> Book:
    """Return what the second reader finds in a file that the first one calls corrupt.

    Raises:
        Unreadable: F01 it does not read it either.
    """
    try:
        with guarded():
            opinion = read_second(data, limits)
    except Unreadable as second:
        if second.problem.code is not Code.F01:
            raise
        raise Unreadable(Code.F01, detail="内容不完整或已损坏") from error
    if not any(sheet.cells for sheet in opinion.sheets):
        raise Unreadable(Code.F01, detail="内容不完整或已损坏") from error
    return opinion


def _unlocked(data: bytes, limits: Limits) -> Book:
    """Open a workbook with the password that office programs try by themselves: LibreOffice does, where it is found.

    Raises:
        Unreadable: F02 it has a password of its own.
    """
    if office_program() is None:
        raise Unreadable(Code.F02)
    try:
        plain = converted(data, "xls", "xlsx", limits)
    except Unreadable as error:
        raise Unreadable(Code.F02) if error.problem.code is Code.F04 else error from None
    return replace(read_xlsx(plain, made_here(limits)), format="xls")


def _taken(book: Any, data: bytes, limits: Limits) -> Book:
    compound = Compound(data) if data.startswith(_OLE) else None
    drawn = boxes(compound.read("Workbook")) if compound and compound.has("Workbook") else []
    sheets = tuple(
        _sheet(book, sheet, limits, drawn[place] if place < len(drawn) else []) for place, sheet in enumerate(book.sheets())
    )
    outside = "、".join(_foreign(book, compound))
    return Book(
        format="xls",
        sheets=sheets,
        properties=compound.user_properties() if compound else {},
        warnings=("F07",) if outside else (),
        details={"F07": outside} if outside else {},
    )


def _foreign(book: Any, compound: Compound | None) -> list[str]:
    """Return the active or outside content: a VBA project, links to other workbooks."""
    words = ["宏"] if compound and compound.has("_VBA_PROJECT_CUR") else []
    from xlrd.book import SUPBOOK_DDEOLE, SUPBOOK_EXTERNAL

    outside = {SUPBOOK_EXTERNAL, SUPBOOK_DDEOLE}  # a reference to the book's own sheets is SUPBOOK_INTERNAL
    return [*words, "外部链接"] if outside & set(book._supbook_types) else words


def _sheet(book: Any, sheet: Any, limits: Limits, drawn: Iterable[Aside]) -> Sheet:
    grid = CellGrid(sheet.name, limits, hidden=sheet.visibility != 0)
    grid.asides += [*notes(sheet), *drawn]
    for row in range(sheet.nrows):
        kinds, values = sheet.row_types(row), sheet.row_values(row)
        for column, kind in enumerate(kinds):
            if kind in {_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR}:
                code = _format(book, sheet.cell_xf_index(row, column))
                _put(grid, (row + 1, column + 1), kind, values[column], code, from_1904=book.datemode == 1)
                _strike(grid, book, sheet, row, column)
    for top, bottom, left, right in sheet.merged_cells:
        grid.merge(top + 1, left + 1, bottom, right)
    return grid.sheet()


def _strike(grid: CellGrid, book: Any, sheet: Any, row: int, column: int) -> None:
    """Note what is struck out: the whole cell by its font, or runs of its text by theirs."""
    cell = grid.cells.get((row + 1, column + 1))
    style = sheet.cell_xf_index(row, column)
    if cell is None or not 0 <= style < len(book.xf_list):
        return
    text = str(cell.value or "") if cell.kind is CellKind.TEXT else cell.words or str(cell.value)
    runs = [(0, book.xf_list[style].font_index), *(sheet.rich_text_runlist_map.get((row, column)) or ())]
    struck, kept = "", ""
    for (begin, font), (end, _) in zip(runs, [*runs[1:], (len(text), 0)], strict=True):
        piece = text[begin:end]
        if 0 <= font < len(book.font_list) and book.font_list[font].struck_out:
            struck += piece
        else:
            kept += piece
    grid.strike(row + 1, column + 1, struck, kept)


def _put(grid: CellGrid, at: tuple[int, int], kind: int, value: Any, code: str, *, from_1904: bool) -> None:
    row, column = at
    if kind == _TEXT:
        grid.put_text(row, column, value.replace("\r\n", "\n"), code)
    elif kind == _BOOLEAN:
        grid.put(row, column, CellKind.BOOLEAN, bool(value))
    elif kind == _ERROR:
        from xlrd.biffh import error_text_from_code

        grid.put(row, column, CellKind.ERROR, error_text_from_code.get(value, "#VALUE!"))
    else:
        day = numfmt.moment(value, from_1904=from_1904) if isfinite(value) and numfmt.is_date(code) else None
        if day is not None:
            grid.put_day(row, column, day, code)
        else:
            grid.put_number(row, column, value, code)


def _format(book: Any, style: int) -> str:
    """Return the number format code of a cell style; the file's own wording of a built-in format goes first."""
    if not 0 <= style < len(book.xf_list):
        return ""
    key = book.xf_list[style].format_key
    own = book.format_map.get(key)
    code = own.format_str if own is not None and own.format_str else ""
    if numfmt.clean(code) == "" and key in numfmt.BUILTIN:
        return numfmt.BUILTIN[key]
    return numfmt.clean(code)

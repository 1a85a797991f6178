"""The second reader of xls, for files that xlrd calls corrupt and every office program opens: calamine, values only."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from toolkit.intake.formats.compound import Compound
from toolkit.intake.formats.grid import CellGrid
from toolkit.nouns.cells import Book, CellKind, Sheet
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code

_OLE = b"\xd0\xcf\x11\xe0"


def read_second(data: bytes, limits: Limits) -> Book:
    """Return the workbook without number formats; raises whatever calamine raises.

    Raises:
        Unreadable: F01 there is no second reader here: a library of the system is missing.
    """
    try:
        import python_calamine
    except ImportError:
        raise Unreadable(Code.F01, detail="内容不完整或已损坏") from None
    book = python_calamine.load_workbook(io.BytesIO(data))
    sheets = [
        _sheet(book.get_sheet_by_index(place), limits, hidden=about.visible is not python_calamine.SheetVisibleEnum.Visible)
        for place, about in enumerate(book.sheets_metadata)
        if about.typ is python_calamine.SheetTypeEnum.WorkSheet
    ]
    return Book(format="xls", sheets=tuple(sheets), properties=_properties(data))


def _properties(data: bytes) -> dict[str, str]:
    """Return the document's properties; {} where the compound file is as broken as xlrd said."""
    try:
        return Compound(data).user_properties() if data.startswith(_OLE) else {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _sheet(sheet: Any, limits: Limits, *, hidden: bool) -> Sheet:
    grid = CellGrid(sheet.name, limits, hidden=hidden)
    for row, values in enumerate(sheet.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(values, 1):
            if value != "":
                _put(grid, row, column, value)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        grid.merge(top + 1, left + 1, bottom + 1, right + 1)
    return grid.sheet()


def _put(grid: CellGrid, row: int, column: int, value: object) -> None:
    if isinstance(value, bool):
        grid.put(row, column, CellKind.BOOLEAN, value)
    elif isinstance(value, int | float):
        grid.put_number(row, column, float(value))
    elif isinstance(value, datetime | date | time):
        day = datetime(value.year, value.month, value.day) if type(value) is date else value  # noqa: DTZ001
        grid.put_day(row, column, day)
    elif isinstance(value, timedelta):
        grid.put_number(row, column, value / timedelta(days=1))
    else:
        grid.put_plain(row, column, str(value).replace("\r\n", "\n"))

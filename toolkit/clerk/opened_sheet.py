"""A sheet of a book that the clerk fills in, as values: what is plain at a quick look, all else by openpyxl. Pure."""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from toolkit.nouns.errors import ToolkitError

if TYPE_CHECKING:
    from toolkit.ooxml.plain_values import CellValue
    from toolkit.plan.plain_book import PlanSheet


def opened_sheet(data: bytes, title: str, damaged: str) -> "PlanSheet | None":
    """Return the sheet of a title, else the first one; None = there is none at all. Raises: ToolkitError, `damaged`."""
    from toolkit.plan.plain_book import plain_book

    sheets = plain_book(data) or _by_openpyxl(data, damaged)
    return next((sheet for sheet in sheets if sheet.title == title), next(iter(sheets), None))


def rows_of(sheet: "PlanSheet") -> "Iterator[tuple[int, dict[int, CellValue]]]":
    """Yield each row in which anything stands: its number, and its values by column."""
    number, row = 0, dict[int, "CellValue"]()
    for at, column in sorted(sheet.values):
        if at != number:
            if row:
                yield number, row
            number, row = at, {}
        row[column] = sheet.values[at, column]
    if row:
        yield number, row


def _by_openpyxl(data: bytes, damaged: str) -> "tuple[PlanSheet, ...]":
    import zipfile

    import openpyxl

    from toolkit.plan.opening import values_of

    try:
        return values_of(openpyxl.load_workbook(BytesIO(data), data_only=True))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, AttributeError, IndexError):
        raise ToolkitError(damaged) from None

"""A workbook's bytes → its sheets of values, or an openpyxl workbook, or one sentence. Pure."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from toolkit.nouns.cells import Range
from toolkit.nouns.errors import ToolkitError
from toolkit.plan.plain_book import PlanSheet, plain_book

if TYPE_CHECKING:
    from openpyxl import Workbook


def plan_sheets(data: bytes, name: str) -> tuple[PlanSheet, ...]:
    """Return what the cells of a plan hold, formulas with the values last shown. Raises: ToolkitError."""
    return plain_book(data) or values_of(opened(data, name))


def values_of(book: "Workbook") -> tuple[PlanSheet, ...]:
    """Return the sheets of an opened workbook; chart sheets are left out."""
    sheets = []
    for sheet in book.worksheets:
        values: dict[tuple[int, int], Any] = {place: cell.value for place, cell in sheet._cells.items()}
        said = {place: value for place, value in values.items() if value is not None and value != ""}
        merges = tuple(Range(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges)
        sheets.append(PlanSheet(title=sheet.title, values=said, merges=merges))
    return tuple(sheets)


def opened(data: bytes, name: str) -> "Workbook":
    """Return an opened workbook with the values last shown. Raises: ToolkitError."""
    import warnings
    import zipfile
    import zlib

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    # openpyxl reads a stranger's XML with whatever its parsers raise.
    damaged = (
        InvalidFileException, zipfile.BadZipFile, zlib.error, LookupError, ValueError, OSError, EOFError, TypeError,
        SyntaxError, AttributeError, RuntimeError,
    )  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions of other office programs that openpyxl leaves out
            return load_workbook(BytesIO(data), data_only=True)
    except damaged:
        raise ToolkitError(f"{name} 打不开：不是 .xlsx 工作簿或已损坏，请用 WPS 或 Excel 另存为 .xlsx。") from None

"""Open a template for understanding: its cells, merges, number formats, and the placeholders in them."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.form.placeholder import Name, Part, PlaceholderError, marked, parse
from toolkit.form.read_format import CJK_DATES
from toolkit.nouns.cells import address
from toolkit.nouns.errors import ToolkitError
from toolkit.ooxml.package import BadPackage, Package

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_BROKEN = (KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, EOFError, zipfile.BadZipFile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A cell that holds placeholders."""

    sheet: str
    row: int
    column: int
    text: str
    parts: tuple[Part, ...]

    @property
    def names(self) -> tuple[Name, ...]:
        return tuple(part for part in self.parts if isinstance(part, Name))

    @property
    def alone(self) -> Name | None:
        rest = [part for part in self.parts if isinstance(part, Name) or part.strip()]
        return rest[0] if len(rest) == 1 and isinstance(rest[0], Name) else None


@dataclass(frozen=True, slots=True)
class TemplateBook:
    """An opened template; `name` is the file's, for messages."""

    name: str
    book: "Workbook"
    package: Package

    def wrong(self, sheet: str, row: int, column: int, what: str) -> ToolkitError:
        return ToolkitError(f"{self.name} 工作表“{sheet}”{address(row, column)}：{what.rstrip('。')}。")

    def at(self, sheet: str) -> "Worksheet":
        from openpyxl.worksheet.worksheet import Worksheet

        page = self.book[sheet]
        if not isinstance(page, Worksheet):
            raise KeyError(sheet)
        return page


def open_template(data: bytes, name: str) -> TemplateBook:
    """Raises: ToolkitError, when it is no whole, plain xlsx."""
    try:
        package = Package(data)
    except BadPackage as error:
        raise ToolkitError(f"{name}：{error}。") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # x14 validations and the like: read from the package instead
            from openpyxl import load_workbook

            book = load_workbook(io.BytesIO(data))
    except _BROKEN as error:
        raise ToolkitError(f"{name}：文件内部已损坏，请用 WPS 或 Excel 打开后另存为 .xlsx。") from error
    return TemplateBook(name, book, package)


def marks(template: TemplateBook) -> tuple[Mark, ...]:
    """Return every cell with placeholders, sheet by sheet, row by row.

    Raises: ToolkitError, at the first cell whose placeholders cannot be understood.
    """
    return tuple(mark for sheet in template.book.worksheets for mark in _marks_of(template, sheet))


def _marks_of(template: TemplateBook, sheet: "Worksheet") -> Iterator[Mark]:
    for row, column, cell in cells_of(sheet):
        value = cell.value
        text = value if isinstance(value, str) else getattr(value, "text", "")
        if not isinstance(text, str) or not marked(text):
            continue
        if cell.data_type == "f":
            if "{{" not in text:
                continue  # an array constant
            raise template.wrong(sheet.title, row, column, "公式里不能写占位符")
        try:
            parts = parse(text)
        except PlaceholderError as error:
            raise template.wrong(sheet.title, row, column, str(error)) from error
        yield Mark(sheet=sheet.title, row=row, column=column, text=text, parts=parts)


def cells_of(sheet: "Worksheet") -> "Iterator[tuple[int, int, SheetCell | MergedCell]]":
    """Return the cells that are there, row by row; iter_rows would make a million for one at the very bottom."""
    cells: dict[tuple[int, int], SheetCell | MergedCell] = getattr(sheet, "_cells")  # noqa: B009
    for (row, column), cell in sorted(cells.items(), key=lambda pair: pair[0]):
        yield row, column, cell


def shown_text(sheet: "Worksheet", row: int, column: int) -> str:
    """Return the text that shows at this place, looking through merges; "" = blank."""
    row, column = origin(sheet, row, column)
    value = sheet.cell(row, column).value
    return "" if value is None else str(value)


def origin(sheet: "Worksheet", row: int, column: int) -> tuple[int, int]:
    """Return the top-left place of the merged block that covers this one, else the place itself."""
    for block in sheet.merged_cells.ranges:
        if block.min_row <= row <= block.max_row and block.min_col <= column <= block.max_col:
            return block.min_row, block.min_col
    return row, column


def number_format(cell: "SheetCell | MergedCell") -> str:
    """Return a cell's format code; the built-in Chinese date formats too, which openpyxl does not know."""
    built_in = CJK_DATES.get(int(getattr(cell, "_style").numFmtId))  # noqa: B009
    return built_in or str(cell.number_format)

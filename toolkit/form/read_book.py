"""Open a template for understanding: its cells, merges, number formats, and the placeholders in them."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.form.placeholder import Name, Part, PlaceholderError, marked, parse
from toolkit.form.template_sheet import TemplateSheet, TemplateSheets, plain_template, template_by_openpyxl
from toolkit.nouns.cells import address
from toolkit.nouns.errors import ToolkitError
from toolkit.ooxml.package import BadPackage, Package

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
    content: TemplateSheets
    package: Package

    def wrong(self, sheet: str, row: int, column: int, what: str) -> ToolkitError:
        said = what if what.endswith("？") else f"{what.rstrip('。')}。"
        return ToolkitError(f"{self.name} 工作表“{sheet}”{address(row, column)}：{said}")

    def at(self, sheet: str) -> TemplateSheet:
        """Raises: KeyError."""
        pages = [page for page in self.content.sheets if page.title == sheet]
        if not pages:
            raise KeyError(sheet)
        return pages[0]


def open_template(data: bytes, name: str) -> TemplateBook:
    """Raises: ToolkitError, when it is no whole, plain xlsx."""
    try:
        package = Package(data)
    except BadPackage as error:
        raise ToolkitError(f"{name}：{error}。") from error
    try:
        content = plain_template(package) or template_by_openpyxl(data)
    except _BROKEN as error:
        raise ToolkitError(f"{name}：文件内部已损坏，请用 WPS 或 Excel 打开后另存为 .xlsx。") from error
    return TemplateBook(name, content, package)


def marks(template: TemplateBook) -> tuple[Mark, ...]:
    """Return every cell with placeholders, sheet by sheet, row by row.

    Raises: ToolkitError, at the first cell whose placeholders cannot be understood.
    """
    return tuple(mark for sheet in template.content.sheets for mark in _marks_of(template, sheet))


def _marks_of(template: TemplateBook, sheet: TemplateSheet) -> Iterator[Mark]:
    for (row, column), cell in sheet.cells.items():
        text = cell.value
        if not isinstance(text, str) or not marked(text):
            continue
        if cell.formula:
            if "{{" not in text:
                continue  # an array constant
            raise template.wrong(sheet.title, row, column, "公式里不能写占位符")
        try:
            parts = parse(text)
        except PlaceholderError as error:
            raise template.wrong(sheet.title, row, column, str(error)) from error
        yield Mark(sheet=sheet.title, row=row, column=column, text=text, parts=parts)


def shown_text(sheet: TemplateSheet, row: int, column: int) -> str:
    """Return the text that shows at this place, looking through merges; "" = blank."""
    value = sheet.at(*origin(sheet, row, column)).value
    return "" if value is None else str(value)


def origin(sheet: TemplateSheet, row: int, column: int) -> tuple[int, int]:
    """Return the top-left place of the merged block that covers this one, else the place itself."""
    for block in sheet.merges:
        if (row, column) in block:
            return block.top, block.left
    return row, column

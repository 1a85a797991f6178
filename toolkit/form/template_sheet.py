"""A template's sheets as they are understood: cells, merges, hidden columns, names. Pure.

Quickly, where every cell is plain; else by openpyxl, which takes a third of a second to load.
"""

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError

from toolkit.form.read_format import BUILT_IN, CJK_DATES
from toolkit.nouns.cells import Range
from toolkit.nouns.limits import Unreadable
from toolkit.ooxml.package import BadPackage, Element, Package, child, children, descendants
from toolkit.ooxml.plain_values import (
    CellValue,
    NotPlain,
    PlainCommons,
    block_of,
    clear_merged,
    inline_text,
    place_of,
    plain_commons,
    value_of,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

GENERAL = "General"
_RESERVED = re.compile(r"_xlnm\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TemplateCell:
    """One cell that is there, perhaps blank."""

    value: CellValue | None
    """Of a formula its text, "=…"."""
    number_format: str = GENERAL
    formula: bool = False


_NO_CELL = TemplateCell(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSheet:
    """One worksheet."""

    title: str
    cells: Mapping[tuple[int, int], TemplateCell]
    """By (row, column), in that order; of a merged block the first cell alone."""
    merges: tuple[Range, ...]
    hidden: tuple[Range, ...]
    """Hidden columns; rows mean nothing."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names defined for this sheet alone → what they stand for."""

    def at(self, row: int, column: int) -> TemplateCell:
        return self.cells.get((row, column), _NO_CELL)

    def row(self, number: int) -> Iterator[tuple[int, TemplateCell]]:
        """Yield the row's cells with their columns, left to right."""
        return ((column, cell) for (row, column), cell in self.cells.items() if row == number)

    @property
    def last_row(self) -> int:
        return max([1, *(row for row, _ in self.cells), *(block.bottom for block in self.merges)])

    @property
    def last_column(self) -> int:
        return max([1, *(column for _, column in self.cells), *(block.right for block in self.merges)])


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSheets:
    """All worksheets of a template, in order."""

    sheets: tuple[TemplateSheet, ...]
    names: Mapping[str, str]
    """Names defined for the whole book."""
    from_1904: bool = False


def plain_template(package: Package) -> TemplateSheets | None:
    """Return the sheets of a plain template; None = it takes openpyxl to tell."""
    try:
        commons = plain_commons(package)
        names = list(_names(package))
        sheets = tuple(
            _sheet(part.name, package.xml(part.member), commons, {name: text for name, home, text in names if home == number})
            for number, part in enumerate(package.sheets)
        )
        return TemplateSheets(sheets=sheets, names={name: text for name, home, text in names if home is None})
    except (BadPackage, Unreadable, ExpatError, NotPlain, ValueError, LookupError):
        return None


def template_by_openpyxl(data: bytes) -> TemplateSheets:
    """Raises: whatever openpyxl raises on a damaged book."""
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # x14 validations and the like: read from the package instead
        book = load_workbook(io.BytesIO(data))
    return TemplateSheets(
        sheets=tuple(_taken_over(sheet) for sheet in book.worksheets),
        names=_defined(book.defined_names),
        from_1904=book.epoch == CALENDAR_MAC_1904,
    )


def _taken_over(sheet: "Worksheet") -> TemplateSheet:
    cells: dict[tuple[int, int], Any] = getattr(sheet, "_cells")  # noqa: B009
    merges = tuple(Range(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges)
    kept = {place: cells[place] for place in sorted(cells)}
    clear_merged(kept, merges)
    dimensions = [d for d in sheet.column_dimensions.values() if d.hidden]
    return TemplateSheet(
        title=sheet.title,
        cells={place: _cell_taken_over(cell) for place, cell in kept.items()},
        merges=merges,
        hidden=tuple(Range(1, d.min or 0, 1, d.max or 0) for d in dimensions),
        names=_defined(sheet.defined_names),
    )


def _cell_taken_over(cell: Any) -> TemplateCell:
    value = getattr(cell.value, "text", cell.value)
    code = CJK_DATES.get(int(getattr(cell, "_style").numFmtId)) or str(cell.number_format)  # noqa: B009
    return TemplateCell(value, code, cell.data_type == "f")


def _defined(names: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(defined.attr_text or "") for name, defined in names.items() if not _RESERVED.match(name)}


def _names(package: Package) -> Iterator[tuple[str, int | None, str]]:
    """Yield each defined name, the number of the sheet that it belongs to, and what it stands for."""
    root = package.xml(package.workbook)
    listed = next((list(children(group, "sheet")) for group in children(root, "sheets")), [])
    if len(listed) != len(package.sheets):
        raise NotPlain  # a chart sheet counts too
    for element in descendants(root, "definedName"):
        name, home = element.get("name", ""), element.get("localSheetId")
        if not _RESERVED.match(name):
            yield name, None if home is None else int(home), element.text or ""


def _sheet(title: str, root: Element, commons: PlainCommons, names: Mapping[str, str]) -> TemplateSheet:
    cells = {place_of(cell.get("r", "")): _cell(cell, commons) for cell in _cells(root)}
    merges = tuple(block_of(element.get("ref", "")) for element in descendants(root, "mergeCell"))
    clear_merged(cells, merges)
    for link in descendants(root, "hyperlink"):  # gives a blank cell its address as value
        if cells.get(place_of(link.get("ref", "")), _NO_CELL).value is None:
            raise NotPlain
    columns = {int(e.get("min", "0")): e for e in descendants(root, "col")}
    return TemplateSheet(
        title=title,
        cells={place: cells[place] for place in sorted(cells)},
        merges=merges,
        hidden=tuple(
            Range(1, first, 1, int(e.get("max", "0"))) for first, e in columns.items() if e.get("hidden") in {"1", "true"}
        ),
        names=names,
    )


def _cells(root: Element) -> Iterator[Element]:
    return (cell for data in children(root, "sheetData") for row in children(data, "row") for cell in children(row, "c"))


def _cell(cell: Element, commons: PlainCommons) -> TemplateCell:
    style = cell.get("s", "0")
    code = _code(*commons.formats[int(style)]) if commons.formats else GENERAL
    formula = child(cell, "f")
    if formula is not None:
        if formula.get("t") not in {None, "normal"}:
            raise NotPlain
        return TemplateCell(f"={formula.text or ''}", code, formula=True)
    inside, value = child(cell, "is"), child(cell, "v")
    kind = cell.get("t", "n")
    if kind == "d":
        raise NotPlain
    if kind == "inlineStr":
        return TemplateCell(inline_text(inside) if inside is not None else None, code)
    if value is None or not value.text:
        return TemplateCell(None, code)
    return TemplateCell(value_of(style, kind, value.text, commons), code)


def _code(number: int, own: str | None) -> str:
    if own is not None:
        return own
    return CJK_DATES.get(number) or BUILT_IN.get(number, GENERAL)

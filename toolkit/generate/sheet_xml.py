"""One worksheet of the template, opened for filling: numbered rows and cells, widths, merges, plain formulas."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from types import MappingProxyType

from toolkit.generate.rich_text import RichText
from toolkit.generate.styles import Style, style_of
from toolkit.nouns.cells import Range, address, column_number
from toolkit.ooxml.package import Element, child, children, descendants, local, parse_xml

_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]+)")
_DEFAULT_WIDTH = 8.43
_OWN: Mapping[int, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateCommons:
    """What all sheets of the workbook share."""

    shared: tuple[RichText, ...]
    styles: tuple[Style, ...]
    from_1904: bool

    def style(self, cell: Element) -> Style:
        return style_of(cell, self.styles)


class SheetXml:
    """A parsed sheet. `root` is never changed: `copy()` gives the tree to work on."""

    def __init__(self, name: str, member: str, data: bytes, commons: TemplateCommons) -> None:
        self.name = name
        self.member = member
        self.commons = commons
        self.root = parse_xml(data)
        _number_rows(self.root)
        _spell_out_formulas(self.root)
        self.prefix = f"{self.root.prefix}:" if self.root.prefix else ""
        self.merges = tuple(block(element.get("ref", "")) for element in descendants(self.root, "mergeCell"))
        self._widths = tuple(_widths(self.root))
        self._default = _default_width(self.root)

    def copy(self) -> Element:
        return deepcopy(self.root)

    def tag(self, name: str) -> str:
        """Return a name in the sheet's own namespace, for new elements."""
        space = str(self.root.tag).rpartition("}")[0]
        return f"{space}}}{name}" if space else name

    def width(self, row: int, column: int, widths: Mapping[int, float] = _OWN) -> float | None:
        """Return the room of a cell's text; None when it spans several rows (its height is nobody's own).

        `widths`: those of columns that are not as wide as in the template.
        """
        for merged in self.merges:
            if (row, column) in merged:
                if merged.top != merged.bottom:
                    return None
                return sum(widths.get(c) or self.column(c) for c in range(merged.left, merged.right + 1))
        return widths.get(column) or self.column(column)

    def columns_of(self, row: int, column: int) -> range:
        """Return the columns over which a cell is merged."""
        merged = next((m for m in self.merges if (row, column) in m), None)
        return range(merged.left, merged.right + 1) if merged else range(column, column + 1)

    def column(self, column: int) -> float:
        """Return a column's width in characters, 0 if it is hidden."""
        return next((w for first, last, w in self._widths if first <= column <= last), self._default)


def drop(element: Element, name: str) -> None:
    """Remove an attribute, if it is there."""
    if name in element.attrib:
        del element.attrib[name]


def rows(root: Element) -> Iterator[Element]:
    data = child(root, "sheetData")
    return iter(()) if data is None else children(data, "row")


def column_of(cell: Element) -> int:
    return place(cell.get("r", "A1"))[1]


def place(text: str) -> tuple[int, int]:
    """Return "C7" → (7, 3)."""
    match = _PLACE.fullmatch(text)
    if match is None:
        return 1, 1
    return int(match[2]), column_number(match[1].upper())


def block(ref: str) -> Range:
    first, _, last = ref.partition(":")
    (top, left), (bottom, right) = place(first), place(last or first)
    return Range(top, left, bottom, right)


def _number_rows(root: Element) -> None:
    """Write out row and cell numbers that a writer has left away, and drop the spans, which are only hints."""
    number = 0
    for row in rows(root):
        number = int(row.get("r", number + 1))
        row.set("r", str(number))
        drop(row, "spans")
        column = 0
        for cell in children(row, "c"):
            column = place(cell.get("r", ""))[1] if cell.get("r") else column + 1
            cell.set("r", address(number, column))


def _spell_out_formulas(root: Element) -> None:
    """Give every cell of a shared formula its own."""
    masters: dict[str, tuple[str, str]] = {}
    for cell in descendants(root, "c"):
        formula = child(cell, "f")
        if formula is None or formula.get("t") != "shared":
            continue
        here, group = cell.get("r", ""), formula.get("si", "")
        if formula.text:
            masters.setdefault(group, (formula.text, here))
        elif group in masters:
            text, origin = masters[group]
            formula.text = _translated(text, origin, here)
        for name in ("t", "si", "ref"):
            drop(formula, name)


def _translated(text: str, origin: str, here: str) -> str:
    from openpyxl.formula.translate import Translator, TranslatorError

    try:
        return str(Translator(f"={text}", origin=origin).translate_formula(here)).removeprefix("=")
    except TranslatorError:
        return text


def _widths(root: Element) -> Iterator[tuple[int, int, float]]:
    for column in descendants(root, "col"):
        width = float(column.get("width") or _DEFAULT_WIDTH)
        hidden = column.get("hidden") in {"1", "true"}
        yield int(column.get("min", "1")), int(column.get("max", "1")), 0.0 if hidden else width


def _default_width(root: Element) -> float:
    element = child(root, "sheetFormatPr")
    return float(element.get("defaultColWidth") or _DEFAULT_WIDTH) if element is not None else _DEFAULT_WIDTH


def hide_column(root: Element, tag: str, column: int) -> None:
    """Hide one column."""
    own = _own_column(root, tag, column)
    own.attrib.update({"hidden": "1", "customWidth": "1"})
    own.set("width", own.get("width") or "22")


def widen(root: Element, tag: str, widths: Mapping[int, float]) -> None:
    """Set the width of columns."""
    for column, width in widths.items():
        own = _own_column(root, tag, column)
        own.attrib.update({"width": f"{width:g}", "customWidth": "1"})


def _own_column(root: Element, tag: str, column: int) -> Element:
    """Return the element of one column alone, splitting a stretch of columns that covers it."""
    cols = child(root, "cols")
    if cols is None:
        cols = root.makeelement(tag)
        data = next(place for place, element in enumerate(root) if local(element) == "sheetData")
        root.insert(data, cols)
    own = cols.makeelement(tag[: -len("cols")] + "col")
    for element in list(children(cols, "col")):
        first, last = int(element.get("min", "1")), int(element.get("max", "1"))
        if not first <= column <= last:
            continue
        for name, value in element.attrib.items():
            own.set(name, value)
        _split(element, first, last, column)
    own.attrib.update({"min": str(column), "max": str(column)})
    _insert_col(cols, own, column)
    return own


def _split(element: Element, first: int, last: int, column: int) -> None:
    if last > column:
        after = deepcopy(element)
        after.set("min", str(column + 1))
        element.addnext(after)
    if first < column:
        element.set("max", str(column - 1))
        return
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _insert_col(cols: Element, own: Element, column: int) -> None:
    before = sum(1 for element in children(cols, "col") if int(element.get("min", "1")) < column)
    cols.insert(before, own)

"""Where the printed code stands on a form's sheet, and how large, so that it is the same size on every paper.

An office program shrinks a wide sheet to the page's width; the picture is made larger by as much.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from toolkit.form.paper_code import TITLE, TITLE_ALONE, UNKNOWN_PLACE, foot_place
from toolkit.form.placeholder import Name, PlaceholderError, marked, names
from toolkit.generate.qr import QUIET, SIDE
from toolkit.generate.rich_text import cell_text
from toolkit.generate.sheet_xml import SheetXml, block, place, rows
from toolkit.nouns.cells import Range
from toolkit.nouns.fields import Form
from toolkit.ooxml.package import Element, child, children, descendants

CODE = Name("二维码", "")
PAPER = 22.4
"""Millimetres on paper, the drawn quiet zone included: the modules themselves take 18.8 (LibreOffice prints 4% smaller)."""
PIXEL = 25.4 / 96
_MODULE = PAPER / (SIDE + 2 * QUIET)
_SIZES = {"8": (297.0, 420.0), "9": (210.0, 297.0), "11": (148.0, 210.0), "1": (215.9, 279.4)}
_A4 = "9"
_DEFAULT_HEIGHT = 15.0
_SIGNED = re.compile("签字|签章|盖章|签名")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePlace:
    """One code on the sheet; rows and columns are the template's, lengths are screen pixels."""

    column: int
    left: float
    row: int
    top: float
    side: float
    place: int
    """What the code says of its place (`paper_code`)."""
    box: Range
    missing: float = 0.0
    """Points by which the box's last row is too low for the code and its quiet zone."""


def code_places(grid: SheetXml, form: Form, print_area: str = "") -> tuple[CodePlace, ...]:
    """Return every code that the template's form sheet asks for, top to bottom."""
    boxes = [box for box in _boxes(grid) if box.top != form.row]
    at_foot = any(box.top > form.row for box in boxes)
    page = _PrintedSheet.of(grid, form, print_area)
    return tuple(page.place(page.roomy(box, form), form, at_foot=at_foot) for box in boxes)


def _boxes(grid: SheetXml) -> Iterator[Range]:
    for cell in descendants(grid.root, "c"):
        text = cell_text(cell, grid.commons.shared)
        if text is None or not marked(text.text) or CODE not in _names(text.text):
            continue
        row, column = place(cell.get("r", "A1"))
        yield next((m for m in grid.merges if (row, column) in m), Range(row, column, row, column))


def _taken(grid: SheetXml) -> Iterator[tuple[int, int]]:
    """Yield the places that something stands in, merged blocks as a whole."""
    for cell in descendants(grid.root, "c"):
        text = cell_text(cell, grid.commons.shared)
        blank = child(cell, "v") is None and child(cell, "f") is None and (text is None or not text.text.strip())
        if not blank:
            here = place(cell.get("r", "A1"))
            merged = next((m for m in grid.merges if here in m), Range(*here, *here))
            yield from ((r, c) for r in range(merged.top, merged.bottom + 1) for c in range(merged.left, merged.right + 1))


def _names(text: str) -> tuple[Name, ...]:
    try:
        return names(text)
    except PlaceholderError:
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _PrintedSheet:
    """The sheet as it will be printed."""

    grid: SheetXml
    edges: tuple[float, ...]
    """Left edges of the columns in pixels, column 1 first; one more for the right edge of the last."""
    heights: Mapping[int, float]
    """Row → height in pixels, where the template sets one."""
    plain: float
    last: int
    """Last printed column."""
    lowest: int
    """Last row of the sheet that anything stands in."""
    scale: float
    """Paper pixels to a sheet pixel."""

    @classmethod
    def of(cls, grid: SheetXml, form: Form, print_area: str) -> "_PrintedSheet":
        first, last = _printed(form, print_area)
        widths = [round(grid.column(number) * 7) for number in range(1, last + 12)]
        edges = (0.0, *accumulate(float(width) for width in widths))
        default = child(grid.root, "sheetFormatPr")
        height = float(default.get("defaultRowHeight") or _DEFAULT_HEIGHT) if default is not None else _DEFAULT_HEIGHT
        heights = {int(row.get("r", "0")): float(row.get("ht", "0")) / 0.75 for row in rows(grid.root) if row.get("ht")}
        scale = _scale(grid.root, edges[last] - edges[first - 1])
        lowest = max((int(row.get("r", "0")) for row in rows(grid.root)), default=1)
        return cls(grid=grid, edges=edges, heights=heights, plain=height / 0.75, last=last, lowest=lowest, scale=scale)

    @property
    def _side(self) -> float:
        return PAPER / PIXEL / self.scale

    @property
    def _zone(self) -> float:
        """The side of the code with the whole quiet zone of four modules."""
        return self._side * (SIDE + 2 * 4) / (SIDE + 2 * QUIET)

    def roomy(self, box: Range, form: Form) -> Range:
        """Let the box reach over blank cells to its right and below, until the code has room in it."""
        taken = set(_taken(self.grid))
        low = form.header_rows[0] - 1 if box.top < form.row else 1 << 20
        while self.edges[box.right] - self.edges[box.left - 1] < self._zone and box.right < self.last:
            column = box.right + 1
            if any((row, column) in taken for row in range(box.top, box.bottom + 1)):
                break
            box = Range(box.top, box.left, box.bottom, column)
        while self._tall(box) < self._zone and box.bottom < min(low, self.lowest):
            row = box.bottom + 1
            if any((row, column) in taken for column in range(box.left, box.right + 1)):
                break
            box = Range(box.top, box.left, row, box.right)
        return box

    def place(self, box: Range, form: Form, *, at_foot: bool) -> CodePlace:
        side, zone = self._side, self._zone
        height = self._tall(box)
        left, right = self.edges[box.left - 1], self.edges[box.right]
        x = max(0.0, min(left + (right - left - side) / 2, self.edges[self.last] - side))
        column = max(number for number, edge in enumerate(self.edges[:-1]) if edge <= x)
        y = max(0.0, (max(height, zone) - side) / 2)
        row = box.top
        while row < box.bottom and y >= self._height(row):
            y -= self._height(row)
            row += 1
        where = self._signing(box, x + side) if box.top > form.row else (TITLE if at_foot else TITLE_ALONE)
        return CodePlace(
            column=column + 1,
            left=x - self.edges[column],
            row=row,
            top=y,
            side=side,
            place=where,
            box=box,
            missing=max(0.0, (zone - height) * 0.75),
        )

    def _tall(self, box: Range) -> float:
        return sum(self._height(row) for row in range(box.top, box.bottom + 1))

    def _height(self, row: int) -> float:
        return self.heights.get(row, self.plain)

    def _signing(self, box: Range, edge: float) -> int:
        """Return where to sign, seen from the code: right of the label that says 签字 or 盖章."""
        quiet = QUIET * _MODULE
        for row in rows(self.grid.root):
            if not box.top <= int(row.get("r", "0")) <= box.bottom:
                continue
            for cell in children(row, "c"):
                text = cell_text(cell, self.grid.commons.shared)
                if text is None or not _SIGNED.search(text.text) or len(text.text) > 30:
                    continue
                here = place(cell.get("r", "A1"))
                label = next((m for m in self.grid.merges if here in m), Range(*here, *here))
                return foot_place((self.edges[min(label.right, len(self.edges) - 1)] - edge) * PIXEL * self.scale + quiet)
        return UNKNOWN_PLACE


def _printed(form: Form, print_area: str) -> tuple[int, int]:
    """Return the first and last printed column."""
    area = print_area.rpartition("!")[2]
    if area and "," not in area:
        printed = block(area)
        if printed.right > 1 or printed.left == printed.right == 1:
            return printed.left, printed.right
    shown = [field.column for field in form.fields if not field.hidden]
    return 1, max(shown, default=1)


def _scale(root: Element, width: float) -> float:
    """Return by how much the office program shrinks the sheet, whose printed columns are so wide."""
    setup = child(root, "pageSetup")
    attributes: Mapping[str, str] = {str(k): str(v) for k, v in setup.attrib.items()} if setup is not None else {}
    if not _fits(root):
        return min(4.0, max(0.1, float(attributes.get("scale") or 100) / 100))
    if attributes.get("fitToWidth", "1") == "0" or not width:
        return 1.0
    short, long = _SIZES.get(attributes.get("paperSize", _A4), _SIZES[_A4])
    margins = child(root, "pageMargins")
    sides: Sequence[float] = [float((margins.get(n) if margins is not None else "") or 0.7) for n in ("left", "right")]
    room = (long if attributes.get("orientation") == "landscape" else short) - sum(sides) * 25.4
    return min(1.0, max(0.1, int(room / (width * PIXEL) * 100) / 100))


def _fits(root: Element) -> bool:
    return any(e.get("fitToPage") in {"1", "true"} for e in descendants(root, "pageSetUpPr"))

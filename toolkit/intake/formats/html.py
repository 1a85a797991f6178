"""Read HTML saved as .xls (and MHTML): every innermost table is a sheet, at the places its spans give it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from typing import Any

from toolkit.intake.formats import numfmt
from toolkit.intake.formats.grid import COLUMNS, CellGrid
from toolkit.intake.formats.html_struck import parted, struck_classes
from toolkit.intake.formats.text import decode
from toolkit.nouns.cells import Book, CellKind
from toolkit.nouns.limits import MIB, Limits, Unreadable
from toolkit.nouns.problems import Code

_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BLOCKS = {
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "center",
    "table",
    "td",
    "th",
}
_NEW_LINE = "\x02"
_SILENT = {
    "comment",
    "script",
    "style",
    "head",
    "title",
    "rt",
    "rp",
    "template",
    "noscript",
    "object",
    "select",
    "textarea",
}
_TREE = 32 * MIB
"""Bytes of markup that are made into a tree (which takes some ten times as much)."""
_SPAN, _DOWN = 1000, 65_534
"""The widest and tallest span that browsers honour."""
_GB = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030"}


def read_html(data: bytes, limits: Limits) -> Book:
    """Return the tables of a page.

    Raises:
        Unreadable: F01 no markup, F03 too big, F04 no table in it.
    """
    return _book([_root(data, "")], limits)


def read_mhtml(data: bytes, limits: Limits) -> Book:
    """Return the tables of all pages of a single-file web page; as `read_html`."""
    from email import message_from_bytes

    roots = []
    for part in message_from_bytes(data).walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                roots.append(_root(page, part.get_content_charset() or ""))
    return _book(roots, limits)


def _book(roots: list[Any], limits: Limits) -> Book:
    grids = [grid for root in roots if root is not None for grid in _grids(root, limits)]
    if not grids:
        raise Unreadable(Code.F04, detail="没有表格的网页")
    for number, grid in enumerate(grids, 1):
        grid.name = f"表{number}"
    properties: dict[str, str] = {}
    for root in roots:
        for meta in root.iter("meta") if root is not None else ():
            if meta.get("name"):  # LibreOffice keeps the document properties so
                properties.setdefault(meta.get("name"), meta.get("content", ""))
    return Book(format="html", sheets=tuple(grid.sheet() for grid in grids), properties=properties)


def _grids(root: Any, limits: Limits) -> Iterator[CellGrid]:
    walk, struck = _Walk(root), struck_classes(root)
    for table in walk.tables:
        grid = CellGrid("", limits)
        _fill(grid, table, struck)
        if grid.cells:
            grid.text_around = walk.around(table)
            yield grid


def _root(data: bytes, charset: str) -> Any:
    from lxml import etree

    if len(data) > _TREE:
        raise Unreadable(Code.F03, detail=f"网页超过 {_TREE // MIB} MB")
    match = _CHARSET.search(data[:4096])
    name = (charset or (match[1].decode("ascii", "replace") if match else "")).lower()
    text = _DECLARATION.sub("", decode(data, _GB.get(name, name))).replace("\x00", "")
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    return etree.fromstring(text.encode("utf-8", "replace"), parser)


class _Walk:
    """The page in reading order: its tables of data, and the lines of text between them."""

    def __init__(self, root: Any) -> None:
        self.tables = _data_tables(root)
        self._order = {id(table): number for number, table in enumerate(self.tables)}
        self._lines: list[tuple[str, ...]] = []
        """Before the first table, between the first and the second …"""
        pieces: list[str] = []
        for piece in _events(root, self._order):
            if piece is None:
                self._lines.append(_lines(pieces))
                pieces = []
            else:
                pieces.append(piece)
        self._lines.append(_lines(pieces))

    def around(self, table: Any) -> tuple[str, ...]:
        """Return the lines above and below a table, up to the next one."""
        number = self._order[id(table)]
        return (*self._lines[number], *self._lines[number + 1])


def _data_tables(root: Any) -> list[Any]:
    """Return the tables that hold data: of tables in tables the one that has more filled cells of its own."""
    tables = list(root.iter("table"))
    filled = {id(table): 0 for table in tables}
    for cell in root.iter("td", "th"):
        owner = next(cell.iterancestors("table"), None)
        if owner is not None and _own_text(cell).strip():
            filled[id(owner)] += 1
    kept: list[Any] = []
    inside: set[int] = set()
    for table in tables:
        if id(table) in inside:
            continue
        nested = [inner for inner in table.iter("table") if inner is not table]
        if any(filled[id(inner)] >= filled[id(table)] for inner in nested):
            continue  # lay-out
        kept.append(table)
        inside.update(id(inner) for inner in nested)
    return kept


def _own_text(cell: Any) -> str:
    """Return the text of a cell without that of tables inside it."""
    nested = {id(table): 0 for table in cell.iter("table")}
    return "".join(piece or "" for piece in _inside(cell, nested))


def _lines(pieces: list[str]) -> tuple[str, ...]:
    return tuple(line for line in (line.strip() for line in _joined(pieces).split("\n")) if line)


def _joined(pieces: Iterable[str | None]) -> str:
    """Join pieces of text: a block begins on a new line, once; spaces at line ends go."""
    lines: list[list[str]] = [[]]
    for piece in pieces:
        if piece == "\n" or (piece == _NEW_LINE and any(part.strip(" ") for part in lines[-1])):
            lines.append([])
        elif piece and piece != _NEW_LINE:
            lines[-1].append(piece)
    return "\n".join(_BLANKS.sub(" ", "".join(line)).strip(" ") for line in lines).strip("\n")


def _events(element: Any, tables: Mapping[int, int]) -> Iterator[str | None]:
    """Yield the text pieces in document order, and None for each table in `tables` (whose inside is not read)."""
    if id(element) in tables:
        yield None
        return
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in _SILENT:
        return
    if tag == "br":
        yield "\n"
    block = tag in _BLOCKS
    if block:
        yield _NEW_LINE
    yield from _inside(element, tables)
    if block:
        yield _NEW_LINE


def _inside(element: Any, tables: Mapping[int, int]) -> Iterator[str | None]:
    if element.text:
        yield _BLANKS.sub(" ", element.text)
    for child in element:
        yield from _events(child, tables)
        if child.tail:
            yield _BLANKS.sub(" ", child.tail)


def _fill(grid: CellGrid, table: Any, struck: frozenset[str]) -> None:
    """Place the cells: a span keeps its columns taken for the rows it reaches down to."""
    taken: dict[int, int] = {}
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    for number, row in enumerate(rows, 1):
        column = 1
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            while taken.get(column, 0) >= number:
                column += 1
            across = _span(cell.get("colspan"), _SPAN)
            down = min(_span(cell.get("rowspan"), _DOWN), len(rows) - number + 1)
            if column + across > COLUMNS:
                raise Unreadable(Code.F01, detail="单元格位置超出工作表")
            _put(grid, number, column, cell)
            if parts := parted(cell, struck, _shown):
                grid.strike(number, column, *parts)
            grid.merge(number, column, number + down - 1, column + across - 1)
            for covered in range(column, column + across):
                taken[covered] = number + down - 1
            column += across


def _span(value: str | None, most: int) -> int:
    digits = (value or "").strip()
    return max(1, min(int(digits), most)) if digits.isdecimal() and len(digits) < 9 else 1


def _shown(cell: Any) -> str:
    return _joined(_inside(cell, {}))


def _put(grid: CellGrid, row: int, column: int, cell: Any) -> None:
    text = _shown(cell)
    if not text.strip("\xa0 \n"):
        return
    raw = cell.get("sdval")
    if raw is None or numfmt.is_error(text):
        grid.put_plain(row, column, text)
        return
    try:
        number = float(raw)
    except ValueError:
        grid.put_plain(row, column, text)
    else:
        _put_number(grid, row, column, number, _code(cell.get("sdnum")))


def _code(sdnum: str | None) -> str:
    """Return the number format in LibreOffice's sdnum="1033;2052;YYYY-MM-DD"."""
    return numfmt.clean((sdnum or "").split(";", 2)[-1]) if (sdnum or "").count(";") >= 2 else ""


def _put_number(grid: CellGrid, row: int, column: int, number: float, code: str) -> None:
    """Keep the exact value that LibreOffice wrote beside the shown text."""
    if numfmt.is_date(code.lower()):
        day = numfmt.moment(number, from_1904=False)
        if isinstance(day, datetime | time):
            grid.put_day(row, column, day, code)
            return
    if code.upper() == "BOOLEAN":
        grid.put(row, column, CellKind.BOOLEAN, bool(number))
    else:
        grid.put_number(row, column, number, code)

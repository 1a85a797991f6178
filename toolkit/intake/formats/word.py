"""Read the tables of a Word .docx: grid columns, merged cells, what tracked changes and content controls show."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from toolkit.intake.formats.broken_parts import Breakage, remarked
from toolkit.intake.formats.grid import COLUMNS, ROWS, CellGrid
from toolkit.intake.formats.word_looks import HIDDEN, Styles, read_styles, settle_looks, take_hidden
from toolkit.intake.formats.word_outside import Notes, cell_asides, floating_boxes, read_notes
from toolkit.intake.formats.word_text import children, has_picture, is_deleted, name, own, paragraphs, text_of, value_of
from toolkit.nouns.cells import Aside, Book, CellKind
from toolkit.nouns.limits import MIB, Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.asides import BOX, LETTERS
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.relations import Relation, custom_properties, foreign, main_part, relations
from toolkit.ooxml.xml import tree

_TREE = 48 * MIB
"""Bytes of document.xml that are made into a tree (which takes some ten times as much)."""


def read_docx(data: bytes, limits: Limits) -> Book:
    """Return the document's tables as sheets 表1, 表2 …; no sheets when it has no table.

    Raises:
        Unreadable: F01 damaged, F02 encrypted, F03 unsafe.
    """
    package, broken = GuardedPackage(data, limits), Breakage()
    part = main_part(package, "word/document.xml")
    alone: dict[str, Relation] = {}
    related = broken.spared("部件关系", lambda: relations(package, part), alone)
    body = _body(package, part)
    no_looks: Styles = {}
    settle_looks(body, broken.spared("样式", partial(_styles, package, related), no_looks))
    headers = sorted(link.target for link in related.values() if link.type == "header" and link.target in package)
    nothing: list[str] = []
    above = [line for name in headers for line in broken.spared("页眉", partial(_lines, package, name), nothing)]
    no_properties: Mapping[str, str] = {}
    properties = broken.spared("文档属性", lambda: custom_properties(package), no_properties)
    notes = read_notes(package, related, broken)
    warnings, details = remarked(foreign(package, related), broken)
    sheets = tuple(grid.sheet() for grid in _grids(body, list(dict.fromkeys(above)), limits, notes))
    return Book(format="docx", sheets=sheets, properties=properties, warnings=warnings, details=details)


def _styles(package: GuardedPackage, related: Mapping[str, Relation]) -> Styles:
    part = next((link.target for link in related.values() if link.type == "styles" and link.target in package), None)
    return read_styles(_tree(package, part)) if part else {}


def _lines(package: GuardedPackage, part: str) -> list[str]:
    return paragraphs(_tree(package, part))


def _tree(package: GuardedPackage, part: str) -> Any:
    xml = package.read(part)
    if len(xml) > _TREE:
        raise Unreadable(Code.F03, detail=f"Word 正文超过 {_TREE // MIB} MB")
    return tree(xml)


def _body(package: GuardedPackage, part: str) -> Any:
    root = _tree(package, part)
    body = next((child for child in root if name(child) == "body"), None)
    if body is None:
        raise Unreadable(Code.F01, detail="Word 文件没有正文")
    return body


def _grids(body: Any, above: list[str], limits: Limits, notes: Notes) -> list[CellGrid]:
    """Return the tables of data in reading order, each with the lines above and below it up to the next one."""
    floating = [Aside(BOX, text[:LETTERS]) for text in floating_boxes(body)]
    between: list[list[str]] = [above]
    tables: list[Any] = []
    _collect(body, tables, between)
    grids = []
    for number, table in enumerate(tables):
        grid = CellGrid(f"表{number + 1}", limits)
        _fill(grid, table, notes)
        grid.text_around = (*between[number], *between[number + 1])
        grids.append(grid)
    if grids:  # what hangs on no table stands beside the first
        grids[0].asides += [*notes.values(), *floating]
    return grids


def _collect(block: Any, tables: list[Any], between: list[list[str]]) -> None:
    for child in children(block):
        if name(child) == "tbl" and not _is_layout(child):
            tables.append(child)
            between.append([])
        elif name(child) == "tbl":
            for cell in _cells(child):
                _collect(cell, tables, between)
        else:
            between[-1].extend(paragraphs(child))


def _is_layout(table: Any) -> bool:
    """A table with a table inside that has at least as many filled cells is only lay-out."""
    nested = [inner for inner in table.iter() if inner is not table and name(inner) == "tbl"]
    filled = sum(bool(text_of(cell, nested=False).strip()) for cell in _cells(table))
    return any(sum(bool(text_of(cell, nested=False).strip()) for cell in _cells(inner)) >= filled for inner in nested)


def _rows(table: Any) -> list[Any]:
    return [row for row in children(table) if name(row) == "tr" and not _row_deleted(row)]


def _row_deleted(row: Any) -> bool:
    properties = own(row, "trPr")
    return properties is not None and own(properties, "del") is not None


def _cells(table: Any) -> list[Any]:
    return [cell for row in _rows(table) for cell in children(row) if name(cell) == "tc"]


def _fill(grid: CellGrid, table: Any, notes: Notes) -> None:
    """Place the cells by grid column; a vertical merge runs while its columns go on."""
    running: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(_rows(table), 1):
        column = 1 + _number(own(row, "trPr"), "gridBefore", 0)
        begun: dict[int, tuple[int, int]] = {}
        for cell in children(row):
            if name(cell) != "tc":
                continue
            properties = own(cell, "tcPr")
            across = max(1, _number(properties, "gridSpan", 1))
            if column + across > COLUMNS or number > ROWS:
                raise Unreadable(Code.F01, detail="Word 表格的列数有误")
            start = _merge_start(properties, running.get(column), number, across)
            if start[0] == number:
                if hidden := "".join(take_hidden(cell)).strip():
                    grid.asides.append(Aside(HIDDEN, hidden[:LETTERS], number, column))
                _put(grid, number, column, cell)
                grid.asides += cell_asides(cell, number, column, notes)
            begun[column] = start
            column += across
        for left, (top, across) in running.items():
            if begun.get(left) != (top, across):
                grid.merge(top, left, number - 1, left + across - 1)
        running = begun
    for left, (top, across) in running.items():
        grid.merge(top, left, len(_rows(table)), left + across - 1)


def _merge_start(properties: Any, above: tuple[int, int] | None, row: int, across: int) -> tuple[int, int]:
    """Return the row where this cell's block begins, and its width."""
    mark = None if properties is None else own(properties, "vMerge")
    goes_on = mark is not None and value_of(mark, "val", "continue") != "restart"
    return above if goes_on and above is not None and above[1] == across else (row, across)


def _put(grid: CellGrid, row: int, column: int, cell: Any) -> None:
    if is_deleted(cell):
        return
    text = text_of(cell)
    if text.strip():
        grid.put_plain(row, column, text)
        grid.strike(row, column, text_of(cell, struck=True), text_of(cell, struck=False))
    elif has_picture(cell):
        grid.put(row, column, CellKind.PICTURE, None)


def _number(properties: Any, wanted: str, default: int) -> int:
    mark = None if properties is None else own(properties, wanted)
    value = "" if mark is None else value_of(mark, "val", "")
    return int(value) if value.isdecimal() and len(value) < 6 else default

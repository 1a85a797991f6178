"""Read xlsb by its records ([MS-XLSB]): values, kinds, number formats, merges, which values-only readers leave out."""

import struct
from collections.abc import Iterator, Mapping
from functools import partial
from math import isfinite

from toolkit.intake.formats import numfmt
from toolkit.intake.formats.broken_parts import Breakage, remarked, sheets_of
from toolkit.intake.formats.grid import CellGrid
from toolkit.intake.formats.xlsx_sheet import Commons
from toolkit.nouns.cells import Aside, Book, CellKind, Sheet
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.asides import LETTERS, NOTE, sheet_asides
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.relations import Relation, custom_properties, foreign, main_part, relations
from toolkit.ooxml.workbook_part import ListedSheet

_ROW, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED, _RICH = 0, 2, 3, 4, 5, 6, 7, 62
_FORMULA = {8: _TEXT, 9: _REAL, 10: _BOOL, 11: _ERROR}
"""A formula's cached value is laid out as the plain cell of its kind."""
_STRING_ITEM, _FORMAT, _STYLE, _WORKBOOK, _SHEET, _MERGE = 19, 44, 47, 153, 156, 176
_STYLES_BEGIN, _STYLES_END = 617, 618
_FONT, _AUTHOR, _NOTE, _NOTE_TEXT = 43, 632, 635, 637
_STRUCK = 0x8
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip


def read_xlsb(data: bytes, limits: Limits) -> Book:
    """Return the workbook.

    Raises:
        Unreadable: F01 damaged, F02 encrypted, F03 unsafe.
    """
    package, broken = GuardedPackage(data, limits), Breakage()
    part = main_part(package, "xl/workbook.bin")
    related = relations(package, part)
    parts = {link.type: link.target for link in related.values() if not link.external}
    workbook = package.read(part)
    no_texts: list[str] = []
    plain: tuple[list[str], frozenset[int]] = [], frozenset()
    formats, struck = broken.spared("单元格样式", lambda: _looks(package, parts), plain)
    shared = Commons(
        strings=broken.spared("共享文字", lambda: _strings(package, parts), no_texts),
        formats=formats,
        struck_styles=struck,
        from_1904=any(kind == _WORKBOOK and body[:1] and body[0] & 1 for kind, body in _records(workbook)),
        rich_pictures=False,
    )

    no_links: dict[str, Relation] = {}

    def read(listed: ListedSheet, member: str) -> Sheet:
        grid = CellGrid(listed.name, limits, hidden=listed.hidden)
        grid.asides += sheet_asides(package, member)
        no_notes: list[Aside] = []
        for link in broken.spared("批注", lambda: relations(package, member), no_links).values():
            if link.type == "comments" and link.target in package:
                grid.asides += broken.spared("批注", partial(_all_notes, package, link.target), no_notes)
        return _sheet(package.read(member), grid, shared)

    sheets = sheets_of(package, _listed(workbook), related, read, broken)
    nothing: Mapping[str, str] = {}
    properties = broken.spared("文档属性", lambda: custom_properties(package), nothing)
    warnings, details = remarked(foreign(package, related), broken)
    return Book(format="xlsb", sheets=sheets, properties=properties, warnings=warnings, details=details)


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (kind, body): both kind and length are stored seven bits a byte."""
    at, end = 0, len(part)
    while at < end:
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        size = 0
        for shift in (0, 7, 14, 21):
            byte = part[at]
            at += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        if at + size > end:
            raise Unreadable(Code.F01, detail="记录不完整")
        yield kind, part[at : at + size]
        at += size


def _wide(body: bytes, at: int) -> tuple[str, int]:
    """Return a counted UTF-16 string and where it ends."""
    (length,) = struct.unpack_from("<I", body, at)
    end = at + 4 + 2 * length
    if length == 0xFFFFFFFF:
        return "", at + 4
    if end > len(body):
        raise Unreadable(Code.F01, detail="文字不完整")
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _listed(workbook: bytes) -> Iterator[ListedSheet]:
    for kind, body in _records(workbook):
        if kind == _SHEET:
            (state,) = struct.unpack_from("<I", body)
            relation, end = _wide(body, 8)
            name, _ = _wide(body, end)
            yield ListedSheet(name, relation, hidden=state != 0)


def _strings(package: GuardedPackage, parts: Mapping[str, str]) -> list[str]:
    if parts.get("sharedStrings", "") not in package:
        return []
    return [_wide(body, 1)[0] for kind, body in _records(package.read(parts["sharedStrings"])) if kind == _STRING_ITEM]


def _looks(package: GuardedPackage, parts: Mapping[str, str]) -> tuple[list[str], frozenset[int]]:
    """Return the number format code of each cell style, "" for General; and those whose font strikes out."""
    if parts.get("styles", "") not in package:
        return [], frozenset()
    codes, looks, fonts, inside = dict(numfmt.BUILTIN), [], [], False
    for kind, body in _records(package.read(parts["styles"])):
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _wide(body, 2)[0]
        elif kind == _FONT:
            fonts.append(bool(struct.unpack_from("<H", body, 2)[0] & _STRUCK))
        elif kind in {_STYLES_BEGIN, _STYLES_END}:
            inside = kind == _STYLES_BEGIN
        elif kind == _STYLE and inside:
            looks.append(struct.unpack_from("<3H", body)[1:])
    struck = frozenset(i for i, (_, font) in enumerate(looks) if font < len(fonts) and fonts[font])
    return [numfmt.clean(codes.get(number, "")) for number, _ in looks], struck


def _all_notes(package: GuardedPackage, part: str) -> list[Aside]:
    return list(_notes(package.read(part)))


def _notes(part: bytes) -> Iterator[Aside]:
    """Yield the notes of a sheet."""
    authors: list[str] = []
    author, at = "", (0, 0)
    for kind, body in _records(part):
        if kind == _AUTHOR:
            authors.append(_wide(body, 0)[0].strip())
        elif kind == _NOTE:
            number, row, _, column = struct.unpack_from("<4I", body)
            author, at = authors[number] if number < len(authors) else "", (row + 1, column + 1)
        elif kind == _NOTE_TEXT:
            said = _wide(body, 1)[0].strip().removeprefix(f"{author}:" if author else "").strip()
            if said:
                yield Aside(NOTE, said[:LETTERS], *at, author=author)


def _sheet(part: bytes, grid: CellGrid, shared: Commons) -> Sheet:
    row = 0
    for kind, body in _records(part):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0] + 1
        elif kind == _MERGE:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            grid.merge(top + 1, left + 1, bottom + 1, right + 1)
        elif _RK <= kind <= 11 or kind == _RICH:
            column, style = struct.unpack_from("<2I", body)
            style &= 0xFFFFFF
            code = shared.formats[style] if style < len(shared.formats) else ""
            _put(grid, (row, column + 1), _FORMULA.get(kind, kind), body, code, shared)
            held = grid.cells.get((row, column + 1))
            if held is not None and style in shared.struck_styles:
                grid.strike(row, column + 1, held.words or str(held.value or ""), "")
    return grid.sheet()


def _put(grid: CellGrid, place: tuple[int, int], kind: int, body: bytes, code: str, shared: Commons) -> None:
    if kind == _ERROR:
        grid.put(*place, CellKind.ERROR, _ERRORS.get(body[8], "#VALUE!"))
    elif kind == _BOOL:
        grid.put(*place, CellKind.BOOLEAN, body[8] != 0)
    elif kind == _SHARED:
        (index,) = struct.unpack_from("<I", body, 8)
        if index >= len(shared.strings):
            raise Unreadable(Code.F01, detail=f"文字序号 {index} 超出范围")
        grid.put_text(*place, shared.strings[index].replace("\r\n", "\n"), code)
    elif kind in {_TEXT, _RICH}:
        grid.put_text(*place, _wide(body, 9 if kind == _RICH else 8)[0].replace("\r\n", "\n"), code)
    else:
        number = _packed(body) if kind == _RK else struct.unpack_from("<d", body, 8)[0]
        day = numfmt.moment(number, from_1904=shared.from_1904) if isfinite(number) and numfmt.is_date(code) else None
        if day is not None:
            grid.put_day(*place, day, code)
        else:
            grid.put_number(*place, number, code)


def _packed(body: bytes) -> float:
    """Return an RK number: an integer or the top 30 bits of a double, either in hundredths."""
    (packed,) = struct.unpack_from("<i", body, 8)
    number: float = packed >> 2 if packed & 2 else struct.unpack("<d", struct.pack("<q", (packed & ~3) << 32))[0]
    return number / 100 if packed & 1 else number

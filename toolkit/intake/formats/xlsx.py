"""Read xlsx and xlsm: the workbook's parts, then each sheet's XML, by a fast look or a precise one.

The fast look takes sheets of plain cells; what it cannot know for certain (formulas, rich text, pictures, unusual
XML) goes to the precise pass. Both see kinds, number formats and merges, which values-only readers do not. A side part
that is broken costs only itself: what it would have told is left out, and named.
"""

from collections.abc import Mapping
from functools import partial

from toolkit.intake.formats.broken_parts import Breakage, remarked, sheets_of
from toolkit.intake.formats.grid import CellGrid
from toolkit.intake.formats.xlsx_shared import NO_STRINGS, NO_STYLES, read_strings, read_styles
from toolkit.intake.formats.xlsx_sheet import Commons, SheetPass, economical
from toolkit.nouns.cells import Book, Sheet
from toolkit.nouns.limits import Limits
from toolkit.ooxml.asides import sheet_asides
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.plain_parts import LONGEST, plain_cells
from toolkit.ooxml.relations import Relation, custom_properties, foreign, main_part, relations, unescape
from toolkit.ooxml.workbook_part import ListedSheet, read_workbook
from toolkit.ooxml.xml import OWN, feed


def read_xlsx(data: bytes, limits: Limits, kind: str = "xlsx") -> Book:
    """Return the workbook.

    Raises:
        Unreadable: F01 damaged, F02 encrypted, F03 unsafe.
    """
    package, broken = GuardedPackage(data, limits), Breakage()
    part = main_part(package, "xl/workbook.xml")
    related = relations(package, part)
    entries, from_1904 = read_workbook(package, part)
    texts, looks = _part(related, "sharedStrings", "xl/sharedStrings.xml"), _part(related, "styles", "xl/styles.xml")
    strings = broken.spared("共享文字", lambda: read_strings(package, texts), NO_STRINGS)
    styles = broken.spared("单元格样式", lambda: read_styles(package, looks), NO_STYLES)
    shared = Commons(
        strings=strings.texts,
        struck_strings=strings.struck,
        formats=styles.formats,
        struck_styles=styles.struck,
        from_1904=from_1904,
        rich_pictures=any(name.startswith("xl/richdata/richvaluerel") for name in package.names),
    )
    read = partial(_sheet, package, shared, limits, broken)
    sheets = sheets_of(package, entries, related, read, broken)
    nothing: Mapping[str, str] = {}
    properties = broken.spared("文档属性", lambda: custom_properties(package), nothing)
    warnings, details = remarked(foreign(package, related), broken)
    return Book(format=kind, sheets=sheets, properties=properties, warnings=warnings, details=details)


def read_xlsm(data: bytes, limits: Limits) -> Book:
    """Return the workbook; its macros are named, never run. As `read_xlsx`."""
    return read_xlsx(data, limits, "xlsm")


def _part(related: Mapping[str, Relation], kind: str, default: str) -> str:
    return next((link.target for link in related.values() if link.type == kind and not link.external), default)


def _sheet(package: GuardedPackage, shared: Commons, limits: Limits, broken: Breakage, listed: ListedSheet, part: str) -> Sheet:
    grid = CellGrid(unescape(listed.name), limits, hidden=listed.hidden)
    made = SheetPass(grid, shared)
    plain = plain_cells(package.read(part)) if package.size(part) <= LONGEST else None
    if plain is None:
        feed(economical(package.pieces(part)), made.start, made.end, made.text, spaces=OWN)
    else:
        made.take(plain)
    grid.asides += sheet_asides(package, part, broken.note)
    return made.finish()

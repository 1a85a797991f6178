"""Read xlsx and xlsm: the workbook's parts, then each sheet's XML, by a fast look or a precise one.

The fast look takes sheets of plain cells; what it cannot know for certain (formulas, rich text, pictures, unusual
XML) goes to the precise pass. Both see kinds, number formats and merges, which values-only readers do not. A side part
that is broken costs only itself: what it would have told is left out, and named.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from toolkit.intake.formats.faults import guarded
from toolkit.intake.formats.grid import CellGrid, TooMuch
from toolkit.intake.formats.xlsx_fast import LONGEST, plain_cells
from toolkit.intake.formats.xlsx_shared import NO_STRINGS, NO_STYLES, read_strings, read_styles
from toolkit.intake.formats.xlsx_sheet import Shared, SheetPass, economical
from toolkit.nouns.cells import Book, Sheet
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.asides import sheet_asides
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.relations import PartLink, custom_properties, foreign, links, main_part, unescape
from toolkit.ooxml.xml import OWN, feed, parse_own

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _ListedSheet:
    """One sheet as the workbook lists it."""

    name: str
    relation: str
    hidden: bool


class Breakage:
    """What of a package could not be read, and the first reason."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.first: Unreadable | None = None

    def spared(self, part: str, read: Callable[[], _T], instead: _T) -> _T:
        """Return what `read` gives; where that part is broken (and not unsafe) note it and return `instead`."""
        try:
            with guarded():
                return read()
        except Unreadable as error:
            if error.problem.code is not Code.F01 and not isinstance(error, TooMuch):
                raise
            self.note(part, error)
            return instead

    def note(self, part: str, error: Unreadable | None = None) -> None:
        self.parts.append(part)
        self.first = self.first or error


def remarked(found: str, broken: Sequence[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return a book's warnings and details: outside content (F07), parts that are broken (F08)."""
    details = {"F07": found, "F08": "、".join(dict.fromkeys(broken))}
    kept = {code: detail for code, detail in details.items() if detail}
    return tuple(kept), kept


def read_xlsx(data: bytes, limits: Limits, kind: str = "xlsx") -> Book:
    """Return the workbook.

    Raises:
        Unreadable: F01 damaged, F02 encrypted, F03 unsafe.
    """
    package, broken = GuardedPackage(data, limits), Breakage()
    part = main_part(package, "xl/workbook.xml")
    related = links(package, part)
    entries, from_1904 = _workbook(package, part)
    texts, looks = _part(related, "sharedStrings", "xl/sharedStrings.xml"), _part(related, "styles", "xl/styles.xml")
    strings = broken.spared("共享文字", lambda: read_strings(package, texts), NO_STRINGS)
    styles = broken.spared("单元格样式", lambda: read_styles(package, looks), NO_STYLES)
    shared = Shared(
        strings=strings.texts,
        struck_strings=strings.struck,
        formats=styles.formats,
        struck_styles=styles.struck,
        from_1904=from_1904,
        rich_pictures=any(name.startswith("xl/richdata/richvaluerel") for name in package.names),
    )
    sheets = _sheets(package, entries, related, shared, limits, broken)
    nothing: Mapping[str, str] = {}
    properties = broken.spared("文档属性", lambda: custom_properties(package), nothing)
    warnings, details = remarked(foreign(package, related), broken.parts)
    return Book(format=kind, sheets=sheets, properties=properties, warnings=warnings, details=details)


def read_xlsm(data: bytes, limits: Limits) -> Book:
    """Return the workbook; its macros are named, never run. As `read_xlsx`."""
    return read_xlsx(data, limits, "xlsm")


def _part(related: Mapping[str, PartLink], kind: str, default: str) -> str:
    return next((link.target for link in related.values() if link.kind == kind and not link.external), default)


def _workbook(package: GuardedPackage, part: str) -> tuple[list[_ListedSheet], bool]:
    entries: list[_ListedSheet] = []
    from_1904 = False
    path: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal from_1904
        if tag == "sheet" and path[1:] == ["sheets"]:
            hidden = attributes.get("state", "visible") != "visible"
            entries.append(_ListedSheet(unescape(attributes.get("name", "")), attributes.get("r:id", ""), hidden))
        elif tag == "workbookPr" and len(path) == 1:
            from_1904 = attributes.get("date1904", "0") in {"1", "true"}
        path.append(tag)

    def end(_: str) -> None:
        path.pop()

    parse_own(package.read(part), start, end)
    return entries, from_1904


def _sheets(
    package: GuardedPackage,
    entries: Sequence[_ListedSheet],
    related: Mapping[str, PartLink],
    shared: Shared,
    limits: Limits,
    broken: Breakage,
) -> tuple[Sheet, ...]:
    """Return the worksheets that can be read.

    Raises:
        Unreadable: what is wrong with the first one, when there is none.
    """
    found: list[Sheet] = []
    for entry in entries:
        link, named = related.get(entry.relation), f"工作表“{entry.name[:31]}”"
        if link is None or (link.kind == "worksheet" and not link.external and link.target not in package):
            broken.note(named, Unreadable(Code.F01, detail=f"{named}的内容缺失"))
        elif link.kind == "worksheet" and not link.external:  # chart sheets, dialogs and macro sheets hold no table
            found += broken.spared(named, partial(_sheet, package, entry, link.target, shared, limits), ())
    if broken.first and not found:
        raise broken.first
    return tuple(found)


def _sheet(package: GuardedPackage, entry: _ListedSheet, part: str, shared: Shared, limits: Limits) -> tuple[Sheet, ...]:
    grid = CellGrid(entry.name, limits, hidden=entry.hidden)
    made = SheetPass(grid, shared)
    plain = plain_cells(package.read(part)) if package.size(part) <= LONGEST else None
    if plain is None:
        feed(economical(package.pieces(part)), made.start, made.end, made.text, spaces=OWN)
    else:
        made.take(*plain)
    grid.asides += sheet_asides(package, part)
    return (made.finish(),)

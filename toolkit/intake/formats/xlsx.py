"""Read xlsx and xlsm: the workbook's parts, then each sheet's XML, by a fast look or a precise one.

The fast look takes sheets of plain cells; what it cannot know for certain (formulas, rich text, pictures, unusual
XML) goes to the precise pass. Both see kinds, number formats and merges, which values-only readers do not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.intake.formats import numfmt
from toolkit.intake.formats.grid import CellGrid
from toolkit.intake.formats.xlsx_fast import LONGEST, plain_cells, plain_strings
from toolkit.intake.formats.xlsx_sheet import Shared, SheetPass, economical
from toolkit.nouns.cells import Book, Sheet
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.relations import PartLink, custom_properties, foreign, links, main_part, unescape
from toolkit.ooxml.xml import feed, local, parse

STYLES = 200_000
"""Cell formats accepted in one workbook; Excel itself allows 65,490."""
STRINGS = 1_000_000


@dataclass(frozen=True, slots=True)
class _ListedSheet:
    """One sheet as the workbook lists it."""

    name: str
    relation: str
    hidden: bool


def read_xlsx(data: bytes, limits: Limits, kind: str = "xlsx") -> Book:
    """Return the workbook.

    Raises:
        Unreadable: F01 damaged, F02 encrypted, F03 unsafe.
    """
    package = GuardedPackage(data, limits)
    part = main_part(package, "xl/workbook.xml")
    related = links(package, part)
    entries, from_1904 = _workbook(package, part)
    shared = Shared(
        strings=_strings(package, _part(related, "sharedStrings", "xl/sharedStrings.xml")),
        formats=_formats(package, _part(related, "styles", "xl/styles.xml")),
        from_1904=from_1904,
        rich_pictures=any(name.startswith("xl/richdata/richvaluerel") for name in package.names),
    )
    sheets = tuple(_sheets(package, entries, related, shared, limits))
    found = foreign(package, related)
    return Book(
        format=kind,
        sheets=sheets,
        properties=custom_properties(package),
        warnings=("F07",) if found else (),
        details={"F07": found} if found else {},
    )


def read_xlsm(data: bytes, limits: Limits) -> Book:
    """Return the workbook; its macros are named, never run. As `read_xlsx`."""
    return read_xlsx(data, limits, "xlsm")


def _part(related: Mapping[str, PartLink], kind: str, default: str) -> str:
    return next((link.target for link in related.values() if link.kind == kind and not link.external), default)


def _workbook(package: GuardedPackage, part: str) -> tuple[list[_ListedSheet], bool]:
    entries: list[_ListedSheet] = []
    from_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal from_1904
        name = local(tag)
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if local(key) == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            entries.append(_ListedSheet(unescape(attributes.get("name", "")), relation, hidden))
        elif name == "workbookPr":
            from_1904 = attributes.get("date1904", "0") in {"1", "true"}

    parse(package.read(part), start)
    return entries, from_1904


def _sheets(
    package: GuardedPackage, entries: list[_ListedSheet], related: Mapping[str, PartLink], shared: Shared, limits: Limits
) -> Iterator[Sheet]:
    for entry in entries:
        link = related.get(entry.relation)
        if link is None:
            raise Unreadable(Code.F01, detail=f"工作表“{entry.name[:31]}”的内容缺失")
        if link.kind != "worksheet" or link.external:
            continue  # chart sheets, dialogs and macro sheets hold no table
        made = SheetPass(CellGrid(entry.name, limits, hidden=entry.hidden), shared)
        plain = plain_cells(package.read(link.target)) if package.size(link.target) <= LONGEST else None
        if plain is None:
            feed(economical(package.pieces(link.target)), made.start, made.end, made.text)
        else:
            made.take(*plain)
        yield made.finish()


def _strings(package: GuardedPackage, part: str) -> list[str]:
    if part not in package:
        return []
    plain = plain_strings(package.read(part)) if package.size(part) <= LONGEST else None
    if plain is not None:
        return plain
    made = _StringsPass()
    feed(package.pieces(part), made.start, made.end, made.text)
    return made.found


class _StringsPass:
    """Collects the shared strings: rich text joined, phonetic guides left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._silent = 0
        self._inside = False

    def start(self, tag: str, _: dict[str, str]) -> None:
        name = local(tag)
        if name == "t":
            self._inside = not self._silent
        elif name == "rPh":
            self._silent += 1
        elif name == "si":
            self._pieces = []

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._silent -= 1
        elif name == "si":
            self.found.append(unescape("".join(self._pieces)))
            if len(self.found) > STRINGS:
                raise Unreadable(Code.F03, detail="共享文字过多")

    def text(self, piece: str) -> None:
        if self._inside:
            self._pieces.append(piece)


def _formats(package: GuardedPackage, part: str) -> list[str]:
    """Return the number format code of each cell style, "" for General."""
    if part not in package:
        return []
    codes = dict(numfmt.BUILTIN)
    numbers: list[int] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        name = local(tag)
        if name == "xf":
            if inside:
                numbers.append(int(attributes.get("numFmtId", "0")))
                if len(numbers) > STYLES:
                    raise Unreadable(Code.F03, detail="单元格样式过多")
        elif name == "numFmt":
            codes[int(attributes.get("numFmtId", "0"))] = unescape(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            inside = True

    def end(tag: str) -> None:
        nonlocal inside
        if local(tag) == "cellXfs":
            inside = False

    feed(package.pieces(part), start, end)
    return [numfmt.clean(codes.get(number, "")) for number in numbers]

"""What the cells of a workbook hold, as openpyxl tells it, where that is certain; all else raises `NotPlain`. Pure.

Of books of the office's own (附件1, 附件2): loading openpyxl takes a third of a second, and it holds all of a book at once.
"""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from toolkit.nouns.cells import Range, column_number
from toolkit.ooxml.package import Element, Package, attribute, child, children, descendants, local
from toolkit.ooxml.plain_parts import plain_texts
from toolkit.values.texts import EPOCH

CellValue = str | int | float | bool | datetime | date | time | timedelta
_LARGEST = 64 << 20
"""Bytes of a part; 60,000 units take 20 million."""
_DATES = frozenset({*range(14, 23), 45, 47})
"""Built-in formats that show dates and times; those of Chinese Excel show numbers to openpyxl, and so here."""
_DURATION = 46
_LITERAL = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DATE_SIGN = re.compile(r"(?<![_\\])[dmhysDMHYS]")
_ELAPSED = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)
PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_BLOCK = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})")
_ODD_TITLE = re.compile(r"[\\*?:/\[\]]")
_FIRST_DAY, _LAST_DAY = 60, 2_958_466
"""Serial numbers of days that mean the same to every program."""


class NotPlain(Exception):
    """Something that is openpyxl's to tell."""


@dataclass(frozen=True, slots=True)
class PlainCommons:
    """What all sheets of a book share."""

    texts: Sequence[str]
    dates: frozenset[str]
    """Cell styles (as cells name them) that show dates."""
    formats: tuple[tuple[int, str | None], ...]
    """Of each cell style the number of its format, and its code where the book has it itself."""


def plain_commons(package: Package) -> PlainCommons:
    """Raises: NotPlain, BadPackage."""
    titles = [sheet.name for sheet in package.sheets]
    if len({title.casefold() for title in titles}) < len(titles) or any(_ODD_TITLE.search(t) or not t for t in titles):
        raise NotPlain
    if any(attribute(e, "date1904") in {"1", "true"} for e in descendants(package.xml(package.workbook), "workbookPr")):
        raise NotPlain
    related = {relation.type: relation.target for relation in package.relations(package.workbook)}
    formats = tuple(_formats(package, related.get("styles", "")))
    dates = frozenset(str(number) for number, (kind, code) in enumerate(formats) if _shows_date(kind, code))
    return PlainCommons(_texts(package, related.get("sharedStrings", "")), dates, formats)


def small_part(package: Package, name: str) -> bytes:
    """Return a part; b"" = there is none. Raises: NotPlain, where it is too large to be held as a whole."""
    if not name or not package.has(name):
        return b""
    data = package.read(name)
    if len(data) > _LARGEST:
        raise NotPlain
    return data


def inline_text(item: Element) -> str:
    """Return the text of an `si` or `is`, whatever its fonts; how its pinyin would look is left out."""
    return "".join(_runs(item))


def value_of(style: str, kind: str, text: str, commons: PlainCommons) -> CellValue:
    """Return what a cell of these attributes holds. Raises: NotPlain, ValueError, LookupError."""
    if kind == "s":
        number = int(text)
        if number < 0:
            raise NotPlain
        return commons.texts[number]
    if kind == "b":
        return bool(int(text))
    if kind not in {"", "n"}:
        return text
    figure = float(text) if "." in text or "E" in text or "e" in text else int(text)
    return _day(figure) if style in commons.dates else figure


def block_of(text: str) -> Range:
    match = _BLOCK.fullmatch(text)
    if match is None:
        raise NotPlain
    block = Range(int(match[2]), column_number(match[1]), int(match[4]), column_number(match[3]))
    if block.top > block.bottom or block.left > block.right:
        raise NotPlain
    return block


def clear_merged(values: MutableMapping[tuple[int, int], Any], merges: Sequence[Range]) -> None:
    """Leave of each merged block its first cell."""
    for block in merges:
        first = (block.top, block.left)
        if (block.bottom - block.top + 1) * (block.right - block.left + 1) > len(values):
            inside = [place for place in values if place in block]
        else:
            inside = [(r, c) for r in range(block.top, block.bottom + 1) for c in range(block.left, block.right + 1)]
        for place in inside:
            if place != first:
                values.pop(place, None)


def place_of(text: str) -> tuple[int, int]:
    match = PLACE.fullmatch(text)
    if match is None:
        raise NotPlain
    return int(match[2]), column_number(match[1])


def _texts(package: Package, part: str) -> Sequence[str]:
    xml = small_part(package, part)
    texts = plain_texts(xml) if xml else []
    if texts is None:  # in several fonts, as LibreOffice writes Chinese beside digits
        texts = [inline_text(item) for item in children(package.xml(part), "si")]
    return [text.replace("x005F_", "") if "x005F_" in text else text for text in texts]


def _runs(item: Element) -> Iterator[str]:
    for part in item:
        text = part if local(part) == "t" else child(part, "t") if local(part) == "r" else None
        yield (text.text or "") if text is not None else ""


def _formats(package: Package, part: str) -> Iterator[tuple[int, str | None]]:
    if not part or not package.has(part):
        return
    root = package.xml(part)
    own = {
        int(element.get("numFmtId", "0")): element.get("formatCode", "")
        for group in children(root, "numFmts")
        for element in children(group, "numFmt")
    }
    for look in (look for group in children(root, "cellXfs") for look in children(group, "xf")):
        kind = int(look.get("numFmtId", "0"))
        yield kind, own.get(kind)


def _shows_date(kind: int, code: str | None) -> bool:
    """Raises: NotPlain, where it shows a duration."""
    first = None if code is None else code.split(";")[0]
    if kind == _DURATION or (first is not None and _ELAPSED.search(first)):
        raise NotPlain
    return kind in _DATES if first is None else _DATE_SIGN.search(_LITERAL.sub("", first)) is not None


def _day(serial: float) -> datetime:
    if not _FIRST_DAY <= serial < _LAST_DAY:
        raise NotPlain
    day, fraction = divmod(serial, 1)
    return datetime.combine(EPOCH, time()) + timedelta(days=day) + timedelta(milliseconds=round(fraction * 86_400 * 1000))

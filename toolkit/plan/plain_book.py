"""The quick look at an 附件1: sheets of plain values, by the regular expressions that read the units' forms. Pure.

It gives the values that openpyxl gives, or None where it cannot know for certain: then `opening` asks openpyxl, which takes forty
times as long and holds all of the book at once. Held to openpyxl's by `tests/plan/test_plain_book.py`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from xml.parsers.expat import ExpatError

from toolkit.nouns.cells import Range, column_number
from toolkit.nouns.limits import Unreadable
from toolkit.ooxml.package import BadPackage, Element, Package, attribute, child, children, descendants, local
from toolkit.ooxml.plain_parts import Plain, plain_cells, plain_texts
from toolkit.values.texts import EPOCH

PlanValue = str | int | float | bool | datetime | date | time | timedelta
_LARGEST = 64 << 20
"""Bytes of a part; 60,000 units take 20 million."""
_DATES = frozenset({*range(14, 23), 45, 47})
"""Built-in formats that show dates and times; those of Chinese Excel show numbers to openpyxl, and so here."""
_DURATION = 46
_LITERAL = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DATE_SIGN = re.compile(r"(?<![_\\])[dmhysDMHYS]")
_ELAPSED = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_BLOCK = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})")
_LINK = re.compile(rb'<hyperlink [^>]*?\bref="([^"]*)"')
_ODD_TITLE = re.compile(r"[\\*?:/\[\]]")
_FIRST_DAY, _LAST_DAY = 60, 2_958_466
"""Serial numbers of days that mean the same to every program."""


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """One sheet of a plan: what its cells hold, blanks left out, and its merged blocks."""

    title: str
    values: Mapping[tuple[int, int], PlanValue]
    """(row, column) → value; of a merged block at its first cell alone."""
    merges: tuple[Range, ...]


class _Unsure(Exception):
    """Something that is not of the plain shape."""


def plain_book(data: bytes) -> tuple[PlanSheet, ...] | None:
    """Return the sheets of a workbook of plain values; None = it takes openpyxl to tell."""
    try:
        package = Package(data)
        return tuple(_sheets(package))
    except (BadPackage, Unreadable, ExpatError, _Unsure, ValueError, LookupError):
        return None


def _sheets(package: Package) -> Iterator[PlanSheet]:
    titles = [sheet.name for sheet in package.sheets]
    folded = {title.casefold() for title in titles}
    if len(folded) < len(titles) or any(_ODD_TITLE.search(title) or not title for title in titles):
        raise _Unsure
    if any(attribute(e, "date1904") in {"1", "true"} for e in descendants(package.xml(package.workbook), "workbookPr")):
        raise _Unsure
    related = {relation.type: relation.target for relation in package.relations(package.workbook)}
    texts = _texts(package, related.get("sharedStrings", ""))
    dates = _date_looks(package, related.get("styles", ""))
    for sheet in package.sheets:
        yield _sheet(sheet.name, _part(package, sheet.member), texts, dates)


def _part(package: Package, name: str) -> bytes:
    if not name or not package.has(name):
        return b""
    data = package.read(name)
    if len(data) > _LARGEST:
        raise _Unsure
    return data


def _texts(package: Package, part: str) -> Sequence[str]:
    xml = _part(package, part)
    texts = plain_texts(xml) if xml else []
    if texts is None:  # in several fonts, as LibreOffice writes Chinese beside digits
        texts = ["".join(_runs(item)) for item in children(package.xml(part), "si")]
    return [text.replace("x005F_", "") if "x005F_" in text else text for text in texts]


def _runs(item: Element) -> Iterator[str]:
    for part in item:
        text = part if local(part) == "t" else child(part, "t") if local(part) == "r" else None
        yield (text.text or "") if text is not None else ""


def _date_looks(package: Package, part: str) -> frozenset[str]:
    """Return the cell styles that show dates. Raises: _Unsure, where one shows a duration."""
    if not part or not package.has(part):
        return frozenset()
    root = package.xml(part)
    own = {
        int(element.get("numFmtId", "0")): element.get("formatCode", "").split(";")[0]
        for group in children(root, "numFmts")
        for element in children(group, "numFmt")
    }
    looks = child(root, "cellXfs")
    dates = set()
    for number, look in enumerate(children(looks, "xf") if looks is not None else ()):
        kind = int(look.get("numFmtId", "0"))
        code = own.get(kind)
        if kind == _DURATION or (code is not None and _ELAPSED.search(code)):
            raise _Unsure
        if _DATE_SIGN.search(_LITERAL.sub("", code)) if code is not None else kind in _DATES:
            dates.add(str(number))
    return frozenset(dates)


def _sheet(title: str, xml: bytes, texts: Sequence[str], dates: frozenset[str]) -> PlanSheet:
    plain = plain_cells(xml)
    if plain is None:
        raise _Unsure
    columns: dict[str, int] = {}
    values: dict[tuple[int, int], PlanValue] = {}
    for cell in plain[0]:
        match = _PLACE.fullmatch(cell[0])
        if match is None:
            raise _Unsure
        letters = match[1]
        if letters not in columns:
            columns[letters] = column_number(letters)
        value = _value(cell, texts, dates)
        if value != "":
            values[int(match[2]), columns[letters]] = value
    merges = tuple(_block(text) for text in plain[1])
    _clear(values, merges)
    _refuse_links(values, xml)
    return PlanSheet(title=title, values=values, merges=merges)


def _value(cell: Plain, texts: Sequence[str], dates: frozenset[str]) -> PlanValue:
    _, style, kind, text = cell
    if kind == "s":
        number = int(text)
        if number < 0:
            raise _Unsure
        return texts[number]
    if kind == "b":
        return bool(int(text))
    if kind not in {"", "n"}:
        return text
    number_ = float(text) if "." in text or "E" in text or "e" in text else int(text)
    return _day(number_) if style in dates else number_


def _day(serial: float) -> datetime:
    if not _FIRST_DAY <= serial < _LAST_DAY:
        raise _Unsure
    day, fraction = divmod(serial, 1)
    return datetime.combine(EPOCH, time()) + timedelta(days=day) + timedelta(milliseconds=round(fraction * 86_400 * 1000))


def _block(text: str) -> Range:
    match = _BLOCK.fullmatch(text)
    if match is None:
        raise _Unsure
    block = Range(int(match[2]), column_number(match[1]), int(match[4]), column_number(match[3]))
    if block.top > block.bottom or block.left > block.right:
        raise _Unsure
    return block


def _clear(values: dict[tuple[int, int], PlanValue], merges: Sequence[Range]) -> None:
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


def _refuse_links(values: Mapping[tuple[int, int], PlanValue], xml: bytes) -> None:
    """A link gives a blank cell its address as value: openpyxl's to tell. Raises: _Unsure."""
    if xml.count(b"<hyperlink ") != len(refs := _LINK.findall(xml)):
        raise _Unsure
    for ref in refs:
        match = _PLACE.fullmatch(ref.decode())
        if match is None or (int(match[2]), column_number(match[1])) not in values:
            raise _Unsure

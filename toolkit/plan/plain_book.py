"""The quick look at an 附件1: sheets of plain values, by the regular expressions that read the units' forms. Pure.

It gives the values that openpyxl gives, or None where it cannot know for certain: then `opening` asks openpyxl, which takes forty
times as long and holds all of the book at once. Held to openpyxl's by `tests/plan/test_plain_book.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from xml.parsers.expat import ExpatError

from toolkit.nouns.cells import Range, column_number
from toolkit.nouns.limits import Unreadable
from toolkit.ooxml.package import BadPackage, Package
from toolkit.ooxml.plain_parts import plain_cells
from toolkit.ooxml.plain_values import (
    CellValue,
    NotPlain,
    PlainCommons,
    block_of,
    clear_merged,
    place_of,
    plain_commons,
    small_part,
    value_of,
)

_LINK = re.compile(rb'<hyperlink [^>]*?\bref="([^"]*)"')


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """One sheet of a plan: what its cells hold, blanks left out, and its merged blocks."""

    title: str
    values: Mapping[tuple[int, int], CellValue]
    """(row, column) → value; of a merged block at its first cell alone."""
    merges: tuple[Range, ...]


def plain_book(data: bytes) -> tuple[PlanSheet, ...] | None:
    """Return the sheets of a workbook of plain values; None = it takes openpyxl to tell."""
    try:
        package = Package(data)
        commons = plain_commons(package)
        return tuple(_sheet(sheet.name, small_part(package, sheet.member), commons) for sheet in package.sheets)
    except (BadPackage, Unreadable, ExpatError, NotPlain, ValueError, LookupError):
        return None


def _sheet(title: str, xml: bytes, commons: PlainCommons) -> PlanSheet:
    plain = plain_cells(xml)
    if plain is None:
        raise NotPlain
    columns: dict[str, int] = {}
    values: dict[tuple[int, int], CellValue] = {}
    for where, style, kind, text in chain.from_iterable(plain.rows):
        letters = where.rstrip("0123456789")
        if letters not in columns:
            columns[letters] = column_number(letters)
        value = value_of(style, kind, text, commons)
        if value != "":
            values[int(where[len(letters) :]), columns[letters]] = value
    merges = tuple(block_of(text) for text in plain.merges)
    clear_merged(values, merges)
    _refuse_links(values, xml)
    return PlanSheet(title=title, values=values, merges=merges)


def _refuse_links(values: Mapping[tuple[int, int], CellValue], xml: bytes) -> None:
    """A link gives a blank cell its address as value: openpyxl's to tell. Raises: NotPlain."""
    refs = _LINK.findall(xml)
    if xml.count(b"<hyperlink ") != len(refs) or any(place_of(ref.decode()) not in values for ref in refs):
        raise NotPlain

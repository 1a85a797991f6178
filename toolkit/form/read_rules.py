"""What the template's data validations allow: one Rule a cell, from plain and from x14 (Excel 2010) validations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from toolkit.form.read_book import TemplateBook
from toolkit.nouns.cells import Range
from toolkit.ooxml.package import Element, child, descendants, local
from toolkit.values.texts import EPOCH

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_DATE = re.compile(r"DATE\(\s*(\d{4})\s*,\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\)", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:(?:'((?:[^']|'')+)'|([^'!:()\s,]+))!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)")
_COLUMNS = re.compile(r"(?:(?:'((?:[^']|'')+)'|([^'!:()\s,]+))!)?(\$?[A-Z]{1,3}:\$?[A-Z]{1,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One data validation; bounds are raw numbers (dates as serials)."""

    kind: str
    """list · decimal · whole · date · textLength."""
    ranges: tuple[Range, ...]
    choices: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    minimum_excluded: bool = False
    maximum_excluded: bool = False

    def covers(self, row: int, column: int) -> bool:
        return any((row, column) in block for block in self.ranges)


def read_rules(template: TemplateBook, sheet: "Worksheet") -> tuple[Rule, ...]:
    """Return the sheet's validations in file order; custom ones, hints only and time are left out."""
    member = next(part.member for part in template.package.sheets if part.name == sheet.title)
    root = template.package.xml(member)
    return tuple(rule for element in descendants(root, "dataValidation") if (rule := _rule(template, sheet, element)))


def _rule(template: TemplateBook, sheet: "Worksheet", element: Element) -> Rule | None:
    kind = element.get("type", "none")
    ranges = tuple(_ranges(_sqref(element)))
    first, second = _formula(element, "formula1"), _formula(element, "formula2")
    if kind == "list":
        choices = _choices(template, sheet, first)
        return Rule(kind=kind, ranges=ranges, choices=choices) if choices else None
    if kind not in {"decimal", "whole", "date", "textLength"}:
        return None
    low, high = _number(template, sheet, first), _number(template, sheet, second)
    return _bounded(kind, ranges, element.get("operator", "between"), low, high)


def _bounded(kind: str, ranges: tuple[Range, ...], operator: str, low: Decimal | None, high: Decimal | None) -> Rule:
    if operator == "between":
        if low is not None and high is not None and low > high:
            low, high = high, low
        return Rule(kind=kind, ranges=ranges, minimum=low, maximum=high)
    if operator == "equal":
        return Rule(kind=kind, ranges=ranges, minimum=low, maximum=low)
    if operator in {"greaterThan", "greaterThanOrEqual"}:
        return Rule(kind=kind, ranges=ranges, minimum=low, minimum_excluded=operator == "greaterThan")
    if operator in {"lessThan", "lessThanOrEqual"}:
        return Rule(kind=kind, ranges=ranges, maximum=low, maximum_excluded=operator == "lessThan")
    return Rule(kind=kind, ranges=ranges)


def _sqref(element: Element) -> str:
    inside = child(element, "sqref")
    return element.get("sqref", "") or ((inside.text or "") if inside is not None else "")


def _ranges(sqref: str) -> Iterator[Range]:
    for block in sqref.split():
        left, top, right, bottom = _bounds(block)
        yield Range(top or 1, left or 1, bottom or 1_048_576, right or 16_384)


def _bounds(block: str) -> tuple[int | None, int | None, int | None, int | None]:
    from openpyxl.utils.cell import range_boundaries

    return range_boundaries(block)


def _formula(element: Element, name: str) -> str:
    formula = child(element, name)
    if formula is None:
        return ""
    inner = next((e for e in formula if local(e) == "f"), formula)
    return (inner.text or "").strip().removeprefix("=").strip()


def _choices(template: TemplateBook, sheet: "Worksheet", formula: str) -> tuple[str, ...]:
    if formula.startswith('"') and formula.endswith('"'):
        texts = [text.strip() for text in formula[1:-1].replace('""', '"').split(",")]
    else:
        texts = [_text(value).strip() for value in _values(template, sheet, formula)]
    return tuple(dict.fromkeys(text for text in texts if text))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _values(template: TemplateBook, sheet: "Worksheet", formula: str) -> list[object]:
    """Return the values of a cell range, given directly or by a defined name; [] when it is neither."""
    formula = _named(template, sheet, formula)
    match = _REFERENCE.fullmatch(formula) or _COLUMNS.fullmatch(formula)
    if match is None:
        return []
    title = (match[1] or match[2] or "").replace("''", "'") or sheet.title
    if title not in template.book.sheetnames:
        return []
    source = template.at(title)
    left, top, right, bottom = _bounds(match[3].replace("$", ""))
    rows = source.iter_rows(
        min_row=top or 1,
        max_row=min(bottom or source.max_row, source.max_row),
        min_col=left or 1,
        max_col=right or 1,
        values_only=True,
    )
    return [value for row in rows for value in row]


def _named(template: TemplateBook, sheet: "Worksheet", formula: str) -> str:
    for scope in (sheet.defined_names, template.book.defined_names):
        for name, defined in scope.items():
            if name.casefold() == formula.casefold():
                return str(defined.attr_text or "").removeprefix("=")
    return formula


def _number(template: TemplateBook, sheet: "Worksheet", formula: str) -> Decimal | None:
    formula = formula.strip('"')
    day = _DATE.fullmatch(formula)
    if day:
        return Decimal((date(int(day[1]), int(day[2]), int(day[3])) - _epoch(template)).days)
    try:
        if formula.endswith("%"):
            return Decimal(formula[:-1]) / 100
        number = Decimal(formula)
    except InvalidOperation:
        values = _values(template, sheet, formula)
        return _as_number(template, values[0]) if len(values) == 1 else None
    return number if number.is_finite() else None


def _as_number(template: TemplateBook, value: object) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return Decimal(repr(value))
    if isinstance(value, date):
        day = date(value.year, value.month, value.day)
        return Decimal((day - _epoch(template)).days)
    return None


def _epoch(template: TemplateBook) -> date:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    return date(1904, 1, 1) if template.book.epoch == CALENDAR_MAC_1904 else EPOCH


def day_of(template: TemplateBook, serial: Decimal | None) -> date | None:
    """Return the day of a serial number in the template's own calendar."""
    if serial is None or not 0 < serial < 2_958_466:
        return None
    return _epoch(template) + timedelta(days=int(serial))

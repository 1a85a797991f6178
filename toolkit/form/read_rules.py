"""What the template's data validations allow: one Rule a cell, from plain and from x14 (Excel 2010) validations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from toolkit.form.read_book import TemplateBook
from toolkit.form.template_sheet import TemplateSheet
from toolkit.nouns.cells import Range, column_number
from toolkit.ooxml.package import BadPackage, Element, child, descendants, local
from toolkit.values.texts import EPOCH

_DATE = re.compile(r"DATE\(\s*(\d{4})\s*,\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\)", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:(?:'((?:[^']|'')+)'|([^'!:()\s,]+))!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)")
_CORNER = re.compile(r"([A-Z]{0,3})([0-9]{0,7})")
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


def read_rules(template: TemplateBook, sheet: TemplateSheet) -> tuple[Rule, ...]:
    """Return the sheet's validations in file order; custom ones, hints only and time are left out."""
    member = next(part.member for part in template.package.sheets if part.name == sheet.title)
    root = template.package.xml(member)
    return tuple(rule for element in descendants(root, "dataValidation") if (rule := _rule(template, sheet, element)))


def _rule(template: TemplateBook, sheet: TemplateSheet, element: Element) -> Rule | None:
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
    """Return left, top, right, bottom; None = to the sheet's edge. Raises: BadPackage."""
    first, _, last = block.replace("$", "").upper().partition(":")
    begin, end = _CORNER.fullmatch(first), _CORNER.fullmatch(last or first)
    if not first or begin is None or end is None:
        raise BadPackage("文件内部已损坏，请用 WPS 或 Excel 打开后另存为 .xlsx")
    left, right = (column_number(match[1]) if match[1] else None for match in (begin, end))
    top, bottom = (int(match[2]) if match[2] else None for match in (begin, end))
    return left, top, right, bottom


def _formula(element: Element, name: str) -> str:
    formula = child(element, name)
    if formula is None:
        return ""
    inner = next((e for e in formula if local(e) == "f"), formula)
    return (inner.text or "").strip().removeprefix("=").strip()


def _choices(template: TemplateBook, sheet: TemplateSheet, formula: str) -> tuple[str, ...]:
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


def _values(template: TemplateBook, sheet: TemplateSheet, formula: str) -> list[object]:
    """Return the values of a cell range, given directly or by a defined name; [] when it is neither."""
    formula = _named(template, sheet, formula)
    match = _REFERENCE.fullmatch(formula) or _COLUMNS.fullmatch(formula)
    if match is None:
        return []
    title = (match[1] or match[2] or "").replace("''", "'") or sheet.title
    if all(page.title != title for page in template.content.sheets):
        return []
    source = template.at(title)
    left, top, right, bottom = _bounds(match[3].replace("$", ""))
    rows = range(top or 1, min(bottom or source.last_row, source.last_row) + 1)
    return [source.at(row, column).value for row in rows for column in range(left or 1, (right or 1) + 1)]


def _named(template: TemplateBook, sheet: TemplateSheet, formula: str) -> str:
    for scope in (sheet.names, template.content.names):
        for name, text in scope.items():
            if name.casefold() == formula.casefold():
                return text.removeprefix("=")
    return formula


def _number(template: TemplateBook, sheet: TemplateSheet, formula: str) -> Decimal | None:
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
    return date(1904, 1, 1) if template.content.from_1904 else EPOCH


def day_of_rule(template: TemplateBook, serial: Decimal | None) -> date | None:
    """Return the day of a serial number in the template's own calendar."""
    if serial is None or not 0 < serial < 2_958_466:
        return None
    return _epoch(template) + timedelta(days=int(serial))

"""Cells that hold numbers and percents (DESIGN §7, Reading values). Pure."""

import re
from dataclasses import replace
from decimal import Decimal

from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.fields import Field, Type
from toolkit.nouns.problems import Code
from toolkit.values.answers import ReadAnswer, bounded, bounds, inferred
from toolkit.values.numerals import CHINESE, chinese_number
from toolkit.values.texts import exact_percent, fold, is_percent_format, legible, plain

_NUMBER = r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)"
_PLAIN = re.compile(_NUMBER)
_PERCENT = re.compile(rf"({_NUMBER})%")
_SIGNED = re.compile(r"(?<![\d.])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
_BRACKETED = re.compile(r"[(\[【{〔].*?(?:[)\]】}〕]|$)")
_RANGE = re.compile(rf"(?:\d%?|{CHINESE})(?:-|—|–|~|至|到)(?=[\d{CHINESE[1:-1]}])")
_TENTHS = re.compile(rf"(?<!{CHINESE})([\d.]+|十|{CHINESE})成(半|{CHINESE}|\d)?(?!立|功|员|果|本|效|品|熟|型|绩)")
_HUNDREDTHS = re.compile(rf"百分之({CHINESE}+(?:点{CHINESE}+)?|[\d.]+)")
_ROUND = re.compile(r"^(?:大约|大概|大致|约为|约|近|将近|接近|超过|超|已达到|达到|已达|达|已完成|完成|共|计|累计|>=|<=|≥|≤|>|<)*")
_TAIL = re.compile(r"(?:左右|上下|以上|以下|多|余)$")
_UNIT = re.compile(r"[(\[]([^()\[\]]{1,6})[)\]]\s*$")
_ZERO, _ONE = Decimal(0), Decimal(1)


def read_percent(cell: Cell, field: Field) -> ReadAnswer:
    """Return a fraction of 1; V03 where there is no one number, V04 outside 0–100%, V06 where it was inferred."""
    percent_field = _percent_field(field)
    if cell.words:  # its format adds a % or other words: what it shows is what was meant
        found: ReadAnswer | None = _percent_text(legible(cell.words))
    elif cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal):
        found = _percent_number(cell.value, formatted=is_percent_format(cell.number_format))
    elif cell.kind is CellKind.TEXT:
        found = _percent_text(legible(str(cell.value)))
    else:
        found = None
    return bounded(found, percent_field) if found else ReadAnswer(None, Code.V03, (("example", "65%"),))


def _percent_field(field: Field) -> Field:
    """Return the field with bounds as fractions within 0–100%, whatever the template's validation allows."""
    low = field.minimum if isinstance(field.minimum, Decimal) and _ZERO < field.minimum <= _ONE else _ZERO
    high = field.maximum if isinstance(field.maximum, Decimal) and _ZERO <= field.maximum < _ONE else _ONE
    return replace(field, minimum=low, maximum=high)


def _percent_number(value: Decimal, *, formatted: bool) -> ReadAnswer:
    if value < 0 or value > 100:
        return ReadAnswer(value if formatted else value / 100)
    if value < 1 or (formatted and value <= 2):
        return ReadAnswer(value)
    fraction = _ONE if value == 1 else value / 100
    return inferred(fraction, exact_percent(fraction))


def _percent_text(text: str) -> ReadAnswer | None:
    if match := _PERCENT.fullmatch(text):
        return ReadAnswer(_decimal(match[1]) / 100)
    if _PLAIN.fullmatch(text):
        found = _percent_number(_decimal(text), formatted=False)
        return found if found.value == 0 or found.code else inferred(found.value, exact_percent(_fraction(found)))
    value = _percent_words(text)
    return None if value is None else inferred(value, exact_percent(value))


def _fraction(found: ReadAnswer) -> Decimal:
    return found.value if isinstance(found.value, Decimal) else _ZERO


def _percent_words(text: str) -> Decimal | None:
    """Read "约65%", "80%(新区段进度滞后)", "八成五", "百分之六十五"; None where no one figure stands out."""
    outside = _BRACKETED.sub("", text)
    if _RANGE.search(outside):
        return None
    found = {
        *(_decimal(m[0].rstrip("%")) / 100 for m in _SIGNED.finditer(outside) if m[0].endswith("%")),
        *_hundredths(outside),
        *_tenths(outside),
    }
    if len(found) > 1:
        return None
    if found:
        return found.pop()
    core = _TAIL.sub("", _ROUND.sub("", outside))
    if core in {"一半", "半数"}:
        return Decimal("0.5")
    return _fraction(_percent_number(_decimal(core), formatted=False)) if _PLAIN.fullmatch(core) else None


def _hundredths(text: str) -> set[Decimal]:
    if "百分百" in text or "百分之百" in text:
        return {_ONE}
    return {value / 100 for m in _HUNDREDTHS.finditer(text) if (value := _spoken(m[1])) is not None}


def _tenths(text: str) -> set[Decimal]:
    found = set()
    for match in _TENTHS.finditer(text):
        whole, rest = _spoken(match[1]), Decimal(5) if match[2] == "半" else _spoken(match[2] or "0")
        if whole is not None and rest is not None:
            found.add(whole / 10 + rest / 100)
    return found


def _spoken(text: str) -> Decimal | None:
    """Return 65.5 for both "65.5" and "六十五点五"."""
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return Decimal(text)
    whole, _, rest = text.partition("点")
    parts = [chinese_number(part) for part in (whole, *rest)]
    if None in parts:
        return None
    return Decimal(f"{parts[0]}.{''.join(str(p) for p in parts[1:]) or '0'}")


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def read_number(cell: Cell, field: Field) -> ReadAnswer:
    """Return a number as asked: thousands commas and full width are fine, "约120" and "120万元" are V06, else V03."""
    if cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal):
        found: ReadAnswer | None = ReadAnswer(cell.value)
    elif cell.kind is CellKind.TEXT:
        found = _number_text(legible(str(cell.value)), field)
    else:
        found = None
    if found is None:
        return ReadAnswer(None, Code.V03, (("example", "12" if field.type is Type.WHOLE else "120.5"),))
    value = _fraction(found)
    if field.type is Type.WHOLE and value != value.to_integral_value():
        return ReadAnswer(value, Code.V04, (("bounds", bounds(field)),))
    return bounded(found, field)


def _number_text(text: str, field: Field) -> ReadAnswer | None:
    """Read "约120万元" where the column counts 万元; a unit that is not the column's own is no number here."""
    if _PLAIN.fullmatch(text):
        return ReadAnswer(_decimal(text))
    core = _TAIL.sub("", _ROUND.sub("", _BRACKETED.sub("", text)))
    named = _UNIT.search(fold(field.header))
    own = core.removesuffix(named[1]) if named else core
    match = re.fullmatch(rf"({_NUMBER}|{CHINESE}+)(\D{{0,4}}?)", _TAIL.sub("", own))
    if not match or (match[2] and (named or re.search(r"[万亿%‰/\-~至到]", match[2]))):
        return None
    digits = match[1]
    value = _decimal(digits) if _PLAIN.fullmatch(digits) else _spoken(digits)
    return None if value is None else inferred(value, plain(value))

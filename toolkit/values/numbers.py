"""Cells that hold numbers (DESIGN §7, Reading values). Pure."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cache

from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.fields import Field, Type
from toolkit.nouns.problems import Code
from toolkit.values.answers import ReadAnswer, bounded, inferred, out_of_bounds
from toolkit.values.besides import LONGEST_REMARK, takes_back
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Lexicon, Sense, shipped
from toolkit.values.numerals import CHINESE, chinese_number
from toolkit.values.texts import clean, fold, legible, plain

NUMBER = r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)"
PLAIN = re.compile(NUMBER)
BRACKETED = late(r"[(\[【{〔](.*?)(?:[)\]】}〕]|$)")
"""What stands in brackets, also in one that is not closed, in folded text."""


@cache
def _round(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"^(?:{lexicon.pattern(Sense.NUMBER_PLAIN)}|>=|≥|>)*")


@cache
def _of_others(lexicon: Lexicon) -> re.Pattern[str]:
    """Return what says that a figure is left, planned or of another year: that is never the figure asked for."""
    return re.compile(lexicon.pattern(Sense.NUMBER_OTHER))


_STOPS = ".,;:、。!"
_APART = re.compile(r"\d\s+\d")
"""120 130 may be two numbers."""
_TAIL = re.compile(r"(?:左右|上下|以上|多|余)$")
_UNIT = re.compile(r"[(\[]([^()\[\]]{1,6})[)\]]\s*$")
_TOLD_BESIDE = late(r"[(\[【{〔][^)\]】}〕]*\d.*?(?:[)\]】}〕]|$)")
"""120户（去年80户）: the remark has its own figure."""
_MEASURES = late(
    r"元|公里|千米|平方米|平米|平方公里|立方米|立方|米|公顷|亩|吨|公斤|小时|户次|人次|车次|[户人个处所座家盏条台套辆件项次名间栋株份场期天月年位只头艘]"
)


def spoken(text: str) -> Decimal | None:
    """Return 65.5 for both "65.5" and "六十五点五"."""
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return Decimal(text)
    whole, _, rest = text.partition("点")
    parts = [chinese_number(part) for part in (whole, *rest)]
    if None in parts:
        return None
    return Decimal(f"{parts[0]}.{''.join(str(p) for p in parts[1:]) or '0'}")


def mean(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """Return the simple mean of those that are known; None = none is."""
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) / len(known) if known else None


def figure_of(text: str) -> Decimal | None:
    """Return what a bare figure says, 50% as 0.5; None = anything else."""
    plain = fold(text).replace(",", "")
    try:
        value = Decimal(plain.removesuffix("%"))
    except InvalidOperation:
        return None
    return (value / 100 if plain.endswith("%") else value) if value.is_finite() else None


def decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def read_number(cell: Cell, field: Field, lexicon: Lexicon | None = None) -> ReadAnswer:
    """Return a number as asked: thousands commas and full width are fine, "约120" and "120万元" are V06, else V03."""
    if cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal):
        beside = cell.words and _of_others(lexicon or shipped()).search(cell.words)
        match: ReadAnswer | None = None if beside else ReadAnswer(cell.value)
    elif cell.kind is CellKind.TEXT:
        match = (
            None if _APART.search(clean(str(cell.value))) else _number_text(legible(str(cell.value)), field, lexicon or shipped())
        )
    else:
        match = None
    if match is None:
        example = "12" if field.type is Type.WHOLE else "120.5"
        return ReadAnswer(None, Code.V03, (("example", example), ("lacks", "读不出数字"), ("wanted", "数字")))
    value = match.value if isinstance(match.value, Decimal) else Decimal(0)
    if field.type is Type.WHOLE and value != value.to_integral_value():
        return out_of_bounds(value, field)
    return bounded(match, field)


def _counts_another(unit: str, field: Field) -> bool:
    """Tell whether a unit is none, or of another kind than the header's: 120户以下, 三户半; 120元 and 120公里 are no 户数."""
    header = BRACKETED.sub("", fold(field.header))
    own = re.search(rf"({_MEASURES.pattern})次?数量?$", header)
    if not _MEASURES.fullmatch(unit):
        return unit not in header
    return bool(own) and unit not in {"个", own[1] if own else ""}


def _number_text(text: str, field: Field, lexicon: Lexicon) -> ReadAnswer | None:
    """Read "约120万元" where the column counts 万元; a unit that is not the column's own is no number here."""
    if PLAIN.fullmatch(text):
        return ReadAnswer(decimal(text))
    core = _TAIL.sub("", _round(lexicon).sub("", BRACKETED.sub("", text)))
    named = _UNIT.search(fold(field.header))
    core = core.strip(_STOPS)
    own = core.removesuffix(named[1]) if named else core
    match = re.fullmatch(rf"({NUMBER}|{CHINESE}+(?:点{CHINESE}+)?)[多余]?(\D{{0,4}}?)", _TAIL.sub("", own))
    if (
        not match
        or re.search("[A-Za-z]", match[2])
        or _of_others(lexicon).search(_TOLD_BESIDE.sub("", text))
        or any(takes_back(lexicon).fullmatch(remark[1][: LONGEST_REMARK + 1]) for remark in BRACKETED.finditer(text))
        or (match[2] and (named or _counts_another(match[2], field)))
        or (named and re.search("[万亿]", match[1]))
    ):
        return None
    digits = match[1]
    if digits[0] in "百千万亿" or (digits == "十" and re.search("[多余]", text)):
        return None  # 百余户, 百八十户, 十余户
    value = decimal(digits) if PLAIN.fullmatch(digits) else spoken(digits)
    return None if value is None else inferred(value, plain(value))

"""What reading one cell gives: a value, a problem, or a value with a remark. Pure data."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from toolkit.nouns.answer import Answer
from toolkit.nouns.fields import Field, Type
from toolkit.nouns.problems import Code
from toolkit.values.texts import exact_percent, plain

MOST_BEYOND = Decimal(3)
"""The share up to which 超额完成 counts as all."""


class ReadAnswer(NamedTuple):
    """`code` None = read without doubt. `facts` beyond header and value."""

    value: Answer = None
    code: Code | None = None
    facts: tuple[tuple[str, str], ...] = ()


def inferred(value: Answer, reading: str) -> ReadAnswer:
    """Return a value that was read but not written so (V06)."""
    return ReadAnswer(value, Code.V06, (("reading", reading),))


def bounded(answer: ReadAnswer, field: Field) -> ReadAnswer:
    """Return V04 instead where the value lies outside the field's bounds; the value stays."""
    low, high, value = field.minimum, field.maximum, answer.value
    if isinstance(value, Decimal):
        out = (isinstance(low, Decimal) and value < low) or (isinstance(high, Decimal) and value > high)
    elif isinstance(value, date):
        out = (isinstance(low, date) and value < low) or (isinstance(high, date) and value > high)
    else:
        return answer
    return out_of_bounds(value, field) if out else answer


def out_of_bounds(value: Answer, field: Field) -> ReadAnswer:
    """Return V04; of a share above all it says how 超额 is told."""
    beyond = field.type is Type.PERCENT and isinstance(value, Decimal) and 1 < value <= MOST_BEYOND
    also = "；确为超额完成的，请在格内写明，如“超额完成120%”" if beyond else ""
    return ReadAnswer(value, Code.V04, (("bounds", bounds(field)), ("also", also)))


def bounds(field: Field) -> str:
    """Return the field's bounds in words: 0% 至 100%, 不小于 0, 不晚于 2022-12-31."""
    low, high = _bound(field.minimum, field), _bound(field.maximum, field)
    early, late = ("不早于", "不晚于") if field.type is Type.DATE else ("不小于", "不大于")
    text = f"{low} 至 {high}" if low and high else f"{early} {low}" if low else f"{late} {high}" if high else ""
    whole = "整数" if field.type is Type.WHOLE else ""
    return "，".join(filter(None, (whole, text)))


def _bound(value: Decimal | date | None, field: Field) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return exact_percent(value) if field.type is Type.PERCENT else plain(value)

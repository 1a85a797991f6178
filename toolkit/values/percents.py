"""Cells that hold a share done (DESIGN §7, Reading values): a fraction of 1, or asked for where its words mean another. Pure."""

import re
from dataclasses import replace
from decimal import Decimal

from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.fields import Field
from toolkit.nouns.problems import Code
from toolkit.values.answers import MOST_BEYOND, ReadAnswer, bounded, inferred
from toolkit.values.dates import NAMED_DAY
from toolkit.values.lexicon import Lexicon, shipped
from toolkit.values.numbers import NUMBER, PLAIN, decimal
from toolkit.values.shares import BEYOND, ONE, ShareWords, share_of, share_words
from toolkit.values.texts import clean, exact_percent, is_percent_format, legible

_ZERO, _HUNDREDTH = Decimal(0), Decimal("0.01")
_PERCENT = re.compile(rf"({NUMBER})%")
_UNTIL = re.compile(rf"^截[至止]到?{NAMED_DAY}[,，]?")
_NEXT_LINE = re.compile(r"(?<=[%％成半])\s*\n\s*(?![%％(（\[【])")
_QUOTES = '“”"‘’'
_NOT_BEYOND = re.compile(r"(?:未|没有|没|不)(?:能)?超额|超额[^,，。;；]{0,6}[?？]")


def read_percent(cell: Cell, field: Field, *, beyond: str = "", lexicon: Lexicon | None = None) -> ReadAnswer:
    """Return a fraction of 1; V03 where there is no one figure of what is done, V04 outside 0–100%, V06 where inferred.

    `beyond` is what else the row says: with 超额 in it, or in the cell, up to 300% counts as 100% (V09).
    """
    text = clean(cell.words or (str(cell.value) if cell.kind is CellKind.TEXT else ""))
    if text:  # also of a number whose format adds a % or other words: what it shows is what was meant
        answer: ReadAnswer | None = _typed(text, share_words(lexicon or shipped()))
    elif cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal):
        answer = _tiny(cell.value, cell.exact) or _percent_number(cell.value, formatted=is_percent_format(cell.number_format))
    else:
        return _none("格内是日期，" if cell.kind is CellKind.DATE else "")
    exceeded = _exceeded(answer, f"{text} {beyond}")
    if exceeded:
        return exceeded
    return _within(answer, field) if answer else _none()


def _typed(text: str, words: ShareWords) -> ReadAnswer | None:
    if re.search(r"\d[.．]?\s+\d|^[+＋]", text):
        return None  # 8 5% may be two numbers, +5% says what was added
    whole = _UNTIL.sub("", _NEXT_LINE.sub("；", text)).strip(_QUOTES)
    core = whole if re.search(r"[(（\[【]", whole) else whole.rstrip(")）]】")
    return _percent_text(legible(core.replace("℅", "%")), words, exact="℅" not in core and core == whole)


def _none(held: str = "") -> ReadAnswer:
    return ReadAnswer(
        None, Code.V03, (("example", "65%"), ("lacks", f"{held}看不出已完成百分之几"), ("wanted", "已完成的百分比"))
    )


def _exceeded(answer: ReadAnswer | None, words: str) -> ReadAnswer | None:
    """Return 100% with V09 where the answer is above it and the row says 超额."""
    value = answer.value if answer else None
    if not isinstance(value, Decimal) or not ONE < value <= MOST_BEYOND:
        return None
    said = BEYOND.search(words) and not _NOT_BEYOND.search(words)
    return ReadAnswer(ONE, Code.V09, (("reading", exact_percent(value)),)) if said else None


def _within(answer: ReadAnswer, field: Field) -> ReadAnswer:
    """Return V04 outside the field's bounds, taken as fractions within 0–100%, whatever the template's validation allows."""
    low = field.minimum if isinstance(field.minimum, Decimal) and _ZERO < field.minimum <= ONE else _ZERO
    high = field.maximum if isinstance(field.maximum, Decimal) and _ZERO <= field.maximum < ONE else ONE
    if isinstance(answer.value, Decimal) and low <= answer.value <= high:
        return answer
    return bounded(answer, replace(field, minimum=low, maximum=high))


def _tiny(shown: Decimal, exact: Decimal | None) -> ReadAnswer | None:
    """Ask of a share below 1%: 0.3 typed into a cell of whole percents is 0.3 %, which it shows as 0%. None = it is none."""
    held = shown if exact is None else exact
    if not 0 < held < _HUNDREDTH:
        return None
    holds = "" if shown == held else f"格内是{exact_percent(held)}，"
    return inferred(shown, f"{exact_percent(shown)}（{holds}是不是{exact_percent(held * 100)}？）")


def _percent_number(value: Decimal, *, formatted: bool) -> ReadAnswer:
    if value < 0 or value > 100:
        return ReadAnswer(value if formatted else value / 100)
    if tiny := _tiny(value, None):
        return tiny
    if value < 1 or (formatted and value <= 2):
        return ReadAnswer(value)
    fraction = ONE if value == 1 else value / 100
    return inferred(fraction, exact_percent(fraction))


def _percent_text(text: str, words: ShareWords, *, exact: bool) -> ReadAnswer | None:
    if match := _PERCENT.fullmatch(text):
        value = decimal(match[1]) / 100
        return ReadAnswer(value) if exact else inferred(value, exact_percent(value))
    if PLAIN.fullmatch(text):
        answer = _percent_number(decimal(text), formatted=False)
        fraction = answer.value if isinstance(answer.value, Decimal) else _ZERO
        return answer if fraction == 0 or answer.code else inferred(fraction, exact_percent(fraction))
    value_of_words = share_of(text, words)
    return None if value_of_words is None else inferred(value_of_words, exact_percent(value_of_words))

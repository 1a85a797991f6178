"""Cells that hold a share done (DESIGN §7, Reading values): a figure is read only when its words say what it is of. Pure.

Beside the one figure nothing may stand but words that change nothing (约65%, 总体完成65%, 80%（新区滞后）). What says that it
is left over (还差25%) gives the rest; any other word — behind, planned, compared, unknown — and it is asked for (V03).
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.fields import Field
from toolkit.nouns.problems import Code
from toolkit.values.answers import ReadAnswer, bounded, inferred
from toolkit.values.lexicon import Lexicon, Sense, shipped
from toolkit.values.numbers import NUMBER, decimal, spoken
from toolkit.values.numerals import CHINESE
from toolkit.values.texts import clean, exact_percent, is_percent_format, legible, rounded

_ZERO, _HUNDREDTH, _ONE, _HIGHEST = Decimal(0), Decimal("0.01"), Decimal(1), Decimal(3)
_PERCENT = re.compile(rf"({NUMBER})%")
_PLAIN = re.compile(NUMBER)
_BRACKETED = re.compile(r"[(\[【{〔](.*?)(?:[)\]】}〕]|$)")
_SPLIT = re.compile(r"[,，。;；:!！、]")
_UNTIL = re.compile(r"^截[至止]到?(?:20\d\d年)?\d{1,2}月(?:份|\d{1,2}[日号]|底|末)?[,，]?")
_FIGURES = (
    re.compile(rf"(?P<percent>{NUMBER})%"),
    re.compile(rf"百分之(?P<hundredths>{CHINESE}+(?:点{CHINESE}+)?|\d+(?:\.\d+)?)"),
    re.compile(rf"(?P<of>\d+|{CHINESE}+)分之(?P<parts>\d+|{CHINESE}+)"),
    re.compile(r"(?P<top>\d{1,5})/(?P<bottom>\d{1,5})"),
    re.compile(rf"(?P<tenths>\d(?:\.\d)?|10|{CHINESE})成(?P<rest>半|{CHINESE}|\d)?"),
    re.compile(r"(?P<all>百分百|百分之百)"),
    re.compile(r"(?P<half>一半|半数)"),
)
_MARKS = r"(?<=[已早现])超(?=\||$)|^[~～≈]|>=|≥|>|(?<=完成)目标|。|\.$|-$|~$"
"""Signs beside a figure that change nothing."""
_NAMES_FIGURE = re.compile(rf"\d|%|(?<!完)成(?!立|功|员|果|本|效|品|熟)|分之|半数|一半|百分|^{CHINESE}+$")


_BESIDE_ALL = re.compile(
    r"(?:当月|本月|当期|本期|本季度?|计划|目标|(?:滞后|落后|超前)(?:于)?(?:计划|序时))[^\d]{0,6}\d+(?:\.\d+)?%$"
)
"""累计70%，当月15%: beside the figure for all, one for the month."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What the words beside a figure do, by the office's lists."""

    harmless: re.Pattern[str]
    left: re.Pattern[str]
    undone: re.Pattern[str]
    of_others: re.Pattern[str]
    """20%（剩余）, 80%（计划数）: the remark takes the figure back."""


@cache
def _words_of(lexicon: Lexicon) -> _Words:
    left, undone = (lexicon.pattern(sense) for sense in (Sense.SHARE_LEFT, Sense.SHARE_UNDONE))
    others = lexicon.pattern(Sense.SHARE_OTHER)
    return _Words(
        re.compile(f"{lexicon.pattern(Sense.SHARE_PLAIN)}|{_MARKS}"),
        re.compile(f"{left}|{undone}|^差"),
        re.compile(undone),
        re.compile(rf"(?:为|系|是)?(?:{others})[^\d成分半]{{0,6}}"),
    )


_BEYOND = re.compile(r"超额")
_NOT_BEYOND = re.compile(r"(?:未|没有|没|不)(?:能)?超额")


def read_percent(cell: Cell, field: Field, *, beyond: str = "", lexicon: Lexicon | None = None) -> ReadAnswer:
    """Return a fraction of 1; V03 where there is no one figure of what is done, V04 outside 0–100%, V06 where inferred.

    `beyond` is what else the row says: with 超额 in it, or in the cell, up to 300% counts as 100% (V09).
    """
    text = clean(cell.words or (str(cell.value) if cell.kind is CellKind.TEXT else ""))
    if text:  # also of a number whose format adds a % or other words: what it shows is what was meant
        answer: ReadAnswer | None = _typed(text, _words_of(lexicon or shipped()))
    elif cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal):
        answer = _tiny(cell.value, cell.exact) or _percent_number(cell.value, formatted=is_percent_format(cell.number_format))
    else:
        return _none()
    exceeded = _exceeded(answer, f"{text} {beyond}")
    if exceeded:
        return exceeded
    return bounded(answer, _percent_field(field)) if answer else _none()


def _typed(text: str, words: _Words) -> ReadAnswer | None:
    if re.search(r"\d\s+\d|^[+＋]", text):
        return None  # 8 5% may be two numbers, +5% says what was added
    text = _UNTIL.sub("", text).strip('“”"')
    return _percent_text(legible(text.replace("℅", "%")), words, exact="℅" not in text)


def _none() -> ReadAnswer:
    return ReadAnswer(None, Code.V03, (("example", "65%"), ("lacks", "看不出已完成百分之几"), ("wanted", "已完成的百分比")))


def _exceeded(answer: ReadAnswer | None, words: str) -> ReadAnswer | None:
    """Return 100% with V09 where the answer is above it and the row says 超额."""
    value = answer.value if answer else None
    if not isinstance(value, Decimal) or not _ONE < value <= _HIGHEST:
        return None
    said = _BEYOND.search(words) and not _NOT_BEYOND.search(words)
    return ReadAnswer(_ONE, Code.V09, (("reading", exact_percent(value)),)) if said else None


def _percent_field(field: Field) -> Field:
    """Return the field with bounds as fractions within 0–100%, whatever the template's validation allows."""
    low = field.minimum if isinstance(field.minimum, Decimal) and _ZERO < field.minimum <= _ONE else _ZERO
    high = field.maximum if isinstance(field.maximum, Decimal) and _ZERO <= field.maximum < _ONE else _ONE
    return replace(field, minimum=low, maximum=high)


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
    fraction = _ONE if value == 1 else value / 100
    return inferred(fraction, exact_percent(fraction))


def _percent_text(text: str, words: _Words, *, exact: bool) -> ReadAnswer | None:
    if match := _PERCENT.fullmatch(text):
        value = decimal(match[1]) / 100
        return ReadAnswer(value) if exact else inferred(value, exact_percent(value))
    if _PLAIN.fullmatch(text):
        answer = _percent_number(decimal(text), formatted=False)
        fraction = answer.value if isinstance(answer.value, Decimal) else _ZERO
        return answer if fraction == 0 or answer.code else inferred(fraction, exact_percent(fraction))
    value_of_words = _percent_words(text, words)
    return None if value_of_words is None else inferred(value_of_words, exact_percent(value_of_words))


def _percent_words(text: str, words: _Words) -> Decimal | None:
    """Return the one share done that the words name; None where none stands out, or something else is meant."""
    outside = _BRACKETED.sub("", text)
    inside = [match[1] for match in _BRACKETED.finditer(text)]
    if not outside and len(inside) == 1:
        return _percent_words(inside[0], words)
    spoken_of = [part for part in _parts(outside) if not _BESIDE_ALL.match(part)]
    read = [value for part in spoken_of if (value := _part(part, words)) is not None]
    told = [part for part in spoken_of if _NAMES_FIGURE.search(part)]
    if re.fullmatch(r"[?？\s]+", "".join(inside) or "-") or any(
        words.of_others.fullmatch(part) for part in (*inside, *_parts(outside))
    ):
        return None
    if len(read) != 1 or len(told) != 1:
        return None
    repeated = [value for part in inside if (value := _part(part, words)) is not None and not words.left.search(part)]
    return read[0] if all(abs(value - read[0]) < Decimal("0.005") for value in repeated) else None


def _parts(text: str) -> list[str]:
    return [part for part in _SPLIT.split(text) if part]


def _part(text: str, words: _Words) -> Decimal | None:
    """Return the share that one clause names and nothing else beside it."""
    for place, pattern in enumerate(_FIGURES):
        matches = list(pattern.finditer(text))
        if len(matches) == 1:
            return _meant(matches[0], text[: matches[0].start()], text[matches[0].end() :], words)
        if matches or place == len(_FIGURES) - 1:
            break
    core = words.harmless.sub("", text)
    if not _PLAIN.fullmatch(core) or core.startswith("-") or words.left.search(text):
        return None
    value = _percent_number(decimal(core), formatted=False).value
    return value if isinstance(value, Decimal) else None


def _meant(match: re.Match[str], before: str, after: str, words: _Words) -> Decimal | None:
    value = _figure(match)
    if value is None or (before[-1:].isascii() and before[-1:].isalnum()):
        return None
    beside = f"{before}|{after}"
    left = bool(words.left.search(before) or words.undone.match(after))
    if left and (not words.harmless.sub("", words.left.sub("", beside)).replace("|", "").strip("没有未做")) and value <= 1:
        return _ONE - value
    if _BEYOND.search(beside):
        return (value if value > 1 else 1 + value) if not words.harmless.sub("", _BEYOND.sub("", beside)).strip("|") else None
    return None if left or words.harmless.sub("", beside).strip("|") else value


def _figure(match: re.Match[str]) -> Decimal | None:
    named = match.groupdict()
    if named.get("percent") is not None:
        return decimal(named["percent"]) / 100
    if named.get("hundredths"):
        value = spoken(named["hundredths"])
        return None if value is None else value / 100
    if named.get("all"):
        return _ONE
    if named.get("half"):
        return Decimal("0.5")
    if named.get("tenths"):
        whole, rest = spoken(named["tenths"]), Decimal(5) if named["rest"] == "半" else spoken(named["rest"] or "0")
        return None if whole is None or rest is None else whole / 10 + rest / 100
    top, bottom = (named.get("parts"), named.get("of")) if named.get("of") else (named.get("top"), named.get("bottom"))
    return _fraction(spoken(str(top)), spoken(str(bottom)))


def _fraction(top: Decimal | None, bottom: Decimal | None) -> Decimal | None:
    if top is None or not bottom or top > bottom:
        return None
    return rounded(top / bottom, 4)

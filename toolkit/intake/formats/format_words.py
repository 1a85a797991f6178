"""What a cell shows when its number format adds words to it: 46 under "已完成"0"所" shows 已完成46所. Pure."""

import operator
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from toolkit.values.texts import plain

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[\$(?P<money>[^\]-]*)[^\]]*\]'
    r"|\[(?P<test>[<>=]+)(?P<bound>-?[\d.]+)\]|\[(?P<mark>[^\]]*)\]|(?P<general>general|g/通用格式|常规)|(?P<exponent>e[+-])"
    r"|(?P<number>[0#?.,%/@])|(?P<letter>[a-z])|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_DIGITS = frozenset("0#?")
_TESTS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">": operator.gt, "<": operator.lt, "=": operator.eq, ">=": operator.ge, "<=": operator.le, "<>": operator.ne,
}  # fmt: skip


class _Section(NamedTuple):
    """One part of a format, between semicolons."""

    marks: tuple[tuple[str, str], ...]
    """(word, text) for what stands there as it is, (number, sign) for the figure."""
    test: str = ""
    bound: Decimal = Decimal(0)
    wordy: bool = False
    """It adds letters, figures or a percent sign that are no part of the figure."""


def words(value: Decimal, code: str) -> str:
    """Return what the cell shows; "" = the format adds no words, or shows the figure in a way not known here."""
    sections = _sections(code)
    if not any(section.wordy for section in sections):
        return ""
    section, signed = _chosen([one for one in sections if ("number", "@") not in one.marks] or list(sections), value)
    if not section.wordy:
        return ""
    shown = _figure(section.marks, abs(value))
    return f"-{shown}" if signed and shown and value < 0 else shown


def as_shown(value: Decimal, code: str) -> Decimal:
    """Return a number as its format rounds it: 0.3549 under 0% is 0.35; formats that show no plain figure round nothing."""
    sections = _sections(code)
    if not sections:
        return value
    marks = _chosen([one for one in sections if ("number", "@") not in one.marks] or list(sections), value)[0].marks
    signs = [sign for kind, sign in marks if kind == "number"]
    if not _DIGITS & set(signs) or "general" in signs or _thousandths(signs):
        return value
    after = signs[signs.index(".") :] if "." in signs else []
    return to_places(value, sum(sign in _DIGITS for sign in after) + 2 * signs.count("%"))


def to_places(value: Decimal, places: int) -> Decimal:
    """Return a number rounded to so many decimals, a half away from zero, as office programs do."""
    if value.adjusted() + places > 26 or value.as_tuple().exponent >= -places:  # type: ignore[operator]
        return value
    shown = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return Decimal(int(shown)) if shown == shown.to_integral_value() else shown.normalize()


def _thousandths(signs: Sequence[str]) -> bool:
    """Tell commas behind the last digit: the figure is shown in thousands."""
    whole = signs[: signs.index(".")] if "." in signs else signs
    return "," in signs[max((i for i, sign in enumerate(whole) if sign in _DIGITS), default=0) + 1 :]


def text_words(text: str, code: str) -> str:
    """The same of a text: @"所" adds its word; "" = it adds none."""
    section = _of_texts(code)
    if section is None:
        return ""
    return "".join(text if kind == "number" and sign == "@" else sign for kind, sign in section.marks).strip()


@lru_cache(maxsize=1024)
def _of_texts(code: str) -> _Section | None:
    """Return the section that shows a text, where it adds words."""
    section = next((one for one in _sections(code) if ("number", "@") in one.marks), None)
    return section if section is not None and section.wordy else None


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    sections = []
    for part in re.findall(r'((?:"[^"]*"?|[\\!].|[^;])*)(?:;|$)', code[:500]):
        section = _section(part)
        if section is None:
            return ()
        sections.append(section)
    return tuple(sections[:-1] if len(sections) > 1 and not sections[-1].marks else sections)


def _section(part: str) -> _Section | None:
    """Return one section; None = it shows a date, a fraction, Chinese figures: not for here."""
    marks: list[tuple[str, str]] = []
    test, bound, wordy = "", Decimal(0), False
    for match in _TOKEN.finditer(part):
        word = match["quoted"] or match["escaped"] or match["plain"]
        if word:
            marks.append(("word", word))
            wordy = wordy or any(sign.isalnum() or sign in "%％‰" for sign in word)
        elif match["money"]:
            marks.append(("word", match["money"]))
        elif match["test"]:
            test, bound = match["test"], Decimal(match["bound"])
        elif match["general"]:
            marks.append(("number", "general"))
        elif match["letter"] or match["exponent"] or match["number"] == "/" or (match["mark"] or "").upper().startswith("DBNUM"):
            return None
        elif match["number"]:
            marks.append(("number", match["number"]))
    return _Section(tuple(marks), test, bound, wordy)


def _chosen(sections: Sequence[_Section], value: Decimal) -> tuple[_Section, bool]:
    """Return the section that shows this number, and whether a minus is added to it."""
    if any(section.test for section in sections):
        holds = (s for s in sections if not s.test or _holds(s, value))
        return next(holds, sections[-1]), True
    if value < 0 and len(sections) > 1:
        return sections[1], False
    return sections[2 if value == 0 and len(sections) > 2 else 0], True


def _holds(section: _Section, value: Decimal) -> bool:
    test = _TESTS.get(section.test)
    return test is not None and test(value, section.bound)


def _figure(marks: Sequence[tuple[str, str]], value: Decimal) -> str:
    """Return the words with the figure in its place."""
    if ("number", "general") in marks:
        return "".join(sign if kind == "word" else plain(value) if sign == "general" else "" for kind, sign in marks).strip()
    digits = [i for i, (kind, sign) in enumerate(marks) if kind == "number" and sign in _DIGITS]
    if not digits:
        return "".join(sign for kind, sign in marks if kind == "word").strip()
    point = next((i for i, mark in enumerate(marks) if mark == ("number", ".")), len(marks))
    whole, after = [i for i in digits if i < point], [i for i in digits if i > point]
    last = (whole or [point])[-1]
    scale = sum(mark == ("number", ",") for mark in marks[last:])
    value = value * Decimal(100) ** sum(mark == ("number", "%") for mark in marks) / Decimal(1000) ** scale
    rounded = f"{value.quantize(Decimal(1).scaleb(-len(after)), rounding=ROUND_HALF_UP):f}"
    integer, _, fraction = rounded.partition(".")
    thousands = any(mark == ("number", ",") for mark in marks[:last])
    shown = dict(zip(after, fraction, strict=False))
    for i in reversed(after):
        if shown.get(i) != "0" or marks[i][1] == "0":
            break
        shown[i] = ""
    shown |= _spread(integer, [(i, marks[i][1]) for i in whole], thousands=thousands)
    pieces = (shown.get(i, "") if i in digits else sign if kind == "word" or sign in ".%" else "" for i, (kind, sign) in
              enumerate(marks))  # fmt: skip
    return "".join(pieces).strip()


def _spread(integer: str, places: Sequence[tuple[int, str]], *, thousands: bool) -> dict[int, str]:
    """Lay the digits on their places from the right; the first place takes whatever is left."""
    signs = list(f"{int(integer):,}" if thousands else integer)
    if integer == "0" and places and all(sign != "0" for _, sign in places):
        signs = []
    shown: dict[int, str] = {}
    for i, sign in reversed(places[1:]):
        shown[i] = signs.pop() if signs else "0" if sign == "0" else ""
        if shown[i] == "," and signs:
            shown[i] = signs.pop() + ","
    if places:
        first, sign = places[0]
        shown[first] = "".join(signs) or ("0" if sign == "0" else "")
    return shown

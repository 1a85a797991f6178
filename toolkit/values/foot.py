"""What is asked once below the table (表尾): a 填报日期 is a day, a 联系电话 has digits to dial (V10). Pure; silent in doubt."""

import re
from collections.abc import Mapping
from datetime import date

from toolkit.nouns.problems import Code, Problem, problem
from toolkit.values.dates import day_of, in_digits
from toolkit.values.texts import fold, legible, quotable

_DAY = re.compile(r"日期|时间")
_PHONE = re.compile(r"电话|手机|联系方式")
_UNFILLED = re.compile(r"[年月日\W_]*")
_FEWEST, _MOST = 5, 13
"""Digits of one number, area code included."""
_MOBILE = 11
_CUT = {7, 8, 9, 10, 12}
"""Lengths at which what begins as a mobile number has a digit too few or too many."""
_EXTENDED = re.compile(r"1[3-9]\d{9}\D+\d{1,5}$")
_ABROAD = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]20\d\d")
"""4/1/2022 is a day, whichever of the two it is."""
_LAST_YEARS = 180
"""Days ahead from which a day without a year is last year's: 12月30日 on a form that came in January."""
_RUN = re.compile(r"[\d\-—–()+转]+")
_SIGNS = re.compile("[.,·_•]")
"""Signs with which some write the groups of a number: 138.0000.1234."""
_WITHIN = re.compile(
    r"\d{4}[年./-]\d{1,2}(?:[月./-]\d{1,2})?(?!\d)[日号]?|(?<!\d)20\d{6}(?!\d)|(?<![\d年])\d{1,2}月\d{1,2}[日号]"
)
"""A day inside other words: 填报日期：2022年4月1日上午."""


def foot_problem(key: str, text: str, *, sheet: str, cell: str | None, year: int) -> Problem | None:
    """Return V10 where an answer at the foot cannot be what is asked; None = it can, or nothing is there."""
    if _UNFILLED.fullmatch(fold(text)):
        return None
    if _DAY.search(key) and not _ABROAD.fullmatch(fold(text)) and _written_on(text, year) is None:
        return _v10(key, text, sheet, cell, "看不出是哪一天", f"{year}-04-05")
    if _PHONE.search(key) and not _can_be_dialled(text):
        return _v10(key, text, sheet, cell, "看不出可拨打的号码", "区号-号码或手机号")
    return None


def _v10(key: str, text: str, sheet: str, cell: str | None, detail: str, example: str) -> Problem:
    facts = {"header": key, "value": quotable(text), "detail": detail, "example": example}
    return problem(Code.V10, sheet, cell, **facts)


def _written_on(text: str, year: int) -> date | None:
    """Return the day on which the form says that it was filled in, whatever is written before or behind it; None = none."""
    spaced = re.sub(r"(?<=\d)[\s。、·,，．]+(?=\d)", ".", text) if re.match(r"\D*20\d\d[\s。、·,，．]", text) else text
    folded = re.sub(r"([./-])\1+", r"\1", legible(re.sub(r"(?<=\d)[OoＯ](?=\d)", "0", spaced)))
    folded = re.sub(r"^(\d\d)[/-](?=\d{1,2}[/-]\d{1,2}$)", rf"{year // 100}\1.", folded)
    whole = day_of(folded, year)
    if whole is not None:
        return whole
    return next((day for match in _WITHIN.finditer(in_digits(folded)) if (day := day_of(match[0], year))), None)


def _can_be_dialled(text: str) -> bool:
    """Tell whether a number is there; two may stand with only a blank or a new line between them."""
    return any(
        _dialled(run) for one in (fold(text), _SIGNS.sub("", fold(text)), *map(fold, text.split())) for run in _RUN.findall(one)
    )


def _dialled(run: str) -> bool:
    if _WITHIN.fullmatch(run):
        return False
    digits = re.sub(r"\D", "", run)
    short = re.sub(r"^(?:00)?86", "", digits) if len(digits) > _MOBILE else digits
    cut = len(short) in _CUT and re.match(r"1[3-9]", short) and not _EXTENDED.match(run)
    return _FEWEST <= len(short) <= _MOST + 6 and len(set(short)) > 1 and not cut


def dated_ahead(foot: Mapping[str, str], cells: Mapping[str, str], *, sheet: str, today: date) -> tuple[Problem, ...]:
    """Return V10 for a 填报日期 that lies after the day on which the form came in."""
    ahead = [(key, text, day) for key, text in foot.items() if _DAY.search(key) and (day := _written_on(text, today.year))]
    return tuple(
        _v10(key, text, sheet, cells.get(key), f"晚于收到本表的日期（{today.isoformat()}）", today.isoformat())
        for key, text, day in ahead
        if day > today and re.search(r"\d{1,2}\D+\d{1,2}\D+\d{1,2}|\d{8}|\d[日号]", in_digits(legible(text)))
        if re.search(r"\d{4}", in_digits(legible(text))) or (day - today).days < _LAST_YEARS
    )

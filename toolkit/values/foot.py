"""What is asked once below the table (表尾): a 填报日期 is a day, a 联系电话 has digits to dial (V10). Pure; silent in doubt."""

import re
from collections.abc import Mapping
from datetime import date

from toolkit.nouns.problems import Code, Problem, problem
from toolkit.values.dates import day_of
from toolkit.values.texts import fold, quotable

_DAY = re.compile(r"日期|时间")
_PHONE = re.compile(r"电话|手机|联系方式")
_UNFILLED = re.compile(r"[年月日\W_]*")
_FEWEST, _MOST = 5, 13
"""Digits of one number, area code included."""
_MOBILE = 11


def foot_problem(key: str, text: str, *, sheet: str, cell: str | None, year: int) -> Problem | None:
    """Return V10 where an answer at the foot cannot be what is asked; None = it can, or nothing is there."""
    if _UNFILLED.fullmatch(fold(text)):
        return None
    if _DAY.search(key) and day_of(text, year) is None:
        return _v10(key, text, sheet, cell, "看不出是哪一天", f"{year}-04-05")
    if _PHONE.search(key) and not _can_be_dialled(fold(text)):
        return _v10(key, text, sheet, cell, "看不出可拨打的号码", "区号-号码或手机号")
    return None


def _v10(key: str, text: str, sheet: str, cell: str | None, detail: str, example: str) -> Problem:
    facts = {"header": key, "value": quotable(text), "detail": detail, "example": example}
    return problem(Code.V10, sheet, cell, **facts)


def _can_be_dialled(text: str) -> bool:
    runs = [re.sub(r"\D", "", run) for run in re.findall(r"[\d\-—–()+转]+", text)]
    return any(_dialled(run) for run in runs)


def _dialled(digits: str) -> bool:
    short = digits.removeprefix("86") if len(digits) > _MOBILE else digits
    cut = len(short) in {_MOBILE - 1, _MOBILE + 1} and re.match(r"1[3-9]", short)
    return _FEWEST <= len(short) <= _MOST + 6 and len(set(short)) > 1 and not cut


def dated_ahead(foot: Mapping[str, str], *, sheet: str, today: date) -> tuple[Problem, ...]:
    """Return V10 for a 填报日期 that lies after the day on which the form came in."""
    ahead = [(key, text, day) for key, text in foot.items() if _DAY.search(key) and (day := day_of(text, today.year))]
    return tuple(
        _v10(key, text, sheet, None, f"晚于收到本表的日期（{today.isoformat()}）", today.isoformat())
        for key, text, day in ahead
        if day > today and re.search(r"\d{1,2}\D+\d{1,2}\D+\d{1,2}|\d{8}|\d日", fold(text))
    )

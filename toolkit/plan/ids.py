"""Ids as clerks and Excel write them: 8-1, 8（1）, a date that Excel made of them; 2022-04 and its dates. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

from toolkit.plan.sheets import PlanCell
from toolkit.values.dates import ANY_YEAR, real_day

_ITEM = re.compile(r"(\d{1,6})\s*[-—–－.(（]\s*(\d{1,6})\s*[)）]?$")
_PERIOD = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]?\s*(?P<month>\d{1,2})\s*月?"
    r"(?:[-/.]?\s*(?:第(?P<number>\d{1,2})[期周次旬]?|(?P<day>\d{1,2})[日号]?))?"
)

_LETTERS, _DIGITS = "ABCDFGHJKMNPQRSTUVWXYZ", "2345679"
JOBS = (len(_LETTERS) * len(_DIGITS)) ** 2
"""How many 任务号 `job_id` can make."""


def job_id(number: int) -> str:
    """Return a 任务号 like K7Q2: no sign that is taken for another, nothing that Excel turns into a date or number."""
    first, second = divmod(number % JOBS, len(_LETTERS) * len(_DIGITS))
    return "".join(_LETTERS[part // len(_DIGITS)] + _DIGITS[part % len(_DIGITS)] for part in (first, second))


def item_id(spot: PlanCell) -> str:
    """Return "8-1" for 8-1, 8（1）, 8.1, and for the date that Excel makes of 8-1 (8月1日); "" = blank."""
    value = spot.value
    if isinstance(value, datetime | date):
        return f"{value.month}-{value.day}"
    text = unicodedata.normalize("NFKC", spot.text)
    if not text:
        return ""
    if text.isdigit():
        return f"{int(text)}-1"
    match = _ITEM.match(text)
    if not match:
        raise spot.wrong(f"“{spot.text}”不是事项编号，请写成 8-1 的样式（第8件第1项）。")
    return f"{int(match[1])}-{int(match[2])}"


def period_id(spot: PlanCell, daily: frozenset[str] = frozenset()) -> str:
    """Return "2022-04" for 2022-04, 2022年4月, 202204, and for the date that Excel makes of it; "" = blank.

    A month with several periods has ids with a day (2022-04-15) or a number (2022-04-第2期): `daily` names the months
    in which the first of the month is a day, not what Excel makes of "2022-04".
    """
    value = spot.value
    if isinstance(value, datetime | date):
        return _with_day(value.year, value.month, value.day, daily)
    text = unicodedata.normalize("NFKC", spot.text)
    if not text:
        return ""
    match = None if isinstance(value, float) and not value.is_integer() else _PERIOD.fullmatch(text)  # 2022.1 was 2022.10
    if not match or not 1 <= int(match["month"]) <= 12:
        raise spot.wrong(f"“{spot.text}”不是期次，请写成 2022-04 的样式；一个月有几期的写成 2022-04-15 或 2022-04-第2期。")
    year, month = int(match["year"]), int(match["month"])
    if match["day"] and real_day(year, month, int(match["day"]), ANY_YEAR) is None:
        raise spot.wrong(f"“{spot.text}”没有这一天，请改正。")
    if match["number"]:
        return f"{year:04d}-{month:02d}-第{int(match['number'])}期"
    return _with_day(year, month, int(match["day"] or 1), daily if match["day"] else frozenset())


def months_with_days(spots: Iterable[PlanCell]) -> frozenset[str]:
    """Return the months of which some period is named by another day than the first."""
    months = set()
    for spot in spots:
        value = spot.value
        plain = isinstance(value, datetime | date | float)
        match = None if plain else _PERIOD.fullmatch(unicodedata.normalize("NFKC", spot.text))
        year, month, day = (
            (value.year, value.month, value.day)
            if isinstance(value, datetime | date)
            else (int(match["year"]), int(match["month"]), int(match["day"] or 1))
            if match
            else (0, 0, 1)
        )
        if day > 1:
            months.add(f"{year:04d}-{month:02d}")
    return frozenset(months)


def _with_day(year: int, month: int, day: int, daily: frozenset[str]) -> str:
    plain = f"{year:04d}-{month:02d}"
    return f"{plain}-{day:02d}" if day > 1 or plain in daily else plain

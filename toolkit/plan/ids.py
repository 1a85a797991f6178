"""Ids as clerks and Excel write them: 8-1, 8（1）, a date that Excel made of them; 2022-04 and its dates. Pure."""

import re
import unicodedata
from datetime import date, datetime

from toolkit.plan.sheets import Spot

_ITEM = re.compile(r"(\d{1,3})\s*[-—–－.(（]\s*(\d{1,3})\s*[)）]?$")
_PERIOD = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?(?:[-/.]\s*0?1)?$")

_LETTERS, _DIGITS = "ABCDFGHJKMNPQRSTUVWXYZ", "2345679"
JOBS = (len(_LETTERS) * len(_DIGITS)) ** 2
"""How many 任务号 `job_id` can make."""


def job_id(number: int) -> str:
    """Return a 任务号 like K7Q2: no sign that is taken for another, nothing that Excel turns into a date or number."""
    first, second = divmod(number % JOBS, len(_LETTERS) * len(_DIGITS))
    return "".join(_LETTERS[part // len(_DIGITS)] + _DIGITS[part % len(_DIGITS)] for part in (first, second))


def item_id(spot: Spot) -> str:
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


def period_id(spot: Spot) -> str:
    """Return "2022-04" for 2022-04, 2022年4月, 202204, and for the date that Excel makes of it; "" = blank."""
    value = spot.value
    if isinstance(value, datetime | date):
        return f"{value.year:04d}-{value.month:02d}"
    text = unicodedata.normalize("NFKC", spot.text)
    if not text:
        return ""
    match = None if isinstance(value, float) and not value.is_integer() else _PERIOD.match(text)  # 2022.1 was 2022.10
    if not match or not 1 <= int(match[2]) <= 12:
        raise spot.wrong(f"“{spot.text}”不是期次，请写成 2022-04 的样式。")
    return f"{int(match[1]):04d}-{int(match[2]):02d}"

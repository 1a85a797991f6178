"""Moments as people type them: the one reader for the command line and the clerk's books. Pure; reads no clock."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from toolkit.values.dates import day_of_serial, exact_day
from toolkit.values.late_patterns import late
from toolkit.values.numerals import CHINESE, chinese_number

_CLOCK = late(
    r"[\sT,，]*(?P<half>凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?\s*"
    r"(?P<hour>\d{1,2})\s*[:时点](?:\s*整|\s*(?P<part>半|[一三]刻)|\s*(?P<minute>\d{1,2})\s*分?(?:\s*[:分]?\s*(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?)?"
    r"\s*(?P<noon>[AaPp][Mm])?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?$"
)
_PARTS = {"半": 30, "一刻": 15, "三刻": 45}
_WEEKDAY = late(r"(?<=[日号\d\s])\s*[(（]?\s*(?:星期|周|礼拜)([一二三四五六日天])\s*[)）]?")
"""As mail programs show it: 2022年4月5日（星期二）17:30."""
_WEEKDAYS = "一二三四五六日天"
_CHINESE_CLOCK = late(rf"{CHINESE}+(?=[时点分])")
END = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class TypedMoment:
    """What was typed, as a moment."""

    at: datetime
    """Aware; a day alone stands at its first moment."""
    whole_day: bool
    """Only a day was named."""

    @property
    def end(self) -> datetime:
        """Return the moment, or the end of the day where only a day was named."""
        return datetime.combine(self.at.date(), END, self.at.tzinfo) if self.whole_day else self.at


def read_moment(value: object, zone: tzinfo, *, year: int | None = None) -> TypedMoment:
    """Return the moment that a cell or a text names: an Excel date, 2022-04-05 09:30, 4月5日下午3时半, 2022.4.5 24:00.

    `year`: for days that name none; None = they are refused. "24:00" is the end of that day (DESIGN §7).

    Raises:
        ValueError: it is no moment.
    """
    if isinstance(value, datetime):
        rounded = value + timedelta(microseconds=500_000)  # 09:30 in Excel is 09:29:59.999997
        return TypedMoment(rounded.replace(microsecond=0, tzinfo=value.tzinfo or zone), whole_day=False)
    if isinstance(value, date):
        return TypedMoment(datetime(value.year, value.month, value.day, tzinfo=zone), whole_day=True)
    if isinstance(value, int | float) and not isinstance(value, bool) and (day := day_of_serial(value)):
        passed = timedelta(days=float(value) % 1)
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone follows
        return TypedMoment(read_moment(midnight + passed, zone).at, whole_day=not passed)
    return _text(unicodedata.normalize("NFKC", str(value or "")).strip(), zone, year)


def _text(text: str, zone: tzinfo, year: int | None) -> TypedMoment:
    named_day = _WEEKDAY.search(text)
    text = _CHINESE_CLOCK.sub(lambda pattern: str(chinese_number(pattern[0])), _WEEKDAY.sub(" ", text))
    clock = _CLOCK.search(text)
    named = text[: clock.start()] if clock else text
    day = exact_day(named.strip().rstrip(",，"), year)
    if day is None or (named_day and min(_WEEKDAYS.find(named_day[1]), 6) != day.weekday()):
        raise ValueError(text)
    if clock is None:
        return TypedMoment(datetime(day.year, day.month, day.day, tzinfo=zone), whole_day=True)
    moment = datetime.combine(day, _clock(clock), zone)
    if clock["zone"]:
        offset = UTC if clock["zone"] == "Z" else datetime.fromisoformat(f"2000-01-01T00:00:00{clock['zone']}").tzinfo
        moment = moment.replace(tzinfo=offset).astimezone(zone)
    return TypedMoment(moment, whole_day=False)


def _clock(match: re.Match[str]) -> time:
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    minute += _PARTS.get(match["part"] or "", 0)
    if hour == 24 and not (minute or second):
        return END
    if (match["noon"] or "").upper() == "AM" and hour == 12:
        hour = 0
    evening = match["half"] in {"下午", "傍晚", "晚上", "晚"} or (match["noon"] or "").upper() == "PM"
    later = evening or (match["half"] == "中午" and hour < 11)
    return time(hour + 12 if later and hour < 12 else hour, minute, second)

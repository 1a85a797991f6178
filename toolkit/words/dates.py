"""Days and moments as people read them. Pure; every moment is shown in the zone it is given with."""

from datetime import date, datetime, timedelta, timezone, tzinfo

CHINA = timezone(timedelta(hours=8))
"""The zone of what names none, before any settings are read."""


def day(value: date) -> str:
    """Return 2022年4月6日."""
    return f"{value.year}年{short_day(value)}"


def short_day(value: date) -> str:
    """Return 4月6日."""
    return f"{value.month}月{value.day}日"


def weekday(value: date) -> str:
    """Return 星期二."""
    return f"星期{'一二三四五六日'[value.weekday()]}"


def moment(value: datetime, zone: tzinfo) -> str:
    """Return 2022年4月6日15:02."""
    local = value.astimezone(zone)
    return f"{day(local)}{local:%H:%M}"


def limit(value: datetime, zone: tzinfo) -> str:
    """Return 2022年4月6日24时 for the last minute of a day, as deadlines are printed; any other moment as it is."""
    local = value.astimezone(zone)
    return f"{day(local)}24时" if ends_day(local) else moment(value, zone)


def ends_day(local: datetime) -> bool:
    return (local.hour, local.minute) == (23, 59)


def short_moment(value: datetime, zone: tzinfo | None) -> str:
    """Return 4月6日15:02."""
    local = value.astimezone(zone)
    return f"{short_day(local)}{local:%H:%M}"


def narrow_moment(value: datetime | None, zone: tzinfo, *, none: str = "—") -> str:
    """Return 04-06 15:02, for narrow columns."""
    return f"{value.astimezone(zone):%m-%d %H:%M}" if value else none

"""States as people read them: a unit's status with its mark, when a material came. Pure.

The words of outcomes and evidence stand with their members (nouns/outcomes); days and moments in words/dates.
"""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from toolkit.nouns.docket_marks import UnitMark
from toolkit.nouns.outcomes import Evidence, Status
from toolkit.words.dates import moment, short_moment

if TYPE_CHECKING:
    from toolkit.nouns.docket import FirstArrival, UnitRow

DOUBTFUL = Status.TIME_UNKNOWN.value
MARK = f"（{DOUBTFUL}）"
MARK_SIGN = "*"
"""Stands for it behind a name or a state where there is no room for words; a note says so."""
TIME_UNKNOWN = "时间不明"
NO_DAYS = "—"
"""What is printed for the days of what never came in full: 0 would say that it came in time."""


def marked(row: "UnitRow | UnitMark") -> bool:
    """Tell whether the status is printed with 时间待核 behind it."""
    return row.doubtful and row.status is not Status.TIME_UNKNOWN


def status_word(row: "UnitRow | UnitMark") -> str:
    """Return the status, with 时间待核 where the time that decides it is not sure."""
    return f"{row.status.value}{MARK}" if marked(row) else row.status.value


def ground(row: "UnitRow") -> str:
    """Return why the status is what it is, without what the register notes beside it (who stated what, and when)."""
    return row.reason.removesuffix("；".join(("", *row.remarks))) if row.remarks else row.reason


def late_days(row: "UnitRow") -> int | None:
    """Return by how many days the unit was late, 0 in time; None = there is nothing yet whose days could be counted."""
    return row.days_late if row.status in {Status.ON_TIME, Status.LATE} else None


def days_sum(rows: "Iterable[UnitRow]") -> int | str:
    """Return the days of several periods for a cell; — = it came in full in none of them."""
    known = [days for row in rows if (days := late_days(row)) is not None]
    return sum(known) if known else NO_DAYS


def came(arrival: "FirstArrival | None", zone: tzinfo, *, short: bool = False) -> str:
    """Say when a material came; `short` leaves out the year."""
    if arrival is None:
        return "未收到"
    if arrival.moment is None:
        return TIME_UNKNOWN
    return short_moment(arrival.moment, zone) if short else moment(arrival.moment, zone)


def came_cells(arrival: "FirstArrival | None") -> tuple[datetime | str | None, str | None]:
    """Return time and evidence of a material for two cells of a workbook; blank = it has not come."""
    if arrival is None:
        return None, None
    return arrival.moment or Evidence.UNKNOWN.word, arrival.evidence.word

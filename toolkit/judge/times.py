"""When did it come, and how do we know? The one place that says which time counts (DESIGN §7).

Strongest first: the clerk's statement, the mail's topmost Received header, the mail's Date, the outermost file's
modification time. A time before the plan's year, or after the moment of the ingest that had the file in hand, proves
nothing: the next weaker one is asked, and in the end the time is unknown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from toolkit.nouns.docket import Evidence
from toolkit.nouns.records import Receipt

_STRONG = frozenset({Evidence.CLERK, Evidence.MAIL_RECEIVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The time that counts for one receipt as of one moment."""

    received: datetime | None
    """None = unknown."""
    evidence: Evidence
    order: tuple[datetime, int]
    """Sort key of arrivals; an unknown time stands at the moment of its ingest."""
    remark: str = ""
    """What is to be said of the clerk's statement: against a mail header by a day or more, or impossible. In Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The moments that bound what a time can prove. All aware."""

    year_start: datetime
    as_of: datetime
    ingested: datetime
    """The `as_of` of the ingest run that had the file in hand."""

    def plausible(self, moment: datetime, evidence: Evidence) -> bool:
        """Nobody received a file after the moment at which it was already judged, nor before the plan's year.

        A statement or a server's header later than an ingest that was run for an earlier --as-of becomes
        plausible once the moment to judge by has reached it; a sender's clock never does.
        """
        latest = max(self.as_of, self.ingested) if evidence in _STRONG else self.ingested
        return self.year_start <= moment <= latest


def _candidates(receipt: Receipt, stated: datetime | None) -> Iterator[tuple[datetime, Evidence]]:
    times = receipt.times
    for moment, evidence in (
        (stated, Evidence.CLERK),
        (times.clerk, Evidence.CLERK),
        (times.mail_received, Evidence.MAIL_RECEIVED),
        (times.mail_date, Evidence.MAIL_DATE),
        (times.file_time, Evidence.FILE_TIME),
    ):
        if moment is not None:
            yield moment, evidence


def timing(receipt: Receipt, stated: datetime | None, clock: Clock) -> Timing:
    """Return the time that counts; `stated` is what the clerk's newest note or log row says of this file."""
    passed = _passed_over(stated, clock)
    for moment, evidence in _candidates(receipt, stated):
        if clock.plausible(moment, evidence):
            remark = passed or _contradiction(receipt, moment, evidence)
            return Timing(received=moment, evidence=evidence, order=(moment, receipt.number), remark=remark)
    return Timing(received=None, evidence=Evidence.UNKNOWN, order=(clock.ingested, receipt.number), remark=passed)


def _passed_over(stated: datetime | None, clock: Clock) -> str:
    if stated is None or clock.plausible(stated, Evidence.CLERK):
        return ""
    return f"登记的收到时间 {stated:%Y-%m-%d %H:%M} 早于本年或晚于 {clock.as_of:%Y-%m-%d %H:%M}，未采用，请核对"


def _contradiction(receipt: Receipt, moment: datetime, evidence: Evidence) -> str:
    header = receipt.times.mail_received or receipt.times.mail_date
    if evidence is not Evidence.CLERK or header is None or abs(header - moment) <= timedelta(days=1):
        return ""
    return f"登记的收到时间与邮件头时间 {header:%Y-%m-%d %H:%M} 相差一天以上"

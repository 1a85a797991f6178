"""When did it come, and how do we know? The one place that says which time counts (DESIGN §7).

Strongest first: the clerk's statement, the mail's topmost Received header, the mail's Date, the outermost file's
modification time. A time before the plan's year proves nothing: the next weaker one is asked. No time lies after the
ingest that had the file in hand, and a Received header proves nothing where it stands before the mail's own Date, or in
a mail that came inside an archive: then the time is unknown until the clerk states it, and both moments are shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from toolkit.nouns.outcomes import Evidence
from toolkit.nouns.records import Receipt

STRONG = frozenset({Evidence.CLERK, Evidence.MAIL_RECEIVED})
Order = tuple[datetime, datetime, int]
_SLACK = timedelta(minutes=10)
"""By how much a server's clock and a sender's may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The time that counts for one receipt as of one moment."""

    received: datetime | None
    """None = unknown."""
    evidence: Evidence
    order: Order
    """Sort key of arrivals. An unknown time stands at the moment of its ingest; a weak one after the ingest before: a
    file that did not lie in the inbox then is a later version, whatever its own time says."""
    remark: str = ""
    """What is to be said of the clerk's statement: against a mail header by a day or more, or impossible. In Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The moments that bound what a time can prove. All aware."""

    year_start: datetime
    ingested: datetime
    """The moment of the ingest that had the file in hand: its as-of or the computer's clock, whichever is earlier."""
    before: datetime | None = None
    """The moment of the ingest before that one, at which the file had not come yet. None = there was none."""

    def possible(self, moment: datetime) -> bool:
        """Tell whether a file that was in hand at the ingest can have come then; compared by the minute."""
        return to_the_minute(moment) <= self.ingested

    def version(self, moment: datetime, evidence: Evidence) -> datetime:
        """Return where in the order of versions a file stands."""
        if evidence in STRONG or self.before is None:
            return moment
        return max(moment, self.before)


def to_the_minute(moment: datetime) -> datetime:
    """Return the minute of a moment: deadlines are the notice's "当日24时", and seconds decide nothing."""
    return moment.replace(second=0, microsecond=0)


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


def timing(receipt: Receipt, stated: datetime | None, clock: Clock, *, enclosed: bool = False) -> Timing:
    """Return the time that counts; `stated` is what the clerk's newest note or log row says of this file.

    `enclosed`: its mail headers stand in a mail that came inside an archive, as whoever packed it liked.
    """
    passed = ""
    for moment, evidence in _candidates(receipt, stated):
        if moment < clock.year_start:
            passed = passed or _passed_over(moment, evidence)
            continue
        doubt = _doubt(receipt, moment, evidence, clock, enclosed=enclosed)
        if doubt:
            return _unknown(receipt, clock, "；".join(filter(None, (passed, doubt))))
        order = (clock.version(moment, evidence), moment, receipt.number)
        remark = passed or _contradiction(receipt, moment, evidence)
        return Timing(received=moment, evidence=evidence, order=order, remark=remark)
    return _unknown(receipt, clock, passed)


def _unknown(receipt: Receipt, clock: Clock, remark: str) -> Timing:
    order = (clock.ingested, clock.ingested, receipt.number)
    return Timing(received=None, evidence=Evidence.UNKNOWN, order=order, remark=remark)


def _passed_over(moment: datetime, evidence: Evidence) -> str:
    return f"{evidence.word} {_shown(moment)} 早于本年，未采用，请核对" if evidence is Evidence.CLERK else ""


def _doubt(receipt: Receipt, moment: datetime, evidence: Evidence, clock: Clock, *, enclosed: bool) -> str:
    """Return why a time cannot be believed, with both moments; "" = it can."""
    possible = clock.possible(moment)
    if possible and evidence is not Evidence.MAIL_RECEIVED:
        return ""
    zone = clock.ingested.tzinfo
    said = f"{evidence.word} {_shown(moment.astimezone(zone))} "
    if not possible:
        return f"{said}晚于收件时刻 {_shown(clock.ingested)}（当时文件已在手中），时间待核"
    if enclosed:
        return f"{said}取自压缩包里的邮件，不能证明收到时间，收件时刻 {_shown(clock.ingested)}，时间待核"
    date = receipt.times.mail_date
    if date is not None and date - moment > _SLACK:
        return f"{said}早于发信时间 {_shown(date.astimezone(zone))}，两者必有一误，时间待核"
    return ""


def _contradiction(receipt: Receipt, moment: datetime, evidence: Evidence) -> str:
    header = receipt.times.mail_received or receipt.times.mail_date
    if evidence is not Evidence.CLERK or header is None or abs(header - moment) <= timedelta(days=1):
        return ""
    return f"登记的收到时间与邮件头时间 {_shown(header)} 相差一天以上"


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"

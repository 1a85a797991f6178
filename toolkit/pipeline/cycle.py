"""Where we are in the cycle, what is missing, which command comes next: what `duban` alone says. Looking writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from toolkit.nouns.outcomes import OWING, Status
from toolkit.pipeline.office import Office
from toolkit.pipeline.snapshots import docket_from
from toolkit.plan.deadlines import Effective, all_collected, effective
from toolkit.plan.model import Period
from toolkit.words import remarks
from toolkit.workspace import arrivals


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """The state of the period being collected."""

    root: Path
    zone: tzinfo
    period: Period
    limit: Effective
    over: bool
    ended: bool
    """No period is being collected any more: this is the last."""
    units: int
    """How many have something to do with it."""
    counts: Mapping[Status, int]
    """How many of them are in which state."""
    waiting: int
    """Files in the inbox."""
    command: str
    """What comes next, as it is typed."""
    why: str


def cycle(office: Office) -> Cycle:
    """Say where the office stands at its moment."""
    period = office.period(None)
    with office.reading() as ledger:
        docket = docket_from(office, ledger, period)
        units, counts = len(docket.units), docket.counts
        issued = any(one.period == period.id for one in ledger.issued())
    waiting = len(arrivals(office.workspace.inbox, sleep=lambda _seconds: None).files)
    limit = effective(office.plan, period)
    over = office.as_of > limit.moment
    command, why = _next(counts, period.id, issued=issued, waiting=waiting, over=over)
    return Cycle(
        root=office.workspace.root, zone=office.zone, period=period, limit=limit, over=over, units=units, counts=counts,
        waiting=waiting, command=command, why=why, ended=all_collected(office.plan, office.as_of),
    )  # fmt: skip


def _next(counts: Mapping[Status, int], period: str, *, issued: bool, waiting: int, over: bool) -> tuple[str, str]:
    wanting = sum(counts[status] for status in OWING)
    if not issued and not over:
        return f"duban generate {period}", remarks.NEXT_ISSUE
    if waiting:
        return (f"duban run {period}", remarks.NEXT_RUN) if over else ("duban ingest", remarks.NEXT_INGEST)
    if not over:
        return f"duban status {period}", remarks.NEXT_WAIT
    if wanting:
        return f"duban remind {period}", remarks.still_wanting(wanting)
    if counts[Status.PENDING] or counts[Status.EXTENDED]:
        return f"duban status {period}", remarks.NEXT_EXTENDED
    return f"duban bulletin {period}", remarks.NEXT_BULLETIN

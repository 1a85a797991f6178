"""Where we are in the cycle, what is missing, which command comes next: what `duban` alone says. Looking writes nothing."""

from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from toolkit.evidence.ledger import open_ledger
from toolkit.nouns.docket import OWING, Docket, Status
from toolkit.pipeline.office import Office, docket_of
from toolkit.pipeline.snapshots import dockets_of
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
    docket: Docket
    waiting: int
    """Files in the inbox."""
    command: str
    """What comes next, as it is typed."""
    why: str


def cycle(office: Office) -> Cycle:
    """Say where the office stands at its moment."""
    period = office.period(None)
    docket = docket_of(dockets_of(office), period)
    with open_ledger(office.workspace.ledger, read_only=True) as ledger:
        issued = any(one.period == period.id for one in ledger.issued())
    waiting = len(arrivals(office.workspace.inbox, sleep=lambda _seconds: None).files)
    limit = effective(office.plan, period)
    over = office.as_of > limit.moment
    command, why = _next(docket, period.id, issued=issued, waiting=waiting, over=over)
    return Cycle(
        root=office.workspace.root, zone=office.zone, period=period, limit=limit, over=over, docket=docket, waiting=waiting,
        command=command, why=why, ended=all_collected(office.plan, office.as_of),
    )  # fmt: skip


def _next(docket: Docket, period: str, *, issued: bool, waiting: int, over: bool) -> tuple[str, str]:
    wanting = sum(row.status in OWING for row in docket.units)
    if not issued and not over:
        return f"duban generate {period}", remarks.NEXT_ISSUE
    if waiting:
        return (f"duban run {period}", remarks.NEXT_RUN) if over else ("duban ingest", remarks.NEXT_INGEST)
    if not over:
        return f"duban status {period}", remarks.NEXT_WAIT
    if wanting:
        return f"duban remind {period}", remarks.still_wanting(wanting)
    if docket.count(Status.PENDING) or docket.count(Status.EXTENDED):
        return f"duban status {period}", remarks.NEXT_EXTENDED
    return f"duban bulletin {period}", remarks.NEXT_BULLETIN

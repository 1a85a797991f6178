"""Until when a run would come to the same from the same records: where time alone has changed nothing. Effects: ledger.

A product is made from the records and a moment. Between two runs with no record between them only the moment differs, and
what is judged and written changes with it at certain instants only: a deadline, the end of a period's collection, a note's
own time, a day on which somebody is to be asked again. Before the first of them the last run's products stand, and they
bear the moment at which they became what they are. Where the moment was asked for (--as-of), that one is printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from toolkit.evidence.ledger import Ledger
from toolkit.nouns.records import Note
from toolkit.pipeline.catalogue import CATALOGUE
from toolkit.pipeline.office import Office
from toolkit.pipeline.standing import Standing
from toolkit.plan.deadlines import collected_until, effective, effective_day
from toolkit.plan.model import Period, Plan

if TYPE_CHECKING:
    from toolkit.pipeline.products import Judged

_NEVER = datetime.max.replace(tzinfo=UTC)


def settled(office: Office, ledger: Ledger, period: Period) -> Office:
    """Return the office as of the last run, where nothing has changed since but the clock; else as it is."""
    if not office.moving:
        return office
    before = _last_run(office, ledger, period)
    if before is None or before > office.as_of:
        return office
    then = replace(office, as_of=before)
    return then if office.as_of < _known(then, ledger, period) else office


def remembered(judged: "Judged", period: Period, standing: Standing) -> None:
    """Keep until when this run stands."""
    standing.say(_name(period), {"until": _until(judged, period).isoformat()})


def _last_run(office: Office, ledger: Ledger, period: Period) -> datetime | None:
    """Return the moment of everything that a run made of a period last; None = of no one moment, or records came after."""
    kinds = {line.kind for line in CATALOGUE if line.in_run}
    made = [output for kind in kinds for output in ledger.made(kind) if output.period == period.id]
    moments = {output.at for output in made}
    newest = ledger.next_number - 1
    same = all(output.seq == newest and output.later == office.with_later_notes for output in made)
    return moments.pop() if same and len(made) == len(kinds) and len(moments) == 1 else None


def _known(then: Office, ledger: Ledger, period: Period) -> datetime:
    said = Standing(then, ledger).said(_name(period))
    try:
        return datetime.fromisoformat(said["until"]) if said else _judged_until(then, ledger, period)
    except (KeyError, TypeError, ValueError):
        return _judged_until(then, ledger, period)


def _judged_until(then: Office, ledger: Ledger, period: Period) -> datetime:
    from toolkit.pipeline.producing import judged_now

    return _until(judged_now(then, ledger), period)


def _name(period: Period) -> str:
    return f"until|{period.id}|"


def _until(judged: "Judged", period: Period) -> datetime:
    """Return the first moment from which something else may be said."""
    from toolkit.judge.dockets import Dockets

    now = judged.office.as_of
    assert isinstance(judged.dockets, Dockets)
    judgement = judged.dockets.judgement
    if len({row.receipt for row in judgement.rows.marks()}) < len(judgement.snapshot.receipts):
        return now  # something is on record that was received later
    return min((moment for moment in _instants(judged, period) if moment > now), default=_NEVER)


def _instants(judged: "Judged", period: Period) -> Iterator[datetime]:
    """Yield moments from which something else may hold: of a limit, which is still in time, the one after it."""
    from toolkit.judge.dockets import Dockets
    from toolkit.outputs.reminder import asked_anew

    assert isinstance(judged.dockets, Dockets)
    snapshot = judged.dockets.judgement.snapshot
    plan = snapshot.plan
    yield from (end + datetime.resolution for end in collected_until(plan))
    for rules in (plan, *(rules.plan for rules in snapshot.closed.values())):
        yield from (effective(rules, one).moment + datetime.resolution for one in rules.periods)
        yield from _of_notes(snapshot.notes, rules)
    yield from asked_anew(plan, judged.docket(period), judged.drafted)


def _of_notes(notes: Sequence[Note], plan: Plan) -> Iterator[datetime]:
    for note in notes:
        yield note.at
        if note.received:
            yield note.received
        if note.due:
            yield effective_day(plan, note.due).moment + datetime.resolution

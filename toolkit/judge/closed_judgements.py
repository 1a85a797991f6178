"""Closed periods (定稿) judged each by its own rules, the earlier ones first: what later periods call their history. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from toolkit.judge.frozen import FrozenRules
from toolkit.judge.judgement import Judgement
from toolkit.judge.snapshot import Arrival, Snapshot, rules_print
from toolkit.plan.model import Period

Closed = Mapping[str, Judgement]
"""Period → the judgement by the rules that it was closed under."""


def closed_judgements(snapshot: Snapshot, examine: Callable[[Snapshot, Closed], Judgement]) -> Closed:
    """Return the judgements of the periods closed under other rules than the snapshot's."""
    periods = sorted(_periods(snapshot), key=lambda period: period.deadline)
    prints = {period.id: _print(snapshot.closed[period.id]) for period in periods}
    known: dict[tuple[str, tuple[str, ...]], Judgement] = {}
    judged: dict[str, Judgement] = {}
    for place, period in enumerate(periods):
        rules, mine = snapshot.closed[period.id], prints[period.id]
        if all(prints[later.id] == mine for later in periods[place:]) and mine == snapshot.rules:
            continue
        others = {other: judgement for other, judgement in judged.items() if prints[other] != mine}
        key = (mine, tuple(others))
        if key not in known:
            known[key] = examine(replace(snapshot, plan=rules.plan, form=rules.form), others)
        judged[period.id] = known[key]
    return {period: judgement for period, judgement in judged.items() if prints[period] != snapshot.rules}


def distinct(closed: Closed) -> tuple[Judgement, ...]:
    """Return each judgement once: periods closed one after the other under the same rules have one."""
    return tuple({id(judged): judged for judged in closed.values()}.values())


def known_before(judgement: Judgement) -> bool:
    """Tell whether anything was not judged, but known, here or by the rules of a closed period."""
    return judgement.rows.any_settled or any(map(known_before, judgement.closed.values()))


def settings_of(judgement: Judgement) -> frozenset[str]:
    """Return what all that is kept of a judgement has in common, or of those by the rules of closed periods."""
    return frozenset({judgement.setting}).union(*map(settings_of, judgement.closed.values()))


def _periods(snapshot: Snapshot) -> Sequence[Period]:
    known = (rules.plan.period(period) for period, rules in snapshot.closed.items())
    return tuple(period for period in known if period)


def _print(rules: FrozenRules) -> str:
    return rules_print(rules.plan.sha256, rules.form.sha256)


def as_collected(snapshot: Snapshot, seen: Sequence[Arrival], closed: Closed) -> tuple[Arrival, ...]:
    """Return the arrivals with the period then being collected: of a closed one by its rules, so that each has one period."""
    return tuple(_as_collected(snapshot, arrival, closed) for arrival in seen) if closed else tuple(seen)


def _as_collected(snapshot: Snapshot, arrival: Arrival, closed: Closed) -> Arrival:
    number, now = arrival.mark.number, arrival.collecting.id
    said = {period: judged.collected.get(number, "") for period, judged in closed.items()}
    theirs = next((period for period, collected in said.items() if collected == period), said.get(now, ""))
    known = snapshot.plan.period(theirs) if theirs and theirs != now else None
    return replace(arrival, collecting=known) if known else arrival

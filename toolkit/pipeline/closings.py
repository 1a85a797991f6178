"""Which periods are closed (定稿), and the plan with them as they were closed, whatever sheet 期次 says of them since."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from toolkit.evidence.ledger import Ledger
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline.in_force import kept_bytes, recorded
from toolkit.plan.model import Period, Plan
from toolkit.workspace import Workspace

ReadPlan = Callable[[bytes, str], Plan]


def closings(ledger: Ledger, until: int) -> Mapping[str, Note]:
    """Return period → the note that closed it, of those closed after record `until`."""
    from toolkit.judge.statements_bound import standing

    closed: dict[str, Note] = {}
    for note in standing(note for note in ledger.notes() if note.number <= until):
        if note.kind is NoteKind.CLOSE:
            closed.setdefault(note.period, note)
        elif note.kind is NoteKind.UNCLOSE:
            closed.pop(note.period, None)
    return closed


def with_closed(workspace: Workspace, ledger: Ledger, until: int, plan: Plan, read: ReadPlan) -> Plan:
    """Return the plan with every period closed after record `until` as it was closed: also one whose row is gone."""
    closed = tuple(_closed_periods(workspace, ledger, until, plan, read))
    periods = {period.id: period for period in (*plan.periods, *closed)}
    if tuple(periods.values()) == plan.periods:
        return plan
    then = replace(plan, periods=tuple(sorted(periods.values(), key=lambda period: (period.deadline, period.id))))
    vars(then)["kept"] = plan.kept  # of units and items: they are the same
    return then


def _closed_periods(workspace: Workspace, ledger: Ledger, until: int, plan: Plan, read: ReadPlan) -> Iterator[Period]:
    for period, note in closings(ledger, until).items():
        kept = recorded(ledger, note.number).get(workspace.plan.name)
        if kept is None or kept.sha256 == plan.sha256:
            continue
        data = kept_bytes(workspace, kept)  # gone: whoever judges the period says so
        planned = read(data, kept.name).period(period) if data is not None else None
        if planned:
            yield planned

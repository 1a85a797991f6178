"""Everything that stands in outbox/, as paths with the functions that make them: for `rebuild`.

Each file is made as it was printed: as of its moment, from the records up to its own, by the plan, the form and the
templates that were recorded then.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from toolkit.evidence.ledger import Ledger
from toolkit.generate import Press
from toolkit.judge.dockets import Dockets, examined
from toolkit.nouns.records import Issued, Output
from toolkit.pipeline.catalogue import Scope, product
from toolkit.pipeline.form_orders import FormOrder, order_of
from toolkit.pipeline.issue import ISSUED, form_name
from toolkit.pipeline.office import Office
from toolkit.pipeline.past_rules import office_then
from toolkit.pipeline.producing import judged_then
from toolkit.pipeline.products import File, Judged, Wanted, made
from toolkit.pipeline.snapshots import snapshot_of
from toolkit.plan.model import Period


@dataclass(slots=True)
class Remade:
    """What is to be written anew."""

    files: dict[Path, File] = field(default_factory=dict)
    faults: dict[str, None] = field(default_factory=dict)
    """What cannot be made as it was, and why; in order."""


def everything(office: Office, ledger: Ledger) -> Remade:
    """Return all files of outbox/, each as of the moment and the record it was last made from."""
    remade = Remade()
    for file in _issued(office, ledger, remade):
        remade.files[file.path] = file
    desks: dict[tuple[datetime, int, bool], Judged] = {}
    for output in ledger.outputs():
        key = (output.at, output.seq, output.later)
        if key not in desks:
            asked = replace(office, as_of=output.at, with_later_notes=output.later)
            then, faults = office_then(asked, ledger, output.seq)
            remade.faults |= dict.fromkeys(faults)
            desks[key] = judged_then(then, ledger, output.seq)
        wanted = _wanted(desks[key].office, output)
        if wanted is not None:
            remade.files |= made(desks[key], wanted)
    return remade


def _wanted(office: Office, output: Output) -> Wanted | None:
    """Return what was wanted then; None = a kind or a period that is not known any more."""
    period = office.plan.period(output.period)
    line = product(output.kind)
    if line is None or (period is None and line.scope is Scope.PERIOD):
        return None
    return Wanted(kind=line.kind, period=period if line.scope is Scope.PERIOD else None, detail=output.detail)


def _issued(office: Office, ledger: Ledger, remade: Remade) -> Iterator[File]:
    """Yield the forms as last issued: by the template, by what had been accepted and what letters had said at that moment.

    A form issued again that asks the same is no new fact; when it was last written its output tells.
    """
    last: dict[tuple[str, str], Issued] = {(issued.period, issued.unit): issued for issued in ledger.issued()}
    written = {(output.period, output.detail): (output.at, output.seq) for output in ledger.outputs() if output.kind == ISSUED}
    first: dict[datetime, int] = {}
    for issued in last.values():
        first[issued.at] = min(issued.number, first.get(issued.at, issued.number))
    batches: dict[tuple[datetime, int], list[Issued]] = defaultdict(list)
    for key, issued in last.items():
        batches[written.get(key, (issued.at, first[issued.at]))].append(issued)
    for (at, until), batch in batches.items():
        then, faults = office_then(replace(office, as_of=at), ledger, until)
        remade.faults |= dict.fromkeys(faults)
        judgement = examined(snapshot_of(then, ledger, until))
        dockets = Dockets(judgement)
        for issued in batch:
            unit, period = then.plan.unit(issued.unit), then.plan.period(issued.period)
            order = order_of(judgement, dockets, unit, period) if unit and period else None
            if unit and period and order:
                path = then.workspace.issued(period.id) / form_name(unit)
                yield File(path=path, unit=unit.name, make=partial(_form, then, order, period))


def _form(office: Office, order: FormOrder, period: Period) -> bytes:
    press = Press(office.template, office.form, office.plan)
    return press.issue(order.unit, period, order.items, order.last, until=order.until)

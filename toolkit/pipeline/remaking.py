"""Everything that stands in outbox/, as paths with the functions that make them: for `rebuild`."""

from dataclasses import replace
from functools import partial

from toolkit.evidence.ledger import Ledger
from toolkit.generate import Press
from toolkit.judge.dockets import examined
from toolkit.nouns.records import Issued, Output
from toolkit.pipeline.catalogue import Scope, product
from toolkit.pipeline.issue import Order, form_name, order_of
from toolkit.pipeline.office import Office
from toolkit.pipeline.producing import judged_now
from toolkit.pipeline.products import File, Files, Judged, Wanted, made
from toolkit.pipeline.snapshots import snapshot_of
from toolkit.plan.model import Period


def everything(office: Office, ledger: Ledger) -> Files:
    """Return all files of outbox/, each as of the moment and the record it was last made from."""
    files: Files = {}
    for period in office.plan.periods:
        files |= _issued(office, ledger, period)
    desks: dict[tuple[str, int], Judged] = {}
    for output in ledger.outputs():
        wanted = _wanted(office, output)
        if wanted is None:
            continue
        moment = (output.at.isoformat(), output.seq)
        if moment not in desks:
            desks[moment] = judged_now(replace(office, as_of=output.at), ledger, output.seq)
        files |= made(desks[moment], wanted)
    return files


def _wanted(office: Office, output: Output) -> Wanted | None:
    """Return what was wanted then; None = a period that the plan has no more."""
    period = next((period for period in office.plan.periods if period.id == output.period), None)
    line = product(output.kind)
    if line is None or (period is None and line.scope is Scope.PERIOD):
        return None
    return Wanted(kind=line.kind, period=period if line.scope is Scope.PERIOD else None, detail=output.detail)


def _issued(office: Office, ledger: Ledger, period: Period) -> Files:
    """Return the forms as last issued: by the template and by what had been accepted at that moment."""
    last: dict[str, Issued] = {issued.unit: issued for issued in ledger.issued() if issued.period == period.id}
    files: Files = {}
    for name, issued in last.items():
        unit = office.plan.unit(name)
        if unit is None:
            continue
        then = snapshot_of(replace(office, as_of=issued.at), ledger, issued.number)
        order = order_of(examined(then), unit, period)
        if order is not None:
            path = office.workspace.issued(period.id) / form_name(unit)
            files[path] = File(path=path, unit=unit.name, make=partial(_form, office, order, period))
    return files


def _form(office: Office, order: Order, period: Period) -> bytes:
    press = Press(office.template, office.form, office.plan)
    return press.issue(order.unit, period, order.items, order.last)

"""Everything that stands in outbox/, as paths with the functions that make them: for `rebuild`."""

from dataclasses import replace
from functools import partial

from toolkit.evidence.ledger import Ledger
from toolkit.generate import Press
from toolkit.judge.dockets import examined
from toolkit.nouns.records import Issued, Output
from toolkit.pipeline.issue import Order, form_name, order_of
from toolkit.pipeline.office import Office, snapshot_of
from toolkit.pipeline.products import Files, Judged, ProductKind, Wanted, desk_of, made
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
            desks[moment] = desk_of(replace(office, as_of=output.at), ledger, output.seq)
        files |= made(desks[moment], wanted)
    return files


def _wanted(office: Office, output: Output) -> Wanted | None:
    """Return what was wanted then; None = a period that the plan has no more."""
    period = next((period for period in office.plan.periods if period.id == output.period), None)
    kind = ProductKind(output.kind)
    yearly = kind in {ProductKind.YEAR_REGISTER, ProductKind.YEAR_BULLETIN, ProductKind.EDITION}
    if period is None and not yearly:
        return None
    return Wanted(kind=kind, period=None if yearly else period, detail=output.detail)


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
            files[path] = partial(_form, office, order, period)
    return files


def _form(office: Office, order: Order, period: Period) -> bytes:
    press = Press(office.template, office.form, office.plan)
    return press.issue(order.unit, period, order.items, order.last)

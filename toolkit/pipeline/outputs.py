"""Everything that stands in outbox/, as paths with the functions that make them: for `rebuild`."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from toolkit.docket import Docket
from toolkit.generate import Press
from toolkit.judge.dockets import examined, judge
from toolkit.judge.world import World
from toolkit.ledger import Ledger
from toolkit.pipeline.issue import Order, form_name, order_of
from toolkit.pipeline.office import Office
from toolkit.pipeline.report import consolidated_bytes, register_bytes, year_bytes
from toolkit.plan.model import Period
from toolkit.records import Issued
from toolkit.workspace import YEAR

Files = dict[Path, Callable[[], bytes]]


def everything(office: Office, ledger: Ledger, world: World) -> Files:
    """Return all files of outbox/ as of the office's moment: issued forms, 退回, workbooks, register, the year."""
    dockets = judge(world)
    files: Files = {}
    for period in office.plan.periods:
        files |= _issued(office, ledger, world, period)
        if any(docket.period == period.id and docket.files for docket in dockets):
            files |= _period(office, dockets, period)
    if any(docket.files for docket in dockets):
        files[office.workspace.register(YEAR)] = lambda: year_bytes(office, dockets)
    return files


def _period(office: Office, dockets: tuple[Docket, ...], period: Period) -> Files:
    from toolkit.pipeline import letters

    files: Files = {
        office.workspace.consolidated(period.id): lambda: consolidated_bytes(office, dockets, period),
        office.workspace.register(period.id): lambda: register_bytes(office, dockets, period),
    }
    returned = getattr(letters, "returned_outputs", None)
    if returned is not None:
        files |= returned(office, dockets, period)
    return files


def _issued(office: Office, ledger: Ledger, world: World, period: Period) -> Files:
    """Return the forms as last issued: by the template and by what had been accepted at that moment."""
    last: dict[str, Issued] = {issued.unit: issued for issued in ledger.issued() if issued.period == period.id}
    files: Files = {}
    for name, issued in last.items():
        unit = office.plan.unit(name)
        if unit is None:
            continue
        order = order_of(examined(replace(world, as_of=issued.at)), unit, period)
        if order is not None:
            path = office.workspace.issued(period.id) / form_name(unit)
            files[path] = partial(_form, office, order, period)
    return files


def _form(office: Office, order: Order, period: Period) -> bytes:
    press = Press(office.template, office.form, office.plan)
    return press.issue(order.unit, period, order.items, order.last)

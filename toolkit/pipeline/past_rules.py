"""The rules of then: the office as it was at a record, and the plan and form that closed periods are judged by."""

from collections.abc import Mapping
from dataclasses import replace

from toolkit.evidence.ledger import Ledger
from toolkit.judge.frozen import FrozenRules
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import KeptTemplate, Note
from toolkit.pipeline.closings import closings, with_closed
from toolkit.pipeline.in_force import kept_bytes, recorded
from toolkit.pipeline.office import Office
from toolkit.words import refusals, remarks


def closed_rules(office: Office, ledger: Ledger, until: int) -> Mapping[str, FrozenRules]:
    """Return period → the rules it was closed under.

    Raises:
        ToolkitError: the plan or the form of then is gone, or not what was recorded.
    """
    return {period: _frozen(office, ledger, note) for period, note in closings(ledger, until).items()}


def _frozen(office: Office, ledger: Ledger, note: Note) -> FrozenRules:
    then = recorded(ledger, note.number)
    plan, form = office.workspace.plan.name, office.workspace.form.name
    if then[plan].sha256 == office.plan.sha256 and then[form].sha256 == office.form.sha256:
        return FrozenRules(note=note.number, at=note.at, plan=office.plan, form=office.form, template=office.template)
    from toolkit.form.read import read_form
    from toolkit.plan.read import read_plan

    template = _demanded(office, then[form], note)
    read = office.kept_plan.plan if office.kept_plan else read_plan
    was = read(_demanded(office, then[plan], note), plan)
    return FrozenRules(
        note=note.number,
        at=note.at,
        plan=with_closed(office.workspace, ledger, note.number, was, read),
        form=read_form(template, form),
        template=template,
    )


def _demanded(office: Office, kept: KeptTemplate, note: Note) -> bytes:
    data = kept_bytes(office.workspace, kept)
    if data is None:
        raise ToolkitError(refusals.closed_by_what_is_gone(note.period, kept.name, kept.archived))
    return data


def office_then(office: Office, ledger: Ledger, until: int) -> tuple[Office, tuple[str, ...]]:
    """Return the office as it was at a record: its plan, form and templates; and what is gone, for which today's stands in."""
    from toolkit.form.read import read_form
    from toolkit.plan.read import read_plan

    then = recorded(ledger, until)
    known = {name: kept_bytes(office.workspace, kept) for name, kept in then.items()}
    faults = tuple(remarks.paper_gone(name, then[name].archived) for name, data in known.items() if data is None)
    parts = {name: data for name, data in known.items() if data is not None}
    plan, form = office.workspace.plan.name, office.workspace.form.name
    made = replace(office, kept=parts)
    if plan in parts:
        was = read_plan(parts[plan], plan) if then[plan].sha256 != office.plan.sha256 else office.own_plan or office.plan
        made = replace(made, plan=with_closed(office.workspace, ledger, until, was, read_plan))
    if form in parts and then[form].sha256 != office.form.sha256:
        made = replace(made, form=read_form(parts[form], form), template=parts[form])
    return made, faults

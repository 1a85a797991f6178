"""What each unit is asked in a period, by what it said before: the forms to issue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from toolkit.evidence.ledger import Ledger
from toolkit.nouns.answer import Answer
from toolkit.pipeline.office import Office
from toolkit.plan.deadlines import zone
from toolkit.plan.model import Item, Period, Unit

if TYPE_CHECKING:
    from toolkit.judge.dockets import Dockets
    from toolkit.judge.judgement import Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOrder:
    """One form to issue."""

    unit: Unit
    items: tuple[Item, ...]
    last: Mapping[str, Mapping[str, Answer]]
    """item id → KEY → last accepted answer."""
    until: date | None = None
    """The unit's own last day, where it is another than the period's."""


def orders_of(office: Office, ledger: Ledger, period: Period, units: Sequence[Unit]) -> list[FormOrder]:
    """Return what units are asked in a period, those that owe nothing any more left out.

    Where nothing came, was noted or written yet, each is asked all that it holds: the judge is not even loaded.
    """
    if not (ledger.receipts(undone=True) or ledger.notes() or ledger.drafted()):
        held = office.plan.duties(period.deadline).held
        asked = ((unit, tuple(item for one in held[unit.name] if (item := office.plan.item(one)))) for unit in units)
        return [FormOrder(unit=unit, items=items, last={}) for unit, items in asked if items]
    from toolkit.judge.dockets import Dockets, examined
    from toolkit.pipeline.snapshots import snapshot_of

    judgement = examined(snapshot_of(office, ledger))
    dockets = Dockets(judgement)
    return [order for unit in units if (order := order_of(judgement, dockets, unit, period))]


def order_of(judgement: "Judgement", dockets: "Dockets", unit: Unit, period: Period) -> FormOrder | None:
    """Return what the unit is asked in this period; None = nothing."""
    plan, history = judgement.snapshot.plan, judgement.history
    items = tuple(item for id_ in history.due(unit.name, period) if (item := plan.item(id_)))
    if not items:
        return None
    past = {item.id: history.answers(item.id, unit.name, period) for item in items}
    last = {item: answers[0][1] for item, answers in past.items() if answers}
    return FormOrder(unit=unit, items=items, last=last, until=_until(judgement, dockets, unit.name, period.id))


def _until(judgement: "Judgement", dockets: "Dockets", unit: str, period: str) -> date | None:
    """Return the day that a paper on record gave the unit, where it is later than the period's own."""
    if not _heard_of(judgement, unit, period):
        return None
    from toolkit.outputs.answer_day import standing_by

    plan, docket = judgement.snapshot.plan, dockets.of(period)
    by = standing_by(plan, docket, unit, letters=judgement.snapshot.drafted.to(unit, period))
    own = docket.effective_deadline.astimezone(zone(plan)).date()
    return by.day if by.day > own else None


def _heard_of(judgement: "Judgement", unit: str, period: str) -> bool:
    """Tell whether anything of the unit came, was noted or was written in the period: else nobody gave it a day of its own."""
    noted = (unit, period) in judgement.bound.by_unit or bool(judgement.rows.places_of_unit(unit, period))
    return noted or bool(judgement.snapshot.drafted.to(unit, period))

"""A hash of all that a judgement says of one unit in one period, told unopened where nothing has changed. Pure.

Beside it count the plan, the form and this program, and what is the same for all units of the period (`common`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.nouns.docket import Docket
from toolkit.pipeline.made_from import hashed

if TYPE_CHECKING:
    from toolkit.judge.dockets import Dockets
    from toolkit.judge.judgement import Judgement


class UnitPrints:
    """The prints of one judgement's units; each is told once."""

    def __init__(self, dockets: "Dockets | None") -> None:
        """`dockets`: those of a judgement; None = they were put together otherwise, and nothing is told of them."""
        self._dockets = dockets
        self._common: dict[str, str] = {}
        self._own: dict[tuple[str, str], str] = {}
        self._together: dict[tuple[str, tuple[str, ...]], str] = {}

    def common(self, docket: Docket) -> str:
        """Return a hash of what a period's docket says of all units alike, but for its moment and the chain's head."""
        if docket.period not in self._common:
            self._common[docket.period] = hashed(
                docket.period,
                docket.deadline,
                docket.effective_deadline,
                docket.deadline_reason,
                docket.rules,
                docket.closed,
                docket.later_notes,
            )
        return self._common[docket.period]

    def of(self, docket: Docket, unit: str) -> str:
        """Return a hash of a unit's row, its files, its answers and what is due; "" = it cannot be told: look at them.

        What it said in other periods stands in those periods' prints.
        """
        if self._dockets is None:
            return ""
        if told := self._dockets.key_of(docket, unit):
            return told.hex()
        if docket.closed is not None:
            return ""
        key = docket.period, unit
        if key not in self._own:
            self._own[key] = _unit_print(self._dockets.judgement, docket, unit)
        return self._own[key]

    def of_all(self, docket: Docket, units: Sequence[str]) -> str:
        """Return a hash of what the docket says of some units, and of all alike; "" = it cannot be told: look at them."""
        key = docket.period, tuple(units)
        if key not in self._together:
            own = [self.of(docket, unit) for unit in units]
            self._together[key] = hashed(self.common(docket), units, own) if all(own) else ""
        return self._together[key]


def _unit_print(judgement: "Judgement", docket: Docket, unit: str) -> str:
    row = docket.row(unit)
    if row is None:
        return ""
    beside = judgement.beside.get(docket.period, {})
    files = []
    for place in judgement.rows.places_of_unit(unit, docket.period):
        file = judgement.rows.marks()[place]
        key = judgement.rows.key_of(file.receipt)
        files.append([file.receipt, file.sheet, key, file.outcome] if key else [file.receipt, judgement.rows[place]])
    held = judgement.snapshot.plan.duties(docket.deadline).held.get(unit, ())
    said = [(item, more) for item in held if (more := beside.get((item, unit)))]
    return hashed(row, files, said, docket.due_of(unit))

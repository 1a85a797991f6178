"""A hash of all that a judgement says of one unit in one period, told unopened where nothing has changed. Pure.

Beside it count the plan, the form and this program, and what is the same for all units of the period (`common`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.pipeline.made_from import hashed

if TYPE_CHECKING:
    from toolkit.judge.dockets import Dockets
    from toolkit.judge.judgement import Judgement
    from toolkit.nouns.docket import Docket


_LONG = 32
"""Letters of a print that is told unopened."""
_NONE = "-" * _LONG
_UNTOLD = "0" * _LONG
"""A key that stands for none."""


class UnitPrints:
    """The prints of one judgement's units; each is told once."""

    def __init__(self, dockets: "Dockets | None") -> None:
        """`dockets`: those of a judgement; None = they were put together otherwise, and nothing is told of them."""
        self._dockets = dockets
        self._common: dict[str, str] = {}
        self._rows: dict[str, str] = {}
        """Period → the prints of its units that are told unopened, one after the other: a country's lie in two megabytes."""
        self._own: dict[tuple[str, str], str] = {}
        self._together: dict[tuple[str, range], str] = {}

    def common(self, docket: "Docket") -> str:
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

    def of(self, docket: "Docket", unit: str) -> str:
        """Return a hash of a unit's row, its files, its answers and what is due; "" = it cannot be told: look at them.

        What it said in other periods stands in those periods' prints.
        """
        place, row = docket.place_of(unit), self._rows.get(docket.period)
        if place is None:
            return ""
        told = (self._row(docket) if row is None else row)[_LONG * place : _LONG * place + _LONG]
        return self._looked_at(docket, unit) if told == _NONE else told

    def of_each(self, docket: "Docket", units: Sequence[str]) -> Sequence[str]:
        """Return the same of some units."""
        row, places = self._row(docket), [docket.place_of(unit) for unit in units]
        told = ["" if place is None else row[_LONG * place : _LONG * place + _LONG] for place in places]
        return [self.of(docket, unit) for unit in units] if _NONE in told else told

    def of_nobodys(self, docket: "Docket", receipt: int) -> str:
        """Return a hash of what became of a receipt that is nobody's (a mail, an archive); "" = it cannot be told: look at it."""
        if self._dockets is None or docket.closed is not None:
            return ""
        return self._dockets.judgement.rows.key_of(receipt)

    def of_all(self, docket: "Docket", places: range) -> str:
        """Return a hash of what the docket says of the units in places that follow one another, and of all alike.

        "" = it cannot be told.
        """
        key = docket.period, places
        if key not in self._together:
            own = self._row(docket)[_LONG * places.start : _LONG * places.stop]
            each: Sequence[str] = (own,)
            if _NONE[0] in own:
                each = self.of_each(docket, [docket.unit_marks[place].unit for place in places])
            self._together[key] = hashed(self.common(docket), "".join(each)) if all(each) or not places else ""
        return self._together[key]

    def _row(self, docket: "Docket") -> str:
        """Return all that is told unopened; nothing = of none anything can be told."""
        if docket.period not in self._rows:
            keys = b"" if self._dockets is None else self._dockets.keys_of(docket)
            told = keys.hex() or _NONE * len(docket.units)
            if _UNTOLD in told:  # or across two that are told
                each = (told[start : start + _LONG] for start in range(0, len(told), _LONG))
                told = "".join([_NONE if one == _UNTOLD else one for one in each])
            self._rows[docket.period] = told
        return self._rows[docket.period]

    def _looked_at(self, docket: "Docket", unit: str) -> str:
        if self._dockets is None or docket.closed is not None:
            return ""
        key = docket.period, unit
        if key not in self._own:
            self._own[key] = _unit_print(self._dockets.judgement, docket, unit)
        return self._own[key]


def _unit_print(judgement: "Judgement", docket: "Docket", unit: str) -> str:
    row = docket.row(unit)
    if row is None:
        return ""
    beside = judgement.beside.get(docket.period, {})
    files = []
    for place in judgement.rows.places_of_unit(unit, docket.period):
        file = judgement.rows.marks()[place]
        key = judgement.rows.key_of(file.receipt)
        files.append([file.receipt, file.sheet, key, file.outcome] if key else [file.receipt, judgement.rows[place]])
    held = judgement.snapshot.plan.duties(docket.deadline).held_by(unit)
    said = [(item, more) for item in held if (more := beside.get((item, unit)))]
    return hashed(row, files, said, docket.due_of(unit))

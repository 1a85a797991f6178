"""What the rows of 看板, and what it counts over its lines, are kept under: told of units that nobody opens. Pure."""

from collections.abc import Sequence
from datetime import tzinfo

from toolkit.nouns.docket import Docket
from toolkit.nouns.fields import Form
from toolkit.outputs.docket_prints import DocketPrints
from toolkit.outputs.kept_page import Key
from toolkit.outputs.merge import AssignmentRows
from toolkit.plan.model import Plan


class BoardKeys:
    """The keys of one dashboard."""

    def __init__(self, plan: Plan, form: Form, rows: AssignmentRows, zone: tzinfo, prints: DocketPrints) -> None:
        self._dockets = rows.dockets
        """This period's first."""
        alike = [(docket.period, prints.common(docket)) for docket in self._dockets]
        self._alike = repr((plan.sha256, form.sha256, str(zone), alike)) if plan.sha256 else ""
        self._pairs, self._answers, self._prints = rows.pairs, rows.answers, prints

    def unit(self, unit: str) -> Key:
        """Return the key of what this period's docket says of a unit."""
        return (self._alike, unit, self._print(self._dockets[0], unit))

    def year(self, unit: str) -> Key:
        """Return that of what all dockets say of it."""
        return (self._alike, unit, *[self._print(docket, unit) for docket in self._dockets])

    def file(self, unit: str | None, *said: object) -> Key:
        """Return that of one of its files, which these values tell from its other ones."""
        return (self._alike, self._print(self._dockets[0], unit), repr(said)) if unit else ("",)

    def line(self, place: int, shared: str) -> Key:
        """Return that of an assignment's line; `shared`: what is said with it of its item."""
        return (self._alike, *self._pairs[place], repr(shared), *self._line(place))

    def lines(self, block: range) -> Key:
        """Return that of what is counted over some lines."""
        return (self._alike, repr(block), *[said for place in block for said in self._line(place)])

    def _line(self, place: int) -> Sequence[str]:
        """Return what decides about a line besides the plan."""
        unit = self._pairs[place][1]
        own = self._print(self._dockets[0], unit)
        if len(self._dockets) == 1:
            return (own,)
        return (own, *[self._print(docket, one) for docket in self._dockets[1:] for one in self._answers.told_by(unit)])

    def _print(self, docket: Docket, unit: str) -> str:
        return self._prints.of(docket, unit) if self._alike else ""

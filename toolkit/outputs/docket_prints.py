"""By what one tells, without opening it, that what a docket says of a unit is what it said before. Pure."""

from collections.abc import Sequence
from typing import Protocol

from toolkit.nouns.docket import Docket


class DocketPrints(Protocol):
    """Hashes of what dockets say; beside them count the plan, the form and this program."""

    def common(self, docket: Docket) -> str:
        """Return a hash of what a docket says of all units alike, but for its moment and the chain's head."""

    def of(self, docket: Docket, unit: str) -> str:
        """Return a hash of all that a docket says of a unit; "" = it cannot be told: look."""

    def of_each(self, docket: Docket, units: Sequence[str]) -> Sequence[str]:
        """Return the same of some units."""

    def of_nobodys(self, docket: Docket, receipt: int) -> str:
        """Return a hash of what became of a receipt that is nobody's; "" = it cannot be told: look."""


class NoPrints:
    """Nothing is told: look at everything."""

    def common(self, _docket: Docket) -> str:
        return ""

    def of(self, _docket: Docket, _unit: str) -> str:
        return ""

    def of_each(self, _docket: Docket, units: Sequence[str]) -> Sequence[str]:
        return [""] * len(units)

    def of_nobodys(self, _docket: Docket, _receipt: int) -> str:
        return ""

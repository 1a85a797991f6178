"""What a bulletin is about: one period with its lines. Pure."""

from dataclasses import dataclass
from datetime import date, tzinfo

from toolkit.nouns.docket import Docket
from toolkit.nouns.records import Drafted
from toolkit.outputs.merge import AssignmentRow
from toolkit.plan.deadlines import zone
from toolkit.plan.model import Period, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinData:
    """One period as of the docket's moment."""

    plan: Plan
    period: Period
    docket: Docket
    lines: tuple[AssignmentRow, ...]
    letters: tuple[Drafted, ...] = ()
    """Those on record."""

    @property
    def zone(self) -> tzinfo:
        return zone(self.plan)

    @property
    def today(self) -> date:
        """The day that the letter bears."""
        return self.docket.as_of.astimezone(self.zone).date()

    @property
    def over(self) -> bool:
        """Tell whether the period's deadline is over."""
        return self.docket.as_of > self.docket.effective_deadline

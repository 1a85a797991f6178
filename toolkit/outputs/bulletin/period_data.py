"""What a bulletin is about: one period with its lines. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from toolkit.nouns.docket import Docket
from toolkit.nouns.letters_on_record import NO_LETTERS, Letters
from toolkit.nouns.outcomes import Status
from toolkit.outputs.merge import AssignmentRow
from toolkit.plan.deadlines import zone
from toolkit.plan.model import Period, Plan


@dataclass(frozen=True, slots=True)
class MergedPeriod:
    """What a period's dockets come to, whatever is made from it."""

    lines: tuple[AssignmentRow, ...]
    unheard: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinData:
    """One period as of the docket's moment."""

    plan: Plan
    period: Period
    docket: Docket
    lines: tuple[AssignmentRow, ...]
    letters: Letters = NO_LETTERS
    """Those on record."""
    unheard: tuple[tuple[str, int], ...] = ()
    """Units that have sent nothing in this period and those right before it, with how many these are, from two on."""

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


def unheard(docket: Docket, earlier: Sequence[Docket]) -> tuple[tuple[str, int], ...]:
    """Return the units that have been silent for two periods and more, with for how many; `earlier`: in order."""
    counts = []
    for row in docket.units:
        count = 0
        for one in (docket, *reversed(earlier)):
            then = one.row(row.unit)
            if then is None or then.status is not Status.MISSING:
                break
            count += 1
        counts.append((row.unit, count))
    return tuple((unit, count) for unit, count in counts if count > 1)

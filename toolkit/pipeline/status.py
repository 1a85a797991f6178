"""Status: who has reported what, from the records alone. Looking writes nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from toolkit.judge.dockets import judge
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.outcomes import OWING
from toolkit.pipeline.answering import owing
from toolkit.pipeline.answers_owed import behind
from toolkit.pipeline.in_force import unrecorded
from toolkit.pipeline.not_back import NotBack, not_back
from toolkit.pipeline.office import Office, docket_of
from toolkit.pipeline.snapshots import snapshot_of
from toolkit.plan.meant import near_words, period_meant, unit_meant
from toolkit.words import remarks

if TYPE_CHECKING:
    from toolkit.nouns.docket import Docket
    from toolkit.pipeline.story import UnitStory


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusResult:
    """What `status` found: one period, a year, or one unit's story."""

    office: Office
    dockets: "Sequence[Docket]"
    year: bool = False
    story: "UnitStory | None" = None
    complaints: tuple[str, ...] = ()
    """Sentences for stderr: what is not on record yet, what is still to be done."""
    not_back: tuple[NotBack, ...] = ()
    """What was taken back and never came again."""

    @property
    def wanting(self) -> bool:
        """Something is missing or returned."""
        return any(mark.status in OWING for docket in self.dockets for mark in docket.unit_marks)


@contextmanager
def status(office: Office, what: str | None, *, year: bool) -> Iterator[StatusResult]:
    """Say who has reported what: a period (default: the one being collected), the year, or one unit's story.

    A docket opens its rows when they are looked at, each out of the ledger, which is open for as long as the result is.
    """
    unit = None if not what or period_meant(office.plan, what) else unit_meant(office.plan, what)
    if what and unit is None and period_meant(office.plan, what) is None:
        near = near_words(office.plan, what)
        raise ToolkitError(remarks.neither_period_nor_unit(what, near))
    with office.reading() as ledger:
        dockets = judge(snapshot_of(office, ledger))
        late = (remarks.ANSWERS_OWED,) if behind(ledger) and owing(dockets.judgement, ledger) else ()
        notices = (*unrecorded(office.workspace, ledger), *late)
        gone = not_back(office, ledger)
        result = StatusResult(office=office, dockets=dockets, year=year, complaints=notices, not_back=gone)
        if unit:
            mine = tuple(one for one in gone if unit.name in one.units or not one.units)
            from toolkit.pipeline.story import story

            yield replace(result, year=False, story=story(office, ledger, dockets, unit), not_back=mine)
        elif year:
            yield result
        else:
            yield replace(result, dockets=(docket_of(dockets, office.period(what)),))

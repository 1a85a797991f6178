"""Merge, register, run: dockets become what the office reads."""

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from toolkit.evidence.ledger import Ledger, looked_at_again
from toolkit.nouns.docket_marks import UnitMark
from toolkit.nouns.outcomes import Status
from toolkit.pipeline.answering import WHAT, AnswersBeside
from toolkit.pipeline.arriving import IngestResult, ingested
from toolkit.pipeline.catalogue import Product, Scope, made_by
from toolkit.pipeline.desk_book import DeskBook, DrawnBeside, desk_kept, draw_beside, keep_desk, take_desk
from toolkit.pipeline.errands import Errands
from toolkit.pipeline.large_memory import MANY_UNITS, spare_memory
from toolkit.pipeline.made_up import make_up
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.snapshots import docket_from
from toolkit.pipeline.standing_run import StandingRun, counts_of, in_run, remember_run, standing_run, wanted_of
from toolkit.pipeline.twin import may_have_twin
from toolkit.pipeline.unchanged import settled
from toolkit.pipeline.written_files import WrittenFiles
from toolkit.plan.model import Period
from toolkit.workspace import FirstLook

if TYPE_CHECKING:
    from toolkit.nouns.docket import Docket
    from toolkit.pipeline.making import Making
    from toolkit.pipeline.products import Judged

BESIDE = "等候并行"
"""What a twin is waited for, as a stage of a run."""
_LONGEST = "汇总表"
"""The product that takes as long as all others together: made here, of facts that a twin tells too."""

# -- one command's products ------------------------------------------------------------------------------------------


def hand_out(
    office: Office,
    command: str,
    named: str | None = None,
    *,
    scope: Scope = Scope.PERIOD,
    detail: str = "",
    dry_run: bool,
    tell: Tell,
) -> WrittenFiles:
    """Make what the catalogue lists for a command: of a period (default: the one being collected) or of the year.

    `detail`: which edition of the year, which number of the bulletin.
    """
    from toolkit.pipeline.producing import produce
    from toolkit.pipeline.products import Wanted
    from toolkit.pipeline.renewed import renew_returned

    period = office.period(named) if scope is Scope.PERIOD else None
    lines = made_by(command, scope)
    title = lines[0].title if period else f"{detail}{lines[0].title}"
    wanted = [Wanted(kind=line.kind, period=period, detail=detail if line.numbered else "") for line in lines]

    def after(judged: "Judged", ledger: Ledger) -> tuple[str, ...]:
        renewed = renew_returned(judged, ledger, period) if period else ()
        return (*renewed, *desk_kept(judged, ledger))

    done = produce(office, title, wanted, dry_run=dry_run, tell=tell, before=make_up, after=after)
    return replace(done, what="、".join(done.titles)) if period and done.titles else done


# -- the whole job ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """The whole job after a deadline."""

    office: Office
    period: Period
    collected: IngestResult
    written: tuple[WrittenFiles, ...]
    counts: Mapping[Status, int]
    """How many units are in which state; states that nobody is in are left out."""
    units: Sequence[UnitMark]
    """How each unit stands; of a run that made nothing it is not told."""
    judged: Callable[[], "Docket"]
    """Opens the ledger again; where nothing had to be made, nothing was judged: only who asks for the docket has it judged."""
    since: datetime | None = None
    """The last run's moment, which this one's products bear, for nothing has changed since. None = this run's own."""
    seconds: tuple[tuple[str, float], ...] = ()

    @property
    def docket(self) -> "Docket":
        """The period as it was judged, every row opened."""
        return self.judged()

    @property
    def undone(self) -> tuple[str, ...]:
        """Sentences about what could not be made or written; the rest was."""
        parts = (self.collected.undone, *(part.undone for part in self.written))
        return tuple(dict.fromkeys(sentence for part in parts for sentence in part))


@dataclass(frozen=True, slots=True)
class _MadeBeside:
    """What of a run a twin was given to make."""

    judged: "Judged"
    """What the rest is made from."""
    makings: "Mapping[str, Making]"
    """By the kind of product."""
    drawn: DrawnBeside = lambda: None
    """待办."""


class _Watch:
    """How the time of a run divides; for people, never for an output."""

    def __init__(self) -> None:
        self.laps: list[tuple[str, float]] = []
        self._last = time.perf_counter()

    def lap(self, what: str) -> None:
        now = time.perf_counter()
        self.laps.append((what, round(now - self._last, 2)))
        self._last = now


def run(
    office: Office,
    named: str | None,
    *,
    received: datetime | None,
    dry_run: bool,
    tell: Tell,
    seen: FirstLook | None = None,
) -> RunResult:
    """Do the main job after a deadline: ingest, then letters, merge, register and dashboard from one judgement.

    `seen`: what lay in the inbox when the command began.
    """
    watch = _Watch()
    period = office.period(named)
    if dry_run:
        return _run_rehearsed(office, period, received, watch, tell)
    with office.writing("run", proved_meanwhile=True) as ledger, Errands(ledger, len(office.plan.units)) as errands:
        answers, desk = AnswersBeside(errands), take_desk(office, ledger)
        ahead = partial(_meanwhile, office, ledger, period, answers)
        collected, known = ingested(office, ledger, received=received, tell=tell, ahead=ahead, seen=seen, answer=answers.begin)
        watch.lap("收件")
        now = office if known or desk.notes else settled(office, ledger, period)
        before = None if known or desk.notes else standing_run(now, ledger, period, desk)
        if before is not None:
            watch.lap("核对")
            collected = replace(collected, complaints=(*desk.complaints, *collected.complaints))
            return replace(_as_it_stands(now, period, collected, before, watch), since=now.as_of if now is not office else None)
        from toolkit.pipeline.producing import judged_now, put_on_record
        from toolkit.pipeline.renewed import renew_returned

        judged = known or judged_now(now, ledger)
        watch.lap("判定")
        put_on_record(judged, ledger, [wanted_of(line, period) for line in in_run()])  # first, for all print one chain head
        beside = _begun(judged, ledger, period, desk, errands)
        written, collected = _all_written(beside, partial(_answered, collected, answers), ledger, period, errands, watch, tell)
        renewed = renew_returned(judged, ledger, period)
        judged = judged.printing(ledger.head())
        left = keep_desk(now, ledger, judged.dockets, desk, judged.prints, beside.drawn)
        collected = replace(collected, complaints=(*desk.complaints, *collected.complaints, *renewed, *left))
        if not left and not any(part.undone for part in written):
            remember_run(judged, ledger, period, written)
        watch.lap("待办")
        done = _result(judged, ledger, period, collected, written, watch)
    return replace(done, since=now.as_of if now is not office else None)


def _answered(collected: IngestResult, answers: AnswersBeside, ledger: Ledger, watch: _Watch, tell: Tell) -> IngestResult:
    """Return what was collected with what was written for the units meanwhile."""
    if not answers.begun:
        return collected
    written = answers.finish(ledger, tell)
    watch.lap(WHAT)
    return replace(collected, copies=collected.copies.beside(written))


_PRINTERS_HERE = ("toolkit.outputs.consolidated", "toolkit.ooxml.quick_sheet")
_PRINTERS = (
    "toolkit.pipeline.sent_back",
    "toolkit.pipeline.pages",
    "toolkit.pipeline.remind",
    "toolkit.outputs.dashboard",
    "toolkit.outputs.register_book",
    "docxtpl",
)


def _as_it_stands(now: Office, period: Period, collected: IngestResult, before: StandingRun, watch: _Watch) -> RunResult:
    """Return what an earlier run came to, of which nothing has changed."""
    return RunResult(
        office=now,
        period=period,
        collected=collected,
        written=before.written,
        counts=before.counts,
        units=(),
        judged=partial(_judged_anew, now, period),
        seconds=tuple(watch.laps),
    )


def _judged_anew(now: Office, period: Period) -> "Docket":
    with now.reading() as ledger:
        return docket_from(now, ledger, period).whole()


def _opened(ledger: Ledger, docket: "Docket") -> "Docket":
    with looked_at_again(ledger):
        return docket.whole()


def _printers(office: Office) -> None:
    """Load what prints, and open templates; what cannot be loaded is said by the product that needs it.

    Of many units other things take that time, and most of this is needed by twins: they load it side by side.
    """
    apart = len(office.plan.units) >= MANY_UNITS and may_have_twin()
    for name in (*_PRINTERS_HERE, *(() if apart else _PRINTERS)):
        with contextlib.suppress(ImportError):
            import_module(name)
    if apart:
        return
    with contextlib.suppress(ImportError):
        from toolkit.pipeline import letters, pages

        letters.opened_ahead(office)
        pages.opened_ahead(office)


def _meanwhile(office: Office, ledger: Ledger, period: Period, answers: AnswersBeside) -> None:
    """Do what will be needed where something came, while it is seen whether the files are still being copied."""
    answers.look(office, ledger, period)
    _printers(office)


def _run_rehearsed(office: Office, period: Period, received: datetime | None, watch: _Watch, tell: Tell) -> RunResult:
    from toolkit.pipeline.ingest import ingest
    from toolkit.pipeline.producing import judged_now, rehearsed

    collected = ingest(office, received=received, dry_run=True, tell=tell)
    watch.lap("收件")
    with office.reading() as ledger:
        judged = judged_now(office, ledger)
        watch.lap("判定")
        written = tuple(rehearsed(judged, line.title, [wanted_of(line, period)]) for line in in_run())
        return _result(judged, ledger, period, collected, written, watch)


def _result(
    judged: "Judged",
    ledger: Ledger,
    period: Period,
    collected: IngestResult,
    written: tuple[WrittenFiles, ...],
    watch: _Watch,
) -> RunResult:
    docket = judged.docket(period)
    return RunResult(
        office=judged.office,
        period=period,
        collected=collected,
        written=written,
        counts=counts_of(docket),
        units=docket.unit_marks,
        judged=partial(_opened, ledger, docket),
        seconds=tuple(watch.laps),
    )


def _begun(judged: "Judged", ledger: Ledger, period: Period, desk: DeskBook, errands: Errands) -> _MadeBeside:
    """Have a twin begin with what it was given, and with all that it can make beside another book."""
    from toolkit.pipeline.books import consolidated_facts
    from toolkit.pipeline.facts_beside import FactsBeside
    from toolkit.pipeline.making import Making
    from toolkit.pipeline.products import Wanted

    units, book = len(judged.office.plan.units), Wanted(kind=_LONGEST, period=period)
    if not errands.worth_while and units < MANY_UNITS:
        return _MadeBeside(judged, {})
    from_nothing = Making(judged, ledger).from_nothing(book)
    if from_nothing:
        spare_memory(units)
    if not errands.worth_while:
        return _MadeBeside(judged, {})
    if not from_nothing:  # else the twin looks at all units, this process at none, and it takes ten megabytes
        judged.made_ready(period)
    makings = {line.kind: Making(judged, ledger) for line in in_run() if line.beside}
    for line in in_run():
        if line.kind in makings:
            makings[line.kind].begin(line.title, [wanted_of(line, period)], errands, many=line.recorded)
    now = judged.printing(ledger.head())
    drawn = draw_beside(now.office, ledger, now.dockets, desk, now.prints, errands)
    if from_nothing:
        judged = judged.told_beside(FactsBeside(errands, _LONGEST, partial(consolidated_facts, judged, book)))
    errands.begin()
    return _MadeBeside(judged, makings, drawn)


def _all_written(
    beside: _MadeBeside,
    answered: Callable[[Ledger, _Watch, Tell], IngestResult],
    ledger: Ledger,
    period: Period,
    errands: Errands,
    watch: _Watch,
    tell: Tell,
) -> tuple[tuple[WrittenFiles, ...], IngestResult]:
    """Make what no twin makes, then take what twins made: first what was written for the units, while the rest is being made."""
    write = partial(_line_written, beside, ledger, period, watch, tell)
    parts = {line.kind: write(line) for line in in_run() if line.kind not in beside.makings}
    collected = answered(ledger, watch, tell)
    if errands.wait():
        watch.lap(BESIDE)
    parts |= {line.kind: write(line) for line in in_run() if line.kind in beside.makings}
    return tuple(parts[line.kind] for line in in_run()), collected


def _line_written(beside: _MadeBeside, ledger: Ledger, period: Period, watch: _Watch, tell: Tell, line: Product) -> WrittenFiles:
    """Make a product, or take what a twin made of it."""
    from toolkit.pipeline.producing import of_record

    begun, wanted = beside.makings.get(line.kind), [wanted_of(line, period)]
    written = of_record(beside.judged, ledger, line.title, wanted, tell=tell, begun=begun)
    watch.lap(line.title)
    return written

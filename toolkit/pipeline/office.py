"""The office at one moment: workspace, plan and form, read once."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.evidence.ledger import Ledger, open_ledger
from toolkit.evidence.proof import refuse_broken, refuse_lost
from toolkit.intake.recognise.kept import code_print
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.fields import Form
from toolkit.nouns.limits import Limits
from toolkit.pipeline.closings import with_closed
from toolkit.pipeline.in_force import record_templates, refuse_other_year
from toolkit.pipeline.kept_plan import KeptPlan
from toolkit.pipeline.large_memory import spare_memory
from toolkit.pipeline.looked_through import looked_through
from toolkit.plan import deadlines
from toolkit.plan.meant import period_meant
from toolkit.plan.model import Period, Plan, Unit
from toolkit.words import refusals, remarks
from toolkit.workspace import Workspace, lock
from toolkit.workspace.refused import unreadable

if TYPE_CHECKING:
    from toolkit.nouns.docket import Docket
    from toolkit.pipeline.plan_ahead import PlanAhead

Tell = Callable[[str, int, int], None]
"""Progress: what, how many done, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything a command starts from."""

    workspace: Workspace
    plan: Plan
    form: Form
    template: bytes
    as_of: datetime
    zone: tzinfo
    moving: bool = False
    """`as_of` is the clock's: nobody asked for that moment."""
    cluster: str = ""
    """Where files are read, "tcp://host:8786"; "" = here."""
    workers: int | None = None
    """How many worker processes read; None = as many as there are cores."""
    kept_plan: KeptPlan | None = None
    """What is kept of plan and form as read."""
    clock: datetime | None = None
    """The computer's moment; None = a simulation, which keeps no clock beside its moments."""
    with_later_notes: bool = False
    """Count notes recorded after `as_of`."""
    own_plan: Plan | None = None
    """附件1 alone, where periods closed since stand in `plan` as they were closed."""
    kept: Mapping[str, bytes] = field(default_factory=dict)
    """File name → a template as it was at the moment that is made again; what is not there is as it is now."""

    @contextlib.contextmanager
    def reading(self) -> Iterator[Ledger]:
        """Open the ledger to look, its chain proved; writes nothing.

        Raises:
            ToolkitError: the chain is broken, or the ledger is gone while its originals are there.
        """
        with open_ledger(self.workspace.ledger, read_only=True) as ledger:
            ledger.reader = self.reader
            refuse_broken(self.workspace, ledger)
            refuse_other_year(self.workspace, ledger, self.plan)
            yield ledger

    @contextlib.contextmanager
    def writing(self, what: str, *, proved_meanwhile: bool = False) -> Iterator[Ledger]:
        """Hold the workspace and open the ledger to write, its chain proved; clear up after a crash.

        `proved_meanwhile`: a large ledger is looked through while the command goes on: it asks for `Ledger.strays` before it lays
        down or takes away a file.
        """
        with lock(self.workspace, what, since=self.clock or self.as_of):
            if not self.workspace.ledger.exists():
                refuse_lost(self.workspace, self.workspace.ledger)
            with open_ledger(self.workspace.ledger) as ledger:
                ledger.reader = self.reader
                ledger.clock = self.clock.replace(microsecond=0) if self.clock else None
                with looked_through(self.workspace, ledger, meanwhile=proved_meanwhile):
                    refuse_other_year(self.workspace, ledger, self.plan)
                    record_templates(self.workspace, ledger, self.as_of)
                    if self.kept_plan and ledger.writable:
                        self.kept_plan.keep(ledger)
                    yield ledger

    @property
    def reader(self) -> str:
        """A hash of what a reading comes from besides its original: this program, and the limits in 设置."""
        return content_hash(code_print(), *astuple(Limits.of(self.plan.settings)))

    def own_template(self, name: str) -> bytes | None:
        """Return a letter's or page's template of the office's own; None = it has none.

        Raises: OSError.
        """
        if name in self.kept:
            return self.kept[name]
        path = self.workspace.templates / name
        return path.read_bytes() if path.is_file() else None

    def period(self, named: str | None) -> Period:
        """Return the period named (2022-04, 4月, 第1期, its name), or the one being collected now.

        Raises:
            ToolkitError: no such period.
        """
        if not named:
            return deadlines.collecting(self.plan, self.as_of)
        meant = period_meant(self.plan, named)
        if meant is None:
            raise ToolkitError(refusals.no_such_period(named, [period.id for period in self.plan.periods]))
        return meant

    def unit(self, named: str) -> Unit:
        known = self.plan.unit(named.strip())
        if known is None:
            import difflib

            names = [name for unit in self.plan.units for name in unit.names]
            near = difflib.get_close_matches(named, names, 1, 0.3)
            raise ToolkitError(remarks.unknown_unit(named, next(iter(near), None)))
        return known


def read_office_plan(root: Path) -> Plan:
    """Read 附件1.xlsx of a workspace."""
    workspace = Workspace.find(root)
    return KeptPlan(workspace.ledger).plan(bytes_of(workspace.plan), workspace.plan.name)


def open_office(
    root: Path,
    moment: Callable[[tzinfo], datetime],
    clock: datetime | None = None,
    *,
    moving: bool = False,
    with_later_notes: bool = False,
    anew: bool = False,
    ahead: "PlanAhead | None" = None,
) -> Office:
    """Read plan and form; `moment(zone)` gives the moment to judge by, `clock` is the computer's.

    `moving`: the moment is the clock's, nobody asked for it. `anew`: what was kept of plan and form is not asked.
    `ahead`: the plan, where it is being read already.

    Raises:
        ToolkitError: no workspace, or a mistake in the plan or the form.
    """
    workspace = Workspace.find(root)
    kept = KeptPlan(None if anew else workspace.ledger, ahead)
    plan = kept.plan(bytes_of(workspace.plan), workspace.plan.name)
    spare_memory(len(plan.units))
    template = bytes_of(workspace.form)
    zone = deadlines.zone(plan)
    form = kept.form(template, workspace.form.name, plan.columns)
    return Office(
        workspace=workspace,
        plan=_with_closed(workspace, plan, kept),
        own_plan=plan,
        form=form,
        template=template,
        kept_plan=kept,
        as_of=moment(zone),
        zone=zone,
        moving=moving,
        clock=clock.astimezone(zone) if clock else None,
        with_later_notes=with_later_notes,
    )


def _with_closed(workspace: Workspace, plan: Plan, kept: KeptPlan) -> Plan:
    """Return the plan with its closed periods; without, where the ledger cannot be read: who opens it says why."""
    if not workspace.ledger.is_file():
        return plan
    with contextlib.suppress(ToolkitError), open_ledger(workspace.ledger, read_only=True) as ledger:
        return with_closed(workspace, ledger, ledger.next_number - 1, plan, kept.plan)
    return plan


def bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from None


# -- what an office keeps ------------------------------------------------------------------------------------------------


def docket_of(dockets: "Sequence[Docket]", period: Period) -> "Docket":
    """Return a period's docket; of dockets that are made when asked for, no other is made."""
    from toolkit.judge.dockets import Dockets

    if isinstance(dockets, Dockets):
        return dockets.of(period.id)
    return next(docket for docket in dockets if docket.period == period.id)

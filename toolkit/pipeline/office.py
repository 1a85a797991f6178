"""The office at one moment: workspace, plan and form read once; and the snapshot that a judgement is made from."""

import contextlib
import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path

from toolkit.clerk.receipt_log import SOURCE
from toolkit.evidence.ledger import Ledger, open_ledger
from toolkit.evidence.proof import refuse_broken, refuse_lost
from toolkit.form.read import read_form
from toolkit.intake.reading import load
from toolkit.judge.dockets import judge
from toolkit.judge.snapshot import Snapshot
from toolkit.nouns.docket import Docket
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.fields import Form
from toolkit.nouns.records import KeptTemplate, Note
from toolkit.plan import deadlines
from toolkit.plan.meant import period_meant
from toolkit.plan.model import Period, Plan, Unit
from toolkit.plan.read import read_plan
from toolkit.workspace import Workspace, lock, write_atomic
from toolkit.workspace.writing import sweep_parts

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
    clock: datetime | None = None
    """The computer's moment; None = a simulation, which keeps no clock beside its moments."""
    with_later_notes: bool = False
    """Count notes recorded after `as_of`."""

    @contextlib.contextmanager
    def reading(self) -> Iterator[Ledger]:
        """Open the ledger to look, its chain proved; writes nothing.

        Raises:
            ToolkitError: the chain is broken, or the ledger is gone while its originals are there.
        """
        with open_ledger(self.workspace.ledger, read_only=True) as ledger:
            refuse_broken(self.workspace, ledger)
            yield ledger

    @contextlib.contextmanager
    def writing(self, what: str) -> Iterator[Ledger]:
        """Hold the workspace and open the ledger to write, its chain proved; clear up after a crash."""
        with lock(self.workspace, what, since=self.clock or self.as_of):
            if not self.workspace.ledger.exists():
                refuse_lost(self.workspace, self.workspace.ledger)
            with open_ledger(self.workspace.ledger) as ledger:
                refuse_broken(self.workspace, ledger)
                ledger.clock = self.clock.replace(microsecond=0) if self.clock else None
                sweep_parts(self.workspace.root, self.workspace.outbox, self.workspace.snapshots)
                yield ledger

    def period(self, named: str | None) -> Period:
        """Return the period named (2022-04, 4月, 第1期, its name), or the one being collected now.

        Raises:
            ToolkitError: no such period.
        """
        if not named:
            return deadlines.collecting(self.plan, self.as_of)
        found = period_meant(self.plan, named)
        if found is None:
            known = "、".join(period.id for period in self.plan.periods)
            raise ToolkitError(f"附件1的“期次”表里没有“{named}”，现有期次：{known}。")
        return found

    def unit(self, named: str) -> Unit:
        found = self.plan.unit(named.strip())
        if found is None:
            import difflib

            names = [name for unit in self.plan.units for name in unit.names]
            near = difflib.get_close_matches(named, names, 1, 0.3)
            hint = f"，是不是“{near[0]}”？" if near else "。"
            raise ToolkitError(f"附件1的“单位”表里没有“{named}”{hint}")
        return found


def read_office_plan(root: Path) -> Plan:
    """Read 附件1.xlsx of a workspace."""
    workspace = Workspace.find(root)
    return read_plan(_bytes(workspace.plan), workspace.plan.name)


def open_office(
    root: Path, moment: Callable[[tzinfo], datetime], clock: datetime | None = None, *, with_later_notes: bool = False
) -> Office:
    """Read plan and form; `moment(zone)` gives the moment to judge by, `clock` is the computer's.

    Raises:
        ToolkitError: no workspace, or a mistake in the plan or the form.
    """
    workspace = Workspace.find(root)
    plan = read_plan(_bytes(workspace.plan), workspace.plan.name)
    template = _bytes(workspace.form)
    zone = deadlines.zone(plan)
    form = read_form(template, workspace.form.name)
    return Office(
        workspace=workspace,
        plan=plan,
        form=form,
        template=template,
        as_of=moment(zone),
        zone=zone,
        clock=clock.astimezone(zone) if clock else None,
        with_later_notes=with_later_notes,
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ToolkitError(f"读不了 {path}（{error.strerror}），请关闭正在使用它的程序后重试。") from None


# -- the snapshot -------------------------------------------------------------------------------------------------------


def forms_of(office: Office, ledger: Ledger) -> Mapping[str, Form]:
    """Return every form ever issued, by version, and the one in force. A missing snapshot is `verify`'s business."""
    found: dict[str, Form] = {}
    for snapshot in ledger.templates():
        path = office.workspace.archive / snapshot.archived
        if snapshot.name == office.workspace.form.name and path.is_file():
            form = office.form if snapshot.sha256 == office.form.sha256 else read_form(path.read_bytes(), path.name)
            found[form.version] = form
    return {**found, office.form.version: office.form}


def snapshot_of(office: Office, ledger: Ledger, until: int | None = None) -> Snapshot:
    """Return the snapshot as of `office.as_of`; readings that the cache has lost are read again.

    `until`: know only the records up to this number, as when something was printed.
    """
    from toolkit.pipeline.rereading import restored

    last = ledger.next_number - 1 if until is None else until
    gone = frozenset(undo.run for undo in ledger.undos() if undo.number <= last)
    receipts = tuple(r for r in ledger.receipts(undone=True) if r.number <= last and r.run not in gone)
    cached = ledger.readings()
    readings = {r.number: load(cached[r.number]) for r in receipts if r.number in cached}
    lost = tuple(r for r in receipts if r.number not in readings)
    if lost:
        readings |= restored(office, ledger, lost)
    return Snapshot(
        plan=office.plan,
        form=office.form,
        forms=forms_of(office, ledger),
        receipts=receipts,
        readings=readings,
        runs={run.number: replace(run, undone=run.number in gone) for run in ledger.runs() if run.number <= last},
        notes=tuple(replace(n, unit=_present_name(office.plan, n.unit)) for n in standing_notes(ledger, last)),
        issued=tuple(replace(i, unit=_present_name(office.plan, i.unit)) for i in ledger.issued() if i.number <= last),
        drafted=tuple(replace(d, unit=_present_name(office.plan, d.unit)) for d in ledger.drafted() if d.number <= last),
        as_of=office.as_of,
        with_later_notes=office.with_later_notes,
        fingerprint=ledger.head_at(last),
    )


def _present_name(plan: Plan, recorded: str) -> str:
    """Return a recorded unit's name as the plan writes it today: its brackets may have been recorded half-width."""
    found = plan.unit(recorded) if recorded else None
    return found.name if found else recorded


def standing_notes(ledger: Ledger, until: int | None = None) -> tuple[Note, ...]:
    """Return the notes, without the log rows that came in with an ingest since taken back (`undo`)."""
    last = ledger.next_number - 1 if until is None else until
    gone = frozenset(undo.run for undo in ledger.undos() if undo.number <= last)
    runs = sorted(run.number for run in ledger.runs())

    def undone(note: Note) -> bool:
        place = bisect_left(runs, note.number)
        return note.source == SOURCE and place > 0 and runs[place - 1] in gone

    return tuple(note for note in ledger.notes() if note.number <= last and not undone(note))


def dockets_of(office: Office) -> tuple[Docket, ...]:
    """Return every period's docket as of the office's moment, from the ledger alone."""
    with office.reading() as ledger:
        return judge(snapshot_of(office, ledger))


def docket_of(dockets: Sequence[Docket], period: Period) -> Docket:
    return next(docket for docket in dockets if docket.period == period.id)


def fresh_templates(office: Office, ledger: Ledger) -> tuple[KeptTemplate, ...]:
    """Keep the plan and form in force below archive/表样/ and return the facts not yet in the ledger."""
    known = {(template.name, template.sha256) for template in ledger.templates()}
    facts = []
    for path, data in (
        (office.workspace.plan, _bytes(office.workspace.plan)),
        (office.workspace.form, office.template),
    ):
        digest = hashlib.sha256(data).hexdigest()
        if (path.name, digest) in known:
            continue
        kept = office.workspace.snapshots / f"{digest}{path.suffix}"
        if not kept.is_file():
            write_atomic(kept, data)
        archived = kept.relative_to(office.workspace.archive).as_posix()
        facts.append(KeptTemplate(at=office.as_of, name=path.name, sha256=digest, archived=archived))
    return tuple(facts)

"""Status, merge, register, run: dockets become what the office reads. Looking writes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolkit import __version__
from toolkit.checks.schedule import schedule
from toolkit.docket import Docket, Status, UnitRow
from toolkit.outputs import report as plain
from toolkit.pipeline.blocks import Block
from toolkit.pipeline.collect import Collected, ingest
from toolkit.pipeline.office import Office, Tell, docket_of, dockets_of
from toolkit.plan.model import Period, Plan
from toolkit.workspace import YEAR, write_atomic

WANTING = frozenset({Status.MISSING, Status.RETURNED, Status.INCOMPLETE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What `status` found: one period, a year, or one unit's story."""

    office: Office
    dockets: tuple[Docket, ...]
    year: bool = False
    story: tuple[Block, ...] = ()
    story_json: Mapping[str, Any] = field(default_factory=dict)

    @property
    def wanting(self) -> bool:
        """Something is missing or returned."""
        return any(row.status in WANTING for docket in self.dockets for row in docket.units)

    def as_json(self) -> dict[str, Any]:
        if self.story:
            return dict(self.story_json)
        if self.year:
            return plain.year(self.dockets, self.office.zone)
        return plain.docket(self.dockets[0], self.office.zone)

    def blocks(self) -> tuple[Block, ...]:
        return self.story or tuple(_period_block(self.office, docket) for docket in self.dockets)


def _period_block(office: Office, docket: Docket) -> Block:
    period = office.period(docket.period)
    counts = "，".join(f"{status.value} {docket.count(status)}" for status in Status if docket.count(status))
    loose = [row for row in docket.files if row.outcome.value in {"unclaimed", "unreadable", "refused"}]
    lines = [f"共 {len(docket.units)} 个单位：{counts or '无'}。"]
    if loose:
        names = "、".join(f"“{row.name}”（#{row.receipt}）" for row in loose[:5])
        lines.append(f"另有 {len(loose)} 件需要处理：{names}{'等' if len(loose) > 5 else ''}。")
    return Block(
        title=f"{period.name}  截止 {docket.deadline}，适用 {docket.effective_deadline:%Y-%m-%d %H:%M}"
        f"（{docket.deadline_reason}）",
        headers=("单位", "状态", "电子表", "扫描件", "应报", "实报", "迟报天数", "理由"),
        rows=tuple(_unit_line(office, row) for row in docket.units),
        lines=tuple(lines),
    )


def _unit_line(office: Office, row: UnitRow) -> tuple[object, ...]:
    mark = "（时间待核）" if row.provisional and row.status is not Status.TIME_UNKNOWN else ""
    return (
        row.unit,
        f"{row.status.value}{mark}",
        short(row.first_received, office),
        short(row.scan_received, office),
        row.due_rows,
        row.filled_rows,
        row.days_late or "",
        row.reason,
    )


def short(moment: datetime | None, office: Office) -> str:
    return f"{moment.astimezone(office.zone):%m-%d %H:%M}" if moment else "—"


def status(office: Office, what: str | None, *, year: bool) -> Looked:
    """Say who has reported what: a period (default: the one being collected), the year, or one unit's story."""
    dockets = dockets_of(office)
    if what and office.plan.unit(what.strip()):
        from toolkit.pipeline.story import story

        blocks, data = story(office, dockets, office.unit(what))
        return Looked(office=office, dockets=dockets, story=blocks, story_json=data)
    if year:
        return Looked(office=office, dockets=dockets, year=True)
    return Looked(office=office, dockets=(docket_of(dockets, office.period(what)),))


# -- workbooks -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Files that a command wrote (or, with --dry-run, would write)."""

    what: str
    paths: tuple[Path, ...]
    dry_run: bool = False
    moved: tuple[str, ...] = ()
    """Sentences about files written under a second name, because the first was open."""

    def as_json(self) -> dict[str, Any]:
        return {"what": self.what, "files": [str(path) for path in self.paths], "dry_run": self.dry_run}

    def lines(self) -> tuple[str, ...]:
        verb = "将写入" if self.dry_run else "已写入"
        if len(self.paths) > 6:
            return (f"{self.what}：{verb} {len(self.paths)} 个文件，在 {self.paths[0].parent}。", *self.moved)
        return (*(f"{self.what}：{verb} {path}" for path in self.paths), *self.moved)


def write_all(what: str, files: Mapping[Path, Callable[[], bytes]], *, dry_run: bool, tell: Tell) -> Written:
    """Write every file atomically; one that is open elsewhere gets a second name and a sentence."""
    paths, moved = [], []
    for index, (path, make) in enumerate(files.items()):
        tell(what, index, len(files))
        written = path if dry_run else write_atomic(path, make())
        if written != path:
            moved.append(f"{path.name} 正被别的程序打开，本次写成了 {written.name}。")
        paths.append(written)
    tell(what, len(files), len(files))
    return Written(what=what, paths=tuple(paths), dry_run=dry_run, moved=tuple(moved))


def schedules(plan: Plan, period: Period) -> dict[tuple[str, str], Decimal]:
    """Return (item, unit) → the share that ought to be done at 数据截至, a fraction of 1."""
    found = {}
    for item_id, unit in plan.assignments(period.deadline):
        item = plan.item(item_id)
        if item is not None:
            found[item_id, unit] = schedule(plan, item, plan.limit(item_id, unit), period)
    return found


def consolidated_bytes(office: Office, dockets: Sequence[Docket], period: Period) -> bytes:
    from toolkit.outputs.consolidated import consolidated

    index = [docket.period for docket in dockets].index(period.id)
    return consolidated(
        office.plan,
        office.form,
        dockets[index],
        dockets[:index],
        schedules=schedules(office.plan, period),
        version=__version__,
        inputs=inputs(office),
    )


def inputs(office: Office) -> tuple[tuple[str, str], ...]:
    """Return (file, sha256) of what the outputs are made from beside the archive."""
    return (("templates/附件1.xlsx", office.plan.sha256), ("templates/附件2.xlsx", office.form.sha256))


def register_bytes(office: Office, dockets: Sequence[Docket], period: Period) -> bytes:
    from toolkit.outputs.register_book import register as book

    return book(office.plan, docket_of(dockets, period))


def year_bytes(office: Office, dockets: Sequence[Docket]) -> bytes:
    from toolkit.outputs.register_book import register_year

    return register_year(office.plan, dockets)


def merge(office: Office, named: str | None, *, dry_run: bool, tell: Tell) -> Written:
    """Write outbox/<period>/汇总表.xlsx."""
    period, dockets = office.period(named), dockets_of(office)
    path = office.workspace.consolidated(period.id)
    files = {path: lambda: consolidated_bytes(office, dockets, period)}
    return write_all("汇总表", files, dry_run=dry_run, tell=tell)


def register(office: Office, named: str | None, *, year: bool, dry_run: bool, tell: Tell) -> Written:
    """Write outbox/<period>/报送情况登记表.xlsx, or the year's."""
    dockets = dockets_of(office)
    if year:
        files = {office.workspace.register(YEAR): lambda: year_bytes(office, dockets)}
    else:
        period = office.period(named)
        files = {office.workspace.register(period.id): lambda: register_bytes(office, dockets, period)}
    return write_all("登记表", files, dry_run=dry_run, tell=tell)


# -- the whole job ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """The whole job after a deadline."""

    office: Office
    period: Period
    collected: Collected
    written: tuple[Written, ...]
    docket: Docket
    seconds: tuple[tuple[str, float], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "ingest": self.collected.as_json(),
            "files": [str(path) for part in self.written for path in part.paths],
            "seconds": dict(self.seconds),
            "status": plain.docket(self.docket, self.office.zone),
        }

    def lines(self) -> tuple[str, ...]:
        counts = "，".join(f"{s.value} {self.docket.count(s)}" for s in Status if self.docket.count(s))
        return (f"{self.period.name}：{counts}。",)


def run(office: Office, named: str | None, *, received: datetime | None, dry_run: bool, tell: Tell) -> Ran:
    """Do the main job after a deadline: ingest, merge, register, letters."""
    from toolkit.pipeline.letters import reminders_after

    period = office.period(named)
    collected = ingest(office, received=received, dry_run=dry_run, tell=tell)
    dockets = dockets_of(office)
    place = office.workspace
    files: dict[Path, Callable[[], bytes]] = {
        place.consolidated(period.id): lambda: consolidated_bytes(office, dockets, period),
        place.register(period.id): lambda: register_bytes(office, dockets, period),
    }
    written = [write_all("汇总与登记", files, dry_run=dry_run, tell=tell)]
    written += reminders_after(office, dockets, period, dry_run=dry_run, tell=tell)
    return Ran(
        office=office,
        period=period,
        collected=collected,
        written=tuple(written),
        docket=docket_of(dockets, period),
    )

"""The next year's workspace: units, mailboxes, aliases, settings and the form go on; what is unfinished is offered again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from toolkit.judge.aliases import aliases
from toolkit.judge.dockets import examined
from toolkit.judge.history import History
from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline.office import Office
from toolkit.pipeline.snapshots import snapshot_of, standing_notes
from toolkit.plan import shipped
from toolkit.plan.carried import UNIT_COLUMNS, Carried, carried, settings_of
from toolkit.plan.draft import Check, Draft, for_job
from toolkit.plan.labels import HELPERS
from toolkit.plan.model import Item, Period
from toolkit.plan.write import write_plan
from toolkit.values.names import split_names
from toolkit.values.texts import show
from toolkit.words import refusals, remarks
from toolkit.workspace import Workspace, init, write_atomic
from toolkit.workspace.layout import LaidDown
from toolkit.workspace.refused import made_folder, speaking

LAST = "上期"
"""Own columns of this name and a KEY are printed as {{ 上期.KEY }} until there is an answer of this year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """One item that is not finished."""

    item: Item
    hosts: tuple[str, ...]
    """Those who have not finished it."""
    last: dict[str, str]
    """KEY → last accepted answers; of several units each with its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearBegun:
    """Next year's workspace."""

    source: Path
    folder: Path
    draft: Draft
    settings: int
    unfinished: int
    laid: LaidDown | None = None
    """None = --dry-run."""


def new_year(office: Office, folder: Path, job: str, *, dry_run: bool) -> YearBegun:
    """Lay down next year's workspace out of this one, which stays as it is.

    Raises:
        ToolkitError: the folder holds a workspace already, or everything is finished.
    """
    target = Workspace(folder.absolute())
    if target.plan.exists():
        raise ToolkitError(refusals.already_a_workspace(target.root))
    left = _unfinished(office)
    if not left:
        raise ToolkitError(refusals.ALL_FINISHED)
    had = _with_learned(carried(office.workspace.plan.read_bytes()), office)
    draft = _draft(office, had, left, job)
    begun = YearBegun(
        source=office.workspace.root, folder=target.root, draft=draft, settings=len(had.settings), unfinished=len(left)
    )
    if dry_run:
        return begun
    kept = _templates(office.workspace)
    made_folder(target.root)
    for name, data in kept.items():  # before 附件1, with which the workspace is whole
        write_atomic(target.templates / name, data)
    laid = init(folder, job, write_plan(draft))
    own = tuple(f"templates/{name}" for name in kept)
    return replace(begun, laid=replace(laid, made=(*own, *laid.made), kept=()))


def _with_learned(had: Carried, office: Office) -> Carried:
    """Return what is carried with the names that the clerk noted as aliases, each in 别名 of its unit."""
    with office.reading() as ledger:
        learned = aliases(standing_notes(ledger))
    place = UNIT_COLUMNS.index("别名")

    def called(row: tuple[str, ...]) -> tuple[str, ...]:
        names = (*split_names(row[place]), *(name for name, unit in learned.items() if unit == row[0]))
        return (*row[:place], "、".join(dict.fromkeys(names)), *row[place + 1 :])

    return replace(had, units=tuple(called(row) for row in had.units)) if learned else had


def _templates(workspace: Workspace) -> dict[str, bytes]:
    """Return what the office's templates but 附件1 hold. Raises ToolkitError: another program holds one."""
    kept = {}
    for path in sorted(workspace.templates.iterdir()):
        if path.is_file() and path.name != workspace.plan.name and not path.name.startswith(("~$", "附件1-原表-")):
            with speaking(path):
                kept[path.name] = path.read_bytes()
    return kept


def _unfinished(office: Office) -> tuple[_Left, ...]:
    with office.reading() as ledger:
        return tuple(_still_open(office, examined(snapshot_of(office, ledger)).history))


def _still_open(office: Office, history: History) -> Iterator[_Left]:
    last = office.plan.periods[-1]
    after = replace(last, id="", deadline=last.deadline + timedelta(days=1))
    for item in office.plan.items:
        holders = office.plan.hosts(item, last.deadline)
        open_ = tuple(unit for unit in holders if not history.complete(item.id, unit, after))
        if open_:
            yield _Left(item=item, hosts=open_, last=_last(office, history, item, open_, after))


def _last(office: Office, history: History, item: Item, units: Sequence[str], after: Period) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for unit in units:
        answers = history.answers(item.id, unit, after)
        for field in office.form.asked if answers else ():
            text = show(answers[0][1].get(field.key), field)
            if text:
                said.setdefault(field.key, []).append(f"{unit}：{text}" if len(units) > 1 else text)
    return {key: "\n".join(texts) for key, texts in said.items()}


def _draft(office: Office, had: Carried, left: Sequence[_Left], job: str) -> Draft:
    plan = office.plan
    year = (plan.settings.year or plan.periods[0].deadline.year) + 1
    wanted = {field.key for field in office.form.fields if field.source == LAST}
    keys = [field.key for field in office.form.asked if field.key in wanted and any(field.key in one.last for one in left)]
    columns = [column for column in plan.columns if not column.startswith(LAST)]
    rows = [_row(columns, keys, one) for one in left]
    title = plan.title.replace(str(year - 1), str(year))
    said = {"年度": str(year), "任务名称": had.setting("任务名称"), "完成时限": f"{year}-12-31"}
    deadlines = tuple(_next(period.deadline, 1) for period in plan.periods)
    note = remarks.moved_on(year - 1)
    checks = (
        Check(sheet="设置", place="年度", value=str(year), note=remarks.year_before(year - 1)),
        Check(sheet="设置", place="完成时限", value=f"{year}-12-31", note=remarks.YEAR_END),
        Check(sheet="期次", place=remarks.periods(len(deadlines)), value="、".join(f"{d:%m-%d}" for d in deadlines), note=note),
    )
    return Draft(
        title=title,
        table=_table(left),
        columns=(*columns, *(f"{LAST}{key}" for key in keys)),
        more=tuple(rows),
        remark="",
        units=had.units,
        deadlines=deadlines,
        settings=for_job(settings_of(said, had), job),
        switches=had.switches(),
        holidays=(),
        scores=had.scores or shipped.SCORES,
        dated=date(year, 1, 1),
        period_note=note,
        checks=checks,
        tinted=frozenset({("设置", "年度", "值"), ("设置", "完成时限", "值"), ("期次", "", "截止日期")}),
    )


def _table(left: Sequence[_Left]) -> tuple[tuple[str, str, str, str], ...]:
    """Return the rows numbered anew: the projects that still have something open, in their order."""
    rows: list[tuple[str, str, str, str]] = []
    seen: list[str] = []
    for one in left:
        new = one.item.project_number not in seen
        if new:
            seen.append(one.item.project_number)
        hosts = "\n".join(one.hosts)
        rows.append((str(len(seen)) if new else "", one.item.project if new else "", one.item.content, hosts))
    return tuple(rows)


def _row(columns: Sequence[str], keys: Sequence[str], one: _Left) -> tuple[str, ...]:
    own = {column: str(value) for column, value in one.item.own.items()}
    own[HELPERS] = "\n".join(one.item.helpers)
    return (*(own.get(column, "") for column in columns), *(one.last.get(key, "") for key in keys))


def _next(day: date, years: int) -> date:
    """Return the same day some years on; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)

"""The first hour: a workspace, and an 附件1 out of the office's own notice. What the office had is kept."""

import hashlib
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.pipeline.office import bytes_of
from toolkit.plan.carried import UNIT_COLUMNS, Carried, carried
from toolkit.plan.draft import for_job
from toolkit.plan.example import same_plan
from toolkit.plan.mistakes import PlanMistakes
from toolkit.plan.notice import Notice, read_notice
from toolkit.plan.notice_sources import BOOKS, TEXTS
from toolkit.plan.notice_units import unit_rows
from toolkit.plan.read import read_plan
from toolkit.plan.sheets import fold
from toolkit.plan.write import write_plan
from toolkit.words import refusals, remarks
from toolkit.workspace import Workspace, examples_shipped, init, shipped_plans, write_atomic
from toolkit.workspace.layout import LaidDown
from toolkit.workspace.leftovers import sweep_parts

_CONVERTED = {
    "doc": "docx", "wps": "docx", "wpt": "docx", "rtf": "docx", "odt": "docx", "xls": "xlsx", "et": "xlsx", "ods": "xlsx",
}  # fmt: skip
_CONVERT = Limits(seconds=90)
"""LibreOffice alone needs long for its first start; a notice is the clerk's own file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNotice:
    """A notice read for a workspace, before anything is written."""

    notice: Notice
    data: bytes
    """附件1 made of it."""
    name: str
    wanting: tuple[str, ...] = ()
    """Sentences: what the plan still lacks before forms can go out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceStarted:
    """A workspace laid down."""

    folder: Path
    read: ReadNotice | None = None
    laid: LaidDown | None = None
    """None = --dry-run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A notice written as 附件1."""

    read: ReadNotice
    plan: Path
    aside: Path | None = None
    """Where the old 附件1 was put."""
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsAdded:
    """Units written into sheet 单位."""

    names: tuple[str, ...] = ()
    aside: Path | None = None
    """Where the old 附件1 was put; None = nothing was written."""


def start(folder: Path, job: str, *, notice: Path | None = None, example: str = "", dry_run: bool) -> WorkspaceStarted:
    """Lay down a workspace for the job of this 任务号, out of a notice where one is given; what is there stays as it is.

    A notice that cannot be read leaves nothing behind.
    """
    workspace = Workspace(folder.absolute())
    if example and example not in examples_shipped():
        raise ToolkitError(refusals.no_such_example(example, examples_shipped()))
    if notice and workspace.plan.exists() and not _is_example(workspace):
        raise ToolkitError(refusals.plan_there(workspace.plan, notice))
    read = _read(workspace, notice, job) if notice else None
    if dry_run:
        return WorkspaceStarted(folder=folder.absolute(), read=read)
    laid = init(folder, job, read.data if read else None, example)
    workspace.refused_import.unlink(missing_ok=True)
    if read and workspace.plan.read_bytes() != read.data:
        write_atomic(workspace.plan, read.data, elsewhere=False)
    return WorkspaceStarted(folder=folder.absolute(), read=read, laid=laid)


def import_notice(root: Path, notice: Path, job: str, *, force: bool, dry_run: bool) -> Imported:
    """Write 附件1.xlsx out of the notice; an existing one is kept aside first, and only with `force` replaced.

    The shipped example is replaced at once. `job` is a new workspace's 任务号; one that is there already keeps its own,
    for forms of it may be out.
    """
    workspace = Workspace(root.absolute())
    try:
        read = _read(workspace, notice, job)
    except ToolkitError:
        if not dry_run and _is_example(workspace):
            write_atomic(workspace.refused_import, notice.name.encode())
        raise
    if dry_run:
        return Imported(read=read, plan=workspace.plan, dry_run=True)
    there = workspace.plan.exists()
    if there and not force and _in_use(workspace):
        raise ToolkitError(refusals.plan_in_use(workspace.plan, taken_in=True))
    if there and not force and not _is_example(workspace):
        raise ToolkitError(refusals.plan_in_use(workspace.plan, taken_in=False))
    if there:
        sweep_parts(workspace, locked=False)
    aside = _keep_aside(workspace) if there and workspace.plan.read_bytes() != read.data else None
    written = write_atomic(workspace.plan, read.data, elsewhere=False)  # under a second name no command would read it
    workspace.refused_import.unlink(missing_ok=True)
    return Imported(read=read, plan=written, aside=aside)


def add_units(root: Path, *, dry_run: bool) -> UnitsAdded:
    """Write the units that sheet 附件1 names and sheet 单位 lacks below the others; the old book is kept aside."""
    from openpyxl import load_workbook

    workspace = Workspace.find(root)
    data = bytes_of(workspace.plan)
    names = _unknown_units(data)
    if not names or dry_run:
        return UnitsAdded(names=names)
    book = load_workbook(BytesIO(data))
    page = book["单位"]
    heads = {fold(cell.value): place for place, cell in enumerate(page[1], start=1)}
    last = max((cell.row for row in page.iter_rows(max_col=heads["单位"]) for cell in row[-1:] if cell.value), default=1)
    for row, values in enumerate(unit_rows(names, carried(data).county), start=last + 1):
        for label, value in zip(UNIT_COLUMNS, values, strict=False):
            if label in heads and value:
                page.cell(row, heads[label]).value = value
    out = BytesIO()
    book.save(out)
    sweep_parts(workspace, locked=False)
    aside = _keep_aside(workspace)
    write_atomic(workspace.plan, out.getvalue(), elsewhere=False)
    return UnitsAdded(names=names, aside=aside)


def _unknown_units(data: bytes) -> tuple[str, ...]:
    try:
        read_plan(data)
    except PlanMistakes as mistakes:
        return mistakes.unknown_units
    return ()


def _keep_aside(workspace: Workspace) -> Path:
    old = workspace.plan.read_bytes()
    return write_atomic(workspace.plan.with_name(f"附件1-原表-{hashlib.sha256(old).hexdigest()[:8]}.xlsx"), old)


def refuse_example(workspace: Workspace) -> None:
    """Do not issue another county's forms.

    Raises:
        ToolkitError: an import was refused and 附件1 is still the shipped example.
    """
    if not workspace.refused_import.is_file() or not _is_example(workspace):
        return
    name = workspace.refused_import.read_text("utf-8", "replace")
    raise ToolkitError(refusals.still_the_example(name))


def _in_use(workspace: Workspace) -> bool:
    """Tell whether anything was taken in: then even the shipped plan is somebody's own."""
    originals = workspace.archive / "原件"
    return originals.is_dir() and any(originals.iterdir())


def _is_example(workspace: Workspace) -> bool:
    try:
        data = workspace.plan.read_bytes()
    except OSError:
        return False
    return any(same_plan(data, shipped) for shipped in shipped_plans())


def _read(workspace: Workspace, notice: Path, job: str) -> ReadNotice:
    """Read the notice for this workspace. Raises: ToolkitError."""
    extension = notice.suffix.lower().lstrip(".")
    data = bytes_of(notice)
    if extension in _CONVERTED:
        data, extension = _converted(data, extension)
    elif extension not in {*BOOKS, *TEXTS, "docx", "docm"}:
        raise ToolkitError(refusals.no_notice_format(notice.name))
    had = _had(workspace)
    read = read_notice(data, extension, had)
    job = (had.setting("任务号") if had else "") or _job_of(workspace) or job
    written = write_plan(replace(read.draft, settings=for_job(read.draft.settings, job)))
    return ReadNotice(notice=read, data=written, name=notice.name, wanting=_wanting(written))


def _had(workspace: Workspace) -> Carried | None:
    """Return what the office has in its 附件1; the shipped example is nobody's."""
    if not workspace.plan.is_file() or _is_example(workspace):
        return None
    return carried(bytes_of(workspace.plan))


def _job_of(workspace: Workspace) -> str:
    """Return the 任务号 that the workspace has; "" = none yet, or its 附件1 cannot be read."""
    try:
        return read_plan(workspace.plan.read_bytes(), workspace.plan.name).job
    except (ToolkitError, OSError):
        return ""


def _converted(data: bytes, extension: str) -> tuple[bytes, str]:
    """Return an old document as a new one. Raises: ToolkitError."""
    from toolkit.intake.formats.libreoffice import converted, office_program

    if data[:2] == b"PK" and extension in {"doc", "wps", "xls", "et"}:
        return data, _CONVERTED[extension]  # a new document under an old name
    wanted = _CONVERTED[extension]
    if office_program() is None:
        raise ToolkitError(remarks.old_document(extension, wanted, installed=False))
    try:
        return converted(data, extension, wanted, _CONVERT), wanted
    except Unreadable:
        raise ToolkitError(remarks.old_document(extension, wanted, installed=True)) from None


def _wanting(data: bytes) -> tuple[str, ...]:
    """Return what the plan still lacks, as `plan` would tell it."""
    try:
        read_plan(data)
    except ToolkitError as error:
        return tuple(str(error).splitlines())
    return ()

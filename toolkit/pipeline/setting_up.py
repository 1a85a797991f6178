"""The first hour: a workspace, and an 附件1 out of the office's own notice. What the office had is kept."""

import hashlib
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.limits import Limits, Unreadable
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
from toolkit.workspace import Workspace, examples_shipped, init, shipped_plans, write_atomic
from toolkit.workspace.writing import system_said

_CONVERTED = {
    "doc": "docx", "wps": "docx", "wpt": "docx", "rtf": "docx", "odt": "docx", "xls": "xlsx", "et": "xlsx", "ods": "xlsx",
}  # fmt: skip
_CONVERT = Limits(seconds=90)
"""LibreOffice alone needs long for its first start; a notice is the clerk's own file."""
_MOST_LINES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Import:
    """A notice read for a workspace, before anything is written."""

    notice: Notice
    data: bytes
    name: str

    def lines(self) -> tuple[str, ...]:
        """Return what was found and what the clerk has to look at; the rest is in sheet 请核对."""
        draft = self.notice.draft
        found = f"从“{self.name}”读出 {len(draft.table)} 项、{len(draft.units)} 个单位、{len(draft.deadlines)} 个期次。"
        gone = self.notice.gone
        lost = (f"请核对：通知里没有{'、'.join(gone)}，已从“单位”表去掉（原表里还有）。",) if gone else ()
        doubts = tuple(f"请核对：{doubt}" for doubt in self.notice.doubts)
        checks = tuple(f"请核对：{check.line()}" for check in draft.checks)
        room = max(_MOST_LINES - len(doubts) - len(lost), 3)
        more = len(checks) - room
        rest = (f"请核对：还有 {more} 处，都列在附件1.xlsx 的“请核对”表里，格子标了底色。",) if more > 0 else ()
        return (found, *doubts, *lost, *checks[:room], *rest)


def start(folder: Path, job: str, *, notice: Path | None = None, example: str = "", dry_run: bool) -> tuple[str, ...]:
    """Lay down a workspace for the job of this 任务号, out of a notice where one is given; what is there stays as it is.

    A notice that cannot be read leaves nothing behind.
    """
    workspace = Workspace(folder.absolute())
    if example and example not in examples_shipped():
        raise ToolkitError(f"没有名为“{example}”的示例，可以用的有：{'、'.join(examples_shipped())}。")
    if notice and workspace.plan.exists() and not _is_example(workspace):
        raise ToolkitError(f"{workspace.plan} 已经存在；换一份通知请用 duban import-plan {notice} --force。")
    read = _read(workspace, notice, job) if notice else None
    if dry_run:
        told = read.lines() if read else ()
        return (*told, f"将在 {folder.absolute()} 新建工作文件夹（templates、inbox、outbox、archive）。")
    laid = init(folder, job, read.data if read else None, example)
    workspace.refused_import.unlink(missing_ok=True)
    if read and workspace.plan.read_bytes() != read.data:
        write_atomic(workspace.plan, read.data, elsewhere=False)
    return (*(read.lines() if read else ()), *laid.lines(), *(_unfinished(read.data) if read else ()))


def import_notice(root: Path, notice: Path, job: str, *, force: bool, dry_run: bool) -> tuple[str, ...]:
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
        return (*read.lines(), f"将写入 {workspace.plan}。")
    there = workspace.plan.exists()
    if there and not force and not _is_example(workspace):
        raise ToolkitError(f"{workspace.plan} 已经存在；确要替换请加 --force（原表会另存一份）。")
    lines = list(read.lines())
    if there and workspace.plan.read_bytes() != read.data:
        lines.append(f"原表另存为 {_keep_aside(workspace).name}。")
    written = write_atomic(workspace.plan, read.data, elsewhere=False)  # under a second name no command would read it
    workspace.refused_import.unlink(missing_ok=True)
    return (*lines, *_unfinished(read.data), f"已写入 {written}，请打开核对后再继续。")


def add_units(root: Path, *, dry_run: bool) -> tuple[str, ...]:
    """Write the units that sheet 附件1 names and sheet 单位 lacks below the others; the old book is kept aside."""
    from openpyxl import load_workbook

    workspace = Workspace.find(root)
    data = _bytes(workspace.plan)
    names = _unknown_units(data)
    if not names:
        return ("附件1里的单位都在“单位”表里，不用补。",)
    if dry_run:
        return (f"将在“单位”表补上：{'、'.join(names)}。",)
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
    aside = _keep_aside(workspace)
    write_atomic(workspace.plan, out.getvalue(), elsewhere=False)
    return (f"“单位”表已补上：{'、'.join(names)}；全称、别名是推出来的，请核对，邮箱请补。", f"原表另存为 {aside.name}。")


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
    raise ToolkitError(
        f"附件1还是随程序带来的示例，“{name}”没有导入成功，不能用示例给各单位下发表格。"
        "请改好通知再运行 duban import-plan，或直接填写 templates/附件1.xlsx；确要用示例的，再运行一次 duban init。"
    )


def _is_example(workspace: Workspace) -> bool:
    try:
        data = workspace.plan.read_bytes()
    except OSError:
        return False
    return any(same_plan(data, shipped) for shipped in shipped_plans())


def _read(workspace: Workspace, notice: Path, job: str) -> _Import:
    """Read the notice for this workspace. Raises: ToolkitError."""
    extension = notice.suffix.lower().lstrip(".")
    data = _bytes(notice)
    if extension in _CONVERTED:
        data, extension = _converted(data, extension)
    elif extension not in {*BOOKS, *TEXTS, "docx", "docm"}:
        raise ToolkitError(
            f"通知“{notice.name}”不是能导入的格式；请给出 .docx、.doc、.wps、.xlsx、.xls 或 .txt，"
            "PDF 和图片请把文字和表格复制到 Word 或 Excel 里另存再导入。"
        )
    had = _had(workspace)
    read = read_notice(data, extension, had)
    job = (had.setting("任务号") if had else "") or _job_of(workspace) or job
    written = write_plan(replace(read.draft, settings=for_job(read.draft.settings, job)))
    return _Import(notice=read, data=written, name=notice.name)


def _had(workspace: Workspace) -> Carried | None:
    """Return what the office has in its 附件1; the shipped example is nobody's."""
    if not workspace.plan.is_file() or _is_example(workspace):
        return None
    return carried(_bytes(workspace.plan))


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
    ask = f"请用 WPS 或 Office 打开，另存为 .{wanted} 再导入"
    if office_program() is None:
        raise ToolkitError(f"这份通知是 .{extension} 文档，本机没有 LibreOffice，不能直接读；{ask}。")
    try:
        return converted(data, extension, wanted, _CONVERT), wanted
    except Unreadable:
        raise ToolkitError(f"这份通知是 .{extension} 文档，LibreOffice 打不开；{ask}。") from None


def _unfinished(data: bytes) -> tuple[str, ...]:
    """Return what the plan still lacks, as `plan` would tell it."""
    try:
        read_plan(data)
    except ToolkitError as error:
        return ("下发前还要补：", *str(error).splitlines())
    return ()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ToolkitError(f"读不了 {path}（{system_said(error)}），请关闭正在使用它的程序后重试。") from None

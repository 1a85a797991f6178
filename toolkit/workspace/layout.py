"""Lay down a new workspace. Effects: writes files that are not there yet, never over one that is."""

import contextlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.nouns.errors import ToolkitError
from toolkit.workspace.launchers import LAUNCHERS, desktop_file, unix_file, windows_file
from toolkit.workspace.leftovers import sweep_parts
from toolkit.workspace.paths import Workspace
from toolkit.workspace.refused import made_folder, shown_path, speaking
from toolkit.workspace.writing import write_atomic

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@dataclass(frozen=True, slots=True)
class LaidDown:
    """What `init` did; paths below the workspace with /."""

    made: tuple[str, ...]
    kept: tuple[str, ...]
    """Were there already and stay as they are."""


def shipped_templates() -> tuple[str, ...]:
    """Return the names of all templates that come with the program."""
    names = (entry.name for entry in _shipped().iterdir() if entry.is_file())
    return tuple(sorted(name for name in names if not name.startswith((".", "~$"))))


def shipped_template(name: str) -> bytes:
    """Return one shipped template, from the installed wheel or from the clone beside the package."""
    return (_shipped() / name).read_bytes()


def shipped_plans() -> tuple[bytes, ...]:
    """Return every 附件1 that comes with the program: nobody's own until the clerk changes it."""
    examples = (example_template(name, "附件1.xlsx") for name in examples_shipped())
    return (shipped_template("附件1.xlsx"), *(plan for plan in examples if plan))


def init(folder: Path, job: str = "", plan: bytes | None = None, example: str = "", python: str = sys.executable) -> LaidDown:
    """Lay down templates, inbox with its log, outbox and archive.

    `job`: the 任务号 of a new 附件1; "" = the shipped plan's. `plan`: the new 附件1 itself, where it was made out of a notice.
    `example`: name of a second shipped job whose files go before the first one's.
    `python`: the interpreter that 一键… shall try first.

    Raises:
        ToolkitError: the folder cannot be written, or a link in it leads elsewhere.
    """
    workspace = Workspace(folder.absolute())
    made: list[str] = []
    kept: list[str] = []
    made_folder(workspace.root)
    for place in (workspace.templates, workspace.inbox, workspace.outbox, workspace.originals):
        _inside(workspace.root, place)
        made_folder(place)
    with speaking(workspace.root):
        sweep_parts(workspace, locked=False)
    wanted: list[tuple[Path, Callable[[], bytes]]] = [
        (workspace.templates / name, partial(_template, example, name)) for name in shipped_templates()
    ]
    wanted = [(path, content) for path, content in wanted if path != workspace.plan]
    laid_down = cache(lambda: plan if plan is not None else _plan(job, example))
    wanted.append((workspace.receipt_log, partial(_log, workspace.plan, laid_down)))
    for launcher in LAUNCHERS:
        wanted.append((workspace.root / f"{launcher.name}.bat", partial(windows_file, launcher, python)))
        if os.name != "nt":
            wanted.append((workspace.root / f"{launcher.name}.sh", partial(unix_file, launcher, python)))
            wanted.append((workspace.root / f"{launcher.name}.desktop", partial(desktop_file, launcher, str(workspace.root))))
    wanted.append((workspace.plan, laid_down))  # last: what has one is a whole workspace
    for path, content in wanted:
        there = path.exists() or path.is_symlink()
        if not there:
            write_atomic(path, content())
        if path.suffix in {".sh", ".desktop"} and path.is_file():
            with contextlib.suppress(OSError):  # somebody else's
                path.chmod(0o755)
        (kept if there else made).append(path.relative_to(workspace.root).as_posix())
    return LaidDown(made=tuple(made), kept=tuple(kept))


def examples_shipped() -> tuple[str, ...]:
    """Return the names of the further jobs that come with the program."""
    folder = _shipped() / "示例"
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir())) if folder.is_dir() else ()


def example_template(example: str, name: str) -> bytes | None:
    """Return a further job's own file; None = it has none of that name."""
    path = _shipped() / "示例" / example / name
    return path.read_bytes() if example and path.is_file() else None


def _template(example: str, name: str) -> bytes:
    return example_template(example, name) or shipped_template(name)


def _plan(job: str, example: str) -> bytes:
    from toolkit.plan.draft import shipped_draft
    from toolkit.plan.example import with_job
    from toolkit.plan.write import write_plan

    if not job:
        return _template(example, "附件1.xlsx")
    shipped = example_template(example, "附件1.xlsx")
    return with_job(shipped, job) if shipped else write_plan(shipped_draft(job))


def _log(there: Path, laid_down: Callable[[], bytes]) -> bytes:
    """Return an empty receipt log that offers the plan's units and periods; a plan with mistakes offers none."""
    from toolkit.clerk.receipt_log import blank_log
    from toolkit.plan.read import read_plan

    try:
        plan = read_plan(there.read_bytes() if there.exists() else laid_down(), there.name)
    except (ToolkitError, OSError):
        return blank_log()
    return blank_log([unit.name for unit in plan.units], [period.id for period in plan.periods])


def _inside(root: Path, place: Path) -> None:
    try:
        inside = place.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # links in a circle
        inside = False
    if not inside:
        raise ToolkitError(f"{shown_path(place)} 是指向别处的链接，请换一个文件夹再运行 init（没有写入任何文件）。")


def _shipped() -> "Traversable":
    """The wheel carries templates/ as toolkit/shipped/; a clone has it beside the package."""
    from importlib import resources

    package = resources.files("toolkit")
    installed = package / "shipped"
    if installed.is_dir():
        return installed
    return Path(str(package)).parent / "templates"

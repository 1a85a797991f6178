"""Put files into inbox/: copied, never over one that is there, each under its own name. Effects: the file system."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from toolkit.nouns.errors import ToolkitError
from toolkit.workspace import Workspace
from toolkit.workspace.paths import long_path
from toolkit.workspace.writing import shown, speaking


def add(workspace: Workspace, paths: Iterable[Path], *, dry_run: bool) -> tuple[str, ...]:
    """Copy files and folders into the inbox, modification times kept.

    Raises:
        ToolkitError: one of them is not there; nothing was copied then.
    """
    sources = tuple(paths)
    for source in sources:
        if not long_path(source).exists():
            raise ToolkitError(f"找不到“{shown(source)}”，没有放入任何文件，请核对路径。")
    lines = []
    for source in sources:
        if source.resolve().is_relative_to(workspace.inbox.resolve()):
            lines.append(f"“{shown(source.name)}”已经在 inbox 里。")
            continue
        target = _free(workspace.inbox, source.name)
        if not dry_run:
            with speaking(target):
                _copy(long_path(source), long_path(target))
        lines.append(f"{'将放入' if dry_run else '已放入'} inbox：{shown(target.name)}")
    return tuple(lines)


def _copy(source: Path, target: Path) -> None:
    """Copy beside the target first: a half copy is never taken for an arrival."""
    part = target.with_name(f"{target.name}.part")
    if source.is_dir():
        shutil.copytree(source, part, symlinks=True)
    else:
        shutil.copy2(source, part)
    part.rename(target)


def _free(folder: Path, name: str) -> Path:
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    target, number = folder / name, 2
    while long_path(target).exists():
        target, number = folder / f"{stem}（{number}）{dot}{ending}", number + 1
    return target

"""Put files into inbox/: copied, never over one that is there, each under its own name. Effects: the file system."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from toolkit.nouns.errors import ToolkitError
from toolkit.words import refusals
from toolkit.workspace import Workspace
from toolkit.workspace.leftovers import sweep_parts
from toolkit.workspace.paths import UNFINISHED, long_path
from toolkit.workspace.writing import part_name, shown_path, speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesAdded:
    """Files given, each with where it was put; None = it lay in the inbox already."""

    files: tuple[tuple[Path, Path | None], ...]
    dry_run: bool = False


def add(workspace: Workspace, paths: Iterable[Path], *, dry_run: bool) -> FilesAdded:
    """Copy files and folders into the inbox, modification times kept.

    Raises:
        ToolkitError: one of them is not there; nothing was copied then.
    """
    sources = tuple(paths)
    for source in sources:
        if not long_path(source).exists():
            raise ToolkitError(refusals.nothing_added(shown_path(source)))
    if not dry_run:
        sweep_parts(workspace, locked=False)
    files: list[tuple[Path, Path | None]] = []
    for source in sources:
        if source.resolve().is_relative_to(workspace.inbox.resolve()):
            files.append((source, None))
            continue
        target = _free(workspace.inbox, source.name)
        if not dry_run:
            with speaking(target):
                _copy(long_path(source), long_path(target))
        files.append((source, target))
    return FilesAdded(files=tuple(files), dry_run=dry_run)


def _copy(source: Path, target: Path) -> None:
    """Copy beside the target first: a half copy is never taken for an arrival."""
    part = target.with_name(part_name(target.name, UNFINISHED.removesuffix(".part")))
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

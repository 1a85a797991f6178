"""Put files into inbox/: copied, never over one that is there, each under its own name. Effects: the file system."""

import contextlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from toolkit.nouns.errors import ToolkitError
from toolkit.words import refusals
from toolkit.workspace import Workspace
from toolkit.workspace.leftovers import sweep_parts
from toolkit.workspace.paths import UNFINISHED, long_path
from toolkit.workspace.refused import shown_path, speaking, unreadable
from toolkit.workspace.writing import part_name


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
            _copy(source, target)
        files.append((source, target))
    return FilesAdded(files=tuple(files), dry_run=dry_run)


def _copy(source: Path, target: Path) -> None:
    """Copy beside the target first: a half copy is never taken for an arrival. Raises: ToolkitError."""
    part = long_path(target).with_name(part_name(target.name, UNFINISHED.removesuffix(".part")))
    copied = partial(_copied, target)
    try:
        if long_path(source).is_dir():
            shutil.copytree(long_path(source), part, symlinks=True, copy_function=copied)
        else:
            copied(long_path(source), part)
        with speaking(target):
            part.rename(long_path(target))
    except shutil.Error as error:  # a folder in it that nobody may open
        raise ToolkitError(refusals.nothing_added_of(shown_path(error.args[0][0][0]))) from error
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(part) if part.is_dir() else part.unlink(missing_ok=True)


def _copied(target: Path, source: Path | str, part: Path | str) -> None:
    """Copy one file of what is to become the target. Raises: ToolkitError, which names the file that nobody may read."""
    try:
        with Path(source).open("rb"):
            pass
    except OSError as error:
        raise unreadable(Path(shown_path(source)), error) from None
    with speaking(target):
        shutil.copy2(source, part)


def _free(folder: Path, name: str) -> Path:
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    target, number = folder / name, 2
    while long_path(target).exists():
        target, number = folder / f"{stem}（{number}）{dot}{ending}", number + 1
    return target

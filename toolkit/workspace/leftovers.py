"""Clear away the unfinished files that a killed program left. Effects: removes files.

In the inbox only what bears this program's own mark goes: any other .part there is somebody's download.
"""

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from toolkit.workspace.arrivals import LOG, TODO
from toolkit.workspace.locking import alive
from toolkit.workspace.paths import UNFINISHED, Workspace, long_path

_WRITTEN = re.compile(r"\.(\d+)\.part$")
_BOOKS = tuple(re.compile(rf"{re.escape(book)}\.\d+\.part") for book in (LOG, TODO))
_PUT_IN = re.compile(rf"\.(\d+){re.escape(UNFINISHED)}$")


def sweep_parts(workspace: Workspace, *, locked: bool = True) -> None:
    """Remove what was being written when a program died: in the workspace, its folders, outbox/, 证据/ and archive/表样.

    Without the workspace's lock another program may be writing: then what a living one writes stays.
    """
    root = workspace.root
    flat = [root, *(folder for folder in root.iterdir() if folder.is_dir() and folder != workspace.inbox)]
    deep = [workspace.outbox, workspace.dossiers, workspace.snapshots, workspace.backups]
    parts = [path for folder in flat for path in folder.glob("*.part")]
    parts += [path for folder in deep for path in _below(folder)]
    written = [path for path in parts if (by := _WRITTEN.search(path.name)) and (locked or not alive(int(by[1])))]
    for path in (*written, *_in_inbox(workspace.inbox)):
        with contextlib.suppress(OSError):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)


def _below(folder: Path) -> Iterator[Path]:
    """Yield what is named so at whatever depth: outbox/ holds some files a unit, for none of which a path is made."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".part"):
                yield Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                yield from _below(Path(entry.path))


def _in_inbox(inbox: Path) -> Iterator[Path]:
    """Yield what undo and add were putting in; a copy that is still under way stays."""
    place = long_path(inbox)
    for path in (*place.glob("*.part"), *place.rglob(f"*{UNFINISHED}")):
        put = _PUT_IN.search(path.name)
        ours = path.name.endswith(UNFINISHED) and not (put and alive(int(put[1])))
        if ours or any(book.fullmatch(path.name) for book in _BOOKS):
            yield path

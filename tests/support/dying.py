"""A program that dies at its nth effect on a workspace: file opened to write, renamed, removed, synced; commit of the ledger.

The effects are those that Python's audit hooks see; the work is done in a forked child, which ends like one that was killed,
or by the command line: `python dying.py FOLDER N command…` dies before effect N, and prints how many there were.
"""

import os
import sqlite3
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

KILLED, REFUSED = 137, 3
_ON_PATHS = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.truncate", "os.chmod", "os.utime"})
_LOCK = ".锁"
"""What a system frees by itself when its holder dies, and Windows clears away after all is done."""
_WRITING = os.O_WRONLY | os.O_RDWR


class _Effects:
    """Counts the effects of one process below one folder; ends the process at the nth."""

    def __init__(self, root: Path, die_at: int | None) -> None:
        self.root, self.die_at, self.count = os.fspath(root), die_at, 0
        self.pid, self._sync = os.getpid(), os.fsync
        sys.addaudithook(self.seen)
        os.fsync = self.synced  # type: ignore[assignment]
        self._connect = sqlite3.connect
        sqlite3.connect = self.connected  # type: ignore[assignment]

    def seen(self, event: str, facts: tuple[object, ...]) -> None:
        if (event == "open" and isinstance(facts[2], int) and facts[2] & _WRITING) or event in _ON_PATHS:
            self.one(facts[0])

    def synced(self, handle: int) -> None:
        self.one(self.root)
        self._sync(handle)

    def connected(self, *facts: Any, **more: Any) -> sqlite3.Connection:
        connection = self._connect(*facts, **more)
        connection.set_trace_callback(self.said)
        return connection

    def said(self, statement: str) -> None:
        if statement.strip().upper().startswith("COMMIT"):
            self.one(self.root)

    def one(self, path: object) -> None:
        if os.getpid() != self.pid or not isinstance(path, str | bytes | os.PathLike):
            return
        name = os.fsdecode(path).removeprefix("\\\\?\\")  # the long form of a Windows path
        if name.startswith(self.root) and not name.endswith(_LOCK):
            if self.count == self.die_at:
                os._exit(KILLED)
            self.count += 1


def effects(root: Path, work: Callable[[], object], die_at: int | None = None) -> tuple[int, int]:
    """Do the work in a child that dies before its effect number `die_at`; return its exit code and how many effects it had."""
    from toolkit.nouns.errors import ToolkitError

    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reader)
            counted = _Effects(root, die_at)
            try:
                work()
                code = 0
            except ToolkitError:
                code = REFUSED
            except BaseException:  # the child must not go on as a second parent
                traceback.print_exc()
            os.write(writer, str(counted.count).encode())
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), int(said or 0)


def main(root: str, die_at: str, *words: str) -> None:
    from toolkit.cli import main as duban

    counted = _Effects(Path(root), int(die_at))
    try:
        duban(["-w", root, *words])
    finally:
        print(f"effects {counted.count}", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])

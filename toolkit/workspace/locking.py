"""One writer at a time. Effects: a lock file, and beside it who holds it.

The lock is the operating system's, so a holder that dies frees it. Where a share has no such locks, a plain
file stands in, and one left by a process of this computer that no longer lives is cleared away.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.nouns.errors import ToolkitError
from toolkit.workspace.paths import Workspace
from toolkit.workspace.refused import speaking
from toolkit.workspace.writing import write_atomic

if TYPE_CHECKING:
    from filelock import BaseFileLock

WAIT_SECONDS = 1.0
_SYNCHRONIZE, _ACCESS_DENIED = 0x00100000, 5


@contextlib.contextmanager
def lock(workspace: Workspace, who: str, *, since: datetime, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the workspace for writing.

    Raises:
        ToolkitError: somebody else holds it; says who and since when.
    """
    from filelock import FileLock, Timeout

    with speaking(workspace.archive):
        workspace.archive.mkdir(parents=True, exist_ok=True)
        with workspace.lock.open("ab"):
            pass
    held: BaseFileLock = FileLock(workspace.lock, timeout=wait)
    try:
        try:
            held.acquire()
        except NotImplementedError:  # the share knows no locks
            from filelock import SoftFileLock

            plain = workspace.lock.with_name(workspace.lock.name + "占用")
            _clear_dead(plain, workspace.holder)
            held = SoftFileLock(plain, timeout=wait)
            held.acquire()
    except Timeout:
        raise ToolkitError(busy_sentence(workspace.holder)) from None
    except OSError as error:
        with speaking(workspace.lock):
            raise error from None
    try:
        _say_who(workspace.holder, who, since)
        yield
    finally:
        with contextlib.suppress(OSError):
            workspace.holder.unlink()
        held.release()


def busy_sentence(holder: Path) -> str:
    """Return what the second writer is told."""
    known = _holder(holder)
    if not known:
        return "另一个程序正在使用这个工作文件夹，请等它运行完再试。"
    return (
        f"{known.get('who') or '另一位同事'}（电脑 {known.get('host', '?')}，进程 {known.get('pid', '?')}）"
        f"自 {known.get('since', '?')} 起正在使用这个工作文件夹，请等其运行完再试。"
    )


def left_behind(holder: Path) -> tuple[str, str]:
    """Return what a holder that died was doing and since when; ask before locking. "" = none died."""
    known = _holder(holder)
    return str(known.get("who") or ""), str(known.get("since") or "")


def _say_who(holder: Path, who: str, since: datetime) -> None:
    known = {"who": who, "pid": os.getpid(), "host": _computer(), "since": said(since)}
    write_atomic(holder, json.dumps(known, ensure_ascii=False).encode(), elsewhere=False)


def _computer() -> str:
    import platform  # no socket: that takes longer to load than the lock to take

    return platform.node()


def said(since: datetime) -> str:
    """Return a moment as the holder's file says it."""
    return f"{since:%Y-%m-%d %H:%M:%S}"


def _holder(holder: Path) -> dict[str, object]:
    try:
        known = json.loads(holder.read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _clear_dead(plain: Path, holder: Path) -> None:
    known = _holder(holder)
    pid = known.get("pid")
    if known.get("host") == _computer() and isinstance(pid, int) and not alive(pid):
        plain.unlink(missing_ok=True)


def alive(pid: int) -> bool:
    """Tell whether a process of this computer lives."""
    if sys.platform == "win32":
        return _alive_on_windows(pid)  # os.kill would end it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _alive_on_windows(pid: int) -> bool:
    """Ask for the process as one that can be waited for; whoever may not ask must take it for alive."""
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - absent from other systems' stubs
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = kernel.OpenProcess(_SYNCHRONIZE, 0, pid)
    if not handle:
        return bool(kernel.GetLastError() == _ACCESS_DENIED)
    try:
        return bool(kernel.WaitForSingleObject(ctypes.c_void_p(handle), 0) != 0)
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))


def who() -> str:
    """Return who sits at the computer; "" where the system does not say."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""

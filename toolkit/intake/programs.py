"""Run an outside program on a stranger's file within the limits of a reader: processor time, memory, wall clock, disk.

On POSIX the system holds each of its processes to the limits; on Linux all of them together are weighed besides. On
Windows, where neither is to be had without more libraries, it is the wall clock. Nothing of it stays behind.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from toolkit.nouns.limits import MIB, Limits, Unreadable
from toolkit.nouns.problems import Code

POLL = 0.25
_LIBRARIES = 512 * MIB
"""Address space that an office program reserves before it has read anything."""
_SAID = 20_000


def run_program(
    name: str, command: Sequence[str], limits: Limits, *, folder: Path, watch: Callable[[], None] = lambda: None
) -> tuple[int, bytes]:
    """Return a program's exit code and the end of what it said. `name` is for people; `watch` may stop it by raising.

    Raises:
        Unreadable: F05 it used up its time or memory; and whatever `watch` raises.
    """
    group: dict[str, Any] = {} if sys.platform == "win32" else {"start_new_session": True, "preexec_fn": _bounded(limits)}
    until = time.monotonic() + limits.wall_seconds
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder, **group
    ) as process:
        try:
            while True:
                try:
                    said, _ = process.communicate(timeout=POLL)
                    _judge(name, process.returncode, limits)
                    return process.returncode, said[-_SAID:]
                except subprocess.TimeoutExpired:
                    watch()
                    _weigh(name, process.pid, limits)
                    if time.monotonic() > until:
                        raise Unreadable(Code.F05, detail=f"{name} 超过 {limits.wall_seconds} 秒没有结果") from None
        finally:
            _end(process)


def _bounded(limits: Limits) -> Callable[[], None]:
    """Return what the new process does first: hold itself to the limits."""
    seconds, memory = limits.seconds + 1, limits.memory_bytes + _LIBRARIES  # one second more: the weighing comes first

    def bound() -> None:
        import resource

        for kind, wanted, spare in (
            (resource.RLIMIT_CPU, seconds, 2),
            (resource.RLIMIT_AS, memory, 0),
            (resource.RLIMIT_CORE, 0, 0),
        ):
            _, hard = resource.getrlimit(kind)
            top = wanted + spare if hard == resource.RLIM_INFINITY else min(hard, wanted + spare)
            resource.setrlimit(kind, (min(wanted, top), top))

    return bound


def _judge(name: str, code: int, limits: Limits) -> None:
    """Tell a program that the system stopped for its processor time; a shell around it says 128 more."""
    if sys.platform != "win32" and code in {-signal.SIGXCPU, 128 + signal.SIGXCPU}:
        raise _too_long(name, limits)


def _too_long(name: str, limits: Limits) -> Unreadable:
    return Unreadable(Code.F05, detail=f"{name} 用时超过 {limits.seconds} 秒")


def _weigh(name: str, leader: int, limits: Limits) -> None:
    """Look at all processes of the program together, where the system shows them."""
    if sys.platform != "linux":
        return
    pages = ticks = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if os.getpgid(int(folder.name)) != leader:
                    continue
                fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except (OSError, ValueError):
                continue
            ticks += int(fields[11]) + int(fields[12])
            pages += int(fields[21])
    if pages * os.sysconf("SC_PAGE_SIZE") > limits.memory_bytes:
        raise Unreadable(Code.F05, detail=f"{name} 占用内存超过 {limits.memory_bytes // MIB} MB")
    if ticks / os.sysconf("SC_CLK_TCK") > limits.seconds:
        raise _too_long(name, limits)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the process and whatever it started."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(process.pid)],
                check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()

"""A twin of this process does the second half of a long piece of work on another core, and tells what it did. Effects: processes.

A twin is a copy (fork): it knows the plan and the template that this process has read, nothing is handed over, and it is there
in milliseconds, where a new Python would take longer than the work. Linux alone copies safely; elsewhere there is none. It may
die at any time: what it did not tell is done here.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable


def may_have_twin() -> bool:
    """Tell whether a copy of this process would have a core of its own."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


class Twin:
    """A copy of this process at work. `end` it."""

    def __init__(self, work: Callable[[], Iterable[str]]) -> None:
        """Begin. `work` yields what to tell, a line each; it must neither print nor touch the ledger."""
        ours, its = os.pipe()
        self._pid = os.fork()
        if not self._pid:
            os.close(ours)
            _work(its, work)
        os.close(its)
        self._told = os.fdopen(ours, "rb")

    def told(self) -> list[str]:
        """Wait until it is done, or dead, and return what it told in whole."""
        *lines, _cut = self._told.read().split(b"\n")
        return [line.decode() for line in lines]

    def end(self) -> None:
        """Stop it, where it is still at work."""
        self._told.close()
        os.kill(self._pid, signal.SIGKILL)  # a zombie until it is waited for: nobody else has its number
        os.waitpid(self._pid, 0)


def _work(pipe: int, work: Callable[[], Iterable[str]]) -> None:
    """Never returns: what stands above in this copy's stack is not its own."""
    try:
        with os.fdopen(pipe, "wb", buffering=0) as telling:
            for line in work():
                telling.write(f"{line}\n".encode())
    finally:
        os._exit(0)

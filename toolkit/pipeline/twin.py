"""A twin of this process does the second half of a long piece of work on another core, and tells what it did. Effects: processes.

A twin is a copy (fork): it knows the plan and the template that this process has read, nothing is handed over, and it is there
in milliseconds, where a new Python would take longer than the work. Linux alone copies safely; elsewhere there is none. It may
die at any time: what it did not tell is done here.
"""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from io import RawIOBase

_FEW = 16
"""Places taken at once."""
_WIDE, _NUMBERS = 2, 1 << 11
"""Bytes of a number in the pipe, and how many of them every pipe holds."""

_LOOK = 0.002
"""Seconds between two looks whether a twin is done."""


def may_have_twin() -> bool:
    """Tell whether a copy of this process would have a core of its own."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


class Portions:
    """Places of a long list, taken a few at a time by this process and its twin: each takes the next ones that nobody has.

    So neither is idle while the other still has many to do. Made before the twin; `close` it.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._few = max(_FEW, -(-count // _NUMBERS))
        self._taking, giving = os.pipe()
        numbers = range(-(-count // self._few))
        os.write(giving, b"".join(number.to_bytes(_WIDE, "little") for number in numbers))  # all fit into it: none waits
        os.close(giving)

    def __iter__(self) -> Iterator[int]:
        """Yield the places that this process takes."""
        while number := os.read(self._taking, _WIDE):
            start = int.from_bytes(number, "little") * self._few
            yield from range(start, min(start + self._few, self._count))

    def close(self) -> None:
        os.close(self._taking)


class Twin:
    """A copy of this process at work. `end` it."""

    def __init__(self, work: Callable[[], Iterable[str]]) -> None:
        """Begin. `work` yields what to tell, a line each; it must neither print nor touch the ledger."""
        self._told = os.fdopen(os.memfd_create("told"), "w+b", buffering=0)  # no pipe: nobody listens before the end
        origin = os.getpid()
        self._pid = os.fork()
        if not self._pid:
            _work(self._told, work, origin)
        self._gone = False
        self.seconds = 0.0
        """Processor seconds that it took."""

    def told(self, patience: float = 120.0) -> Iterator[str]:
        """Wait until it is done, or dead, and yield what it told in whole.

        One that tells nothing for `patience` seconds is taken for dead: a copy has all locks that other threads held then,
        and nobody to open them.
        """
        seen, since = -1, 0.0
        while not self._gone:
            told = os.fstat(self._told.fileno()).st_size
            if told != seen:
                seen, since = told, time.monotonic()
            elif time.monotonic() - since > patience:
                os.kill(self._pid, signal.SIGKILL)
            ended, _, spent = os.wait4(self._pid, os.WNOHANG)
            if ended:
                self.seconds = spent.ru_utime + spent.ru_stime
                self._gone = True
            else:
                time.sleep(_LOOK)
        return self._lines()

    def _lines(self) -> Iterator[str]:
        self._told.seek(0)
        with os.fdopen(os.dup(self._told.fileno()), "rb") as told:
            for line in told:
                if line.endswith(b"\n"):
                    yield line[:-1].decode()

    def end(self) -> None:
        """Stop it, where it is still at work."""
        if not self._gone:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        self._told.close()


def _work(telling: RawIOBase, work: Callable[[], Iterable[str]], origin: int) -> None:
    """Never returns: what stands above in this copy's stack is not its own."""
    gc.freeze()  # whoever looks through all that is held copies the memory that both share
    try:
        for line in work():
            telling.write(f"{line}\n".encode())
            if os.getppid() != origin:
                break  # nobody is left to tell
    finally:
        os._exit(0)

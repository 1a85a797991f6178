"""A twin of this process does the second half of a long piece of work on another core, and tells what it did. Effects: processes.

A twin is a copy (fork): it knows the plan and the template that this process has read, nothing is handed over, and it is there
in milliseconds, where a new Python would take longer than the work. Linux alone copies safely; elsewhere there is none. It may
die at any time: what it did not tell is done here.
"""

import gc
import mmap
import os
import signal
import struct
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from io import RawIOBase
from pathlib import Path
from threading import Thread

_FEW = 4
"""Places taken at once: what one of two still does when the other has nothing left is this much at most."""
_WIDE, _NUMBERS = 2, 1 << 11
"""Bytes of a number in the pipe, and how many of them every pipe holds."""

_LOOK = 0.002
"""Seconds between two looks whether a twin is done."""
_WATCH = 0.1
"""Seconds between two looks of a twin whether the first is still there."""
_SECONDS = struct.Struct("d")


_RINGS = 200_000
"""More objects than before, at which a twin looks for rings of them: letters of Word templates leave some."""
_LINE = 3 << 14
"""Bytes that are told in a line."""


def may_have_twin() -> bool:
    """Tell whether a copy of this process would have a core of its own."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def bytes_told(data: bytes) -> Iterator[str]:
    """Yield bytes as lines to tell, each in base64: of one long line there would be five copies at once."""
    return (b64encode(data[start : start + _LINE]).decode("ascii") for start in range(0, len(data), _LINE))


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

    def __init__(self, *works: Callable[[], Iterable[str]]) -> None:
        """Begin. Each work yields what to tell, a line each, after the one before it; none may print or touch the ledger."""
        self._told = [os.fdopen(os.memfd_create("told"), "w+b", buffering=0) for _ in works]  # no pipe: nobody listens yet
        self._spent = mmap.mmap(-1, _SECONDS.size * len(works))
        origin = os.getpid()
        self._pid = os.fork()
        if not self._pid:
            _work(zip(works, self._told, strict=True), self._spent, origin)
        self._gone = False

    def told(self, nth: int = 0, patience: float = 120.0) -> Iterator[str]:
        """Wait until it is done, or dead, and yield what it told in whole of one of its works.

        One that neither tells nor computes for `patience` seconds is taken for dead: a copy has all locks that other threads
        held then, and nobody to open them.
        """
        seen: Sequence[object] | None = None
        since = 0.0
        while not self._gone:
            if seen is None or time.monotonic() - since > patience:
                progress = self._progress()
                if progress == seen:
                    os.kill(self._pid, signal.SIGKILL)
                seen, since = progress, time.monotonic()
            self._gone = bool(os.waitpid(self._pid, os.WNOHANG)[0])
            if not self._gone:
                time.sleep(_LOOK)
        return self._lines(self._told[nth])

    def so_far(self, nth: int, start: int) -> bytes:
        """Return what one of its works has told by now, from a byte on."""
        told = self._told[nth].fileno()
        return os.pread(told, os.fstat(told).st_size - start, start)

    def _progress(self) -> Sequence[object]:
        """Return how far it has come: bytes told, and its processor time, as far as the system says."""
        spent: Sequence[str] = ()
        with suppress(OSError):
            spent = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return [*(os.fstat(told.fileno()).st_size for told in self._told), *spent]

    @staticmethod
    def _lines(lying: RawIOBase) -> Iterator[str]:
        lying.seek(0)
        with os.fdopen(os.dup(lying.fileno()), "rb") as told:
            for line in told:
                if line.endswith(b"\n"):
                    yield line[:-1].decode()

    def seconds(self, nth: int = 0) -> float:
        """Return the processor seconds that one of its works took; 0 = it did not come to its end."""
        spent: float = _SECONDS.unpack_from(self._spent, nth * _SECONDS.size)[0]
        return spent

    def end(self) -> None:
        """Stop it, where it is still at work."""
        if not self._gone:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        for told in self._told:
            told.close()
        self._spent.close()


def _work(works: Iterable[tuple[Callable[[], Iterable[str]], RawIOBase]], spent: mmap.mmap, origin: int) -> None:
    """Never returns: what stands above in this copy's stack is not its own."""
    gc.freeze()  # whoever looks through all that is held copies the memory that both share
    gc.set_threshold(_RINGS)
    try:
        Thread(target=_end_after, args=(origin,), daemon=True).start()
        for nth, (work, telling) in enumerate(works):
            began = time.process_time()
            for line in work():
                telling.write(f"{line}\n".encode())
            _SECONDS.pack_into(spent, nth * _SECONDS.size, time.process_time() - began)
    finally:
        os._exit(0)


def _end_after(origin: int) -> None:
    """End this copy once the process that it was made of is gone: nobody is left to tell, and it holds that one's locks."""
    while os.getppid() == origin:
        time.sleep(_WATCH)
    os._exit(0)

"""What a worker process does: settle itself, open one file within its limits, say why it could not. Effects: the process.

Processor time is limited by the system's own timer on POSIX, by a watching thread elsewhere: a busy machine makes no
file unreadable. Wall-clock time is the parent's business, and generous.
"""

import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.intake.reading import Reading, fold
from toolkit.nouns.limits import MIB, Limits
from toolkit.nouns.problems import Code, problem
from toolkit.nouns.records import Sort

if TYPE_CHECKING:
    from toolkit.intake.isolation import Job

OUT_OF_TIME = 86
"""Exit code of a worker that ended itself because its processor time was up."""
GRACE = 15
"""Seconds after its limit at which a worker ends itself, should nobody be left to end it."""
_LOOK_AGAIN = 0.2
RARELY = (50_000, 20, 50)
"""How often rings of objects are looked for: we make hardly any, and a look goes through all that a judgement holds."""


_told: list[bytes] = []


def setting() -> bytes:
    """Return what this worker was told when it began."""
    return _told[0]


def begin(memory: int, told: bytes = b"") -> None:
    """Settle a fresh worker: Ctrl-C is the parent's business, memory is bounded where the system can, it never speaks.

    `told`: what all its tasks have in common.
    """
    import gc
    import signal

    _told[:] = [told]
    gc.freeze()
    gc.set_threshold(*RARELY)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _be_silent()
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = memory + _in_use()
    if hard == resource.RLIM_INFINITY or wanted < hard:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


def _be_silent() -> None:
    """A library's warnings, or Python's last words when memory is gone, are nothing for the clerk's screen."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        try:
            os.dup2(nowhere, number)
        except OSError:
            continue
    os.close(nowhere)


def _in_use() -> int:
    """Return the address space that a worker takes before it has read anything."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def work(job: "Job", limits: Limits, look: str) -> tuple[Reading, float]:
    """Open one file; return its reading and the processor time that it took."""
    spent = time.process_time()
    _alarm(limits.wall_seconds + GRACE)
    watch = ProcessorWatch(limits.seconds)
    try:
        reading = opened(job, limits, look)
    finally:
        watch.stop()
        _alarm(0)
    return reading, time.process_time() - spent


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of a few files that one worker was given."""

    works: tuple[tuple[Reading, float], ...]
    """Of each its reading, and the processor time that it took."""
    ahead: Mapping[str, bytes]
    """What was worked out of the readings, by keys of all that it hangs on."""
    seconds: float = 0.0
    """Processor time that this took."""


def work_each(jobs: "Sequence[Job]", limits: Limits, look: str, then: str = "") -> Visit:
    """Open a few small files, each within its own limits. `then`: the function that works on with the tables among them."""
    done = [work(job, limits, job.look or look) for job in jobs]
    folded = [fold(reading) for reading, _ in done]
    tables = [
        (job.about, reading, kept.folded)
        for job, (reading, _), kept in zip(jobs, done, folded, strict=True)
        if job.about is not None and kept.folded
    ]
    works = tuple((kept, seconds) for kept, (_, seconds) in zip(folded, done, strict=True))
    if not (then and tables):
        return Visit(works, {})
    try:
        ahead, seconds = call(then, tables)
    except Exception:  # whoever needs it works it out, and says what is wrong
        return Visit(works, {})
    return Visit(works, ahead, seconds)


def call(function: str, task: object) -> tuple[Any, float]:
    """Return what a function of this program, "module:function", makes of a task, and the processor time that it took."""
    spent = time.process_time()
    module, name = function.split(":")
    made = getattr(import_module(module), name)(task)
    return made, time.process_time() - spent


def opened(job: "Job", limits: Limits, look: str) -> Reading:
    """Return what one file holds: what a worker does, here or on another machine. Whatever a reader raises is caught."""
    try:
        return _open(job, limits, look)
    except MemoryError:
        return failed(Code.F05, f"占用内存超过 {limits.memory_bytes // MIB} MB")
    except OSError:
        return failed(Code.F01, "文件无法读取")
    except ImportError:
        raise
    except BaseException as error:
        return failed(Code.F05, f"读取程序出错：{type(error).__name__}")


def opened_folded(job: "Job", limits: Limits, look: str) -> Reading:
    """Return the same as it is handed over: a table's cells as the bytes that are kept of it."""
    return fold(opened(job, limits, look))


def _open(job: "Job", limits: Limits, look: str) -> Reading:
    if isinstance(job.source, bytes):
        data = job.source
    elif job.source.stat().st_size > limits.file_bytes:
        return failed(Code.F03, f"文件超过 {limits.file_bytes // MIB} MB")
    else:
        data = job.source.read_bytes()
    module, function = look.split(":")
    reading: Reading = getattr(import_module(module), function)(data, job.name, limits, inline=job.inline)
    return reading


def failed(code: Code, detail: str) -> Reading:
    """Return the reading of a file that could not be opened."""
    sort = Sort.REFUSED if code is Code.F03 else Sort.UNREADABLE
    return Reading(sort=sort, problems=(problem(code, None, None, detail=detail),))


def out_of_time(code: object) -> bool:
    """Tell a worker's exit code that says: its processor time was up."""
    if code == OUT_OF_TIME:
        return True
    if sys.platform == "win32":
        return False
    import signal

    return code in {-signal.SIGPROF, 128 + signal.SIGPROF}


class ProcessorWatch:
    """Ends this process when it has used so many seconds of processor time from now on."""

    def __init__(self, seconds: float, *, thread: bool = sys.platform == "win32") -> None:
        self._thread = thread
        self._over = threading.Event()
        if thread:
            threading.Thread(target=self._watch, args=(time.process_time() + seconds,), daemon=True).start()
        elif sys.platform != "win32":
            import signal

            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, seconds)

    def stop(self) -> None:
        self._over.set()
        if not self._thread and sys.platform != "win32":
            import signal

            signal.setitimer(signal.ITIMER_PROF, 0)

    def _watch(self, until: float) -> None:
        while not self._over.wait(_LOOK_AGAIN):
            if time.process_time() > until:
                os._exit(OUT_OF_TIME)


def _alarm(seconds: int) -> None:
    """Let the system end this process if its parent is gone and cannot; 0 = never mind."""
    if sys.platform != "win32":
        import signal

        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)

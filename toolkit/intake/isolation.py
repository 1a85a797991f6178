"""Open strangers' files in worker processes, so that a hang, an abort or a panic costs one file. Effects: processes.

On POSIX the workers are forked from a clean server process that has loaded the readers once: they inherit neither
the ledger's lock nor anybody's threads. On Windows they are spawned.
"""

import os
import sys
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, replace
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self

from toolkit.intake.reading import Reading
from toolkit.intake.server import preload
from toolkit.intake.worker import Visit, begin, call, failed, out_of_time, work_each
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.limits import MIB, Limits
from toolkit.nouns.problems import Code

EXAMINE = "toolkit.intake.examine:examine"
TASKS = 500
"""Files that a worker opens before a fresh one takes its place: whatever leaked goes with it."""
BEGINNING = 500
"""Bytes that a worker is told for which it opens one file more: making a country's plan out anew takes it many seconds."""
TOGETHER = 8
"""Small files that one task takes: handing over a task costs as much as reading half a file."""
SMALL = 1 << 17
"""Bytes up to which a file is small."""
AHEAD = 6
"""Tasks waiting for each worker: enough to keep it busy, few enough to keep members' bytes out of memory."""

_System: Any = get_context("spawn" if sys.platform == "win32" else "forkserver")
_OF_A_SCRIPT = ("__file__", "__spec__")
SPENT: defaultdict[str, float] = defaultdict(float)
"""Processor seconds of all workers so far, by what they did: for people (`run --profile`), never for an output."""
START = 60
"""Seconds within which a worker must have begun; on an old PC with a virus scanner it takes ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to open; the key comes back with its reading."""

    key: object
    name: str
    source: Path | bytes
    inline: bool = False
    look: str = ""
    """The function that opens it; "" = the workers' own."""
    about: object = None
    """What the workers' `then` is told of it, beside its reading; None = it is only read."""


@dataclass(frozen=True, slots=True)
class _Handful:
    """What one worker is given at a time."""

    jobs: tuple[Job, ...]
    again: bool = False
    """A worker died over it once: nothing else runs beside it now."""


class Workers:
    """A warm pool of workers; use as a context manager, `read` as often as wanted.

    `look` names the function that opens a file, "module:function" (tests put their own here); `then` one that works on with
    the tables that were read, in the same visit. `told`: what each worker is told once, for `then` and `each`; `learned`:
    the modules that it will need for that, loaded once for all of them.
    """

    def __init__(
        self,
        limits: Limits,
        count: int | None = None,
        look: str = EXAMINE,
        *,
        then: str = "",
        told: bytes = b"",
        learned: Sequence[str] = (),
    ) -> None:
        self.limits = limits
        self.then = then
        self.told = told
        self.learned = learned
        self.look = look
        self.count = count or max(1, min(_cores(), 8))
        self._size = 1
        self._pool: Any = None
        self._turn = Lock()
        """Who reads: of two threads the second begins when the first is done."""
        self._ended = False
        self._ahead: dict[str, bytes] = {}
        self._given: set[Future[Any]] = set()
        """What is being waited for."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End every worker for good and wait until they are gone; who still waits for a file is told that nothing comes."""
        self._ended = True
        self._put_away()
        self._give_up()

    def stop_soon(self) -> None:
        """Do the same, and do not wait for the tenth of a second that it takes."""
        self._ended = True
        Thread(target=self.stop, name="workers' end").start()

    def _give_up(self) -> None:
        for future in tuple(self._given):
            if future.cancel():
                future.set_running_or_notify_cancel()

    def _put_away(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()
            pool.join()

    def read(self, jobs: Iterable[Job]) -> Iterator[tuple[object, Reading]]:
        """Yield (key, reading) for every job, in the order in which they are done. Nothing a file does raises.

        Small files are handed over several at a time. Where anything is amiss with one of them, each is read by itself:
        what becomes of a file never hangs on its neighbours.
        """
        with self._turn:
            yield from self._each_read(jobs)

    def _each_read(self, jobs: Iterable[Job]) -> Iterator[tuple[object, Reading]]:
        waiting: deque[_Handful] = deque()
        running: dict[Future[Visit], _Handful] = {}
        coming = _Tasks(jobs, self.count)
        try:
            while True:
                self._fill(running, waiting, coming)
                if not running:
                    return
                done, _ = wait(running, timeout=self.limits.wall_seconds + START, return_when=FIRST_COMPLETED)
                if not done and not any(future.running() for future in running):
                    raise ToolkitError("读取来件的程序启动不了，来件都没有动。请关闭其他程序或重新启动电脑后再试。")
                for future in done:
                    task = running.pop(future)
                    if len(task.jobs) > 1 and future.exception() is not None:
                        coming.alone(task.jobs)
                        continue
                    readings = self._result(future, last=task.again)
                    if readings is None:
                        waiting.append(replace(task, again=True))
                    for job, reading in zip(task.jobs, readings or (), strict=False):
                        SPENT["看扫描件" if job.look else "读取"] += reading.seconds
                        if len(task.jobs) > 1 and reading.unfinished:
                            coming.alone((job,))
                        else:
                            yield job.key, reading
        finally:
            for future in running:
                future.cancel()

    def worked_out(self) -> dict[str, bytes]:
        """Return what `then` made of all that was read since this was asked last."""
        known, self._ahead = self._ahead, {}
        return known

    def each(self, function: str, tasks: Sequence[object]) -> Iterator[Any]:
        """Yield what a function of this program makes of each task; of one that a worker did not end, nothing."""
        with self._turn:
            self._enough_for(len(tasks))
            for future in [self._handed_over(call, function, task) for task in tasks]:
                if future.exception() is None:
                    made, seconds = future.result()
                    SPENT["识别、核对"] += seconds
                    yield made

    def _fill(
        self,
        running: "dict[Future[Visit], _Handful]",
        waiting: deque[_Handful],
        coming: "_Tasks",
    ) -> None:
        """Hand out tasks; one whose worker died comes again when nothing else runs beside it."""
        ready = list[_Handful]()
        while len(running) + len(ready) < self.count * AHEAD and (task := coming.next()) is not None:
            ready.append(task)
        if not running:
            self._enough_for(len(ready))
        for task in ready:
            running[self._schedule(task)] = task
        if not running and waiting:
            task = waiting.popleft()
            running[self._schedule(task)] = task

    def _schedule(self, task: _Handful) -> "Future[Visit]":
        jobs = tuple(replace(job, key=None) for job in task.jobs)
        return self._handed_over(work_each, jobs, self.limits, self.look, self.then)

    def _handed_over(self, function: Callable[..., Any], *arguments: object) -> "Future[Any]":
        future: Future[Any] = self._begun().schedule(function, args=arguments, timeout=self.limits.wall_seconds)
        self._given.add(future)
        future.add_done_callback(self._given.discard)
        if self._ended:  # since it was begun
            self.stop()
        return future

    def _enough_for(self, jobs: int) -> None:
        """Have a worker for each job, within what is allowed: one late sheet does not start eight."""
        if self._size < (wanted := min(jobs, self.count)):
            self._put_away()
            self._size = wanted

    def _begun(self) -> Any:
        if self._ended:
            raise CancelledError
        if self._pool is None or not self._pool.active:
            self._put_away()
            self._pool = _pool(self.limits, self._size, self.told, self.learned)
        return self._pool

    def _result(self, future: "Future[Visit]", *, last: bool) -> tuple[Reading, ...] | None:
        """Return what came of a task; None = its worker died, perhaps through no fault of this file."""
        error = future.exception()
        if error is None:
            visit = future.result()
            self._ahead |= visit.ahead
            SPENT["识别、核对"] += visit.seconds
            return tuple(replace(reading, seconds=seconds) for reading, seconds in visit.works)
        if isinstance(error, TimeoutError):
            return (failed(Code.F05, f"{self.limits.wall_seconds} 秒没有结果"),)
        if out_of_time(getattr(error, "exitcode", None)):
            late = failed(Code.F05, f"读取用时超过 {self.limits.seconds} 秒")
            return (replace(late, seconds=float(self.limits.seconds)),)
        if isinstance(error, ImportError):
            _check_installed(error)
            return (failed(Code.F05, f"占用内存超过 {self.limits.memory_bytes // MIB} MB"),)
        return (failed(Code.F05, "读取程序意外终止"),) if last else None


class _Tasks:
    """Jobs as they are handed out: small ones several at a time; at first one, then twice as many each round of the workers."""

    def __init__(self, jobs: Iterable[Job], workers: int) -> None:
        self._coming = iter(jobs)
        self._alone: deque[Job] = deque()
        self._large: Job | None = None
        """Came while small ones were gathered."""
        self._workers = workers
        self._given = 0

    def alone(self, jobs: Iterable[Job]) -> None:
        """Give these out again, each by itself."""
        self._alone.extend(jobs)

    def next(self) -> _Handful | None:
        """Return the next task; None = there is none yet, or none any more."""
        if self._alone:
            return _Handful((self._alone.popleft(),))
        if self._large is not None:
            task, self._large = _Handful((self._large,)), None
            return task
        together = min(TOGETHER, 1 << self._given // self._workers)
        self._given += 1
        small: list[Job] = []
        while len(small) < together:
            job = next(self._coming, None)
            if job is None:
                break
            if not _small(job):
                self._large = job
                break
            small.append(job)
        if small:
            return _Handful(tuple(small))
        return self.next() if self._large is not None else None


def _small(job: Job) -> bool:
    try:
        return (len(job.source) if isinstance(job.source, bytes) else job.source.stat().st_size) <= SMALL
    except OSError:
        return False


def _check_installed(error: ImportError) -> None:
    """Tell a library that is not installed, which would make every file unreadable, from one that found no memory to load.

    Raises: ToolkitError.
    """
    missing = (error.name or "").partition(".")[0]
    if not missing or (missing not in sys.modules and find_spec(missing) is None):
        raise ToolkitError(f"程序没有装全（缺少 {missing or error}），来件都没有动。请重新安装后再运行。")


def _cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def files_of_one(told: bytes) -> int:
    """Return how many files a worker opens before a fresh one takes its place, by what each is told once."""
    return max(TASKS, len(told) // BEGINNING)


def _pool(limits: Limits, count: int, told: bytes, learned: Sequence[str]) -> Any:
    from pebble import ProcessPool

    context = _Context()
    if sys.platform != "win32":
        context.set_forkserver_preload(preload(learned))
    return ProcessPool(
        count, max_tasks=files_of_one(told) // TOGETHER, initializer=begin, initargs=(limits.memory_bytes, told), context=context
    )


class _Worker(_System.Process):  # type: ignore[misc]
    """A process that does not run the parent's script again: workers need none, and one without a guard would start more."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:
        main = vars(sys.modules["__main__"])
        kept = {name: main.get(name) for name in _OF_A_SCRIPT}
        main.update(dict.fromkeys(_OF_A_SCRIPT))
        try:
            return _System.Process._Popen(process_obj)
        finally:
            main.update(kept)


class _Context(type(_System)):  # type: ignore[misc]
    Process = _Worker

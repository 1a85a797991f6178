"""Read files in worker processes, each within its time and memory: a hang, an abort, a panic costs one file.

Effects: processes. The workers run `examine`, a pure function of one file's bytes.
"""

import contextlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as Overtime
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from toolkit.checks.problems import Code, problem
from toolkit.intake.limits import Limits
from toolkit.intake.reading import Reading
from toolkit.records import Sort

Look = Callable[..., Reading]
TRIES = 2
"""A file whose worker died is tried once more alone: its neighbour may have been the killer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to read."""

    key: object
    name: str
    source: Path | bytes
    inline: bool = False


def look(source: Path | bytes, name: str, limits: Limits, *, inline: bool) -> Reading:
    """Read one file in this process; runs in a worker."""
    from toolkit.intake.examine import examine

    data = _bytes(source, limits) if isinstance(source, Path) else source
    return examine(data, name, limits, inline=inline)


def _bytes(path: Path, limits: Limits) -> bytes:
    with path.open("rb") as file:
        return file.read(limits.file_bytes + 1)


def guarded(look_at: Look, job: Job, limits: Limits) -> Reading:
    """Run in a worker: nothing that one file does to the reader leaves it as an exception."""
    try:
        return look_at(job.source, job.name, limits, inline=job.inline)
    except MemoryError:
        return unreadable(f"占用内存超过 {limits.memory_bytes >> 20} MB")
    except KeyboardInterrupt:
        raise
    except RecursionError:
        return unreadable("结构嵌套过深")
    except BaseException as error:
        return unreadable(f"读取时出错：{type(error).__name__}")


def unreadable(detail: str) -> Reading:
    return Reading(sort=Sort.UNREADABLE, problems=(problem(Code.F05, detail=detail),))


def start_worker(memory_bytes: int) -> None:
    """Bound the worker's memory where the system can, keep it quiet, and load what most files need."""
    import warnings

    warnings.simplefilter("ignore")
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = _used()
        limit = memory_bytes + used
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)  # a native abort writes its last words there


def _used() -> int:
    """Return the address space a fresh worker has already, in bytes; 0 where the system does not say."""
    try:
        with Path("/proc/self/statm").open(encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


class Workers:
    """A warm pool of readers. `read` may be called several times; leaving the context stops them all."""

    def __init__(self, limits: Limits, count: int | None = None, look_at: Look = look) -> None:
        self._limits = limits
        self._count = count or min(os.cpu_count() or 1, 4)
        self._look = look_at
        self._pool: Any = None

    def __enter__(self) -> Self:
        from pebble import ProcessPool

        method = "spawn" if sys.platform in {"win32", "darwin"} else "forkserver"
        context = multiprocessing.get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload(["toolkit.intake.preload"])
        self._pool = ProcessPool(
            max_workers=self._count,
            context=context,
            initializer=start_worker,
            initargs=(self._limits.memory_bytes,),
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()

    def read(self, jobs: Iterable[Job]) -> Iterator[tuple[object, Reading]]:
        """Yield (key, reading) once for every job, in the jobs' order."""
        waiting = [(job, self._schedule(job)) for job in jobs]
        for job, future in waiting:
            yield job.key, self._result(job, future)

    def _schedule(self, job: Job) -> Any:
        return self._pool.schedule(guarded, args=(self._look, job, self._limits), timeout=self._limits.seconds)

    def _result(self, job: Job, future: Any) -> Reading:
        from pebble import ProcessExpired

        for last in (*(False,) * (TRIES - 1), True):
            try:
                found: Reading = future.result()
            except Overtime:
                return unreadable(f"超过 {self._limits.seconds} 秒")
            except ProcessExpired:
                if last:
                    return unreadable("读取程序被它中断")
                future = self._schedule(job)
            else:
                return found
        raise AssertionError("unreachable")

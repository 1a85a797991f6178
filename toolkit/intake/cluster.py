"""Open strangers' files on a cluster (dask.distributed): the very function that the local pool runs, on other machines.

Only bytes go out and readings come back; the ledger stays with the one clerk who owns it. A worker that dies costs its
files a second try elsewhere, as in the local pool.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import Any, Self

from toolkit.intake.isolation import AHEAD, EXAMINE, START, Job
from toolkit.intake.reading import Reading
from toolkit.intake.worker import failed, opened_folded
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.limits import MIB, Limits
from toolkit.nouns.problems import Code

PATIENCE = 10
"""Seconds in which the scheduler must answer."""


class ClusterWorkers:
    """Workers of a cluster; used as `Workers` is."""

    def __init__(self, address: str, limits: Limits, look: str = EXAMINE) -> None:
        """Raises: ToolkitError: nobody answers there, or the extra is not installed."""
        self.limits = limits
        self.look = look
        self._client = _client(address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        self._client.close()

    def read(self, jobs: Iterable[Job]) -> Iterator[tuple[object, Reading]]:
        """Yield (key, reading) for every job, in the order in which they are done. Nothing a file does raises."""
        coming = iter(jobs)
        running: dict[Any, object] = {}
        most = AHEAD * max(1, sum(self._client.nthreads().values()))
        done: Queue[Any] = Queue()
        for job in coming:
            if (early := _refused(job, self.limits)) is not None:
                yield job.key, early
                continue
            self._submit(job, running, done)
            if len(running) >= most:
                break
        while running:
            future = self._next(done, running)
            if future not in running:  # given up before
                continue
            key = running.pop(future)
            reading = _result(future)
            future.release()
            yield key, reading
            for job in coming:
                if (early := _refused(job, self.limits)) is not None:
                    yield job.key, early
                    continue
                self._submit(job, running, done)
                break

    def _submit(self, job: Job, running: dict[Any, object], done: "Queue[Any]") -> None:
        data = job.source if isinstance(job.source, bytes) else job.source.read_bytes()
        sent = replace(job, key=None, source=data)
        future = self._client.submit(opened_folded, sent, self.limits, self.look, pure=False)
        running[future] = job.key
        future.add_done_callback(done.put)

    def _next(self, done: "Queue[Any]", running: dict[Any, object]) -> Any:
        """Return the next future that is done; where none is for too long, one that hangs, given up."""
        try:
            return done.get(timeout=self.limits.wall_seconds + START)
        except Empty:
            if not self._client.nthreads():
                raise ToolkitError("集群里没有工作进程了，来件都没有动。请检查集群，或去掉 --cluster 在本机读取。") from None
            stuck = next(iter(running))
            stuck.cancel()
            return stuck


def _refused(job: Job, limits: Limits) -> Reading | None:
    """Return the reading of a file that is not even sent: too large."""
    if isinstance(job.source, Path) and job.source.stat().st_size > limits.file_bytes:
        return failed(Code.F03, f"文件超过 {limits.file_bytes // MIB} MB")
    return None


def _result(future: Any) -> Reading:
    if future.cancelled():
        return failed(Code.F05, "读取没有在时限内结束")
    error = future.exception()
    if error is None:
        reading: Reading = future.result()
        return reading
    if isinstance(error, ImportError):
        raise ToolkitError(f"集群的工作进程没有装全本程序（{error}），来件都没有动。") from None
    return failed(Code.F05, "读取程序异常退出")


def reachable(address: str) -> None:
    """Ask the scheduler once. Raises: ToolkitError: nobody answers there, or the extra is not installed."""
    _client(address).close()


def _client(address: str) -> Any:
    distributed = _distributed()
    try:
        return distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        why = f"连不上集群 {address}（{type(error).__name__}），来件都没有动"
        raise ToolkitError(f"{why}。请核对地址，或去掉 --cluster 在本机读取。") from None


def _distributed() -> Any:
    try:
        module = import_module("distributed")
    except ImportError:
        raise ToolkitError("没有安装集群组件，请运行 pip install duban[cluster]，或去掉 --cluster 在本机读取。") from None
    _hush()
    return module


def _hush() -> None:
    """Keep its log off the clerk's screen: workers come and go, and what matters is raised here, as a sentence."""
    for name in ("distributed", *logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)

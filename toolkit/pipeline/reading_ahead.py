"""Files read while it is still seen whether they are being copied. Nothing is taken in by it. Effects: a thread, reads the inbox.

A reading hangs on the bytes alone, so it is kept under their hash: a file that has changed when it is taken in has another
one, and is read then as if nobody had looked before.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import takewhile
from types import TracebackType
from typing import Self

from toolkit.evidence.archive import content_of
from toolkit.intake.isolation import Job, Workers
from toolkit.intake.reading import Reading
from toolkit.nouns.limits import MIB
from toolkit.nouns.paper import Paper
from toolkit.nouns.records import Sort
from toolkit.pipeline.looking import papers
from toolkit.pipeline.unpacking import Likeness, Node, bare_name, likeness_by, root_of
from toolkit.workspace import InboxFile

FILES = 100
"""More than are read in the time that there is."""
BYTES = 64 * MIB
About = Callable[[InboxFile, str, int], object]
"""Of a file, the sha256 of its bytes and its place among those that came: what the workers are told of it."""


class ReadingAhead:
    """What is read ahead of some files; use as a context manager. What went wrong is raised to who asks for it."""

    def __init__(self, workers: Workers, files: Sequence[InboxFile], run: int = 0, about: About | None = None) -> None:
        """`about`: what the workers are told of each file, to judge it in the visit that reads it."""
        self.workers = workers
        """Those that read; they go on to read what was not read ahead."""
        self.run = run
        """The ingest that they were told of, with all that is known before it; 0 = they only read."""
        self._about = about
        self.worked_out: Mapping[str, bytes] | None = None
        """Key → what was worked out of them since; None = nobody has yet."""
        self._scans: dict[object, tuple[Likeness, Job]] = {}
        self._known: list[tuple[InboxFile, Likeness]] = []
        first = _first(files)
        self.asked = len(first)
        """How many files are read ahead."""
        self._thread = ThreadPoolExecutor(1, "ahead")
        self._readings = self._thread.submit(self._read, first)
        self._papers = self._thread.submit(self._look)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        self.workers.stop_soon()

    @property
    def readings(self) -> Mapping[Likeness, Reading]:
        """Likeness → reading, as soon as all are read."""
        return self._readings.result()

    def roots(self, zone: tzinfo, received: datetime | None, patience: float) -> list[Node]:
        """Return the files as they will be taken in if nothing changes; nothing where `patience` seconds are not enough."""
        try:
            readings = self._readings.result(timeout=patience)
        except TimeoutError:
            return []
        known = [(file, like, readings[like]) for file, like in self._known if like in readings]
        return [self._root(file, like, zone, received, reading) for file, like, reading in known]

    @staticmethod
    def _root(file: InboxFile, like: Likeness, zone: tzinfo, received: datetime | None, reading: Reading) -> Node:
        changed = file.modified(zone)
        node = root_of(name=file.name, path=file.path, sha256=like[0], size=file.size, changed=changed, received=received)
        node.reading = replace(reading, members=())
        return node

    @property
    def papers(self) -> Mapping[Likeness, Paper]:
        """Likeness → what is seen on a scan, as soon as all are looked at."""
        return self._papers.result()

    def _read(self, files: Sequence[InboxFile]) -> Mapping[Likeness, Reading]:
        given: dict[object, tuple[Likeness, Job]] = {}
        readings = {}
        for key, reading in self.workers.read(self._jobs(files, given)):
            known, job = given.pop(key)
            readings[known] = reading
            if reading.sort is Sort.SCAN:
                self._scans[key] = known, job
        return readings

    def _look(self) -> Mapping[Likeness, Paper]:
        scans, self._scans = self._scans, {}
        jobs = [job for _, job in scans.values()]
        return {scans[key][0]: paper for key, paper in papers(jobs, self.workers.limits, self.workers)}

    def _jobs(self, files: Sequence[InboxFile], given: dict[object, tuple[Likeness, Job]]) -> Iterator[Job]:
        """Yield each content once, and note in `given` what was handed out."""
        seen: set[Likeness] = set()
        for place, file in enumerate(files):
            data = content_of(file)
            if data is None:
                continue
            like = likeness_by(hashlib.sha256(data).hexdigest(), file.name)
            self._known.append((file, like))
            if like not in seen:
                seen.add(like)
                about = self._about(file, like[0], place) if self._about else None
                job = Job(key=place, name=bare_name(file.name), source=data, about=about)
                given[place] = like, job
                yield job


def _first(files: Sequence[InboxFile]) -> Sequence[InboxFile]:
    """Return those at the beginning that are few enough, and small enough together."""
    left = BYTES

    def fits(file: InboxFile) -> bool:
        nonlocal left
        left -= file.size
        return left >= 0

    return tuple(takewhile(fits, files[:FILES]))

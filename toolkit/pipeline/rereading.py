"""Read originals again out of the archive: when the cache of readings was dropped, and to prove it (`verify`)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from toolkit.evidence.archive import Archive, sha256_of
from toolkit.evidence.ledger import Ledger
from toolkit.intake.isolation import Job, Workers
from toolkit.intake.reading import Reading, dump, load
from toolkit.intake.worker import failed
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.limits import Limits
from toolkit.nouns.problems import Code
from toolkit.nouns.records import Receipt, Sort
from toolkit.pipeline.cut_short import look_again
from toolkit.pipeline.looking import papers
from toolkit.pipeline.office import Office
from toolkit.pipeline.reading_room import workers_of
from toolkit.pipeline.unpacking import shut
from toolkit.words import refusals, remarks
from toolkit.workspace.refused import shown_path

if TYPE_CHECKING:
    from toolkit.intake.cluster import ClusterWorkers

_READ = frozenset({Sort.BOOK, Sort.SCAN})
_TOGETHER = 1024
"""Originals of which the readings are held at a time: a country's would take two hundred megabytes."""


def reread(office: Office, ledger: Ledger, receipts: Iterable[Receipt], *, look: bool = True) -> Iterator[tuple[int, Reading]]:
    """Yield (receipt, what its original holds), read anew, a lot at a time; never of one that is gone or not what was received.

    `look`: look at scans too, where that can be done.
    """
    coming, tree, limits = iter(receipts), _Tree(ledger), Limits.of(office.plan.settings)
    workers: Workers | ClusterWorkers | None = None
    with ExitStack() as ends:
        while lot := [*islice(coming, _TOGETHER)]:
            jobs = _jobs(office, lot)
            if not jobs:
                continue  # nobody is called where there is nothing to read
            if workers is None:
                workers = workers_of(office, limits)
                ends.callback(workers.stop)
            read = workers.read(jobs.values())
            readings = {int(str(key)): _without_members(reading, int(str(key)), tree, limits) for key, reading in read}
            yield from (_looked_at(readings, jobs, limits, workers) if look else readings).items()


def _looked_at(
    readings: dict[int, Reading], jobs: Mapping[int, Job], limits: Limits, workers: "Workers | ClusterWorkers"
) -> dict[int, Reading]:
    """Return the readings with what is to be seen on scans among them."""
    scans = [job for number, job in jobs.items() if readings[number].sort is Sort.SCAN]
    seen = papers(scans, limits, workers if isinstance(workers, Workers) else None)
    return readings | {int(str(key)): replace(readings[int(str(key))], paper=paper) for key, paper in seen}


def _jobs(office: Office, receipts: Sequence[Receipt]) -> dict[int, Job]:
    """Return receipt → what is to be read again."""
    archive, jobs = Archive(office.workspace), dict[int, Job]()
    for receipt in receipts:
        path = archive.path(receipt.archived)
        if sha256_of(path) == receipt.sha256:
            name = PurePosixPath(receipt.path).name or receipt.name
            jobs[receipt.number] = Job(key=receipt.number, name=name, source=path, inline=receipt.inline)
    return jobs


class _Tree:
    """Receipts by what they came in: gone through when the first container is met."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @cached_property
    def _receipts(self) -> Sequence[Receipt]:
        return self._ledger.receipts(undone=True)

    @cached_property
    def _parents(self) -> dict[int, int | None]:
        return {receipt.number: receipt.parent for receipt in self._receipts}

    @cached_property
    def _sizes(self) -> dict[int, int]:
        return {receipt.number: receipt.size for receipt in self._receipts}

    @cached_property
    def opened(self) -> frozenset[int | None]:
        return frozenset(self._parents.values())

    @cached_property
    def _within(self) -> dict[int, list[int]]:
        """Outermost → all that came in it."""
        within: dict[int, list[int]] = {}
        for number, parent in self._parents.items():
            if parent is not None:
                within.setdefault(self.chain(number)[-1], []).append(number)
        return within

    def chain(self, number: int) -> list[int]:
        """Return the receipt and what it came in, innermost first."""
        numbers, at = [number], self._parents.get(number)
        while at is not None:
            numbers.append(at)
            at = self._parents.get(at)
        return numbers

    def room(self, number: int, reading: Reading, limits: Limits) -> bool:
        """Tell whether its arrival may hold what is inside it too."""
        chain = self.chain(number)
        within = self._within.get(chain[-1], [])
        size = sum(self._sizes[one] for one in within) + sum(len(member.data) for member in reading.members)
        few = len(within) + len(reading.members) <= limits.members
        return len(chain) <= limits.depth and few and size <= limits.unpacked_bytes


def _without_members(reading: Reading, number: int, tree: _Tree, limits: Limits) -> Reading:
    """Return the reading as it was kept; a container that was not unpacked then is refused again, or was not read to its end."""
    if not reading.members or number in tree.opened:
        return replace(reading, members=())
    if tree.room(number, reading, limits):
        return failed(Code.F05, remarks.READ_LATER)
    return shut(reading)


def restored(office: Office, ledger: Ledger, receipts: Sequence[Receipt]) -> Iterator[tuple[int, bytes]]:
    """Read again what is lost or was read by another program, by other limits; yield it, kept where the ledger may be written.

    What cannot be read again, for its original is gone or a limit ends it now, is as it was read before.

    Raises:
        ToolkitError: an original is gone or not what was received: nothing can be judged by it. All others are read and kept.
    """
    if ledger.writable:
        look_again(ledger)
    anew = reread(office, ledger, receipts)
    left = {receipt.number for receipt in receipts}
    while lot := dict(islice(anew, _TOGETHER)):
        yield from _kept(ledger, {number: _as_before(ledger, number, reading) for number, reading in lot.items()})
        left.difference_update(lot)
    known = ((number, ledger.reading(number, by_any=True)) for number in sorted(left))
    before = {number: body for number, body in known if body is not None}
    gone = [receipt for receipt in receipts if receipt.number in left and receipt.number not in before] if left else []
    if gone:
        raise ToolkitError(
            refusals.originals_gone(gone[0].number, shown_path(gone[0].name), shown_path(gone[0].archived), len(gone))
        )
    yield from _kept(ledger, before)


def _as_before(ledger: Ledger, number: int, now: Reading) -> bytes:
    """Return what was read; of a file that a limit ended now and did not end before, what was read then."""
    before = ledger.reading(number, by_any=True) if now.unfinished else None
    return before if before is not None and load(before).sort in _READ else dump(now)


def _kept(ledger: Ledger, bodies: Mapping[int, bytes]) -> Iterable[tuple[int, bytes]]:
    if ledger.writable and bodies:
        ledger.put_readings(bodies)
    return bodies.items()


def renew(office: Office, ledger: Ledger, receipts: Iterable[Receipt]) -> None:
    """Read originals again and keep what comes of them, but for what a limit ended."""
    anew = ((number, dump(reading)) for number, reading in reread(office, ledger, receipts) if not reading.unfinished)
    while lot := dict(islice(anew, _TOGETHER)):
        ledger.put_readings(lot)

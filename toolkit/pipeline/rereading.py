"""Read originals again out of the archive: when the cache of readings was dropped, and to prove it (`verify`)."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from toolkit.evidence.archive import Archive, sha256_of
from toolkit.evidence.ledger import Ledger
from toolkit.intake.isolation import Job
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

_READ = frozenset({Sort.BOOK, Sort.SCAN})


def reread(office: Office, ledger: Ledger, receipts: Sequence[Receipt], *, look: bool = True) -> dict[int, Reading]:
    """Return receipt → what its original holds, read anew; never from one that is gone or not what was received.

    `look`: look at scans too, where that can be done.
    """
    archive = Archive(office.workspace)
    jobs: list[Job] = []
    readings: dict[int, Reading] = {}
    for receipt in receipts:
        path = archive.path(receipt.archived)
        if sha256_of(path) != receipt.sha256:
            continue
        name = PurePosixPath(receipt.path).name or receipt.name
        jobs.append(Job(key=receipt.number, name=name, source=path, inline=receipt.inline))
    tree = _Tree(ledger.receipts(undone=True))
    limits = Limits.of(office.plan.settings)
    if jobs:
        with workers_of(office, limits) as workers:
            for key, reading in workers.read(jobs):
                readings[int(str(key))] = _without_members(reading, int(str(key)), tree, limits)
    if look:
        scans = [job for job in jobs if readings[int(str(job.key))].sort is Sort.SCAN]
        for key, paper in papers(scans, limits):
            readings[int(str(key))] = replace(readings[int(str(key))], paper=paper)
    return readings


class _Tree:
    """Receipts by what they came in."""

    def __init__(self, receipts: Sequence[Receipt]) -> None:
        self._parents = {receipt.number: receipt.parent for receipt in receipts}
        self._sizes = {receipt.number: receipt.size for receipt in receipts}
        self.opened = {receipt.parent for receipt in receipts}
        self._within: dict[int, list[int]] = {}
        for receipt in receipts:
            if receipt.parent is not None:
                self._within.setdefault(self.chain(receipt.number)[-1], []).append(receipt.number)

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


def restored(office: Office, ledger: Ledger, receipts: Sequence[Receipt]) -> dict[int, bytes]:
    """Read again what is lost or was read by another program, by other limits; where the ledger may be written, keep it.

    What cannot be read again, for its original is gone or a limit ends it now, is as it was read before.

    Raises:
        ToolkitError: an original is gone or not what was received: nothing can be judged by it.
    """
    readings = reread(office, ledger, receipts)
    kept = {number: dump(reading) for number, reading in readings.items()}
    for receipt in receipts:
        now = readings.get(receipt.number)
        before = ledger.reading(receipt.number, by_any=True) if now is None or now.unfinished else None
        if before is not None and (now is None or load(before).sort in _READ):
            kept[receipt.number] = before
    gone = [receipt for receipt in receipts if receipt.number not in kept]
    if gone:
        raise ToolkitError(
            refusals.originals_gone(gone[0].number, shown_path(gone[0].name), shown_path(gone[0].archived), len(gone))
        )
    if ledger.writable:
        ledger.put_readings(kept)
        look_again(ledger)
    return kept

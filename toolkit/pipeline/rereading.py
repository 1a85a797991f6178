"""Read originals again out of the archive: when the cache of readings was dropped, and to prove it (`verify`)."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from toolkit.evidence.archive import Archive
from toolkit.evidence.ledger import Ledger
from toolkit.intake.isolation import Job, Workers
from toolkit.intake.reading import Reading, dump, load
from toolkit.nouns.limits import Limits
from toolkit.nouns.problems import Code, problem
from toolkit.nouns.records import Receipt, Sort
from toolkit.pipeline.looking import papers
from toolkit.pipeline.office import Office
from toolkit.pipeline.unpacking import shut


def reread(office: Office, ledger: Ledger, receipts: Sequence[Receipt], *, look: bool = True) -> dict[int, Reading]:
    """Return receipt → what its original holds, read anew. An original that is gone reads as F01.

    `look`: look at scans too, where that can be done.
    """
    archive = Archive(office.workspace)
    jobs, found = [], {}
    for receipt in receipts:
        path = archive.path(receipt.archived)
        if not path.is_file():
            gone = problem(Code.F01, detail="归档的原件不见了")
            found[receipt.number] = Reading(sort=Sort.UNREADABLE, problems=(gone,))
            continue
        name = PurePosixPath(receipt.path).name or receipt.name
        jobs.append(Job(key=receipt.number, name=name, source=path, inline=receipt.inline))
    opened = {receipt.parent for receipt in ledger.receipts(undone=True)}
    if jobs:
        with Workers(Limits.of(office.plan.settings)) as workers:
            for key, reading in workers.read(jobs):
                found[int(str(key))] = _shut(reading, unpacked=int(str(key)) in opened)
    if look:
        scans = [job for job in jobs if found[int(str(job.key))].sort is Sort.SCAN]
        for key, paper in papers(scans, Limits.of(office.plan.settings)):
            found[int(str(key))] = replace(found[int(str(key))], paper=paper)
    return found


def _shut(reading: Reading, *, unpacked: bool) -> Reading:
    """Return the reading without members; a container that was not unpacked then (depth, size) is refused again."""
    if reading.members and not unpacked:
        return shut(reading)
    return replace(reading, members=())


def restored(office: Office, ledger: Ledger, receipts: Sequence[Receipt]) -> dict[int, Reading]:
    """Read lost readings again and, where the ledger may be written, keep them."""
    found = reread(office, ledger, receipts)
    kept = {number: dump(reading) for number, reading in found.items()}
    if ledger.writable:
        ledger.put_readings(kept)
    return {number: load(data) for number, data in kept.items()}

"""What is on record judged by all cores, where nothing that was worked out of it is kept: under another plan, after an update.

It takes most of a first run's time, and nobody reads a file for it: workers are handed what was read then. Effects: processes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from toolkit.evidence.ledger import Ledger
from toolkit.intake.kept_readings import KeptReadings, sort_of
from toolkit.judge.recognitions import Recognitions
from toolkit.judge.snapshot import Snapshot
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import Receipt, Sort
from toolkit.pipeline.office import Office

_TOGETHER = 256
"""Receipts of which the readings are held at a time."""


def judged_by_many(office: Office, ledger: Ledger, snapshot: Snapshot) -> Snapshot:
    """Return a snapshot of which many arrivals are judged ahead by workers, where what they work out can be kept."""
    if snapshot.recognitions is not None and ledger.writable:
        snapshot.recognitions.ahead = partial(_ahead, office, ledger, snapshot)
    return snapshot


def _ahead(office: Office, ledger: Ledger, snapshot: Snapshot, receipts: Iterable[Receipt]) -> Iterator[Mapping[str, bytes]]:
    """Yield what is worked out of receipts, some together."""
    from toolkit.pipeline.batch_intake import what_is_known
    from toolkit.pipeline.foreseen import foresee, setting_of_workers
    from toolkit.pipeline.large_memory import spare_memory
    from toolkit.pipeline.reading_room import local_workers

    spare_memory(len(office.plan.units))
    bare = replace(what_is_known(office, ledger, 0, Recognitions()), runs=snapshot.runs, notes=snapshot.notes)
    with local_workers(office, Limits.of(office.plan.settings), setting_of_workers(bare, rows=True)) as workers:
        coming = iter(receipts)
        while workers.count > 1 and (some := [*islice(coming, _TOGETHER)]):
            yield foresee(workers, _tables(ledger, some))


def _tables(ledger: Ledger, receipts: Sequence[Receipt]) -> Iterator[tuple[Receipt, bytes]]:
    """Yield the receipts that are tables, with what was read of each."""
    bodies = {receipt.number: body for receipt in receipts if (body := ledger.reading(receipt.number)) is not None}
    kept = KeptReadings(bodies)
    there = (receipt for receipt in receipts if receipt.number in bodies)
    return ((receipt, bodies[receipt.number]) for receipt in there if sort_of(kept, receipt.number) is Sort.BOOK)

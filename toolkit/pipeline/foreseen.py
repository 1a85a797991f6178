"""What judging will ask for, worked out beforehand by all worker processes: recognised sheets, the rules' word on their rows.

A worker judges a few receipts of a batch by themselves and hands back what it would keep, under keys of exactly what it
depends on: tables that lay in the inbox in the very visit in which it reads them, all else afterwards. The judgement that
counts is made here, in order of arrival, and finds it there; whatever the worker could not know (what was reported before,
another file that says whose this one is) has another key, and is worked out here as ever.
"""

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

from toolkit.intake import worker
from toolkit.intake.isolation import Workers
from toolkit.intake.kept_readings import OPEN, KeptReadings
from toolkit.intake.reading import Reading
from toolkit.judge.dockets import examined, recognised_alone
from toolkit.judge.recognitions import Recognitions
from toolkit.judge.snapshot import Snapshot
from toolkit.nouns.records import Receipt

_FUNCTION = "toolkit.pipeline.foreseen:worked_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsAhead:
    """A few receipts with what was read of them."""

    receipts: tuple[Receipt, ...]
    bodies: Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class _Setting:
    """What every worker is told once."""

    bare: Snapshot
    rows: bool
    """Nothing was reported before: the rules can say their word too."""


def setting_of_workers(bare: Snapshot, *, rows: bool) -> bytes:
    """Return what every worker is told once. `rows`: nothing was reported before."""
    return pickle.dumps(_Setting(replace(bare, recognitions=None), rows))


def foresee(workers: Workers, receipts: Iterable[tuple[Receipt, bytes]]) -> dict[str, bytes]:
    """Return key → what was worked out of receipts and what was read of each."""
    known: dict[str, bytes] = {}
    for part in workers.each(_FUNCTION, tuple(_tasks(receipts))):
        known |= part
    return known


def foresee_here(bare: Snapshot, receipts: Iterable[tuple[Receipt, bytes]], *, rows: bool) -> dict[str, bytes]:
    """Return the same, worked out in this process."""
    setting = _Setting(replace(bare, recognitions=None), rows)
    known: dict[str, bytes] = {}
    for task in _tasks(receipts):
        known |= _of_kept(task, setting)
    return known


def _tasks(receipts: Iterable[tuple[Receipt, bytes]]) -> Iterator[ReceiptsAhead]:
    """Yield tasks of about as many receipts as are held open at once: a mail and what came in it are never parted."""
    group: list[tuple[Receipt, bytes]] = []
    for receipt, body in receipts:
        if receipt.parent is None and len(group) >= OPEN:
            yield _task(group)
            group = []
        group.append((receipt, body))
    if group:
        yield _task(group)


def _task(group: Sequence[tuple[Receipt, bytes]]) -> ReceiptsAhead:
    bodies = {receipt.number: body for receipt, body in group}
    return ReceiptsAhead(receipts=tuple(receipt for receipt, _ in group), bodies=bodies)


def worked_out(task: ReceiptsAhead) -> dict[str, bytes]:
    """Judge the receipts by themselves, in a worker, and return what that came to."""
    return _of_kept(task, _setting(worker.setting()))


def worked_out_in_one_visit(tables: Sequence[tuple[Receipt, Reading, bytes]]) -> dict[str, bytes]:
    """Do the same with tables just read, each with the bytes that are kept of it; their numbers are not their last.

    Where nothing was reported before, what a table comes to is what counts, but for a unit's second: its forms are not kept too.
    """
    receipts = tuple(receipt for receipt, _, _ in tables)
    readings = {receipt.number: reading for receipt, reading, _ in tables}
    bodies = {receipt.number: body for receipt, _, body in tables}
    setting = _setting(worker.setting())
    return _worked_out(receipts, readings, bodies, setting, Recognitions(sparing=setting.rows))


def _of_kept(task: ReceiptsAhead, setting: _Setting) -> dict[str, bytes]:
    return _worked_out(task.receipts, KeptReadings(task.bodies, wanted=True), task.bodies, setting, Recognitions())


def _worked_out(
    receipts: tuple[Receipt, ...],
    readings: Mapping[int, Reading],
    bodies: Mapping[int, bytes],
    setting: _Setting,
    known: Recognitions,
) -> dict[str, bytes]:
    snapshot = replace(
        setting.bare,
        receipts=receipts,
        readings=readings,
        prints={number: sha256(body).hexdigest() for number, body in bodies.items()},
        recognitions=known,
    )
    if setting.rows:
        examined(snapshot)
    else:
        recognised_alone(snapshot)
    return known.written()


@lru_cache(maxsize=1)
def _setting(told: bytes) -> _Setting:
    setting: _Setting = pickle.loads(told)
    return setting

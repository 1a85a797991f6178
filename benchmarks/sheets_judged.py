"""The files of an inbox read, recognised and checked by the workers of a `run`; no archive, ledger or product."""

from dataclasses import replace
from pathlib import Path

from benchmarks.workload import JUDGED, at
from toolkit.intake.isolation import Workers
from toolkit.intake.reading import dump
from toolkit.judge.recognitions import Recognitions
from toolkit.judge.snapshot import Snapshot
from toolkit.nouns.limits import Limits
from toolkit.pipeline.batch_intake import what_is_known
from toolkit.pipeline.foreseen import foresee_here, setting_of_workers
from toolkit.pipeline.office import Office
from toolkit.pipeline.reading_room import MANY, workers_of
from toolkit.pipeline.unpacking import grow, receipts, root_of

BATCH = 256
"""Files at a time, as `run` takes them."""


def judged(folder: Path, workers: int | None) -> int:
    """Return what was worked out of all files: forms and rows with the rules' word."""
    office = replace(at(folder, JUDGED), workers=workers)
    limits = Limits.of(office.plan.settings)
    with office.reading() as ledger:  # what was issued is read when it is asked for
        return _judged(folder, office, limits, what_is_known(office, ledger, 1, Recognitions()))


def _judged(folder: Path, office: Office, limits: Limits, bare: Snapshot) -> int:
    files = sorted(path for path in (folder / "inbox").rglob("附件2-*") if path.is_file())
    told, count = setting_of_workers(bare, rows=True) if len(files) >= MANY else b"", 0
    with workers_of(office, limits, told) as readers:
        for start in range(0, len(files), BATCH):
            roots = [
                root_of(
                    name=path.name,
                    path=path,
                    sha256=str(start + n),
                    size=path.stat().st_size,
                    changed=office.as_of,
                    received=None,
                )
                for n, path in enumerate(files[start : start + BATCH])
            ]
            visiting = isinstance(readers, Workers) and bool(readers.told) and readers.count > 1
            about = {id(node): receipt for node, receipt in receipts(roots, 1, start + 1)} if visiting else None
            grow(roots, readers, limits, lambda _done: None, None, about)
            kept = {id(node): dump(node.reading) for root in roots for node in root.walk()}
            if isinstance(readers, Workers) and visiting:
                count += len(readers.worked_out())
            else:
                numbered = [(receipt, kept[id(node)]) for node, receipt in receipts(roots, 1, start + 1)]
                count += len(foresee_here(bare, numbered, rows=True))
    return count

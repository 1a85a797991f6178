"""What an undo gave back to the inbox and no ingest took in again: nothing that was ever received is passed over in silence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.evidence.ledger import Ledger
from toolkit.intake.reading import Reading, load
from toolkit.judge.dockets import examined
from toolkit.nouns.records import Receipt
from toolkit.pipeline.office import Office
from toolkit.pipeline.snapshots import snapshot_of
from toolkit.words import remarks


@dataclass(frozen=True, slots=True, kw_only=True)
class NotBack:
    """One ingest taken back, and what of it never came again."""

    run: int
    names: tuple[str, ...]
    units: tuple[str, ...] = ()
    """Whose the files were; () = nobody knows."""

    @property
    def words(self) -> str:
        return remarks.never_again(self.run, self.names, self.units)


def not_back(office: Office, ledger: Ledger) -> tuple[NotBack, ...]:
    """Return them in the ledger's order; what lies in the inbox again has not come again yet."""
    missing = never_again(ledger)
    if not missing:
        return ()
    owners = _owners(office, ledger, missing)
    gone = []
    for run in dict.fromkeys(receipt.run for receipt in missing):
        mine = [receipt for receipt in missing if receipt.run == run]
        units = dict.fromkeys(unit for receipt in mine for unit in owners.get(receipt.number, ()))
        gone.append(NotBack(run=run, names=tuple(receipt.name for receipt in mine), units=tuple(units)))
    return tuple(gone)


def never_again(ledger: Ledger) -> tuple[Receipt, ...]:
    """Return the files of the inbox whose receipt was taken back and whose content no standing receipt has."""
    gone = {undo.run for undo in ledger.undos()}
    every = ledger.receipts(undone=True)
    standing = {receipt.sha256 for receipt in every if receipt.run not in gone}
    last = {receipt.sha256: receipt for receipt in every if receipt.run in gone and receipt.parent is None}
    return tuple(receipt for receipt in last.values() if receipt.sha256 not in standing)


def _owners(office: Office, ledger: Ledger, missing: tuple[Receipt, ...]) -> dict[int, tuple[str, ...]]:
    """Return receipt → the units whose files it was or held, judged as if it had not been taken back."""
    snapshot, runs = snapshot_of(office, ledger), {receipt.run for receipt in missing}
    undone = tuple(receipt for receipt in ledger.receipts(undone=True) if receipt.run in runs)
    read = _read(office, ledger, undone)
    back = tuple(receipt for receipt in undone if receipt.number in read)
    whole = replace(
        snapshot,
        receipts=tuple(sorted({r.number: r for r in (*snapshot.receipts, *back)}.values(), key=lambda r: r.number)),
        readings={**snapshot.readings, **read},
        runs={number: replace(run, undone=run.undone and number not in runs) for number, run in snapshot.runs.items()},
    )
    parents = {receipt.number: receipt.parent for receipt in back}
    owners: dict[int, dict[str, None]] = {}
    for row in examined(whole).rows:
        number: int | None = row.receipt
        while number is not None and parents.get(number) is not None:
            number = parents[number]
        if row.unit and number in parents:
            owners.setdefault(number or 0, {})[row.unit] = None
    return {number: tuple(units) for number, units in owners.items()}


def _read(office: Office, ledger: Ledger, receipts: Sequence[Receipt]) -> dict[int, Reading]:
    """Return receipt → what its original holds; without those whose original is gone."""
    kept = {receipt.number: load(body) for receipt in receipts if (body := ledger.reading(receipt.number)) is not None}
    lost = tuple(receipt for receipt in receipts if receipt.number not in kept)
    if not lost:
        return kept
    from toolkit.pipeline.rereading import reread

    return kept | dict(reread(office, ledger, lost, look=False))

"""Make everything derived anew: the readings out of the originals, outbox/ as it was printed. Nothing goes before all is made.

An original that is not what was received is never read: the reading made when it came stays, and the file is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.evidence.archive import Archive, sha256_of
from toolkit.evidence.ledger import Ledger
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Output, Receipt, receipt_mark
from toolkit.nouns.shelf import those
from toolkit.pipeline.caches_proved import WORKED_OUT
from toolkit.pipeline.made_up import make_up, sentences
from toolkit.pipeline.office import Office, Tell, open_office
from toolkit.pipeline.remaking import Remade, everything
from toolkit.pipeline.rereading import renew
from toolkit.words import refusals, remarks
from toolkit.workspace.pieces import sum_of
from toolkit.workspace.refused import system_said
from toolkit.workspace.writing import Batch, remove


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What was made anew, and what could not be made as it was."""

    paths: tuple[Path, ...]
    """The files of outbox/."""
    dry_run: bool = False
    complaints: tuple[str, ...] = ()
    broken: bool = False
    """An original or a template of then is gone or changed: the operator must act."""


def rebuild(office: Office, *, dry_run: bool, tell: Tell) -> Rebuilt:
    """Recreate everything derived: the ledger's cache of readings, and all of outbox/.

    Raises:
        ToolkitError: it cannot all be made or written; then nothing was deleted.
    """
    if dry_run:
        with office.reading() as ledger:
            forged = _forged(office, ledger)
            remade = everything(office, ledger)
        complaints = (*_named(forged), *remade.faults)
        return Rebuilt(paths=tuple(remade.files), dry_run=True, complaints=complaints, broken=bool(complaints))
    with office.writing("rebuild") as ledger:
        ledger.drop_derived(WORKED_OUT)
        office = _anew(office)
        owed = make_up(office, ledger, tell)
        forged = _forged(office, ledger)
        otherwise = {receipt.number for receipt in forged}
        renew(office, ledger, those(ledger.receipts(), lambda mark: mark.number not in otherwise, receipt_mark))
        remade = everything(office, ledger)
        sums = _write(office, remade, tell)
        complaints = (*_named(forged), *remade.faults, *_otherwise(office, ledger.outputs(), sums))
        ledger.put_outputs(_summed(office, output, sums) for output in ledger.outputs())
    complaints = (*sentences(owed), *complaints)
    return Rebuilt(paths=tuple(remade.files), complaints=complaints, broken=bool(forged or remade.faults))


def _anew(office: Office) -> Office:
    """Return the same office with plan and form read, not looked up."""
    return open_office(
        office.workspace.root,
        lambda _zone: office.as_of,
        office.clock,
        moving=office.moving,
        with_later_notes=office.with_later_notes,
        anew=True,
    )


def _forged(office: Office, ledger: Ledger) -> tuple[Receipt, ...]:
    """Return the receipts whose original is gone or not what was received."""
    archive = Archive(office.workspace)
    return tuple(r for r in ledger.receipts() if sha256_of(archive.path(r.archived)) != r.sha256)


def _named(forged: Sequence[Receipt]) -> tuple[str, ...]:
    return tuple(remarks.not_read_again(receipt.number, receipt.name, receipt.archived) for receipt in forged)


def _write(office: Office, remade: Remade, tell: Tell) -> dict[Path, str]:
    """Write all beside their places, then clear outbox/ and put them there; return path → sha256."""
    batch, sums = Batch(), {}
    try:
        for number, (path, file) in enumerate(remade.files.items()):
            tell("重做", number, len(remade.files))
            content = file.make()
            batch.add(path, content)
            sums[path] = sum_of(content)
        _clear(office.workspace.outbox, batch.kept)
        batch.place()
    finally:
        batch.drop()
    return sums


def _clear(outbox: Path, kept: frozenset[Path]) -> None:
    """Remove what is not to be there; folders that it leaves empty too."""
    if not outbox.is_dir():
        return
    for path in sorted(outbox.rglob("*"), key=lambda path: len(path.parts), reverse=True):
        if path in kept or path.name == ".gitkeep":
            continue
        try:
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            else:
                remove(path)
        except OSError as error:
            raise ToolkitError(refusals.held_open(path, system_said(error))) from None


def _otherwise(office: Office, outputs: Sequence[Output], sums: Mapping[Path, str]) -> tuple[str, ...]:
    """Name the files that are not, byte for byte, what was printed."""
    outbox = office.workspace.outbox
    said = []
    for output in outputs:
        for name, before in zip(output.files, output.sums, strict=False):
            now = sums.get(outbox / name)
            if now != before:
                said.append(remarks.made_otherwise(name, at_all=now is not None))
    return tuple(dict.fromkeys(said))


def _summed(office: Office, output: Output, sums: Mapping[Path, str]) -> Output:
    outbox = office.workspace.outbox
    return replace(output, sums=tuple(sums.get(outbox / name, "") for name in output.files))

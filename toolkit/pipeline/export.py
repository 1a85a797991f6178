"""Export of one unit's year: a folder with originals, times and their evidence, verdicts, letters, rules and the chain."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.evidence.archive import Archive
from toolkit.evidence.ledger import Ledger, Record
from toolkit.judge.dockets import judge
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Drafted
from toolkit.outputs.dispute import Dossier, DossierNote, index_book, note_text
from toolkit.pipeline.issue import form_name
from toolkit.pipeline.letters import receipt_name, receipt_page_name
from toolkit.pipeline.made_up import make_up, sentences
from toolkit.pipeline.not_back import not_back
from toolkit.pipeline.noting import about_unit
from toolkit.pipeline.office import Office
from toolkit.pipeline.past_rules import office_then
from toolkit.pipeline.producing import judged_now
from toolkit.pipeline.products import Wanted, made
from toolkit.pipeline.snapshots import snapshot_of
from toolkit.plan.model import Unit
from toolkit.words import refusals
from toolkit.words.names import safe_name
from toolkit.words.notes import note_cells
from toolkit.workspace import write_atomic
from toolkit.workspace.writing import replaced

if TYPE_CHECKING:
    from toolkit.nouns.docket import FileRow

MARK = "说明.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One unit's folder."""

    unit: Unit
    place: Path
    originals: int
    missing: tuple[str, ...] = ()
    """Originals that are gone, or not what was received."""
    gone: tuple[str, ...] = ()
    """Sentences: what was taken back and never came again."""
    dry_run: bool = False


def export(office: Office, named: str, folder: Path | None, *, dry_run: bool) -> Exported:
    """Write the folder and return where it is. An earlier export in the same place is replaced; anything else is left alone.

    Raises: ToolkitError: no such unit, or the folder holds something else.
    """
    unit = office.unit(named)
    place = folder or office.workspace.dossiers / safe_name(unit.name)
    if place.exists() and (not place.is_dir() or (any(place.iterdir()) and not (place / MARK).is_file())):
        raise ToolkitError(refusals.taken_by_others(place, f"duban export {unit.name}"))
    if dry_run:
        with office.reading() as ledger:
            dossier = _dossier(office, ledger, unit)
            count = len(dossier.files()) + len(dossier.wrappings())
        return Exported(unit=unit, place=place, originals=count, dry_run=True)
    with office.writing("export") as ledger:
        owed = make_up(office, ledger, lambda _what, _done, _total: None)
        done = _exported(office, ledger, unit, place)
        return replace(done, gone=(*done.gone, *sentences(owed)))


def _exported(office: Office, ledger: Ledger, unit: Unit, place: Path) -> Exported:
    """Write all beside the place, then put it there."""
    dossier = _dossier(office, ledger, unit)
    gone = tuple(one.words for one in not_back(office, ledger) if unit.name in one.units or not one.units)
    with replaced(place) as folder:
        copies, missing = _originals(Archive(office.workspace), dossier, folder)
        for target, data in _letters(office, ledger, dossier):
            write_atomic(folder / target, data)
        write_atomic(folder / "清单.xlsx", index_book(dossier, copies))
        write_atomic(folder / MARK, "\n".join((note_text(dossier, missing), *gone)).encode("utf-8-sig"))
    return Exported(unit=unit, place=place, originals=len(copies), missing=tuple(missing), gone=gone)


def _dossier(office: Office, ledger: Ledger, unit: Unit) -> Dossier:
    dockets = tuple(judge(snapshot_of(office, ledger)))
    bare = Dossier(plan=office.plan, unit=unit, dockets=dockets, as_of=office.as_of)
    receipts = {row.receipt for row in (*bare.files(), *bare.wrappings())}
    notes = about_unit(ledger, unit.name, receipts)
    issued = tuple(form for form in ledger.issued() if form.unit == unit.name)
    drafted = tuple(draft for draft in ledger.drafted() if draft.unit == unit.name)
    mine = receipts | {fact.number for fact in issued} | {fact.number for fact in drafted} | {n.note.number for n in notes}
    return Dossier(
        plan=office.plan,
        unit=unit,
        dockets=dockets,
        notes=tuple(DossierNote(cells=tuple(map(str, note_cells(note.note, stands=note.stands)))) for note in notes),
        issued=issued,
        drafted=drafted,
        records=tuple(_records(ledger, mine)),
        head=ledger.head(),
        head_full=ledger.head_full(),
        as_of=office.as_of,
    )


def _records(ledger: Ledger, numbers: set[int]) -> Iterator[Record]:
    """Yield the unit's records with the runs that took its files in."""
    receipts = {r.number: r.run for r in ledger.receipts()}
    wanted = numbers | {receipts[number] for number in numbers if number in receipts}
    yield from (record for record in ledger.records() if record.seq in wanted)


def _originals(archive: Archive, dossier: Dossier, place: Path) -> tuple[Mapping[int, str], list[str]]:
    """Copy the originals whose bytes are what the ledger says; return receipt → copy, and what could not be copied."""
    copies: dict[int, str] = {}
    missing: list[str] = []
    for row in (*dossier.wrappings(), *dossier.files()):
        if row.receipt in copies:
            continue
        data = _true_bytes(archive, row)
        if data is None:
            missing.append(f"#{row.receipt} {row.name}")
            continue
        target = f"原件/{row.archived.removeprefix('原件/')}" if row.archived else f"原件/{row.receipt}"
        write_atomic(place.joinpath(*target.split("/")), data)
        copies[row.receipt] = target
    return copies, missing


def _true_bytes(archive: Archive, row: "FileRow") -> bytes | None:
    if row.archived is None:
        return None
    try:
        data = archive.read(row.archived)
    except (OSError, ToolkitError):
        return None
    return data if hashlib.sha256(data).hexdigest() == row.sha256 else None


def _letters(office: Office, ledger: Ledger, dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """Yield place and content of what went to the unit: standing files as they are, letters on record made again."""
    for period in office.plan.periods:
        standing = (
            office.workspace.issued(period.id) / form_name(dossier.unit),
            office.workspace.receipts(period.id) / receipt_name(dossier.unit),
            office.workspace.receipts(period.id) / receipt_page_name(dossier.unit),
        )
        for path in standing:
            if path.is_file():
                yield f"函件/{period.id}/{path.name}", path.read_bytes()
    for draft in dossier.drafted:
        yield from _made_again(office, ledger, dossier.unit, draft)


def _made_again(office: Office, ledger: Ledger, unit: Unit, draft: Drafted) -> Iterator[tuple[str, bytes]]:
    """Yield a letter as it was drafted: judged at its moment, from the records up to its own."""
    then, _gone = office_then(replace(office, as_of=draft.at), ledger, draft.number)
    judged = judged_now(then, ledger, draft.number)
    day = f"{draft.at.astimezone(office.zone):%Y-%m-%d}"
    for path, file in made(judged, Wanted(kind=draft.kind, period=then.period(draft.period))).items():
        if file.unit == unit.name:
            yield f"函件/{draft.period}/{draft.kind}-{day}/{path.name}", file()

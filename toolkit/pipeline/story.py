"""One unit's story: every file it sent, what changed from version to version and from period to period, what was stated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.evidence.ledger import Ledger
from toolkit.nouns.answer import Answer
from toolkit.nouns.docket_marks import EntryMark
from toolkit.nouns.outcomes import Outcome
from toolkit.pipeline.noting import NoteListed, about_unit
from toolkit.pipeline.office import Office
from toolkit.plan.model import Period, Unit
from toolkit.values.rows import show
from toolkit.words import remarks

if TYPE_CHECKING:
    from toolkit.nouns.docket import Docket, Entry, FileRow, UnitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One answer that two reports give differently; `old` and `new` say which reports."""

    item: str
    field: str
    old: str
    before: str
    new: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStory:
    """One unit's history up to the office's moment."""

    unit: Unit
    states: tuple[tuple[str, "UnitRow"], ...]
    """(period, row), in the order of the periods."""
    files: "tuple[FileRow, ...]"
    versions: tuple[Change, ...]
    """Between the reports of one period."""
    periods: tuple[Change, ...]
    """Between what counts in one period and in the next."""
    notes: tuple[NoteListed, ...]


def story(office: Office, ledger: Ledger, dockets: "Sequence[Docket]", unit: Unit) -> UnitStory:
    files = tuple(row for docket in dockets for row in docket.files_of(unit.name))
    notes = about_unit(ledger, unit.name, {row.receipt for row in files})
    return UnitStory(
        unit=unit,
        states=tuple((docket.period, row) for docket in dockets if (row := docket.row(unit.name))),
        files=files,
        versions=tuple(_versions(office, files)),
        periods=tuple(_periods(office, dockets, unit)),
        notes=notes,
    )


# -- what changed ------------------------------------------------------------------------------------------------------


def _versions(office: Office, files: "Sequence[FileRow]") -> Iterator[Change]:
    """Yield what each file of a period says differently from the one before it, per item, in order of arrival."""
    last: dict[tuple[str | None, str], tuple[FileRow, Entry]] = {}
    for row in files:
        for entry in row.entries if row.outcome is not Outcome.DUPLICATE else ():
            before = last.get((row.period, entry.item))
            if before is not None:
                names = (f"#{before[0].receipt} ", f"#{row.receipt} ")
                yield from _differences(office, before[1], entry, names)
            last[row.period, entry.item] = (row, entry)


def _periods(office: Office, dockets: "Sequence[Docket]", unit: Unit) -> Iterator[Change]:
    """Yield what the answers that count say differently from the period before; a predecessor's come along."""
    last: dict[str, tuple[Period, Entry]] = {}
    for docket in dockets:
        period = office.period(docket.period)
        for place, mark in enumerate(docket.entry_marks):
            if not mark.accepted or not _is_of(office, mark, unit):
                continue
            entry = docket.entries[place]
            before = last.get(entry.item)
            if before is not None and before[0].id != period.id:
                names = (_named(before[0], before[1], unit), _named(period, entry, unit))
                yield from _differences(office, before[1], entry, names)
            if before is None or before[0].id != period.id or entry.unit == unit.name:
                last[entry.item] = (period, entry)


def _is_of(office: Office, entry: EntryMark, unit: Unit) -> bool:
    """Tell whether the answers are the unit's, or those of a unit that it took the assignment over from."""
    on = office.plan.periods[-1].deadline
    return entry.unit == unit.name or entry.unit in office.plan.predecessors(entry.item, unit.name, on)


def _named(period: Period, entry: "Entry", unit: Unit) -> str:
    return f"{period.id}（{entry.unit}） " if entry.unit != unit.name else f"{period.id} "


def _differences(office: Office, old: "Entry", new: "Entry", names: tuple[str, str]) -> Iterator[Change]:
    for key, value in new.fields.items():
        earlier = old.fields.get(key)
        if earlier != value:
            yield Change(
                item=new.item,
                field=key,
                old=names[0],
                before=_text(office, key, earlier),
                new=names[1],
                after=_text(office, key, value),
            )


def _text(office: Office, key: str, answer: Answer) -> str:
    field = office.form.field(key)
    text = show(answer, field) if field and answer is not None else "" if answer is None else str(answer)
    return text or remarks.EMPTY

"""What is no form: scans, containers, the unreadable, strangers' files. Whose they are, and what became of them. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from toolkit.checks.problems import Code, applied, problem
from toolkit.docket import FileRow, Outcome
from toolkit.intake.recognise import Clues, scan_unit
from toolkit.judge.world import Arrival, World, blank_row
from toolkit.records import Receipt, Sort
from toolkit.submission import Submission

_OUTCOMES = {
    Sort.BOOK: Outcome.NOT_A_FORM,
    Sort.SCAN: Outcome.SCAN,
    Sort.CONTAINER: Outcome.CONTAINER,
    Sort.INLINE: Outcome.NOT_A_FORM,
    Sort.DEBRIS: Outcome.NOT_A_FORM,
    Sort.OTHER: Outcome.NOT_A_FORM,
    Sort.UNREADABLE: Outcome.UNREADABLE,
    Sort.REFUSED: Outcome.REFUSED,
}
_SILENT = frozenset({Sort.CONTAINER, Sort.INLINE, Sort.DEBRIS})
"""Say nothing about any unit."""


@dataclass(frozen=True, slots=True)
class Heap:
    """Which units' forms lie in the same mail, archive or sub-folder as something."""

    units: Mapping[str, frozenset[str]]
    """Folder or container, written as a path ("mail.eml", "二批", "mail.eml/a.zip/sub") → units of the forms in it."""

    @classmethod
    def of(cls, arrivals: tuple[Arrival, ...], read: Mapping[int, tuple[Submission, ...]]) -> "Heap":
        units: dict[str, set[str]] = defaultdict(set)
        for arrival in arrivals:
            named = {sheet.unit for sheet in read.get(arrival.receipt.number, ()) if sheet.unit}
            for place in places(arrival.receipt):
                units[f"{arrival.receipt.run}:{place}"] |= named
        return cls({place: frozenset(found) for place, found in units.items()})

    def companions(self, receipt: Receipt) -> tuple[str, ...]:
        """Return the units of the forms nearest by: the innermost place that holds any."""
        for place in places(receipt):
            found = self.units.get(f"{receipt.run}:{place}", frozenset())
            if found:
                return tuple(sorted(found))
        return ()


def places(receipt: Receipt) -> tuple[str, ...]:
    """Return the folders and containers that hold a receipt, innermost first; the inbox itself is none."""
    whole = PurePosixPath(f"{receipt.inside}/{receipt.name}" if receipt.inside else receipt.name)
    return tuple(str(parent) for parent in whole.parents if str(parent) not in {".", "/"})


def other_row(world: World, arrival: Arrival, heap: Heap) -> FileRow:
    """Return the row of an arrival in which no form was recognised."""
    sort = arrival.reading.sort
    row = blank_row(arrival, _OUTCOMES[sort])
    if sort is Sort.BOOK:
        row = replace(row, problems=(*row.problems, problem(Code.S01)))
    row = replace(row, problems=applied(row.problems, world.plan.settings.switches))
    if sort is Sort.CONTAINER and arrival.receipt.subject:
        return replace(row, note=f"邮件主题：{arrival.receipt.subject}")
    if sort in _SILENT:
        return row
    unit, suggestion = whose(world, arrival, heap)
    hint = f"可能是“{suggestion}”的，请用 duban note claim 认领" if suggestion else ""
    note = "；".join(filter(None, (row.note, hint)))
    if unit is None and sort is Sort.SCAN:
        return replace(row, outcome=Outcome.UNCLAIMED, note=note)
    return replace(row, unit=unit, note=note if sort is Sort.SCAN else row.note, period=_period(world, arrival))


def _period(world: World, arrival: Arrival) -> str:
    claimed = arrival.claim.period if arrival.claim else ""
    return claimed if claimed and world.plan.period(claimed) else arrival.collecting.id


def whose(world: World, arrival: Arrival, heap: Heap) -> tuple[str | None, str]:
    """Return (unit, suggestion) of an arrival in which no form was recognised (DESIGN §7, "Whose scan")."""
    receipt = arrival.receipt
    if arrival.claim and arrival.claim.unit:
        found = world.plan.unit(arrival.claim.unit)
        return (found.name if found else None), ""
    clues = Clues(name=receipt.name, inside=receipt.inside, sender=receipt.sender, collecting=arrival.collecting.id)
    near = heap.companions(receipt) if arrival.reading.sort is Sort.SCAN else ()
    unit, _basis, suggestion = scan_unit(clues, world.plan, near)
    if unit is None and arrival.stated_unit:
        return arrival.stated_unit, ""
    return unit, suggestion

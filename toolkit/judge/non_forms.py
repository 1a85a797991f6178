"""What is no form: scans, containers, the unreadable, strangers' files. Whose they are, and what became of them. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from toolkit.intake.recognise import Clues, scan_unit
from toolkit.judge.history import successor
from toolkit.judge.snapshot import Arrival, Snapshot, blank_row
from toolkit.judge.statements_bound import BoundNotes
from toolkit.nouns.docket import FileRow, Outcome
from toolkit.nouns.problems import Code, Severity, applied, problem
from toolkit.nouns.records import NoteKind, Receipt, Sort
from toolkit.nouns.submission import Submission
from toolkit.plan.deadlines import effective_day
from toolkit.plan.model import Period

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
class Siblings:
    """Which units' forms lie in the same mail, archive or sub-folder as something."""

    units: Mapping[str, frozenset[str]]
    """Folder or container, written as a path ("mail.eml", "二批", "mail.eml/a.zip/sub") → units of the forms in it."""
    periods: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """(folder or container, unit) → periods of its forms that were taken, filled in by `judged`."""

    @classmethod
    def of(cls, arrivals: tuple[Arrival, ...], read: Mapping[int, tuple[Submission, ...]]) -> "Siblings":
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

    def judged(self, rows: Iterable[FileRow], receipt: Receipt) -> None:
        """Take note of forms that were read for their period: what lies beside them belongs with them."""
        for row in rows:
            stray = any(found.code is Code.S03 and found.severity is Severity.RETURN for found in row.problems)
            if row.unit and row.period and not stray:
                for place in places(receipt):
                    self.periods[f"{receipt.run}:{place}", row.unit].add(row.period)

    def period(self, receipt: Receipt, unit: str) -> str | None:
        """Return the period of the unit's forms nearest by, if it is one."""
        for place in places(receipt):
            found = self.periods.get((f"{receipt.run}:{place}", unit))
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None


def places(receipt: Receipt) -> tuple[str, ...]:
    """Return the folders and containers that hold a receipt, innermost first; the inbox itself is none."""
    whole = PurePosixPath(f"{receipt.inside}/{receipt.path}" if receipt.inside else receipt.path)
    return tuple(str(parent) for parent in whole.parents if str(parent) not in {".", "/"})


def other_row(snapshot: Snapshot, arrival: Arrival, siblings: Siblings, delays: "Delays") -> FileRow:
    """Return the row of an arrival in which no form was recognised."""
    sort = arrival.reading.sort
    row = blank_row(arrival, _OUTCOMES[sort])
    if sort is Sort.BOOK:
        row = replace(row, problems=(*row.problems, problem(Code.S01)))
    row = replace(row, problems=applied(row.problems, snapshot.plan.settings.switches))
    if sort is Sort.CONTAINER and arrival.receipt.subject:
        return replace(row, note=f"邮件主题：{arrival.receipt.subject}")
    if sort in _SILENT:
        return row
    unit, suggestion = whose(snapshot, arrival, siblings)
    hint = f"可能是“{suggestion}”的，请用 duban note claim 认领" if suggestion else ""
    note = "；".join(filter(None, (row.note, hint)))
    if unit is None and sort is Sort.SCAN:
        return replace(row, outcome=Outcome.UNCLAIMED, note=note, suggestion=suggestion)
    period = _period(snapshot, arrival, unit, siblings, delays)
    named = snapshot.plan.period(period)
    heir = successor(snapshot.plan, unit, named) if unit and named else None
    return replace(row, unit=heir or unit, note=note if sort is Sort.SCAN else row.note, period=period)


@dataclass(slots=True)
class Delays:
    """Until when each unit may still send what belongs to an earlier period (缓报), and which scans have come."""

    until: Mapping[tuple[str, str], datetime]
    """(unit, period) → the delayed limit and 收表宽限 beyond it."""
    scanned: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, snapshot: Snapshot, bound: BoundNotes) -> "Delays":
        grace = snapshot.plan.policy.grace
        until = {}
        for key, notes in bound.by_unit.items():
            days = [note.due for note in notes if note.kind is NoteKind.DELAY and note.due]
            if days:
                until[key] = effective_day(snapshot.plan, days[-1]).moment + grace
        return cls(until)

    def period(self, snapshot: Snapshot, unit: str, arrival: Arrival) -> Period:
        """Return the earliest delayed period that still waits for its scan, else the one being collected."""
        moment = arrival.timing.received or arrival.timing.order[0]
        for period in snapshot.plan.periods[: snapshot.plan.periods.index(arrival.collecting)]:
            key = (unit, period.id)
            if key not in self.scanned and moment <= self.until.get(key, moment - timedelta(1)):
                return period
        return arrival.collecting


def _period(snapshot: Snapshot, arrival: Arrival, unit: str | None, siblings: Siblings, delays: Delays) -> str:
    """Return the period of what is no form: as stated, as the form beside it, else the one being collected."""
    claimed = (arrival.claim.period if arrival.claim else "") or arrival.stated_period
    if claimed and snapshot.plan.period(claimed):
        return claimed
    if unit is None:
        return arrival.collecting.id
    period = siblings.period(arrival.receipt, unit) or delays.period(snapshot, unit, arrival).id
    if arrival.reading.sort is Sort.SCAN:
        delays.scanned.add((unit, period))
    return period


def whose(snapshot: Snapshot, arrival: Arrival, siblings: Siblings) -> tuple[str | None, str]:
    """Return (unit, suggestion) of an arrival in which no form was recognised (DESIGN §7, "Whose scan")."""
    receipt = arrival.receipt
    if arrival.claim and arrival.claim.unit:
        found = snapshot.plan.unit(arrival.claim.unit)
        return (found.name if found else None), ""
    clues = Clues(name=receipt.path, inside=receipt.inside, sender=receipt.sender, collecting=arrival.collecting.id)
    near = siblings.companions(receipt) if arrival.reading.sort is Sort.SCAN else ()
    unit, _basis, suggestion = scan_unit(clues, snapshot.plan, near)
    if unit is None and arrival.stated_unit:
        return arrival.stated_unit, ""
    return unit, suggestion

"""Which period a unit's scan belongs to, where no form lies beside it and nobody said (DESIGN §7, "Whose scan"). Pure."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from toolkit.judge.file_rows import FileRows
from toolkit.judge.issued_records import IssuedRecords
from toolkit.judge.judgement import Judgement
from toolkit.judge.register import Material
from toolkit.judge.snapshot import Arrival, Outer, Snapshot
from toolkit.judge.statements_bound import BoundNotes
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.records import NoteKind, Receipt, Sort
from toolkit.plan.deadlines import effective_day
from toolkit.plan.model import Period, Plan
from toolkit.values.late_patterns import late
from toolkit.values.numerals import chinese_number

if TYPE_CHECKING:
    from toolkit.nouns.docket import FileRow

Key = tuple[str, str]
"""(unit, period)."""
_MONTH = late(r"(?<![\d.])(0?[1-9]|1[0-2])月(?!\s*\d{1,2}\s*[日号])")
_SAID_MONTH = late(r"([一二三四五六七八九十]{1,3})月(?![一二三四五六七八九十]+[日号])")
_DATA = late(r"截[至止]\D{0,3}(?:\d{4}年)?\d{1,2}月")
_ID = late(r"(?<!\d)(20\d\d)[-._年]?(0[1-9]|1[0-2]|[1-9])(?![\d月])(?![-._]\d)")

_ORDINAL = re.compile(r"第\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*期")


def named_periods(plan: Plan, text: str) -> tuple[Period, ...]:
    """Return the periods that a name speaks of: 4月, 四月份, 2022-04, 第1期; never a day (4月6日) or a data date."""
    rest = _DATA.sub("", text)
    months = {int(match[1]) for match in _MONTH.finditer(rest)}
    months |= {chinese_number(match[1]) or 0 for match in _SAID_MONTH.finditer(rest)}
    dated = {(int(match[1]), int(match[2])) for match in _ID.finditer(rest)}
    ordinals = {_ordinal(match[1]) for match in _ORDINAL.finditer(rest)}
    due = ((period, period.deadline, {_ordinal(m[1]) for m in _ORDINAL.finditer(period.name)}) for period in plan.periods)
    return tuple(p for p, day, own in due if day.month in months or (day.year, day.month) in dated or own & ordinals)


def _ordinal(said: str) -> int:
    return int(said) if said.isdecimal() else chinese_number(said) or 0


@dataclass(slots=True)
class ScanPeriods:
    """What decides the period of one unit's scans; ask `of` and tell `take` in order of arrival."""

    snapshot: Snapshot
    until: Mapping[Key, datetime]
    """(unit, period) → the delayed limit (缓报) and 收表宽限 beyond it."""
    accepted: Set[Key]
    """Whose sheet is in order."""
    rows: FileRows
    scanned: set[Key] = field(default_factory=set)
    """Whose scan has come."""
    outer: Mapping[int, Receipt] = field(default_factory=dict)
    issued: IssuedRecords = field(default_factory=lambda: IssuedRecords(()))

    @classmethod
    def known(cls, snapshot: Snapshot, bound: BoundNotes, judgement: Judgement) -> "ScanPeriods":
        grace = snapshot.plan.policy.grace
        until, scanned = {}, set()
        for key, notes in bound.by_unit.items():
            days = [note.due for note in notes if note.kind is NoteKind.DELAY and note.due]
            if days:
                until[key] = effective_day(snapshot.plan, days[-1]).moment + grace
            if any(note.kind is NoteKind.PAPER and note.material == Material.SCAN for note in notes):
                scanned.add(key)
        issued = IssuedRecords.of(snapshot.issued)
        outer = Outer(snapshot.receipts)
        return cls(snapshot, until, judgement.valid.keys(), judgement.rows, scanned, outer, issued)

    def of(self, arrival: Arrival, unit: str, beside: str | None) -> tuple[str | None, str]:
        """Return (period, period suggested): the first is None where it is in doubt. `beside`: of the form that lies by it."""
        if arrival.sort is not Sort.SCAN:
            return beside or self._delayed(arrival, unit) or arrival.collecting.id, ""
        named = named_periods(self.snapshot.plan, arrival.receipt.path.rpartition("/")[2])
        if len(named) == 1:
            return named[0].id, ""
        if beside:
            return beside, ""
        around = named_periods(self.snapshot.plan, " ".join(self._around(arrival.receipt)))
        if len(around) == 1:
            return around[0].id, ""
        return self._waiting(arrival, unit)

    def take(self, row: "FileRow") -> None:
        """Take note of a scan: its period lacks none any more."""
        if row.outcome is Outcome.SCAN and row.unit and row.period:
            self.scanned.add((row.unit, row.period))

    def _around(self, receipt: Receipt) -> list[str]:
        """Return the folders, containers and mail subjects that a file came in."""
        said = [*receipt.inside, receipt.path.rpartition("/")[0]]
        while receipt.parent is not None and receipt.parent in self.outer:
            receipt = self.outer[receipt.parent]
            said.append(receipt.subject)
        return said

    def _waiting(self, arrival: Arrival, unit: str) -> tuple[str | None, str]:
        delayed = self._delayed(arrival, unit)
        if delayed:
            return delayed, ""
        now, plan = arrival.collecting, self.snapshot.plan
        earlier = [p.id for p in plan.periods[: plan.periods.index(now)] if self._lacks_scan(arrival, unit, p.id)]
        if not earlier or not plan.policy.scan_required or self._came(arrival, unit, now.id):
            return now.id, ""
        if len(earlier) == 1 and not self._issued(arrival, unit, now.id):
            return earlier[0], ""
        return None, earlier[-1]

    def _delayed(self, arrival: Arrival, unit: str) -> str | None:
        """Return the earliest delayed period that still waits for its scan."""
        moment = arrival.timing.received or arrival.timing.order[0]
        plan = self.snapshot.plan
        for period in plan.periods[: plan.periods.index(arrival.collecting)]:
            key = (unit, period.id)
            if key not in self.scanned and moment <= self.until.get(key, moment - timedelta(1)):
                return period.id
        return None

    def _lacks_scan(self, arrival: Arrival, unit: str, period: str) -> bool:
        key = (unit, period)
        return key in self.accepted and key not in self.scanned and self._came(arrival, unit, period)

    def _came(self, arrival: Arrival, unit: str, period: str) -> bool:
        """Tell whether a form of theirs had come by then."""
        theirs = self.rows.of_unit(unit, period)
        return any(row.run <= arrival.mark.run for row in theirs if row.sheet and not row.stray)

    def _issued(self, arrival: Arrival, unit: str, period: str) -> bool:
        moment = arrival.timing.received or arrival.taken or arrival.timing.order[0]
        issued = self.issued.first(unit, period)
        return issued is not None and issued <= moment

"""What has been accepted so far, per assignment and period; answers about completion and history. Mutable, in memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.judge.file_rows import FileRows, receipt_of
from toolkit.judge.statements_bound import BoundNotes
from toolkit.nouns.answer import Answer
from toolkit.nouns.docket_marks import EntryMark
from toolkit.nouns.records import NoteKind
from toolkit.nouns.shelf import Places, each, joined
from toolkit.plan.model import Period, Plan

if TYPE_CHECKING:
    from toolkit.nouns.docket import Entry

Key = tuple[str, str, str]
"""(period, item, unit)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One accepted answer to one assignment."""

    rows: FileRows
    code: int
    """Which entry of the rows it is."""
    done: bool = False
    """It says that the assignment is finished."""

    @property
    def entry(self) -> "Entry":
        return self.rows.entry(self.code)

    @property
    def receipt(self) -> int:
        return receipt_of(self.code)

    @property
    def sheet(self) -> str:
        return str(self.rows.row_of(self.code).sheet)


def successor(plan: Plan, unit: str, period: Period) -> str | None:
    """Return the one unit that holds all that `unit` ever held; None while it still holds something itself."""
    duties = plan.duties(period.deadline)
    if duties.held_by(unit):
        return None
    heirs = duties.heirs.get(unit, frozenset())
    return next(iter(heirs)) if len(heirs) == 1 else None


@dataclass(slots=True)
class History:
    """Accepted answers; the last of an assignment is the one that counts."""

    plan: Plan
    bound: BoundNotes
    rows: FileRows
    accepted: dict[str, dict[tuple[str, str], Places]] = field(default_factory=dict)
    """Period → (item, unit) → the numbers of the entries, doubled; odd where the file was accepted as a whole."""
    done: set[int] = field(default_factory=set)
    """The numbers of those that say that the assignment is finished."""
    closed: Mapping[str, "History"] = field(default_factory=dict)
    """Period closed under other rules → what was accepted by those."""
    ranks: Mapping[int, int] = field(default_factory=dict)
    """Receipt → its place in the order of arrival."""
    upto: int | None = None
    """The place of the arrival being judged: nothing later is known. None = all is."""

    def add(self, period: str, entry: "Entry | EntryMark", code: int, *, whole: bool, done: bool) -> None:
        """Take an accepted answer over; a good row of a returned file does not unseat one of a file accepted as a whole."""
        accepted, key = self.accepted.setdefault(period, {}), (entry.item, entry.unit)
        known = accepted.get(key)
        if whole or known is None or not each(known)[-1] & 1:
            accepted[key] = joined(known, code << 1 | whole)
            if done:
                self.done.add(code)

    def add_all(self, period: str, entries: Iterable[EntryMark], first: int, done: Sequence[int], *, whole: bool) -> None:
        """Take over what is accepted of a sheet. `first`: the number of its first answer; `done`: which say it is finished."""
        accepted = self.accepted.setdefault(period, {})
        for code, entry in enumerate(entries, first):
            item, unit, good, _ = entry
            if not good:
                continue
            key = (item, unit)
            if key in accepted:
                self.add(period, entry, code, whole=whole, done=code - first in done)
            else:
                accepted[key] = code << 1 | whole
                if done and code - first in done:
                    self.done.add(code)

    def counting_codes(self, period: str, pairs: Iterable[tuple[str, str]]) -> Iterator[int | None]:
        """Yield the number of the accepted answer that counts of each (item, unit), None where there is none."""
        if period in self.closed:
            return (self.counting_code(period, item, unit) for item, unit in pairs)
        known = map(self.accepted.get(period, {}).get, pairs)
        return (None if one is None else one >> 1 if type(one) is int else each(one)[-1] >> 1 for one in known)

    def counting(self, period: str, item: str, unit: str) -> Version | None:
        versions = self._versions((period, item, unit))
        return versions[-1] if versions else None

    def counting_code(self, period: str, item: str, unit: str) -> int | None:
        """Return the number of the accepted answer that counts; None = there is none."""
        if period in self.closed:
            version = self.counting(period, item, unit)
            return version.code if version else None
        known = self.accepted.get(period, {}).get((item, unit))
        return None if known is None else each(known)[-1] >> 1

    def _versions(self, key: Key) -> list[Version]:
        """Return what was accepted, oldest first: of a closed period by the rules that it was closed under."""
        theirs = self.closed.get(key[0])
        if theirs is None:
            return self._own(key)
        upto = self.upto
        return [v for v in theirs._own(key) if upto is None or self.ranks.get(v.receipt, upto) < upto]

    def _own(self, key: Key) -> list[Version]:
        known = self.accepted.get(key[0], {}).get(key[1:])
        return [Version(rows=self.rows, code=number >> 1, done=number >> 1 in self.done) for number in each(known)]

    def withdrawn(self, version: Version, period: str) -> bool:
        """Tell whether 撤销完成 was noted after this version came (验收 found it unfinished)."""
        entry = version.rows.entry_mark(version.code)
        for scope in {period, ""}:
            for note in self.bound.of_unit(entry.unit, scope, NoteKind.REOPEN):
                if note.item in {"", entry.item} and note.number > version.receipt:
                    return True
        return False

    def earlier(self, item: str, unit: str, before: Period) -> Iterator[tuple[str, Version]]:
        """Yield (period, counting version) of earlier periods, newest first; a predecessor's come along."""
        holders = (unit, *self.plan.predecessors(item, unit, before.deadline))
        for period in reversed([p for p in self.plan.periods if p.deadline < before.deadline]):
            version = next((v for h in holders if (v := self.counting(period.id, item, h))), None)
            if version:
                yield period.id, version

    def complete(self, item: str, unit: str, before: Period) -> bool:
        """Tell whether the newest earlier accepted answer finished the assignment and still stands."""
        if not self.done and not self.closed:
            return False
        newest = next(self.earlier(item, unit, before), None)
        return bool(newest and newest[1].done and not self.withdrawn(newest[1], newest[0]))

    def completed(self, pairs: Iterable[tuple[str, str]], before: Period) -> tuple[tuple[str, str], ...]:
        """Return the (item, unit) among these that are complete."""
        if not self.done and not self.closed:
            return ()
        return tuple((item, unit) for item, unit in pairs if self.complete(item, unit, before))

    def answers(self, item: str, unit: str, before: Period) -> tuple[tuple[str, Mapping[str, Answer]], ...]:
        """Return (period, accepted answers) of earlier periods, newest first, without withdrawn completions."""
        return tuple(
            (period, version.entry.fields)
            for period, version in self.earlier(item, unit, before)
            if not (version.done and self.withdrawn(version, period))
        )

    def printed(self, item: str, unit: str, before: Period) -> tuple[Mapping[str, Answer], ...]:
        """Return every answer ever accepted in earlier periods, newest first: any of them may be printed as 上期."""
        holders = (unit, *self.plan.predecessors(item, unit, before.deadline))
        periods = [period.id for period in self.plan.periods if period.deadline < before.deadline]
        keys = [(period, item, holder) for period in reversed(periods) for holder in holders]
        return tuple(version.entry.fields for key in keys for version in reversed(self._versions(key)))

    def held(self, unit: str, period: Period) -> tuple[str, ...]:
        """Return the items that the unit is responsible for, in the notice's order."""
        return self.plan.duties(period.deadline).held_by(unit)

    def due(self, unit: str, period: Period) -> tuple[str, ...]:
        """Return the items that the unit still owes in this period, in the notice's order."""
        return tuple(item for item in self.held(unit, period) if not self.complete(item, unit, period))

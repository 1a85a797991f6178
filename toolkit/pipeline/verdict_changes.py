"""认定变动: what a register says otherwise than the one printed before it, and why: a cell of 附件1, a note, an arrival.

What a register said of each unit goes on record when it is printed and differs from the last one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from toolkit.evidence.ledger import Ledger
from toolkit.judge.dockets import Dockets, judge
from toolkit.judge.snapshot import rules_print
from toolkit.nouns.docket import Docket, UnitRow, VerdictChange
from toolkit.nouns.docket_marks import UnitMark
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.records import Drafted, KeptTemplate, Note, NoteKind
from toolkit.pipeline.closings import closings
from toolkit.pipeline.in_force import changes, kept_bytes, recorded
from toolkit.pipeline.products import Judged, Wanted
from toolkit.words import remarks
from toolkit.words.dates import moment
from toolkit.words.notes import cause
from toolkit.words.states import status_word
from toolkit.workspace import YEAR

REGISTERS = frozenset({"登记表", "全年登记表"})
_NONE = "无"
_SHOWN = 3


def printed_anew(judged: Judged, wanted: Wanted, drafted: Sequence[Drafted]) -> Drafted | None:
    """Return the record of a register that is being printed; None = it says what the last one said."""
    detail = _verdicts(judged, wanted)
    last = next((d for d in reversed(drafted) if (d.kind, d.period) == (wanted.kind, wanted.place)), None)
    if last is not None and dict(last.detail) == detail:
        return None
    return Drafted(at=judged.office.as_of, kind=wanted.kind, period=wanted.place, unit="", detail=detail)


def _verdicts(judged: Judged, wanted: Wanted) -> dict[str, str]:
    if wanted.period is not None:
        return {one.unit: said(one) for one in judged.docket(wanted.period).unit_marks}
    return {f"{docket.period} {one.unit}": said(one) for docket in judged.dockets for one in docket.unit_marks}


def said(row: UnitRow | UnitMark) -> str:
    """Return a verdict as the list prints it: 按时, 迟报2天 …"""
    return remarks.days_late(status_word(row), row.days_late) if row.days_late else status_word(row)


def _said_of(docket: Docket | None, unit: str) -> str:
    place = docket.place_of(unit) if docket else None
    return said(docket.unit_marks[place]) if docket and place is not None else _NONE


def verdict_changes(judged: Judged, ledger: Ledger, until: int | None = None) -> tuple[VerdictChange, ...]:
    """Return what the newest registers on record, up to a record, say otherwise than those before them."""
    last = ledger.next_number - 1 if until is None else until
    printed: dict[tuple[str, str], list[Drafted]] = defaultdict(list)
    for draft in ledger.drafted():
        if draft.kind in REGISTERS and draft.number <= last:
            printed[draft.kind, draft.period].append(draft)
    changes: list[VerdictChange] = []
    for (_kind, place), prints in printed.items():
        if len(prints) > 1:
            changes += _Comparison(judged, ledger, last, place, prints[-2], prints[-1]).changes()
    return tuple(changes)


@dataclass
class _Comparison:
    """Two registers of one place, one after the other."""

    judged: Judged
    ledger: Ledger
    last: int
    place: str
    before: Drafted
    now: Drafted
    _again: dict[str, Dockets] = field(default_factory=dict)
    """Rules → today's records judged by them."""
    _rules: dict[tuple[str, int], tuple[KeptTemplate, ...]] = field(default_factory=dict)
    """(period, record) → plan and form by which it was judged then."""

    def changes(self) -> Iterator[VerdictChange]:
        keys = {**self.now.detail, **self.before.detail}
        for key in sorted(keys, key=lambda key: self._rank.get(key, len(self._rank))):
            old, new = self.before.detail.get(key, _NONE), self.now.detail.get(key, _NONE)
            if old != new:
                period, unit = key.split(" ", 1) if self.place == YEAR else (self.place, key)
                causes = tuple(self._causes(period, unit, old, new)) or (self._otherwise(),)
                yield VerdictChange(
                    period=self.place,
                    unit=key,
                    before=old,
                    after=new,
                    causes=causes,
                    number=self.now.number,
                    arrived=all(cause.startswith((remarks.CAME, remarks.MOMENT)) for cause in causes),
                )

    @cached_property
    def _rank(self) -> dict[str, int]:
        """Key → its place in the register: what is on record is sorted by letters, people read in the office's order."""
        known = self.judged.dockets if self.place == YEAR else filter(None, (self._docket(self.place),))
        rows = [(docket.period, one.unit) for docket in known for one in docket.unit_marks]
        return {f"{period} {unit}" if self.place == YEAR else unit: place for place, (period, unit) in enumerate(rows)}

    def _docket(self, period: str) -> Docket | None:
        return next((docket for docket in self.judged.dockets if docket.period == period), None)

    def _causes(self, period: str, unit: str, old: str, new: str) -> Iterator[str]:
        docket = self._docket(period)
        by_rules = self._by_rules(period, docket, unit)
        if by_rules != new:
            yield from self._rules_words(period)
        if by_rules == old or docket is None:
            return
        places = zip(docket.file_places(unit), docket.file_marks_of(unit), strict=True)
        fresh = [place for place, mark in places if mark.receipt > self.before.number and mark.outcome is not Outcome.DUPLICATE]
        came = [remarks.came(row.receipt, row.name) for row in map(docket.files.__getitem__, fresh)]
        yield from came[:_SHOWN]
        yield from map(cause, self._speaking(docket, period, unit))
        undone = [remarks.taken_back(u.run) for u in self.ledger.undos() if self.before.number < u.number <= self.last]
        yield from undone if not came else ()

    def _by_rules(self, period: str, docket: Docket | None, unit: str) -> str:
        """Return what would be said of the unit today, had the rules stayed as they were."""
        kept = self._rules_at(period, self.before.number)
        if docket is None or len(kept) < 2 or rules_print(kept[0].sha256, kept[1].sha256) == docket.rules:
            return _said_of(docket, unit)
        again = self._judged_by(period, kept)
        return _said_of(next((d for d in again if d.period == period), None) if again is not None else None, unit)

    def _judged_by(self, period: str, kept: tuple[KeptTemplate, ...]) -> Dockets | None:
        key = f"{period} {rules_print(kept[0].sha256, kept[1].sha256)}"
        if key not in self._again:
            workspace, dockets = self.judged.office.workspace, self.judged.dockets
            plan, form = kept_bytes(workspace, kept[0]), kept_bytes(workspace, kept[1])
            if plan is None or form is None or not isinstance(dockets, Dockets):
                return None
            from toolkit.form.read import read_form
            from toolkit.plan.read import read_plan

            snapshot = dockets.judgement.snapshot
            closed = {other: rules for other, rules in snapshot.closed.items() if other != period}
            then = replace(snapshot, plan=read_plan(plan, kept[0].name), form=read_form(form, kept[1].name), closed=closed)
            self._again[key] = judge(then)
        return self._again[key]

    def _rules_at(self, period: str, number: int) -> tuple[KeptTemplate, ...]:
        """Return plan and form by which a period was judged after a record."""
        if (period, number) not in self._rules:
            note = closings(self.ledger, number).get(period)
            known = recorded(self.ledger, note.number if note else number)
            workspace = self.judged.office.workspace
            names = (workspace.plan.name, workspace.form.name)
            self._rules[period, number] = tuple(known[name] for name in names if name in known)
        return self._rules[period, number]

    def _rules_words(self, period: str) -> Iterator[str]:
        old, new = self._rules_at(period, self.before.number), self._rules_at(period, self.last)
        workspace = self.judged.office.workspace
        for before, after in zip(old, new, strict=False):
            if before.sha256 != after.sha256:
                cells = changes(kept_bytes(workspace, before), kept_bytes(workspace, after))
                yield f"{before.name.removesuffix('.xlsx')} {'，'.join(cells) or '改动过'}"
        for note in self._notes_since.values():
            if note.kind in {NoteKind.CLOSE, NoteKind.UNCLOSE} and note.period == period:
                yield cause(note)

    @cached_property
    def _notes_since(self) -> Mapping[int, Note]:
        return {note.number: note for note in self.ledger.notes() if self.before.number < note.number <= self.last}

    @cached_property
    def _taken_back(self) -> Sequence[tuple[Note, Note]]:
        """The notes since that take back another, each with that one."""
        known = {note.number: note for note in self.ledger.notes()}
        since = (note for note in self._notes_since.values() if note.kind is NoteKind.RETRACT)
        return [(note, known[note.retracts]) for note in since if note.retracts in known]

    def _speaking(self, docket: Docket, period: str, unit: str) -> Sequence[Note]:
        """Return the notes since that speak of a unit, oldest first."""
        row = docket.row(unit) if self._notes_since else None
        own = [self._notes_since[note.number] for note in row.notes if note.number in self._notes_since] if row else []
        back = [
            note
            for note, target in self._taken_back
            if target.unit == unit or (not target.unit and target.period in {"", period})
        ]
        return sorted((*own, *back), key=lambda note: note.number)

    def _otherwise(self) -> str:
        zone = self.judged.office.zone
        if self.before.at != self.now.at:
            return remarks.another_moment(moment(self.before.at, zone), moment(self.now.at, zone))
        return remarks.OTHER_CAUSE

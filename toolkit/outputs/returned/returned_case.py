"""One unit's return: which file is sent back, what the form that goes back says, what is to be corrected. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from toolkit.judge.dockets import Dockets
from toolkit.nouns.answer import Answer
from toolkit.nouns.cells import address
from toolkit.nouns.docket import Docket, Entry, FileRow
from toolkit.nouns.docket_marks import FileMark
from toolkit.nouns.fields import Field, Form, Type
from toolkit.nouns.outcomes import GOOD, UNOPENED, Outcome, Status, Verdict
from toolkit.nouns.problems import Code, Severity
from toolkit.outputs.returned.copied import copied, words_field
from toolkit.outputs.returned.findings import Finding, FindingPlaces, findings, required_cells
from toolkit.plan.model import Item, Period, Plan, Unit

Answered = Mapping[str, Mapping[str, Answer]]
"""Item id → KEY → answer."""
_BAD = UNOPENED | {Outcome.RETURNED, Outcome.NOT_A_FORM, Outcome.CONTAINER}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedCase:
    """Everything that the workbook, the letter and the mail are made from."""

    unit: Unit
    period: Period
    items: tuple[Item, ...]
    last: Mapping[str, Mapping[str, Answer]]
    """item id → KEY → last accepted answer of an earlier period."""
    answers: Mapping[str, Mapping[str, Answer]]
    """item id → KEY → the unit's own answer; text where it could not be read."""
    foot: Mapping[str, str]
    file: FileRow
    """The file that is sent back: the newest one."""
    findings: tuple[Finding, ...]
    tints: Mapping[str, Severity]
    """Cell of the form that goes back → how strongly it is marked."""
    words_in: str = ""
    """Header of the column that holds the unit's own words, copied out of what came instead of a form; "" = none."""

    @property
    def read(self) -> bool:
        """Tell whether any row of the unit's could be read."""
        return bool(self.answers) and not self.words_in


def sent_back(dockets: Sequence[Docket], period: Period, unit: str) -> tuple[FileRow, ...]:
    """Return the rows of the unit's newest file if it is sent back, () if nothing is left to correct.

    A sheet of another period (S03) belongs to the period that it should have been for, unless that has been reported.
    An unreadable file counts until anything is accepted: until then it may have been the sheet.
    """
    docket = _of(dockets, period)
    if docket and _in_order(docket.file_marks_of(unit)):
        return ()
    own = docket.files_of(unit) if docket else ()
    mine = [row for row in own if not _stray(row) or _meant_for(row, period)]
    accepted = any(row.outcome in GOOD for row in mine)
    if not accepted:
        others = dockets.with_files_of(unit) if isinstance(dockets, Dockets) else dockets
        strays = [r for d in others if d.period != period.id for r in d.files_of(unit) if _meant_for(r, period)]
        mine = sorted([*mine, *strays], key=_arrival) if strays else mine
    told = [row for row in mine if _told(row, accepted=accepted)]
    newest = [row for row in told if row.receipt == told[-1].receipt]
    return tuple(newest) if any(row.outcome in _BAD for row in newest) else ()


def perhaps_sent_back(dockets: Sequence[Docket], period: Period) -> frozenset[str]:
    """Return the units that may have something to correct, told in one look at what came: of these, ask (`case_of`)."""
    docket = _of(dockets, period)
    marks = docket.file_marks if docket else ()
    well = {mark.unit for mark in marks if mark.outcome in GOOD} - {mark.unit for mark in marks if mark.outcome in _BAD}
    if isinstance(dockets, Dockets):
        others = dockets.units_elsewhere(period.id)
    else:
        others = frozenset(mark.unit for one in dockets for mark in one.file_marks if mark.unit)
    return (others | {mark.unit for mark in marks if mark.unit}) - well


def _in_order(marks: Sequence[FileMark]) -> bool:
    """Tell whether something was accepted and nothing that came is amiss: most units'."""
    return any(mark.outcome in GOOD for mark in marks) and not any(mark.outcome in _BAD for mark in marks)


def _of(dockets: Sequence[Docket], period: Period) -> Docket | None:
    if isinstance(dockets, Dockets):
        return dockets.of(period.id)
    return next((docket for docket in dockets if docket.period == period.id), None)


def _stray(row: FileRow) -> bool:
    return row.outcome is Outcome.RETURNED and row.stray


def _meant_for(row: FileRow, period: Period) -> bool:
    if _stray(row) and any(p.code is Code.S14 for p in row.problems):
        return row.period == period.id
    return _stray(row) and any(p.code is Code.S03 and p.about.period == period.id for p in row.problems)


def _arrival(row: FileRow) -> tuple[bool, str, int]:
    return (row.received is None, row.received.isoformat() if row.received else "", row.receipt)


def _told(row: FileRow, *, accepted: bool) -> bool:
    if row.outcome in GOOD or row.outcome is Outcome.RETURNED:
        return not (accepted and _stray(row))
    if accepted or row.outcome not in _BAD:
        return False
    return row.outcome not in {Outcome.NOT_A_FORM, Outcome.CONTAINER} or any(p.code is Code.S01 for p in row.problems)


class Starts(Protocol):
    """First row of each item in a form issued with these texts (`Press.starts`)."""

    def __call__(
        self, unit: Unit, period: Period, items: Sequence[Item], last: Answered, answers: Answered, /
    ) -> tuple[int, ...]: ...


def case_of(
    plan: Plan, form: Form, dockets: Sequence[Docket], period: Period, unit: Unit, starts: Starts | None = None
) -> ReturnedCase | None:
    """Return the case of a unit's newest file, if it is sent back. `starts` = None: every item has one row."""
    rows = sent_back(dockets, period, unit.name)
    docket = _of(dockets, period) if rows else None
    state = docket.row(unit.name) if docket else None
    if docket is None or (state and state.status is Status.EXEMPT):
        return None
    mine = {entry.item: entry for row in rows for entry in row.entries}
    kept = {e.item: e for e in docket.entries_of(unit.name) if e.item not in mine}
    asked = {*docket.due_of(unit.name), *mine}
    items = plan.in_order(asked)
    if not items:
        return None
    entries = {**kept, **mine}
    answers: Answered = {item.id: shown for item in items if item.id in entries and (shown := _answers(entries[item.id], form))}
    column = words_field(form) if rows[-1].confirming and rows[-1].words and not answers else None
    answers = copied(rows[-1].words, items, column) if column else answers
    last = {item.id: said for item in items if (said := _last(plan, dockets, period, item.id, unit.name))}
    first = starts(unit, period, items, last, answers) if starts else range(form.row, form.row + len(items))
    where = FindingPlaces(plan=plan, form=form, places=places(form, items, first))
    standing = [entry for entry in kept.values() if entry.verdict is Verdict.RETURNED]
    listed = findings(where, rows, standing)
    return ReturnedCase(
        unit=unit,
        period=period,
        items=items,
        last=last,
        answers=answers,
        foot=next((dict(row.foot) for row in reversed(rows) if row.foot), {}),
        file=rows[-1],
        findings=listed,
        tints=_tints(where, items, {} if column else answers, listed) | _copies(where, answers, column),
        words_in=column.header if column else "",
    )


def places(form: Form, items: Sequence[Item], rows: Sequence[int]) -> dict[str, dict[str, str]]:
    """Return where each answer stands in the form issued for these items, each in its row: item id → KEY → cell."""
    return {
        item.id: {field.key: address(row, field.column) for field in form.asked} for item, row in zip(items, rows, strict=True)
    }


def _answers(entry: Entry, form: Form) -> dict[str, Answer]:
    """Return what the unit said; where it could not be read, the text it typed.

    An error value or a formula never comes back as text of a text column: read again, it would pass for an answer.
    """
    answers: dict[str, Answer] = {}
    for field in form.asked:
        value = entry.fields.get(field.key)
        typed = entry.raw.get(field.key)
        broken = typed is not None and field.type is Type.TEXT and _is_broken(entry, field.key)
        said = value if value is not None else None if broken else typed
        if said is not None:
            answers[field.key] = said
    return answers


def _is_broken(entry: Entry, key: str) -> bool:
    return any(p.code is Code.V07 and p.about.key == key for p in entry.problems)


def _last(plan: Plan, dockets: Sequence[Docket], period: Period, item: str, unit: str) -> Mapping[str, Answer]:
    """Return the newest accepted answers of an earlier period; a predecessor's come along."""
    holders = (unit, *plan.predecessors(item, unit, period.deadline))
    known = dockets.earlier(period.deadline) if isinstance(dockets, Dockets) else dockets
    earlier = (docket for docket in known if docket.deadline < period.deadline)
    for docket in sorted(earlier, key=lambda docket: docket.deadline, reverse=True):
        for holder in holders:
            for entry in docket.entries_of(holder):
                if entry.item == item and entry.accepted:
                    return entry.fields
    return {}


def _tints(
    where: FindingPlaces, items: Sequence[Item], answers: Mapping[str, Mapping[str, Answer]], findings: Sequence[Finding]
) -> dict[str, Severity]:
    """Return the cells to tint: those with a problem, and where some rows were read, the rows that were not."""
    tints: dict[str, Severity] = {}
    for one in findings:
        for cell in one.spread if one.must or answers else ():
            tints[cell] = Severity.RETURN if one.must or tints.get(cell) is Severity.RETURN else one.severity
    if answers:
        tints |= dict.fromkeys(_silent(where, items, answers), Severity.RETURN)
    return tints


def _copies(where: FindingPlaces, answers: Answered, column: Field | None) -> dict[str, Severity]:
    """Return the cells that hold copied words: to be looked at."""
    return {where.places[item][column.key]: Severity.REMARK for item in answers} if column else {}


def _silent(where: FindingPlaces, items: Sequence[Item], answers: Mapping[str, Mapping[str, Answer]]) -> Iterator[str]:
    for item in items:
        if item.id not in answers:
            yield from required_cells(where.form, where.places, item.id)

"""The judgement: arrivals are judged one after the other, in order of arrival, each by what was known when it came.

So a later arrival never changes what an earlier one was told; only `superseded` says that it no longer counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.checks.rules import RuleCase, check_row
from toolkit.intake.recognise import altered, missing
from toolkit.intake.recognise.kept import row_key
from toolkit.judge.history import History, Version, successor
from toolkit.judge.issued_records import IssuedRecords
from toolkit.judge.older_books import older_book
from toolkit.judge.outside_cells import outside_cells
from toolkit.judge.sheet_says import Said, failed_keys, raw_of, read_anew, said_by
from toolkit.judge.snapshot import Arrival, Snapshot, blank_row
from toolkit.judge.statements_bound import BoundNotes
from toolkit.nouns.docket import Answer, Entry, FileRow, Outcome, Source, Verdict
from toolkit.nouns.fields import Form
from toolkit.nouns.problems import Code, Problem, Severity, applied, place, problem
from toolkit.nouns.records import Issued, Note, NoteKind
from toolkit.nouns.submission import Row, Submission
from toolkit.plan.model import Item, Period
from toolkit.plan.schedule import request, schedule
from toolkit.values.foot import dated_ahead
from toolkit.values.row_values import RowValues, inferred_from

Key = tuple[str, str]
"""(unit, period)."""

Past = tuple[tuple[str, Mapping[str, Answer]], ...]
"""(period, answers) of earlier periods, newest first."""


@dataclass(slots=True)
class Judgement:
    """What has been judged so far; feed `sheet` in order of arrival. Reads no clock and no file."""

    snapshot: Snapshot
    bound: BoundNotes
    history: History
    rows: list[FileRow] = field(default_factory=list)
    places: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Receipt → where its rows stand in `rows`."""
    by_period: dict[str | None, list[FileRow]] = field(default_factory=lambda: defaultdict(list))
    by_unit: dict[tuple[str | None, str | None], list[FileRow]] = field(default_factory=lambda: defaultdict(list))
    standing: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))
    """(unit, period) → where its accepted rows stand that nothing has replaced."""
    said: dict[Key, Said] = field(default_factory=dict)
    """(unit, period) → what its newest sheet said."""
    valid: dict[Key, Said] = field(default_factory=dict)
    """(unit, period) → what its newest accepted sheet said; there is one as soon as anything was accepted."""
    strays: dict[Key, list[str]] = field(default_factory=lambda: defaultdict(list))
    """(unit, period being collected) → what else came, in words."""
    keys: Mapping[int, str] = field(default_factory=dict)
    """Receipt → the key of the forms in it, where they are kept."""
    closed: Mapping[str, "Judgement"] = field(default_factory=dict)
    """Period closed under other rules → the judgement by those."""
    collected: Mapping[int, str] = field(default_factory=dict)
    """Receipt → the period being collected when it came."""
    cases: dict[tuple[int, str, str, str], RuleCase] = field(default_factory=dict)
    """(receipt, sheet, unit, item) → the row as the rules saw it."""
    addresses: dict[tuple[tuple[str, str], ...], Mapping[str, str]] = field(default_factory=dict)
    """Where answers stand in a row, one object for all the sheets that have them there."""

    def add(self, row: FileRow) -> None:
        self.places[row.receipt].append(len(self.rows))
        self.rows.append(row)

    def arrange(self, numbers: Sequence[int]) -> None:
        """Put the rows into the order of these receipts, once everything has been judged."""
        self.rows = [row for number in numbers for row in self.of_receipt(number)]
        self.standing.clear()
        self.places.clear()
        for place_of, row in enumerate(self.rows):
            self.places[row.receipt].append(place_of)
            self.by_period[row.period].append(row)
            self.by_unit[row.unit, row.period].append(row)

    def issued_to(self, unit: str, period: str) -> Sequence[Issued]:
        """Return what was issued to a unit for a period, oldest first."""
        return IssuedRecords.of(self.snapshot.issued).by_owner.get((unit, period), ())

    def of_period(self, period: str) -> Sequence[FileRow]:
        """Return the rows of a period in order of arrival, once everything has been judged."""
        return self.by_period.get(period, ())

    def of_unit(self, unit: str, period: str) -> Sequence[FileRow]:
        """Return a unit's rows of a period in order of arrival, once everything has been judged."""
        return self.by_unit.get((unit, period), ())

    def of_receipt(self, number: int) -> tuple[FileRow, ...]:
        return tuple(self.rows[place] for place in self.places.get(number, ()))

    def sheet(self, arrival: Arrival, form: Submission) -> None:
        """Judge one recognised sheet and add its row."""
        plan = self.snapshot.plan
        self.history.upto = self.history.ranks.get(arrival.receipt.number)
        own = plan.period(form.period) if form.period else arrival.collecting
        period = own or arrival.collecting
        heir = successor(plan, form.unit, period) if form.unit else None
        handed = f"是{form.unit}的表，其事项已由{heir}接替，按{heir}报送登记" if heir else ""
        form = replace(form, unit=heir) if heir else form
        note = "；".join(filter(None, (arrival.timing.remark, _suggested(form), handed)))
        said = {"foot": form.foot, "suggestion": form.suggestion, "printed": form.printed, "below": form.below}
        base = blank_row(arrival, Outcome.UNCLAIMED, sheet=form.sheet, unit=form.unit, period=period.id, note=note, **said)
        alien = self._alien(arrival, form, period)
        if alien:
            self._set_aside(replace(base, outcome=Outcome.RETURNED), (*base.problems, *alien))
            return
        if form.unit is None:
            self._set_aside(base, (*base.problems, *form.problems))
            return
        if form.period and form.period != arrival.collecting.id:
            named = own.name if own else f"{form.period}期次（期次表里没有）"
            self.strays[form.unit, arrival.collecting.id].append(f"另收到{named}的表")
        standing = (self.rows[place_of] for place_of in self.standing[form.unit, period.id])
        stray = (*self._stray(arrival, form, own), *self._switched(older_book(form, standing), ()))
        headless = any(p.code is Code.S01 for p in form.problems)  # no table at all: no switch makes it a report
        if headless or any(p.severity is Severity.RETURN for p in stray):
            self._set_aside(replace(base, outcome=Outcome.RETURNED), (*base.problems, *form.problems, *stray))
            return
        self._read(arrival, form, base, period, stray)

    # -- one sheet ------------------------------------------------------------------------------------------------

    def _alien(self, arrival: Arrival, form: Submission, period: Period) -> tuple[Problem, ...]:
        """Return S14 where the sheet is another job's; the unit's reason says that it came, and nothing else changes."""
        said = self._switched(form.problems, self._accepting(arrival, form, period.id))
        alien = tuple(p for p in said if p.code is Code.S14 and p.severity is Severity.RETURN)
        if alien and form.unit:
            self.name_alien(arrival, form.unit, period.id)
        return alien

    def name_alien(self, arrival: Arrival, unit: str, period: str) -> None:
        """Say in the unit's reason that another job's form came."""
        for place_of in sorted({period, arrival.collecting.id}):
            self.strays[unit, place_of].append(f"收到的“{arrival.receipt.name}”是另一项工作的表，未计入")

    def _stray(self, arrival: Arrival, form: Submission, own: Period | None) -> tuple[Problem, ...]:
        """Return S03 where the sheet is another period's that has an accepted one already (DESIGN §7, "Which period").

        A period that the plan does not list is nobody's, and never taken for the one being collected.
        """
        if form.period is None or (own and own.id == arrival.collecting.id):
            return ()
        if own and (str(form.unit), own.id) not in self.valid:
            return ()
        s03 = problem(Code.S03, form.sheet, None, theirs=own.name if own else form.period, ours=arrival.collecting.name)
        s03 = s03.concerning(period=arrival.collecting.id)
        return self._switched((s03,), self._accepting(arrival, form, arrival.collecting.id))

    def _read(self, arrival: Arrival, submission: Submission, base: FileRow, period: Period, stray: tuple[Problem, ...]) -> None:
        form = self.snapshot.forms.get(submission.form, self.snapshot.form)
        accepting = self._accepting(arrival, submission, period.id)
        unit = str(submission.unit)
        held = self.history.held(unit, period)
        entries = tuple(
            self._entry(arrival, submission, row, form, period, accepting) for row in submission.rows if row.item in held
        )
        gone = tuple(self._handed_over(submission, row, period) for row in submission.rows if row.item and row.item not in held)
        got = {item for item in held if self.history.counting(period.id, item, unit)}
        owed = tuple(item for item in self.history.due(unit, period) if item not in got)
        gap = missing(submission, owed)
        whole = self._switched(
            (*base.problems, *submission.problems, *gone, *((gap,) if gap else ()), *self._beside(arrival, submission, form)),
            tuple(note for note in accepting if not note.item),
        )
        lacking = tuple(p for p in whole if p.code is Code.S07 and p.severity is Severity.RETURN)
        if lacking:  # each row lacks a required answer: none of them is merged
            entries = tuple(replace(e, verdict=Verdict.RETURNED, problems=(*lacking, *e.problems)) for e in entries)
        row = replace(base, entries=entries)
        self._settle(row, (*whole, *stray), said_by(submission, entries, whole))

    def _outside(self, arrival: Arrival, submission: Submission, form: Form) -> Iterator[Problem]:
        """Yield what the sheet says outside its cells (S15)."""
        office = self.snapshot.plan.policy.office
        book = arrival.reading.book
        for sheet in book.sheets if book else ():
            if sheet.name == submission.sheet:
                yield from outside_cells(sheet, submission, form, office)

    def _beside(self, arrival: Arrival, submission: Submission, form: Form) -> Iterator[Problem]:
        """Yield what the sheet says outside the table: in notes (S15) and at the foot (V10)."""
        yield from self._outside(arrival, submission, form)
        if arrival.taken is not None:
            today = arrival.taken.astimezone(self.snapshot.zone).date()
            yield from dated_ahead(submission.foot, submission.foot_cells, sheet=submission.sheet, today=today)

    def _handed_over(self, form: Submission, row: Row, period: Period) -> Problem:
        """Return S05 for a row of an item that another unit holds by now: its answers are not this unit's to give."""
        plan, item = self.snapshot.plan, str(row.item)
        holder = plan.holder(item, str(form.unit), period.deadline)
        named = holder if holder != form.unit else "、".join(plan.duties(period.deadline).hosts.get(item, ()))
        slots, known = {**row.prefilled, **row.answers}, plan.item(item)
        first = min((slot.address for slot in slots.values()), key=lambda at: (len(at), at), default=None)
        return problem(Code.S05, form.sheet, first, what="行", detail=f"事项{known.number if known else item}由{named}承办")

    def _entry(
        self, arrival: Arrival, submission: Submission, row: Row, form: Form, period: Period, accepting: Sequence[Note]
    ) -> Entry:
        snapshot, item_id, unit = self.snapshot, str(row.item), str(submission.unit)
        item = snapshot.plan.item(item_id)
        if item is None:
            raise LookupError(item_id)
        past = self.history.answers(item_id, unit, period)
        key = self._row_key(arrival, submission, row, period, past)
        kept = snapshot.recognitions.get(key) if snapshot.recognitions and key else None
        if kept:
            values, ruled = RowValues(fields=kept[0], cells=kept[1], problems=kept[2]), kept[3]
        else:
            values = read_anew(row, form, submission.sheet, snapshot, year=period.deadline.year)
        values = replace(values, cells=self.addresses.setdefault(tuple(values.cells.items()), values.cells))
        case = self._case(item, submission, form, period, past, values)
        self.cases[arrival.receipt.number, submission.sheet, unit, item_id] = case
        if not kept:
            repeats = snapshot.plan.settings.switches.get("P02") != "停用"
            ruled = (*check_row(case, repeats=repeats), *self._changed(submission, row, form, period))
            if snapshot.recognitions and key:
                snapshot.recognitions.put(key, (values.fields, values.cells, values.problems, ruled))
        mine = tuple(note for note in accepting if note.item in {"", item_id})
        problems = self._switched((*values.problems, *ruled), mine)
        came = arrival.receipt
        source = Source(file=came.name, inside=came.inside, sheet=submission.sheet, cells=values.cells, archived=came.archived)
        return Entry(
            item=item_id,
            unit=unit,
            verdict=verdict(problems),
            fields=values.fields,
            source=source,
            problems=problems,
            raw=raw_of(row, values),
        )

    def _case(self, item: Item, submission: Submission, form: Form, period: Period, past: Past, values: RowValues) -> RuleCase:
        """Return what the rules look at: one unit's answers on one item."""
        plan, unit = self.snapshot.plan, str(submission.unit)
        limit = plan.limit(item.id, unit)
        return RuleCase(
            item=item,
            unit=unit,
            period=period,
            form=form,
            sheet=submission.sheet,
            fields=values.fields,
            cells=values.cells,
            limit=limit,
            schedule=schedule(plan, item, limit, period),
            last=past[0][1] if past else None,
            history=past,
            policy=plan.policy,
            extended=limit != item.due,
            failed=failed_keys(values, plan.settings.switches),
            readings=inferred_from(values),
            lexicon=self.snapshot.words,
            request=request(plan, item.id, unit),
        )

    def _row_key(self, arrival: Arrival, form: Submission, row: Row, period: Period, past: Past) -> str:
        """Return the key under which the row's answers and the rules' word on them are kept; "" = they are not."""
        forms = self.keys.get(arrival.receipt.number, "")
        if not forms:
            return ""
        item, unit = str(row.item), str(form.unit)
        before = (
            [(when, list(said.items())) for when, said in past],
            [list(said.items()) for said in self._printed(form, row, period)],
        )
        return row_key(forms, form.sheet, row.row, (item, unit, period.id), before)

    def _printed(self, form: Submission, row: Row, period: Period) -> tuple[Mapping[str, Answer], ...]:
        return self.history.printed(str(row.item), str(form.unit), period)

    def _changed(self, submission: Submission, row: Row, form: Form, period: Period) -> tuple[Problem, ...]:
        """Return S06 of the cells that say none of what may have been issued: a correction may have come since."""
        item, plan = str(row.item), self.snapshot.plan
        printed = self._printed(submission, row, period)
        left = altered(submission, row, form, plan, {item: printed[0]} if printed else {})
        for one in printed[1:]:
            if not left:
                break
            cells = {p.cell for p in altered(submission, row, form, plan, {item: one})}
            left = tuple(p for p in left if p.cell in cells)
        return left

    # -- outcome --------------------------------------------------------------------------------------------------

    def _settle(self, row: FileRow, whole: tuple[Problem, ...], says: Said) -> None:
        """Give the row its outcome, take over its good answers, and mark what it replaces."""
        problems = tuple(sorted({*whole, *(p for e in row.entries for p in e.problems)}, key=place))
        key = (str(row.unit), str(row.period))
        if row.entries and says in {self.said.get(key), self.valid.get(key)}:
            self.add(replace(row, outcome=Outcome.DUPLICATE, problems=problems))
            return
        self.said[key] = says
        returned = any(problem.severity is Severity.RETURN for problem in problems)
        outcome = Outcome.RETURNED if returned else Outcome.REMARKS if problems else Outcome.ACCEPTED
        self.add(replace(row, outcome=outcome, problems=problems))
        for entry in row.entries:
            if entry.accepted:
                version = Version(entry=entry, receipt=row.receipt, sheet=str(row.sheet), whole=not returned)
                self.history.add(str(row.period), version)
        if not returned:
            self.valid[key] = says
            self._supersede(key)
            self.standing[key].append(len(self.rows) - 1)

    def _supersede(self, key: Key) -> None:
        """Mark accepted files of this unit and period of whose answers none counts any more."""
        unit, period = key
        still = []
        for place_of in self.standing[key]:
            row = self.rows[place_of]
            counting = (self.history.counting(period, entry.item, unit) for entry in row.entries)
            if any(v and (v.receipt, v.sheet) == (row.receipt, row.sheet) for v in counting):
                still.append(place_of)
            else:
                self.rows[place_of] = replace(row, outcome=Outcome.SUPERSEDED)
        self.standing[key] = still

    def _set_aside(self, row: FileRow, problems: Iterable[Problem]) -> None:
        """Add a row that changes nothing: unclaimed, or another period's."""
        kept = tuple(sorted(self._switched(problems, ()), key=place))
        self.add(replace(row, problems=kept))

    def _switched(self, problems: Iterable[Problem], accepting: Sequence[Note]) -> tuple[Problem, ...]:
        """Apply 设置's switches, then the clerk's 认可: what was sent back stays listed, as 提示."""
        kept = applied(problems, self.snapshot.plan.settings.switches)
        return tuple(replace(p, switched=Severity.REMARK) for p in kept) if accepting else kept

    def _accepting(self, arrival: Arrival, form: Submission, period: str) -> tuple[Note, ...]:
        number = arrival.receipt.number
        direct = [n for n in self.bound.by_receipt.get(number, ()) if n.kind is NoteKind.ACCEPT]
        about = self.bound.of_unit(str(form.unit), period, NoteKind.ACCEPT)
        return (*direct, *(note for note in about if note.number > number))


def verdict(problems: Iterable[Problem]) -> Verdict:
    severities = {problem.severity for problem in problems}
    if Severity.RETURN in severities:
        return Verdict.RETURNED
    return Verdict.REMARK if severities else Verdict.PASSED


def _suggested(form: Submission) -> str:
    return f"可能是“{form.suggestion}”报送的，请用 duban note claim 认领" if form.suggestion else ""

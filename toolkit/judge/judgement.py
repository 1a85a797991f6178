"""The judgement: arrivals are judged one after the other, in order of arrival, each by what was known when it came.

So a later arrival never changes what an earlier one was told; only `superseded` says that it no longer counts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.checks.rules import RuleCase, check_row
from toolkit.checks.rules.across import alike_of
from toolkit.intake.recognise.altered import missing
from toolkit.intake.recognise.kept import row_key
from toolkit.judge.file_rows import FileRows
from toolkit.judge.history import History, successor
from toolkit.judge.judged_sheet import Addresses, JudgedSheet, Stray, perhaps_theirs, suggested_unit
from toolkit.judge.older_books import older_book
from toolkit.judge.settled_bytes import SettledSheets
from toolkit.judge.sheet_beside import alien_words, beside, changed_cells, handed_over
from toolkit.judge.sheet_says import SETTLED, Said, failed_keys, raw_of, read_anew, said_by
from toolkit.judge.snapshot import Arrival, Snapshot, blank_row
from toolkit.judge.statements_bound import BoundNotes
from toolkit.nouns.answer import Answer
from toolkit.nouns.docket import Entry, FileRow, Source
from toolkit.nouns.fields import Form
from toolkit.nouns.outcomes import GOOD, Outcome, Verdict
from toolkit.nouns.problems import Code, Problem, Severity, applied, place, problem
from toolkit.nouns.records import Note, NoteKind
from toolkit.nouns.submission import Row, Submission
from toolkit.plan.model import Item, Period
from toolkit.plan.schedule import request, schedule
from toolkit.values.meaning import finished
from toolkit.values.row_values import RowValues, inferred_from

Key = tuple[str, str]
"""(unit, period)."""

Past = tuple[tuple[str, Mapping[str, Answer]], ...]
"""(period, answers) of earlier periods, newest first."""
Across = Mapping[tuple[str, str], tuple[Problem, ...]]
"""(item, unit) → what is said of the answer beside others'."""
Printed = tuple[Mapping[str, Answer], ...]
"""Every answer that may have been printed as 上期."""


@dataclass(slots=True)
class Judgement:
    """What has been judged so far; feed `sheet` in order of arrival. Reads no clock and no file."""

    snapshot: Snapshot
    bound: BoundNotes
    history: History
    rows: FileRows
    standing: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))
    """(unit, period) → where its accepted rows stand that nothing has replaced."""
    said: dict[Key, Said] = field(default_factory=dict)
    """(unit, period) → what its newest sheet said."""
    valid: dict[Key, Said] = field(default_factory=dict)
    """(unit, period) → what its newest accepted sheet said; there is one as soon as anything was accepted."""
    strays: dict[Key, list[str]] = field(default_factory=lambda: defaultdict(list))
    """(unit, period being collected) → what else came, in words."""
    heard: list[Stray] = field(default_factory=list)
    """The same as it was told, since somebody cleared it."""
    keys: Mapping[int, str] = field(default_factory=dict)
    """Receipt → the key of the forms in it, where they are kept."""
    setting: str = ""
    """A hash of what all that is judged has in common: plan, forms, program; "" = nothing is kept of it."""
    closed: Mapping[str, "Judgement"] = field(default_factory=dict)
    """Period closed under other rules → the judgement by those."""
    collected: dict[int, str] = field(default_factory=dict)
    """Receipt → the period being collected when it came."""
    failed: dict[int, frozenset[str]] = field(default_factory=dict)
    """Number of an entry → the KEYs whose value was sent back, where any was: then it is not compared with others."""
    former: dict[tuple[int, str], str] = field(default_factory=dict)
    """(receipt, sheet) → version of the form that it is read against, where that is not the one in force."""
    beside: dict[str, Across] = field(default_factory=dict)
    """Period → what is said of its answers beside others', once its docket was put together."""
    addresses: Addresses = field(default_factory=dict)
    anew: Collection[str] = frozenset()
    """The units of which anything was judged, not known from before."""
    manifests: tuple[str, str] = ("", "")
    """A hash of what tells what was settled before, and of what tells what is now."""
    to_keep: Mapping[str, bytes] = field(default_factory=dict)
    """What is kept of what is settled, here and by the rules of closed periods, by key, b"" = as it is kept."""
    rows_apart: bool = True
    """Rows are kept one by one, for the sheet being judged is not."""

    def arrange(self, numbers: Sequence[int]) -> None:
        """Put the rows into the order of these receipts, once everything has been judged; forget what only judging asks."""
        self.rows.arrange(numbers)
        for asked in (self.standing, self.said, self.valid, self.addresses, self.heard):
            asked.clear()
        self.keys = {}

    def sheet(self, arrival: Arrival, form: Submission) -> JudgedSheet:
        """Judge one recognised sheet, and add what becomes of it."""
        judged = self._sheet(arrival, form)
        self.take(judged)
        return judged

    def take(self, sheet: JudgedSheet) -> None:
        """Add what became of a sheet: its row, its good answers, what it replaces, what is to be said of it."""
        row = sheet.row
        codes = self.rows.add(row, b"".join([alike_of(entry.unit, entry.fields) for entry in row.entries]))
        self.stray(sheet.strays)
        self.failed |= {code: failed for code, failed in zip(codes, sheet.failed, strict=True) if failed}
        if sheet.form != self.snapshot.form.version:
            self.former[row.receipt, str(row.sheet)] = sheet.form
        if sheet.says is not None and row.outcome is not Outcome.DUPLICATE:
            self._settle(row, codes, sheet.says)

    def settle(self, arrivals: Sequence[SettledSheets]) -> None:
        """Add what became of sheets when they were judged before, in order; what else they say is told when it is its turn."""
        rows = [row for sheets in arrivals for row in sheets.rows]
        add, returned, duplicate = self.history.add_all, Outcome.RETURNED, Outcome.DUPLICATE
        self.collected.update((sheets.number, sheets.collected) for sheets in arrivals)
        for row, first in zip(rows, self.rows.settle(rows), strict=True):
            mark = row.mark
            outcome, period = mark.outcome, str(mark.period)
            if outcome in GOOD:
                self.valid[str(mark.unit), period] = SETTLED
            if row.failed:
                self.failed |= {first + nth: keys for nth, keys in row.failed}
            if row.form:
                self.former[mark.receipt, str(mark.sheet)] = row.form
            if outcome is not duplicate:
                add(period, mark.entries, first, row.done, whole=outcome is not returned)

    def stray(self, strays: Iterable[Stray]) -> None:
        """Take note of what else came from a unit while a period was being collected."""
        for key, words in strays:
            self.strays[key].append(words)
            self.heard.append((key, words))

    def _sheet(self, arrival: Arrival, form: Submission) -> JudgedSheet:
        plan = self.snapshot.plan
        self.history.upto = self.history.ranks.get(arrival.mark.number)
        own = plan.period(form.period) if form.period else arrival.collecting
        period = own or arrival.collecting
        heir = successor(plan, form.unit, period) if form.unit else None
        handed = f"是{form.unit}的表，其事项已由{heir}接替，按{heir}报送登记" if heir else ""
        form = replace(form, unit=heir) if heir else form
        note = "；".join(filter(None, (arrival.timing.remark, suggested_unit(form), handed)))
        said = {"foot": form.foot, "suggestion": form.suggestion, "printed": form.printed, "below": form.below}
        base = blank_row(arrival, Outcome.UNCLAIMED, sheet=form.sheet, unit=form.unit, period=period.id, note=note, **said)
        alien = self._alien(arrival, form, period)
        if alien:
            words = alien_words(arrival, form.unit, period.id) if form.unit else ()
            return self._set_aside(replace(base, outcome=Outcome.RETURNED), form, (*base.problems, *alien), words)
        if form.unit is None:
            return self._set_aside(base, form, (*base.problems, *form.problems), perhaps_theirs(form, period.id, arrival))
        strays: tuple[Stray, ...] = ()
        if form.period and form.period != arrival.collecting.id:
            named = own.name if own else f"{form.period}期次（期次表里没有）"
            strays = (((form.unit, arrival.collecting.id), f"另收到{named}的表"),)
        standing = (self.rows[place_of] for place_of in self.standing[form.unit, period.id])
        stray = (*self._stray(arrival, form, own), *self._switched(older_book(form, standing), ()))
        headless = any(p.code is Code.S01 for p in form.problems)  # no table at all: no switch makes it a report
        if headless or any(p.severity is Severity.RETURN for p in stray):
            return self._set_aside(
                replace(base, outcome=Outcome.RETURNED), form, (*base.problems, *form.problems, *stray), strays
            )
        read = self._read(arrival, form, base, period, stray)
        return replace(read, strays=strays) if strays else read

    # -- one sheet ------------------------------------------------------------------------------------------------

    def _alien(self, arrival: Arrival, form: Submission, period: Period) -> tuple[Problem, ...]:
        """Return S14 where the sheet is another job's; the unit's reason says that it came, and nothing else changes."""
        said = self._switched(form.problems, self._accepting(arrival, form, period.id))
        return tuple(p for p in said if p.code is Code.S14 and p.severity is Severity.RETURN)

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

    def _read(
        self, arrival: Arrival, submission: Submission, base: FileRow, period: Period, stray: tuple[Problem, ...]
    ) -> JudgedSheet:
        form = self.snapshot.forms.get(submission.form, self.snapshot.form)
        accepting = self._accepting(arrival, submission, period.id)
        unit = str(submission.unit)
        held = self.history.held(unit, period)
        rows = [self._entry(arrival, submission, row, form, period, accepting) for row in submission.rows if row.item in held]
        entries = tuple(entry for entry, _failed in rows)
        gone = handed_over(self.snapshot.plan, submission, held, period)
        got = {item for item in held if self.history.counting(period.id, item, unit)}
        owed = tuple(item for item in self.history.due(unit, period) if item not in got)
        gap = missing(submission, owed)
        outside = beside(self.snapshot, arrival, submission, form)
        whole = self._switched(
            (*base.problems, *submission.problems, *gone, *filter(None, (gap,)), *outside),
            tuple(note for note in accepting if not note.item),
        )
        lacking = tuple(p for p in whole if p.code is Code.S07 and p.severity is Severity.RETURN)
        if lacking:  # each row lacks a required answer: none of them is merged
            entries = tuple(replace(e, verdict=Verdict.RETURNED, problems=(*lacking, *e.problems)) for e in entries)
        says = said_by(submission, entries, whole)
        row = self._with_outcome(base, entries, (*whole, *stray), says)
        return JudgedSheet(row=row, form=submission.form, says=says, failed=tuple(failed for _entry, failed in rows))

    def _entry(
        self, arrival: Arrival, submission: Submission, row: Row, form: Form, period: Period, accepting: Sequence[Note]
    ) -> tuple[Entry, frozenset[str]]:
        """Return a row's answers as they were judged, and the KEYs whose value was sent back."""
        snapshot, item_id, unit = self.snapshot, str(row.item), str(submission.unit)
        item = snapshot.plan.item(item_id)
        if item is None:
            raise LookupError(item_id)
        past = self.history.answers(item_id, unit, period)
        printed = self.history.printed(item_id, unit, period)
        key = self._row_key(arrival, submission, row, period, (past, printed))
        kept = snapshot.recognitions.get(key) if snapshot.recognitions and key else None
        if kept:
            values, ruled = RowValues(fields=kept[0], cells=kept[1], problems=kept[2]), kept[3]
        else:
            values = read_anew(row, form, submission.sheet, snapshot, year=period.deadline.year)
        failed = failed_keys(values, snapshot.plan.settings.switches)
        if not kept:
            case = self._case(item, submission, form, period, past, values, failed)
            repeats = snapshot.plan.settings.switches.get("P02") != "停用"
            ruled = (*check_row(case, repeats=repeats), *changed_cells(snapshot.plan, submission, row, form, printed))
            if snapshot.recognitions and key:
                snapshot.recognitions.put(key, (values.fields, values.cells, values.problems, ruled))
        mine = tuple(note for note in accepting if note.item in {"", item_id})
        problems = self._switched((*values.problems, *ruled), mine)
        came, cells = arrival.receipt, self.addresses.setdefault(tuple(values.cells.items()), values.cells)
        source = Source(file=came.name, inside=came.inside, sheet=submission.sheet, cells=cells, archived=came.archived)
        entry = Entry(
            item=item_id,
            unit=unit,
            verdict=verdict(problems),
            fields=values.fields,
            source=source,
            problems=problems,
            raw=raw_of(row, values),
        )
        return entry, failed

    def _case(
        self,
        item: Item,
        submission: Submission,
        form: Form,
        period: Period,
        past: Past,
        values: RowValues,
        failed: frozenset[str],
    ) -> RuleCase:
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
            failed=failed,
            readings=inferred_from(values),
            lexicon=self.snapshot.words,
            request=request(plan, item.id, unit),
        )

    def _row_key(self, arrival: Arrival, form: Submission, row: Row, period: Period, said: tuple[Past, Printed]) -> str:
        """Return the key under which the row's answers and the rules' word on them are kept; "" = they are not."""
        forms = self.keys.get(arrival.mark.number, "")
        if not (forms and self.rows_apart):
            return ""
        before = ([(when, list(one.items())) for when, one in said[0]], [list(one.items()) for one in said[1]])
        return row_key(forms, form.sheet, row.row, (str(row.item), str(form.unit), period.id), before)

    # -- outcome --------------------------------------------------------------------------------------------------

    def _with_outcome(self, row: FileRow, entries: tuple[Entry, ...], whole: tuple[Problem, ...], says: Said) -> FileRow:
        """Give the row its answers and its outcome."""
        problems = tuple(sorted(dict.fromkeys((*whole, *(p for e in entries for p in e.problems))), key=place))
        key = (str(row.unit), str(row.period))
        if entries and says in {self.said.get(key), self.valid.get(key)}:
            outcome = Outcome.DUPLICATE
        else:
            returned = verdict(problems) is Verdict.RETURNED
            outcome = Outcome.RETURNED if returned else Outcome.REMARKS if problems else Outcome.ACCEPTED
        return replace(row, entries=entries, outcome=outcome, problems=problems)

    def _settle(self, row: FileRow, codes: Sequence[int], says: Said) -> None:
        """Take over the row's good answers, and mark what it replaces."""
        key, returned = (str(row.unit), str(row.period)), row.outcome is Outcome.RETURNED
        self.said[key] = says
        for code, entry in zip(codes, row.entries, strict=True):
            if entry.accepted:
                self.history.add(str(row.period), entry, code, whole=not returned, done=finished(entry.fields))
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

    def _set_aside(
        self, row: FileRow, form: Submission, problems: Iterable[Problem], strays: tuple[Stray, ...] = ()
    ) -> JudgedSheet:
        """Return a row that changes nothing: unclaimed, or another period's."""
        kept = tuple(sorted(self._switched(problems, ()), key=place))
        return JudgedSheet(row=replace(row, problems=kept), form=form.form, strays=strays)

    def _switched(self, problems: Iterable[Problem], accepting: Sequence[Note]) -> tuple[Problem, ...]:
        """Apply 设置's switches, then the clerk's 认可: what was sent back stays listed, as 提示."""
        kept = applied(problems, self.snapshot.plan.settings.switches)
        return tuple(replace(p, switched=Severity.REMARK) for p in kept) if accepting else kept

    def _accepting(self, arrival: Arrival, form: Submission, period: str) -> tuple[Note, ...]:
        number = arrival.mark.number
        direct = [n for n in self.bound.by_receipt.get(number, ()) if n.kind is NoteKind.ACCEPT]
        return (*direct, *(note for note in self.bound.of_unit(str(form.unit), period, NoteKind.ACCEPT) if note.number > number))


def verdict(problems: Iterable[Problem]) -> Verdict:
    severities = {problem.severity for problem in problems}
    if Severity.RETURN in severities:
        return Verdict.RETURNED
    return Verdict.REMARK if severities else Verdict.PASSED

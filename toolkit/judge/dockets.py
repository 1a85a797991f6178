"""What is known → dockets, one a period. The order: sheets first, then what needs to know them (scans, the unreadable). Pure."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import overload

from toolkit.intake.recognise import Clues
from toolkit.judge.aliases import with_aliases, with_matches
from toolkit.judge.closed_judgements import Closed, closed_judgements
from toolkit.judge.compared import across, file_with_compared, with_compared
from toolkit.judge.copies import add_copy, originals_of
from toolkit.judge.file_rows import FileRows, SettledRow
from toolkit.judge.frozen import FrozenRules, after
from toolkit.judge.history import History
from toolkit.judge.judged_sheet import Addresses, JudgedSheet
from toolkit.judge.judgement import Judgement
from toolkit.judge.kept_sheets import KeptSheets, SheetsRead, sheets_read
from toolkit.judge.other_arrivals import judge_others
from toolkit.judge.reading_prints import told_ahead
from toolkit.judge.recognitions import Recogniser
from toolkit.judge.registers_below import with_registers
from toolkit.judge.settled import manifest_key
from toolkit.judge.snapshot import Arrival, Arrivals, Snapshot, arrivals, bound_notes, later_notes
from toolkit.judge.statements_bound import BoundNotes
from toolkit.judge.taken_up import TakenUp, taken_up, to_keep
from toolkit.judge.unit_keys import unit_keys
from toolkit.judge.unit_rows import UnitRows, kept_units, units_key
from toolkit.judge.unit_states import judged_unit
from toolkit.nouns.docket import Docket, FileRow
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.problems import Code
from toolkit.nouns.records import Sort
from toolkit.nouns.shelf import Picked
from toolkit.nouns.submission import Submission
from toolkit.plan.deadlines import effective
from toolkit.plan.model import Period


class Dockets(Sequence[Docket]):
    """The dockets of every period of the plan, in order; each is put together once, when it is first asked for."""

    def __init__(self, judgement: Judgement, fingerprint: str | None = None, plain: dict[int, Docket] | None = None) -> None:
        self.judgement = judgement
        if plain is None:  # judged while the ledger is open; a copy has its closed periods already
            plain = {}
            for place, period in enumerate(judgement.snapshot.plan.periods):
                if period.id in judgement.snapshot.closed:
                    plain[place] = _by_its_rules(judgement, period)
        self.fingerprint = judgement.snapshot.fingerprint if fingerprint is None else fingerprint
        self._periods = judgement.snapshot.plan.periods
        self._plain = plain
        self._printed: dict[int, Docket] = {}

    def __len__(self) -> int:
        return len(self._periods)

    @overload
    def __getitem__(self, place: int) -> Docket: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Docket, ...]: ...
    def __getitem__(self, place: int | slice) -> Docket | tuple[Docket, ...]:
        if isinstance(place, slice):
            return tuple(self._at(one) for one in range(len(self))[place])
        return self._at(range(len(self))[place])

    def of(self, period: str) -> Docket:
        """Return one period's docket."""
        return self._at(self._place(period))

    def made_ready(self, period: str) -> None:
        """Make the tables that one period's docket is searched by, for all copies of it from now on."""
        place = self._place(period)
        self._at(place)
        self._plain[place].made_ready()
        self._printed.pop(place, None)

    def before(self, period: str) -> tuple[Docket, ...]:
        """Return the dockets of the periods before one."""
        return self[: self._place(period)]

    def earlier(self, deadline: date) -> Iterator[Docket]:
        """Yield the dockets of the periods that were due before a day; no other is put together for it."""
        return (self._at(place) for place, period in enumerate(self._periods) if period.deadline < deadline)

    def with_files_of(self, unit: str) -> Iterator[Docket]:
        """Yield the dockets that files of a unit may be in; none is put together to find out."""
        rows = self.judgement.rows
        for place, period in enumerate(self._periods):
            if place in self._plain or rows.places_of_unit(unit, period.id):
                yield self._at(place)

    def units_elsewhere(self, period: str) -> frozenset[str]:
        """Return whose files are in other periods; no docket is put together to find out."""
        rows, units = self.judgement.rows, set[str | None]()
        for place, one in enumerate(self._periods):
            if one.id != period:
                known = self._plain.get(place)
                marks = [rows.marks()[nth] for nth in rows.of_period(one.id)] if known is None else known.file_marks
                units.update([mark.unit for mark in marks])
        return frozenset(unit for unit in units if unit)

    def printing(self, fingerprint: str) -> "Dockets":
        """Return the same dockets with another chain head printed on them: nothing else was recorded since that they tell."""
        return self if fingerprint == self.fingerprint else Dockets(self.judgement, fingerprint, self._plain)

    @staticmethod
    def keys_of(docket: Docket) -> bytes:
        """Return of each unit of one of these dockets a hash of all that it says of it, one after the other (`UnitKeys.all`).

        Nothing = of none of them it can be told unopened.
        """
        rows = docket.units
        return rows.keys if isinstance(rows, UnitRows) else b""

    def kept_units(self) -> Iterator[tuple[str, bytes]]:
        """Yield (key, what is kept of its units) of the dockets that were put together."""
        for docket in self._plain.values():
            judged = self.judgement.closed.get(docket.period, self.judgement)
            if judged.setting and isinstance(docket.units, UnitRows):
                yield units_key(judged, docket.period), docket.units.kept

    def _place(self, period: str) -> int:
        return next(place for place, known in enumerate(self._periods) if known.id == period)

    def _at(self, place: int) -> Docket:
        if place not in self._plain:
            self._plain[place] = _docket(self.judgement.snapshot, self.judgement, self._periods[place])
        if place not in self._printed:
            self._printed[place] = self._plain[place].printing(self.fingerprint)
        return self._printed[place]


def _by_its_rules(judgement: Judgement, period: Period) -> Docket:
    """Put the docket of a closed period together, by the rules that it was closed under."""
    snapshot = judgement.snapshot
    rules = snapshot.closed[period.id]
    then = rules.plan.period(period.id)
    if then is None:
        return _docket(snapshot, judgement, period)
    judged = judgement.closed.get(period.id)
    if judged is None:
        return _docket(snapshot, judgement, period, rules)
    return _docket(judged.snapshot, judged, then, rules)


def judge(snapshot: Snapshot) -> Dockets:
    """Return the dockets of every period of the plan, in order, as of `snapshot.as_of`."""
    return Dockets(examined(snapshot))


def examined(snapshot: Snapshot) -> Judgement:
    """Judge every arrival; the judgement then holds the file rows and the accepted answers."""
    return _examined(snapshot, closed_judgements(snapshot, _examined))


def _examined(snapshot: Snapshot, closed: Closed) -> Judgement:
    """Judge every arrival by the snapshot's rules; `closed`: the periods whose history is by other rules."""
    asked, snapshot = snapshot, with_matches(with_aliases(snapshot))
    bound, recogniser = bound_notes(snapshot), Recogniser(snapshot)
    ranks: dict[int, int] = {}
    kept = KeptSheets(snapshot, bound, recogniser, closed, ranks)
    up = taken_up(snapshot, bound, kept, recogniser, closed, sheets_in)
    if closed:
        ranks.update((number, rank) for rank, number in enumerate(up.numbers))
    judgement = _begun(snapshot, bound, kept, up, closed, ranks)
    judgement.keys, judgement.setting = recogniser.keys, kept.setting
    originals = originals_of(snapshot, up.seen, up.read, up.siblings)
    for arrival in up.seen:
        judgement.stray(up.strays(before=arrival))
        if sheets := up.read.get(arrival.mark.number):
            original = originals.get(arrival.mark.number)
            if original is not None:
                add_copy(arrival, sheets, judgement, original)
            else:
                _judge_sheets(kept, arrival, sheets, judgement)
    judgement.stray(up.strays())
    judgement.history.upto = None
    if snapshot.settled is not None and up.forms_moved(judgement):
        return _examined(replace(asked, settled=snapshot.settled.nothing()), closed)
    judge_others(judgement, kept, up, originals)
    judgement.arrange(up.numbers)
    judgement.anew = up.units
    judgement.to_keep = to_keep(judgement, kept, up)
    now = judgement.to_keep.get(manifest_key(kept.setting))
    judgement.manifests = up.settled.manifest, sha256(now).hexdigest() if now else up.settled.manifest
    return judgement


def _begun(
    snapshot: Snapshot, bound: BoundNotes, kept: KeptSheets, up: TakenUp, closed: Closed, ranks: Mapping[int, int]
) -> Judgement:
    """Return the judgement with what is settled in it."""
    rows = FileRows(_Opening(snapshot, up.known, kept, closed).row if up.settled.sheets else None)
    history = History(
        snapshot.plan, bound, rows, closed={period: judged.history for period, judged in closed.items()}, ranks=ranks
    )
    judgement = Judgement(snapshot, bound, history, rows, closed=closed)
    judgement.collected = {arrival.mark.number: arrival.collecting.id for arrival in up.seen}
    judgement.settle(up.settled.in_order())
    return judgement


class _Opening:
    """Opens rows that were settled before: as they are kept, else by judging everything anew, once."""

    def __init__(self, snapshot: Snapshot, known: Arrivals, kept: KeptSheets, closed: Closed) -> None:
        self._snapshot, self._known, self._kept, self._closed = snapshot, known, kept, closed
        self._addresses: Addresses = {}
        self._sheets: tuple[int, tuple[JudgedSheet, ...]] = (0, ())

    def row(self, settled: SettledRow) -> FileRow:
        number = settled.mark.receipt
        if self._sheets[0] != number:
            self._sheets = number, self._kept.judged(self._known.of(number), settled.key, self._addresses)
        done = self._sheets[1]
        if not done:
            return self._anew.rows.of_receipt(number)[settled.nth]
        row, outcome = done[settled.nth].row, settled.mark.outcome
        return row if row.outcome is outcome else replace(row, outcome=outcome)

    @cached_property
    def _anew(self) -> Judgement:
        return _examined(replace(self._snapshot, settled=None), self._closed)


def recognised_alone(snapshot: Snapshot) -> None:
    """Recognise every sheet of a snapshot, for its recognitions to keep; judge none."""
    snapshot = with_aliases(snapshot)
    recogniser = Recogniser(snapshot)
    told_ahead(snapshot.prints, list(snapshot.prints))
    for arrival in with_registers(snapshot, arrivals(snapshot, bound_notes(snapshot))):
        if arrival.sort is Sort.BOOK:
            _recognised(recogniser, arrival)


def sheets_in(kept: KeptSheets, recogniser: Recogniser, arrival: Arrival) -> SheetsRead | None:
    """Return the sheets in an arrival, those judged before without opening them; None = it is no table."""
    key = kept.key(arrival)
    known = kept.looked_up(arrival, key, lambda: _recognised(recogniser, arrival))
    if known is not None:
        return known
    if arrival.sort is not Sort.BOOK:
        return None
    return sheets_read(_recognised(recogniser, arrival), key, None if kept.room() else lambda: _recognised(recogniser, arrival))


def _judge_sheets(kept: KeptSheets, arrival: Arrival, sheets: SheetsRead, judgement: Judgement) -> None:
    """Add what becomes of an arrival's sheets: what became of them before, where nothing that decides has changed."""
    key = kept.deciding(sheets, arrival.mark.number)
    judgement.rows.decided_by(arrival.mark.number, key)
    done = kept.judged(arrival, key, judgement.addresses)
    if not done:
        judgement.rows_apart = not key
        fresh = tuple([judgement.sheet(arrival, form) for form in sheets.forms()])
        kept.keep(arrival, sheets, key, fresh)
    for sheet in done:
        judgement.take(sheet)
    kept.took(sheets, key)


def _recognised(recogniser: Recogniser, arrival: Arrival) -> tuple[Submission, ...]:
    claim = arrival.claim
    clues = Clues(
        name=arrival.receipt.path,
        inside=arrival.receipt.inside,
        sender=arrival.receipt.sender,
        claimed=claim.unit if claim else "",
        claimed_period=claim.period if claim else "",
        collecting=arrival.collecting.id,
    )
    number = arrival.mark.number
    submissions = recogniser.recognised(number, lambda: arrival.book, clues)
    if arrival.stated_unit and submissions and all(sheet.unit is None and not _torn(sheet) for sheet in submissions):
        stated = replace(clues, claimed=arrival.stated_unit)
        return recogniser.recognised(number, lambda: arrival.book, stated)
    return submissions


def _torn(sheet: Submission) -> bool:
    """Tell whether the sheet's own marks contradict each other; then only an explicit claim settles it."""
    return any(problem.code is Code.S10 for problem in sheet.problems)


# -- one period -----------------------------------------------------------------------------------------------------


def _docket(snapshot: Snapshot, judgement: Judgement, period: Period, rules: FrozenRules | None = None) -> Docket:
    deadline = effective(snapshot.plan, period)
    duties, rows = snapshot.plan.duties(period.deadline), judgement.rows
    holding = {unit for _, unit in duties.pairs}
    units = [name for name in snapshot.plan.unit_names if name in holding]
    codes = _counting(judgement, period, frozenset(units))
    marks = rows.entry_marks(codes)
    beside = judgement.beside[period.id] = across(judgement, codes, marks)
    complete = judgement.history.completed(duties.pairs, period)
    finished = frozenset(complete)
    due_read = (one.unit for one in marks if one.accepted and not (finished and (one.item, one.unit) in finished))
    answered, file_marks = Counter(due_read), rows.marks()
    return Docket(
        period=period.id,
        deadline=period.deadline,
        effective_deadline=deadline.moment,
        deadline_reason=deadline.reason,
        as_of=snapshot.as_of,
        units=UnitRows(
            units,
            lambda place: judged_unit(judgement, period, units[place], answered[units[place]], deadline.moment, rules),
            unit_keys(judgement, period, units, deadline.moment, answered, complete, beside, rules.note if rules else 0),
            kept_units(judgement, period.id),
        ),
        files=Picked(
            lambda place: after(file_with_compared(rows[place], beside), rules),
            rows.of_period(period.id),
            file_marks.__getitem__,
        ),
        entries=Picked(lambda code: with_compared(rows.entry(code), beside), codes, marks=marks),
        due=tuple(pair for pair in duties.pairs if pair not in finished) if finished else duties.pairs,
        complete=complete,
        rules=snapshot.rules,
        closed=rules.at if rules else None,
        later_notes=sum(note.period in {"", period.id} for note in later_notes(snapshot)),
        ingested={run.number: run.moment for run in snapshot.runs.values()},
    )


def _counting(judgement: Judgement, period: Period, units: frozenset[str]) -> Sequence[int]:
    """Return which answers count: newest accepted, else the newest received, in the notice's order."""
    codes, pairs = array("q"), judgement.snapshot.plan.assignments(period.deadline)
    for (item, unit), accepted in zip(pairs, judgement.history.counting_codes(period.id, pairs), strict=True):
        if unit in units:
            code = _received(judgement, period, item, unit) if accepted is None else accepted
            if code is not None:
                codes.append(code)
    return codes


def _received(judgement: Judgement, period: Period, item: str, unit: str) -> int | None:
    """Return the newest answer that came, accepted or not; None = none did."""
    newest = None
    for place_of in judgement.rows.places_of_unit(unit, period.id):
        mark = judgement.rows.marks()[place_of]
        if mark.outcome is not Outcome.DUPLICATE:
            for code, entry in zip(judgement.rows.codes(place_of, mark), mark.entries, strict=True):
                newest = code if (entry.item, entry.unit) == (item, unit) else newest
    return newest

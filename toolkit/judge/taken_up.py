"""Which arrivals of a snapshot are to be judged, and of which it is known what they come to; then what is kept for next time.

Judging one takes up all that its units sent: a sheet is judged by what was known when it came. Pure.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from toolkit.judge.came import covers
from toolkit.judge.closed_judgements import Closed, as_collected, distinct
from toolkit.judge.file_rows import FileRows, SettledRow
from toolkit.judge.judged_sheet import Stray
from toolkit.judge.judgement import Judgement
from toolkit.judge.kept_sheets import KeptSheets, SheetsRead
from toolkit.judge.non_forms import silent, whose
from toolkit.judge.reading_prints import told_ahead
from toolkit.judge.recognitions import Recogniser
from toolkit.judge.registers_below import with_registers
from toolkit.judge.settled import (
    CHUNK,
    NEVER_COPIES,
    Settled,
    Trees,
    dumped_manifest,
    manifest_key,
    not_alone,
    order_of,
    settled_by_now,
)
from toolkit.judge.settled_bytes import Order, SettledSheets, dumped_chunk, sign_of
from toolkit.judge.siblings import Siblings
from toolkit.judge.snapshot import Arrival, Arrivals, Snapshot
from toolkit.judge.statements_bound import BoundNotes, NotesAbout
from toolkit.nouns.records import Receipt, receipt_mark
from toolkit.nouns.shelf import marks_of

SheetsIn = Callable[[KeptSheets, Recogniser, Arrival], SheetsRead | None]


@dataclass(slots=True)
class TakenUp:
    """The arrivals of a snapshot."""

    known: Arrivals
    settled: Settled
    seen: tuple[Arrival, ...]
    """Those to be judged, in order of arrival."""
    read: dict[int, SheetsRead]
    """Receipt → the sheets recognised in it, of those to be judged."""
    siblings: Siblings
    """What lies beside those that are no forms; once these are judged, of which periods it is."""
    notes: NotesAbout
    _telling: deque[SettledSheets] = field(default_factory=deque)
    """Settled sheets that say something of a unit besides, the first to have come first."""
    _telling_too: deque[SettledSheets] = field(default_factory=deque)
    """The same of what is no form: of these units are told once all forms are judged."""

    def __post_init__(self) -> None:
        for one in self.settled.in_order():
            if one.strays:
                (self._telling if one.beside is None else self._telling_too).append(one)

    def strays(self, before: Arrival | None = None) -> Iterator[Stray]:
        """Yield what else the settled sheets say that came before an arrival, each once: units are told of all in order."""
        return _strays(self._telling, before)

    def other_strays(self, before: Arrival | None = None) -> Iterator[Stray]:
        """Yield the same of what is no form."""
        return _strays(self._telling_too, before)

    @property
    def others(self) -> list[Arrival]:
        """Those to be judged in which there is no form."""
        return [arrival for arrival in self.seen if not self.read.get(arrival.mark.number)]

    @property
    def units(self) -> frozenset[str]:
        """The units of which a form is judged, or something else that they sent."""
        return frozenset(self.settled.touched).union(*(sheets.units for sheets in self.read.values()))

    def order(self) -> Callable[[int], Order]:
        """Return what says where a receipt stands in the order of arrival."""
        seen, settled = {one.mark.number: order_of(one) for one in self.seen}, self.settled.sheets
        return lambda number: seen[number] if number in seen else settled[number].order

    def forms_moved(self, judgement: Judgement) -> bool:
        """Tell whether an old form is another's now, or of another period: what lies beside it may be so too."""
        settled, rows = self.settled, judgement.rows
        if not self.siblings.known and all(one.beside is None for one in settled.sheets.values()):
            return False
        seen = {arrival.mark.number: arrival.mark.apart for arrival in self.seen}
        before = {**settled.loose, **{number: one.sign for number, one in settled.gone.items() if one.beside is None}}
        return any(
            number not in seen or (seen[number] and self._sign(number, rows) != sign) for number, sign in before.items()
        ) or any(
            apart and number <= settled.upto and number not in before and self.read.get(number) for number, apart in seen.items()
        )

    def _sign(self, number: int, rows: FileRows) -> str:
        sheets = self.read.get(number)
        return sign_of(sheets.units, rows.marks_of(number)) if sheets else ""

    def loose(self, kept: Collection[int], rows: FileRows) -> Mapping[int, str]:
        """Return the signs of the forms that lay apart and are not kept as settled."""
        apart = (arrival.mark.number for arrival in self.seen if arrival.mark.apart and arrival.mark.number not in kept)
        return {number: self._sign(number, rows) for number in apart if self.read.get(number)}

    @property
    def numbers(self) -> list[int]:
        """The receipts of all, in order of arrival."""
        orders: list[Order] = [one.order for one in self.settled.sheets.values()]
        return [order[-1] for order in sorted([*orders, *map(order_of, self.seen)])]

    def forms_apart(self, receipts: Sequence[Receipt]) -> Iterator[tuple[Receipt, Sequence[str]]]:
        """Yield the files with forms that lay in folders and containers beside those to be judged, and whose these are."""
        return _forms_apart(receipts, self.settled, self.read, self.others)


def _strays(telling: deque[SettledSheets], before: Arrival | None) -> Iterator[Stray]:
    while telling and (before is None or telling[0].order < order_of(before)):
        yield from telling.popleft().strays


def _forms_apart(
    receipts: Sequence[Receipt], settled: Settled, read: Mapping[int, SheetsRead], others: Iterable[Arrival]
) -> Iterator[tuple[Receipt, Sequence[str]]]:
    known = settled.known
    runs = {arrival.mark.run for arrival in others if arrival.mark.number not in known}
    for place, mark in enumerate(marks_of(receipts, receipt_mark) if runs else ()):
        if mark.apart and mark.run in runs:
            form = settled.sheets.get(mark.number)
            sheets = form if form and form.beside is None else read.get(mark.number)
            if sheets:
                yield receipts[place], sheets.units


def taken_up(
    snapshot: Snapshot, bound: BoundNotes, kept: KeptSheets, recogniser: Recogniser, closed: Closed, sheets_in: SheetsIn
) -> TakenUp:
    """Return what is to be judged: everything, but for sheets that nothing which came or was noted since concerns."""
    known, notes = Arrivals(snapshot, bound), NotesAbout(bound)
    others_before = [judged.manifests[0] for judged in distinct(closed)]
    elsewhere = frozenset[str]().union(*(judged.anew for judged in distinct(closed)))
    settled = settled_by_now(snapshot, kept.setting, notes, others_before, elsewhere)
    places = {mark.number: place for place, mark in enumerate(marks_of(snapshot.receipts, receipt_mark))}
    seen: list[Arrival] = []
    read: dict[int, SheetsRead] = {}
    siblings = Siblings({})
    wanted: Collection[int] = [number for number in places if number not in settled.sheets]
    while wanted:
        while wanted:
            told_ahead(snapshot.prints, list(wanted))
            came = as_collected(snapshot, with_registers(snapshot, known.seen(map(places.__getitem__, wanted))), closed)
            seen += came
            kept.work_out(came)
            mine = {one.mark.number: sheets for one in came if (sheets := sheets_in(kept, recogniser, one)) is not None}
            read |= mine
            wanted = settled.withdraw(unit for sheets in mine.values() for unit in sheets.units)
        for number in covers(seen, read):
            del read[number]
        others = [arrival for arrival in seen if not read.get(arrival.mark.number)]
        siblings = Siblings.of(_forms_apart(snapshot.receipts, settled, read, others), settled.known)
        if settled.sheets:
            wanted = settled.withdraw(_concerned(snapshot, others, siblings))
    return TakenUp(known, settled, tuple(sorted(seen, key=lambda one: one.timing.order)), read, siblings, notes)


def _concerned(snapshot: Snapshot, others: Iterable[Arrival], siblings: Siblings) -> Iterator[str]:
    """Yield the units of what came and is no form: their other scans may be of another period for it."""
    for arrival in others:
        if not (silent(arrival) or arrival.mark.number in siblings.known):
            unit, _suggestion = whose(snapshot, arrival, siblings)
            if unit is not None:
                yield unit


def to_keep(judgement: Judgement, kept: KeptSheets, up: TakenUp) -> Mapping[str, bytes]:
    """Return what is kept of that of which nothing will have changed, by key, b"" = as it is kept."""
    snapshot, sheets = judgement.snapshot, up.settled.sheets
    before, closed = snapshot.settled, distinct(judgement.closed)
    if before is None or not kept.setting:
        return {}
    theirs = {key: body for judged in closed for key, body in judged.to_keep.items()}
    if not up.seen and all(judged.manifests[0] == judged.manifests[1] for judged in closed):
        own = (manifest_key(kept.setting), *(key for key, _numbers in up.settled.chunks)) if up.settled.manifest else ()
        return {**theirs, **dict.fromkeys(own, b"")}
    whole = {key: numbers for key, numbers in up.settled.chunks if len(numbers) >= CHUNK // 2 and numbers <= sheets.keys()}
    there = frozenset[int]().union(*whole.values())
    judged = {arrival.mark.number: arrival for arrival in _judged(judgement, kept, up)}
    numbers = sorted((*judged, *(number for number in sheets if number not in there)))
    chunks: dict[str, bytes] = {}
    for start in range(0, len(numbers), CHUNK):
        mine = numbers[start : start + CHUNK]
        body = dumped_chunk([sheets.get(one) or _sheets(judgement, kept, up, judged[one]) for one in mine])
        chunks[sha256(body).hexdigest()] = body
    loose = up.loose(judged, judgement.rows)
    manifest = dumped_manifest(snapshot, before, loose, [*whole, *chunks], [judged.manifests[1] for judged in closed])
    return {**theirs, manifest_key(kept.setting): manifest, **chunks, **dict.fromkeys(whole, b"")}


def _judged(judgement: Judgement, kept: KeptSheets, up: TakenUp) -> Iterator[Arrival]:
    """Yield the arrivals that were judged and may be settled.

    Rows are kept of all that their units sent, and of all that came with them; none can be a copy, or have one.
    """
    marks = marks_of(judgement.snapshot.receipts, receipt_mark)
    alone = {number for number, one in up.settled.sheets.items() if one.alone}
    alone |= {arrival.mark.number for arrival in up.seen if arrival.sort in NEVER_COPIES}
    copies, trees = frozenset(not_alone(marks, alone)), Trees(marks)
    units = {one.mark.number: _units(judgement, up, one) for one in up.seen}
    plain = {one.mark.number: one for one in up.seen if one.mark.number in kept.done and one.mark.number not in copies}
    for number in [number for number, one in plain.items() if not up.read.get(number) and one.reading.again]:
        del plain[number]  # it will be read once more
    mixed = {number for number in units if number not in plain}
    mixed_units, mixed_trees = set(kept.moving), set[int]()
    while mixed:
        mixed_units.update(*(units[number] for number in mixed))
        mixed_trees.update(trees.root(number) for number in mixed)
        mixed = {n for n in plain if not mixed_units.isdisjoint(units[n]) or trees.root(n) in mixed_trees}
        for number in mixed:
            del plain[number]
    yield from plain.values()


def _units(judgement: Judgement, up: TakenUp, arrival: Arrival) -> tuple[str, ...]:
    """Return whose an arrival is, or may be."""
    number, rows = arrival.mark.number, judgement.rows
    if sheets := up.read.get(number):
        return sheets.units
    names = (name for row in rows.of_receipt(number) for name in (row.unit, row.suggestion) if name)
    return tuple(dict.fromkeys(names))


def _sheets(judgement: Judgement, kept: KeptSheets, up: TakenUp, arrival: Arrival) -> SettledSheets:
    number, rows = arrival.mark.number, judgement.rows
    units = _units(judgement, up, arrival)
    form = bool(up.read.get(number))
    return SettledSheets(
        number=number,
        key=rows.key_of(number),
        order=order_of(arrival),
        collected=arrival.collecting.id,
        units=units,
        rows=tuple(_row(judgement, place, nth) for nth, place in enumerate(rows.places(number))),
        strays=kept.done[number],
        notes=up.notes.of(number, units),
        beside=None if form else up.siblings.nearby(arrival.receipt, units[0] if units else None),
        alone=not form and arrival.sort in NEVER_COPIES,
    )


def _row(judgement: Judgement, place: int, nth: int) -> SettledRow:
    rows = judgement.rows
    mark = rows.marks()[place]
    codes = rows.codes(place, mark)
    failed = ((which, judgement.failed.get(code)) for which, code in enumerate(codes))
    return SettledRow(
        mark=mark,
        nth=nth,
        key=rows.key_of(mark.receipt),
        form=judgement.former.get((mark.receipt, str(mark.sheet)), ""),
        failed=tuple((which, keys) for which, keys in failed if keys),
        done=tuple(which for which, code in enumerate(codes) if code in judgement.history.done),
        alike=rows.alike_of(place),
    )

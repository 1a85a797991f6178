"""Which arrivals of a snapshot are to be judged, and of which it is known what they come to; then what is kept for next time.

Judging one takes up all that its units sent: a sheet is judged by what was known when it came. Pure.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from hashlib import sha256

from toolkit.judge.closed_judgements import Closed, as_collected
from toolkit.judge.file_rows import SettledRow
from toolkit.judge.judged_sheet import Stray
from toolkit.judge.judgement import Judgement
from toolkit.judge.kept_sheets import KeptSheets, SheetsRead
from toolkit.judge.reading_prints import told_ahead
from toolkit.judge.recognitions import Recogniser
from toolkit.judge.registers_below import with_registers
from toolkit.judge.settled import (
    CHUNK,
    Settled,
    dumped_manifest,
    manifest_key,
    order_of,
    settled_by_now,
    settling,
)
from toolkit.judge.settled_bytes import Order, SettledSheets, dumped_chunk
from toolkit.judge.snapshot import Arrival, Arrivals, Snapshot
from toolkit.judge.statements_bound import BoundNotes
from toolkit.nouns.dataclass import dataclass, field
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
    _telling: deque[SettledSheets] = field(default_factory=deque)
    """Settled sheets that say something of a unit besides, the first to have come first."""

    def strays(self, before: Arrival | None = None) -> Iterator[Stray]:
        """Yield what else the settled sheets say that came before an arrival, each once: units are told of all in order."""
        while self._telling and (before is None or self._telling[0].order < order_of(before)):
            yield from self._telling.popleft().strays

    @property
    def numbers(self) -> list[int]:
        """The receipts of all, in order of arrival."""
        orders: list[Order] = [one.order for one in self.settled.sheets.values()]
        return [order[-1] for order in sorted([*orders, *map(order_of, self.seen)])]

    def forms_apart(self, receipts: Sequence[Receipt]) -> Iterator[tuple[Receipt, Sequence[str]]]:
        """Yield the files with forms that lay in folders and containers, and whose these are."""
        for place, mark in enumerate(marks_of(receipts, receipt_mark)):
            known = self.settled.sheets.get(mark.number) or self.read.get(mark.number)
            if mark.apart and known:
                yield receipts[place], known.units


def taken_up(
    snapshot: Snapshot, bound: BoundNotes, kept: KeptSheets, recogniser: Recogniser, closed: Closed, sheets_in: SheetsIn
) -> TakenUp:
    """Return what is to be judged: everything, but for sheets that nothing which came or was noted since concerns."""
    known = Arrivals(snapshot, bound)
    settled = settled_by_now(snapshot, kept.setting, kept.noted, bound.by_receipt.keys())
    places = {mark.number: place for place, mark in enumerate(marks_of(snapshot.receipts, receipt_mark))}
    seen: list[Arrival] = []
    read: dict[int, SheetsRead] = {}
    wanted: Collection[int] = [number for number in places if number not in settled.sheets]
    while wanted:
        told_ahead(snapshot.prints, list(wanted))
        came = as_collected(snapshot, with_registers(snapshot, known.seen(map(places.__getitem__, wanted))), closed)
        seen += came
        mine = {one.mark.number: sheets for one in came if (sheets := sheets_in(kept, recogniser, one)) is not None}
        read |= mine
        wanted = settled.withdraw(unit for sheets in mine.values() for unit in sheets.units)
    telling = deque(one for one in settled.in_order() if one.strays)
    return TakenUp(known, settled, tuple(sorted(seen, key=lambda one: one.timing.order)), read, telling)


def to_keep(judgement: Judgement, kept: KeptSheets, up: TakenUp) -> Mapping[str, bytes]:
    """Return what is kept of the sheets of which nothing will have changed, by key, b"" = as it is kept; nothing = all is."""
    snapshot, sheets = judgement.snapshot, up.settled.sheets
    before = snapshot.settled
    if before is None or not kept.setting or not up.seen:
        return {}
    whole = {key: numbers for key, numbers in up.settled.chunks if len(numbers) >= CHUNK // 2 and numbers <= sheets.keys()}
    there = frozenset[int]().union(*whole.values())
    judged = {arrival.mark.number: arrival for arrival in _judged(judgement, kept, up)}
    numbers = sorted((*judged, *(number for number in sheets if number not in there)))
    chunks: dict[str, bytes] = {}
    for start in range(0, len(numbers), CHUNK):
        mine = numbers[start : start + CHUNK]
        body = dumped_chunk([sheets.get(one) or _sheets(judgement, kept, up, judged[one]) for one in mine])
        chunks[sha256(body).hexdigest()] = body
    manifest = dumped_manifest(snapshot, before, [*whole, *chunks])
    return {manifest_key(kept.setting): manifest, **chunks, **dict.fromkeys(whole, b"")}


def _judged(judgement: Judgement, kept: KeptSheets, up: TakenUp) -> Iterator[Arrival]:
    """Yield the arrivals that were judged and may be settled: rows are kept of all that their units sent, nothing is noted."""
    plain = {one.mark.number: one for one in settling(judgement.snapshot, up.seen, judgement.bound.by_receipt.keys())}
    others = (sheets for number, sheets in up.read.items() if number not in plain or number not in kept.done)
    mixed_units = {unit for sheets in others for unit in sheets.units} | kept.noted.keys()
    while True:
        mixed = [number for number in plain if number in up.read and not mixed_units.isdisjoint(up.read[number].units)]
        if not mixed:
            break
        for number in mixed:
            mixed_units.update(up.read[number].units)
            del plain[number]
    yield from (arrival for number, arrival in plain.items() if up.read.get(number))


def _sheets(judgement: Judgement, kept: KeptSheets, up: TakenUp, arrival: Arrival) -> SettledSheets:
    number, rows = arrival.mark.number, judgement.rows
    return SettledSheets(
        number=number,
        key=rows.key_of(number),
        order=order_of(arrival),
        collected=arrival.collecting.id,
        units=up.read[number].units,
        rows=tuple(_row(judgement, place, nth) for nth, place in enumerate(rows.places(number))),
        strays=kept.done[number],
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

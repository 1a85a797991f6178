"""Sheets of which nothing has changed since they were judged, by their marks alone: nobody opens or judges them again. Pure.

What becomes of a sheet hangs on its arrival and on what its unit sent (see `kept_sheets`). So of each sheet that was judged
before are kept its marks, whose it is, and the key under which all of it is kept; the row itself is opened from there when
somebody asks. That holds as long as the ledger's records up to then are the same, and plan, forms, program and limits: what is
read of an original in which there are forms hangs on nothing else, and nobody looks at it.
It is judged as ever whose unit sent anything since, was noted, or sent what is no plain sheet.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from operator import attrgetter

from toolkit.intake.recognise.kept import packed, unpacked
from toolkit.judge.settled_bytes import Order, SettledSheets, loaded_chunk
from toolkit.judge.snapshot import Arrival, Snapshot
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.dataclass import dataclass, field
from toolkit.nouns.records import ReceiptMark, receipt_mark
from toolkit.nouns.shelf import Places, each, joined, marks_of

CHUNK = 512
"""Sheets kept together: what is written again where one of them is judged anew."""
MANIFEST = "of"
"""What the key of a list of chunks begins with; a chunk's is the sha256 of what it holds."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class SettledBefore:
    """What was kept of a ledger's sheets."""

    look: Callable[[str], bytes | None]
    head: Callable[[int], str]
    """Returns the chain's head as it was after a record."""
    last: int
    """The last record known."""
    reader: str = ""
    """A hash of what reads originals now."""
    units: Callable[[str], bytes | None] = lambda _key: None
    """Returns what was kept of the rows of a period's units."""


@dataclass(slots=True)
class Settled:
    """The sheets of one snapshot that need no judging. `withdraw` those of units that others concern before asking for any."""

    sheets: dict[int, SettledSheets] = field(default_factory=dict)
    chunks: list[tuple[str, frozenset[int]]] = field(default_factory=list)
    """(key, the receipts in it) of all that were kept together."""
    touched: set[str] = field(default_factory=set)
    """Units that are judged anew."""
    _of_unit: dict[str, Places] = field(default_factory=dict)
    """Unit → the receipts in which it sent something."""
    _ordered: list[SettledSheets] | None = None

    def withdraw(self, units: Iterable[str], numbers: Iterable[int] = ()) -> frozenset[int]:
        """Have all that these units sent, and these receipts, judged anew; return the receipts that are no longer settled."""
        gone: set[int] = set()
        asked, receipts = list(units), [number for number in numbers if number in self.sheets]
        while asked or receipts:
            while asked:
                unit = asked.pop()
                if unit not in self.touched:
                    self.touched.add(unit)
                    receipts += each(self._of_unit.get(unit))
            while receipts:
                number = receipts.pop()
                if number not in gone:
                    gone.add(number)
                    asked += self.sheets[number].units
        for number in gone:
            del self.sheets[number]
            self._ordered = None
        return frozenset(gone)

    def take(self, sheets: SettledSheets) -> None:
        self.sheets[sheets.number] = sheets
        for unit in sheets.units:
            known = self._of_unit.get(unit)
            self._of_unit[unit] = sheets.number if known is None else joined(known, sheets.number)
        self._ordered = None

    def in_order(self) -> Sequence[SettledSheets]:
        if self._ordered is None:
            self._ordered = sorted(self.sheets.values(), key=attrgetter("order"))
        return self._ordered


def settled_by_now(snapshot: Snapshot, setting: str, noted: Collection[str], receipts: Collection[int]) -> Settled:
    """Return what is kept of a snapshot's sheets and holds still. `setting`: of what all sheets of it depend on.

    `noted`: units of which something decides that the clerk noted; `receipts`: files of which he noted anything.
    """
    settled = Settled()
    before = snapshot.settled
    if before is None or not setting:
        return settled
    try:
        changed = _load(settled, snapshot, before, setting)
    except (ValueError, LookupError, TypeError, zlib.error):
        return Settled()
    marks = marks_of(snapshot.receipts, receipt_mark)
    settled.withdraw(noted, (*changed, *_not_alone(marks, settled, receipts)))
    return settled


def _load(settled: Settled, snapshot: Snapshot, before: SettledBefore, setting: str) -> list[int]:
    """Take what is kept, and return what of it had not come yet."""
    data = before.look(manifest_key(setting))
    upto, head, runs, reader, chunks = unpacked(data) if data is not None else (0, "", "", "", ())
    if upto > before.last or before.head(upto) != head or (runs, reader) != (_runs(snapshot, upto), before.reader):
        return []
    as_of = _micro(snapshot.as_of)
    changed: list[int] = []
    for key in chunks:
        body = before.look(key)
        if body is None or sha256(body).hexdigest() != key:
            raise LookupError(key)  # whose sheets it held is not known, and so of nobody whether these were all
        sheets = loaded_chunk(body)
        settled.chunks.append((key, frozenset([one.number for one in sheets])))
        for one in sheets:
            settled.take(one)
        changed += (one.number for one in sheets if one.order[1] > as_of)
    return changed


def _not_alone(marks: Sequence[ReceiptMark], settled: Settled, noted: Collection[int]) -> Iterator[int]:
    """Yield the receipts whose sheets hang on others: gone, noted, of bytes that came twice, with something inside."""
    known = list(marks)
    there = {mark.number for mark in known}
    contents = [mark.content for mark in known]
    times = Counter(contents) if len(set(contents)) < len(contents) else {}
    outer = {mark.parent for mark in known} - {None}
    yield from settled.sheets.keys() - there
    yield from noted
    if times or outer:
        yield from (mark.number for mark in known if times.get(mark.content, 1) > 1 or mark.number in outer)


def _runs(snapshot: Snapshot, upto: int) -> str:
    """Return a hash of the ingests that bound what times can prove."""
    runs = sorted((run.number, str(run.as_of), str(run.clock), run.undone) for run in snapshot.runs.values())
    return content_hash(*[run for run in runs if run[0] <= upto])


def manifest_key(setting: str) -> str:
    return f"{MANIFEST}|{setting}"


# -- kept ----------------------------------------------------------------------------------------------------------


def settling(snapshot: Snapshot, arrivals: Iterable[Arrival], noted: Collection[int]) -> Iterator[Arrival]:
    """Yield the arrivals whose sheets may be kept as settled: plain files of bytes that came once, of which nothing is noted."""
    marks = marks_of(snapshot.receipts, receipt_mark)
    others = frozenset(_not_alone(marks, Settled(), noted))
    for arrival in arrivals:
        mark = arrival.mark
        if mark.parent is None and not mark.inline and mark.number not in others:
            yield arrival


def dumped_manifest(snapshot: Snapshot, before: SettledBefore, chunks: Sequence[str]) -> bytes:
    upto = before.last
    return packed([upto, before.head(upto), _runs(snapshot, upto), before.reader, chunks])


def order_of(arrival: Arrival) -> Order:
    version, moment, number = arrival.timing.order
    return _micro(version), _micro(moment), number


def _micro(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND

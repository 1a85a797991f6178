"""What came and nothing has changed since it was judged, by its marks alone: nobody opens or judges it again. Pure.

What becomes of a sheet hangs on its arrival, on what its unit sent and on the clerk's notes on both (see `kept_sheets`); what
becomes of a scan, a mail or anything else also on the forms that lay beside it, and on what its unit was issued. So of each
that was judged before are kept its marks, whose it is, and the key under which all of it is kept; the row itself is opened
from there when somebody asks. That holds as long as the ledger's records up to then are the same, and plan, forms, program and
limits: what is read of an original hangs on nothing else, unless a limit ended it, and nobody looks at it.
It is judged as ever whose unit sent anything since or was issued another form, of which other notes are in force, or of whose
mail or archive anything is; a copy always; and what is no form wherever an old form is another's now (`taken_up`).
"""

import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from operator import attrgetter

from toolkit.intake.recognise.kept import packed, unpacked
from toolkit.judge.settled_bytes import Order, SettledSheets, loaded_chunk
from toolkit.judge.siblings import Nearby
from toolkit.judge.snapshot import Arrival, Snapshot
from toolkit.judge.statements_bound import NotesAbout
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.records import ReceiptMark, Sort, issued_mark, receipt_mark
from toolkit.nouns.shelf import Places, each, joined, marks_of

CHUNK = 512
"""Sheets kept together: what is written again where one of them is judged anew."""
MANIFEST = "of"
"""What the key of a list of chunks begins with; a chunk's is the sha256 of what it holds."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
NEVER_COPIES = frozenset({Sort.INLINE, Sort.DEBRIS})
"""What says nothing about anybody: all mails of an office bear the same picture."""
_NO_CHUNK = (ValueError, LookupError, TypeError, zlib.error)
Chunks = dict[str, list[SettledSheets]]


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
    ahead: Chunks = field(default_factory=dict)
    """Chunks loaded by now (`loaded_ahead`), each until it is asked for."""

    def nothing(self) -> "SettledBefore":
        """Return the same where nothing of sheets was kept."""
        return replace(self, look=lambda _key: None)

    def chunk(self, key: str) -> list[SettledSheets]:
        """Raises: as `loaded_chunk`; LookupError: it is gone, or spoilt."""
        sheets = self.ahead.pop(key, None)
        return _chunk(self.look, key) if sheets is None else sheets


def loaded_ahead(look: Callable[[str], bytes | None], keys: Iterable[str]) -> Chunks:
    """Return what lies under these keys, loaded before it is known what is asked for; whatever is wrong is said then."""
    chunks: Chunks = {}
    for key in keys:
        if not key.startswith(MANIFEST):
            with suppress(*_NO_CHUNK):
                chunks[key] = _chunk(look, key)
    return chunks


def _chunk(look: Callable[[str], bytes | None], key: str) -> list[SettledSheets]:
    body = look(key)
    if body is None or sha256(body).hexdigest() != key:
        raise LookupError(key)  # whose sheets it held is not known, and so of nobody whether these were all
    return loaded_chunk(body)


@dataclass(slots=True)
class Settled:
    """The sheets of one snapshot that need no judging. `withdraw` those of units that others concern before asking for any."""

    sheets: dict[int, SettledSheets] = field(default_factory=dict)
    chunks: list[tuple[str, frozenset[int]]] = field(default_factory=list)
    """(key, the receipts in it) of all that were kept together."""
    touched: set[str] = field(default_factory=set)
    """Units that are judged anew."""
    manifest: str = ""
    """A hash of what tells what was settled."""
    upto: int = 0
    """The record up to which what is kept was known."""
    gone: dict[int, SettledSheets] = field(default_factory=dict)
    """What is judged anew, as it was."""
    changed: set[int] = field(default_factory=set)
    """Those of which something else is known than then."""
    loose: Mapping[int, str] = field(default_factory=dict)
    """The signs of the forms that lay apart and were never settled."""
    trees: "Trees" = field(default_factory=lambda: Trees(()))
    _of_unit: dict[str, Places] = field(default_factory=dict)
    """Unit → the receipts in which it sent something."""
    _ordered: list[SettledSheets] | None = None

    @property
    def known(self) -> Mapping[int, Nearby]:
        """Receipt → what lay beside it, of those that are judged anew only for what else their units sent."""
        gone = self.gone.items()
        return {number: one.beside for number, one in gone if one.beside is not None and number not in self.changed}

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
                if number not in gone and number in self.sheets:
                    gone.add(number)
                    asked += self.sheets[number].units
                    receipts += self.trees.around(number)
        for number in gone:
            self.gone[number] = self.sheets.pop(number)
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


class Trees:
    """Which receipts came inside of one another."""

    def __init__(self, marks: Iterable[ReceiptMark]) -> None:
        self._roots: dict[int, int] = {}
        self._all: dict[int, list[int]] = {}
        for mark in marks:
            if mark.parent is not None:  # whatever holds another stands before it
                root = self._roots[mark.number] = self._roots.get(mark.parent, mark.parent)
                self._all.setdefault(root, [root]).append(mark.number)

    def root(self, number: int) -> int:
        """Return the one that lay in the inbox."""
        return self._roots.get(number, number)

    def around(self, number: int) -> Sequence[int]:
        """Return all that came with one, and itself; () = it came alone."""
        return self._all.get(self.root(number), ())

    def torn(self, there: Collection[int]) -> Iterator[int]:
        """Yield those of all that came together of which not all are there."""
        for numbers in self._all.values():
            if not all(number in there for number in numbers):
                yield from numbers


def settled_by_now(
    snapshot: Snapshot, setting: str, notes: NotesAbout, closed: Sequence[str], elsewhere: Collection[str]
) -> Settled:
    """Return what is kept of a snapshot's arrivals and holds still. `setting`: of what all of it depends on.

    `closed`: hashes of what tells what is settled by the rules of closed periods; `elsewhere`: units judged anew by those.
    """
    settled = Settled()
    before = snapshot.settled
    if before is None:
        return settled
    marks = marks_of(snapshot.receipts, receipt_mark)
    try:
        if setting:
            _load(settled, snapshot, before, setting, notes, closed)
    except _NO_CHUNK:
        settled = Settled()
    if not settled.sheets:
        before.ahead.clear()  # all is judged anew, and that needs room
        return settled
    settled.changed |= settled.sheets.keys() - {mark.number for mark in marks}
    settled.trees = Trees(marks)
    alone = {number for number, one in settled.sheets.items() if one.alone}
    torn = settled.trees.torn(settled.sheets)
    settled.withdraw((*elsewhere, *_issued_since(snapshot, settled.upto)), (*settled.changed, *not_alone(marks, alone), *torn))
    return settled


def _issued_since(snapshot: Snapshot, upto: int) -> Iterator[str]:
    """Yield the units that were issued a form since: a scan may be a print of the one before."""
    issued = snapshot.issued
    for place, mark in enumerate(marks_of(issued, issued_mark)):
        if mark.number > upto:
            yield issued[place].unit


def _load(
    settled: Settled, snapshot: Snapshot, before: SettledBefore, setting: str, notes: NotesAbout, closed: Sequence[str]
) -> None:
    """Take what is kept, and what of it is known otherwise now: not come yet, of which other notes are in force."""
    data = before.look(manifest_key(setting))
    if data is None:
        return
    upto, head, runs, reader, loose, chunks, others = unpacked(data)
    if upto > before.last or before.head(upto) != head or others != list(closed):
        return
    if (runs, reader) != (_runs(snapshot, upto), before.reader):
        return
    settled.manifest = sha256(data).hexdigest()
    settled.upto, settled.loose = upto, {int(number): sign for number, sign in loose.items()}
    as_of, changed = _micro(snapshot.as_of), settled.changed
    for key in chunks:
        sheets = before.chunk(key)
        settled.chunks.append((key, frozenset([one.number for one in sheets])))
        for one in sheets:
            settled.take(one)
        changed.update(one.number for one in sheets if one.order[1] > as_of)
        if notes.any or any(one.notes for one in sheets):
            changed.update(one.number for one in sheets if one.notes != notes.of(one.number, one.units))


def not_alone(marks: Sequence[ReceiptMark], alone: Collection[int]) -> Iterator[int]:
    """Yield the receipts of bytes that came twice: one may be a copy of the other. `alone`: of which nothing can be a copy."""
    contents = [mark.content for mark in marks]
    if len(set(contents)) == len(contents):
        return
    perhaps = [mark for mark in marks if mark.number not in alone]
    times = Counter([mark.content for mark in perhaps])
    yield from (mark.number for mark in perhaps if times[mark.content] > 1)


def _runs(snapshot: Snapshot, upto: int) -> str:
    """Return a hash of the ingests that bound what times can prove."""
    runs = sorted((run.number, str(run.as_of), str(run.clock), run.undone) for run in snapshot.runs.values())
    return content_hash(*[run for run in runs if run[0] <= upto])


def manifest_key(setting: str) -> str:
    return f"{MANIFEST}|{setting}"


# -- kept ----------------------------------------------------------------------------------------------------------


def dumped_manifest(
    snapshot: Snapshot, before: SettledBefore, loose: Mapping[int, str], chunks: Sequence[str], closed: Sequence[str]
) -> bytes:
    upto = before.last
    return packed([upto, before.head(upto), _runs(snapshot, upto), before.reader, loose, chunks, closed])


def order_of(arrival: Arrival) -> Order:
    version, moment, number = arrival.timing.order
    return _micro(version), _micro(moment), number


def _micro(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND

"""Sheets judged before, looked up under a key of all that decided about them: an unchanged one is not judged again. In memory.

What a sheet comes to depends on plan, forms and program, on what is known of its arrival, and on what its unit had said
before it: sheets are judged in order of arrival, and only those of one unit know of each other. So each unit has a trail,
a hash of its sheets so far and of what the clerk noted of it, and what was kept holds only where the trail is the same.
Where periods are closed under other rules, all that its unit said by those is part of its trail. Units that take over from one
another and books from below are judged as ever.
"""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from toolkit.intake.recognise.kept import shared
from toolkit.judge.closed_judgements import Closed, distinct
from toolkit.judge.judged_sheet import Addresses, JudgedSheet, Stray, dump_sheets, load_sheets
from toolkit.judge.judgement import Judgement
from toolkit.judge.recognitions import HELD, Forms, Recogniser
from toolkit.judge.snapshot import Arrival, Snapshot
from toolkit.judge.statements_bound import BoundNotes
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.records import Note, NoteKind
from toolkit.plan.model import Plan

if TYPE_CHECKING:
    from toolkit.nouns.docket import FileRow

MANY = 512
"""Arrivals from which it is worth while to start workers for them."""
_TRIED = 16
"""Of how many it is seen whether anything is kept of them."""
_WRITTEN = json.JSONEncoder(separators=(",", ":")).encode
_DECIDING = frozenset({NoteKind.ACCEPT, NoteKind.REOPEN})
"""Notes on a unit, or on a file, that change what a sheet comes to; those on when it came and whose it is, its arrival has."""


@dataclass(frozen=True, slots=True)
class SheetOwner:
    """Whose a recognised sheet is, and of which period, as it says itself."""

    unit: str | None
    period: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsRead:
    """The sheets recognised in one arrival."""

    owners: tuple[SheetOwner, ...]
    forms: Callable[[], Forms]
    """Returns all that they say; of those judged before it is only looked for where somebody asks."""
    key: str = ""
    """A hash of all that is known of them but what their units had said before; "" = nothing of them is kept."""

    def __len__(self) -> int:
        return len(self.owners)

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(owner.unit for owner in self.owners if owner.unit))


def sheets_read(forms: Forms, key: str = "", again: Callable[[], Forms] | None = None) -> SheetsRead:
    """`again`: looks for them again, where they are not to be held."""
    owners = tuple(SheetOwner(form.unit, form.period) for form in forms)
    return SheetsRead(owners=owners, forms=again or (lambda: forms), key=key)


class KeptSheets:
    """What is kept of one snapshot's sheets; ask `looked_up` of each arrival, then the rest in order of arrival."""

    def __init__(
        self, snapshot: Snapshot, bound: BoundNotes, recogniser: Recogniser, closed: Closed, ranks: Mapping[int, int]
    ) -> None:
        """`closed`: the periods that are judged by other rules; `ranks`: where each receipt stands as they came, told in time."""
        self._snapshot, self._bound, self._recogniser = snapshot, bound, recogniser
        self._closed, self._ranks = distinct(closed), ranks
        told = not snapshot.plan.settings.upper and all(judged.setting for judged in self._closed)
        self._known = snapshot.recognitions if told else None
        plans = (snapshot.plan, *(judged.snapshot.plan for judged in self._closed))
        self.moving = frozenset[str]().union(*(plan.derived(_moving) for plan in plans))
        """Units that know of each other: nothing of theirs is kept."""
        self._trails: dict[str, str] = {}
        self._noted = _noted(bound) if self._known is not None else {}
        """Unit → what was noted of it that decides about its sheets."""
        self.done: dict[int, tuple[Stray, ...]] = {}
        """Receipt → what else it said, of each that is kept."""
        self._room = HELD

    @property
    def setting(self) -> str:
        """A hash of what all sheets have in common; "" = nothing is kept."""
        if self._known is None or not self._closed:
            return self._recogniser.setting if self._known is not None else ""
        return content_hash(self._recogniser.setting, [judged.setting for judged in self._closed])

    def room(self) -> bool:
        """Tell whether the sheets of one arrival more may be held: where they are kept, all after the first are opened anew."""
        self._room -= 1
        return self._room >= 0 or self._snapshot.recognitions is None

    def key(self, arrival: Arrival) -> str:
        """Return the key of an arrival: of all that is known of it but its number, which decides only beside notes (`deciding`).

        "" = nothing is kept.
        """
        reading = self._snapshot.prints.get(arrival.mark.number, "")
        if self._known is None or not reading:
            return ""
        receipt, timing, claim = arrival.receipt, arrival.timing, arrival.claim
        notes = self._bound.by_receipt.get(receipt.number, ())
        return content_hash(
            "sheets", self.setting, reading, receipt.name, receipt.inside, receipt.sha256, receipt.size,
            receipt.sender, receipt.subject, receipt.inline,
            str(timing.received), timing.evidence.value, timing.remark, str(arrival.taken), arrival.collecting.id,
            [claim.unit, claim.period] if claim else None, arrival.stated_unit, arrival.stated_period,
            [_deciding(note) for note in notes if note.kind in _DECIDING] if notes else None,
        )  # fmt: skip

    def work_out(self, arrivals: Sequence[Arrival]) -> None:
        """Have many arrivals judged ahead where nothing is kept of any: by another plan, another version of this program."""
        if self._known is None or self._known.ahead is None or len(arrivals) < MANY:
            return
        some = arrivals[:: len(arrivals) // _TRIED or 1]
        if all(self._known.look(self.key(one)) is None for one in some):
            self._known.work_out(one.receipt for one in arrivals)

    def looked_up(self, arrival: Arrival, key: str, forms: Callable[[], Forms]) -> SheetsRead | None:
        """Return the sheets of an arrival that was judged before; None = it was not. `forms` recognises them."""
        data = self._known.look(key) if self._known is not None and key else None
        if data is None:
            return None
        try:
            owners = tuple(SheetOwner(shared(unit), shared(period)) for unit, period in json.loads(data))
        except (ValueError, TypeError):
            return None
        arrival.lights.is_book(arrival.mark.number)
        return SheetsRead(owners=owners, forms=forms, key=key)

    def judged(self, arrival: Arrival, key: str, addresses: Addresses) -> tuple[JudgedSheet, ...]:
        """Return what became of an arrival's sheets, where all that decides is as it was then; () = they are to be judged."""
        data = self._known.look(key) if self._known is not None and key else None
        if self._known is None or data is None:
            return ()
        try:
            done, keys = load_sheets(data, arrival, addresses)
        except (ValueError, LookupError, TypeError, zlib.error):
            return ()
        self._known.used.update(keys)
        self._is_kept(arrival, done)
        return done

    def keep(self, arrival: Arrival, sheets: SheetsRead, key: str, done: Sequence[JudgedSheet]) -> None:
        """Keep what became of an arrival's sheets, with the keys of what was recognised for it."""
        if self._known is None or not key:
            return
        asked = self._recogniser.asked.get(arrival.mark.number, ())
        try:
            body = dump_sheets(done, asked)
        except TypeError:
            return
        self._known.spare(asked)
        owners = _WRITTEN([[owner.unit, owner.period] for owner in sheets.owners])
        self._known.add({sheets.key: owners.encode("ascii"), key: body})
        self._is_kept(arrival, done)

    def keep_other(self, arrival: Arrival, rows: "Sequence[FileRow]", strays: tuple[Stray, ...]) -> str:
        """Keep what became of an arrival that is no sheet of its own, and return a hash of all of it; "" = nothing is kept.

        What it comes to hangs on what lay beside it: so its key names what came of it, not what decided.
        """
        if self._known is None:
            return ""
        try:
            body = dump_sheets([JudgedSheet(row=row, form="", strays=strays) for row in rows], ())
        except TypeError:
            return ""
        receipt, timing = arrival.receipt, arrival.timing
        key = content_hash(
            "other", self._snapshot.prints.get(receipt.number, ""), sha256(body).hexdigest(), receipt.number, receipt.name,
            receipt.inside, receipt.sha256, str(timing.received), timing.evidence.value, str(arrival.taken),
        )  # fmt: skip
        if self._known.look(key) is None:
            self._known.add({key: body})
        if self._snapshot.settled is not None:
            self.done[arrival.mark.number] = strays
        return key

    def _is_kept(self, arrival: Arrival, done: Sequence[JudgedSheet]) -> None:
        if self._snapshot.settled is not None:
            self.done[arrival.mark.number] = tuple(stray for sheet in done for stray in sheet.strays)

    def took(self, sheets: SheetsRead, key: str) -> None:
        """Take note that the sheets were judged: what their units send later is judged by them."""
        self._trails |= dict.fromkeys(sheets.units, key)

    def deciding(self, sheets: SheetsRead, receipt: int) -> str:
        """Return a hash of all that decides about the sheets of a receipt; "" = not all of it can be told."""
        if not self.moving.isdisjoint(sheets.units):
            return ""
        noted = {unit: [receipt, self._noted[unit]] for unit in sheets.units if unit in self._noted}
        known = [(unit, self._trails.get(unit, "-"), noted.get(unit)) for unit in sheets.units]
        closed = [said for judged in self._closed for unit in sheets.units for said in self._by_others(judged, unit, receipt)]
        told = sheets.key and all(trail for _, trail, _ in known) and all(key for _, key, _ in closed)
        return content_hash(sheets.key, known, *([closed] if closed else ())) if told else ""

    def _by_others(self, judged: Judgement, unit: str, receipt: int) -> Iterator[tuple[int, str, bool]]:
        """Yield what a unit's answers come to by the rules of a closed period, and whether each had come before a receipt."""
        rows, ranks = judged.rows, self._ranks
        for period in judged.snapshot.plan.periods:
            for place in rows.places_of_unit(unit, period.id):
                mark = rows.marks()[place]
                if mark.entries:
                    yield mark.receipt, rows.key_of(mark.receipt), ranks.get(mark.receipt, 0) < ranks.get(receipt, 0)


def _noted(bound: BoundNotes) -> Mapping[str, list[Any]]:
    """Return unit → what was noted of it that decides about its sheets."""
    noted: dict[str, list[Any]] = {}
    for (unit, _period), notes in bound.by_unit.items():
        said = [_deciding(note) for note in notes if note.kind in _DECIDING]
        if said:
            noted.setdefault(unit, []).append(said)
    return {unit: sorted(said) for unit, said in noted.items()}


def _deciding(note: Note) -> list[Any]:
    return [note.number, note.kind.value, note.period, note.item]


def _moving(plan: Plan) -> frozenset[str]:
    """Return the units that have taken over something, or handed it on, by the last period: they know of each other."""
    heirs = [plan.duties(period.deadline).heirs for period in plan.periods] if plan.moves else []
    return frozenset(unit for known in heirs for former, now in known.items() for unit in (former, *now))

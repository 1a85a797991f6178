"""Which of the clerk's notes are in force, and which receipts each one is about. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import PurePosixPath

from toolkit.nouns.records import Containers, Note, NoteKind, Receipt

LOG = "收文登记"
"""`Note.source` of a row of 收文登记.xlsx."""


def taken_back(notes: Iterable[Note]) -> frozenset[int]:
    """Return the numbers of the notes taken back by a 撤回 that itself stands; a 撤回 can be taken back too."""
    gone: set[int] = set()
    for note in sorted(notes, key=lambda note: -note.number):
        if note.kind is NoteKind.RETRACT and note.retracts is not None and note.number not in gone:
            gone.add(note.retracts)
    return frozenset(gone)


def standing(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return the notes in force, oldest first; a 撤回 states nothing itself."""
    everything = tuple(notes)
    gone = taken_back(everything)
    return tuple(note for note in everything if note.number not in gone and note.kind is not NoteKind.RETRACT)


def _fits(wanted: str, receipt: Receipt) -> int:
    """Return how well a name fits: 3 the path, 2 inside the named container, 1 the bare name, 0 not at all."""
    if wanted == receipt.whole:
        return 3
    if receipt.inside and (receipt.whole.startswith(f"{wanted}/") or wanted in _runs(receipt.inside)):
        return 2
    return 1 if PurePosixPath(receipt.path).name == wanted else 0


class ReceiptsByName:
    """The receipts by all that a 文件名 may call them: made once, for a log has as many rows as there are files."""

    def __init__(self, receipts: Sequence[Receipt]) -> None:
        self._receipts = receipts

    @cached_property
    def _called(self) -> Mapping[str, Sequence[int]]:
        """Name → where the receipts stand that are called so."""
        called: dict[str, list[int]] = defaultdict(list)
        for place, receipt in enumerate(self._receipts):
            for name in _callings(receipt):
                called[name].append(place)
        return called

    def graded(self, wanted: str) -> list[tuple[int, Receipt]]:
        called = [self._receipts[place] for place in self._called.get(wanted, ())]
        return [(_fits(wanted, receipt), receipt) for receipt in called]


def _callings(receipt: Receipt) -> set[str]:
    """Return every name that `_fits` the receipt."""
    names = {receipt.whole, PurePosixPath(receipt.path).name}
    if receipt.inside:
        names |= set(accumulate(receipt.whole.split("/")[:-1], "{}/{}".format)) | _runs(receipt.inside)
    return names


def _runs(inside: Containers) -> set[str]:
    """Return every run of containers and of the folders in them, as a path: a clerk may leave out where it begins."""
    steps = [step for name in inside for step in name.split("/")]
    return {"/".join(steps[a:b]) for a in range(len(steps)) for b in range(a + 1, len(steps) + 1)}


def targets(note: Note, receipts: Sequence[Receipt] | ReceiptsByName) -> frozenset[int]:
    """Return the numbers of the receipts that the note's 文件名 means.

    "#12" is receipt 12. A path beats a bare name. Of equal names in several ingests the last one before the note
    counts (a row written in April never speaks of June's 附件2.xlsx), else the first one after it.
    """
    if note.file.startswith("#"):
        number = note.file[1:]
        return frozenset({int(number)}) if number.isdigit() else frozenset()
    wanted = note.file.replace("\\", "/").strip().strip("/").removeprefix("inbox/")
    if not wanted:
        return frozenset()
    named = receipts if isinstance(receipts, ReceiptsByName) else ReceiptsByName(receipts)
    graded = named.graded(wanted)
    if any(grade == 3 for grade, _ in graded):
        meant = [r for grade, r in graded if grade == 3 or (grade == 2 and r.whole.startswith(f"{wanted}/"))]
    else:
        meant = [r for grade, r in graded if grade]
    before = [r.run for r in meant if r.run < note.number]
    run = max(before) if before else min((r.run for r in meant), default=0)
    return frozenset(r.number for r in meant if r.run == run)


@dataclass(frozen=True, slots=True)
class BoundNotes:
    """Notes by the receipt they are about, oldest first; and those about a unit and period."""

    by_receipt: dict[int, list[Note]] = field(default_factory=dict)
    by_unit: dict[tuple[str, str], list[Note]] = field(default_factory=dict)

    def latest(self, receipt: int, kind: NoteKind) -> Note | None:
        return next((n for n in reversed(self.by_receipt.get(receipt, [])) if n.kind is kind), None)

    def of_unit(self, unit: str, period: str, kind: NoteKind) -> tuple[Note, ...]:
        return tuple(n for n in self.by_unit.get((unit, period), ()) if n.kind is kind)


_DECIDING = frozenset({NoteKind.ACCEPT, NoteKind.REOPEN, NoteKind.DELAY, NoteKind.PAPER})
"""Notes on a unit that change what becomes of something that it sent."""


class NotesAbout:
    """By their numbers, which notes decide about something that came: a record never changes."""

    def __init__(self, bound: BoundNotes) -> None:
        self._of_receipt = bound.by_receipt
        self._of_unit: dict[str, list[int]] = defaultdict(list)
        for (unit, _period), notes in bound.by_unit.items():
            self._of_unit[unit] += (note.number for note in notes if note.kind in _DECIDING)

    @property
    def any(self) -> bool:
        """Tell whether there are any."""
        return bool(self._of_receipt or self._of_unit)

    def of(self, receipt: int, units: Iterable[str]) -> tuple[int, ...]:
        """Return those on a receipt, and those on the units that it is of."""
        notes = [note.number for note in self._of_receipt.get(receipt, ())]
        for unit in units:
            notes += self._of_unit.get(unit, ())
        return tuple(notes)


def bind(notes: Iterable[Note], receipts: Sequence[Receipt]) -> BoundNotes:
    """Sort the notes in force by what they are about."""
    by_receipt: dict[int, list[Note]] = defaultdict(list)
    by_unit: dict[tuple[str, str], list[Note]] = defaultdict(list)
    named = ReceiptsByName(receipts)
    for note in standing(notes):
        if note.file:
            for number in targets(note, named):
                by_receipt[number].append(note)
        elif note.unit:
            by_unit[note.unit, note.period].append(note)
    return BoundNotes(dict(by_receipt), dict(by_unit))

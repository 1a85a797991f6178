"""A hash of all that is said of a unit in one period, told by marks and keys: no file is opened for it. Pure.

Beside it count plan, form, program, and the period's deadline. A note of the clerk's is told by its number, for a record
never changes. It cannot be told of a unit of whose files one has no key (`FileRows.key_of`): then there is none.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import repeat

from toolkit.judge.judgement import Across, Judgement
from toolkit.judge.unit_states import delayed_until
from toolkit.nouns.outcomes import GOOD, Outcome
from toolkit.nouns.records import Note
from toolkit.nouns.shelf import each
from toolkit.plan.model import Period

_LONG = 16
_NONE = bytes(_LONG)
_TOGETHER = 64
"""Units of which the keys are compared at a look."""


@dataclass(frozen=True, slots=True)
class UnitKeys:
    """Those of a period's units, sixteen bytes each, one after the other: a country's lie in a megabyte."""

    all: bytes
    """Zeros = a unit's cannot be told."""

    def alike(self, others: bytes) -> Iterator[bool]:
        """Yield of each unit whether its key is what stands in its place among others; most are, many together."""
        for start in range(0, len(self.all), _LONG * _TOGETHER):
            mine, theirs = self.all[start : start + _LONG * _TOGETHER], others[start : start + _LONG * _TOGETHER]
            if mine == theirs and _NONE not in mine:
                yield from repeat(True, len(mine) // _LONG)  # noqa: FBT003
                continue
            for at in range(0, len(mine), _LONG):
                key = mine[at : at + _LONG]
                yield key == theirs[at : at + _LONG] and key != _NONE

    @property
    def end(self) -> int:
        return len(self.all)


def unit_keys(
    judgement: Judgement,
    period: Period,
    units: Sequence[str],
    deadline: datetime,
    answered: Mapping[str, int],
    finished: Iterable[tuple[str, str]],
    beside: Across,
    closed: int = 0,
) -> UnitKeys:
    """Return the keys of units in a period. `answered`, `finished`, `beside`: what is known of their answers in it.

    `closed`: number of the note that closed it: what came after is told apart. 0 = it is open.
    """
    rows, noted, as_of = judgement.rows, judgement.bound.by_receipt, judgement.snapshot.as_of
    marks, by_unit, plan = rows.marks(), judgement.bound.by_unit, judgement.snapshot.plan
    more = _more(judgement, period, finished, beside)
    keys: list[bytes] = []
    at, begun, over_for_all, none = period.id, f"{period.id}\n{closed}", as_of > deadline, ()
    outcomes, key_of = {one: one.value for one in Outcome}, rows.key_of
    for name, places in zip(units, rows.places_of_units(units, at), strict=True):
        files, accepted, whole, over = [], False, True, over_for_all
        for place in (places,) if type(places) is int else each(places):
            mark = marks[place]
            receipt, outcome = mark.receipt, mark.outcome
            if not (key := key_of(receipt)):
                whole = False
            if outcome in GOOD:
                accepted = True
            files.append(f"{receipt} {key} {outcomes[outcome]}")
            if receipt in noted:
                files += (_noted(note, as_of) for note in noted[receipt])
        if by_unit:
            about = by_unit.get((name, at), ())
            files += (_noted(note, as_of) for note in (*about, *by_unit.get((name, ""), ())))
            over = as_of > (delayed_until(plan, deadline, about) or deadline)
        told = f"{begun}\n{name}\n{answered.get(name, 0)}\n{accepted or over}"
        said = "\n".join((told, *files, *more.get(name, none)))
        keys.append(sha256(said.encode("utf-8", "surrogatepass")).digest()[:_LONG] if whole else _NONE)
    return UnitKeys(b"".join(keys))


def _noted(note: Note, as_of: datetime) -> str:
    """Return what tells a note, and whether the moment that it speaks of has come."""
    return f"note {note.number} {(note.received or note.at) <= as_of}"


def _more(
    judgement: Judgement, period: Period, finished: Iterable[tuple[str, str]], beside: Across
) -> Mapping[str, Sequence[str]]:
    """Return unit → what else decides about it, of the few of which there is anything: strays, finished items, U problems."""
    more: dict[str, list[str]] = defaultdict(list)
    for (unit, collected), words in judgement.strays.items():
        if collected == period.id:
            more[unit].append(repr(words))
    for item, unit in finished:
        more[unit].append(repr(("finished", item)))
    for (item, unit), problems in beside.items():
        more[unit].append(repr((item, [(one, one.about) for one in problems])))
    return more

"""Assignments joined with the answers that belong to them, as many as are asked for; answers are told by their marks. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.nouns.docket import Docket, Entry
from toolkit.plan.model import Plan

Pair = tuple[str, str]
"""(item id, unit)."""

MOST = 1 << 32
"""More answers than a docket has."""
_RECENT = 64
"""Answers fetched last: a page asks for one again for each of its columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedAssignment:
    """One assignment with the answers that belong to it."""

    pair: Pair
    answer: int | None
    """Number of this period's; None = none."""
    past: tuple[int, ...]
    """Numbers of its earlier answers, oldest first."""


class JoinedAnswers:
    """Answers of this period, the first docket's, and of earlier ones, oldest first."""

    def __init__(self, plan: Plan, dockets: Sequence[Docket]) -> None:
        docket = dockets[0]
        period = plan.period(docket.period)
        self.on = period.deadline if period else docket.deadline
        """The day on which who holds an assignment owes these answers."""
        self._plan, self._dockets = plan, dockets
        self._forebears = plan.derived(_forebears)

    def of(self, pairs: Sequence[Pair]) -> Iterator[JoinedAssignment]:
        """Join assignments with the numbers of their answers."""
        units = dict.fromkeys(unit for _, unit in pairs)
        now: dict[Pair, int] = {}
        for unit in units:
            for place in self._dockets[0].entry_places(unit):
                now[self._dockets[0].entry_marks[place].item, unit] = place
        past = self._past(units)
        for pair in pairs:
            yield JoinedAssignment(pair=pair, answer=now.get(pair), past=tuple(past.get(pair, ())))

    def told_by(self, unit: str) -> Sequence[str]:
        """Return whose earlier answers may be a unit's: its own, and those of whoever it took over from."""
        return (unit, *self._forebears.get(unit, ()))

    def _past(self, units: Iterable[str]) -> dict[Pair, list[int]]:
        past: dict[Pair, list[int]] = {}
        tellers = tuple(dict.fromkeys(one for unit in units for one in self.told_by(unit)))
        for nth, earlier in enumerate(self._dockets[1:], start=1):
            for place in sorted(place for unit in tellers for place in earlier.entry_places(unit)):
                entry = earlier.entry_marks[place]
                if entry.accepted:
                    past.setdefault((entry.item, self._holder(entry.item, entry.unit)), []).append(nth * MOST + place)
        return past

    def _holder(self, item: str, unit: str) -> str:
        return self._plan.holder(item, unit, self.on) if self._forebears else unit


def _forebears(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """Return unit → the units that it takes over from on whatever day, and those that they took over from."""
    direct = {unit.name: unit.replaces for unit in plan.takers if unit.replaces}
    forebears: dict[str, tuple[str, ...]] = {}
    for name in direct:
        known: dict[str, None] = {}
        left = [name]
        while left:
            fresh = [one for one in direct.get(left.pop(), ()) if one not in known and one != name]
            known.update(dict.fromkeys(fresh))
            left += fresh
        forebears[name] = tuple(known)
    return forebears


class EntriesAtHand:
    """Fetches answers by number: which docket's, and where they stand there. The last ones are at hand."""

    def __init__(self, dockets: Sequence[Docket]) -> None:
        self._dockets = dockets
        self._recent: dict[int, Entry] = {}

    def __call__(self, number: int) -> Entry:
        entry = self._recent.get(number)
        if entry is None:
            if len(self._recent) >= _RECENT:
                self._recent.clear()
            entry = self._recent[number] = self._dockets[number // MOST].entries[number % MOST]
        return entry

"""Who is responsible for what between two take-overs: every question about it, answered in one pass. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from sys import intern

from toolkit.nouns.items_of_units import ItemsOfUnits

Pair = tuple[str, str]
"""(item id, unit)."""


@dataclass(frozen=True, kw_only=True)
class Duties:
    """Who is responsible for what."""

    pairs: tuple[Pair, ...]
    """In the notice's order."""
    before: Mapping[Pair, tuple[str, ...]] = field(default_factory=dict)
    """(item id, unit) → the units that held it before, newest first."""
    heirs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Unit → the units that hold something it once held."""

    @cached_property
    def hosts(self) -> Mapping[str, tuple[str, ...]]:
        """Item id → units, in the notice's order."""
        hosts: dict[str, tuple[str, ...]] = {}
        for item, pairs in groupby(self.pairs, itemgetter(0)):
            hosts.setdefault(item, tuple([unit for _, unit in pairs]))
        return hosts

    def held_by(self, unit: str) -> tuple[str, ...]:
        """Return the ids of the items that a unit holds, in the notice's order."""
        return self._by_unit.of(unit)

    @property
    def held(self) -> Mapping[str, tuple[str, ...]]:
        """Unit → item ids, in the notice's order."""
        return self._by_unit.all

    @cached_property
    def _by_unit(self) -> ItemsOfUnits:
        return ItemsOfUnits(self.pairs)


def duties_of(hosts: Iterable[tuple[str, Sequence[str]]], holders: Callable[[str, str], tuple[str, ...]]) -> Duties:
    """Return who holds what the notice gave to `hosts`: (item id, units). `holders`: all that held it, the present one last."""
    before: dict[Pair, tuple[str, ...]] = {}
    heirs: dict[str, set[str]] = defaultdict(set)
    pairs: list[Pair] = []
    told: set[str] = set()
    for item, named in hosts:
        chains = [holders(item, host) for host in named]
        pairs += [(intern(item), intern(unit)) for unit in dict.fromkeys(chain[-1] for chain in chains)]
        if item in told:
            continue
        told.add(item)
        for unit, *former in (tuple(reversed(chain)) for chain in chains if len(chain) > 1):
            known = before.get((item, unit), ())
            before[item, unit] = tuple(dict.fromkeys((*known, *(name for name in former if name != unit))))
            for name in before[item, unit]:
                heirs[name].add(unit)
    return Duties(pairs=tuple(pairs), before=before, heirs={name: frozenset(units) for name, units in heirs.items()})

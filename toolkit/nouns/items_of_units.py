"""Which items (事项) belong to a unit, told from pairs: of a few units by looking, of many by a table. Pure."""

from collections.abc import Mapping, Sequence
from functools import cached_property

_FEW = 2
"""Units that are looked for among all pairs, before the items of all are put together."""


class ItemsOfUnits:
    """Items by unit, each unit's in the pairs' order."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        """`pairs`: (item id, unit)."""
        self._pairs = pairs
        self._first: dict[str, tuple[str, ...]] = {}
        """Those of the units that were asked for first."""

    def of(self, unit: str) -> tuple[str, ...]:
        """Return a unit's item ids."""
        if unit not in self._first:
            if len(self._first) >= _FEW:
                return self.all.get(unit, ())
            self._first[unit] = tuple([item for item, one in self._pairs if one == unit])
        return self._first[unit]

    @cached_property
    def all(self) -> Mapping[str, tuple[str, ...]]:
        """Unit → its item ids, of all that have any."""
        items: dict[str, list[str]] = {}
        for item, unit in self._pairs:
            items.setdefault(unit, []).append(item)
        return {unit: tuple(mine) for unit, mine in items.items()}

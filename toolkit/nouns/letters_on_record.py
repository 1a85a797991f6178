"""Letters on record, found by whom they are to. Pure."""

from functools import cached_property
from typing import Self

from toolkit.nouns.records import Drafted


class Letters(tuple[Drafted, ...]):
    """Letters in the order of their records; those to a unit in a period are looked up, for all have some for a unit.

    A country has thousands of letters and thousands of units that are asked about: each through all would be their product.
    """

    def to(self, unit: str, period: str) -> tuple[Drafted, ...]:
        """Return those to a unit in a period, in order."""
        return tuple(self._by_unit.get((unit, period), ()))

    @cached_property
    def _by_unit(self) -> dict[tuple[str, str], list[Drafted]]:
        letters: dict[tuple[str, str], list[Drafted]] = {}
        for one in self:
            letters.setdefault((one.unit, one.period), []).append(one)
        return letters

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Drafted, ...]]]:
        return type(self), (tuple(self),)


NO_LETTERS = Letters()

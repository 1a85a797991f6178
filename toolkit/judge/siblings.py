"""What lies in one mail, archive or sub-folder belongs together: whose forms lie beside something, and of which periods. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePosixPath
from sys import intern

from toolkit.nouns.docket_marks import FileMark
from toolkit.nouns.records import Receipt, whole_path


@dataclass(frozen=True, slots=True)
class Nearby:
    """What is asked of the forms that lie by something."""

    units: tuple[str, ...]
    """Whose they are; of more than one, one whose it is itself and another, or two others."""
    period: str | None


@dataclass(frozen=True, slots=True)
class Siblings:
    """Which units' forms lie in the same mail, archive or sub-folder as something."""

    units: Mapping[str, tuple[str, ...]]
    """Folder or container, written as a path ("mail.eml", "二批", "mail.eml/a.zip/sub") → units of the forms in it."""
    periods: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(folder or container, unit) → periods of its forms that were taken; () until they are judged."""
    strays: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """The same of its forms that were sent back as another period's (S03)."""

    known: Mapping[int, Nearby] = field(default_factory=dict)
    """Receipt → what was found beside it before."""

    @classmethod
    def of(cls, forms: Iterable[tuple[Receipt, Sequence[str]]], known: Mapping[int, Nearby] | None = None) -> "Siblings":
        """`forms`: files with forms that lay apart, and whose these are."""
        units: dict[str, set[str]] = defaultdict(set)
        for receipt, names in forms:
            for place in places(receipt):
                units[f"{receipt.run}:{place}"].update(names)
        return cls({place: tuple(sorted(names)) for place, names in units.items()}, known=known or {})

    def companions(self, receipt: Receipt) -> tuple[str, ...]:
        """Return the units of the forms nearest by: the innermost place that holds any."""
        if known := self.known.get(receipt.number):
            return known.units
        for place in places(receipt):
            units = self.units.get(f"{receipt.run}:{place}", ())
            if units:
                return units
        return ()

    def judged(self, forms: Iterable[tuple[Receipt, Sequence[FileMark]]]) -> "Siblings":
        """Return the same with the periods for which the forms were read: what lies beside them belongs with them."""
        periods: dict[tuple[str, str], tuple[str, ...]] = {}
        strays: dict[tuple[str, str], tuple[str, ...]] = {}
        for receipt, marks in forms:
            for mark in marks:
                for place in places(receipt) if mark.unit and mark.period else ():
                    known, key = strays if mark.stray else periods, (intern(f"{receipt.run}:{place}"), intern(str(mark.unit)))
                    known[key] = tuple(sorted({*known.get(key, ()), intern(str(mark.period))}))
        return replace(self, periods=periods, strays=strays)

    def period(self, receipt: Receipt, unit: str) -> str | None:
        """Return the period of the unit's forms nearest by, if it is one."""
        if known := self.known.get(receipt.number):
            return known.period
        for place in places(receipt):
            key = (f"{receipt.run}:{place}", unit)
            periods = self.periods.get(key) or self.strays.get(key)
            if periods:
                return next(iter(periods)) if len(periods) == 1 else None
        return None

    def nearby(self, receipt: Receipt, unit: str | None) -> Nearby:
        """Return what is asked of the forms that lie by something of a unit's."""
        if known := self.known.get(receipt.number):
            return known
        units = self.companions(receipt)
        if unit in units and len(units) > 2:
            units = (str(unit), *units)
        few = tuple(dict.fromkeys(units))[:2]
        return Nearby(few, self.period(receipt, unit) if unit else None)


def places(receipt: Receipt) -> tuple[str, ...]:
    """Return the folders and containers that hold a receipt, innermost first; the inbox itself is none."""
    return _above(whole_path(receipt.inside, receipt.path))


@lru_cache(maxsize=4096)
def _above(whole: str) -> tuple[str, ...]:
    return tuple(str(parent) for parent in PurePosixPath(whole).parents if str(parent) not in {".", "/"})

"""What is asked of a plan's units and items again and again, as bytes: of a country's, who asks for few makes no table. Pure.

A plan out of the cache has them beside it (`Plan.kept`); any other works them out. They say what the plan's own bytes say.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from sys import intern
from typing import TYPE_CHECKING

from toolkit.nouns.hashed_places import FirstPlaces, NamedPlaces, dumped_places
from toolkit.plan.duties import Duties
from toolkit.values.names import name_key

if TYPE_CHECKING:
    from toolkit.plan.model import Plan

_NAMES, _TAKERS, _PAIRS, _INHERITED, _HELPED = "names", "takers", "pairs", "inherited", "helped"
_ITEMS, _CALLED, KEYED = "items", "called", "keyed"
_WRITTEN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dumped_tables(plan: "Plan") -> dict[str, bytes]:
    """Return all of them, by name."""
    units = plan.units
    takers = _takers_of(plan)
    tables = {
        _NAMES: _dumped([unit.name for unit in units]),
        _TAKERS: _dumped(takers),
        _INHERITED: _dumped(_inherited_of(plan)),
        _HELPED: _dumped(_helped_of(plan)),
        _ITEMS: dumped_places((item.id, place) for place, item in enumerate(plan.items)),
        _CALLED: dumped_places((name, place) for place, unit in enumerate(units) for name in unit.names),
        KEYED: dumped_places((name_key(name), place) for place, unit in enumerate(units) for name in unit.names),
    }
    places = {name: place for place, name in enumerate(plan.unit_names)}
    pairs = [] if takers else [(item.id, places.get(unit, -1)) for item in plan.items for unit in dict.fromkeys(item.hosts)]
    if not takers and all(place >= 0 for _, place in pairs) and len(places) == len(units):
        tables[_PAIRS] = _dumped([[item for item, _ in pairs], [place for _, place in pairs]])
    return tables


def _dumped(plain: object) -> bytes:
    return _WRITTEN(plain).encode("utf-8", "surrogatepass")


def _loaded(kept: Mapping[str, bytes], name: str) -> list[object] | None:
    data = kept.get(name)
    return json.loads(data.decode("utf-8", "surrogatepass")) if data is not None else None


def unit_names(plan: "Plan") -> tuple[str, ...]:
    """Return how the units are called, in the plan's order."""
    known = _loaded(plan.kept, _NAMES)
    return tuple([intern(str(name)) for name in ((unit.name for unit in plan.units) if known is None else known)])


def takers(plan: "Plan") -> Iterable[int]:
    """Return where the units stand that take over from others, in the plan's order."""
    return _places(plan, _TAKERS, _takers_of)


def _takers_of(plan: "Plan") -> list[int]:
    return [place for place, unit in enumerate(plan.units) if unit.since or unit.replaces]


def inherited(plan: "Plan") -> Iterable[int]:
    """Return where the items stand whose 承办单位 are those of the row above."""
    return _places(plan, _INHERITED, _inherited_of)


def _inherited_of(plan: "Plan") -> list[int]:
    return [place for place, item in enumerate(plan.items) if item.inherited]


def helped(plan: "Plan") -> bool:
    """Tell whether any item has 配合单位."""
    return any(True for _ in _places(plan, _HELPED, _helped_of))


def _helped_of(plan: "Plan") -> list[int]:
    """Return where the first item stands that has some."""
    return [place for place, item in enumerate(plan.items) if item.helpers][:1]


def _places(plan: "Plan", table: str, places_of: Callable[["Plan"], list[int]]) -> Iterable[int]:
    known = _loaded(plan.kept, table)
    return places_of(plan) if known is None else [place for place in known if isinstance(place, int)]


def duties(plan: "Plan") -> Duties | None:
    """Return who is responsible for what, where nobody takes over; None = it is to be worked out."""
    known = _loaded(plan.kept, _PAIRS)
    if known is None:
        return None
    items, places = known
    names = plan.unit_names
    return Duties(pairs=tuple(zip(map(intern, items), map(names.__getitem__, places), strict=True)))  # type: ignore[call-overload]


def item_places(plan: "Plan") -> Mapping[str, int]:
    """Return item id → its place."""
    return _first_places(plan, _ITEMS, len(plan.items), lambda place: (plan.items[place].id,))


def called_places(plan: "Plan") -> Mapping[str, int]:
    """Return a name as it is written → the place of the first unit that has it."""
    return _first_places(plan, _CALLED, len(plan.units), lambda place: plan.units[place].names)


def keyed_places(plan: "Plan") -> Mapping[str, int]:
    """Return the key of a name → the place of the first unit that has it."""
    return _first_places(plan, KEYED, len(plan.units), lambda place: map(name_key, plan.units[place].names))


def _first_places(plan: "Plan", table: str, count: int, names: Callable[[int], Iterable[str]]) -> Mapping[str, int]:
    """`names`: of what stands in a place."""
    data = plan.kept.get(table)
    if data is not None:
        return FirstPlaces(NamedPlaces(data, count, names))
    places: dict[str, int] = {}
    for place in range(count):
        for name in names(place):
            places.setdefault(name, place)
    return places

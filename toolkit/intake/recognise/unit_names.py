"""Units by name: exact names and aliases in printed text, file names and folders. Never by body text. Pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from toolkit.intake.recognise.folding import alike, folded, with_digits
from toolkit.nouns.hashed_places import NamedPlaces
from toolkit.nouns.records import Containers, whole_path
from toolkit.nouns.shelf import Places, each, joined
from toolkit.plan.kept_tables import KEYED
from toolkit.plan.model import Plan, Unit
from toolkit.values.late_patterns import late
from toolkit.values.names import name_key, printed_keys, split_names, unsealed

_TOWNSHIP = ("人民政府", "政府")
_OTHERS = late(r"[\u4e00-\u9fff](?:市|省|自治区)$")
_COUNTY = late(r"[\u4e00-\u9fff]{2}县$")
_OUR_COUNTY = late(r"[各全本我]县$|[\u4e00-\u9fff]个县$")
_LIKELY = 0.6
_LONGEST_NAME = 40
_REMEMBERED = 4096
"""Printed names of which it is remembered whose they are."""
SIZES = "sizes"
"""Of the tables kept beside a plan."""
_NOWHERE: frozenset[int] = frozenset()
_NAME = re.compile(r"[\u4e00-\u9fff]{2}")
_UNNAMED = late(r"[Xx×＊*_某]{2}|[某×]|填写|填报|单位")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What is known of a file besides its content."""

    name: str
    """Path below inbox/ or inside its container, with /."""
    inside: Containers = ()
    sender: str = ""
    """Bare address of the mail's From."""
    claimed: str = ""
    """Unit that the clerk says it is of (认领); beats everything."""
    claimed_period: str = ""
    collecting: str = ""
    """Id of the period being collected when it came."""


def unit_by_name(text: str, plan: Plan) -> str | None:
    """Return the unit that a printed 填报单位 names, exactly but for spaces, width, seal marks and county."""
    return plan.derived(KnownNames).meant(text)


def unknown_name(text: str, plan: Plan) -> str:
    """Return a printed 填报单位 that is no name of a unit of the plan's; "" = it is one, or it is no name at all."""
    name = unsealed(text)
    known = plan.derived(KnownNames)
    spoken = any(known.speaking(key) for key in printed_keys(text) if key)
    fit = 1 < len(name_key(name)) <= _LONGEST_NAME and bool(_NAME.search(name)) and not _UNNAMED.search(name)
    return name if fit and not spoken and len(split_names(name)) == 1 and len(name_units(name, plan)) < 2 else ""


def name_units(text: str, plan: Plan) -> tuple[str, ...]:
    """Return every unit named in a file or folder name, in the plan's order; a longer name hides those inside it."""
    plain = name_key(text)
    places = _named(plain, plan, numerals=False) or _named(with_digits(plain), plan, numerals=True)
    return tuple(dict.fromkeys(plan.units[place].name for place in sorted(places)))


def unit_of_path(clues: Clues, plan: Plan) -> tuple[str | None, str]:
    """Return (unit, 文件名 or 文件夹): the file's name first, then folders and containers, innermost first."""
    for place, text in enumerate(_places(clues)):
        units = name_units(text, plan)
        if units:
            return (units[0] if len(units) == 1 else None), ("文件夹" if place else "文件名")
    return None, ""


def file_name(clues: Clues) -> str:
    last = clues.name.rpartition("/")[2]
    return last if last not in {"", "."} else PurePosixPath(clues.name).name


def unit_of_sender(clues: Clues, plan: Plan) -> str | None:
    sender = folded(clues.sender)
    places = each(plan.derived(KnownNames).senders.get(sender)) if sender else ()
    units = {plan.units[place].name for place in places}
    return next(iter(units)) if len(units) == 1 else None


def suggested(texts: Iterable[str], plan: Plan) -> str:
    """Return the unit that these texts probably mean; "" = no idea. Only ever a suggestion."""
    best, name = _LIKELY, ""
    county = name_key(plan.settings.text("县名"))
    for text in texts:
        wanted = printed_keys(text)[-1]
        wanted = wanted.replace(county, "") if county else wanted
        for alias, place in _names_of(plan):
            score = _alike(wanted, alias)
            if score > best:
                best, name = score, plan.units[place].name
    return name


def scan_unit(clues: Clues, plan: Plan, companions: Sequence[str]) -> tuple[str | None, str, str]:
    """Return (unit, basis, suggestion) of a scan (DESIGN §7): name or folder, exactly one form near it, the sender."""
    unit, basis = unit_of_path(clues, plan)
    if unit:
        return unit, basis, ""
    near = tuple(dict.fromkeys(companions))
    if len(near) == 1 and not basis:
        return near[0], "同来的表", ""
    sender = unit_of_sender(clues, plan)
    if sender and not basis:
        return sender, "发件人", ""
    return None, "", sender or suggested(_places(clues), plan)


def _places(clues: Clues) -> list[str]:
    """Return the file's name, then its folders and containers, innermost first."""
    whole = PurePosixPath(whole_path(clues.inside, clues.name))
    return [part for part in reversed(whole.parts) if part not in {"/", ".", ".."}]


class KnownNames:
    """Every way of naming a plan's units, each with the units that it may mean: of the plan only what is asked for is made.

    A name leads to the place of its unit, for which no object is held: each worker holds the names of a whole country.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan, self._county = plan, name_key(plan.settings.text("县名"))
        self._speaking: dict[str, frozenset[str]] = {}
        self._meant: dict[str, str | None] = {}

    @cached_property
    def exact(self) -> Mapping[str, Places]:
        units, known = self._plan.units, self._plan.kept.get(KEYED)
        if known is None:
            return _gathered(_names_of(self._plan))
        return NamedPlaces(known, len(units), lambda place: map(name_key, units[place].names))

    @cached_property
    def senders(self) -> Mapping[str, Places]:
        return _gathered((folded(mail), place) for place, unit in enumerate(self._plan.units) for mail in unit.emails)

    @cached_property
    def written(self) -> "WrittenNames":
        known = self._plan.kept.get(SIZES)
        return WrittenNames(self.exact, self._county, json.loads(known) if known is not None else None)

    @cached_property
    def numbered(self) -> "WrittenNames":
        """The same with numerals as digits."""
        return WrittenNames(_gathered((with_digits(key), place) for key, place in _names_of(self._plan)), self._county)

    def called(self, name: str) -> frozenset[str]:
        """Return the units that have exactly this name."""
        return frozenset(self._plan.units[place].name for place in each(self.exact.get(name)))

    def meant(self, printed: str) -> str | None:
        """Return the one unit that a text names as it stands on a form: each row's 编号 names it again."""
        if printed not in self._meant:
            if len(self._meant) >= _REMEMBERED:
                self._meant.clear()
            self._meant[printed] = self._looked_up(printed)
        return self._meant[printed]

    def _looked_up(self, printed: str) -> str | None:
        for wanted in printed_keys(printed):
            units = self.speaking(wanted) if wanted else frozenset()
            if len(units) > 1:
                units = self.called(wanted) or units
            if units:
                return next(iter(units)) if len(units) == 1 else None
        return None

    def speaking(self, printed: str) -> frozenset[str]:
        """Return the units that print themselves so: with and without county, 县, 人民政府."""
        if printed not in self._speaking:
            if len(self._speaking) >= _REMEMBERED:
                self._speaking.clear()
            near = {place for name in _names_behind(printed, self._county) for place in each(self.exact.get(name))}
            units = (self._plan.units[place] for place in near)
            self._speaking[printed] = frozenset(unit.name for unit in units if printed in spoken_names(unit, self._county))
        return self._speaking[printed]


class WrittenNames:
    """Names to look for inside a longer text, with or without the county before them, without trying every one of them."""

    def __init__(self, known: Mapping[str, Places], county: str, sizes: Mapping[str, Sequence[int]] | None = None) -> None:
        """`sizes`: what `sizes_of` says of the names, where that is known."""
        self._known, self._county = known, county
        self._sizes = sizes_of(known, county) if sizes is None else sizes

    def inside(self, text: str) -> tuple[tuple[str, int], ...]:
        """Return the (name, place of its unit) that stand anywhere in a text, the longest first."""
        sizes, last = self._sizes, len(text)
        places = [(start, sizes[first]) for start, first in enumerate(text) if first in sizes]
        pieces = {text[start : start + size] for start, known in places for size in known if start + size <= last}
        there = [(piece, place) for piece in pieces for place in self._places(piece)]
        return tuple(sorted(there, key=lambda pair: (-len(pair[0]), pair)))

    def _places(self, piece: str) -> frozenset[int]:
        places = each(self._known.get(piece))
        more = each(self._known.get(self._county + piece)) if self._county else ()
        return frozenset((*places, *more)) if places or more else _NOWHERE


def sizes_of(names: Iterable[str], county: str) -> Mapping[str, Sequence[int]]:
    """Return with what a name begins, with or without the county before it → how long those are that do."""
    sizes: dict[str, set[int]] = {}
    for name in names:
        sizes.setdefault(name[:1], set()).add(len(name))
        if county and name.startswith(county):
            sizes.setdefault(name[len(county) : len(county) + 1], set()).add(len(name) - len(county))
    return {first: sorted(size for size in long if size > 1) for first, long in sizes.items()}


def dumped_sizes(plan: Plan) -> bytes:
    """Return the same of a plan's units, to be kept beside it."""
    names = (name for name, _place in _names_of(plan))
    return json.dumps(sizes_of(names, name_key(plan.settings.text("县名")))).encode("ascii")


def _names_of(plan: Plan) -> Iterator[tuple[str, int]]:
    """Yield (name or alias folded, place of its unit), in the plan's order."""
    return ((name_key(alias), place) for place, unit in enumerate(plan.units) for alias in unit.names)


def _gathered(pairs: Iterable[tuple[str, int]]) -> dict[str, Places]:
    """Return name → the places where it leads, each once."""
    known: dict[str, Places] = {}
    for key, place in pairs:
        if place not in each(known.get(key)):
            known[key] = joined(known.get(key), place)
    return known


def spoken_names(unit: Unit, county: str) -> frozenset[str]:
    """Return how a unit may print itself."""
    names = {name_key(name) for name in unit.names}
    names |= {name.removeprefix(county) for name in names if county and len(name) > len(county) + 1}
    names |= {name[1:] for name in names if name.startswith("县") and len(name) > 2}
    if unit.category == "乡镇":
        names |= {name + tail for name in names for tail in _TOWNSHIP}
    names |= {"县" + name for name in names if not name.startswith("县")}
    return frozenset(names | {county + name for name in names} | {county + name.removeprefix("县") for name in names})


def _names_behind(printed: str, county: str) -> set[str]:
    """Return every name that `spoken_names` may have made this of, and others."""
    names = {printed}
    if printed.startswith(county):
        rest = printed[len(county) :]
        names |= {rest, "县" + rest}
    names |= {name[1:] for name in names if name.startswith("县")}
    names |= {name.removesuffix(tail) for name in names for tail in _TOWNSHIP}
    names |= {"县" + name for name in names}
    return names | {county + name for name in names}


def _named(text: str, plan: Plan, *, numerals: bool) -> set[int]:
    known, county = plan.derived(KnownNames), name_key(plan.settings.text("县名"))
    taken: list[tuple[int, int]] = []
    places: set[int] = set()
    for alias, place in (known.numbered if numerals else known.written).inside(text):
        end = 0
        while (start := text.find(alias, end)) >= 0:
            end = start + len(alias)
            inside = any(a <= start and end <= b and (a, b) != (start, end) for a, b in taken)
            if inside or _not_ours(text[:start], alias, county):
                continue
            taken.append((start, end))
            places.add(place)
    return places


def _not_ours(before: str, alias: str, county: str) -> bool:
    """Tell whether the name goes on to the left: another county's or city's bureau, the 11 of 11所."""
    if alias[0].isdigit() and before[-1:].isdigit():
        return True
    if _OTHERS.search(before):
        return True
    other = bool(county and _COUNTY.search(before)) and not before.endswith(county)
    return other and not _OUR_COUNTY.search(before)


def _alike(text: str, alias: str) -> float:
    if len(text) > 1 and (text in alias or alias in text):
        return 0.7 + 0.2 * min(len(text), len(alias)) / max(len(text), len(alias))
    stem = re.sub(r"[局乡镇]$", "", alias)
    if len(stem) > 1 and stem in text:
        return 0.65
    return alike(text, alias)

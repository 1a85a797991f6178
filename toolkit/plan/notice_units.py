"""Who a notice's cell names: those who answer, those who help; and the rows of sheet 单位 that follow. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.plan import shipped
from toolkit.plan.labels import HELPS, LEADS
from toolkit.plan.read_units import is_town, vague
from toolkit.values.names import name_key, split_names

MARK = re.compile(
    rf"((?:{LEADS}|{HELPS})(?:{LEADS}|{HELPS}|[及和与、/])*)(?:单位|部门|主体|科室)(?:及[^：:\n]{{0,8}})?\s*[:：]"
    rf"|((?:牵头|主办|{HELPS}))\s*[:：]"
)
"""牵头单位： 配合部门： 牵头："""
_TOLD = re.compile(rf"^(.+?)(?:牵头|负责|主办)(?:[,，;；、。\s]+(.+?)(?:{HELPS})(?:实施|落实|单位)?)?$")
_SUFFIX = re.compile(rf"[（(]((?:{LEADS}|{HELPS})+)(?:单位|部门)?[)）]")
_ENDS = re.compile(r"\S+(?:局|委|办|乡|镇|街道|公司|中心|院|联|会|府|部|苏木)")
_SEATS = ("人民政府", "政府", "办事处")
_OFFICES = ("局", "办", "委", "部", "联", "会", "中心", "室")
LEVELS = ("县", "市", "区", "旗", "州", "盟")

_WORDS = ("市场", "市政", "市容", "区域", "区划", "县域", "州府")
"""Words that begin like a level of government."""

UnitRow = tuple[str, ...]
"""单位, 全称, 别名, 类别."""


@dataclass(frozen=True, slots=True)
class Named:
    hosts: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()


def named(text: str) -> Named:
    """Return who a cell names. 责任单位 after a 牵头单位 help; names without a word for it all answer."""
    marks = list(MARK.finditer(text))
    if not marks:
        return _unmarked(text)
    hosts = list(_unmarked(text[: marks[0].start()]).hosts)
    helpers: list[str] = []
    led = False
    for mark, stop in zip(marks, [*(after.start() for after in marks[1:]), len(text)], strict=True):
        part = _names(text[mark.end() : stop])
        word = mark[1] or mark[2]
        helping = bool(re.search(HELPS, word)) and not re.search("牵头|主办", word)
        if helping or (led and "牵头" not in word):
            helpers += part
        else:
            hosts += part
        led = led or "牵头" in word or "主办" in word
    return _apart(hosts, helpers)


def _unmarked(text: str) -> Named:
    told = _TOLD.fullmatch(text.strip().strip("。；;"))
    if told:
        return _apart(_names(told[1]), _names(told[2] or ""))
    hosts: list[str] = []
    helpers: list[str] = []
    for name in _names(_SUFFIX.sub(r"\g<0>、", text)):
        suffix = _SUFFIX.search(name)
        (helpers if suffix and re.search(HELPS, suffix[1]) else hosts).append(_SUFFIX.sub("", name))
    return _apart(hosts, helpers)


def _apart(hosts: Iterable[str], helpers: Iterable[str]) -> Named:
    first = tuple(dict.fromkeys(name for name in hosts if name))
    return Named(first, tuple(dict.fromkeys(name for name in helpers if name and name not in first)))


def _names(text: str) -> list[str]:
    """Split names as `split` does, and on blanks between names."""
    names: list[str] = []
    for line in re.split(r"[\r\n]+", text):
        pieces = re.split(r"[ \u3000\u00a0\t]+", line.strip())
        apart = len(pieces) > 1 and all(_ENDS.fullmatch(piece) for piece in pieces)
        names += split_names("、".join(pieces) if apart else line)
    return [name for name in (piece.strip("。：:.") for piece in names) if name]


def is_office(name: str) -> bool:
    """Tell whether a text is a unit's name by its end: 市教育局, 黄冕镇, 经开区管委会."""
    return bool(_ENDS.fullmatch(name)) and not vague(name)


def looks_named(text: str) -> bool:
    """Tell whether a text is nothing but names of units, so that prose behind 责任单位： is none."""
    units = named(text)
    names = (*units.hosts, *units.helpers)
    short = 24
    return bool(names) and all(len(name) <= short and not re.search(r"[要应须将]|负责|做好", name) for name in names)


def unit_rows(names: Iterable[str], county: str, had: Sequence[UnitRow] = ()) -> tuple[UnitRow, ...]:
    """Return the rows of sheet 单位: what the office had for a unit, else what follows from its name; 县直 first."""
    known = _known(had or (shipped.UNITS if county == shipped.COUNTY else ()))
    rows: list[UnitRow] = []
    taken: set[str] = set()
    for name in dict.fromkeys(names):
        if name_key(name) in taken:
            continue
        row = known.get(name_key(name)) or _unit(name, county)
        # A name means one unit only: what another unit bears already is not its alias.
        free = [alias for alias in split_names(row[2]) if name_key(alias) not in taken]
        full = row[1] if name_key(row[1]) not in taken else ""
        rows.append((row[0], full, "、".join(free), *row[3:]))
        taken |= {name_key(n) for n in (row[0], full, *free) if n}
    return tuple(sorted(rows, key=lambda row: row[3] == "乡镇"))


def _known(had: Sequence[UnitRow]) -> Mapping[str, UnitRow]:
    units: dict[str, UnitRow] = {}
    for row in had:
        for name in (row[0], row[1], *split_names(row[2])):
            units.setdefault(name_key(name), row)
    units.pop("", None)
    return units


def _unit(name: str, county: str) -> UnitRow:
    """Return a unit with the names that follow from its own; a full name that must be guessed is left to the clerk."""
    if vague(name):
        return name, "", "", "县直"
    if is_town(name):
        bare = name.removeprefix(county) if county and len(name) > len(county) else name
        for seat in _SEATS:
            bare = bare.removesuffix(seat)
        seat = "办事处" if bare.endswith("街道") else "人民政府"
        others = [bare, f"{bare}{seat}", f"{bare}政府"]
        return name, f"{county}{bare}{seat}", "、".join(n for n in others if n != name), "乡镇"
    bare = name.removeprefix(county) if county else name
    level = county[-1:] if county[-1:] in LEVELS else "县"
    if bare.startswith(f"{level}委") and len(bare) > 2:
        return name, f"中共{county}{bare[1:]}" if county else "", "" if bare == name else bare, "县直"
    bare = bare[1:] if bare.startswith(LEVELS) and not bare.startswith(_WORDS) and len(bare) > 2 else bare
    if not bare.endswith(_OFFICES):
        return name, "", "" if bare == name else bare, "县直"
    others = [bare, f"{level}{bare}"]
    return name, f"{county}{bare}" if bare != name or county else "", "、".join(n for n in others if n != name), "县直"

"""The plan as data: items, units, periods, settings (附件1.xlsx once read). Pure."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from toolkit.nouns.shelf import in_little_memory
from toolkit.plan import kept_tables
from toolkit.plan.duties import Duties, duties_of
from toolkit.plan.item_ids import project_of
from toolkit.plan.job_name import job_name
from toolkit.plan.settings import Policy, Settings
from toolkit.values.names import name_key

Table = TypeVar("Table")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One 实事内容 (项)."""

    id: str
    """"8-1": project number, then place inside the project."""
    number: str
    """序号 as printed on the form: "3", or "8（1）" where the project has several items."""
    project: str
    """立项名称."""
    content: str
    """实事内容."""
    hosts: tuple[str, ...]
    """承办单位, names as in 单位, in the notice's order."""
    due: date
    """完成时限 (the item's own, else 设置's)."""
    inherited: bool = False
    """承办单位 was blank and taken from the row above; the clerk has to confirm it."""
    milestones: Mapping[str, Decimal] = field(default_factory=dict)
    """period id → planned fraction of 1."""
    helpers: tuple[str, ...] = ()
    """配合单位: they get copies and owe no form; a name that sheet 单位 does not have is kept as written."""
    own: Mapping[str, str | Decimal | date] = field(default_factory=dict)
    """The office's own columns of 附件1, for {{ 事项.X }}; blank cells are left out."""
    place: str = ""
    """Cell of 实事内容 in 附件1, e.g. "C14"."""

    @property
    def project_number(self) -> str:
        return project_of(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One 承办单位."""

    name: str
    full_name: str = ""
    aliases: tuple[str, ...] = ()
    category: str = "县直"
    emails: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    since: date | None = None
    """生效日期: from when this unit takes over; None = from the start."""
    replaces: tuple[str, ...] = ()
    """接替: units whose assignments it takes over from `since`."""
    items: tuple[str, ...] = ()
    """事项: only these items are handed over; () = all of `replaces`."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every exact name of the unit: name, full name, aliases; no blanks, no repeats."""
        return tuple(dict.fromkeys(n for n in (self.name, self.full_name, *self.aliases) if n))


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One 期次."""

    id: str
    """"2022-04"."""
    name: str
    """名称, e.g. "2022年第1期（4月）"."""
    deadline: date
    """截止日期 as the notice prints it."""
    data_as_of: date
    """数据截至."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """One row of 延期调整."""

    item: str
    unit: str | None
    """None = all hosts of the item."""
    kind: str
    """延期 or 调整."""
    filed: date | None
    approval: str
    """批准文号; "" = not approved, has no effect."""
    due: date | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One row of 评分."""

    case: str
    points: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMatch:
    """One row of 对照: which item of ours a unit's own item is."""

    unit: str | None
    """None = of every unit."""
    theirs: str
    """Content or number of the item below, as written there."""
    item: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """附件1.xlsx, read and checked. What follows from it is worked out once per plan and kept with it."""

    title: str
    settings: Settings
    items: Sequence[Item]
    """Of a country most lie packed, as its units do (`nouns/shelf.py`): looked for by place, and gone over in order."""
    units: Sequence[Unit]
    """In the order of sheet 单位 (县直 before 乡镇), which is the order of every list we print."""
    periods: tuple[Period, ...]
    extensions: tuple[Extension, ...] = ()
    scores: tuple[Score, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    """date → 休 or 班, from sheet 节假日; beats the built-in calendar."""
    columns: tuple[str, ...] = ()
    """Names of 附件1's further columns, 配合单位 and the office's own, for {{ 事项.X }}."""
    sha256: str = ""
    matches: tuple[ItemMatch, ...] = ()
    """Sheet 对照, of a job whose units send books of their own."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", in_little_memory(self.items))
        object.__setattr__(self, "units", in_little_memory(self.units))

    @cached_property
    def policy(self) -> Policy:
        """How the office reads the notice."""
        return Policy.of(self.settings)

    @property
    def job(self) -> str:
        """任务号: what tells this job's forms from another's; "" = a workspace laid down before there was one."""
        return self.settings.text("任务号")

    @cached_property
    def subject(self) -> str:
        """What the job is called (设置.任务名称, else out of the title): 县级为民办实事项目."""
        settings = self.settings
        return settings.text("任务名称") or job_name(self.title, settings.text("县名"), settings.text("年度"))

    def item(self, item_id: str) -> Item | None:
        place = self._item_places.get(item_id)
        return None if place is None else self.items[place]

    def in_order(self, ids: Collection[str]) -> tuple[Item, ...]:
        """Return the items with these ids, in the notice's order."""
        places = self._item_places
        return tuple(self.items[places[one]] for one in sorted((i for i in ids if i in places), key=places.__getitem__))

    def unit(self, name: str) -> Unit | None:
        """Return the unit with this name, full name or alias; only width, brackets, case and white space do not count."""
        place = self._units.get(name)
        place = self._keyed.get(name_key(name)) if place is None else place
        return None if place is None else self.units[place]

    def period(self, period_id: str) -> Period | None:
        return self._periods.get(period_id)

    def duties(self, on: date) -> Duties:
        """Return who is responsible for what on a day."""
        era = bisect_right(self._takeovers, on)
        if era not in self._eras:
            self._eras[era] = kept_tables.duties(self) or duties_of(
                ((item.id, item.hosts) for item in self.items), lambda item, host: self.holders(item, host, on)
            )
        return self._eras[era]

    def hosts(self, item: Item, on: date) -> tuple[str, ...]:
        """Return who is responsible for the item on a day, handed-over items included, in the notice's order."""
        if self._takeovers and self.item(item.id) == item:
            return self.duties(on).hosts.get(item.id, ())
        if not self._claimants:
            return tuple(dict.fromkeys(item.hosts))
        return tuple(dict.fromkeys(self.holder(item.id, host, on) for host in item.hosts))

    def holder(self, item_id: str, host: str, on: date) -> str:
        """Follow take-overs in force on a day: the unit that holds what `host` was given."""
        return self.holders(item_id, host, on)[-1]

    def holders(self, item_id: str, host: str, on: date) -> tuple[str, ...]:
        """Return who has held what `host` was given, up to a day: `host` first, the present holder last."""
        held: list[str] = []
        while host not in held:
            held.append(host)
            for unit in self._claimants.get(host, ()):
                in_force = unit.since is not None and unit.since <= on and unit.name != host
                if in_force and (not unit.items or item_id in unit.items):
                    host = unit.name
                    break
        return (*held, host) if host != held[-1] else tuple(held)

    def assignments(self, on: date) -> tuple[tuple[str, str], ...]:
        """Return every (item id, unit) in force on a day, in the notice's order."""
        return self.duties(on).pairs

    def predecessors(self, item_id: str, unit: str, on: date) -> tuple[str, ...]:
        """Return the units that held this assignment before `unit` did (history goes with it), newest first; () = none."""
        return self.duties(on).before.get((item_id, unit), ())

    def requests(self, item_id: str, unit: str) -> tuple[Extension, ...]:
        """Return the rows of 延期调整 about this assignment, in the sheet's order."""
        shared = self._requests.get((item_id, None), ())
        own = self._requests.get((item_id, unit), ())
        if not (shared or own):
            return ()
        return tuple(extension for _, extension in sorted((*shared, *own), key=lambda one: one[0]))

    def limit(self, item_id: str, unit: str) -> date:
        """Return the item's limit for this unit: the newest approved extension, else 完成时限."""
        item = self.item(item_id)
        if item is None:
            raise KeyError(item_id)
        approved = [e.due for e in self.requests(item_id, unit) if e.due and e.approval]
        return approved[-1] if approved else item.due

    def helpers(self, unit: str, on: date) -> tuple[str, ...]:
        """Return who helps with what a unit holds on a day (配合单位), in the notice's order."""
        if not self._helped:
            return ()
        mine = self.duties(on).held_by(unit)
        return tuple(dict.fromkeys(name for id_ in mine for item in [self.item(id_)] if item for name in item.helpers))

    def derived(self, make: "Callable[[Plan], Table]") -> Table:
        """Return what `make` works out from this plan, the same object at every call."""
        if make not in self._derived:
            self._derived[make] = make(self)
        table: Table = self._derived[make]
        return table

    # -- worked out once ----------------------------------------------------------------------------------------------

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name in self.__dataclass_fields__}

    @cached_property
    def kept(self) -> Mapping[str, bytes]:
        """Tables that were worked out of it before, by name (`kept_tables`): a plan out of the cache has them."""
        return {}

    @cached_property
    def unit_names(self) -> tuple[str, ...]:
        """How the units are called, in the order of sheet 单位."""
        return kept_tables.unit_names(self)

    @property
    def moves(self) -> bool:
        """Tell whether any unit takes over from another, on whatever day."""
        return bool(self.takers)

    @cached_property
    def _derived(self) -> dict[Any, Any]:
        return {}

    @cached_property
    def _eras(self) -> dict[int, Duties]:
        """How many take-overs are in force → the duties then."""
        return {}

    @cached_property
    def _helped(self) -> bool:
        """Whether any item has 配合单位."""
        return kept_tables.helped(self)

    @cached_property
    def inherited(self) -> tuple[Item, ...]:
        """The items whose 承办单位 the clerk has to confirm."""
        return tuple(self.items[place] for place in kept_tables.inherited(self))

    @cached_property
    def takers(self) -> tuple[Unit, ...]:
        """The units that take over from others, in the order of sheet 单位."""
        return tuple(self.units[place] for place in kept_tables.takers(self))

    @cached_property
    def _takeovers(self) -> tuple[date, ...]:
        return tuple(sorted({unit.since for unit in self.takers if unit.since}))

    @cached_property
    def _item_places(self) -> Mapping[str, int]:
        return kept_tables.item_places(self)

    @cached_property
    def _units(self) -> Mapping[str, int]:
        return kept_tables.called_places(self)

    @cached_property
    def _keyed(self) -> Mapping[str, int]:
        return kept_tables.keyed_places(self)

    @cached_property
    def _periods(self) -> dict[str, Period]:
        return {period.id: period for period in reversed(self.periods)}

    @cached_property
    def _claimants(self) -> dict[str, tuple[Unit, ...]]:
        """Unit → who takes over from it, on whatever day, in the order of sheet 单位."""
        claimants: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.takers:
            for replaced in dict.fromkeys(unit.replaces):
                claimants[replaced].append(unit)
        return {replaced: tuple(units) for replaced, units in claimants.items()}

    @cached_property
    def _requests(self) -> dict[tuple[str, str | None], tuple[tuple[int, Extension], ...]]:
        requests: dict[tuple[str, str | None], list[tuple[int, Extension]]] = defaultdict(list)
        for row, extension in enumerate(self.extensions):
            requests[extension.item, extension.unit].append((row, extension))
        return {key: tuple(rows) for key, rows in requests.items()}

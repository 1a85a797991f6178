"""The plan as data: items, units, periods, settings (附件1.xlsx once read). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from toolkit.nouns.errors import ToolkitError


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
    place: str = ""
    """Cell of 实事内容 in 附件1, e.g. "C14"."""

    @property
    def project_number(self) -> str:
        return self.id.split("-")[0]


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


@dataclass(frozen=True, slots=True)
class Settings:
    """设置 as text, with typed reading; a value of the wrong type is the operator's mistake with its cell."""

    values: Mapping[str, str]
    places: Mapping[str, str] = field(default_factory=dict)
    """项 → cell of its value in sheet 设置."""

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "") or default

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name)
        if value in {"是", "否"}:
            return value == "是"
        if value:
            raise self._wrong(name, "请填“是”或“否”")
        return default

    def number(self, name: str, default: str) -> Decimal:
        value = self.text(name, default)
        try:
            return Decimal(value)
        except ArithmeticError:
            raise self._wrong(name, f"请填数字，如 {default}") from None

    def day(self, name: str) -> date | None:
        value = self.text(name)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self._wrong(name, "请填日期，如 2022-10-31") from None

    @property
    def switches(self) -> Mapping[str, str]:
        """Rule code → 退回 | 提示 | 停用, for the rules named in 设置 (项 = the code)."""
        return {k: v for k, v in self.values.items() if len(k) == 3 and k[0] in "FSVXPU" and k[1:].isdigit() and v}

    def _wrong(self, name: str, hint: str) -> ToolkitError:
        where = self.places.get(name, "")
        return ToolkitError(f"附件1.xlsx 工作表“设置”{where}：{name}填的是“{self.values.get(name)}”，{hint}。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """附件1.xlsx, read and checked."""

    title: str
    settings: Settings
    items: tuple[Item, ...]
    units: tuple[Unit, ...]
    """In the order of sheet 单位 (县直 before 乡镇), which is the order of every list we print."""
    periods: tuple[Period, ...]
    extensions: tuple[Extension, ...] = ()
    scores: tuple[Score, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    """date → 休 or 班, from sheet 节假日; beats the built-in calendar."""
    sha256: str = ""

    def item(self, item_id: str) -> Item | None:
        return next((item for item in self.items if item.id == item_id), None)

    def unit(self, name: str) -> Unit | None:
        """Return the unit with exactly this name, full name or alias."""
        return next((unit for unit in self.units if name in unit.names), None)

    def period(self, period_id: str) -> Period | None:
        return next((period for period in self.periods if period.id == period_id), None)

    def hosts(self, item: Item, on: date) -> tuple[str, ...]:
        """Return who is responsible for the item on a day, handed-over items included, in the notice's order."""
        return tuple(dict.fromkeys(self.holder(item.id, host, on) for host in item.hosts))

    def holder(self, item_id: str, host: str, on: date) -> str:
        """Follow take-overs in force on a day: the unit that holds what `host` was given."""
        return self.holders(item_id, host, on)[-1]

    def holders(self, item_id: str, host: str, on: date) -> tuple[str, ...]:
        """Return who has held what `host` was given, up to a day: `host` first, the present holder last."""
        held: list[str] = []
        while host not in held:
            held.append(host)
            for unit in self.units:
                in_force = unit.since is not None and unit.since <= on and unit.name != host
                if in_force and host in unit.replaces and (not unit.items or item_id in unit.items):
                    host = unit.name
                    break
        return (*held, host) if host != held[-1] else tuple(held)

    def assignments(self, on: date) -> tuple[tuple[str, str], ...]:
        """Return every (item id, unit) in force on a day, in the notice's order."""
        return tuple((item.id, unit) for item in self.items for unit in self.hosts(item, on))

    def predecessors(self, item_id: str, unit: str, on: date) -> tuple[str, ...]:
        """Return the units that held this assignment before `unit` did (history goes with it), newest first; () = none."""
        item = self.item(item_id)
        if item is None:
            return ()
        chains = (self.holders(item_id, host, on) for host in item.hosts)
        before = (name for chain in chains if chain[-1] == unit for name in reversed(chain[:-1]))
        return tuple(dict.fromkeys(name for name in before if name != unit))

    def limit(self, item_id: str, unit: str) -> date:
        """Return the item's limit for this unit: the newest approved extension, else 完成时限."""
        approved = [e.due for e in self.extensions if e.item == item_id and e.due and e.approval and e.unit in {None, unit}]
        item = self.item(item_id)
        if item is None:
            raise KeyError(item_id)
        return approved[-1] if approved else item.due

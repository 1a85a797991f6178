"""Sheet 单位: who may be responsible, with every name that means them. Pure."""

import difflib
from collections.abc import Sequence
from dataclasses import replace

from toolkit.nouns.errors import ToolkitError
from toolkit.plan.ids import item_id
from toolkit.plan.mistakes import Mistakes
from toolkit.plan.model import Unit
from toolkit.plan.sheets import PlanCell, PlanRow, PlanTable, fold
from toolkit.values.names import as_written, name_key, split_names

CATEGORIES = ("县直", "乡镇", "下级")
"""下级: a government below, whose return is its own books."""
_TOWNS = ("镇", "乡", "街道")
_VAGUE = ("各", "全县", "全区", "全市", "全旗", "有关", "相关", "其他", "辖区", "属地", "所在", "涉及", "所有")
_SORTS = frozenset(
    [
        "街道",
        "镇",
        "乡",
        "乡镇",
        "镇街",
        "街镇",
        "镇街道",
        "乡镇街道",
        "苏木",
        "苏木镇",
        "村",
        "社区",
        "政府",
        "部门",
        "单位",
        "县直部门",
        "区直部门",
        "市直部门",
        "旗直部门",
    ]
)


def is_town(name: str) -> bool:
    """Tell whether a name is that of a town: 黄冕镇, 江口乡人民政府, 城南街道办事处."""
    for seat in ("人民政府", "政府", "办事处"):
        name = name.removesuffix(seat)
    return name.endswith(_TOWNS)


def vague(name: str) -> bool:
    """Tell whether a name means no single unit: 各乡镇, 有关单位, 县教育局等."""
    return name.startswith(_VAGUE) or name in _SORTS or name.endswith(("等", "等单位", "等部门"))


def read_units(table: PlanTable, mistakes: Mistakes) -> tuple[Unit, ...]:
    """Return the units in the sheet's order; a name that would mean two units is a mistake."""
    units: list[Unit] = []
    lines: list[PlanRow] = []
    taken: dict[str, str] = {}
    for line in table.lines:
        unit: Unit | None = None
        wrong = len(mistakes.errors)
        with mistakes.kept():
            unit = _unit(line)
        if len(mistakes.errors) > wrong:
            unit = _stand_in(line)
        if unit:
            units.append(unit)
            lines.append(line)
            with mistakes.kept():
                _claim(unit, line, taken)
    if not units:
        with mistakes.kept():
            raise ToolkitError(f"{table.where}没有一个单位，请至少填一行。")
    return tuple(_followed(units, lines, mistakes))


def _stand_in(line: PlanRow) -> Unit:
    """Return a unit for a row that cannot be read, so that those who name it are not told that it is missing."""
    full = as_written(line.text("全称"))
    endings = tuple(full[place:] for place in range(1, len(full) - 1))  # 水利局 of 鹿寨县水利局
    return Unit(name=as_written(line.text("单位")) or full, full_name=full, aliases=(*split_names(line.text("别名")), *endings))


def _claim(unit: Unit, line: PlanRow, taken: dict[str, str]) -> None:
    """Note the unit's names as taken. Raises: ToolkitError for a name that would mean two units."""
    for name in unit.names:
        other = taken.get(name_key(name))
        if other == unit.name and name == unit.name:
            raise line["单位"].wrong(f"单位“{unit.name}”重复，请只留一行。")
        if other is not None and other != unit.name:
            label = "单位" if name == unit.name else "别名" if name in unit.aliases else "全称"
            raise line[label].wrong(f"“{name}”已经是“{other}”的名称，不能再指“{unit.name}”。")
        taken[name_key(name)] = unit.name


def _unit(line: PlanRow) -> Unit | None:
    """Return the line's unit; None = the line is blank. Raises: ToolkitError."""
    if not fold(line.text("单位")):
        if any(line.text(label) for label in ("全称", "别名", "类别")):
            raise line["单位"].wrong("单位名称为空，请填写或删去这一行。")
        return None
    name = as_written(line.text("单位"))
    category = line.text("类别") or ("乡镇" if is_town(name) else "县直")
    if category not in CATEGORIES:
        raise line["类别"].wrong(f"类别“{category}”不对，请填“县直”“乡镇”或“下级”。")
    since = line.day("生效日期")
    replaces = split_names(line.text("接替"))
    if replaces and since is None:
        raise line["接替"].wrong("写了接替的单位，还要写生效日期。")
    return Unit(
        name=name,
        full_name=as_written(line.text("全称")),
        aliases=split_names(line.text("别名")),
        category=category,
        emails=tuple(mail.lower() for mail in split_names(line.text("邮箱"))),
        contact=line.text("联系人"),
        phone=line.text("电话"),
        since=since,
        replaces=replaces,
        items=_items(line),
    )


def _items(line: PlanRow) -> tuple[str, ...]:
    if not line.text("事项"):
        return ()
    spot = line["事项"]
    if not isinstance(spot.value, str):
        return (item_id(spot),)
    return tuple(item_id(spot.saying(part)) for part in split_names(spot.value))


def _followed(units: Sequence[Unit], lines: Sequence[PlanRow], mistakes: Mistakes) -> list[Unit]:
    """Check that every unit taken over is known; names become the unit's own."""
    if not any(unit.replaces for unit in units):
        return list(units)
    done = []
    roster = Roster(units)
    for unit, line in zip(units, lines, strict=True):
        named = unit
        with mistakes.kept():
            names = tuple(roster.named(line["接替"].saying(name)).name for name in unit.replaces)
            named = replace(unit, replaces=names)
        done.append(named)
    return done


class Roster:
    """The units by every name that means them, so that each cell that names one costs the same, however many there are."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._by_key = {name_key(name): unit for unit in reversed(units) for name in unit.names}

    def get(self, name: str) -> Unit | None:
        return self._by_key.get(name_key(name))

    def named(self, spot: PlanCell) -> Unit:
        """Return the unit that a cell names. Raises: ToolkitError with the nearest name."""
        if unit := self.get(spot.text):
            return unit
        if vague(as_written(spot.text)):
            raise spot.wrong(f"“{spot.text}”不是一个具体单位，请逐个写出单位名称，一行一个。")
        names = [name for unit in self._units for name in unit.names]
        near = difflib.get_close_matches(name_key(spot.text), names, 1, 0.3)
        hint = f"是不是“{near[0]}”？请核对，或在“单位”表中补上。" if near else "请在“单位”表中补上。"
        raise spot.wrong(f"“单位”表里没有“{spot.text}”，{hint}", unknown_unit=as_written(spot.text))

"""Sheet 附件1: the notice's own table, merged cells and blanks as the notice prints them. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from toolkit.nouns.errors import ToolkitError
from toolkit.plan.labels import CONTENT, HELPERS, HOST, LABELS, LIMIT, NAME, NUMBER, parts
from toolkit.plan.mistakes import Mistakes
from toolkit.plan.model import Item, Period, Unit
from toolkit.plan.plain_book import PlanSheet
from toolkit.plan.read_columns import merged_down, milestone_columns, milestones_of, own_columns, own_value
from toolkit.plan.read_units import Roster
from toolkit.plan.sheets import PlanRow, PlanTable, fold, table, text_of
from toolkit.values.names import split_names

_LEAD = 30
_NUMBER = re.compile(r"\d{1,6}")


@dataclass(slots=True)
class _Project:
    number: str
    name: str
    hosts: tuple[str, ...] = ()
    """Of the row above, for a blank 承办单位."""
    items: int = 0


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """Sheet 附件1, read."""

    title: str = ""
    items: tuple[Item, ...] = ()
    columns: tuple[str, ...] = ()
    """Names of the columns that {{ 事项.X }} may take besides the fixed ones."""


def read_items(
    sheet: PlanSheet, book: str, units: Sequence[Unit], periods: Sequence[Period], due: date, mistakes: Mistakes
) -> ItemSheet:
    """Return what sheet 附件1 says. Raises: ToolkitError if the sheet has no header."""
    rows = table(sheet, book, (NUMBER, CONTENT, HOST), parts, mistakes)
    reader = _ItemReader(sheet=sheet, table=rows, units=Roster(units) if units else None, due=due, mistakes=mistakes)
    with mistakes.kept():
        reader.milestones = milestone_columns(rows, periods)
    reader.own = own_columns(rows, reader.milestones)
    items = [item for line in reader.lines() for item in reader.items(line)]
    if not items and not mistakes.errors:
        raise ToolkitError(f"{rows.where}里没有一项实事内容，请核对。")
    columns = [HELPERS] * (HELPERS in rows.columns) + list(reader.own.values())
    return ItemSheet(_title(sheet, rows), tuple(_numbered(items)), tuple(dict.fromkeys(columns)))


@dataclass(slots=True, kw_only=True)
class _ItemReader:
    """Walks down the table: a blank cell may mean what stands above it."""

    sheet: PlanSheet
    table: PlanTable
    units: Roster | None
    """None = sheet 单位 could not be read."""
    due: date
    mistakes: Mistakes
    milestones: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    """Header of an own column → its name in {{ 事项.… }}."""
    project: _Project | None = None
    seen: dict[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[PlanRow]:
        """Yield the rows down to the 备注, merged cells filled in but for those that a project shares."""
        down = merged_down(self.sheet)
        labelled = [column for label, column in self.table.columns.items() if label in LABELS]
        for line in self.table.lines:
            if any(_is_remark(line.values.get(column)) for column in labelled):
                return
            filled = {
                column: self.sheet.values.get(above)
                for label, column in line.columns.items()
                if label not in LABELS and line.values.get(column) is None and (above := down.get((line.row, column)))
            }
            yield replace(line, values={**line.values, **filled}) if filled else line

    def items(self, line: PlanRow) -> Iterator[Item]:
        """Yield the row's item; a mistake in it is kept and the next row read."""
        with self.mistakes.kept():
            self.project = _project(line, self.project, self.seen, named=NAME in self.table.columns)
            if self.project is None:
                raise line[NUMBER].wrong("第一行没有序号和立项名称，请补上。")
            item = self._item(line, self.project)
            if item:
                yield item

    def _item(self, line: PlanRow, project: _Project) -> Item | None:
        content = line.text(CONTENT)
        if "\n" in content:
            content = re.sub(r"\s*\n\s*", "", content).strip()
        if not content:
            if line.text(HOST):
                raise line[CONTENT].wrong("写了承办单位，却没有实事内容，请补上。")
            return None
        hosts = self._hosts(line, project)
        day = None
        with self.mistakes.kept():
            day = line.day(LIMIT, self.due.year)
        goals: dict[str, Decimal] = {}
        with self.mistakes.kept():
            goals = milestones_of(line, self.milestones)
        project.items += 1
        return Item(
            id=f"{project.number}-{project.items}",
            number=project.number,
            project=project.name or lead(content),
            content=content,
            hosts=hosts,
            inherited=not line.text(HOST),
            due=day or self.due,
            milestones=goals,
            helpers=self._helpers(line, hosts),
            own={key: own_value(line[label]) for label, key in self.own.items() if line.text(label)},
            place=line.place(CONTENT),
        )

    def _hosts(self, line: PlanRow, project: _Project) -> tuple[str, ...]:
        names = split_names(line.text(HOST))
        if not names and not project.hosts:
            raise line[HOST].wrong("承办单位为空，同一件实事的上一行也没有可沿用的单位，请补上。")
        if not names:
            return project.hosts
        hosts = []
        if self.units:
            for name in names:
                with self.mistakes.kept():
                    hosts.append((self.units.get(name) or self.units.named(line[HOST].saying(name))).name)
        project.hosts = tuple(dict.fromkeys(hosts)) or names
        return project.hosts

    def _helpers(self, line: PlanRow, hosts: Sequence[str]) -> tuple[str, ...]:
        """Return the units that get copies; a name that sheet 单位 does not have stays as it is, and gets none."""
        known = ((name, self.units.get(name) if self.units else None) for name in split_names(line.text(HELPERS)))
        names = (unit.name if unit else name for name, unit in known)
        return tuple(dict.fromkeys(name for name in names if name not in hosts))


def _is_remark(value: object) -> bool:
    """Tell whether the notice's remarks begin here; ㊟ is what some keyboards write for 注."""
    return isinstance(value, str) and ("注" in value or "㊟" in value) and fold(text_of(value)).startswith(("备注", "注:"))


def hosted(item: Item, units: Sequence[Unit]) -> Item:
    """Return the item as one that its 配合单位 answer for too (设置.配合单位填报)."""
    known = {unit.name for unit in units}
    return replace(item, hosts=tuple(dict.fromkeys((*item.hosts, *(name for name in item.helpers if name in known)))))


def lead(content: str) -> str:
    """Return what names an item that has no 立项名称: the words before the first stop."""
    return re.split(r"[。；;：:，,（(]", content.strip("【[ "))[0].rstrip("】]")[:_LEAD]


def _title(sheet: PlanSheet, table: PlanTable) -> str:
    above = [place for place in sorted(sheet.values) if place[0] <= max(table.header_row - 1, 1)]
    lines = [text for place in above if (text := str(sheet.values[place]).strip())]
    titles = [re.sub(r"\s+", "", text) for text in lines if not re.fullmatch(r"附件\s*\d*[:：]?", text)]
    return max(titles, key=len, default="")


def _project(line: PlanRow, above: _Project | None, seen: dict[str, str], *, named: bool) -> _Project | None:
    """Return the project of this line: a new one where 序号 or 立项名称 changes, else the one above."""
    number, name = fold(line.text("序号")), "".join(line.text("立项名称").split())
    same_number = not number or (above is not None and number == above.number)
    same_name = not name or (above is not None and name == above.name)
    if same_number and same_name:
        return above
    if not number:
        raise line["序号"].wrong(f"立项名称“{name}”没有序号，请补上。")
    match = _NUMBER.fullmatch(number.rstrip(".、"))
    if not match:
        raise line["序号"].wrong(f"序号“{line.text('序号')}”不是数字，请改正。")
    number = str(int(match[0]))
    if above is not None and number == above.number and same_name:
        return above
    if number in seen:
        raise line["序号"].wrong(f"序号 {number} 重复（{seen[number]} 已用过），请改正。")
    if not name and named:
        raise line["立项名称"].wrong(f"序号 {number} 没有立项名称，请补上。")
    seen[number] = line.place("序号")
    return _Project(number=number, name=name)


def _numbered(items: Sequence[Item]) -> list[Item]:
    """Print 8（1） where the project has several items, else 8."""
    count: dict[str, int] = {}
    for item in items:
        count[item.project_number] = count.get(item.project_number, 0) + 1
    return [
        replace(item, number=f"{item.project_number}（{item.id.split('-')[1]}）") if count[item.project_number] > 1 else item
        for item in items
    ]

"""Sheet 附件1: the notice's own table, merged cells and blanks as the notice prints them. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from toolkit.nouns.errors import ToolkitError
from toolkit.plan.model import Item, Period, Unit
from toolkit.plan.read_units import unit_named
from toolkit.plan.sheets import PlanRow, PlanTable, fold, table
from toolkit.values.names import split_names

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LABELS = ("序号", "立项名称", "实事内容", "承办单位")
_SYNONYMS = {
    "责任单位": "承办单位", "牵头单位": "承办单位", "主办单位": "承办单位", "承办部门": "承办单位", "责任部门": "承办单位",
    "牵头部门": "承办单位", "实施单位": "承办单位", "实施内容": "实事内容", "项目内容": "实事内容", "工作内容": "实事内容",
    "主要内容": "实事内容", "建设内容": "实事内容", "实事项目内容": "实事内容", "项目名称": "立项名称", "实事项目": "立项名称",
    "编号": "序号",
}  # fmt: skip
_NUMBER = re.compile(r"\d{1,3}")


def label_of(header: str) -> str:
    """Return the label that a folded header means: 责任单位 is 承办单位."""
    return _SYNONYMS.get(header, header)


@dataclass(slots=True)
class _Project:
    number: str
    name: str
    hosts: tuple[str, ...] = ()
    """Of the row above, for a blank 承办单位."""
    items: int = 0


def read_items(
    sheet: "Worksheet", book: str, units: Sequence[Unit], periods: Sequence[Period], due: date
) -> tuple[str, tuple[Item, ...]]:
    """Return (title, items). Raises: ToolkitError with the cell."""
    found = table(sheet, book, LABELS, label_of)
    milestones = _milestone_columns(found, periods)
    project: _Project | None = None
    seen: dict[str, str] = {}
    items: list[Item] = []
    for line in found.lines:
        if any(fold(line.text(label)).startswith(("备注", "注:")) for label in LABELS):
            break
        project = _project(line, project, seen)
        if project is None:
            raise line["序号"].wrong("第一行没有序号和立项名称，请补上。")
        item = _item(line, project, units, due)
        if item:
            goals = _milestones(line, milestones)
            items.append(replace(item, milestones=goals))
    if not items:
        raise ToolkitError(f"{found.where}里没有一项实事内容，请核对。")
    return _title(sheet, found), tuple(_numbered(items))


def _title(sheet: "Worksheet", found: PlanTable) -> str:
    lines = []
    for row in sheet.iter_rows(min_row=1, max_row=max(found.header_row - 1, 1)):
        lines += [str(cell.value).strip() for cell in row if cell.value is not None and str(cell.value).strip()]
    titles = [re.sub(r"\s+", "", text) for text in lines if not re.fullmatch(r"附件\s*\d*[:：]?", text)]
    return max(titles, key=len, default="")


def _project(line: PlanRow, above: _Project | None, seen: dict[str, str]) -> _Project | None:
    """Return the project of this line: a new one where 序号 or 立项名称 changes, else the one above."""
    number, name = fold(line.text("序号")), re.sub(r"\s+", "", line.text("立项名称"))
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
    if not name:
        raise line["立项名称"].wrong(f"序号 {number} 没有立项名称，请补上。")
    seen[number] = line["序号"].cell
    return _Project(number=number, name=name)


def _item(line: PlanRow, project: _Project, units: Sequence[Unit], due: date) -> Item | None:
    content = re.sub(r"\s*\n\s*", "", line.text("实事内容")).strip()
    host_spot = line["承办单位"]
    if not content:
        if host_spot.text:
            raise line["实事内容"].wrong("写了承办单位，却没有实事内容，请补上。")
        return None
    names = split_names(host_spot.text)
    inherited = not names
    if names:
        hosts = tuple(dict.fromkeys(unit_named(host_spot.saying(name), units).name for name in names))
    else:
        hosts = project.hosts
        if not hosts:
            raise host_spot.wrong("承办单位为空，同一件实事的上一行也没有可沿用的单位，请补上。")
    project.hosts = hosts
    project.items += 1
    return Item(
        id=f"{project.number}-{project.items}",
        number=project.number,
        project=project.name,
        content=content,
        hosts=hosts,
        inherited=inherited,
        due=line.day("完成时限") or due,
        place=line["实事内容"].cell,
    )


def _numbered(items: Sequence[Item]) -> list[Item]:
    """Print 8（1） where the project has several items, else 8."""
    count: dict[str, int] = {}
    for item in items:
        count[item.project_number] = count.get(item.project_number, 0) + 1
    return [
        replace(item, number=f"{item.project_number}（{item.id.split('-')[1]}）") if count[item.project_number] > 1 else item
        for item in items
    ]


def _milestone_columns(found: PlanTable, periods: Sequence[Period]) -> Mapping[str, str]:
    """Return header label → period, for headers that name a period: 2022-04, its name, 第1期, 4月目标, 4月底."""
    columns: dict[str, str] = {}
    for label in found.columns:
        period = _period_of(label, periods)
        if period is None or label in {*LABELS, "完成时限"}:
            continue
        if period.id in columns.values():
            raise ToolkitError(f"{found.where}：期次 {period.id} 有两栏目标进度，请只留一栏。")
        columns[label] = period.id
    return columns


def _period_of(label: str, periods: Sequence[Period]) -> Period | None:
    bare = re.sub(r"(?:计划|序时)?(?:目标|进度|节点|完成)*(?:\(%\))?$", "", label).removesuffix("00:00:00")
    for period in periods:
        if bare in {period.id, f"{period.id}-01", period.deadline.isoformat(), fold(period.name)}:
            return period
    bare = re.sub(r"[底末]$", "", bare)
    named = [
        period
        for number, period in enumerate(periods, start=1)
        if bare in {f"{period.deadline.month}月", f"{period.deadline.month:02d}月", f"第{number}期"}
    ]
    return named[0] if len(named) == 1 else None


def _milestones(line: PlanRow, columns: Mapping[str, str]) -> dict[str, Decimal]:
    goals = {}
    for label, period in columns.items():
        spot = line[label]
        if not spot.text:
            continue
        value = spot.number
        if value is None:
            raise spot.wrong(f"目标进度“{spot.text}”不是数字，请写成 50% 的样式。")
        value = value / 100 if value > 1 and "%" not in fold(spot.text) else value
        if not 0 <= value <= 1:
            raise spot.wrong(f"目标进度“{spot.text}”超出 0 到 100%，请改正。")
        goals[period] = value
    return goals

"""Columns right of 承办单位 in sheet 附件1: milestones of the periods, and the office's own. Pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from toolkit.nouns.errors import ToolkitError
from toolkit.plan.labels import CONTENT, HELPERS, HOST, LABELS, LIMIT, NAME, NUMBER
from toolkit.plan.model import Period
from toolkit.plan.plain_book import PlanSheet
from toolkit.plan.sheets import PlanCell, PlanRow, PlanTable, fold

Value = str | Decimal | date
_KNOWN = frozenset({NUMBER, NAME, CONTENT, HOST, LIMIT, HELPERS, "编号"})
_MOST_MERGED = 2000
"""Rows of a merge that a table can have."""


def column_keys(headers: Sequence[str]) -> Mapping[str, str]:
    """Return header → its name in {{ 事项.… }}: the header without remarks in brackets (投资额（万元） → 投资额).

    Where only the remark tells one column from another, the name keeps it: 进度安排（一季度） → 进度安排一季度.
    """
    bare = {header: re.sub(r"[(（\[].*?[)）\]]", "", fold(header)) for header in headers}
    shared = Counter(bare.values())
    whole = {header: re.sub(r"[()（）\[\]]", "", fold(header)) for header in headers}
    return {header: key if shared[key] == 1 or not key else whole[header] for header, key in bare.items()}


def own_columns(table: PlanTable, milestones: Mapping[str, str]) -> Mapping[str, str]:
    """Return the headers of the office's own columns, each with its name in {{ 事项.… }}."""
    keys = column_keys([label for label in table.columns if label not in _KNOWN and label not in milestones])
    return {label: key for label, key in keys.items() if key}


def merged_down(sheet: PlanSheet) -> Mapping[tuple[int, int], tuple[int, int]]:
    """Return (row, column) inside a merge over several rows → its first cell."""
    cells = {}
    for merge in sheet.merges:
        if 0 < merge.bottom - merge.top <= _MOST_MERGED and merge.left == merge.right:
            for row in range(merge.top + 1, merge.bottom + 1):
                cells[row, merge.left] = (merge.top, merge.left)
    return cells


def own_value(spot: PlanCell) -> Value:
    """Return a cell of an own column as it stands: dates and numbers stay what they are."""
    value = spot.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(repr(value))
    return spot.text


def milestone_columns(table: PlanTable, periods: Sequence[Period]) -> Mapping[str, str]:
    """Return header label → period, for headers that name a period: 2022-04, its name, 第1期, 4月目标, 4月底."""
    columns: dict[str, str] = {}
    for label in table.columns:
        period = _period_of(label, periods)
        if period is None or label in {*LABELS, "完成时限"}:
            continue
        if period.id in columns.values():
            raise ToolkitError(f"{table.where}：期次 {period.id} 有两栏目标进度，请只留一栏。")
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


def milestones_of(line: PlanRow, columns: Mapping[str, str]) -> dict[str, Decimal]:
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

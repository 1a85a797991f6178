"""Sheet 延期调整: what was applied for and approved, and who expects to be late without it. Pure."""

from collections.abc import Iterable

from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.column_widths import fitted, measured, measured_together
from toolkit.outputs.consolidated.lines_told import LATE, LinesTold
from toolkit.outputs.consolidated.period_data import ConsolidatedData
from toolkit.outputs.merge import AssignmentRow
from toolkit.outputs.tables import table
from toolkit.outputs.workbook_pages import HEAD, Page, PageColumn
from toolkit.plan.model import Extension

NAME = "延期调整"
_COLUMNS = (
    PageColumn(header="序号", width=8, align="center"),
    PageColumn(header="实事内容", width=36),
    PageColumn(header="承办单位", width=14, align="center", most=27),
    PageColumn(header="类型", width=8.5, align="center"),
    PageColumn(header="申请日期", width=12, align="center"),
    PageColumn(header="申报是否及时", width=12, align="center"),
    PageColumn(header="批准文号", width=20, align="center"),
    PageColumn(header="原时限", width=12, align="center"),
    PageColumn(header="新时限", width=12, align="center"),
    PageColumn(header="是否生效", width=9, align="center"),
    PageColumn(header="说明", width=26),
)
SHARED = _COLUMNS[:3]
"""Columns that both lists begin with."""
_LATE_COLUMNS = (
    PageColumn(header="超出天数", width=8.5, align="center"),
    PageColumn(header="完成时限", width=12, align="center"),
    PageColumn(header="预计完成", width=12, align="center"),
    PageColumn(header="申请情况", width=20, align="center"),
)


def delays_page(page: Page, data: ConsolidatedData, lines: LinesTold) -> None:
    """Write the sheet."""
    asked = [_cells(data, extension) for extension in data.plan.extensions]
    late = lines.records(LATE)
    own = measured(SHARED, [row[: len(SHARED)] for row in asked])
    named = fitted(page, SHARED, measured_together(SHARED, (own.plain(), lines.widths(NAME).plain())))
    columns = (*named, *_COLUMNS[len(SHARED) :])
    last = len(columns) - 1
    page.columns(columns)
    page.title(0, "延期和调整情况", last)
    page.line(1, data.basis, last)
    page.line(2, f"一、已登记的延期、调整申请 {len(asked)} 份（有批准文号的才生效）", last, font_name=HEAD)
    row = table(page, 3, columns, asked)
    text = f"二、预计完成时间晚于完成时限（已计入批准的新时限）的 {late.count} 个承办任务（按本期合格填报）"
    page.line(row + 1, text, last, font_name=HEAD)
    table(page, row + 2, (*named, *_LATE_COLUMNS), late)
    page.sheet.freeze_panes(4, 0)
    page.sheet.repeat_rows(row + 2 if late.count > len(asked) else 3)  # a sheet repeats one header: that of the longer list


def late_rows(data: ConsolidatedData, lines: Iterable[AssignmentRow]) -> list[tuple[CellValue, ...]]:
    """Return those of some lines that expect to miss their limits."""
    return [_late(data, line) for line in lines if _overdue(data, line) > 0]


def _late(data: ConsolidatedData, line: AssignmentRow) -> tuple[CellValue, ...]:
    asked = data.plan.requests(line.item.id, line.unit)
    said = f"已申请{asked[-1].kind}" + ("，已批准" if asked[-1].approval else "，未批准") if asked else "未见申请"
    limit = data.plan.limit(line.item.id, line.unit)
    return (line.item.number, line.item.content, line.unit, _overdue(data, line), limit, line.finish, said)


def _cells(data: ConsolidatedData, extension: Extension) -> tuple[CellValue, ...]:
    item = data.plan.item(extension.item)
    latest = data.plan.policy.closes
    timely = None if extension.filed is None or latest is None else "是" if extension.filed <= latest else "否"
    return (
        item.number if item else extension.item,
        item.content if item else None,
        extension.unit or "全部承办单位",
        extension.kind,
        extension.filed,
        timely,
        extension.approval or "（未批准）",
        item.due if item else None,
        extension.due,
        "是" if extension.approval else "否",
        extension.note,
    )


def _overdue(data: ConsolidatedData, line: AssignmentRow) -> int:
    """Return by how many days the unit expects to miss its limit; 0 = not."""
    return 0 if line.finish is None or line.done else max(0, (line.finish - data.plan.limit(line.item.id, line.unit)).days)

"""Sheet 环比: last period's answers beside this one's, changed words and figures marked. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from toolkit.nouns.fields import Field, Type
from toolkit.outputs.cell_values import CellValue, ChangedText
from toolkit.outputs.column_widths import fitted
from toolkit.outputs.consolidated.changes import marked
from toolkit.outputs.consolidated.lines_told import LineBlock, LinesTold
from toolkit.outputs.consolidated.period_data import ConsolidatedData, column_of, points, told
from toolkit.outputs.merge import AssignmentRow, number
from toolkit.outputs.tables import table
from toolkit.outputs.told_rows import Lot, RowLots
from toolkit.outputs.workbook_pages import Page, PageColumn
from toolkit.values.meaning import PERCENT

NAME = "环比"
_LEFT = (
    PageColumn(header="序号", width=7, align="center"),
    PageColumn(header="实事内容", width=24),
    PageColumn(header="承办单位", width=11, align="center", most=27),
    PageColumn(header="上期期次", width=9, align="center"),
)
_RISE = PageColumn(header="比例增减（百分点）", width=10, align="center")


def compare_page(page: Page, data: ConsolidatedData, lines: LinesTold) -> None:
    """Write the sheet."""
    columns = fitted(page, compared_columns(data), lines.widths(NAME))
    last = len(columns) - 1
    page.columns(columns)
    page.title(0, "环比（上期与本期对照）", last)
    first = "" if data.history else "本期为首期，没有上期可比。"
    page.line(1, f"{data.basis}　{lines.compared} 个承办任务两期都有合格填报。{first}", last)
    page.line(2, "红色加下划线的为本期改动之处，灰色加删除线的为上期有而本期没有的文字；上期为该任务此前最近一次合格填报。", last)
    table(page, 3, columns, RowLots(lines.compared, (_lot(data, block) for block in lines.blocks)))
    page.sheet.freeze_panes(4, 3)
    page.sheet.repeat_rows(3)


def _lot(data: ConsolidatedData, block: LineBlock) -> Lot:
    content, count = block.compared
    return Lot(count, lambda: content, lambda: block.rows or compared_rows(data, block.lines or data.rows.of(block.pairs)))


def compared_rows(data: ConsolidatedData, lines: Iterable[AssignmentRow]) -> Sequence[Sequence[CellValue]]:
    """Return the rows of those lines that counted in this period and before."""
    fields = compared(data)
    return [_cells(fields, line) for line in lines if line.before and line.counted]


def compared(data: ConsolidatedData) -> tuple[Field, ...]:
    """Return the fields worth comparing: all but remarks."""
    return tuple(field for field in data.form.asked if field.required or field.type is not Type.TEXT)


def compared_columns(data: ConsolidatedData) -> tuple[PageColumn, ...]:
    """Return the columns of the sheet."""
    columns = list(_LEFT)
    for field in compared(data):
        column = column_of(field)
        width = 26.0 if field.type is Type.TEXT else max(column.width, 9.0)  # 上期 makes the header longer
        for when in ("上期", "本期"):
            columns.append(
                PageColumn(header=f"{when}{field.header}", width=width, align=column.align, number_format=column.number_format)
            )
        if field.key == PERCENT:
            columns.append(_RISE)
    return tuple(columns)


def _cells(fields: tuple[Field, ...], line: AssignmentRow) -> tuple[CellValue, ...]:
    period = line.earlier[0][0]
    cells: list[CellValue] = [line.item.number, line.item.content, line.unit, period]
    for field in fields:
        cells += _pair(line, field)
        if field.key == PERCENT:
            cells.append(_rise(line))
    return tuple(cells)


def _pair(line: AssignmentRow, field: Field) -> tuple[CellValue, CellValue]:
    """Return last period's and this period's answer; a text with its changes marked."""
    before, now = told(line.last, field), told(line.entry, field)
    if isinstance(before, str) and isinstance(now, str) and field.type is Type.TEXT:
        return marked(before, now)
    return before, now if now == before else ChangedText(now)


def _rise(line: AssignmentRow) -> CellValue:
    before, now = number(line.last, PERCENT), number(line.entry, PERCENT)
    return points(now - before) if isinstance(before, Decimal) and isinstance(now, Decimal) else None

"""A unit's line as register and 汇总表 begin it: who it is, how many tasks it owed, what came when and how we know. Pure."""

from datetime import datetime, tzinfo

from toolkit.nouns.docket import UnitRow
from toolkit.outputs.cell_values import CellValue, Timed
from toolkit.outputs.workbook_pages import MOMENT, PageColumn
from toolkit.plan.model import Plan
from toolkit.words.dates import ends_day
from toolkit.words.states import came_cells

_END_OF_DAY = 'yyyy-mm-dd" 24:00"'

ARRIVAL_COLUMNS = (
    PageColumn(header="序号", width=5, align="center"),
    PageColumn(header="单位", width=13, align="center", most=27),
    PageColumn(header="类别", width=7, align="center"),
    PageColumn(header="应报任务", width=8.5, align="center"),
    PageColumn(header="实报任务", width=8.5, align="center"),
    PageColumn(header="电子表收到时间", width=16, align="center"),
    PageColumn(header="时间依据", width=13.5, align="center"),
    PageColumn(header="盖章扫描件收到时间", width=17.5, align="center"),
    PageColumn(header="时间依据", width=13.5, align="center"),
    PageColumn(header="齐全时间", width=16, align="center"),
)


def arrival_cells(plan: Plan, number: int, row: UnitRow) -> tuple[CellValue, ...]:
    """Return the cells of these columns, for the unit that stands in line `number`."""
    unit = plan.unit(row.unit)
    category = unit.category if unit else ""
    return (
        number, row.unit, category, row.due_rows, row.filled_rows, *came_cells(row.sheet), *came_cells(row.scan), row.complete_at,
    )  # fmt: skip


def deadline_cell(deadline: datetime, zone: tzinfo) -> Timed:
    """Return a deadline that is read as the letters say it: the last minute of a day as 24:00."""
    return Timed(deadline, _END_OF_DAY if ends_day(deadline.astimezone(zone)) else MOMENT)

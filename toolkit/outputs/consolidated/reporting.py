"""Sheet 报送情况: a line per unit, the same figures as the register. Pure."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.nouns.cells import address
from toolkit.nouns.docket import UnitRow
from toolkit.outputs.arrival_columns import ARRIVAL_COLUMNS, arrival_cells
from toolkit.outputs.cell_values import CellValue, Formula
from toolkit.outputs.column_widths import fitted
from toolkit.outputs.consolidated.period_data import ConsolidatedData
from toolkit.outputs.faces import face_of
from toolkit.outputs.tables import named, table
from toolkit.outputs.workbook_pages import HEAD, Page, PageColumn
from toolkit.words.states import days_sum

if TYPE_CHECKING:
    from toolkit.outputs.consolidated.unit_blocks import UnitsTold

NAME = "报送情况"
TOP = 3
COLUMNS = (
    *ARRIVAL_COLUMNS,
    PageColumn(header="报送状态", width=10, align="center"),
    PageColumn(header="时间待核", width=8.5, align="center"),
    PageColumn(header="迟报天数", width=8.5, align="center"),
    PageColumn(header="退回次数", width=8.5, align="center"),
    PageColumn(header="催报次数", width=8.5, align="center"),
    PageColumn(header="理由", width=36),
)
SUMMED = (3, 4, 12, 13, 14)
STATUS, DOUBT = 10, 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """Where the units stand on the sheet; rows 1-based as Excel counts."""

    top: int
    bottom: int

    def range(self, column: int) -> str:
        letter = address(1, column + 1)[:-1]
        return f"'{NAME}'!${letter}${self.top}:${letter}${self.bottom}"


def reporting_page(page: Page, data: ConsolidatedData, units: "UnitsTold") -> Reported:
    """Write the sheet."""
    last = len(COLUMNS) - 1
    columns = fitted(page, COLUMNS, units.widths)
    page.columns(columns)
    page.title(0, "报送情况", last)
    page.line(1, f"{data.basis}　共 {len(units)} 个单位", last)
    page.line(2, f"截止：{data.docket.deadline_reason}", last)
    bottom = table(page, TOP, named(columns, data.plan.policy), units.reported)
    _total(page, units, bottom)
    page.sheet.freeze_panes(TOP + 1, 2)
    page.sheet.repeat_rows(TOP)
    return Reported(top=TOP + 2, bottom=max(bottom, TOP + 2))


def unit_cells(data: ConsolidatedData, number: int, row: UnitRow) -> tuple[CellValue, ...]:
    """Return the line of a unit, the `number`th."""
    return (
        *arrival_cells(data.plan, number, row),
        row.status,
        "是" if row.doubtful else None,
        days_sum([row]),
        row.returns,
        row.reminders,
        row.reason,
    )


def _total(page: Page, units: "UnitsTold", row: int) -> None:
    """Write live sums under the table."""
    sums = dict(zip(SUMMED, units.sums, strict=True))
    for index, column in enumerate(COLUMNS):
        letter = address(1, index + 1)[:-1]
        ink: CellValue = "合计" if index == 1 else None
        if index in SUMMED and len(units):
            page.values_only = bool(page.more)
            ink = Formula(f"=SUM({letter}{TOP + 2}:{letter}{row})", sums[index])
        page.put(row, index, ink, face_of(page, column, ink, font_name=HEAD))
    page.sheet.set_row(row, page.least)

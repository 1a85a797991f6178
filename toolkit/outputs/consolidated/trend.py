"""Sheet 走势: every assignment's percent in every period, as a heat map with a line drawn beside it. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from toolkit.nouns.cells import column_letter
from toolkit.outputs.column_widths import ColumnMeasure, fitted
from toolkit.outputs.consolidated import details
from toolkit.outputs.consolidated.period_data import ConsolidatedData, percent
from toolkit.outputs.merge import AssignmentRow
from toolkit.outputs.record_rows import RecordRows
from toolkit.outputs.tables import header
from toolkit.outputs.workbook_pages import Page, PageColumn
from toolkit.values.meaning import PERCENT
from toolkit.words.numbers import hundredths, points

NAME = "走势"
TOP = 2
"""0-based row of the table's header."""
_LEFT = (
    PageColumn(header="项号", width=8, align="center"),
    PageColumn(header="实事内容", width=56),
    PageColumn(header="承办单位", width=14, align="center", most=27),
)
_LINE = PageColumn(header=f"{NAME}（比上次）", width=18, align="center")
_SCALE = {
    "type": "2_color_scale", "min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1, "min_color": "#FFFFFF",
    "max_color": "#7FC59B",
}  # fmt: skip
UNDER = {"font_size": 8, "font_color": "#595959", "valign": "bottom", "text_wrap": False, "shrink": True}
"""The look of what stands under a line."""
_TOLD = 3
_DRAWN = {"type": "line", "markers": True, "min": -1, "max": 1, "empty_cells": "connect", "series_color": "#2B6CB0"}


def drawing(page: Page) -> None:
    """Let lines be drawn on a page (`draw_line`), as one group: they look the same, and a group says it once."""
    page.sheet.add_sparkline(0, 0, {"range": "A1", **_DRAWN})


def told(percents: Sequence[Decimal | None]) -> str:
    """Return the last percents in figures, for programs that do not draw lines on paper: 5→32→56%."""
    known = [value for value in percents if value is not None]
    return f"{'→'.join(hundredths(value) for value in known[-_TOLD:])}%" if known else ""


class TrendRows:
    """Writes the sheet: one row for each assignment, in the order of 汇总表; `measure`: of the lines in 明细."""

    def __init__(self, page: Page, data: ConsolidatedData, measure: ColumnMeasure) -> None:
        periods = data.periods_so_far
        named = (PageColumn(header=data.name_of(period).replace("（", "\n（"), width=13, align="center") for period in periods)
        left = fitted(page, _LEFT, measure.picked((None, None, details.UNIT)))
        columns = (*left, *named, _LINE)
        self._page, self._last = page, len(columns) - 1
        page.columns(columns)
        page.title(0, f"{data.title}——各期{PERCENT}走势", self._last)
        said = "每个承办任务一行，只列合格的填报；颜色越深完成比例越高，空白为当期没有合格填报。"
        page.line(1, f"{data.basis}　{said}", self._last)
        header(page, TOP, columns)
        page.least = 30.0
        self._records = RecordRows(page, columns, looks=(*({},) * self._last, UNDER))
        self.row = TOP + 1
        """The row that the next line is written to."""
        ends = (column_letter(len(_LEFT) + number) for number in (1, len(periods)))
        self._span = "'{}'!{}{{0}}:{}{{0}}".format(page.name, *ends)

    def write(self, line: AssignmentRow, percents: Sequence[Decimal | None]) -> str:
        """Write an assignment's row; return the block of its percents, for lines drawn through them on any sheet."""
        row, span = self.row, self._span.format(self.row + 1)
        figures = map(percent, percents)
        self.row = self._records.write(row, (line.item.number, line.item.content, line.unit, *figures, _change(percents)))
        self._page.sheet.draw_line(row, self._last, span)
        return span

    def finish(self) -> None:
        page, bottom = self._page, self.row
        if bottom > TOP + 1:
            drawing(page)
        page.sheet.conditional_format(TOP + 1, len(_LEFT), max(TOP + 1, bottom - 1), self._last - 1, _SCALE)
        page.filter(TOP, bottom - 1, self._last)
        page.sheet.freeze_panes(TOP + 1, len(_LEFT))
        page.sheet.repeat_rows(TOP)


def _change(percents: Sequence[Decimal | None]) -> str:
    """Say by how much the percent moved since it was last told; "" = it was told once at most."""
    known = [value for value in percents if value is not None]
    if len(known) < 2:
        return ""
    moved = known[-1] - known[-2]
    return f"{'增' if moved > 0 else '减'}{points(abs(moved))}" if moved else "持平"

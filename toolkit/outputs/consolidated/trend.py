"""Sheet 走势: every assignment's percent in every period, as a heat map with a line drawn beside it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.nouns.cells import address
from toolkit.outputs.column_widths import suited
from toolkit.outputs.consolidated.period_data import ConsolidatedData, percent
from toolkit.outputs.merge import AssignmentRow, Pair, course
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Courses:
    """Where each assignment's percents stand, for the lines drawn on other sheets."""

    rows: Mapping[Pair, int]
    """0-based."""
    periods: int
    sheet: str = NAME

    def draw(self, page: Page, row: int, column: int, line: AssignmentRow) -> None:
        """Draw the assignment's course into the upper half of a cell of any sheet; below it stands what `told` says."""
        own = self.rows[line.item.id, line.unit] + 1
        first, last = (address(own, len(_LEFT) + number) for number in (1, self.periods))
        page.drawn.append((address(row + 1, column + 1), f"'{self.sheet}'!{first}:{last}"))


def draw_all(page: Page) -> None:
    """Put the lines drawn on a page into it, as one group: they look the same, and a group says it once."""
    if page.drawn:
        places, spans = (list(parts) for parts in zip(*page.drawn, strict=True))
        page.sheet.add_sparkline(0, 0, {"location": places, "range": spans, **_DRAWN})


def told(line: AssignmentRow, data: ConsolidatedData) -> str:
    """Return the last percents in figures, for programs that do not draw lines on paper: 5→32→56%."""
    known = [value for value in course(line, data.docket.period, data.periods_so_far) if value is not None]
    return f"{'→'.join(hundredths(value) for value in known[-_TOLD:])}%" if known else ""


def trend_page(page: Page, data: ConsolidatedData) -> Courses:
    """Write the sheet: one row for each assignment, in the order of 汇总表."""
    periods = data.periods_so_far
    named = (PageColumn(header=data.name_of(period).replace("（", "\n（"), width=13, align="center") for period in periods)
    left = suited(page, _LEFT, ((None, None, line.unit) for line in data.lines))
    columns = (*left, *named, _LINE)
    last = len(columns) - 1
    page.columns(columns)
    page.title(0, f"{data.title}——各期{PERCENT}走势", last)
    page.line(1, f"{data.basis}　每个承办任务一行，只列合格的填报；颜色越深完成比例越高，空白为当期没有合格填报。", last)
    rows, bottom = _records(page, columns, data)
    courses = Courses(rows=rows, periods=len(periods), sheet=page.name)
    for line in data.lines:
        courses.draw(page, rows[line.item.id, line.unit], last, line)
    draw_all(page)
    page.sheet.conditional_format(TOP + 1, len(_LEFT), max(TOP + 1, bottom - 1), last - 1, _SCALE)
    page.filter(TOP, bottom - 1, last)
    page.sheet.freeze_panes(TOP + 1, len(_LEFT))
    page.sheet.repeat_rows(TOP)
    return courses


def _change(line: AssignmentRow, data: ConsolidatedData) -> str:
    """Say by how much the percent moved since it was last told; "" = it was told once at most."""
    known = [value for value in course(line, data.docket.period, data.periods_so_far) if value is not None]
    if len(known) < 2:
        return ""
    moved = known[-1] - known[-2]
    return f"{'增' if moved > 0 else '减'}{points(abs(moved))}" if moved else "持平"


def _records(page: Page, columns: Sequence[PageColumn], data: ConsolidatedData) -> tuple[dict[Pair, int], int]:
    """Write header and rows; return where each assignment begins, and the first free row."""
    header(page, TOP, columns)
    page.least = 30.0
    records = RecordRows(page, columns, looks=(*({},) * (len(columns) - 1), UNDER))
    rows, row = dict[Pair, int](), TOP + 1
    for line in data.lines:
        rows[line.item.id, line.unit] = row
        percents = (percent(value) for value in course(line, data.docket.period, data.periods_so_far))
        row = records.write(row, (line.item.number, line.item.content, line.unit, *percents, _change(line, data)))
    return rows, row

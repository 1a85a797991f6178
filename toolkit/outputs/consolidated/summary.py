"""Sheet 汇总表: the notice's order, 序号 and 立项名称 merged, one line per unit inside shared items. Pure."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import repeat

from toolkit.nouns.cells import address
from toolkit.nouns.fields import Field
from toolkit.outputs.cell_values import CellValue, Formula, spread
from toolkit.outputs.column_widths import ColumnMeasure, fitted
from toolkit.outputs.consolidated import details, trend
from toolkit.outputs.consolidated.period_data import ConsolidatedData, column_of, live, percent, told
from toolkit.outputs.grid_rows import GridRows
from toolkit.outputs.merge import AssignmentRow, Share
from toolkit.outputs.record_rows import POINTS, RecordRows
from toolkit.outputs.tables import header, lights
from toolkit.outputs.workbook_pages import A3, ROOM, Page, PageColumn
from toolkit.values.meaning import DONE, PERCENT, STATUS

NAME = "汇总表"
_A3_RATIO = 0.64
"""Printable height of A3 across to its width, a little less for safety."""
_WELL_FILLED = 0.7
"""A page that is emptier than this is not broken off."""
_LEFT = (
    PageColumn(header="序号", width=5, align="center"),
    PageColumn(header="立项名称", width=13, most=22),
    PageColumn(header="项号", width=7, align="center"),
    PageColumn(header="实事内容", width=30),
    PageColumn(header="承办单位", width=11, align="center", most=27),
)
_ITEM, _UNIT = 2, 4
_LINE_RIGHT = (
    PageColumn(header=trend.NAME, width=12, align="center"),
    PageColumn(header="序时进度", width=8, align="center"),
    PageColumn(header="进度灯", width=5.5, align="center"),
    PageColumn(header="校验", width=8, align="center"),
)
_SHARE_RIGHT = (
    PageColumn(header="本项完成比例", width=12, align="center"),
    PageColumn(header="本项是否完成", width=8, align="center"),
)
_ROOM = ROOM[A3] - sum(column.width for column in (*_LINE_RIGHT, *_SHARE_RIGHT))


@dataclass(frozen=True, slots=True)
class Course:
    """A line's percents in the periods so far, and the block in which they stand."""

    percents: tuple[Decimal | None, ...]
    span: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where the sheet's figures stand, for the formulas of other sheets; rows 0-based."""

    tops: Sequence[int]
    bottoms: Sequence[int]
    """The first and the last row of each project (件)."""
    mean_column: int
    done_column: int
    schedule_column: int
    light_column: int

    def span(self, column: int, first: int = 0, last: int = -1) -> str:
        """Return the block of a column that belongs to projects, from one to another: '汇总表'!N20:N31."""
        return f"'{NAME}'!{address(self.tops[first] + 1, column + 1)}:{address(self.bottoms[last] + 1, column + 1)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _SummaryColumns:
    """The columns of the sheet: the notice's, the form's, ours."""

    asked: tuple[Field, ...]
    columns: tuple[PageColumn, ...]
    status: int | None
    percent: int | None
    check: int

    @property
    def course(self) -> int:
        return self.check - len(_LINE_RIGHT) + 1

    @property
    def mean(self) -> int:
        return self.check + 1

    @property
    def done(self) -> int:
        return self.check + 2


def _sheet(page: Page, data: ConsolidatedData, measure: ColumnMeasure) -> _SummaryColumns:
    asked = data.read_fields
    keys = [field.key for field in asked]
    places = [details.ANSWERS + place for place, field in enumerate(data.form.asked) if field in asked]
    measure = measure.picked((None, details.PROJECT, None, details.CONTENT, details.UNIT, *places))
    kept = fitted(page, (*_LEFT, *map(column_of, asked)), measure, room=_ROOM)
    columns = (*kept, *_LINE_RIGHT, *_SHARE_RIGHT)
    return _SummaryColumns(
        asked=asked,
        columns=columns,
        status=keys.index(STATUS) + len(_LEFT) if STATUS in keys else None,
        percent=keys.index(PERCENT) + len(_LEFT) if PERCENT in keys else None,
        check=len(_LEFT) + len(asked) + len(_LINE_RIGHT) - 1,
    )


class SummaryRows:
    """Writes the sheet, a project (件) after the other; `measure`: of the lines in 明细."""

    def __init__(self, page: Page, data: ConsolidatedData, measure: ColumnMeasure) -> None:
        sheet = self._sheet = _sheet(page, data, measure)
        self._page, self._last = page, len(sheet.columns) - 1
        page.columns(sheet.columns)
        page.least = 30.0  # room for the line over its figures
        page.noting = True
        page.title(0, data.title, self._last)
        page.line(1, data.basis, self._last)
        header(page, 2, sheet.columns)
        self._writer = _ItemWriter(page, sheet)
        self._tops, self._bottoms = array("q"), array("q")
        self._bottom = 2

    @property
    def below(self) -> int:
        """The row that the next project is written to."""
        return self._bottom + 1

    def write(self, project: Sequence[Share], courses: Sequence[Course]) -> int:
        """Write a project's items, and return its last row; `courses`: of their lines, in order."""
        bottom = self._writer.project(self.below, project, iter(courses))
        self.go_on(bottom)
        return bottom

    def go_on(self, bottom: int) -> None:
        """Go on below a project that stands there already, down to a row."""
        self._tops.append(self.below)
        self._bottoms.append(bottom)
        self._bottom = bottom

    def finish(self) -> Placed:
        page, sheet, bottom = self._page, self._sheet, self._bottom
        if self._tops:
            trend.drawing(page)
        page.filter(2, bottom, self._last)
        page.sheet.set_h_pagebreaks(_breaks(page, self._tops, self._bottoms))
        page.settle()
        lights(page, 3, sheet.check - 1, bottom)
        _foot(page, bottom + 1, self._last)
        page.sheet.freeze_panes(3, len(_LEFT))
        page.sheet.repeat_rows(2)
        return Placed(
            tops=self._tops,
            bottoms=self._bottoms,
            mean_column=sheet.mean,
            done_column=sheet.done,
            schedule_column=sheet.check - 2,
            light_column=sheet.check - 1,
        )


class _ItemWriter:
    """Writes the items (项) of one project (件) after the other, each unit's line into the rows that it needs."""

    def __init__(self, page: Page, sheet: _SummaryColumns) -> None:
        self._page, self._sheet = page, sheet
        columns = sheet.columns[_UNIT : sheet.mean]
        looks = [{**_UPPER, **(trend.UNDER if index == sheet.course else {})} for index in range(_UNIT, sheet.mean)]
        self._counted = RecordRows(page, columns, left=_UNIT, looks=looks)
        self._faded = RecordRows(page, columns, left=_UNIT, looks=[{**_FADED, **look} for look in looks])
        self._named = RecordRows(page, sheet.columns[:_ITEM], looks=(_UPPER,) * _ITEM)
        self._told = RecordRows(page, sheet.columns[_ITEM:_UNIT], left=_ITEM, looks=(_UPPER,) * (_UNIT - _ITEM))
        self._sums = RecordRows(page, sheet.columns[sheet.mean :], left=sheet.mean, looks=(_UPPER,) * len(_SHARE_RIGHT))

    def project(self, top: int, shares: Sequence[Share], courses: Iterator[Course]) -> int:
        """Write a project's items, 序号 and 立项名称 merged over all of them; return its last row."""
        item = shares[0].item
        figure: CellValue = int(item.project_number) if item.project_number.isdigit() else item.project_number
        named = self._named.ready((figure, item.project))
        name = POINTS(named[-1]) / sum([len(share.lines) for share in shares])
        grid, bottom = GridRows(self._page, top, len(self._sheet.columns)), top - 1
        for share in shares:
            bottom = self._share(grid, share, bottom + 1, name, courses)
        grid.fill((top, bottom), self._named.places, named)
        grid.put_down()
        return bottom

    def _share(self, grid: GridRows, share: Share, top: int, name: float, courses: Iterator[Course]) -> int:
        """Write one item's lines and what they come to; return its last row.

        `name`: the points that a line gives to its project's name.
        """
        told = self._told.ready((share.item.number, share.item.content))
        row, least = top, max(name, POINTS(told[-1]) / len(share.lines))
        for line in share.lines:
            course = next(courses)
            self._page.sheet.draw_line(row, self._sheet.course, course.span)
            row += self._line(grid, line, trend.told(course.percents), row, least)
        rows = (top, row - 1)
        grid.fill(rows, self._told.places, told)
        sums = (_mean(self._sheet, share, *rows), _done(self._sheet, share, *rows))
        grid.fill(rows, self._sums.places, self._sums.ready(sums))
        return row - 1

    def _line(self, grid: GridRows, line: AssignmentRow, told: str, row: int, least: float) -> int:
        """Write a unit's line, at least so many points high; return how many rows it takes."""
        records = self._counted if line.counted else self._faded
        inks = _cells(self._sheet, line, told)
        cells = records.ready(inks)
        heights = spread(max(least, *map(POINTS, cells)), self._page.least)
        self._page.follow(row, heights)
        grid.add_rows(len(heights))
        grid.fill((row, row + len(heights) - 1), records.places, cells)
        return len(heights)


def _cells(sheet: _SummaryColumns, line: AssignmentRow, course: str) -> tuple[CellValue, ...]:
    """Return 承办单位, the answers, and where the line stands."""
    entry = line.entry
    answers = (told(entry, field) for field in sheet.asked)
    return (line.unit, *answers, course, percent(line.schedule), line.light, line.state)


def _range(column: int, top: int, bottom: int) -> str:
    return f"{address(top + 1, column + 1)}:{address(bottom + 1, column + 1)}"


def _mean(sheet: _SummaryColumns, share: Share, top: int, bottom: int) -> CellValue:
    """Return the simple mean of the lines that were not sent back, live."""
    if sheet.percent is None:
        return None
    percents, checks = _range(sheet.percent, top, bottom), _range(sheet.check, top, bottom)
    mean = live(f'=IFERROR(AVERAGEIFS({percents},{checks},"<>退回"),"")', share.mean)
    known = sum(line.percent is not None for line in share.lines)
    if share.mean is None or known == len(share.lines):
        return mean
    return replace(mean, number_format=f'{mean.number_format}"（{known}/{len(share.lines)}）"')


def _done(sheet: _SummaryColumns, share: Share, top: int, bottom: int) -> CellValue:
    """Return 是 when every line is finished, live."""
    tests = [f'{_range(sheet.check, top, bottom)},"<>退回"']
    if sheet.status is not None:
        tests.append(f'{_range(sheet.status, top, bottom)},"{DONE}"')
    if sheet.percent is not None:
        tests.append(f"{_range(sheet.percent, top, bottom)},1")
    return Formula(f'=IF(COUNTIFS({",".join(tests)})={len(share.lines)},"是","否")', "是" if share.done else "否")


_FADED = {"font_color": "#7F7F7F", "italic": True}
_UPPER = {"valign": "top"}
"""All texts stand on top: in the middle of a block the end of a page could cut them in two, and a column has one look."""


def _breaks(page: Page, tops: Sequence[int], bottoms: Sequence[int]) -> list[int]:
    """Begin a new page before a project that would run over the foot of one, if it fits a page at all."""
    room = sum(width * 7 + 5 for width in page.widths.values()) * 0.75 * _A3_RATIO
    used, breaks = room * 0.1, []
    for top, bottom in zip(tops, bottoms, strict=True):
        tall = sum(map(page.heights.get, range(top, bottom + 1), repeat(15.0)))
        if used + tall > room and used > room * _WELL_FILLED:
            breaks.append(top)
            used = page.heights.get(2, 26.0)
        used = used + tall if used + tall <= room else (used + tall) % room
    return breaks


def _foot(page: Page, row: int, last: int) -> None:
    text = (
        "注：一项由多家单位承办的，逐单位各列一行；本项完成比例为各单位完成比例的简单平均，退回、未报的不计入，有不计入的注明几个中计入几个，如“（3/4）”；"
        "各单位全部完成的本项才算完成。灰色斜体为退回待改的内容，仅供查看，不计入统计。"
    )
    page.line(row, text, last)

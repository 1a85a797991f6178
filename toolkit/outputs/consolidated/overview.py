"""Sheet 概览: counts and progress as live formulas over the other sheets, with charts on its own cells. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from toolkit.nouns.cells import column_letter
from toolkit.nouns.docket import NOT_ASKED, Outcome, Status
from toolkit.outputs.cell_values import CellValue, Formula
from toolkit.outputs.consolidated import below, charts
from toolkit.outputs.consolidated.details import Detail
from toolkit.outputs.consolidated.period_data import ConsolidatedData, live
from toolkit.outputs.consolidated.reporting import DOUBT, STATUS, Reported
from toolkit.outputs.consolidated.summary import ItemRows, Placed
from toolkit.outputs.consolidated.unit_rows import units_table
from toolkit.outputs.merge import AssignmentRow, Light, Share, State
from toolkit.outputs.tables import lights, table
from toolkit.outputs.workbook_pages import HEAD, Page, PageColumn
from toolkit.values.numbers import mean

if TYPE_CHECKING:
    from toolkit.outputs.consolidated.unit_blocks import UnitsTold

NAME = "概览"
WIDTHS = (6.0, 26.0, *([9.5] * 8), 2.0, *([9.5] * 7))
"""Tables stand in A–J, charts beside them from L on."""
_ONE_PAGE = 110
"""Rows that still can be read on one upright A3 page."""
_LONGEST_FORMULA = 8_000
_STATES = {
    State.PASSED: Outcome.ACCEPTED.word, State.REMARK: Outcome.REMARKS.word, State.RETURNED: "退回待改", State.NOTHING: "未报",
    State.BEFORE: "前期已完成",
}  # fmt: skip
_PROJECT_HEADERS = (
    "序号",
    "立项名称",
    "项数",
    "完成项数",
    "是否完成",
    "完成比例",
    "序时进度",
    "绿（任务）",
    "黄（任务）",
    "红（任务）",
)
_TEXTS = frozenset({"指标", "立项名称", "本期填报（按任务计）"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the other sheets keep what is counted here."""

    summary: Placed
    detail: Detail
    reported: Reported


def _columns(*headers: str) -> tuple[PageColumn, ...]:
    """Return table columns over A–J by their headers."""
    return tuple(
        PageColumn(header=header, width=width, align="left" if header in _TEXTS else "center")
        for header, width in zip(headers, WIDTHS, strict=False)
    )


def overview_page(page: Page, data: ConsolidatedData, units: "UnitsTold", sources: Sources) -> None:
    """Write the sheet."""
    page.least = 18.0
    page.filters = False  # charts stand beside the rows, and would be hidden with them
    page.columns([PageColumn(header="", width=width) for width in WIDTHS])
    page.title(0, f"{data.title}——概览", len(WIDTHS) - 1)
    page.line(1, data.basis, len(WIDTHS) - 1)
    row = _totals(page, data, sources, 2)
    _lights(page, data, sources, 2)
    charts.lights(page, 2, count=len(Light) + 1)
    top = row + 1
    second = _statuses(page, units, sources, top) + 1
    charts.statuses(page, top, count=len(Status))
    third = _projects(page, sources, second)
    bottom = units_table(page, data, sources.detail, third)
    if data.docket.books_below:
        bottom = below.punctual_table(page, data, bottom + 1)
    if bottom <= _ONE_PAGE:
        page.sheet.fit_to_pages(1, 1)
    else:
        page.sheet.set_h_pagebreaks([second, third])
    page.sheet.freeze_panes(2, 0)


def _heading(page: Page, row: int, text: str) -> None:
    page.put(row, 0, text, page.look(font_name=HEAD, font_size=12, text_wrap=False))
    page.sheet.set_row(row, 22)


def _totals(page: Page, data: ConsolidatedData, sources: Sources, top: int) -> int:
    """Write how much there is and how much of it is finished: 件, 项, 任务; then the answers of this period."""
    _heading(page, top, "一、总体情况")
    place = sources.summary
    items, lines = place.span(place.items, place.done_column), sources.detail.range("是否完成")
    projects = [all(share.done for share in group) for group in _shares_of(data)]
    spans = [place.span(group, place.done_column) for group in _projects_of(place)]
    finished = "=" + "+".join(f'(COUNTIF({span},"否")=0)' for span in spans)
    done: CellValue = Formula(finished, sum(projects)) if len(finished) < _LONGEST_FORMULA else sum(projects)
    parts = (
        ("立项（件）", len(projects), len(projects), done, sum(projects)),
        _part("实事内容（项）", items, [share.done for share in data.shares]),
        _part("承办任务（项×单位）", lines, [line.done for line in data.lines]),
    )
    rows: list[tuple[CellValue, ...]] = []
    for n, (name, whole, number, part, value) in enumerate(parts, 1):
        row = top + 2 + n
        rate = live(f'=IFERROR(D{row}/C{row},"")', Decimal(value) / number if number else None)
        rows.append((n, name, whole, part, rate))
    row = table(page, top + 1, _columns("序号", "指标", "总数", "已完成", "完成率"), rows)
    return _answers(page, data, sources, row + 1)


def _part(name: str, span: str, finished: Sequence[bool]) -> tuple[str, CellValue, int, CellValue, int]:
    """Return a row of totals: name, how many, how many finished; the live figures with their values."""
    whole = Formula(f'=COUNTIF({span},"是")+COUNTIF({span},"否")', len(finished))
    return name, whole, len(finished), Formula(f'=COUNTIF({span},"是")', sum(finished)), sum(finished)


def _answers(page: Page, data: ConsolidatedData, sources: Sources, top: int) -> int:
    """Write what became of this period's assignments."""
    checks = sources.detail.range("校验")
    counts = Counter(line.state for line in data.lines)
    rows: list[tuple[CellValue, ...]] = [
        (n, f"{'' if state == State.BEFORE else '本期'}{name}的任务", Formula(f'=COUNTIF({checks},"{state}")', counts[state]))
        for n, (state, name) in enumerate(_STATES.items(), 1)
    ]
    bottom = table(page, top, _columns("序号", "本期填报（按任务计）", "任务数"), rows)
    return _total_row(page, bottom, ["", "合计", Formula(f"=SUM(C{top + 2}:C{bottom})", len(data.lines))])


def _total_row(page: Page, row: int, inks: Sequence[CellValue]) -> int:
    for index, ink in enumerate(inks):
        number = ink.number_format if isinstance(ink, Formula) else "General"
        page.put(row, index, ink, page.boxed(font_name=HEAD, align="center", num_format=number or "General"))
    page.sheet.set_row(row, page.least)
    return row + 1


def _statuses(page: Page, told: "UnitsTold", sources: Sources, top: int) -> int:
    """Write the units by status, and the on-time rate."""
    _heading(page, top, "二、报送情况（按单位计）")
    span, units = sources.reported.range(STATUS), len(told)
    first = top + 3
    last = first + len(Status) - 1
    rows: list[tuple[CellValue, ...]] = []
    for n, status in enumerate(Status, 1):
        count = told.states[status]
        share = live(f'=IFERROR(C{first + n - 1}/C{last + 1},"")', Decimal(count) / units if units else None)
        rows.append((n, status, Formula(f'=COUNTIF({span},"{status}")', count), share))
    row = table(page, top + 1, _columns("序号", "报送状态", "单位数", "占比"), rows)
    row = _total_row(page, row, ["", "合计", Formula(f"=SUM(C{first}:C{last})", units), None])
    asked = units - sum(told.states[status] for status in NOT_ASKED)
    places = {status: f"C{first + n}" for n, status in enumerate(Status)}
    less = "".join(f"-{places[status]}" for status in NOT_ASKED)
    row = _total_row(page, row, ["", "应报送单位", Formula(f"=C{last + 1}{less}", asked), None])
    on_time = told.states[Status.ON_TIME]
    rate = live(f'=IFERROR({places[Status.ON_TIME]}/C{row},"")', Decimal(on_time) / asked if asked else None)
    row = _total_row(page, row, ["", "按时率（按时÷应报送）", rate, None])
    doubt = sources.reported.range(DOUBT)
    return _total_row(page, row, ["", "其中收到时间待核", Formula(f'=COUNTIF({doubt},"是")', told.doubtful), None])


def _lights(page: Page, data: ConsolidatedData, sources: Sources, top: int) -> None:
    """Write the assignments by light, beside the totals."""
    page.put(top, charts.LIGHTS, "进度灯（对照序时进度，按任务计）", page.look(font_name=HEAD, font_size=12, text_wrap=False))
    span, counts = sources.detail.range("进度灯"), Counter(line.light for line in data.lines)
    first = top + 3
    letter = column_letter(charts.LIGHTS + 2)
    every = sources.detail.range("是否完成")
    rows: list[tuple[CellValue, ...]] = [(light, Formula(f'=COUNTIF({span},"{light}")', counts[light])) for light in Light]
    blank = len(data.lines) - sum(counts[light] for light in Light)
    rows.append(("未计", Formula(f'=COUNTIF({every},"*")-SUM({letter}{first}:{letter}{first + 2})', blank)))
    rows.append(("合计", Formula(f"=SUM({letter}{first}:{letter}{first + 3})", len(data.lines))))
    columns = tuple(PageColumn(header=name, width=9.5, align="center") for name in ("进度灯", "任务数"))
    table(page, top + 1, columns, rows, left=charts.LIGHTS)
    lights(page, top + 2, charts.LIGHTS, top + 4)


def _projects_of(place: Placed) -> list[list[ItemRows]]:
    return [list(group) for _, group in groupby(place.items, key=lambda p: p.share.item.project_number)]


def _shares_of(data: ConsolidatedData) -> list[list[Share]]:
    return [list(group) for _, group in groupby(data.shares, key=lambda share: share.item.project_number)]


def _projects(page: Page, sources: Sources, top: int) -> int:
    """Write one row per project (件): its items, its mean, its schedule, its lights."""
    _heading(page, top, "三、各件进度（完成比例为所属各项的简单平均）")
    groups = _projects_of(sources.summary)
    rows = (_project(sources.summary, group, top + 3 + n) for n, group in enumerate(groups))
    row = table(page, top + 1, _columns(*_PROJECT_HEADERS), rows)
    charts.projects(page, top, count=len(groups))
    return max(row, charts.below(top, len(groups))) + 1


def _project(placed: Placed, group: Sequence[ItemRows], row: int) -> tuple[CellValue, ...]:
    item = group[0].share.item
    shares = [place.share for place in group]
    lines = [line for share in shares for line in share.lines]
    done, mean = placed.span(group, placed.done_column), placed.span(group, placed.mean_column)
    finished = sum(share.done for share in shares)
    number: CellValue = int(item.project_number) if item.project_number.isdigit() else item.project_number
    return (
        number,
        item.project,
        Formula(f'=COUNTIF({done},"是")+COUNTIF({done},"否")', len(shares)),
        Formula(f'=COUNTIF({done},"是")', finished),
        Formula(f'=IF(C{row}=D{row},"是","否")', "是" if finished == len(shares) else "否"),
        averaged(mean, [share.mean for share in shares]),
        averaged(placed.span(group, placed.schedule_column), [line.schedule for line in lines]),
        *(_lit(placed, group, lines, light) for light in Light),
    )


def _lit(placed: Placed, group: Sequence[ItemRows], lines: Sequence[AssignmentRow], light: Light) -> Formula:
    span = placed.span(group, placed.light_column)
    return Formula(f'=COUNTIF({span},"{light}")', sum([line.light is light for line in lines]))


def averaged(span: str, values: Sequence[Decimal | None]) -> Formula:
    """Return the live simple mean of a block, with its value."""
    return live(f'=IFERROR(AVERAGE({span}),"")', mean(values))

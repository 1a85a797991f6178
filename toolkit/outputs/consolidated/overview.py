"""Sheet 概览: counts and progress as live formulas over the other sheets, with charts on its own cells. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from toolkit.nouns.cells import column_letter
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.outcomes import NOT_ASKED, Outcome, Status
from toolkit.outputs.cell_values import CellValue, Formula
from toolkit.outputs.consolidated import below, charts
from toolkit.outputs.consolidated.details import Detail
from toolkit.outputs.consolidated.lines_told import LineBlock, LinesTold, ProjectSums
from toolkit.outputs.consolidated.period_data import ConsolidatedData, live
from toolkit.outputs.consolidated.reporting import DOUBT, STATUS, Reported
from toolkit.outputs.consolidated.summary import Placed
from toolkit.outputs.consolidated.unit_rows import units_table
from toolkit.outputs.merge import Light, State
from toolkit.outputs.tables import lights, table
from toolkit.outputs.told_rows import Lot, RowLots
from toolkit.outputs.workbook_pages import HEAD, Page, PageColumn

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


def overview_page(page: Page, data: ConsolidatedData, lines: LinesTold, units: "UnitsTold", sources: Sources) -> None:
    """Write the sheet."""
    page.least = 18.0
    page.filters = False  # charts stand beside the rows, and would be hidden with them
    page.columns([PageColumn(header="", width=width) for width in WIDTHS])
    page.title(0, f"{data.title}——概览", len(WIDTHS) - 1)
    page.line(1, data.basis, len(WIDTHS) - 1)
    row = _totals(page, lines, sources, 2)
    _lights(page, lines, sources, 2)
    charts.lights(page, 2, count=len(Light) + 1)
    top = row + 1
    second = _statuses(page, units, sources, top) + 1
    charts.statuses(page, top, count=len(Status))
    third = _projects(page, lines, sources, second)
    bottom = units_table(page, lines, units, sources.detail, third)
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


def _totals(page: Page, lines: LinesTold, sources: Sources, top: int) -> int:
    """Write how much there is and how much of it is finished: 件, 项, 任务; then the answers of this period."""
    _heading(page, top, "一、总体情况")
    place = sources.summary
    items, tasks = place.span(place.done_column), sources.detail.range("是否完成")
    done = _all_done(place, lines)
    parts = (
        ("立项（件）", lines.projects, lines.projects, done, lines.projects_done),
        _part("实事内容（项）", items, lines.items, lines.items_done),
        _part("承办任务（项×单位）", tasks, lines.count, lines.whole.done),
    )
    rows: list[tuple[CellValue, ...]] = []
    for n, (name, whole, number, part, value) in enumerate(parts, 1):
        row = top + 2 + n
        rate = live(f'=IFERROR(D{row}/C{row},"")', Decimal(value) / number if number else None)
        rows.append((n, name, whole, part, rate))
    row = table(page, top + 1, _columns("序号", "指标", "总数", "已完成", "完成率"), rows)
    return _answers(page, lines, sources, row + 1)


def _all_done(place: Placed, lines: LinesTold) -> CellValue:
    """Return how many projects are finished, live where the formula is not too long."""
    if lines.projects * len("+(COUNTIF(,)=0)") >= _LONGEST_FORMULA:
        return lines.projects_done
    spans = [place.span(place.done_column, nth, nth) for nth in range(lines.projects)]
    finished = "=" + "+".join(f'(COUNTIF({span},"否")=0)' for span in spans)
    return Formula(finished, lines.projects_done) if len(finished) < _LONGEST_FORMULA else lines.projects_done


def _part(name: str, span: str, count: int, finished: int) -> tuple[str, CellValue, int, CellValue, int]:
    """Return a row of totals: name, how many, how many finished; the live figures with their values."""
    whole = Formula(f'=COUNTIF({span},"是")+COUNTIF({span},"否")', count)
    return name, whole, count, Formula(f'=COUNTIF({span},"是")', finished), finished


def _answers(page: Page, lines: LinesTold, sources: Sources, top: int) -> int:
    """Write what became of this period's assignments."""
    checks = sources.detail.range("校验")
    rows: list[tuple[CellValue, ...]] = [
        (
            n,
            f"{'' if state == State.BEFORE else '本期'}{name}的任务",
            Formula(f'=COUNTIF({checks},"{state}")', lines.states[state]),
        )
        for n, (state, name) in enumerate(_STATES.items(), 1)
    ]
    bottom = table(page, top, _columns("序号", "本期填报（按任务计）", "任务数"), rows)
    return _total_row(page, bottom, ["", "合计", Formula(f"=SUM(C{top + 2}:C{bottom})", lines.count)])


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


def _lights(page: Page, lines: LinesTold, sources: Sources, top: int) -> None:
    """Write the assignments by light, beside the totals."""
    page.put(top, charts.LIGHTS, "进度灯（对照序时进度，按任务计）", page.look(font_name=HEAD, font_size=12, text_wrap=False))
    span, counts = sources.detail.range("进度灯"), dict(zip(Light, lines.whole.lights, strict=True))
    first = top + 3
    letter = column_letter(charts.LIGHTS + 2)
    every = sources.detail.range("是否完成")
    rows: list[tuple[CellValue, ...]] = [(light, Formula(f'=COUNTIF({span},"{light}")', counts[light])) for light in Light]
    blank = lines.count - sum(counts.values())
    rows.append(("未计", Formula(f'=COUNTIF({every},"*")-SUM({letter}{first}:{letter}{first + 2})', blank)))
    rows.append(("合计", Formula(f"=SUM({letter}{first}:{letter}{first + 3})", lines.count)))
    columns = tuple(PageColumn(header=name, width=9.5, align="center") for name in ("进度灯", "任务数"))
    table(page, top + 1, columns, rows, left=charts.LIGHTS)
    lights(page, top + 2, charts.LIGHTS, top + 4)


def _projects(page: Page, lines: LinesTold, sources: Sources, top: int) -> int:
    """Write one row per project (件): its items, its mean, its schedule, its lights."""
    _heading(page, top, "三、各件进度（完成比例为所属各项的简单平均）")
    table_rows = RowLots(lines.projects, _lots(lines, sources.summary, top + 3))
    row = table(page, top + 1, _columns(*_PROJECT_HEADERS), table_rows)
    charts.projects(page, top, count=lines.projects)
    return max(row, charts.below(top, lines.projects)) + 1


def _lots(lines: LinesTold, placed: Placed, top: int) -> Iterator[Lot]:
    """Yield the projects block by block; `top`: the row of the first one, as Excel counts."""
    columns = (placed.mean_column, placed.done_column, placed.schedule_column, placed.light_column)
    first = 0
    for block in lines.blocks:
        count = block.projects
        spans = [list(one[first : first + count]) for one in (placed.tops, placed.bottoms)]
        print_ = partial(content_hash, block.print, columns, top + first, spans)
        yield Lot(count, print_, partial(_project_rows, block, placed, first, top))
        first += count


def _project_rows(block: LineBlock, placed: Placed, first: int, top: int) -> Sequence[tuple[CellValue, ...]]:
    sums = (ProjectSums(*one[1:]) for one in block.head().projects)
    return [_project(placed, one, nth, top + nth) for nth, one in enumerate(sums, first)]


def _project(placed: Placed, sums: ProjectSums, nth: int, row: int) -> tuple[CellValue, ...]:
    done, light = placed.span(placed.done_column, nth, nth), placed.span(placed.light_column, nth, nth)
    return (
        int(sums.number) if sums.number.isdigit() else sums.number,
        sums.name,
        Formula(f'=COUNTIF({done},"是")+COUNTIF({done},"否")', sums.items),
        Formula(f'=COUNTIF({done},"是")', sums.done),
        Formula(f'=IF(C{row}=D{row},"是","否")', "是" if sums.done == sums.items else "否"),
        _averaged(placed.span(placed.mean_column, nth, nth), sums.mean),
        _averaged(placed.span(placed.schedule_column, nth, nth), sums.schedule),
        *(Formula(f'=COUNTIF({light},"{one}")', count) for one, count in zip(Light, sums.lights, strict=True)),
    )


def _averaged(span: str, value: str | None) -> Formula:
    """Return the live simple mean of a block, with its value."""
    return live(f'=IFERROR(AVERAGE({span}),"")', None if value is None else Decimal(value))

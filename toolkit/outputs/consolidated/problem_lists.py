"""Sheets 滞后与问题清单, 校验与退回 and 未齐单位. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from toolkit.nouns.docket import FileRow, UnitRow
from toolkit.nouns.outcomes import OWING, TO_SEE_TO, Outcome, Status
from toolkit.nouns.problems import Problem, Severity, place
from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.column_widths import fitted
from toolkit.outputs.consolidated.lines_told import LinesTold
from toolkit.outputs.consolidated.ordered_records import ordered_records
from toolkit.outputs.consolidated.period_data import ConsolidatedData, percent, points, told
from toolkit.outputs.merge import AssignmentRow, Light, State
from toolkit.outputs.tables import lights, table
from toolkit.outputs.workbook_pages import HEAD, Page, PageColumn
from toolkit.values.meaning import FINISH, NEXT, PERCENT, STATUS, TROUBLE
from toolkit.words import numbers as words
from toolkit.words.cell_lists import cells_named
from toolkit.words.dates import short_day

if TYPE_CHECKING:
    from toolkit.outputs.consolidated.file_blocks import FilesTold
    from toolkit.outputs.consolidated.unit_blocks import UnitsTold

BEHIND, CHECKS, WANTING = "滞后与问题清单", "校验与退回", "未齐单位"
_LATE_LIGHTS = (Light.RED, Light.YELLOW)
_LEFT_OVER = frozenset(TO_SEE_TO) - {Outcome.RETURNED}
_CLAIM = "请督查室核实是哪个单位的材料后认领，或请单位重新报送"
WANTED = (*OWING, Status.TIME_UNKNOWN)
_LONG = 400
"""Characters of a problem from which the list is printed on A3."""
TROUBLE_PLACE = 8
"""Where a row's problem stands, its number apart."""
BEHIND_COLUMNS = (
    PageColumn(header="次序", width=5, align="center"),
    PageColumn(header="序号", width=8, align="center"),
    PageColumn(header="实事内容", width=30),
    PageColumn(header="承办单位", width=11, align="center", most=27),
    PageColumn(header=STATUS, width=10, align="center"),
    PageColumn(header=PERCENT, width=8, align="center"),
    PageColumn(header="序时进度", width=8, align="center"),
    PageColumn(header="滞后（百分点，负为超前）", width=9.5, align="center"),
    PageColumn(header="进度灯", width=6, align="center"),
    PageColumn(header=TROUBLE, width=38),
    PageColumn(header="已持续期数", width=7, align="center"),
    PageColumn(header=NEXT, width=32),
    PageColumn(header=FINISH, width=12.5, align="center"),
)
WANTING_COLUMNS = (
    PageColumn(header="单位", width=16, align="center", most=27),
    PageColumn(header="报送状态", width=16, align="center"),
    PageColumn(header="应报任务", width=9.5, align="center"),
    PageColumn(header="实报任务", width=9.5, align="center"),
    PageColumn(header="理由", width=70),
)
CHECK_COLUMNS = (
    PageColumn(header="单位", width=11, align="center", most=27),
    PageColumn(header="文件", width=26),
    PageColumn(header="处理结果", width=14, align="center"),
    PageColumn(header="工作表", width=9),
    PageColumn(header="单元格", width=12),
    PageColumn(header="代码", width=6, align="center"),
    PageColumn(header="级别", width=6, align="center"),
    PageColumn(header="问题", width=45),
    PageColumn(header="怎样改", width=38),
)


def listed(lines: Iterable[AssignmentRow]) -> list[AssignmentRow]:
    """Return the lines that are behind schedule or have a problem."""
    return [line for line in lines if not line.done and (line.light in _LATE_LIGHTS or line.trouble)]


def order(line: AssignmentRow) -> Decimal:
    """Return by what the listed lines are put in order, the furthest behind first."""
    return -(Decimal(-9) if line.behind is None else line.behind)


def unheard(lines: Iterable[AssignmentRow]) -> list[AssignmentRow]:
    """Return the silent lines that were behind when last heard of: silence puts out no light."""
    return [line for line in lines if not line.counted and line.standing_light in _LATE_LIGHTS]


def rank(line: AssignmentRow) -> int:
    """Return by what the silent lines are put in order, red ones first."""
    return _LATE_LIGHTS.index(line.standing_light or Light.YELLOW)


def behind_page(page: Page, data: ConsolidatedData, lines: LinesTold) -> None:
    """Write the sheet."""
    last = len(BEHIND_COLUMNS) - 1
    if lines.longest > _LONG:
        page.larger()
    columns = fitted(page, BEHIND_COLUMNS, lines.widths(BEHIND).picked((None, *range(last))))
    page.columns(columns)
    page.title(0, "滞后与问题清单", last)
    said = f"共 {len(lines.orders)} 个承办任务，按滞后幅度从大到小排列。{_also(lines)}"
    page.line(1, f"{data.basis}　{said}", last)
    bottom = table(page, 2, columns, ordered_records(lines))
    lights(page, 3, 8, bottom - 1)
    for more in page.more:
        lights(more, 2, 8, more.sheet.dim_rowmax)
    page.sheet.freeze_panes(3, 4)
    page.sheet.repeat_rows(2)


def _also(lines: LinesTold) -> str:
    """Say of how many assignments nobody knows how they stand, and which of them are listed all the same."""
    unknown, listed_too = lines.states[State.RETURNED] + lines.states[State.NOTHING], len(lines.ranks)
    kept = f"，其中上次为红灯、黄灯的 {listed_too} 个列在最后，完成比例为上次所报" if listed_too else ""
    return f"另有 {unknown} 个本期没有合格填报，进度不明{kept}。" if unknown else ""


def silent_cells(line: AssignmentRow) -> tuple[CellValue, ...]:
    """Return the row of a silent line, its number apart."""
    known = line.known
    stood = f"{short_day(known.data_as_of)}为{words.percent(known.percent)}" if known else None
    light = f"上次{line.standing_light}"
    about = (line.item.number, line.item.content, line.unit, line.state.value, stood, percent(line.schedule))
    return (*about, None, light, "本期没有合格填报，进度不明", None, None, None)


def behind_cells(data: ConsolidatedData, line: AssignmentRow) -> tuple[CellValue, ...]:
    """Return the row of a listed line, its number apart."""
    entry, fields = line.entry, ((key, data.form.field(key)) for key in (STATUS, PERCENT, NEXT, FINISH))
    shown = {key: told(entry, field) if field else None for key, field in fields}
    return (
        line.item.number,
        line.item.content,
        line.unit,
        shown[STATUS],
        shown[PERCENT],
        percent(line.schedule),
        points(line.behind),
        line.light,
        line.trouble or "无",
        line.stood or None,
        shown[NEXT],
        shown[FINISH],
    )


# -- 校验与退回 ------------------------------------------------------------------------------------------------------


def checks_page(page: Page, data: ConsolidatedData, files: "FilesTold") -> None:
    """Write every problem of every file."""
    last, rows = len(CHECK_COLUMNS) - 1, files.problems
    columns = fitted(page, CHECK_COLUMNS, files.problem_widths)
    page.columns(columns)
    page.title(0, CHECKS, last)
    page.line(1, data.basis, last)
    said = f"校验问题 {rows.count} 条（同一文件内相同的问题合并为一条）；没有报送齐全的单位见工作表“{WANTING}”"
    page.line(2, said, last, font_name=HEAD)
    table(page, 3, columns, rows)
    page.sheet.freeze_panes(4, 2)
    page.sheet.repeat_rows(3)


def wanting_page(page: Page, data: ConsolidatedData, units: "UnitsTold") -> None:
    """Write the units that are wanting, on a sheet of their own: a sheet repeats one header on its further pages."""
    last, count = len(WANTING_COLUMNS) - 1, units.wanting.count
    columns = fitted(page, WANTING_COLUMNS, units.wanting_widths)
    page.columns(columns)
    page.title(0, "没有报送齐全的单位", last)
    page.line(1, data.basis, last)
    page.line(2, f"未报、退回待重报、报送不齐和时间待核的单位 {count} 个", last, font_name=HEAD)
    table(page, 3, columns, units.wanting)
    page.sheet.freeze_panes(4, 1)
    page.sheet.repeat_rows(3)


def wanting_cells(row: UnitRow) -> tuple[CellValue, ...]:
    return (row.unit, row.status, row.due_rows, row.filled_rows, row.reason)


def problem_rows(file: FileRow) -> Iterator[tuple[CellValue, ...]]:
    """Yield one row per problem, equal ones merged ("G7、G9"), those without a cell first; one for a file left over."""
    if file.outcome in _LEFT_OVER and not file.problems:
        yield (
            file.unit,
            file.whole,
            file.outcome.word,
            file.sheet,
            "",
            None,
            None,
            file.note or "不知是哪个单位的材料",
            _CLAIM,
        )
    problems = sorted(file.problems, key=lambda p: (p.code.name, p.sheet or "", p.message, place(p)))
    merged = [tuple(group) for _, group in groupby(problems, key=lambda p: (p.code.name, p.sheet, p.message, p.severity))]
    for group in sorted(merged, key=lambda group: (group[0].severity is not Severity.RETURN, place(group[0]))):
        yield (file.unit, file.whole, file.outcome.word, group[0].sheet, _cells(group), *_told(group[0]))


def _cells(group: Sequence[Problem]) -> str:
    return cells_named(problem.cell for problem in group if problem.cell)


def _told(problem: Problem) -> tuple[CellValue, ...]:
    return (problem.code.name, problem.severity, problem.message, problem.fix)

"""The year's register: units × periods with each reason, late days, returns and reminders. Pure; pandas pivots."""

from collections.abc import Sequence

from toolkit.nouns.cells import column_letter
from toolkit.nouns.docket import Docket, Status, UnitRow, VerdictChange
from toolkit.outputs.cell_values import CellValue, Formula
from toolkit.outputs.merge import by_unit
from toolkit.outputs.register_book.phrases import SIGN, changed, later, marks, period_name, year_of
from toolkit.outputs.tables import face_of, table
from toolkit.outputs.workbook_pages import HEAD, Page, PageColumn
from toolkit.plan.deadlines import zone
from toolkit.plan.model import Plan
from toolkit.words.dates import moment
from toolkit.words.states import DOUBTFUL, status_word

NAME = "全年报送情况登记表"
TOP = 2
_COUNTED = (Status.ON_TIME, Status.LATE, Status.INCOMPLETE, Status.RETURNED, Status.MISSING)


def year_page(page: Page, plan: Plan, dockets: Sequence[Docket], changes: Sequence[VerdictChange]) -> None:
    """Write the matrix."""
    columns = _columns(plan, dockets)
    last = len(columns) - 1
    page.columns(columns)
    page.title(0, f"{plan.settings.text('县名')}{year_of(plan)}{plan.subject}{NAME}", last)
    units = by_unit(plan, dockets)
    page.line(
        1, f"统计时点：{moment(dockets[-1].as_of, zone(plan))}　共 {len(units)} 个单位、{len(dockets)} 期　各格理由见批注", last
    )
    rows = [_inks(number, unit, states, TOP + 1 + number) for number, (unit, states) in enumerate(units, 1)]
    row = _totals(page, columns, rows, table(page, TOP, columns, rows), periods=len(dockets))
    for place, (_, states) in enumerate(units, TOP + 1):
        for column, state in enumerate(states, 2):
            if state is not None and state.reason:
                page.note(place, column, _ground(state))
    for text in (*_footnotes(plan, dockets), *changed(changes)):
        page.line(row, text, last)
        row += 1
    page.line(row + 1, SIGN, last)
    page.sheet.freeze_panes(TOP + 1, 2)
    page.sheet.repeat_rows(TOP)


def _columns(plan: Plan, dockets: Sequence[Docket]) -> tuple[PageColumn, ...]:
    return (
        PageColumn(header="序号", width=5, align="center"),
        PageColumn(header="单位", width=15, align="center"),
        *(PageColumn(header=period_name(plan, docket.period), width=16, align="center") for docket in dockets),
        *(PageColumn(header=f"{status}（期）", width=9, align="center") for status in _COUNTED),
        *(PageColumn(header=name, width=9, align="center") for name in ("迟报天数", "退回次数", "催报次数", "时间待核（期）")),
    )


def _inks(number: int, unit: str, states: Sequence[UnitRow | None], row: int) -> tuple[CellValue, ...]:
    """Return a unit's line; the counts are live over its periods."""
    found = [state for state in states if state is not None]
    span = f"C{row}:{column_letter(2 + len(states))}{row}"
    counts = (Formula(f'=COUNTIF({span},"{status}*")', sum(s.status is status for s in found)) for status in _COUNTED)
    unsure = Formula(f'=COUNTIF({span},"*{DOUBTFUL}*")', sum(state.doubtful for state in found))
    sums = (sum(s.days_late for s in found), sum(s.returns for s in found), sum(s.reminders for s in found))
    return (number, unit, *(status_word(state) if state else "—" for state in states), *counts, *sums, unsure)


def _totals(page: Page, columns: Sequence[PageColumn], rows: Sequence[Sequence[CellValue]], bottom: int, *, periods: int) -> int:
    """Write live sums under the counted columns."""
    for index, column in enumerate(columns):
        ink: CellValue = "合计" if index == 1 else None
        if index >= 2 + periods and rows:
            letter = column_letter(index + 1)
            ink = Formula(f"=SUM({letter}{TOP + 2}:{letter}{bottom})", sum(_number(inks[index]) for inks in rows))
        page.put(bottom, index, ink, face_of(page, column, ink, font_name=HEAD))
    page.sheet.set_row(bottom, page.least)
    return bottom + 1


def _number(ink: CellValue) -> int:
    value = ink.value if isinstance(ink, Formula) else ink
    return value if isinstance(value, int) else 0


def _ground(state: UnitRow) -> str:
    """Return the comment of one cell: why, and what else is on record."""
    more = [f"退回 {state.returns} 次" if state.returns else "", f"催报 {state.reminders} 次" if state.reminders else ""]
    late = f"迟报 {state.days_late} 天（工作日 {state.working_days_late} 天）" if state.status is Status.LATE else ""
    return "；".join(part for part in (state.reason, late, *more) if part)


def _footnotes(plan: Plan, dockets: Sequence[Docket]) -> tuple[str, ...]:
    limits = "；".join(f"{period_name(plan, docket.period)}：{docket.deadline_reason}" for docket in dockets)
    newest = dockets[-1]
    return (
        f"1. 截止时间（“前”按含当日、至当日24时止掌握）：{limits}。",
        f"2. “{DOUBTFUL}”：收到时间只有文件或发件方自带的时间为据，须核实登记后方可采用。待报：尚未到截止时间。",
        f"3. {marks(newest)}，取于{moment(newest.as_of, zone(plan))}。",
        *later(max(docket.later_notes for docket in dockets)),
    )

"""The year's register: units × periods with each reason, late days, returns and reminders. Pure; pandas pivots."""

from collections.abc import Sequence

from toolkit.nouns.cells import column_letter
from toolkit.nouns.docket import Docket, UnitRow, VerdictChange
from toolkit.nouns.outcomes import Status
from toolkit.outputs.cell_values import CellValue, Formula
from toolkit.outputs.column_widths import suited
from toolkit.outputs.faces import face_of
from toolkit.outputs.merge import by_unit
from toolkit.outputs.register_book.phrases import SIGN, changed, later, marks, period_name, year_of
from toolkit.outputs.tables import table
from toolkit.outputs.workbook_pages import HEAD, LIGHTS, Page, PageColumn
from toolkit.plan.deadlines import zone
from toolkit.plan.model import Plan
from toolkit.words.dates import moment
from toolkit.words.states import DOUBTFUL, MARK, days_sum, marked, status_word

NAME = "全年报送情况登记表"
TOP = 2
FIRST = 3
"""Column of the first period, from 0."""
NO_TASK = "无任务"
UNSURE = "其中时间待核"
"""Periods whose state is printed with a mark: they are counted under their state too."""
_NOTHING = "—"
_COUNTED = tuple(status.value for status in Status)
_COLOURS = {
    (Status.ON_TIME,): LIGHTS["绿"],
    (Status.LATE, Status.INCOMPLETE): LIGHTS["黄"],
    (Status.RETURNED,): ("#F8CBAD", "#843C0C"),
    (Status.MISSING,): LIGHTS["红"],
    (Status.EXEMPT, Status.EXTENDED, Status.PENDING): ("#EDEDED", "#595959"),
    (Status.TIME_UNKNOWN,): ("#E4DFEC", "#403151"),
}


def year_page(page: Page, plan: Plan, dockets: Sequence[Docket], changes: Sequence[VerdictChange]) -> None:
    """Write the matrix."""
    units = by_unit(plan, dockets)
    absent = any(state is None for _, states in units for state in states)
    counted = (*_COUNTED, NO_TASK) if absent else _COUNTED
    rows = [_cells(plan, number, unit, states, counted) for number, (unit, states) in enumerate(units, 1)]
    columns = suited(page, _columns(plan, dockets, counted), rows)
    last = len(columns) - 1
    page.columns(columns)
    page.title(0, f"{plan.settings.text('县名')}{year_of(plan)}{plan.subject}{NAME}", last)
    when = moment(dockets[-1].as_of, zone(plan))
    page.line(1, f"统计时点：{when}　共 {len(units)} 个单位、{len(dockets)} 期　各状态栏为期数　各格理由见批注", last)
    bottom = table(page, TOP, columns, rows)
    _heat(page, TOP + 1, FIRST, bottom - 1, FIRST + len(dockets) - 1)
    row = _totals(page, columns, rows, bottom, FIRST + len(dockets))
    for place, (_, states) in enumerate(units, TOP + 1):
        for column, state in enumerate(states, FIRST):
            if state is not None and state.reason:
                page.note(place, column, _ground(state))
    for text in (*_footnotes(plan, dockets), *changed(changes)):
        page.line(row, text, last)
        row += 1
    page.line(row + 1, SIGN, last)
    page.sheet.freeze_panes(TOP + 1, 2)
    page.sheet.repeat_rows(TOP)


def _columns(plan: Plan, dockets: Sequence[Docket], counted: Sequence[str]) -> tuple[PageColumn, ...]:
    names = ("应报期数", *counted, UNSURE, "迟报天数", "退回次数", "催报次数")
    return (
        PageColumn(header="序号", width=7, align="center"),
        PageColumn(header="单位", width=15, align="center", most=27),
        PageColumn(header="类别", width=8, align="center"),
        *(PageColumn(header=period_name(plan, docket.period), width=20, align="center") for docket in dockets),
        *(PageColumn(header=name, width=2 * len(name) + 4.5, align="center") for name in names),
    )


def _cells(plan: Plan, number: int, unit: str, states: Sequence[UnitRow | None], counted: Sequence[str]) -> tuple[CellValue, ...]:
    """Return a unit's line; the counts are live over its periods."""
    reported = [state for state in states if state is not None]
    words = [status_word(state) if state else _NOTHING for state in states]
    row = TOP + 1 + number
    span = f"{column_letter(FIRST + 1)}{row}:{column_letter(FIRST + len(states))}{row}"
    counts = [Formula(f"={_count(span, name)}", sum(word == _plain(word, name) for word in words)) for name in counted]
    free = sum(word in {_NOTHING, Status.EXEMPT} for word in words)
    due = Formula(f'=COLUMNS({span})-COUNTIF({span},"{_NOTHING}")-COUNTIF({span},"{Status.EXEMPT}")', len(states) - free)
    unsure = Formula(f'=COUNTIF({span},"*{MARK}")', sum(marked(state) for state in reported))
    named = plan.unit(unit)
    sums = (days_sum(reported), sum(s.returns for s in reported), sum(s.reminders for s in reported))
    return (number, unit, (named.category if named else "") or _NOTHING, *words, due, *counts, unsure, *sums)


def _count(span: str, name: str) -> str:
    if name == NO_TASK:
        return f'COUNTIF({span},"{_NOTHING}")'
    return f'COUNTIF({span},"{name}")+COUNTIF({span},"{name}{MARK}")'


def _plain(word: str, name: str) -> str:
    """Return the word that a cell of this state has, with or without the mark."""
    if name == NO_TASK:
        return _NOTHING
    return f"{name}{MARK}" if word.endswith(MARK) else name


def _heat(page: Page, top: int, left: int, bottom: int, right: int) -> None:
    """Colour the matrix by state, also after somebody has sorted it; the word stays beside the colour."""
    for states, (back, ink) in _COLOURS.items():
        look = page.paper.book.add_format({"bg_color": back, "font_color": ink})
        for state in states:
            rule = {"type": "text", "criteria": "begins with", "value": state, "format": look}
            page.sheet.conditional_format(top, left, max(top, bottom), right, rule)


def _totals(page: Page, columns: Sequence[PageColumn], rows: Sequence[Sequence[CellValue]], bottom: int, first: int) -> int:
    """Write live sums under the counted columns: one line a 类别 where there are several, then all."""
    kinds = list(dict.fromkeys(str(inks[2]) for inks in rows))
    lines = [(f"{kind}小计" if kind != _NOTHING else "未分类小计", kind) for kind in kinds] if len(kinds) > 1 else []
    for place, (name, kind) in enumerate([*lines, ("合计", "")], bottom):
        for index, column in enumerate(columns):
            ink: CellValue = name if index == 1 else None
            if index >= first and rows:
                ink = _sum(index, kind, [inks for inks in rows if kind in {"", inks[2]}], bottom)
            page.put(place, index, ink, face_of(page, column, ink, font_name=HEAD))
        page.sheet.set_row(place, page.least)
    return bottom + len(lines) + 1


def _sum(index: int, kind: str, rows: Sequence[Sequence[CellValue]], bottom: int) -> Formula:
    value = sum(_number(inks[index]) for inks in rows)
    letter = column_letter(index + 1)
    span = f"{letter}{TOP + 2}:{letter}{bottom}"
    return Formula(f'=SUMIF($C${TOP + 2}:$C${bottom},"{kind}",{span})' if kind else f"=SUM({span})", value)


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
        f"3. 应报期数不含免报和无任务的期次；各状态栏相加等于{len(dockets)}期。“{UNSURE}”已计入所在状态，不另相加。",
        f"4. {marks(newest)}，取于{moment(newest.as_of, zone(plan))}。",
        *later(max(docket.later_notes for docket in dockets)),
    )

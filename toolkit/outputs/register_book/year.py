"""The year's register: units × periods with each reason, late days, returns and reminders. Pure; pandas pivots."""

from collections.abc import Sequence

from toolkit.deadlines import zone
from toolkit.docket import Docket, Status
from toolkit.merge import by_unit
from toolkit.outputs.ink import Formula, Ink
from toolkit.outputs.paper import Column, Page
from toolkit.outputs.register_book.words import status_word, year_of
from toolkit.outputs.tables import table
from toolkit.outputs.words import moment
from toolkit.plan.model import Plan

NAME = "全年报送情况登记表"
TOP = 2
_COUNTED = (Status.ON_TIME, Status.LATE, Status.INCOMPLETE, Status.RETURNED, Status.MISSING)


def year_page(page: Page, plan: Plan, dockets: Sequence[Docket]) -> None:
    """Write the matrix."""
    columns = (
        Column(header="序号", width=5, align="center"),
        Column(header="单位", width=14, align="center"),
        *(Column(header=_name(plan, docket), width=13, align="center") for docket in dockets),
        *(Column(header=str(status), width=8, align="center") for status in _COUNTED),
        *(Column(header=name, width=9, align="center") for name in ("迟报天数", "退回次数", "催报次数")),
    )
    last = len(columns) - 1
    page.columns(columns)
    page.title(0, f"{plan.settings.text('县名')}{year_of(plan)}县级为民办实事项目{NAME}", last)
    page.line(1, f"统计时点：{moment(dockets[-1].as_of, zone(plan))}　各格的理由见批注", last)
    table_rows = by_unit(plan, dockets)
    rows = []
    for number, (unit, states) in enumerate(table_rows, 1):
        row = TOP + 1 + number
        found = [state for state in states if state is not None]
        cells = [status_word(state) if state else "—" for state in states]
        span = f"C{row}:{chr(66 + len(dockets))}{row}"
        counts: list[Ink] = [
            Formula(f'=COUNTIF({span},"{status}*")', sum(state.status is status for state in found)) for status in _COUNTED
        ]
        sums = [sum(s.days_late for s in found), sum(s.returns for s in found), sum(s.reminders for s in found)]
        rows.append((number, unit, *cells, *counts, *sums))
    bottom = table(page, TOP, columns, rows)
    for row, (_, states) in enumerate(table_rows, TOP + 1):
        for column, state in enumerate(states, 2):
            if state is not None and state.reason:
                page.note(row, column, state.reason)
    page.line(bottom, f"台账指纹：{dockets[-1].fingerprint or '（台账为空）'}", last)
    page.sheet.freeze_panes(TOP + 1, 2)
    page.sheet.repeat_rows(TOP)


def _name(plan: Plan, docket: Docket) -> str:
    period = plan.period(docket.period)
    return period.name if period else docket.period

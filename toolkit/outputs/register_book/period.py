"""One period's register: a line per unit, footnotes, lines to sign. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.nouns.cells import column_letter
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.docket import Docket, UnitRow, VerdictChange
from toolkit.nouns.outcomes import Status
from toolkit.outputs.arrival_columns import ARRIVAL_COLUMNS, arrival_cells, deadline_cell
from toolkit.outputs.cell_values import CellValue, Formula
from toolkit.outputs.column_widths import fitted, measured, measured_together
from toolkit.outputs.faces import face_of
from toolkit.outputs.register_book import signing
from toolkit.outputs.register_book.phrases import SIGN, changed, footnotes, period_name, year_of
from toolkit.outputs.tables import named, table
from toolkit.outputs.told_rows import TellsUnits, ToldRows, untold
from toolkit.outputs.workbook_pages import HEAD, Page, PageColumn
from toolkit.plan.deadlines import zone
from toolkit.plan.model import Plan
from toolkit.words.notes import told
from toolkit.words.states import NO_DAYS, days_sum, late_days, status_word

NAME = "报送情况登记表"
TOP = 3
COLUMNS = (
    *ARRIVAL_COLUMNS,
    PageColumn(header="适用截止时间", width=16, align="center"),
    PageColumn(header="报送状态", width=16.5, align="center"),
    PageColumn(header="迟报天数（自然日）", width=10, align="center"),
    PageColumn(header="迟报天数（工作日）", width=10, align="center"),
    PageColumn(header="退回次数", width=8.5, align="center"),
    PageColumn(header="催报次数", width=8.5, align="center"),
    PageColumn(header="最近催报", width=16, align="center"),
    PageColumn(header="渠道", width=9, align="center"),
    PageColumn(header="理由", width=36),
    PageColumn(header="情况记载", width=30),
)
_SUMMED = (3, 4, 12, 13, 14, 15)


def period_page(page: Page, plan: Plan, docket: Docket, changes: Sequence[VerdictChange], tells: TellsUnits = untold) -> None:
    """Write the sheet. `tells`: what decides about units' rows."""
    lines = _UnitLines(plan, docket, tells)
    rows = ToldRows(len(docket.units), lines.made, lines.print)
    facts = rows.facts(page.paper.blocks, lines.facts)
    measure = measured_together(COLUMNS, (one["measure"] for one in facts))
    columns = named(fitted(page, COLUMNS, measure), plan.policy)
    last = len(COLUMNS) - 1
    page.columns(columns)
    page.title(0, f"{plan.settings.text('县名')}{year_of(plan)}{plan.subject}{NAME}", last)
    name = period_name(plan, docket.period)
    page.line(1, f"期次：{name}　登记单位：{plan.settings.text('督查室')}　共 {len(docket.units)} 个单位", last)
    page.line(2, f"截止：{docket.deadline_reason}", last)
    bottom = table(page, TOP, columns, rows)
    row = _total(page, [one["sums"] for one in facts], bottom)
    doubtful = sum(one["doubtful"] for one in facts)
    for text in (_counts(docket, doubtful), *_in_parts(page, docket), *footnotes(plan, docket, zone(plan)), *changed(changes)):
        page.line(row, text, last)
        row += 1
    page.line(row + 1, SIGN, last)
    page.sheet.freeze_panes(TOP + 1, 2)
    page.sheet.repeat_rows(TOP)


def _in_parts(page: Page, docket: Docket) -> list[str]:
    """Say in how many sheets the pages to sign are, and how many units each has."""
    most = min(signing.PAGES, page.paper.holds)
    sheets = -(-len(docket.units) // most)
    return [f"单位签认每单位一页，一张工作表至多{most}页，按本表顺序分在{sheets}张工作表。"] if sheets > 1 else []


class _UnitLines:
    """The lines of the units, by where these stand in the docket."""

    def __init__(self, plan: Plan, docket: Docket, tells: TellsUnits) -> None:
        self._plan, self._docket, self._tells = plan, docket, tells

    def print(self, places: range) -> str:
        """Return a hash of what decides about some units' lines; "" = they are to be looked at."""
        own = self._tells(places)
        return own and content_hash(own, places.start)

    def made(self, places: range) -> Iterator[tuple[CellValue, ...]]:
        return (_cells(self._plan, self._docket, place + 1, self._docket.units[place]) for place in places)

    def facts(self, places: range) -> Mapping[str, Any]:
        """Return what the rest of the sheet wants to know of some lines."""
        units = self._docket.units[places.start : places.stop]
        cells = (_cells(self._plan, self._docket, number, unit) for number, unit in enumerate(units, places.start + 1))
        return {
            "measure": measured(COLUMNS, cells).plain(),
            "sums": [sum(values) for values in zip(*map(_summed, units), strict=True)],
            "doubtful": sum(unit.provisional for unit in units),
        }


def _cells(plan: Plan, docket: Docket, number: int, row: UnitRow) -> tuple[CellValue, ...]:
    return (
        *arrival_cells(plan, number, row),
        deadline_cell(row.deadline or docket.effective_deadline, zone(plan)),
        status_word(row),
        days_sum([row]),
        NO_DAYS if late_days(row) is None else row.working_days_late,
        row.returns,
        row.reminders,
        row.last_reminded,
        row.sheet.channel if row.sheet else None,
        row.reason,
        "\n".join([*(told(note, zone(plan)) for note in row.notes), *_helpers(plan, row, docket)]),
    )


def _helpers(plan: Plan, row: UnitRow, docket: Docket) -> list[str]:
    """Return the line about who helps: 配合单位 get copies and owe no form."""
    period = plan.period(docket.period)
    names = plan.helpers(row.unit, period.deadline) if period else ()
    return [f"配合单位：{'、'.join(names)}"] if names else []


def _total(page: Page, lots: Sequence[Sequence[int]], row: int) -> int:
    """Write the live sums under the table, of those of each lot."""
    sums = dict(zip(_SUMMED, map(sum, zip(*lots, strict=True)), strict=True)) if lots else {}
    for index, column in enumerate(COLUMNS):
        letter = column_letter(index + 1)
        ink: CellValue = Formula(f"=SUM({letter}{TOP + 2}:{letter}{row})", sums[index]) if index in sums else None
        page.put(row, index, "合计" if index == 1 else ink, face_of(page, column, ink, font_name=HEAD))
    page.sheet.set_row(row, page.least)
    return row + 1


def _summed(row: UnitRow) -> tuple[int, ...]:
    late = row.status is Status.LATE
    days = (row.days_late, row.working_days_late) if late else (0, 0)
    return (row.due_rows, row.filled_rows, *days, row.returns, row.reminders)


def _counts(docket: Docket, doubtful: int) -> str:
    counts = "，".join(f"{status} {docket.count(status)} 个" for status in Status if docket.count(status))
    return f"按单位计：{counts or '无'}。其中时间待核 {doubtful} 个。"

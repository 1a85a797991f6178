"""Sheets 考核测算 and 逐项依据: what every unit's points come to, live sums over each point with its ground. Pure.

Each table has a sheet of its own: a sheet repeats one header on its further pages, and has filter buttons once.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from toolkit.nouns.cells import column_letter
from toolkit.nouns.docket import Docket
from toolkit.outputs.cell_values import CellValue, Figure, Formula
from toolkit.outputs.column_widths import suited
from toolkit.outputs.letter_phrases import aside
from toolkit.outputs.register_book.phrases import marks, period_name
from toolkit.outputs.register_book.score import PERIOD_CAP, YEAR_CAP, ScoreLine, cap, capped, scored, strange, unscored
from toolkit.outputs.tables import table
from toolkit.outputs.workbook_pages import Page, PageColumn
from toolkit.plan.deadlines import zone
from toolkit.plan.model import Plan
from toolkit.words.dates import moment
from toolkit.words.states import DOUBTFUL

NAME, GROUNDS = "考核测算", "逐项依据"
_FORMAT = "0.00"
_TOP = 3
"""0-based row of the totals' header."""


def reckoning_page(page: Page, grounds: Page, plan: Plan, dockets: Sequence[Docket]) -> None:
    """Write totals per unit, and on a sheet of their own the points they are made of."""
    points = scored(plan, dockets)
    units = [unit.name for unit in plan.units if any(docket.row(unit.name) for docket in dockets)]
    mine: dict[str, list[ScoreLine]] = defaultdict(list)
    for point in points:
        mine[point.unit].append(point)
    places = _Places(_FIRST + 1, _FIRST + max(1, len(points)))
    rows = [_total(plan, dockets, unit, mine[unit], places, n) for n, unit in enumerate(units, 1)]
    columns = suited(page, _total_columns(plan, dockets), rows)
    last = len(columns) - 1
    page.columns(columns)
    page.title(0, f"{plan.settings.text('县名')}报送情况考核测算", last)
    page.line(1, f"依据：{plan.settings.text('评分依据')}　批准：{plan.settings.text('评分批准人')}", last)
    page.line(2, f"统计时点：{moment(dockets[-1].as_of, zone(plan))}　{marks(dockets[-1])}　各分的由来见工作表“{GROUNDS}”", last)
    row = table(page, _TOP, columns, rows)
    page.line(row, _caps(plan), last)
    page.line(row + 1, _left_out(plan, dockets), last)
    _repeat(page, _TOP)
    _grounds_page(grounds, plan, points)


def _grounds_page(page: Page, plan: Plan, points: Sequence[ScoreLine]) -> None:
    """Write every point with its ground."""
    rows = [_point(plan, n, point, _FIRST + n) for n, point in enumerate(points, 1)]
    columns = suited(page, _POINT_COLUMNS, rows)
    page.columns(columns)
    page.title(0, f"{plan.settings.text('县名')}报送情况考核{GROUNDS}", len(_POINT_COLUMNS) - 1)
    table(page, _FIRST - 1, columns, rows)
    _repeat(page, _FIRST - 1)


def _repeat(page: Page, top: int) -> None:
    page.sheet.freeze_panes(top + 1, 2)
    page.sheet.repeat_rows(top)


_FIRST = 2
"""0-based row of the first point on its sheet."""


class _Places:
    """Where the points stand: blocks of columns, rows 1-based."""

    def __init__(self, first: int, last: int) -> None:
        self.unit, self.period, self.points = (f"'{GROUNDS}'!${c}${first}:${c}${last}" for c in ("B", "C", "G"))


_POINT_COLUMNS = (
    PageColumn(header="序号", width=6, align="center"),
    PageColumn(header="单位", width=15, align="center", most=27),
    PageColumn(header="期次", width=20, align="center"),
    PageColumn(header="情形", width=12, align="center"),
    PageColumn(header="次数", width=9, align="center"),
    PageColumn(header="每次", width=9, align="center"),
    PageColumn(header="得分", width=9, align="center"),
    PageColumn(header="事实依据", width=60),
)


def _total_columns(plan: Plan, dockets: Sequence[Docket]) -> tuple[PageColumn, ...]:
    """Return the totals' columns."""
    headers = [*(period_name(plan, docket.period) for docket in dockets), "加分合计", "扣分合计", "合计"]
    figures = (PageColumn(header=header, width=20 if header.endswith("）") else 12, align="center") for header in headers)
    return (
        PageColumn(header="序号", width=6, align="center"),
        PageColumn(header="单位", width=15, align="center", most=27),
        *figures,
    )


def _total(
    plan: Plan, dockets: Sequence[Docket], unit: str, points: Sequence[ScoreLine], places: _Places, n: int
) -> tuple[CellValue, ...]:
    """Return a unit's deductions per period, capped, and what the year comes to."""
    row = _TOP + 1 + n
    who = f"{places.unit},$B{row}"
    by_period: list[CellValue] = []
    values: list[Decimal] = []
    for docket in dockets:
        sums = f'SUMIFS({places.points},{who},{places.period},{_quoted(period_name(plan, docket.period))},{places.points},"<0")'
        value = capped([p.points for p in points if p.period == docket.period], cap(plan, PERIOD_CAP))
        values.append(value)
        by_period.append(Formula(f"={_floor(sums, cap(plan, PERIOD_CAP))}", value, _FORMAT))
    plus = sum((p.points for p in points if p.points > 0), Decimal(0))
    span = f"C{row}:{column_letter(2 + len(dockets))}{row}"
    minus = capped(values, cap(plan, YEAR_CAP))
    letters = [column_letter(3 + len(dockets)), column_letter(4 + len(dockets))]
    return (
        n,
        unit,
        *by_period,
        Formula(f'=SUMIFS({places.points},{who},{places.points},">0")', plus, _FORMAT),
        Formula(f"={_floor(f'SUM({span})', cap(plan, YEAR_CAP))}", minus, _FORMAT),
        Formula(f"={letters[0]}{row}+{letters[1]}{row}", plus + minus, _FORMAT),
    )


def _quoted(text: str) -> str:
    """Return a text as a formula says it."""
    return '"' + text.replace('"', '""') + '"'


def _floor(text: str, limit: Decimal | None) -> str:
    return text if limit is None else f"MAX({limit},{text})"


def _point(plan: Plan, number: int, point: ScoreLine, row: int) -> tuple[CellValue, ...]:
    return (
        number,
        point.unit,
        period_name(plan, point.period),
        point.case,
        point.times,
        Figure(point.each, _FORMAT),
        Formula(f"=E{row}*F{row}", point.points, _FORMAT),
        point.ground,
    )


def _caps(plan: Plan) -> str:
    limits = [f"{name} {cap(plan, name)} 分" for name in (PERIOD_CAP, YEAR_CAP) if cap(plan, name) is not None]
    odd = strange(plan)
    text = f"各期一栏为该期扣分。{'；'.join(limits) or '未设扣分上限'}。"
    return f"{text}“评分”表中的{'、'.join(odd)}未参与测算，须人工核定。" if odd else text


def _left_out(plan: Plan, dockets: Sequence[Docket]) -> str:
    names = [f"{row.unit}{aside(period_name(plan, docket.period))}" for docket in dockets for row in docket.units if row.doubtful]
    others = [
        f"{row.unit}{aside(period_name(plan, docket.period))}{why}"
        for docket in dockets
        for row in docket.units
        if not row.doubtful and (why := unscored(plan, row))
    ]
    also = f"不计分的还有：{'；'.join(others)}。" if others else ""
    return f"{DOUBTFUL}的一律不计分：{'、'.join(names) or '无'}。{also}"

"""The units' part of 概览: one row per unit, live over 明细. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from toolkit.nouns.cells import column_letter
from toolkit.nouns.docket import UnitRow
from toolkit.outputs.cell_values import CellValue, Formula
from toolkit.outputs.consolidated import charts
from toolkit.outputs.consolidated.details import Detail
from toolkit.outputs.consolidated.period_data import ConsolidatedData, live
from toolkit.outputs.faces import face_of
from toolkit.outputs.merge import AssignmentRow, Light, State
from toolkit.outputs.tables import table
from toolkit.outputs.workbook_pages import HEAD, Page, PageColumn
from toolkit.values.meaning import PERCENT
from toolkit.values.numbers import mean

_NAMES = ("序号", "单位", "报送状态", "任务数", "本期已报", "已完成", "平均完成\n比例", "绿", "黄", "红")
_WIDTHS = (6.0, 26.0, *([9.5] * 8))
_COLUMNS = tuple(PageColumn(header=name, width=width, align="center") for name, width in zip(_NAMES, _WIDTHS, strict=True))


def units_table(page: Page, data: ConsolidatedData, detail: Detail, top: int) -> int:
    """Write the units' table; return the first free row."""
    page.line(
        top, "四、各单位情况（按任务计；平均完成比例为本单位各任务的简单平均）", len(_COLUMNS) - 1, font_name=HEAD, font_size=12
    )
    by_unit: dict[str, list[AssignmentRow]] = defaultdict(list)
    for line in data.lines:
        by_unit[line.unit].append(line)
    units = data.docket.units
    spans = {name: detail.range(name) for name in ("校验", "是否完成", "进度灯")}
    spans |= {"承办单位": detail.left("承办单位"), PERCENT: detail.answers(PERCENT) or ""}
    rows = (_unit(spans, n, row, by_unit[row.unit], top + 2 + n) for n, row in enumerate(units, 1))
    row = table(page, top + 1, _COLUMNS, rows)
    _total(page, row, top + 3, data.lines)
    charts.units(page, top, count=len(units))
    return row + 1


def _unit(
    spans: Mapping[str, str], number: int, state: UnitRow, lines: Sequence[AssignmentRow], row: int
) -> tuple[CellValue, ...]:
    """Return a unit's cells; `spans`: the blocks of 明细 that they count."""
    who, checks = f"{spans['承办单位']},$B{row}", spans["校验"]
    told = [f'COUNTIFS({who},{checks},"{name}")' for name in (State.PASSED, State.REMARK)]
    reported = sum(line.state in {State.PASSED, State.REMARK} for line in lines)
    return (
        number,
        state.unit,
        state.status,
        Formula(f"=COUNTIF({who})", len(lines)),
        Formula(f"={'+'.join(told)}", reported),
        Formula(f'=COUNTIFS({who},{spans["是否完成"]},"是")', sum(line.done for line in lines)),
        _mean(spans, who, lines),
        *(_lit(spans["进度灯"], who, lines, light) for light in Light),
    )


def _mean(spans: Mapping[str, str], who: str, lines: Sequence[AssignmentRow]) -> CellValue:
    if not spans[PERCENT]:
        return None
    averaged = f'=IFERROR(AVERAGEIFS({spans[PERCENT]},{who},{spans["校验"]},"<>退回"),"")'
    return live(averaged, mean(line.percent for line in lines))


def _lit(span: str, who: str, lines: Sequence[AssignmentRow], light: Light) -> Formula:
    return Formula(f'=COUNTIFS({who},{span},"{light}")', sum([line.light is light for line in lines]))


def _total(page: Page, row: int, first: int, lines: Sequence[AssignmentRow]) -> None:
    """Write live sums under the counted columns."""
    sums = {
        3: len(lines),
        4: sum(line.state in {State.PASSED, State.REMARK} for line in lines),
        5: sum(line.done for line in lines),
        **{7 + n: sum(line.light is light for line in lines) for n, light in enumerate(Light)},
    }
    for index, column in enumerate(_COLUMNS):
        letter = column_letter(index + 1)
        ink: CellValue = Formula(f"=SUM({letter}{first}:{letter}{row})", sums[index]) if index in sums else None
        page.put(row, index, "合计" if index == 1 else ink, face_of(page, column, ink, font_name=HEAD))
    page.sheet.set_row(row, page.least)

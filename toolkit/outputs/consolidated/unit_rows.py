"""The units' part of 概览: one row per unit, live over 明细. Pure."""

from collections.abc import Mapping, Sequence

from toolkit.nouns.cells import column_letter
from toolkit.nouns.content_hash import content_hash
from toolkit.outputs.cell_values import CellValue, Formula
from toolkit.outputs.consolidated import charts
from toolkit.outputs.consolidated.details import Detail
from toolkit.outputs.consolidated.lines_told import LinesTold, UnitSums
from toolkit.outputs.consolidated.period_data import live
from toolkit.outputs.consolidated.unit_blocks import UnitBlock, UnitsTold
from toolkit.outputs.faces import face_of
from toolkit.outputs.merge import Light, State
from toolkit.outputs.tables import table
from toolkit.outputs.told_rows import Lot, RowLots
from toolkit.outputs.workbook_pages import HEAD, Page, PageColumn
from toolkit.values.meaning import PERCENT

_NAMES = ("序号", "单位", "报送状态", "任务数", "本期已报", "已完成", "平均完成\n比例", "绿", "黄", "红")
_WIDTHS = (6.0, 26.0, *([9.5] * 8))
_COLUMNS = tuple(PageColumn(header=name, width=width, align="center") for name, width in zip(_NAMES, _WIDTHS, strict=True))


def units_table(page: Page, lines: LinesTold, units: UnitsTold, detail: Detail, top: int) -> int:
    """Write the units' table; return the first free row."""
    page.line(
        top, "四、各单位情况（按任务计；平均完成比例为本单位各任务的简单平均）", len(_COLUMNS) - 1, font_name=HEAD, font_size=12
    )
    spans = {name: detail.range(name) for name in ("校验", "是否完成", "进度灯")}
    spans |= {"承办单位": detail.left("承办单位"), PERCENT: detail.answers(PERCENT) or ""}
    lots = (_lot(spans, block, lines, top + 3) for block in units.blocks)
    row = table(page, top + 1, _COLUMNS, RowLots(len(units), lots))
    _total(page, row, top + 3, lines.whole)
    charts.units(page, top, count=len(units))
    return row + 1


def _lot(spans: Mapping[str, str], block: UnitBlock, lines: LinesTold, top: int) -> Lot:
    """Return some units' rows; `top`: the row of the first of all, as Excel counts."""

    def own() -> Sequence[tuple[str, str, UnitSums]]:
        units = block.head().units
        return [
            (name, status, sums) for (name, status), sums in zip(units, lines.sums_of(name for name, _ in units), strict=True)
        ]

    def content() -> str:
        decides = block.key or [(name, status, sums.said()) for name, status, sums in own()]
        return content_hash(spans, block.places.start, top, decides)

    def rows() -> Sequence[Sequence[CellValue]]:
        return [_unit(spans, place + 1, *one, top + place) for place, one in zip(block.places, own(), strict=True)]

    return Lot(len(block.places), content, rows)


def _unit(spans: Mapping[str, str], number: int, unit: str, status: str, sums: UnitSums, row: int) -> tuple[CellValue, ...]:
    """Return a unit's cells; `spans`: the blocks of 明细 that they count."""
    who, checks = f"{spans['承办单位']},$B{row}", spans["校验"]
    told = [f'COUNTIFS({who},{checks},"{name}")' for name in (State.PASSED, State.REMARK)]
    return (
        number,
        unit,
        status,
        Formula(f"=COUNTIF({who})", sums.lines),
        Formula(f"={'+'.join(told)}", sums.reported),
        Formula(f'=COUNTIFS({who},{spans["是否完成"]},"是")', sums.done),
        _mean(spans, who, sums),
        *(
            Formula(f'=COUNTIFS({who},{spans["进度灯"]},"{light}")', count)
            for light, count in zip(Light, sums.lights, strict=True)
        ),
    )


def _mean(spans: Mapping[str, str], who: str, sums: UnitSums) -> CellValue:
    if not spans[PERCENT]:
        return None
    return live(f'=IFERROR(AVERAGEIFS({spans[PERCENT]},{who},{spans["校验"]},"<>退回"),"")', sums.mean)


def _total(page: Page, row: int, first: int, whole: UnitSums) -> None:
    """Write live sums under the counted columns."""
    sums = dict(zip((3, 4, 5, *range(7, 7 + len(Light))), (whole.lines, whole.reported, whole.done, *whole.lights), strict=True))
    for index, column in enumerate(_COLUMNS):
        letter = column_letter(index + 1)
        ink: CellValue = Formula(f"=SUM({letter}{first}:{letter}{row})", sums[index]) if index in sums else None
        page.put(row, index, "合计" if index == 1 else ink, face_of(page, column, ink, font_name=HEAD))
    page.sheet.set_row(row, page.least)

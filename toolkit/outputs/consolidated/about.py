"""Sheet 说明: as of when, by which rules, from which files. Pure."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.nouns.docket import FileRow
from toolkit.nouns.outcomes import Evidence, Outcome
from toolkit.nouns.problems import Code
from toolkit.outputs.book_marks import mark_rows
from toolkit.outputs.cell_values import CellLink, CellValue, original
from toolkit.outputs.column_widths import fitted
from toolkit.outputs.consolidated.period_data import ConsolidatedData
from toolkit.outputs.tables import table
from toolkit.outputs.workbook_pages import HEAD, LINKS, Page, PageColumn
from toolkit.words.dates import day, limit, moment
from toolkit.words.lights import light_words

if TYPE_CHECKING:
    from toolkit.outputs.consolidated.file_blocks import FilesTold

NAME = "说明"
COLUMNS = (
    PageColumn(header="收文号", width=8, align="center"),
    PageColumn(header="文件", width=34),
    PageColumn(header=f"所在{Outcome.CONTAINER.word}", width=18),
    PageColumn(header="单位", width=12, align="center", most=27),
    PageColumn(header="处理结果", width=13, align="center"),
    PageColumn(header="收到时间", width=16, align="center"),
    PageColumn(header="时间依据", width=13, align="center"),
    PageColumn(header="文件指纹（sha256）", width=38),
    PageColumn(header="原件", width=9, align="center"),
)
_LAST = len(COLUMNS) - 1


def about_page(page: Page, data: ConsolidatedData, files: "FilesTold", *, split: bool) -> None:
    """Write the sheet."""
    columns = fitted(page, COLUMNS, files.widths)
    page.columns(columns)
    page.title(0, "说明", _LAST)
    row = 1
    for heading, texts in (
        ("一、统计时点", _when(data)),
        ("二、口径", _rules(data, split=split)),
        ("三、依据的表", _inputs(data)),
    ):
        page.line(row, heading, _LAST, font_name=HEAD)
        for text in texts:
            row += 1
            page.line(row, text, _LAST)
        row += 1
    row = mark_rows(page, row, data.mark, _LAST)
    page.line(row, f"四、本期收文 {len(files)} 份（原件均原样存于 archive 文件夹）", _LAST, font_name=HEAD)
    page.sheet.repeat_rows(row + 1)
    table(page, row + 1, columns, files.lines, holds=LINKS)


def _when(data: ConsolidatedData) -> Iterator[str]:
    docket = data.docket
    yield f"期次：{data.period_name}（{docket.period}）。统计时点：{moment(docket.as_of, data.zone)}，此后收到的材料未计入。"
    if data.period:
        yield f"各单位填报数据截至：{day(data.period.data_as_of)}。"
    yield f"截止时间：{docket.deadline_reason}。适用截止时间：{limit(docket.effective_deadline, data.zone)}。"
    yield f"台账指纹：{docket.fingerprint or '（台账为空）'}。计划指纹：{docket.rules or '—'}。程序版本：{data.version}。"


def _rules(data: ConsolidatedData, *, split: bool) -> Iterator[str]:
    yield "件指立项，项指实事内容，任务指项与承办单位的一一对应：一项由几家承办就有几个任务。各处数字均注明所计为何。"
    yield "计入统计的是本期合格（含有提示）的填报；退回待改的内容照录备查，不计入平均和完成；此前已完成的任务按已完成、100%计。"
    yield "一项由多家单位承办的，各家全部完成才算完成；其完成比例为已报各家的简单平均，一件的完成比例为所属各项的简单平均。"
    yield (
        "完成：办理状态为“已完成”且完成比例为100%。序时进度：从1月1日到完成时限的天数中，截至数据截至日已过去的比例；"
        "分解表定有阶段目标的，以阶段目标为准；经批准延期的，以新时限计。"
    )
    yield f"进度灯（对照序时）　{light_words(data.plan.policy.yellow, data.plan.policy.red).legend}"
    yield "百分数和百分点一律四舍五入，最多保留一位小数；单元格里保存的是原数。"
    yield "按时率＝按时报送的单位数÷应报送的单位数；应报送的单位不含免报、未到期限的缓报和待报单位。"
    yield "各合计数均为公式，筛选或更正明细后会随之变化；改动后的数字不再与台账一致。"
    if split:
        yield "本期任务超过一张工作表所能容纳，汇总表、走势、明细各分写几张；概览里的数字因此是数值，不是公式。"
    changed = "、".join(_switched(data))
    yield f"校验规则：{'按“设置”表调整的有 ' + changed if changed else '全部按出厂设置'}；其余见使用说明的校验代码表。"


def _switched(data: ConsolidatedData) -> Iterator[str]:
    """Yield the rules that 设置 treats otherwise than the catalogue."""
    for name, switch in sorted(data.plan.settings.switches.items()):
        if name in Code.__members__ and switch != Code[name].severity:
            yield f"{name} {switch}"


def _inputs(data: ConsolidatedData) -> Iterator[str]:
    for file, sha256 in data.inputs:
        yield f"{file}　sha256：{sha256}"


def file_cells(file: FileRow) -> tuple[CellValue, ...]:
    """Return the line of a file."""
    target = original(file.archived)
    return (
        file.receipt,
        file.name,
        "/".join(file.inside) or None,
        file.unit,
        file.outcome.word,
        file.received or Evidence.UNKNOWN.word,
        file.evidence.word,
        file.sha256,
        CellLink(target, "打开原件") if target else None,
    )

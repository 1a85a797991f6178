"""What books from below bring beside our own items: the items that only they have, and who was on time there. Pure."""

from decimal import Decimal

from toolkit.nouns.cells import column_letter
from toolkit.outputs.cell_values import CellValue, Formula
from toolkit.outputs.column_widths import suited
from toolkit.outputs.consolidated.period_data import ConsolidatedData, live, percent
from toolkit.outputs.faces import face_of
from toolkit.outputs.tables import table
from toolkit.outputs.workbook_pages import HEAD, Page, PageColumn

NAME = "下级自定事项"
_COLUMNS = (
    PageColumn(header="序号", width=5, align="center"),
    PageColumn(header="下级", width=12, align="center", most=27),
    PageColumn(header="下级序号", width=7, align="center"),
    PageColumn(header="立项名称", width=16, most=22),
    PageColumn(header="实事内容", width=36),
    PageColumn(header="承办单位", width=14, align="center", most=27),
    PageColumn(header="办理状态", width=11, align="center"),
    PageColumn(header="完成比例", width=9, align="center"),
    PageColumn(header="进展情况", width=36),
    PageColumn(header="来源文件", width=20),
    PageColumn(header="单元格", width=8, align="center"),
)
_PUNCTUAL = tuple(
    PageColumn(header=header, width=width, align="center")
    for header, width in (("序号", 6.0), ("下级", 26.0), ("应报单位", 9.5), ("按时单位", 9.5), ("按时率", 9.5))
)


def has_own(data: ConsolidatedData) -> bool:
    """Tell whether any book from below that counts has items that we do not have."""
    return any(file.below and file.below.own for _, file in data.docket.books_below)


def own_page(page: Page, data: ConsolidatedData) -> None:
    """Write the sheet: one line per row below, as it stands there, with where it stands."""
    last = len(_COLUMNS) - 1
    rows = _own_rows(data)
    columns = suited(page, _COLUMNS, rows)
    page.columns(columns)
    page.title(0, "下级自定的事项", last)
    page.line(1, data.basis, last)
    page.line(2, "本级没有的事项，照下级的汇总表列出，不计入本级的数；是同一事项的，请在附件1“对照”表里写明。", last)
    table(page, 3, columns, rows)
    page.sheet.freeze_panes(4, 2)
    page.sheet.repeat_rows(3)


def _own_rows(data: ConsolidatedData) -> list[tuple[CellValue, ...]]:
    rows: list[tuple[CellValue, ...]] = []
    for unit, file in data.docket.books_below:
        for own in file.below.own if file.below else ():
            told = (unit, own.number, own.project, own.content, own.unit, own.status, percent(own.share), own.progress)
            rows.append((len(rows) + 1, *told, file.name, own.address))
    return rows


def punctual_table(page: Page, data: ConsolidatedData, top: int) -> int:
    """Write how many units of each child were on time with it, as its own 报送情况 says; return the first free row."""
    known = [(unit, file.below) for unit, file in data.docket.books_below if file.below]
    page.line(top, "五、下级所属单位报送情况（按下级的“报送情况”）", len(_PUNCTUAL) - 1, font_name=HEAD, font_size=12)
    rows = [
        (number, unit, below.asked, below.on_time, _rate(top + 2 + number, below.on_time, below.asked))
        for number, (unit, below) in enumerate(known, 1)
    ]
    row = table(page, top + 1, _PUNCTUAL, rows)
    asked, on_time = sum(below.asked for _, below in known), sum(below.on_time for _, below in known)
    sums: list[CellValue] = [None, "合计"]
    for index, value in ((2, asked), (3, on_time)):
        letter = column_letter(index + 1)
        sums.append(Formula(f"=SUM({letter}{top + 3}:{letter}{row})", value))
    for index, (column, total) in enumerate(zip(_PUNCTUAL, (*sums, _rate(row + 1, on_time, asked)), strict=True)):
        page.put(row, index, total, face_of(page, column, total, font_name=HEAD))
    page.sheet.set_row(row, page.least)
    return row + 2


def _rate(row: int, on_time: int, asked: int) -> Formula:
    return live(f'=IFERROR(D{row}/C{row},"")', Decimal(on_time) / asked if asked else None)

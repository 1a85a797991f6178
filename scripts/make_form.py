"""Build templates/附件2.xlsx as shipped. The clerk edits the result in Excel; this script is only its origin."""

import io
import sys
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

SHEET = "附件2"
GUIDE = "填报说明"
HEADER_ROW, REPEATED_ROW, SIGN_ROW, NOTE_ROW = 3, 4, 5, 6
STATES = ["未启动", "前期工作", "正在实施", "已完工待验收", "已完成"]
TINT = "#FFF9E5"
LINE = "#404040"
BORDERS = {"border": 1, "border_color": LINE}
BODY = {"font_name": "仿宋_GB2312", "font_size": 11, "valign": "vcenter", "text_wrap": True}
INPUT = {"bg_color": TINT, "locked": False}
LABEL = {"font_name": "仿宋_GB2312", "font_size": 12, "valign": "vcenter"}
UNDERLINE = {"bottom": 1, "bottom_color": LINE}

COLUMNS: tuple[tuple[str, str, float, str], ...] = (
    ("序号", "{{ 事项.序号 }}", 7, "centre"),
    ("立项名称", "{{ 事项.立项名称 }}", 11, "centre"),
    ("实事内容", "{{ 事项.实事内容 }}", 22, "text"),
    ("承办单位", "{{ 事项.承办单位 }}", 10, "centre"),
    ("上期进展情况", "{{ 上期.进展情况 }}", 18, "text"),
    ("办理状态*", "{{ 填报.办理状态 }}", 10, "choice"),
    ("完成比例*", "{{ 填报.完成比例 }}", 9, "percent"),
    ("进展情况*", "{{ 填报.进展情况 }}", 25, "answer"),
    ("存在问题*", "{{ 填报.存在问题 }}", 17, "answer"),
    ("下一步工作计划*", "{{ 填报.下一步工作计划 }}", 19, "answer"),
    ("预计完成时间", "{{ 填报.预计完成时间 }}", 11.5, "date"),
    ("备注", "{{ 填报.备注 }}", 9.5, "answer"),
    ("编号", "{{ 事项.编号 }}", 22, "hidden"),
)

CELL_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "centre": {**BODY, **BORDERS, "align": "center"},
    "text": {**BODY, **BORDERS, "align": "left"},
    "choice": {**BODY, **BORDERS, **INPUT, "align": "center"},
    "percent": {**BODY, **BORDERS, **INPUT, "align": "center", "num_format": "0%"},
    "answer": {**BODY, **BORDERS, **INPUT, "align": "left"},
    "date": {**BODY, **BORDERS, **INPUT, "align": "center", "num_format": "yyyy-mm-dd"},
    "hidden": {**BODY, "num_format": "@"},
}

VALIDATIONS: Mapping[str, Mapping[str, Any]] = {
    "办理状态*": {
        "validate": "list",
        "source": STATES,
        "input_title": "办理状态（必填）",
        "input_message": "点右侧小箭头，从五项中选一项。全部完成并经验收的，选“已完成”，完成比例填 100%。",
        "error_title": "请从下拉列表中选择",
        "error_message": "只能填：未启动、前期工作、正在实施、已完工待验收、已完成。",
    },
    "完成比例*": {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": 1,
        "input_title": "完成比例（必填）",
        "input_message": "填到数据截至日的累计完成比例，0% 至 100%，例如直接输入 65%。不要加“约”等文字。",
        "error_title": "请填 0% 至 100%",
        "error_message": "这里应填 0% 至 100% 的百分数，例如 65%。",
        "error_type": "warning",
    },
    "进展情况*": {
        "validate": "any",
        "input_title": "进展情况（必填）",
        "input_message": "写数据截至日前做成了什么：数量、地点、日期。不要照抄上期；确无新进展的请写明原因。",
    },
    "存在问题*": {
        "validate": "any",
        "input_title": "存在问题（必填）",
        "input_message": "写卡在哪里、需要谁协调解决。没有问题的填“无”；进度落后的请写明原因。",
    },
    "下一步工作计划*": {
        "validate": "any",
        "input_title": "下一步工作计划（必填）",
        "input_message": "写下一步做什么、什么时候做到哪一步。已经完成的可填“无”。",
    },
    "预计完成时间": {
        "validate": "date",
        "criteria": ">=",
        "value": date(2020, 1, 1),
        "input_title": "预计完成时间",
        "input_message": "填日期，例如 2022-9-30。晚于完成时限的，请先按规定报批，并在备注写批准文号。",
        "error_title": "请填日期",
        "error_message": "这里应填完整的年月日，例如 2022-9-30。",
        "error_type": "warning",
    },
    "备注": {
        "validate": "any",
        "input_title": "备注（选填）",
        "input_message": "其他要说明的，如延期批准文号、资金到位情况。没有可不填。",
    },
}

GUIDE_LINES = (
    "本表由{{ 设置.督查室 }}发给{{ 单位.名称 }}，填报期次为{{ 期次.名称 }}，各项情况统一填到{{ 期次.数据截至 }}。",
    "只填浅黄色的格；白色的格已锁定，是年初下达的内容和贵单位上期所报，请不要改动。",
    "标题带 * 的栏必须填；点中要填的格，旁边会出现填写提示。",
    "“办理状态”点格子右侧的小箭头选择；“完成比例”填百分数，例如 65%。",
    "“进展情况”写做成了什么，尽量写数量、地点、日期；“存在问题”确实没有的填“无”。",
    "请不要增删行和列，不要改标题，不要把两项合在一格；文字长时可以拉高行高。",
    "格内换行请按 Alt+Enter；打印前请看一遍，确认文字都显示完整。",
    "填完后打印，请单位主要领导签字、加盖公章，再扫描成 PDF 或图片。",
    "请在{{ 期次.截止日期 }}前，把本电子表和盖章扫描件一并通过公文交换系统或邮箱 {{ 设置.邮箱 }} 报送。",
    "报送后收到退回通知的，请只改标出的格后重报；不清楚的请联系{{ 设置.督查室 }} {{ 设置.电话 }}",
)


def main(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(build())


def build() -> bytes:
    """Return the workbook; the same bytes on every run."""
    buffer = io.BytesIO()
    # column widths count digits of this font: one that every office program has, or has an equal of
    plain = {"font_name": "Arial", "font_size": 10}
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_format_properties": plain})
    book.set_properties({"title": "目标任务进展情况表", "created": datetime(2022, 2, 21, tzinfo=UTC)})
    form_sheet(book)
    guide_sheet(book)
    book.close()
    return growing(buffer.getvalue())


def growing(data: bytes) -> bytes:
    """Let the repeated row grow with what a unit types: its height is a wish, not fixed (customHeight off)."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                row = f'<row r="{REPEATED_ROW + 1}" '.encode()
                start = content.index(row)
                end = content.index(b">", start)
                content = content[:start] + content[start:end].replace(b' customHeight="1"', b"") + content[end:]
            packed.writestr(zipfile.ZipInfo(info.filename), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def form_sheet(book: Workbook) -> None:
    sheet = book.add_worksheet(SHEET)
    for column, (_, _, width, _) in enumerate(COLUMNS[:-1]):
        sheet.set_column(column, column, width)
    last = len(COLUMNS) - 1
    sheet.set_column(last, last, COLUMNS[-1][2], None, {"hidden": True})
    heading(book, sheet)
    table(book, sheet)
    foot(book, sheet)
    print_setup(sheet)
    protect(sheet)
    sheet.freeze_panes(HEADER_ROW + 1, 3)
    sheet.set_selection(REPEATED_ROW, 5, REPEATED_ROW, 5)


def heading(book: Workbook, sheet: Worksheet) -> None:
    label = book.add_format({**LABEL, "align": "left", "text_wrap": True})
    right = book.add_format({**LABEL, "align": "right"})
    sheet.set_row(0, 36)
    sheet.merge_range("A1:D1", "附件2", book.add_format({"font_name": "黑体", "font_size": 16, "valign": "vcenter"}))
    number = book.add_format(
        {"font_name": "仿宋_GB2312", "font_size": 10, "align": "right", "valign": "vcenter", "text_wrap": True}
    )
    sheet.merge_range("G1:J1", "表号：{{ 表号 }}", number)
    sheet.write_string("K1", "{{ 二维码 }}")
    title = {"font_name": "方正小标宋简体", "font_size": 22, "align": "center", "valign": "vcenter", "shrink": True}
    sheet.set_row(1, 52)
    sheet.merge_range(
        "C2:J2",
        "{{ 设置.县名 }}{{ 设置.年度 }}年{{ 设置.任务名称 }}目标任务进展情况表",
        book.add_format(title),
    )
    sheet.set_row(2, 26)
    sheet.merge_range("A3:D3", "填报单位（盖章）：{{ 单位.名称 }}", label)
    sheet.merge_range("E3:G3", "期次：{{ 期次.名称 }}", label)
    sheet.merge_range("H3:I3", "数据截至：{{ 期次.数据截至 }}", label)
    sheet.write_string("J3", "填报日期：", right)
    filled = {**LABEL, **INPUT, **UNDERLINE, "align": "center", "num_format": 'yyyy"年"m"月"d"日"', "shrink": True}
    sheet.merge_range("K3:L3", "{{ 表尾.填报日期 }}", book.add_format(filled))
    sheet.data_validation(
        "K3:L3",
        {
            "validate": "date",
            "criteria": ">=",
            "value": date(2020, 1, 1),
            "input_title": "填报日期",
            "input_message": "填写本表的日期，例如 2022-4-2。",
            "error_title": "请填日期",
            "error_message": "这里应填完整的年月日，例如 2022-4-2。",
            "error_type": "warning",
        },
    )


def table(book: Workbook, sheet: Worksheet) -> None:
    formats = {name: book.add_format(dict(look)) for name, look in CELL_FORMATS.items()}
    header = {"font_name": "黑体", "font_size": 11, "align": "center", "valign": "vcenter", "text_wrap": True}
    header_format = book.add_format({**header, **BORDERS, "bg_color": "#F2F2F2"})
    sheet.set_row(HEADER_ROW, 36)
    sheet.set_row(REPEATED_ROW, 72)
    for column, (label, placeholder, _, look) in enumerate(COLUMNS):
        sheet.write_string(HEADER_ROW, column, label, header_format)
        sheet.write_string(REPEATED_ROW, column, placeholder, formats[look])
        if label in VALIDATIONS:
            options = {"error_type": "stop", "ignore_blank": True, **VALIDATIONS[label]}
            sheet.data_validation(REPEATED_ROW, column, REPEATED_ROW, column, options)


def foot(book: Workbook, sheet: Worksheet) -> None:
    left = book.add_format({**LABEL, "align": "left"})
    right = book.add_format({**LABEL, "align": "right"})
    filled = book.add_format({**LABEL, **INPUT, **UNDERLINE, "align": "center", "num_format": "@"})
    line = book.add_format({**LABEL, **UNDERLINE})
    sheet.set_row(SIGN_ROW, 48)
    sheet.write_string(SIGN_ROW, 0, "{{ 二维码 }}")
    sheet.merge_range(SIGN_ROW, 2, SIGN_ROW, 3, "单位主要领导（签字盖章）：", right)
    sheet.merge_range(SIGN_ROW, 4, SIGN_ROW, 5, "", line)
    sheet.write_string(SIGN_ROW, 6, "填报人：", right)
    sheet.write_string(SIGN_ROW, 7, "{{ 表尾.填报人 }}", filled)
    sheet.write_string(SIGN_ROW, 8, "联系电话：", right)
    sheet.merge_range(SIGN_ROW, 9, SIGN_ROW, 10, "{{ 表尾.联系电话 }}", filled)
    foot_validation(sheet, 7, 7, 50, "填报人", "填写本表填报人的姓名。")
    foot_validation(sheet, 9, 10, 100, "联系电话", "填写填报人的座机或手机号码，座机请带区号。")
    note = {"font_name": "仿宋_GB2312", "font_size": 10, "valign": "top", "text_wrap": True, "align": "left"}
    sheet.set_row(NOTE_ROW, 40)
    sheet.merge_range(NOTE_ROW, 2, NOTE_ROW, 11, NOTE, book.add_format(note))
    sheet.write_blank(SIGN_ROW, 11, None, left)


NOTE = (
    "注：1．浅黄色格由填报单位填写，带 * 的为必填，其余各格请勿改动；填写方法见“填报说明”。"
    "2．请于{{ 期次.截止日期 }}前将本表电子版和单位主要领导签字盖章后的扫描件，"
    "通过公文交换系统或邮箱 {{ 设置.邮箱 }} 一并报送{{ 设置.督查室 }}。"
)


def foot_validation(sheet: Worksheet, first: int, last: int, length: int, title: str, hint: str) -> None:
    options = {
        "validate": "length",
        "criteria": "<=",
        "value": length,
        "input_title": title,
        "input_message": hint,
        "error_title": "文字过长",
        "error_message": f"请控制在 {length} 字以内。",
        "error_type": "warning",
    }
    sheet.data_validation(SIGN_ROW, first, SIGN_ROW, last, options)


def print_setup(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.55, right=0.55, top=0.7, bottom=0.75)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.print_area(0, 0, NOTE_ROW, 11)
    sheet.set_footer('&C&"宋体"&12— &P —')


def protect(sheet: Worksheet) -> None:
    sheet.protect("", {"format_rows": True, "format_columns": True})


def guide_sheet(book: Workbook) -> None:
    sheet = book.add_worksheet(GUIDE)
    title = {"font_name": "方正小标宋简体", "font_size": 20, "align": "center", "valign": "vcenter"}
    body = {"font_name": "仿宋_GB2312", "font_size": 13, "text_wrap": True, "valign": "vcenter"}
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 84)
    sheet.set_row(0, 46)
    sheet.merge_range(0, 0, 0, 1, "填报说明", book.add_format(title))
    number = book.add_format({**body, "align": "right"})
    text = book.add_format(body)
    for place, line in enumerate(GUIDE_LINES, start=1):
        sheet.set_row(place, 42)
        sheet.write_string(place, 0, f"{place}.", number)
        sheet.write_string(place, 1, line, text)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.set_margins(left=0.8, right=0.8, top=1, bottom=0.9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    protect(sheet)


if __name__ == "__main__":
    default = Path(__file__).resolve().parent.parent / "templates" / "附件2.xlsx"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else default)

"""Build templates/延期调整申请表.docx and 验收清单.docx as shipped: a page an item, filled in as far as is known."""

from typing import Any

from docx import Document
from docx.shared import Mm
from make_bulletins import saved
from make_returned_letter import BODY, HEAD, TITLE, _page, _page_numbers, _run, _style, headings
from make_warning import WIDTHS, _line, _row

GOALS = (76, 30, 32, 18)


def main() -> None:
    document = opened("申请", "延期（调整）申请表")
    made = grid(document)
    _who(made)
    _row(made, (("现完成时限", 1, HEAD), ("{{ 页.时限 }}", 1, BODY), ("目前进度", 1, HEAD), ("{{ 页.进度 }}", 3, BODY)))
    _row(made, (("办理状态", 1, HEAD), ("{{ 页.状态 }}", 1, BODY), ("序时进度", 1, HEAD), ("{{ 页.序时 }}", 3, BODY)))
    _row(made, (("单位反映的\n问题", 1, HEAD), ("{{ 页.问题 }}", 5, BODY)), left=True)
    _row(
        made,
        (("申请类型", 1, HEAD), ("□延期　　□调整", 1, BODY), ("申请\n新时限", 1, HEAD), ("　　　年　　月　　日", 3, BODY)),
        height=30,
    )
    _row(made, (("延期或调整\n的内容", 1, HEAD), ("", 5, BODY)), height=54)
    _row(made, (("理由和依据", 1, HEAD), ("", 5, BODY)), height=80)
    _row(made, (("赶工措施和\n时间安排", 1, HEAD), ("", 5, BODY)), height=60)
    _row(made, (("单位主要\n领导\n（签章）", 1, HEAD), ("", 1, BODY), ("申请日期", 1, HEAD), ("", 3, BODY)), height=40)
    _row(made, (("督查室意见", 1, HEAD), ("", 5, BODY)), height=40)
    _row(made, (("审批意见和\n批准文号", 1, HEAD), ("", 5, BODY)), height=48)
    closed(document, "{{ 申请.申报 }}批准前仍按现完成时限督办。")
    saved(document, "延期调整申请表")

    document = opened("验收", "验收清单")
    made = grid(document)
    _who(made)
    _row(
        made,
        (("完成时限", 1, HEAD), ("{{ 页.时限 }}", 1, BODY), ("填报进度", 1, HEAD), ("{{ 页.状态 }}，{{ 页.进度 }}", 3, BODY)),
    )
    goals = document.add_table(rows=0, cols=len(GOALS))
    _look(goals, GOALS)
    _row(
        goals,
        (("目标内容（逐项）", 1, HEAD), ("实际完成", 1, HEAD), ("现场核实", 1, HEAD), ("是否\n达到", 1, HEAD)),
        widths=GOALS,
    )
    _row(goals, (("{%tr for 目 in 页.目标 %}", 4, BODY),), widths=GOALS)
    _row(goals, (("{{ 目 }}", 1, BODY), ("", 1, BODY), ("", 1, BODY), ("□是\n□否", 1, BODY)), widths=GOALS, height=36, left=True)
    _row(goals, (("{%tr endfor %}", 4, BODY),), widths=GOALS)
    made = document.add_table(rows=0, cols=len(WIDTHS))
    _look(made, WIDTHS)
    _row(made, (("佐证材料", 1, HEAD), ("□竣工验收报告 □决算审计 □现场照片 □受益名单 □其他：", 5, BODY)), left=True, height=30)
    _row(made, (("未达到的\n内容和整改\n期限", 1, HEAD), ("", 5, BODY)), height=54)
    _row(made, (("验收意见", 1, HEAD), ("□通过　□整改后通过　□不通过", 5, BODY)), left=True, height=40)
    _row(made, (("承办单位\n（签章）", 1, HEAD), ("", 1, BODY), ("验收组\n（签字）", 1, HEAD), ("", 3, BODY)), height=54)
    _row(made, (("督查室\n（签字）", 1, HEAD), ("", 1, BODY), ("验收日期", 1, HEAD), ("", 3, BODY)), height=36)
    closed(document, "验收不通过的，不计为已完成；以验收意见为准更正{{ 设置.表名 }}。")
    saved(document, "验收清单")


def opened(key: str, title: str) -> Any:
    document = Document()
    headings(document)
    section = document.sections[0]
    _page(section)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    section.header_distance = section.footer_distance = Mm(12)
    _style(document.styles["Normal"])
    _line(document, f"{{%p for 页 in {key}.各页 %}}", BODY, 12, 20)
    _line(document, f"{{{{ 设置.任务名称 }}}}{title}", TITLE, 20, 32)
    document.paragraphs[-1].paragraph_format.page_break_before = True
    _line(document, "{{ 期次.名称 }}　　填表依据：{{ 设置.督查室 }}掌握的填报情况", BODY, 11, 22)
    _page_numbers(document)
    for header in (section.header, section.even_page_header):
        for run in header.paragraphs[0].runs:
            run.text = ""
    return document


def closed(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    _run(paragraph, text, BODY, 10.5)
    _line(document, "{%p endfor %}", BODY, 12, 20)


def grid(document: Any) -> Any:
    made = document.add_table(rows=0, cols=len(WIDTHS))
    _look(made, WIDTHS)
    return made


def _look(made: Any, widths: tuple[int, ...]) -> None:
    made.style = "Table Grid"
    made.alignment = 1
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)


def _who(made: Any) -> None:
    _row(made, (("承办单位", 1, HEAD), ("{{ 单位.全称 }}", 1, BODY), ("责任领导", 1, HEAD), ("{{ 页.责任领导 }}", 3, BODY)))
    _row(made, (("事项", 1, HEAD), ("{{ 页.名称 }}：{{ 页.事项 }}", 5, BODY)), left=True)


if __name__ == "__main__":
    main()

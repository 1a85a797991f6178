"""Build templates/预警督办单.docx as shipped: the one-page form that it is in practice. The office edits it in Word."""

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from make_bulletins import CENTRE, saved
from make_returned_letter import BODY, HEAD, TITLE, _draft_mark, _page, _page_numbers, _run, _style, headings

GROUND = (
    "按照{% if 设置.通知文号 %}{{ 设置.通知文号 }}文件{% else %}通知{% endif %}要求，对照序时进度（{{ 预警.序时 }}），"
    "{{ 期次.名称 }}数据截至{{ 期次.数据截至 }}，贵单位承办的{{ 设置.任务名称 }}有{{ 预警.条数 }}个承办任务"
    "落后{{ 预警.阈值 }}以上{{ 预警.未报 }}，现予预警督办。"
)
DEMAND = (
    "查明原因，倒排时间节点，明确责任人和每一步的完成时间，填写反馈栏，于{{ 预警.反馈期限 }}前书面反馈；"
    "{% if 预警.下期 %}下期填报{{ 设置.表名 }}时写明整改落实情况；{% endif %}需要延期或调整的，按规定程序报批。"
)
WIDTHS = (26, 50, 26, 18, 18, 18)
SIZE, PITCH = 12, 17


def main() -> None:
    document = Document()
    headings(document)
    section = document.sections[0]
    _page(section)
    section.top_margin, section.bottom_margin = Mm(25), Mm(20)
    section.header_distance = section.footer_distance = Mm(12)
    _style(document.styles["Normal"])
    _line(document, "预警督办单", TITLE, 22, 34)
    _line(document, "编号：{{ 预警.编号 }}　　级别：{{ 预警.级别 }}　　印发：{{ 预警.日期 }}", BODY, 12, 24)
    made = document.add_table(rows=0, cols=len(WIDTHS))
    made.style = "Table Grid"
    made.alignment = 1
    made.autofit = False
    for column, width in zip(made.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    _row(made, (("承办单位", 1, HEAD), ("{{ 单位.全称 }}", 1, BODY), ("责任领导", 1, HEAD), ("{{ 预警.责任领导 }}", 3, BODY)))
    _row(made, (("预警依据", 1, HEAD), (GROUND, 5, BODY)), left=True)
    heads = (("事项", 2), ("完成时限", 1), ("序时\n进度", 1), ("填报\n进度", 1), ("落后\n百分点", 1))
    _row(made, tuple((text, span, HEAD) for text, span in heads))
    _row(made, (("{%tr for 行 in 预警.表 %}", 6, BODY),))
    values = (("{{ 行.事项 }}", 2), ("{{ 行.时限 }}", 1), ("{{ 行.序时 }}", 1), ("{{ 行.填报 }}", 1), ("{{ 行.落后 }}", 1))
    _row(made, tuple((text, span, BODY) for text, span in values), left=True)
    _row(made, (("{%tr endfor %}", 6, BODY),))
    _row(made, (("单位反映的\n问题和打算", 1, HEAD), ("{{ 预警.反映 }}", 5, BODY)), left=True)
    _row(made, (("督办要求", 1, HEAD), (DEMAND, 5, BODY)), left=True)
    _row(made, (("督办单位", 1, HEAD), ("{{ 设置.督查室 }}", 1, BODY), ("签发", 1, HEAD), ("", 3, BODY)), height=34)
    _row(made, (("反馈栏　请于{{ 预警.反馈期限 }}前反馈", 6, HEAD),))
    _row(made, (("滞后原因", 1, HEAD), ("", 5, BODY)), height=54)
    _row(made, (("整改措施和\n完成时限", 1, HEAD), ("", 5, BODY)), height=76)
    _row(made, (("责任领导\n（签字）", 1, HEAD), ("", 1, BODY), ("单位\n（盖章）", 1, HEAD), ("", 3, BODY)), height=34)
    _row(made, (("填报人和\n联系电话", 1, HEAD), ("", 1, BODY), ("反馈时间", 1, HEAD), ("", 3, BODY)), height=34)
    _line(document, "反馈请报送：{{ 预警.联系 }}。", BODY, 10.5, 18, centred=False)
    _draft_mark(section.header.paragraphs[0])
    _page_numbers(document)
    saved(document, "预警督办单")


def _line(document: Any, text: str, font: str, size: float, pitch: float, *, centred: bool = True) -> None:
    paragraph = document.add_paragraph()
    _spaced(paragraph, pitch)
    if centred:
        paragraph.alignment = CENTRE
    _run(paragraph, text, font, size)


def _spaced(paragraph: Any, pitch: float) -> None:
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)


def _row(
    made: Any, cells: Sequence[tuple[str, int, str]], *, left: bool = False, height: float = 0, widths: Sequence[int] = WIDTHS
) -> None:
    """Add a row: (text, how many columns it spans, face) a cell; heads are centred, what is told begins at the left."""
    row = made.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    if height:
        row.height = Pt(height)
    place = 0
    for text, span, font in cells:
        cell = row.cells[place] if span == 1 else row.cells[place].merge(row.cells[place + span - 1])
        cell.width = Mm(sum(widths[place : place + span]))
        cell.vertical_alignment = 1
        paragraph = cell.paragraphs[0]
        _spaced(paragraph, PITCH)
        paragraph.alignment = 0 if left and font == BODY and (span > 1 or widths is not WIDTHS) else CENTRE
        first, *rest = text.split("\n")
        run = _run(paragraph, first, font, SIZE)
        for more in rest:
            run.add_break()
            run = _run(paragraph, more, font, SIZE)
        place += span


if __name__ == "__main__":
    main()

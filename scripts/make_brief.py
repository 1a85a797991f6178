"""Build templates/领导专报.docx as shipped: one page, run-in headings, three figures and a chart. The office edits it in Word."""

from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from make_bulletins import CENTRE, KAI, note, saved, table
from make_returned_letter import (
    BODY,
    HEAD,
    TITLE,
    _draft_mark,
    _indent,
    _page,
    _page_numbers,
    _run,
    _style,
    headings,
)

PITCH, SIZE = 21, 13


def main() -> None:
    document = Document()
    headings(document)
    section = document.sections[0]
    _page(section)
    section.top_margin, section.bottom_margin, section.header_distance = Mm(26), Mm(24), Mm(14)
    section.footer_distance = Mm(14)
    _style(document.styles["Normal"])
    _line(document, "{{ 专报.标题 }}", TITLE, 18, pitch=30, centred=True)
    _line(document, "{{ 设置.督查室 }}　{{ 专报.日期 }}", KAI, 13, pitch=22, centred=True)
    _line(document, "（数据截至{{ 期次.数据截至 }}，统计时点{{ 专报.统计时点 }}）", KAI, 11, pitch=20, centred=True)
    _figures(document)
    _line(document, "各件承办任务所处的位置（个）", HEAD, 11, pitch=20, centred=True)
    _line(document, "{{ 专报.图 }}", BODY, 11, pitch=12, centred=True)
    for head, name in (("已办成", "办成"), ("进度落后", "滞后"), ("未报送", "未报")):
        number = "一二三"[("办成", "滞后", "未报").index(name)]
        _paragraph(document, f"{number}、{head}。", f"{{{{ 专报.{name} | first }}}}")
    _paragraph(document, "四、需要领导决定的事项。", "{% if 专报.决定 | length == 1 %}{{ 专报.决定 | first }}{% endif %}")
    _line(document, "{%p if 专报.决定 | length > 1 %}", BODY, SIZE)
    _line(document, "{%p for 条 in 专报.决定 %}", BODY, SIZE)
    _paragraph(document, "", "{{ 条 }}")
    _line(document, "{%p endfor %}", BODY, SIZE)
    _line(document, "{%p endif %}", BODY, SIZE)
    _draft_mark(section.header.paragraphs[0])
    _page_numbers(document)
    saved(document, "领导专报")


CHARGE = (
    ("序号", 11, "行.序号"), ("事项", 51, "行.事项"), ("承办单位", 28, "行.单位"), ("完成时限", 36, "行.时限"),
    ("序时\n进度", 14, "行.序时进度"),
    ("完成\n比例", 26, "行.完成比例"), ("位置", 21, "行.位置"), ("反映的问题", 60, "行.问题"),
)  # fmt: skip


def charges() -> None:
    """Build templates/领导任务清单.docx: one leader's assignments on lying A4."""
    document = Document()
    headings(document)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    section.header_distance = section.footer_distance = Mm(12)
    _style(document.styles["Normal"])
    _line(document, "{{ 设置.任务名称 }}{{ 期次.名称 }}任务清单", TITLE, 20, pitch=30, centred=True)
    _line(document, "{{ 清单.角色 }}：{{ 清单.领导 }}", HEAD, 14, pitch=24, centred=True)
    note(document, "{{ 清单.总数 }}数据截至{{ 期次.数据截至 }}，统计时点{{ 清单.统计时点 }}。{{ 设置.督查室 }}")
    table(document, CHARGE, "清单.表")
    _draft_mark(section.header.paragraphs[0])
    _page_numbers(document)
    saved(document, "领导任务清单")


def _line(document: Any, text: str, font: str, size: float, *, pitch: float = PITCH, centred: bool = False) -> Any:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    if centred:
        paragraph.alignment = CENTRE
    _run(paragraph, text, font, size)
    return paragraph


def _paragraph(document: Any, head: str, text: str) -> None:
    paragraph = _line(document, head, HEAD, SIZE)
    _indent(paragraph, "firstLineChars", "firstLine", 2)
    _run(paragraph, text, BODY, SIZE)


def _figures(document: Any) -> None:
    """Three figures side by side: how much, of what, out of how many."""
    made = document.add_table(rows=3, cols=3)
    made.style = "Table Grid"
    made.alignment = 1
    made.autofit = False
    looks = (("数", TITLE, 24, 32), ("名", HEAD, 11, 18), ("说", BODY, 10.5, 18))
    for row, (name, font, size, pitch) in zip(made.rows, looks, strict=True):
        for place, cell in enumerate(row.cells):
            cell.width = Mm(52)
            paragraph = cell.paragraphs[0]
            paragraph.alignment = CENTRE
            form = paragraph.paragraph_format
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
            _run(paragraph, f"{{{{ 专报.数字[{place}].{name} }}}}", font, size)
    borders = OxmlElement("w:tblBorders")
    edge = OxmlElement("w:insideH")
    edge.set(qn("w:val"), "nil")
    borders.append(edge)
    made._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


if __name__ == "__main__":
    main()
    charges()

"""Build templates/督查通报.docx, 预警督办单.docx and 年终通报.docx as shipped (GB/T 9704-2012). The office edits them in Word."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from make_returned_letter import (
    BODY,
    HEAD,
    TITLE,
    _draft_mark,
    _fixed,
    _page,
    _page_numbers,
    _paragraph,
    _run,
    _style,
    headings,
    keep_together,
    slip,
)

TEMPLATES = Path(__file__).parents[1] / "templates"
KAI = "楷体_GB2312"
CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def each(name: str) -> list[tuple[str, str]]:
    """Return the lines that print every sentence of a list as a paragraph."""
    return [("body", f"{{%p for 句 in {name} %}}"), ("body", "{{ 句 }}"), ("body", "{%p endfor %}")]


def all_but_last(name: str) -> list[tuple[str, str]]:
    """Do the same with the last one by itself, that it stays with what follows."""
    return [*each(f"{name}[:-1]"), ("body", f"{{{{ {name} | last }}}}")]


ISSUED = "按照{% if 设置.通知文号 %}{{ 设置.通知文号 }}文件{% else %}通知{% endif %}要求，"
BULLETIN = [
    ("masthead", "{{ 设置.县名 }}督查通报"),
    ("issue", "第{{ 通报.期号 }}期"),
    ("line", "{{ 设置.督查室 }}\t{{ 通报.日期 }}"),
    ("plain", ""),
    ("title", "{{ 通报.标题 }}"),
    ("plain", ""),
    ("plain", "各承办单位："),
    ("body", f"{ISSUED}现将{{{{ 期次.名称 }}}}{{{{ 设置.任务名称 }}}}进展和材料报送情况通报如下。"),
    ("head", "一、总体情况"),
    *each("通报.总体"),
    ("head", "二、报送情况"),
    *each("通报.报送"),
    ("body", "{%p if 通报.章.问题 %}"),
    ("head", "三、存在问题"),
    ("body", "{%p endif %}"),
    ("body", "{%p if 通报.章.滞后 %}"),
    ("sub", "{{ 通报.号.滞后 }}进度落后"),
    *each("通报.滞后"),
    ("body", "{%p endif %}"),
    ("body", "{%p if 通报.困难 %}"),
    ("sub", "{{ 通报.号.困难 }}各单位反映的问题"),
    *each("通报.困难"),
    ("body", "{%p endif %}"),
    ("body", "{%p if 通报.久拖 %}"),
    ("sub", "{{ 通报.号.久拖 }}久拖未决的问题"),
    *each("通报.久拖"),
    ("body", "{%p endif %}"),
    ("head", "{{ 通报.章.要求 }}、下步要求"),
    *all_but_last("通报.要求"),
    ("plain", ""),
    ("body", "{%p if 通报.附件.份数 == '1' %}"),
    ("body", "附件：报送情况"),
    ("body", "{%p elif 通报.附件.滞后 %}"),
    ("body", "附件：1．{{ 通报.附件.滞后名 }}"),
    ("body", "{%p if 通报.附件.问题 %}"),
    ("annex", "2．各单位反映的问题"),
    ("annex", "3．报送情况"),
    ("body", "{%p else %}"),
    ("annex", "2．报送情况"),
    ("body", "{%p endif %}"),
    ("body", "{%p else %}"),
    ("body", "附件：1．各单位反映的问题"),
    ("annex", "2．报送情况"),
    ("body", "{%p endif %}"),
    ("plain", ""),
    ("sign", "{{ 设置.督查室 }}"),
    ("date", "{{ 通报.日期 }}"),
]
YEARLY = [
    ("title", "{{ 通报.标题 }}"),
    ("plain", ""),
    ("plain", "各承办单位："),
    ("body", f"{ISSUED}现将全年{{{{ 设置.任务名称 }}}}{{{{ 设置.表名 }}}}报送情况通报如下。"),
    ("head", "一、项目总体情况"),
    *each("通报.总体"),
    ("head", "二、报送情况"),
    *each("通报.报送"),
    ("body", "{%p if 通报.章.突出 %}"),
    ("head", "三、未按时报送齐全的情况"),
    *each("通报.突出"),
    ("body", "{%p endif %}"),
    ("body", "{%p if 通报.评分 %}"),
    ("head", "{{ 通报.章.评分 }}、考核测算"),
    ("body", "{{ 通报.评分 }}"),
    ("body", "{%p endif %}"),
    ("head", "{{ 通报.章.要求 }}、下步要求"),
    *all_but_last("通报.要求"),
    ("plain", ""),
    ("body", "{%p if 通报.排名 %}"),
    ("body", "附件：1．全年报送情况表"),
    ("annex", "2．得分排名表"),
    ("body", "{%p else %}"),
    ("body", "附件：全年报送情况表"),
    ("body", "{%p endif %}"),
    ("plain", ""),
    ("sign", "{{ 设置.督查室 }}"),
    ("date", "{{ 通报.日期 }}"),
]
BEHIND = (
    ("序号", 9, "行.序号"), ("事项", 34, "行.事项"), ("单位", 20, "行.单位"), ("完成\n比例", 20, "行.完成比例"),
    ("序时\n进度", 13, "行.序时进度"), ("落后\n百分点", 13, "行.落后"), ("灯", 9, "行.灯"), ("反映的问题", 38, "行.问题"),
)  # fmt: skip
REPORTED = (
    ("序号", 9, "行.序号"), ("单位", 22, "行.单位"), ("状态", 20, "行.状态"), ("{{ 设置.电子表 }}", 19, "行.电子表"),
    ("{{ 设置.扫描件 }}", 19, "行.扫描件"), ("实报/\n应报", 11, "行.实报"), ("迟报\n天数", 9, "行.迟报"),
    ("退回\n次数", 9, "行.退回"), ("说明", 38, "行.理由"),
)  # fmt: skip


TROUBLES = (
    ("序号", 9, "行.序号"), ("事项和单位", 35, "行.事项和单位"), ("反映的问题", 91, "行.问题"), ("何时起", 21, "行.自"),
)  # fmt: skip
RANKED = (("名次", 12, "行.名次"), ("单位", 30, "行.单位"), ("得分", 16, "行.得分"), ("逐项依据", 98, "行.依据"))


def main() -> None:
    document = opened(BULLETIN)
    when(document, "通报.附件.滞后")
    annex(
        document,
        "{{ 通报.附件.滞后 }}",
        "{{ 通报.附件.滞后名 }}",
        "数据截至{{ 期次.数据截至 }}。序时进度为{{ 通报.序时 }}。{{ 通报.灯 }}。",
    )
    table(document, BEHIND, "通报.滞后表")
    done(document)
    when(document, "通报.附件.问题")
    annex(document, "{{ 通报.附件.问题 }}", "各单位反映的问题", "数据截至{{ 期次.数据截至 }}。文字为各单位填报的原文。")
    table(document, TROUBLES, "通报.问题表", torn=True)
    done(document)
    annex(document, "{{ 通报.附件.报送 }}", "报送情况", "统计时点：{{ 通报.统计时点 }}。")
    table(document, REPORTED, "通报.报送表")
    slip(document, "督查通报第{{ 通报.期号 }}期签收回执", ("单位", "收到时间", "签收人"))
    colophon(document, "通报.日期")
    saved(document, "督查通报")
    document = opened(YEARLY)
    annex(document, "{% if 通报.排名 %}附件1{% else %}附件{% endif %}", "全年报送情况表", "统计时点：{{ 通报.统计时点 }}。")
    year_table(document)
    note(document, "{{ 通报.表注 }}")
    when(document, "通报.排名")
    annex(document, "附件2", "得分排名表", "{{ 通报.排名注 }}")
    table(document, RANKED, "通报.排名", torn=True)
    done(document)
    colophon(document, "通报.日期")
    saved(document, "年终通报")


def opened(lines: list[tuple[str, str]]) -> Any:
    document = Document()
    _page(document.sections[0])
    _style(document.styles["Normal"])
    headings(document)
    for kind, text in lines:
        if kind in _OWN:
            _OWN[kind](document.add_paragraph(), text)
        else:
            _paragraph(document, kind, text)
    keep_together(document, lines)
    _draft_mark(document.sections[0].header.paragraphs[0])
    _page_numbers(document)
    return document


def _masthead(paragraph: Any, text: str) -> None:
    paragraph.alignment = CENTRE
    paragraph.paragraph_format.line_spacing_rule, paragraph.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(44)
    _run(paragraph, text, TITLE, 32)


def _issue(paragraph: Any, text: str) -> None:
    paragraph.alignment = CENTRE
    _run(paragraph, text, BODY, 16)


def _line(paragraph: Any, text: str) -> None:
    """The issuing office on the left, the day on the right, a rule below."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(156), alignment=2)
    _run(paragraph, text, KAI, 16)
    edge = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "8"), ("space", "4"), ("color", "000000")):
        bottom.set(qn(f"w:{key}"), value)
    edge.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(
        edge, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:wordWrap", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _sub(paragraph: Any, text: str) -> None:
    paragraph.style = "Heading 2"
    _indented(paragraph, 2)
    paragraph.paragraph_format.keep_with_next = True
    _run(paragraph, text, KAI, 16)


def _annex_line(paragraph: Any, text: str) -> None:
    _indented(paragraph, 5)
    _run(paragraph, text, BODY, 16)


def _indented(paragraph: Any, characters: int) -> None:
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(characters * 100))
    indent.set(qn("w:firstLine"), str(characters * 320))


_OWN = {"masthead": _masthead, "issue": _issue, "line": _line, "sub": _sub, "annex": _annex_line}


def annex(document: Any, label: str, title: str, text: str) -> None:
    """Begin an annex on a new page: its label, its title on the third line, a line that says of when it is."""
    first = document.add_paragraph()
    first.paragraph_format.page_break_before = True
    _run(first, label, HEAD, 16)
    _paragraph(document, "plain", "")
    _paragraph(document, "title", title)
    note(document, text)


def when(document: Any, condition: str) -> None:
    _run(document.add_paragraph(), f"{{%p if {condition} %}}", BODY, 12)


def done(document: Any) -> None:
    _run(document.add_paragraph(), "{%p endif %}", BODY, 12)


def colophon(document: Any, day: str) -> None:
    """版记 at the foot of the last page: to whom it goes, who prints it, and when (GB/T 9704, 7.4). A frame, not a table."""
    note(document, "")
    _framed(document, "{%p if 设置.抄送 %}")
    _framed(document, "　抄送：{{ 设置.抄送 }}", top=8)
    _framed(document, f"　{{{{ 设置.督查室 }}}}\t{{{{ {day} }}}}印发　", top=4, bottom=8)
    _framed(document, "{%p else %}")
    _framed(document, f"　{{{{ 设置.督查室 }}}}\t{{{{ {day} }}}}印发　", top=8, bottom=8)
    _framed(document, "{%p endif %}")
    last = document.add_paragraph()
    last.paragraph_format.line_spacing_rule, last.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)


def _framed(document: Any, text: str, *, top: int = 0, bottom: int = 0) -> None:
    """Add a line of the frame; `top`, `bottom`: eighths of a point of its rules."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing_rule, paragraph.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(26)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(156), alignment=2)
    properties = paragraph._p.get_or_add_pPr()
    frame = OxmlElement("w:framePr")
    for key, value in (("w", 8845), ("wrap", "notBeside"), ("vAnchor", "margin"), ("hAnchor", "margin"), ("xAlign", "center")):
        frame.set(qn(f"w:{key}"), str(value))
    frame.set(qn("w:yAlign"), "bottom")
    edges = OxmlElement("w:pBdr")
    for side, size in (("top", top), ("bottom", bottom)):
        if size:
            edge = OxmlElement(f"w:{side}")
            for key, value in (("val", "single"), ("sz", size), ("space", 1), ("color", "000000")):
                edge.set(qn(f"w:{key}"), str(value))
            edges.append(edge)
    after = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:wordWrap", "w:spacing", "w:ind", "w:jc", "w:rPr")
    properties.insert_element_before(edges, *after)
    properties.insert_element_before(frame, "w:widowControl", "w:numPr", "w:suppressLineNumbers", "w:pBdr", *after)
    _run(paragraph, text, BODY, 14)


def note(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing_rule, paragraph.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(18)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(4)
    _run(paragraph, text, BODY, 10.5)


def table(document: Any, columns: tuple[tuple[str, int, str], ...], rows: str, *, empty: str = "", torn: bool = False) -> None:
    """Write a table whose head repeats on every page; one row for each of `rows`, not torn unless it may be a page long."""
    if empty:
        paragraph = document.add_paragraph()
        _run(paragraph, f"{{%p if not {rows} %}}", BODY, 12)
        paragraph = document.add_paragraph()
        paragraph.alignment = CENTRE
        _run(paragraph, empty, BODY, 14)
        _run(document.add_paragraph(), "{%p else %}", BODY, 12)
    made = document.add_table(rows=8 if torn else 4, cols=len(columns))
    _grid(made, [width for _, width, _ in columns])
    for place, (name, _, value) in enumerate(columns):
        _cell(made.cell(0, place), name, HEAD)
        left = value in {"行.事项", "行.事项和单位", "行.问题", "行.理由", "行.依据"}
        _cell(made.cell(5 if torn else 2, place), f"{{{{ {value} }}}}", BODY, left=left, size=9 if left and torn else 10.5)
        if torn:
            _cell(made.cell(3, place), f"{{{{ {value} }}}}", BODY, left=left, size=9 if left else 10.5)
    _cell(made.cell(1, 0), f"{{%tr for 行 in {rows} %}}", BODY)
    _cell(made.cell(len(made.rows) - 1, 0), "{%tr endfor %}", BODY)
    if torn:
        _cell(made.cell(2, 0), "{%tr if 行.长 %}", BODY)
        _cell(made.cell(4, 0), "{%tr else %}", BODY)
        long = made.rows[3]._tr.trPr
        long.remove(long.find(qn("w:cantSplit")))
        _cell(made.cell(6, 0), "{%tr endif %}", BODY)
    if empty:
        _run(document.add_paragraph(), "{%p endif %}", BODY, 12)


def year_table(document: Any) -> None:
    """Units × periods: the columns of the periods are as many as the plan has."""
    names = (
        *("序号", "单位", "{%tc for 期 in 通报.各期 %}", "{{ 期 }}", "{%tc endfor %}", "按时/\n应报", "迟报\n天数"),
        *("退回\n次数", "催报\n次数", "{%tc if 通报.评分 %}", "测算\n得分", "{%tc endif %}"),
    )
    values = (
        *("{{ 行.序号 }}", "{{ 行.单位 }}", "{%tc for 况 in 行.各期 %}", "{{ 况 }}", "{%tc endfor %}", "{{ 行.按时 }}"),
        *("{{ 行.迟报天数 }}", "{{ 行.退回 }}", "{{ 行.催报 }}", "{%tc if 通报.评分 %}", "{{ 行.得分 }}", "{%tc endif %}"),
    )
    made = document.add_table(rows=4, cols=len(names))
    _grid(made, [7.5, 19.6, 17.1, 17.1, 17.1, 10.5, 7.5, 7.5, 7.5, 10.5, 10.5, 10.5])
    _stretched(made)
    for place, (name, value) in enumerate(zip(names, values, strict=True)):
        _cell(made.cell(0, place), name, HEAD, size=9)
        _cell(made.cell(2, place), value, BODY, size=9 if value in {"{{ 况 }}", "{{ 行.得分 }}"} else 10.5)
    _cell(made.cell(1, 0), "{%tr for 行 in 通报.表 %}", BODY)
    _cell(made.cell(3, 0), "{%tr endfor %}", BODY)


def _grid(made: Any, widths: Sequence[float]) -> None:
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    _margins(made)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for place, row in enumerate(made.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _stretched(made: Any) -> None:
    """Let the table fill the line; its grid is that of five periods with points, the loops' own cells gone."""
    widths = [7.5, 19.6, *[17.1] * 5, 10.5, 7.5, 7.5, 7.5, 10.5]
    for column, millimetres in zip(made._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Mm(millimetres)
    made.autofit = True
    width = made._tbl.tblPr.find(qn("w:tblW"))
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), "5000")


def _margins(made: Any) -> None:
    """Leave half a millimetre beside the text, so that narrow columns hold two characters a line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "28")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    made._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _cell(cell: Any, text: str, font: str, *, left: bool = False, size: float = 10.5) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else CENTRE
    paragraph.paragraph_format.line_spacing_rule, paragraph.paragraph_format.line_spacing = (
        WD_LINE_SPACING.EXACTLY,
        Pt(13 if size < 10 else 16),
    )
    cell.vertical_alignment = 1
    first, *rest = text.split("\n")
    run = _run(paragraph, first, font, size)
    for more in rest:
        run.add_break()
        run = _run(paragraph, more, font, size)


def saved(document: Any, title: str) -> None:
    from datetime import datetime

    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", title, ""
    properties.created = properties.modified = datetime(2022, 1, 1)
    (TEMPLATES / f"{title}.docx").write_bytes(_fixed(document))


if __name__ == "__main__":
    main()

"""Build templates/退回说明.docx as shipped (GB/T 9704-2012). The office edits the result in Word; this is only its origin."""

import io
import sys
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TITLE, HEAD, BODY, NUMBERS = "方正小标宋简体", "黑体", "仿宋_GB2312", "宋体"
PITCH = 28.95
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT

LINES: tuple[tuple[str, str], ...] = (
    ("title", "关于退回修改{{ 设置.表名 }}的说明"),
    ("plain", ""),
    ("plain", "{{ 单位.全称 }}："),
    ("body", "贵单位报送的{{ 退回.来件 }}，文件为{{ 退回.文件 }}，{{ 退回.收到 }}。{{ 退回.结论 }}。"),
    ("body", "{%p for 节 in 退回.各节 %}"),
    ("head", "{{ 节.标题 }}"),
    ("body", "{%p for 条 in 节.各条 %}"),
    ("body", "{{ 条 }}"),
    ("body", "{%p endfor %}"),
    ("body", "{%p endfor %}"),
    ("body", "{{ 退回.改法 }}"),
    ("body", "请在{{ 退回.期限 }}24时前重新报送（{{ 退回.期限依据 }}）。{{ 退回.扫描件 }}"),
    ("body", "不清楚的，请联系{{ 退回.联系 }}。"),
    ("plain", ""),
    ("body", "附件：{{ 设置.表名 | replace('《', '') | replace('》', '') }}（退回修改）"),
    ("plain", ""),
    ("sign", "{{ 设置.督查室 }}"),
    ("date", "{{ 退回.日期 }}"),
)


def main(target: Path) -> None:
    build(LINES, "退回说明", target, RECEIVED)


RECEIVED = ("收到本件的时间", "签收人和联系电话")
"""What the unit fills in and sends back."""


def build(lines: Sequence[tuple[str, str]], title: str, target: Path, back: Sequence[str] = ()) -> None:
    """Write a template of the office's letters: (kind, text) a paragraph; `back`: the slip that comes back signed."""
    document = Document()
    headings(document)
    _page(document.sections[0])
    _style(document.styles["Normal"])
    for kind, text in lines:
        _paragraph(document, kind, text)
    keep_together(document, lines, slipped=bool(back))
    if back:
        slip(document, "签收回执", back)
    _draft_mark(document.sections[0].header.paragraphs[0])
    _page_numbers(document)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", title, ""
    properties.created = properties.modified = datetime(2022, 1, 1)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_fixed(document))


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(20), Mm(25)


def _style(style: Any) -> None:
    _fonts(style.element.get_or_add_rPr(), BODY)
    style.font.size = Pt(16)
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(PITCH)
    form.space_before = form.space_after = Pt(0)


def _fonts(properties: Any, name: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for old in list(fonts.attrib):
        del fonts.attrib[old]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def _run(paragraph: Any, text: str, font: str, size: float) -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _fonts(run._element.get_or_add_rPr(), font)
    return run


def _paragraph(document: Any, kind: str, text: str) -> None:
    paragraph = document.add_paragraph()
    font, size = {"title": (TITLE, 22), "head": (HEAD, 16)}.get(kind, (BODY, 16))
    if kind == "head":
        paragraph.style = "Heading 1"
    _run(paragraph, text, font, size)
    paragraph.alignment = {"title": CENTRE, "sign": RIGHT, "date": RIGHT}.get(kind, LEFT)
    if kind in {"body", "head"}:
        _indent(paragraph, "firstLineChars", "firstLine", 2)
    if kind == "head":
        paragraph.paragraph_format.keep_with_next = True
    if kind in _CLOSING:
        paragraph.style = _CLOSING[kind]
        _indent(paragraph, "rightChars", "right", 2)


_CLOSING = {"sign": "落款", "date": "成文日期"}
"""Styles by which a letter finds them: where each stands depends on how long both are."""


def headings(document: Any) -> None:
    """Give the outline's levels the standard's own look: 一、黑体, （一）楷体, black, not bold."""
    _language(document.styles.element)
    for name, font in (("Heading 1", HEAD), ("Heading 2", "楷体_GB2312")):
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(16), False, RGBColor(0, 0, 0)
        _fonts(style.element.get_or_add_rPr(), font)
        form = style.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(PITCH)
        form.space_before = form.space_after = Pt(0)
    for name in _CLOSING.values():
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]


def _language(styles: Any) -> None:
    """Say that Chinese is Chinese, and that what is Latin is not: else LibreOffice breaks 64.7% and addresses anywhere."""
    for lang in styles.iter(qn("w:lang")):
        lang.set(qn("w:val"), "en-US")
        lang.set(qn("w:eastAsia"), "zh-CN")


def keep_together(document: Any, lines: Sequence[tuple[str, str]], *, slipped: bool = False) -> None:
    """Keep the last words, the signature and the slip on one page: neither stands alone."""
    last = max(
        place for place, (kind, text) in enumerate(lines) if kind == "body" and not text.startswith(("附件", "{%p", "抄送"))
    )
    signed = max(place for place, (kind, _) in enumerate(lines) if kind == "date")
    for paragraph in document.paragraphs[last : None if slipped else signed]:
        paragraph.paragraph_format.keep_with_next = True


def slip(document: Any, title: str, back: Sequence[str]) -> None:
    """Add what comes back signed: one row to fill in by hand, never torn from its title."""
    head = document.add_paragraph()
    head.alignment = CENTRE
    form = head.paragraph_format
    form.keep_with_next = True
    form.space_before, form.line_spacing_rule, form.line_spacing = Pt(10), WD_LINE_SPACING.EXACTLY, Pt(22)
    _run(head, title, HEAD, 14)
    made = document.add_table(rows=1, cols=2 * len(back))
    made.style = "Table Grid"
    made.alignment = 1
    made.autofit = False
    label = 40 if len(back) < 3 else 26
    widths = [label, 156 // len(back) - label] * len(back)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    row = made.rows[0]
    row.height = Pt(34)
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    labels = [text for label in back for text in (label, "")]
    for cell, width, text in zip(row.cells, widths, labels, strict=True):
        cell.width = Mm(width)
        cell.vertical_alignment = 1
        paragraph = cell.paragraphs[0]
        paragraph.alignment = CENTRE
        paragraph.paragraph_format.line_spacing_rule, paragraph.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(16)
        _run(paragraph, text, BODY, 12)


def _indent(paragraph: Any, in_characters: str, in_twips: str, characters: int) -> None:
    """Indent by characters, as Word and WPS do it; in twips too, for others."""
    properties = paragraph._p.get_or_add_pPr()
    indent = properties.get_or_add_ind()
    indent.set(qn(f"w:{in_characters}"), str(characters * 100))
    indent.set(qn(f"w:{in_twips}"), str(characters * 320))


def _draft_mark(paragraph: Any) -> None:
    paragraph.alignment = RIGHT
    _run(paragraph, "代拟稿", HEAD, 14)


def _page_numbers(document: Any) -> None:
    """Put the number outside: odd pages right, even pages left, one character in (GB/T 9704, 7.5)."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    _page_number(section.footer.paragraphs[0], RIGHT, "right")
    _page_number(section.even_page_footer.paragraphs[0], LEFT, "left")
    _draft_mark(section.even_page_header.paragraphs[0])


def _page_number(paragraph: Any, side: Any, indent: str) -> None:
    paragraph.alignment = side
    _indent(paragraph, f"{indent}Chars", indent, 1)
    _run(paragraph, "— ", NUMBERS, 14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("shown", "1"), ("end", "")):
        run = _run(paragraph, text if kind == "shown" else "", NUMBERS, 14)
        if kind == "shown":
            continue
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._element.append(mark)
    _run(paragraph, " —", NUMBERS, 14)


def _fixed(document: Any) -> bytes:
    """Save with fixed dates, so that the same script gives the same bytes."""
    for name, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            document.part.drop_rel(name)
            document.part.rels.pop(name, None)
    package = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            package.rels.pop(name)
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, made.read(name))
    return out.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "templates" / "退回说明.docx")

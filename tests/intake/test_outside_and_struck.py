"""What stands outside the cells and what is struck out, in every format that can hold it."""

import io
import zipfile

import docx
import pytest
import xlsxwriter

from toolkit.intake.formats.libreoffice import converted, office_program
from toolkit.intake.sheets import read_book
from toolkit.nouns.cells import Book, Sheet
from toolkit.nouns.limits import Limits

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def drawn() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("附件2")
        plain, struck = book.add_format(), book.add_format({"font_strikeout": 1})
        sheet.write("A1", "表头")
        sheet.write("A2", "全划掉", struck)
        sheet.write_rich_string("B2", plain, "留下的", struck, "划掉的", plain, "也留下")
        sheet.write("A3", 0.3549, book.add_format({"num_format": "0%"}))
        sheet.write("B3", "有批注")
        sheet.write_comment("B3", "请延期到5月", {"author": "水利局"})
        sheet.insert_textbox("D5", "洗衣码头建成4个")
    return out.getvalue()


def told(sheet: Sheet) -> set[tuple[str, str, int, int]]:
    return {(aside.what, aside.text, aside.row, aside.column) for aside in sheet.asides}


def struck(sheet: Sheet) -> dict[str, tuple[str, str]]:
    return {cell.address: (cell.struck, cell.kept) for cell in sheet.cells.values() if cell.struck}


def read(data: bytes, name: str = "附件2.xlsx") -> Book:
    return read_book(data, name, Limits())


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(office_program() is None, reason="no LibreOffice here")
@pytest.mark.parametrize("kind", ["xlsx", "ods", "fods", "xls"])
def test_notes_boxes_and_struck_text_survive_the_format(kind: str) -> None:
    data = drawn() if kind == "xlsx" else converted(drawn(), "xlsx", kind, Limits())
    sheet = read(data, f"附件2.{kind}").sheets[0]
    assert told(sheet) == {("批注", "请延期到5月", 3, 2), ("文本框", "洗衣码头建成4个", 5, 4)}
    assert struck(sheet) == {"A2": ("全划掉", ""), "B2": ("划掉的", "留下的也留下")}
    assert str(sheet.cells[3, 1].value) == "0.35"


def test_a_page_strikes_out_by_tag_style_and_class() -> None:
    page = (
        "<html><style>.xl9 {color:red;text-decoration:line-through;}</style><table><tr><td>表头</td><td>二</td></tr>"
        "<tr><td>留<s>划</s>下</td><td><span style='text-decoration: line-through'>全</span></td></tr>"
        "<tr><td class='a xl9'>格</td><td>无</td></tr></table></html>"
    )
    assert struck(read(page.encode(), "附件2.html").sheets[0]) == {"A2": ("划", "留下"), "B2": ("全", ""), "A3": ("格", "")}


def test_the_xml_of_2003_has_notes_and_strikes_out() -> None:
    xml = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s1"><Font ss:StrikeThrough="1"/></Style></Styles>
<Worksheet ss:Name="附件2"><Table><Row><Cell ss:StyleID="s1"><Data ss:Type="String">全</Data></Cell>
<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">留<S>划</S>下</ss:Data>
<Comment ss:Author="水利局"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>水利局:</B>请延期</ss:Data></Comment></Cell></Row></Table>
</Worksheet></Workbook>"""
    sheet = read(xml.encode(), "附件2.xml").sheets[0]
    assert told(sheet) == {("批注", "请延期", 1, 2)}
    assert struck(sheet) == {"A1": ("全", ""), "B1": ("划", "留下")}


def word(inside: str, floating: str = "", **parts: str) -> bytes:
    """Return a document whose second cell holds this, with further parts: comments, footnotes."""
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "表头", "MARK"
    document.add_paragraph("FLOAT")
    plain, out = io.BytesIO(), io.BytesIO()
    document.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/document.xml":
                text = text.replace(b"<w:r><w:t>MARK</w:t></w:r>", inside.encode())
                text = text.replace(b"<w:r><w:t>FLOAT</w:t></w:r>", floating.encode())
            if name == "word/_rels/document.xml.rels":
                links = "".join(
                    f'<Relationship Id="x{part}" Target="{part}.xml" '
                    f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{part}"/>'
                    for part in parts
                )
                text = text.replace(b"</Relationships>", f"{links}</Relationships>".encode())
            if name != "word/comments.xml" or "comments" not in parts:
                new.writestr(name, text)
        for part, xml in parts.items():
            new.writestr(f"word/{part}.xml", xml)
    return out.getvalue()


def note(part: str, one: str, text: str, more: str = "") -> str:
    inner = f'<w:{one} w:id="7" {more}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{one}>'
    return f'<w:{part} xmlns:w="{WORD}">{inner}</w:{part}>'


BOX = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (
            word('<w:r><w:commentReference w:id="7"/></w:r>', comments=note("comments", "comment", "请延期", 'w:author="甲"')),
            ("批注", "请延期", 2, 2),
        ),
        (
            word('<w:r><w:footnoteReference w:id="7"/></w:r>', footnotes=note("footnotes", "footnote", "不含新区")),
            ("脚注", "不含新区", 2, 2),
        ),
        (word(BOX), ("文本框", "框里的话", 2, 2)),
        (word("<w:r><w:t>x</w:t></w:r>", BOX), ("文本框", "框里的话", 0, 0)),
        (word("<w:r><w:t>x</w:t></w:r>", comments=note("comments", "comment", "总的意见")), ("批注", "总的意见", 0, 0)),
    ],
)
def test_word_is_never_silent_about_what_hangs_on_its_table(data: bytes, wanted: tuple[str, str, int, int]) -> None:
    assert told(read(data, "附件2.docx").sheets[0]) == {wanted}


def styled(*looks: str) -> bytes:
    """Return a document with styles: 甲 and 乙 on its base, and a run of each look in the second cell."""
    document = docx.Document()
    base, above = document.styles.add_style("base", 2), document.styles.add_style("above", 2)
    base.font.strike, above.base_style = True, base
    document.styles.add_style("aside", 2).font.hidden = True
    document.styles.add_style("whole", 1).font.strike = True
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "表头"
    paragraph = table.cell(1, 1).paragraphs[0]
    paragraph.add_run("留下")
    if "whole" in looks:
        paragraph.style = document.styles["whole"]
        paragraph.runs[0].font.strike = False
        paragraph.add_run("整段划掉")
    if "above" in looks:
        paragraph.add_run("样式划掉", document.styles["above"])
    if "aside" in looks:
        paragraph.add_run("样式藏起", document.styles["aside"])
    if "hidden" in looks:
        paragraph.add_run("藏起").font.hidden = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("look", "gone"), [("above", "样式划掉"), ("whole", "整段划掉")])
def test_word_strikes_out_by_style(look: str, gone: str) -> None:
    assert struck(read(styled(look), "附件2.docx").sheets[0]) == {"B2": (gone, "留下")}


@pytest.mark.parametrize(("look", "gone"), [("aside", "样式藏起"), ("hidden", "藏起")])
def test_what_word_hides_is_no_answer_and_is_said(look: str, gone: str) -> None:
    sheet = read(styled(look), "附件2.docx").sheets[0]
    assert (sheet.cells[2, 2].value, told(sheet)) == ("留下", {("隐藏文字", gone, 2, 2)})


def test_a_broken_part_of_word_costs_only_itself() -> None:
    book = read(word("<w:r><w:t>答</w:t></w:r>", comments="<w:comments"), "附件2.docx")
    assert book.sheets[0].cells[2, 2].value == "答"
    assert "F08" in book.warnings


@pytest.mark.parametrize("part", ["xl/comments1.xml", "xl/drawings/drawing1.xml", "xl/worksheets/_rels/sheet1.xml.rels"])
def test_what_cannot_be_read_beside_the_cells_is_a_remark(part: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(drawn())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<cut" if name == part else old.read(name))
    book = read(out.getvalue())
    assert "F08" in book.warnings
    assert book.sheets[0].cells[2, 1].value == "全划掉"

"""The edition as a document to print and sign: GB/T 9704 faces and margins, the table on lying A4. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from toolkit.ooxml.cell_text import for_cell
from toolkit.ooxml.packing import pack, write
from toolkit.outputs.public import sentences as wording
from toolkit.outputs.public.facts import PublicEdition, PublicItem
from toolkit.outputs.public.fields import CENTRED, CONTENT, NUMBER, PROJECT, PublicColumn
from toolkit.outputs.public.printed_rows import REPEATED, Cells, ContinuedRow, TableType, torn, type_of, widths
from toolkit.outputs.returned.closing_lines import closing_indents
from toolkit.values.meaning import PERCENT, STATUS
from toolkit.words.dates import day

if TYPE_CHECKING:
    from docx.document import Document

_TITLE, _HEAD, _BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"


def document(edition: PublicEdition) -> bytes:
    from docx import Document

    made = Document()
    _set_up(made, edition)
    _paragraph(made, edition.title, font=_TITLE, size=22, align="center")
    _paragraph(made, _dated(edition), size=12, align="center")
    for text in (wording.scope(edition), *wording.state(edition)):
        _paragraph(made, text, size=16, indent=True)
    _table(made, edition)
    for text in (*wording.basis(edition), *wording.objection(edition)):
        _paragraph(made, text, size=12, indent=True).paragraph_format.keep_with_next = True  # no page with the signature alone
    _signed(made, for_cell(edition.office), day(edition.as_of.date()))
    _without_leftovers(made)
    out = BytesIO()
    made.save(out)
    return _settled(out.getvalue())


def _signed(made: "Document", sign: str, dated: str) -> None:
    """Place 署名 and 成文日期 as GB/T 9704 7.3.5.2 says, together on a page."""
    from docx.shared import Pt

    for text, characters in zip((sign, dated), closing_indents(sign, dated), strict=True):
        if text:
            paragraph = _paragraph(made, text, size=16, align="right")
            paragraph.paragraph_format.right_indent = Pt(16 * characters)
            paragraph.paragraph_format.keep_with_next = text is not dated


def _without_leftovers(made: "Document") -> None:
    """Drop the library's own picture, and the styles that it keeps a second time for an old Word."""
    for rels in (made.part.rels, made.part.package.rels):
        for name in [n for n, relation in rels.items() if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail"))]:
            rels.pop(name)


def _dated(edition: PublicEdition) -> str:
    until = f"数据截至{day(edition.data_as_of)}，" if edition.data_as_of else ""
    return f"（{until}统计时间{wording.moment(edition.as_of)}）"


def _settled(data: bytes) -> bytes:
    """Write the package again without the moment it was made at."""
    with ZipFile(BytesIO(data)) as package:
        return write([pack(info.filename, package.read(info)) for info in package.infolist()])


def _set_up(made: "Document", edition: PublicEdition) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(25), Mm(20)
    _face(made.styles["Normal"], _BODY, 16)
    core = made.core_properties
    core.title, core.author, core.last_modified_by = for_cell(edition.title)[:255], for_cell(edition.office)[:255], ""
    core.comments = core.keywords = core.subject = core.category = ""
    when = edition.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core.created = core.modified = when
    core.last_printed = datetime(1980, 1, 1)  # noqa: DTZ001  the library wants naive moments
    core.revision = 1
    made.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], "right")
    _page_number(section.even_page_footer.paragraphs[0], "left")
    for lang in made.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), "en-US")
        lang.set(qn("w:eastAsia"), "zh-CN")


def _face(thing: Any, font: str, size: float, *, bold: bool = False) -> None:
    """Set a face for Chinese and Latin alike."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    thing.font.name, thing.font.size, thing.font.bold = font, Pt(size), bold
    fonts = thing.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)


def _page_number(paragraph: Any, side: str) -> None:
    """Put the number outside, one character in (GB/T 9704, 7.5)."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
    setattr(paragraph.paragraph_format, f"{side}_indent", Pt(14))
    for text in ("— ", None, " —"):
        run = paragraph.add_run(text or "")
        _face(run, "宋体", 14)
        if text is None:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            run._r.addprevious(field)
            field.append(run._r)


def _paragraph(place: Any, text: str, *, font: str = _BODY, size: float, align: str = "left", indent: bool = False) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = place.add_paragraph()
    aligned = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
    paragraph.alignment = aligned[align]
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing = Pt(28.95) if size >= 16 else Pt(20)
    if size > 16:
        shape.line_spacing, shape.space_after = Pt(36), Pt(6)
    if indent:
        shape.first_line_indent = Pt(size * 2)
    _face(paragraph.add_run(for_cell(text)), font, size)
    return paragraph


# -- the table -------------------------------------------------------------------------------------------------------


def _table(made: "Document", edition: PublicEdition) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    columns = edition.columns
    rows = [_row(edition, project.name, item) for project in edition.projects for item in project.items]
    face = type_of(columns, rows)
    wide = widths(columns, rows, face)
    table = made.add_table(rows=1, cols=len(columns))
    table.style = "Table Grid"
    table.autofit = False
    for grid, width in zip(table._tbl.tblGrid.gridCol_lst, wide, strict=True):
        grid.w = Mm(width)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, column, width in zip(table.rows[0].cells, columns, wide, strict=True):
        _fill(cell, [column.key], TableType(10.5, 16), font=_HEAD, align="center", width=Mm(width))
    for cells in rows:
        first, below = torn(columns, cells, wide, face)
        row = _kept_row(table)
        for cell, column, texts, width in zip(row.cells, columns, first, wide, strict=True):
            align = "center" if column.key in CENTRED else "left"
            _fill(cell, texts, face, align=align, width=Mm(width), top=bool(below))
        for more in below:
            _continued(_kept_row(table), columns, cells, more, face)


def _kept_row(table: Any) -> Any:
    """Add a row that no page tears."""
    from docx.oxml import OxmlElement

    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return row


def _continued(row: Any, columns: Sequence[PublicColumn], cells: Cells, more: ContinuedRow, face: TableType) -> None:
    """Fill the row that goes on: whose it is, then the text over all other columns."""
    others = [place for place, column in enumerate(columns) if column.key not in REPEATED]
    for place, column in enumerate(columns):
        if column.key in REPEATED:
            cell = row.cells[place]
            _fill(
                cell,
                (*cells[place], "（续）"),
                face,
                align="center" if column.key in CENTRED else "left",
                width=cell.width,
                top=True,
            )
    if others == list(range(others[0], others[-1] + 1)):
        wide = row.cells[others[0]].merge(row.cells[others[-1]])
    else:
        wide = row.cells[others[-1]]
    _fill(
        wide, (f"{more.head}（续）：{more.paragraphs[0]}", *more.paragraphs[1:]), face, align="left", width=wide.width, top=True
    )


def _row(edition: PublicEdition, project: str, item: PublicItem) -> Cells:
    return tuple(tuple(map(for_cell, _texts(edition, project, item, column))) for column in edition.columns)


def _texts(edition: PublicEdition, project: str, item: PublicItem, column: PublicColumn) -> list[str]:
    if not column.per_task:
        texts = {NUMBER: item.number, PROJECT: project, CONTENT: item.content}
        return [texts[column.key]] if column.key in texts else [task.unit for task in item.tasks]
    if column.answer and not item.known:
        return [wording.NOTHING]
    place = edition.task_columns.index(column)
    answers = [c for c in edition.columns if c.answer]
    runs = []
    for task in item.tasks:
        text = wording.answer(task.values[place], column) if task.known or not column.answer else wording.NOTHING
        if task.older and column == answers[-1]:
            text += f"（数据截至{day(task.older)}）"
        runs.append(f"{task.unit}：{text}" if len(item.tasks) > 1 and task.unit else text)
    lead = {STATUS: wording.shared_status, PERCENT: wording.shared_percent}.get(column.key)
    return [text for text in (lead(item) if lead else "", *runs) if text]


def _fill(
    cell: Any, texts: Sequence[str], face: TableType, *, align: str, width: Any, font: str = _BODY, top: bool = False
) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    cell.width = width
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP if top else WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for number, text in enumerate(texts or [""]):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if align == "center" else WD_ALIGN_PARAGRAPH.LEFT
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing = Pt(face.pitch)
        _face(paragraph.add_run(for_cell(text)), font, face.size)

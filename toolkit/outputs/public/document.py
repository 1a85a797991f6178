"""The edition as a document to print and sign: GB/T 9704 faces and margins, the table on lying A4. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from toolkit.nouns.fields import Type
from toolkit.ooxml.packing import pack, write
from toolkit.outputs.cell_values import tame
from toolkit.outputs.public import sentences as wording
from toolkit.outputs.public.facts import PublicEdition, PublicItem
from toolkit.outputs.public.fields import CONTENT, HOSTS, LIMIT, NUMBER, PROJECT, PublicColumn
from toolkit.values.meaning import PERCENT, STATUS
from toolkit.words.dates import day

if TYPE_CHECKING:
    from docx.document import Document

_TITLE, _HEAD, _BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
_WIDE = {NUMBER: 19, PROJECT: 27, CONTENT: 56, HOSTS: 25, LIMIT: 30, STATUS: 38, PERCENT: 32}
_CENTRED = {NUMBER, HOSTS, LIMIT, STATUS, PERCENT}
_ROOM = 257
"""Millimetres between the margins of a lying A4."""


def document(edition: PublicEdition) -> bytes:
    from docx import Document

    made = Document()
    _set_up(made, edition)
    _paragraph(made, edition.title, font=_TITLE, size=22, align="center")
    _paragraph(made, _dated(edition), size=12, align="center")
    for text in (wording.scope(edition), *wording.state(edition)):
        _paragraph(made, text, size=16, indent=True)
    _table(made, edition)
    for text in wording.basis(edition):
        _paragraph(made, text, size=12, indent=True)
    if edition.office:
        _paragraph(made, edition.office, size=16, align="right")
    _paragraph(made, day(edition.as_of.date()), size=16, align="right")
    out = BytesIO()
    made.save(out)
    return _settled(out.getvalue())


def _dated(edition: PublicEdition) -> str:
    until = f"数据截至{day(edition.data_as_of)}，" if edition.data_as_of else ""
    return f"（{until}统计时间{wording.moment(edition.as_of)}）"


def _settled(data: bytes) -> bytes:
    """Write the package again without the moment it was made at, and without the library's own picture."""
    with ZipFile(BytesIO(data)) as package:
        return write([pack(info.filename, package.read(info)) for info in package.infolist()])


def _set_up(made: "Document", edition: PublicEdition) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(25), Mm(20)
    _face(made.styles["Normal"], _BODY, 16)
    core = made.core_properties
    core.title, core.author, core.last_modified_by = tame(edition.title)[:255], tame(edition.office)[:255], ""
    core.comments = core.keywords = core.subject = core.category = ""
    when = edition.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core.created = core.modified = when
    core.last_printed = datetime(1980, 1, 1)  # noqa: DTZ001  the library wants naive moments
    core.revision = 1
    _page_number(section.footer.paragraphs[0])


def _face(thing: Any, font: str, size: float, *, bold: bool = False) -> None:
    """Set a face for Chinese and Latin alike."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    thing.font.name, thing.font.size, thing.font.bold = font, Pt(size), bold
    fonts = thing.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)


def _page_number(paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in ("— ", None, " —"):
        run = paragraph.add_run(text or "")
        _face(run, "宋体", 14)
        if text is None:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            run._r.addprevious(field)
            field.append(run._r)


def _paragraph(place: Any, text: str, *, font: str = _BODY, size: float, align: str = "left", indent: bool = False) -> None:
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
    _face(paragraph.add_run(tame(text)), font, size)


# -- the table -------------------------------------------------------------------------------------------------------


def _table(made: "Document", edition: PublicEdition) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    columns = edition.columns
    table = made.add_table(rows=1, cols=len(columns))
    table.style = "Table Grid"
    table.autofit = False
    widths = [Mm(width) for width in _widths(columns)]
    for grid, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        grid.w = width
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, column, width in zip(table.rows[0].cells, columns, widths, strict=True):
        _fill(cell, [column.key], font=_HEAD, align="center", width=width)
    for project in edition.projects:
        for item in project.items:
            row = table.add_row()
            if _short(item):
                row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, column, width in zip(row.cells, columns, widths, strict=True):
                align = "center" if column.key in _CENTRED else "left"
                _fill(cell, _texts(edition, project.name, item, column), align=align, width=width)


def _short(item: PublicItem) -> bool:
    """Tell whether the item's row certainly fits on a page."""
    texts = [item.content, *(value for task in item.tasks for value in task.values if isinstance(value, str))]
    return sum(map(len, texts)) < 400


def _widths(columns: Sequence[PublicColumn]) -> list[float]:
    """Return millimetres; long texts share what the others leave."""
    fixed = [_WIDE.get(column.key, 0 if column.type is Type.TEXT else 26) for column in columns]
    free = [place for place, width in enumerate(fixed) if not width]
    rest = max(_ROOM - sum(fixed), 30 * len(free))
    whole = [width or rest / len(free) for width in fixed]
    return [width * _ROOM / sum(whole) for width in whole]


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


def _fill(cell: Any, texts: Sequence[str], *, align: str, width: Any, font: str = _BODY) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    cell.width = width
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for number, text in enumerate(texts or [""]):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if align == "center" else WD_ALIGN_PARAGRAPH.LEFT
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing = Pt(16)
        _face(paragraph.add_run(tame(text)), font, 10.5)

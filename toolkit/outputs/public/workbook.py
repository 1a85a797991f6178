"""The edition as a workbook: one sheet, one line per task, what belongs to the item merged over its tasks. Pure."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from decimal import Decimal

from toolkit.nouns.fields import Type
from toolkit.outputs.cell_values import CellValue, Figure, percent_format, spread
from toolkit.outputs.column_widths import suited
from toolkit.outputs.faces import block, face_of
from toolkit.outputs.public import sentences as wording
from toolkit.outputs.public.facts import PublicEdition, PublicItem, PublicProject, PublicTask
from toolkit.outputs.public.fields import CENTRED, CONTENT, HOSTS, LIMIT, NUMBER, PROJECT, PublicColumn
from toolkit.outputs.tables import header, needed
from toolkit.outputs.workbook_pages import Page, PageColumn, WorkbookPages
from toolkit.values.meaning import PERCENT, STATUS
from toolkit.words.dates import day
from toolkit.words.numbers import percent

_WIDTHS = {NUMBER: 8, PROJECT: 16, CONTENT: 34, HOSTS: 15, LIMIT: 16, STATUS: 15, PERCENT: 14.5}
_MOST = {PROJECT: 22.0, HOSTS: 27.0}


def workbook(edition: PublicEdition) -> bytes:
    paper = WorkbookPages(edition.title, edition.as_of, edition.as_of.tzinfo or UTC)
    page = paper.page(wording.kind(edition.edition))
    breadths = suited(page, [_breadth(column) for column in edition.columns], _told(edition))
    page.columns(breadths)
    last = len(breadths) - 1
    page.title(0, edition.title, last)
    row = 1
    dated = f"数据截至{day(edition.data_as_of)}　" if edition.data_as_of else ""
    for text in (f"{dated}统计时间{wording.moment(edition.as_of)}", wording.scope(edition), *wording.state(edition)):
        page.line(row, text, last)
        row += 1
    header(page, row, breadths)
    page.sheet.repeat_rows(row)
    page.sheet.freeze_panes(row + 1, 0)
    row += 1
    for project in edition.projects:
        row = _project(page, row, edition, project, breadths)
    if edition.projects:
        for place in range(len(breadths)):
            page.put(row, place, None, page.look(top=1))
        page.row(row, 6)
        page.settle()
        row += 1
    office = [f"公布单位：{edition.office}"] if edition.office else []
    for text in (*wording.basis(edition), *wording.objection(edition), *office):
        page.line(row, text, last)
        row += 1
    page.sheet.print_area(0, 0, row - 1, last)
    return paper.finish()


def _told(edition: PublicEdition) -> Iterator[tuple[CellValue, ...]]:
    """Yield what stands in each task's cells, with the 件 it belongs to."""
    named = [column.key == PROJECT for column in edition.columns]
    for project in edition.projects:
        for task in (task for item in project.items for task in item.tasks):
            inks = _cells(edition, task)
            yield tuple(project.name if name else ink for name, ink in zip(named, inks, strict=True))


def _breadth(column: PublicColumn) -> PageColumn:
    width = _WIDTHS.get(column.key, 46 if column.type is Type.TEXT else 14)
    most = _MOST.get(column.key, 0.0)
    return PageColumn(header=column.key, width=width, align="center" if column.key in CENTRED else "left", most=most)


def _project(page: Page, row: int, edition: PublicEdition, project: PublicProject, breadths: Sequence[PageColumn]) -> int:
    """Write a 件: its texts stand in the first row only, so that no page break can cut them in two."""
    name = project.name
    for item in project.items:
        row = _item(page, row, edition, item, name, breadths)
        name = ""
    return row


def _item(page: Page, row: int, edition: PublicEdition, item: PublicItem, project: str, breadths: Sequence[PageColumn]) -> int:
    texts: dict[str, CellValue] = {NUMBER: item.number, PROJECT: project, CONTENT: item.content}
    lines = [_cells(edition, task) for task in item.tasks]
    if (summary := _summary(edition, item)) is not None:
        lines.insert(0, summary)
    told = [
        [texts.get(b.header, ink) if place == 0 else ink for b, ink in zip(breadths, inks, strict=True)]
        for place, inks in enumerate(lines)
    ]
    heights = [spread(needed(breadths, inks, page.size), 22.0) for inks in told]
    page.follow_together(row, heights)
    for place, inks in enumerate(told):
        end = row + len(heights[place]) - 1
        _row(page, (row, end), breadths, inks, first=place == 0, last=place == len(lines) - 1, begins=bool(project))
        row = end + 1
    return row


def _row(
    page: Page,
    rows: tuple[int, int],
    breadths: Sequence[PageColumn],
    inks: Sequence[CellValue],
    *,
    first: bool,
    last: bool,
    begins: bool,
) -> None:
    """Write one line into its rows (first, last); what belongs to the item is boxed around its lines, the 件 around its items."""
    row, end = rows
    for place, (breadth, ink) in enumerate(zip(breadths, inks, strict=True)):
        look: dict[str, str | int] = {"valign": "top"} if end > row else {}
        if breadth.header == PROJECT:
            look = {"top": int(first and begins), "bottom": 0, "valign": "top"}
        elif breadth.header in {NUMBER, CONTENT}:
            look = {"top": int(first), "bottom": int(last), "valign": "vcenter" if first and last and end == row else "top"}
        block(page, (row, place, end, place), ink, face_of(page, breadth, ink, **look))


def _cells(edition: PublicEdition, task: PublicTask) -> tuple[CellValue, ...]:
    return tuple(_ink(edition, task, column) for column in edition.columns)


def _ink(edition: PublicEdition, task: PublicTask, column: PublicColumn) -> CellValue:
    if column.key == HOSTS:
        return task.unit
    if not column.per_task:
        return None
    if column.answer and not task.known:
        return wording.NOTHING
    value = task.values[edition.task_columns.index(column)]
    if isinstance(value, Decimal):
        return Figure(value, percent_format(value) if column.type is Type.PERCENT else "General")
    text = value if value is None or isinstance(value, str) else day(value)
    answers = [c for c in edition.columns if c.answer]
    if task.older and answers and column == answers[-1]:
        return f"{text or ''}（数据截至{day(task.older)}）"
    return text


def _summary(edition: PublicEdition, item: PublicItem) -> tuple[CellValue, ...] | None:
    """Return the line over a shared item's units; None = one unit, or nothing to sum up."""
    average = item.mean
    if len(item.tasks) == 1 or not item.known or not (edition.shows(STATUS) or edition.shows(PERCENT)):
        return None
    known = sum(task.percent is not None for task in item.tasks)
    cells: dict[str, CellValue] = {
        HOSTS: f"{len(item.tasks)}个单位",
        STATUS: wording.shared_status(item),
        PERCENT: None if average is None else f"{known}个单位简单平均\n{percent(average)}",
    }
    return tuple(cells.get(column.key) for column in edition.columns)

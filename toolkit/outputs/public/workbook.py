"""The edition as a workbook: one sheet, one line per task, what belongs to the item merged over its tasks. Pure."""

from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal

from toolkit.form.model import Type
from toolkit.merge import PERCENT, STATUS
from toolkit.outputs.ink import Figure, Ink, percent_format, spread
from toolkit.outputs.paper import Column as Breadth
from toolkit.outputs.paper import Page, Paper
from toolkit.outputs.public import wording
from toolkit.outputs.public.facts import PublicEdition, PublicItem, PublicProject, Task
from toolkit.outputs.public.fields import CONTENT, HOSTS, LIMIT, NUMBER, PROJECT, Column
from toolkit.outputs.tables import block, face_of, header, needed

_WIDTHS = {NUMBER: 8, PROJECT: 16, CONTENT: 34, HOSTS: 15, LIMIT: 16, STATUS: 15, PERCENT: 11}
_CENTRED = {NUMBER, HOSTS, LIMIT, STATUS, PERCENT}


def workbook(edition: PublicEdition) -> bytes:
    paper = Paper(edition.title, edition.as_of, edition.as_of.tzinfo or UTC)
    page = paper.page(wording.kind(edition.edition))
    breadths = [_breadth(column) for column in edition.columns]
    page.columns(breadths)
    last = len(breadths) - 1
    page.title(0, edition.title, last)
    row = 1
    dated = f"数据截至{wording.day(edition.data_as_of)}　" if edition.data_as_of else ""
    for text in (f"{dated}统计时间{wording.moment(edition.as_of)}", wording.scope(edition), *wording.state(edition)):
        page.line(row, text, last)
        row += 1
    header(page, row, breadths)
    page.sheet.repeat_rows(row)
    page.sheet.freeze_panes(row + 1, 0)
    row += 1
    for project in edition.projects:
        row = _project(page, row, edition, project, breadths)
    for text in (*wording.basis(edition), *([f"公布单位：{edition.office}"] if edition.office else [])):
        page.line(row, text, last)
        row += 1
    page.sheet.print_area(0, 0, row - 1, last)
    return paper.finish()


def _breadth(column: Column) -> Breadth:
    width = _WIDTHS.get(column.key, 46 if column.type is Type.TEXT else 14)
    return Breadth(header=column.key, width=width, align="center" if column.key in _CENTRED else "left")


def _project(page: Page, row: int, edition: PublicEdition, project: PublicProject, breadths: Sequence[Breadth]) -> int:
    """Write a 件: 立项名称 is merged over its items where it stands in the first columns."""
    first = row
    for item in project.items:
        row = _item(page, row, edition, item, breadths)
    for place, column in enumerate(edition.columns):
        if column.key == PROJECT:
            block(page, (first, place, row - 1, place), project.name, face_of(page, breadths[place], project.name))
    return row


def _item(page: Page, row: int, edition: PublicEdition, item: PublicItem, breadths: Sequence[Breadth]) -> int:
    lines = [_inks(edition, task) for task in item.tasks]
    if (summary := _summary(edition, item)) is not None:
        lines.insert(0, summary)
    blocks = [list(spread(needed(breadths, inks, page.size), 22.0)) for inks in lines]
    common = {NUMBER: item.number, CONTENT: item.content}
    room = max((needed([b], [common[b.header]], page.size) for b in breadths if b.header in common), default=0.0)
    missing = room - sum(points for heights in blocks for points in heights)
    stretch = max(missing, 0.0) / sum(len(heights) for heights in blocks)
    first = row
    for inks, heights in zip(lines, blocks, strict=True):
        for offset, points in enumerate(heights):
            page.sheet.set_row(row + offset, min(points + stretch, 409.0))
        last = row + len(heights) - 1
        for place, (breadth, ink) in enumerate(zip(breadths, inks, strict=True)):
            if breadth.header not in {*common, PROJECT}:
                block(page, (row, place, last, place), ink, face_of(page, breadth, ink))
        row = last + 1
    for place, breadth in enumerate(breadths):
        if breadth.header in common:
            text = common[breadth.header]
            block(page, (first, place, row - 1, place), text, face_of(page, breadth, text))
    return row


def _inks(edition: PublicEdition, task: Task) -> tuple[Ink, ...]:
    return tuple(_ink(edition, task, column) for column in edition.columns)


def _ink(edition: PublicEdition, task: Task, column: Column) -> Ink:
    if column.key == HOSTS:
        return task.unit
    if not column.per_task:
        return None
    if column.answer and not task.known:
        return wording.NOTHING
    value = task.values[edition.task_columns.index(column)]
    if isinstance(value, Decimal):
        return Figure(value, percent_format(value) if column.type is Type.PERCENT else "General")
    text = value if value is None or isinstance(value, str) else wording.day(value)
    answers = [c for c in edition.columns if c.answer]
    if task.older and answers and column == answers[-1]:
        return f"{text or ''}（数据截至{wording.day(task.older)}）"
    return text


def _summary(edition: PublicEdition, item: PublicItem) -> tuple[Ink, ...] | None:
    """Return the line over a shared item's units; None = one unit, or nothing to sum up."""
    average = item.mean
    if len(item.tasks) == 1 or not item.known or not (edition.shows(STATUS) or edition.shows(PERCENT)):
        return None
    known = sum(task.percent is not None for task in item.tasks)
    cells: dict[str, Ink] = {
        HOSTS: f"{len(item.tasks)}个单位",
        STATUS: wording.shared_status(item),
        PERCENT: None if average is None else f"{known}个单位简单平均\n{wording.percent(average)}",
    }
    return tuple(cells.get(column.key) for column in edition.columns)

"""Sheet 附件1 of a new plan: the notice's table, printed as an office prints it. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.plan.draft import Draft
from toolkit.plan.labels import CONTENT, HOST, LABELS, NAME, NUMBER
from toolkit.plan.pen import Pen

_CONTENT_LINE = 26
"""Chinese characters in one line of 实事内容."""
_NAME_LINE = 9
_TITLE_LINE = 24
_TITLE_HEIGHT = 104.0
_PAGE = 700.0
"""Points of table rows on an A4 page, below the repeated header, with some to spare for other printers."""
_WIDTHS = {NUMBER: 6, NAME: 20, CONTENT: 54, HOST: 13}
_OWN_WIDTH = 14
_OWN_LINE = 6
_MOST_UPRIGHT = 5
"""Columns that a page takes upright."""
_FIRST = 4
"""First row below the header, from 0."""


def write_items(pen: Pen, draft: Draft) -> None:
    """Add sheet 附件1 to the workbook."""
    page = pen.book.add_worksheet("附件1")
    _paper(page, draft.heads)
    _titles(pen, page, draft)
    blocks = _blocks(draft.table)
    alone = {start for start, stop in blocks if start == stop}
    heights = [_height(draft.values(i), named=i in alone) for i in range(len(draft.table))]
    for index, height in enumerate(heights):
        _row(pen, page, draft, index)
        page.set_row(_FIRST + index, height)
    for start, stop in blocks:
        _merged(pen, page, draft, start, stop)
    if draft.remark:
        last = _FIRST + len(draft.table)
        page.merge_range(last, 0, last, len(draft.heads) - 1, draft.remark, pen.task)
        page.set_row(last, 28)
    page.set_h_pagebreaks([_FIRST + start for start in _page_starts(blocks, heights)])


def _paper(page: Any, heads: Sequence[str]) -> None:
    page.set_paper(9)
    page.set_margins(left=0.8, right=0.7, top=0.8, bottom=0.8)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.set_footer("&C— &P —")
    if len(heads) > _MOST_UPRIGHT:
        page.set_landscape()
    for column, label in enumerate(heads):
        page.set_column(column, column, _WIDTHS.get(label, _OWN_WIDTH))


def _titles(pen: Pen, page: Any, draft: Draft) -> None:
    last = len(draft.heads) - 1
    page.merge_range(0, 0, 0, last, "附件1", pen.mark)
    page.merge_range(1, 0, 1, last, draft.title, pen.title)
    page.set_row(0, 24)
    page.set_row(1, 44 if len(draft.title) <= _TITLE_LINE else 76)
    page.set_row(2, 8)
    for column, head in enumerate(draft.heads):
        page.write_string(_FIRST - 1, column, head, pen.task_head)
    page.set_row(_FIRST - 1, 28)
    page.repeat_rows(_FIRST - 1)
    page.freeze_panes(_FIRST, 0)


def _row(pen: Pen, page: Any, draft: Draft, index: int) -> None:
    values = draft.values(index)
    for column, label in enumerate(draft.heads):
        if label in {NUMBER, NAME}:
            continue
        ink = pen.task if label == CONTENT else pen.task_centre
        if ("附件1", str(index), label) in draft.tinted:
            ink = pen.task_tinted
        text = values[label]
        page.write_string(_FIRST + index, column, text, ink) if text else page.write_blank(_FIRST + index, column, None, ink)


def _merged(pen: Pen, page: Any, draft: Draft, start: int, stop: int) -> None:
    """Write 序号 and 立项名称 over the rows of one project."""
    number, name = draft.table[start][:2]
    for column, label in enumerate(draft.heads[: len(LABELS) - 2]):
        if label not in {NUMBER, NAME}:
            continue
        value = name if label == NAME else int(number) if number.isdigit() else number
        ink = pen.task_tinted if ("附件1", str(start), label) in draft.tinted else pen.task_centre
        if stop > start:
            page.merge_range(_FIRST + start, column, _FIRST + stop, column, value, ink)
        else:
            page.write(_FIRST + start, column, value, ink)


def _height(values: Mapping[str, str], *, named: bool) -> float:
    """Return a row's height in points: all its text shows, also in a wider substitute font."""
    lines = [-(-len(values[CONTENT]) // _CONTENT_LINE), values[HOST].count("\n") + 1]
    lines += [-(-len(values[NAME]) // _NAME_LINE)] if named else []
    own = [text for label, text in values.items() if label not in LABELS]
    lines += [sum(-(-len(part) // _OWN_LINE) for part in text.split("\n")) for text in own]
    return 16.0 * max(lines) + 7


def _page_starts(blocks: Sequence[tuple[int, int]], heights: Sequence[float]) -> list[int]:
    """Return the first rows of new pages, so that no project is cut in two where one page can hold it."""
    starts = []
    used = _TITLE_HEIGHT
    for start, stop in blocks:
        need = sum(heights[start : stop + 1])
        if used + need > _PAGE and start:
            starts.append(start)
            used = 0.0
        used += need
    return starts


def _blocks(table: Sequence[tuple[str, str, str, str]]) -> list[tuple[int, int]]:
    """Return (first, last) row of each project: a row without 序号 belongs to the one above."""
    starts = [index for index, row in enumerate(table) if row[0]]
    return list(zip(starts, [*(start - 1 for start in starts[1:]), len(table) - 1], strict=True))

"""The book 待办.xlsx drawn: a row for each task, one for each that was done, the lists behind the drop-downs. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from toolkit.clerk.todo import DONE, HEADERS, LISTS, OPEN, FilledRow, Task
from toolkit.judge.waiting import TaskMark, WaitingTasks
from toolkit.nouns.cells import column_letter
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.records import Note
from toolkit.ooxml.cell_text import for_cell
from toolkit.outputs.kept_blocks import BookBlocks, KeptBlock

DONE_HEADERS: Mapping[str, int] = {
    "登记号": 8, "登记时间": 17, "类别": 13, "期次": 9, "单位": 16, "办理": 40, "理由": 36, "登记人": 12,
}  # fmt: skip
_ASKED = ("处理", "填写内容", "理由", "登记人")
_MOST_CHOICES = 60
_TOGETHER, _MOST = 64, 256
"""Tasks of a block, about, and at most."""
MOST_LINKS = 65_530
"""A sheet takes no more."""


def todo_book(
    tasks: WaitingTasks,
    notes: Sequence[Note],
    kept: Mapping[str, FilledRow],
    said: Mapping[str, str],
    blocks: BookBlocks | None = None,
) -> bytes:
    """Return the workbook: what is open, what was done, and the lists behind the drop-downs.

    `kept`: 编号 → what the clerk has begun to fill in; `said`: 编号 → why it could not be done. `blocks`: of the book before.
    """
    from toolkit.ooxml.quick_book import QuickBook

    blocks = blocks or BookBlocks()
    book = QuickBook({"strings_to_formulas": False, "strings_to_urls": False}, blocks.spool)
    book.set_properties({"title": OPEN, "created": datetime(1980, 1, 1)})  # noqa: DTZ001 - the same bytes every time
    looks = _looks(book)
    page, done, lists = (book.add_sheet(name) for name in (OPEN, DONE, LISTS))
    lists.hide()
    _head(page, HEADERS, looks)
    rows, row = _TaskBlocks(blocks, _TaskRows(page, lists, looks), tasks), 1
    for some in blocks_of(tasks.marks):
        row = rows.write(
            some, row, [_Beside(kept.get(mark.key), said.get(mark.key, "")) for mark in tasks.marks[some.start : some.stop]]
        )
    if not tasks:
        centre = looks["centre"]
        nothing = page.text_cell("没有需要您处理的事。", centre)
        page.set_block((1, 0, 1, len(HEADERS) - 1), nothing, page.blank_cell(centre))
    _done_rows(done, notes, looks)
    page.activate()
    book.close()
    return b"".join(book.pieces)


def blocks_of(marks: Sequence[TaskMark]) -> Iterator[range]:
    """Yield where the tasks stand that are written together.

    A block ends with a task by whose name one knows it: where a task comes or goes, all other blocks are what they were.
    """
    first = 0
    for below, mark in enumerate(marks, 1):
        if int(mark.key[-2:], 16) % _TOGETHER == 0 or below - first == _MOST or below == len(marks):
            yield range(first, below)
            first = below


def _looks(book: Any) -> dict[str, Any]:
    base = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#BFBFBF", "font_name": "宋体", "font_size": 10.5}
    looks = {
        "head": book.add_format({**base, "bold": True, "bg_color": "#DDEBF7", "align": "center", "valign": "vcenter"}),
        "centre": book.add_format({**base, "num_format": "@", "align": "center"}),
        "text": book.add_format({**base, "num_format": "@"}),
        "link": book.add_format({**base, "font_color": "#0563C1", "underline": 1}),
        "asked": book.add_format({**base, "num_format": "@", "bg_color": "#FFF9E5"}),
        "wrong": book.add_format({**base, "font_color": "#C00000"}),
    }
    for look in looks.values():
        look._get_xf_index()  # numbered now, not as cells come: cells are copied
    return looks


def _head(page: Any, headers: Mapping[str, int], looks: Mapping[str, Any]) -> None:
    for column, (label, width) in enumerate(headers.items()):
        page.set_column(column, column, width)
        page.set_cell(0, column, page.head_cell(label, looks["head"]))
    page.set_row(0, 22)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands in a task's row besides the task."""

    begun: FilledRow | None
    why: str

    @property
    def said(self) -> Sequence[str]:
        begun = self.begun
        return (self.why, *((begun.choice, begun.value, begun.reason, begun.by) if begun else ()))


class _TaskBlocks:
    """Writes tasks block by block: those that the book before has too are copied, wherever they come to stand."""

    def __init__(self, blocks: BookBlocks, rows: "_TaskRows", tasks: WaitingTasks) -> None:
        self._blocks, self._rows, self._tasks = blocks, rows, tasks

    def write(self, places: range, top: int, beside: Sequence[_Beside]) -> int:
        """Write some tasks from a row on, and return the row below."""
        marks = self._tasks.marks[places.start : places.stop]
        sheets, linked = self._rows.sheets, self._rows.sheets[0].link_count + len(places) <= MOST_LINKS
        key = content_hash("tasks", [(mark.key, mark.print, one.said) for mark, one in zip(marks, beside, strict=True)], linked)
        for sheet in sheets:
            sheet.cut(top)
        stand = [top, *(sheet.counts for sheet in sheets)]
        known = self._blocks.get(key)
        if known is None:
            for row, place, one in zip(count(top), places, beside, strict=False):
                self._rows.write(row, marks[row - top].key, self._tasks[place], one, linked=linked)
            cut = [sheet.cut(top + len(places)) for sheet in sheets]
        else:
            down = top - known.told[0]
            cut = [
                sheet.take_moved(rows, down, before)
                for sheet, rows, before in zip(sheets, known.sheets, known.told[1:], strict=True)
            ]
        self._blocks.keep(key, KeptBlock(sheets=tuple(cut), heights=(), looks=(), told=stand))
        return top + len(places)


class _TaskRows:
    """Writes the rows of the open tasks, and the lists behind their drop-downs."""

    def __init__(self, page: Any, lists: Any, looks: Mapping[str, Any]) -> None:
        self._page, self._lists, self._looks = page, lists, looks
        self.sheets = (page, lists)
        self._known: dict[tuple[str, str, bool], tuple[str, int]] = {}
        """Cells that stand in many rows, and how many lines each takes."""

    def write(self, number: int, key: str, task: Task, beside: _Beside, *, linked: bool) -> None:
        """Write one task. `linked`: there is room for its link."""
        page, begun, linked = self._page, beside.begun, linked and bool(task.link)
        texts = {"编号": key, "类别": task.kind.value, "期次": task.period, "事情": task.what, "办理结果": beside.why}
        texts["在哪里"] = (task.where or task.link) if task.link else task.where
        if begun:
            texts |= {"处理": begun.choice, "填写内容": begun.value, "理由": begun.reason, "登记人": begun.by}
        cells = [self._cell(label, texts.get(label, ""), linked=linked) for label in HEADERS]
        page.set_whole(number, _PLACES, page.row_of([cell for cell, _ in cells]))
        if linked:
            page.set_link(number, _WHERE, _UNSAFE.sub(lambda sign: f"%{ord(sign[0]):02X}", task.link))
        page.set_row(number, min(409, 15 * max(2, *(lines for _, lines in cells))))
        words = [choice.word for choice in task.choices[:_MOST_CHOICES]]
        if words:
            _row(self._lists, number, [(word, None) for word in words])
            page.set_choice(number, _CHOSEN, f"'{LISTS}'!$A${number + 1}:${column_letter(len(words))}${number + 1}", _CHOICE)

    def _cell(self, label: str, text: str, *, linked: bool) -> tuple[str, int]:
        """Return a column's cell, and how many lines its text takes."""
        known = self._known.get((label, text, linked))
        if known is None:
            look = self._looks[_look(label, linked=linked)]
            cell = self._page.text_cell(for_cell(text), look) if text else self._page.blank_cell(look)
            known = (cell, _lines(text, HEADERS[label]))
            if len(text) <= _SHORT:
                self._known[label, text, linked] = known
        return known


_PLACES = tuple(range(len(HEADERS)))
_CHOSEN, _WHERE = list(HEADERS).index("处理"), list(HEADERS).index("在哪里")
_SHORT = 7
"""Signs of a text that is the same in many rows; the 编号 has eight."""
_UNSAFE = re.compile(r"""[ %#\[\]^`{}"<>]""")
"""Signs that a link has to escape."""
_CHOICE = {
    "errorTitle": "处理",
    "error": "请从列表中选择",
    "promptTitle": "处理",
    "prompt": "从列表选择；再在右边写明理由，保存后关闭，下次运行就会办理。",
}


def _look(label: str, *, linked: bool) -> str:
    if label == "在哪里":
        return "link" if linked else "text"
    return "asked" if label in _ASKED else "wrong" if label == "办理结果" else "centre" if label in {"编号", "期次"} else "text"


def _row(page: Any, row: int, cells: Sequence[tuple[str, Any]]) -> None:
    """Write a row of texts, each in its look."""
    page.set_whole(
        row,
        tuple(range(len(cells))),
        page.row_of([page.text_cell(for_cell(text), look) if text else page.blank_cell(look) for text, look in cells]),
    )


def _done_rows(page: Any, notes: Sequence[Note], looks: Mapping[str, Any]) -> None:
    _head(page, DONE_HEADERS, looks)
    for row, note in enumerate(sorted(notes, key=lambda n: -n.number), start=1):
        what = "，".join(filter(None, (f"“{note.file}”" if note.file else "", note.item, note.material, _came(note))))
        cells = (
            str(note.number), f"{note.at:%Y-%m-%d %H:%M}", note.kind.value, note.period, note.unit, what, note.reason, note.by,
        )  # fmt: skip
        _row(page, row, [(text, looks["text"]) for text in cells])


def _came(note: Note) -> str:
    return f"收到时间 {note.received:%Y-%m-%d %H:%M}" if note.received else ""


def _lines(text: str, width: int) -> int:
    room = max(1, width - 2)
    return sum(-(-max(1, len(line) + sum(map("\xff".__lt__, line))) // room) for line in text.split("\n")) if text else 1

"""待办.xlsx, what waits for the clerk: a row for each thing, a drop-down of what can be done. Pure: values in, bytes out.

The clerk fills in 处理, 填写内容 and 理由; the next run turns a filled row into a note and moves it to 已办. A row is
known by its 编号, made from what it is about, so it stays the same row however often the book is written anew.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Any, Protocol

from toolkit.nouns.cells import column_letter
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Note, NoteKind
from toolkit.ooxml.cell_text import for_cell

NAME = "待办.xlsx"
OPEN, DONE, LISTS = "待办", "已办", "选项"
SOURCE = "待办"
"""`Note.source` of a row that was filled in."""
HEADERS: Mapping[str, int] = {
    "编号": 10, "类别": 13, "期次": 9, "事情": 52, "在哪里": 30, "处理": 30, "填写内容": 20, "理由": 30, "登记人": 11,
    "办理结果": 30,
}  # fmt: skip
DONE_HEADERS: Mapping[str, int] = {
    "登记号": 8, "登记时间": 17, "类别": 13, "期次": 9, "单位": 16, "办理": 40, "理由": 36, "登记人": 12,
}  # fmt: skip
_ASKED = ("处理", "填写内容", "理由", "登记人")
_MOST_CHOICES = 60
MOST_LINKS = 65_530
"""A sheet takes no more."""


class TaskKind(StrEnum):
    """What can wait for the clerk, in the order in which it is listed."""

    UNCLAIMED = "待认领"
    TIME = "时间待核"
    NO_FORM = "没有附件2"
    RETURNED_ROW = "退回的行"
    PREFILLED = "改动预填内容"
    SEAL = "盖章待核"
    CHANGED_VERDICT = "认定变动"
    INHERITED = "沿用承办单位"
    ALIAS = "疑似别名"
    OWN_ITEM = "下级自定事项"


class Asked(StrEnum):
    """What must stand in 填写内容 for a choice."""

    NOTHING = ""
    UNIT = "单位"
    TIME = "收到时间"
    ITEM = "本级事项"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a row's drop-down, and the note that it becomes."""

    word: str
    note: Note
    """Complete but for at, by, reason and, where `asks` says so, unit or received."""
    asks: Asked = Asked.NOTHING
    more: tuple[Note, ...] = ()
    """Further notes of a row that is about several files: the same reason, each its own file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that waits for the clerk."""

    kind: TaskKind
    about: tuple[str, ...]
    """What makes it this thing and no other: receipt, unit, item, what was seen."""
    what: str
    """One sentence for people."""
    where: str = ""
    link: str = ""
    """Path relative to inbox/, with /, of the file that it is about."""
    period: str = ""
    choices: tuple[Choice, ...] = ()
    since: int = 0
    """The record from which it waits: what was looked at before (已阅) was another thing of the same name."""

    @property
    def key(self) -> str:
        """Return the 编号: eight signs that depend on nothing but what the task is about."""
        said = "\x1f".join((self.kind.name, self.period, *self.about))
        return hashlib.sha256(said.encode()).hexdigest()[:8].upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRow:
    """One row of the sheet 待办 as the clerk left it; cells as text, "" = blank."""

    row: int
    """As the clerk sees it, from 1."""
    key: str
    choice: str = ""
    value: str = ""
    reason: str = ""
    by: str = ""

    @property
    def touched(self) -> bool:
        return bool(self.choice or self.value or self.reason)


class _KnowsNames(Protocol):
    def unit(self, name: str) -> Any: ...
    def item(self, id_: str) -> Any: ...


class _Moment(Protocol):
    def __call__(self, text: str) -> datetime: ...


def read_todo(data: bytes) -> tuple[FilledRow, ...]:
    """Return the rows that the clerk has touched.

    Raises:
        ToolkitError: the book cannot be opened, or its header is gone.
    """
    sheet = _sheet(data)
    rows = sheet.iter_rows()
    for cells in rows:
        labels = {_text(cell.value): place for place, cell in enumerate(cells)}
        if "编号" in labels and "处理" in labels:
            break
    else:
        raise ToolkitError(
            f"{NAME} 工作表“{sheet.title}”找不到表头（编号、处理）。没有办理其中任何一行；请删除该文件，下次运行会重新生成。"
        )
    answers = []
    for cells in rows:
        texts = {label: _text(cells[place].value) for label, place in labels.items() if place < len(cells)}
        row = FilledRow(
            row=cells[0].row,
            key=texts.get("编号", "").upper(),
            choice=texts.get("处理", ""),
            value=texts.get("填写内容", ""),
            reason=texts.get("理由", ""),
            by=texts.get("登记人", ""),
        )
        if row.touched:
            answers.append(row)
    return tuple(answers)


def decided(task: Task, row: FilledRow, *, plan: _KnowsNames, moment: _Moment, at: datetime, by: str) -> Note | str:
    """Return the note that a filled row becomes, or a sentence that says what is missing in it."""
    choice = next((c for c in task.choices if c.word == row.choice), None)
    if choice is None:
        return "“处理”不在下拉选项之内，请从列表中选择" if row.choice else "请在“处理”栏选择怎样办理"
    if not row.reason:
        return "请在“理由”栏写明理由，台账不收没有理由的登记"
    note = replace(choice.note, at=at, by=row.by or by, reason=row.reason, source=SOURCE)
    return _FILLED[choice.asks](note, row.value, plan, moment) if choice.asks in _FILLED else note


def _named_unit(note: Note, value: str, plan: _KnowsNames, _moment: _Moment) -> Note | str:
    unit = plan.unit(value) if value else None
    if unit is None:
        return f"“填写内容”栏请写附件1“单位”表里的单位名称{f'，没有“{value}”' if value else ''}"
    return replace(note, unit=unit.name)


def _named_item(note: Note, value: str, plan: _KnowsNames, _moment: _Moment) -> Note | str:
    item = plan.item(value) if value else None
    if item is None:
        return f"“填写内容”栏请写本级事项的编号，如 8-1{f'，没有“{value}”' if value else ''}"
    return replace(note, item=item.id)


def _said_time(note: Note, value: str, _plan: _KnowsNames, moment: _Moment) -> Note | str:
    try:
        return replace(note, received=moment(value))
    except ValueError:
        return "“填写内容”栏请写收到时间，如 2022-04-05 09:30"


_FILLED = {Asked.UNIT: _named_unit, Asked.ITEM: _named_item, Asked.TIME: _said_time}


def further(task: Task, row: FilledRow, first: Note) -> tuple[Note, ...]:
    """Return the notes beside the first one of a row that is about several files; what was filled in holds for all."""
    choice = next(c for c in task.choices if c.word == row.choice)
    unit = first.unit if choice.asks is Asked.UNIT else ""
    received = first.received if choice.asks is Asked.TIME else None
    said = (replace(first, kind=note.kind, file=note.file, unit=note.unit, received=note.received) for note in choice.more)
    return tuple(replace(note, unit=unit or note.unit, received=received or note.received) for note in said)


def todo_book(tasks: Sequence[Task], notes: Sequence[Note], kept: Mapping[str, FilledRow], said: Mapping[str, str]) -> bytes:
    """Return the workbook: what is open, what was done, and the lists behind the drop-downs.

    `kept`: 编号 → what the clerk has begun to fill in; `said`: 编号 → why it could not be done.
    """
    from toolkit.ooxml.quick_book import QuickBook
    from toolkit.ooxml.quick_sheet import QuickSheet

    target = BytesIO()
    book = QuickBook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": OPEN, "created": datetime(1980, 1, 1)})  # noqa: DTZ001 - the same bytes every time
    looks = _looks(book)
    page, done, lists = (book.add_worksheet(name, QuickSheet) for name in (OPEN, DONE, LISTS))
    lists.hide()
    _head(page, HEADERS, looks)
    for number, task in enumerate(tasks, start=1):
        _task_row(page, lists, number, task, kept.get(task.key), said.get(task.key, ""), looks)
    if not tasks:
        centre = looks["centre"]
        nothing = page.text_cell("没有需要您处理的事。", centre)
        page.set_block((1, 0, 1, len(HEADERS) - 1), nothing, page.blank_cell(centre))
    _done_rows(done, notes, looks)
    page.activate()
    book.close()
    return target.getvalue()


# -- drawing ---------------------------------------------------------------------------------------------------------


def _looks(book: Any) -> dict[str, Any]:
    base = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#BFBFBF", "font_name": "宋体", "font_size": 10.5}
    return {
        "head": book.add_format({**base, "bold": True, "bg_color": "#DDEBF7", "align": "center", "valign": "vcenter"}),
        "text": book.add_format({**base, "num_format": "@"}),
        "centre": book.add_format({**base, "num_format": "@", "align": "center"}),
        "asked": book.add_format({**base, "num_format": "@", "bg_color": "#FFF9E5"}),
        "link": book.add_format({**base, "font_color": "#0563C1", "underline": 1}),
        "wrong": book.add_format({**base, "font_color": "#C00000"}),
    }


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


def _task_row(
    page: Any, lists: Any, number: int, task: Task, begun: FilledRow | None, why: str, looks: Mapping[str, Any]
) -> None:
    texts = {"编号": task.key, "类别": task.kind.value, "期次": task.period, "事情": task.what, "办理结果": why}
    texts["在哪里"] = (task.where or task.link) if task.link else task.where
    if begun:
        texts |= {"处理": begun.choice, "填写内容": begun.value, "理由": begun.reason, "登记人": begun.by}
    linked = bool(task.link) and page.link_count < MOST_LINKS
    _row(page, number, [(texts.get(label, ""), looks[_look(label, linked=linked)]) for label in HEADERS])
    place = list(HEADERS).index("处理")
    if linked:
        page.set_link(number, list(HEADERS).index("在哪里"), _UNSAFE.sub(lambda sign: f"%{ord(sign[0]):02X}", task.link))
    longest = max(_lines(texts.get(label, ""), width) for label, width in HEADERS.items())
    page.set_row(number, min(409, 15 * max(longest, 2)))
    words = [choice.word for choice in task.choices[:_MOST_CHOICES]]
    if words:
        _row(lists, number, [(word, None) for word in words])
        page.set_choice(number, place, f"'{LISTS}'!$A${number + 1}:${column_letter(len(words))}${number + 1}", _CHOICE)


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


# -- reading ---------------------------------------------------------------------------------------------------------


def _sheet(data: bytes) -> Any:
    import zipfile

    import openpyxl

    try:
        book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, AttributeError, IndexError):
        raise ToolkitError(
            f"{NAME} 打不开。没有办理其中任何一行；请用 Excel 或 WPS 另存为 .xlsx，或删除它（下次运行会重新生成）。"
        ) from None
    return next((sheet for sheet in book.worksheets if sheet.title == OPEN), book.worksheets[0])


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", str(value).replace("\u00a0", " ").replace("\u200b", "")).strip()


def seen(kind: TaskKind, **about: str) -> Note:
    """Return the note that a task has been looked at and needs nothing more."""
    return Note(kind=NoteKind.SEEN, at=datetime.min, material=kind.value, **about)  # type: ignore[arg-type]  # noqa: DTZ901 - filled in by `decided`

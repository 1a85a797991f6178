"""待办.xlsx, what waits for the clerk: a row for each thing, a drop-down of what can be done. Pure: values in, bytes out.

The clerk fills in 处理, 填写内容 and 理由; the next run turns a filled row into a note and moves it to 已办. A row is
known by its 编号, made from what it is about, so it stays the same row however often the book is written anew.
"""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from toolkit.clerk.opened_sheet import opened_sheet, rows_of
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Note, NoteKind

NAME = "待办.xlsx"
OPEN, DONE, LISTS = "待办", "已办", "选项"
SOURCE = "待办"
"""`Note.source` of a row that was filled in."""
HEADERS: Mapping[str, int] = {
    "编号": 10, "类别": 13, "期次": 9, "事情": 52, "在哪里": 30, "处理": 30, "填写内容": 20, "理由": 30, "登记人": 11,
    "办理结果": 30,
}  # fmt: skip


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
    more: Sequence[Note] = ()
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
    stands: tuple[Any, ...] = ()
    """What it is listed by among those of its kind: receipt and sheet of a file, or the item of an answer; last its unit."""
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
    sheet = opened_sheet(data, OPEN, _DAMAGED)
    rows = rows_of(sheet) if sheet else iter(())
    for _, cells in rows:
        labels = {_text(value): column for column, value in cells.items()}
        if "编号" in labels and "处理" in labels:
            break
    else:
        title = sheet.title if sheet else OPEN
        raise ToolkitError(
            f"{NAME} 工作表“{title}”找不到表头（编号、处理）。没有办理其中任何一行；请删除该文件，下次运行会重新生成。"
        )
    answers = []
    for number, cells in rows:
        texts = {label: _text(cells[column]) for label, column in labels.items() if column in cells}
        row = FilledRow(
            row=number,
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


# -- reading ---------------------------------------------------------------------------------------------------------


_DAMAGED = f"{NAME} 打不开。没有办理其中任何一行；请用 Excel 或 WPS 另存为 .xlsx，或删除它（下次运行会重新生成）。"


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

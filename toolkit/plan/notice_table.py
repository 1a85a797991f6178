"""The task table of a notice in Word: merged and blank cells, repeated headers, several tables. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.nouns.errors import ToolkitError
from toolkit.plan.read_items import LABELS, label_of
from toolkit.plan.sheets import fold
from toolkit.plan.word_tables import Row, WordCell, WordTable
from toolkit.values.names import split_names
from toolkit.values.numerals import chinese_number

_REPORT = ("进展情况", "存在问题", "下一步", "完成比例", "办理状态", "工作进展")
"""Headers of 附件2, which a notice prints below its own table."""
_ROLE = re.compile(
    r"(?:牵头|责任|配合|协办|主办|承办|实施)(?:单位|部门)?[:：]|[（(](?:牵头|责任|配合|协办|主办)(?:单位|部门)?[)）]"
)
_ENDS = re.compile(r"\S+(?:局|委|办|乡|镇|街道|公司|中心|院|联|会|府)")
_NO_TABLE = (
    "这份通知里没有找到任务表：要有一张带“序号”“立项名称”“实事内容”“承办单位”四栏的 Word 表格；请检查通知，或直接填写附件1.xlsx。"
)
_MOST_PROJECTS = 1000
_REMARK = ("备注", "注:")
_BETWEEN = re.compile(r"\(?(?:附件\d*|续表?|接上表|下页续)?\)?:?")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTable:
    """What the table says, as 附件1 holds it."""

    rows: tuple[tuple[str, str, str, str], ...]
    """序号, 立项名称, 实事内容, 承办单位; blank where the notice is."""
    remark: str
    above: tuple[str, ...]
    """Paragraphs and heading rows before the header, nearest last."""
    left_out: tuple[str, ...]
    """Headers of columns that 附件1 does not take over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    slots: Mapping[str, WordCell]
    cells: int
    others: tuple[str, ...]

    def pick(self, row: Row, label: str) -> WordCell | None:
        """Return the row's cell below this header: by place where the rows match, else the one that covers it."""
        head = self.slots.get(label)
        if head is None:
            return None
        exact = next((slot for slot in row if slot.column == head.column), None)
        stop = head.column + head.span
        covering = [slot for slot in row if slot.column < stop and slot.column + slot.span > head.column]
        return exact or next(iter(covering), None)


def find_tasks(blocks: Sequence[str | WordTable]) -> TaskTable:
    """Return the notice's table, joined where it stands in several parts.

    Raises:
        ToolkitError: no table with the headers, or a row that nobody can place.
    """
    rows: list[_Raw] = []
    above: list[str] = []
    text: list[str] = []
    head: _Head | None = None
    remark = ""
    near = False
    for block in blocks:
        if isinstance(block, str):
            near = near and bool(_BETWEEN.fullmatch(fold(block)))
            if rows and not remark and fold(block).startswith(_REMARK):
                remark = block.strip()
            text.append(block)
            continue
        body, found, heading = _headed(block, head if near else None)
        if found is None or (rows and remark):
            text += [slot.text for row in block.rows for slot in row]
            continue
        above = above or [*text, *heading]
        head = found
        taken, remark = _taken(body, head)
        rows += taken
        near = True
    if head is None or not rows:
        raise ToolkitError(_NO_TABLE)
    return TaskTable(
        rows=tuple(_placed(_joined(_opened(rows)))),
        remark=remark,
        above=tuple(line for line in above if line.strip()),
        left_out=head.others,
    )


def _headed(table: WordTable, above: _Head | None) -> tuple[tuple[Row, ...], _Head | None, list[str]]:
    """Return (rows below the header, the header, texts over it); a table without one may go on from `above`."""
    heading: list[str] = []
    for place, row in enumerate(table.rows[:10]):
        head = _header(row)
        if head:
            return table.rows[place + 1 :], head, heading
        heading += [slot.text for slot in row if slot.text]
    goes_on = above is not None and bool(table.rows) and all(len(row) == above.cells for row in table.rows[:1])
    return table.rows, above if goes_on else None, []


def _header(row: Row) -> _Head | None:
    slots: dict[str, WordCell] = {}
    others = []
    for slot in sorted(row, key=lambda slot: fold(slot.text) not in LABELS):  # 承办单位 before 牵头单位
        label = label_of(fold(slot.text))
        if label in LABELS and label not in slots:
            slots[label] = slot
        elif label:
            others.append(re.sub(r"\s+", "", slot.text))
    if any(other.startswith(_REPORT) for other in others) or not set(LABELS[1:]) <= set(slots):
        return None
    return _Head(slots=slots, cells=len(row), others=tuple(others))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    """One row as the notice prints it."""

    number: str
    counted: bool
    name: str
    name_goes_on: bool
    content: str
    content_goes_on: bool
    hosts: tuple[str, ...]
    host_goes_on: bool
    opens: bool = False
    """It is the first row of a project."""


def _taken(body: Sequence[Row], head: _Head) -> tuple[list[_Raw], str]:
    """Return the rows and the 备注 that ends them."""
    rows: list[_Raw] = []
    for row in body:
        if not any(slot.text or slot.counted for slot in row) or _header(row):
            continue
        first = next((slot.text for slot in row if slot.text), "")
        if fold(first).startswith(_REMARK):
            return rows, re.sub(r"\s*\n\s*", "", "".join(dict.fromkeys(slot.text for slot in row)))
        rows.append(_cells(row, head))
    return rows, ""


def _cells(row: Row, head: _Head) -> _Raw:
    picked = {label: head.pick(row, label) or WordCell(column=0, span=1, text="", continued=True) for label in LABELS}
    number, name, content, host = (picked[label] for label in LABELS)
    return _Raw(
        number=fold(number.text).strip("().、")[:40],
        counted=number.counted,
        name=re.sub(r"\s+", "", name.text),
        name_goes_on=name.continued,
        content=re.sub(r"\s*\n\s*", "", content.text).strip(),
        content_goes_on=content.continued,
        hosts=host_names(host.text),
        host_goes_on=host.continued,
    )


def host_names(text: str) -> tuple[str, ...]:
    """Split units as `split` does, and on blanks between names; "牵头单位：" and "（配合）" are left out."""
    found: list[str] = []
    for line in re.split(r"[\r\n]+", _ROLE.sub("、", text)):
        parts = re.split(r"[ \u3000\u00a0\t]+", line.strip())
        apart = len(parts) > 1 and all(_ENDS.fullmatch(part) for part in parts)
        found += split_names("、".join(parts) if apart else line)
    return tuple(dict.fromkeys(name for name in found if name))


def _opened(raws: Sequence[_Raw]) -> list[_Raw]:
    """Mark the rows that open a project: 序号 or 立项名称 changes; a merged 立项名称 never does."""
    rows: list[_Raw] = []
    number = name = ""
    for raw in raws:
        merged = raw.name_goes_on and not raw.name
        same = (not raw.number or raw.number == number) and (not raw.name or raw.name == name)
        opens = not rows or not (merged or same)
        if opens:
            number, name = raw.number, raw.name
        rows.append(replace(raw, opens=opens))
    return rows


def _joined(raws: Sequence[_Raw]) -> list[_Raw]:
    """Put rows that share one 实事内容 cell together; fill in a unit cell that reaches into the next project.

    Raises:
        ToolkitError: a row without 实事内容, or a project's first row without a unit.
    """
    rows: list[_Raw] = []
    hosts: tuple[str, ...] = ()
    for place, raw in enumerate(raws, start=1):
        hosts = raw.hosts or (() if raw.opens and not raw.host_goes_on else hosts)
        if not raw.content and raw.content_goes_on and rows:
            rows[-1] = replace(rows[-1], hosts=tuple(dict.fromkeys((*rows[-1].hosts, *raw.hosts))))
        elif not raw.content:
            raise ToolkitError(f"任务表第 {place} 行没有实事内容，请在通知里补上或删去这一行后再导入。")
        elif not hosts:
            raise ToolkitError(f"任务表第 {place} 行没有承办单位，上面也没有可沿用的单位，请在通知里补上后再导入。")
        else:
            rows.append(replace(raw, hosts=hosts) if raw.opens else raw)
    return rows


def _placed(raws: Sequence[_Raw]) -> list[tuple[str, str, str, str]]:
    """Return the rows as 附件1 writes them: 序号 and 立项名称 once a project. Raises: ToolkitError."""
    unnumbered = not any(raw.number for raw in raws)
    rows: list[tuple[str, str, str, str]] = []
    seen: dict[str, str] = {}
    for raw in raws:
        number = ""
        if raw.opens:
            number = _number(raw, len(seen), unnumbered=unnumbered)
            if not raw.name:
                raise ToolkitError(f"任务表里序号 {number} 没有立项名称，请在通知里补上后再导入。")
            if number in seen:
                raise ToolkitError(f"任务表里“{seen[number]}”和“{raw.name}”的序号都是 {number}，请在通知里改正后再导入。")
            seen[number] = raw.name
        rows.append((number, raw.name if raw.opens else "", raw.content, "\n".join(raw.hosts)))
    return rows


def _number(raw: _Raw, so_far: int, *, unnumbered: bool) -> str:
    written = int(raw.number) if raw.number.isdecimal() else chinese_number(raw.number)
    if written is not None and written < _MOST_PROJECTS:
        return str(written)
    if unnumbered or raw.counted:
        return str(so_far + 1)
    if not raw.number:
        raise ToolkitError(f"任务表里立项名称“{raw.name}”没有序号，请在通知里补上后再导入。")
    raise ToolkitError(f"任务表里的序号“{raw.number[:20]}”不是数字，请在通知里改成 1、2、3 后再导入。")

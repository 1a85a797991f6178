"""The task table of a notice: merged and blank cells, repeated headers, section rows, several tables. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.nouns.errors import ToolkitError
from toolkit.plan.labels import CONTENT, HELPERS, HOST, KIND, LIMIT, NAME, NUMBER
from toolkit.plan.notice_heads import NoticeHead, below, head_at
from toolkit.plan.notice_list import find_list
from toolkit.plan.notice_rows import PrintedRow, TaskRow, placed
from toolkit.plan.notice_sources import Block
from toolkit.plan.notice_units import named
from toolkit.plan.sheets import fold
from toolkit.plan.word_tables import Row, WordCell, WordTable

_NO_TABLE = (
    "这份通知里没有找到任务表：要有一张写明任务内容（实事内容、建设内容、工作任务……）和承办单位（责任单位、牵头单位……）"
    "的表格，或逐条写明“牵头单位：……”的清单；请检查通知，或直接填写附件1.xlsx。"
)
_REMARK = ("备注", "注:")
_TOTALS = re.compile(r"合计|总计|小计|共计")
_BETWEEN = re.compile(r"\(?(?:附件\d*|续表?|接上表|下页续)?\)?:?")
_SECTION = re.compile(
    r"(?:第?[一二三四五六七八九十]+(?:部分|类|方面)?[、.:]|\([一二三四五六七八九十]+\)|[A-Z]\.).*|.*\(?(?:共)?\d+[项件个条]\)?|.*[类方面]"
)
_LONGEST_SECTION = 20
_CHINESE = re.compile(r"[一二三四五六七八九十]+")
_HEAD_WITHIN = 30
"""Rows from the top in which a sheet's header may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTable:
    """What the table says, as 附件1 holds it."""

    rows: tuple[TaskRow, ...]
    remark: str
    above: tuple[str, ...]
    """Paragraphs and heading rows before the header, nearest last."""
    own: tuple[str, ...]
    """The office's own columns, in their order."""
    named: bool
    """There is a 立项名称; else the content names the item."""
    renumbered: bool = False
    helping: str = ""
    """Header of the column that was taken for 配合单位 though it is not called so."""
    left: tuple[str, ...] = ()
    """What a list holds beside its tasks, numbered like them and without a unit."""


def find_tasks(blocks: Sequence[Block]) -> TaskTable:
    """Return the notice's tasks: its table, joined where it stands in several parts, else its list.

    Raises:
        ToolkitError: no table with the headers, or a row that nobody can place.
    """
    rows: list[PrintedRow] = []
    above: list[str] = []
    text: list[str] = []
    head: NoticeHead | None = None
    first: NoticeHead | None = None
    remark = ""
    near = False
    for block in blocks:
        if isinstance(block, str):
            near = near and bool(_BETWEEN.fullmatch(fold(block)))
            if rows and not remark and fold(block).startswith(_REMARK):
                remark = block.strip()
            text.append(block)
            continue
        body, columns, heading = _headed(block, head if near else None)
        if columns is None or (rows and remark):
            text += [slot.text for row in block.rows for slot in row]
            continue
        above = above or [*text, *heading]
        head, first = columns, first or columns
        taken, remark = _taken(body, head, remark)
        rows += taken
        near = True
    if first is None or not rows:
        return _listed(blocks)
    return _table(rows, first, above, remark)


def _table(rows: Sequence[PrintedRow], head: NoticeHead, above: Sequence[str], remark: str) -> TaskTable:
    named_ = NAME in head.slots
    done = placed(rows, named=named_)
    own = [label for label, _ in head.own]
    if any(KIND in row.own for row in rows) and KIND not in own:
        own.insert(0, KIND)
    helper = head.slots.get(HELPERS)
    called = re.sub(r"\s+", "", helper.text) if helper else ""
    return TaskTable(
        rows=done.rows, remark=remark, above=tuple(line for line in above if line.strip()), own=tuple(dict.fromkeys(own)),
        named=named_, renumbered=done.renumbered, helping=called if re.search("责任|主体", called) else "",
    )  # fmt: skip


def _listed(blocks: Sequence[Block]) -> TaskTable:
    listed = find_list([block for block in blocks if isinstance(block, str)])
    if not listed.rows:
        raise ToolkitError(_NO_TABLE)
    named_ = any(row.name for row in listed.rows)
    done = placed(listed.rows, named=named_)
    own = tuple(dict.fromkeys(label for row in listed.rows for label in row.own))
    second = any(row.helpers and re.search("牵头.*责任(?:单位|部门)", row.source) for row in listed.rows)
    return TaskTable(
        rows=done.rows, remark="", above=listed.above, own=own, named=named_, renumbered=done.renumbered,
        helping="责任单位" if second else "", left=listed.left,
    )  # fmt: skip


def _headed(table: WordTable, above: NoticeHead | None) -> tuple[tuple[Row, ...], NoticeHead | None, list[str]]:
    """Return (rows below the header, the header, texts over it); a table without one may go on from `above`."""
    heading: list[str] = []
    for place, row in enumerate(table.rows[:_HEAD_WITHIN]):
        head = head_at(table.rows, place)
        if head:
            return table.rows[place + head.rows :], head, heading
        heading += [slot.text for slot in row if slot.text]
    goes_on = above is not None and bool(table.rows) and all(len(row) == above.cells for row in table.rows[:1])
    return table.rows, above if goes_on else None, []


def _taken(body: Sequence[Row], head: NoticeHead, remark: str) -> tuple[list[PrintedRow], str]:
    """Return the rows and the 备注 that ends them."""
    rows: list[PrintedRow] = []
    section = ""
    last: dict[str, str] = {}
    skip = 0
    arabic = any(_digits(row, head) for row in body)
    for place, row in enumerate(body):
        again = head_at(body, place)
        if skip or again:
            skip = again.rows - 1 if again and not skip else max(skip - 1, 0)
            continue
        said = tuple(dict.fromkeys(slot.text for slot in row if slot.text))
        if not said and not any(slot.counted or slot.continued for slot in row):
            continue
        if fold(said[0] if said else "").startswith(_REMARK):
            return rows, re.sub(r"\s*\n\s*", "", "".join(said))
        if _is_section(row, head, said, arabic=arabic):
            section, last = re.sub(r"\s+", "", "、".join(said)), {}
            continue
        if said and not _TOTALS.match(fold(said[0])) and not _tail(row, said, rows, head):
            rows.append(_cells(row, head, section, last))
    return rows, remark


def _digits(row: Row, head: NoticeHead) -> bool:
    slot = head.pick(row, NUMBER)
    return slot is not None and fold(slot.text).strip(".、()").isdecimal()


def _tail(row: Row, said: Sequence[str], rows: Sequence[PrintedRow], head: NoticeHead) -> bool:
    """Tell whether a row is a note below the table: one text across it."""
    return bool(rows) and len(said) == 1 and len(row) == 1 and row[0].column <= 1 and head.cells > 1


def _is_section(row: Row, head: NoticeHead, said: Sequence[str], *, arabic: bool) -> bool:
    """Tell whether a row only heads a part of the table: 一、就业（6项）, alone in its row or behind 序号 一."""
    host, content = head.pick(row, HOST), head.pick(row, CONTENT)
    if len(said) == 1:
        wide = len(row) == 1 or max(slot.span for slot in row) > 1
        elsewhere = content is None or not content.text or content.span > 1 or len(row) == 1
        # Blank cells of a text's row: only what reads like a part's heading is one.
        text = fold(said[0])
        short = wide and len(text) <= _LONGEST_SECTION and not text.endswith("。")
        return elsewhere and not text.isdecimal() and (short or bool(_SECTION.fullmatch(text)))
    two = 2
    if len(said) == two and arabic and (host is None or (not host.text and not host.continued)):
        return bool(_CHINESE.fullmatch(fold(said[0]).strip("、.()")))
    return False


def _cells(row: Row, head: NoticeHead, section: str, last: dict[str, str]) -> PrintedRow:
    none = WordCell(column=0, span=1, text="")
    number, name, content, host, helper, limit = (
        head.pick(row, label) or none for label in (NUMBER, NAME, CONTENT, HOST, HELPERS, LIMIT)
    )
    own = {label: _shared(label, below(slot, row) or none, last) for label, slot in head.own}
    who, inline = named(host.text), named(helper.text)
    return PrintedRow(
        number=fold(number.text).strip("().、")[:40],
        counted=number.counted,
        name=re.sub(r"\s+", "", name.text),
        name_goes_on=name.continued and NAME in head.slots,
        content=re.sub(r"\s*\n\s*", "", content.text).strip(),
        content_goes_on=content.continued,
        hosts=who.hosts,
        host_goes_on=host.continued,
        helpers=tuple(dict.fromkeys((*who.helpers, *inline.hosts, *inline.helpers))),
        limit=re.sub(r"\s+", "", _shared(LIMIT, limit, last)) if LIMIT in head.slots else "",
        own={**({KIND: section} if section and KIND not in own else {}), **own},
    )


def _shared(label: str, slot: WordCell, last: dict[str, str]) -> str:
    """Return a cell's text; the lower part of a merged cell says what its upper part did."""
    if slot.text or not slot.continued:
        last[label] = slot.text
    return last.get(label, "")

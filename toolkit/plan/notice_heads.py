"""The header of a notice's table, in one row or two, and the cell of a row below each of its columns. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.plan.labels import CONTENT, HOST, LABELS, NUMBER, parts
from toolkit.plan.sheets import fold
from toolkit.plan.word_tables import Row, WordCell

_REPORT = ("进展情况", "存在问题", "存在的问题", "下一步", "完成比例", "办理状态", "工作进展")
"""Headers of 附件2, which a notice prints below its own table."""
_LONGEST = 24
"""Characters of a header cell."""
_LEADERS = re.compile(r"领导|责任人|负责人")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeHead:
    """Where each column stands."""

    slots: Mapping[str, WordCell]
    """Label → header cell."""
    own: tuple[tuple[str, WordCell], ...]
    """The office's own columns, as headed."""
    cells: int
    rows: int
    """How many rows the header takes."""

    def pick(self, row: Row, label: str) -> WordCell | None:
        """Return the row's cell below this header."""
        head = self.slots.get(label)
        return below(head, row) if head else None


def below(head: WordCell, row: Row) -> WordCell | None:
    """Return the row's cell below a header cell: by place where the rows match, else the one that covers it."""
    exact = next((slot for slot in row if slot.column == head.column), None)
    stop = head.column + head.span
    covering = [slot for slot in row if slot.column < stop and slot.column + slot.span > head.column]
    return exact or next(iter(covering), None)


def head_at(rows: Sequence[Row], place: int) -> NoticeHead | None:
    """Return the header that begins in this row; None = none does."""
    row = rows[place]
    if place + 1 < len(rows) and _is_lower(row, rows[place + 1]):
        return _head(_leaves(row, rows[place + 1]), len(rows[place + 1]), 2)
    return _head([(fold(slot.text), "", slot) for slot in row if fold(slot.text)], len(row), 1)


def _head(leaves: Sequence[tuple[str, str, WordCell]], cells: int, rows: int) -> NoticeHead | None:
    """`leaves`: (text, the text over it, cell)."""
    texts = [text for text, _, _ in leaves]
    if any(len(text) > _LONGEST for text in texts) or any(text.startswith(_REPORT) for text in texts):
        return None
    named = parts([_named(text, over) for text, over, _ in leaves])
    labels = set(named.values())
    # A bare 单位 beside 序号 heads lists of any kind: what is to be done must stand there too.
    if CONTENT not in labels or HOST not in labels or len(leaves) < (2 if NUMBER not in labels else len(LABELS) - 1):
        return None
    own = []
    for place, (text, over, slot) in enumerate(leaves):
        if place not in named:
            own.append((f"{over}{text}" if texts.count(text) > 1 else text, slot))
    return NoticeHead(slots={named[p]: leaves[p][2] for p in named}, own=tuple(own), cells=cells, rows=rows)


def _named(text: str, over: str) -> str:
    """Return what a leaf of a two-row header is called: 名称 below 项目 is 项目名称, 牵头 below 领导 is no unit."""
    if not over:
        return text
    if _LEADERS.search(over):
        return f"{over}{text}"
    joined = f"{over}{text}"
    return joined if parts((joined,)) and not parts((text,)) else text


def _is_lower(upper: Row, lower: Row) -> bool:
    """Tell whether a row is a header's second: it only says something below wide or blank cells of the first."""
    said = [slot for slot in lower if fold(slot.text) and not slot.continued]
    titles = len({fold(slot.text) for slot in upper if fold(slot.text)}) < 2  # a title over the header is no part of it
    if titles or not said or any(len(fold(slot.text)) > _LONGEST or fold(slot.text).endswith("。") for slot in said):
        return False
    for slot in said:
        over = below(slot, upper)
        if over is not None and over.span == 1 and fold(over.text):
            # Text has no merged cells: the first of several leaves stands right below its parent.
            beside = [s for s in said if s.column == slot.column + 1]
            parent_goes_on = any(not fold(o.text) for s in beside for o in [below(s, upper)] if o is not None)
            if not parent_goes_on:
                return False
    return len(said) > 1 or bool(parts([fold(said[0].text)]))


def _leaves(upper: Row, lower: Row) -> list[tuple[str, str, WordCell]]:
    leaves = []
    parent = ""
    for slot in lower:
        over = below(slot, upper)
        parent = fold(over.text) if over is not None and fold(over.text) else parent
        text = "" if slot.continued else fold(slot.text)
        if text:
            leaves.append((text, parent, slot))
        elif over is not None and fold(over.text):
            leaves.append((fold(over.text), "", WordCell(column=slot.column, span=slot.span, text=over.text)))
    places = {slot.column for slot in lower}
    leaves += [(fold(slot.text), "", slot) for slot in upper if fold(slot.text) and not _covered(slot, places)]
    return sorted(leaves, key=lambda leaf: leaf[2].column)


def _covered(slot: WordCell, places: set[int]) -> bool:
    return any(slot.column <= place < slot.column + slot.span for place in places)

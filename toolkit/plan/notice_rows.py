"""Rows of a notice as they are printed → rows of 附件1: projects, shared cells, numbers. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.nouns.errors import ToolkitError
from toolkit.plan.labels import KIND
from toolkit.values.numerals import chinese_number

_MOST_PROJECTS = 1000
_ORDINAL = re.compile(r"(?:第|实事|任务|事项|项目)*([0-9]{1,3}|[一二三四五六七八九十百]{1,5})(?:[项件类个条]|号)?")
_CIRCLED = {chr(0x2460 + n): str(n + 1) for n in range(20)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRow:
    """One row as the notice prints it."""

    number: str = ""
    counted: bool = False
    name: str = ""
    name_goes_on: bool = False
    content: str
    content_goes_on: bool = False
    hosts: tuple[str, ...]
    host_goes_on: bool = False
    helpers: tuple[str, ...] = ()
    limit: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    """The office's own columns."""
    opens: bool = False
    """It is the first row of a project."""
    source: str = ""
    """The sentence that it was read from, where it stands in running text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One row of 附件1; blank where the notice is."""

    number: str
    name: str
    content: str
    hosts: tuple[str, ...]
    helpers: tuple[str, ...]
    limit: str
    own: Mapping[str, str]
    source: str = ""


@dataclass(frozen=True, slots=True)
class PlacedRows:
    rows: tuple[TaskRow, ...]
    renumbered: bool
    """Numbers began anew in each part, or were none; they were counted through."""


def placed(raws: Sequence[PrintedRow], *, named: bool) -> PlacedRows:
    """Return the rows as 附件1 writes them: 序号 and 立项名称 once a project.

    `named`: there is a column 立项名称; without one the content names the item.

    Raises:
        ToolkitError: a row that nobody can place.
    """
    opened = _opened(raws) if named else _opened_by_number(raws)
    rows = _joined(opened)
    numbers = [_ordinal(row.number) for row in rows if row.opens]
    written = [n for n in numbers if n is not None]
    anew = len(set(written)) < len(written) and _begins_anew([r for r in rows if r.opens], named=named)
    if named and not anew:
        return PlacedRows(tuple(_numbered(rows)), renumbered=False)
    keep = not anew and len(written) == len(numbers)
    return PlacedRows(tuple(_counted(rows, numbers if keep else None)), renumbered=not keep and bool(written))


def _begins_anew(rows: Sequence[PrintedRow], *, named: bool) -> bool:
    """Tell whether a number that comes twice is the 1 of a new part, not a slip."""
    if not named:
        return True
    before, seen = 0, set[int]()
    for place, row in enumerate(rows):
        number = _ordinal(row.number)
        new_part = place > 0 and row.own.get(KIND) != rows[place - 1].own.get(KIND)
        if number is None:
            continue
        if number in seen and not (number == 1 and (new_part or before > 1)):
            return False
        seen = {1} if number == 1 else seen | {number}
        before = number
    return True


def _opened(raws: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Mark the rows that open a project: 序号 or 立项名称 changes; a merged 立项名称 never does."""
    rows: list[PrintedRow] = []
    number = name = ""
    for raw in raws:
        merged = raw.name_goes_on and not raw.name
        same = (not raw.number or raw.number == number) and (not raw.name or raw.name == name)
        # 序号 may number the contents inside a merged 立项名称.
        inside = raw.name_goes_on and not raw.name and bool(rows)
        opens = not rows or not (merged or same or inside)
        if opens:
            number, name = raw.number, raw.name
        rows.append(replace(raw, opens=opens))
    return rows


def _opened_by_number(raws: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Without names every number opens an item of its own; rows without one go on with the item above."""
    rows: list[PrintedRow] = []
    number = ""
    some = any(raw.number for raw in raws)
    for raw in raws:
        opens = not rows or not some or bool(raw.number and raw.number != number) or raw.counted
        number = raw.number or number
        rows.append(replace(raw, opens=opens))
    return rows


def _joined(raws: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Put rows that share one 实事内容 cell together; fill in a unit cell that reaches into the next project.

    Raises:
        ToolkitError: a row without 实事内容, or a project's first row without a unit.
    """
    rows: list[PrintedRow] = []
    hosts: tuple[str, ...] = ()
    for place, raw in enumerate(raws, start=1):
        hosts = raw.hosts or (() if raw.opens and not raw.host_goes_on else hosts)
        if not raw.content and raw.content_goes_on and rows:
            rows[-1] = replace(rows[-1], hosts=tuple(dict.fromkeys((*rows[-1].hosts, *raw.hosts))))
        elif not raw.content:
            raise ToolkitError(f"任务表第 {place} 行没有实事内容，请在通知里补上或删去这一行后再导入。")
        elif not hosts:
            raise ToolkitError(
                f"任务表第 {place} 行没有承办单位（{raw.content[:20]}），上面也没有可沿用的单位，请在通知里补上后再导入。"
            )
        else:
            rows.append(replace(raw, hosts=hosts) if raw.opens else raw)
    return rows


def _numbered(raws: Sequence[PrintedRow]) -> list[TaskRow]:
    """Raises: ToolkitError."""
    unnumbered = not any(raw.number for raw in raws)
    rows: list[TaskRow] = []
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
        rows.append(_row(raw, number))
    return rows


def _counted(raws: Sequence[PrintedRow], numbers: Sequence[int | None] | None) -> list[TaskRow]:
    """Number the projects as printed, else from 1."""
    rows: list[TaskRow] = []
    so_far = 0
    for raw in raws:
        so_far += raw.opens
        number = so_far if numbers is None else numbers[so_far - 1]
        rows.append(_row(raw, str(number) if raw.opens else ""))
    return rows


def _row(raw: PrintedRow, number: str) -> TaskRow:
    return TaskRow(
        number=number, name=raw.name if raw.opens else "", content=raw.content, hosts=raw.hosts, helpers=raw.helpers,
        limit=raw.limit, own=raw.own, source=raw.source,
    )  # fmt: skip


def _ordinal(text: str) -> int | None:
    """Return 3 for 3, 三, 第三项, 实事三, ③; None = no such number."""
    plain = "".join(_CIRCLED.get(c, c) for c in text)
    match = _ORDINAL.fullmatch(plain)
    if not match:
        return None
    ordinal = int(match[1]) if match[1].isdecimal() else chinese_number(match[1])
    return ordinal if ordinal is not None and 0 < ordinal < _MOST_PROJECTS else None


def _number(raw: PrintedRow, so_far: int, *, unnumbered: bool) -> str:
    written = _ordinal(raw.number)
    if written is not None:
        return str(written)
    if unnumbered or raw.counted:
        return str(so_far + 1)
    if not raw.number:
        raise ToolkitError(f"任务表里立项名称“{raw.name}”没有序号，请在通知里补上后再导入。")
    raise ToolkitError(f"任务表里的序号“{raw.number[:20]}”不是数字，请在通知里改成 1、2、3 后再导入。")

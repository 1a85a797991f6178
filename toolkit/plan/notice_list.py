"""Tasks that a notice lists in running text: "1．…牵头单位：…；配合单位：…", "实事一：…". Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from toolkit.plan.labels import CONTENT, HELPERS, HELPS, HOST, KIND, LEADS, LIMIT, NAME, parts
from toolkit.plan.notice_rows import PrintedRow
from toolkit.plan.notice_units import is_office, looks_named, named
from toolkit.values.names import split_names

_OPENERS = (
    (0, re.compile(r"第?([一二三四五六七八九十]+)(?:部分|类|方面)?[、.．:：]\s*")),
    (1, re.compile(r"[（(]([一二三四五六七八九十]+)[)）]、?\s*")),
    (1, re.compile(r"(?:民生|为民)?(?:实事|任务|项目|事项)([一二三四五六七八九十]+|\d{1,3})[:：、.．\s]\s*")),
    (1, re.compile(r"第([一二三四五六七八九十]+|\d{1,3})[件项条个](?:实事|任务)?[:：、.．\s]?\s*")),
    (2, re.compile(r"(\d{1,3})[.．、](?!\d)\s*")),
    (3, re.compile(r"[（(](\d{1,3})[)）][、.．]?\s*")),
    (4, re.compile(r"([①-⑳])\s*")),
)
"""Signs that open an item, outermost first."""
_WORDS = (
    "(?:牵头|分管|责任|挂点|包保|包联|联系|主管)?[县市区旗]?级?领导|责任人|资金来源|资金安排|投资额|总投资|年度投资|投资|资金|"
    "建设地点|实施地点|建设地址|建设规模|建设性质|建设年限|建设周期|建设期限|工期|进度安排|备注|考核单位|督办单位"
)
_LABEL = re.compile(
    rf"[（(\[【]?((?:(?:{LEADS}|{HELPS})[及和与、/]?)+(?:单位|部门|科室|主体)"
    rf"|牵头|{HELPS}"
    r"|(?:工作|年度|主要|目标|建设|任务|具体|实施|项目)*(?:内容|目标|任务|举措|措施)|(?:项目|任务|事项)名称"
    rf"|(?:计划|要求)?(?:完成|办结|竣工|工作)?(?:时限|时间|期限)|{_WORDS})\s*[】\])）]?\s*[:：]"
)
_BRACKET = re.compile(rf"[（(]([^（()）]{{2,60}}?(?:牵头|负责)(?:[，,；;、][^（()）]{{2,80}}?(?:{HELPS}))?)[)）]")
_AT_END = re.compile(r"[（(]([^（()）]{2,60})[)）][。；;]?\s*$")
"""A bracket that ends an item and holds nothing but units: 改造学校10所（市教育局、市住建局）。"""
_NO_NAME = re.compile(r"[含如原由在为即]|包括|其中|不含|位于|不包括")
_PEOPLE = "领导|责任人"
_TITLE = 30
"""Longest first sentence that names an item."""
_OPENED = " \t\u3000；;，,（(【[、\n"
_EDGES = " \t\u3000；;。，,（(【[、\n"


@dataclass(frozen=True, slots=True)
class TaskList:
    rows: tuple[PrintedRow, ...]
    above: tuple[str, ...]
    left: tuple[str, ...] = ()
    """Items that stand among the tasks and name nobody: left out, and told."""


@dataclass(slots=True)
class _Piece:
    level: int
    number: str
    lines: list[str]
    under: list[int] = field(default_factory=list)
    """Places of the pieces it stands below, outermost first."""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def find_list(texts: Sequence[str]) -> TaskList:
    """Return the items of a list that names who answers for each; none = no such list."""
    above, pieces = _pieces(texts)
    _gathered(pieces)
    levels = {piece.level for piece in pieces if piece.level >= 0 and _names_units(piece.text)}
    above_others = {place for piece in pieces for place in piece.under}
    rows, left = [], []
    for place, piece in enumerate(pieces):
        unnamed = piece.level in levels and place not in above_others and _asks(piece.text)
        if piece.level >= 0 and (unnamed or _names_units(piece.text)):
            rows.append(_raw(piece, [pieces[parent] for parent in piece.under]))
        elif piece.level in levels and place not in above_others:
            left.append(piece.lines[0].strip(_EDGES))
    if len({row.own.get(KIND) for row in rows}) == 1:
        rows = [replace(row, own={label: text for label, text in row.own.items() if label != KIND}) for row in rows]
    return TaskList(tuple(_titled(rows)), tuple(above), tuple(left))


def _pieces(texts: Sequence[str]) -> tuple[list[str], list[_Piece]]:
    above: list[str] = []
    pieces: list[_Piece] = []
    for line in (part.strip() for text in texts for part in text.split("\n")):
        opened = _opener(line)
        if opened:
            level, number, rest = opened
            under = [] if not pieces else [*pieces[-1].under, len(pieces) - 1]
            pieces.append(_Piece(level, number, [rest], [place for place in under if pieces[place].level < level]))
        elif line and pieces:
            pieces[-1].lines.append(line)
        elif line:
            above.append(line)
    return above, pieces


def _opener(line: str) -> tuple[int, str, str] | None:
    for level, pattern in _OPENERS:
        match = pattern.match(line)
        if match:
            return level, match[1], line[match.end() :]
    return None


def _gathered(pieces: Sequence[_Piece]) -> None:
    """Give an item its own numbered details back where the units are named once, after the last of them."""
    for place, piece in enumerate(pieces):
        below = [p for p in pieces[place + 1 :] if place in p.under]
        if not below or piece.level < 1:
            continue
        bearing = [p for p in below if _names_units(p.text)]
        at_line = bool(bearing) and any(_LABEL.match(line) for line in bearing[0].lines[1:])
        own = _names_units(piece.text)
        if (own and not bearing) or (not own and len(bearing) == 1 and bearing[0] is below[-1] and at_line and len(below) > 1):
            for part in below:
                piece.lines.append(f"{part.number}. {part.text}")
                part.level = -1


def _names_units(text: str) -> bool:
    named = _split(text)
    return bool(named.get(HOST)) and looks_named(named[HOST])


def _asks(text: str) -> bool:
    """Tell whether it is a task though nobody is named for it: it says who helps, or by when."""
    labelled = _split(text)
    return bool(labelled.get(HELPERS) or labelled.get(LIMIT))


def _split(text: str) -> dict[str, str]:
    """Return label → text: what stands before the first label is under ""; a bracket "（X局牵头）" is who answers."""
    marks = list(_LABEL.finditer(text))
    parts: dict[str, str] = {"": text[: marks[0].start()] if marks else text}
    led = any(re.search("牵头|主办", mark[1]) and not re.search(_PEOPLE, mark[1]) for mark in marks)
    for mark, stop in zip(marks, [*(after.start() for after in marks[1:]), len(text)], strict=False):
        value = text[mark.end() : stop].strip(_EDGES if _meaning(mark[1], led=led) != CONTENT else _OPENED)
        value = value.strip(")）】]") if value.count("（") + value.count("(") < value.count("）") + value.count(")") else value
        label = _meaning(mark[1], led=led)
        if label != CONTENT:  # what follows the item's last line is the notice's text again
            value = re.split(r"\n(?=.)" if label not in {HOST, HELPERS, LIMIT} else r"[。\n](?=.)", value)[0].strip(_EDGES)
        parts[label] = f"{parts[label]}、{value}" if parts.get(label) else value
    if HOST not in parts:
        told = _BRACKET.search(text) or _AT_END.search(text)
        if told and (told.re is _BRACKET or all(is_office(name) and not _NO_NAME.match(name) for name in split_names(told[1]))):
            parts[HOST] = told[1]
            parts[""] = text.replace(told[0], "")
    return parts


def _meaning(label: str, *, led: bool) -> str:
    if re.search(_PEOPLE, label):
        return label
    if label == "牵头":
        return HOST
    if re.match(HELPS, label) or (led and re.match("责任|实施|落实", label)):
        return HELPERS
    return parts((label,)).get(0, label)


def _raw(piece: _Piece, parents: Sequence[_Piece]) -> PrintedRow:
    labelled = _split(piece.text)
    lead = re.sub(r"\s*\n\s*", "\n", labelled.pop("", "")).lstrip(_EDGES).rstrip(_OPENED)
    who, helping = named(labelled.pop(HOST, "")), named(labelled.pop(HELPERS, ""))
    name, content = labelled.pop(NAME, ""), labelled.pop(CONTENT, "")
    if content and not name:
        name, content = (lead, content) if lead else ("", content)
    elif not content:
        content = lead
    section = next((p.lines[0] for p in parents if p.level == 0), "")
    over = next((p for p in reversed(parents) if p.level == 1), None)
    limit = labelled.pop(LIMIT, "").strip(_EDGES)
    return PrintedRow(
        number=(over or piece).number,
        name=re.sub(r"\s+", "", (over.lines[0] if over else "").strip(_EDGES + "：:") or name).rstrip("。"),
        name_goes_on=False,
        content=re.sub(r"\s*\n\s*", "", content).strip(),
        hosts=who.hosts,
        helpers=tuple(dict.fromkeys((*who.helpers, *helping.hosts, *helping.helpers))),
        limit=re.sub(r"\s+", "", limit),
        own={**({KIND: section.strip(_EDGES + "：:")} if section else {}), **labelled},
        source=piece.text.replace("\n", ""),
    )


def _titled(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Take an item's first short sentence for its name where every item has one: "城乡供水工程。新建水厂3处。"."""
    if not rows or any(row.name for row in rows):
        # Names in some rows only would leave the others without one.
        return [row if row.name or not any(r.name for r in rows) else replace(row, name=_lead(row.content)) for row in rows]
    split = [re.match(rf"([^。；;：:，,]{{2,{_TITLE}}})[。：:](.+)", row.content, re.DOTALL) for row in rows]
    if not all(split):
        return list(rows)
    return [
        replace(row, name=match[1].strip("【】[]"), content=match[2].strip())
        for row, match in zip(rows, split, strict=True)
        if match
    ]


def _lead(content: str) -> str:
    return re.split(r"[。；;：:，,]", content)[0][:_TITLE]

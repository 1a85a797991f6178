"""What a column may be called: the form's own headers, the usual synonyms, and those the clerk adds in 设置. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.intake.recognise.folding import bare, folded, spaced, unbracketed
from toolkit.nouns.cells import CellKind, Sheet
from toolkit.nouns.fields import Field, Form

SYNONYM = "同义词."
"""设置 项 that adds synonyms: 同义词.进展情况 = 目前进展、推进情况."""

ASKED: Mapping[str, str] = {
    "进展情况": "进展 目前进展 目前进展情况 工作进展 工作进展情况 推进情况 工作推进情况 落实情况 工作落实情况 当前进度 "
    "当前进展 完成情况 工作完成情况 办理进展 办理进展情况 项目进展 项目进展情况 进展情况说明 进度情况",
    "存在问题": "存在的问题 存在困难 存在的困难 存在困难和问题 存在的困难和问题 存在困难及问题 存在问题和困难 "
    "存在问题及困难 存在的问题和困难 存在的问题及困难 困难问题 困难和问题 主要问题 存在的主要问题 存在主要问题",
    "下一步工作计划": "下一步计划 下一步打算 下一步工作打算 下步打算 下步计划 下步工作打算 下步工作计划 下步措施 "
    "下一步措施 下一步工作措施 下步工作措施 下一步工作 下步工作 下一步工作安排 下步工作安排 工作计划",
    "办理状态": "状态 项目状态 工作状态 进展状态 完成状态 当前状态",
    "完成比例": "完成率 完成百分比 完成进度 完成进度比例 比例 进度百分比 进度比例 累计完成比例 完成程度",
    "预计完成时间": "预计完成日期 预计完成 预计完工时间 预计完工日期 预计竣工时间 计划完成时间 拟完成时间 完成时间 预计办结时间",
    "备注": "备注说明 说明 其他说明",
}
"""KEY → usual synonyms (what such tables of other counties are headed)."""

PREFILLED: Mapping[str, str] = {
    "序号": "项目序号 序",
    "立项名称": "项目名称 立项项目 工程名称 实事项目 实事项目名称 立项",
    "实事内容": "事项内容 项目内容 实事项目内容 为民办实事内容 工作内容 目标任务 工作任务 主要内容 实事事项",
    "承办单位": "责任单位 牵头单位 承办部门 主办单位 实施单位 责任部门",
    "完成时限": "时限 办结时限 完成期限",
    "编号": "行编号 系统内编号 事项编号",
}
_PLAIN = re.compile("[\u4e00-\u9fff0-9]+")
"""A text that is its own bare one, and has nothing in brackets."""
_LAST_TIME = ("上期", "上次", "上一期", "上期的", "前期")
_SHORTEST_PART = 2
_SYNONYM_RANK = 2
_ORDINAL = re.compile(r"^(?:\d+[.、．)]|[一二三四五六七八九十]+[、.])")
_ASIDE = re.compile(
    r"^(?:截至|截止|截至到|到|至)?(?:\d{2,4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:[底末初]|第?\d季度)?"
    r"(?:本期|本月|本次|目前|当前|最新|具体|项目|实际)?的?"
)


_TEXT = CellKind.TEXT
"""Members looked up once: to ask an enum for one takes as long as a call (Python 3.11)."""
_UNSEEN = ""
_ENDS = ""
"""Where a label ends in a tree of signs."""
Hits = Mapping[int, Mapping[int, "HeaderMatch"]]
"""Row → column → what a cell says as a header."""
_MOST_TEXTS = 20_000
"""Texts remembered: strangers' tables are without end."""


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """What a header text was recognised as."""

    fields: tuple[Field, ...]
    """One field; several where one header combines them (cannot be split)."""
    rank: int
    """0 the form's own header as it stands · 1 with a date, number or bracket added · 2 a synonym."""
    one: Field | None = field(init=False, compare=False, repr=False)
    """Its field, where it is one."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "one", self.fields[0] if len(self.fields) == 1 else None)

    @property
    def exact(self) -> bool:
        """Tell whether it is the form's own header, not a synonym."""
        return self.rank < _SYNONYM_RANK


def asks(hits: Hits) -> bool:
    """Tell whether any of them is the header of an asked field: the quick look that most strangers fail."""
    return any(f.asked for row in hits.values() for hit in row.values() for f in hit.fields)


@dataclass(slots=True)
class Labels:
    """Folded header text → field, for one form. Remembers what it has looked up."""

    own: Mapping[str, Field]
    synonyms: Mapping[str, Field]
    longest: int
    beginnings: frozenset[str]
    """With what the form's own headers begin, nothing and the whole of each included."""
    any: re.Pattern[str]
    """Any of them, anywhere in a folded text, with punctuation in between or without: the quick look."""
    seen: dict[str, HeaderMatch | None] = field(default_factory=dict)

    @classmethod
    def of(cls, form: Form, settings: Mapping[str, str]) -> "Labels":
        own: dict[str, Field] = {}
        for column in form.fields:
            for text in _own_texts(column, form):
                own.setdefault(text, column)
        more = _unambiguous(form, settings, own)
        known = sorted((*own, *more), key=len)
        quick = re.compile(_any_of(known))
        beginnings = frozenset(text[:size] for text in own for size in range(len(text) + 1))
        return cls(own, more, (len(known[-1]) if known else 0) * 3 + 20, beginnings, quick)

    def hit(self, text: str) -> HeaderMatch | None:
        """Return what a header cell says, or None. Fast for the hundredth stranger."""
        known = self.seen.get(text, _UNSEEN)
        if not isinstance(known, str):
            return known
        if len(text) > self.longest * 2:
            return None
        if len(self.seen) >= _MOST_TEXTS:
            self.seen.clear()
        hit = self.seen[text] = self._look(text) if self.any.search(folded(text)) else None
        return hit

    def hits(self, sheet: Sheet) -> "Hits":
        """Return row → column → what a cell there says as a header."""
        hits: dict[int, dict[int, HeaderMatch]] = {}
        seen = self.seen
        for (row, column), cell in sheet.cells.items():
            text = cell.value
            hit = seen.get(text, _UNSEEN) if isinstance(text, str) else None
            if hit is None or cell.kind is not _TEXT:
                continue
            if isinstance(hit, str):
                hit = self.hit(str(text))
            if hit is not None:
                hits.setdefault(row, {})[column] = hit
        return hits

    def _look(self, text: str) -> HeaderMatch | None:
        for shape in _shapes(text):
            if shape in self.own:
                return HeaderMatch((self.own[shape],), rank=int(shape != bare(text)))
            if shape in self.synonyms:
                return HeaderMatch((self.synonyms[shape],), rank=_SYNONYM_RANK)
        return self._combined(text)

    def _combined(self, text: str) -> HeaderMatch | None:
        """Recognise "进展情况、存在问题及下一步工作计划": several columns under one header."""
        parts = [p for p in re.split(r"[、,;/和及与暨以\s]+", spaced(text)) if len(p) >= _SHORTEST_PART]
        fields = [hit.one for part in parts if (hit := self._single(part)) and hit.one and hit.one.asked]
        distinct = tuple({f.key: f for f in fields}.values())
        return HeaderMatch(distinct, rank=_SYNONYM_RANK) if len(distinct) > 1 else None

    def _single(self, text: str) -> HeaderMatch | None:
        if _PLAIN.fullmatch(text) and not self.any.search(text):
            return None
        for shape in _shapes(text):
            column = self.own.get(shape) or self.synonyms.get(shape)
            if column:
                return HeaderMatch((column,), rank=_SYNONYM_RANK)
        return None


def _any_of(labels: Iterable[str]) -> str:
    """Return the pattern of any of these labels; those that begin alike are told apart by the first sign in which they differ."""
    tree: dict[str, Any] = {}
    for label in labels:
        branch = tree
        for sign in label:
            branch = branch.setdefault(sign, {})
        branch[_ENDS] = {}
    return _alternatives(tree) or r"(?!)"


def _alternatives(tree: Mapping[str, Any]) -> str:
    """Return the pattern of what a tree of signs holds; what begins with a whole label has one in it already."""
    if _ENDS in tree:
        return ""
    more = [(sign, _alternatives(branch)) for sign, branch in tree.items()]
    return "|".join(re.escape(sign) + (rf"[\W_]*(?:{rest})" if rest else "") for sign, rest in more)


def _own_texts(column: Field, form: Form) -> list[str]:
    if column.source == "事项" and column.key == "编号":
        return [t for t in (bare(column.header), "编号") if t]
    texts = [bare(column.header), bare(unbracketed(column.header))]
    last = column.header.split(" ")[-1]
    if " " in column.header and sum(f.header.split(" ")[-1] == last for f in form.fields) == 1:
        texts.append(bare(last))
    return [text for text in texts if text]


def _unambiguous(form: Form, settings: Mapping[str, str], own: Mapping[str, Field]) -> dict[str, Field]:
    """Return the synonyms; one that two columns could mean, or that heads another column, means nothing."""
    claims: dict[str, list[Field]] = {}
    for column in form.fields:
        for text in _synonyms(column, settings):
            if text and text not in own and column not in claims.setdefault(text, []):
                claims[text].append(column)
    return {text: columns[0] for text, columns in claims.items() if len(columns) == 1}


def _synonyms(column: Field, settings: Mapping[str, str]) -> list[str]:
    added = [folded(t) for t in re.split(r"[、，,；;/\n]+", settings.get(f"{SYNONYM}{column.key}", "")) if t.strip()]
    if column.source == "填报":
        return [bare(t) for t in (column.key, *ASKED.get(column.key, "").split(), *added)]
    if column.source == "上期":
        names = (column.key, *ASKED.get(column.key, "").split(), *added)
        return [bare(prefix + name) for prefix in _LAST_TIME for name in names]
    if column.source == "事项":
        return [bare(t) for t in (column.key, *PREFILLED.get(column.key, "").split(), *added)]
    return []


def _shapes(text: str) -> list[str]:
    """Return the ways to read a header: as it stands, without brackets, without a number or a date before it."""
    whole, plain = folded(text), unbracketed(text)
    shapes = [whole, plain, _ORDINAL.sub("", plain)]
    shapes.append(_ASIDE.sub("", shapes[-1]))
    return list(dict.fromkeys(shape for shape in map(bare, shapes) if shape))

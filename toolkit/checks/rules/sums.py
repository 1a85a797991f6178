"""Parts that do not add up to the total that the same sentence gives (12个，已完成6个，其余5个…). Pure; silent in doubt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.checks.sentences import Aspect, Clause, Quantity, part_of, read_clauses
from toolkit.values.lexicon import Lexicon, Sense
from toolkit.values.texts import plain

_SENTENCE = re.compile(r"[^。;；!！\n]+")
_PIECE = re.compile(r"(?:[^,，、:：()（）]|(?<=\d)[,，](?=\d{3}(?!\d)))+")
_PLACE = re.compile(
    r"^(?:其中|分别为|即)?[^\d,]{0,8}(?:镇|乡|村|屯|社区|街道|小区|学校|小学|中学|幼儿园|标段|"
    r"医院|市场|城区|县城|片区|片)(?:[^\d]{0,4})$"
)
_PAIRS = (
    {"特困", "低保"},
    {"新建", "改造"},
    {"新建", "改建"},
    {"城镇", "农村"},
    {"男", "女"},
    {"县城", "乡镇"},
    {"公办", "民办"},
)
"""Kinds that nothing can be at once, so that they must add up."""
_VAGUE = re.compile(r"约|近|多|(?<![其剩])余(?!下)|以上|左右|每|平均|分之")
_NO_COUNT = frozenset(["", "%", "次", "期"])
_BUSY = re.compile(r"^(?:正?在|仍在|还在)(?![^\d]*[村镇乡])[^\d]{1,6}$")
_OPEN = re.compile(r"^(?:还没|还未|尚未|没|未|待)[^\d]{0,6}$")
_OPEN_BEHIND = re.compile(r"^(?:还没|还未|尚未|仍未|没|未|待|等)")
_REST = re.compile(r"^(?:还)?剩(?:余|下)?[^\d]{0,3}$|^(?:其余|余下|另外?)[^\d]{0,3}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """`total` and `parts` in words; `amount` is what the parts come to."""

    total: str
    parts: tuple[str, ...]
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Portion:
    number: Decimal
    unit: str
    kind: str
    """done · busy · open · rest · place · name; "" = cannot be told."""
    label: str
    """What stands before the number, folded."""
    words: str
    """As the cell has it."""
    exhaustive: bool = False
    """12个中: what follows are its parts, each thing in one of them."""


def wrong_sum(text: str, lexicon: Lexicon | None = None) -> Sum | None:
    """Return the first sum in a sentence that clearly fails; None = none does, or it cannot be told."""
    for sentence in _SENTENCE.findall(text):
        portions = _portions(sentence, lexicon)
        for start, total in enumerate(portions):
            parts = _parts(portions[start + 1 :], total)
            if _fails(total, parts):
                amount = sum((part.number for part in parts), Decimal(0))
                return Sum(total=total.words, parts=tuple(part.words for part in parts), amount=f"{plain(amount)}{total.unit}")
    return None


def _portions(sentence: str, lexicon: Lexicon | None) -> list[_Portion]:
    portions: list[_Portion] = []
    for piece in _PIECE.findall(sentence):
        clause = next(iter(read_clauses(piece, lexicon)), None)
        if clause is None:
            continue
        if _VAGUE.search(clause.text):
            return []
        counted = [quantity for quantity in clause.quantities if quantity.unit not in _NO_COUNT]
        if len(counted) == 2 and (re.search("[中里]", clause.text[counted[0].end : counted[1].start]) or part_of(clause)):
            portions.append(_portion(counted[0], clause, "", exhaustive=True))
            portions.append(
                _portion(counted[1], clause, _kind(clause, counted[1], counted[0].end), exhaustive=False, since=counted[0].end)
            )
        elif len(counted) == 1:
            ends = clause.text[counted[0].end :] in {"中", "之中", "当中", "里"}
            portions.append(_portion(counted[0], clause, "" if ends else _kind(clause, counted[0]), exhaustive=ends))
        elif counted:
            portions.append(_Portion(number=Decimal(0), unit="", kind="", label="", words=""))
    return portions


def _portion(counted: Quantity, clause: Clause, kind: str, *, exhaustive: bool, since: int = 0) -> _Portion:
    label = _behind_of(clause.text[since : counted.start]) if since else clause.text[: counted.start]
    return _Portion(
        number=counted.number, unit=counted.unit, kind=kind, label=label, words=counted.words,
        exhaustive=exhaustive or not (label or clause.text[counted.end :]),
    )  # fmt: skip


def _behind_of(between: str) -> str:
    """46所学校中完成20所: what stands behind 中."""
    return re.split(r"中|当中|之中|里", between)[-1].lstrip("的,，")


def _kind(clause: Clause, counted: Quantity, since: int = 0) -> str:
    before = _behind_of(clause.text[since : counted.start]) if since else clause.text[: counted.start]
    after = clause.text[counted.end :]
    if clause.has(Sense.REST) or _REST.search(before):
        return "rest"
    if clause.has(Sense.ASKED):
        return ""
    if _OPEN.search(before) or _OPEN_BEHIND.search(after):
        return "open"
    if _BUSY.search(before):
        return "busy"
    if any(before.removeprefix("其中") in pair for pair in _PAIRS):
        return "name"
    if not since and _PLACE.match(before):
        return "place"
    kinds = {
        Aspect.DONE: "done", Aspect.UNDER_WAY: "busy", Aspect.DENIED: "open", Aspect.REMAINING: "open", Aspect.PLANNED: "open",
    }  # fmt: skip
    told = {kinds[fact.aspect] for fact in clause.facts if fact.aspect in kinds}
    if len(told) == 1:
        return told.pop()
    return "other" if not told and bool(before) != bool(after) else ""


def _parts(rest: Sequence[_Portion], total: _Portion) -> list[_Portion]:
    parts: list[_Portion] = []
    for portion in rest:
        if portion.unit != total.unit or not portion.kind:
            break
        parts.append(portion)
        if portion.kind == "rest":
            break
    return parts


def _fails(total: _Portion, parts: Sequence[_Portion]) -> bool:
    amount, kinds = sum((part.number for part in parts), Decimal(0)), [part.kind for part in parts]
    if len(parts) < 2 or not total.unit or any(part.number > total.number for part in parts):
        return False
    within = "其中" in parts[0].label
    if set(kinds) in ({"name"}, {"place"}):
        paired = {part.label.removeprefix("其中") for part in parts} in _PAIRS
        return within and amount > total.number and (paired or kinds[0] == "place")
    if {"place", "name"} & set(kinds) or total.kind in {"busy", "open", "rest", "place"} or (total.kind == "done" and not within):
        return False
    if total.exhaustive and len(parts) == 2 and re.fullmatch(rf"(?:还|尚|仍)?[未没]{re.escape(parts[0].label)}", parts[1].label):
        return amount != total.number  # 22处中亮灯13处，未亮灯7处
    if "other" in kinds and any(part.label for part in parts):  # 24处里并网15处，浇基础5处，未动工6处
        return total.exhaustive and bool({"open", "rest"} & set(kinds)) and amount > total.number
    if total.exhaustive and all(part.kind != "rest" and not part.label for part in parts):
        return amount > total.number  # 60户中42户入住，11户盖瓦，9户砌墙
    if len(set(kinds)) != len(kinds):
        return False
    exhaustive = "rest" in kinds or {"done", "busy", "open"} <= set(kinds)
    return amount > total.number or (exhaustive and amount != total.number)

"""Parts that do not add up to the total that the same sentence gives (12个，已完成6个，其余5个…). Pure; silent in doubt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.checks.sentences import Aspect, read_clauses
from toolkit.values.lexicon import Sense
from toolkit.values.likeness import arabic
from toolkit.values.texts import plain

_SENTENCE = re.compile(r"[^。;；!！\n]+")
_PIECE = re.compile(r"[^,，、:：()（）]+")
_PLACE = re.compile(
    r"^(?:其中|分别为|即)?[^\d,]{1,8}(?:镇|乡|村|屯|社区|街道|小区|学校|小学|中学|幼儿园|标段|医院|市场)(?:[^\d]{0,4})$"
)
_VAGUE = re.compile(r"约|近|多|(?<![其剩])余(?!下)|以上|左右|每|平均|分之")


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
    """done · busy · open · rest · place; "" = cannot be told."""
    text: str

    @property
    def words(self) -> str:
        return f"{plain(self.number)}{self.unit}"


def wrong_sum(text: str) -> Sum | None:
    """Return the first sum in a sentence that clearly fails; None = none does, or it cannot be told."""
    for sentence in _SENTENCE.findall(arabic(text)):
        portions = _portions(sentence)
        for start, total in enumerate(portions):
            parts = _parts(portions[start + 1 :], total)
            if _fails(total, parts):
                amount = sum((part.number for part in parts), Decimal(0))
                words = tuple(part.words for part in parts)
                return Sum(total=total.words, parts=words, amount=f"{plain(amount)}{total.unit}")
    return None


def _portions(sentence: str) -> list[_Portion]:
    found = []
    for piece in _PIECE.findall(sentence):
        if _VAGUE.search(piece):
            return []
        clause = read_clauses(piece)[0]
        counted = [quantity for quantity in clause.quantities if quantity.unit not in {"", "%", "次", "期"}]
        if len(counted) == 2 and "中" in clause.text[counted[0].end : counted[1].start]:
            found.append(_Portion(number=counted[0].number, unit=counted[0].unit, kind="", text=piece))
            counted = counted[1:]
        if len(counted) == 1:
            kind = _kind(piece, counted[0].start)
            found.append(_Portion(number=counted[0].number, unit=counted[0].unit, kind=kind, text=piece))
        elif counted:
            found.append(_Portion(number=Decimal(0), unit="", kind="", text=piece))
    return found


def _kind(piece: str, start: int) -> str:
    clause = read_clauses(piece)[0]
    if clause.has(Sense.REST):
        return "rest"
    if clause.has(Sense.ASKED):
        return ""
    if _PLACE.match(piece[:start]):
        return "place"
    kinds = {
        Aspect.DONE: "done", Aspect.UNDER_WAY: "busy", Aspect.DENIED: "open", Aspect.REMAINING: "open", Aspect.PLANNED: "open",
    }  # fmt: skip
    told = {kinds[fact.aspect] for fact in clause.facts if fact.aspect in kinds}
    return told.pop() if len(told) == 1 else ""


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
    if set(kinds) == {"place"}:
        return "其中" in parts[0].text and amount > total.number
    if len(set(kinds)) != len(kinds) or "place" in kinds or total.kind in {"busy", "open", "rest", "place"}:
        return False
    if total.kind == "done" and "其中" not in parts[0].text:
        return False
    exhaustive = "rest" in kinds or {"done", "busy", "open"} <= set(kinds)
    return amount > total.number or (exhaustive and amount != total.number)

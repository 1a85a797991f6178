"""Does what a clause says to be open belong to the item, or to a thing beside it? Pure; in doubt it stands beside.

A report of finished works also tells of what goes on around them: a second stage, papers, the care of what was built, people
in treatment, a market next door. What is open speaks against 已完成 only where the clause names the item's own thing, a part of
such works, or some of those that were asked for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from toolkit.checks.sentences import Aspect, Clause, Quantity, in_base, read_clauses
from toolkit.plan.model import Item
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Lexicon, Sense

_PICKED = late(
    r"[那这另]外?(?:[一两二三四五六七八九十]|\d+)?[个处座所家栋幢套条间台盏口部辆片段]|最后(?:[一1]|几|\d+)?[个处座所段条期场批班]|"
    r"[一两三四五六七八九十][个处座所栋条片台]|了[一1][段处截片]|[村屯镇乡路街]段|[几数][户个处家]"
)
"""石门村那座, 最后一段: one of those that were asked for."""
_NTH = late(r"第?\d+[号#]?[个处座所家栋幢部台条段层楼场期批班届]")
_AMONG = late("其中|[中里]|才|仅|只|正")
_PLACES = late(r"(?:行政|自然|边远|重点)?(?:村|乡|镇|屯|社区|街道|部门|单位|试点)")
_COMMON = late(
    r"建设|项目|工程|工作|任务|改造|新建|实施|农村|全县|乡镇|新增|开展|提升|完成|服务|安装|购置|配备|整治|施工|目前|[^一-鿿\d]|[为等的已均都正在]"
)
_MARKED = late(r"[一1]直|至今|[还仍尚未没有都均也]|现|因|就是")
_HEAD = late(r"([一-鿿])(?:\d|$)")
_SHORT = 2


@dataclass(frozen=True, slots=True)
class _ItemWords:
    """What the item names: its own words, the units it counts in, the last sign of each thing (桥 of 便民桥4座)."""

    words: str
    units: frozenset[str]
    most: Mapping[str, Decimal]
    """By unit, all that is asked for."""
    heads: re.Pattern[str] | None


@lru_cache(maxsize=1024)
def _named(content: str, lexicon: Lexicon) -> _ItemWords:
    told = read_clauses(content, lexicon)
    most: dict[str, Decimal] = {}
    for one in (in_base(one) for clause in told for one in clause.quantities):
        most[one.unit] = most.get(one.unit, Decimal(0)) + one.number
    heads = {match[1] for clause in told for match in _HEAD.finditer(clause.text)} - set("设造目程务度作动")
    words = _COMMON.sub("|", "|".join(clause.text for clause in told))
    return _ItemWords(words, frozenset(most), most, re.compile(f"[一-鿿](?:{'|'.join(sorted(heads))})") if heads else None)


def stands_beside(clause: Clause, before: Sequence[Clause], item: Item) -> bool:
    """Tell whether the clause, or the one whose subject it goes on with, names a thing beside the item."""
    told = [clause]
    if clause.bare:
        told += [one for one in before[-1:] if one.sentence == clause.sentence]
    return any(_names_other(one, item) for one in told)


def _names_other(clause: Clause, item: Item) -> bool:
    text = clause.text
    if all(text[start:end] in item.content for start, end in clause.lexicon.spots(text, Sense.BESIDE)):
        return False
    same = _units(clause, item) & _named(item.content, clause.lexicon).units
    return not (clause.has(Sense.REST, Sense.PENDING, Sense.NOT) and same)


def _counts(clause: Clause, item: Item) -> bool:
    """Tell whether the clause counts things of the kind that was asked for, and no more of them."""
    named = _named(item.content, clause.lexicon)
    asked, groups = named.units, clause.lexicon.groups
    units = {one.unit for one in _quantities(clause, item) if one.number <= named.most.get(one.unit, one.number)}
    if any(units & groups[alike] and asked & groups[alike] for alike in (Sense.ANY_PIECE, Sense.MEASURE)):
        return True  # 2个站 of 12座
    return bool(units & asked - groups[Sense.HEAD])


def _quantities(clause: Clause, item: Item) -> list[Quantity]:
    return [in_base(one) for one in clause.quantities if not _of_places(clause.text[one.end :], item)]


def _units(clause: Clause, item: Item) -> set[str]:
    return {one.unit for one in _quantities(clause, item)}


def _of_places(behind: str, item: Item) -> bool:
    """3个村, where the item asks for no villages: where, not what."""
    place = _PLACES.match(behind)
    return place is not None and place[0][-1] not in item.content


def belongs(clause: Clause, before: Sequence[Clause], item: Item, *, surely: bool) -> bool:
    """Tell whether what is open in the clause is the item's; `surely`: a part that any works have is not enough."""
    if picks_some(clause, item) or _shares(clause, item, surely=surely):
        return True
    units, groups = _units(clause, item), clause.lexicon.groups
    people = bool(units & groups[Sense.HEAD])
    if clause.has(Sense.REST) and (people or not surely):
        return True
    if clause.has(Sense.NOT) and units & groups[Sense.HEAD] & _named(item.content, clause.lexicon).units:
        return True
    if clause.bare:
        return not before or before[-1].sentence != clause.sentence or belongs(before[-1], before[:-1], item, surely=surely)
    return not surely and (
        people or bool(units & (groups[Sense.PIECE] | groups[Sense.TIMES])) or clause.has(Sense.PART) or has_part(clause)
    )


def has_part(clause: Clause) -> bool:
    """Tell whether the clause names a part that any works have: 门窗, 水泵."""
    return clause.lexicon.finds(clause.text, Sense.COMPONENT)


def _shares(clause: Clause, item: Item, *, surely: bool) -> bool:
    """Tell whether the clause and the item name one thing; whom it is for is none."""
    named, text = _named(item.content, clause.lexicon), clause.text
    if named.heads and named.heads.search(text):
        return True
    if surely:
        people = clause.lexicon.spots(text, Sense.PEOPLE)
        text = "|".join(_between(text, people))
    clean = _COMMON.sub("|", text)
    subject = _COMMON.sub("|", text[: clause.facts[0].start]) if clause.facts and not surely else clean
    if not _MARKED.sub("", subject).strip("|"):
        return True
    pieces = (clean[start : start + _SHORT] for start in range(len(clean) - 1))
    return any("|" not in piece and piece.isalpha() and piece in named.words for piece in pieces)


def _between(text: str, spots: Iterable[tuple[int, int]]) -> Iterator[str]:
    place = 0
    for start, end in spots:
        yield text[place:start]
        place = end
    yield text[place:]


def picks_some(clause: Clause, item: Item) -> bool:
    """Tell whether the clause speaks of some of those that were asked for: 4个系统 of 10, 最后一座, 第4部."""
    return _counts(clause, item) or bool(_PICKED.search(clause.text) or _NTH.match(clause.text))


def plainly(clause: Clause, item: Item, *, rest: bool) -> bool:
    """Tell whether the clause picks out some of what was asked for, or a part of the works; `rest`: 其余 is enough."""
    return picks_some(clause, item) or has_part(clause) or clause.has(Sense.PART) or (rest and clause.has(Sense.REST))


def done_of_asked(clauses: Sequence[Clause], item: Item) -> Decimal:
    """Return the largest amount done as a share of what the item asks for in one unit; 0 where it asks in several."""
    most = {unit: number for unit, number in _named(item.content, clauses[0].lexicon).most.items() if unit != "%"}
    if len(most) != 1:
        return Decimal(0)
    unit, total = most.popitem()
    done = (in_base(one) for clause in clauses if not clause.has(Sense.REST) for one in _done(clause))
    return max((one.number / total for one in done if one.unit == unit), default=Decimal(0)) if total else Decimal(0)


def _done(clause: Clause) -> Iterator[Quantity]:
    """Yield what may be done, for all to be done: whatever is counted and not said to be otherwise."""
    yield from (fact.quantity for fact in clause.says(Aspect.DONE) if fact.quantity is not None)
    if not (clause.has(Sense.NOT, Sense.PLAN, Sense.PENDING, Sense.ASKED, Sense.EARLIER) or _AMONG.search(clause.text)):
        yield from clause.quantities

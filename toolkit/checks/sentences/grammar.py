"""The grammar: a clause is read from left to right, and every word of doing stands as the last marker before it says.

已 makes what follows done, 未 denies the next doing, 正在 has it under way, 计划 plans all that follows, 剩余 is left over;
of another year or place (去年, 邻县) is the whole clause. 的 behind a doing makes it a name (未完工的3处) and ends the marker.
Without a marker 完工 and 完成 are done, other work only when it is counted (安装路灯386盏).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.checks.sentences.clauses import Aspect, Fact, Quantity
from toolkit.checks.sentences.tokens import Token
from toolkit.values.lexicon import Sense

_DENIED, _DONE, _UNDER_WAY = Aspect.DENIED, Aspect.DONE, Aspect.UNDER_WAY
_REMAINING, _PLANNED, _NAMED = Aspect.REMAINING, Aspect.PLANNED, Aspect.NAMED
_BEGIN, _FINISH, _WORK, _SMALL_WORK, _OTHER = Sense.BEGIN, Sense.FINISH, Sense.WORK, Sense.SMALL_WORK, Sense.OTHER
_PREPARING, _REST, _USED = Sense.PREPARING, Sense.REST, Sense.USED
"""Members looked up once: to ask an enum for one takes as long as a call (Python 3.11)."""
_DOING = (Sense.BEGIN, Sense.FINISH, Sense.COMPLETE, Sense.WORK, Sense.SMALL_WORK, Sense.VAGUE, Sense.PREPARING)
_WAITING = (Sense.NOW, Sense.NOT, Sense.REST, Sense.PENDING, Sense.PLAN, Sense.ALL)
_WORKS, _WORK_OR_OTHER = (_WORK, _SMALL_WORK), (_WORK, _OTHER)
_ENDS = (Sense.FINISH, Sense.COMPLETE)
_NEVER_DOING = (Sense.NOT, Sense.PLAN, Sense.NEUTRAL)
_ENDS_AMOUNT = (Sense.BEGIN, Sense.FINISH, Sense.PLAN, Sense.NOT, Sense.NOW, Sense.REST)
"""What an amount behind it is not of the doing before it."""
_OF_ANOTHER = (*_ENDS, Sense.WORK, Sense.BEGIN)
_ONGOING = re.compile(r"(?:之中|当中|中)$|^(?:之中|当中|中)(?:$|[,，])|^着")
_STRONG = re.compile(r"已|现|业经")
_STARTS_AS_WORK = {"在建": Sense.WORK, "在做": Sense.WORK, "在施": Sense.WORK}
_LAST = re.compile(r"^原(?![因料则])")
_OPENS = re.compile(
    r"(?:正在?|[还仍尚]在|在|刚刚?|(?:[还尚仍暂并均都]|至今|一直|目前)?未|(?:[还尚仍]|都|均|[至今一直始终]{2})?没|[还尚仍]没有|"
    r"已经?|均已?|都已?|[现业]已|全部已|已全部|[还尚仍有]?[待需]|还要|需待|等待|[还尚仍](?:不能|无法))"
)
"""Markers behind which a word that no list knows is still a doing: 还没上墙, 正在补; 没有 and 无 may only deny a thing."""
_NO_DOING = re.compile(r"^(?:的|有|在|是|于|被|把|将|对|向|为|从|由|与|和|及|、|以|按|给|大|个|月|年|日)|^[^一-鿿]")
_DID = re.compile(r"[一-鿿]了[一-鿿]{1,3}$")
"""点了火 behind a number: 86户昨天点了火."""
_COUNTED = re.compile(r"[一-鿿]了$")
"""开了 before a number: 开了2个班."""
_RESULTS = ("了", "完毕", "完", "好", "到位", "齐")
_BY_THEN = re.compile(r"(?:年底|年末|月底|月末|年内|国庆|春节|中秋|元旦|入冬|节)之?前$")
_NOW_AGAIN = re.compile(r"^(?:现|目前|今年|本年|本期|截至)")


@dataclass(slots=True)
class _ReadSoFar:
    """What the markers read so far say of the next doing."""

    aspect: Aspect | None = None
    told: bool = False
    whole: bool = False
    elsewhere: bool = False
    not_at: int = -9
    """Place of the last denial; it reaches only what stands near."""


def quantities_of(tokens: Sequence[Token]) -> tuple[Quantity, ...]:
    return tuple(quantity for token in tokens if (quantity := _quantity(token)))


def _quantity(token: Token) -> Quantity | None:
    if token.number is None:
        return None
    return Quantity(token.number, token.unit, token.start, token.end)


def facts_of(tokens: Sequence[Token]) -> tuple[Fact, ...]:
    """Return the facts of one clause in order."""
    return tuple(_facts(tokens))


def _facts(tokens: Sequence[Token]) -> Iterator[Fact]:
    state = _ReadSoFar(elsewhere=bool(tokens) and bool(_LAST.match(tokens[0].text)))
    open_rest: Token | None = None
    for place, token in enumerate(tokens):
        sense, never = _doing(token.senses) if token.senses else (_unlisted(tokens, place), False)
        if token.text in _STARTS_AS_WORK:
            state.aspect, state.told, sense = _UNDER_WAY, True, _WORK
        elif sense is None or never:
            open_rest = _mark(state, tokens, place) or open_rest
            continue
        fact = _fact(state, tokens, place, sense)
        if sense is not _PREPARING:
            open_rest = None
        yield fact
        _after(state, fact)
    if open_rest is not None:
        yield from _left_over(tokens, open_rest)


@lru_cache(maxsize=1024)
def _doing(senses: frozenset[Sense]) -> tuple[Sense | None, bool]:
    """Return the doing that a word of these groups is, and whether it never does anything; None = it is no doing."""
    return next((sense for sense in _DOING if sense in senses), None), not senses.isdisjoint(_NEVER_DOING)


def _unlisted(tokens: Sequence[Token], place: int) -> Sense | None:
    """Tell whether a word that no list knows is a doing by where it stands: behind a marker, or with 了 before a number."""
    token = tokens[place]
    if token.number is not None or token.date:
        return None
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if after is not None and after.number is not None and after.unit not in {"", "%"} and _COUNTED.search(token.text):
        return _OTHER
    before = tokens[place - 1] if place else None
    if before is None:
        return None
    if before.number is not None and before.unit and _DID.search(token.text):
        return _OTHER
    if not _OPENS.fullmatch(before.text) or _NO_DOING.search(token.text):
        return None
    doing = any(other.among(*_DOING) and not other.among(_PREPARING) for other in tokens[place + 1 :])
    return None if doing else _OTHER


def _mark(state: _ReadSoFar, tokens: Sequence[Token], place: int) -> Token | None:
    """Let a word that does nothing itself change what the next doing means; return it where it says what is left."""
    token = tokens[place]
    if token.date and _NOW_AGAIN.match(token.text):
        state.elsewhere = False
    elif token.senses:
        change = _marker(token.senses)
        if change:
            change(state, tokens, place)
    elif "的" in token.text and state.aspect is _DENIED:
        _set(state, None)
    return token if _REST in token.senses else None


def _elsewhere(state: _ReadSoFar, tokens: Sequence[Token], place: int) -> None:
    del tokens, place
    state.elsewhere = True


def _absent(state: _ReadSoFar, tokens: Sequence[Token], place: int) -> None:
    del tokens, place
    _set(state, Aspect.ABSENT)


def _under_way(state: _ReadSoFar, tokens: Sequence[Token], place: int) -> None:
    del tokens, place
    if state.aspect is not _PLANNED:
        _set(state, _UNDER_WAY)


def _pending(state: _ReadSoFar, tokens: Sequence[Token], place: int) -> None:
    before = tokens[place - 1] if place else None
    if tokens[place].text == "等" and before is not None and before.number is None and not before.among(*_WAITING):
        return  # 井大路等10条: and so on
    if state.aspect is not _DONE or tokens[place].among(_REST):
        _set(state, _REMAINING)


def _all(state: _ReadSoFar, tokens: Sequence[Token], place: int) -> None:
    del tokens, place
    state.whole = True
    if state.aspect is _REMAINING:
        _set(state, None)


def _set(state: _ReadSoFar, aspect: Aspect | None) -> None:
    state.aspect, state.told = aspect, aspect is not None


def _deny(state: _ReadSoFar, tokens: Sequence[Token], place: int) -> None:
    behind = tokens[place - 1] if place else None
    absent = behind is not None and (behind.among(Sense.ABSENT) or behind.text in {"没有", "无"})
    if state.aspect is _PLANNED and tokens[place].text in {"不能", "无法"}:
        return
    _set(state, Aspect.ABSENT if absent else _DENIED)
    state.not_at = tokens[place].end
    state.whole = (state.whole or tokens[place].text[0] in "均都") and not absent


def _already(state: _ReadSoFar, tokens: Sequence[Token], place: int) -> None:
    token = tokens[place]
    strong = bool(_STRONG.search(token.text))
    if token.text == "现":
        state.elsewhere = False
    elif strong or state.aspect is None:
        if "现" in token.text:
            state.elsewhere = False
        _set(state, _DONE)
    if "全" in token.text or "均" in token.text or "都" in token.text:
        state.whole = True


def _plan(state: _ReadSoFar, tokens: Sequence[Token], place: int) -> None:
    """完成计划任务, 计划的80%: there 计划 is a noun."""
    before = tokens[place - 1] if place else None
    after = tokens[place + 1].text[:1] if place + 1 < len(tokens) else ""
    governed = before is not None and (before.among(*_ENDS) or before.text.endswith("的"))
    if tokens[place].text not in {"计划", "准备"} or not (governed or after in set("的任数量投书表")):
        _set(state, _PLANNED)


_Change = Callable[[_ReadSoFar, Sequence[Token], int], None]
_MARKERS: tuple[tuple[Sense, _Change], ...] = (
    (Sense.EARLIER, _elsewhere),
    (Sense.ELSEWHERE, _elsewhere),
    (Sense.ABSENT, _absent),
    (Sense.NOT, _deny),
    (Sense.ALREADY, _already),
    (Sense.PLAN, _plan),
    (Sense.NOW, _under_way),
    (Sense.PENDING, _pending),
    (Sense.REST, _pending),
    (Sense.ALL, _all),
)
"""The first that a word belongs to says what it changes."""


@lru_cache(maxsize=1024)
def _marker(senses: frozenset[Sense]) -> _Change | None:
    """Return what a word of these groups changes; None = nothing."""
    return next((change for sense, change in _MARKERS if sense in senses), None)


def _fact(state: _ReadSoFar, tokens: Sequence[Token], place: int, sense: Sense) -> Fact:
    token = tokens[place]
    after = tokens[place + 1].text if place + 1 < len(tokens) else ""
    named = after.startswith(("的", "后", "前", "时", "条件", "手续"))
    quantity = _counted(tokens, place)
    aspect = state.aspect
    if aspect is _DENIED and token.start - state.not_at > _reach(tokens, place):
        aspect = None
    if aspect is _DONE and sense in _WORKS and _object(tokens, place) and not _amount_follows(tokens, place):
        aspect = _NAMED
    told = state.told and aspect is not None
    if aspect is None:
        told = bool(_ONGOING.search(after[:2])) and sense is not _FINISH
        aspect = _UNDER_WAY if told else _plain(sense, quantity, after)
        if aspect is _DONE and place and _by_then(tokens, place - 1):
            aspect = _PLANNED
        ended = state.whole or after.startswith("了") or token.text.endswith(_RESULTS)
        told = told or (aspect is _DONE and ended)
    if state.elsewhere:
        aspect = Aspect.ELSEWHERE
    return Fact(
        what=token.text, sense=sense, aspect=aspect, told=told, whole=state.whole, quantity=quantity,
        start=token.start, end=token.end, named=named, used=token.among(_USED),
    )  # fmt: skip


def _by_then(tokens: Sequence[Token], place: int) -> bool:
    """9月底前, 国庆前: in time to come; 春耕前 may be over."""
    dated = place > 0 and tokens[place - 1].date and tokens[place].text in {"前", "之前"}
    return dated or bool(not tokens[place].senses and _BY_THEN.search(tokens[place].text))


def _object(tokens: Sequence[Token], place: int) -> bool:
    """已签订整治承诺书: behind 已 stands another verb, and the work is only its object."""
    if place < 2 or tokens[place - 1].senses or tokens[place - 1].number is not None or tokens[place - 1].date:
        return False
    between = tokens[place - 1].text
    return tokens[place - 2].among(Sense.ALREADY) and len(between) > 1 and between[0] not in "为对在于将把给向由从经"


def _amount_follows(tokens: Sequence[Token], place: int) -> bool:
    """已入户安装233户: what is counted right behind is what was done."""
    return place + 1 < len(tokens) and tokens[place + 1].number is not None and tokens[place + 1].unit not in {"", "%"}


def _reach(tokens: Sequence[Token], place: int) -> int:
    """Return how far a denial reaches: over adverbs and a short object (未桥面铺装完成)."""
    return 14 if tokens[place].among(*_ENDS) else 10


def _plain(sense: Sense, quantity: Quantity | None, after: str) -> Aspect:
    if sense in _ENDS or sense is _BEGIN:
        return _DONE
    counted = quantity is not None and quantity.unit not in {"", "%"}
    if sense is _OTHER and counted:
        return _DONE
    return _DONE if (counted and sense in _WORK_OR_OTHER) or after.startswith("了") else _NAMED


def _counted(tokens: Sequence[Token], place: int) -> Quantity | None:
    """Return the amount that the doing is of: the next behind it before another doing, else the nearest before it."""
    for token in tokens[place + 1 :]:
        if token.number is not None and token.unit:
            return _quantity(token)
        if not token.senses.isdisjoint(_ENDS_AMOUNT):
            break
    for token in reversed(tokens[:place]):
        if token.number is not None and token.unit:
            return _quantity(token)
        if not token.senses.isdisjoint(_OF_ANOTHER):
            break
    return None


def _after(state: _ReadSoFar, fact: Fact) -> None:
    """A name ends the marker; so does what was done; a plan, a denial of one doing and 正在 go on to the doing beside it."""
    if fact.named:
        _set(state, None)
        state.whole = False
    elif state.aspect is _DENIED:
        state.not_at = fact.end - 4
    elif state.aspect is _REMAINING and fact.sense in _ENDS:
        _set(state, None)


def _left_over(tokens: Sequence[Token], rest: Token) -> Iterator[Fact]:
    """还差3个, 剩余12公里: nothing is done with it in this clause."""
    for token in tokens:
        if token.start >= rest.end and token.number is not None and token.unit:
            yield Fact(
                what="", sense=_REST, aspect=_REMAINING, told=True, whole=False, quantity=_quantity(token),
                start=rest.start, end=token.end, named=False, used=False,
            )  # fmt: skip
            return

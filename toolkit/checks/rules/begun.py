"""What speaks against 未启动 and 前期工作: works finished, counted, begun or going on. Pure.

Preparatory steps that are finished (设计, 招标 …) say nothing of the works.
"""

from collections.abc import Sequence

from toolkit.checks.rules.beside import belongs, picks_some
from toolkit.checks.rules.unfinished import WORKS, by_half
from toolkit.checks.rules.whole import ALL_OF_IT
from toolkit.checks.sentences import COUNTED, Aspect, Clause, Fact, counts
from toolkit.plan.model import Item
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Sense
from toolkit.values.likeness import arabic
from toolkit.values.numerals import ARABIC

_PLAINLY = late(r"(?:已经?|均|全部|全面|正式|陆续|先后|相继)$")
_BY_HAND = late("开挖|挖掘|回填|浇筑|砌筑|打桩|吊装|摊铺|碾压|绑扎|钻孔|灌注|下管|架梁|立杆|穿线")
_ADMIN = late(r"[测绘签批选定报审查检评摸核谈送约领议申招标图证款]|登记|公示|备案|资料|方案|意见|动员|宣传")
_PREPARED = late(r"[标画测选定谈签报批审编备商议](?:完|好|成|齐|通|上|满|出来)了?$")
_RESULT = late(r"(?:起来|起|完|好|成|齐|通|上|满|成型|出来)了?(?:新的)?$")
_ERRAND = late(r"[跑去看选定谈问签报出交写访批找摸排量测请约走通过达形召印制拟编列下发收到核查征]|开(?:了|过)?\d*[次场个]?会")
"""Doings that prepare: 跑了5个村, 签了9份."""
_ONLY_NAMED = late("(?:项目|工程)")
"""23个村上报亮化项目: what is to be done, not what was."""
_CLASSES = late("[班场期](?:$|[,、])")


def begun(clause: Clause, before: Sequence[Clause], item: Item) -> bool:
    """Tell what speaks against 未启动 or 前期工作: works finished, counted, begun or going on."""
    if clause.has(Sense.PREPARING):
        return False
    half = by_half(clause) and not clause.has(Sense.PLAN, Sense.NOT, Sense.EARLIER, Sense.ELSEWHERE)
    return (
        bool(half)
        or _held(clause)
        or _gained(clause, item)
        or any(
            _works(fact, clause) and (fact.sense is not Sense.OTHER or _theirs(fact, clause, before, item))
            for fact in clause.facts
            if not fact.named
        )
    )


def _gained(clause: Clause, item: Item) -> bool:
    """已更新泵站6座: so many of what was asked for."""
    plain = not clause.has(Sense.PLAN, Sense.NOT, Sense.EARLIER, Sense.ELSEWHERE, Sense.ASKED, Sense.REST, Sense.PENDING)
    return plain and clause.has(Sense.GAIN) and clause.has(Sense.ALREADY) and picks_some(clause, item)


def _theirs(fact: Fact, clause: Clause, before: Sequence[Clause], item: Item) -> bool:
    """3座坟墓已迁 is no work of the item's; 86户点了火, 开了2个电工班 is."""
    return (
        counts(fact.quantity, clause.lexicon, Sense.HEAD)
        or bool(_CLASSES.search(clause.text))
        or belongs(clause, before, item, surely=True)
    )


def dug(clause: Clause, item: Item) -> bool:
    """Tell whether the clause begins with works of the hand and an amount of its own: 开挖沟槽3公里."""
    if clause.has(Sense.PREPARING, Sense.PLAN, Sense.NOT, Sense.EARLIER, Sense.ELSEWHERE, Sense.ASKED):
        return False
    asked = {number[1] for number in ARABIC.finditer(arabic(item.content))}
    own = bool(clause.quantities) and not any(f"{one.number:f}" in asked for one in clause.quantities)
    return own and bool(_BY_HAND.match(clause.text)) and bool(clause.says(Aspect.DONE))


def _held(clause: Clause) -> bool:
    """Tell whether something was held so many times: 开展普法讲座35场."""
    plain = not clause.has(Sense.PLAN, Sense.NOT, Sense.EARLIER, Sense.ELSEWHERE, Sense.ASKED, Sense.REST, Sense.PENDING)
    return plain and any(
        fact.sense is Sense.VAGUE and counts(fact.quantity, clause.lexicon, Sense.TIMES) for fact in clause.facts
    )


def _works(fact: Fact, clause: Clause) -> bool:
    if fact.sense is Sense.OTHER:
        return fact.aspect is Aspect.DONE and _stands_built(fact, clause)
    if fact.sense not in {*WORKS, Sense.SMALL_WORK} or _ONLY_NAMED.match(clause.text, fact.end):
        return False
    counted = fact.quantity is not None and fact.quantity.unit != ""
    if fact.aspect is Aspect.UNDER_WAY:
        return fact.sense in WORKS
    if fact.aspect is not Aspect.DONE:
        return False
    if fact.sense is Sense.COMPLETE:
        beside = any(other.sense in WORKS for other in clause.facts if other is not fact)
        measured = counts(fact.quantity, clause.lexicon, Sense.MEASURE)
        return (counted and (fact.told or beside)) or measured or fact.whole or bool(ALL_OF_IT.fullmatch(clause.text))
    if fact.sense in {Sense.WORK, Sense.SMALL_WORK} and not counted:
        return fact.sense is Sense.WORK and bool(_PLAINLY.search(clause.text[: fact.start]))
    return fact.told or (counted and fact.start > 0)


def _stands_built(fact: Fact, clause: Clause) -> bool:
    """Tell whether a doing that no list knows left something behind: 屋面已翻新完, 桥台已经起来了, 开了2个班."""
    words = clause.text[fact.start :]
    verb = words[: words.index("了")][-1:] + "了" if "了" in words else words
    if _ERRAND.match(verb) or _PREPARED.search(words):
        return False
    counted = counts(fact.quantity, clause.lexicon, *COUNTED)
    plainly = "了" in fact.what and counted
    return plainly or (fact.told and ((counted and not _ADMIN.search(words)) or bool(_RESULT.search(words))))

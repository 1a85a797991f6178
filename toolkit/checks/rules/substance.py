"""Does a clause hold anything that could be checked: a number, a day, a step taken, a thing, a place, a reason? Pure."""

import re
from collections.abc import Sequence
from functools import cache

from toolkit.checks.sentences import Aspect, Clause, Fact
from toolkit.plan.model import Item
from toolkit.values.dates import NEXT_YEAR
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Lexicon, Sense
from toolkit.values.likeness import undated
from toolkit.values.numerals import ARABIC

_SAID = frozenset({Aspect.DONE, Aspect.UNDER_WAY, Aspect.DENIED, Aspect.REMAINING, Aspect.ELSEWHERE})
_VAGUE = frozenset({Sense.VAGUE, Sense.SMALL_WORK})
_STEPS = frozenset({Sense.PREPARING, Sense.WORK, Sense.BEGIN, Sense.FINISH, Sense.OTHER})
_REASON = late(
    r"因(?!地制宜|势利导|人而异|材施教|贫|病|灾|残)|由于|受[^,]{1,12}(?:影响|限制|制约)|缺|停工|[一-鿿]不(?:了|"
    r"下|动|进|出|上|成|拢)|不(?:愿|肯|同意)|拒绝|反对|困难在"
)
_ALL_OF_THEM = late(r"(?:确保|做到|绝?不)?(?:不让|不落下?|不漏)[一1][名户人个][一-鿿]{0,10}")
"""不让一名学生失学: a slogan."""
_ANOTHER_TIME = late(rf"周[一二三四五六日末]|[一1][周天日月季][一1]|{NEXT_YEAR}|下个?月|下周|暑假|寒假|暑期|开学|放假")
_FUNCTION = frozenset(
    "一的了和与及等在正已将对为把有中各按以于其该本我县局上下情并均都还也尚仍较很更再能会可要做过好地得是从到向由使让就之化性人民工作着个来说给自"
)
_MUCH, _LITTLE, _SLOGAN = 0.34, 0.15, 10
"""Share of stock phrases in a text that speaks of work, in one that does not, and from how many characters on."""
_PLACES = frozenset("院渠屯村镇乡站桥路校街巷园厂塘坝")
_NAMES = late(r"(?:[一-鿿]{2,6}、){2,}[一-鿿]{2}|[一-鿿]{2,4}、[一-鿿]{2,4}(?:等|三方|两家|各方)")
"""电信、移动、联通: so many named are somebody."""
_ANY_WORK = frozenset({"建设", "提升", "提质", "升级"})
"""Works that every report speaks of."""


@cache
def _pattern(lexicon: Lexicon, *senses: Sense) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, lexicon.words(*senses))))


def has_substance(clause: Clause, item: Item, unit: str, lexicon: Lexicon) -> bool:
    """Tell whether the clause says anything that a reader could go and check."""
    named = undated(f"{item.project},{item.content}")
    if _ALL_OF_THEM.fullmatch(clause.text):
        return False
    if (
        clause.has(Sense.NOT, Sense.REST, Sense.ELSEWHERE, Sense.EARLIER)
        or _REASON.search(clause.text)
        or _ANOTHER_TIME.search(clause.text)
    ):
        return True
    if _pattern(lexicon, Sense.STANDSTILL).search(clause.text):
        return True
    if (clause.has(Sense.PREPARING) and clause.has(Sense.NOW)) or _names(clause.text, lexicon):
        return True
    if any(char.isdigit() for day in clause.dates for char in day) or _numbers(clause.text) - _numbers(named):
        return True
    return any(_step(fact, lexicon) for fact in clause.facts) or _thing(clause.text, named, (unit, *item.hosts), lexicon)


def _names(text: str, lexicon: Lexicon) -> bool:
    """Tell whether several are named one after the other that are no stock phrases."""
    return _NAMES.search(_pattern(lexicon, Sense.STOCK, Sense.PRAISE, Sense.FIGURATIVE).sub("|", text)) is not None


def _numbers(text: str) -> set[str]:
    return {number[1] for number in ARABIC.finditer(undated(text))} - {"1"}


def _step(fact: Fact, lexicon: Lexicon) -> bool:
    """Tell whether a step was taken, is under way or was not taken; an aim and what is only soft (会议, 宣传) are none."""
    soft = any(fact.what in lexicon.groups[sense] for sense in (Sense.SOFT, Sense.STOCK, Sense.PRAISE))
    if fact.sense is Sense.WORK and fact.told and fact.aspect in _SAID and fact.what not in _ANY_WORK:
        return True
    if fact.aspect is Aspect.PLANNED or soft or fact.sense in _VAGUE:
        return False
    if fact.sense is Sense.COMPLETE or fact.sense is Sense.PREPARING:
        return fact.sense is Sense.PREPARING or (fact.told and fact.aspect is Aspect.DONE)
    vague = fact.sense is Sense.OTHER and _pattern(lexicon, Sense.STOCK, Sense.PRAISE, Sense.SOFT).search(fact.what)
    if fact.sense is Sense.OTHER and fact.quantity is not None and fact.quantity.number == 1:
        return False  # 走出了一条发展之路
    return fact.aspect in _SAID and fact.sense in _STEPS and fact.told and not vague


def _thing(text: str, named: str, names: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Tell whether a thing or place stands there that the item does not name itself."""
    for name in names:
        text = text.replace(name, "")
    left = _pattern(lexicon, Sense.FIGURATIVE, Sense.STOCK, Sense.PRAISE).sub("|", text)
    return any(
        _stands(match, left) and not _of_item(match, left, named) for match in _pattern(lexicon, Sense.THING).finditer(left)
    )


def _stands(match: re.Match[str], text: str) -> bool:
    """Tell whether a thing has a name beside it: one character alone between phrases is what they left over."""
    beside = (text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1])
    return len(match[0]) > 1 or any(char not in _FUNCTION and char != "|" and char.isalnum() for char in beside if char)


def _of_item(match: re.Match[str], text: str, named: str) -> bool:
    """Tell whether the item names the thing itself; 古木渠 is a place of its own where it only says 灌溉渠道."""
    before = text[match.start() - 1 : match.start()] if match.start() else ""
    own = "一" <= before <= "鿿" and before not in _FUNCTION and before not in "新各全两三所座个条级"
    own = own and match[0] in _PLACES
    return match[0] in named and not (own and before + match[0] not in named)


def is_talk(told: Sequence[Clause], names: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Tell whether a good part of a text is stock phrases and praise, so that it is no plain statement in unknown words."""
    text = "".join(char for clause in told for char in clause.text if char.isalnum())
    for name in names:
        text = text.replace(name, "")
    talk = sum(len(match[0]) for match in _pattern(lexicon, Sense.STOCK, Sense.PRAISE).finditer(text))
    works = any(fact.sense in _STEPS or fact.sense is Sense.SMALL_WORK for clause in told for fact in clause.facts)
    enough = _LITTLE if not works and len(text) >= _SLOGAN else _MUCH
    return talk > enough * len(text)

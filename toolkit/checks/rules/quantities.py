"""Quantities named in 实事内容 ("10处", "57公里", "约3000人") against those in 进展情况. Pure.

Only what clearly counts the same thing is compared, and all that a text reports of it is added up before it is called
too little: a quantity that is mentioned in passing must not accuse.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from toolkit.checks.rules.whole import asked_text
from toolkit.checks.sentences import Aspect, Clause, Quantity, base_unit, in_base, numbers_in, part_of, read_clauses
from toolkit.plan.model import Item
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Lexicon, Sense, shipped
from toolkit.values.likeness import arabic
from toolkit.values.traced import Traced

_SELDOM, _MANY = frozenset("路点位"), 100
_OTHER_THING = late(r"[民均年月]|学期|小时|工作日|百分点")
"""3000人民币, 12个月: behind a number that counts something else."""
_DOING = (Sense.WORK, Sense.SMALL_WORK, Sense.FINISH, Sense.COMPLETE, Sense.ALREADY, Sense.GAIN)
_NOT_COUNTED = (Sense.NOT, Sense.PENDING, Sense.PLAN, Sense.EARLIER, Sense.ELSEWHERE, Sense.REST, Sense.ASIDE)
_STILL_TO_DO = late(r"正在|正[^常式规]|在建|在做|[仍还尚]在|不|(?:(?<![重主必首])要|(?<![紧急所])需|须|(?<![人刚])才)[^,]{0,12}$")
_TASK = late(
    r"(?:任务(?:数|量)?|应建|应完成|应改造|计划(?:新建|建设|改造|完成)?|承担|分配|分到|领到|"
    r"分得|下达|负责(?:建设|新建)?|目标)[^\d]{0,12}$"
)
_TASK_BEHIND = late(r"的?(?:建设|改造|安装|目标|年度|全年|总)*(?:任务|目标|计划)")
_ABOUT_IT = late("(?<!签)约$|近$")
_APPROXIMATE = Decimal("0.9")
_COPIED = 6
"""Characters; a shorter piece of 实事内容 may well be the unit's own words."""
_SCALE, _ABOUT = 100, 90
_HALF = Decimal("0.5")
_REACH = 10
"""Characters beside a number in which the thing it counts is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What was asked and what was reported, in words."""

    target: str
    actual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Amount:
    number: Decimal
    unit: str
    """Canonical: metres, 人, 亩 …"""
    words: str
    """As written, e.g. "57公里"."""
    before: str
    after: str
    """Text around it in which the thing counted is named."""
    approximate: bool

    @property
    def beside(self) -> str:
        return f"{self.before}|{self.after}"


@cache
def _doing_words(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, lexicon.words(*_DOING))))


@cache
def _filling_words(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, lexicon.words(Sense.ROUND))))


def shortfall(text: str, item: Item, lexicon: Lexicon | None = None) -> Shortfall | None:
    """Return the first target that the text clearly misses; None = none, or it cannot be told."""
    words = lexicon or shipped()
    told = read_clauses(text, words)
    own = _own_total(told) or _own_share(told)
    if own or len(item.hosts) > 1:
        return own
    targets = _targets(item.content, words)
    reported = _matched([clause for clause in told if _reports(clause, item)], item, targets, words)
    for place, target in enumerate(targets):
        amounts = reported.get(place, [])
        least = target.number * (_APPROXIMATE if target.approximate else 1)
        if amounts and sum(amount.number for amount in amounts) < least:
            return _asked_but(target, amounts)
    return _served(told, targets) if not reported else None


_SERVED = late(r"(?:给|为|替|帮|对|向)$")
_MOST = Decimal("0.6")


def _served(told: Sequence[Clause], targets: Sequence[_Amount]) -> Shortfall | None:
    """Compare the people asked for with those said to be served, whatever was done for them: 给497户老人装了扶手."""
    if len(targets) != 1 or not told or not told[0].lexicon.among(targets[0].unit, Sense.HEAD):
        return None
    target = targets[0]
    alike = [(clause, one) for clause in told for one in clause.quantities if base_unit(one.unit) == target.unit]
    if len(alike) != 1:
        return None
    clause, one = alike[0]
    plain = not clause.has(*_NOT_COUNTED, Sense.PREPARING, Sense.PAPERWORK) and clause.says(Aspect.DONE)
    short = _MOST * target.number <= one.number < target.number * (_APPROXIMATE if target.approximate else 1)
    if not (plain and short and _SERVED.search(clause.text[: one.start])):
        return None
    return Shortfall(target=f"实事内容要求“{target.words}”", actual=f"“{one.words}”")


def out_of_scale(text: str, item: Item, lexicon: Lexicon | None = None, share: Decimal = Decimal(0)) -> Shortfall | None:
    """Return a target and what is reported of it about a hundred times over: 5700公里 for 57公里; None = nothing is.

    A hundred times what could be done by now: the target's `share` said to be done (a half at least), less a tenth, since
    what is counted is seldom the exact multiple of a slip in the unit.

    Of a target in 万 also what is a thousandth of the `share` said to be done: 1.26亩 for 1.8万亩 at 70%.
    """
    words = lexicon or shipped()
    told = read_clauses(text, words)
    if not _may_be_out_of_scale(told, item.content, words, share):
        return None
    targets = _targets(item.content, words)
    counting = [clause for clause in told if not clause.has(Sense.PLAN, Sense.EARLIER, Sense.ELSEWHERE, Sense.ASKED)]
    reported = _matched(counting, item, targets, words, strict=True)
    for place, target in enumerate(targets):
        told_of = reported.get(place, [])
        large = [amount for amount in told_of if amount.number >= target.number * max(share, _HALF) * _ABOUT]
        if large:
            return _asked_but(target, large)
        if share and len(told_of) == 1 and "万" in target.words and told_of[0].number * _SCALE <= target.number * share / 10:
            return _asked_but(target, told_of)
    return None


def _may_be_out_of_scale(told: Sequence[Clause], content: str, lexicon: Lexicon, share: Decimal) -> bool:
    """Tell whether any amount is large enough, or any target in 万: of most items nobody need read more than the numbers."""
    if share and "万" in content:
        return True
    amounts = [in_base(one) for clause in told for one in clause.quantities if one.unit not in {"", "%"}]
    least, beyond = _least_asked(content, lexicon) if amounts else {}, max(share, _HALF) * _ABOUT
    return any(one.unit in least and one.number >= least[one.unit] * beyond for one in amounts)


@lru_cache(maxsize=1024)
def _least_asked(content: str, lexicon: Lexicon) -> Mapping[str, Decimal]:
    """Return unit in base → the least number with it in 实事内容."""
    least: dict[str, Decimal] = {}
    for one in map(in_base, numbers_in(Traced.of(asked_text(content)).text, lexicon)):
        least[one.unit] = min(one.number, least.get(one.unit, one.number))
    return least


def _asked_but(target: _Amount, amounts: Sequence[_Amount]) -> Shortfall:
    return Shortfall(target=f"实事内容要求“{target.words}”", actual="、".join(f"“{amount.words}”" for amount in amounts))


def _own_total(told: Sequence[Clause]) -> Shortfall | None:
    """Compare the total a text gives for itself ("任务12个，已建成10个") with what it says is done."""
    asked = next(((clause, quantity) for clause in told for quantity in clause.quantities if _is_task(clause, quantity)), None)
    if asked is None:
        return None
    total = asked[1]
    done = [q for clause in told for q in _done(clause) if q.unit == total.unit and q is not total and not _is_task(clause, q)]
    if not done or sum(quantity.number for quantity in done) >= total.number:
        return None
    return Shortfall(target=f"文中所列任务为“{total.words}”", actual="、".join(f"“{one.words}”" for one in done))


def _is_task(clause: Clause, quantity: Quantity) -> bool:
    if quantity.unit in {"", "%"}:
        return False
    behind = _TASK_BEHIND.match(clause.text, quantity.end)
    return bool(behind or _TASK.search(clause.text[: quantity.start]))


def _done(clause: Clause) -> list[Quantity]:
    """Return the amounts that the clause says are done, as they stand in it."""
    if clause.has(*_NOT_COUNTED):
        return []
    places = {fact.quantity.start for fact in clause.facts if fact.aspect is Aspect.DONE and fact.quantity and not fact.named}
    return [quantity for quantity in clause.quantities if quantity.start in places]


def _own_share(told: Sequence[Clause]) -> Shortfall | None:
    """Compare a whole and its part in one clause: 12个建成10个, 46所中45所."""
    share = next((share for clause in told if (share := part_of(clause))), None)
    if share is None or any(clause.has(Sense.REST) or re.search("其余|剩|其他|另", clause.text) for clause in told):
        return None
    whole, part = share.total, share.part
    numbers = [quantity.number for clause in told for quantity in clause.quantities if quantity.unit == whole.unit]
    if whole.number - part.number in numbers:
        return None  # what became of the rest is told: X04 speaks of it
    return Shortfall(target=f"文中所列总数为“{whole.words}”", actual=f"“{part.words}”")


def _targets(content: str, lexicon: Lexicon) -> list[_Amount]:
    targets = [
        amount for clause in read_clauses(asked_text(content), lexicon) if "每" not in clause.text for amount in _amounts(clause)
    ]
    return list({amount.words + amount.beside: amount for amount in targets}.values())


def _is_amount(one: Quantity, lexicon: Lexicon) -> bool:
    """2300路监控 is an amount, 3路公交 is a name."""
    if one.unit in {"", "%"}:
        return False
    return not lexicon.among(one.unit, Sense.NO_AMOUNT) or (one.unit in _SELDOM and one.number >= _MANY)


def _amounts(clause: Clause) -> list[_Amount]:
    amounts, text = [], clause.text
    places = [q for q in clause.quantities if _is_amount(q, clause.lexicon) and not _OTHER_THING.match(text, q.end)]
    for place, one in enumerate(places):
        start = places[place - 1].end if place else 0
        end = places[place + 1].start if place + 1 < len(places) else len(text)
        before = text[max(start, one.start - _REACH) : one.start]
        after = text[one.end : min(end, one.end + _REACH)]
        amounts.append(
            _Amount(
                number=in_base(one).number,
                unit=base_unit(one.unit),
                words=one.words,
                before=before.rpartition("、")[2],
                after=after.partition("、")[0],
                approximate=bool(_ABOUT_IT.search(before)) or after.startswith("左右"),
            )
        )
    return amounts


def _matched(
    clauses: Sequence[Clause], item: Item, targets: Sequence[_Amount], lexicon: Lexicon, *, strict: bool = False
) -> Mapping[int, list[_Amount]]:
    """Return place of target → the amounts that the text reports of it; what counts something else is left out."""
    reported: dict[int, list[_Amount]] = defaultdict(list)
    quoted: dict[int, list[bool]] = defaultdict(list)
    for clause in clauses:
        amounts = _amounts(clause)
        meant = [_target_of(amount, item, targets, lexicon) for amount in amounts]
        units = [target.unit for target in targets]
        named = {targets[place].unit: place for place in meant if place is not None and units.count(targets[place].unit) == 1}
        for amount, place in zip(amounts, meant, strict=True):
            counted = named.get(amount.unit) if place is None and not strict else place
            if counted is not None:
                reported[counted].append(amount)
                quoted[counted].append(_quotes(clause.text, item))
    return {place: _own(amounts, quoted[place]) for place, amounts in reported.items()}


def _reports(clause: Clause, item: Item) -> bool:
    """Tell whether a clause may report what was done: it does something, or in the item's own words, undisputed."""
    asked = clause.has(Sense.ASKED) and not re.search("任务(?:已经?)?完成|完成[^,]{0,6}任务", clause.text)
    if clause.has(*_NOT_COUNTED) or asked or _STILL_TO_DO.search(clause.text):
        return False
    own = clause.facts and any(fact.aspect is Aspect.DONE for fact in clause.facts)
    return bool(own) or clause.has(*_DOING) or any(_in_its_words(q, clause, item) for q in clause.quantities)


def _in_its_words(quantity: Quantity, clause: Clause, item: Item) -> bool:
    """Tell whether what stands before the number is in the item's own words: 治理地质灾害隐患点7处."""
    before = clause.text[max(0, quantity.start - _REACH) : quantity.start]
    near = len(before) > 1 and before[-2:] in item.content
    return near or any(before[n : n + 3] in item.content for n in range(len(before) - 2))


def _quotes(text: str, item: Item) -> bool:
    """Tell whether a clause is the target itself, copied from 实事内容."""
    copied = re.sub(r"^[^\u4e00-\u9fff\d]*(?:项目|任务|实事|内容|为|是)*", "", text)
    return len(copied) >= _COPIED and copied in arabic(item.content)


def _own(amounts: list[_Amount], quoted: Sequence[bool]) -> list[_Amount]:
    """Leave a copied target out where the text also says what was done."""
    told = [amount for amount, copy in zip(amounts, quoted, strict=True) if not copy]
    return told or amounts


def _target_of(amount: _Amount, item: Item, targets: Sequence[_Amount], lexicon: Lexicon) -> int | None:
    """Return the place of the target that counts the same thing; where one has the unit, what the item names will do."""
    alike = [place for place, target in enumerate(targets) if target.unit == amount.unit]
    if len(alike) == 1:
        return alike[0] if _same_thing(amount, item, lexicon) else None
    scores = [_overlap(amount.beside, targets[place].beside, lexicon) for place in alike]
    best = max(scores, default=0)
    return alike[scores.index(best)] if best and scores.count(best) == 1 else None


def _same_thing(amount: _Amount, item: Item, lexicon: Lexicon) -> bool:
    content = arabic(item.content)
    # A short name says the same by its last sign, or by one that ends a name there: 路基 is 公路, 管线 is no 管网.
    bare = _filling_words(lexicon).sub("", _doing_words(lexicon).sub("", amount.beside)).strip("|成了")
    if not bare or _overlap(amount.beside, content, lexicon):
        return True
    thing = re.sub(r"[^\u4e00-\u9fff]", "", bare)
    if lexicon.among(amount.unit, Sense.HEAD) or not 0 < len(thing) <= 2:
        return False
    return thing[-1] in content or any(re.search(f"{char}(?:约|[^\u4e00-\u9fff]|$)", content) for char in thing)


def _overlap(one: str, other: str, lexicon: Lexicon) -> int:
    """Return the length of the longest piece, without | and filling words, that both have."""
    filling, doing = _filling_words(lexicon), _doing_words(lexicon)
    clean, clean_other = filling.sub("|", doing.sub("|", one)), filling.sub("|", doing.sub("|", other))
    for size in range(min(len(clean), len(clean_other)), 1, -1):
        for start in range(len(clean) - size + 1):
            piece = clean[start : start + size]
            if "|" not in piece and piece in clean_other:
                return size
    return 0

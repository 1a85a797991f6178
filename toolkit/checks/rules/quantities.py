"""Quantities named in 实事内容 ("10处", "57公里", "约3000人") against those in 进展情况. Pure.

Only what clearly counts the same thing is compared, and all that a text reports of it is added up before it is called
too little: a quantity that is mentioned in passing must not accuse.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.checks.sentences import part_of, read_clauses
from toolkit.plan.model import Item
from toolkit.values.likeness import arabic
from toolkit.values.texts import plain

_UNITS = "平方米|平方公里|公里|千米|万米|立方米|米|亩|公顷|人次|人|名|户|个|处|所|套|座|盏|支|条|间|台|株|块|根|辆|组|栋|家|村|口"
_QUANTITY = re.compile(
    rf"(?<![\d.])(\d+(?:\.\d+)?)(?:多|余)?({_UNITS})(?!民|均|次|月|年|学期|小时|工作日|百分点)(?:以上|左右|以内)?"
)
_METRES = {"公里": 1000, "千米": 1000, "万米": 10_000, "米": 1}
_SAME = {"名": "人", "公顷": "亩"}
_DONE = re.compile(
    r"完成|建成|新建|建设|安装|铺设|改造|修建|维修|发放|补贴|补助|惠及|受益|筛查|提质|竣工|完工|共|"
    r"累计|合计|覆盖|新增|硬化|更换|接种|培训|建立|打造|整治|投入使用|验收|达|"
    r"体检|补助|装好|装上|换装|换上|安上|提升|通水|接通|建好|修好|改好|种好|更新|换好|办好|通车|投用|通电|亮灯|挂牌|开园|启用|设立|设置|组建|配备|投放|安置|资助|救助|帮扶|培育|培养|开放|种植|植树|绿化|开展"
)
_PASSING = re.compile(
    r"本期|本月|最后|剩余|其余|余下|剩下|其中|近期|上期|原有|另|每|平均|追加|额外|上年|去年|计划|预计|"
    r"拟|将|目标|任务(?!已?完成)|应|需|要求|总数|原"
)
_NEGATED = re.compile(r"未|尚|没有|待|正在|不")
_OWN_TOTAL = re.compile(
    rf"(?:任务(?:数|量)?|应建|应完成|应改造|计划(?:新建|建设|改造|完成)?|承担|分配|分到|领到|下达|负责(?:建设|新建)?|"
    rf"目标)[^,，。；;]{{0,12}}?(\d+(?:\.\d+)?)({_UNITS})"
)
_OWN_DONE = re.compile(
    rf"(?<!计划)(?<!应)(?<!任务)(?<!拟)(?:已|累计|共|实际)?(?:经|全部)?(?:完成|建成|(?<=已)建(?!议|档)|新建|竣工|完工|改造|"
    rf"安装)[^,，。；;\d]{{0,12}}(\d+(?:\.\d+)?)({_UNITS})"
)
_SEGMENT = re.compile(r"[,，。;；:：\n()（）]")
_FILLER = re.compile(
    r"已经|已|全部|共|累计|合计|实际|约|近|目前|截至|项目|工程|任务|均|了|的|并|投入使用|通过|验收|"
    r"左右|以上|至少|不少于|达到|达"
)
_APPROXIMATE = Decimal("0.9")
_COPIED = 6
"""Characters; a shorter piece of 实事内容 may well be the unit's own words."""
_SCALE = 100
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
    beside: str
    """Text around it in which the thing counted is named."""
    approximate: bool


def shortfall(text: str, item: Item) -> Shortfall | None:
    """Return the first target that the text clearly misses; None = none, or it cannot be told."""
    own = _own_total(arabic(text)) or _own_share(text)
    if own or len(item.hosts) > 1:
        return own
    targets = _targets(item.content)
    reported = _matched(text, item, targets)
    for target in targets:
        amounts = reported.get(target.words, [])
        least = target.number * (_APPROXIMATE if target.approximate else 1)
        if amounts and sum(amount.number for amount in amounts) < least:
            return Shortfall(target=f"实事内容要求“{target.words}”", actual="、".join(f"“{a.words}”" for a in amounts))
    return None


def out_of_scale(text: str, item: Item) -> Shortfall | None:
    """Return a target and what is reported of it a hundred times over: 5700公里 for 57公里; None = nothing is."""
    targets = _targets(item.content)
    reported = _matched(text, item, targets)
    for target in targets:
        large = [amount for amount in reported.get(target.words, []) if amount.number >= target.number * _SCALE]
        if large:
            return Shortfall(target=f"实事内容要求“{target.words}”", actual="、".join(f"“{a.words}”" for a in large))
    return None


def _own_total(text: str) -> Shortfall | None:
    """Compare the total a text gives for itself ("任务12个，已建成10个") with what it says is done."""
    asked, done = _OWN_TOTAL.search(text), list(_OWN_DONE.finditer(text))
    same = [found for found in done if asked and found[2] == asked[2] and found.start(1) != asked.start(1)]
    if not asked or not same or sum(Decimal(found[1]) for found in same) >= Decimal(asked[1]):
        return None
    return Shortfall(target=f"文中所列任务为“{asked[1]}{asked[2]}”", actual="、".join(f"“{f[1]}{f[2]}”" for f in same))


def _own_share(text: str) -> Shortfall | None:
    """Compare a whole and its part in one clause: 12个建成10个, 46所中45所."""
    share = next((share for clause in read_clauses(text) if (share := part_of(clause))), None)
    if share is None or re.search(r"其余|剩余|其他|另", text):
        return None
    whole, part = share.total, share.part
    told = [quantity.number for clause in read_clauses(text) for quantity in clause.quantities if quantity.unit == whole.unit]
    if whole.number - part.number in told:
        return None  # what became of the rest is told: X04 speaks of it
    return Shortfall(target=f"文中所列总数为“{plain(whole.number)}{whole.unit}”", actual=f"“{plain(part.number)}{part.unit}”")


def _targets(content: str) -> list[_Amount]:
    text = arabic(content)
    found = [amount for segment in _SEGMENT.split(text) if "每" not in segment for amount in _amounts(segment)]
    return list({amount.words + amount.beside: amount for amount in found}.values())


def _amounts(segment: str) -> list[_Amount]:
    found = []
    hits = list(_QUANTITY.finditer(segment))
    for place, hit in enumerate(hits):
        start = hits[place - 1].end() if place else 0
        end = hits[place + 1].start() if place + 1 < len(hits) else len(segment)
        before = segment[max(start, hit.start() - _REACH) : hit.start()]
        after = segment[hit.end() : min(end, hit.end() + _REACH)]
        unit = hit[2]
        found.append(
            _Amount(
                number=Decimal(hit[1]) * _METRES.get(unit, 1) * (15 if unit == "公顷" else 1),
                unit="米" if unit in _METRES else _SAME.get(unit, unit),
                words=f"{plain(Decimal(hit[1]))}{unit}",
                beside=f"{before}|{after}",
                approximate=bool(re.search(r"[约近]$", before)) or "左右" in hit[0],
            )
        )
    return found


def _matched(text: str, item: Item, targets: list[_Amount]) -> dict[str, list[_Amount]]:
    """Return target's words → the amounts that the text reports of it; what counts something else is left out."""
    reported: dict[str, list[_Amount]] = defaultdict(list)
    quoted: dict[str, list[bool]] = defaultdict(list)
    for segment in _SEGMENT.split(arabic(text)):
        if not _DONE.search(segment) or _PASSING.search(segment) or _NEGATED.search(segment):
            continue
        amounts = [amount for piece in segment.split("、") for amount in _amounts(piece)]
        meant = [_target_of(amount, item, targets) for amount in amounts]
        units = [target.unit for target in targets]
        named = {target.unit: target for target in meant if target and units.count(target.unit) == 1}
        for amount, target in zip(amounts, meant, strict=True):
            counted = target or named.get(amount.unit)
            if counted:
                reported[counted.words].append(amount)
                quoted[counted.words].append(bool(_quotes(segment, item)))
    return {words: _own(amounts, quoted[words]) for words, amounts in reported.items()}


def _quotes(segment: str, item: Item) -> bool:
    """Tell whether a segment is the target itself, copied from 实事内容."""
    copied = re.sub(r"^[^\u4e00-\u9fff\d]*(?:项目|任务|实事|内容|为|是)*", "", segment)
    return len(copied) >= _COPIED and copied in arabic(item.content)


def _own(amounts: list[_Amount], quoted: Sequence[bool]) -> list[_Amount]:
    """Leave a copied target out where the text also says what was done."""
    told = [amount for amount, copy in zip(amounts, quoted, strict=True) if not copy]
    return told or amounts


def _target_of(amount: _Amount, item: Item, targets: list[_Amount]) -> _Amount | None:
    """Return the target that counts the same thing; where only one has the unit, anything the item names will do."""
    alike = [target for target in targets if target.unit == amount.unit]
    if len(alike) == 1:
        bare = _DONE.sub("", _FILLER.sub("", amount.beside)).strip("|")
        return alike[0] if not bare or _overlap(amount.beside, arabic(item.content)) else None
    scores = [_overlap(amount.beside, target.beside) for target in alike]
    best = max(scores, default=0)
    return alike[scores.index(best)] if best and scores.count(best) == 1 else None


def _overlap(one: str, other: str) -> int:
    """Return the length of the longest piece, without | and filler, that both have."""
    clean, clean_other = _FILLER.sub("|", _DONE.sub("|", one)), _FILLER.sub("|", _DONE.sub("|", other))
    for size in range(min(len(clean), len(clean_other)), 1, -1):
        for start in range(len(clean) - size + 1):
            piece = clean[start : start + size]
            if "|" not in piece and piece in clean_other:
                return size
    return 0

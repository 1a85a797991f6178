"""What speaks against 已完成: something of the item's own that is open, going on, still to come, or to be done again. Pure.

Open paperwork (结算, 验收 …) says nothing against it; what was open earlier and is closed by the same sentence is closed.
"""

import re
from collections.abc import Sequence

from toolkit.checks.rules.beside import belongs, done_of_asked, has_part, plainly, stands_beside
from toolkit.checks.rules.overcome import mends
from toolkit.checks.rules.standstill import cannot
from toolkit.checks.rules.whole import ENDS
from toolkit.checks.sentences import COUNTED, Aspect, Clause, Fact, counts, part_of
from toolkit.plan.model import Item
from toolkit.values.dates import NEXT_YEAR
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Lexicon, Sense
from toolkit.values.meaning import BUILT, DONE

BEFORE = late(
    r"^(?:过去|以往|长期|解决|结束|告别|原|此前|之前|上期|上次|前期|年初|当时|截至上期|原来|早前|\d{1,2}月(?:份|底|初)?时)"
)
_OVERCOME = ("问题", "历史", "难题", "局面")
_OVERCOME_NOW = late(r"不再|告别|解决|问题|难题|局面|历史|困扰|曾|原来|原先|以前|过去|之前")
_NAMED_ON = ("部分", "路段", "问题")
WORKS = frozenset({Sense.BEGIN, Sense.WORK, Sense.FINISH, Sense.COMPLETE})
_VAGUE_WORK = late(r"(?:中|之中|当中)?$|着$")
_HALF = late(
    r"(?:完成|做到|进度|工程量|施工|建设|改造|安装|铺设)[^,\d]{0,6}(?:一半|过半|大半|近半|半数|[2-9]成|\d分之\d)|"
    r"完成\d+[^\d,]{1,2}的(?:[1-9]成|一半|\d\d?%)|"
    r"[一-鿿](?:[到近至]|[了到]将?近)(?:一半|1半)|(?:收尾|扫尾)(?:阶段|中)$|在(?:收尾|扫尾)$|[一-鿿]了(?:不到|将近|近|约|大概)?(?:一半|[一1]?大半|小半|一多半|1多半|多半|[1-9]成|\d分之\d|一部分|一小部分)"
)
"""完成过半, and whatever else is done by half: 刷了一半."""
_ONLY = late(r"[只仅][一-鿿]{1,2}了(?=\d)|(?<![人刚])才[^,\d]{0,4}(?=\d)")
"""只装了8户, 才3公里."""
_LATER_ON = late(
    rf"(?:后|之后|以后|时|下个?月|下周|下季度|{NEXT_YEAR}|年底|年后|节后|假期|暑假|寒假|届时|\d月(?:份|"
    r"底|初|中旬|上旬|下旬)?|\d[日号]|天晴|雨停|水退|到货|[一-鿿]完)"
    r"[^,]{0,3}?(?:再(?!次|度|生|现|就|上)|(?<![人刚])才(?!能够)(?:能|可以?)?)(?P<what>[^,]+)$"
)
"""要等审定后再做, 9月才搬: it is still to come."""
_NONE_REDONE = late(
    r"(?:返工|不合格|重做|返修|不达标|未达标)[^\d,]{0,4}(?:0(?![.\d])|率)|率[^\d,]{0,4}0(?![.\d])|[无没]|的(?!\d|[正还尚仍未没]|[一-鿿]{0,6}(?:正在|尚未|仍|还))|如|若|凡"
)
"""不合格0户: none was."""
_NOT_YET_TIME = late(r"[未没]有?[到至][^,]{0,8}(?:高峰|季节|旺季|时候|时间|年限|期限?|期满)")
"""还没到用电高峰: no work waits."""
_TO_SPARE = late(
    r"[还尚仍另][有余][^,]{0,6}(?:空[床缺置额闲]|床位|[余空泊座车]位|名额|学位|[结盈节]余|余[款粮量额]|富余|能力|容量|产能|库存|空间|建议|盼|心愿)"
)
"""还有床位86张: what is to spare is not what is left to do."""
_UNDECIDED = late("是否|视情|酌情|再决定|再研究|再考虑|自愿|意愿")
_NEXT_YEARS = late(rf"(?:纳入|列入|结转|转入)[到至]?(?:{NEXT_YEAR}|20\d\d年)")
_MORE_NEXT_YEAR = late(rf"(?:{NEXT_YEAR}|20\d\d年)[^,]{{0,6}}(?:继续|再)[^,]{{0,4}}(?:新建|新增|建设|改造|实施|推广|扩)")
"""老路灯纳入明年改造, 2023年将继续新建12个: of other things, where nothing is left over."""
_PLAIN = frozenset("做修建装挖铺砌") | {"拆除"}
_PUT_OFF = late(
    r"(?:[放推留转排改挪拖定](?:到|在|至)|推迟[到至]|延[期后]?[到至]|顺延[到至]|安排[到在]|留待)[^,]{0,3}"
    rf"(?:{NEXT_YEAR}|下个?月|下周|下?[1-4]?季度|\d{{1,2}}月|年底|[暑寒]假|国庆|春节|中秋|节后|开学|汛后|枯水|后$)"
)
"""培训放到明年: to be done at another time."""
_NOT_EVEN_ONE = late(r"[未没][一-鿿]一[一-鿿](?:[、,]|$)")
"""未拆一墙: praise for what was spared."""
_SEEN_TO = late(
    r"[^,的]{0,12}的[^,]{0,14}?(?:由|已(?!完)|不影响|不[计算属在包]|可(?!能)|转[入为由给]|登记|照常|改[用为由]|暂由|并入|列入另|另[行由列])"
    r"(?![^,]*(?:未|没|待|正在|尚|仍|还在))"
)
"""还在跟班学习的42人由企业带教: what is open is only whom another thing is said of."""
_STEADILY = late(r"^(?:不断|持续|逐步|逐渐|逐年|稳步|陆续|继续)")
_HONOUR = late(r"示范|[省国市][级家](?!项目|资金|补助)|星级|荣誉|称号|奖|先进")
"""正在申报省级示范: what comes beyond the task."""
_AT_THE_END = 3
_EXPERIENCED = late(r"[一-鿿]{1,2}过(?!半|关)")
_STILL_NOT = late(r"(?:还|尚|仍|迟迟|至今|一直|依然|目前)[未没]有?$|[未没]能$")
_BARELY = late(r"(?:(?<!人)才|刚刚?|仅仅?|只)(?:刚|是)?[压挖做砌铺装立搭打浇开修建改换拆清种栽发][了完好到]")
"""才压了路基: the rest is to come."""
_JUDGED = late(r"[验审评核定]|检查")
"""待燃气办总验: what waits is only somebody's word."""
_ATTRIBUTE = late(r"[^,的]{1,8}的(?=[一-鿿]{4})")
_AIM = late("的[^,]{0,4}目标")
"""提前完成55%的年度目标: how much was aimed at."""
_WHO = late(r"^其中[^,]{0,6}?(?=\d)")
"""其中24名还需康复, where all are said to be served: what comes after."""
_INSPECTS = late("检测|检验|抽检|检查|监测|监督|执法|鉴定|筛查|体检")
"""What such an item finds 不合格 is its result."""
_FILLED = late("补[上齐足位]|顶[上岗]|填补|接替|替补|递补")
_FAR = 6
"""Clauses; what closes an open end stands near it."""


def _closes(fact: Fact) -> bool:
    return fact.aspect is Aspect.DONE and (fact.sense in ENDS or (fact.sense is Sense.BEGIN and fact.told))


def _dealt_with(fact: Fact) -> bool:
    """均已依法处置: what no list knows was done with all of it."""
    return fact.aspect is Aspect.DONE and fact.sense is Sense.OTHER and fact.told and fact.whole


def later_clauses(clauses: Sequence[Clause], place: int) -> list[Clause]:
    """Return the next clauses of the same sentence."""
    mine = clauses[place].sentence
    return [clause for clause in clauses[place + 1 : place + _FAR] if clause.sentence == mine]


def is_closed(fact: Fact, clause: Clause, later: Sequence[Clause]) -> bool:
    """Tell whether what was open is closed further on in the clause; where it is only named, in the sentence."""
    after = clause.text[fact.end :]
    if _FILLED.search(after) or _FILLED.search(fact.what):
        return True
    if any(_closes(other) for other in clause.facts if other.start >= fact.end) or _SEEN_TO.match(clause.text[fact.start :]):
        return True
    named = fact.named or after.startswith(_NAMED_ON) or BEFORE.search(clause.text) or "剩" in clause.text[: fact.end]
    return bool(named) and any(_closes(other) for one in later for other in one.facts)


def unfinished(clauses: Sequence[Clause], place: int, status: str, item: Item) -> bool:
    """Tell what speaks against 已完成 or 已完工待验收: something of the item's own open, going on, to come, or to be redone."""
    clause, before, later = clauses[place], clauses[:place], later_clauses(clauses, place)
    if (
        _of_other_things(clause)
        or _UNDECIDED.search(clause.text)
        or _TO_SPARE.search(clause.text)
        or stands_beside(clause, before, item)
    ):
        return False
    spared = clause.has(Sense.ABSENT, Sense.ALREADY, Sense.NOT) or _NONE_REDONE.search(clause.text)
    told_of = clause.text.rpartition("的")[2]
    if clause.has(Sense.REDONE) and not (spared or mends(clause, told_of) or _INSPECTS.search(item.content)):
        return not any(_closes(other) or _dealt_with(other) for one in (clause, *later) for other in one.facts)
    papers = clause.has(Sense.PAPERWORK)
    closed = any(_closes(other) for one in later for other in one.facts)
    if _to_come(clause) or (not papers and _half_done(clause)):
        told = any(_closes(other) and other.told for one in later for other in one.facts)
        return not told and _is_own(clauses, place, item)
    if papers:
        return False
    if cannot(clause.text) and not _OVERCOME_NOW.search(clause.text):
        return not closed and _is_own(clauses, place, item)
    if part_of(clause) and not closed:
        return True
    return any(is_open(fact, clause, status) and _stays_open(fact, clauses, place, item) for fact in clause.facts)


def _is_own(clauses: Sequence[Clause], place: int, item: Item) -> bool:
    on_top = done_of_asked(clauses, item) >= 1 and not plainly(clauses[place], item, rest=True)
    return not on_top and belongs(clauses[place], clauses[:place], item, surely=False)


def _half_done(clause: Clause) -> bool:
    """Tell whether the clause has something done by half, barely begun or put off."""
    half = _BARELY.search(clause.text) or by_half(clause)
    return bool(_PUT_OFF.search(clause.text) or (half and not clause.has(Sense.PLAN)))


def by_half(clause: Clause) -> bool:
    """Tell whether the clause has something done by half, or only so many of it: 完成过半, 只装了8户."""
    return bool(_HALF.search(clause.text)) or _counts_behind(_ONLY, clause, *COUNTED)


def _counts_behind(words: re.Pattern[str], clause: Clause, *senses: Sense) -> bool:
    """Tell whether the words stand before an amount in a unit of the groups."""
    ends = {match.end() for match in words.finditer(clause.text)}
    return any(one.start in ends and counts(one, clause.lexicon, *senses) for one in clause.quantities)


def _stays_open(fact: Fact, clauses: Sequence[Clause], place: int, item: Item) -> bool:
    """Tell whether what is open is the item's own, is not closed further on, and does not come on top of all."""
    clause, before = clauses[place], clauses[:place]
    if is_closed(fact, clause, later_clauses(clauses, place)) or _only_attribute(fact, clause):
        return False
    if _comes_on_top(fact, clause, clauses, item) or (fact.sense is Sense.OTHER and _in_use(fact, clause, before)):
        return False
    return belongs(clause, before, item, surely=_slight(fact)) or (fact.sense is Sense.PREPARING and has_part(clause))


def _only_attribute(fact: Fact, clause: Clause) -> bool:
    """未安装空调的礼堂用大风扇: it is said which ones, and nothing of them that is open."""
    told = _ATTRIBUTE.match(clause.text[fact.start :])
    if told is None or clause.has(Sense.PLAN, Sense.PENDING) or clause.quantities:
        return False
    behind = clause.text[fact.start + told.end() :]
    return not clause.lexicon.finds(behind, Sense.UNSETTLED)


def _comes_on_top(fact: Fact, clause: Clause, clauses: Sequence[Clause], item: Item) -> bool:
    """Tell whether all that was asked for is reported done, so that what goes on comes on top of it."""
    done = done_of_asked(clauses, item)
    if fact.aspect is Aspect.DENIED and fact.sense is not Sense.OTHER and not fact.named and done <= 1:
        return False
    if done > 1 and not clause.has(Sense.REST, Sense.PART):
        return True
    if done >= 1 and _counts_behind(_WHO, clause, Sense.HEAD) and fact.aspect is not Aspect.DENIED:
        return True
    left = fact.aspect is Aspect.REMAINING or done > 1
    return done >= 1 and not plainly(clause, item, rest=not left)


def _in_use(fact: Fact, clause: Clause, before: Sequence[Clause]) -> bool:
    """演播厅启用，正在录制栏目: what is finished is at work."""
    finished = bool(before) and any(other.sense is Sense.FINISH and other.aspect is Aspect.DONE for other in before[-1].facts)
    if clause.has(Sense.REST):
        return False
    return fact.aspect is Aspect.UNDER_WAY and clause.bare and finished and before[-1].sentence == clause.sentence


def _slight(fact: Fact) -> bool:
    """Tell whether what is open may as well be an errand: 正在筹备, 待批复, 下月起发放."""
    if fact.sense is Sense.OTHER:
        return fact.aspect is not Aspect.DENIED
    return fact.sense is Sense.PREPARING or (fact.aspect is Aspect.PLANNED and fact.sense is Sense.WORK)


def _of_other_things(clause: Clause) -> bool:
    """Tell whether the clause speaks of what was overcome, of elsewhere, or of others that come next year."""
    if (BEFORE.search(clause.text) and clause.text.endswith(_OVERCOME)) or clause.has(Sense.EARLIER, Sense.ELSEWHERE):
        return True
    if _MORE_NEXT_YEAR.search(clause.text) and not clause.has(Sense.REST):
        return True
    return bool(_NEXT_YEARS.search(clause.text)) and not clause.has(Sense.REST) and not clause.quantities


def _to_come(clause: Clause) -> bool:
    match = _LATER_ON.search(clause.text)
    if match is None or match["what"][-1] in "了过完好毕":
        return False
    return not any(word in match["what"] for word in clause.lexicon.words(Sense.PAPERWORK))


def is_open(fact: Fact, clause: Clause, status: str) -> bool:
    past = bool(BEFORE.search(clause.text))
    match fact.aspect:
        case Aspect.DENIED:
            return _left_undone(fact, clause, status)
        case Aspect.REMAINING:
            words = clause.text[fact.start :]
            judged = bool(_JUDGED.search(words))
            ended = fact.sense in ENDS and not (clause.dates or clause.has(Sense.PENDING, Sense.PLAN, Sense.NOT))
            if ended or (fact.sense is Sense.REST and _goes_otherwise(fact, clause)):
                return False  # 其余复检合格
            if fact.sense is Sense.OTHER:
                return not (judged or _starts(words, clause.lexicon, Sense.HARMLESS))
            word_of_others = judged and (fact.sense is Sense.SMALL_WORK or "验收" in fact.what)
            return fact.sense in {*WORKS, Sense.REST, Sense.SMALL_WORK} and not word_of_others
        case Aspect.UNDER_WAY:
            return not past and _busy(fact, clause, status)
        case Aspect.PLANNED:
            counted = fact.quantity is not None or bool(clause.dates)
            past = past or (status == BUILT and fact.used)  # 预计9月投入使用
            return not past and (fact.sense in {Sense.BEGIN, *ENDS} or (fact.sense is Sense.WORK and counted))
        case Aspect.DONE:
            share = fact.quantity
            aimed = share is not None and _AIM.match(clause.text, share.end)
            return (
                fact.sense is Sense.COMPLETE
                and share is not None
                and share.unit == "%"
                and share.number < 100
                and not (aimed or "超" in clause.text or clause.lexicon.finds(clause.text[: share.start], Sense.MONEY))
            )
        case _:
            return False


def _goes_otherwise(fact: Fact, clause: Clause) -> bool:
    """仍有4户选择货币补偿: what is told of the rest is not that it is open."""
    behind = clause.text[fact.quantity.end :] if fact.quantity else ""
    return (
        len(behind) > _AT_THE_END
        and not clause.lexicon.finds(behind, Sense.UNSETTLED)
        and not clause.has(Sense.PENDING, Sense.NOT)
    )


def _left_undone(fact: Fact, clause: Clause, status: str) -> bool:
    if _NOT_EVEN_ONE.search(clause.text) or _NOT_YET_TIME.search(clause.text):
        return False
    if fact.sense is Sense.OTHER:
        return _not_done(fact, clause)
    return fact.sense is not Sense.PREPARING and not (status == BUILT and fact.used)


def _not_done(fact: Fact, clause: Clause) -> bool:
    """Tell whether a doing that no list knows was clearly not done: 还没上墙, 没配; 未拆一墙, 再没跳过闸 deny no work."""
    words = clause.text[fact.start :]
    if (
        _starts(words.lstrip("再有曾被"), clause.lexicon, Sense.HARMLESS)
        or _EXPERIENCED.match(words)
        or clause.lexicon.finds(words, Sense.MONEY, Sense.PAID)
    ):
        return False
    return len(words) <= _AT_THE_END or bool(_STILL_NOT.search(clause.text[: fact.start]))


def _starts(text: str, lexicon: Lexicon, *senses: Sense) -> bool:
    return text.startswith(lexicon.words(*senses))


def _busy(fact: Fact, clause: Clause, status: str) -> bool:
    if fact.sense is Sense.OTHER:
        words = _STEADILY.sub("", clause.text[fact.start :])
        return not fact.named and not _starts(words, clause.lexicon, Sense.IN_USE, Sense.HARMLESS)
    if fact.sense in WORKS or (fact.sense is Sense.SMALL_WORK and fact.told and fact.what in _PLAIN):
        return True
    if fact.sense is Sense.PREPARING:
        return status == DONE and fact.told and not _HONOUR.search(clause.text)
    ends = fact.sense is Sense.VAGUE and bool(_VAGUE_WORK.match(clause.text[fact.end :]))
    return ends and (status == DONE or any(other.sense in WORKS for other in clause.facts))

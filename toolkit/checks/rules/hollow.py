"""What a text says at all: nothing but stock phrases, "no problem", "no progress, because …". Pure.

A text is hollow only when every clause is used up by stock words and the item's own name: one word that is neither
(a place, a step, a number, a reason) makes it concrete. So length never matters, and an unknown word never accuses.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from toolkit.checks.rules.substance import has_substance, is_talk
from toolkit.checks.sentences import Aspect, Clause, Fact, read_clauses
from toolkit.plan.model import Item
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Lexicon, Sense, shipped
from toolkit.values.likeness import undated
from toolkit.values.meaning import clauses, none_pattern, says_none
from toolkit.values.numerals import ARABIC

_FUNCTION = (
    "一的了和与及等在正已将对为把有中各按以于其该本我县局乡镇村上下情并均都还也尚仍较很更"
    "再能会可要做抓促力着过好地得是从到向由使让就之化性"
)
_TELLING = frozenset("挖建修铺装砌换通停缺拆种栽封浇验签批未无没差剩办停误难亮竣")
"""One character that may be all that a clause says."""
_SUBSTANCE = (Sense.PREPARING, Sense.PAPERWORK, Sense.WORK, Sense.BEGIN, Sense.FINISH, Sense.NOT, Sense.REST)
_PADDING, _LONG_PADDING = 0.4, 6
"""Share of the text, and characters in one clause, that may be unknown words between stock phrases."""
_SOFT = frozenset({Sense.VAGUE, Sense.COMPLETE, Sense.SMALL_WORK})
_NAMED = late(
    r"[镇乡村屯街路桥站厂园井泵管渠坝灯]|公司|企业|学校|医院|部门|用户|农户|村民|居民|专家|合同|图|款|费|地块|现场|设备|材料|"
    r"影响|因|受|缺|难|疫"
)
_SHARE = late(r"\d(?:%|成(?![立功果就本为员绩效])|分之)|[一二三四五六七八九]分之|[一1]半|过半|半数")
_REACHED = late(r"(?<![预确保力争求])达到?\d")
"""试点村达到100个: the item's own number, said to be reached."""
_PROMISED = frozenset({"做好", "办好", "抓好", "干好"})
_LONG_ENOUGH = 6
_INTENTION = late(r"确保|力争|争取|保证|预期|尽快|尽早|早日|继续|下一步|努力|如期|按时|按期|推动|促进")
_AIMS = late(
    r"(?:全面|圆满|顺利|如期|按时|按期|保质保量|高质量|超额)*(?:完成|实现|竣工|完工|交付|通车|通水|建成|达标|见效|"
    r"交账)(?:预期|各项|年度|全年|既定)*"
    r"(?:建设|目标|任务|工作|使用|效益)*"
)
_PREDICATE = late(
    r"(?:正常|有序|稳步|积极|扎实|全面|顺利|持续|加快|全力|加速|大力|深入|按计划|按要求|按序时|按期|"
    r"抓紧|紧张|紧锣密鼓|有条不紊|平稳|逐步|正在|正|地)+"
    r"(?:地|的)?(?:推进|开展|进行|实施|办理|落实|建设|推动|运行|进展|跟进)(?:之?中|当中|着)?$|(?:进展|"
    r"推进|运行|开展|实施|建设)(?:情况)?(?:顺利|正常|良好|平稳|有序)$|"
    r"取得[^,]{0,6}(?:成效|进展|成果|突破|成绩|实效|效果)$|(?:成效|效果)(?:显著|明显|良好|初显)$|"
    r"(?:蹄疾步稳|热火朝天|如火如荼)(?:地)?(?:进行|推进|开展)?中?$"
)
_PUSHING = late(
    r"(?:(?:下一?步|继续|全力|积极|扎实|大力|持续|稳步|有序|加快|抓紧|统筹|全面|强力|着力|以)*)(?:推进|推动|抓好|做好|加快)"
)
"""全力推进…改造: what the item asks for, not what was done."""
_ACTION = late(
    r"修建|新建|建成|改造|安装|更换|维修|硬化|扩宽|筛查|培训|发放|补助|补贴|检测|接种|增设|整治|新增|"
    r"改善|提质|升级|建立|落实|配备|打通|连通|消除|维护|铺设|受益"
)
_EFFORT = late(rf"((?:{_ACTION.pattern})+)(?=工作|行动|任务|服务|力度|进度|步伐|成果|成效|质量|效果)")
"""整治力度, 筛查进度: what the item asks for, with nothing said of it."""

_STANDSTILL = late(
    r"(?:无|没有|未有|未取得|暂无|尚无)(?:任何|明显|实质性?|新的?|最新|进一步的?)*(?:进展|变化|推进)|"
    r"(?:工作|进度|项目|工程)(?:暂停|停滞|处于停工)|停工"
)
_REASON = late(r"因|由于|原因|受.{1,20}(?:影响|限制|制约)|待|等待|需|未(?:到位|批复|下达|落实|完成|通过)|鉴于|尚未|正在|导致|缺")


@cache
def _stock(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, lexicon.words(Sense.STOCK))))


def is_hollow(text: str, item: Item, unit: str, lexicon: Lexicon | None = None) -> bool:
    """Tell whether the text is made of stock phrases only, so that it says nothing of what was done."""
    if _SHARE.search(undated(text)) or any(_ends(clause) for clause in read_clauses(text, lexicon)):
        return False
    parts = clauses(text)
    known = lexicon or shipped()
    none = none_pattern(known)
    if not parts:
        return False
    left = [None if none.fullmatch(clause) else _left(clause, item, unit, known) for clause in parts]
    padded = not all(left) and _padded(text, parts, [rest or "" for rest in left], known)
    return not any(left) or padded or _without_fact(text, item, unit, known)


def _ends(clause: Clause) -> bool:
    """Tell whether something is said to be finished: true or not, that can be checked."""
    return bool(_REACHED.search(clause.text)) or any(_is_end(fact) for fact in clause.facts)


def _is_end(fact: Fact) -> bool:
    done = (
        fact.aspect is Aspect.DONE
        and fact.sense in {Sense.FINISH, Sense.COMPLETE}
        and not fact.named
        and fact.what not in _PROMISED
    )
    return done and (fact.told or fact.quantity is not None or (fact.sense is Sense.FINISH and fact.what != "成立"))


def _without_fact(text: str, item: Item, unit: str, lexicon: Lexicon) -> bool:
    """Tell whether no clause says anything that could be checked, and most of them praise, intend or promise."""
    told = read_clauses(text, lexicon)
    talk = is_talk(told, (unit, *item.hosts), lexicon)
    return talk and not any(has_substance(clause, item, unit, lexicon) for clause in told)


def _padded(text: str, wordings: Sequence[str], left: list[str], lexicon: Lexicon) -> bool:
    """Tell whether the little that is left between stock phrases is padding: it holds no fact, number, place or reason."""
    many = sum(map(len, left)) > sum(map(len, wordings)) * _PADDING or any(len(rest) > _LONG_PADDING for rest in left)
    return (
        not many and not any(_substantial(clause) for clause in read_clauses(text, lexicon)) and not _NAMED.search("|".join(left))
    )


def _substantial(clause: Clause) -> bool:
    soft = clause.lexicon.groups[Sense.SOFT]
    tangible = any(fact.sense not in _SOFT and fact.what not in soft for fact in clause.facts)
    hard = any(word in clause.text for word in clause.lexicon.words(Sense.PAPERWORK) if word not in soft)
    return bool(clause.quantities or clause.dates) or tangible or hard or clause.has(Sense.NOT, Sense.REST, Sense.ELSEWHERE)


def _left(clause: str, item: Item, unit: str, lexicon: Lexicon) -> str:
    """Return what a clause says beyond stock phrases and the item's own name; "" = nothing."""
    whole = clause
    for name in (unit, *item.hosts):
        clause = clause.replace(name, "")
    named = undated(item.project + "," + item.content)
    if {number[1] for number in ARABIC.finditer(clause)} - {number[1] for number in ARABIC.finditer(named)}:
        return clause
    clause = _EFFORT.sub(lambda m: "" if m[1] in named else m[0], clause)
    ends_in_stock = _PREDICATE.search(clause)
    if _PUSHING.match(clause) and not re.search(r"已|完成|开工", clause):
        clause = _without_item(clause, named, verbs=True)
    elif ends_in_stock and not re.search(r"已|完成|开工", clause):
        clause = _without_item(clause[: ends_in_stock.start()], named, verbs=True)
    else:
        clause = _without_item(clause, named, verbs=False)
    if _INTENTION.search(clause):
        clause = _AIMS.sub("", clause)
    left = _stock(lexicon).sub("", clause).strip(_FUNCTION)
    rest = "".join(c for c in left if c.isalnum() and c not in _FUNCTION)
    slight = len(rest) == 1 and len(whole) >= _LONG_ENOUGH and rest not in _TELLING and not rest.isdigit()
    return "" if slight and not read_clauses(whole, lexicon)[0].has(*_SUBSTANCE) else rest


def _without_item(clause: str, named: str, *, verbs: bool) -> str:
    """Take out the longest pieces that only repeat the item's name; what it asks to be done stays, unless `verbs`."""
    place, left = 0, ""
    while place < len(clause):
        longest = min(len(clause) - place, len(named))
        sizes = (n for n in range(longest, 1, -1) if _repeats(clause[place : place + n], named, verbs=verbs))
        size = next(sizes, 0)
        left += "" if size else clause[place]
        place += size or 1
    return left


def _repeats(piece: str, named: str, *, verbs: bool) -> bool:
    return piece in named and (verbs or not (_ACTION.search(piece) or piece.startswith("已")))


@lru_cache(maxsize=1024)
def says_only_none(text: str, lexicon: Lexicon | None = None) -> bool:
    """Tell whether it says 无 and gives no reason beside it: stock phrases are no reason."""
    words = lexicon or shipped()
    if not says_none(text, words):
        return False
    fine, none = words.groups[Sense.FINE_ANSWER], none_pattern(words)
    explained = (clause for clause in clauses(text) if not none.fullmatch(clause) and clause not in fine)
    return not any(_left_of_stock(clause, words) for clause in explained)


def _left_of_stock(clause: str, lexicon: Lexicon) -> str:
    left = _stock(lexicon).sub("", _AIMS.sub("", clause))
    return "".join(c for c in left if c.isalnum() and c not in _FUNCTION)


def explained_standstill(text: str) -> bool:
    """Tell whether the text reports "无新进展" with a reason: that is a report, not a gap."""
    match = _STANDSTILL.search(text)
    return bool(match) and bool(_REASON.search(text[: match.start()] + "," + text[match.end() :])) if match else False

"""Does a clause speak of all that the item asks for, or of a part of it? Pure."""

import re
from collections.abc import Sequence

from toolkit.checks.sentences import Aspect, Clause, read_clauses
from toolkit.plan.model import Item
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Sense
from toolkit.values.likeness import arabic, undated
from toolkit.values.numerals import ARABIC

_SPLIT = late(r"[,，:：()（）。;；]+")
_ITSELF = late(
    r"截至?(?:目前|本期)?|目前|现在|现|该|本|此|我[镇乡局县]|全县|工程量|任务量|工作量|项目|工程|工作|任务|事项|建设|"
    r"改造|整治|施工|安装|各项?|承担|负责|所有|内容|均|已|都|的|全部|底|实施|整个|整体|总体|工程量|任务量|工作量"
)
_BENEFIT = late(r"^(?:新增|受益|农田受益|补贴人数|方便|丰富|惠及|覆盖|服务)")
_AT_PLACES = late(r"在[^,\d]{0,12}\d+[个处所家][^,\d]{1,12}?(?=安装|建设|新建|设立|修建|改造|开展)")
"""在30个村屯安装: where, not how much."""
ENDS = frozenset({Sense.FINISH, Sense.COMPLETE})
ALL_OF_IT = late(
    r"(?:目前|现|该|本|此|所有|全部|各项)*(?:项目|工程|任务|工作|建设任务|建设内容|内容|事项)*(?:均|"
    r"现)?已经?(?:全部|全面|圆满|"
    r"如期)?完成(?:了)?(?:全年|年度)?(?:目标|各项|建设)?(?:任务|建设|工作|内容)*"
)
_MARKS = late(
    r"(?:已经?|均已?|现已|业已|都已?|于|[日月旬]|全部|全面|全线|整体|顺利|如期|提前|按时|按期|正式|圆满|悉数|尽数|全都|无一例外|一个不落|未|尚|没有)+$"
)
_ASKS = late(r"修建|新建|建设|建成|实施|改造|安装|维修|开展|更换|提质|增设|硬化|扩宽|对|为|给予|每")
"""A part of 实事内容 that asks for works of its own; 方便群众, 改善环境 do not."""
_NOT_ONE = late(r"(?<!\d)[1一][^\d,]{1,2}?(?=都|也|未|没)|(?<=没有|未有)1[^\d,]{1,2}?|(?<=动)[1一][^\d,]{1,3}$")
"""8个小区1个都没进场: no number of its own."""
_SOME = late(r"\d+(?:\.\d+)?成(?![立功果本都])|\d分之\d|大半|过半|多半|一半|1半")
"""全部工程量完成七成: not all."""
_NAMES = late(
    r"[“\"‘「《][^”\"’」》]{1,20}[”\"’」》]|\d+(?:[-—~～至到]\d+)?(?:周岁|岁|分钟|小时)(?:以[上下])?|[一1][户村人校镇乡屯]一[一-鿿]"
)
_A_FEW = late(r"(?:有|另|其中|剩余|剩下|余下|这|那|第)\d+[个处户座所栋台条名人家]")
_SHORT_NAME = 3
"""Characters of a name that a unit makes of the item's own words."""


def finishes_all(clause: Clause, item: Item, before: Clause | None = None) -> bool:
    """Tell whether the clause says that the item as such is finished; without a subject it speaks of what stood `before`."""
    parts = [word for word in clause.lexicon.words(Sense.PART) if word in clause.text]
    if clause.has(Sense.PREPARING) or _SOME.search(clause.text) or any(word not in item.content for word in parts):
        return False
    ends = [fact for fact in clause.facts if fact.aspect is Aspect.DONE and fact.sense in ENDS and fact.told and not fact.named]
    stage = clause.lexicon.groups[Sense.STAGE]
    wholly = any(fact.whole or (fact.sense is Sense.FINISH and fact.what not in stage) for fact in ends)
    if not (wholly or (ends and ALL_OF_IT.fullmatch(clause.text))):
        return False
    first_done = min(fact.start for fact in clause.facts if fact.aspect is Aspect.DONE)
    subject = _subject(clause, first_done)
    if before is not None and not undated(_MARKS.sub("", subject)):
        first = before.facts[0].start if before.facts else len(before.text)
        return _of_all(_subject(before, first), item) and _covers(clause.text, item)
    return _of_all(subject, item) and _covers(clause.text, item)


def of_some(clauses: Sequence[Clause], place: int, item: Item) -> bool:
    """有3户不同意线路过屋顶，改走屋后，线已架好: finished is what was done for the few."""
    clause = clauses[place]
    before = [one for one in clauses[:place] if one.sentence == clause.sentence]
    if clause.quantities or clause.has(Sense.ALL):
        return False
    return any(_A_FEW.search(one.text) for one in before) or any(_falls_short(one, item) for one in before[:1])


def _falls_short(clause: Clause, item: Item) -> bool:
    """整修46公里 of 70, 涵洞换成双孔涵，现已通车: the text began with a part."""
    asked = {(one.unit, one.number) for read in read_clauses(item.content) for one in read.quantities}
    return any(
        (one.unit == unit and one.number < number) for one in clause.quantities[:1] for unit, number in asked if unit != "%"
    ) and not any((one.unit, one.number) in asked for one in clause.quantities)


def _subject(clause: Clause, end: int) -> str:
    """Return what stands before the end of the works, without the words that mark it."""
    return _MARKS.sub("", clause.text[:end])


def speaks_of_all(subject: str, item: Item) -> bool:
    """Tell whether what a figure or a day is said of is the item as such: 该项目, 整体; 道路 only where nothing else is asked."""
    if not _covers(subject, item):
        return False  # 4个系统 of 10, 3号系统
    left = _ITSELF.sub("", _MARKS.sub("", undated(subject)))
    if not re.sub(r"[的中内约为至]|总体|整体|截止|完成后|预计", "", left):
        return True
    parts = [part for part in re.split("[,，。;；]", arabic(asked_text(item.content))) if part and not _BENEFIT.search(part)]
    asked = [piece for part in parts for piece in part.split("、") if ARABIC.search(piece)]
    several = len(asked) > 1 or sum(1 for part in parts if _ASKS.match(part)) > 1
    return not several and _of_all(subject, item) and not of_one_thing(left, item)


def of_one_thing(subject: str, item: Item) -> bool:
    """敬老院床位、残疾儿童康复: tell whether the subject is one of the things, and has nothing of another."""
    for part in re.split("[,，。;；]", arabic(asked_text(item.content))):
        things = [_ITSELF.sub("", piece) for piece in part.split("、") if not piece.startswith("在")]
        shared = [bool(_shared(subject, thing)) for thing in things if len(thing) > _SHORT_NAME]
        if any(shared) and not all(shared):
            return True
    return False


def is_total(clause: Clause, item: Item) -> bool:
    """Tell whether the clause names no number, just the one that the item asks for, or a host's own share of it."""
    text = _NOT_ONE.sub("", clause.text)
    mine = [number[1] for number in ARABIC.finditer(undated(text))]
    if not mine or _covers(text, item):
        return True
    own = len(item.hosts) > 1 and len(mine) == 1 and len(ARABIC.findall(arabic(asked_text(item.content)))) == 1
    facts = [fact for fact in clause.facts if fact.whole]
    return own and bool(facts) and _of_all(_subject(clause, facts[0].start), item)


def _of_all(subject: str, item: Item) -> bool:
    """Tell whether what is finished is the item as such (项目, 2座惠民桥), not a part with a name of its own."""
    left, content = re.sub(r"\d+(?:\.\d+)?[个处所座套条支公里亩户人盏]*", "", undated(subject)), arabic(item.content)
    for host in item.hosts:
        left = left.replace(host, "")
    left = _ITSELF.sub("", re.sub(r"[、和与及]", "", left))
    while left and (piece := _shared(left, content)):
        left = _ITSELF.sub("", left.replace(piece, "", 1))
    return not left or (len(left) <= _SHORT_NAME and _within(left, content))


def _shared(text: str, content: str) -> str:
    """Return the longest piece of two characters or more that the item's own words have too; "" = none."""
    sizes = range(min(len(text), len(content)), 1, -1)
    pieces = (text[start : start + size] for size in sizes for start in range(len(text) - size + 1))
    return next((piece for piece in pieces if piece in content), "")


def _within(short: str, long: str) -> bool:
    """Tell whether the characters stand in the text in this order: 公厕 in 公共厕所."""
    rest = iter(long)
    return all(char in rest for char in short)


def asked_text(content: str) -> str:
    """Return 实事内容 without names in quotes, ages and spans of time: “15分钟就医圈”, 65岁以上."""
    return _NAMES.sub("", content)


def _covers(text: str, item: Item) -> bool:
    """Tell whether the numbers in the clause are all that the item asks for; without numbers it speaks of all."""
    mine = [number[1] for number in ARABIC.finditer(undated(text))]
    parts = [arabic(part) for part in _SPLIT.split(asked_text(item.content)) if not _BENEFIT.search(part)]
    asked = [[number[1] for part in some for number in ARABIC.finditer(part)] for some in (parts, map(_without_places, parts))]
    whole = len(item.hosts) == 1 and not any("每" in part for part in parts)
    return not mine or (whole and sorted(mine) in [sorted(numbers) for numbers in asked])


def _without_places(part: str) -> str:
    return _AT_PLACES.sub("", part)

"""What a text claims of the whole item: how far it is, when it will be finished, in which year. Pure.

Each is silent in doubt: a part, a stage, another year or place, a word of aim says nothing of the whole.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from toolkit.checks.rules.beside import belongs, picks_some, stands_beside
from toolkit.checks.rules.whole import is_total, of_one_thing, speaks_of_all
from toolkit.checks.sentences import Aspect, Clause, counts, of_money, read_clauses
from toolkit.plan.model import Item
from toolkit.values.dates import NEXT_YEAR, day_of
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Lexicon, Sense
from toolkit.values.numbers import spoken
from toolkit.values.texts import fold

_OVERALL = late(
    r"(?P<subject>.*?)(?:(?:总体|整体|总|综合)?(?:形象|工程|建设|项目|施工)?(?:总体|总)?(?:进度|完成率|完成比例|完成度)|"
    r"(?:总体|整体|累计|共|总计|目前|现)?(?:已经?)?完成(?:了)?(?:总|全部|整个|全年|年度|本年度?|今年)?(?:工程|建设|"
    r"工作|项目|目标|计划|任务)*(?:总?[量数]|总?任务[量数]?|进度)?的?|占(?:年度|全年|目标|计划|全部|整个)?(?:总?任务|"
    r"总?工程|目标)(?:总?[数量])?的?|(?:工程|任务|工作)?总量(?:已经?)?(?:完成)?|(?:已经?|现已?|才|刚|仅|只)(?=超|过|达)|(?=约|近))"
    r"(?:已经?|过|超过?|不到|不足|突破|达到?|为|约为|大约|约|近|到|逾|完成|的|仅|只|才|刚|有|了)*"
    r"(?:百分之|(?P<of>\d+)分之)?(?P<share>\d+(?:\.\d+)?)(?P<scale>%|成(?:(?P<rest>[\d一二三四五六七八九])|"
    r"半)?(?!立|功|果|本))?(?:左右|以上|多)?"
    r"|(?P<whole>.*?)(?:(?:总体|整体|形象|工程|项目|建设)?进度|工程|项目|任务|总体|整体)(?:已经?|刚)?(?:上|来看|来说)?(?:只|仅|才|刚)?(?P<half>过半|(?:已?接近|已?近|约为?|才|刚|过|只有?|仅有?|不到|不足)[一1]半|完成(?:了)?(?:约|近|大约|差不多)?[一1]半)"
)
_SHARE_TOLD, _DAY_TOLD = late(r"\d|半|分之"), late("月|年底")
"""What the share of all, and the day of its end, are never told without: most clauses need no closer look."""
_SHARE_ENDS = late(
    r"[度率例成了作目划务程设量数的标占已经才刚仅只过超到足破达为约近逾有之总部个年]\d+(?:\.\d+)?(?:%|成[\d一二三四五六七八九半]?)?(?:左右|以上|多)?\Z|半\Z"
)
"""How a clause ends that is no more than the share of all: the words before the number are of a few kinds."""
_WHEN = (
    r"(?P<subject>.*?)(?P<how>推迟|延期|延后|顺延|拖|预计|计划|拟|将|预期|力争|争取|确保|力求|保证|要|须|得|)(?P<all>(?:全部|所有|整个)(?:(?![计预拟将在于])[^,\d]){0,6}?)?(?:要|得|可|能)?(?:等到?|[拖推延]迟?后?期?)?(?:在|于|到|至)?"
    rf"(?P<day>(?:20\d\d年|{NEXT_YEAR}|今年)?\d{{1,2}}月(?:\d{{1,2}}[日号]|份?底|份?末|份?中旬|份?上旬|份?下旬|份?初|份)?|年底)(?:之?前)?"
    r"(?:(?P<count>\d+)[一-鿿]{1,2}?)?(?:才|方)?(?:可|能)?(?:全部|全面|整体|正式|全线|如期|按期|顺利)*"
)
_WHOLE_TASK = (
    r"完成(?:全部|整个)?(?:项目|工程|建设|任务|改造|工作|目标)*"
    r"|完成(?:全部|整个)[^,\d]{0,6}(?:任务|工作)|竣工验收|验收|[一-鿿]{1,2}完(?![善整税毕])|[一-鿿]{0,3}(?:完毕|到位)"
)
_DIGITS = "零一二三四五六七八九"
_FRACTION = late("([二三四五六七八九])分之([一二三四五六七八九])")
_MORE = late("再|新增|另|继续|扩|还将")
_ESTIMATES = frozenset({"预计", "计划", "拟", "将", "预期"})
_REST_OF_IT = late("(?<=剩余|剩下|其余|余下)部分")
_PUSHING = late("抓紧|加快|加紧|继续|全力|督促|组织|尽快|加强|推进|施工单位|施工方|进一步|厂家|催促|协调")
_WHOLLY = late("全部|全面|整体|全线")
_PLACED = late(r"[镇乡村屯街路桥园]")
_CARRIED_OVER = late("结转|续建|遗留|下达|批复|启动|立项|资金|计划|入库|开工|欠|以来|起|底子|基础上|对比|相比|比")
_THIS_YEAR = late(r"今年|本年|目前|现已?|截至目前|本期|本月|近期|本季度|正在")


def overall_share(text: str, item: Item, lexicon: Lexicon | None = None) -> Decimal | None:
    """Return the share that the text gives for all of the item; None where it gives none, or several."""
    shares = set()
    before: Clause | None = None
    for clause in read_clauses(text, lexicon):
        told = _told_share(clause.text) if _SHARE_TOLD.search(clause.text) else None
        share = _share(told) if told and not (clause.text.startswith(("占", "完成")) and _of_other(before, item)) else None
        goes_on = before if before and before.sentence == clause.sentence else None
        before = clause
        if (
            told
            and share is not None
            and (told["subject"] or goes_on is None or not of_one_thing(goes_on.text, item))
            and not _hedged(clause, item, "一半" if told["half"] else "")
            and speaks_of_all(told["subject"] or told["whole"] or "", item)
        ):
            shares.add(share)
    return shares.pop() if len(shares) == 1 else None


def _told_share(text: str) -> re.Match[str] | None:
    """Return the share of all that a clause is made of."""
    text = _FRACTION.sub(_in_digits, text)
    return _OVERALL.fullmatch(text) if _SHARE_ENDS.search(text) else None


def _in_digits(told: re.Match[str]) -> str:
    """三分之二 as 3分之2."""
    whole, part = (_DIGITS.index(char) for char in told.groups())
    return f"{whole}分之{part}"


def _of_other(before: Clause | None, item: Item) -> bool:
    """完成投资1.2亿元，占年度计划的62%: the share is of what stands before it."""
    return before is not None and (of_money(before) or _of_a_part(before, item))


def _of_a_part(clause: Clause, item: Item, apart: str = "") -> bool:
    text = _REST_OF_IT.sub("", clause.text.replace(apart, "") if apart else clause.text)
    return any(word in text and word not in item.content for word in clause.lexicon.words(Sense.PART))


def _share(told: re.Match[str]) -> Decimal | None:
    """Return 60%, 6成, 六成五, 3分之2 and 过半 as a fraction; a bare number is none."""
    if told["half"]:
        return Decimal("0.5")
    number, scale = Decimal(told["share"]), told["scale"] or ""
    if told["of"]:
        return number / Decimal(told["of"]) if Decimal(told["of"]) >= number > 0 else None
    if scale.startswith("成"):
        rest = Decimal("0.05") if scale.endswith("半") else (spoken(told["rest"] or "0") or Decimal(0)) / 100
        return number / 10 + rest if number <= 10 else None
    return number / 100 if scale or "百分之" in told[0] else None


def _hedged(clause: Clause, item: Item, apart: str = "") -> bool:
    doubtful = (Sense.PLAN, Sense.EARLIER, Sense.ELSEWHERE, Sense.NOT, Sense.PREPARING, Sense.REST, Sense.PENDING)
    if _of_a_part(clause, item, apart):
        return True
    return clause.has(*doubtful) or of_money(clause) or "超额" in clause.text


def _of_goods(clause: Clause, item: Item) -> bool:
    """Tell whether bought goods are only to be handed over: 车辆预计8月底交付."""
    return clause.text.endswith("交付") and bool(re.search("购置|采购|购买|配备|配置|配发|更新", item.content))


@cache
def _finishes(lexicon: Lexicon) -> re.Pattern[str]:
    """Return 预计9月底全部完工, with every word of finishing that the lists know."""
    ends = "|".join(re.escape(word) for word in lexicon.words(Sense.FINISH) if word not in lexicon.groups[Sense.STAGE])
    return re.compile(rf"{_WHEN}(?:并?(?:{_WHOLE_TASK}|{ends})(?:完毕|成)?)+")


_END_SIGNS = frozenset("成目程设务造作标部个收完毕位")
"""What a finishing can end with that is in no list: 完成任务, 验收, 装完, 到位."""


@cache
def _last_signs(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(word[-1] for word in lexicon.words(Sense.FINISH) if word) | _END_SIGNS


def _told_end(clause: Clause) -> re.Match[str] | None:
    """Return when the clause has something finished; what ends in no finishing is not looked through."""
    if clause.text[-1:] not in _last_signs(clause.lexicon):
        return None
    return _finishes(clause.lexicon).fullmatch(clause.text)


@cache
def _year_after(year: int) -> re.Pattern[str]:
    return re.compile(rf"(?:{NEXT_YEAR}|{year + 1}年)")


@cache
def _year_before(year: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return how the year before is called, and what reports of work in it."""
    last = f"(?:{year - 1}年|去年|上年)"
    worked = rf"{last}(?:\d{{1,2}}(?:月?[-—~～至到]\d{{1,2}})?月|底|末|全年|[^,。;]{{0,6}}(?:共|累计|已|完成))"
    return re.compile(rf"{last}度?(?!\d)"), re.compile(rf"(?:截至|截止)(?:{year - 1}年|(?:去年|上年)\d)|{worked}")


def _next_year(clause: Clause, item: Item, year: int) -> bool:
    """Tell whether all of it, or the rest of it, is to come next year, whatever the day is called (明年清明, 2023年春节)."""
    match = _year_after(year).search(clause.text)
    if match is None:
        return False
    comes = clause.has(Sense.REST) or clause.has(Sense.ALL) or clause.says(Aspect.PLANNED)
    if not comes or clause.has(Sense.NOT, Sense.PREPARING, Sense.EARLIER, Sense.ELSEWHERE):
        return False
    if re.search("的.*已", clause.text[match.end() :]) or (_MORE.search(clause.text) and not clause.has(Sense.REST)):
        return False  # 明年完工的28座已全部开工, 明年再建20个
    subject = re.sub(r"(?:预计|计划|拟|将|力争|争取|确保|安排在|放在|推到|到|在)+$", "", clause.text[: match.start()])
    return (clause.has(Sense.REST) and not _PLACED.search(subject)) or speaks_of_all(subject, item)


def finish_day(text: str, item: Item, year: int, lexicon: Lexicon | None = None) -> tuple[date, str, bool] | None:
    """Return the day on which the text has all of it finished, its clause, and whether that is only the earliest day.

    None where it says no one day. An aim (力争), a day for the rest or for a part named before it say only that it is not over
    before.
    """
    days = {}
    clauses = read_clauses(text, lexicon)
    for before, clause in zip((None, *clauses), clauses, strict=False):
        if _next_year(clause, item, year):
            days[date(year + 1, 1, 1)] = (date(year + 1, 1, 1), clause.words, True)
            continue
        told = _told_end(clause) if _DAY_TOLD.search(clause.text) else None
        if told is None or _doubtful(clause, told, item) or not (day := day_of(told["day"], year)):
            continue
        rest = clause.has(Sense.REST)
        if (rest and not _PLACED.search(told["subject"])) or speaks_of_all(told["subject"] + (told["all"] or ""), item):
            goes_on = (
                not (told["subject"] or _WHOLLY.search(clause.text)) and before is not None and before.sentence == clause.sentence
            )
            if goes_on and before is not None and _of_another(before, item):
                continue
            of_part = goes_on and before is not None and _has_own(before, item)
            days[day] = (day, clause.words, rest or of_part or told["how"] not in _ESTIMATES)
        elif picks_some(clause, item) and not stands_beside(clause, (), item):
            days[day] = (day, clause.words, True)
    return days.popitem()[1] if len(days) == 1 else None


def _doubtful(clause: Clause, told: re.Match[str], item: Item) -> bool:
    """Tell whether the day may be of something else than of finishing the item, or of no time to come."""
    if clause.has(Sense.EARLIER, Sense.ELSEWHERE, Sense.NOT, Sense.PREPARING) or _of_a_part(clause, item, told["day"]):
        return True
    if not (told["how"] or clause.has(Sense.REST) or _WHOLLY.search(clause.text)):
        return True
    return _of_goods(clause, item) or bool(told["count"] and not is_total(clause, item))


def _of_another(clause: Clause, item: Item) -> bool:
    """园区道路由开发区负责: the clause before speaks of a thing beside the item."""
    subject = clause.text[: clause.facts[0].start] if clause.facts else clause.text
    subject = _PUSHING.sub("", subject)
    mine = speaks_of_all(subject, item) or belongs(clause, (), item, surely=False)
    return stands_beside(clause, (), item) or not mine


def _has_own(clause: Clause, item: Item) -> bool:
    """Tell whether the clause names a thing of its own that is at work: 小剧场正在装修."""
    busy = clause.says(Aspect.UNDER_WAY)
    subject = clause.text[: busy[0].start] if busy else ""
    return bool(subject) and not speaks_of_all(subject, item)


def of_last_year(text: str, year: int, lexicon: Lexicon | None = None) -> str | None:
    """Return the words that report last year's work as this year's; None where the text also speaks of now."""
    clauses = read_clauses(text, lexicon)
    folded = fold(text)
    that_year, worked = _year_before(year)
    if not (worked.search(folded) or _of_that_year(clauses, that_year)):
        return None
    if _THIS_YEAR.search(folded) or f"{year}年" in folded or any(_dated(clause, year, clauses) for clause in clauses):
        return None
    for clause, after in zip(clauses, (*clauses[1:], None), strict=True):
        goes_on = after is not None and after.sentence == clause.sentence and after.quantities
        if re.search(f"{year - 1}年|去年|上年", clause.text) and (clause.dates or clause.quantities or goes_on):
            return clause.words
    return None


def _of_that_year(clauses: Sequence[Clause], that_year: re.Pattern[str]) -> bool:
    """2021年度开发岗位1060个，全部上岗: the first clause counts that year's works, and no other tells of anything since."""
    if not clauses or not that_year.match(clauses[0].text) or _CARRIED_OVER.search(clauses[0].text):
        return False
    counted = any(
        not (one.unit in {"", "%"} or counts(one, clauses[0].lexicon, Sense.MONEY_UNIT)) for one in clauses[0].quantities
    )
    return counted and not any(_tells_of_since(one, clauses[0]) for one in clauses[1:])


def _tells_of_since(clause: Clause, first: Clause) -> bool:
    if clause.dates or clause.has(Sense.ALREADY) or clause.says(Aspect.PLANNED, Aspect.REMAINING, Aspect.UNDER_WAY):
        return True
    return bool(clause.quantities) and clause.sentence != first.sentence


def _dated(clause: Clause, year: int, told: Sequence[Clause]) -> bool:
    """Tell whether the clause names a day of another year than the last, or plans."""
    last = (f"{year - 1}年", "去年", "上年")
    since = next((one for one in told if any(word.startswith(last) for word in one.dates)), None)
    others = [word for word in clause.dates if not (word.startswith(last) or _follows(last, word, clause.text))]
    return clause.has(Sense.PLAN) or any(not _goes_on(word, clause, since) for word in others)


def _follows(last: Sequence[str], word: str, text: str) -> bool:
    """去年1-11月: the months of that year."""
    return bool(re.search(rf"(?:{'|'.join(last)})(?:\d{{1,2}}月?[-—~～至到])?{re.escape(word)}", text))


def _goes_on(word: str, clause: Clause, since: Clause | None) -> bool:
    """2021年11月完成甲，12月完成乙: December of the same year."""
    month = re.match(r"(\d{1,2})月", word)
    before = re.search(r"年(\d{1,2})月|[去上]年(\d{1,2})月", "".join(since.dates)) if since else None
    if month is None or before is None or since is None or since.sentence != clause.sentence:
        return False
    return int(month[1]) >= int(before[1] or before[2])

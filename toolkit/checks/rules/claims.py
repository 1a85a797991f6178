"""What a text claims of the whole item: how far it is, when it will be finished, what holds it up, in which year. Pure.

Each is silent in doubt: a part, a stage, another year or place, a word of aim says nothing of the whole.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from toolkit.checks.rules.overcome import is_overcome
from toolkit.checks.rules.whole import is_total, speaks_of_all
from toolkit.checks.sentences import Aspect, Clause, read_clauses
from toolkit.plan.model import Item
from toolkit.values.dates import day_of
from toolkit.values.lexicon import Lexicon, Sense, shipped
from toolkit.values.numbers import spoken
from toolkit.values.texts import fold

_OVERALL = re.compile(
    r"(?P<subject>.*?)(?:(?:总体|整体|总|综合)?(?:形象|工程|建设|项目|施工)?(?:总体|总)?(?:进度|完成率|完成比例|完成度)|"
    r"(?:总体|整体|累计|共|总计|目前|现)?(?:已经?)?完成(?:了)?(?:总|全部|整个|全年|年度|本年度?|今年)?(?:工程|建设|"
    r"工作|项目|目标|计划|任务)*(?:总?[量数]|总?任务[量数]?|进度)?的?|占(?:年度|全年|目标|计划|全部|整个)?(?:总?任务|"
    r"总?工程|目标)(?:总?[数量])?的?|(?:工程|任务|工作)?总量(?:已经?)?(?:完成)?|(?:已经?|现已?|才|刚|仅|只)(?=超|过|达)|(?=约|近))"
    r"(?:已经?|过|超过?|突破|达到?|为|约为|大约|约|近|到|逾|完成|的|仅|只|才|刚|有|了)*"
    r"(?:百分之|(?P<of>\d+)分之)?(?P<share>\d+(?:\.\d+)?)(?P<scale>%|成(?:(?P<rest>[\d一二三四五六七八九])|"
    r"半)?(?!立|功|果|本))?(?:左右|以上|多)?"
    r"|(?P<whole>.*?)(?:(?:总体|整体|形象|工程|项目|建设)?进度|工程|项目|任务|总体|整体)(?:已经?|刚)?(?:上|来看|来说)?(?:只|仅|才|刚)?(?P<half>过半|完成(?:了)?(?:约|近|大约|差不多)?[一1]半)"
)
_WHEN = (
    r"(?P<subject>.*?)(?P<how>推迟|延期|延后|顺延|拖|预计|计划|拟|将|预期|力争|争取|确保|力求|保证|要|须|得|)(?P<all>(?:全部|所有|整个)(?:(?![计预拟将在于])[^,\d]){0,6}?)?(?:要|得|可|能)?(?:等到?|[拖推延]迟?后?期?)?(?:在|于|到|至)?"
    r"(?P<day>(?:20\d\d年|明年|今年)?\d{1,2}月(?:\d{1,2}[日号]|份?底|份?末|份?中旬|份?上旬|份?下旬|份?初|份)?|年底)(?:之?前)?"
    r"(?:(?P<count>\d+)[一-鿿]{1,2}?)?(?:才|方)?(?:可|能)?(?:全部|全面|整体|正式|全线|如期|按期|顺利)*"
)
_WHOLE_TASK = (
    r"完成(?:全部|整个)?(?:项目|工程|建设|任务|改造|工作|目标)*"
    r"|竣工验收|验收|[一-鿿]{1,2}完(?![善整税毕])|[一-鿿]{0,3}(?:完毕|到位)"
)
_ESTIMATES = frozenset({"预计", "计划", "拟", "将", "预期"})
_PLACED = re.compile(r"[镇乡村屯街路桥园]")
_MONEY = re.compile(
    r"(?:资金|经费|拨款|补助款|补贴资金|款项|用地|指标|手续|许可证?|批文|材料|设备)[^,]{0,6}?(?:未|"
    r"没有|没|尚未)(?:能|全部|完全|及时|得到|足额)*(?:到位|下达|落实|拨|解决|批|办|到|下来|签|"
    r"供|发)"
)
_UNABLE = re.compile(
    r"(?<![离少免忘大受对了看说])(?:[一-鿿])不(?:去(?![世年])|了(?!解|起)|下(?:去|来|水|地)?(?!降|滑|落)|"
    r"动(?!产|摇|态)|来(?!及|源|自|往)|进(?:去|来|场)?(?!步|行|则)|出(?:来|去)?(?!现|台)|拢|起(?:来)?|过(?:去|"
    r"来)|开(?!放|展)|上(?!网|线|当|算)|到(?!位|一|两|\d)|住(?!院)|满(?!意)|齐(?!全)|够(?!用心)|着(?!急)|成(?!熟))|[通批验评审测]不过"
)
"""做不下去, 进不去, 批不下来, 腾不出来, 迁不动."""
_UNABLE_OTHER = re.compile(
    r"[离少免忘大受了说想差舍耽]不|忘不|不了了之|来不及|巴不得|过不去年|不动如山|锲而不|坚定不|"
    r"矢志不|驰而不|毫不|决不|绝不"
)
_FRUSTRATED = re.compile(
    r"(?:迟迟|始终|一直|久久|[多几\d]次[^,]{0,6}|反复[^,]{0,6})(?:都|也|还|仍)?(?:没|未|不|无(?![人障]))(?!间断|"
    r"松懈|停|断|出现|发生|放松)"
)
_SHORT_OF = re.compile(
    r"(?:人手|人员|人力|劳力|劳动力|工人|技工|班组|力量|师资|资金|经费|款项|材料|物料|钢材|水泥|砂石|管材|设备|机械|车辆|电力|水源|用地|土地|场地|库存|药品|疫苗|种苗)"
    r"(?:还|仍|尚|都|又|也|还是|一直|普遍)*(?:严重|明显|较为|比较|相对|十分|非常|特别|极为|极其|相当|很|较|极)*(?:的)?"
    r"(?:不足|不够|短缺|紧张|紧缺|奇缺|缺乏|匮乏|有缺口|吃紧|告急|跟不上|供不上|断供|没着落|难以为继|捉襟见肘)"
)
"""人手严重不足, 材料仍较紧缺: the degree between does not matter."""
_STRUCK = re.compile(r"(?:引发|发生|造成|导致|出现|遭遇)[^,]{0,8}(?:滑坡|塌|泥石流|洪水|洪涝|冰雹|火灾|事故|断裂|沉降|开裂)")
_HINDERED = re.compile(r"(?<![不未])受[^,]{1,14}?(?:影响|制约|限制)")
_STOPPED = re.compile(
    r"(?:已经?|又|也)停(?:了|工)?(?:近|约|将近)?(?:\d+|[一二两三四五六七八九十]+)(?:多|来|余)?(?:天|日|周|个多?月)"
)
"""已停20来天."""
_CASES = re.compile(
    r"(?:其中|包括|含|受理|调解|办理|处置|化解|查处|排查|处理)*(?:[^\d,]{1,10}\d+(?:件|起|宗|例|人次|人|户)[、和]?)+"
)
"""其中农民工讨薪212件、家庭纠纷181件: cases that are counted."""
_COUNTED_DOWN = re.compile(r"率|(?:数|件数|次数|户数|量)?[^,]{0,8}(?:降至|降到|下降|减少|回落|归零|清零|为零|为0)")
"""超标率由15%降至2%, 纠纷下降三成: a figure, and a good one."""
_NO_PLACE = re.compile(
    r"(?:没法|没办法|没辙)(?:再|正常|继续)?(?:施工|进场|开工|安装|推进|实施|干|做|动|建|开|铺|装|种|栽|挖|砌|搬)|(?:工期|进度|时间)[^,]{0,3}(?:拖|推)(?:后|迟|慢|了)|(?:没有?地方|无处|没处)(?:可)?[一-鿿]{1,2}|[一1]分(?:钱)?(?:都|也)?(?:未|没)|[谈闹说]崩|堵(?:住)?(?:门|工地|大门|路口)|没人(?:管|要|接|来)"
)
"""淤泥没地方堆, 一分未到, 谈崩了."""
_KINDS = (_NO_PLACE, _STOPPED, _MONEY, _SHORT_OF, _HINDERED, _UNABLE, _FRUSTRATED, _STRUCK)
_TAKEN_BACK = re.compile(
    r"(?:未|没(?!过|批|钱|人|谈)|无|不|没有|避免|防止|杜绝|未发生|未出现|不存在|有效化解|克服|解决)[^,]{0,3}$"
)
_MEDIATED = (
    r"经[^,]{0,14}(?:调解|协调|协商|做工作|沟通|动员|劝说|处置|抢修|抢险|研究|同意|批准|会商)(?![^,]*(?:未|没|仍|无果|不))"
)
_INSTEAD = r"改[用为由成从到至](?!造)|(?:换|搬|移|迁)[到至]|换成|另选|另找|调整为|绕开|绕行|重新(?:进|组织|开|安排|动)"
"""What was done about it: 桩打不进，改用混凝土基座."""
_MENDED = r"(?:处理|清理|修复|抢修|排除|恢复|整改|解决|处置|加固|补齐|更换|修补)(?:完毕|完成|到位|好|完|了)"
"""2处塌方当日处理完毕."""
_PUT_RIGHT = (
    r"^(?:现|均|都|目前)?已[^,未没不]{0,4}(?:更换|补植|补栽|补种|"
    r"补齐|补招|换新|修复|处理|清理|抢修|恢复|解决|整改|重建|调整)"
)
"""樱花因高温萎蔫，已更换."""
_OVER = re.compile(
    r"^(?:了)?(?:约|近|共)?\d+(?:天|日|周|个月)|^(?:的)?(?:问题|难题|情况|局面|现象)?[^,]{0,4}(?:已|"
    r"得到|均已)|^的[^,]{0,12}(?:已|均已|全部)[^,]*(?:到位|完|好|齐|补|换|修|通)|^(?:预案|风险|应急|排查|隐患)"
)
_THIS_YEAR = re.compile(r"今年|本年|目前|现已?|截至目前|本期|本月|近期|本季度|正在")


def overall_share(text: str, item: Item, lexicon: Lexicon | None = None) -> Decimal | None:
    """Return the share that the text gives for all of the item; None where it gives none, or several."""
    shares = set()
    before = None
    for clause in read_clauses(text, lexicon):
        told = _OVERALL.fullmatch(clause.text)
        share = _share(told) if told and not (clause.text.startswith(("占", "完成")) and _of_other(before, item)) else None
        before = clause
        if (
            told
            and share is not None
            and not _hedged(clause, item, "一半" if told["half"] else "")
            and speaks_of_all(told["subject"] or told["whole"] or "", item)
        ):
            shares.add(share)
    return shares.pop() if len(shares) == 1 else None


def _of_other(before: Clause | None, item: Item) -> bool:
    """完成投资1.2亿元，占年度计划的62%: the share is of what stands before it."""
    return before is not None and (bool(re.search(r"资|元|款|金额", before.text)) or _of_a_part(before, item))


def _of_a_part(clause: Clause, item: Item, apart: str = "") -> bool:
    text = clause.text.replace(apart, "") if apart else clause.text
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
    return clause.has(*doubtful) or "投资" in clause.text or "超额" in clause.text


def _of_goods(clause: Clause, item: Item) -> bool:
    """Tell whether bought goods are only to be handed over: 车辆预计8月底交付."""
    return clause.text.endswith("交付") and bool(re.search("购置|采购|购买|配备|配置|配发|更新", item.content))


@cache
def _finishes(lexicon: Lexicon) -> re.Pattern[str]:
    """Return 预计9月底全部完工, with every word of finishing that the lists know."""
    ends = "|".join(re.escape(word) for word in lexicon.words(Sense.FINISH) if word not in lexicon.groups[Sense.STAGE])
    return re.compile(rf"{_WHEN}(?:并?(?:{_WHOLE_TASK}|{ends})(?:完毕|成)?)+")


def _next_year(clause: Clause, item: Item, year: int) -> bool:
    """Tell whether all of it, or the rest of it, is to come next year, whatever the day is called (明年清明, 2023年春节)."""
    match = re.search(rf"(?:明年|次年|下年|{year + 1}年)", clause.text)
    comes = clause.has(Sense.REST) or clause.has(Sense.ALL) or clause.says(Aspect.PLANNED)
    if match is None or not comes or clause.has(Sense.NOT, Sense.PREPARING, Sense.EARLIER, Sense.ELSEWHERE):
        return False
    subject = re.sub(r"(?:预计|计划|拟|将|力争|争取|确保|安排在|放在|推到|到|在)+$", "", clause.text[: match.start()])
    return (clause.has(Sense.REST) and not _PLACED.search(subject)) or speaks_of_all(subject, item)


def finish_day(text: str, item: Item, year: int, lexicon: Lexicon | None = None) -> tuple[date, str, bool] | None:
    """Return the day on which the text has all of it finished, its clause, and whether that is only the earliest day.

    None where it says no one day. An aim (力争) and a day for the rest of it say only that it is not over before.
    """
    days = {}
    for clause in read_clauses(text, lexicon):
        if _next_year(clause, item, year):
            days[date(year + 1, 1, 1)] = (date(year + 1, 1, 1), clause.words, True)
            continue
        told = _finishes(clause.lexicon).fullmatch(clause.text)
        doubtful = clause.has(Sense.EARLIER, Sense.ELSEWHERE, Sense.NOT, Sense.PREPARING)
        doubtful = doubtful or _of_a_part(clause, item, told["day"] if told else "")
        if told and not (told["how"] or re.search(r"全部|全面|整体|全线", clause.text)):
            continue
        if told and told["count"] and not is_total(clause, item):
            continue
        if told is None or doubtful or _of_goods(clause, item) or not (day := day_of(told["day"], year)):
            continue
        rest = clause.has(Sense.REST)
        if (rest and not _PLACED.search(told["subject"])) or speaks_of_all(told["subject"] + (told["all"] or ""), item):
            days[day] = (day, clause.words, rest or told["how"] not in _ESTIMATES)
    return days.popitem()[1] if len(days) == 1 else None


def held_up(text: str, lexicon: Lexicon | None = None) -> str | None:
    """Return the words that tell of a problem which still stands; None where none clearly does."""
    words = lexicon or shipped()
    clauses = read_clauses(text, words)
    pattern = re.compile("|".join(map(re.escape, words.words(Sense.STANDSTILL))))
    for place, clause in enumerate(clauses):
        hits = (hit for kind in (pattern, *_KINDS) for hit in kind.finditer(clause.text))
        rest = clauses[place + 1 :]
        told = any(
            _stands(hit, clause.text)
            and not (hit.re is _HINDERED and _went_on(rest))
            and not is_overcome(clause, hit.start(), hit.end(), rest)
            for hit in hits
        )
        if told and not clause.has(Sense.EARLIER, Sense.ELSEWHERE) and not _solved(clauses[place:], words):
            return clause.words
    return None


def cannot(text: str) -> bool:
    """Tell whether a clause says that something cannot be done: 机器用不了, 吃不上热饭."""
    return any(_stands(hit, text) for hit in _UNABLE.finditer(text))


def _stands(hit: re.Match[str], text: str) -> bool:
    before, after = text[: hit.start()], text[hit.end() :]
    if hit.re is _UNABLE and _UNABLE_OTHER.search(text[max(0, hit.start() - 2) : hit.end() + 2]):
        return False
    aimed = re.search(
        r"如|若|一旦|避免|防止|防范|预防|杜绝|以防|确保|严防|为了|为|针对|缓解|破解|解决|克服|弥补|"
        r"化解|改善|消除|处置|处理|调解|排查|调处|减少|应对",
        before[-8:],
    ) and not re.search(r"因为", before[-8:])
    if _CASES.fullmatch(text) or _COUNTED_DOWN.match(after):
        return False
    if hit.re is _HINDERED and re.match(r"的\d", after):
        return False  # 受上牌影响的2条预计8月开通
    return not (_TAKEN_BACK.search(before) or aimed or "针对" in before or _OVER.match(after))


def _solved(rest: Sequence[Clause], words: Lexicon) -> bool:
    solved = re.compile(
        "|".join([*map(re.escape, words.words(Sense.SOLVED)), _MEDIATED, _INSTEAD, rf"(?<![未没]){_MENDED}", _PUT_RIGHT])
    )
    return any(solved.search(clause.text) for clause in rest) or any(
        fact.aspect is Aspect.DONE and fact.sense is Sense.FINISH and fact.told and fact.whole
        for clause in rest
        for fact in clause.facts
    )


def of_last_year(text: str, year: int, lexicon: Lexicon | None = None) -> str | None:
    """Return the words that report last year's work as this year's; None where the text also speaks of now."""
    clauses = read_clauses(text, lexicon)
    folded = fold(text)
    last = f"(?:{year - 1}年|去年|上年)"
    worked = rf"{last}(?:\d{{1,2}}(?:月?[-—~～至到]\d{{1,2}})?月|底|末|全年|[^,。;]{{0,6}}(?:共|累计|已|完成))"
    if not re.search(rf"(?:截至|截止)(?:{year - 1}年|(?:去年|上年)\d)|{worked}", folded):
        return None
    if _THIS_YEAR.search(folded) or f"{year}年" in folded or any(_dated(clause, year, clauses) for clause in clauses):
        return None
    for clause in clauses:
        if re.search(last, clause.text) and (clause.dates or clause.quantities):
            return clause.words
    return None


def _went_on(rest: Sequence[Clause]) -> bool:
    """受场地限制，每期控制在60人以内，现已完成3期: what hindered did not stop it."""
    return any(
        fact.aspect is Aspect.DONE and fact.told and fact.sense in {Sense.FINISH, Sense.COMPLETE}
        for c in rest
        for fact in c.facts
    )


def _dated(clause: Clause, year: int, told: Sequence[Clause]) -> bool:
    """Tell whether the clause names a day of another year than the last, or plans."""
    last = (f"{year - 1}年", "去年", "上年")
    since = next((one for one in told if any(word.startswith(last) for word in one.dates)), None)
    others = [word for word in clause.dates if not (word.startswith(last) or re.search(f"上年{re.escape(word)}", clause.text))]
    return clause.has(Sense.PLAN) or any(not _goes_on(word, clause, since) for word in others)


def _goes_on(word: str, clause: Clause, since: Clause | None) -> bool:
    """2021年11月完成甲，12月完成乙: December of the same year."""
    month = re.match(r"(\d{1,2})月", word)
    before = re.search(r"年(\d{1,2})月|[去上]年(\d{1,2})月", "".join(since.dates)) if since else None
    if month is None or before is None or since is None or since.sentence != clause.sentence:
        return False
    return int(month[1]) >= int(before[1] or before[2])

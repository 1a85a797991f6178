"""What a text says holds the works up: a trouble that still stands at its end. Pure; silent in doubt."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from toolkit.checks.rules.overcome import WHENEVER, is_overcome
from toolkit.checks.sentences import Aspect, Clause, read_clauses
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Lexicon, Sense, shipped

_WANTING = (
    r"[^,]{0,6}?(?:未|没有|没|尚未|无法|不能|难以|迟迟不|一直不|还不)(?:能|全部|完全|及时|得到|足额|按时|按期|如期)*"
    r"(?:到位|到货|进场|下达|落实|拨|解决|批|办|到|下来|签|供|发|交|运)"
)
"""Behind 资金, 设备: 尚未到位, 无法到货."""
_LACKING = (
    r"(?:还|仍|尚|都|又|也|还是|一直|普遍)*(?:严重|明显|较为|比较|相对|十分|非常|特别|极为|极其|相当|很|较|极)*(?:的)?"
    r"(?:不足|不够|短缺|紧张|紧缺|奇缺|缺乏|匮乏|有缺口|吃紧|告急|跟不上|供不上|断供|没着落|难以为继|捉襟见肘)"
)
"""人手严重不足, 材料仍较紧缺: the degree between does not matter."""
_UNABLE = late(
    r"(?<![离少免忘大受对了看说])(?:[一-鿿])不(?:去(?![世年])|了(?!解|起)|下(?:去|来|水|地)?(?!降|滑|落)|"
    r"动(?!产|摇|态)|来(?!及|源|自|往)|进(?:去|来|场)?(?!步|行|则)|出(?:来|去)?(?!现|台)|拢|起(?:来)?|过(?:去|"
    r"来)|开(?!放|展)|上(?!网|线|当|算)|到(?!位|一|两|\d)|住(?!院)|满(?!意)|齐(?!全)|够(?!用心)|着(?!急)|成(?!熟))|[通批验评审测]不过"
)
"""做不下去, 进不去, 批不下来, 腾不出来, 迁不动."""
_UNABLE_OTHER = late(
    r"[离少免忘大受了说想差舍耽]不|忘不|不了了之|来不及|巴不得|过不去年|不动如山|锲而不|坚定不|"
    r"矢志不|驰而不|毫不|决不|绝不"
)
_FRUSTRATED = late(
    r"(?:迟迟|始终|一直|久久|[多几\d]次[^,]{0,6}|反复[^,]{0,6})(?:都|也|还|仍)?(?:没|未|不|无(?![人障]))(?!间断|"
    r"松懈|停|断|出现|发生|放松)"
)
_HINDERED = late(r"(?<![不未])受[^,]{1,14}?(?:影响|制约|限制)")
_STOPPED = late(
    r"(?:已经?|又|也)[停歇](?:了|工)?(?:近|约|将近)?(?:\d+|[一二两三四五六七八九十]+)(?:多|来|余)?(?:天|日|周|个多?月)"
)
"""已停20来天."""
_NO_PLACE = late(
    r"(?:没法|没办法|没辙)(?:再|正常|继续)?(?:施工|进场|开工|安装|推进|实施|干|做|动|建|开|铺|装|种|栽|挖|砌|搬)|(?:工期|进度|时间)[^,]{0,3}(?:拖|推)(?:后|迟|慢|了)|(?:没有?地方|无处|没处)(?:可)?[一-鿿]{1,2}|[一1]分(?:钱)?(?:都|也)?(?:未|没)|[谈闹说]崩|堵(?:住)?(?:门|工地|大门|路口)|没人(?:管|要|接|来)"
)
"""淤泥没地方堆, 一分未到, 谈崩了."""
_AT_A_LOSS = late(r"(?:无法|没法|没办法)(?![^,]{0,4}(?:替代|比拟|忘怀|估量|言表|预见))[一-鿿]{2}")
"""无法补栽, 没法调试."""
_KINDS = (_AT_A_LOSS, _NO_PLACE, _STOPPED, _HINDERED, _UNABLE, _FRUSTRATED)
_COUNTED_DOWN = late(r"率|(?:数|件数|次数|户数|量)?[^,]{0,8}(?:降至|降到|下降|减少|回落|归零|清零|为零|为0)")
"""超标率由15%降至2%, 纠纷下降三成: a figure, and a good one."""
_TAKEN_BACK = late(r"(?:未|没(?!过|批|钱|人|谈)|无|不|没有|避免|防止|杜绝|未发生|未出现|不存在|有效化解|克服|解决)[^,]{0,3}$")
_AIMED = late(
    r"如|若|一旦|避免|防止|防范|预防|杜绝|以防|确保|严防|为了|为|针对|缓解|破解|解决|克服|弥补|"
    r"化解|改善|消除|处置|处理|调解|排查|调处|减少|应对"
)
_OVER = late(
    r"^(?:了)?(?:约|近|共)?\d+(?:天|日|周|个月)|^(?:的)?(?:问题|难题|情况|局面|现象)?[^,]{0,4}(?:已|"
    r"得到|均已)|^的[^,]{0,12}(?:已|均已|全部)[^,]*(?:到位|完|好|齐|补|换|修|通)|^(?:预案|风险|应急|排查|隐患)"
)
_DENIED = late(r"(?:[未没不]|没有|无法|难以|难|待|等待|等|尚需|仍需|才能|方能|请求|要求|尽快|争取|力争)$")
_MEDIATED = late(
    r"经[^,]{0,14}(?:调解|协调|协商|做工作|沟通|动员|劝说|处置|抢修|抢险|研究|同意|批准|会商)(?![^,]*(?:未|没|仍|无果|不))"
)


@cache
def _supplies(words: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    things = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    return re.compile(f"(?:{things}){_WANTING}"), re.compile(f"(?:{things}){_LACKING}")


@cache
def _struck(struck: tuple[str, ...], disasters: tuple[str, ...]) -> re.Pattern[str]:
    """Return 发生 with a disaster behind it: 发生多处塌方."""
    return re.compile(f"(?:{'|'.join(map(re.escape, struck))})[^,]{{0,8}}(?:{'|'.join(map(re.escape, disasters))})")


@cache
def _cases(units: tuple[str, ...]) -> re.Pattern[str]:
    """Return cases that are counted: 其中农民工讨薪212件、家庭纠纷181件."""
    known = "|".join(map(re.escape, units))
    return re.compile(
        rf"(?:其中|包括|含|受理|调解|办理|处置|化解|查处|排查|处理)*(?:[^\d,]{{1,10}}\d+(?:{known}|人次|人|户)[、和]?)+"
    )


def held_up(text: str, lexicon: Lexicon | None = None) -> str | None:
    """Return the words that tell of a problem which still stands; None where none clearly does."""
    words = lexicon or shipped()
    clauses = read_clauses(text, words)
    for place, clause in enumerate(clauses):
        if clause.has(Sense.EARLIER, Sense.ELSEWHERE):
            continue
        later = clauses[place + 1 :]
        standing = any(not is_overcome(clause, start, end, later, troubled=_troubled) for start, end in _hits(clause))
        if standing and not _solved(clauses[place:]):
            return clause.words
    return None


def cannot(text: str) -> bool:
    """Tell whether a clause says that something cannot be done: 机器用不了, 吃不上热饭."""
    hits = (hit for hit in _UNABLE.finditer(text) if not WHENEVER.match(text[hit.end() :]))
    return any(_stands(hit.start(), hit.end(), text, _UNABLE) for hit in hits)


def _troubled(clause: Clause) -> bool:
    return any(True for _ in _hits(clause))


def _hits(clause: Clause) -> Iterator[tuple[int, int]]:
    """Yield start and end of what tells of a trouble in the clause, as far as the clause itself does not take it back."""
    text, lexicon = clause.text, clause.lexicon
    if _cases(lexicon.words(Sense.CASE)).fullmatch(text):
        return
    yield from ((start, end) for start, end in lexicon.spots(text, Sense.STANDSTILL) if _stands(start, end, text, None))
    struck = _struck(lexicon.words(Sense.STRUCK), lexicon.words(Sense.DISASTER))
    for kind in (*_supplies(lexicon.groups[Sense.SUPPLY]), *_KINDS, struck):
        for hit in kind.finditer(text):
            if _stands(hit.start(), hit.end(), text, kind):
                yield hit.span()


def _stands(start: int, end: int, text: str, kind: re.Pattern[str] | None) -> bool:
    before, after = text[:start], text[end:]
    if kind is _UNABLE and _UNABLE_OTHER.search(text[max(0, start - 2) : end + 2]):
        return False
    aimed = _AIMED.search(before[-8:]) and "因为" not in before[-8:]
    if _COUNTED_DOWN.match(after) or (kind is _HINDERED and re.match(r"的\d", after)):
        return False  # 受上牌影响的2条预计8月开通
    return not (_TAKEN_BACK.search(before) or aimed or "针对" in before or _OVER.match(after))


def _solved(rest: Sequence[Clause]) -> bool:
    """Tell whether the clause, or one behind it, says that the trouble is gone, or that all is finished."""
    return any(_says_so(clause) or _MEDIATED.search(clause.text) for clause in rest) or any(
        fact.aspect is Aspect.DONE and fact.sense is Sense.FINISH and fact.told and fact.whole
        for clause in rest
        for fact in clause.facts
    )


def _says_so(clause: Clause) -> bool:
    """Tell whether a word of solving stands there undenied: 至今未复工 solves nothing."""
    return any(not _DENIED.search(clause.text[:start]) for start, _ in clause.lexicon.spots(clause.text, Sense.SOLVED))

"""Does 进展情况 say the opposite of 办理状态, as any reader would see? Pure.

Clause by clause: what is said to be finished, going on, not begun, not done, still to come. Preparatory steps
that are finished (设计, 招标 …) say nothing of the works; open paperwork (结算, 验收 …) says nothing against 已完成;
what was open earlier and is closed by the same sentence is closed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.plan.model import Item
from toolkit.values.likeness import arabic, undated
from toolkit.values.meaning import DONE, FINISHED, NOT_BEGUN, PREPARING, RUNNING
from toolkit.values.numerals import ARABIC

_SENTENCE = re.compile(r"[。;；!！\n]+")
_CLAUSE = re.compile(r"[,，:：()（）]+")
_PRELIMINARY = re.compile(
    r"前期|方案|设计|招标|招投标|投标|中标|开标|可研|可行性|立项|审批|批复|预算|财评|评审|征地|征收|"
    r"选址|摸底|调查|排查|手续|图纸|勘察|勘测|测量|踏勘|公示|谈判|合同|筹备|准备|报名|"
    r"名单|动员|部署|会议|宣传|论证|编制|清表|三通一平|资金|签约|询价|比选|遴选|采购|规划|用地|环评|"
    r"备案|登记|申报|摸排|普查|走访|招募|勘查|勘探|鉴定|检测|现状|专班|领导小组|人员|统计|核实|造册|预约"
)
_PAPERWORK = re.compile(
    r"验收|结算|决算|审计|审核|付款|支付|拨付|尾款|款项|工程款|资金|移交|质保|资料|归档|档案|报账|"
    r"报销|证书|登记|命名|挂牌|考核|评估|总结|宣传|管护|维护|养护|缺陷责任|备案|公示|仪式|试运行|运行|运营|"
    r"使用|回访|整理|汇总|评价|巡查|后续|财评|台账|投诉|事故|安全隐患|满意"
)
_WORK = (
    "开工|动工|启动|实施|开展|进场|施工|完工|竣工|完成|建成|建好|建设|安装|铺设|改造|更换|硬化|浇筑|"
    "修建|新建|交付|发放|培训|筛查|接种|覆盖|打通|通车|通水|开挖|砌筑|整治|维修|建立|配备|采购|招标|"
    "装修|落实|到位"
)
_NOT = (
    r"(?:(?:尚|还|仍|均|都|暂|至今|一直|目前|仍然|依然)*未(?:能|曾|予|全部|完全|全面|正式|实质性)*|"
    r"(?:还|尚|仍)?没(?:有)?(?:全部|完全|正式)?|(?:还|仍)?不曾)"
)
_OPEN = re.compile(
    rf"{_NOT}(?:{_WORK})|(?:还差|尚差|尚缺|还缺)|(?:还剩|剩余|剩下|余下)的?约?\d|待(?:铺设|安装|开工|"
    rf"施工|建设|完工|实施|改造|开挖|招标|浇筑|发放|更换)|[仅只](?:完成|建成|安装|发放)"
)
_LEFT_UNDONE = re.compile(
    rf"{_NOT}(?!按期|按时|如期|及时)[^,的未]{{1,4}}(?:完成|完工|完毕)|{_NOT}(?:修|建|装|铺|举办|施划|划线|架设|接通|贯通|举行|绿化|粉刷|亮灯|封顶|"
    rf"组织|参加|接受|设立|设置|开班|开课|拆除|搬迁|到货|供货|配齐)|刚刚?(?:开工|动工|封顶|进场|起步)"
)
_SHARE = re.compile(
    r"完成(?:了)?(?:总|全部|整体)?(?:工程|建设|任务|施工|形象)*(?:总?量|总?进度|任务)的?(?:约|近)?(\d{1,2}(?:\.\d+)?)%"
)
_BEFORE_BEGINNING = re.compile(rf"{_NOT}(?:开工|动工|开建|启动|实施|进场|开展|施工|建设)(?!许可|图|方案|手续)")
_GOING_ON = re.compile(
    r"(?:正在?|仍在|还在|尚在)(?:抓紧|加紧|加快|全力|有序|组织|进行|开展|积极|稳步|紧张|陆续|全面|"
    r"推进|地)*(?:施工|建设|改造|安装|铺设|装修|装饰|浇筑|开挖|硬化|修建|新建|砌筑|回填|打桩|绿化|"
    r"调试|收尾|扫尾|制作|架设|更换|整治|维修|修复|加固|修补|清淤)"
    r"|(?:正在?|仍在|还在|尚在)(?:抓紧|加紧|全力|有序|组织)*(?:进行|开展|组织)[^,的前]{1,6}?(?:施工|开挖|浇筑|铺设|砌筑|回填|架设|硬化|摊铺)"
    r"|(?<!现)(?<!存)在建(?!成|立|议|设|筑|好)"
)
_STILL = re.compile(r"(?:正在?|仍在|还在|尚在)(?:继续|抓紧)*(?:进行|做|摊铺|划线|施划|粉刷|架线|完善配套)")
_STILL_BUSY = re.compile(
    r"(?:正在?|仍在|还在|尚在)(?:抓紧|加紧|加快|全力|有序|组织|积极|稳步|陆续|全面)*(?:招标|采购|设计|"
    r"选址|实施|推进|办理|开展|进行|征地|拆迁|筛查|培训|发放|接种|审批|申报|制定|编制|前期)"
)
_TO_COME = re.compile(
    r"(?<![按照如原比较])(?<!按照)(?:计划|预计|拟|将|力争|确保|争取|预期)(?:在|于|"
    r"到)?[^,，。；;]{0,12}?(?:开工|动工|完工|竣工|完成|启动|建成|进场|安装完|铺设完|交付|通车)"
)
_TO_HOLD = re.compile(
    r"(?:计划|预计|拟|将)(?:在|于)?[^,]{0,8}?(?:\d月|季度|下月|下周|暑假|暑期|年底)[^,]{0,6}?(?:举办|开展|实施|举行|发放|安装|施工)"
)
_INTENDED = re.compile(
    r"计划|预计|拟|将|力争|确保|争取|预期|待|如果|若|目标|要求|之前|前完成|准备|后(?:即)?可|尽快|下一步|方可|才能|应"
)
_STARTED = re.compile(
    r"(?:已经?|全面|正式|陆续|先后|相继|均|于[^,，。；;]{0,12}[日月旬底初])(?:全部|全面|正式|陆续|"
    r"先后|顺利|进场)*(?:开工|动工|破土|进场施工|启动施工|启动建设)(?!条件|前|准备|手续|报告|令|许可|"
    r"时间|日期|所需)"
)
_DONE_WORK = (
    r"(?:完工|竣工|建成|建好|投入使用|交付使用|投用|启用|通车|通水|安装(?:完毕|到位)|铺设完毕|"
    r"发放(?:完毕|到位)|施工完毕|建设完毕|改造完毕|"
    r"通过(?:竣工|县级|联合|初步)?验收|(?:竣工)?验收合格|完成(?!率|比例|后|时|情况|度|期限|投资))"
)
_FINISHED = re.compile(
    rf"(?:已经?|均已?|现已|业已|全部|全面|整体|都已|于[^,，。；;]{{0,12}}[日月旬底初])(?:经|"
    rf"于[^,，。；;]{{0,12}}[日月旬底初])?(?:全部|全面|全线|整体|顺利|如期|提前|按时|按期|正式|基本|圆满|"
    rf"建设|施工|改造|安装)*{_DONE_WORK}|(?:已经?|均已?)全部(?:开通|投运|运营|挂牌|设立(?:完毕|到位))|投入运营"
)
_COUNTED = re.compile(
    r"已经?(?:累计|共|先后)?(?:完成|建成|新建|安装|培训|发放|筛查|改造|铺设|维修|更换|整治|提质|升级|补贴|补助|体检|硬化|接种|修建|"
    r"浇筑|设立|开挖|配备|受理)[^,，。；;\d]{0,14}\d"
    r"|已经?(?:累计|共)?(?:为|对|给|向)[^,\d]{0,4}\d+[^,，。；;\d]{0,10}(?:筛查|发放|培训|补贴|补助|安装|改造|接种|体检|救助|资助)"
    r"|完成[^,，。；;\d]{0,8}(?:开挖|浇筑|砌筑|铺设|硬化|吊装|封顶)[^,，。；;\d]{0,6}\d"
    r"|已有(?:约|近)?\d+[^,，。；;\d]{0,10}(?:建成|完工|竣工|投入使用|交付|通车|通水|安装|开放|改造完)"
)
_WHOLLY = re.compile(r"全部|全面|均已?|都已|整体|投入使用|交付使用|验收|竣工|完工|通车|建成|建好|启用|投用|完毕|到位")
_PARTIAL = re.compile(
    r"主体|基础|路基|土建|标段|阶段|结构|地基|桥墩|桩基|首批|批|第?[一二三四1-9]期|部分|其中|个别|"
    r"大部|多数|一半|季度|本月|本期|上半年|月份|剩余|其余|桥台|管网|箱涵|垫层|路面|清淤|拆除|平整|"
    r"墙|顶板|封顶|基坑|工序|节点|序时|支付|配套|附属|基本|水稳|左幅|右幅|段|A|B|装修|围挡|环节|"
    r"培训班|招生|投资|试点|当期|当年进度|浇筑|沟槽|底板|梁|预制|吊装|护栏|电气|材料|设备"
)
_WHOLE_CLAUSE = re.compile(
    r"(?:目前|现|该|本|此|所有|全部|各项)*(?:项目|工程|任务|工作|建设任务|建设内容|内容|事项)*(?:均|现)?已经?(?:全部|全面|圆满|"
    r"如期)?完成(?:了)?(?:全年|年度)?(?:目标|各项|建设)?(?:任务|建设|工作|内容)*"
)
_ITSELF = re.compile(
    r"截至?(?:目前|本期)?|目前|现在|现|该|本|此|我[镇乡局县]|全县|项目|工程|工作|任务|事项|建设|改造|整治|施工|安装|各|所有|内容|均|已|都|的|全部|底|实施"
)
_BENEFIT = re.compile(r"^(?:新增|受益|农田受益|补贴人数|方便|丰富|惠及|覆盖|服务)")
_AT_PLACES = re.compile(r"在[^,\d]{0,12}\d+[个处所家][^,\d]{1,12}?(?=安装|建设|新建|设立|修建|改造|开展)")
"""在30个村屯安装: where, not how much."""
_ELSEWHERE = re.compile(r"去年|上年|往年|历年|20(?:1\d|20|21)年|外地|参观|原有|一期|前几年|早年")
_BEFORE = re.compile(
    r"^(?:过去|以往|长期|解决|结束|告别|原|此前|之前|上期|上次|前期|年初|当时|截至上期|原来|早前|\d{1,2}月(?:份|底|初)?时)"
)
_VAGUE = ("开展", "进行", "实施", "推进", "办理")
_VAGUE_WORK = re.compile(rf"[^,]{{0,8}}(?:{_WORK})")
"""正在开展 alone may be what the finished thing is for; with 施工, 招标 … behind it the works go on."""
_OVERCOME = ("问题", "历史", "难题", "局面")
_DENIED = re.compile(r"(?:无|没有|不存在|不再有|杜绝|避免|未出现|未发现|并无)(?:一[处个]|任何)?$")


_SHORT_NAME = 3
"""Characters of a name that a unit makes of the item's own words."""
_FAR = 6
"""Clauses; what closes an open end stands near it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    text: str
    sentence: str
    """The next clauses of its sentence."""


def contradiction(text: str, status: str, item: Item) -> str | None:
    """Return the words that say the opposite of the status; None where none clearly do."""
    if status not in {NOT_BEGUN, PREPARING, RUNNING, *FINISHED}:
        return None
    parts = list(_clauses(arabic(text)))
    if status in FINISHED:
        return next((found for part in parts if (found := _unfinished(part, status))), None)
    if status in {NOT_BEGUN, PREPARING}:
        return next((found for part in parts if (found := _begun(part))), None)
    return _not_running(parts, item)


def _clauses(text: str) -> Iterator[_Clause]:
    for sentence in _SENTENCE.split(text):
        parts = [part for part in _CLAUSE.split(sentence) if part]
        for place, part in enumerate(parts):
            yield _Clause(text=part, sentence=",".join(parts[place + 1 : place + _FAR]))


def _closed(part: _Clause, end: int) -> bool:
    """Tell whether what was open is closed further on in the clause; where it is only named, in the sentence."""
    after = part.text[end:]
    if _asserted(_FINISHED, after) or _asserted(_STARTED, after):
        return True
    named = after.startswith(("的", "部分", "路段", "问题")) or bool(_BEFORE.search(part.text)) or "剩" in part.text[:end]
    return named and _asserted(_FINISHED, part.sentence)


def _asserted(pattern: re.Pattern[str], text: str) -> bool:
    return any(_is_fact(text, found) for found in pattern.finditer(text))


def _is_fact(text: str, found: re.Match[str]) -> bool:
    """Tell whether the words are said as a fact: not denied, not intended, not of another year."""
    before = text[: found.start()]
    return not (re.search(r"[未没不无]$|尚未|并未", before[-3:]) or _INTENDED.search(before) or _ELSEWHERE.search(before))


def _quoted(part: _Clause) -> str:
    return part.text if len(part.text) <= 24 else f"{part.text[:24]}…"


def _unfinished(part: _Clause, status: str) -> str | None:
    """Return what speaks against 已完成 or 已完工待验收: something open, going on, or still to come."""
    overcome = _BEFORE.search(part.text) and part.text.endswith(_OVERCOME)
    if overcome or _PAPERWORK.search(part.text):
        return None
    patterns = [_OPEN, _LEFT_UNDONE, _SHARE, _GOING_ON, _STILL, _TO_COME, _TO_HOLD] + ([_STILL_BUSY] if status == DONE else [])
    facts = (found for pattern in patterns for found in pattern.finditer(part.text))
    return _quoted(part) if any(_still_open(part, found) for found in facts) else None


def _still_open(part: _Clause, found: re.Match[str]) -> bool:
    before, after = part.text[: found.start()], part.text[found.end() :]
    if found[0].endswith(_VAGUE) and not (after in {"", "中", "之中"} or _VAGUE_WORK.match(after)):
        return False
    past = found.re not in {_OPEN, _LEFT_UNDONE} and _BEFORE.search(part.text)
    return not (past or _DENIED.search(before) or _ELSEWHERE.search(part.text) or _closed(part, found.end()))


def _begun(part: _Clause) -> str | None:
    """Return what speaks against 未启动 or 前期工作: works finished, counted, begun or going on."""
    if _PRELIMINARY.search(part.text):
        return None
    for pattern in (_FINISHED, _COUNTED, _STARTED, _GOING_ON):
        for found in pattern.finditer(part.text):
            named_only = part.text[found.end() :].startswith("的")
            if _is_fact(part.text, found) and not named_only and _counts_as_begun(pattern, found, part):
                return _quoted(part)
    return None


def _counts_as_begun(pattern: re.Pattern[str], found: re.Match[str], part: _Clause) -> bool:
    """完成 alone may be any step; the works themselves must be named, or all of it."""
    if pattern is not _FINISHED or not found[0].endswith("完成"):
        return True
    return "全部" in found[0] or "全面" in found[0] or bool(_WHOLE_CLAUSE.fullmatch(part.text) or _COUNTED.search(part.text))


def _not_running(parts: list[_Clause], item: Item) -> str | None:
    """Return what speaks against 正在实施: all of it finished and nothing open, or not even begun."""
    open_end = any(
        pattern.search(p.text) for p in parts for pattern in (_OPEN, _LEFT_UNDONE, _GOING_ON, _STILL, _TO_COME, _STILL_BUSY)
    ) or any(re.search(r"剩余|其余|其他|另外?|还有|正在|下一步|部分|未", p.text) for p in parts)
    whole = next((p for p in parts if _finishes_all(p, item)), None)
    if whole and not open_end:
        return _quoted(whole)
    moved = any(_asserted(pattern, p.text) for p in parts for pattern in (_FINISHED, _COUNTED, _STARTED, _GOING_ON))
    if moved:
        return None
    return next((_quoted(p) for p in parts if _nothing_begun(p)), None)


def _nothing_begun(part: _Clause) -> bool:
    found = _BEFORE_BEGINNING.search(part.text)
    if not found or _DENIED.search(part.text[: found.start()]) or part.text[found.end() :].startswith("的"):
        return False
    partly = _PARTIAL.search(part.text) or ARABIC.search(part.text) or re.search(r"还有|另|验收|采购|招标", part.text)
    return not partly and not _BEFORE.search(part.text) and not _closed(part, found.end())


def _finishes_all(part: _Clause, item: Item) -> bool:
    text = part.text
    if _PRELIMINARY.search(text) or any(found[0] not in item.content for found in _PARTIAL.finditer(text)):
        return False
    facts = [found for found in _FINISHED.finditer(text) if _is_fact(text, found)]
    if not any(_WHOLLY.search(found[0]) for found in facts) and not (facts and _WHOLE_CLAUSE.fullmatch(text)):
        return False
    return _of_all(text[: facts[0].start()], item) and _covers(text, item)


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


def _covers(text: str, item: Item) -> bool:
    """Tell whether the numbers in the clause are all that the item asks for; without numbers it speaks of all."""
    mine = [number[1] for number in ARABIC.finditer(undated(text))]
    parts = [arabic(part) for part in _CLAUSE.split(item.content) if not _BENEFIT.search(part)]
    asked = [[number[1] for part in some for number in ARABIC.finditer(part)] for some in (parts, map(_without_places, parts))]
    whole = len(item.hosts) == 1 and not any("每" in part for part in parts)
    return not mine or (whole and sorted(mine) in [sorted(numbers) for numbers in asked])


def _without_places(part: str) -> str:
    return _AT_PLACES.sub("", part)

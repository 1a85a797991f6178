"""Is a trouble that a clause names over, somebody else's, only thought of, or only counted? Pure.

One that is told with its end is none that stands; a word that merely names a kind of trouble needs a sign that it is there now.
"""

import re
from collections.abc import Sequence

from toolkit.checks.sentences import Clause

_OPEN = re.compile(
    r"[未没](?!有?再|有?发生|有?出现|有?影响|有?造成|有?收到|停|间断)|无(?!异议|一人|人员伤亡|偿|线|害|障)|不(?!再|影响|同意|足|愿|合格|通|了了之|间断|定期|定时|锈钢|等|符合|断|误|少|仅|去)|待|[需须]|请(?!到|来|专)|希?望|拟|计划|预计|将(?!军)|争取(?!到)|"
    r"力争|正在?(?!常|式)|尚|仍|难|才能|方可|等[^级,]{0,4}(?=后|再|[审批定到]|$)|建议|"
    r"影响(?!不|极?小)|^(?:但|而)?(?:其余|其[他它]|另|剩|余下)|只|仅|继续|抓紧|尽快|加紧|催|打算|准备|协调中|沟通中|处理中"
)
"""What is open, to come, or said of the rest mends nothing."""
_MENDS = re.compile(
    r"改[走打用从为由成乘道种建架接装到在填上选做]|(?:暴雨|台风|洪水|汛)[中时期]|争[取得]到|[加增][装设盖铺派固密厚高]|平息|[天周月]后[^,]{0,8}[达降升]|裁[决定]|经[^,]{1,12}后(?!仍|还|再)|再[未没无]|[未没]有?再|通过(?!率)|冰释|和解|了[结却]|说和|打动|迎刃而解|消失|消散|好了|没再|不再|不了了|调[换整剂配来回至]|(?<!工)更?换[了上成为点人新装]|并入|补[齐足上回发种栽装偿供货完贴签]|由[^,]{1,14}[补垫教筹修接供捐出担支替装换送管]|追[回平上]|赶[上回完制]|"
    r"封堵|封底|合格|达标|无异议|稳定|照常|如常|见效|通车|[抢接打拉修疏]通|[复]工|复产|恢复|重[立新装铺建种修砌]|签[了订好下]|签字|签约|签协议|交[地付]了?|打消|消除|缓[解和]|扭转|化解|"
    r"解决|克服|处[理置罚]|查[处封]|罚款|拆[除掉完]|清[运除理走空]|减[少为至到]|[降升回压][至到为低落]|下降|归零|清零|找[到来回]|卖出|售出|销售|领到|"
    r"到[位货场]|排产|[架装修建铺换砌种拆清排疏退办结补拉](?:好|完|毕|上|清|通)|送电|送水|支援|指派|(?:已|全部|均)整改|整改(?:完|到|好|合)|搬[出走离迁]|迁[走移出至]|安[置抚]|避开|绕[开行过]|"
    r"错峰|错开|另[选换找]|备用|顶替|替[换代]|租[来用赁了]|请[到来专]|聘请|招[到满来]|借[来用调]|增[派加设援配购]|采用|采取|支护|加固|注浆|抽[水排干]|排[水涝空干]|增[加派]|"
    r"履约|结[案清]|办[结理]|判决|调解|达成|同意了|让地|转为|转变|转化|表示(?:支持|理解|认可|接受|同意)|退[还回出]|到账|拨[付到下]|下达|筹[措集到]|垫付|捐|理赔|赔[付偿]|核减|取消|(?:已|均|全部|予以)销号|"
    r"挽回|挽救|帮助|帮扶|救助|劝[返回导]|复垦|复学|复查|翻倍|好转|改善|提升|提高|开通|开放|上线|正常|顺[利畅]|出清|出苗|成活|归还|兑付|兑现"
)
_AT_ONCE = re.compile(r"当[天晚日场夜即]|次日|第二天|随[后即]|即时|小时内|[日天]内|随报随|很快")
_PERHAPS = re.compile(
    r"如(?!期|实|数|下|约|今|火|意)|若(?!干)|一旦|万一|倘|假如|可能|或将|风险|预案|应急|演练|提醒|警示|以免|免得|避免|防止|防范|防止|不会|不致|不至|不再|难题|以[往前]|过去|往年|长期|历史|多年|告别|摆脱|扭转|结束|改变|打消|顾虑|由起初|起先|初期|开始时|头几|最初|当初|年初|[春夏秋冬][季天耕]|高考|中考|夜间|汛期按|节假日|春节(?!后)|(?:暴雨|台风|洪水|山洪|强降雨|雷雨|汛情)(?:[中时]|期间|来袭|过后|当)|端午|五一"
)
_OUTSIDE = re.compile(r"邻[县镇村乡]|外[县省市地]|他[县乡镇]|兄弟|全国|全省|全市|全县|市场|行业|国际|国内")
_ATTRIBUTE = re.compile(
    r"^(?:[^,，的]{0,8}的|部分)(?!是|问题(?!已|都|均|全|基本|得到|于|在|由|经|[1-9])|情况(?!已|均)|原因|影响|局面(?!已)|现象(?!已|明显)|困难|难题|风险|$)"
)
_WHENEVER = re.compile(r"(?:的)?(?:时(?![间段断期限])|时候|时段|情形下|情况下)")
"""水源不足时启用提灌站: only where it happens."""
_WAITS = re.compile(r"[未没]|无法|不能|不[了动下]|仍|尚|还[在是没未要有差]|待|正在|停|等(?!级)|需|请|拟|搁|只能|难以")
_COUNT = re.compile(
    r"^(?:类|的)?[^\d,的]{0,6}(?:\d+(?:\.\d+)?)(?:余|多|来)?(?:起|件|宗|例|批|万元|元|亿元|处|栋|户|人|名|根|亩|台|辆|米|公里|个|条|口|座|家|株|棵|次|人次)"
)
_REFUSED = re.compile(r"拒|不[愿肯让准同配签拆搬迁]|反对|阻|抵制|要求|无法|不能|未|没|难")
_AFTERWARDS = re.compile(r"后|经|已|的|改|由|到")
"""拒绝拆除防盗网: the object of a refusal is no cure."""
_STILL = re.compile(r"[未没]|无法|影响(?!不)|导致|致使|停|中断|迟迟|仍|尚|慢|拖|误|工期|需|重新")
_KIND = re.compile(
    r"纠纷|争[议执水]|超标|欠薪|讨薪|撂荒|塌[方了]|滑塌|垮塌|坍塌|倒塌|刮倒|[冲水]毁|冲[垮断走]|损毁|毁[坏了]|被毁|积压|质疑|举报|上访|诉讼|官司|仲裁|扯皮|坏了|被淹|淹没|缺[水电]|"
    r"涨价|违约|破产|欠账|停着|停产|投诉不断|脱销|查封|失联|勒令|责令停工|被告|起诉|缺[人钱]|退场|闹事|吵架|断断续续|时断时续|发生[^,]*|出现[^,]*|遭遇[^,]*|造成[^,]*|引发[^,]*|导致[^,]*"
)
"""Words that name a kind of trouble: cases, damages, findings are counted under them."""


def is_overcome(clause: Clause, start: int, end: int, later: Sequence[Clause]) -> bool:
    """Tell whether the trouble at `start`..`end` of the clause is told with its end, or is none of now and here."""
    before, word, after = clause.text[:start], clause.text[start:end], clause.text[end:]
    if _PERHAPS.search(before) or _OUTSIDE.search(before) or _quoted(clause.text, start):
        return True
    if _WHENEVER.match(after) or (_ATTRIBUTE.match(after) and not _WAITS.search(after)):
        return True
    if _KIND.fullmatch(word) and _COUNT.match(after) and not _OPEN.search(after):
        return not any(_STILL.search(one.text) for one in later)
    behind = "" if _REFUSED.search(word) and not _AFTERWARDS.search(after) else after
    return any(_mends(text) for text in (behind, *(one.text for one in later)))


def _mends(text: str) -> bool:
    return bool(_MENDS.search(text) or _AT_ONCE.search(text)) and not _OPEN.search(text)


def _quoted(text: str, place: int) -> bool:
    return any(text.count(one, 0, place) > text.count(other, 0, place) for one, other in ("“”", "「」", "《》"))

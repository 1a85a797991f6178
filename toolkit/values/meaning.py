"""What answers mean: the KEYs that the program knows, the words of 办理状态, finished, and how 无 is read. Pure.

The form alone says what is asked (DESIGN §1); a KEY that a clerk's form does not ask is simply never there.
"""

import re
from collections.abc import Mapping

from toolkit.nouns.docket import Answer
from toolkit.values.lexicon import Sense, shipped
from toolkit.values.likeness import normal, undated

STATUS, PERCENT, PROGRESS, TROUBLE, FINISH = "办理状态", "完成比例", "进展情况", "存在问题", "预计完成时间"
NEXT, REMARK = "下一步工作计划", "备注"
NOT_BEGUN, PREPARING, RUNNING, BUILT, DONE = "未启动", "前期工作", "正在实施", "已完工待验收", "已完成"
FINISHED = frozenset({BUILT, DONE})
"""办理状态 that says that the work itself is over; an assignment is finished only as `finished` tells."""

CLAUSE = re.compile(r"[,，。;；:：!！?？\n、()（）\[\]【】\"“”]+")
_NONE_HEAD = (
    r"(?:截至?(?:到)?目前|到目前为止|目前|当前|现阶段|现在|现|暂时|暂|本期|至今|总体|基本|项目|工程|"
    r"该项目|推进中|工作中|实施过程中|建设过程中|尚|均|也|并)*"
    r"(?:无|暂无|没有|没|未发现|不存在|未出现|未遇到|未存在|尚未发现|零)(?:有)?"
)
_NONE_TAIL = (
    r"(?:任何|明显|突出|较大|重大|其他|其它|特别|大|实质性|实质|新|存在|什么|相关|影响进度|"
    r"需要?协调解决|需要?解决|需协调|以上|上述)*的?"
    r"(?:存在的?)?(?:问题|困难|难题|困难问题|问题和困难|困难和问题|问题及困难|困难及问题|问题与困难|"
    r"异常|异常情况|情况|障碍|阻碍)?(?:存在)?(?:的?(?:事项|问题))?"
)
NONE = re.compile(rf"{_NONE_HEAD}{_NONE_TAIL}")
"""A whole clause that says that there is nothing: 无 · 目前无问题 · 未发现明显困难."""
_BUT = re.compile(r"但|不过|然而|只是|唯")
"""无，但资金尚缺200万元: what follows takes the 无 back."""


def clauses(text: str) -> list[str]:
    """Return the text's clauses folded, numbers in Arabic digits, dates taken out; no empty ones."""
    return [clause for part in CLAUSE.split(text) if (clause := undated(part))]


def says_none(text: str) -> bool:
    """Tell whether 存在问题 says that there is none, explained or not: 无 · 暂无，进展顺利 · 正常 · 均可控."""
    parts = clauses(text)
    fine = shipped().groups[Sense.FINE_ANSWER]
    if parts and all(clause in fine or NONE.fullmatch(clause) for clause in parts):
        return True
    return bool(parts) and bool(NONE.fullmatch(parts[0])) and not any(_BUT.match(clause) for clause in parts[1:])


def trouble(fields: Mapping[str, Answer]) -> str:
    """Return the problem that the answers name; "" = none, however that was written."""
    value = fields.get(TROUBLE)
    text = value.strip() if isinstance(value, str) else ""
    return "" if not normal(text) or says_none(text) else text


def finished(fields: Mapping[str, Answer]) -> bool:
    """Complete = 已完成 at 100% (DESIGN §7); where the form asks no percent, the status alone says it."""
    return fields.get(STATUS) == DONE and fields.get(PERCENT, 1) == 1

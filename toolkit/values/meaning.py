"""What answers mean: the KEYs that the program knows, the words of 办理状态, finished, and how 无 is read. Pure.

The form alone says what is asked (DESIGN §1); a KEY that a clerk's form does not ask is simply never there.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from toolkit.nouns.answer import Answer
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Lexicon, Sense, shipped
from toolkit.values.likeness import normal, undated

STATUS, PERCENT, PROGRESS, TROUBLE, FINISH = "办理状态", "完成比例", "进展情况", "存在问题", "预计完成时间"
NEXT, REMARK = "下一步工作计划", "备注"
NOT_BEGUN, PREPARING, RUNNING, BUILT, DONE = "未启动", "前期工作", "正在实施", "已完工待验收", "已完成"
FINISHED = frozenset({BUILT, DONE})
"""办理状态 that says that the work itself is over; an assignment is finished only as `finished` tells."""

CLAUSE = late(r"[,，。;；:：!！?？\n、()（）\[\]【】\"“”]+")
_BUT = late(r"但|不过|然而|只是|唯")


@lru_cache(maxsize=1024)
def clauses(text: str) -> tuple[str, ...]:
    """Return the text's clauses folded, numbers in Arabic digits, dates taken out; no empty ones."""
    return tuple(_clauses(text))


def _clauses(text: str) -> Iterator[str]:
    return (clause for part in CLAUSE.split(text) if (clause := undated(part)))


@cache
def none_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the pattern of a whole clause that says that there is nothing: 无 · 目前无问题 · 未发现明显困难."""
    before, said, sort, thing = (
        lexicon.pattern(sense) for sense in (Sense.NONE_BEFORE, Sense.NONE_SAID, Sense.NONE_SORT, Sense.NONE_THING)
    )
    return re.compile(rf"(?:{before})*(?:{said})(?:有)?(?:{sort})*的?(?:存在的?)?(?:{thing})?(?:存在)?(?:的?(?:事项|问题))?")


@lru_cache(maxsize=4096)
def says_none(text: str, lexicon: Lexicon | None = None) -> bool:
    """Tell whether 存在问题 says that there is none, explained or not: 无 · 暂无，进展顺利 · 正常 · 均可控."""
    words = lexicon or shipped()
    fine, none = words.groups[Sense.FINE_ANSWER], none_pattern(words)
    first = next(_clauses(text), None)
    if first is None or not (first in fine or none.fullmatch(first)):
        return False
    parts = clauses(text)
    if all(clause in fine or none.fullmatch(clause) for clause in parts):
        return True
    return bool(none.fullmatch(parts[0])) and not any(_takes_back(clause, words) for clause in parts[1:])


def _takes_back(clause: str, lexicon: Lexicon) -> bool:
    """无，但资金尚缺200万元 · 无（资金缺口200万元）: what follows names a problem after all."""
    named = re.search(lexicon.pattern(Sense.STANDSTILL), clause) and not re.search(r"[未没无不因受]|影响", clause)
    return bool(_BUT.match(clause) or named)


def trouble(fields: Mapping[str, Answer], lexicon: Lexicon | None = None) -> str:
    """Return the problem that the answers name; "" = none, however that was written."""
    value = fields.get(TROUBLE)
    text = value.strip() if isinstance(value, str) else ""
    return "" if not normal(text) or says_none(text, lexicon) else text


def finished(fields: Mapping[str, Answer]) -> bool:
    """Complete = 已完成 at 100% (DESIGN §7); where the form asks no percent, the status alone says it."""
    return fields.get(STATUS) == DONE and fields.get(PERCENT, 1) == 1

"""What a remark of a few words beside a figure says of it: 65%（尚余部分）, 120户（应建）, 60%（上一年度）. Pure."""

import re
from functools import cache

from toolkit.values.lexicon import Lexicon, Sense

_NOT_DONE = (
    Sense.PLAN, Sense.REST, Sense.PENDING, Sense.NOT, Sense.ASKED, Sense.EARLIER, Sense.ELSEWHERE, Sense.COMPARED,
)  # fmt: skip
_SORTS = "完成|建设|实施|增长|增加|提高|下降|减少|比例|部分|指标|进度|任务|工程量|工程|项目|情况|[建做改装数量值的]"


LONGEST_REMARK = 30
"""Characters of what may be words and nothing else; a longer one could be cut into words in too many ways."""


@cache
def takes_back(lexicon: Lexicon) -> re.Pattern[str]:
    """Return what a whole remark is made of that makes the figure beside it one of something not done."""
    return re.compile(rf"[为系是属仅]*(?:{lexicon.pattern(*_NOT_DONE)})(?:{_SORTS})*")

"""Slips of the pen: a placeholder that was left in, a text that stands twice. Pure."""

from functools import lru_cache

from toolkit.values.fillers import begins_apart
from toolkit.values.late_patterns import late
from toolkit.values.likeness import normal

_PLACEHOLDER = late(
    r"截[至止于][ \u3000]+[月日]|"
    r"[XxＸｘ×]{1,4}(?:年|月|日|个|处|人|户|万元|公里|米|%|％|所|座|镇|乡|村|局|亩|元|项|次|"
    r"家)(?!光)|(?<![A-Za-z0-9])[XxＸｘ×]{2,}(?![A-Za-z0-9])|[_＿]{2,}|"
    r"[〇○◯□△●]{2,}|[*＊]{2,}|(?<=[一-鿿])[*＊](?=[个处人户所座镇乡村项次家部台套])|[?？]{2,}(?=[个处人户所座镇乡村项次家部台套公万亩%％])|"
    r"[一-鿿]{1,3}[ \u3000]{2,}(?:公里|平方米|人次|万元|[个处户人座套台亩盏所件条名])(?=[,，。;；、]|$)|"
    r"[(（\[［【][ \u3000]*[)）\]］】](?=公里|平方米|人次|[个处户人座套台亩盏所件条名部家口场次期批辆])|"
    r"(?:^|[。；;\n])例[：:]|(?:^|[（(【\[“])(?:示例|范例|样例|填写示例|此处填写|请填写|请在此|"
    r"待填)|(?:示例|范例|样例)[：:]|"
    r"[（(【\[［](?:填写|填|请填|具体|时间|数量|数字|数据|金额|户数|人数|名称|项目名|姓名|单位名称|地点|日期|此处)[^）)】\]］]{0,10}[）)】\]］]|"
    r"[（(](?:户|人|个|处|公里|亩|台|件|座|盏)数[)）]|某某|N个|(?<!\d)年\s*月\s*日|\?{3,}|？{3,}|(?<![\d一-十月年])月\s+日|月\s+日(?=$|[,，。、；;前止至已底起）)])"
)
_SIGN = late(r"[\sXxＸｘ×_＿〇○◯□△●*＊?？(（\[［【例填请某N]|年月")
"""One of these stands in every placeholder; most texts have none, and need no closer look."""
_LETTERED = late(r"[XxＸｘ](?:光|射线|片)")
_SHORTEST = 8
"""Characters; a shorter text may well be the same by chance."""


@lru_cache(maxsize=512)
def placeholder(text: str) -> str | None:
    """Return the placeholder that was left in, as written; None = none."""
    match = _PLACEHOLDER.search(_LETTERED.sub("", text)) if _SIGN.search(text) else None
    return match[0].strip() if match else None


def says_the_same(one: str, other: str) -> bool:
    """Tell whether two fields hold one text that is long enough not to be the same by chance."""
    if begins_apart(one, other):
        return False
    own = normal(one)
    return len(own) >= _SHORTEST and own == normal(other)

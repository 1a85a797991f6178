"""Texts that hold a place and say nothing: pointers (见附件), fillers (待报, N/A, 1), the form's own words copied. Pure."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise

from toolkit.nouns.fields import Field
from toolkit.values.lexicon import Lexicon, Sense, shipped
from toolkit.values.likeness import normal
from toolkit.values.numerals import CHINESE
from toolkit.values.texts import bare, fold

_LOOK = (
    r"(?:进展|进度|具体|有关|相关|详细)?(?:情况|内容|进展)?(?:请|可)?(?:详见|参见|参阅|具体见|见附)[^,，。;；]{1,30}"
    r"|(?:请|可)?看(?:看)?[^,，。;；\d]{0,10}(?:照片|图片|视频|截图|群|微信|邮件|材料|报告|附件|台账|朋友圈|公众号)"
    r"|(?:进展|情况|内容)?(?:请)?见[^,，。;；\d]{0,10}(?:材料|报告|附件|台账|汇报|文件|清单|专报|报表|总结|说明|邮件|稿件)"
)
_TOLD = re.compile(
    r"(?:已|均|我局|我镇)*(?:通过|用|以|在)?(?:电话|口头|微信群?|工作群|群|钉钉|当面|邮件|短信|书面|专题|另行|单独)(?:里|"
    r"上|中)?(?:已经?)?(?:汇报|说明|报告|说|告知|沟通|反馈|报送|上报|发送|发|联系)(?:过|了|你室|督查室)*"
)
"""已电话汇报: told elsewhere."""
_SAME = re.compile(
    r"(?:情况|内容)?(?:同|与|和|参照|照|跟|(?:参考|按照?|依照|沿用)(?=[上前]))(?:上|前|去年|\d{1,2}月份?|第?\d期|本表)?(?:一|1)?(?:期|"
    r"月|次|季度|行|表|述|面|报)?(?<!同)(?<!与)(?<!和)(?<!照)(?<!跟)(?:相同|一致|一样|情况)?(?:的)?(?:报告|内容|汇报|材料|报表|填报|上报)*"
)
_LATER = re.compile(
    r"(?:内容|情况|数据|材料|资料|报表|详情|进展)?(?:稍后|随后|过后|之后|近日|后续|下周|明天|改日|过几天|尽快|待会|另行|择日)*(?:再|会|将)?(?:补报|补充|补填|补交|补送|补上|填报|上报|报送)"
    r"|(?:一切|均|具体|数据|内容|情况)*(?:以|按|依)[^,，。;；]{1,14}为准"
)
"""稍后补报, 以上报材料为准: not here."""
_HINT = re.compile("[见看阅查详同与和参照跟考按依沿报说告沟馈发联补准]")
"""One of these stands in everything that points elsewhere; most texts have none, and need no closer look."""
_MARKS = re.compile(r"测试\d{0,6}|\d{1,12}|[a-z]{1,4}|(.)\1{1,}")
_SIGNS = "".join(
    f"{chr(before + 1)}-{chr(after - 1)}"
    for before, after in pairwise((0x4DFF, *sorted(code for code in map(ord, CHINESE) if code > 0x4DFF), 0xA000))
    if after - before > 1
)
"""一 to 鿿 but for numerals, for a class of signs in a pattern."""
_PLAIN = re.compile(f"[{_SIGNS}]")
"""What folding leaves as it is."""
_AWAY = "通用以在电口微工群钉当邮短书专另单"
_POINTING = re.compile(
    rf"[^{_SIGNS}]*(?:[具详有相情内进数材问计请可看查参见同与和照跟按依沿我资报稍随过之近后下明改待尽择再会将补填上切{_AWAY}]"
    rf"|[已均][^{_SIGNS}]*[已均我具数内情切按依{_AWAY}])"
)
"""How everything begins that points elsewhere, the usual 已完成 does not."""
_TWO = re.compile(rf"([{_SIGNS}])[^{_SIGNS}]*(?!\1)[{_SIGNS}]")
_PART = re.compile(r"[^,，。;；、\s]+")
_LONGEST = 40


@cache
def _words(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(normal(word) for word in lexicon.groups[Sense.EMPTY_ANSWER])


@cache
def _pointer(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(
        r"(?:具体|详细|有关|相关)*(?:情况|内容|进展|数据|材料|问题|计划)?(?:请|可)?(?:详见|请见|"
        r"请看|看|查看|请查|查阅|请阅|参见|参阅|见|详)"
        rf"(?:{lexicon.pattern(Sense.ELSEWHERE_WRITTEN)}).{{0,20}}|{_LOOK}"
    )


def is_filler(text: str, lexicon: Lexicon | None = None) -> bool:
    """Tell whether a text only points elsewhere or only fills the cell."""
    return _fills(text, lexicon or shipped())


@lru_cache(maxsize=1024)
def _fills(text: str, words: Lexicon) -> bool:
    several, much = _begins_with_one(text, words), _says_much(text, words)
    if (much and not several) or len(core := normal(text)) > _LONGEST:
        return False
    if several and _all_fill(text, words):
        return True
    if much:
        return False
    folded = bare(text).casefold()
    return core in _words(words) or any(one and _points(one, words) for one in dict.fromkeys((core, folded)))


def _says_much(text: str, words: Lexicon) -> bool:
    """Tell at a look that the text as a whole is none: it points nowhere, and has more plain signs than any filler."""
    folded = fold(text)
    if not (_more_than_any(words).match(folded) and _TWO.search(folded)):
        return False
    return not (_POINTING.match(folded) and _HINT.search(folded))


@cache
def _more_than_any(words: Lexicon) -> re.Pattern[str]:
    most = max(2, *map(len, _words(words)))
    return re.compile(rf"(?:[^{_SIGNS}]*[{_SIGNS}]){{{most + 1}}}")


def _begins_with_one(text: str, words: Lexicon) -> bool:
    for part in _PART.finditer(text):
        if _says_much(part[0], words):
            return False  # one part, and no filler
        if normal(part[0]):
            return part[0] != text and is_filler(part[0], words)
    return False


def _all_fill(text: str, words: Lexicon) -> bool:
    """Tell whether it is several fillers, one after the other."""
    parts = [part for part in _PART.findall(text) if normal(part)]
    return len(parts) > 1 and all(is_filler(part, words) for part in parts)


def _points(core: str, words: Lexicon) -> bool:
    if _MARKS.fullmatch(core):
        return True
    return bool(_HINT.search(core)) and any(pattern.fullmatch(core) for pattern in (_pointer(words), _SAME, _TOLD, _LATER))


def says_nothing(text: str, field: Field, printed: Iterable[str], lexicon: Lexicon | None = None) -> bool:
    """Tell whether a required text is a filler, the header's own words, or a copy of what was issued with the row."""
    if is_filler(text, lexicon):
        return True
    copied = [one for one in printed if not begins_apart(text, one)]
    headers = [one for one in (field.header.rstrip("*＊"), field.key) if not begins_apart(text, one)]
    if not (copied or headers):
        return False
    said = normal(text)
    return said in map(normal, headers) or (len(said) > 1 and said in map(normal, copied))


def begins_apart(one: str, other: str) -> bool:
    """Tell at a look that two texts are not the same: the first plain sign of each is another, or one has none."""
    if _PLAIN.match(one) and _PLAIN.match(other):
        return one[0] != other[0]
    first, theirs = _PLAIN.search(fold(one)), _PLAIN.search(fold(other))
    return (first and first[0]) != (theirs and theirs[0])

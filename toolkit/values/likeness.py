"""Comparing texts (DESIGN §8): what makes two reports the same, nearly the same, or different by a number. Pure."""

import re
import unicodedata
from collections import Counter
from decimal import Decimal
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise, takewhile

from toolkit.values.late_patterns import late
from toolkit.values.numerals import ARABIC, CHINESE, chinese_number, scaled
from toolkit.values.texts import Sieve, fold

_COUNTER = (
    ""
    "[个处所条座户人名次套台盏亩吨元期批轮间栋层项支家村镇乡屯组辆株块根口件份场天年月日号季周米倍成标类对]|"
    "公里|千米|平方|立方|公顷"
)
_STEP = r"(\d+(?:\.\d+)?)([十百千]?(?:万亿|[万亿])|千(?![米瓦克伏])|百(?![分货]))"
SCALE, _STEPS = late(rf"(?<![\d.])(?:{_STEP})+"), late(_STEP)
SPOKEN = late(rf"(?<!{CHINESE})(?<!\d){CHINESE}{{1,12}}(?=(?:多|余)?(?:{_COUNTER}))|(?<=百分之){CHINESE}{{1,12}}")
DATE = late(
    r"(?=[\d今去本第])(?:(?<!\d)(?:(?:20)?\d\d年|今年|去年|本年)?\d{1,2}月份?(?:上旬|中旬|下旬|底|末|初|中(?=[,，。;；]|$)|\d{1,2}[日号])?"
    r"|(?<!\d)20\d\d[-./]\d{1,2}(?:[-./]\d{1,2}[日号]?)?|(?<!\d)20\d\d年度?[底末初中]?|第?[1-4]季度"
    r"|(?<![\d.])\d{1,2}[日号](?![楼线桥路站井机墩标院门]))"
)
THOUSANDS = late(r",(?<=\d,)(?=\d{3}(?!\d))")
NUMERAL, LARGE, _DIGIT = late(CHINESE), late("[万亿千百]"), late(r"\d")
"""What SPOKEN, SCALE and DATE find nothing without: nearly as fast as looking for a letter."""
_POINT = late(r"(?<=\d)\.(?=\d)")
_FILLER = late(
    r"截至目前|到目前为止|截至|目前|现阶段|当前|现|已经|已|均|共|仍|积极|有序|稳步|扎实|全力|大力|持续|进一步|认真|切实|顺利|各项|相关|有关|我单位|我局|我镇|我乡|"
    r"该项目|本项目|抓紧|加快|加紧|逐步|同时|此外|另外|并且|的|了"
)
"""Words that may come and go without anything having been done."""
_KEPT_UP_TO = 1_000
"""Characters of a text that is folded once for all the rules that ask for it."""
_EXACT_UP_TO = 3_000
"""Characters; longer texts are compared clause by clause, for difflib is quadratic."""


def arabic(text: str) -> str:
    """Return the text folded (NFKC, no white space, no thousands comma) with its numbers in Arabic digits."""
    return _arabic_once(text) if len(text) <= _KEPT_UP_TO else _arabic(text)


def _arabic(text: str) -> str:
    folded = fold(text)
    if "," in folded:
        folded = THOUSANDS.sub("", folded)
    if NUMERAL.search(folded):
        folded = SPOKEN.sub(lambda m: digits(m[0]), folded)
    return SCALE.sub(written_out, folded) if LARGE.search(folded) else folded


def written_out(told: re.Match[str]) -> str:
    """3.5万 → 35000, 3千万 → 30000000, 2千5百 → 2500; what does not go down from step to step stays as it is."""
    steps = [(scaled(number, scale), scaled("1", scale)) for number, scale in _STEPS.findall(told[0])]
    if any(after >= unit for (_, unit), (after, _) in pairwise(steps)):
        return told[0]
    return f"{sum((value for value, _ in steps), Decimal()).normalize():f}"


_arabic_once = lru_cache(maxsize=2048)(_arabic)


def digits(numeral: str) -> str:
    value = chinese_number(numeral)
    return numeral if value is None else str(value)


def normal(text: str) -> str:
    """Return what is compared: no white space, no punctuation, but a decimal point inside a number."""
    return _normal_once(text) if len(text) <= _KEPT_UP_TO else _normal(text)


def _normal(text: str) -> str:
    plain = arabic(text)
    if "." in plain:
        plain = _POINT.sub("\0", plain)
    return _COMPARED.sifted(plain).replace("\0", ".").casefold()


_COMPARED = Sieve(lambda c: c == "\0" or (c != "~" and unicodedata.category(c)[0] in "LNMS"))


_normal_once = lru_cache(maxsize=2048)(_normal)


def undated(text: str) -> str:
    """Return the text without its dates, numbers in Arabic digits."""
    return _undated_once(text) if len(text) <= _KEPT_UP_TO else _undated(text)


def _undated(text: str) -> str:
    plain = arabic(text)
    return DATE.sub("", plain) if _DIGIT.search(plain) else plain


_undated_once = lru_cache(maxsize=2048)(_undated)


def figures(text: str) -> Counter[str]:
    """Return the numbers that stand outside dates: when they changed, something was done."""
    return Counter(m[1].rstrip("0").rstrip(".") if "." in m[1] else m[1] for m in ARABIC.finditer(undated(text)))


def identical(one: str, other: str) -> bool:
    return normal(one) == normal(other)


def likeness(one: str, other: str) -> float:
    """Return difflib's ratio without autojunk, dates left aside; 0 where a number changed outside a date."""
    if figures(one) != figures(other):
        return 0.0
    whole = _ratio(normal(one), normal(other))
    return max(whole, _ratio(normal(undated(one)), normal(undated(other))))


def rearranged(one: str, other: str) -> float:
    """Return 1 where only the order of clauses or words that add nothing (目前, 有序) changed, and no number; else 0."""
    if figures(one) != figures(other):
        return 0.0
    own, theirs = _substance(one), _substance(other)
    return 1.0 if own and own == theirs else 0.0


def _substance(text: str) -> list[str]:
    parts = (_FILLER.sub("", normal(undated(part))) for part in re.split(r"[,，。;；:：!！、\n()（）]+", text))
    return sorted(part for part in parts if part)


def _ratio(one: str, other: str) -> float:
    if max(len(one), len(other)) <= _EXACT_UP_TO:
        return SequenceMatcher(None, one, other, autojunk=False).ratio()
    if one == other:
        return 1.0
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    rest, rest_other = one[head:], other[head:]
    backwards = zip(reversed(rest), reversed(rest_other), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], backwards))
    middle, middle_other = rest[: len(rest) - tail], rest_other[: len(rest_other) - tail]
    same = head + tail + _common(middle, middle_other)
    return 2 * same / (len(one) + len(other))


def _common(one: str, other: str) -> float:
    """Return how many characters agree in order; for very long texts at most as many as agree in any order."""
    if max(len(one), len(other)) <= _EXACT_UP_TO:
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        return float(sum(block.size for block in matcher.get_matching_blocks()))
    pieces, pieces_other = _pieces(one), _pieces(other)
    return float(sum(len(piece) * count for piece, count in (Counter(pieces) & Counter(pieces_other)).items()))


def _pieces(text: str) -> list[str]:
    return [piece for piece in re.split(r"(?<=[的了已在])", text) if piece]

"""Numbers inside Chinese text: 十二 → 12, 3.5万 → 35000, ５，０００ → 5000. Pure."""

import re
from decimal import Decimal
from math import prod

from toolkit.values.late_patterns import late

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "壹": 1, "贰": 2, "叁": 3}
_DIGITS |= {"肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_TWO_DIGITS = re.compile("[一二两三四五六七八九壹贰叁肆伍陆柒捌玖]{2}")
CHINESE = "[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]"
"""One character of a Chinese numeral, for patterns."""


def chinese_number(text: str) -> int | None:
    """Return 一百零五 → 105, 二〇二二 → 2022, 两万五 → 25000; None = not one number (三四, 十一二)."""
    if not text or text[0] in _LARGE or any(c not in _DIGITS and c not in _SMALL and c not in _LARGE for c in text):
        return None
    if all(c in _DIGITS for c in text):
        range_of_two = len(text) == 2 and 0 < _DIGITS[text[0]] == _DIGITS[text[1]] - 1
        return None if range_of_two else int("".join(str(_DIGITS[c]) for c in text))
    if _TWO_DIGITS.search(text):
        return None
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        else:
            total = (total + section + digit) * _LARGE[char]
            section = digit = 0
    above = (_SMALL | _LARGE).get(text[-2], 1) if len(text) > 1 else 1
    return total + section + digit * max(above // 10, 1)


def scaled(digits: str, scale: str) -> Decimal:
    """Return ("3.5", "万") → 35000, ("3", "千万") → 30000000; scale "" = 1."""
    return Decimal(digits.replace(",", "")) * prod((_SMALL | _LARGE)[one] for one in scale)


ARABIC = late(r"(?<![\d.])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)")
"""One Arabic number in folded text, thousands commas included."""

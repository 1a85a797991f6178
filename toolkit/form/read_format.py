"""What a number format code means: a date, a percent, a number. Pure."""

import re

from toolkit.values.texts import format_signs

_CJK_LONG, _CJK_YEAR, _CJK_DAY = 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 'm"月"d"日"'
CJK_DATES = {27: _CJK_YEAR, 28: _CJK_DAY, 29: _CJK_DAY, 30: "m-d-yy", 31: _CJK_LONG, 36: _CJK_YEAR, 50: _CJK_YEAR}
CJK_DATES |= {51: _CJK_DAY, 52: _CJK_YEAR, 53: _CJK_DAY, 54: _CJK_DAY, 55: _CJK_YEAR, 56: _CJK_DAY}
CJK_DATES |= {57: _CJK_YEAR, 58: _CJK_DAY}
"""Built-in formats of Chinese Excel and WPS, which openpyxl does not know."""


def _bare(code: str) -> str:
    return format_signs(code).lower()


def is_date_format(code: str) -> bool:
    bare = _bare(code)
    return "general" not in bare and any(sign in bare for sign in "yd")


def is_number_format(code: str) -> bool:
    return bool(re.search(r"[0#?]", _bare(code))) and not is_date_format(code)

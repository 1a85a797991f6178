"""What a number format code means: a date, a percent, a number. Pure."""

import re

from toolkit.values.texts import format_signs

_CJK_LONG, _CJK_YEAR, _CJK_DAY = 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 'm"月"d"日"'
CJK_DATES = {27: _CJK_YEAR, 28: _CJK_DAY, 29: _CJK_DAY, 30: "m-d-yy", 31: _CJK_LONG, 36: _CJK_YEAR, 50: _CJK_YEAR}
CJK_DATES |= {51: _CJK_DAY, 52: _CJK_YEAR, 53: _CJK_DAY, 54: _CJK_DAY, 55: _CJK_YEAR, 56: _CJK_DAY}
CJK_DATES |= {57: _CJK_YEAR, 58: _CJK_DAY}
"""Built-in formats of Chinese Excel and WPS, which openpyxl does not know."""

BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)',
    6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)',
    8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
    42: '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_)_("$"* \\(#,##0.00\\)_("$"* "-"??_)_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}
"""All others that a book may name by number alone (ECMA-376 18.8.30)."""


def _bare(code: str) -> str:
    return format_signs(code).lower()


def is_date_format(code: str) -> bool:
    bare = _bare(code)
    return "general" not in bare and any(sign in bare for sign in "yd")


def is_number_format(code: str) -> bool:
    return bool(re.search(r"[0#?]", _bare(code))) and not is_date_format(code)

"""Excel number formats: which are dates, what the built-in numbers mean, what day a serial number is. Pure."""

import re
from datetime import datetime, time, timedelta
from functools import lru_cache

BUILTIN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;[Red]"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00', 8: '"¥"#,##0.00;[Red]"¥"-#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"',
    29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Built-in formats as a Chinese Excel or WPS shows them; 27–36 and 50–58 exist only there."""

_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_GENERAL = {"general", "g/通用格式", "通用格式", "standard", "常规"}
_ERRORS = {"#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
_LAST_SERIAL = 2_958_466


def clean(code: str) -> str:
    """Return the format's code, "" for General."""
    return "" if code.strip().lower() in _GENERAL else code


@lru_cache(maxsize=4096)
def is_date(code: str) -> bool:
    """Tell whether a number under this format shows as a day or a time of day."""
    if not code or _ELAPSED.search(code):
        return False
    shown = _LITERAL.sub("", code.split(";", maxsplit=1)[0]).lower().replace("general", "")
    shown = re.sub(r"[0#?]\.?e[+-]", "", shown)
    return any(letter in shown for letter in "ymdhs") or re.search(r"(?<![a-z])(e{1,4}|a{3,4})(?![a-z])", shown) is not None


def moment(serial: float, *, from_1904: bool) -> datetime | time | None:
    """Return the day (and time) that a serial number means; None = none that a sheet can show."""
    if not 0 <= serial < _LAST_SERIAL:
        return None
    milliseconds = timedelta(milliseconds=round((serial % 1) * 86_400_000))
    days = int(serial)
    if days == 0 and not from_1904:
        return (datetime(1900, 1, 1) + milliseconds).time()  # noqa: DTZ001
    if from_1904:
        start = datetime(1904, 1, 1)  # noqa: DTZ001  (a sheet's days have no time zone)
    elif days < 60:
        start = datetime(1899, 12, 31)  # noqa: DTZ001
    else:  # 1900 counts a 29 February that never was
        start = datetime(1899, 12, 30)  # noqa: DTZ001
    try:
        return start + timedelta(days=days) + milliseconds
    except OverflowError:
        return None


def is_error(text: str) -> bool:
    """Tell an error value that was saved as text (csv, HTML, Word, old ods)."""
    return text.strip().upper() in _ERRORS or re.fullmatch(r"(Err|错误):\d{3}", text.strip()) is not None

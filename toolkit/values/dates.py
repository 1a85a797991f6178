"""Cells that hold dates (DESIGN §7, Reading values): a full date is silent, 9月底 inferred, the rest none. Pure."""

import calendar
import re
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache

from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.fields import Field
from toolkit.nouns.problems import Code
from toolkit.values.answers import ReadAnswer, bounded, inferred
from toolkit.values.besides import LONGEST_REMARK
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Lexicon, Sense, shipped
from toolkit.values.numerals import CHINESE, chinese_number
from toolkit.values.texts import EPOCH, SERIALS, legible, plain, typed_number

_YEARS = range(2000, 2100)
ANY_YEAR = range(MINYEAR, MAXYEAR + 1)
NAMED_DAY = r"(?:20\d\d年)?\d{1,2}月(?:份|底|末|初|[上中下]旬|\d{1,2}[日号])?"
"""A day or month inside other words, for patterns: 2022年3月底, 4月5日."""
_FULL = late(r"(\d{4})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})[日号]?(?:T?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[AaPp][Mm])?)?")
_SERIAL = late(r"\d{5}")
"""A day as Excel keeps it."""
_EIGHT = late(r"(20\d\d)(\d\d)(\d\d)")
NEXT_YEAR = "明年|次年|下[一1]?年|(?<![后近往历本原])来年"
_YEAR = rf"(?:(?P<year>\d{{4}}|\d{{2}}(?=[年.]))(?:年度?|[-./])|(?P<rel>今年|本年度?|(?P<next>{NEXT_YEAR})度?))?的?"
_PLACES = (
    late(_YEAR + r"(?P<month>\d{1,2})(?:月份?|[./-])(?P<day>\d{1,2})[日号]?(?!\d|\.\d)"),
    late(_YEAR + r"(?P<month>\d{1,2})月份?(?P<part>底|末|初|中旬|上旬|下旬|中)?"),
    late(_YEAR + r"第?(?P<quarter>[1-4])季度(?:底|末)?"),
    late(_YEAR + r"(?P<half>上半年|下半年|年中|年底|年末|年内|底|末|内)"),
)
"""Ways to name a day with something missing, most exact first."""
_YEAR_MONTH = late(r"(\d{4})[-./](\d{1,2})")
_AMERICAN = late(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
"""9/30/2022: read where only one of the two can be the month."""
_SIX = late(r"(20\d\d)(0[1-9]|1[0-2])")
_WEEKDAY = late(r"(?<=[日号])[(（]?(?:星期|周)[一二三四五六日天][)）]?$")
_SIGNS_BEFORE, _SIGNS_AFTER = "[:：~]", "24[时点]|[。.,，;；、~]"


@cache
def _beside(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what may stand before and behind a day that leaves it the day of finishing; 开工, 不能 make it another's."""
    before, after = lexicon.pattern(Sense.DAY_BEFORE), lexicon.pattern(Sense.DAY_AFTER)
    return re.compile(f"(?:{before}|{_SIGNS_BEFORE})*"), re.compile(f"(?:{after}|{_SIGNS_AFTER})*")


_ALONE = (
    Sense.WORK, Sense.SMALL_WORK, Sense.PART, Sense.EARLIER, Sense.REST, Sense.ASKED, Sense.COMPARED, Sense.REDONE,
    Sense.ELSEWHERE,
)  # fmt: skip


@cache
def _whole_remark(lexicon: Lexicon) -> re.Pattern[str]:
    """Return what a remark may be made of that names the work of a part, or another year: 10月31日（安装）."""
    return re.compile(rf"(?:{lexicon.pattern(*_ALONE)}|完成|工程|部分|项目|[的数量])+")


@cache
def _of_another(lexicon: Lexicon) -> str:
    return lexicon.pattern(*_OF_ANOTHER)


_REMARK = late(r"[(\[](.*?)(?:[)\]]|$)")
_DAYS = {"初": 10, "上旬": 10, "中": 15, "中旬": 20}
_LITERAL = late(r'"[^"]*"|\\.|\[[^\]]*\]')
_CHINESE_PART = late(rf"{CHINESE}+(?=[年月日号季])|(?<=月)(?:{CHINESE}+)(?=前|之前|以前|$)")
_LUNAR = late(r"八月十五$|八月十五(?=前|之前|以前)|初[一二三四五六七八九十]")
_PUT_OFF = late(r"(?:延|推迟|推后|改|调整|调)[期后长迟]?(?:至|到|为)?约?[\d一二两三四五六七八九十半]")
"""A remark that names another day, or by how much it moves: 9月30日（延期至10月31日）, 9月底（推迟一个月）."""
_DOUBT = late(r"[?？]")
_OF_ANOTHER = (
    Sense.BEGIN, Sense.PREPARING, Sense.PART, Sense.NOT, Sense.EARLIER, Sense.ELSEWHERE, Sense.PAPERWORK, Sense.STANDSTILL,
)  # fmt: skip
"""What a remark in brackets may say that makes the day another's: 9月底（招标）, 9月底（不能完成）."""
_NEAR = 1
"""Years before and after the plan's in which a year of two digits may lie."""


def read_date(cell: Cell, field: Field, year: int, lexicon: Lexicon | None = None) -> ReadAnswer:
    """Return a day; `year` is the plan's, for dates that name none."""
    value = typed_number(cell.value)
    if isinstance(value, Decimal):
        answer: ReadAnswer | None = _number(value, year)
        return bounded(answer, field) if answer else ReadAnswer(None, Code.V05)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date) and value.year in _YEARS:
        answer = _as_shown(value, cell.number_format)
    elif cell.kind is CellKind.TEXT:
        answer = _text(legible(str(value)), year, lexicon)
    else:
        answer = None
    return bounded(answer, field) if answer else ReadAnswer(None, Code.V05)


def _as_shown(day: date, number_format: str) -> ReadAnswer | None:
    """Return the day; of a cell that shows only its month (2022年3月, 3月) or year the last one."""
    shown = _LITERAL.sub("", number_format.split(";", maxsplit=1)[0]).lower()
    if not re.search("[ym]", shown) or re.search("[dhs]", shown):
        return ReadAnswer(day)
    last = last_day(day.year, day.month if "m" in shown else 12)
    if last is None or last == day:
        return ReadAnswer(day) if last else None
    seen = _month_words(day, shown, chinese="年" in number_format or "y" not in shown)
    return ReadAnswer(last, Code.V06, (("reading", last.isoformat()), ("value", seen)))


def _month_words(day: date, shown: str, *, chinese: bool) -> str:
    year = f"{day.year}{'年' if chinese else ''}" if "y" in shown else ""
    month = f"{day.month}月" if chinese else f"-{day.month:02d}"
    return year + (month if "m" in shown else "")


def day_of(text: str, year: int) -> date | None:
    """Return the day that a text names, however it was written; None = it names none."""
    answer = _text(legible(text), year)
    return answer.value if answer and isinstance(answer.value, date) else None


def _number(value: Decimal, year: int) -> ReadAnswer | None:
    whole = int(value)
    if day := day_of_serial(value):
        return ReadAnswer(day)
    if value == whole and _EIGHT.fullmatch(str(whole)):
        return _text(str(whole), year)
    return _text(plain(value), year) if re.fullmatch(r"20\d\d\.([2-9]|0[1-9]|1[12])", plain(value)) else None


@lru_cache(maxsize=1024)
def _text(text: str, year: int, lexicon: Lexicon | None = None) -> ReadAnswer | None:
    if _LUNAR.search(text) or _DOUBT.search(text):
        return None
    text = in_digits(text)
    if _SERIAL.fullmatch(text):
        return _number(Decimal(text), year)
    if match := _FULL.fullmatch(text) or _EIGHT.fullmatch(text):
        day = real_day(int(match[1]), int(match[2]), int(match[3]))
        return ReadAnswer(day) if day else None
    if match := _AMERICAN.fullmatch(text):
        return _american(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_MONTH.fullmatch(text) or _SIX.fullmatch(text):
        return _inferred(last_day(int(match[1]), int(match[2])))
    return _inferred(_loose(text, year, lexicon or shipped()))


def in_digits(text: str) -> str:
    """Return the text with the Chinese numerals of its days, months and years in digits."""
    return _CHINESE_PART.sub(lambda m: str(n) if (n := chinese_number(m[0])) is not None else m[0], text)


def _american(first: int, second: int, year: int) -> ReadAnswer | None:
    """Read 9/30/2022 and 30/9/2022; 9/10/2022 may be either."""
    days = {day for day in (real_day(year, first, second), real_day(year, second, first)) if day}
    return _inferred(days.pop()) if len(days) == 1 else None


def _inferred(day: date | None) -> ReadAnswer | None:
    return inferred(day, day.isoformat()) if day else None


def _loose(text: str, year: int, lexicon: Lexicon) -> date | None:
    """Return the one day that a looser text names; None where it names none, several, or an impossible one."""
    text = _WEEKDAY.sub("", text)
    outside = _REMARK.sub("", text) or text.strip("()[]")
    if any(_takes_back(match[1], lexicon) for match in _REMARK.finditer(text) if match[0] != text):
        return None
    for pattern in _PLACES:
        matches = list(pattern.finditer(outside))
        if matches:
            return _resolve(matches[0], year) if len(matches) == 1 and _of_finishing(outside, matches[0], lexicon) else None
    return None


def _takes_back(remark: str, lexicon: Lexicon) -> bool:
    """Tell whether a remark in brackets says that the day is not the one of finishing."""
    if len(remark) <= LONGEST_REMARK and _whole_remark(lexicon).fullmatch(remark):
        return True
    if _PUT_OFF.search(remark):
        return True
    said = remark.replace("验收", "")
    return not re.search(r"\d", said) and bool(re.search(rf"{_of_another(lexicon)}|[不难无]|原", said))


def _of_finishing(text: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Tell whether nothing beside the day makes it the day of something else: 8月20日开工, 9月至10月, 去年12月."""
    named = match.groupdict()
    whole = (named.get("month") and not named.get("day") and not named.get("part")) or (
        (named.get("quarter") or named.get("half") in {"上半年", "下半年"}) and not match[0].endswith(("底", "末"))
    )
    if whole and re.match(r"份?(?:之|以)?前", text[match.end() :]):
        return False  # 9月前 may be 31 August or 30 September
    before, after = _beside(lexicon)
    return bool(before.fullmatch(text[: match.start()]) and after.fullmatch(text[match.end() :]))


def _resolve(match: re.Match[str], year: int) -> date | None:
    named = match.groupdict()
    if named.get("half") in {"底", "末", "内"} and not (named["year"] or named["rel"]):
        return None
    told = _year(named, year)
    if named["year"] and len(named["year"]) == 2 and year and abs(told - year) > _NEAR:
        return None  # 25.10.22 begins with its day
    year = told
    if named.get("quarter"):
        return last_day(year, int(named["quarter"]) * 3)
    if half := named.get("half"):
        return last_day(year, 6 if half in {"上半年", "年中"} else 12)
    month = int(named["month"])
    if named.get("day"):
        return real_day(year, month, int(named["day"]))
    day = _DAYS.get(named.get("part") or "")
    return real_day(year, month, day) if day else last_day(year, month)


def _year(named: dict[str, str], year: int) -> int:
    if named["year"]:
        return int(named["year"]) + (2000 if len(named["year"]) == 2 else 0)
    return year + 1 if named["next"] else year


def day_of_serial(number: float | Decimal) -> date | None:
    """Return the day that Excel keeps as this number; None = it is no day of this century."""
    return EPOCH + timedelta(days=int(number)) if int(number) in SERIALS else None


def real_day(year: int, month: int, day: int, within: range = _YEARS) -> date | None:
    """Return the day, if there is such a one in these years."""
    last = last_day(year, month, within)
    return last.replace(day=day) if last and 1 <= day <= last.day else None


def last_day(year: int, month: int, within: range = _YEARS) -> date | None:
    """Return a month's last day, if there is such a month in these years."""
    if year not in within or not 1 <= month <= 12:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def exact_day(text: str, year: int | None = None, *, within: range = _YEARS) -> date | None:
    """Return the day that a text names in full, or with `year` also without its year; None = it names none.

    2022-04-06, 2022/4/6, 2022.4.6, 20220406, 2022年4月6日, 44657; with a year also 4月6日, 4.6, 4/6.
    """
    plain_text = in_digits(legible(text))
    if _SERIAL.fullmatch(plain_text):
        return day_of_serial(Decimal(plain_text))
    if match := _FULL.fullmatch(plain_text) or _EIGHT.fullmatch(plain_text):
        return real_day(int(match[1]), int(match[2]), int(match[3]), within)
    match = _PLACES[0].fullmatch(plain_text)
    if match is None or (year is None and not match["year"]):
        return None
    return _resolve(match, year or 0)

"""When a notice wants its reports: listed days, a rhythm (双月5日, 每季度末月20日前, 每周五), single days. Pure."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from toolkit.values.dates import ANY_YEAR, last_day, real_day

DAY = r"(?:((?:19|20)\d{2})年)?(\d{1,2})月(?:份)?(?:(\d{1,2})[日号]|(底|末))"
BEFORE = r"(?:之前|以前|前)?"
SINGLE = re.compile(rf"{DAY}(?:下班)?(?:之前|以前|前)")
_LIST = re.compile(rf"{DAY}{BEFORE}(?:(?:[、,;/]|和|及|以及)+{DAY}{BEFORE})+")
_FROM = re.compile(
    r"(?:从|自)(?:((?:19|20)\d{2})年)?(\d{1,2})月(?:份)?(?:(\d{1,2})日)?(?:起|开始|(?=[至到]))"
    r"|(?<!\d)(?:((?:19|20)\d{2})年)?(\d{1,2})月(?:份)?(?=(?:至|到|-|—|~)\d{1,2}月)"
)
_UNTIL = re.compile(
    r"(?:直至|直到|(?<=起)[,、]?[至到]|(?<=开始)[,、]?[至到]|(?<=[月日份])(?:至|到|-|—|~))"
    r"(?:((?:19|20)\d{2})年)?(\d{1,2})月(?:份)?(?:(\d{1,2})日|底|末)?"
)
_REPORTING = re.compile(
    r"报送|上报|填报|报至|报到|报[县区市旗州盟镇]|报给|反馈|报告(?!》)|报政府|报.{0,6}督查|月报|周报|季报|半月报|抄报"
)
_ONE_OFF = re.compile(r"备案|方案|联络员|联系人|名单|责任状|责任书|分解表|回执|报名|信息表|计划(?!完成)")
_MONTHS = {"双月": range(2, 13, 2), "单月": range(1, 13, 2), "月": range(1, 13), "个月": range(1, 13)}
_QUARTER_LAST, _QUARTER_FIRST = (3, 6, 9, 12), (1, 4, 7, 10)
_MONTHLY = re.compile(
    r"每?(?:逢|个)?(次月|下月|下个月|双月|单月|(?<=每)月|(?<=每个)月|(?<=逢)月|(?<=每)个月)(?:份)?(?:的)?"
    r"((?:\d{1,2}[日号]?(?:前|之前|以前)?(?:[、,和及]|以及)?)+(?=[日号前])[日号]?|底|末|月底|月末|最后一?个?(?:工作日|天|日|周|星期))"
)
_QUARTERLY = re.compile(
    r"每(?:个)?季度?(?:的)?(末月|首月|末|最后一个月|第一个月|下一?个?月|第[一二三]个?月|次月|结束后次月|结束后)?(?:的)?"
    r"(?:(\d{1,2})[日号]?|(底|末))?"
)
_NEXT_QUARTER = re.compile(r"(?:次|下)(?:一)?(?:个)?季度?(?:的)?(?:首月|第一个月)?(\d{1,2})[日号]")
_WEEKLY = re.compile(r"每(?:个)?(?:周|星期)(?:的)?([一二三四五六日天]|末)?|(?<![一两三四上本下每后])周报(?![送给告备到至])")
_HALF_MONTHLY = re.compile(r"每(?:个)?半(?:个)?月|半月报")
_TEN_DAYS = re.compile(r"每(?:个)?旬(?:的)?(初|首日|第一天)?|旬报")
_EVERY = re.compile(r"每(?:隔)?([两二三四六])个月(?:.{0,12}?(\d{1,2})[日号])?")
_WEEKDAYS = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6, "末": 4}
_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    days: tuple[date, ...] = ()
    sentence: str = ""
    stated: bool = True
    """The text names every day; False = days were reckoned or supplied, which the clerk has to look at."""
    supplied: str = ""
    """What the text leaves open and the program filled in."""


def dated(groups: Sequence[str | None], year: int) -> date | None:
    """Return the date of (year, month, day, 底); None = there is no such day."""
    stated, month, day, end = groups
    which, number = int(stated or year), int(month or 0)
    return last_day(which, number, ANY_YEAR) if end else real_day(which, number, int(day or 0), ANY_YEAR)


def report_days(sentences: Sequence[str], year: int, issued: date | None) -> Rhythm:
    """Return the days on which reports are due: listed, else in a rhythm, else single ones.

    `issued`: the day of the notice; a rhythm that says no month begins after it.
    """
    reporting = [s for s in sentences if _REPORTING.search(s) and "延期" not in s]
    listed = [(_listed(m[0], year), s) for s in reporting for m in _LIST.finditer(s) if not _is_one_off(s, m)]
    best = max(listed, key=lambda days: len(days[0]), default=((), ""))
    if best[0]:
        return Rhythm(days=best[0], sentence=best[1])
    for sentence in [*reporting, *(s for s in sentences if "进展" in s and s not in reporting)]:
        days = _rhythm(sentence, year, issued)
        if days and days.days:
            return days
    singles = [(dated(m.groups(), year), s) for s in reporting for m in SINGLE.finditer(s) if not _is_one_off(s, m)]
    return next((Rhythm(days=(day,), sentence=s) for day, s in singles if day), Rhythm())


def _is_one_off(sentence: str, match: re.Match[str]) -> bool:
    """Tell whether the date is that of a plan or list to be handed in once: "3月15日前将实施方案报…备案"."""
    clause = re.split(r"[,;]", sentence[match.end() - 1 :])[0]
    return bool(_ONE_OFF.search(clause)) and not re.search(r"进展|问题|推进情况|落实情况|完成情况", clause)


def _listed(text: str, year: int) -> tuple[date, ...]:
    """Return the dates of a list; a month that is smaller than the one before lies in the next year."""
    days: list[date] = []
    for groups in re.findall(DAY, text):
        which = int(groups[0]) if groups[0] else year
        day = dated((str(which), *groups[1:]), year)
        if day and days and day <= days[-1] and not groups[0]:
            day = dated((str(days[-1].year + 1), *groups[1:]), year)
        if day and (not days or day > days[-1]):
            days.append(day)
            year = day.year
    return tuple(days)


def _rhythm(sentence: str, year: int, issued: date | None) -> Rhythm | None:
    start = _start(sentence, year, issued)
    stop = _stop(sentence, year, start)
    for reader in (_ten_days, _half_monthly, _weekly, _quarterly, _every_few_months, _monthly):
        stated = reader(sentence, year, start)
        if stated:
            days, supplied = stated
            kept = tuple(day for day in sorted(set(days)) if start <= day <= stop)[:_MOST]
            return Rhythm(days=kept, sentence=sentence, stated=False, supplied=supplied)
    return None


def _start(sentence: str, year: int, issued: date | None) -> date:
    stated = _FROM.search(sentence)
    if stated:
        which, month = stated[1] or stated[4], int(stated[2] or stated[5])
        if 1 <= month <= 12:
            return _day(int(which or year), month, int(stated[3] or 1))
    return max(date(year, 1, 1), issued) if issued and issued.year == year else date(year, 1, 1)


def _stop(sentence: str, year: int, start: date) -> date:
    """Return the last day of a rhythm that says until when: 自9月1日起至10月31日, 9月至12月, 直至12月底."""
    stated = _UNTIL.search(sentence)
    if not stated or not 1 <= int(stated[2]) <= 12:
        return date.max
    day = _day(int(stated[1] or year), int(stated[2]), int(stated[3] or 31))
    return day if day >= start or stated[1] else _day(day.year + 1, day.month, day.day)


Days = tuple[Iterable[date], str]


def _monthly(sentence: str, year: int, start: date) -> Days | None:
    match = _MONTHLY.search(sentence)
    if not match:
        return None
    kind, text = match[1], match[2]
    numbers = [int(n) for n in re.findall(r"\d{1,2}", text)] or [31]
    supplied = f"通知写的是每月{text}，这里按月末最后一天" if "最后" in text else ""
    if kind in {"次月", "下月", "下个月"}:
        first = start if _FROM.search(sentence) or start.month > 1 else date(year, 1, 1)
        months = [_month_after(date(year, m, 1)) for m in range(first.month, 13)]
        return [_day(month.year, month.month, n) for month in months for n in numbers if n], supplied
    return [_day(year, m, n) for m in _MONTHS[kind] for n in numbers if n], supplied


def _quarterly(sentence: str, year: int, _start: date) -> Days | None:
    match = _QUARTERLY.search(sentence)
    after = _NEXT_QUARTER.search(sentence)
    if after and (match or "季" in sentence):
        return [_day(year, m, int(after[1])) for m in (4, 7, 10)] + [_day(year + 1, 1, int(after[1]))], ""
    if not match or "季季" in sentence:
        return None
    part = match[1] or ""
    number = int(match[2]) if match[2] else 31
    supplied = "" if match[2] or match[3] or part == "末" else "没有写明季度的哪一天，按季末最后一天"
    if "次月" in part or "下" in part or part == "结束后":
        within = re.search(r"结束后(\d{1,2})(?:个工作)?日内", sentence)
        number = int(within[1]) if within else number
        return [_day(year, m, number) for m in (4, 7, 10)] + [_day(year + 1, 1, number)], supplied
    months = _QUARTER_FIRST if part in {"首月", "第一个月", "第一月"} else _QUARTER_LAST
    months = (2, 5, 8, 11) if part.startswith("第二") else months
    if match[2] and not part:
        supplied = "没有写明季度的哪个月，按季末月"
    return [_day(year, m, number) for m in months], supplied


def _every_few_months(sentence: str, year: int, start: date) -> Days | None:
    match = _EVERY.search(sentence)
    if not match or not match[2]:
        return None
    step = {"两": 2, "二": 2, "三": 3, "四": 4, "六": 6}[match[1]]
    first = start.month if _FROM.search(sentence) else step
    return [_day(year, m, int(match[2])) for m in range(first, 13, step)], ""


def _ten_days(sentence: str, year: int, _start: date) -> Days | None:
    match = _TEN_DAYS.search(sentence)
    if not match:
        return None
    named = re.search(r"(\d{1,2})日[、,和及](\d{1,2})日[、,和及以]*(?:每?月[底末]|(\d{1,2})日)", sentence)
    numbers = [int(named[1]), int(named[2]), int(named[3] or 31)] if named else [1, 11, 21] if match[1] else [10, 20, 31]
    supplied = "" if named or match[1] else "没有写明每旬的哪一天，按10日、20日和月末"
    return [_day(year, m, n) for m in range(1, 13) for n in numbers], supplied


def _half_monthly(sentence: str, year: int, _start: date) -> Days | None:
    if not _HALF_MONTHLY.search(sentence):
        return None
    named = _MONTHLY.search(sentence)
    numbers = [int(n) for n in re.findall(r"\d{1,2}", named[2])] if named else []
    two = 2
    supplied = "" if len(numbers) == two else "没有写明每半月的哪一天，按15日和月末"
    numbers = numbers if len(numbers) == two else [15, 31]
    return [_day(year, m, n) for m in range(1, 13) for n in numbers], supplied


def _weekly(sentence: str, year: int, start: date) -> Days | None:
    match = _WEEKLY.search(sentence)
    if not match:
        return None
    supplied = "" if match[1] else "没有写明星期几，按星期五"
    weekday = _WEEKDAYS[match[1] or "五"]
    first = start + timedelta(days=(weekday - start.weekday()) % 7)
    return [first + timedelta(weeks=n) for n in range(_MOST) if (first + timedelta(weeks=n)).year == year], supplied


def _day(year: int, month: int, number: int) -> date:
    return date(year, month, max(1, min(number, monthrange(year, month)[1])))


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)

"""What the text of a notice says besides its table: year, number, deadlines, limits, county, mailbox. Pure."""

import re
import unicodedata
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[(【]\s*((?:19|20)\d{2})\s*[〕\])】]\s*\d{1,4}\s*号")
_MAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_DAY = r"(?:((?:19|20)\d{2})年)?(\d{1,2})月(?:(\d{1,2})日|(底|末))"
_BEFORE = r"(?:之前|以前|前)?"
_LIST = re.compile(rf"{_DAY}{_BEFORE}(?:(?:[、,;/]|和|及|以及)+{_DAY}{_BEFORE})+")
_SINGLE = re.compile(rf"{_DAY}(?:之前|以前|前)")
_RHYTHM = re.compile(r"每(?:逢|个)?(双月|单月|月)(?:的)?(\d{1,2})日")
_FROM = re.compile(r"(?:从|自)(?:(?:19|20)\d{2}年)?(\d{1,2})月(?:份)?(?:起|开始)")
_LIMIT = re.compile(rf"{_DAY}(?:之前|以前|前)?(?:全部|全面|基本|均|要|须|按时|保质保量)*(?:完成|完工|办结|竣工)")
_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,10}?(?:自治县|自治旗|林区|特区|县|市|区|旗)(?=人民政府|(?:19|20)\d{2}年)")
_ABOVE = re.compile(r"^.*(?:省|自治区|自治州|地区|盟|市(?!中区))(?=[\u4e00-\u9fff]{2,})")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """None or "" = the text does not say."""

    year: int | None
    number: str
    """文号, e.g. 鹿政发〔2022〕1号."""
    county: str
    office: str
    """督查室 as a signature."""
    mailbox: str
    deadlines: tuple[date, ...]
    limit: date | None
    """完成时限."""
    extension: date | None
    """Last day for asking for an extension."""


def plain(text: str) -> str:
    """Return text without white space, full-width letters and digits folded, for looking things up."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def read_facts(texts: Sequence[str], title: str, remark: str) -> NoticeFacts:
    """Read the notice's paragraphs; `title` is the table's, `remark` its 备注."""
    lines = [plain(text) for text in texts if text.strip()]
    number = _number(texts)
    year = _year(plain(title), lines, number)
    county = _county(plain(title), lines)
    sentences = [part for line in lines for part in re.split(r"[。;!](?![^(]*\))", line) if part]
    return NoticeFacts(
        year=year,
        number=number,
        county=county,
        office=_office(county, "".join(lines)),
        mailbox=next((found[0] for line in lines for found in _MAIL.finditer(line)), ""),
        deadlines=_deadlines(sentences, year) if year else (),
        limit=_limit((plain(remark), *sentences), year) if year else None,
        extension=_extension(sentences, year) if year else None,
    )


def _number(texts: Iterable[str]) -> str:
    for text in texts:
        match = _NUMBER.search(re.sub(r"\s+", "", text))
        if match:
            return match[0]
    return ""


def _year(title: str, lines: Sequence[str], number: str) -> int | None:
    heads = [title, *(line for line in lines if "实事" in line and len(line) < 60), number, *lines]
    for head in heads:
        match = re.search(r"((?:19|20)\d{2})(?:年|〕|\]|\))", head)
        if match:
            return int(match[1])
    return None


def _county(title: str, lines: Sequence[str]) -> str:
    start = _COUNTY.match(title)
    if start:
        return _bare(start[0])
    heads = [found for line in lines if len(line) < 40 for found in _COUNTY.findall(line) if line.startswith(found)]
    names = Counter(_bare(found) for found in heads)
    return min(names, key=lambda name: (-names[name], -len(name), name)) if names else ""


def _bare(name: str) -> str:
    """Return the county without what lies above it: 广西壮族自治区鹿寨县 → 鹿寨县."""
    return _ABOVE.sub("", name) or name


def _office(county: str, text: str) -> str:
    if not county:
        return ""
    party = "县委督查室" in text and "政府督查室" not in text
    return f"中共{county}委督查室" if party else f"{county}人民政府督查室"


# -- dates -----------------------------------------------------------------------------------------------------------


def _dated(groups: Sequence[str | None], year: int) -> date | None:
    """Return the date of (year, month, day, 底); None = there is no such day."""
    stated, month, day, end = groups
    which = int(stated or year)
    number = int(month or 0)
    if not 1 <= number <= 12:
        return None
    last = monthrange(which, number)[1]
    wanted = last if end else int(day or 0)
    return date(which, number, wanted) if 1 <= wanted <= last else None


def _deadlines(sentences: Sequence[str], year: int) -> tuple[date, ...]:
    """Return the days on which reports are due: listed, else in a rhythm (每逢双月5日), else a single one."""
    reporting = [s for s in sentences if re.search(r"报送|上报|填报|报至|报到|报县|反馈", s) and "延期" not in s]
    listed = [_listed(match[0], year) for s in reporting for match in _LIST.finditer(s)]
    best: tuple[date, ...] = max(listed, key=len, default=())
    if best:
        return best
    for sentence in reporting:
        rhythm = _RHYTHM.search(sentence)
        if rhythm:
            return _rhythm(rhythm[1], int(rhythm[2]), sentence, year)
    singles = [_dated(match.groups(), year) for s in reporting for match in _SINGLE.finditer(s)]
    return tuple(day for day in singles[:1] if day)


def _listed(text: str, year: int) -> tuple[date, ...]:
    """Return the dates of a list; a month that is smaller than the one before lies in the next year."""
    days: list[date] = []
    for groups in re.findall(_DAY, text):
        which = int(groups[0]) if groups[0] else year
        day = _dated((str(which), *groups[1:]), year)
        if day and days and day <= days[-1] and not groups[0]:
            day = _dated((str(days[-1].year + 1), *groups[1:]), year)
        if day and (not days or day > days[-1]):
            days.append(day)
            year = day.year
    return tuple(days)


def _rhythm(kind: str, day: int, sentence: str, year: int) -> tuple[date, ...]:
    stated = _FROM.search(sentence)
    first = int(stated[1]) if stated else 1
    months = (m for m in range(first, 13) if kind == "月" or (m % 2 == 0) == (kind == "双月"))
    return tuple(date(year, m, min(day, monthrange(year, m)[1])) for m in months if day)


def _limit(sentences: Iterable[str], year: int) -> date | None:
    for sentence in sentences:
        for match in _LIMIT.finditer(sentence):
            day = _dated(match.groups()[:4], year)
            if day:
                return day
    return None


def _extension(sentences: Sequence[str], year: int) -> date | None:
    """Return the last day: "7月之前" is 30 June, "7月底前" 31 July, "6月30日前" 30 June."""
    for sentence in sentences:
        if not re.search(r"延期|调整", sentence) or not re.search(r"上报|报告|申请|提出|报送|报", sentence):
            continue
        months = re.search(r"(?:((?:19|20)\d{2})年)?(\d{1,2})月(?:份)?(?:之前|以前|前)", sentence)
        after = sentence[max(sentence.find("延期"), 0) :]
        for match in _SINGLE.finditer(after):
            day = _dated(match.groups(), year)
            if day:
                return day
        if months and 1 <= int(months[2]) <= 12:
            return date(int(months[1] or year), int(months[2]), 1) - timedelta(days=1)
    return None

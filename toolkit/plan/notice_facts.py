"""What the text of a notice says besides its table: year, number, deadlines, limits, county, mailbox. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from toolkit.plan.notice_dates import DAY, SINGLE, Rhythm, dated, report_days

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[(【]\s*((?:19|20)\d{2})\s*[〕\])】]\s*\d{1,4}\s*号")
_MAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LIMIT = re.compile(rf"{DAY}(?:之前|以前|前)?(?:全部|全面|基本|均|要|须|按时|保质保量)*(?:完成|完工|办结|竣工)")
_PLACES = "自治县|自治旗|林区|特区|县|市|区|旗"
_COUNTY = re.compile(rf"[\u4e00-\u9fff]{{1,10}}?(?:{_PLACES})(?=人民政府|(?:19|20)\d{{2}}年)")
_INSIDE = re.compile(
    rf"(?:[《“\"、,:(]|印发|关于|下达|贯彻|落实|做好|报送?|各|经|由|^)([\u4e00-\u9fff]{{1,8}}?(?:{_PLACES}))"
    r"(?=人民政府|委员会|政府|委办|(?:19|20)\d{2}年|民生实事|为民办实事|第十)"
)
_LEVEL_ONLY = re.compile(r"(?:全|本|各|我|该|省|市|县|区|旗)?(?:县|市|区|旗)")
_NO_PLACE = re.compile(r"[报将各至送由每和与及经向请对前按须应]|单位|部门|进展|情况|全")
_ABOVE = re.compile(r"^.*(?:省|自治区|自治州|地区|盟|市(?!中区))(?=[\u4e00-\u9fff]{2,})")
_DATED = re.compile(r"((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})日(?:印发)?")
_OFFICE = re.compile(
    r"(?:报|送|至|到|报送|由)(?:送|至|给)*([县区市旗州](?:委|政府|人民政府)[\u4e00-\u9fff]{0,6}?"
    r"(?:督查室|督查局|督考办|督查考核办公室|目标办|政府办公室|政府办))"
)
_LINE_MOST = 60


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
    rhythm: Rhythm
    limit: date | None
    """完成时限."""
    extension: date | None
    """Last day for asking for an extension."""
    sources: dict[str, str] = field(default_factory=dict)
    """Setting → the sentence that it was read from."""

    @property
    def deadlines(self) -> tuple[date, ...]:
        return self.rhythm.days


def plain(text: str) -> str:
    """Return text without white space, full-width letters and digits folded, for looking things up."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def read_facts(texts: Sequence[str], title: str, remark: str) -> NoticeFacts:
    """Read the notice's paragraphs; `title` is the table's, `remark` its 备注."""
    lines = [plain(text) for text in texts if text.strip()]
    head = plain(title)
    number = _number(texts)
    year, year_line = _year(head, lines, number)
    county, county_line = _county(head, lines)
    sentences = [part for line in lines for part in re.split(r"[。;!](?![^(]*\))", line) if part]
    mailbox, mail_line = next(((match[0], line) for line in lines for match in _MAIL.finditer(line)), ("", ""))
    office, office_line = _office(county, sentences)
    limit, limit_line = _limit((plain(remark), *sentences), year) if year else (None, "")
    extension, extension_line = _extension(sentences, year) if year else (None, "")
    sources = {
        "年度": year_line, "县名": county_line, "督查室": office_line, "通知文号": number, "邮箱": mail_line,
        "完成时限": limit_line, "延期申报截止": extension_line,
    }  # fmt: skip
    return NoticeFacts(
        year=year, number=number, county=county, office=office, mailbox=mailbox, limit=limit, extension=extension,
        rhythm=report_days(sentences, year, _issued(lines)) if year else Rhythm(), sources=sources,
    )  # fmt: skip


def _number(texts: Iterable[str]) -> str:
    for text in texts:
        match = _NUMBER.search(re.sub(r"\s+", "", text))
        if match:
            return match[0]
    return ""


def _year(title: str, lines: Sequence[str], number: str) -> tuple[int | None, str]:
    about = ("实事", "任务", "通知", "重点工作", "方案")
    heads = [title, *(line for word in about for line in lines if word in line and len(line) < _LINE_MOST), number, *lines]
    for head in heads:
        match = re.search(r"((?:19|20)\d{2})(?:年|〕|\]|\))", head)
        if match:
            return int(match[1]), head
    return None, ""


def _issued(lines: Sequence[str]) -> date | None:
    """Return the day of the notice: the last date that stands alone on a line."""
    dates = [match for line in lines for match in [_DATED.fullmatch(line)] if match]
    return dated((*dates[-1].groups(), None), 1) if dates else None


def _county(title: str, lines: Sequence[str]) -> tuple[str, str]:
    start = _COUNTY.match(title)
    if start:
        return _bare(start[0]), title
    heads = [
        (_bare(county), line) for line in lines if len(line) < 40 for county in _COUNTY.findall(line) if line.startswith(county)
    ]
    heads = heads or [(_bare(match[1]), line) for line in (title, *lines) for match in _INSIDE.finditer(line)]
    heads = [(name, line) for name, line in heads if not _LEVEL_ONLY.fullmatch(name) and not _NO_PLACE.search(name)]
    names = Counter(name for name, _ in heads)
    if not names:
        return "", ""
    best = min(names, key=lambda name: (-names[name], -len(name), name))
    return best, next(line for name, line in heads if name == best)


def _bare(name: str) -> str:
    """Return the county without what lies above it: 广西壮族自治区鹿寨县 → 鹿寨县."""
    return _ABOVE.sub("", name) or name


def _office(county: str, sentences: Sequence[str]) -> tuple[str, str]:
    for sentence in sentences:
        named = _OFFICE.search(sentence)
        if named and not county:
            return named[1], sentence
        if named:
            words = named[1][1:]
            full = f"中共{county}{words}" if words.startswith("委") else f"{county}{re.sub('^政府', '人民政府', words)}"
            return full, sentence
    if not county:
        return "", ""
    party = next((s for s in sentences if re.search(r"委督查室", s)), "")
    if party and not any("政府督查室" in s for s in sentences):
        return f"中共{county}委督查室", party
    return f"{county}人民政府督查室", next((s for s in sentences if "督查室" in s), "")


# -- dates -----------------------------------------------------------------------------------------------------------


def _limit(sentences: Iterable[str], year: int) -> tuple[date | None, str]:
    for sentence in sentences:
        for match in _LIMIT.finditer(sentence):
            day = dated(match.groups()[:4], year)
            if day:
                return day, sentence
    return None, ""


def _extension(sentences: Sequence[str], year: int) -> tuple[date | None, str]:
    """Return the last day: "7月之前" is 30 June, "7月底前" 31 July, "6月30日前" 30 June."""
    for sentence in sentences:
        if not re.search(r"延期|调整", sentence) or not re.search(r"上报|报告|申请|提出|报送|报", sentence):
            continue
        months = re.search(r"(?:((?:19|20)\d{2})年)?(\d{1,2})月(?:份)?(?:之前|以前|前)", sentence)
        after = sentence[max(sentence.find("延期"), 0) :]
        for match in SINGLE.finditer(after):
            day = dated(match.groups(), year)
            if day:
                return day, sentence
        if months and 1 <= int(months[2]) <= 12:
            return date(int(months[1] or year), int(months[2]), 1) - timedelta(days=1), sentence
    return None, ""

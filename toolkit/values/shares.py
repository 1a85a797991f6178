"""Which figure in words is the share done: 约65%, 还差25%, 计划80%，实际65% (DESIGN §7, Reading values). Pure.

Beside a figure nothing may stand but words that change nothing (总体完成65%); what says that it is left over (还差25%) gives the
rest. Further figures may stand beside it only where their own words say that they are of something else (计划80%), or the one
is called the whole (总体65%，土建90%). Any other word — behind, of a part, unknown — and it is asked for.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from toolkit.values.besides import LONGEST_REMARK, takes_back
from toolkit.values.dates import NAMED_DAY
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Lexicon, Sense
from toolkit.values.numbers import BRACKETED, NUMBER, PLAIN, decimal, spoken
from toolkit.values.numerals import CHINESE
from toolkit.values.texts import rounded

ONE = Decimal(1)
_SAME = Decimal("0.005")
BEYOND = late(r"超额")
_SPLIT = late(r"([,，。;；:：!！、])")
_SPELT = rf"{CHINESE}+(?:点{CHINESE}+)?"
_FIGURES = (
    late(rf"(?P<percent>{NUMBER}|{_SPELT})[多余]?%"),
    late(rf"百分之(?P<hundredths>{_SPELT}|\d+(?:\.\d+)?)"),
    late(rf"(?P<of>\d+|{CHINESE}+)分之(?P<parts>\d+|{CHINESE}+)"),
    late(r"(?P<top>\d{1,5})/(?P<bottom>\d{1,5})"),
    late(rf"(?P<tenths>\d(?:\.\d)?|10|{CHINESE})成(?P<rest>半|{CHINESE}|\d)?"),
    late(r"(?P<all>百分百|百分之百)"),
    late(r"(?P<half>一半|半数)"),
)
_NUMERAL = late(rf"[零〇]|(?!.$){_SPELT}")
"""A bare numeral is a share where it is 零 or has two characters: 七十, never 八."""
_MARKS = (
    r"(?<=[已早现])超(?=\||$)|^[~～≈]|>=|≥|>|(?<=完成)目标|。|\.$|-$|~$|(?<=[\d|十百%成半])[多余](?=\||$)"
    r"|(?<=完成)了?(?:全年|年度|本年度?|总)*(?:目标|计划|任务){1,2}(?:数|总?量)?的?(?=\||$)"
)
"""Signs and turns beside a figure that change nothing."""
_NAMES_FIGURE = late(rf"\d|%|(?<!完)成(?!立|功|员|果|本|效|品|熟)|分之|半数|一半|百分|^{CHINESE}+$")
_DAYS = late(rf"{NAMED_DAY}|20\d\d年")
_DETAILS = late(r"^(?:其中|包括|含)")
_WHOLE = late(r"总体|整体|总的?进度|总进度|累计|合计|总计|综合")
_BEHIND_PLAN = late(r"(?:滞后|落后|超前|高于|低于|快于|慢于)(?:于)?(?:计划|序时)[^\d]{0,6}\d+(?:\.\d+)?(?:%|个?百分点|个点)$")
_DOUBT = late(r"[?？\s]+")
_TWO_FIGURES = late(rf"(?:\d|{CHINESE})、(?:\d|{CHINESE})")
"""六、七成 is six or seven."""
_UNSAID = late(r"只|仅|完成|累计|总|整体|实际|目前|现|进度|达|剩|余|差|未|没")
"""Words by which a clause says itself what its figure is."""
_NOT_ALL = late(
    r"返工|返修|重做|不合格|不达标|[未不]通过|停工|除|不含|不包括|不计|差(?!异|错)|剩|余|[尚还仍]有|部分|个别|少数|大部|多数|[仅只]|基本|"
    r"未(?!验|经?验收|结|决|审|移|付|支付|拨|报|收|发生|发现|出现|影响)|没(?!有?问题)"
)
"""Beside 100%: not everything is done after all."""


@dataclass(frozen=True, slots=True)
class ShareWords:
    """What the words beside a figure do, by the office's lists."""

    harmless: re.Pattern[str]
    left: re.Pattern[str]
    undone: re.Pattern[str]
    of_others: re.Pattern[str]
    """20%（剩余）, 80%（计划数）: the remark takes the figure back."""
    of_part: re.Pattern[str]
    """60%（一期）, 土建，85%: the figure is of a part or of another thing."""
    beside: re.Pattern[str]
    """计划80%，实际65%: the clause tells another figure."""
    elsewhere: re.Pattern[str]
    """比计划慢，10%: what the clause before begins."""


@cache
def share_words(lexicon: Lexicon) -> ShareWords:
    """Return the patterns of the office's lists."""
    left, undone = (lexicon.pattern(sense) for sense in (Sense.SHARE_LEFT, Sense.SHARE_UNDONE))
    plain, others = lexicon.pattern(Sense.SHARE_PLAIN), lexicon.pattern(Sense.SHARE_OTHER)
    generic = {"施工", "建设", "改造", "整治", "实施"}
    things = (Sense.PART, Sense.PREPARING, Sense.PAPERWORK, Sense.WORK, Sense.SMALL_WORK)
    parts = "|".join(re.escape(word) for word in lexicon.words(*things) if word not in generic)
    count = r"\d|[一二三四五六七八九十]|[A-Za-z]|#|号|第"
    return ShareWords(
        harmless=re.compile(f"{_MARKS}|{plain}"),
        left=re.compile(rf"{left}|{undone}|^差|(?<![\d十百%成])余(?=约|的|$|\||\d|[一二三四五六七八九十])"),
        undone=re.compile(undone),
        of_others=re.compile(rf"(?:为|系|是)?(?:{others})(?:完成|[^\d成分半]){{0,6}}|{takes_back(lexicon).pattern}"),
        of_part=re.compile(
            rf"(?:[仅只为指系按含的]|其中|{count})*(?:{parts}|(?:{count})[标期区段])(?:{parts}|工程|部分|施工|建设|进度|完成|[率比例仅数计算的期标段号]|口径|工作|方面|{count})*"
        ),
        beside=re.compile(lexicon.pattern(Sense.SHARE_BESIDE)),
        elsewhere=re.compile(lexicon.pattern(Sense.BEHIND, Sense.COMPARED, Sense.SHARE_LEFT, Sense.SHARE_OTHER)),
    )


@dataclass(frozen=True, slots=True)
class _SharePart:
    text: str
    sign: str
    """The sign that ends it."""
    value: Decimal | None
    rest: bool
    """The value is what is left when the figure is taken off."""


def share_of(text: str, words: ShareWords) -> Decimal | None:
    """Return the one share done that the words name; None where none stands out, or something else is meant."""
    if _TWO_FIGURES.search(text):
        return None
    outside = BRACKETED.sub("", text)
    inside = [match[1] for match in BRACKETED.finditer(text)]
    if len(inside) == 1 and not words.harmless.sub("", outside).strip(":："):
        return share_of(inside[0], words)
    clauses = _clauses(outside, words)
    remarks = [*inside, *(clause.text for clause in clauses if clause.value is None)]
    short = [one for one in remarks if len(one) <= LONGEST_REMARK]
    if any(words.of_others.fullmatch(one) or words.of_part.fullmatch(one) for one in short) or _DOUBT.fullmatch(
        "".join(inside) or "-"
    ):
        return None
    value = _chosen(clauses, words)
    if value is None or (value == ONE and any(_NOT_ALL.search(one) for one in remarks)):
        return None
    repeated = [told for part in inside if (told := _figure_of(part, words)) is not None and not words.left.search(part)]
    return value if all(abs(told - value) < _SAME for told in repeated) else None


def _clauses(text: str, words: ShareWords) -> list[_SharePart]:
    pieces = [*_SPLIT.split(text), ""]
    clauses = []
    for part, sign in zip(pieces[::2], pieces[1::2], strict=True):
        if _DETAILS.match(part):
            break
        if part:
            value = _figure_of(part, words)
            clauses.append(_SharePart(part, sign, value, rest=value is not None and bool(words.left.search(part))))
    return clauses


def _chosen(clauses: list[_SharePart], words: ShareWords) -> Decimal | None:
    """Return the share of the one clause that is about what is done; what is left over must agree with it."""
    read = [clause for clause in clauses if clause.value is not None]
    whole = [clause for clause in read if _WHOLE.search(clause.text) and not clause.rest]
    direct = [clause for clause in read if not clause.rest and not _BEHIND_PLAN.search(clause.text)]
    if len(whole) == 1:
        read = [whole[0], *(clause for clause in read if clause.rest)]
    elif len(direct) > 1 or any(_tells_another(clause, words) for clause in clauses if clause.value is None):
        return None
    main = next(iter(whole or direct or read), None)
    if main is None or main.value is None or _labelled(clauses, main, words):
        return None
    told = [clause.value for clause in read if clause.value is not None]
    return main.value if all(abs(value - main.value) < _SAME for value in told) else None


def _tells_another(clause: _SharePart, words: ShareWords) -> bool:
    """Tell whether a clause names a figure of which its words do not say that it is of something else."""
    figure = _NAMES_FIGURE.search(_DAYS.sub("", clause.text))
    return bool(figure) and not (words.beside.search(clause.text) or _BEHIND_PLAN.search(clause.text))


def _labelled(clauses: list[_SharePart], main: _SharePart, words: ShareWords) -> bool:
    """Tell whether the clause before names what the figure is of: 合格率：98%, 进度滞后，10%."""
    place = clauses.index(main)
    before = clauses[place - 1] if place else None
    if before is None or before.value is not None:
        return False
    label = before.sign in {":", "："} and bool(words.harmless.sub("", before.text))
    return label or (bool(words.elsewhere.search(before.text)) and not _names(before) and not _UNSAID.search(main.text))


def _names(clause: _SharePart) -> bool:
    return bool(_NAMES_FIGURE.search(_DAYS.sub("", clause.text)))


def _figure_of(text: str, words: ShareWords) -> Decimal | None:
    """Return the share that one clause names and nothing else beside it."""
    for place, pattern in enumerate(_FIGURES):
        matches = list(pattern.finditer(text))
        if len(matches) == 1:
            return _meant(matches[0], text[: matches[0].start()], text[matches[0].end() :], words)
        if matches or place == len(_FIGURES) - 1:
            break
    core = words.harmless.sub("", text)
    if core.startswith("-") or words.left.search(text):
        return None
    value = decimal(core) if PLAIN.fullmatch(core) else spoken(core) if _NUMERAL.fullmatch(core) else None
    return None if value is None else as_share(value)


def as_share(value: Decimal) -> Decimal:
    """Return a number in words as a fraction: 85 and 0.85 are both 85%, 1 is all of it."""
    return value if value <= 1 else value / 100


def _meant(match: re.Match[str], before: str, after: str, words: ShareWords) -> Decimal | None:
    value = _figure(match)
    if value is None or (before[-1:].isascii() and before[-1:].isalnum()):
        return None
    beside = f"{before}|{after}"
    left = bool(words.left.search(before) or words.undone.match(after))
    if left and (not words.harmless.sub("", words.left.sub("", beside)).replace("|", "").strip("没有未做")) and value <= 1:
        return ONE - value
    if BEYOND.search(beside):
        return (value if value > 1 else 1 + value) if not words.harmless.sub("", BEYOND.sub("", beside)).strip("|") else None
    return None if left or words.harmless.sub("", beside).strip("|") else value


def _figure(match: re.Match[str]) -> Decimal | None:
    named = match.groupdict()
    if figure := named.get("percent"):
        value = decimal(figure) if PLAIN.fullmatch(figure) else spoken(figure)
        return None if value is None else value / 100
    if named.get("hundredths"):
        value = spoken(named["hundredths"])
        return None if value is None else value / 100
    if named.get("all"):
        return ONE
    if named.get("half"):
        return Decimal("0.5")
    if named.get("tenths"):
        whole, rest = spoken(named["tenths"]), Decimal(5) if named["rest"] == "半" else spoken(named["rest"] or "0")
        return None if whole is None or rest is None else whole / 10 + rest / 100
    top, bottom = (named.get("parts"), named.get("of")) if named.get("of") else (named.get("top"), named.get("bottom"))
    return _fraction(spoken(str(top)), spoken(str(bottom)))


def _fraction(top: Decimal | None, bottom: Decimal | None) -> Decimal | None:
    if top is None or not bottom or top > bottom:
        return None
    return rounded(top / bottom, 4)

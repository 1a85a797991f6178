"""A clause cut into words: the longest that the lists know, numbers with their units, dates, and the rest. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from toolkit.values.lexicon import Lexicon, Sense
from toolkit.values.likeness import DATE

_UNITS = (Sense.MEASURE, Sense.HEAD, Sense.PIECE, Sense.ANY_PIECE, Sense.CASE, Sense.TIMES, Sense.MONEY_UNIT, Sense.OTHER_UNIT)
_NOT_BEFORE = {"尾": "水款工数气", "起": "来点步用", "面": "积", "方": "案式面法", "部": "分门位"}
"""尾水, 起来, 面积 are no units; what stands behind tells them."""
_FINISHING = re.compile(r"完毕|到位|完成|结束|完(?!善|整)|好(?!转|评|的)|齐(?!全)|毕(?!业)|完工|妥(?!善)")
"""Behind a word of work: 铺设完毕, 装好."""
_SINGLE = re.compile(
    r"(?:[竖换打建修装铺挖砌刷贴栽种拆架接焊浇立亮盖搭补发设](?:完毕|完|好|齐|起来|到位|上|成)|"
    r"[办做弄]完|[用喝住吃走坐]上|[清挖铺修建砌]出|[立建盖搭砌竖架装铺种挂]了起来)"
    r"(?!善|整|全|转|评)了?"
)
"""One character is a doing only with its end: 换好, 亮起来了."""
_SINGLE_UNDONE = re.compile(r"[完画划修装铺接换拆打发通亮开建做种栽砌挖浇架立盖补焊设搭动教拍](?=$|[完好齐成的通上到])")
_SINGLE_DONE = re.compile(r"[换打建修装铺挖砌刷贴栽种架焊浇盖搭补做发拍教送](?=了)")
_LACKING = re.compile(r"(?<![相误时落温偏逆价])[缺差欠](?=\d)")
_BUSY = re.compile(
    r"(?<=[个处所户人名套座盏条间台辆栋幢家村口件场校部级道里])在"
    r"(?![建做施于册校编岗外内此逃线园位网]|[^,]{0,8}(?:[村镇乡街路屯县校]|[内里上中]$)|[^,]{1,6}前)"
)


_BEFORE_DATES = frozenset("今去本第")
"""What a date begins with that does not begin with a digit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of a clause; `number` None = a word, a date or the rest."""

    text: str
    start: int
    senses: frozenset[Sense] = frozenset()
    number: Decimal | None = None
    unit: str = ""
    date: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def among(self, *senses: Sense) -> bool:
        return not self.senses.isdisjoint(senses)


@cache
def _quantity(units: tuple[str, ...]) -> re.Pattern[str]:
    """Return a number with its unit, longest first: the groups of units may hold the office's own."""
    known = "|".join(re.escape(unit) + (f"(?![{_NOT_BEFORE[unit]}])" if unit in _NOT_BEFORE else "") for unit in units)
    return re.compile(rf"(?:百分之)?(\d+(?:\.\d+)?)(?:多|余|来)?({known}|%|℅)?")


def cut(text: str, lexicon: Lexicon) -> tuple[Token, ...]:
    """Return the clause's tokens in order; together they are the clause."""
    return tuple(_joined(_pieces(text, lexicon)))


def _pieces(text: str, lexicon: Lexicon) -> Iterator[Token]:
    place, denied = 0, False
    quantity = _quantity(lexicon.words(*_UNITS))
    while place < len(text):
        first = text[place]
        token = (
            (_dated(text, place) if first in _BEFORE_DATES or first.isdecimal() else None)
            or (_counted(text, place, quantity) if first == "百" or first.isdecimal() else None)
            or (_busy(text, place) if first == "在" else None)
            or (_lacking(text, place) if first in "缺差欠" else None)
            or _known(text, place, lexicon)
        )
        if token is None and denied:
            undone = _SINGLE_UNDONE.match(text, place)
            token = Token(text=undone[0], start=place, senses=frozenset({Sense.WORK})) if undone else None
        denied = token is not None and Sense.NOT in token.senses
        yield token or Token(text=first, start=place)
        place = token.end if token else place + 1


def _dated(text: str, place: int) -> Token | None:
    match = DATE.match(text, place)
    return Token(text=match[0], start=place, date=True) if match else None


def _counted(text: str, place: int, quantity: re.Pattern[str]) -> Token | None:
    match = quantity.match(text, place)
    if not match or (place and (text[place - 1].isdigit() or text[place - 1] == ".")):
        return None
    unit = "%" if match[0].startswith("百分之") or match[2] == "℅" else match[2] or ""
    return Token(text=match[0], start=place, number=Decimal(match[1]), unit=unit)


def _busy(text: str, place: int) -> Token | None:
    """11户在盖瓦: behind a number 在 is 正在, unless a place follows."""
    match = _BUSY.match(text, place)
    return Token(text=match[0], start=place, senses=frozenset({Sense.NOW})) if match else None


def _lacking(text: str, place: int) -> Token | None:
    """缺1台, 差2户: so much is left over."""
    lacking = _LACKING.match(text, place)
    return Token(text=lacking[0], start=place, senses=frozenset({Sense.REST})) if lacking else None


def _known(text: str, place: int, lexicon: Lexicon) -> Token | None:
    for size in lexicon.sizes.get(text[place], ()):
        word = text[place : place + size]
        senses = lexicon.senses.get(word)
        if senses:
            done = _FINISHING.match(text, place + size) if Sense.WORK in senses or Sense.SMALL_WORK in senses else None
            if done:
                return Token(text=word + done[0], start=place, senses=frozenset({Sense.FINISH}))
            return Token(text=word, start=place, senses=senses)
    if ended := _SINGLE.match(text, place):
        return Token(text=ended[0], start=place, senses=frozenset({Sense.FINISH}))
    if done := _SINGLE_DONE.match(text, place):
        return Token(text=done[0], start=place, senses=frozenset({Sense.WORK}))
    return None


def _joined(tokens: Iterator[Token]) -> Iterator[Token]:
    """Put characters that no list knows together."""
    rest: list[Token] = []
    for token in tokens:
        if not token.senses and token.number is None and not token.date:
            rest.append(token)
            continue
        if rest:
            yield _one(rest)
            rest = []
        yield token
    if rest:
        yield _one(rest)


def _one(rest: Sequence[Token]) -> Token:
    return rest[0] if len(rest) == 1 else Token(text="".join(token.text for token in rest), start=rest[0].start)

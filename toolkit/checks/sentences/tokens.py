"""A clause cut into words: the longest that the lists know, numbers with their units, dates, and the rest. Pure."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache, partial
from typing import NamedTuple

from toolkit.values.lexicon import Lexicon, Sense
from toolkit.values.likeness import DATE

_UNITS = (Sense.MEASURE, Sense.HEAD, Sense.PIECE, Sense.ANY_PIECE, Sense.CASE, Sense.TIMES, Sense.MONEY_UNIT, Sense.OTHER_UNIT)
_NOT, _WORK, _SMALL_WORK = Sense.NOT, Sense.WORK, Sense.SMALL_WORK
"""Members looked up once: to ask an enum for one takes as long as a call (Python 3.11)."""
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
_ENDED = frozenset("竖换打建修装铺挖砌刷贴栽种拆架接焊浇立亮盖搭补发设办做弄用喝住吃走坐清挂")
"""What the pattern can begin with."""
_SINGLE_UNDONE = re.compile(r"[完画划修装铺接换拆打发通亮开建做种栽砌挖浇架立盖补焊设搭动教拍](?=$|[完好齐成的通上到])")
_BEGUN = "换打建修装铺挖砌刷贴栽种架焊浇盖搭补做发拍教送"
_SINGLE_DONE = re.compile(rf"[{_BEGUN}](?=了)")
_LACKING = re.compile(r"(?<![相误时落温偏逆价])[缺差欠](?=\d)")
_BUSY = re.compile(
    r"(?<=[个处所户人名套座盏条间台辆栋幢家村口件场校部级道里])在"
    r"(?![建做施于册校编岗外内此逃线园位网]|[^,]{0,8}(?:[村镇乡街路屯县校]|[内里上中]$)|[^,]{1,6}前)"
)


_IN_DATES = re.compile("[月年季日号./-]")
"""One of these stands in every date."""
_BEFORE_DATES = frozenset("今去本第")
"""What a date begins with that does not begin with a digit."""


class Token(NamedTuple):
    """A piece of a clause; `number` None = a word, a date or the rest. There are a hundred a sheet: a tuple is made fast."""

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
    """Return the clause's tokens in order; together they are the clause. Characters that no list knows stay together."""
    readers, tokens = _beginnings(lexicon), list[Token]()
    place, known, end = 0, 0, len(text)
    denied = False
    while place < end:
        token = None
        tried = readers[text[place]]
        if not (tried or denied):
            place += 1
            continue
        for read in tried:
            token = read(text, place, lexicon)
            if token is not None:
                break
        if token is None and denied:
            token = _undone(text, place)
        denied = token is not None and _NOT in token.senses
        if token is None:
            place += 1
            continue
        if known < place:
            tokens.append(Token(text[known:place], known))
        tokens.append(token)
        place = known = place + len(token.text)
    if known < place:
        tokens.append(Token(text[known:], known))
    return tuple(tokens)


_Reader = Callable[[str, int, Lexicon], Token | None]


class _Beginnings(dict[str, tuple[_Reader, ...]]):
    """First character → what a token that begins with it can be, in the order in which it is tried; nothing of most."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._words = frozenset(lexicon.sizes)
        self._counted = partial(_counted, _quantity(lexicon.words(*_UNITS)))

    def __missing__(self, first: str) -> tuple[_Reader, ...]:
        digit = first.isdecimal()
        tried: tuple[tuple[_Reader, bool], ...] = (
            (_dated, digit or first in _BEFORE_DATES),
            (self._counted, digit or first == "百"),
            (_busy, first == "在"),
            (_lacking, first in "缺差欠"),
            (_known, first in self._words),
            (_ended, first in _ENDED or first in _BEGUN),
        )
        readers = self[first] = tuple(reader for reader, begins in tried if begins)
        return readers


_beginnings = cache(_Beginnings)


def _dated(text: str, place: int, _: Lexicon) -> Token | None:
    match = DATE.match(text, place) if _IN_DATES.search(text, place) else None
    return Token(match[0], place, date=True) if match else None


def counted_in(text: str, lexicon: Lexicon) -> Iterator[Token]:
    """Yield all that has a number and a unit, dates too: more than `cut` takes for an amount, never less."""
    for match in _quantity(lexicon.words(*_UNITS)).finditer(text):
        if match[2] is not None:
            yield Token(match[0], match.start(), number=Decimal(match[1]), unit=match[2])


def _counted(quantity: re.Pattern[str], text: str, place: int, _: Lexicon) -> Token | None:
    match = quantity.match(text, place)
    if not match or (place and (text[place - 1].isdigit() or text[place - 1] == ".")):
        return None
    unit = "%" if match[0].startswith("百分之") or match[2] == "℅" else match[2] or ""
    return Token(match[0], place, number=Decimal(match[1]), unit=unit)


def _busy(text: str, place: int, _: Lexicon) -> Token | None:
    """11户在盖瓦: behind a number 在 is 正在, unless a place follows."""
    match = _BUSY.match(text, place)
    return Token(match[0], place, _OF[Sense.NOW]) if match else None


def _lacking(text: str, place: int, _: Lexicon) -> Token | None:
    """缺1台, 差2户: so much is left over."""
    lacking = _LACKING.match(text, place)
    return Token(lacking[0], place, _OF[Sense.REST]) if lacking else None


def _known(text: str, place: int, lexicon: Lexicon) -> Token | None:
    """Return the longest word that the lists know; one of work with its end behind it is finished."""
    for size in lexicon.sizes[text[place]]:
        word = text[place : place + size]
        senses = lexicon.senses.get(word)
        if senses:
            done = _FINISHING.match(text, place + size) if _WORK in senses or _SMALL_WORK in senses else None
            return Token(word + done[0], place, _OF[Sense.FINISH]) if done else Token(word, place, senses)
    return None


def _ended(text: str, place: int, _: Lexicon) -> Token | None:
    """Return one character that is a doing by what stands behind it."""
    if ended := _SINGLE.match(text, place):
        return Token(ended[0], place, _OF[Sense.FINISH])
    if done := _SINGLE_DONE.match(text, place):
        return Token(done[0], place, _OF[Sense.WORK])
    return None


def _undone(text: str, place: int) -> Token | None:
    """Return one character that is a doing behind a denial."""
    undone = _SINGLE_UNDONE.match(text, place)
    return Token(undone[0], place, _OF[Sense.WORK]) if undone else None


_OF = {sense: frozenset({sense}) for sense in Sense}

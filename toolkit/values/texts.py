"""Text of a cell: cleaning (DESIGN §5), folding for comparison, showing a value as its sender sees it. Pure."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from toolkit.nouns.answer import Answer
from toolkit.nouns.cells import Cell, CellKind, Value
from toolkit.nouns.fields import Field, Type
from toolkit.values.glyphs import marks_aside, spelt
from toolkit.values.late_patterns import late
from toolkit.values.widths import half_width

_TEXT, _DATE, _PICTURE = CellKind.TEXT, CellKind.DATE, CellKind.PICTURE
"""Members looked up once: to ask an enum for one takes as long as a call (Python 3.11)."""
_BREAK = re.compile(r"_x000[Bb]_|\r\n|_x000[Dd]_\n?|[\r\x0b\x0c\x85\u2028\u2029]")
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f]|7[Ff])_")
_SPACES = {0x00A0: " "}
_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u180e\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ODD = re.compile("_x00|[\x00-\x09\x0b-\x1f\x7f-\xa0\u180e\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]")
"""What `clean` has to look at; nearly every text has none of it."""
_KEPT_UP_TO = 1_000
"""Characters of a text that is folded once for all who ask for it."""
_LONGEST_FIGURE = 300
"""Characters, remarks in brackets included."""
_LINE_END = re.compile(r"[ \t]*\n\s*")
_STOPS = ",。、;:()%.-"
"""The usual ones, in half width."""
_STOP = late(r"(?<!\d)[,，。;；!！?？、]|[,，。;；!！?？](?!\d)|(?<=[^\s])[（(](?=.)")
_LONGEST_CLAUSE = 120
_SHORT = 40
EPOCH = date(1899, 12, 30)
"""Day 0 of Excel."""
SERIALS = range(36_526, 73_051)
"""Numbers that are days of this century where a day is asked."""
_MISREAD_YEAR = 1905
"""Excel shows 2022.4 in a cell formatted as a date as a day of this year."""
_DATE_CODE = late(r'"([^"]*)"|\\(.)|yyyy|yy|mm?|dd?|@', re.IGNORECASE)
"""What a number format of days is made of."""
_JOINER = "\u200d"
_NO_SIGN = late(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def clean(text: str) -> str:
    """Return the text trimmed and free of what nobody can see; line breaks become "\\n"; nothing else changes."""
    return _clean_once(text) if len(text) <= _KEPT_UP_TO else _clean(text)


def _clean(text: str) -> str:
    if (text.isprintable() and "_x00" not in text) or not _ODD.search(text):
        return text.strip()
    broken = _BREAK.sub("\n", text)
    decoded = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), broken).translate(_SPACES)
    kept = (c for i, c in enumerate(decoded) if not _invisible(decoded, i))
    return "".join(kept).strip()


_clean_once = lru_cache(maxsize=4096)(_clean)


def _invisible(text: str, place: int) -> bool:
    char = text[place]
    if char == _JOINER:
        return not (_pictorial(text[place - 1 : place]) and _pictorial(text[place + 1 : place + 2]))
    return char in _INVISIBLE or (unicodedata.category(char) == "Cc" and char != "\n")


def _pictorial(char: str) -> bool:
    """Tell whether a joiner may stand beside this character: emoji, skin tones and variation selectors."""
    return bool(char) and (unicodedata.category(char) in {"So", "Sk"} or char in "\ufe0f\u2640\u2642\u20e3")


def fold(text: str) -> str:
    """Return the text in half-width form without any white space, as numbers, dates and choices are read."""
    return _fold_once(text) if len(text) <= _KEPT_UP_TO else _fold(text)


def _fold(text: str) -> str:
    return "".join(half_width(text).split())


_fold_once = lru_cache(maxsize=2048)(_fold)


def legible(text: str) -> str:
    """Return the folded text of a cell that should hold a number or a date; "" where it is no such thing at all."""
    return _legible_once(text) if len(text) <= _SHORT else _legible(text)


def _legible(text: str) -> str:
    folded = spelt(fold(marks_aside(clean(text))))
    return "" if len(folded) > _LONGEST_FIGURE or re.search(r"\d{16}", folded) else folded


_legible_once = lru_cache(maxsize=1024)(_legible)


class Sieve(dict[int, str | None]):
    """A table for `str.translate` that leaves out what a test does not keep; each sign is asked about once.

    The test keeps all letters and digits: most texts are nothing else once the usual stops are gone, which a look tells.
    """

    def __init__(self, keeps: Callable[[str], bool]) -> None:
        super().__init__()
        self._keeps = keeps
        self._stops = tuple(stop for stop in _STOPS if not keeps(stop))

    def sifted(self, text: str) -> str:
        """Return what `translate` makes of the text."""
        if text.isalnum():
            return text
        for stop in self._stops:
            text = text.replace(stop, "")
        return text if text.isalnum() else text.translate(self)

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        kept = self[code] = sign if self._keeps(sign) else None
        return kept


_BARE = Sieve(lambda c: unicodedata.category(c)[0] not in "PZ" and c not in "~|`^×√")


def bare(text: str) -> str:
    """Return the folded text without punctuation: what is left of "— —" is "", of "无。" is "无"."""
    return _bare_once(text) if len(text) <= _KEPT_UP_TO else _BARE.sifted(_fold(text))


@lru_cache(maxsize=2048)
def _bare_once(text: str) -> str:
    return _BARE.sifted(_fold_once(text))


def quotable(text: str, limit: int = _SHORT) -> str:
    """Return the text on one line as a message quotes it: of a long one its first whole clauses, never cut inside a clause.

    Only what runs on for 120 characters without a stop is cut, and then without a mark that the sender did not write.
    """
    line = _LINE_END.sub(" ", text.strip())
    if len(line) <= limit:
        return line
    ends = [match.start() for match in _STOP.finditer(line)]
    within = [end for end in ends if 0 < end <= limit]
    first = within[-1] if within else next((end for end in ends if end), len(line))
    return line[: min(first, _LONGEST_CLAUSE)]


def from_where_they_differ(one: str, other: str) -> tuple[str, str]:
    """Return two long texts without the clauses with which both begin, so that a quotation shows the difference."""
    if max(len(one), len(other)) <= _SHORT:
        return one, other
    same = 0
    for place, pair in enumerate(zip(one, other, strict=False)):
        if pair[0] != pair[1]:
            break
        same = place + 1 if _STOP.match(one, place) else same
    return (one[same:], other[same:]) if one[same:].strip() and other[same:].strip() else (one, other)


def plain(number: Decimal) -> str:
    """Return 120 for 1.2E+2 and 0.5 for 0.50."""
    return f"{number.normalize() + 0:f}"


def rounded(number: Decimal, places: int) -> Decimal:
    """Round as people do (四舍五入); a number of more than 20 digits stays as it is."""
    if number.adjusted() > 20:
        return number
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def show_percent(fraction: Decimal | None, places: int = 0) -> str:
    """Return 0.845 → "85%", rounded half up to `places` decimals; None → ""."""
    return "" if fraction is None else f"{rounded(fraction * 100, places):f}%"


def exact_percent(fraction: Decimal) -> str:
    """Return 0.984 → "98.4%", at most two decimals; more, up to six, where it would be "100%" or "0%" and is only nearly so."""
    points = fraction * 100
    shorter = (rounded(points, places) for places in (2, 3, 4, 5, 6))
    short = next((text for text in shorter if text == points or text not in {0, 100}), rounded(points, 6))
    return f"{plain(short)}%"


def show(answer: Answer, field: Field) -> str:
    """Return an answer as people write it: 85%, 2022-09-30, 120; None → ""."""
    if answer is None:
        return ""
    if isinstance(answer, Decimal):
        return exact_percent(answer) if field.type is Type.PERCENT else plain(answer)
    return answer.isoformat() if isinstance(answer, date) else answer


def typed_number(value: Value) -> Value:
    """Return the 2022.4 that was typed where a date format makes a day of 1905 of it; anything else as it is."""
    if not isinstance(value, date) or value.year != _MISREAD_YEAR:
        return value
    seconds = value.hour * 3600 + value.minute * 60 + value.second if isinstance(value, datetime) else 0
    days = (date(value.year, value.month, value.day) - EPOCH).days
    return rounded(Decimal(days) + Decimal(seconds) / 86_400, 2)


def shown_cell(cell: Cell) -> str:
    """Return what the cell shows its sender, cleaned: numbers by their format, dates as 2022-09-30."""
    value = cell.value
    if type(value) is str and cell.kind is _TEXT and not cell.words:
        return _clean_once(value) if len(value) <= _KEPT_UP_TO else _clean(value)
    value = cell.value if cell.kind is not _DATE else typed_number(cell.value)
    if cell.words:
        return clean(cell.words)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return plain(value) if cell.kind is _DATE else shown_number(value, cell.number_format)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return "图片" if cell.kind is _PICTURE else clean(value or "")


def seen(cell: Cell) -> str:
    """Return what the cell shows for quoting it: a day in a Chinese format as that shows it (3月4日), else as `shown_cell`."""
    if cell.kind is not _DATE:
        return shown_cell(cell)
    day = typed_number(cell.value)
    code = re.sub(r"\[[^\]]*\]", "", cell.number_format.split(";", maxsplit=1)[0])
    if not isinstance(day, date) or not re.search("[月日]", code):
        return shown_cell(cell)
    parts = {"yyyy": f"{day.year}", "yy": f"{day.year % 100:02d}", "mm": f"{day.month:02d}", "m": f"{day.month}"}
    parts |= {"dd": f"{day.day:02d}", "d": f"{day.day}", "@": ""}
    words = _DATE_CODE.sub(lambda match: match[1] or match[2] or parts.get(match[0].lower(), ""), code)
    return words if re.fullmatch(r"[\d年月日号/.\- ]+", words) else shown_cell(cell)


def shown_number(value: Decimal, number_format: str) -> str:
    """Return a number the way a usual format shows it (0% 0.00 #,##0 0000); any other format: plainly."""
    look, places = _look(number_format)
    if look == "%":
        return show_percent(value, places)
    if look == "00" and value == value.to_integral_value():
        return f"{int(value):0{places}d}"
    if look == "#,##0":
        return f"{rounded(value, places):,f}"
    return f"{rounded(value, places):f}" if look == "0.0" else plain(value)


@lru_cache(maxsize=512)
def _look(number_format: str) -> tuple[str, int]:
    """Return how a format shows a number ("" = plainly), and how many places it has; of 0000 how many digits."""
    code = number_format.split(";", maxsplit=1)[0].strip()
    places = len(match[1]) if (match := re.search(r"\.([0#]+)", code)) else 0
    if is_percent_format(code):
        return "%", places
    if re.fullmatch(r"0{2,}", code):
        return "00", len(code)
    if re.fullmatch(r"#,##0(\.0+)?_?\s?", code):
        return "#,##0", places
    return ("0.0" if re.fullmatch(r"0\.0+_?\s?", code) else ""), places


def is_percent_format(number_format: str) -> bool:
    """Tell whether a number in this format shows with a percent sign."""
    return "%" in format_signs(number_format)


def format_signs(number_format: str) -> str:
    """Return what a format shows of a number above zero, without texts, colours, conditions and gaps."""
    return _NO_SIGN.sub("", number_format).split(";", maxsplit=1)[0]

"""How the edition's table is laid out on paper: widths that follow the text, long rows in parts that repeat who they are. Pure.

Word tears a long row anywhere and does not say on the next page whose it is: a row that is more than a third of a page is
cut into several, each with its 序号 and 立项名称.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.nouns.fields import Type
from toolkit.outputs.public.fields import CONTENT, HOSTS, LIMIT, NUMBER, PROJECT, PublicColumn
from toolkit.values.meaning import PERCENT, STATUS

ROOM = 257
"""Millimetres between the margins of a lying A4."""
_MOST = {NUMBER: 20, PROJECT: 30, HOSTS: 26, LIMIT: 33, STATUS: 38, PERCENT: 36}
_LEAST = {NUMBER: 14, PROJECT: 20, HOSTS: 18, LIMIT: 22, STATUS: 20, PERCENT: 20}
_NARROWEST, _SHORT = 30, 26
_MARGIN = 4
"""Millimetres of a cell that are not text."""
_LINES = 11
"""Lines of a row's part: three of them and the head fill a page of small type."""
_OVER = 6
"""Lines more than that which stay with their row: a part of less is no help."""
_WHOLE = 25
"""Lines of a narrow column that stay together: a page."""
REPEATED = (NUMBER, PROJECT)
"""Columns that a row's part repeats."""
_LONG = 150
"""Characters of an average text from which the table is set in small type."""


@dataclass(frozen=True, slots=True)
class TableType:
    """The type that the table is set in, in points."""

    size: float
    pitch: float

    @property
    def letter(self) -> float:
        """Millimetres of a Chinese character."""
        return self.size * 0.3528


Cells = tuple[tuple[str, ...], ...]
"""The paragraphs of each cell of a row."""


def type_of(columns: Sequence[PublicColumn], rows: Sequence[Cells]) -> TableType:
    """Return the type: small where the texts are long."""
    longest = max((_length(rows, place) / max(len(rows), 1) for place, _ in enumerate(columns)), default=0)
    return TableType(9, 13) if longest > _LONG else TableType(10.5, 16)


def widths(columns: Sequence[PublicColumn], rows: Sequence[Cells], face: TableType) -> list[float]:
    """Return millimetres that add up to the page: narrow columns as wide as they need, long texts share by their length."""
    widths: list[float] = []
    for place, column in enumerate(columns):
        if column.key in _MOST:
            longest = max((len(text) for row in rows for text in row[place]), default=0)
            wanted = longest * face.letter + _MARGIN
            widths.append(min(max(wanted, _LEAST[column.key]), _MOST[column.key]))
        else:
            widths.append(0 if column.key == CONTENT or column.type is Type.TEXT else _SHORT)
    free = [place for place, width in enumerate(widths) if not width]
    if not free:
        return [width * ROOM / sum(widths) for width in widths]
    rest = max(ROOM - sum(widths), _NARROWEST * len(free))
    lengths = [max(_length(rows, place), 1) for place in free]
    spare = rest - _NARROWEST * len(free)
    for place, length in zip(free, lengths, strict=True):
        widths[place] = _NARROWEST + spare * length / sum(lengths)
    return [width * ROOM / sum(widths) for width in widths]


def _length(rows: Sequence[Cells], place: int) -> int:
    return sum(len(text) for row in rows for text in row[place])


@dataclass(frozen=True, slots=True)
class ContinuedRow:
    """What of a long row goes on below it: one cell over all columns behind the repeated ones."""

    head: str
    """The column that goes on."""
    paragraphs: tuple[str, ...]


def torn(
    columns: Sequence[PublicColumn], row: Cells, wide: Sequence[float], face: TableType
) -> tuple[Cells, tuple[ContinuedRow, ...]]:
    """Return the row as far as it is short, and what goes on below, a column after the other."""
    cut = [
        _cut(texts, _characters(width, face), _room(texts, _characters(width, face)) if column.key not in _MOST else _WHOLE)
        for column, texts, width in zip(columns, row, wide, strict=True)
    ]
    over = sum(width for column, width in zip(columns, wide, strict=True) if column.key not in REPEATED)
    below = [
        ContinuedRow(column.key, piece)
        for column, texts, pieces in zip(columns, row, cut, strict=True)
        if len(pieces) > 1
        for piece in _cut(_left(texts, pieces[0]), _characters(over, face), _LINES)
    ]
    return tuple(pieces[0] for pieces in cut), tuple(below)


def _room(texts: Sequence[str], wide: int) -> int:
    """Return the lines of a row's first part: all there are where hardly any would go on below."""
    lines = sum(-(-len(text) // wide) for text in texts)
    return lines if lines <= _LINES + _OVER else _LINES


def _characters(width: float, face: TableType) -> int:
    return max(int((width - _MARGIN) / face.letter), 1)


def _left(texts: Sequence[str], told: Sequence[str]) -> list[str]:
    """Return the paragraphs that are not told yet."""
    spent = sum(map(len, told))
    left = []
    for text in texts:
        if spent < len(text):
            left.append(text[spent:])
        spent = max(spent - len(text), 0)
    return left


def _cut(texts: Sequence[str], wide: int, room: int) -> list[tuple[str, ...]]:
    """Return a cell's paragraphs in pieces of `room` lines; a paragraph is cut between characters, nothing is added."""
    pieces: list[list[str]] = [[]]
    left = room
    for text in texts:
        rest = text
        while rest:
            if left <= 0:
                pieces.append([])
                left = room
            lines = -(-len(rest) // wide)
            taken = rest if lines <= left else rest[: _end(rest, left * wide)]
            pieces[-1].append(taken)
            left = left - lines if taken == rest else 0
            rest = rest[len(taken) :]
    return [tuple(piece) for piece in pieces]


def _end(text: str, most: int) -> int:
    """Return where to cut: behind the last full stop that fits, else behind the last comma, else anywhere."""
    for signs in ("。；！？", "，、"):
        place = max(text.rfind(sign, most // 2, most) for sign in signs)
        if place >= 0:
            return place + 1
    return most

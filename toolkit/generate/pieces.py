"""A member with gaps: its XML cut at the places where a form's own values go, and how each gap is filled."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree

from toolkit.form.placeholder import Name, Part
from toolkit.generate.fillings import FormFacts, clean, escaped, serial
from toolkit.generate.heights import HIGHEST, Box, needed, pieces
from toolkit.generate.styles import Look
from toolkit.nouns.docket import Answer
from toolkit.ooxml.package import Element, dump_xml

TARGET = "duban-gap"
_GAP = re.compile(rb"<\?duban-gap ([0-9]+)\?>")
_ROW_GAP = re.compile(rb"<\?duban-gap r([0-9]+)\?><((?:[A-Za-z_][\w.-]*:)?row)(?=[ />])")

Gap = Callable[[FormFacts], str]


class TooHigh(Exception):
    """An item does not fit into one row."""


@dataclass(frozen=True, slots=True)
class GappedMember:
    """One member's XML: fixed bytes and gaps, alternating, beginning and ending with bytes."""

    fixed: tuple[str, ...]
    gaps: tuple[Gap, ...]

    def fill(self, facts: FormFacts) -> bytes:
        pieces = [self.fixed[0]]
        for gap, text in zip(self.gaps, self.fixed[1:], strict=True):
            pieces.append(gap(facts))
            pieces.append(text)
        return "".join(pieces).encode()


class Gaps:
    """Collects gaps while a tree is being prepared; each is marked in the tree by a processing instruction."""

    def __init__(self) -> None:
        self.gaps: list[Gap] = []

    def mark(self, gap: Gap) -> Element:
        self.gaps.append(gap)
        return etree.ProcessingInstruction(TARGET, str(len(self.gaps) - 1))

    def mark_row(self, gap: Gap) -> Element:
        """Mark a gap for the attributes of the row that follows the instruction."""
        self.gaps.append(gap)
        return etree.ProcessingInstruction(TARGET, f"r{len(self.gaps) - 1}")

    def cut(self, root: Element) -> GappedMember:
        data = _ROW_GAP.sub(rb"<\2<?duban-gap \1?>", dump_xml(root))
        pieces = _GAP.split(data)
        texts = tuple(piece.decode() for piece in pieces[::2])
        return GappedMember(texts, tuple(self.gaps[int(number)] for number in pieces[1::2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextGap:
    """A value inside a longer text."""

    name: Name
    row: int | None
    doubled: bool = False
    """In a page header & is written twice."""

    def __call__(self, facts: FormFacts) -> str:
        text = facts.text(self.name, self.row)
        return escaped(text.replace("&", "&&") if self.doubled else text)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellGap:
    """A whole cell that holds one value: a number or a date where the cell's format shows one, else a text."""

    name: Name
    row: int | None
    tag: str
    """"c", with the template's prefix."""
    head: str
    """Attributes r and s, ready to print."""
    look: Look
    from_1904: bool
    part: tuple[int, int, Box] | None = None
    """(which, of how many, room) of the pieces into which a long text is cut; None = the whole."""

    def __call__(self, facts: FormFacts) -> str:
        value = facts.value(self.name, self.row)
        number = self._number(value, percent=self.name.key in facts.percents)
        prefix = self.tag[:-1]
        if number is not None:
            return f"<{self.tag}{self.head}><{prefix}v>{number}</{prefix}v></{self.tag}>"
        text = escaped(self._own(facts.alone(self.name, self.row)))
        if not text:
            return f"<{self.tag}{self.head}/>"
        inside = f'<{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is>'
        return f'<{self.tag}{self.head} t="inlineStr">{inside}</{self.tag}>'

    def _own(self, text: str) -> str:
        if self.part is None:
            return text
        which, count, box = self.part
        return pieces(clean(text), box, count)[which]

    def _number(self, value: Answer, *, percent: bool) -> str | None:
        if isinstance(value, Decimal):
            shown = self.look in {Look.NUMBER, Look.PERCENT} or (self.look is Look.GENERAL and not percent)
            return repr(float(value)).removesuffix(".0") if shown and value.is_finite() else None
        if isinstance(value, date) and self.look is Look.DATE:
            number = serial(value, from_1904=self.from_1904)
            return str(number) if number > 0 else None
        return None


@dataclass(frozen=True, slots=True)
class RowText:
    """One text of a row, in the room that it has."""

    box: Box
    parts: tuple[Part, ...]
    split: bool = False
    """It goes on in the item's further rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGap:
    """The height of a row: by its content, at least the template's, at most Excel's.

    Raises: TooHigh, when called for the only row of an item whose texts need more than that.
    """

    least: float | None
    """None = the template leaves it to the office program."""
    custom: bool
    texts: tuple[RowText, ...]
    row: int | None
    part: tuple[int, int] = (0, 1)
    """(which, of how many) of the item's rows."""
    fixed: bool = True
    """Whether the rows are as many as there can be."""

    def __call__(self, facts: FormFacts) -> str:
        which, span = self.part
        least = (self.least or 0.0) / span
        content = max((self._needed(text, facts, which, span) for text in self.texts), default=0.0)
        if content <= least and self.least is None:
            return ""
        if content > HIGHEST and not self.fixed:
            raise TooHigh
        height = min(HIGHEST, max(least, content))
        custom = ' customHeight="1"' if self.custom else ""
        return f' ht="{_points(height)}"{custom}'

    def _needed(self, text: RowText, facts: FormFacts, which: int, span: int) -> float:
        whole = clean("".join(p if isinstance(p, str) else facts.text(p, self.row) for p in text.parts))
        if span == 1:
            return needed(whole, text.box)
        if not text.split:
            return needed(whole, text.box) / span
        return needed(pieces(whole, text.box, span)[which], text.box)


def _points(height: float) -> str:
    """Round up to a quarter point, which is as fine as office programs go."""
    return f"{min(HIGHEST, -(-height // 0.25) * 0.25):g}"

"""A member with gaps: its XML cut at the places where a form's own values go, and how each gap is filled."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree

from toolkit.form.placeholder import Name, Part
from toolkit.generate.fillings import FormFacts, clean, escaped, serial
from toolkit.generate.heights import HIGHEST, Box, needed
from toolkit.generate.styles import Look
from toolkit.nouns.docket import Answer
from toolkit.ooxml.package import Element, dump_xml

TARGET = "duban-gap"
_GAP = re.compile(rb"<\?duban-gap ([0-9]+)\?>")
_ROW_GAP = re.compile(rb"<\?duban-gap r([0-9]+)\?><((?:[A-Za-z_][\w.-]*:)?row)(?=[ />])")

Gap = Callable[[FormFacts], str]


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
        self.found: list[Gap] = []

    def mark(self, gap: Gap) -> Element:
        self.found.append(gap)
        return etree.ProcessingInstruction(TARGET, str(len(self.found) - 1))

    def mark_row(self, gap: Gap) -> Element:
        """Mark a gap for the attributes of the row that follows the instruction."""
        self.found.append(gap)
        return etree.ProcessingInstruction(TARGET, f"r{len(self.found) - 1}")

    def cut(self, root: Element) -> GappedMember:
        data = _ROW_GAP.sub(rb"<\2<?duban-gap \1?>", dump_xml(root))
        pieces = _GAP.split(data)
        texts = tuple(piece.decode() for piece in pieces[::2])
        return GappedMember(texts, tuple(self.found[int(number)] for number in pieces[1::2]))


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

    def __call__(self, facts: FormFacts) -> str:
        value = facts.value(self.name, self.row)
        number = self._number(value, percent=self.name.key in facts.percents)
        prefix = self.tag[:-1]
        if number is not None:
            return f"<{self.tag}{self.head}><{prefix}v>{number}</{prefix}v></{self.tag}>"
        text = escaped(facts.text(self.name, self.row))
        if not text:
            return f"<{self.tag}{self.head}/>"
        inside = f'<{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is>'
        return f'<{self.tag}{self.head} t="inlineStr">{inside}</{self.tag}>'

    def _number(self, value: Answer, *, percent: bool) -> str | None:
        if isinstance(value, Decimal):
            shown = self.look in {Look.NUMBER, Look.PERCENT} or (self.look is Look.GENERAL and not percent)
            return repr(float(value)) if shown and value.is_finite() else None
        if isinstance(value, date) and self.look is Look.DATE:
            number = serial(value, from_1904=self.from_1904)
            return str(number) if number > 0 else None
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGap:
    """The height of a row: by its content, at least the template's, at most Excel's."""

    least: float | None
    """None = the template leaves it to the office program."""
    custom: bool
    texts: tuple[tuple[Box, tuple[Part, ...]], ...]
    row: int | None

    def __call__(self, facts: FormFacts) -> str:
        heights = (needed(self._text(parts, facts), box) for box, parts in self.texts)
        least = self.least or 0.0
        content = max(heights, default=0.0)
        if content <= least and self.least is None:
            return ""
        height = min(HIGHEST, max(least, content))
        custom = ' customHeight="1"' if self.custom else ""
        return f' ht="{_points(height)}"{custom}'

    def _text(self, parts: tuple[Part, ...], facts: FormFacts) -> str:
        return clean("".join(p if isinstance(p, str) else facts.text(p, self.row) for p in parts))


def _points(height: float) -> str:
    """Round up to a quarter point, which is as fine as office programs go."""
    return f"{min(HIGHEST, -(-height // 0.25) * 0.25):g}"

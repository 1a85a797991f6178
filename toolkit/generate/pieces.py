"""A member with gaps: its XML cut at the places where a form's own values go, and how each gap is filled."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from lxml import etree

from toolkit.form.placeholder import PER_ROW, Name, Part
from toolkit.generate.fillings import FormFacts, escaped, serial, show, steady
from toolkit.generate.heights import HIGHEST, Box, gauge, pieces
from toolkit.generate.styles import Look
from toolkit.nouns.answer import Answer
from toolkit.ooxml.cell_text import clean
from toolkit.ooxml.package import Element, dump_xml

TARGET = "duban-gap"
_GAP = re.compile(rb"<\?duban-gap ([0-9]+)\?>")
_ROW_GAP = re.compile(rb"<\?duban-gap r([0-9]+)\?><((?:[A-Za-z_][\w.-]*:)?row)(?=[ />])")


class Gap(Protocol):
    """A place to fill."""

    def steady(self, absent: frozenset[str]) -> bool:
        """Tell whether all forms of a period that have no values of these sources have the same here."""

    def __call__(self, facts: FormFacts) -> str: ...


class TooHigh(Exception):
    """An item does not fit into one row."""


@dataclass(frozen=True, slots=True)
class GappedMember:
    """One member's XML: fixed bytes and gaps, alternating, beginning and ending with bytes."""

    fixed: tuple[str, ...]
    gaps: tuple[Gap, ...]

    def fill(self, facts: FormFacts) -> bytes:
        pieces = [""] * (2 * len(self.gaps) + 1)
        pieces[::2] = self.fixed
        pieces[1::2] = [gap(facts) for gap in self.gaps]
        return "".join(pieces).encode()

    def settled(self, facts: FormFacts, absent: frozenset[str]) -> "GappedMember":
        """Return the member with what all forms of the period without values of these sources have in common, by one of them."""
        fixed, gaps = [self.fixed[0]], []
        for gap, text in zip(self.gaps, self.fixed[1:], strict=True):
            own = gap.settled(facts, absent) if isinstance(gap, RowGap) else gap
            if own.steady(absent):
                fixed[-1] += own(facts) + text
            else:
                gaps.append(own)
                fixed.append(text)
        return GappedMember(tuple(fixed), tuple(gaps))


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

    def steady(self, absent: frozenset[str]) -> bool:
        return steady(self.name, self.row, absent)

    def __call__(self, facts: FormFacts) -> str:
        text = facts.text(self.name, self.row)
        return escaped(text.replace("&", "&&") if self.doubled else text)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellGap:
    """A whole cell that holds one value: a number or a date where the cell's format shows one, else a text."""

    name: Name
    row: int | None
    prefix: str
    """The template's, before "c"."""
    head: str
    """Attributes r and s, ready to print."""
    look: Look
    from_1904: bool
    part: tuple[int, int, Box] | None = None
    """(which, of how many, room) of the pieces into which a long text is cut; None = the whole."""
    blank: str = field(init=False)
    opened: str = field(init=False)
    closed: str = field(init=False)

    def __post_init__(self) -> None:
        tag, p = f"{self.prefix}c{self.head}", self.prefix
        object.__setattr__(self, "blank", f"<{tag}/>")
        object.__setattr__(self, "opened", f'<{tag} t="inlineStr"><{p}is><{p}t xml:space="preserve">')
        object.__setattr__(self, "closed", f"</{p}t></{p}is></{p}c>")

    def steady(self, absent: frozenset[str]) -> bool:
        return steady(self.name, self.row, absent)

    def __call__(self, facts: FormFacts) -> str:
        row = self.row
        values = facts.common if row is None or self.name.source not in PER_ROW else facts.rows[row]
        value = values.get(self.name)
        if value is None:
            return self.blank
        if not isinstance(value, str):
            number = self._number(value, percent=self.name.key in facts.percents)
            if number is not None:
                return f"<{self.prefix}c{self.head}><{self.prefix}v>{number}</{self.prefix}v></{self.prefix}c>"
            value = facts.alone(self.name, row)
        text = escaped(value if self.part is None else self._own(value, *self.part))
        return f"{self.opened}{text}{self.closed}" if text else self.blank

    def _own(self, text: str, which: int, count: int, box: Box) -> str:
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

    def steady(self, row: int | None, absent: frozenset[str]) -> bool:
        return all(isinstance(part, str) or steady(part, row, absent) for part in self.parts)

    def settled(self, facts: FormFacts, row: int | None, absent: frozenset[str]) -> "RowText":
        """Return the text with those parts filled in that are the same in all forms without values of these sources."""
        parts: list[Part] = []
        for part in self.parts:
            known = facts.text(part, row) if isinstance(part, Name) and steady(part, row, absent) else part
            if isinstance(known, str) and parts and isinstance(parts[-1], str):
                parts[-1] += known
            else:
                parts.append(known)
        return replace(self, parts=tuple(parts))


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
    content: float = 0.0
    """What texts need that were measured before."""
    own: tuple[tuple[Name, Callable[[Answer, bool], float]], ...] = field(init=False)
    """Those texts that are one value of the row and no more, and how high each makes the row."""
    others: tuple[tuple[RowText, Callable[[str], float]], ...] = field(init=False)
    """All other texts, likewise."""

    def __post_init__(self) -> None:
        simple = [text for text in self.texts if self._is_own(text)]
        own = tuple((name, _gauge_of(text.box)) for text in simple for name in text.parts if isinstance(name, Name))
        object.__setattr__(self, "own", own)
        others = tuple((text, gauge(text.box)) for text in self.texts if text not in simple)
        object.__setattr__(self, "others", others)

    def _is_own(self, text: RowText) -> bool:
        return (
            self.row is not None
            and self.part[1] == 1
            and len(text.parts) == 1
            and isinstance(text.parts[0], Name)
            and text.parts[0].source in PER_ROW
        )

    def steady(self, absent: frozenset[str]) -> bool:
        del absent
        return not self.texts and (self.fixed or self.content <= HIGHEST)

    def settled(self, facts: FormFacts, absent: frozenset[str]) -> "RowGap":
        """Return the gap with the texts measured that are the same in all forms without values of these sources."""
        known = tuple(text for text in self.texts if text.steady(self.row, absent))
        left = tuple(text for text in self.texts if text not in known)
        own = tuple(text.settled(facts, self.row, absent) for text in left)
        return replace(self, texts=own, content=replace(self, texts=known)._content(facts))

    def __call__(self, facts: FormFacts) -> str:
        least = (self.least or 0.0) / self.part[1]
        content = self._content(facts)
        if content <= least and self.least is None:
            return ""
        if content > HIGHEST and not self.fixed:
            raise TooHigh
        height = min(HIGHEST, max(least, content))
        custom = ' customHeight="1"' if self.custom else ""
        return f' ht="{_points(height)}"{custom}'

    def _content(self, facts: FormFacts) -> float:
        which, span = self.part
        most = self.content
        row = facts.rows[self.row] if self.own and self.row is not None else {}
        for name, height in self.own:
            value = row.get(name)
            if value is not None:
                most = max(most, height(value, name.key in facts.percents))
        for other, needed in self.others:
            whole = facts.joined(other.parts, self.row)
            if other.split and span > 1:
                most = max(most, needed(pieces(whole, other.box, span)[which]))
            else:
                most = max(most, needed(whole) / span)
        return most


@lru_cache(maxsize=256)
def _gauge_of(box: Box) -> Callable[[Answer, bool], float]:
    """Return how high a value alone makes a row; the flag: numbers are percents. What many rows say is reckoned once."""
    height = gauge(box)

    @lru_cache(maxsize=1024)
    def of_value(value: Answer, percent: bool) -> float:  # noqa: FBT001
        return height(clean(show(value, percent=percent)))

    return of_value


def _points(height: float) -> str:
    """Round up to a quarter point, which is as fine as office programs go."""
    return f"{min(HIGHEST, -(-height // 0.25) * 0.25):g}"

"""A text folded for reading that still knows the cell's own characters, so that a message quotes what was typed. Pure."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from toolkit.values.likeness import LARGE, NUMERAL, SCALE, SPOKEN, THOUSANDS, digits, written_out


class _Folded(dict[str, str]):
    """One character → what is read of it: nothing of a blank."""

    def __missing__(self, char: str) -> str:
        folded = self[char] = "".join(one for one in unicodedata.normalize("NFKC", char) if not one.isspace() or one == "\n")
        return folded


_FOLDED = _Folded()


@dataclass(frozen=True, slots=True)
class Traced:
    """`text` is NFKC without blanks (line breaks stay), numbers in Arabic digits; `source` is the cell's text."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    source: str

    @classmethod
    def of(cls, source: str) -> Self:
        chars = [_FOLDED[char] for char in source]
        text = "".join(chars)
        starts: Sequence[int] = range(len(source))
        ends: Sequence[int] = range(1, len(source) + 1)
        if len(text) != len(source) or "" in chars:
            starts = [place for place, folded in enumerate(chars) for _ in folded]
            ends = [place + 1 for place in starts]
        plain = cls(text, starts, ends, source)
        if "," in text:
            plain = plain.replaced(THOUSANDS, lambda _: "")
        if NUMERAL.search(text):
            plain = plain.replaced(SPOKEN, lambda m: digits(m[0]))
        return plain.replaced(SCALE, written_out) if LARGE.search(plain.text) else plain

    def unchanged(self, start: int, end: int) -> bool:
        """Tell whether a piece of the folded text is what the cell has, sign for sign."""
        return type(self.starts) is range and self.source.startswith(self.text[start:end], start)

    def replaced(self, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> Self:
        """Return the text with every match rewritten; what is rewritten stands for all of the match."""
        matches = list(pattern.finditer(self.text))
        if not matches:
            return self
        text, starts, ends, place = "", list[int](), list[int](), 0
        for match in matches:
            new = by(match)
            text += self.text[place : match.start()] + new
            starts += [*self.starts[place : match.start()], *[self.starts[match.start()]] * len(new)]
            ends += [*self.ends[place : match.start()], *[self.ends[match.end() - 1]] * len(new)]
            place = match.end()
        rest = (self.text[place:], self.starts[place:], self.ends[place:])
        return type(self)(text + rest[0], [*starts, *rest[1]], [*ends, *rest[2]], self.source)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the cell's text a piece of the folded text stands."""
        return (self.starts[start], self.ends[end - 1]) if start < end else (0, 0)

    def words(self, start: int, end: int) -> str:
        """Return the cell's own characters of a piece of the folded text."""
        first, last = self.span(start, end)
        return self.source[first:last]

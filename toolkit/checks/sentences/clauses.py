"""What a sentence says, as data: facts with the clause they stand in and their place in the cell. Pure."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from toolkit.values.lexicon import Lexicon, Sense


class Aspect(StrEnum):
    """How a thing is said to be."""

    DONE = "已完成"
    UNDER_WAY = "正在做"
    PLANNED = "计划中"
    REMAINING = "剩余"
    DENIED = "未做"
    ELSEWHERE = "往期或他处"
    ABSENT = "不存在"
    """无未完工事项: what is said not to be there."""
    NAMED = "提及"
    """Only mentioned: nothing is said of it."""


class Quantity(NamedTuple):
    """`unit` "%" = a share, as the number before the sign."""

    number: Decimal
    unit: str
    start: int
    end: int
    """Within the clause's folded text."""
    words: str = ""
    """The cell's own characters."""


class Fact(NamedTuple):
    """One thing that a clause says was, is or will be done."""

    what: str
    """The word of doing, folded: 铺设, 完工; "" = a quantity that is only left over."""
    sense: Sense
    aspect: Aspect
    told: bool
    """A word of its own says the aspect (已, 正在, 未 …); else it follows from the verb."""
    whole: bool
    """全部, 均: of all of it."""
    quantity: Quantity | None
    start: int
    end: int
    """Within the clause's folded text."""
    used: bool
    """Of use rather than of works: 通电, 投入使用."""
    named: bool
    """Only an attribute: 未完工的3处."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of a text."""

    text: str
    """Folded: half-width, no blanks, numbers in Arabic digits."""
    words: str
    """The cell's own characters."""
    facts: tuple[Fact, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[str, ...]
    senses: frozenset[Sense]
    """Groups of which the clause has a word."""
    sentence: int
    """Number of its sentence in the text."""
    lexicon: Lexicon = field(compare=False, repr=False)
    """The lists by which it was read; a rule asks no other."""
    bare: bool
    """It begins with a marker or a doing and names no subject of its own."""

    def has(self, *senses: Sense) -> bool:
        return not self.senses.isdisjoint(senses)

    def says(self, *aspects: Aspect) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.aspect in aspects)

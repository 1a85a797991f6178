"""Text → sentences → clauses, each with its facts. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from toolkit.checks.sentences.clauses import Aspect, Clause, Quantity
from toolkit.checks.sentences.grammar import facts_of, quantities_of
from toolkit.checks.sentences.tokens import Token, counted_in, cut
from toolkit.values.lexicon import Lexicon, Sense, shipped
from toolkit.values.traced import Traced

_SENTENCE = re.compile(r"[^。;;！!?？\n]+")
_WITHIN = r"[^,，:：()（）\[\]【】]+"
_CLAUSE = re.compile(rf"{_WITHIN}(?:(?<=\d):(?=\d){_WITHIN})*")
_OUTSIDE = re.compile(r"[但均也都该此项这]*(?:不在|不属|不纳入|不列入|不计入|非本|与本事项无关)")
_NOW = frozenset({"目前", "日前", "现在", "现", "至今", "截至目前"})
_ELSEWHERE = Sense.ELSEWHERE
_NO_DOING = (Sense.NEUTRAL, Sense.PART, Sense.PREPARING, Sense.ALL)
"""Members looked up once: to ask an enum for one takes as long as a call (Python 3.11)."""
LONGEST = 20_000
"""Characters of a cell that are read; what stands behind them is no report."""


@lru_cache(maxsize=512)
def _read(text: str, lexicon: Lexicon) -> tuple[Clause, ...]:
    traced = Traced.of(text[:LONGEST])
    clauses_read = []
    for number, sentence in enumerate(_SENTENCE.finditer(traced.text)):
        for part in _CLAUSE.finditer(traced.text, sentence.start(), sentence.end()):
            clause = _alone(part[0], number, lexicon)
            clauses_read.append(clause if traced.unchanged(*part.span()) else _in_its_words(clause, part.start(), traced))
    return tuple(_carried(clauses_read))


@lru_cache(maxsize=2048)
def _alone(text: str, sentence: int, lexicon: Lexicon) -> Clause:
    """Return a clause by itself, its words the folded ones: 正在进行绿化 stands in the texts of many."""
    tokens = cut(text, lexicon)
    return Clause(
        text=text,
        words=text,
        facts=facts_of(tokens),
        quantities=tuple([_in_words(one, text[one.start : one.end]) for one in quantities_of(tokens)]),
        dates=tuple([token.text for token in tokens if token.date]),
        senses=frozenset().union(*[token.senses for token in tokens if token.senses]),
        sentence=sentence,
        lexicon=lexicon,
        bare=_is_bare(tokens),
    )


def _in_words(one: Quantity, words: str) -> Quantity:
    """Return an amount with its words: `_replace` takes four times as long."""
    return Quantity(one.number, one.unit, one.start, one.end, words)


def _in_its_words(clause: Clause, start: int, traced: Traced) -> Clause:
    """Return the clause that stands at `start` of the text with the cell's own characters."""
    words = " ".join(traced.words(start, start + len(clause.text)).split())
    quantities = tuple([_quoted(one, start, traced) for one in clause.quantities])
    return replace(clause, words=words, quantities=quantities)


def _quoted(quantity: Quantity, start: int, traced: Traced) -> Quantity:
    return _in_words(quantity, "".join(traced.words(start + quantity.start, start + quantity.end).split()))


def _carried(clauses: list[Clause]) -> Iterator[Clause]:
    """绿化不在本事项内，尚未实施 · 遗留问题正在整改，不在本事项内: what is of elsewhere stays so beside its clause."""
    if not any(_OUTSIDE.match(clause.text) or _ELSEWHERE in clause.senses for clause in clauses):
        yield from clauses
        return
    for place, clause in enumerate(clauses):
        before = clauses[place - 1] if place else None
        after = clauses[place + 1] if place + 1 < len(clauses) else None
        goes_on = before is not None and before.sentence == clause.sentence and before.has(Sense.ELSEWHERE) and clause.bare
        told_behind = after is not None and after.sentence == clause.sentence and _OUTSIDE.match(after.text)
        if goes_on or told_behind:
            facts = tuple(fact._replace(aspect=Aspect.ELSEWHERE) for fact in clause.facts)
            yield replace(clause, facts=facts, senses=clause.senses | {Sense.ELSEWHERE})
        else:
            yield clause


def _is_bare(tokens: Sequence[Token]) -> bool:
    first = next((token for token in tokens if not (token.text in _NOW or token.date)), None)
    return first is not None and bool(first.senses) and not first.among(*_NO_DOING)


def numbers_in(folded: str, lexicon: Lexicon) -> Iterator[Quantity]:
    """Yield every number with a unit in a folded text, whatever it is of: a reading of it finds no other."""
    return (Quantity(one.number, one.unit, one.start, one.end) for one in counted_in(folded, lexicon) if one.number is not None)


def read_clauses(text: str, lexicon: Lexicon | None = None) -> tuple[Clause, ...]:
    """Return the clauses of a text in order, by the office's word lists or the shipped ones."""
    return _read(text, lexicon or shipped())

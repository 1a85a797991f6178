"""Does 进展情况 say the opposite of 办理状态, as any reader would see? Pure, on the facts of the text."""

import re
from collections.abc import Iterator, Sequence

from toolkit.checks.rules.begun import begun, dug
from toolkit.checks.rules.unfinished import BEFORE, WORKS, is_closed, is_open, later_clauses, unfinished
from toolkit.checks.rules.whole import finishes_all, is_total, of_some
from toolkit.checks.sentences import Aspect, Clause, Fact, read_clauses
from toolkit.plan.model import Item
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Lexicon, Sense
from toolkit.values.meaning import DONE, FINISHED, NOT_BEGUN, PREPARING, RUNNING
from toolkit.values.texts import quotable

_OPEN_WORDS = late(r"剩余|其余|其他|另外?|还有|正在|下一步|部分|未")
_UNABLE = late("无法|不能|难以|没法|没办法")
"""What cannot go on may well have begun."""
_NOT_ONE = late(
    r"(?:[1一](?![直再向般些度时律])[^\d,]{1,4}?|哪[^\d,]{1,4}(?=都|也))(?:都|也)?(?:还)?(?:没有?|未)(?:能)?|(?:没|未)动(?=[1一][^\d,]{1,3}$)"
)
"""8个小区1个都没进场."""


def contradiction(text: str, status: str, item: Item, lexicon: Lexicon | None = None) -> str | None:
    """Return the words that say the opposite of the status, as the cell has them; None where none clearly do."""
    if status not in {NOT_BEGUN, PREPARING, RUNNING, *FINISHED}:
        return None
    clauses = read_clauses(text, lexicon)
    told: Iterator[Clause]
    if status in FINISHED:
        told = (clause for place, clause in enumerate(clauses) if unfinished(clauses, place, status, item))
    elif status in {NOT_BEGUN, PREPARING}:
        told = (clause for place, clause in enumerate(clauses) if begun(clause, clauses[:place], item) or dug(clause, item))
    else:
        told = _not_running(clauses, item)
    first = next(told, None)
    return quotable(first.words) if first else None


def _not_running(clauses: Sequence[Clause], item: Item) -> Iterator[Clause]:
    """Yield what speaks against 正在实施: all of it finished and nothing open, or not even begun."""
    if not any(_OPEN_WORDS.search(clause.text) or any(is_open(f, clause, DONE) for f in clause.facts) for clause in clauses):
        earlier = (None, *clauses)
        beside = (
            before if before and before.sentence == clause.sentence else None
            for before, clause in zip(earlier, clauses, strict=False)
        )
        yield from (
            clause
            for place, (clause, before) in enumerate(zip(clauses, beside, strict=True))
            if finishes_all(clause, item, before) and not of_some(clauses, place, item)
        )
    moved = any(_moves(fact, clause) for clause in clauses if not clause.has(Sense.PREPARING) for fact in clause.facts)
    if not moved:
        told = enumerate(clauses)
        yield from (clause for place, clause in told if _nothing_begun(clause, later_clauses(clauses, place), item))


def _moves(fact: Fact, clause: Clause) -> bool:
    counted = fact.quantity is not None and fact.quantity.start >= fact.end and not clause.has(Sense.NOT)
    told = fact.told or fact.sense is not Sense.WORK or counted
    return fact.sense in WORKS and fact.aspect in {Aspect.DONE, Aspect.UNDER_WAY} and told


def _nothing_begun(clause: Clause, later: Sequence[Clause], item: Item) -> bool:
    if (
        BEFORE.search(clause.text)
        or clause.has(Sense.PART, Sense.PAPERWORK, Sense.REST)
        or re.search("另|招标|采购", clause.text)
    ):
        return False
    if _UNABLE.search(clause.text):
        return False
    none = _NOT_ONE.search(clause.text)
    for fact in clause.says(Aspect.DENIED):
        begins = (
            fact.sense in {Sense.BEGIN, Sense.VAGUE}
            or fact.what in {"施工", "建设", "开展", "开建"}
            or (fact.sense is Sense.OTHER and fact.what[:1] in set("动开启破"))
            or (none is not None and none.start() <= fact.start <= none.end() and fact.sense is not Sense.PREPARING)
        )
        if begins and not fact.named and not is_closed(fact, clause, later) and is_total(clause, item):
            return True
    return False

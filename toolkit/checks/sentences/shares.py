"""Parts of a whole inside one clause: 46所中45所 · 12个建成10个 · 应建8个已建6个. Pure."""

import re
from dataclasses import dataclass

from toolkit.checks.sentences.clauses import Aspect, Clause, Quantity
from toolkit.values.lexicon import Sense


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenShare:
    """`total` of which `part` is done; both in one unit."""

    total: Quantity
    part: Quantity


_OF = re.compile(r"[^\d]{0,10}?(?:中|之中|当中|里)(?:的|,|有|已|仅|只)*")

_ONLY = re.compile(r"^[^\d、]{0,8}(?:仅有?|只有?|才有?)$")
"""10个系统仅有7个投入运行."""


def part_of(clause: Clause) -> SpokenShare | None:
    """Return a whole and what of it is done where the clause names both; None = it names no such pair."""
    if clause.has(Sense.PLAN, Sense.EARLIER, Sense.ELSEWHERE) or "共" in clause.text:
        return None
    for total, part in zip(clause.quantities, clause.quantities[1:], strict=False):
        between = clause.text[total.end : part.start]
        if total.unit != part.unit or total.unit in {"", "%"} or part.number >= total.number:
            continue
        done = any(f.aspect is Aspect.DONE and f.sense in {Sense.FINISH, Sense.COMPLETE, Sense.WORK} for f in clause.facts)
        if done and (_OF.fullmatch(between) or _ONLY.search(between) or _doing_between(clause, total, part)):
            return SpokenShare(total=total, part=part)
    return None


def _doing_between(clause: Clause, total: Quantity, part: Quantity) -> bool:
    """12个建成10个, 应建8个已建6个: the doing of the second follows the first."""
    inside = [f for f in clause.facts if total.end <= f.start < part.start]
    tight = len(clause.text[total.end : part.start]) <= 6
    return tight and "、" not in clause.text[total.end : part.start] and any(f.aspect is Aspect.DONE for f in inside)

"""U rules: units against each other. They remark; they never change a file's outcome. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from toolkit.checks.rules.rule_case import RuleCase, Thresholds
from toolkit.nouns.problems import Code, Problem
from toolkit.values.likeness import normal
from toolkit.values.meaning import PERCENT, PROGRESS
from toolkit.values.texts import exact_percent, plain

_WIDE = 20
"""Percent points (DESIGN §8, U01)."""
_SHORTEST_SAME_ITEM, _SHORTEST = 6, 16
"""Characters: a shorter text may well be the same by chance."""

Finding = tuple[tuple[str, str], Problem]
"""((item, unit), problem)."""


def u01_hosts_apart(cases: Sequence[RuleCase]) -> Iterator[Finding]:
    hosts: dict[str, list[tuple[RuleCase, str]]] = defaultdict(list)
    for case in cases:
        value = case.number(PERCENT)
        if value is not None:
            hosts[case.item.id].append((case, f"{case.unit} {exact_percent(value)}"))
    for group in hosts.values():
        values = [value for case, _ in group if (value := case.number(PERCENT)) is not None]
        gap = (max(values) - min(values)) * 100
        if gap > _WIDE and len({case.unit for case, _ in group}) > 1:
            detail = "、".join(words for _, words in group)
            for case, _ in group:
                yield (case.item.id, case.unit), case.raised(Code.U01, PERCENT, gap=plain(gap), detail=detail)


def u02_same_text(cases: Sequence[RuleCase]) -> Iterator[Finding]:
    alike: dict[str, list[RuleCase]] = defaultdict(list)
    for case in cases:
        own = normal(case.text(PROGRESS).replace(case.unit, ""))
        if len(own) >= _SHORTEST_SAME_ITEM:
            alike[own].append(case)
    for own, group in alike.items():
        for case in group:
            others = [c for c in group if c.unit != case.unit and (len(own) >= _SHORTEST or c.item.id == case.item.id)]
            if others:
                names = "、".join(dict.fromkeys(c.unit for c in others))
                yield (case.item.id, case.unit), case.raised(Code.U02, PROGRESS, other=names)


def check_across(cases: Sequence[RuleCase], thresholds: Thresholds) -> tuple[Finding, ...]:
    """Return ((item, unit), problem) for every row that stands out against another unit's, in the rows' order."""
    del thresholds
    seen = [case for case in cases if not case.failed]
    place = {(case.item.id, case.unit): rank for rank, case in enumerate(cases)}
    found = [*u01_hosts_apart(seen), *u02_same_text(seen)]
    return tuple(sorted(found, key=lambda one: place[one[0]]))

"""U rules: units against each other. They remark; they never change a file's outcome. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

from toolkit.checks.rules.rule_case import RuleCase
from toolkit.nouns.answer import Answer
from toolkit.nouns.problems import Code, Problem
from toolkit.values.likeness import normal
from toolkit.values.meaning import PERCENT, PROGRESS
from toolkit.values.texts import exact_percent
from toolkit.words.numbers import hundredths

_AS_OF = re.compile(r"截[至止](?:目前|[\d年月日号底]{2,12})")
"""A day that every report begins with makes no text another."""
_WIDE = 20
"""Percent points (DESIGN §8, U01)."""
_NAMED = 10
"""Units named in one sentence; a text that a whole county copied is told by their number."""
_HASH = 6
_SHORT = bytes(_HASH)
"""Instead of a hash: too short to be compared."""
_SHORTEST_SAME_ITEM, _SHORTEST = 6, 16
"""Characters: a shorter text may well be the same by chance."""

Value = TypeVar("Value")
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
        gap = max(values) - min(values)
        if gap * 100 > _WIDE and len({case.unit for case, _ in group}) > 1:
            detail = "、".join(words for _, words in group)
            best = max(values)
            behind = [case for case, _ in group if (own := case.number(PERCENT)) is not None and (best - own) * 100 > _WIDE]
            for case in behind:
                yield (case.item.id, case.unit), case.raised(Code.U01, PERCENT, gap=hundredths(gap), detail=detail)


def u02_same_text(cases: Sequence[RuleCase]) -> Iterator[Finding]:
    alike: dict[str, list[RuleCase]] = defaultdict(list)
    for case in cases:
        own = _own_text(case)
        if len(own) >= _SHORTEST_SAME_ITEM:
            alike[own].append(case)
    for own, group in alike.items():
        for same in (group,) if len(own) >= _SHORTEST else _by_item(group):
            yield from _told(same)


def _by_item(cases: Sequence[RuleCase]) -> Iterator[list[RuleCase]]:
    items: dict[str, list[RuleCase]] = defaultdict(list)
    for case in cases:
        items[case.item.id].append(case)
    yield from items.values()


def _told(same: Sequence[RuleCase]) -> Iterator[Finding]:
    """Yield U02 for cases of one text: each is told some of the others, and how many there are."""
    units = list(dict.fromkeys(case.unit for case in same))
    for case in same if len(units) > 1 else ():
        some = [unit for unit in units[: _NAMED + 1] if unit != case.unit][:_NAMED]
        rest = f"等{len(units) - 1}个单位" if len(units) - 1 > _NAMED else ""
        yield (case.item.id, case.unit), case.raised(Code.U02, PROGRESS, other="、".join(some) + rest)


def x16_same_in_rows(cases: Sequence[RuleCase]) -> Iterator[Finding]:
    """One text in several rows of a unit."""
    alike: dict[tuple[str, str], list[RuleCase]] = defaultdict(list)
    for case in cases:
        own = _whole_text(case)
        if len(own) >= _SHORTEST:
            alike[case.unit, own].append(case)
    for group in alike.values():
        for case in group if len({case.item.id for case in group}) > 1 else ():
            others = "、".join(dict.fromkeys(c.item.number for c in group if c.item.id != case.item.id))
            yield (case.item.id, case.unit), case.raised(Code.X16, PROGRESS, other=f"事项 {others}")


def _own_text(case: RuleCase) -> str:
    return _own(case.unit, case.text(PROGRESS))


def _own(unit: str, text: str) -> str:
    """Return how far it is, without the name of the unit that says so."""
    return normal(_AS_OF.sub("", text.replace(unit, "")))


def _whole_text(case: RuleCase) -> str:
    return _whole(case.text(PROGRESS))


def _whole(text: str) -> str:
    return normal(_AS_OF.sub("", text))


def alike_of(unit: str, fields: Mapping[str, Answer]) -> bytes:
    """Return what tells whether a unit's answers may be like others, 12 bytes: how far it is without and with the unit's name."""
    said = fields.get(PROGRESS)
    text = said if isinstance(said, str) else ""
    whole = _whole(text)
    own = _own(unit, text) if unit in text else whole
    return _hashed(own, _SHORTEST_SAME_ITEM) + _hashed(whole, _SHORTEST)


def _hashed(text: str, shortest: int) -> bytes:
    """Return a hash that is the same in every process; zeros = too short to be compared."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_HASH).digest() if len(text) >= shortest else _SHORT


def check_across(cases: Sequence[RuleCase]) -> tuple[Finding, ...]:
    """Return ((item, unit), problem) for every row that stands out against another unit's, in the rows' order."""
    seen = list(cases)
    alike = [alike_of(case.unit, case.fields) for case in seen]
    like = alike_places([case.item.id for case in seen], [case.unit for case in seen], alike)
    return compared([seen[place] for place in like])


def compared(cases: Iterable[RuleCase]) -> tuple[Finding, ...]:
    """Return the same of rows of which each is like another by its marks (`alike_places`)."""
    seen = [case for case in cases if not case.failed]
    place = {(case.item.id, case.unit): rank for rank, case in enumerate(seen)}
    raised = [*u01_hosts_apart(seen), *u02_same_text(seen), *x16_same_in_rows(seen)]
    return tuple(sorted(raised, key=lambda one: place[one[0]]))


def alike_places(items: Sequence[str], units: Sequence[str], alike: Sequence[bytes]) -> list[int]:
    """Return the places of the rows that share an item or a text with another; `alike`: of each `alike_of`.

    Most stand alone: of a country's rows these are looked at, and only those are opened that are like another.
    """
    items_often = _often(items)
    own, whole = [one[:_HASH] for one in alike], [one[_HASH:] for one in alike]
    own_often = _often(own) - {_SHORT}
    of_any = own_often if whole == own else _often(whole) - {_SHORT}  # whatever a unit says twice is said twice
    whole_often = _often([key for key in zip(units, whole, strict=True) if key[1] in of_any]) if of_any else set()
    if not (items_often or own_often or whole_often):
        return []
    return [
        place
        for place, (item, unit, one) in enumerate(zip(items, units, alike, strict=True))
        if item in items_often or one[:_HASH] in own_often or (unit, one[_HASH:]) in whole_often
    ]


def _often(values: Sequence[Value]) -> set[Value]:
    """Return those that come more than once: where none does, that is told at a look."""
    if len(set(values)) == len(values):
        return set()
    return {value for value, times in Counter(values).items() if times > 1}

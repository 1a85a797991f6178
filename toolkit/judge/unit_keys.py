"""A hash of all that is said of a unit in one period, told by marks and keys: no file is opened for it. Pure.

Beside it count plan, form, program, and the period's deadline. It cannot be told of a unit that the clerk noted anything
of, or that sent what is judged anew each time (a scan, a mail): then there is none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from toolkit.judge.judgement import Across, Judgement
from toolkit.nouns.docket import GOOD
from toolkit.plan.model import Period, Unit

_LONG = 16
_NONE = bytes(_LONG)


@dataclass(frozen=True, slots=True)
class UnitKeys:
    """Those of a period's units, one after the other: a country's lie in a megabyte."""

    all: bytes
    accepted: bytes
    """Of each 1 where something of it was accepted: then the moment decides nothing about it."""

    def of(self, place: int) -> bytes:
        """Return a unit's; nothing = it cannot be told."""
        key = self.all[_LONG * place : _LONG * place + _LONG]
        return b"" if key == _NONE else key

    def same(self, place: int, others: bytes) -> bool:
        """Tell whether a unit's key is what stands in its place among others."""
        key = self.all[_LONG * place : _LONG * place + _LONG]
        return key == others[_LONG * place : _LONG * place + _LONG] and key != _NONE

    @property
    def end(self) -> int:
        return len(self.all)


def unit_keys(
    judgement: Judgement,
    period: Period,
    units: Sequence[Unit],
    deadline: datetime,
    answered: Mapping[str, int],
    finished: Iterable[tuple[str, str]],
    beside: Across,
) -> UnitKeys:
    """Return the keys of units in a period. `answered`, `finished`, `beside`: what is known of their answers in it."""
    rows, noted = judgement.rows, judgement.bound.by_receipt
    marks, over = rows.marks(), judgement.snapshot.as_of > deadline
    told = {unit for unit, about in judgement.bound.by_unit if about in {"", period.id}}
    more = _more(judgement, period, finished, beside)
    keys, good = bytearray(), bytearray()
    for unit in units:
        name, files, accepted = unit.name, [], False
        whole = name not in told
        for place in rows.places_of_unit(name, period.id):
            mark = marks[place]
            key = rows.key_of(mark.receipt)
            whole = whole and bool(key) and mark.receipt not in noted
            accepted = accepted or mark.outcome in GOOD
            files.append(f"{mark.receipt} {key} {mark.outcome.value}")
        said = "\n".join((period.id, name, str(answered.get(name, 0)), str(accepted or over), *files, *more.get(name, ())))
        keys += sha256(said.encode("utf-8", "surrogatepass")).digest()[:_LONG] if whole else _NONE
        good.append(accepted)
    return UnitKeys(bytes(keys), bytes(good))


def _more(
    judgement: Judgement, period: Period, finished: Iterable[tuple[str, str]], beside: Across
) -> Mapping[str, Sequence[str]]:
    """Return unit → what else decides about it, of the few of which there is anything: strays, finished items, U problems."""
    more: dict[str, list[str]] = defaultdict(list)
    for (unit, collected), words in judgement.strays.items():
        if collected == period.id:
            more[unit].append(repr(words))
    for item, unit in finished:
        more[unit].append(repr(("finished", item)))
    for (item, unit), problems in beside.items():
        more[unit].append(repr((item, [(one, one.about) for one in problems])))
    return more

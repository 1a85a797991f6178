"""What is kept only to save work, against what it was worked out from: for `verify`. Effects: reads.

A seal tells a spoilt byte; whoever seals anew what he changed is found here, by working all of it out again.
"""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from tempfile import SpooledTemporaryFile
from typing import Self

from toolkit.evidence.ledger import FACTS_CACHE, Ledger
from toolkit.judge.dockets import Dockets, judge
from toolkit.judge.file_rows import FileRows
from toolkit.judge.recognitions import Recognitions
from toolkit.nouns.docket_marks import FileMark
from toolkit.ooxml.spool import Lying, Spool
from toolkit.pipeline.kept_plan import PLAN_CACHE, tables_kept
from toolkit.pipeline.office import Office
from toolkit.pipeline.snapshots import RECOGNITION_CACHE, SETTLED_CACHE, UNITS_CACHE, snapshot_of
from toolkit.words import remarks

_LATER_THAN_ALL = 2999
_IN_MEMORY = 1 << 26
"""Bytes that are laid aside in memory; a country's lie in a file that goes with the command."""
WORKED_OUT = (PLAN_CACHE, RECOGNITION_CACHE, SETTLED_CACHE, UNITS_CACHE, FACTS_CACHE)


def bent_caches(anew: Office, ledger: Ledger) -> Iterator[str]:
    """Name what is kept and is not what comes out now. `anew`: an office whose plan and form were read, not looked up."""
    with SpooledTemporaryFile(_IN_MEMORY) as laid:
        yield from _bent_caches(anew, ledger, _Compared(ledger, RECOGNITION_CACHE, Spool(laid)))


def _bent_caches(anew: Office, ledger: Ledger, compared: "_Compared") -> Iterator[str]:
    known = Recognitions(compared.look, compared.take)
    whole = replace(anew, as_of=datetime(_LATER_THAN_ALL, 1, 1, tzinfo=anew.zone))
    snapshot = snapshot_of(whole, ledger, recognitions=known)
    now = _Comes.of(judge(replace(snapshot, settled=None)))
    plans = anew.kept_plan.used | tables_kept(anew.own_plan) if anew.kept_plan and anew.own_plan else {}
    compared.take(known.fresh)
    counts = {
        remarks.PLANS_KEPT: _bent(ledger, PLAN_CACHE, plans),
        remarks.TABLES_KEPT: compared.bent,
        remarks.RECORDS_KEPT: _bent(ledger, FACTS_CACHE, ledger.told_facts(anew=True)),
    }
    yield from (remarks.bent(what, bent) for what, bent in counts.items() if bent)
    if bent := now.otherwise(_Comes.of(judge(snapshot))):
        yield remarks.bent(remarks.ROWS_KEPT, bent)


class _Compared:
    """What is worked out anew, compared with what is kept as it comes and laid aside: a country's takes two hundred megabytes."""

    def __init__(self, ledger: Ledger, kind: str, aside: Spool) -> None:
        self._ledger, self._kind, self._aside = ledger, kind, aside
        self._lies: dict[str, Lying] = {}
        self.bent = 0
        """How many are kept otherwise."""

    def take(self, fresh: Mapping[str, bytes]) -> None:
        self.bent += _bent(self._ledger, self._kind, fresh)
        self._lies.update((key, self._aside.lay(body)) for key, body in fresh.items())

    def look(self, key: str) -> bytes | None:
        """Return what was worked out before."""
        return self._aside(*self._lies[key]) if key in self._lies else None


def _bent(ledger: Ledger, kind: str, fresh: Mapping[str, bytes]) -> int:
    """Count what is kept otherwise than it was worked out now."""
    return sum(ledger.derived(kind, key) not in {None, body} for key, body in fresh.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comes:
    """What all that is on record comes to, as far as two judgements are compared by it: neither is held for the other."""

    rows: "array[int]"
    """A hash of what is told of each."""
    units: "tuple[array[int], ...]"
    """Of each period, one of each unit's."""
    rest: tuple[object, ...]

    @classmethod
    def of(cls, dockets: Dockets) -> Self:
        one = dockets.judgement
        return cls(
            units=tuple(array("q", map(hash, docket.unit_marks)) for docket in dockets),
            rows=array("q", map(hash, _marks(one.rows))),
            rest=(one.failed, one.former, one.collected, one.strays, one.history.accepted),
        )

    def otherwise(self, kept: "_Comes") -> int:
        """Count the rows that are otherwise, and what else is known of them as one; where there is none, the units that are."""
        bent = _differing(self.rows, kept.rows) or int(self.rest != kept.rest)
        return bent or sum(_differing(mine, theirs) for mine, theirs in zip(self.units, kept.units, strict=True))


def _differing(mine: "array[int]", theirs: "array[int]") -> int:
    return sum(one != other for one, other in zip_longest(mine, theirs))


def _marks(rows: FileRows) -> Iterator[tuple[FileMark, str, bytes]]:
    return ((mark, rows.key_of(mark.receipt), rows.alike_of(place)) for place, mark in enumerate(rows.marks()))

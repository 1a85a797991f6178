"""What is kept only to save work, against what it was worked out from: for `verify`. Effects: reads.

A seal tells a spoilt byte; whoever seals anew what he changed is found here, by working all of it out again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest
from tempfile import SpooledTemporaryFile

from toolkit.evidence.ledger import FACTS_CACHE, Ledger
from toolkit.judge.dockets import Dockets, examined, judge
from toolkit.judge.file_rows import FileRows
from toolkit.judge.judgement import Judgement
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
    dockets = judge(replace(snapshot, settled=None))
    tuple(dockets)
    plans = anew.kept_plan.used | tables_kept(anew.own_plan) if anew.kept_plan and anew.own_plan else {}
    compared.take(known.fresh)
    counts = {
        remarks.PLANS_KEPT: _bent(ledger, PLAN_CACHE, plans),
        remarks.TABLES_KEPT: compared.bent,
        remarks.RECORDS_KEPT: _bent(ledger, FACTS_CACHE, ledger.told_facts(anew=True)),
    }
    yield from (remarks.bent(what, bent) for what, bent in counts.items() if bent)
    kept = examined(snapshot)
    if bent := _bent_rows(dockets.judgement, kept) or _bent_units(dockets, Dockets(kept)):
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


def _bent_rows(anew: Judgement, kept: Judgement) -> int:
    """Count the rows that are otherwise than judged anew; what else is known of them counts as one."""
    bent = sum(mine != theirs for mine, theirs in zip_longest(_marks(anew.rows), _marks(kept.rows)))
    mine, theirs = ((one.failed, one.former, one.collected, one.strays, one.history.accepted) for one in (anew, kept))
    return bent or int(mine != theirs)


def _bent_units(anew: Dockets, kept: Dockets) -> int:
    """Count the units that stand otherwise than judged anew."""
    both = [zip_longest(mine.unit_marks, theirs.unit_marks) for mine, theirs in zip(anew, kept, strict=True)]
    return sum(mine != theirs for marks in both for mine, theirs in marks)


def _marks(rows: FileRows) -> Iterator[tuple[FileMark, str, bytes]]:
    return ((mark, rows.key_of(mark.receipt), rows.alike_of(place)) for place, mark in enumerate(rows.marks()))

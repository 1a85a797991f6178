"""The units' rows of a period: what stands beside each is known, what it says is judged when somebody asks. Pure.

Of most units nothing has changed since their rows were judged last. What is kept of a row is its mark, under the unit's
key (`unit_keys`); where that is the same, nobody opens the unit's files to find out how it stands.
"""

import zlib
from array import array
from collections.abc import Callable, Sequence
from functools import cache, cached_property

from toolkit.intake.recognise.kept import packed, unpacked
from toolkit.judge.judgement import Judgement
from toolkit.judge.unit_keys import UnitKeys
from toolkit.nouns.docket import UnitRow
from toolkit.nouns.docket_marks import UnitMark, unit_mark
from toolkit.nouns.outcomes import Status
from toolkit.nouns.shelf import LongList, Shelf

_STATES = tuple(Status)
_DOUBTFUL, _UNSURE, _WHOLE, _NOTED, _DAYS = 16, 32, 64, 128, 256


class UnitRows(LongList[UnitRow]):
    """Rows that are judged when they are asked for, once each."""

    def __init__(self, units: Sequence[str], judged: Callable[[int], UnitRow], keys: UnitKeys, kept: bytes | None) -> None:
        """`keys`: of each unit's row what it is made from. `kept`: what was told before."""
        self._judged = judged
        self._at = array("q", bytes(8 * len(units)))
        """Where each stands on the shelf, counted from 1; 0 = nobody has asked for it yet."""
        self._rows: Shelf[UnitRow] = Shelf()
        self._keys = keys
        known = _opened(units, keys, kept) if kept else [None] * len(units)
        self._marks = [unit_mark(self._value(place)) if mark is None else mark for place, mark in enumerate(known)]

    def __len__(self) -> int:
        return len(self._at)

    def _value(self, place: int) -> UnitRow:
        at = self._at[place]
        if at:
            return self._rows[at - 1]
        row = self._judged(place if place >= 0 else len(self) + place)
        self._rows.append(row)
        self._at[place] = len(self._rows)
        return row

    def own_marks(self) -> Sequence[UnitMark]:
        return self._marks

    @property
    def keys(self) -> bytes:
        """Of each unit a hash of all that is said of it (`UnitKeys.all`)."""
        return self._keys.all

    @cached_property
    def kept(self) -> bytes:
        """What is kept of the rows: each product that is written asks whether it is."""
        return self._keys.all + packed([_code(mark) for mark in self._marks])


def kept_units(judgement: Judgement, period: str) -> bytes | None:
    """Return what was kept of the rows of a period's units; None = nothing."""
    before = judgement.snapshot.settled
    return before.units(units_key(judgement, period)) if before and judgement.setting else None


def units_key(judgement: Judgement, period: str) -> str:
    """Return the key of what is kept of a period's units."""
    return f"{period}|{judgement.setting}"


def _opened(units: Sequence[str], keys: UnitKeys, kept: bytes) -> list[UnitMark | None]:
    """Return the marks of the units whose keys are what they were."""
    try:
        known = list(zip(units, map(_told, unpacked(kept[keys.end :])), strict=True))
        made = tuple.__new__  # as a NamedTuple makes itself, in a third of the time
        return [
            made(UnitMark, (unit, *told)) if same else None for (unit, told), same in zip(known, keys.alike(kept), strict=True)
        ]
    except (ValueError, LookupError, TypeError, zlib.error):
        return [None] * len(units)


def _code(mark: UnitMark) -> int:
    flags = mark.doubtful * _DOUBTFUL | mark.unsure * _UNSURE | mark.whole * _WHOLE | mark.noted * _NOTED
    return _STATES.index(mark.status) | flags | mark.days_late * _DAYS


@cache
def _told(code: int) -> tuple[Status, bool, bool, bool, int, bool]:
    """Return all that a mark says but whose it is: of many units the same."""
    doubtful, unsure, whole, noted = (bool(code & flag) for flag in (_DOUBTFUL, _UNSURE, _WHOLE, _NOTED))
    return _STATES[code % _DOUBTFUL], doubtful, unsure, whole, code // _DAYS, noted

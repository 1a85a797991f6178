"""Copies among what arrived: same bytes, same owner; each becomes a `duplicate` row where its original belongs. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from toolkit.judge.judgement import Judgement
from toolkit.judge.kept_sheets import SheetsRead
from toolkit.judge.non_forms import whose
from toolkit.judge.siblings import Siblings
from toolkit.judge.snapshot import Arrival, Snapshot, blank_row
from toolkit.judge.times import STRONG, Order
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.records import Sort

Read = Mapping[int, SheetsRead]
"""Receipt → the sheets recognised in it."""
Owner = tuple[str | None, ...]
"""Whose an arrival is: of a book one unit a form; () = nobody's."""


def originals_of(snapshot: Snapshot, seen: Sequence[Arrival], read: Read, siblings: Siblings) -> dict[int, Arrival]:
    """Return receipt → the arrival that it is a copy of: same bytes, same owner, its time known rather than not.

    The same bytes under two units' names speak for both: whoever scans a blank page twice has sent two scans.
    What says no name is a copy of whatever it equals.
    """
    times = Counter(arrival.mark.content for arrival in seen)
    by_bytes: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in seen:
        if times[arrival.mark.content] > 1 and arrival.sort not in {Sort.INLINE, Sort.DEBRIS}:
            by_bytes[arrival.receipt.sha256].append(arrival)
    originals: dict[int, Arrival] = {}
    for same in by_bytes.values():
        if len(same) == 1:
            continue
        first: dict[Owner, Arrival] = {}
        for arrival in sorted(same, key=_proof):
            owner = _owner(snapshot, arrival, read, siblings)
            original = first.get(owner) or (next(iter(first.values()), None) if not any(owner) else None)
            if original is None:
                first[owner] = arrival
            else:
                originals[arrival.mark.number] = original
    return originals


def _proof(arrival: Arrival) -> tuple[bool, datetime, Order]:
    """Sort copies by when they are proved to have come: a weak time proves no more than that it was in hand then."""
    came, order = arrival.timing.received, arrival.timing.order
    if came is None or arrival.timing.evidence in STRONG:
        return came is None, came or order[0], order
    return False, arrival.taken or came, order


def _owner(snapshot: Snapshot, arrival: Arrival, read: Read, siblings: Siblings) -> Owner:
    sheets = read.get(arrival.mark.number)
    if sheets:
        return tuple(owner.unit for owner in sheets.owners)
    return (whose(snapshot, arrival, siblings)[0],)


def add_copy(arrival: Arrival, sheets: SheetsRead | None, judgement: Judgement, original: Arrival) -> None:
    """Add `duplicate` rows: one, or one per form of the workbook; they belong where the original belongs."""
    first = judgement.rows.of_receipt(original.mark.number)
    for index, owner in enumerate((sheets.owners if sheets else ()) or (None,)):
        like = first[index] if index < len(first) else None
        unit = like.unit if like else owner.unit if owner else None
        period = like.period if like else arrival.collecting.id
        same = f"与第 {original.mark.number} 号收文完全相同"
        judgement.rows.add(
            blank_row(
                arrival,
                Outcome.DUPLICATE,
                unit=unit,
                period=period,
                sheet=like.sheet if like else None,
                problems=(),
                note=same,
            )
        )
        if unit and period != arrival.collecting.id:
            words = f"收到的“{arrival.receipt.name}”{same}，属{period}期次"
            judgement.stray((((unit, arrival.collecting.id), words),))

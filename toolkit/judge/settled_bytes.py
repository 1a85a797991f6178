"""Settled sheets as bytes and back: some hundred together, those of one plain row column by column, any other by itself. Pure.

Nearly all of a country's sheets have one row and say nothing besides: what they have alike is told once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from sys import intern
from typing import Any, NamedTuple

from toolkit.intake.recognise.kept import packed, shared, unpacked
from toolkit.judge.file_rows import ALIKE, SettledRow
from toolkit.judge.siblings import Nearby
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.docket_marks import EntryMark, FileMark
from toolkit.nouns.outcomes import Evidence, Outcome

_SHORT, _DONE = 24, 4
Order = tuple[int, int, int]
"""`Timing.order`, its moments as microseconds."""


class SettledSheets(NamedTuple):
    """What became of the sheets in one arrival, or of one that is no form."""

    number: int
    key: str
    order: Order
    collected: str
    units: tuple[str, ...]
    """Whose it is, or may be."""
    rows: tuple[SettledRow, ...]
    strays: tuple[tuple[tuple[str, str], str], ...] = ()
    notes: tuple[int, ...] = ()
    """The notes that decided about it."""
    beside: Nearby | None = None
    """Of what is no form: what lay beside it. None = it is a form."""
    alone: bool = False
    """It is nothing of which anything could be a copy."""

    @property
    def sign(self) -> str:
        """Return what decides about others that lie beside its forms."""
        return sign_of(self.units, (row.mark for row in self.rows))


def sign_of(units: Iterable[str], marks: Iterable[FileMark]) -> str:
    """Return a hash of what decides about others that lie beside an arrival's forms: whose these are, of which periods."""
    return content_hash(list(units), [[mark.unit, mark.period, mark.stray] for mark in marks])[:_SHORT]


def dumped_chunk(sheets: Sequence[SettledSheets]) -> bytes:
    plain = [one for one in sheets if _is_plain(one)]
    others = [_dump_sheets(one) for one in sheets if not _is_plain(one)]
    return packed([_dump_columns(plain), others])


def loaded_chunk(data: bytes) -> list[SettledSheets]:
    """Raises: ValueError, LookupError, TypeError, zlib.error: these are no such bytes."""
    columns, others = unpacked(data)
    return [*_load_columns(*columns), *map(_load_sheets, others)]


# -- of one plain row --------------------------------------------------------------------------------------------------


def _is_plain(one: SettledSheets) -> bool:
    if len(one.rows) != 1 or one.strays or one.notes or one.beside or one.alone:
        return False
    (row,) = one.rows
    whole = len(row.alike) == ALIKE * len(row.mark.entries)
    return whole and not (row.form or row.failed) and (row.mark.period, one.units) == (one.collected, (row.mark.unit,))


def _dump_columns(sheets: Sequence[SettledSheets]) -> list[list[Any]]:
    rows = [one.rows[0] for one in sheets]
    alike = [_alike(row.mark, one.collected) for row, one in zip(rows, sheets, strict=True)]
    known = list(dict.fromkeys(alike))
    places = {one: place for place, one in enumerate(known)}
    said = [_said(entry, done=nth in row.done) for row in rows for nth, entry in enumerate(row.mark.entries)]
    return [
        [one.number for one in sheets],
        [one.key for one in sheets],
        [one.order[0] for one in sheets],
        [one.order[1] for one in sheets],
        [list(one) for one in known],
        [places[one] for one in alike],
        [row.mark.unit for row in rows],
        [len(row.mark.entries) for row in rows],
        [entry.item for row in rows for entry in row.mark.entries],
        said,
        [b"".join([row.alike for row in rows]).hex()],
    ]


def _alike(mark: FileMark, collected: str) -> tuple[int, str, str | None, str, str, int]:
    """Return what many sheets have alike."""
    return mark.run, collected, mark.sheet, mark.outcome.value, mark.evidence.value, _flags(mark)


def _load_columns(
    numbers: list[int],
    keys: list[str],
    versions: list[int],
    moments: list[int],
    known: list[list[Any]],
    places: list[int],
    units: list[str],
    counts: list[int],
    items: list[str],
    said: list[int],
    compared: list[str],
) -> Iterator[SettledSheets]:
    alike = [
        (run, shared(collected), shared(sheet), _OUTCOMES[outcome], _EVIDENCE[evidence], *_told(flags))
        for run, collected, sheet, outcome, evidence, flags in known
    ]
    told, hashes, start = zip(items, said, strict=True), bytes.fromhex(*compared), 0
    columns = zip(numbers, keys, versions, moments, places, map(intern, units), counts, strict=True)
    made, any_done = tuple.__new__, max(said, default=0) >= _DONE  # as a NamedTuple makes itself, in a third of the time
    for number, key, version, moment, place, unit, count in columns:
        run, collected, sheet, outcome, evidence, stray, formless, telling = alike[place]
        mine = [*islice(told, count)]
        entries = tuple([made(EntryMark, (intern(item), unit, says & 1 > 0, says & 2 > 0)) for item, says in mine])
        mark = made(FileMark, (number, run, unit, collected, sheet, outcome, evidence, stray, formless, False, telling, entries))
        end = start + ALIKE * count
        done = tuple([nth for nth, (_item, says) in enumerate(mine) if says & _DONE]) if any_done else ()
        row = made(SettledRow, (mark, 0, key, "", (), done, hashes[start:end]))
        yield made(SettledSheets, (number, key, (version, moment, number), collected, (unit,), (row,), (), (), None, False))
        start = end


def _flags(mark: FileMark) -> int:
    return mark.stray | mark.formless << 1 | mark.telling << 2


def _told(flags: int) -> tuple[bool, bool, bool]:
    return bool(flags & 1), bool(flags & 2), bool(flags & 4)


def _said(entry: EntryMark, *, done: bool) -> int:
    return entry.accepted | entry.prefilled << 1 | (_DONE if done else 0)


# -- any other ---------------------------------------------------------------------------------------------------------


def _dump_sheets(one: SettledSheets) -> list[Any]:
    rows = [_dump_row(row, one) for row in one.rows]
    strays = [[*key, words] for key, words in one.strays]
    units = None if one.units == _owners(row.mark for row in one.rows) else list(one.units)
    more = [one.notes, one.beside and [one.beside.units, one.beside.period], one.alone]
    return [one.number, one.key, *one.order[:2], one.collected, units, rows, strays, *(more if any(more) else ())]


def _dump_row(row: SettledRow, one: SettledSheets) -> list[Any]:
    mark = row.mark
    entries = [[entry.item, _said(entry, done=nth in row.done)] for nth, entry in enumerate(mark.entries)]
    failed = [[nth, sorted(keys)] for nth, keys in row.failed]
    period = None if mark.period == one.collected else [mark.period]
    return [
        mark.run, mark.unit, period, mark.sheet, mark.outcome.value, mark.evidence.value, _flags(mark), entries,
        row.form, failed, row.alike.hex(),
    ]  # fmt: skip


def _load_sheets(plain: list[Any]) -> SettledSheets:
    number, key, version, moment, collected, units, rows, strays, *more = plain
    notes, beside, alone = more or ((), None, False)
    loaded = tuple([_load_row(number, nth, key, collected, row) for nth, row in enumerate(rows)])
    return SettledSheets(
        number=number,
        key=key,
        order=(version, moment, number),
        collected=shared(collected),
        units=tuple(units) if units is not None else _owners([row.mark for row in loaded]),
        rows=loaded,
        strays=tuple([((unit, period), words) for unit, period, words in strays]),
        notes=tuple(notes),
        beside=Nearby(tuple(map(shared, beside[0])), shared(beside[1])) if beside else None,
        alone=alone,
    )


def _load_row(number: int, nth: int, key: str, collected: str, plain: list[Any]) -> SettledRow:
    run, unit, period, sheet, outcome, evidence, flags, entries, form, failed, alike = plain
    unit, (stray, formless, telling) = shared(unit), _told(flags)
    mark = FileMark(
        number, run, unit, shared(collected if period is None else period[0]), shared(sheet),
        _OUTCOMES[outcome], _EVIDENCE[evidence], stray, formless, False, telling,  # noqa: FBT003
        tuple([EntryMark(shared(item), unit, bool(said & 1), bool(said & 2)) for item, said in entries]),
    )  # fmt: skip
    told = tuple((nth_entry, frozenset(keys)) for nth_entry, keys in failed) if failed else ()
    done = tuple([place for place, (_item, said) in enumerate(entries) if said & _DONE])
    return SettledRow(mark=mark, nth=nth, key=key, form=form, failed=told, done=done, alike=bytes.fromhex(alike))


def _owners(marks: Iterable[FileMark]) -> tuple[str, ...]:
    names = [mark.unit for mark in marks if mark.unit]
    return tuple(names) if len(names) < 2 else tuple(dict.fromkeys(names))


_OUTCOMES: Mapping[str, Outcome] = {one.value: one for one in Outcome}
_EVIDENCE: Mapping[str, Evidence] = {one.value: one for one in Evidence}

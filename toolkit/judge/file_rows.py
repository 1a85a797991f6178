"""The judged rows, and which of them are whose: looked up by receipt, period and unit, opened when asked for."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

from toolkit.nouns.docket import Entry, FileRow
from toolkit.nouns.docket_marks import EntryMark, FileMark, file_mark
from toolkit.nouns.shelf import LongList, Picked, Places, Shelf, each, joined

Owner = tuple[str | None, str | None]
"""(unit, period)."""
_ROW_BITS, _ENTRY_BITS = 14, 20
_ROWS, _ENTRIES = (1 << _ROW_BITS) - 1, (1 << _ENTRY_BITS) - 1
ALIKE = 12
"""Bytes that an answer is compared with others' by (`checks.rules.alike_of`)."""


class SettledRow(NamedTuple):
    """A row that was judged before: its marks. All of it is fetched when somebody asks."""

    mark: FileMark
    nth: int
    """Which of its receipt's rows it is."""
    key: str
    form: str = ""
    """Version of the form that it is read against, where that is not the one in force."""
    failed: tuple[tuple[int, frozenset[str]], ...] = ()
    """Which entry → the KEYs whose value was sent back."""
    done: tuple[int, ...] = ()
    """Which of its entries say that the assignment is finished."""
    alike: bytes = b""
    """What its answers are compared with others' by, one after the other."""


Fetch = Callable[[SettledRow], FileRow]


class FileRows(LongList[FileRow]):
    """Rows in the order in which they were judged; once arranged, in the order of arrival."""

    def __init__(self, fetch: Fetch | None = None) -> None:
        """`fetch`: opens a row that was settled before."""
        self._fetch = fetch
        self._rows: Shelf[FileRow] = Shelf()
        self._settled: list[SettledRow] = []
        self._at = array("q")
        """Where each stands on the shelf; below zero: which of the settled ones it is, that nobody has asked for yet."""
        self._marks: list[FileMark] = []
        self._alike: dict[int, bytes] = {}
        self._of_receipt: dict[int, Places] = {}
        self._of_owner: dict[Owner, Places] = {}
        self._of_period: dict[str | None, Sequence[int]] = {}
        self._keys: dict[int, str] = {}
        """Receipt → the key of all that decided about its sheets, where that can be told."""

    def __len__(self) -> int:
        return len(self._at)

    def _value(self, place: int) -> FileRow:
        at = self._at[place]
        if at >= 0:
            return self._rows[at]
        assert self._fetch is not None
        row = self._fetch(self._settled[~at])
        self._at[place] = len(self._rows)
        self._rows.append(row)
        return row

    @property
    def any_settled(self) -> bool:
        """Tell whether any of them was not judged, but known."""
        return bool(self._settled)

    def marks(self) -> Sequence[FileMark]:
        """Return what stands beside each row to search them by."""
        return self._marks

    def add(self, row: FileRow, alike: bytes = b"") -> Sequence[int]:
        """Add a row, and return the numbers of its entries. `alike`: what these are compared with others' by."""
        self._at.append(len(self._rows))
        self._rows.append(row)
        mark = file_mark(row)
        (first,) = self._added((mark,), (alike,))
        return range(first, first + len(mark.entries))

    def settle(self, rows: Sequence[SettledRow]) -> Sequence[int]:
        """Add rows that were judged before; return of each the number that its first entry has: the others' follow it."""
        marks = [row.mark for row in rows]
        self._at.extend(~place for place in range(len(self._settled), len(self._settled) + len(rows)))
        self._settled += rows
        self._keys.update((mark.receipt, row.key) for mark, row in zip(marks, rows, strict=True))
        return self._added(marks, [row.alike for row in rows])

    def _added(self, marks: Sequence[FileMark], alike: Iterable[bytes]) -> Sequence[int]:
        """Have rows found by their marks; return the numbers of their first entries. A country's are added in one go."""
        numbers, first = array("q"), len(self._marks)
        of_receipt, of_owner, told = self._of_receipt, self._of_owner, self._alike
        self._marks += marks
        for place, (mark, said) in enumerate(zip(marks, alike, strict=True), first):
            receipt, owner = mark.receipt, (mark.unit, mark.period)
            sheet = receipt << _ROW_BITS
            if (before := of_receipt.setdefault(receipt, place)) != place:
                of_receipt[receipt] = joined(before, place)
                sheet |= len(each(before))
            if (theirs := of_owner.setdefault(owner, place)) != place:
                of_owner[owner] = joined(theirs, place)
            if said:
                told[sheet] = said
            numbers.append(sheet << _ENTRY_BITS)
        return numbers

    def alike_of(self, place: int) -> bytes:
        """Return the same of all entries of a row."""
        codes = self.codes(place, self._marks[place])
        return self._alike.get(codes[0] >> _ENTRY_BITS, b"") if codes else b""

    def decided_by(self, receipt: int, key: str) -> None:
        """Take note of a hash of all that decided about a receipt's sheets."""
        if key:
            self._keys[receipt] = key

    def key_of(self, receipt: int) -> str:
        """Return a hash of all that decided about a receipt's sheets, but for what replaced them; "" = that is not known."""
        return self._keys.get(receipt, "")

    def __setitem__(self, place: int, row: FileRow) -> None:
        before, owner, at = self._marks[place], (row.unit, row.period), self._at[place]
        assert at >= 0  # what was settled is never replaced
        self._rows[at] = row
        self._marks[place] = file_mark(row)
        if owner != (before.unit, before.period):
            left = tuple(one for one in each(self._of_owner[before.unit, before.period]) if one != place)
            self._of_owner[before.unit, before.period] = left
            self._of_owner[owner] = tuple(sorted((*each(self._of_owner.get(owner)), place)))

    def arrange(self, numbers: Sequence[int]) -> None:
        """Put the rows into the order of these receipts, once everything has been judged."""
        order = [place for number in numbers for place in each(self._of_receipt.get(number))]
        if order == [*range(len(self._at))]:
            self._in_periods()
            return
        self._at = array("q", [self._at[place] for place in order])
        self._marks = [self._marks[place] for place in order]
        now = array("q", bytes(8 * len(order)))
        for place, before in enumerate(order):
            now[before] = place
        self._of_receipt = {number: _moved(places, now) for number, places in self._of_receipt.items()}
        self._of_owner = {owner: _moved(places, now) for owner, places in self._of_owner.items()}
        self._in_periods()

    def _in_periods(self) -> None:
        periods: dict[str | None, array[int]] = {}
        for place, mark in enumerate(self._marks):
            known = periods.get(mark.period)
            if known is None:
                known = periods[mark.period] = array("q")
            known.append(place)
        self._of_period = {**periods}

    def places(self, receipt: int) -> tuple[int, ...]:
        """Return where a receipt's rows stand."""
        return each(self._of_receipt.get(receipt))

    def of_receipt(self, number: int) -> tuple[FileRow, ...]:
        return tuple(self[place] for place in self.places(number))

    def marks_of(self, receipt: int) -> tuple[FileMark, ...]:
        return tuple(self.marks()[place] for place in self.places(receipt))

    def of_period(self, period: str) -> Sequence[int]:
        """Return where a period's rows stand, once they are arranged: in order of arrival."""
        return self._of_period.get(period, ())

    def of_unit(self, unit: str, period: str) -> Sequence[FileRow]:
        """Return a unit's rows of a period as they were judged; once they are arranged, in order of arrival."""
        return tuple(self[place] for place in self.places_of_unit(unit, period))

    def places_of_unit(self, unit: str, period: str) -> tuple[int, ...]:
        return each(self._of_owner.get((unit, period)))

    def places_of_units(self, units: Sequence[str], period: str) -> Iterator[Places | None]:
        """Yield the same of many units."""
        return map(self._of_owner.get, zip(units, repeat(period)))

    def chosen(self, places: Sequence[int]) -> Sequence[FileRow]:
        return Picked(self._value, places, lambda place: self.marks()[place])

    # -- entries, by a number that stays theirs when the rows are arranged -------------------------------------------

    def codes(self, place: int, row: FileRow | FileMark) -> Sequence[int]:
        """Return the numbers of the entries of the row that stands here."""
        nth = self.places(row.receipt).index(place)
        first = (row.receipt << _ROW_BITS | nth) << _ENTRY_BITS
        return range(first, first + len(row.entries))

    def place_of(self, code: int) -> tuple[int, int]:
        """Return where an entry's row stands, and which of its entries it is."""
        places = self._of_receipt[code >> _ROW_BITS + _ENTRY_BITS]
        place = places if isinstance(places, int) else places[code >> _ENTRY_BITS & _ROWS]
        return place, code & _ENTRIES

    def entry_mark(self, code: int) -> EntryMark:
        place, nth = self.place_of(code)
        return self.marks()[place].entries[nth]

    def entry_marks(self, codes: Sequence[int]) -> list[EntryMark]:
        """Return the marks of many entries."""
        places, marks = self._of_receipt, self._marks
        told = []
        for code in codes:
            place = places[code >> _ROW_BITS + _ENTRY_BITS]
            if type(place) is not int:
                place = self.place_of(code)[0]
            told.append(marks[place].entries[code & _ENTRIES])
        return told

    def all_alike(self, codes: Sequence[int]) -> list[bytes]:
        """Return what many entries are compared with others' by."""
        alike = self._alike
        return [alike[code >> _ENTRY_BITS][(nth := ALIKE * (code & _ENTRIES)) : nth + ALIKE] for code in codes]

    def row_of(self, code: int) -> FileRow:
        return self[self.place_of(code)[0]]

    def entry(self, code: int) -> Entry:
        place, nth = self.place_of(code)
        return self[place].entries[nth]


def receipt_of(code: int) -> int:
    return code >> _ROW_BITS + _ENTRY_BITS


def _moved(places: Places, now: Sequence[int]) -> Places:
    return now[places] if isinstance(places, int) else tuple(sorted(now[place] for place in places))

"""What was read of each arrival, but for the cells: looked at when somebody asks, and then remembered. In memory."""

from collections.abc import Mapping

from toolkit.intake.kept_readings import light_of, sort_of
from toolkit.intake.reading import Reading, light
from toolkit.nouns.cells import Book
from toolkit.nouns.records import Sort

_HELD = 2_048
"""Readings that are held; of more, each is looked at anew."""


class Lights:
    """The readings of one snapshot as `light` leaves them; what was judged before needs none of them."""

    def __init__(self, whole: Mapping[int, Reading]) -> None:
        self._whole = whole
        self._seen: dict[int, Reading] = {}
        self._sorts: dict[int, Sort] = {}

    def __getitem__(self, receipt: int) -> Reading:
        reading = self._seen.get(receipt)
        return reading if reading is not None else self._held(receipt, light_of(self._whole, receipt))

    def _held(self, receipt: int, reading: Reading) -> Reading:
        if len(self._seen) >= _HELD:
            del self._seen[next(iter(self._seen))]
        self._seen[receipt] = reading
        self._sorts[receipt] = reading.sort
        return reading

    def book(self, receipt: int) -> Book | None:
        """Return the tables, opened anew each time they are asked for; all else is remembered, and not looked at once more."""
        reading = self._whole[receipt]
        if receipt not in self._seen:
            self._held(receipt, light(reading))
        return reading.book

    def sort(self, receipt: int) -> Sort:
        """Return what the arrival is."""
        known = self._sorts.get(receipt)
        if known is None:
            known = self._sorts[receipt] = sort_of(self._whole, receipt)
        return known

    def is_book(self, receipt: int) -> None:
        """Say that it is a table: that is known without looking."""
        self._sorts[receipt] = Sort.BOOK

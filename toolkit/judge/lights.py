"""What was read of each arrival, but for the cells: looked at when somebody asks, and then remembered. In memory."""

from collections.abc import Mapping

from toolkit.intake.reading import Reading, light_of
from toolkit.nouns.records import Sort

_HELD = 2_048
"""Readings that are held; of more, each is looked at anew."""


class Lights:
    """The readings of one snapshot as `light` leaves them; what was judged before needs none of them."""

    def __init__(self, whole: Mapping[int, Reading]) -> None:
        self.whole = whole
        self._seen: dict[int, Reading] = {}
        self._books: set[int] = set()

    def __getitem__(self, receipt: int) -> Reading:
        reading = self._seen.get(receipt)
        if reading is None:
            if len(self._seen) >= _HELD:
                del self._seen[next(iter(self._seen))]
            reading = self._seen[receipt] = light_of(self.whole, receipt)
            if reading.sort is Sort.BOOK:
                self._books.add(receipt)
        return reading

    def sort(self, receipt: int) -> Sort:
        """Return what the arrival is."""
        return Sort.BOOK if receipt in self._books else self[receipt].sort

    def is_book(self, receipt: int) -> None:
        """Say that it is a table: that is known without looking."""
        self._books.add(receipt)

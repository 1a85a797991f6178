"""Readings as they are kept, each opened when somebody asks for it. Pure."""

import zlib
from collections.abc import Iterator, Mapping

from toolkit.intake.reading import Reading, light, load
from toolkit.nouns.records import Sort

OPEN = 16
"""Readings held open at once."""
_SORT_ENDS = 40
"""Bytes of an opened reading within which its sort, name and value, ends."""


def sort_of(readings: Mapping[int, Reading], receipt: int) -> Sort:
    """Return what one reading is of, not opened for it where it is still bytes."""
    return readings.sort(receipt) if isinstance(readings, KeptReadings) else readings[receipt].sort


def light_of(readings: Mapping[int, Reading], receipt: int) -> Reading:
    """Return one reading as `light` leaves it, its cells not even looked at where they are still bytes."""
    return readings.light(receipt) if isinstance(readings, KeptReadings) else light(readings[receipt])


def _sort_in(data: bytes) -> Sort:
    """Return the sort in a reading's bytes, which `dump` writes first: no more than that is opened."""
    return Sort(zlib.decompressobj().decompress(data, _SORT_ENDS).split(b'"', 4)[3].decode("ascii"))


class KeptReadings(Mapping[int, Reading]):
    """Readings as the ledger keeps them; each is opened when it is asked for, so that memory holds only a few."""

    def __init__(self, bodies: Mapping[int, bytes], *, wanted: bool = False) -> None:
        """`wanted`: the cells of each will be asked for, so that as many as stay open are opened but once."""
        self._bodies, self._wanted = bodies, wanted
        self._open: dict[int, Reading] = {}

    def __getitem__(self, receipt: int) -> Reading:
        reading = self._open.get(receipt)
        if reading is None:
            reading = load(self._bodies[receipt])
            if len(self._open) >= OPEN:
                del self._open[next(iter(self._open))]
            self._open[receipt] = reading
        return reading

    def sort(self, receipt: int) -> Sort:
        """Return what a reading is of, without opening it."""
        known = self._open.get(receipt)
        return known.sort if known else _sort_in(self._bodies[receipt])

    def light(self, receipt: int) -> Reading:
        """Return a reading as `light` leaves it; its cells are opened where they will be asked for anyhow."""
        if receipt in self._open or (self._wanted and len(self._bodies) <= OPEN):
            return light(self[receipt])
        return load(self._bodies[receipt], whole=False)

    def __iter__(self) -> Iterator[int]:
        return iter(self._bodies)

    def __len__(self) -> int:
        return len(self._bodies)

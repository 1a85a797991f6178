"""Long lists of values in little memory: the first lie open, all others in packed blocks that are opened when asked for.

What is opened again equals what was laid down, but is another object. Values are never changed, only replaced.
"""

import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from operator import eq
from typing import Any, Generic, TypeVar, overload

from toolkit.nouns.packed_values import opened_value, packed_value
from toolkit.nouns.pressing import MEMORY, WINDOW

Value_co = TypeVar("Value_co", covariant=True)
Laid = TypeVar("Laid")
Mark = TypeVar("Mark")

OPEN = 12_288
"""Values of a list that lie open: no province has more, and where most are packed each look at a unit opens them anew."""
TOO_MANY = 4
"""How many times as many a list holds before none of them lies open: what the first ones spare is little by then."""
BLOCK = 16
"""Values that are packed together: enough for what they have in common, few enough to open for the sake of one."""
_RECENT = 8
"""Blocks opened last: whoever asks for a value asks for it twice, or for its neighbour."""
_FEW = 4
"""Of which share of its parts a late list makes some by themselves."""
_RAW = -WINDOW


Places = int | tuple[int, ...]
"""Where something stands: nearly always in one place, for which no tuple is held."""


def joined(known: Places | None, place: int) -> Places:
    """Return the places with one more."""
    return place if known is None else (*each(known), place)


def each(places: Places | None) -> tuple[int, ...]:
    return () if places is None else (places,) if isinstance(places, int) else places


def placed(names: Iterable[str]) -> dict[str, Places]:
    """Return name → where it stands."""
    places: dict[str, Places] = {}
    for place, name in enumerate(names):
        if (known := places.setdefault(name, place)) != place:
            places[name] = joined(known, place)
    return places


class LongList(Sequence[Value_co], Generic[Value_co]):
    """A sequence that makes its values when they are asked for; equal to any that holds equal ones."""

    def _value(self, place: int) -> Value_co:
        """Return what stands there; places are counted from the end where they are negative, as everywhere.

        Raises: IndexError.
        """
        raise NotImplementedError

    @overload
    def __getitem__(self, place: int) -> Value_co: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Value_co, ...]: ...
    def __getitem__(self, place: int | slice) -> Value_co | tuple[Value_co, ...]:
        if isinstance(place, slice):
            return tuple(self._value(one) for one in range(len(self))[place])
        return self._value(place)

    def __iter__(self) -> Iterator[Value_co]:
        return map(self._value, range(len(self)))

    def own_marks(self) -> Sequence[Any] | None:
        """Return what stands beside each value to search them by, where anything does."""
        return None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"


class Shelf(LongList[Laid]):
    """Values of one kind, in the order in which they were laid down.

    All after the first lie in blocks, packed together: to open one opens its neighbours, and who goes on to them finds them open.
    """

    def __init__(self, values: Iterable[Laid] = (), most: int | None = None, mark: Callable[[Laid], Any] | None = None) -> None:
        """`most`: how many lie open; None = the usual number. `mark`: what stands beside each, open always."""
        self._most = OPEN if most is None else most
        self._mark = mark
        self._marks: list[Any] = []
        self._first: list[Laid] = []
        """Those that lie open."""
        self._blocks: list[bytes] = []
        self._last: list[Laid] = []
        """Fewer than a block."""
        self._recent: dict[int, list[Laid]] = {}
        """Blocks opened last."""
        self._like = b""
        """A block as it was before it was pressed: what follows is much like it."""
        self._press: Any = None
        for value in values:
            self.append(value)

    def __getstate__(self) -> dict[str, Any]:
        """Send it to another process as it lies."""
        return {**vars(self), "_press": None, "_recent": {}}

    def __len__(self) -> int:
        return len(self._first) + len(self._blocks) * BLOCK + len(self._last)

    def append(self, value: Laid) -> None:
        if len(self._first) < self._most:
            self._first.append(value)
        else:
            self._last.append(value)
            if len(self._last) == BLOCK:
                self._blocks.append(self._pressed(self._last))
                self._last = []
                if self._first and len(self) >= TOO_MANY * self._most and not self._most % BLOCK:
                    self._close_first()
        if self._mark is not None:
            self._marks.append(self._mark(value))

    def _close_first(self) -> None:
        """Pack those that lie open too."""
        first, self._first, self._most = self._first, [], 0
        self._blocks[:0] = [self._pressed(first[start : start + BLOCK]) for start in range(0, len(first), BLOCK)]
        self._recent.clear()  # its numbers are others now

    def own_marks(self) -> Sequence[Any] | None:
        return self._marks if self._mark is not None else None

    def __setitem__(self, place: int, value: Laid) -> None:
        place = range(len(self))[place]
        if self._mark is not None:
            self._marks[place] = self._mark(value)
        values, place, block = self._where(place)
        values[place] = value
        if block is not None:
            self._blocks[block] = self._pressed(values)

    def rearranged(self, places: Iterable[int]) -> "Shelf[Laid]":
        """Return the values that stand in these places, in this order; itself, where that is its own."""
        places = array("q", places)
        if len(places) == len(self) and all(map(eq, places, range(len(self)))):
            return self
        return Shelf((self[place] for place in places), self._most, self._mark)

    def __iter__(self) -> Iterator[Laid]:
        size = len(self)
        return map(self._first.__getitem__ if size <= len(self._first) else self._value, range(size))

    def _value(self, place: int) -> Laid:
        if 0 <= place < len(self._first):
            return self._first[place]
        values, place, _ = self._where(range(len(self))[place])
        return values[place]

    def _where(self, place: int) -> tuple[list[Laid], int, int | None]:
        """Return the open values among which one stands, its place among them, and which block they are."""
        if place < len(self._first):
            return self._first, place, None
        block, place = divmod(place - len(self._first), BLOCK)
        if block == len(self._blocks):
            return self._last, place, None
        return self._recent.get(block) or self._opened(block), place, block

    def _opened(self, block: int) -> list[Laid]:
        while len(self._recent) >= _RECENT:
            del self._recent[next(iter(self._recent))]
        press = zlib.decompressobj(_RAW, zdict=self._like)
        values: list[Laid] = opened_value(press.decompress(self._blocks[block]))
        self._recent[block] = values
        return values

    def _pressed(self, values: list[Laid]) -> bytes:
        packed = packed_value(values)
        if self._press is None:
            self._like = self._like or packed
            self._press = zlib.compressobj(1, zlib.DEFLATED, _RAW, MEMORY, zdict=self._like)
        press = self._press.copy()
        return press.compress(packed) + press.flush()  # type: ignore[no-any-return]


class Picked(LongList[Value_co]):
    """Values that are fetched anew each time they are asked for, by where they stand elsewhere."""

    def __init__(
        self,
        fetch: Callable[[int], Value_co],
        places: Iterable[int],
        mark: Callable[[int], Any] | None = None,
        marks: Sequence[Any] | None = None,
    ) -> None:
        """`mark`: tells what stands beside a value, by where it stands; `marks`: the same of each, where it does not change."""
        self._fetch, self._places, self._mark, self._marks = fetch, array("q", places), mark, marks

    def __len__(self) -> int:
        return len(self._places)

    def own_marks(self) -> Sequence[Any] | None:
        return Picked(self._mark, self._places) if self._mark is not None else self._marks

    def __iter__(self) -> Iterator[Value_co]:
        return map(self._fetch, self._places)

    def _value(self, place: int) -> Value_co:
        return self._fetch(self._places[place])


class LateList(LongList[Laid]):
    """Values that are made when they are asked for: a part of them for the sake of one, all of them once many are."""

    def __init__(self, count: int, part: Callable[[int], Sequence[Laid]], size: int) -> None:
        """`part`: makes the parts by their number, each `size` values long but for the last."""
        self._count, self._part, self._size = count, part, size
        self._parts = -(-count // size)
        self._recent: dict[int, Sequence[Laid]] = {}
        self._left = self._parts // _FEW
        """How many parts are made by themselves before all are made."""

    @cached_property
    def _values(self) -> Sequence[Laid]:
        self._recent.clear()
        values = (value for number in range(self._parts) for value in self._part(number))
        return tuple(values) if self._count <= OPEN else Shelf(values)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Laid]:
        return iter(self._values)

    def _value(self, place: int) -> Laid:
        if "_values" in self.__dict__:
            return self._values[place]
        number, nth = divmod(range(self._count)[place], self._size)
        known = self._recent.get(number)
        if known is None:
            if not self._left:
                return self._values[place]
            self._left -= 1
            while len(self._recent) >= _RECENT:
                del self._recent[next(iter(self._recent))]
            known = self._recent[number] = self._part(number)
        return known[nth]

    def __reduce__(self) -> tuple[Any, ...]:
        """Send them to another process as they are."""
        return _as_they_are, (self._values,)


def _as_they_are(values: Sequence[Laid]) -> Sequence[Laid]:
    return values


def marks_of(values: Sequence[Laid], mark: Callable[[Laid], Mark]) -> Sequence[Mark]:
    """Return the mark of each value, without opening them where it stands beside them."""
    known = values.own_marks() if isinstance(values, LongList) else None
    return [mark(value) for value in values] if known is None else known


def those(values: Sequence[Laid], wanted: Callable[[Mark], bool], mark: Callable[[Laid], Mark]) -> Sequence[Laid]:
    """Return the values whose mark is wanted, without holding them. The list may grow meanwhile: what comes later is left out."""
    marks = list(marks_of(values, mark))
    return Picked(values.__getitem__, [place for place, one in enumerate(marks) if wanted(one)], marks.__getitem__)


def in_little_memory(values: Sequence[Laid]) -> Sequence[Laid]:
    """Return the values, most of them packed where there are more than lie open."""
    return values if isinstance(values, LongList) or len(values) <= OPEN else Shelf(values)

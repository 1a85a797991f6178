"""What 看板 counts of all assignments, folded from blocks of lines: a block whose units said nothing new is not opened. Pure."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import compress, islice, pairwise, product, repeat
from typing import NamedTuple

from toolkit.outputs.answers_joined import Pair
from toolkit.outputs.merge import AssignmentRow, Light, course
from toolkit.values.numbers import mean

BLOCK = 64
"""Lines told together."""


class _LineState(NamedTuple):
    """What is counted of a line."""

    light: Light | None
    counted: bool
    done: bool
    still_red: bool
    """Nothing counts of it, and it was red when it was last reported."""


_STATES = tuple(map(_LineState._make, product((None, *Light), *repeat((False, True), 3))))
_LETTERS = {state: chr(ord("0") + place) for place, state in enumerate(_STATES)}
"""A line is kept as a letter."""
_SAID = {letter: state for state, letter in _LETTERS.items()}
_COUNTED, _DONE, _STILL_RED = (
    frozenset(letter for letter, state in _SAID.items() if getattr(state, name)) for name in ("counted", "done", "still_red")
)
_LIT = {light: frozenset(letter for letter, state in _SAID.items() if state.light is light) for light in Light}
_WITHOUT = {kind: str.maketrans(dict.fromkeys(kind)) for kind in (_COUNTED, _DONE, _STILL_RED, *_LIT.values())}
"""Some letters → what takes them out of a text."""
BlockFacts = tuple[str, Sequence[Sequence[str | None]]]
"""A letter a line; of each line whose figures are asked for, its percents."""
Facts = Callable[[range, Callable[[], BlockFacts]], BlockFacts]
"""Returns what is kept of the lines of a block, else what is made."""


class AssignmentTally:
    """All lines of a period, counted. An item (项) is spoken of by the places of its lines."""

    def __init__(
        self, pairs: Sequence[Pair], lines: Callable[[range], Sequence[AssignmentRow]], periods: Sequence[str], *, drawn: int
    ) -> None:
        """`pairs`: (item id, unit) of each line; `lines`: makes some; `periods`: those so far; `drawn`: how many items are."""
        self._pairs, self._lines, self._periods = pairs, lines, periods
        fresh = [place for place, pair in enumerate(pairs) if not place or pair[0] != pairs[place - 1][0]]
        self._starts = array("q", [*fresh, len(pairs)])
        self._drawn = self._starts[min(drawn, len(fresh))]
        self._asked = bytearray(len(pairs))
        """Of each line, whether its figures go into a mean that is shown: its item is drawn, or has several lines."""
        for start, stop in pairwise(self._starts):
            if stop - start > 1 or start < self._drawn:
                self._asked[start:stop] = b"\1" * (stop - start)
        self._percents: dict[int, Sequence[str | None]] = {}
        self._letters = ""

    def count(self, facts: Facts) -> None:
        """Look at every line, or at what was kept of it."""
        letters = []
        for start in range(0, len(self._pairs), BLOCK):
            block = range(start, min(start + BLOCK, len(self._pairs)))
            told, percents = facts(block, lambda block=block: self._told(block))  # type: ignore[misc]
            letters.append(told)
            self._percents.update(zip(compress(block, self._asked[block.start : block.stop]), percents, strict=True))
        self._letters = "".join(letters)

    def _told(self, block: range) -> BlockFacts:
        letters, percents = [], []
        for place, line in zip(block, self._lines(block), strict=True):
            letters.append(_letter(line))
            if place < self._drawn:
                percents.append([_text(one) for one in course(line, self._periods[-1], self._periods)])
            elif self._asked[place]:
                percents.append([_text(line.percent)])
        return "".join(letters), percents

    def __len__(self) -> int:
        return len(self._pairs)

    @property
    def item_count(self) -> int:
        return len(self._starts) - 1

    def items(self) -> Iterator[range]:
        """Yield the places of each item's lines."""
        return (range(start, stop) for start, stop in pairwise(self._starts))

    def items_done(self) -> Iterator[tuple[str, bool]]:
        """Yield each item's id, and whether all of its lines are finished."""
        left = self._letters.translate(dict.fromkeys(map(ord, _DONE), " "))
        return ((self._pairs[start][0], left[start:stop].isspace()) for start, stop in pairwise(self._starts))

    def item_at(self, place: int) -> range:
        """Return the lines of the item that one belongs to."""
        after = bisect_right(self._starts, place)
        return range(self._starts[after - 1], self._starts[after])

    def light(self, place: int) -> Light | None:
        return _SAID[self._letters[place]].light

    def number(self, light: Light) -> int:
        """Return how many lines have this light."""
        return self._number(_LIT[light])

    def counted(self, places: range | None = None) -> int:
        """Return of how many lines, of all or of an item's, there are answers that count."""
        return self._number(_COUNTED, places)

    def done(self, places: range | None = None) -> int:
        """Return how many are finished."""
        return self._number(_DONE, places)

    def still_red(self) -> int:
        """Return of how many nothing counts that were red when they were last reported."""
        return self._number(_STILL_RED)

    def pressing(self, most: int) -> Sequence[int]:
        """Return the lines that are to be looked at first: red ones, those of which nothing counts, yellow ones, others."""
        ranks = (_LIT[Light.RED] | _STILL_RED, _SAID.keys() - _COUNTED, _LIT[Light.YELLOW], _SAID.keys())
        places: dict[int, None] = {}
        for rank in ranks:
            of_rank = (place for place, letter in enumerate(self._letters) if letter in rank)
            places.update(dict.fromkeys(islice(of_rank, most)))
            if len(places) >= most:
                break
        return [*places][:most]

    def mean(self, places: range) -> Decimal | None:
        """Return the simple mean of the percents that count, of an item with several lines."""
        return mean(_number(self._percents[place][-1]) for place in places)

    def course(self, places: range) -> list[Decimal | None]:
        """Return the means of each period so far, of an item that is drawn."""
        return [mean(map(_number, said)) for said in zip(*(self._percents[place] for place in places), strict=True)]

    def _number(self, wanted: frozenset[str], places: range | None = None) -> int:
        letters = self._letters if places is None else self._letters[places.start : places.stop]
        return len(letters) - len(letters.translate(_WITHOUT[wanted]))


def _letter(line: AssignmentRow) -> str:
    still_red = not line.counted and line.standing_light is Light.RED
    return _LETTERS[_LineState(line.light, line.counted, line.done, still_red)]


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

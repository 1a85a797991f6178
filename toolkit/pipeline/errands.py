"""What twins of this process do meanwhile, each one errand after the other, asked for by who gave it. Effects: processes.

One computes; another, which writes a file a unit, waits for the disk most of the time: behind it the first would wait too.
Whatever an errand did not tell, for whatever reason, is done by who gave it: where there is no twin, all of it.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Self

from toolkit.evidence.ledger import Ledger, apart
from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline.large_memory import MANY_UNITS, give_back_now
from toolkit.pipeline.reading_room import MANY
from toolkit.pipeline.twin import Twin, may_have_twin

_LAST = 10
"""How much a twin gives way that nobody waits for."""
Errand = Callable[[], Iterable[str]]
"""Yields what it tells, a line each. It looks at the ledger through the twin's own connection, and writes nothing into it."""


class Errands:
    """Use as a context manager: whatever comes between, no twin is left."""

    def __init__(self, ledger: Ledger, units: int) -> None:
        """`units`: of the plan; for few a twin takes longer to come than they do."""
        self._units = units
        self.worth_while = units >= MANY and may_have_twin()
        self._ledger = ledger
        self._computing, self._writing = _Hand(), _Hand()
        self._hands = (self._writing, self._computing)
        self._begun: list[Twin] = []
        """Those that began before the others."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for twin in (*self._begun, *(hand.twin for hand in self._hands)):
            if twin is not None:
                twin.end()

    def give(self, what: str, errand: Errand, *, many: bool = False) -> Callable[[], Iterator[str]]:
        """Have it done after those given before; return what yields the lines that it told, once all of its twin are done.

        `what`: how people call it; `many`: it writes a file a unit.
        """
        hand = self._writing if many else self._computing
        hand.given.append((what, errand))
        return partial(hand.told, hand.given[-1])

    def coming(self, what: str, errand: Errand) -> Callable[[], Iterator[str]]:
        """Have it done before all others; what is returned yields the lines that it told since last time, and waits for none."""
        self._computing.given.insert(0, (what, errand))
        return partial(self._computing.come, self._computing.given[0], bytearray(), [0])

    def at_once(self, errand: Errand) -> Callable[[], Iterator[str]]:
        """Have it begun now, in what the others leave of the cores, by a twin of its own and without the ledger.

        What is returned yields what it told by then.
        """
        twin = Twin(partial(_done_last, errand))
        self._begun.append(twin)

        def told() -> Iterator[str]:
            lines = twin.so_far(0, 0).split(b"\n")
            return (line.decode() for line in lines[:-1])

        return told

    def begin(self) -> None:
        """Begin with all that was given."""
        do = _done
        if self._units >= MANY_UNITS:
            do = _done_in_little
            give_back_now()  # what lies free here would lie free in each twin
        for hand in self._hands:
            if hand.given:
                hand.twin = Twin(self._on_its_own, *(partial(do, errand) for _, errand in hand.given))

    def wait(self) -> bool:
        """Wait until all is done, once; tell whether there was anything to wait for."""
        waited = [hand.wait() for hand in self._hands]
        return any(waited)

    def _on_its_own(self) -> Iterator[str]:
        apart(self._ledger)
        yield from ()


@dataclass(slots=True)
class _Hand:
    """A twin, and what it is given."""

    given: list[tuple[str, Errand]] = field(default_factory=list)
    twin: Twin | None = None

    def wait(self) -> bool:
        if self.twin is None:
            return False
        from toolkit.intake.isolation import SPENT

        self.twin.told()
        for nth, (what, _) in enumerate(self.given, 1):
            SPENT[what] += self.twin.seconds(nth)
        return True

    def told(self, given: tuple[str, Errand]) -> Iterator[str]:
        return self.twin.told(self._nth(given)) if self.twin is not None else iter(())

    def come(self, given: tuple[str, Errand], begun: bytearray, at: list[int]) -> Iterator[str]:
        """Yield fresh lines. `begun`: the beginning of the next one; `at`: how many bytes were taken."""
        fresh = self.twin.so_far(self._nth(given), at[0]) if self.twin is not None else b""
        at[0] += len(fresh)
        *lines, rest = (begun + fresh).split(b"\n")
        begun[:] = rest
        return (line.decode() for line in lines)

    def _nth(self, given: tuple[str, Errand]) -> int:
        """Return which of the twin's works it is; the first one is its own."""
        return self.given.index(given) + 1


def _done_in_little(errand: Errand) -> Iterator[str]:
    """Do an errand after what the one before it left free was given back."""
    give_back_now()
    yield from _done(errand)


def _done_last(errand: Errand) -> Iterator[str]:
    """Do an errand that nobody waits for while others have something to do."""
    os.nice(_LAST)
    yield from _done(errand)


def _done(errand: Errand) -> Iterator[str]:
    """Do an errand; one that fails leaves the others to be done."""
    with suppress(ToolkitError, OSError):
        yield from errand()

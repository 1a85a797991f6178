"""What a twin of this process does meanwhile, one errand after the other, each asked for by who gave it. Effects: processes.

Whatever an errand did not tell, for whatever reason, is done by who gave it: where there is no twin, all of it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import Self

from toolkit.evidence.ledger import Ledger, apart
from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline.reading_room import MANY
from toolkit.pipeline.twin import Twin, may_have_twin

Errand = Callable[[], Iterable[str]]
"""Yields what it tells, a line each. It looks at the ledger through the twin's own connection, and writes nothing into it."""


class Errands:
    """Use as a context manager: whatever comes between, no twin is left."""

    def __init__(self, ledger: Ledger, units: int) -> None:
        """`units`: of the plan; for few a twin takes longer to come than they do."""
        self.worth_while = units >= MANY and may_have_twin()
        self._ledger = ledger
        self._given: list[tuple[str, Errand]] = []
        self._twin: Twin | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._twin is not None:
            self._twin.end()

    def give(self, what: str, errand: Errand) -> Callable[[], Iterator[str]]:
        """Have it done after those given before; return what yields the lines that it told, once all are done.

        `what`: how people call it.
        """
        self._given.append((what, errand))
        return partial(self._told, self._given[-1])

    def coming(self, what: str, errand: Errand) -> Callable[[], Iterator[str]]:
        """Have it done before all others; what is returned yields the lines that it told since last time, and waits for none."""
        self._given.insert(0, (what, errand))
        return partial(self._come, self._given[0], bytearray(), [0])

    def begin(self) -> None:
        """Begin with all that was given."""
        if self._given:
            self._twin = Twin(self._on_its_own, *(partial(_done, errand) for _, errand in self._given))

    def wait(self) -> bool:
        """Wait until all is done, once; tell whether there was anything to wait for."""
        if self._twin is None:
            return False
        from toolkit.intake.isolation import SPENT

        self._twin.told()
        for nth, (what, _) in enumerate(self._given, 1):
            SPENT[what] += self._twin.seconds(nth)
        return True

    def _told(self, given: tuple[str, Errand]) -> Iterator[str]:
        return self._twin.told(self._nth(given)) if self._twin is not None else iter(())

    def _nth(self, given: tuple[str, Errand]) -> int:
        """Return which of the twin's works it is; the first one is its own."""
        return self._given.index(given) + 1

    def _come(self, given: tuple[str, Errand], begun: bytearray, at: list[int]) -> Iterator[str]:
        """Yield fresh lines. `begun`: the beginning of the next one; `at`: how many bytes were taken."""
        fresh = self._twin.so_far(self._nth(given), at[0]) if self._twin is not None else b""
        at[0] += len(fresh)
        *lines, rest = (begun + fresh).split(b"\n")
        begun[:] = rest
        return (line.decode() for line in lines)

    def _on_its_own(self) -> Iterator[str]:
        apart(self._ledger)
        yield from ()


def _done(errand: Errand) -> Iterator[str]:
    """Do an errand; one that fails leaves the others to be done."""
    with suppress(ToolkitError, OSError):
        yield from errand()

"""What is asked of a ledger before anything is written into it, or done by what it says."""

from collections.abc import Callable

from toolkit.nouns.errors import ToolkitError

Look = Callable[[], tuple[str, ...]]
"""Proves a ledger, and returns the originals that no record names. Raises: ToolkitError."""


class ToBeProved:
    """Proved once, when it is first asked for at the latest; one that nobody wants proved is taken as it is."""

    _look: Look | None = None
    _strays: tuple[str, ...] = ()
    _refused: ToolkitError | None = None

    def looked_through_by(self, look: Look) -> None:
        """Have it looked through before something is written into it."""
        self._look = look

    def prove(self) -> None:
        """Go no further unless it is whole. Raises: ToolkitError, its chain is broken, or it is an older one."""
        if self._refused is not None:
            raise self._refused
        if self._look is None:
            return
        try:
            self._strays = self._look()
        except ToolkitError as error:
            self._refused = error
            raise
        self._look = None

    def left_unproved(self, why: ToolkitError) -> None:
        """Have nothing written into it from now on, where it was not proved yet: a command was broken off."""
        if self._look is not None and self._refused is None:
            self._refused = why

    @property
    def strays(self) -> tuple[str, ...]:
        """Originals that no record named when it was opened to write, as paths below archive/. Raises: as `prove`."""
        self.prove()
        return self._strays

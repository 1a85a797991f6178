"""What is asked of a ledger before anything is written into it, or done by what it says."""

from collections.abc import Callable

Look = Callable[[], tuple[str, ...]]
"""Proves a ledger, and returns the originals that no record names. Raises: ToolkitError."""


class ToBeProved:
    """Proved once, when it is first asked for at the latest; one that nobody wants proved is taken as it is."""

    _look: Look | None = None
    _strays: tuple[str, ...] = ()

    def looked_through_by(self, look: Look) -> None:
        """Have it looked through before something is written into it."""
        self._look = look

    def prove(self) -> None:
        """Go no further unless it is whole. Raises: ToolkitError, its chain is broken, or it is an older one."""
        if self._look is not None:
            self._strays = self._look()
            self._look = None

    @property
    def strays(self) -> tuple[str, ...]:
        """Originals that no record named when it was opened to write, as paths below archive/. Raises: as `prove`."""
        self.prove()
        return self._strays

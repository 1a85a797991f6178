"""Memory against time, while a country is worked on. Effects: this process' memory.

The C library learns from what it is given back: after the first megabytes it keeps as many for the next, among which small
things then lie, so that a country's lists and texts, each gone in a moment, stayed with the process to its end.
"""

import contextlib
import gc

from toolkit.nouns.limits import MIB

MANY_UNITS = 4_000
"""Below, what is kept is little, and setting it would take longer than it spares."""
_VERY_LARGE = 32 * MIB
_RINGS = 2_000_000
"""More objects than before, at which Python looks for rings of them."""
_LOOKS: list[tuple[int, int, int]] = []
"""How often it did before."""
_TRIM, _MAP, _ARENAS = -1, -3, -8
"""glibc's M_TRIM_THRESHOLD, M_MMAP_THRESHOLD and M_ARENA_MAX."""


def spare_memory(units: int) -> None:
    """Have large memory given back as soon as it is free, and rings of objects looked for as before `spare_time`.

    `units`: of the plan; for few nothing is done.
    """
    if units < MANY_UNITS:
        return
    _give_back(MIB // 4)
    if _LOOKS:
        gc.set_threshold(*_LOOKS.pop())


def spare_time() -> None:
    """Have little work take memory rather than time: what is free is wanted again in a moment.

    The system clears each page that it hands out: sixty thousand of them are a thirtieth of a late sheet's time. As much takes
    each look for rings of objects among a country's tables, which all stay.
    """
    _give_back(_VERY_LARGE)
    if not _LOOKS:
        _LOOKS.append(gc.get_threshold())
        gc.set_threshold(_RINGS)


def _give_back(most: int) -> None:
    """Have the C library give back what is larger; elsewhere than on glibc nothing changes.

    All threads share one heap: only one at a time runs Python, and in heaps of their own each left what nobody else took.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError, ImportError):
        from ctypes import CDLL

        mallopt = CDLL(None).mallopt
        mallopt(_MAP, most)
        mallopt(_TRIM, 2 * MIB)
        mallopt(_ARENAS, 1)


def give_back_now() -> None:
    """Have it give back what lies free among what is held: whole pages, between two pieces of work."""
    with contextlib.suppress(AttributeError, OSError, TypeError, ImportError):
        from ctypes import CDLL

        CDLL(None).malloc_trim(0)

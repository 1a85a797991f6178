"""Memory that is given back to the system while a country is worked on. Effects: this process' memory.

The C library learns from what it is given back: after the first megabytes it keeps as many for the next, among which small
things then lie, so that a country's lists and texts, each gone in a moment, stayed with the process to its end.
"""

import contextlib

from toolkit.nouns.limits import MIB

MANY_UNITS = 4_000
"""Below, what is kept is little, and setting it would take longer than it spares."""
_VERY_LARGE = 32 * MIB
_TRIM, _MAP, _ARENAS = -1, -3, -8
"""glibc's M_TRIM_THRESHOLD, M_MMAP_THRESHOLD and M_ARENA_MAX."""


def give_back(most: int = MIB // 4) -> None:
    """Have the C library give large memory back as soon as it is free; elsewhere than on glibc nothing changes.

    `most`: bytes that are not large yet. All threads share one heap: only one at a time runs Python, and in heaps of their own
    each left what nobody else took.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError, ImportError):
        from ctypes import CDLL

        mallopt = CDLL(None).mallopt
        mallopt(_MAP, most)
        mallopt(_TRIM, 2 * MIB)
        mallopt(_ARENAS, 1)


def give_back_little() -> None:
    """Have it do so with what is very large alone: where little is judged, what is free is wanted again in a moment.

    The system clears each page that it hands out: sixty thousand of them are a thirtieth of a late sheet's time.
    """
    give_back(_VERY_LARGE)


def give_back_now() -> None:
    """Have it give back what lies free among what is held: whole pages, between two pieces of work."""
    with contextlib.suppress(AttributeError, OSError, TypeError, ImportError):
        from ctypes import CDLL

        CDLL(None).malloc_trim(0)

"""Readers that fail as native code does, chosen by the file's name. Run in workers by tests of the isolation."""

import os
import signal
import sys
import time

from toolkit.intake.reading import Reading
from toolkit.nouns.cells import Book
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import Sort


class Panic(BaseException):
    """What a Rust panic looks like from Python: no Exception."""


def look(data: bytes, name: str, limits: Limits, *, inline: bool = False) -> Reading:
    del inline
    kind = name.split(".", maxsplit=1)[0]
    if kind == "hang":
        time.sleep(600)
    elif kind == "loop":
        while True:
            pass
    elif kind == "abort":
        os.kill(os.getpid(), signal.SIGABRT)
    elif kind == "exit":
        sys.exit(3)
    elif kind == "die":
        os._exit(9)
    elif kind == "panic":
        raise Panic("attempt to subtract with overflow")
    elif kind == "interrupt":
        raise KeyboardInterrupt
    elif kind == "eat":
        hoard = [bytearray(1 << 24) for _ in range(limits.memory_bytes // (1 << 24) * 4)]
        del hoard
    elif kind == "deep":
        look_deep(0)
    elif kind == "unpicklable":
        return Reading(sort=Sort.BOOK, book=Book(format="xlsx", sheets=(), properties={"x": lambda: 0}))  # type: ignore[dict-item]
    return Reading(sort=Sort.OTHER, kind=data.decode())


def look_deep(depth: int) -> int:
    return look_deep(depth + 1) + 1


def missing(data: bytes, name: str, limits: Limits, *, inline: bool = False) -> Reading:
    del data, name, limits, inline
    import not_installed_anywhere  # noqa: F401

    raise AssertionError


def look_slowly(data: bytes, name: str, limits: Limits, *, inline: bool = False) -> Reading:
    """Take a good while by the clock, but next to no work: what a busy machine does to an ordinary file."""
    time.sleep(limits.seconds * 1.5)
    return look(data, name, limits, inline=inline)


def speak(data: bytes, name: str, limits: Limits, *, inline: bool = False) -> Reading:
    """Say on every channel what no clerk should see."""
    for stream in (sys.stdout, sys.stderr):
        print("Traceback (most recent call last):", file=stream, flush=True)
    os.write(2, b"MemoryError\n")
    return look(data, name, limits, inline=inline)

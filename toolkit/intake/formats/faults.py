"""The one place where other people's exceptions become an Unreadable with the right code."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers.expat import ExpatError

from toolkit.nouns.limits import Unreadable
from toolkit.nouns.problems import Code

DAMAGE = (
    zipfile.BadZipFile, zlib.error, ExpatError, struct.error, UnicodeError, EOFError, OSError,
    LookupError, NameError, ValueError, TypeError, AttributeError, AssertionError, ArithmeticError,
    RuntimeError, SyntaxError, BufferError, StopIteration,
)  # fmt: skip
"""What zipfile, zlib, expat, lxml, xlrd, olefile and the standard library raise on damaged bytes."""
DAMAGE_BY_NAME = frozenset({"XLRDError", "CompDocError", "Error", "PanicException", "CalamineError"})
"""The same, of libraries that are loaded only when their format comes; calamine's panic is no Exception."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn whatever a format's reader raises on bad bytes into Unreadable.

    Raises:
        Unreadable: F01 damaged, F02 encrypted, F03 beyond the limits.
    """
    try:
        yield
    except (Unreadable, MemoryError):  # of a limit that was reached the worker itself speaks
        raise
    except BaseException as error:
        code = _code(error)
        if code is None:
            raise
        raise code from error


def _code(error: BaseException) -> Unreadable | None:
    if isinstance(error, RecursionError):
        return Unreadable(Code.F03, detail="嵌套过深")
    if isinstance(error, DAMAGE) or type(error).__name__ in DAMAGE_BY_NAME:
        return Unreadable(Code.F01, detail="内容不完整或已损坏")
    return None

"""Addresses in a worksheet's XML as places: C7 → (7, 3). Pure."""

import re
from functools import lru_cache

from toolkit.intake.formats.grid import COLUMNS
from toolkit.nouns.cells import column_number
from toolkit.nouns.limits import Unreadable
from toolkit.nouns.problems import Code

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@lru_cache(maxsize=4096)
def place(reference: str) -> tuple[int, int]:
    """Return "C7" as (7, 3).

    Raises:
        Unreadable: F01 it is no address.
    """
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise Unreadable(Code.F01, detail=f"单元格地址有误：{reference[:20]}")
    return int(match[2]), column_of(match[1])


@lru_cache(maxsize=COLUMNS)
def column_of(letters: str) -> int:
    return column_number(letters.upper())

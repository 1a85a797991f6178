"""Addresses in a worksheet's XML as places: C7 → (7, 3). Pure."""

import re
from functools import lru_cache

from toolkit.intake.formats.grid import COLUMNS, ROWS, merged_block
from toolkit.nouns.cells import Range, column_number
from toolkit.nouns.limits import Unreadable
from toolkit.nouns.problems import Code

_BLOCK = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]{1,7})?(?::\$?([A-Za-z]{1,3})?\$?([0-9]{1,7})?)?")
"""An address, a block, whole columns (A:C) or whole rows (1:3)."""
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
    return int(match[2]), _column(match[1])


@lru_cache(maxsize=4096)
def block_of(reference: str) -> Range | None:
    """Return what a merge's address names; None = no block of several cells within a sheet."""
    block = _BLOCK.fullmatch(reference)
    if block is None:
        return None
    first, top, last, bottom = block.groups()
    columns = sorted((_column(first), _column(last or first))) if first else [1, COLUMNS]
    rows = sorted((int(top), int(bottom or top))) if top else [1, ROWS]
    return merged_block(rows[0], columns[0], rows[1], columns[1])


@lru_cache(maxsize=COLUMNS)
def _column(letters: str) -> int:
    return column_number(letters.upper())

"""Many cells named in few words, as they stand under one another. Pure."""

import re
from collections.abc import Iterable
from itertools import groupby

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)")
_RUN = 3
"""Cells under one another from which only the first and the last are named."""


def cells_named(cells: Iterable[str]) -> str:
    """Return G4、G7至G12: each once, in the order given; three or more in a row of one column as a range."""
    ordered = list(dict.fromkeys(cells))
    keys = [_key(cell, place) for place, cell in enumerate(ordered)]
    parts: list[str] = []
    for _, group in groupby(range(len(ordered)), key=keys.__getitem__):
        run = [ordered[place] for place in group]
        parts += [f"{run[0]}至{run[-1]}"] if len(run) >= _RUN else run
    return "、".join(parts)


def _key(cell: str, place: int) -> tuple[str, int]:
    """Return what neighbours in a run have in common: the column, and how far the row is ahead of the place in the list."""
    match = _CELL.fullmatch(cell)
    return (match[1], int(match[2]) - place) if match else ("", -place)

"""Rows that were cut out of a sheet and come to stand further up or down: the same cells under other numbers. Pure.

Cells move, links, and drop-downs whose words stand in the same rows of another sheet. A formula would still name the cells of
before: rows with any are made anew.
"""

import re
from collections.abc import Callable
from functools import partial

_CELL = re.compile(rb'<(row r="|c r="[A-Z]+)(\d+)')
_LINK = re.compile(rb'<hyperlink ref="([A-Z]+)(\d+)" r:id="rId(\d+)')
_TARGET = re.compile(rb'<Relationship Id="rId(\d+)')
_CHOICE = re.compile(rb'sqref="([A-Z]+)(\d+)"><formula1>([^<]*)')
_WORDS = re.compile(rb"(\$[A-Z]+\$)(\d+)")
"""What has a number: no text can look like it, for `<` and quotes in attributes are escaped."""


def cells_moved(text: bytes, down: int) -> bytes:
    """Return rows so many rows further down."""
    return _CELL.sub(lambda cell: b"<%b%d" % (cell[1], int(cell[2]) + down), text)


def links_moved(text: bytes, down: int, links: int) -> bytes:
    """Return links of cells so many rows further down, behind so many more links."""
    return _LINK.sub(
        lambda cell: b'<hyperlink ref="%b%d" r:id="rId%d' % (cell[1], int(cell[2]) + down, int(cell[3]) + links), text
    )


def targets_moved(text: bytes, links: int) -> bytes:
    """Return where links lead, behind so many more."""
    return _TARGET.sub(lambda cell: b'<Relationship Id="rId%d' % (int(cell[1]) + links), text)


def choices_moved(text: bytes, down: int) -> bytes:
    """Return drop-downs of cells so many rows further down, as their words are."""

    def moved(cell: re.Match[bytes]) -> bytes:
        words = _WORDS.sub(lambda word: b"%b%d" % (word[1], int(word[2]) + down), cell[3])
        return b'sqref="%b%d"><formula1>%b' % (cell[1], int(cell[2]) + down, words)

    return _CHOICE.sub(moved, text)


def moves(down: int, links: int) -> tuple[Callable[[bytes], bytes], ...]:
    """Return what moves a sheet's streams: its rows, links, where these lead, drop-downs."""
    return (
        partial(cells_moved, down=down),
        partial(links_moved, down=down, links=links),
        partial(targets_moved, links=links),
        partial(choices_moved, down=down),
    )

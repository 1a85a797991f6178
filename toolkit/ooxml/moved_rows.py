"""Rows that were cut out of a sheet and come to stand further up or down: the same cells under other numbers. Pure.

Cells move, links, and drop-downs whose words stand in the same rows of another sheet. A formula would still name the cells of
before: rows with any are made anew.
"""

import re
from collections.abc import Callable
from functools import partial

_ROW, _CELL = b'<row r="', b'<c r="'
_LINK = re.compile(rb'<hyperlink ref="([A-Z]+)(\d+)" r:id="rId(\d+)')
_TARGET = re.compile(rb'<Relationship Id="rId(\d+)')
_CHOICE = re.compile(rb'sqref="([A-Z]+)(\d+)"><formula1>([^<]*)')
_WORDS = re.compile(rb"(\$[A-Z]+\$)(\d+)")
"""What has a number: no text can look like it, for `<` and quotes in attributes are escaped."""


def cells_moved(text: bytes, down: int, numbers: int = 0) -> bytes:
    """Return rows so many rows further down; `numbers`: by how many the number that each begins with becomes larger."""
    before, *rows = text.split(_ROW)
    return _ROW.join([before, *[_row_moved(row, down, numbers) for row in rows]])


def _row_moved(row: bytes, down: int, numbers: int) -> bytes:
    old, _, behind = row.partition(b'"')
    new = b'%d"' % (int(old) + down)
    head, *cells = behind.split(_CELL)
    if numbers:
        begun, value, told = cells[0].partition(b"<v>")
        number, end, rest = told.partition(b"<")
        cells[0] = b"%b%b%d%b%b" % (begun, value, int(number) + numbers, end, rest)
    old += b'"'
    # a cell begins with its column's letters, so that the first such number in it is its row's
    return _CELL.join([new + head, *[cell.replace(old, new, 1) for cell in cells]])


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


def moves(down: int, links: int, numbers: int = 0) -> tuple[Callable[[bytes], bytes], ...]:
    """Return what moves a sheet's streams: its rows, links, where these lead, drop-downs."""
    return (
        partial(cells_moved, down=down, numbers=numbers),
        partial(links_moved, down=down, links=links),
        partial(targets_moved, links=links),
        partial(choices_moved, down=down),
    )

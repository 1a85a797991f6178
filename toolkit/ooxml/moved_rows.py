"""Rows that were cut out of a sheet and come to stand further up or down: the same cells under other numbers. Pure.

Cells move, links, and drop-downs whose words stand in the same rows of another sheet. A formula would still name the cells of
before: rows with any are made anew.
"""

import re
from collections.abc import Callable
from functools import partial

_ROW, _CELL = b'<row r="', b'<c r="'
_HERE = b"\x01"
"""No text of a cell holds this sign."""
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
    old = row[: row.index(b'"') + 1]
    new = b'%d"' % (int(old[:-1]) + down)
    parts = row.split(old)
    if len(parts) != row.count(_CELL) + 2:  # it stands elsewhere too, in a text or as a face
        head, *cells = row[len(old) :].split(_CELL)
        # a cell begins with its column's letters, so that the first such number in it is its row's
        marked = _CELL.join([head, *[cell.replace(old, _HERE, 1) for cell in cells]])
        parts = [b"", *marked.split(_HERE)]
    if numbers:
        begun, value, told = parts[2].partition(b"<v>")
        number, end, rest = told.partition(b"<")
        parts[2] = b"%b%b%d%b%b" % (begun, value, int(number) + numbers, end, rest)
    return new.join(parts)


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

"""A sheet's rows on their way into the file: the last ones lie open, all before them are written and compressed already.

xlsxwriter keeps four objects a cell and writes them when the book is closed. Here a cell is the text that stands in the
file, but for its row's number; a row that is done with is written at once, so that a country's book takes little more room
than a county's. Pure: nothing on disk.
"""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from toolkit.ooxml.blocks import GrowingBlock
from toolkit.ooxml.spool import Spool

BLOCK = 64
"""Rows written together; up to twice as many lie open."""
NUMBER = "\x01"
"""Where the number of a row comes: no text of a cell holds this sign."""
_PIXELS_A_POINT = 4 / 3

RowCells = dict[int, str]
"""Column → the whole cell, `NUMBER` for its row."""


def pixels(points: float) -> int:
    """Return a row's height in whole pixels, as files have it."""
    return int(points * _PIXELS_A_POINT + 0.5)


class RowStream:
    """Takes cells row by row, from above to below; what is put down whole closes the rows far above it."""

    def __init__(self, spool: Spool | None = None) -> None:
        self.block = GrowingBlock(spool)
        self._cells: dict[int, RowCells | Sequence[str]] = {}
        """Row → its cells, or all of them end to end where a row was put down whole."""
        self._columns: dict[int, tuple[int, ...]] = {}
        """Row → the columns of what was put down whole."""
        self._sizes = array("H")
        """Row → pixels; 0 = as high as any."""
        self._closed = 0
        """Rows above this one are written."""
        self._tags: dict[int, str] = {}

    def size(self, row: int, points: float) -> None:
        """Set how high a row is."""
        if row >= len(self._sizes):
            self._sizes.extend([0] * (row + 1 - len(self._sizes)))
        self._sizes[row] = pixels(points)

    def put(self, row: int, column: int, cell: str) -> None:
        """Put one cell into a row that lies open."""
        self.cells(row)[column] = cell

    def put_whole(self, row: int, columns: tuple[int, ...], cells: Sequence[str]) -> None:
        """Put cells into a row, their columns in order."""
        if len(self._cells) >= 2 * BLOCK:
            self.close(sorted(self._cells)[BLOCK])
        if row in self._cells:
            self.cells(row).update(zip(columns, cells, strict=True))
            return
        self._open(row)
        self._cells[row], self._columns[row] = cells, columns

    def cells(self, row: int) -> RowCells:
        """Return the cells of a row that lies open, to be written to."""
        cells = self._cells.get(row)
        if cells is None:
            self._open(row)
            cells = self._cells[row] = {}
        if not isinstance(cells, dict):
            cells = self._cells[row] = dict(zip(self._columns.pop(row), cells, strict=True))
        return cells

    def close(self, end: int) -> None:
        """Write the rows above one: nobody comes back to them."""
        texts = []
        for row in range(self._closed, end):
            cells = self._cells.pop(row, None)
            if cells is not None or row in self:
                texts.append(self._text(row, cells or {}))
        self._closed = max(self._closed, end)
        self.block.add("".join(texts).encode("utf-8"))

    def sizes(self, top: int, bottom: int) -> Sequence[int]:
        """Return how high rows are, in pixels."""
        return self._sizes[top:bottom]

    def stand(self, bottom: int, sizes: Iterable[int]) -> None:
        """Take note that the rows down to `bottom` are written already, so many pixels high."""
        self._sizes.extend([0] * (self._closed - len(self._sizes)))
        self._sizes.extend(sizes)
        self._closed = bottom

    def end(self) -> GrowingBlock:
        """Return all rows, written."""
        self.close(max(max(self._cells, default=-1) + 1, len(self._sizes)))
        return self.block

    def __contains__(self, row: int) -> bool:
        """Tell whether a row has a height of its own."""
        return row < len(self._sizes) and self._sizes[row] > 0

    def __getitem__(self, row: int) -> tuple[int, bool]:
        """Return a row's pixels and whether it is hidden, for what the library lays over the cells."""
        return self._sizes[row], False

    def _open(self, row: int) -> None:
        if row < self._closed:
            raise LookupError(row)  # whoever writes a table writes it from above to below

    def _text(self, row: int, cells: RowCells | Sequence[str]) -> str:
        if isinstance(cells, dict):
            cells = [cells[column] for column in sorted(cells)]
        else:
            del self._columns[row]
        tag = self._tag(self._sizes[row] if row < len(self._sizes) else 0)
        return f"{tag}{''.join(cells)}</row>".replace(NUMBER, str(row + 1))

    def _tag(self, size: int) -> str:
        tag = self._tags.get(size)
        if tag is None:
            high = f' ht="{size * 0.75:.16g}" customHeight="1"' if size else ""
            tag = self._tags[size] = f'<row r="{NUMBER}"{high}>'
        return tag


class Unkept(dict[Any, Any]):
    """Forgets what is put in: where xlsxwriter notes each cell of a block, to find two that overlap; ours do not."""

    def __setitem__(self, _key: Any, _value: Any) -> None:
        return

"""What a sheet keeps while it is written, packed once a row is done with: a country's book in little more room than a county's.

xlsxwriter keeps four objects a cell and writes them when the book is closed. Here the last rows lie open, all before them
as compressed blocks; a row that is written to later (a block merged down many rows) opens again. Pure: nothing on disk.
"""

import pickle
import zlib
from array import array
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from operator import itemgetter
from typing import Any

from xlsxwriter.worksheet import CellStringTuple

BLOCK = 64
"""Rows packed together; up to twice as many lie open."""
_ABSENT = -1


class PackedRows(dict[int, dict[int, Any]]):
    """Row → column → what stands there, for all that xlsxwriter asks of its own dict of dicts."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: dict[int, bytes] = {}
        self._block_of = array("l")
        """Row → the block it lies in."""
        self._made = 0
        self._last: tuple[int, dict[int, Any]] = (_ABSENT, {})

    def __missing__(self, row: int) -> dict[int, Any]:
        if len(self) >= 2 * BLOCK:
            self._pack()
        block = self._in_block(row)
        if block != _ABSENT:
            self._open(block)
            return self[row]
        cells = self[row] = {}
        return cells

    def __contains__(self, row: object) -> bool:
        return super().__contains__(row) or (isinstance(row, int) and self._in_block(row) != _ABSENT)

    def rows(self) -> list[int]:
        """Return the rows there are, in order."""
        return sorted((*super().keys(), *(row for row, block in enumerate(self._block_of) if block != _ABSENT)))

    def seen(self, row: int) -> Any:
        """Return a row to be read, as it lies open or as it was packed; {} = there is none."""
        if super().__contains__(row):
            return self[row]
        block = self._in_block(row)
        if block == _ABSENT:
            return {}
        if self._last[0] != block:
            self._last = (block, self._unpacked(block))
        return self._last[1][row]

    def _in_block(self, row: int) -> int:
        return self._block_of[row] if row < len(self._block_of) else _ABSENT

    def _pack(self) -> None:
        """Pack the rows that were opened first."""
        done = [row for row, _ in zip(self, range(BLOCK), strict=False)]
        lines = [(row, self.shut(self.pop(row))) for row in done]
        self._blocks[self._made] = zlib.compress(pickle.dumps(lines, protocol=5), 1)
        short = max(done) + 1 - len(self._block_of)
        if short > 0:
            self._block_of.extend([_ABSENT] * short)
        for row in done:
            self._block_of[row] = self._made
        self._made += 1

    def _open(self, block: int) -> None:
        for row, packed in self._unpacked(block).items():
            self[row] = self.opened(packed)
            self._block_of[row] = _ABSENT
        del self._blocks[block]
        self._last = (_ABSENT, {})

    def _unpacked(self, block: int) -> dict[int, Any]:
        unpacked: dict[int, Any] = dict(pickle.loads(zlib.decompress(self._blocks[block])))
        return unpacked

    def shut(self, cells: dict[int, Any]) -> Any:
        """Return the cells as they are packed."""
        return cells

    def opened(self, packed: Any) -> dict[int, Any]:
        """Return the cells that were packed."""
        cells: dict[int, Any] = packed
        return cells


class PackedCells(PackedRows):
    """Rows of cells, each (place of its look, *values): a look is a kind of xlsxwriter's cells and a face of the book's.

    A packed row is one flat tuple: the place of its shape (which columns hold which looks), then its cells end to end. What
    the library puts in itself becomes such a cell then.
    """

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[tuple[Any, Any]] = []
        """Kind of cell and face, each pair once."""
        self.shapes: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        """Columns, and the places of their looks: each pair once."""
        self._texts: list[int] = []
        """How many texts stand in a row of each shape."""
        self._places: dict[tuple[Any, Any], int] = {}
        self._shapes: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}

    def place(self, kind: Any, face: Any) -> int:
        """Return where a look stands."""
        place = self._places.get((kind, face))
        if place is None:
            place = self._places[kind, face] = len(self.looks)
            self.looks.append((kind, face))
        return place

    def set_whole(self, row: int, columns: tuple[int, ...], cells: Sequence[Any]) -> int:
        """Put a row that is not there yet, its columns in order; return how many texts it has."""
        shape = self._shape(columns, tuple(map(_FIRST, cells)))
        if len(self) >= 2 * BLOCK:
            self._pack()
        self[row] = (shape, *chain.from_iterable(cells))  # type: ignore[assignment]
        return self._texts[shape]

    def shut(self, cells: Any) -> Any:
        return cells if type(cells) is tuple else self._flat(cells)

    def opened(self, packed: Any) -> dict[int, Any]:
        if not packed:
            return {}
        cells, at = {}, 1
        columns, places = self.shapes[packed[0]]
        for column, place in zip(columns, places, strict=True):
            end = at + values_of(self.looks[place][0]) + 1
            cells[column] = packed[at:end]
            at = end
        return cells

    def laid_open(self, row: int) -> dict[int, Any]:
        """Return a row to be written to, cell by cell."""
        cells: Any = self[row]
        if type(cells) is tuple:
            cells = self[row] = self.opened(cells)
        opened: dict[int, Any] = cells
        return opened

    def line(self, row: int) -> tuple[Any, ...]:
        """Return a row as it is packed, open or not; () = nothing stands in it."""
        seen: Any = self.seen(row)
        return seen if type(seen) is tuple else self._flat(seen)

    def _flat(self, cells: dict[int, Any]) -> tuple[Any, ...]:
        if not cells:
            return ()
        if set(map(type, cells.values())) != _PLAIN:
            cells = {column: self._plain(cell) for column, cell in cells.items()}
        columns = tuple(cells)
        if any(after < column for column, after in pairwise(columns)):
            return self._flat(dict(sorted(cells.items())))
        return (self._shape(columns, tuple(map(_FIRST, cells.values()))), *chain.from_iterable(cells.values()))

    def _shape(self, columns: tuple[int, ...], places: tuple[int, ...]) -> int:
        shape = self._shapes.get((columns, places))
        if shape is None:
            shape = self._shapes[columns, places] = len(self.shapes)
            self.shapes.append((columns, places))
            self._texts.append(sum(self.looks[place][0] is CellStringTuple for place in places))
        return shape

    def _plain(self, cell: Any) -> tuple[Any, ...]:
        return cell if type(cell) is tuple else (self.place(type(cell), cell.format), *_without(cell))

    def whole(self, cell: Any) -> Any:
        """Return a cell as the library knows it."""
        if type(cell) is not tuple:
            return cell
        (kind, face), values = self.looks[cell[0]], cell[1:]
        return kind(values[0], face, *values[1:]) if values else kind(face)


_PLAIN, _FIRST = {tuple}, itemgetter(0)


def values_of(kind: Any) -> int:
    """Return how many values a kind of cell has besides its face."""
    return len(kind._fields) - 1


def _without(cell: Any) -> tuple[Any, ...]:
    """Return a cell's values but for its face: the first of a blank cell, the second of all others."""
    values = tuple(cell)
    return (values[0], *values[2:]) if len(values) > 1 else ()


class FewKinds:
    """Row → a value of which there are few different ones: row heights."""

    def __init__(self) -> None:
        self._kinds: list[Any] = [None]
        self._places: dict[Any, int] = {}
        self._named: dict[Any, int] = {}
        self._rows = array("H")

    def __setitem__(self, row: int, value: Any) -> None:
        key = tuple(value) if isinstance(value, list) else _fields(value)
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self._kinds)
            self._kinds.append(value)
        self._put(row, place)

    def _put(self, row: int, place: int) -> None:
        if row >= len(self._rows):
            self._rows.extend([0] * (row + 1 - len(self._rows)))
        self._rows[row] = place

    def name(self, row: int, name: Any) -> None:
        """Call a row's value by a name."""
        self._named[name] = self._rows[row]

    def again(self, row: int, name: Any) -> bool:
        """Give a row the value of a name; False = none is called so."""
        place = self._named.get(name)
        if place is not None:
            self._put(row, place)
        return place is not None

    def __contains__(self, row: int) -> bool:
        return row < len(self._rows) and self._rows[row] > 0

    def __getitem__(self, row: int) -> Any:
        return self._kinds[self._rows[row]]

    def get(self, row: int) -> Any:
        return self._kinds[self._rows[row]] if row < len(self._rows) else None

    def kinds(self) -> list[Any]:
        """Return each different value once."""
        return self._kinds[1:]

    def __len__(self) -> int:
        return len(self._kinds) - 1


def _fields(info: Any) -> tuple[Any, ...]:
    return (info.height, id(info.row_format), info.hidden, info.level, info.collapsed)


class Spans:
    """Merged blocks (top, left, bottom, right), in the order they were made."""

    def __init__(self) -> None:
        self._numbers = array("l")

    def append(self, span: Sequence[int]) -> None:
        self._numbers.extend(span)

    def __len__(self) -> int:
        return len(self._numbers) // 4

    def __iter__(self) -> Iterator[list[int]]:
        return (list(self._numbers[place : place + 4]) for place in range(0, len(self._numbers), 4))


class Unkept(dict[Any, Any]):
    """Forgets what is put in: where xlsxwriter notes each cell of a block, to find two that overlap; ours do not."""

    def __setitem__(self, _key: Any, _value: Any) -> None:
        return

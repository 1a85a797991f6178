"""Blocks of rows of a book, as they stand in the file that was written last: copied where they would be made the same. Pure.

A block is kept under a hash of all that decides about its bytes: what its rows say, in which columns, from which row on, and
which faces the book has so far. What is kept is where its compressed stretches lie, and what the rest of the book has to know.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.ooxml.packing import PackedPiece, Source
from toolkit.ooxml.quick_sheet import SheetRows
from toolkit.ooxml.spool import Spool
from toolkit.outputs.book_faces import Looks
from toolkit.outputs.kept_lines import KeptLines, as_text


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBlock:
    """One block, over the pages that it goes down side by side."""

    sheets: tuple[SheetRows, ...]
    heights: tuple[Sequence[Sequence[float]], ...]
    """Of each page's records, where the page follows them."""
    looks: Looks
    """The faces that came into the book with it, in order."""
    told: Any
    """What its writer wants to know of it; JSON."""


class BookBlocks(KeptLines):
    """The blocks of a book: those of the one written before, and those of this one."""

    def __init__(self, kept: bytes = b"", source: Source | None = None, spool: Spool | None = None) -> None:
        """`kept`: what `listed` said of the book written before, whose file is read by `source`.

        `spool`: where the new book's are laid until it is whole; None = memory.
        """
        super().__init__(kept, source)
        self._source = source
        self.spool = spool or Spool()
        self._now: dict[str, tuple[Sequence[Sequence[PackedPiece]], str]] = {}
        """Key → a block's stretches on each sheet, and all else, packed: a country has many."""

    def get(self, key: str) -> KeptBlock | None:
        """Return the block that was written before under this key; it is one of this book's now."""
        line = self._before.get(key.encode())
        if line is None or self._source is None:
            return None
        places, told = line.split(b"\t")
        block = _block(json.loads(places), json.loads(told), self._source)
        self._now[key] = [rows.pieces for rows in block.sheets], told.decode()
        self.copied += 1
        return block

    def keep(self, key: str, block: KeptBlock) -> None:
        told = [[_rows(rows) for rows in block.sheets], block.heights, block.looks, block.told]
        self._now[key] = [rows.pieces for rows in block.sheets], as_text(told)

    def listed(self) -> bytes:
        """Return where all blocks stand, once the book is whole."""
        return b"".join((*map(self._line, self._now), *self.facts_listed()))

    def _line(self, key: str) -> bytes:
        sheets, told = self._now[key]
        places = [[_place(piece) for piece in pieces] for pieces in sheets]
        return f"{key} {as_text(places)}\t{told}\n".encode()


def _rows(rows: SheetRows) -> Sequence[object]:
    return (rows.bottom, rows.left, rows.right, list(rows.pixels), rows.counts)


def _place(piece: PackedPiece) -> Sequence[int]:
    return (piece.at, piece.length, piece.crc, piece.size) if piece.length else ()


def _piece(place: Sequence[int], source: Source) -> PackedPiece:
    if not place:
        return PackedPiece(0, 0, source, ())
    at, length, crc, size = place
    return PackedPiece(crc, size, source, ((at, length),))


def _block(lying: Any, kept: Any, source: Source) -> KeptBlock:
    sheets, heights, looks, told = kept
    return KeptBlock(
        sheets=tuple(
            SheetRows(
                bottom=bottom,
                left=left,
                right=right,
                pixels=pixels,
                counts=tuple(counts),
                pieces=tuple(_piece(place, source) for place in places),
            )
            for places, (bottom, left, right, pixels, counts) in zip(lying, sheets, strict=True)
        ),
        heights=tuple(heights),
        looks=[[(name, value) for name, value in look] for look in looks],
        told=told,
    )

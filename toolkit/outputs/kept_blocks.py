"""Blocks of rows of a book, as they stand in the file that was written last: copied where they would be made the same. Pure.

A block is kept under a hash of all that decides about its bytes: what its rows say, in which columns, from which row on, and
which faces the book has so far. What is kept is where its compressed stretches lie, and what the rest of the book has to know.

Blocks that follow one another make a run, which is kept as one more block with all of them in it: where nothing of it has
changed it is looked up, copied and kept again in one, however many they are.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import chain, pairwise
from typing import Any

from toolkit.ooxml.blocks import joined_crc
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


_Stretches = Sequence[Sequence[PackedPiece]]
"""Of a block: on each sheet, those of its streams."""
_RUN = b"run:"
"""What the line of a run begins with."""
_QUICK = 1
"""How hard what is said of a run is pressed."""


@dataclass(frozen=True, slots=True)
class _RunKept:
    """A run that was copied: where it stands now, what is said of it, and of its blocks, both pressed as they lay."""

    pieces: _Stretches
    count: int
    told: bytes
    within: bytes


class BookBlocks(KeptLines):
    """The blocks of a book: those of the one written before, and those of this one."""

    def __init__(
        self,
        kept: bytes = b"",
        source: Source | None = None,
        spool: Spool | None = None,
        whole: Callable[[], bool] = lambda: True,
    ) -> None:
        """`kept`: what `listed` said of the book written before, whose file is read by `source`.

        `spool`: where the new book's are laid until it is whole; None = memory. `whole`: tells whether that file is as it was
        written, and is asked for the first block: what was told of records holds where it is not, too.
        """
        super().__init__(kept, source)
        self._there, self._whole = source, whole
        self.spool = spool or Spool()
        self._now: dict[str, tuple[_Stretches, str]] = {}
        """Key → a block's stretches, and all else, packed: a country has many."""
        self._runs: dict[str, _RunKept | Sequence[str]] = {}
        """Key → a run, by the keys of its blocks if these stand here by themselves."""
        self._fresh: dict[str, None] | None = None
        """Keys of the blocks of the run that is being written."""

    @cached_property
    def _source(self) -> Source | None:
        """What reads the book written before; None = it is not there, or not as it was written."""
        return self._there if self._there is not None and self._whole() else None

    @cached_property
    def _within(self) -> dict[bytes, tuple[bytes, bytes]]:
        """Key → what is kept of a block that lies in a run, and where the run begins."""
        runs = (line.split(b"\t") for key, line in self._before.items() if key.startswith(_RUN))
        lines = ((head, line.partition(b" ")) for head, _, within in runs for line in _unpressed(within).splitlines())
        return {key: (line, head) for head, (key, _, line) in lines}

    def get(self, key: str) -> KeptBlock | None:
        """Return the block that was written before under this key; it is one of this book's now."""
        line, run = self._before.get(key.encode()), b""
        if line is None:
            line, run = self._within.get(key.encode(), (None, b""))
        if line is None or self._source is None:
            return None
        places, told = line.split(b"\t")
        lying = json.loads(places)
        if run:
            lying = _beyond(lying, json.loads(run)[1])
        block = _block(lying, json.loads(told), self._source)
        self._note(key, block, told.decode())
        self.copied += 1
        return block

    def keep(self, key: str, block: KeptBlock) -> None:
        self._note(key, block, as_text([[_rows(rows) for rows in block.sheets], block.heights, block.looks, block.told]))

    def _note(self, key: str, block: KeptBlock, told: str) -> None:
        self._now[key] = [rows.pieces for rows in block.sheets], told
        if self._fresh is not None:
            self._fresh[key] = None

    def get_run(self, key: str) -> KeptBlock | None:
        """Return a run that was written before under this key, as one block whose `told` are those of its blocks, in order."""
        line = self._before.get(_RUN + key.encode())
        if line is None or self._source is None:
            return None
        head, told, within = line.split(b"\t")
        count, lying = json.loads(head)
        block = _block(lying, json.loads(_unpressed(told)), self._source)
        self._runs[key] = _RunKept([rows.pieces for rows in block.sheets], count, told, within)
        self.copied += count
        return block

    def keep_run(self, key: str, count: int, write: Callable[[], None]) -> None:
        """Have so many blocks written, one behind the other, and keep them as a run if all of them are kept."""
        self._fresh = {}
        write()
        keys, self._fresh = self._fresh, None
        if len(keys) == count:
            self._runs[key] = tuple(keys)

    def listed(self) -> bytes:
        """Return where all blocks stand, once the book is whole."""
        runs = {key: self._run_line(key, run) for key, run in self._runs.items()}
        within = {one for key, run in self._runs.items() if runs[key] and not isinstance(run, _RunKept) for one in run}
        own = (self._line(key) for key in self._now if key not in within)
        return b"".join((*runs.values(), *own, *self.facts_listed()))

    def _line(self, key: str) -> bytes:
        pieces, told = self._now[key]
        return f"{key} {as_text(_places(pieces))}\t{told}\n".encode()

    def _run_line(self, key: str, run: _RunKept | Sequence[str]) -> bytes:
        """Return what is kept of a run; b"" = its blocks do not lie side by side."""
        if isinstance(run, _RunKept):
            count, whole, told, within = run.count, _places(run.pieces), run.told, run.within
        else:
            blocks = [(one, _places(self._now[one][0]), self._now[one][1]) for one in run]
            together = _side_by_side([places for _, places, _ in blocks])
            if together is None:
                return b""
            count, whole = len(blocks), together
            told = _pressed(as_text(_all_told([json.loads(said) for _, _, said in blocks])))
            lines = (f"{one} {as_text(_beyond(places, whole, -1))}\t{said}\n" for one, places, said in blocks)
            within = _pressed("".join(lines))
        return b"%s%s %s\t%s\t%s\n" % (_RUN, key.encode(), as_text([count, whole]).encode(), told, within)


def _pressed(text: str) -> bytes:
    return b64encode(zlib.compress(text.encode(), _QUICK))


def _unpressed(lines: bytes) -> bytes:
    return zlib.decompress(b64decode(lines))


def _rows(rows: SheetRows) -> Sequence[object]:
    return (rows.bottom, rows.left, rows.right, list(rows.pixels), rows.counts)


_Place = Sequence[int]
"""Of a stretch: its first byte, how many, the checksum and the size of what it was; () = there is none."""
_Places = Sequence[Sequence[_Place]]


def _places(pieces: _Stretches) -> _Places:
    return [[(one.at, one.length, one.crc, one.size) if one.length else () for one in sheet] for sheet in pieces]


def _beyond(places: _Places, begin: _Places, times: int = 1) -> _Places:
    """Return places so far beyond the beginning of others."""
    both = (zip(sheet, first, strict=True) for sheet, first in zip(places, begin, strict=True))
    return [[(one[0] + times * first[0], *one[1:]) if one else () for one, first in sheet] for sheet in both]


def _side_by_side(blocks: Sequence[_Places]) -> _Places | None:
    """Return where blocks stand together; None = something lies between them."""
    streams = [[[one for one in stream if one] for stream in zip(*sheet, strict=True)] for sheet in zip(*blocks, strict=True)]
    behind = (pairwise(stream) for sheet in streams for stream in sheet)
    if any(before[0] + before[1] != after[0] for one in behind for before, after in one):
        return None
    return [[reduce(_with_next, stream) if stream else () for stream in sheet] for sheet in streams]


def _with_next(one: _Place, after: _Place) -> _Place:
    at, length, crc, size = one
    return at, length + after[1], joined_crc(crc, after[2], after[3]), size + after[3]


def _all_told(blocks: Sequence[Any]) -> Any:
    """Return what is said of a run, by what is said of its blocks."""
    sheets, heights, looks, told = zip(*blocks, strict=True)
    rows = [
        (*one[-1][:3], [*chain.from_iterable(pixels for _, _, _, pixels, _ in one)], one[-1][4])
        for one in zip(*sheets, strict=True)
    ]
    return rows, [[*chain(*one)] for one in zip(*heights, strict=True)], [*chain(*looks)], told


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

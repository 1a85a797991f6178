"""Rows written in blocks, down several pages side by side: each made once, and copied into the next book. Pure but for pages."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

from toolkit.nouns.content_hash import content_hash
from toolkit.outputs.kept_blocks import KeptBlock
from toolkit.outputs.workbook_pages import Page

LINES = 64
"""Records of a block, about."""
RUN = 16
"""Blocks of a run."""
One = TypeVar("One")
Written = tuple[Sequence[int], Any]
"""The row below a block on each page, and what its writer wants to know of it when it is copied (JSON)."""


class RowBlocks:
    """Writes blocks of rows; `alike`: all that decides about the bytes of each besides what its own rows say."""

    def __init__(self, pages: Sequence[Page], *alike: object) -> None:
        self._pages, self._paper = pages, pages[0].paper
        setting = [(page.name, page.size, page.least, page.values_only, list(page.widths.items())) for page in pages]
        self._alike = content_hash(setting, str(self._paper.zone), alike)

    def write(self, content: str, tops: Sequence[int], make: Callable[[], Written]) -> tuple[KeptBlock, bool]:
        """Write a block from the rows `tops` on, or copy it; return it, and whether it was copied.

        `content`: a hash of what its rows say.
        """
        key = self._key(content, tops)
        known = self._paper.blocks.get(key)
        if known is None:
            return self._made(key, make), False
        self._take(known, tops)
        return known, True

    def write_run(self, contents: Sequence[object], tops: Sequence[int], write: Callable[[], None]) -> KeptBlock | None:
        """Copy a run of blocks from the rows `tops` on, and return it; None = they were written (`write`), one after the other.

        `contents`: of each, what decides about what its rows say. What is `told` of it is what each of its blocks has told.
        """
        key = self._key(contents, tops)
        known = self._paper.blocks.get_run(key)
        if known is None:
            self._paper.blocks.keep_run(key, len(contents), write)
        else:
            self._take(known, tops)
        return known

    def _key(self, content: object, tops: Sequence[int]) -> str:
        """Return the key of what is to stand below these rows."""
        for page, top in zip(self._pages, tops, strict=True):
            page.sheet.cut(top)  # what stands above it is no part of it
        counts = [page.sheet.counts for page in self._pages]
        return content_hash(self._alike, content, tops, counts, self._paper.faces.print())

    def _take(self, known: KeptBlock, tops: Sequence[int]) -> None:
        self._paper.faces.number(known.looks)
        for page, top, rows, heights in zip(self._pages, tops, known.sheets, known.heights, strict=True):
            page.sheet.take(rows)
            page.follow_again(top, heights)

    def write_numbered(self, content: str, top: int, number: int, make: Callable[[], Written]) -> KeptBlock:
        """Write a block on one page whose rows begin with their numbers; one that stands anywhere is copied with other numbers.

        `content`: a hash of what its rows say besides.
        """
        page = self._pages[0]
        page.sheet.cut(top)
        place = (top, number, page.sheet.counts)
        key = content_hash(self._alike, content, self._paper.faces.print())
        known = self._paper.blocks.get(key)
        if known is None or not _moves(known, place):
            return self._made(key, lambda: (make()[0], place))
        down, further = top - known.told[0], number - known.told[1]
        self._paper.faces.number(known.looks)
        rows = page.sheet.take_moved(known.sheets[0], down, known.told[2], further)
        page.follow_again(top, known.heights[0])
        if rows is known.sheets[0]:
            return known
        block = replace(known, sheets=(rows,), told=place)
        self._paper.blocks.keep(key, block)
        return block

    def _made(self, key: str, make: Callable[[], Written]) -> KeptBlock:
        before, texts = self._paper.faces.numbered(), self._paper.book.str_table.count
        for page in self._pages:
            page.followed = []
        bottoms, told = make()
        sheets = tuple(page.sheet.cut(bottom) for page, bottom in zip(self._pages, bottoms, strict=True))
        heights = tuple(tuple(page.followed or ()) for page in self._pages)
        for page in self._pages:
            page.followed = None
        looks = self._paper.faces.looks(before)
        block = KeptBlock(sheets=sheets, heights=heights, looks=looks, told=told)
        own = texts == self._paper.book.str_table.count
        if own and len(looks) == self._paper.faces.numbered() - before:  # nothing came into the book that is not told
            self._paper.blocks.keep(key, block)
        return block


def _moves(block: KeptBlock, place: tuple[int, int, Sequence[int]]) -> bool:
    """Tell whether a block can come to stand in a place: where it stood, or anywhere if none of its cells are merged."""
    top, number, counts = block.told
    return block.sheets[0].counts[-1] == counts[-1] or (top, number, tuple(counts)) == (place[0], place[1], tuple(place[2]))


def runs(lots: Iterable[One]) -> Iterator[Sequence[One]]:
    """Yield what follows one another, as many together as a run has."""
    coming = iter(lots)
    return iter(lambda: tuple(islice(coming, RUN)), ())

"""Where the pages of a sheet end, so that no record that runs over several rows is cut at the foot of one. Pure.

A text in cells merged downwards is drawn as one: a page that ends between them cuts through a line of it. Where a sheet has
such records it is printed at a scale of our own and not "one page wide", for which Excel forgets all page breaks.
"""

from collections.abc import Sequence
from functools import lru_cache

_LYING = {8: (1190.0, 842.0), 9: (842.0, 595.0)}
"""Width and height of A3 and A4 across, in points."""
_ASIDE, _ABOVE = 72.0, 94.0
"""What margins and page number take off."""
_SURE = 0.97
"""Programs and printers differ a little in how wide a column is, and how high a row."""
_TITLE = 110.0
"""Points above the first record."""
_BREAKS = 1_000
"""A sheet takes 1,023."""


class PageFlow:
    """Follows the records of one sheet down its pages."""

    def __init__(self, paper: int) -> None:
        self.paper = paper
        self.tall = False
        """Whether any record runs over several rows."""
        self.breaks: list[int] = []
        self._used = _TITLE

    def scale(self, width: float) -> int:
        """Return the percent at which so many points fit the page."""
        return _scale(self.paper, width)

    def room(self, width: float) -> float:
        """Return the points of rows that a page holds; `width`: of the sheet, in points."""
        return _room(self.paper, width)

    def add(self, row: int, records: Sequence[Sequence[float]], width: float, head: float) -> None:
        """Follow records from a row on; `width`: of the sheet, in points; `head`: height of what each page repeats."""
        room, used = self.room(width), self._used
        for heights in records:
            count = len(heights)
            tall = heights[0] if count == 1 else sum(heights)
            if count > 1:
                self.tall = True
            if used + tall > room and used > head:
                if len(self.breaks) < _BREAKS:
                    self.breaks.append(row)
                used = head
            used = used + tall if used + tall <= room else (used + tall) % room
            row += count
        self._used = used


@lru_cache(maxsize=64)
def _scale(paper: int, width: float) -> int:
    return max(10, min(100, int((_LYING[paper][0] - _ASIDE) / max(width, 1.0) * _SURE * 100)))


@lru_cache(maxsize=64)
def _room(paper: int, width: float) -> float:
    return (_LYING[paper][1] - _ABOVE) / _scale(paper, width) * 100 * _SURE

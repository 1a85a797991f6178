"""Room for long texts: an item that needs more than the highest row gets wider columns, smaller type, several rows. Pure.

Columns are widened at the cost of their neighbours, so a page stays as wide as the clerk has made it. What still does not
fit into one row stands in several: the long texts are cut at the ends of lines (a page breaks between rows, so no line is
ever cut through), the other cells are merged downwards. A reader joins them again.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from toolkit.form.placeholder import Name, Part
from toolkit.generate.fillings import FormFacts
from toolkit.generate.heights import HIGHEST, Box, needed
from toolkit.generate.rich_text import RichText
from toolkit.generate.styles import Look, Style, style_at
from toolkit.ooxml.package import Element, child, children

_SIZES = ((math.inf, HIGHEST), (10.0, HIGHEST), (9.0, HIGHEST), (8.0, 560.0))
"""Type sizes to try, the form's own first, and how high an item may then be: the last must be worth the small type."""
_SMALL = 9.0
_HIGH = 200.0
"""From this height on a text is read from the top."""
_PIECE = 130.0
"""Height of the rows of an item that has several: low ones fill pages better."""
_KEPT = 0.6
"""Share of its width that a column keeps at least."""
_NARROWEST = 8.0
_EMU = 9525.0
"""English metric units of a pixel."""
_DIGIT = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RowColumn:
    """One cell of the repeated row that holds text."""

    column: int
    box: Box
    parts: tuple[Part, ...]
    whole: bool
    """The cell is one placeholder: its text can be cut into pieces."""
    least: float
    """Narrowest width that what stands above and below leaves it."""
    flexible: bool
    """Free text, in a column of its own: its width may change."""

    @property
    def name(self) -> Name | None:
        names = [part for part in self.parts if isinstance(part, Name)]
        return names[0] if len(names) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How the repeated row is laid out for one unit's texts."""

    spans: tuple[int, ...]
    """Sheet rows of each item."""
    high: tuple[bool, ...]
    """Whether the item's texts stand at the top, in `size`."""
    widths: Mapping[int, float]
    size: float
    split: tuple[frozenset[int], ...]
    """Columns of each item whose text is cut into pieces, one a row."""
    plain: bool = False
    """One row an item, everything as in the template."""

    @property
    def slots(self) -> tuple[tuple[int, int], ...]:
        """(item, which of its rows) of every row of the table."""
        return tuple((item, part) for item, span in enumerate(self.spans) for part in range(span))

    @property
    def starts(self) -> tuple[int, ...]:
        """First row of each item, counted from the table's first."""
        return tuple(sum(self.spans[:item]) for item in range(len(self.spans)))


def plain_room(count: int) -> Room:
    """Return the layout of a form without long texts: one row an item."""
    return Room(spans=(1,) * count, high=(False,) * count, widths={}, size=math.inf, split=(frozenset(),) * count, plain=True)


def room_for(columns: Sequence[RowColumn], facts: FormFacts) -> Room:
    """Return the layout in which every text of the form shows."""
    texts = [[facts.joined(column.parts, row) for column in columns] for row in range(len(facts.rows))]
    if max(_heights(columns, texts, {}, math.inf), default=0.0) <= HIGHEST:
        return plain_room(len(texts))
    widths = _balanced(columns, texts)
    own = _heights(columns, texts, widths, math.inf)
    size = next((s for s, high in _SIZES if max(_heights(columns, texts, widths, s)) <= high), _SMALL)
    high = tuple(height > _HIGH for height in own)
    small = _heights(columns, texts, widths, size)
    spans = tuple(math.ceil(h / _PIECE) if h > HIGHEST else 1 for h in small)
    boxes = _boxes(columns, widths, size)
    split = tuple(
        frozenset(c.column for c, text, box in zip(columns, row, boxes, strict=True) if c.whole and needed(text, box) > _PIECE)
        if span > 1
        else frozenset()
        for row, span in zip(texts, spans, strict=True)
    )
    return Room(spans=spans, high=high, widths=widths, size=size, split=split)


def _heights(
    columns: Sequence[RowColumn], texts: Sequence[Sequence[str]], widths: Mapping[int, float], size: float
) -> list[float]:
    boxes = _boxes(columns, widths, size)
    return [max((needed(text, box) for text, box in zip(row, boxes, strict=True)), default=0.0) for row in texts]


def _boxes(columns: Sequence[RowColumn], widths: Mapping[int, float], size: float) -> list[Box]:
    return [replace(c.box, width=widths.get(c.column, c.box.width), size=min(size, c.box.size)) for c in columns]


def whole_name(text: RichText, parts: Sequence[Part], style: Style) -> Name | None:
    """Return the one placeholder that a cell consists of, unless its text is formatted piece by piece."""
    whole = [part for part in parts if isinstance(part, Name) or part.strip()]
    rich = any(run.look is not None for run in text.runs) and style.look in {Look.GENERAL, Look.TEXT}
    return whole[0] if len(whole) == 1 and isinstance(whole[0], Name) and not rich else None


def _balanced(columns: Sequence[RowColumn], texts: Sequence[Sequence[str]]) -> dict[int, float]:
    """Share out the width of the free texts by how long they are."""
    lengths = {c.column: max(len(row[n].encode("gb18030", "replace")) for row in texts) for n, c in enumerate(columns)}
    last = {c.name.key: lengths[c.column] for c in columns if c.name and c.name.source == "上期"}
    for one in columns:  # what was long is going to be long again
        if one.name and one.name.source == "填报":
            lengths[one.column] = max(lengths[one.column], last.get(one.name.key, 0))
    flexible = {c.column: c.box.width for c in columns if c.flexible and c.box.wrap}
    given = {c.column: c.least for c in columns}
    least = {c: max(width * _KEPT, min(width, _NARROWEST), min(width, given[c])) for c, width in flexible.items()}
    widths: dict[int, float] = {}
    open_, room = dict(flexible), sum(flexible.values())
    while open_:
        whole = sum(lengths[c] for c in open_) or 1
        wanted = {c: room * lengths[c] / whole for c in open_}
        narrow = [c for c in open_ if wanted[c] < least[c]]
        if not narrow:
            return {c: round(width, 2) for c, width in {**widths, **wanted}.items()}
        for c in narrow:
            widths[c] = least[c]
            room -= least[c]
            del open_[c]
    return widths


def columns_under(anchor: Element, width: Callable[[int], float]) -> Iterator[int]:
    """Yield the columns that a drawing lies over. `width`: of a column, in characters."""
    start, end, extent = child(anchor, "from"), child(anchor, "to"), child(anchor, "ext")
    column = _corner(start)
    if column is None:
        return
    last = _corner(end)
    covered = float(extent.get("cx") or 0) / _EMU if extent is not None else 0.0
    while column <= last if last is not None else covered > 0:
        yield column
        covered -= width(column) * _DIGIT + _DIGIT
        column += 1


def _corner(element: Element | None) -> int | None:
    column = child(element, "col") if element is not None else None
    return int(column.text or "0") + 1 if column is not None else None


class HighLooks:
    """The workbook's styles part with twins of cell formats: text at the top and in smaller type, or wrapped."""

    def __init__(self, root: Element, styles: Sequence[Style], size: float) -> None:
        self.root = deepcopy(root)
        self.styles = list(styles)
        self.size = size
        self._high: dict[int, int] = {}

    def twin(self, number: int) -> int:
        """Return the format for a long text."""
        if number in self._high:
            return self._high[number]
        style = style_at(self.styles, number)
        self._high[number] = self._add(number, replace(style, size=min(self.size, style.size)))
        return self._high[number]

    def wrapped(self, number: int) -> int:
        """Return the format for a text that has become too wide for its cell."""
        style = style_at(self.styles, number)
        return self._add(number, replace(style, wrap=True), wrapped=True)

    def _add(self, number: int, style: Style, *, wrapped: bool = False) -> int:
        formats = next(children(self.root, "cellXfs"), None)
        if formats is None or number >= len(self.styles):
            return number
        xf = deepcopy(list(children(formats, "xf"))[number])
        alignment = child(xf, "alignment")
        if wrapped:
            alignment = xf.makeelement(_named(xf, "alignment")) if alignment is None else alignment
            alignment.set("wrapText", "1")
            xf.insert(0, alignment)
        elif alignment is not None and style.wrap:
            alignment.set("vertical", "top")
        xf.set("applyAlignment", "1")
        if style.size < self.styles[number].size:
            xf.set("fontId", str(self._font(int(xf.get("fontId", "0")))))
            xf.set("applyFont", "1")
        formats.append(xf)
        self.styles.append(style)
        formats.set("count", str(len(self.styles)))
        return len(self.styles) - 1

    def _font(self, number: int) -> int:
        fonts = next(children(self.root, "fonts"))
        known = list(children(fonts, "font"))
        made = deepcopy(known[number])
        size = child(made, "sz")
        if size is not None:
            size.set("val", f"{self.size:g}")
        fonts.append(made)
        fonts.set("count", str(len(known) + 1))
        return len(known)


def _named(element: Element, name: str) -> str:
    space = str(element.tag).rpartition("}")[0]
    return f"{space}}}{name}" if space else name

"""Where on a sheet a form's table stands: its header, its columns, its rows, what stands above and below. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.intake.recognise.folding import bare
from toolkit.intake.recognise.labels import HeaderMatch, Hits, Labels
from toolkit.nouns.cells import Cell, Range, Sheet, address
from toolkit.nouns.fields import Field, Form
from toolkit.values.texts import shown_cell

_MOST_HEADER_ROWS = 3
_MOST_MERGED_PLACES = 400_000
_MOST_TABLES = 50
_SAME_HEADER = 0.6
_SIGN = re.compile("[一-鿿]")
"""A sign that never makes one sign with what stands before it."""


Rows = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TextGrid:
    """A sheet with its merged blocks looked up by place, and its rows in order."""

    sheet: Sheet
    rows: Mapping[int, tuple[Cell, ...]]
    """Row → its cells that are not blank, left to right."""
    blocks: Mapping[tuple[int, int], Range]
    """Place → the merged block that covers it, below the last used row not at all."""
    lines: dict[int, tuple[tuple[Cell, str], ...]] = field(default_factory=dict, repr=False, compare=False)
    """Row → what its cells show, of the rows that somebody asked for."""
    labels: dict[int, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)
    """Row → every label that may stand in it, likewise."""
    feet: dict[int, bool] = field(default_factory=dict, repr=False, compare=False)
    """Row → it stands outside a table, likewise."""
    around: dict[object, tuple[Rows, Rows]] = field(default_factory=dict, repr=False, compare=False)
    """First row of a table's head, of its header, and its rows → the rows above it, and those of its foot, likewise."""

    @classmethod
    def of(cls, sheet: Sheet) -> "TextGrid":
        rows: dict[int, list[Cell]] = {}
        for place in sorted(sheet.cells):
            rows.setdefault(place[0], []).append(sheet.cells[place])
        return cls(sheet, {row: tuple(cells) for row, cells in rows.items()}, _blocks(sheet))

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell that shows here, looking through merges."""
        cell = self.sheet.cells.get((row, column))
        if cell is not None:
            return cell
        block = self.blocks.get((row, column))
        return self.sheet.cells.get((block.top, block.left)) if block else None

    def line(self, row: int) -> tuple[tuple[Cell, str], ...]:
        """Return the cells of a row that are not blank, each with what it shows."""
        if row not in self.lines:
            self.lines[row] = tuple((cell, shown_cell(cell)) for cell in self.rows.get(row, ()))
        return self.lines[row]

    def text(self, row: int, column: int) -> str:
        cell = self.at(row, column)
        return shown_cell(cell) if cell else ""

    def under(self, row: int, column: int) -> int:
        """Return the first row of the merged block that covers this place, the row itself if there is none."""
        block = self.blocks.get((row, column))
        return block.top if block else row


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedTable:
    """One table with a form's header."""

    form: Form
    grid: TextGrid
    top: int
    """First header row."""
    bottom: int
    """Last header row."""
    left: int
    """First column of the header."""
    fields: tuple[tuple[Field, int], ...]
    """(field, its column), left to right."""
    combined: tuple[tuple[int, tuple[Field, ...]], ...] = ()
    """Columns whose header combines several fields and cannot be split."""
    contested: tuple[tuple[Field, tuple[int, ...]], ...] = ()
    """Fields that several columns claim equally, before `rivals.settled` has looked at what the columns say."""
    rivals: tuple[tuple[Field, tuple[int, ...]], ...] = ()
    """Those of them that cannot be told apart: none of these columns is read."""
    exact: int = 0
    """How many headers are the form's own words."""
    above: int = 0
    """First row that belongs to the head of this table."""
    end: int = 0
    """Last row that belongs to it."""
    continued: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Row → the rows below it that continue its long texts: everything that says what it is about is merged over them."""
    data: tuple[int, ...] = ()
    """Rows below the header, header rows repeated on printed pages left out."""
    columns: Mapping[str, int] = field(init=False, repr=False, compare=False)
    """填报 KEY → column."""
    places: Mapping[tuple[str, str], int] = field(init=False, repr=False, compare=False)
    """(source, KEY) → column."""
    continuing: frozenset[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        set_(self, "columns", {f.key: column for f, column in self.fields if f.asked})
        set_(self, "places", {(f.source, f.key): column for f, column in reversed(self.fields)})
        set_(self, "continuing", frozenset(below for rows in self.continued.values() for below in rows))

    @property
    def header_address(self) -> str:
        return address(self.top, self.left)

    def column(self, source: str, key: str) -> int | None:
        return self.places.get((source, key))

    @property
    def asked(self) -> int:
        """How many asked fields the header shows, combined ones included."""
        combined = {f.key for _, fields in self.combined for f in fields}
        return len(combined | set(self.columns))


@dataclass(slots=True)
class _Header:
    """A header while it is being put together."""

    top: int
    bottom: int
    hits: dict[int, HeaderMatch] = field(default_factory=dict)


def find_tables(grid: TextGrid, form: Form, labels: Labels, hits: Hits | None = None) -> tuple[PlacedTable, ...]:
    """Return every table on the sheet whose header asks what the form asks; repeats on printed pages are none.

    `hits`: those of the labels on this sheet, where they were looked for already.
    """
    hits = labels.hits(grid.sheet) if hits is None else hits
    tables: list[PlacedTable] = []
    skipped: set[int] = set()
    last = 0
    for header in _headers(grid, labels, hits):
        if not _asks(header):
            continue
        table = _table(grid, form, header)
        if tables and _repeats(tables[-1], table, last):
            skipped.update(range(header.top, header.bottom + 1))
        elif len(tables) < _MOST_TABLES:
            tables.append(table)
        last = header.bottom
    return _bounded(tables, grid, skipped)


def _headers(grid: TextGrid, labels: Labels, hits: Hits) -> Iterator[_Header]:
    done = 0
    for row in sorted(hits):
        if row <= done:
            continue
        header = _Header(row, _merged_to(grid, row, hits[row]), dict(hits[row]))
        for below in range(row + 1, row + _MOST_HEADER_ROWS):
            if below <= header.bottom or _goes_on(header, hits.get(below, {})):
                header.hits |= {c: h for c, h in hits.get(below, {}).items() if c not in header.hits or h.exact}
                header.bottom = max(header.bottom, below)
        _joined(grid, labels, header)
        if len({h.one.column for h in header.hits.values() if h.one}) + _parts(header) >= 2:
            done = header.bottom
            yield header


def _merged_to(grid: TextGrid, row: int, hits: Mapping[int, HeaderMatch]) -> int:
    """Return the row down to which the header's cells are merged."""
    bottoms = [grid.blocks[row, c].bottom for c in hits if (row, c) in grid.blocks]
    return min(max(bottoms, default=row), row + _MOST_HEADER_ROWS - 1)


def _goes_on(header: _Header, below: Mapping[int, HeaderMatch]) -> bool:
    """Tell whether the next row is the header's second half: other fields in columns not yet named."""
    known = {h.one.column for h in header.hits.values() if h.one}
    new = {c: h.one.column for c, h in below.items() if h.one}
    return bool(new) and not set(new.values()) & known and not set(new) & set(header.hits)


def _joined(grid: TextGrid, labels: Labels, header: _Header) -> None:
    """Read headers that stand in two rows ("上期" over "进展情况") as one, where the form knows them so."""
    columns = sorted({c.column for row in range(header.top, header.bottom + 1) for c in grid.rows.get(row, ())})
    for top in range(max(1, header.top - 1), header.bottom):
        for column in columns:
            first = grid.text(top, column)
            if not first and top + 1 == header.bottom:
                continue  # one text alone
            texts = [first, *[grid.text(row, column) for row in range(top + 1, header.bottom + 1)]]
            distinct = tuple(dict.fromkeys([text for text in texts if text]))
            if len(distinct) < 2 or not _begins_one(distinct, labels):
                continue
            known = labels.own.get(bare("".join(distinct)))
            if known:
                header.hits[column] = HeaderMatch((known,), rank=0)
                header.top = min(header.top, top)


def _begins_one(texts: Sequence[str], labels: Labels) -> bool:
    """Tell whether a label may begin with the first of these texts: a line of its own above the header is in no label."""
    return not _SIGN.match(texts[1]) or bare(texts[0]) in labels.beginnings


def _parts(header: _Header) -> int:
    return sum(len(h.fields) for h in header.hits.values() if h.one is None)


def _asks(header: _Header) -> bool:
    return any(f.asked for hit in header.hits.values() for f in hit.fields)


def _table(grid: TextGrid, form: Form, header: _Header) -> PlacedTable:
    claims: dict[int, list[tuple[int, int]]] = {}
    for column, hit in header.hits.items():
        if hit.one:
            claims.setdefault(hit.one.column, []).append((hit.rank, column))
    best = {place: min(claim) for place, claim in claims.items()}
    by_column = {f.column: f for f in form.fields}
    pairs = sorted((column, place) for place, (_, column) in best.items())
    named = set(header.hits)
    merged = any((row, c) in grid.blocks for row in range(header.top, header.bottom + 1) for c in named)
    claimed = {place: claim for place, claim in claims.items() if merged or len(claim) > 1}  # none other is by several
    equal = {place: tuple(sorted([c for rank, c in claim if rank == best[place][0]])) for place, claim in claimed.items()}
    spread = {place: _under(grid, header, columns, named) for place, columns in equal.items()}
    combined = tuple((c, h.fields) for c, h in sorted(header.hits.items()) if h.one is None)
    return PlacedTable(
        form=form,
        grid=grid,
        top=header.top,
        bottom=header.bottom,
        left=min(header.hits),
        fields=tuple((by_column[place], column) for column, place in pairs),
        combined=combined,
        contested=tuple((by_column[place], columns) for place, columns in sorted(spread.items()) if len(columns) > 1),
        exact=sum(h.exact for h in header.hits.values()),
    )


def _under(grid: TextGrid, header: _Header, columns: tuple[int, ...], named: set[int]) -> tuple[int, ...]:
    """Add the sub-columns that stand under a header merged across them: 进展情况 over 3月 and 4月."""
    columns_left = set(columns)
    for row in range(header.top, header.bottom + 1):
        for column in columns:
            block = grid.blocks.get((row, column))
            if block:
                columns_left |= set(range(block.left, block.right + 1)) - named
    return tuple(sorted(columns_left))


def _repeats(first: PlacedTable, second: PlacedTable, after: int) -> bool:
    """Tell whether the second header is the first one printed again on the next page, nothing said in between."""
    same = set(first.fields) & set(second.fields)
    if len(same) < _SAME_HEADER * max(len(first.fields), len(second.fields)):
        return False
    return not _names_itself(second, after)


def _names_itself(second: PlacedTable, after: int) -> bool:
    """Tell whether a title, 填报单位 or 表号 stands between this header and the one before."""
    label = bare(second.form.unit_label)
    titles = [bare(t) for t in second.form.title]
    for row in range(after + 1, second.top):
        for cell in second.grid.rows.get(row, ()):
            text = bare(cell.value) if isinstance(cell.value, str) and len(cell.value) < 200 else ""
            if (label and text.startswith(label)) or "督办表" in text or any(t and t in text for t in titles):
                return True
    return False


def _bounded(tables: list[PlacedTable], grid: TextGrid, skipped: set[int]) -> tuple[PlacedTable, ...]:
    """Give each table the rows above its header and those down to the next one's head."""
    ready: list[PlacedTable] = []
    last = max(grid.rows, default=0)
    for place, table in enumerate(tables):
        after = tables[place + 1] if place + 1 < len(tables) else None
        end = _head_of(table, after) - 1 if after else last
        rows = tuple(r for r in range(table.bottom + 1, end + 1) if r in grid.rows and r not in skipped)
        above = ready[-1].end + 1 if ready else 1
        ready.append(replace(table, data=rows, end=end, above=above, continued=_continued(table, grid, rows)))
    return tuple(ready)


def _continued(table: PlacedTable, grid: TextGrid, rows: Sequence[int]) -> dict[int, tuple[int, ...]]:
    about = [column for field, column in table.fields if field.source == "事项"]
    contents = [column for field, column in table.fields if field.source == "事项" and field.key == "实事内容"]
    field: dict[int, list[int]] = {}
    for row in rows if contents else ():
        first = grid.under(row, contents[0])
        if table.bottom < first < row and len(about) > 1 and all(grid.under(row, column) == first for column in about):
            field.setdefault(first, []).append(row)
    return {first: tuple(below) for first, below in field.items()}


def _head_of(table: PlacedTable, after: PlacedTable) -> int:
    """Return the first row of the next table's head: from its title or 填报单位 on, else its header."""
    label = bare(after.form.unit_label) or "填报单位"
    titles = [bare(t) for t in after.form.title]
    for row in range(table.bottom + 1, after.top):
        for cell in after.grid.rows.get(row, ()):
            text = bare(cell.value) if isinstance(cell.value, str) and len(cell.value) < 200 else ""
            is_head = text in {"附件2", "附件二"} or "督办表" in text or any(t and t in text for t in titles)
            if is_head or text.startswith(label):
                return row
    return after.top


def _blocks(sheet: Sheet) -> dict[tuple[int, int], Range]:
    last_row, last_column = sheet.last_row, sheet.last_column
    blocks: dict[tuple[int, int], Range] = {}
    for block in sheet.merges:
        bottom, right = min(block.bottom, last_row), min(block.right, last_column)
        if len(blocks) + max(0, bottom - block.top + 1) * max(0, right - block.left + 1) > _MOST_MERGED_PLACES:
            continue
        for row in range(block.top, bottom + 1):
            for column in range(block.left, right + 1):
                blocks[row, column] = block
    return blocks

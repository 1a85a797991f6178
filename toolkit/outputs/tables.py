"""Tables on a page: header, rows as high as their text, numbers in their formats. Pure but for the page it writes on."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from toolkit.outputs.cell_values import CellValue, head_height, height, words
from toolkit.outputs.record_rows import RecordRows
from toolkit.outputs.row_blocks import LINES, RowBlocks, Written, runs
from toolkit.outputs.told_rows import ComingRows, Lot, RowLots, ToldRows
from toolkit.outputs.workbook_pages import HEAD, HOLDS, LIGHTS, TINT, Page, PageColumn
from toolkit.plan.settings import Policy


def header(page: Page, row: int, columns: Sequence[PageColumn], *, left: int = 0) -> None:
    """Write the header row, as high as its longest name needs."""
    face = page.boxed(font_name=HEAD, align="center", bg_color=TINT)
    for index, column in enumerate(columns, left):
        page.put(row, index, column.header, face)
    page.head = max(26.0, *(head_height(c.header, c.width, page.size) for c in columns))
    page.sheet.set_row(row, page.head)


def named(columns: Sequence[PageColumn], policy: Policy) -> tuple[PageColumn, ...]:
    """Return the columns with the materials in their headers called as they are called here."""
    return tuple(replace(column, header=policy.called(column.header)) for column in columns)


def table(
    page: Page,
    top: int,
    columns: Sequence[PageColumn],
    rows: Iterable[Sequence[CellValue]] | ToldRows | RowLots,
    *,
    left: int = 0,
    holds: int = HOLDS,
) -> int:
    """Write header, filter buttons and rows from `top` on, 无 where there are none; return the first free row.

    More rows than a sheet holds go on in further ones (`page.more`), and both say so.
    """
    most = min(holds, page.paper.holds)
    coming = ComingRows(rows, most)
    row = _some(page, top, columns, coming.lots(most), left=left)
    if row == top + 1:
        row = RecordRows(page, columns, left=left).write(row, ("无", *(None for _ in columns[1:])))
    page.filter(top, row - 1, len(columns) - 1)
    page.settle()
    further = []
    while (lot := coming.take(min(LINES, most))).count:
        further.append(_go_on(page, columns, chain((lot,), coming.lots(most - lot.count))))
    if further:
        page.line(row, f"本表写不下，下接工作表{'、'.join(f'“{name}”' for name in further)}。", len(columns) - 1)
        row += 1
    return row


def _some(page: Page, top: int, columns: Sequence[PageColumn], lots: Iterable[Lot], *, left: int = 0) -> int:
    """Write header and rows; return the first free row."""
    header(page, top, columns, left=left)
    records, rows = RecordRows(page, columns, left=left), None
    for some in runs(lots):
        if rows is None:
            if some[0].number is None and some[0].count < LINES:  # another table may stand beside it
                return _written(records, top + 1, some[0])[0][0]
            rows = _LotRows(RowBlocks((page,), columns, left), records, top + 1)
        rows.write(some)
    return rows.row if rows else top + 1


class _LotRows:
    """Writes lots, a block each."""

    def __init__(self, blocks: RowBlocks, records: RecordRows, row: int) -> None:
        """`row`: the first one, and the next from then on."""
        self._blocks, self._records, self.row = blocks, records, row

    def write(self, lots: Sequence[Lot]) -> None:
        """Write lots, or copy them all together."""
        contents = [lot.content() for lot in lots]
        numbered = [(content, lot.number) for content, lot in zip(contents, lots, strict=True)]
        if known := self._blocks.write_run(numbered, (self.row,), lambda: self._each(lots, contents)):
            self.row = known.sheets[0].bottom

    def _each(self, lots: Sequence[Lot], contents: Sequence[str]) -> None:
        for lot, content in zip(lots, contents, strict=True):
            make = partial(_written, self._records, self.row, lot)
            if lot.number is None:
                block, _ = self._blocks.write(content, (self.row,), make)
            else:
                block = self._blocks.write_numbered(content, self.row, lot.number, make)
            self.row = block.sheets[0].bottom


def _written(records: RecordRows, row: int, lot: Lot) -> Written:
    for inks in lot.rows():
        row = records.write(row, inks)
    return (row,), None


def _go_on(page: Page, columns: Sequence[PageColumn], lots: Iterable[Lot]) -> str:
    """Write rows into a further sheet; return its name."""
    more = page.go_on(columns)
    bottom = _some(more, 1, columns, lots)
    more.filter(1, bottom - 1, len(columns) - 1)
    more.settle()
    more.sheet.freeze_panes(2, 0)
    more.sheet.repeat_rows(1)
    return more.name


def needed(columns: Sequence[PageColumn], inks: Sequence[CellValue], size: float) -> float:
    """Return the points at which all texts of a record show."""
    most = 0.0
    for column, ink in zip(columns, inks, strict=True):
        text = ink if type(ink) is str else words(ink)
        if text and (points := height(text, column.width, size)) > most:
            most = points
    return most


def lights(page: Page, top: int, column: int, bottom: int) -> None:
    """Colour 绿, 黄 and 红 in a column, also after somebody has changed or sorted them."""
    if bottom < top:
        return
    for word, (back, ink) in LIGHTS.items():
        look = page.paper.book.add_format({"bg_color": back, "font_color": ink})
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
        page.sheet.conditional_format(top, column, bottom, column, rule)

"""Sheet 明细: one row per assignment as a flat Excel table, with file, sheet and cell of every answer. Pure."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from toolkit.form.stamp import row_id
from toolkit.nouns.cells import address
from toolkit.nouns.docket import Source
from toolkit.nouns.outcomes import Outcome
from toolkit.ooxml.cell_text import for_cell
from toolkit.outputs.book_marks import MarkRows
from toolkit.outputs.cell_values import HIGHEST, CellLink, CellValue, fits, head_height, height, original, surely_fits, words
from toolkit.outputs.column_widths import ColumnMeasure, fitted, measure_of
from toolkit.outputs.consolidated.period_data import ConsolidatedData, column_of, percent, points, told
from toolkit.outputs.merge import AssignmentRow
from toolkit.outputs.record_rows import POINTS, RecordRows
from toolkit.outputs.tables import lights
from toolkit.outputs.workbook_pages import HEAD, TINT, Page, PageColumn

if TYPE_CHECKING:
    from toolkit.outputs.consolidated.line_blocks import PartLines

NAME = "明细"
_PLAIN = str.maketrans("", "", "（）")
"""What the name of a table may not have."""
TOP = 2
"""0-based row of the table's header."""
_LEFT = (
    PageColumn(header="序号", width=8, align="center"),
    PageColumn(header="立项名称", width=13, most=22),
    PageColumn(header="实事内容", width=26),
    PageColumn(header="承办单位", width=12, align="center", most=27),
    PageColumn(header="单位类别", width=8, align="center"),
)
_RIGHT = (
    PageColumn(header="序时进度", width=8, align="center"),
    PageColumn(header="滞后（百分点）", width=15.5, align="center"),
    PageColumn(header="进度灯", width=6.5, align="center"),
    PageColumn(header="是否完成", width=8.5, align="center"),
    PageColumn(header="校验", width=9, align="center"),
    PageColumn(header="问题条数", width=8, align="center"),
    PageColumn(header="来源文件", width=22),
    PageColumn(header=f"所在{Outcome.CONTAINER.word}", width=13),
    PageColumn(header="工作表", width=10),
    PageColumn(header="单元格", width=60),
    PageColumn(header="原件", width=8, align="center"),
    PageColumn(header="编号", width=20),
)
PROJECT, CONTENT, UNIT, ANSWERS = 1, 2, 3, len(_LEFT)
"""Where other sheets find what they have too; the answers begin here."""
_NAMED = 3
"""The last column of those that say which assignment it is."""
_FIRST_PAGE = 0.45
"""Share of two pages' columns that surely stands on the first."""
_WIDEST = 250.0
"""No column is wider: Excel's own limit is 255."""
_SOURCES = 6
"""The last columns say where each answer comes from: to be clicked, not to be printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """Where the table's columns stand, for the formulas of other sheets."""

    top: int
    bottom: int
    columns: tuple[str, ...]
    asked: tuple[str, ...]
    """KEYs of the form's columns, which stand between ours."""

    def answers(self, key: str) -> str | None:
        """Return the block of an asked column; None = the form does not ask it."""
        return self._range(len(_LEFT) + self.asked.index(key)) if key in self.asked else None

    def range(self, header: str) -> str:
        """Return one of our own columns as an absolute block."""
        index = len(self.columns) - len(_RIGHT) + [c.header for c in _RIGHT].index(header)
        return self._range(index)

    def left(self, header: str) -> str:
        return self._range([c.header for c in _LEFT].index(header))

    def _range(self, index: int) -> str:
        first, last = address(self.top + 1, index + 1), address(self.bottom + 1, index + 1)
        return f"'{NAME}'!{_fixed(first)}:{_fixed(last)}"


def _fixed(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


class DetailRows:
    """Writes the sheet, a line after the other, and the marks of its rows."""

    def __init__(self, page: Page, lines: "PartLines", marks: MarkRows) -> None:
        data = lines.data
        columns = _in_one_row(page, detail_columns(data), lines)
        self._page, self._data, self._columns, self._marks = page, data, columns, marks
        page.columns(columns)
        self._printed = len(columns) - _SOURCES
        headed = _print_set_up(page, columns[: self._printed])
        page.title(0, f"{data.title}——明细", headed)
        said = f"{data.basis}　共 {len(data.pairs)} 个承办任务（项×单位），每个一行；来源各栏在打印范围右侧。"
        page.line(1, said, headed)
        self._bottom = TOP + max(1, len(data.pairs))
        _as_table(page, columns, self._bottom)
        self._records, self._row = RecordRows(page, columns), TOP

    @property
    def below(self) -> int:
        """The row that the next line is written to."""
        return self._row + 1

    def go_to(self, row: int) -> None:
        """Go on below lines that stand there already."""
        self._row = row - 1

    def write(self, line: AssignmentRow) -> None:
        self._row += 1
        inks = detail_cells(self._data, line)
        cells = self._records.ready(inks)
        self._page.sheet.set_row(self._row, min(max(self._page.least, *map(POINTS, cells)), 409))
        self._records.put(self._row, cells)
        self._marks.write(inks)

    def finish(self) -> Detail:
        page, columns = self._page, self._columns
        asked = tuple(field.key for field in self._data.form.asked)
        lights(page, TOP + 1, len(columns) - len(_RIGHT) + 2, self._bottom)
        page.sheet.freeze_panes(TOP + 1, 4)
        page.sheet.repeat_rows(TOP)
        page.sheet.print_area(0, 0, self._bottom, self._printed - 1)
        return Detail(top=TOP + 1, bottom=self._bottom, columns=tuple(c.header for c in columns), asked=asked)


def detail_columns(data: ConsolidatedData) -> tuple[PageColumn, ...]:
    """Return the table's columns, no header twice."""
    return _unique((*_LEFT, *(column_of(field) for field in data.form.asked), *_RIGHT))


def _as_table(page: Page, columns: Sequence[PageColumn], bottom: int) -> None:
    head = page.boxed(font_name=HEAD, align="center", bg_color=TINT)
    page.sheet.set_row(TOP, max(30.0, *(head_height(c.header, c.width, page.size) for c in columns)))
    names = [{"header": column.header, "header_format": head} for column in columns]
    options = {"name": page.name.translate(_PLAIN), "style": None, "columns": names}
    page.sheet.set_table((TOP, 0, bottom, len(columns) - 1), options)


def _unique(columns: Sequence[PageColumn]) -> tuple[PageColumn, ...]:
    """Number headers that the clerk's columns have in common with ours: a table must not say one twice."""
    seen: set[str] = set()
    unique = []
    for column in columns:
        name, count = for_cell(column.header)[:250] or "栏", 1
        while name.casefold() in seen:
            count += 1
            name = f"{for_cell(column.header)[:240]}（{count}）"
        seen.add(name.casefold())
        unique.append(replace(column, header=name))
    return tuple(unique)


def _in_one_row(page: Page, columns: Sequence[PageColumn], lines: "PartLines") -> tuple[PageColumn, ...]:
    """Widen columns until every text fits one row: a table's row cannot run over several."""
    shared = fitted(page, fitted(page, columns, lines.measure), lines.measure, room=math.inf, calm=HIGHEST)
    if _sure(lines.measure, shared, page.size):
        return shared
    return _roomy(shared, _longer(lines, shared, page.size), page.size)


def _sure(measure: ColumnMeasure, columns: Sequence[PageColumn], size: float) -> bool:
    return all(fits(*measure.at_most(place), column.width, size) for place, column in enumerate(columns))


def _longer(lines: "PartLines", columns: Sequence[PageColumn], size: float) -> Iterator[Sequence[CellValue]]:
    """Yield the rows of those blocks in which a text may need more than a row."""
    for block in lines.blocks:
        if not _sure(measure_of(block.head().widths[NAME]), columns, size):
            yield from (detail_cells(lines.data, line) for line in lines.lines_of(block))


def _print_set_up(page: Page, columns: Sequence[PageColumn]) -> int:
    """Print it two pages wide, with the names on both, where one would make the type too small to read.

    Returns the last column on the first page that the title may stand over.
    """
    whole = sum(column.width for column in columns)
    if whole <= page.room:
        return len(columns) - 1
    page.sheet.fit_to_pages(2, 0)
    page.sheet.repeat_columns(0, _NAMED)
    so_far = accumulate(column.width for column in columns)
    return max(1, sum(width < whole * _FIRST_PAGE for width in so_far) - 1)


def _roomy(columns: Sequence[PageColumn], rows: Iterable[Sequence[CellValue]], size: float) -> tuple[PageColumn, ...]:
    """Widen a column until its longest text fits one row, or as nearly as its own line breaks let it."""
    long: list[list[str]] = [[] for _ in columns]
    for inks in rows:
        for texts, column, ink in zip(long, columns, inks, strict=True):
            text = words(ink)
            if text and not surely_fits(text, column.width, size):
                texts.append(text)
    roomy = []
    for index, column in enumerate(columns):
        width, texts = column.width, long[index]
        low = max((HIGHEST, *(height(text, _WIDEST, size) for text in texts)))
        while width < _WIDEST and any(height(text, width, size) > low for text in texts):
            width = min(_WIDEST, width * 1.25)
        roomy.append(replace(column, width=width))
    return tuple(roomy)


def detail_cells(data: ConsolidatedData, line: AssignmentRow) -> tuple[CellValue, ...]:
    """Return a line's cells."""
    unit, entry = data.plan.unit(line.unit), line.entry
    return (
        line.item.number,
        line.item.project,
        line.item.content,
        line.unit,
        unit.category if unit else "",
        *(told(entry, field) for field in data.form.asked),
        percent(line.schedule),
        points(line.behind),
        line.light,
        "是" if line.done else "否",
        line.state,
        len(entry.problems) if entry else None,
        *(_source(entry.source) if entry else (None,) * 5),
        row_id(line.item.id, line.unit, data.docket.period, data.plan.job),
    )


def _source(source: Source) -> tuple[CellValue, ...]:
    """Return file, containers, sheet, cells and the link to the original."""
    cells = "；".join([f"{key} {cell}" for key, cell in source.cells.items()])
    target = original(source.archived)
    return (source.file, "/".join(source.inside) or None, source.sheet, cells, CellLink(target, "打开原件") if target else None)

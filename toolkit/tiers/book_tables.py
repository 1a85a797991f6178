"""The tables of a book from below, by header: 明细, 汇总表, 报送情况, and the marks. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from toolkit.nouns.cells import Book, Cell, CellKind, Sheet, address
from toolkit.tiers.book_mark import MARKS, REGISTER, ReadMark, shown_value
from toolkit.values.meaning import DONE
from toolkit.values.names import name_key

DETAIL, SUMMARY_SHEET, REPORTED, OVERVIEW = "明细", "汇总表", "报送情况", "概览"
ROW_ID, CONTENT, UNIT, PROJECT, NUMBER = "编号", "实事内容", "承办单位", "立项名称", "序号"
STATE, LIGHT, FINISHED, SCHEDULE, BEHIND = "校验", "进度灯", "是否完成", "序时进度", "滞后（百分点）"
FILE, SHEET, CELLS = "来源文件", "工作表", "单元格"
COUNTED = frozenset({"合格", "提示", "前期已完成"})
NEAR = Decimal("0.0005")
"""How far a printed share may be from the one reckoned: half of a tenth of a percent."""
_SEARCHED = 12
"""Rows in which a header is looked for: a hand may have put a few above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row by header."""

    sheet: Sheet
    row: int
    columns: Mapping[str, int]

    def cell(self, header: str) -> Cell | None:
        column = self.columns.get(header)
        return None if column is None else self.sheet.at(self.row, column)

    def at(self, header: str) -> str:
        """Return the address under a header; "" = there is no such column."""
        return address(self.row, self.columns[header]) if header in self.columns else ""

    def text(self, header: str) -> str:
        cell = self.cell(header)
        return "" if cell is None or cell.value is None else str(cell.value).strip()

    def number(self, header: str) -> Decimal | None:
        cell = self.cell(header)
        return cell.value if cell and isinstance(cell.value, Decimal) else None

    def live(self, header: str) -> bool:
        """Tell whether a formula stands there whose result nobody knows."""
        cell = self.cell(header)
        return cell is not None and cell.kind is CellKind.UNCALCULATED

    def formula(self, header: str) -> bool:
        """Tell whether a formula stands there, whatever it gives."""
        return self.live(header) or (self.row, self.columns.get(header, 0)) in self.sheet.formulas

    @property
    def id(self) -> str:
        return shown_value(self.text(ROW_ID))

    @property
    def counted(self) -> bool:
        return self.text(STATE) in COUNTED


@dataclass(frozen=True, slots=True, kw_only=True)
class BookTable:
    """One table of the book. `headers`: as printed → column."""

    sheet: Sheet
    top: int
    headers: Mapping[str, int]
    rows: tuple[TableRow, ...]

    @property
    def header_address(self) -> str:
        return address(self.top, min(self.headers.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyBook:
    """A 汇总表.xlsx from below."""

    read: ReadMark
    detail: BookTable
    summary: BookTable | None
    reported: BookTable | None
    overview: Sheet | None
    marks: Mapping[str, Mapping[str, str]] | None
    """编号 → header → mark; None = the hidden sheet is gone."""


def county_book(book: Book, read: ReadMark) -> CountyBook | None:
    """Return the book's tables; None = it has no 明细 any more."""
    detail = _table(book, DETAIL, (CONTENT, UNIT, ROW_ID))
    if detail is None:
        return None
    return CountyBook(
        read=read,
        detail=detail,
        summary=_table(book, SUMMARY_SHEET, (CONTENT, UNIT)),
        reported=_table(book, REPORTED, ("单位", "报送状态")),
        overview=next((_held(sheet) for sheet in book.sheets if sheet.name == OVERVIEW), None),
        marks=_marks(book),
    )


def register_table(book: Book) -> BookTable | None:
    """Return the period's table of a 报送情况登记表; None = there is none any more."""
    return _table(book, REGISTER, ("单位", "报送状态"))


def headed(table: BookTable, names: Sequence[str]) -> str:
    """Return the first of the table's headers that is one of these names; "" = none."""
    keys = {name_key(header).rstrip("*"): header for header in table.headers}
    return next((keys[key] for key in map(name_key, names) if key in keys), "")


def done(row: TableRow, status: str, percent: str) -> bool:
    """Tell whether a row of 明细 is finished: what it says counts, 已完成 and 100%."""
    return row.counted and (not status or row.text(status) == DONE) and (not percent or row.number(percent) == 1)


def _table(book: Book, name: str, needed: Sequence[str]) -> BookTable | None:
    sheet = next((sheet for sheet in book.sheets if sheet.name == name), None)
    if sheet is None:
        return None
    sheet = _held(sheet)
    by_row: dict[int, dict[str, int]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if row <= _SEARCHED and isinstance(cell.value, str):
            by_row.setdefault(row, {}).setdefault("".join(cell.value.split()), column)
    top = next((row for row, heads in sorted(by_row.items()) if all(name in heads for name in needed)), None)
    if top is None:
        return None
    heads = by_row[top]
    return BookTable(sheet=sheet, top=top, headers=heads, rows=tuple(_rows(sheet, top, heads, needed[-1], needed[0])))


def _held(sheet: Sheet) -> Sheet:
    """Return the sheet with the figures that its cells hold: a book of ours shows fewer digits than it passes on."""
    cells = {at: cell if cell.exact is None else replace(cell, value=cell.exact, exact=None) for at, cell in sheet.cells.items()}
    return replace(sheet, cells=cells)


def _rows(sheet: Sheet, top: int, heads: Mapping[str, int], key: str, first: str) -> Iterator[TableRow]:
    wanted = {heads[key], heads[first]}
    for row in sorted({row for row, column in sheet.cells if row > top and column in wanted}):
        yield TableRow(sheet=sheet, row=row, columns=heads)


def _marks(book: Book) -> dict[str, dict[str, str]] | None:
    sheet = next((sheet for sheet in book.sheets if sheet.name == MARKS), None)
    if sheet is None:
        return None
    heads = {column: str(cell.value) for (row, column), cell in sheet.cells.items() if row == 1}
    marks: dict[str, dict[str, str]] = {}
    ids = {row: shown_value(cell.value) for (row, column), cell in sheet.cells.items() if column == 1 and row > 1}
    for (row, column), cell in sheet.cells.items():
        if row in ids and column > 1 and column in heads:
            marks.setdefault(ids[row], {})["".join(heads[column].split())] = shown_value(cell.value)
    return marks

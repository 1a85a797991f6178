"""附件1.xlsx as tables of texts with addresses: one reading of sheets, headers, dates and ids for every sheet. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

from toolkit.nouns.cells import address
from toolkit.nouns.errors import ToolkitError
from toolkit.plan.limits import read_limit
from toolkit.plan.mistakes import Mistakes, PlanMistake
from toolkit.plan.plain_book import PlanSheet
from toolkit.values import texts
from toolkit.values.dates import ANY_YEAR, day_of_serial, exact_day
from toolkit.values.numbers import figure_of

_YEARS = range(1950, 2151)
"""Years that a plan can be about; others are slips of the hand."""
_LARGEST = 10**12
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})


def fold(text: object) -> str:
    """Return text for comparing labels: NFKC, without white space, brackets' contents kept."""
    return texts.fold("" if text is None else str(text)).strip("*＊:：")


def text_of(value: Any) -> str:
    """Return a cell's value as text, as a clerk would read it: whole numbers without .0, dates ISO."""
    if isinstance(value, str):
        return value.replace("_x000D_", "").strip()
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCell:
    """One cell of the plan, so that every mistake can be told with its place."""

    book: str
    sheet: str
    row: int
    column: int
    value: Any

    @property
    def cell(self) -> str:
        return address(self.row, self.column)

    @property
    def where(self) -> str:
        return f"{self.book} 工作表“{self.sheet}”{self.cell}"

    @property
    def text(self) -> str:
        """The value as text, as a clerk would read it."""
        return text_of(self.value)

    def saying(self, value: str) -> "PlanCell":
        """Return this place with one of the several names that stand in it."""
        return replace(self, value=value)

    def wrong(self, what: str, *, unknown_unit: str = "") -> PlanMistake:
        return PlanMistake(f"{self.book} 工作表“{self.sheet}”", self.cell, what, unknown_unit=unknown_unit)

    @property
    def number(self) -> Decimal | None:
        """The value as a number, 50% as 0.5; None = blank or none."""
        value = figure_of(fold(self.text))
        return None if value is None or abs(value) > _LARGEST else value

    @property
    def day(self) -> date | None:
        """The value as a date; None = blank. Raises: ToolkitError."""
        return self.day_in(None)

    def day_in(self, year: int | None) -> date | None:
        """The value as a date, also as people write one (12月底前) where the year is known. Raises: ToolkitError."""
        if not self.text:
            return None
        day = self._date() or (read_limit(self.text, year) if year else None)
        if day is None:
            raise self.wrong(f"“{self.text}”不是日期，请写成 2022-04-05 的样式。")
        if day.year not in _YEARS:
            raise self.wrong(f"“{self.text}”的年份不对，请改正。")
        return day

    def _date(self) -> date | None:
        value = self.value
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool) and (day := day_of_serial(value)):
            return day
        return exact_day(self.text, within=ANY_YEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One row below a header; a cell with its place is made when it is asked for."""

    book: str
    sheet: str
    row: int
    columns: Mapping[str, int]
    """Header label → column, of the whole table."""
    values: Mapping[int, Any]
    """Column → value; a blank one is left out."""

    def __getitem__(self, label: str) -> PlanCell:
        column = self.columns[label]
        return PlanCell(book=self.book, sheet=self.sheet, row=self.row, column=column, value=self.values.get(column))

    def __contains__(self, label: str) -> bool:
        return label in self.columns

    def place(self, label: str) -> str:
        """Return the address of a cell."""
        return address(self.row, self.columns[label])

    def text(self, label: str) -> str:
        column = self.columns.get(label)
        value = None if column is None else self.values.get(column)
        return "" if value is None else text_of(value)

    def day(self, label: str, year: int | None = None) -> date | None:
        """Return a cell's date; `year` is the plan's, for dates that name none. Raises: ToolkitError."""
        return self[label].day_in(year) if label in self.columns and self.text(label) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTable:
    """A sheet from its header down."""

    book: str
    sheet: str
    header_row: int
    columns: Mapping[str, int]
    lines: tuple[PlanRow, ...]

    @property
    def where(self) -> str:
        return f"{self.book} 工作表“{self.sheet}”"


Labels = Callable[[Sequence[str]], Mapping[int, str]]
"""Folded headers of a row → place → label; a place without one keeps its own header."""


def table(
    sheet: PlanSheet, book: str, wanted: tuple[str, ...], labels: Labels | None = None, mistakes: Mistakes | None = None
) -> PlanTable:
    """Find the header row that holds every label wanted and return what stands below it.

    `labels` knows other names of the columns. Blank rows are left out; merged cells hold their value at the top-left only.

    Raises:
        ToolkitError: no row holds all labels wanted, or (without `mistakes`) a cell is an error value.
    """
    rows = list(_rows(sheet))
    best: tuple[str, ...] = wanted
    for number, values in rows[:60]:
        columns = _columns(values, labels)
        lacking = tuple(label for label in wanted if label not in columns)
        if not lacking:
            gathered = mistakes or Mistakes()
            lines = tuple(_lines(sheet, book, rows, number, columns, gathered))
            if mistakes is None:
                gathered.stop()
            return PlanTable(book=book, sheet=sheet.title, header_row=number, columns=columns, lines=lines)
        best = min(best, lacking, key=len)
    raise ToolkitError(f"{book} 工作表“{sheet.title}”：表头缺少“{'”“'.join(best)}”，请补上这一栏。")


def _columns(values: Mapping[int, Any], labels: Labels | None) -> dict[str, int]:
    heads = [fold(value) for value in values.values()]
    meant = labels(heads) if labels else {}
    columns: dict[str, int] = {}
    for place, (column, head) in enumerate(zip(values, heads, strict=True)):
        label = meant.get(place, head)
        if label and (label not in columns or place in meant):
            columns[label] = column
    return columns


def _rows(sheet: PlanSheet) -> Iterator[tuple[int, dict[int, Any]]]:
    """Yield the rows that hold something, top to bottom."""
    rows: dict[int, dict[int, Any]] = {}
    for (row, column), value in sorted(sheet.values.items(), key=itemgetter(0)):
        if value.strip() if isinstance(value, str) else str(value).strip():
            if row not in rows:
                rows[row] = {}
            rows[row][column] = value
    yield from rows.items()


def _lines(
    sheet: PlanSheet,
    book: str,
    rows: list[tuple[int, dict[int, Any]]],
    header: int,
    columns: Mapping[str, int],
    mistakes: Mistakes,
) -> Iterator[PlanRow]:
    for number, values in rows:
        if number <= header or not any(column in values for column in columns.values()):
            continue
        line = PlanRow(book=book, sheet=sheet.title, row=number, columns=columns, values=values)
        if any(map(_is_error, values.values())) and (broken := _broken(line)):
            with mistakes.kept():
                raise broken.wrong(f"是错误值 {broken.text}，请改正公式或直接填写。")
            continue
        yield line


def _broken(line: PlanRow) -> PlanCell | None:
    """Return the first cell below a header that is an error value."""
    return next((line[label] for label, column in line.columns.items() if _is_error(line.values.get(column))), None)


def _is_error(value: Any) -> bool:
    return isinstance(value, str) and "#" in value and text_of(value) in _ERRORS

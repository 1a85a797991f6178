"""What a book that this program wrote says of itself, in cells and in its properties; made and read. Pure.

The cells speak first: they survive what loses properties. Where both speak and disagree, nothing is guessed.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from toolkit.nouns.cells import Book, Sheet
from toolkit.values.texts import clean, plain, rounded

SUMMARY, REGISTER = "汇总表", "报送情况登记表"
ABOUT = "说明"
MARKS = "校验码"
"""The hidden sheet with one mark for each cell of 明细: which cell was changed since can be told by its address."""
HEADING = "机读标识（供上级汇总识别，请勿改动）"
FINGERPRINT = re.compile(r"[0-9A-F]{4}(?:-[0-9A-F]{4}){3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookMark:
    """Whose book it is, of which job and period, as of when, by which records and rules."""

    kind: str
    """汇总表 or 报送情况登记表."""
    job: str
    county: str
    year: str
    period: str
    data_as_of: str = ""
    """ISO; "" = the period says none."""
    as_of: str
    """ISO with offset."""
    version: str = ""
    """Of the program that wrote it."""
    ledger: str = ""
    """台账指纹."""
    rules: str = ""
    """计划指纹."""


LABELS = {
    "kind": "书名", "job": "任务号", "county": "填报地区", "year": "年度", "period": "期次", "data_as_of": "数据截至",
    "as_of": "统计时点", "version": "程序版本", "ledger": "台账指纹", "rules": "计划指纹",
}  # fmt: skip
"""Field → what stands before its value in sheet 说明."""
_PREFIX = "duban.book."


def mark_lines(mark: BookMark) -> tuple[tuple[str, str], ...]:
    """Return (label, value), as they stand under the heading."""
    return tuple((LABELS[field.name], str(getattr(mark, field.name))) for field in fields(mark))


def mark_properties(mark: BookMark) -> dict[str, str]:
    """Return the custom document properties."""
    return {f"{_PREFIX}{field.name}": str(getattr(mark, field.name)) for field in fields(mark)}


@dataclass(frozen=True, slots=True)
class ReadMark:
    """A mark as found. `cells`: field → address in 说明; `torn`: fields in which cells and properties disagree."""

    mark: BookMark
    cells: Mapping[str, str]
    torn: tuple[str, ...] = ()


def read_mark(book: Book) -> ReadMark | None:
    """Return what the book says of itself; None = it is none that this program wrote."""
    told = {name.removeprefix(_PREFIX): value for name, value in book.properties.items() if name.startswith(_PREFIX)}
    sheet = next((sheet for sheet in book.sheets if sheet.name == ABOUT), None)
    values, cells = _in_cells(sheet) if sheet else ({}, {})
    both = {**told, **values}
    if both.get("kind") not in {SUMMARY, REGISTER} or not both.get("county") or not both.get("period"):
        return None
    torn = tuple(name for name in LABELS if name in told and name in values and told[name] != values[name])
    known = {field.name: both.get(field.name, "") for field in fields(BookMark)}
    return ReadMark(BookMark(**known), cells, torn)


def said_kind(properties: Mapping[str, str]) -> str:
    """Return 汇总表 or 报送情况登记表 out of the properties alone; "" = neither."""
    return properties.get(f"{_PREFIX}kind", "")


def _in_cells(sheet: Sheet) -> tuple[dict[str, str], dict[str, str]]:
    names = {label: name for name, label in LABELS.items()}
    heads = [cell.row for cell in sheet.cells.values() if isinstance(cell.value, str) and HEADING in cell.value]
    values: dict[str, str] = {}
    cells: dict[str, str] = {}
    if not heads:
        return values, cells
    below = {at: cell for at, cell in sheet.cells.items() if heads[0] < at[0] <= heads[0] + len(LABELS) + 2}
    for (row, column), cell in sorted(below.items()):
        name = names.get(str(cell.value).strip(" :："))
        right = min((at for at in below if at[0] == row and at[1] > column), default=None)
        if name and right and name not in values:
            values[name], cells[name] = shown_value(below[right].value), below[right].address
    return values, cells


def shown_value(value: object) -> str:
    """Return one cell's value in the one writing that survives a re-save: what marks are made of."""
    if isinstance(value, str):
        return "".join(clean(value).split())
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal):
        return plain(rounded(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), 9))
    if isinstance(value, datetime):
        return value.date().isoformat() if (value.hour, value.minute) == (0, 0) else value.isoformat()[:16]
    if isinstance(value, date):
        return value.isoformat()
    return "".join(clean(str(value)).split())


def cell_mark(job: str, row_id: str, header: str, value: object) -> str:
    """Return the mark of one cell of 明细: four hexadecimal digits."""
    return mark_of(f"{job}\n{row_id}\n{header}\n{shown_value(value)}")


def mark_of(said: str) -> str:
    """Return the mark of a cell by what is said of it: job, 编号, header and shown value, a line each."""
    return marks_of((said,))[0]


def marks_of(said: Iterable[str]) -> Sequence[str]:
    """Return the marks of many cells."""
    sha256 = hashlib.sha256
    return [sha256(one.encode("utf-8")).hexdigest()[:4] for one in said]

"""Two states of a workbook of the clerk's, told apart cell by cell: for the register's 认定变动. Pure: bytes in, values out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from functools import lru_cache
from io import BytesIO
from typing import Any

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One cell, or one whole row, that reads differently."""

    sheet: str
    where: str
    """B7, or 第7行."""
    before: str
    """"" = there was nothing (a row that is new)."""
    after: str

    @property
    def words(self) -> str:
        place = f"{self.sheet}!{self.where}"
        if not self.before:
            return f"{place} 新填“{self.after}”"
        return f"{place} “{self.before}”改为“{self.after}”" if self.after else f"{place} 删去“{self.before}”"


@lru_cache(maxsize=8)  # the same two states are asked about for each unit whose verdict they changed
def changed_cells(before: bytes, after: bytes) -> tuple[CellChange, ...]:
    """Return what reads differently, sheet by sheet in the order of the newer state."""
    old, new = _sheets(before), _sheets(after)
    names = [*new, *(name for name in old if name not in new)]
    return tuple(change for name in names for change in _rows(name, old.get(name, ()), new.get(name, ())))


def _sheets(data: bytes) -> dict[str, tuple[Row, ...]]:
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    return {sheet.title: tuple(_row(cells) for cells in sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def _row(values: Sequence[Any]) -> Row:
    shown = [_shown(value) for value in values]
    while shown and not shown[-1]:
        shown.pop()
    return tuple(shown)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()


def _rows(sheet: str, old: Sequence[Row], new: Sequence[Row]) -> Iterator[CellChange]:
    """Yield changes: rows that stand against each other cell by cell, the rest as rows that came or went."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _tag, i, i_end, j, j_end in (op for op in matcher.get_opcodes() if op[0] != "equal"):
        both = min(i_end - i, j_end - j)
        for step in range(both):
            yield from _cells(sheet, j + step + 1, old[i + step], new[j + step])
        for place in range(i + both, i_end):
            if any(old[place]):
                yield CellChange(sheet=sheet, where=f"第{place + 1}行", before=_joined(old[place]), after="")
        for place in range(j + both, j_end):
            if any(new[place]):
                yield CellChange(sheet=sheet, where=f"第{place + 1}行", before="", after=_joined(new[place]))


def _cells(sheet: str, row: int, old: Row, new: Row) -> Iterator[CellChange]:
    from openpyxl.utils import get_column_letter

    width = max(len(old), len(new))
    pairs = zip((*old, *[""] * (width - len(old))), (*new, *[""] * (width - len(new))), strict=True)
    for column, (before, after) in enumerate(pairs, start=1):
        if before != after:
            yield CellChange(sheet=sheet, where=f"{get_column_letter(column)}{row}", before=before, after=after)


def _joined(row: Row) -> str:
    return " ".join(part for part in row if part)[:40]

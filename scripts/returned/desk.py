"""A desk where one unit's issued form is filled in: the answers are known, whatever is done to the file afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from toolkit.pipeline.demo_texts import NEXT, OWN, PROGRESS, TROUBLE

PERIOD = "2022-04"
Edit = Callable[["Sheet"], None]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One file of tests/stories/returned/ and what becomes of it. A row is (path inside or "", outcome, unit, codes)."""

    name: str
    data: bytes
    rows: tuple[tuple[str, str, str | None, tuple[str, ...]], ...]
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    """Unit → item → 进展情况 as it must be read; only of accepted rows."""
    why: str = ""

    @property
    def units(self) -> set[str]:
        return {unit for _, _, unit, _ in self.rows if unit}


@dataclass
class Sheet:
    """A filled form, open in openpyxl, with the places that an edit needs."""

    unit: str
    book: Any
    ws: Any
    head: int
    columns: dict[str, int]
    items: list[str]

    def cell(self, header: str, row: int = 0) -> Any:
        return self.ws.cell(self.head + 1 + row, self.columns[header])

    def row(self, row: int) -> list[Any]:
        return [self.ws.cell(self.head + 1 + row, column).value for column in range(1, max(self.columns.values()) + 1)]

    def put_row(self, row: int, values: list[Any]) -> None:
        for column, value in enumerate(values, start=1):
            self.ws.cell(self.head + 1 + row, column).value = value

    def bytes(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


class Desk:
    """Issued forms of the period, and the answers that units give."""

    def __init__(self, issued: Path) -> None:
        self.issued = issued

    def blank(self, unit: str, period: str = PERIOD) -> bytes:
        return (self.issued / period / "下发" / f"附件2-{unit}.xlsx").read_bytes()

    def sheet(self, unit: str, period: str = PERIOD) -> Sheet:
        book = load_workbook(BytesIO(self.blank(unit, period)))
        ws = book.worksheets[0]
        head = next(c.row for row in ws.iter_rows() for c in row if str(c.value).startswith("办理状态"))
        columns = {str(c.value).rstrip("*"): c.column for c in ws[head] if c.value}
        stamps = [str(ws.cell(r, columns["编号"]).value or "") for r in range(head + 1, ws.max_row + 1)]
        items = [f"{int(s[1:3])}-{int(s[3:5])}" for s in stamps if "@" in s]
        found = Sheet(unit=unit, book=book, ws=ws, head=head, columns=columns, items=items)
        for place, item in enumerate(items):
            for header, value in answers(unit, item).items():
                found.cell(header, place).value = value
        return found

    def filled(self, unit: str, *edits: Edit, period: str = PERIOD) -> bytes:
        found = self.sheet(unit, period)
        for edit in edits:
            edit(found)
        return found.bytes()

    def told(self, unit: str, *, but: tuple[str, ...] = ()) -> dict[str, dict[str, str]]:
        """Return what the unit's form says, as the case's expected answers."""
        items = self.sheet(unit).items
        return {unit: {item: str(answers(unit, item)["进展情况"]) for item in items if item not in but}}


def answers(unit: str, item: str) -> dict[str, object]:
    return {
        "办理状态": "正在实施",
        "完成比例": 0.32,
        "进展情况": OWN.get((item, unit), PROGRESS[item])[0],
        "存在问题": TROUBLE[0],
        "下一步工作计划": NEXT[0],
        "预计完成时间": date(2022, 9, 30),
    }


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")

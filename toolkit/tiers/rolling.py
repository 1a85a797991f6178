"""Several rows from below → one answer of ours: what a county's 明细 comes to for one of our items. Pure.

Only rows that count below (合格, 提示, 前期已完成) carry figures; of rows that do not, only their number is told. A share is
the mean over the tasks at the very bottom, so that it is the same at every tier.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from toolkit.nouns.cells import Cell, CellKind, Value
from toolkit.nouns.fields import Field, Form, Type
from toolkit.nouns.submission import Slot
from toolkit.tiers.book_tables import CELLS, FILE, LIGHT, SHEET, UNIT, BookTable, TableRow, done, headed
from toolkit.values.meaning import DONE, PERCENT, RUNNING, STATUS, TROUBLE, says_none
from toolkit.values.names import split_names
from toolkit.values.texts import rounded

TASKS, FINISHED_TASKS, BEHIND_TASKS, SILENT_TASKS, BELOW = "任务数", "已完成任务", "滞后任务", "未报任务", "下级来源"
DERIVED = frozenset({TASKS, FINISHED_TASKS, BEHIND_TASKS, SILENT_TASKS, BELOW})
"""KEYs that no book below need ask: they are counted from its rows. Where it has them, it is itself rolled up."""
_LONGEST = 32_000


def rolled(form: Form, table: BookTable, rows: Sequence[TableRow], synonyms: Mapping[str, str]) -> dict[str, Slot]:
    """Return KEY → slot for every asked field that the book can answer, from the rows of one of our items."""
    heads = {field.key: header_of(table, field, synonyms) for field in form.asked}
    totals = {}
    for field in form.asked:
        header = heads[field.key]
        slot = _counted(field.key, table, rows, heads) if field.key in DERIVED else _asked(field, header, rows, table)
        if slot is not None:
            totals[field.key] = slot
    return totals


def header_of(table: BookTable, field: Field, synonyms: Mapping[str, str]) -> str:
    """Return the header under which the book answers a field of ours; "" = nowhere."""
    return headed(table, (field.header, field.key, *split_names(synonyms.get(f"同义词.{field.key}", ""))))


def _asked(field: Field, header: str, rows: Sequence[TableRow], table: BookTable) -> Slot | None:
    if not header:
        return None
    counting = [row for row in rows if row.counted] or list(rows)
    places = "、".join(row.at(header) for row in counting)
    cells = [(row, cell) for row in counting if (cell := row.cell(header)) is not None]
    if len(rows) == 1:
        return Slot(address=places, cell=cells[0][1] if cells else None)
    how = _HOW.get(field.type, _texts)
    value = _status(field, rows, header) if field.key == STATUS else how(field, cells, table)
    if value is None:
        return Slot(address=places, cell=None)
    return Slot(address=places, cell=_cell(counting[0], header, value, field))


def _cell(row: TableRow, header: str, value: Value, field: Field) -> Cell:
    kind = CellKind.NUMBER if isinstance(value, Decimal) else CellKind.DATE if isinstance(value, date) else CellKind.TEXT
    column = row.columns.get(header, 1)
    shown = "0.00%" if field.type is Type.PERCENT else ""
    return Cell(row=row.row, column=column, kind=kind, value=value, number_format=shown)


_Cells = Sequence[tuple[TableRow, Cell]]


def _status(field: Field, rows: Sequence[TableRow], header: str) -> str | None:
    """Return the least advanced status; an item of which a part is silent is not finished."""
    said = [row.text(header) for row in rows if row.counted]
    order = {choice: place for place, choice in enumerate(field.choices)}
    least = min((word for word in said if word), key=lambda word: order.get(word, -1), default=None)
    silent = any(not row.counted for row in rows)
    return RUNNING if silent and least == DONE else least


def _mean(_field: Field, cells: _Cells, table: BookTable) -> Value:
    """Return the mean over the tasks at the bottom."""
    weighed = [(cell.value, _weight(row, table)) for row, cell in cells if isinstance(cell.value, Decimal)]
    whole = sum((weight for _, weight in weighed), Decimal(0))
    return rounded(sum((value * weight for value, weight in weighed), Decimal(0)) / whole, 12) if whole else None


def _weight(row: TableRow, table: BookTable) -> Decimal:
    header = headed(table, (TASKS,))
    silent = headed(table, (SILENT_TASKS,))
    tasks = row.number(header) if header else None
    return Decimal(1) if tasks is None else max(tasks - (row.number(silent) or Decimal(0)), Decimal(0))


def _total(_field: Field, cells: _Cells, _table: BookTable) -> Value:
    numbers = [cell.value for _, cell in cells if isinstance(cell.value, Decimal)]
    return sum(numbers, Decimal(0)) if numbers else None


def _latest(field: Field, cells: _Cells, table: BookTable) -> Value:
    days = [cell.value for _, cell in cells if isinstance(cell.value, date)]
    plain = [day.date() if isinstance(day, datetime) else day for day in days]
    return max(plain) if plain else _texts(field, cells, table)


def _texts(field: Field, cells: _Cells, _table: BookTable) -> Value:
    """Return what each said, under its name; one 无 for all where nobody names a problem."""
    told = [(row.text(UNIT), str(cell.value).strip()) for row, cell in cells if cell.value is not None]
    if field.key == TROUBLE:
        told = [(unit, text) for unit, text in told if not says_none(text)] or told[:1]
    if len({text for _, text in told}) == 1:
        return told[0][1]
    return "\n".join(f"{unit}：{text}" for unit, text in told)[:_LONGEST] or None


def _choice(_field: Field, cells: _Cells, _table: BookTable) -> Value:
    return str(cells[0][1].value) if cells else None


_HOW: Mapping[Type, Callable[[Field, _Cells, BookTable], Value]] = {
    Type.PERCENT: _mean, Type.NUMBER: _total, Type.WHOLE: _total, Type.DATE: _latest, Type.TEXT: _texts, Type.CHOICE: _choice,
}  # fmt: skip


def _counted(key: str, table: BookTable, rows: Sequence[TableRow], heads: Mapping[str, str]) -> Slot | None:
    """Return a count over the rows, or over what the rows themselves count; of 下级来源 what they come from."""
    header = heads[key] if key != BELOW else ""
    places = "、".join(row.at(header or UNIT) for row in rows)
    if key == BELOW:
        text = "\n".join(filter(None, (_source(row) for row in rows)))
        cell = Cell(row=rows[0].row, column=rows[0].columns.get(FILE, 1), kind=CellKind.TEXT, value=text[:_LONGEST])
        return Slot(address="、".join(filter(None, (row.at(FILE) for row in rows))), cell=cell if text else None)
    count = sum((_count(key, row, header, table) for row in rows), Decimal(0))
    return Slot(address=places, cell=Cell(row=rows[0].row, column=1, kind=CellKind.NUMBER, value=count))


def _count(key: str, row: TableRow, header: str, table: BookTable) -> Decimal:
    below = row.number(header) if header else None
    if below is not None and (row.counted or key == TASKS):
        return below
    if key == SILENT_TASKS:
        return Decimal(0 if row.counted else 1)
    if key == FINISHED_TASKS:
        return Decimal(done(row, headed(table, (STATUS,)), headed(table, (PERCENT,))))
    if key == BEHIND_TASKS:
        return Decimal(row.counted and row.text(LIGHT) in {"黄", "红"})
    return Decimal(1)


def _source(row: TableRow) -> str:
    """Return the unit below, and file, sheet and cells as its own book names them."""
    if not row.text(FILE):
        return f"{row.text(UNIT)}：未报"
    return f"{row.text(UNIT)}：{row.text(FILE)}·{row.text(SHEET)}·{row.text(CELLS)}"

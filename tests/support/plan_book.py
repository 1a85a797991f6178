"""The shipped 附件1.xlsx, with a clerk's edits drawn into it."""

import functools
from collections.abc import Callable
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from toolkit.plan.draft import shipped_draft
from toolkit.plan.model import Plan
from toolkit.plan.opening import values_of
from toolkit.plan.read import plan_of, read_plan
from toolkit.plan.write import write_plan

Edit = Callable[[Workbook], Any]


@functools.cache
def shipped_bytes() -> bytes:
    return write_plan(shipped_draft())


@functools.cache
def shipped_plan() -> Plan:
    return read_plan(shipped_bytes())


def opened(*edits: Edit) -> Workbook:
    """Return the shipped workbook, open, with edits in it."""
    book = load_workbook(BytesIO(shipped_bytes()))
    for edit in edits:
        edit(book)
    return book


def edited(*edits: Edit) -> bytes:
    """Return the shipped workbook after edits as openpyxl saves it."""
    out = BytesIO()
    opened(*edits).save(out)
    return out.getvalue()


def plan_after(*edits: Edit) -> Plan:
    return plan_of(values_of(opened(*edits)))


def put(sheet: str, cell: str, value: Any) -> Edit:
    """Write into one cell; merges over it are taken apart, as a clerk does before typing."""

    def edit(book: Workbook) -> None:
        page = book[sheet]
        for merge in list(page.merged_cells.ranges):
            if cell in merge and cell != merge.start_cell.coordinate:
                page.unmerge_cells(merge.coord)
        page[cell] = value

    return edit


def row(sheet: str, number: int, *values: Any) -> Edit:
    """Write a row from its first column on."""

    def edit(book: Workbook) -> None:
        for column, value in enumerate(values, start=1):
            book[sheet].cell(number, column).value = value

    return edit


def setting(name: str, value: Any) -> Edit:
    return lambda book: _setting(book, name).offset(0, 1).__setattr__("value", value)


def rename_setting(name: str, to: str) -> Edit:
    return lambda book: _setting(book, name).__setattr__("value", to)


def cell_of(name: str) -> str:
    """Return the cell of a setting's value in the shipped book."""
    return _setting(load_workbook(BytesIO(shipped_bytes())), name).offset(0, 1).coordinate


def _setting(book: Workbook, name: str) -> Any:
    return next(cells[0] for cells in book["设置"].iter_rows() if cells[0].value == name)


def table(rows: list[tuple[Any, ...]], heads: tuple[str, ...] = ("序号", "立项名称", "实事内容", "承办单位")) -> Edit:
    """Replace sheet 附件1 by a small table, header in row 1."""

    def edit(book: Workbook) -> None:
        place = book.sheetnames.index("附件1")
        del book["附件1"]
        page = book.create_sheet("附件1", place)
        page.append(heads)
        for values in rows:
            page.append(values)

    return edit

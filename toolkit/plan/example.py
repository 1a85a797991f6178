"""Tell whether an 附件1 is still the one that came with the program. Pure."""

from io import BytesIO

from toolkit.nouns.errors import ToolkitError
from toolkit.plan.opening import plan_sheets
from toolkit.plan.sheets import fold

_OWN = "任务号"
"""Laid down anew in every workspace."""


def same_plan(data: bytes, shipped: bytes) -> bool:
    """Tell whether every cell says what the shipped one says, the job's own number aside."""
    if data == shipped:
        return True
    try:
        return _cells(data) == _cells(shipped)
    except ToolkitError:
        return False


def with_job(shipped: bytes, job: str) -> bytes:
    """Return a shipped 附件1 under a 任务号 of its own."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(shipped))
    for row in book["设置"].iter_rows(max_col=2):
        if fold(row[0].value) == _OWN:
            row[1].value = job
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(data: bytes) -> dict[tuple[str, int, int], str]:
    cells = {}
    for sheet in plan_sheets(data, "附件1.xlsx"):
        own = {row for (row, column), value in sheet.values.items() if column == 1 and fold(value) == _OWN}
        for (row, column), value in sheet.values.items():
            if row not in own:
                cells[sheet.title, row, column] = str(value)
    return cells

"""Issue forms: the splice beside the loop a colleague writes (openpyxl load + fill + save), interleaved.

    python benchmarks/generate.py [FORMS] [RUNS]

Baseline: openpyxl.load_workbook + fill every placeholder + save, once a unit. Read the ratio, not the milliseconds.
"""

import io
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from toolkit.form.read import read_form
from toolkit.generate import Press
from toolkit.plan.model import Item, Period, Plan, Unit
from toolkit.plan.settings import Settings

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "附件2.xlsx"
UNIT = Unit(name="黄冕镇", full_name="黄冕镇人民政府", category="乡镇")
PERIOD = Period(id="2022-04", name="2022年第1期（4月）", deadline=date(2022, 4, 5), data_as_of=date(2022, 3, 31))
SETTINGS = {"县名": "鹿寨县", "年度": "2022", "督查室": "县政府督查室", "邮箱": "a@b.cn", "电话": "0772-0000000"}


def items(count: int) -> tuple[Item, ...]:
    return tuple(
        Item(
            id=f"{n}-1",
            number=str(n),
            project="便民服务提升工程",
            content="在黄冕镇、江口乡、导江乡、鹿寨镇建设洗衣码头40个，改善群众生产生活条件。",
            hosts=("黄冕镇", "江口乡", "导江乡", "鹿寨镇"),
            due=date(2022, 10, 31),
        )
        for n in range(1, count + 1)
    )


def by_openpyxl(data: bytes, asked: tuple[Item, ...]) -> bytes:
    book = load_workbook(io.BytesIO(data))
    sheet = book["附件2"]
    sheet["A3"] = f"填报单位（盖章）：{UNIT.name}"
    for block in [b for b in sheet.merged_cells.ranges if b.min_row > 5]:
        sheet.unmerge_cells(str(block))
    if len(asked) > 1:
        sheet.insert_rows(6, len(asked) - 1)
    for row, item in enumerate(asked, start=5):
        values = (item.number, item.project, item.content, "、".join(item.hosts))
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def seconds(work: Callable[[], object], times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times


def main(forms: int, runs: int) -> None:
    data = TEMPLATE.read_bytes()
    press = Press(data, read_form(data), Plan(title="", settings=Settings(SETTINGS), items=(), units=(), periods=()))
    for count in (1, 3, 20):
        asked = items(count)
        press.issue(UNIT, PERIOD, asked, {})  # the layout for this many rows is laid out once
        ours, theirs = [], []
        for _ in range(runs):
            ours.append(seconds(lambda asked=asked: press.issue(UNIT, PERIOD, asked, {}), forms))
            theirs.append(seconds(lambda asked=asked: by_openpyxl(data, asked), max(3, forms // 50)))
        own, other = statistics.median(ours) * 1000, statistics.median(theirs) * 1000
        size = len(press.issue(UNIT, PERIOD, asked, {}))
        print(f"{count:>2} rows: splice {own:6.2f} ms  openpyxl {other:6.1f} ms  ratio {other / own:5.0f}  {size} bytes")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, int(sys.argv[2]) if len(sys.argv) > 2 else 5)

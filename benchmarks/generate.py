"""Issue forms: the splice beside the loop a colleague writes (openpyxl load + fill + save), interleaved.

    python -m benchmarks generate [FORMS] [RUNS]
    python -m benchmarks generate command [UNITS] [RUNS]

Baseline: openpyxl.load_workbook + fill every placeholder + save, once a unit; beside the floor: the template's members copied and one
part deflated. `own`: every form has items that no form had before. `command`: `duban generate` in a fresh workspace, two items a unit,
start, plan, records and syncs included, wall and processor seconds, against that loop writing the same number of files. Read the ratios.
"""

import io
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.commands import Spent, duban, spent
from benchmarks.workload import ISSUED, lay_down
from toolkit.form.read import read_form
from toolkit.generate import Press
from toolkit.ooxml.package import Package
from toolkit.ooxml.packing import copied, pack, write
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


def floor_of(data: bytes, form: bytes) -> Callable[[], bytes]:
    sheet = "xl/worksheets/sheet1.xml"
    members, xml = copied(Package(data)), zipfile.ZipFile(io.BytesIO(form)).read(sheet)
    return lambda: write((members | {sheet: pack(sheet, xml)}).values())


def unseen(count: int) -> Iterator[tuple[Item, ...]]:
    number = 0
    while True:
        number += 1
        yield tuple(replace(i, content=f"第{number}批：{i.content}", project=f"{i.project}之{number}") for i in items(count))


def press_alone(forms: int, runs: int) -> None:
    data = TEMPLATE.read_bytes()
    press = Press(data, read_form(data), Plan(title="", settings=Settings(SETTINGS), items=(), units=(), periods=()))
    for count in (1, 3, 20):
        asked, fresh = items(count), unseen(count)
        form = press.issue(UNIT, PERIOD, asked, {})  # the layout for this many rows is laid out once
        least = floor_of(data, form)
        ours, own, theirs, floors = [], [], [], []
        for _ in range(runs):
            ours.append(seconds(lambda asked=asked: press.issue(UNIT, PERIOD, asked, {}), forms))
            batch = iter([next(fresh) for _ in range(forms)])
            own.append(seconds(lambda batch=batch: press.issue(UNIT, PERIOD, next(batch), {}), forms))
            theirs.append(seconds(lambda asked=asked: by_openpyxl(data, asked), max(3, forms // 50)))
            floors.append(seconds(least, forms))
        splice, first, other, bottom = (statistics.median(times) * 1000 for times in (ours, own, theirs, floors))
        print(
            f"{count:>2} rows: splice {splice:5.2f} ms, own {first:5.2f}; openpyxl {other:5.1f} ms = {other / splice:4.0f} x, own "
            f"{other / first:4.0f} x; floor {bottom:5.2f} ms, {splice / bottom:3.1f} of it; {len(form)} bytes"
        )


def whole_command(units: int, runs: int) -> None:
    data = TEMPLATE.read_bytes()
    ours: list[Spent] = []
    theirs: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for run in range(runs):
            root = lay_down(Path(folder) / str(run), units)
            ours.append(spent(*duban("generate", root, ISSUED)))
            count, wall, processor = max(3, units // 20), time.perf_counter(), time.process_time()
            for number in range(count):
                (Path(folder) / f"{run}-{number}.xlsx").write_bytes(by_openpyxl(data, items(2)))
            theirs.append(((time.perf_counter() - wall) / count, (time.process_time() - processor) / count))
    for what, own, other in (
        ("wall", [one.wall / units for one in ours], [wall for wall, _ in theirs]),
        ("processor", [one.processor / units for one in ours], [processor for _, processor in theirs]),
    ):
        mine, loop = statistics.median(own) * 1000, statistics.median(other) * 1000
        print(f"{units} units, {what}: the command {mine:5.2f} ms a form, openpyxl {loop:5.1f} ms = {loop / mine:4.1f} x")
    print(f"largest process {max(one.memory for one in ours):.0f} MB")


def main(arguments: list[str]) -> None:
    numbers = [int(one) for one in arguments if one.isdecimal()]
    if "command" in arguments:
        whole_command(*(numbers + [1000, 3][len(numbers) :]))
    else:
        press_alone(*(numbers + [200, 5][len(numbers) :]))


if __name__ == "__main__":
    main(sys.argv[1:])

"""How long one return takes to read: read_book beside pandas and calamine, interleaved. Look at the ratios.

python benchmarks/read.py [ROUNDS]
"""

import io
import statistics
import sys
import time
import warnings
from collections.abc import Callable

import pandas
import xlsxwriter
from python_calamine import CalamineWorkbook

from toolkit.intake.sheets import read_book
from toolkit.nouns.limits import Limits

EACH = 20


def form(rows: int) -> bytes:
    """Return a filled form of 12 columns, its text stored as office programs store it."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = workbook.add_worksheet("附件2")
    percent = workbook.add_format({"num_format": "0%"})
    sheet.merge_range("A1:L1", "鹿寨县2022年县级为民办实事项目目标任务进展情况表")
    for row in range(2, 2 + rows):
        for column in range(12):
            if column == 6:
                sheet.write_number(row, column, row / 100, percent)
            else:
                sheet.write_string(row, column, f"已完成第{row}标段路面硬化{column}公里，正在组织验收")
    workbook.close()
    return buffer.getvalue()


def calamine(data: bytes) -> None:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        sheet.to_python(skip_empty_area=False)
        _ = sheet.merged_cell_ranges


def main(rounds: int) -> None:
    limits = Limits()
    for rows in (5, 20):
        data = form(rows)
        readers: dict[str, Callable[[], object]] = {
            "pandas.read_excel (openpyxl)": lambda data=data: pandas.read_excel(io.BytesIO(data), engine="openpyxl"),
            "read_book": lambda data=data: read_book(data, "附件2.xlsx", limits),
            "calamine, values and merges only": lambda data=data: calamine(data),
        }
        spent: dict[str, list[float]] = {name: [] for name in readers}
        for _ in range(rounds):
            for name, read in readers.items():
                start = time.perf_counter()
                for _ in range(EACH):
                    read()
                spent[name].append((time.perf_counter() - start) / EACH * 1000)
        base = statistics.median(spent["pandas.read_excel (openpyxl)"])
        print(f"{rows} rows x 12 columns, {len(data)} bytes")
        for name, times in spent.items():
            median = statistics.median(times)
            print(f"  {name:34} {median:6.2f} ms   x {base / median:5.1f}")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)

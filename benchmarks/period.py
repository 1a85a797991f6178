"""A period of 18 units (18 sheets, 18 scans) in one `run`, against what a clerk's pandas script would do with the same sheets.

Usage: python benchmarks/period.py [ROUNDS]. Interleaved in one process, each `run` on a fresh copy of the same workspace; the ratio
says how much the evidence, the checks and the letters cost over merely stacking the tables.
"""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd

from toolkit.pipeline import demo_returns as returns
from toolkit.pipeline.demo_returns import DemoUnit
from toolkit.pipeline.issue import generate
from toolkit.pipeline.main_job import RunResult, run
from toolkit.pipeline.office import Office, open_office
from toolkit.workspace import init

PERIOD = "2022-04"


def silent(_what: str, _done: int, _total: int) -> None:
    return


def at(folder: Path, moment: str) -> Office:
    return open_office(folder, lambda zone: datetime.fromisoformat(moment).replace(tzinfo=zone))


def prepared(folder: Path) -> Path:
    init(folder)
    office = at(folder, "2022-03-25T09:00")
    made = generate(office, PERIOD, (), dry_run=False, tell=silent)
    desk = DemoUnit(issued=office.workspace.issued(PERIOD), inbox=office.workspace.inbox, period=PERIOD)
    for unit in made.units:
        desk.drop(f"附件2-{unit}.xlsx", desk.filled(unit), "2022-04-02T15:20")
        desk.drop(f"附件2-{unit}-盖章版.pdf", returns.scan(unit, PERIOD), "2022-04-02T15:20")
    return folder


def ours(folder: Path) -> RunResult:
    return run(at(folder, "2022-04-08T09:00"), PERIOD, received=None, dry_run=False, tell=silent)


def baseline(folder: Path) -> None:
    """Stack the first sheets below their headings and write one workbook: no checks, no evidence, no letters."""
    frames = [
        pd.read_excel(path, header=3, dtype=object, engine="openpyxl") for path in sorted((folder / "inbox").glob("附件2-*.xlsx"))
    ]
    pd.concat(frames).to_excel(folder / "baseline.xlsx", index=False)


def spent(job: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = job()
    return time.perf_counter() - start, result


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        first = prepared(Path(place) / "first")
        mine, theirs = [], []
        for number in range(rounds):
            copy = Path(place) / f"copy{number}"
            shutil.copytree(first, copy)
            theirs.append(spent(lambda c=copy: baseline(c))[0])
            seconds, result = spent(lambda c=copy: ours(c))
            mine.append(seconds)
        assert isinstance(result, RunResult)
        print("，".join(f"{what} {lap:.2f} s" for what, lap in result.seconds))
        print(
            f"run {statistics.median(mine):.2f} s, pandas baseline {statistics.median(theirs):.2f} s: "
            f"ratio {statistics.median(mine) / statistics.median(theirs):.1f} (median of {rounds}, interleaved)"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

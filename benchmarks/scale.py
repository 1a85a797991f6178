"""The whole job at several sizes beside the loop that a colleague writes, and a floor: read the ratios, not the seconds.

    python -m benchmarks scale 20 100 1000 [--rounds 3] [--national 57000]

Baselines, interleaved with ours in the same minutes: (a) glob → pandas.read_excel → concat → to_excel; (b) `datamaps
import templates -m` where that package is installed, here or
for the Python named by DATAMAPS_PYTHON (a venv of its own); (c) the floor: read + inflate + one expat pass over the sheet.
"""

import argparse
import importlib.util
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers import expat

from benchmarks.workload import JUDGED, LATE, LATER, PERIOD, Shares, at, drop, fill, filled, issue, lay_down, silent
from toolkit.pipeline.main_job import RunResult, run
from toolkit.pipeline.status import status

DATAMAPS = os.environ.get("DATAMAPS_PYTHON") or (sys.executable if importlib.util.find_spec("datamaps") else "")
"""The Python that has datamaps installed: a venv of its own keeps its old libraries out of ours."""
NATIONAL = Shares(missing=0.03, late=0.10, mistaken=0.08, mailed=0.15, zipped=0.05)
"""What share of the returns of a national run is missing, late, sent back, inside a mail, inside an archive."""


MANY = 2_000
"""Sizes beyond this are measured once."""


def spent(job: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = job()
    return time.perf_counter() - start, result


def by_pandas(root: Path) -> None:
    import pandas

    frames = [
        pandas.read_excel(path, header=3, dtype=object, engine="openpyxl")
        for path in sorted((root / "inbox").rglob("附件2-*.xlsx"))
    ]
    pandas.concat(frames).to_excel(root / "baseline.xlsx", index=False)


def by_floor(root: Path) -> None:
    for path in sorted((root / "inbox").rglob("附件2-*.xlsx")):
        with zipfile.ZipFile(path) as package:
            expat.ParserCreate().Parse(package.read("xl/worksheets/sheet1.xml"), True)


def by_datamaps(root: Path) -> None:
    """Let datamaps collect the same cells: one datamap line a cell of the first answer row. Its folders hang on HOME."""
    home = root / "datamaps"
    books, target = (home / "Documents" / "datamaps" / name for name in ("input", "output"))
    target.mkdir(parents=True, exist_ok=True)
    books.mkdir(exist_ok=True)
    for path in (root / "inbox").rglob("附件2-*.xlsx"):
        os.link(path, books / path.name)
    lines = [f"answer{column},附件2,{column}5,TEXT" for column in "CFGHIJK"]
    (root / "datamap.csv").write_text("\n".join(("key,sheet,cellref,type", *lines)) + "\n", encoding="utf-8")
    command = [
        DATAMAPS,
        "-c",
        "from datamaps.main import cli; cli()",
        "import",
        "templates",
        "-m",
        "-d",
        str(root / "datamap.csv"),
    ]
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(command, check=True, capture_output=True, env={**clean, "HOME": str(home), "USERPROFILE": str(home)})
    if not list(target.iterdir()):
        raise RuntimeError("datamaps made no master")


@contextmanager
def workspace(units: int, shares: Shares | None = None) -> Iterator[tuple[Path, float]]:
    """Yield a job ready to be collected, and the seconds that issuing its forms took."""
    with tempfile.TemporaryDirectory() as place:
        root = lay_down(Path(place) / "w", units)
        issuing, _ = spent(lambda: issue(root))
        fill(root, shares)
        yield root, issuing


def ours(root: Path, moment: str) -> RunResult:
    return run(at(root, moment), PERIOD, received=None, dry_run=False, tell=silent)


def measured(units: int, rounds: int) -> dict[str, float]:
    """Return seconds by what was done, medians of interleaved rounds."""
    times: dict[str, list[float]] = {}

    def note(what: str, seconds: float) -> None:
        times.setdefault(what, []).append(seconds)

    with workspace(units) as (first, issuing):
        note("issue", issuing)
        for number in range(rounds):
            copy = first.with_name(f"copy{number}")
            shutil.copytree(first, copy)
            note("pandas", spent(lambda c=copy: by_pandas(c))[0])
            note("floor", spent(lambda c=copy: by_floor(c))[0])
            if DATAMAPS:
                note("datamaps", spent(lambda c=copy: by_datamaps(c))[0])
            seconds, result = spent(lambda c=copy: ours(c, JUDGED))
            note("run", seconds)
            assert isinstance(result, RunResult)
            for stage, lap in result.seconds:
                note(f"  {stage}", lap)
            note("again, same moment", spent(lambda c=copy: ours(c, JUDGED))[0])
            note("again, next day", spent(lambda c=copy: ours(c, LATER))[0])
            note("status", spent(lambda c=copy: status(at(c, JUDGED), PERIOD, year=False))[0])
            shutil.rmtree(copy)
    return {what: statistics.median(found) for what, found in times.items()}


def table(sizes: list[int], rounds: int) -> None:
    found = {units: measured(units, rounds if units <= MANY else 1) for units in sizes}
    rows = list(dict.fromkeys(what for one in found.values() for what in one))
    print("milliseconds a unit".ljust(26), *(f"{units:>10}" for units in sizes))
    for what in rows:
        cells = (f"{found[units].get(what, 0) / units * 1000:10.2f}" for units in sizes)
        print(what.ljust(26), *cells)
    for what, base in (
        ("run", "pandas"),
        ("run", "datamaps"),
        ("run", "floor"),
        ("again, same moment", "run"),
        ("again, next day", "run"),
    ):
        if any(base not in found[units] for units in sizes):
            continue
        cells = (f"{found[units][what] / found[units][base]:10.2f}" for units in sizes)
        print(f"{what} / {base}".ljust(26), *cells)


def national(units: int) -> None:
    """Runs over a hundredth, a tenth and all of a country's returns: throughput, memory, outcomes, and what a unit costs."""
    print(f"shares: {NATIONAL}")
    curve: dict[int, float] = {}
    for size in sorted({max(20, units // 100), max(20, units // 10), units}):
        curve[size] = one_country(size)
    least = curve[min(curve)]
    print("units".ljust(26), *(f"{size:>10}" for size in curve))
    print("run, ms a unit".ljust(26), *(f"{cost:10.2f}" for cost in curve.values()))
    print("to the smallest".ljust(26), *(f"{cost / least:10.2f}" for cost in curve.values()))


def one_country(units: int) -> float:
    """Run over so many units' returns and print what came of it; return the milliseconds a unit."""
    with workspace(units, NATIONAL) as (root, issuing):
        arrived = sum(path.is_file() and path.suffix in {".xlsx", ".eml", ".zip"} for path in (root / "inbox").rglob("附件2-*"))
        seconds, result = spent(lambda: ours(root, JUDGED))
        assert isinstance(result, RunResult)
        rows = Counter(row.outcome.value for row in result.collected.rows)
        states = Counter({state.value: count for state, count in result.counts.items()})
        assert states.total() == units, "each unit is in one state"
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{units} units, {arrived} files: issued in {issuing:.1f} s, run in {seconds:.1f} s, {arrived / seconds:.0f} files a second"
        )
        print(f"  peak memory {peak} MB; stages: " + ", ".join(f"{what} {lap:.1f} s" for what, lap in result.seconds))
        print(f"  outcomes: {told(rows)}")
        print(f"  units: {told(states)}")
        again, _ = spent(lambda: ours(root, JUDGED))
        print(f"  again with nothing new: {again:.1f} s, {again / seconds:.1%} of the first")
        form = next(iter(sorted((root / "outbox" / PERIOD / "下发").glob("附件2-*.xlsx"))))
        drop(root / "inbox" / form.name, filled(form.read_bytes(), units, wrong=False), LATE)
        late, _ = spent(lambda: ours(root, LATER))
        print(f"  one late sheet: {late:.1f} s, {late / seconds:.1%} of the first")
        return seconds / units * 1000


def told(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) + f"; together {counts.total()}"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks scale", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[20, 100])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--national", type=int, default=0, metavar="UNITS")
    asked = parser.parse_args(arguments)
    if asked.national:
        national(asked.national)
    else:
        table(asked.sizes, asked.rounds)

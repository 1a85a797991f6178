"""What each step costs in processor time of all its processes, workers included, each step a cold start: read the ratios.

    python -m benchmarks processor 20 100 1000 [--rounds 1]

Steps are taken in turns with the loop that a colleague writes. A machine that does other things beside makes every
figure larger, and all of them alike; wall seconds would say more of the others than of us.
"""

import argparse
import ctypes
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.workload import JUDGED, LATE, LATER, PERIOD, drop, fill, filled, issue, lay_down

PANDAS = "the loop"
AFTER_LATER = "2022-04-10T09:00"
_ADOPT = 36
"""prctl: orphans of our children become ours, so that what workers cost is counted when their server ends."""


def steps(root: Path) -> dict[str, tuple[str, ...]]:
    """Return what is measured, in order, and the command that does it."""

    def duban(command: str, moment: str) -> tuple[str, ...]:
        return ("-m", "toolkit", command, PERIOD, "--as-of", moment, "-w", str(root))

    return {
        PANDAS: ("-c", f"from pathlib import Path; from benchmarks.scale import by_pandas; by_pandas(Path({str(root)!r}))"),
        "run": duban("run", JUDGED),
        "again, same moment": duban("run", JUDGED),
        "one late sheet": duban("run", LATER),
        "next day": duban("run", AFTER_LATER),
        "status": duban("status", AFTER_LATER),
    }


def adopt() -> None:
    """Have the cost of our children's orphans counted too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)


def cost(*words: str) -> float:
    """Return the processor seconds of a Python process and of all that it starts."""
    return timed(*words)[1]


def timed(*words: str) -> tuple[float, float]:
    """Return the wall seconds of a Python process, and the processor seconds of it and of all that it starts."""
    before, start = _spent(), time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return wall, _spent() - before


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def late(root: Path, number: int) -> None:
    """Let one unit send its sheet once more, otherwise filled in."""
    forms = sorted((root / "outbox" / PERIOD / "下发").glob("附件2-*.xlsx"))
    form = forms[len(forms) // 2]
    drop(root / "inbox" / form.name, filled(form.read_bytes(), number, wrong=False), LATE)


def measured(units: int, rounds: int) -> dict[str, float]:
    """Return processor seconds by step, medians of the rounds."""
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as place:
        first = lay_down(Path(place) / "w", units)
        issue(first)
        fill(first)
        for number in range(rounds):
            copy = first.with_name(f"copy{number}")
            shutil.copytree(first, copy)
            for what, words in steps(copy).items():
                if what == "one late sheet":
                    late(copy, 7 * units)
                times.setdefault(what, []).append(cost(*words))
            shutil.rmtree(copy)
    return {what: statistics.median(found) for what, found in times.items()}


def table(sizes: list[int], rounds: int) -> None:
    adopt()
    found = {units: measured(units, rounds) for units in sizes}
    print("processor seconds".ljust(26), *(f"{units:>10}" for units in sizes))
    for what in next(iter(found.values()), {}):
        print(what.ljust(26), *(f"{found[units][what]:10.2f}" for units in sizes))
    print("run / the loop".ljust(26), *(f"{one['run'] / one[PANDAS]:10.2f}" for one in found.values()))
    for what in ("again, same moment", "one late sheet", "next day"):
        print(f"{what} / run".ljust(26), *(f"{one[what] / one['run']:10.1%}" for one in found.values()))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks processor", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[20, 100])
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args(arguments)
    table(asked.sizes, asked.rounds)

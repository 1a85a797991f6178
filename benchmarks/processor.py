"""What each step costs in processor time of all its processes, workers included, each step a cold start: read the ratios.

    python -m benchmarks processor 20 100 1000 [--rounds 1]

Steps are taken in turns with the loop that a colleague writes. A machine that does other things beside makes every
figure larger, and all of them alike; wall seconds would say more of the others than of us.
"""

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from benchmarks.commands import adopt, duban, spent
from benchmarks.workload import JUDGED, LATE, LATER, PERIOD, drop, fill, filled, issue, lay_down

PANDAS = "the loop"
AFTER_LATER = "2022-04-10T09:00"


def steps(root: Path) -> dict[str, tuple[str, ...]]:
    """Return what is measured, in order, and the command that does it."""
    return {
        PANDAS: ("-m", "benchmarks.baselines", "pandas", str(root)),
        "run": duban("run", root, JUDGED),
        "again, same moment": duban("run", root, JUDGED),
        "one late sheet": duban("run", root, LATER),
        "next day": duban("run", root, AFTER_LATER),
        "status": duban("status", root, AFTER_LATER),
    }


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
                times.setdefault(what, []).append(spent(*words).processor)
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

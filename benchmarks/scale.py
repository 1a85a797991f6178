"""The whole job at several sizes beside what it is held against: read the ratios, not the seconds. A quiet machine, please.

    python -m benchmarks scale 20 100 1000 10000 [--rounds 5] [--national 57000]

Each command and each baseline is a process of its own, a cold start, in turns with the others in the same minutes: wall seconds,
medians of the rounds. (a) glob → pandas.read_excel → concat → to_excel; (b) `datamaps import templates -m` where that package is
installed, here or for the Python named by DATAMAPS_PYTHON (a venv of its own); (c) the floor: read + inflate + one expat pass.
"""

import argparse
import hashlib
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.baselines import DATAMAPS
from benchmarks.commands import Spent, adopt, duban, spent, told_run
from benchmarks.generate import TEMPLATE, by_openpyxl, items
from benchmarks.processor import late
from benchmarks.workload import ISSUED, JUDGED, LATER, Shares, fill, lay_down

NATIONAL = Shares(missing=0.03, late=0.10, mistaken=0.08, mailed=0.15, zipped=0.05)
"""What share of the returns of a national run is missing, late, sent back, inside a mail, inside an archive."""
ITEMS = 2
"""What each unit is asked."""
MANY = 2_000
"""Sizes beyond this are measured once."""
WORKERS = (1, 2, 4)
"""Numbers of worker processes that are compared, byte for byte."""
COMPARED = 1_000
"""Units up to which they are."""
BASE = 1_000
"""Units at which a unit costs 1 in the cost curve, where so many are measured."""
AFTER_LATER = "2022-04-10T09:00"

PANDAS, MAPS, FLOOR, ALONE = "(a) pandas loop", "(b) datamaps", "(c) floor", "read, recognise, check"
RUN, AGAIN, LATE, NEXT_DAY, STATUS = "run", "again, same moment", "one late sheet", "the next day", "status"
ISSUING, FILLING = "generate", "openpyxl: load fill save"
_LOOPS = {PANDAS: "pandas", FLOOR: "floor", **({MAPS: "datamaps"} if DATAMAPS else {})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A ratio that is asked for."""

    what: str
    of: str
    """What it is held against."""
    faster: bool
    """Told as times faster, else as a share of the other."""
    target: str


RATIOS = (
    Share(what=RUN, of=PANDAS, faster=True, target=">= 5 at 1,000"),
    Share(what=ALONE, of=PANDAS, faster=True, target=">= 8"),
    Share(what=RUN, of=MAPS, faster=False, target=""),
    Share(what=RUN, of=FLOOR, faster=False, target=""),
    Share(what=AGAIN, of=RUN, faster=False, target="<= 5%"),
    Share(what=LATE, of=RUN, faster=False, target="<= 2% at 57,000"),
    Share(what=NEXT_DAY, of=RUN, faster=False, target=""),
    Share(what=ISSUING, of=FILLING, faster=True, target=">= 25 at 1,000"),
)


@contextmanager
def laid(units: int) -> Iterator[Path]:
    """Yield a workspace whose forms are not issued yet."""
    with tempfile.TemporaryDirectory() as place:
        yield lay_down(Path(place) / "laid", units, ITEMS)


def copied(root: Path, name: str) -> Path:
    copy = root.with_name(name)
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy)
    return copy


def by_filling(units: int) -> float:
    """Return the seconds in which openpyxl's loop would issue all forms: a few of them, extrapolated."""
    data, count = TEMPLATE.read_bytes(), max(3, min(50, units))
    with tempfile.TemporaryDirectory() as place:
        start = time.perf_counter()
        for number in range(count):
            (Path(place) / f"{number}.xlsx").write_bytes(by_openpyxl(data, items(ITEMS)))
        return (time.perf_counter() - start) / count * units


# -- sizes -----------------------------------------------------------------------------------------------------------


class Laps:
    """Seconds and memory by what was done, round by round."""

    def __init__(self) -> None:
        self._seconds: dict[str, list[float]] = {}
        self._memory: dict[str, list[float]] = {}

    def note(self, what: str, cost: Spent) -> None:
        self.seconds_of(what, cost.wall)
        self._memory.setdefault(what, []).append(cost.memory)

    def seconds_of(self, what: str, seconds: float) -> None:
        self._seconds.setdefault(what, []).append(seconds)

    @property
    def seconds(self) -> dict[str, float]:
        return {what: statistics.median(found) for what, found in self._seconds.items()}

    @property
    def memory(self) -> dict[str, float]:
        return {what: max(found) for what, found in self._memory.items()}


def measured(units: int, rounds: int) -> Laps:
    """Do everything so many times, each time on fresh copies of the same workspace."""
    laps = Laps()
    with laid(units) as blank:
        for _ in range(rounds):
            filled = copied(blank, "filled")
            laps.note(ISSUING, spent(*duban("generate", filled, ISSUED)))
            laps.seconds_of(FILLING, by_filling(units))
            fill(filled)
            one_round(filled, units, laps)
    return laps


def one_round(root: Path, units: int, laps: Laps) -> None:
    for what, loop in _LOOPS.items():
        laps.note(what, spent("-m", "benchmarks.baselines", loop, str(root)))
    laps.note(ALONE, spent("-m", "benchmarks.alone", str(root)))
    cost, told = told_run(root, JUDGED)
    laps.note(RUN, cost)
    for stage, seconds in told["seconds"]:
        laps.seconds_of(f"  {stage}", seconds)
    laps.seconds_of("  其余", cost.wall - sum(seconds for _, seconds in told["seconds"]))
    laps.note(AGAIN, spent(*duban("run", root, JUDGED)))
    late(root, 7 * units)
    laps.note(LATE, spent(*duban("run", root, LATER)))
    laps.note(NEXT_DAY, spent(*duban("run", root, AFTER_LATER)))
    laps.note(STATUS, spent(*duban("status", root, AFTER_LATER)))


def table(sizes: list[int], rounds: int) -> None:
    found = {units: measured(units, rounds if units <= MANY else 1) for units in sizes}
    if not DATAMAPS:
        print("(b) is not measured: install datamaps in a venv and name its Python by DATAMAPS_PYTHON")
    line(f"milliseconds a unit, {ITEMS} items each", sizes)
    for what in dict.fromkeys(what for laps in found.values() for what in laps.seconds):
        line(what, [f"{laps.seconds.get(what, 0) / units * 1000:.2f}" for units, laps in found.items()])
    line("ratios", sizes, "asked")
    for share in RATIOS:
        if share.of in found[sizes[0]].seconds:
            line(*ratio(share, [laps.seconds for laps in found.values()]), share.target)
    base = BASE if BASE in found else sizes[0]
    first = found[base].seconds[RUN] / base
    costs = [f"{laps.seconds[RUN] / units / first:.2f}" for units, laps in found.items()]
    line(f"run: a unit, to one at {base}", costs, "<= 1.15 at 10,000 to 1,000")
    line("MB of the largest process", sizes)
    for what in (RUN, LATE, ISSUING, PANDAS):
        line(what, [f"{laps.memory[what]:.0f}" for laps in found.values()], "<= 500 at 57,000" if what == RUN else "")


def ratio(share: Share, seconds: list[dict[str, float]]) -> tuple[str, list[str]]:
    """Return a ratio's name, and how it stands at each size."""
    if share.faster:
        return f"{share.what}, times faster than {share.of}", [f"{one[share.of] / one[share.what]:.1f} x" for one in seconds]
    shares = [one[share.what] / one[share.of] for one in seconds]
    return f"{share.what} / {share.of}", [f"{value:.1%}" if share.of == RUN else f"{value:.2f}" for value in shares]


def line(name: str, cells: "list[int] | list[str]", behind: str = "") -> None:
    wide = name.ljust(56 - sum(ord(sign) > 0x2FFF for sign in name))  # a Chinese sign takes two places
    print(wide, *(f"{cell:>10}" for cell in cells), f" {behind}".rstrip())


# -- workers ---------------------------------------------------------------------------------------------------------


def workers(units: int) -> None:
    """Run with one, two and four workers: what it costs, and whether all that is written is the same to the byte."""
    with laid(units) as blank:
        filled = copied(blank, "filled")
        spent(*duban("generate", filled, ISSUED))
        fill(filled)
        costs: list[Spent] = []
        made: list[dict[str, str]] = []
        for count in WORKERS:
            root = copied(filled, "ours")
            costs.append(spent("-m", "benchmarks.simulated", str(root), JUDGED, str(count)))
            made.append(products(root))
    line(f"{units} units: workers", list(WORKERS))
    line("run, seconds", [f"{cost.wall:.2f}" for cost in costs])
    line("processor seconds of all processes", [f"{cost.processor:.2f}" for cost in costs])
    line("MB of the largest process", [f"{cost.memory:.0f}" for cost in costs])
    line(f"{len(made[0])} files as with {WORKERS[0]}, byte for byte", ["yes" if one == made[0] else "NO" for one in made], "all")


def products(root: Path) -> dict[str, str]:
    """Return name → sha256 of all that was written for people and units, and of the originals kept."""
    folders = (root / "outbox", root / "archive" / "原件")
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


# -- a country -------------------------------------------------------------------------------------------------------


def national(units: int) -> None:
    """Runs over a hundredth, a tenth and all of a country's returns: throughput, memory, outcomes, and what a unit costs."""
    print(f"shares: {NATIONAL}")
    curve: dict[int, float] = {}
    for size in sorted({max(20, units // 100), max(20, units // 10), units}):
        curve[size] = one_country(size)
    least = curve[min(curve)]
    line("units", list(curve))
    line("run, ms a unit", [f"{cost:.2f}" for cost in curve.values()])
    line("to the smallest", [f"{cost / least:.2f}" for cost in curve.values()], "<= 1.3 at 57,000 to 1,000")


def one_country(units: int) -> float:
    """Run over so many units' returns and print what came of it; return the milliseconds a unit."""
    with laid(units) as root:
        issuing = spent(*duban("generate", root, ISSUED))
        arrived = fill(root, NATIONAL)
        cost, told = told_run(root, JUDGED)
        outcomes, states = told["outcomes"], told["states"]
        assert sum(states.values()) == units, "each unit is in one state"
        assert sum(outcomes.values()) >= arrived, "nothing that came is without an outcome"
        print(f"{units} units, {arrived} files: issued in {issuing.wall:.1f} s, {issuing.memory:.0f} MB")
        print(f"  run in {cost.wall:.1f} s, {arrived / cost.wall:.0f} files a second, {cost.processor:.1f} s of processor")
        print(
            f"  largest process {cost.memory:.0f} MB; stages: "
            + ", ".join(f"{what} {lap:.1f} s" for what, lap in told["seconds"])
        )
        print(f"  outcomes: {said(outcomes)}")
        print(f"  units: {said(states)}")
        again = spent(*duban("run", root, JUDGED))
        print(f"  again with nothing new: {again.wall:.1f} s, {again.wall / cost.wall:.1%} of the first")
        late(root, 7 * units)
        more = spent(*duban("run", root, LATER))
        print(f"  one late sheet: {more.wall:.1f} s, {more.wall / cost.wall:.1%} of the first, {more.memory:.0f} MB")
        return cost.wall / units * 1000


def said(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) + f"; together {sum(counts.values())}"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks scale", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--national", type=int, default=0, metavar="UNITS")
    asked = parser.parse_args(arguments)
    adopt()
    sizes = asked.sizes or ([] if asked.national else [20, 100])
    if sizes:
        table(sizes, asked.rounds)
        workers(max((size for size in sizes if size <= COMPARED), default=COMPARED))
    if asked.national:
        national(asked.national)

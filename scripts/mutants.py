"""Change one operator, number or keyword at a time, and see whether a test of the room notices: `pip install -e '.[dev]'` first.

    python scripts/mutants.py --count 20 --seed 1            # twenty of every room
    python scripts/mutants.py --count 40 deadlines rules     # of these rooms
    python scripts/mutants.py --only toolkit/plan/deadlines.py

The changes are cosmic-ray's. They are made in a copy of the house, never in the house itself. Left out is what cannot be
noticed: annotations, dataclass flags, `is` for `==` between members. The tests of a room are run once to see which of them
reach which function; a change is tried with those that reach it, and with `--whole` by all of the room where these notice
nothing (a value that one test computed and others were given).
"""

import argparse
import ast
import difflib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).parents[1]
HOUSE = ("toolkit", "tests", "templates", "scripts", "docs", "pyproject.toml", "README.md", "CONTRIBUTING.md")
UNNOTICEABLE = re.compile(r"NoOp|BitOr|RemoveDecorator|_Is_Eq|_Eq_Is$|IsNot_NotEq|NotEq_IsNot|_Is_LtE|_Is_GtE|IsNot_Lt|IsNot_Gt")
QUIET = re.compile(r"^\s*(@|from |import |raise |\"\"\"|def .*\) -> )")
"""Lines whose change says nothing: flags of a dataclass, signatures, sentences."""


@dataclass(frozen=True, slots=True)
class Room:
    """Modules, and the tests that speak of them."""

    name: str
    modules: str
    tests: tuple[str, ...]


ROOMS = (
    Room(
        "judge",
        "toolkit/judge/*.py",
        ("tests/judge", "tests/scans", "tests/pipeline/test_closed_whole.py", "tests/pipeline/test_desk_book.py"),
    ),
    Room("register", "toolkit/judge/register.py", ("tests/judge/test_register_status.py", "tests/judge")),
    Room("deadlines", "toolkit/plan/deadlines.py", ("tests/plan/test_deadlines.py",)),
    Room("promises", "toolkit/evidence/promises.py", ("tests/evidence/test_promises.py", "tests/evidence/test_archive_o*.py")),
    Room("recognise", "toolkit/intake/recognise/*.py", ("tests/intake/test_recognise_*.py",)),
    Room("rules", "toolkit/checks/rules/*.py", ("tests/checks", "tests/judge/test_judge_catalogue.py")),
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one module."""

    room: Room
    module: str
    line: int
    code: str
    """The whole module, changed."""


Reach = dict[str, list[str]]
"""A function (`module:first line`) → the tests that reach it."""


@dataclass(frozen=True, slots=True)
class Tried:
    mutant: Mutant
    killed: bool


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("rooms", nargs="*", help=", ".join(room.name for room in ROOMS))
    asked.add_argument("--count", type=int, default=20, help="changes tried in each room")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--minutes", type=float, default=60.0, help="start no further change after so long")
    asked.add_argument("--only", help="this module alone")
    asked.add_argument("--whole", action="store_true", help="try what goes unnoticed with all the room's tests")
    given = asked.parse_args()
    rooms = [room for room in ROOMS if not given.rooms or room.name in given.rooms]
    choice = random.Random(given.seed)
    chosen = [mutant for room in rooms for mutant in sampled(room, given.count, choice, given.only)]
    choice.shuffle(chosen)
    tried = list(outcomes(chosen, given.jobs, time.monotonic() + 60 * given.minutes, whole=given.whole))
    report(tried)
    return 0


def sampled(room: Room, count: int, choice: random.Random, only: str | None) -> list[Mutant]:
    paths = [path for path in sorted(ROOT.glob(room.modules)) if not only or path == ROOT / only]
    found = [(path, operator, occurrence, line) for path in paths for operator, occurrence, line in changes(path)]
    drawn = choice.sample(found, min(count, len(found)))
    return [_mutant(room, path, operator, occurrence, line) for path, operator, occurrence, line in drawn]


def changes(path: Path) -> Iterator[tuple[str, int, int]]:
    """Yield (operator, occurrence, line) of every change that somebody could notice."""
    source = path.read_text("utf-8")
    lines, tree = source.splitlines(), list(ast_nodes(get_ast(source)))
    for name in operator_names():
        operator = get_operator(name)
        if UNNOTICEABLE.search(name) or operator.arguments():
            continue
        places = (start for node in tree for start, _ in operator().mutation_positions(node))
        for occurrence, (line, _) in enumerate(places):
            if not QUIET.match(lines[line - 1]):
                yield name, occurrence, line


def _mutant(room: Room, path: Path, operator: str, occurrence: int, line: int) -> Mutant:
    code = mutate_code(path.read_text("utf-8"), get_operator(operator)(), occurrence)
    return Mutant(room, path.relative_to(ROOT).as_posix(), line, code or "")


def outcomes(mutants: Sequence[Mutant], jobs: int, until: float, *, whole: bool) -> Iterator[Tried]:
    """Try the changes, each in a copy of the house that nobody else uses meanwhile."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as workers:
        houses: Queue[Path] = Queue()
        for number in range(jobs):
            houses.put(copied(Path(folder) / str(number)))
        reach = {room: reached(houses.queue[0], room) for room in {mutant.room for mutant in mutants}}

        def attempt(mutant: Mutant) -> Tried | None:
            if time.monotonic() > until:
                return None
            house = houses.get()
            try:
                return tried_in(house, mutant, reach[mutant.room], whole=whole)
            finally:
                houses.put(house)

        yield from filter(None, workers.map(attempt, mutants))


def copied(house: Path) -> Path:
    house.mkdir()
    for name in HOUSE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, house / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, house / name)
    return house


def reached(house: Path, room: Room) -> Reach:
    """Run the tests of a room unchanged, and ask which of them reach which function."""
    written = house / "reached.json"
    if fails(house, room.tests, REACHED_WRITE=str(written)):
        raise SystemExit(f"{room.name}: its tests fail without any change")
    reach: Reach = {}
    for test, functions in json.loads(written.read_text("utf-8")).items():
        for function in functions:
            reach.setdefault(function, []).append(test)
    return reach


def nearest(mutant: Mutant, unchanged: str, reach: Reach) -> list[str]:
    """Name the tests that reach the innermost function around a change; those of the whole module outside of any."""
    around = [
        min((node.lineno, *(one.lineno for one in node.decorator_list)))
        for node in ast.walk(ast.parse(unchanged))
        if isinstance(node, ast.FunctionDef) and node.lineno <= mutant.line <= (node.end_lineno or node.lineno)
    ]
    if around:
        return reach.get(f"{mutant.module}:{max(around)}", [])
    return sorted({test for function in reach if function.startswith(f"{mutant.module}:") for test in reach[function]})


def tried_in(house: Path, mutant: Mutant, reach: Reach, *, whole: bool) -> Tried:
    path = house / mutant.module
    unchanged = path.read_text("utf-8")
    path.write_text(mutant.code, "utf-8")
    try:
        killed = noticed_by(house, nearest(mutant, unchanged, reach)) or (whole and fails(house, mutant.room.tests))
    finally:
        path.write_text(unchanged, "utf-8")
    sys.stderr.write("." if killed else f"\n{changed_lines(mutant, unchanged)}\n")
    sys.stderr.flush()
    return Tried(mutant, killed)


def noticed_by(house: Path, tests: Sequence[str]) -> bool:
    asked = house / "asked.txt"
    asked.write_text("\n".join(tests), "utf-8")
    return bool(tests) and fails(house, sorted({test.split("::")[0] for test in tests}), REACHED_ONLY=str(asked))


def fails(house: Path, tests: Sequence[str], **told: str) -> bool:
    """Run the tests up to the first that fails; what hangs has been noticed too."""
    named = [str(path.relative_to(house)) for name in tests for path in sorted(house.glob(name))]
    options = ["-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-p", "reached", "--tb=no"]
    command = [sys.executable, "-B", "-m", "pytest", *options, *named]
    there = {**os.environ, "PYTHONPATH": os.pathsep.join((str(house), str(house / "scripts"))), **told}
    try:
        ran = subprocess.run(command, cwd=house, env=there, capture_output=True, check=False, timeout=600)
    except subprocess.TimeoutExpired:
        return True
    return ran.returncode != 0


def changed_lines(mutant: Mutant, unchanged: str) -> str:
    before, after = unchanged.splitlines(), mutant.code.splitlines()
    lines = [line for line in difflib.unified_diff(before, after, lineterm="", n=0) if line[0] in "+-" and line[1:2] not in "+-"]
    return "\n".join((f"{mutant.module}:{mutant.line}", *lines))


def report(tried: Sequence[Tried]) -> None:
    """Print the share killed, module by module and in all."""
    modules = Counter(one.mutant.module for one in tried)
    killed = Counter(one.mutant.module for one in tried if one.killed)
    for module, count in sorted(modules.items()):
        sys.stdout.write(f"{killed[module]:4} of {count:4}  {killed[module] / count:4.0%}  {module}\n")
    if tried:
        sys.stdout.write(f"{killed.total():4} of {len(tried):4}  {killed.total() / len(tried):4.0%}  in all\n")


if __name__ == "__main__":
    raise SystemExit(main())

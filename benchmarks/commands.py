"""The real commands as processes of their own, each a cold start: what one costs, with all that it starts."""

import contextlib
import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.workload import PERIOD

_ADOPT = 36
"""prctl: orphans of our children become ours, so that what workers cost is counted when their server ends."""
_MIB = 1024
"""In ru_maxrss's kilobytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a process and all that it started cost."""

    wall: float
    """Seconds until it ended."""
    processor: float
    """Seconds of all of them."""
    memory: float
    """MB of the largest of them at its peak."""
    said: str


def adopt() -> None:
    """Have the cost of our children's orphans counted too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)


def spent(*words: str) -> Spent:
    """Run a Python process and wait for it and for all that it leaves behind. Raises: CalledProcessError."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()  # what others left behind costs them, not this one
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        child = subprocess.Popen([sys.executable, *words], stdout=said)
        wall, processor, memory = 0.0, 0.0, 0
        while True:
            try:
                pid, status, used = os.wait4(-1, 0)
            except ChildProcessError:
                break
            if pid == child.pid:
                wall, child.returncode = time.perf_counter() - start, os.waitstatus_to_exitcode(status)
            processor += used.ru_utime + used.ru_stime
            memory = max(memory, used.ru_maxrss)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, words)
        said.seek(0)
        return Spent(wall=wall, processor=processor, memory=memory / _MIB, said=said.read().decode())


def duban(command: str, root: Path, moment: str, *options: str) -> tuple[str, ...]:
    """Return the words of a command of ours about the period."""
    return ("-m", "toolkit", command, PERIOD, "-w", str(root), "--as-of", moment, *options)


def told_run(root: Path, moment: str, *options: str) -> tuple[Spent, dict[str, Any]]:
    """Run `duban run` and return what it cost and what came of it: seconds by stage, outcomes of files, units by state."""
    words = ("-m", "benchmarks.commands", *duban("run", root, moment, *options)[2:])
    cost = spent(*words)
    return cost, json.loads(cost.said.splitlines()[-1])


def main() -> None:
    """Do a `run` as the command line does and print its summary as the last line."""
    from collections import Counter

    from toolkit.cli import main as command
    from toolkit.nouns.docket_marks import file_mark
    from toolkit.nouns.shelf import marks_of
    from toolkit.pipeline import main_job

    done: list[main_job.RunResult] = []
    whole = main_job.run

    def run(*given: Any, **named: Any) -> main_job.RunResult:
        done.append(whole(*given, **named))
        return done[-1]

    main_job.run = run
    try:
        command()
    except SystemExit as end:
        if end.code:
            raise
    (result,) = done
    outcomes = Counter(mark.outcome.value for mark in marks_of(result.collected.rows, file_mark))
    states = {state.value: count for state, count in result.counts.items()}
    print(json.dumps({"seconds": result.seconds, "outcomes": outcomes, "states": states}))


if __name__ == "__main__":
    main()

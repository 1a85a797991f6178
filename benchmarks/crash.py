"""Kill `duban run` itself with SIGKILL at random moments over 200 arrivals, then run on: nothing lost, nothing twice.

Usage: python benchmarks/crash.py [KILLS] [SEED]. Prints how often the process died where, and what `verify` says in the end.
"""

import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from toolkit.evidence.ledger import open_ledger
from toolkit.pipeline import demo_returns as returns
from toolkit.pipeline.demo_returns import DemoUnit
from toolkit.pipeline.issue import generate
from toolkit.pipeline.office import open_office
from toolkit.workspace import init

ARRIVALS = 200
RUN = [sys.executable, "-m", "toolkit", "-w"]


def prepared(root: Path) -> Counter[str]:
    """Lay a workspace with 200 arrivals; return the hashes of all that lies in the inbox."""
    init(root)
    office = open_office(root, lambda zone: datetime(2022, 3, 25, 9, tzinfo=zone))
    made = generate(office, "2022-04", (), dry_run=False, tell=lambda _w, _d, _t: None)
    desk = DemoUnit(issued=office.workspace.issued("2022-04"), inbox=office.workspace.inbox, period="2022-04")
    for unit in made.units:
        desk.drop(f"附件2-{unit}.xlsx", desk.filled(unit), "2022-04-02T15:20")
    for number in range(ARRIVALS - len(made.units)):
        desk.drop(f"扫描{number:03}.pdf", returns.scan(f"第{number}份", "2022-04"), "2022-04-02T15:20")
    files = (path for path in office.workspace.inbox.rglob("*") if path.is_file() and path.name != "收文登记.xlsx")
    return Counter(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)


def main(kills: int, seed: int) -> None:
    moments = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "督办"
        expected = prepared(root)
        died = round_ = 0
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        while died < kills and round_ < 4 * kills:
            round_ += 1
            command = [*RUN, str(root), "run", "2022-04", "--as-of", f"2022-04-08T09:{round_ // 60:02}:{round_ % 60:02}"]
            with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                time.sleep(0.3 + moments.random() * 2.5)
                process.send_signal(signal.SIGKILL)
                died += process.wait() != 0
            if died and died % 10 == 0:
                undo_some(root, environment)
        final = subprocess.run(
            [*RUN, str(root), "run", "2022-04", "--as-of", "2022-04-09"], env=environment, capture_output=True, check=False
        )
        proof = subprocess.run([*RUN, str(root), "verify"], env=environment, capture_output=True, text=True, check=False)
        with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
            found = Counter(receipt.sha256 for receipt in ledger.receipts())
        left = [p.name for p in (root / "inbox").rglob("*") if p.is_file() and p.name != "收文登记.xlsx"]
        print(
            f"{died} kills in {round_} runs, last run exit {final.returncode}; lost {len(expected - found)}, twice {len(found - expected)}, "
            f"left in the inbox {len(left)}; verify exit {proof.returncode}"
        )
        print(proof.stdout, proof.stderr)
        assert found == expected and not left and proof.returncode == 0


def undo_some(root: Path, environment: dict[str, str]) -> None:
    """Give files back into the inbox, so that there is something to kill an ingest over."""
    for _ in range(2):
        subprocess.run(
            [*RUN, str(root), "undo", "--as-of", "2022-04-08T12:00"], env=environment, capture_output=True, check=False
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100, int(sys.argv[2]) if len(sys.argv) > 2 else 2022)

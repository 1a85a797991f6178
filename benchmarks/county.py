"""A county's own work, each command a cold start: help, status on a year, a period's `run`, and `run` with nothing new.

    python -m benchmarks county [--rounds 5] [--blank]

Eighteen units, a sheet and a signed and sealed scan from each: 36 files a period, 180 receipts a year of five. All are drawn
here, in a minute. Wall seconds and processor seconds of all processes, medians of the rounds, the commands in turns; a
quiet machine, please. `--blank`: pages with nothing on them for scans.
"""

import argparse
import io
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

from benchmarks.commands import Spent, adopt, spent
from benchmarks.scans import jpeg, sealed, signed
from benchmarks.workload import ZONE, at, drop, filled, silent
from toolkit.pipeline import demo_returns as returns
from toolkit.pipeline.issue import generate
from toolkit.plan.deadlines import effective
from toolkit.plan.model import Period
from toolkit.workspace import init

DPI = 200
_MM = DPI / 25.4
NOTHING, HELP, STATUS, YEAR, FIRST, AGAIN, BY_CLOCK = (
    "python -c pass",
    "--help",
    "status",
    "status --year",
    "run, a period's 36 files",
    "run, nothing new",
    "run, nothing new, by the clock",
)
TARGETS = {STATUS: 0.5, YEAR: 0.5, FIRST: 1.2, AGAIN: 0.4, BY_CLOCK: 0.4}
"""Wall seconds on two cores; HELP: three times NOTHING."""


# -- a county's returns ----------------------------------------------------------------------------------------------


def page(form: bytes, seed: str) -> Image.Image:
    """Draw an issued form as a scanner sees it: its two codes, lines of text in a table, a seal, a signature."""
    dice = random.Random(seed)
    paper = _table().copy()
    with zipfile.ZipFile(io.BytesIO(form)) as package:
        codes = [Image.open(io.BytesIO(package.read(n))) for n in sorted(package.namelist()) if "/duban-code" in n]
    side = round(18.8 / 21 * 25 * _MM)
    for code, place in zip(codes, ((258, 8), (20, 172)), strict=False):
        paper.paste(code.convert("RGB").resize((side, side)), (round(place[0] * _MM), round(place[1] * _MM)))
    signing = (120 * _MM, 180 * _MM)
    return signed(sealed(paper, signing, _MM, dice), signing, _MM, dice)


@cache
def _table() -> Image.Image:
    dice = random.Random("table")
    paper = Image.new("RGB", (round(297 * _MM), round(210 * _MM)), (250, 250, 248))
    draw = ImageDraw.Draw(paper)
    for line in range(6):
        top = (50 + line * 18) * _MM
        draw.rectangle((15 * _MM, top, 282 * _MM, top + 18 * _MM), outline=(40, 40, 40), width=2)
        for text in range(4):
            _words(draw, 20 * _MM, top + (2 + 4 * text) * _MM, dice.randint(60, 250) * _MM, dice)
    return paper


def _words(draw: ImageDraw.ImageDraw, left: float, top: float, end: float, dice: random.Random) -> None:
    while left < end:
        for _ in range(4):
            x, y = left + dice.uniform(0, 2.6) * _MM, top + dice.uniform(0, 2.6) * _MM
            flat, upright = (left, y, left + 2.6 * _MM, y), (x, top, x, top + 2.6 * _MM)
            draw.line(dice.choice((flat, upright)), fill=(30, 30, 30), width=2)
        left += 3.2 * _MM


def pdf(picture: Image.Image) -> bytes:
    """Return a PDF of one page that is this picture, as a scanner writes it."""
    target = io.BytesIO()
    Image.open(io.BytesIO(jpeg(picture))).save(target, "PDF", resolution=DPI)
    return target.getvalue()


def send(folder: Path, period: Period, number: int, *, blank: bool) -> str:
    """Issue a period's forms, lay what comes back into the inbox and return the moment at which to judge."""
    due = effective(at(folder, "2022-03-25T09:00").plan, period).moment
    issued = due - timedelta(days=12)
    generate(at(folder, _as_of(issued)), period.id, (), dry_run=False, tell=silent)
    came = due - timedelta(days=3)
    for unit, form in enumerate(sorted((folder / "outbox" / period.id / "下发").glob("附件2-*.xlsx"))):
        data = form.read_bytes()
        drop(folder / "inbox" / form.name, filled(data, 40 * unit + number, wrong=False), came)
        scan = returns.scan(form.stem, period.id) if blank else pdf(page(data, f"{period.id}{unit}"))
        drop(folder / "inbox" / f"{form.stem}-盖章版.pdf", scan, came)
    return _as_of(due + timedelta(days=2))


def _as_of(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def one_period(folder: Path, *, blank: bool) -> str:
    """Lay down a county's first period, not yet taken in; return the moment at which to judge."""
    init(folder)
    return send(folder, at(folder, "2022-03-25T09:00").plan.periods[0], 0, blank=blank)


def a_year(folder: Path, *, blank: bool) -> str:
    """Play five periods of a county and return the last moment; each by a process of its own, which leaves none behind to wait for."""
    init(folder)
    moment = ""
    for number, period in enumerate(at(folder, "2022-03-25T09:00").plan.periods):
        moment = send(folder, period, number, blank=blank)
        subprocess.run(
            [sys.executable, "-m", "toolkit", "run", period.id, "-w", str(folder), "--as-of", moment],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return moment


# -- what it costs ---------------------------------------------------------------------------------------------------


def measured(place: Path, rounds: int, *, blank: bool) -> dict[str, tuple[float, float]]:
    """Return (wall, processor) seconds by command, medians of the rounds."""
    first, year = place / "first", place / "year"
    due, last = one_period(first, blank=blank), a_year(year, blank=blank)
    found: dict[str, list[Spent]] = {}
    for number in range(rounds):
        copy = place / f"copy{number}"
        shutil.copytree(first, copy)
        run_it = ("-m", "toolkit", "run", at(copy, due).period(None).id, "-w", str(copy))
        for what, words in {
            NOTHING: ("-c", "pass"),
            HELP: ("-m", "toolkit", "--help"),
            STATUS: ("-m", "toolkit", "status", "-w", str(year), "--as-of", last),
            YEAR: ("-m", "toolkit", "status", "--year", "-w", str(year), "--as-of", last),
            FIRST: (*run_it, "--as-of", due),
            AGAIN: (*run_it, "--as-of", due),
        }.items():
            found.setdefault(what, []).append(spent(*words))
        spent(*run_it)  # the clock is years on: what is made once for that
        found.setdefault(BY_CLOCK, []).append(spent(*run_it))
        shutil.rmtree(copy)
    return {what: _median(laps) for what, laps in found.items()}


def _median(laps: list[Spent]) -> tuple[float, float]:
    return statistics.median(lap.wall for lap in laps), statistics.median(lap.processor for lap in laps)


def table(found: dict[str, tuple[float, float]]) -> None:
    print("seconds".ljust(30), *(what.rjust(10) for what in ("wall", "processor", "target")))
    targets = {HELP: 3 * found[NOTHING][0], **TARGETS}
    for what, (wall, processor) in found.items():
        target = f"{targets[what]:10.3f}" if what in targets else ""
        print(what.ljust(30), f"{wall:10.3f}", f"{processor:10.3f}", target)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks county", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--blank", action="store_true", help="pages with nothing on them for scans")
    asked = parser.parse_args(arguments)
    adopt()
    with tempfile.TemporaryDirectory() as place:
        table(measured(Path(place), asked.rounds, blank=asked.blank))

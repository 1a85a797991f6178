"""One `run` does each thing once: a sheet is recognised, a row checked, a template opened once, and N units cost N.

Counted in calls and lines of this process; what workers work out beforehand is another process's.
"""

import math
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import CodeType, FrameType

import pytest

from benchmarks.processor import late
from benchmarks.workload import JUDGED, LATER, PERIOD, Shares, at, fill, issue, lay_down, silent
from toolkit.intake import worker
from toolkit.intake.isolation import Workers
from toolkit.outputs import tables
from toolkit.outputs.consolidated import charts
from toolkit.pipeline import batch_intake, products
from toolkit.pipeline.foreseen import ReceiptsAhead, worked_out
from toolkit.pipeline.issue import generate
from toolkit.pipeline.main_job import run
from toolkit.plan.model import Unit
from toolkit.words import line_count
from toolkit.workspace import many_files

pytestmark = pytest.mark.slow
HERE = "toolkit/"
WHOSE = re.compile("outputs/answer_day|pipeline/(issue|letters|sent_back|renewed)")
"""What asks for the letters of a unit."""


@dataclass(frozen=True)
class Counted:
    """How often each function of this package was called, and how many of its lines were run."""

    calls: Counter[str]
    lines: Counter[str]


class OneFunction:
    """One function's calls and lines so far; kept with its code, so that no other takes its identity."""

    def __init__(self, code: CodeType) -> None:
        path = code.co_filename.replace("\\", "/")
        self.code, self.calls, self.lines = code, 0, 0
        self.name = f"{path.rpartition(HERE)[2]}:{code.co_qualname}" if HERE in path else ""

        def line(_frame: FrameType, event: str, _arg: object) -> object:
            if event == "line":
                self.lines += 1
            return line

        self.line = line


def done_by(root: Path, moment: str) -> Counted:
    """Count what one `run` does."""
    here = at(root, moment)
    return counting(lambda: run(here, PERIOD, received=None, dry_run=False, tell=silent))


def counting(job: Callable[[], object]) -> Counted:
    """Count what a job does."""
    counters: dict[int, OneFunction] = {}  # by identity: a code object is hashed anew each time

    def call(frame: FrameType, _event: str, _arg: object) -> object:
        one = counters.get(id(frame.f_code))
        if one is None:
            one = counters[id(frame.f_code)] = OneFunction(frame.f_code)
        one.calls += 1
        return one.line if one.name else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(many_files, "_AT_ONCE", math.inf)  # who writes hangs on the disk, and hands are not counted
            job()
    finally:
        sys.settrace(before)
    counted = Counted(Counter(), Counter())
    for one in counters.values():
        counted.calls[one.name] += one.calls
        counted.lines[one.name] += one.lines
    return counted


@pytest.fixture(scope="module")
def counted(tmp_path_factory) -> dict[int, tuple[Counted, ...]]:
    """Units → what a first run does, the same again, and the next day's."""
    found = {}
    for units in (5, 10):
        root = lay_down(tmp_path_factory.mktemp("once") / str(units), units)
        issue(root)
        fill(root)
        found[units] = tuple(done_by(root, moment) for moment in (JUDGED, JUDGED, LATER))
    return found


def test_each_sheet_is_recognised_and_each_row_checked_once(counted):
    for units, runs in counted.items():
        first, again, later = (one.calls for one in runs)
        assert first["intake/recognise/book.py:recognise"] == units
        assert first["checks/rules/__init__.py:check_row"] == 2 * units
        for kept in (again, later):
            assert not kept["intake/recognise/book.py:recognise"] and not kept["checks/rules/__init__.py:check_row"]


@pytest.mark.parametrize(
    "what",
    [
        "judge/dockets.py:_examined",
        "plan/read.py:read_plan",
        "pipeline/snapshots.py:snapshot_of",
        "judge/dockets.py:_docket",
        "evidence/ledger/store.py:Ledger.append",
        "workspace/writing.py:sync_folder",
    ],
)
def test_what_is_done_for_all_is_done_as_often_for_twice_the_units(counted, what):
    few, many = (tuple(one.calls[what] for one in counted[units]) for units in (5, 10))
    assert few == many
    assert max(few) <= 12


def test_a_run_judges_the_whole_once_and_no_batch_of_forms(counted):
    assert [one.calls["judge/dockets.py:_examined"] for one in counted[5]] == [1, 0, 1]


def test_a_template_is_opened_once(counted):
    opened = [one.calls["outputs/returned/letter_press.py:LetterPress.__init__"] for runs in counted.values() for one in runs]
    assert sum(opened) <= 1


def test_a_letter_that_stands_is_not_written_again(counted):
    first, again, later = (one.calls["pipeline/making.py:Making._content"] for one in counted[10])
    assert first > 20 and again == 0 and later == 3  # 汇总表, 登记表, 看板


def test_twice_the_units_is_twice_the_work(counted):
    for few, many in zip(counted[5], counted[10], strict=True):
        pairs = {name: (few.lines[name], number) for name, number in many.lines.items() if number > 250}
        assert {name: pair for name, pair in pairs.items() if 0 < 2.3 * pair[0] < pair[1]} == {}


def test_twice_the_units_that_are_late_wrong_or_silent_is_twice_the_work(tmp_path, monkeypatch):
    """Reminders drafted before and forms sent back are made again beside what is new: none of them looks at all units."""
    for remembered in ("_widths", "_whole_ems"):  # five hundred texts: enough for few units, not for many
        monkeypatch.setattr(line_count, remembered, getattr(line_count, remembered).__wrapped__)
    monkeypatch.setattr(tables, "LINES", 16)  # only whole blocks are hashed: some for few units too
    monkeypatch.setattr(charts, "_MOST", 0)  # charts need rows that lie open
    found = {}
    for units in (20, 40):
        root = lay_down(tmp_path / str(units), units)
        issue(root)
        fill(root, Shares(missing=0.25, late=0.2, mistaken=0.3, mailed=0.2, zipped=0.1))
        found[units] = [done_by(root, moment).lines for moment in (JUDGED, LATER)]
    for few, many in zip(found[20], found[40], strict=True):
        pairs = {name: (few[name], number) for name, number in many.items() if number > 1500 and "packed_rows" not in name}
        assert {name: pair for name, pair in pairs.items() if 2.6 * pair[0] < pair[1]} == {}


def test_who_was_written_to_is_looked_up_and_not_looked_for_among_all_letters(tmp_path):
    """Thousands of units have something sent back, and as many letters are on record."""
    found = {}
    for units in (12, 24):
        root = lay_down(tmp_path / str(units), units)
        issue(root)
        fill(root, Shares(mistaken=1.0))
        runs = [done_by(root, JUDGED), done_by(root, LATER), counting(lambda root=root: generated(at(root, LATER)))]
        found[units] = [Counter({name: count for name, count in one.lines.items() if WHOSE.match(name)}) for one in runs]
    for few, many in zip(found[12], found[24], strict=True):
        assert max(many.values(), default=0) > 24
        assert {name: (few[name], number) for name, number in many.items() if number > 2.3 * few[name] > 0} == {}


def test_a_group_of_papers_is_known_without_a_look_at_all_letters(tmp_path, monkeypatch):
    """Whether something came later than the moment of it was asked of all letters for each group."""
    monkeypatch.setattr(products, "_UNITS", 1)
    found = {}
    for units in (12, 24):
        root = lay_down(tmp_path / str(units), units)
        issue(root)
        fill(root, Shares(mistaken=0.5, missing=0.5))
        done_by(root, JUDGED)
        late(root, 84)
        found[units] = done_by(root, LATER).lines
    named = re.compile(r"pipeline/(?:products|sent_back|remind|letters|making)\.py|outputs/reminder\.py")
    pairs = {name: (found[12][name], number) for name, number in found[24].items() if number > 40 and named.match(name)}
    assert pairs and {name: pair for name, pair in pairs.items() if 2.6 * pair[0] < pair[1]} == {}


def test_whose_papers_are_on_record_is_put_on_record_without_them(tmp_path):
    root = lay_down(tmp_path / "w", 12)
    issue(root)
    fill(root, Shares(mistaken=1.0))
    done_by(root, JUDGED)
    late(root, 84)
    made = done_by(root, LATER).calls["outputs/returned/returned_case.py:case_of"]
    assert 12 <= made < 20  # once each, where the papers are looked at


def generated(here):
    return generate(here, PERIOD, (), dry_run=False, tell=silent)


def test_forms_are_issued_without_comparing_units_with_each_other(tmp_path):
    """A list is searched by comparing; the lines of a comparison belong to no file."""
    root, compared = lay_down(tmp_path / "w", 40), 0

    def call(frame: FrameType, event: str, _arg: object) -> None:
        nonlocal compared
        compared += event == "call" and frame.f_code.co_name == "__eq__" and isinstance(frame.f_locals.get("self"), Unit)

    before = sys.getprofile()
    sys.setprofile(call)
    try:
        assert issue(root) == 40
    finally:
        sys.setprofile(before)
    assert compared <= 40


def test_what_a_worker_does_ahead_hangs_on_its_receipts_not_on_the_units(tmp_path, monkeypatch):
    found = []
    for units in (6, 24):
        root, tasks = lay_down(tmp_path / str(units), units), list[ReceiptsAhead]()
        issue(root)
        fill(root)

        def kept(pool: Workers, _function: str, asked: tuple[ReceiptsAhead, ...], tasks=tasks) -> tuple[()]:
            worker._told[:] = [pool.told]
            tasks.extend(asked)
            return ()

        monkeypatch.setattr(batch_intake, "MANY", 1)
        monkeypatch.setattr(Workers, "each", kept)
        run(replace(at(root, JUDGED), workers=2), PERIOD, received=None, dry_run=False, tell=silent)
        four = tasks[0].receipts[:4]
        task = replace(tasks[0], receipts=four, bodies={one.number: tasks[0].bodies[one.number] for one in four})
        worked_out(task)  # tables of the plan are made once a worker
        found.append(counting(lambda task=task: worked_out(task)).lines)
    few, many = found
    assert {name: (few[name], number) for name, number in many.items() if number - few[name] >= 18} == {}

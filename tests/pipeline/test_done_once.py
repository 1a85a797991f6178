"""One `run` does each thing once: a sheet is recognised, a row checked, a template opened once, and N units cost N.

Counted in calls of this process; what workers work out beforehand is another process's.
"""

import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.workload import JUDGED, LATER, PERIOD, at, fill, issue, lay_down, silent
from toolkit.pipeline.main_job import run

pytestmark = pytest.mark.slow
HERE = "toolkit/"


def calls_of(root: Path, moment: str) -> Counter[str]:
    """Count the calls of this package's functions in one `run`, by module and name."""
    calls: Counter[str] = Counter()

    def count(frame: object, event: str, _arg: object) -> None:
        code = frame.f_code  # type: ignore[attr-defined]
        if event == "call" and HERE in (path := code.co_filename.replace("\\", "/")):
            calls[f"{path.rpartition(HERE)[2]}:{code.co_qualname}"] += 1

    here = at(root, moment)
    before = sys.getprofile()
    sys.setprofile(count)  # type: ignore[arg-type]
    try:
        run(here, PERIOD, received=None, dry_run=False, tell=silent)
    finally:
        sys.setprofile(before)
    return calls


@pytest.fixture(scope="module")
def counted(tmp_path_factory) -> dict[int, tuple[Counter[str], ...]]:
    """Units → the calls of a first run, of the same again, and of the next day's."""
    found = {}
    for units in (5, 10):
        root = lay_down(tmp_path_factory.mktemp("once") / str(units), units)
        issue(root)
        fill(root)
        found[units] = tuple(calls_of(root, moment) for moment in (JUDGED, JUDGED, LATER))
    return found


def test_each_sheet_is_recognised_and_each_row_checked_once(counted):
    for units, (first, again, later) in counted.items():
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
    few, many = (tuple(run_[what] for run_ in counted[units]) for units in (5, 10))
    assert few == many
    assert max(few) <= 12


def test_a_run_judges_each_batch_once_and_the_whole_once(counted):
    first, again, later = counted[5]
    assert [calls["judge/dockets.py:_examined"] for calls in (first, again, later)] == [2, 0, 1]


def test_a_template_is_opened_once(counted):
    opened = [calls["outputs/returned/letter_press.py:LetterPress.__init__"] for run_ in counted.values() for calls in run_]
    assert sum(opened) <= 1


def test_a_letter_that_stands_is_not_written_again(counted):
    first, again, later = (calls["workspace/writing.py:write_atomic"] for calls in counted[10])
    assert first > 20 and again == 1 and later == 4  # who holds the lock; 汇总表, 登记表, 看板


def test_twice_the_units_is_twice_the_work(counted):
    for few, many in zip(counted[5], counted[10], strict=True):
        dear = {name: (few[name], number) for name, number in many.items() if number > 250 and 0 < 2.3 * few[name] < number}
        assert dear == {}

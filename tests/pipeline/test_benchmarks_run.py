"""What the benchmarks measure is what `run` does: their own pieces still fit its functions."""

from benchmarks.alone import judged_alone
from benchmarks.workload import fill, issue, lay_down


def test_reading_and_judging_alone_is_still_asked_as_run_asks_it(tmp_path):
    root = lay_down(tmp_path / "w", 42)  # so many that workers are told the plan and judge in the visit that reads
    issue(root)
    fill(root)
    assert judged_alone(root, 2) == 2 * 42  # whose each is, and what became of it
    assert judged_alone(root, 1) == 3 * 42  # the forms too, where it was not judged in the visit that read it

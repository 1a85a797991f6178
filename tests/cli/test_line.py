"""The command line called as a function."""

import gc

from toolkit.cli.line import run_line


def test_whoever_calls_a_line_keeps_his_collector():
    before = gc.get_threshold()
    assert run_line(["--version"]) == 0
    assert gc.get_threshold() == before

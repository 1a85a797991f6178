"""The command line called as a function."""

import gc

import pytest

from toolkit.cli import main


def test_whoever_calls_a_line_keeps_his_collector():
    before = gc.get_threshold()
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert gc.get_threshold() == before

"""`duban --help` says of every command what its own help says first, and loads none of them for it."""

import subprocess
import sys
from importlib import import_module

import pytest

from toolkit.cli import COMMANDS
from toolkit.cli.summaries import SUMMARIES


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_is_the_command_s_own_first_line(name):
    command = import_module(f"toolkit.cli.{COMMANDS[name]}").commands[name]
    assert SUMMARIES[name] == (command.help or "").strip().split("\n\n")[0].replace("\n", "")


def test_every_command_has_one_and_nothing_else():
    assert list(SUMMARIES) == list(COMMANDS)


def test_help_loads_no_command():
    said = "import sys, toolkit.cli; toolkit.cli._run(['--help']); print(sorted(m for m in sys.modules if 'toolkit' in m))"
    out = subprocess.run([sys.executable, "-X", "utf8", "-c", said], capture_output=True, encoding="utf-8", check=True).stdout
    assert "main_job" not in out.splitlines()[-1] and "nouns.docket" not in out.splitlines()[-1]

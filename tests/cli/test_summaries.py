"""`duban --help` says of every command what its own help says first, and loads none of them for it."""

import subprocess
import sys
from importlib import import_module

import click
import pytest

from toolkit.cli import chinese
from toolkit.cli.front_page import front_page
from toolkit.cli.line import COMMANDS, cli
from toolkit.cli.summaries import SUMMARIES


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_is_the_command_s_own_first_line(name):
    command = import_module(f"toolkit.cli.{COMMANDS[name]}").commands[name]
    assert SUMMARIES[name] == (command.help or "").strip().split("\n\n")[0].replace("\n", "")


def test_every_command_has_one_and_nothing_else():
    assert list(SUMMARIES) == list(COMMANDS)


@pytest.mark.parametrize("window", [30, 60, 80, 100, 200])
def test_the_front_page_is_the_one_that_click_would_write(window, monkeypatch):
    chinese.install()
    monkeypatch.setenv("COLUMNS", str(window))
    page = cli.get_help(click.Context(cli, info_name="duban", **cli.context_settings))
    assert "\n".join(front_page(window)) == page


def test_the_front_page_loads_no_library():
    said = "import sys, toolkit.cli; toolkit.cli.main([{!r}])"
    code = "import sys, atexit; atexit.register(lambda: print(sorted(sys.modules))); " + said.format("--help")
    out = subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, encoding="utf-8", check=True).stdout
    assert "init " in out and "'toolkit.cli.front_page'" in out and not {"'click'", "'shutil'"} & set(out.split(", "))


def test_help_loads_no_command():
    said = (
        "import sys, toolkit.cli.line as line; line.run_line(['--help']); print(sorted(m for m in sys.modules if 'toolkit' in m))"
    )
    out = subprocess.run([sys.executable, "-X", "utf8", "-c", said], capture_output=True, encoding="utf-8", check=True).stdout
    assert "main_job" not in out.splitlines()[-1] and "nouns.docket" not in out.splitlines()[-1]

"""Help in a window of 80 columns, where Chinese takes two: no line goes beyond, no word is cut."""

from unicodedata import east_asian_width

import pytest
from click.testing import CliRunner

from toolkit.cli import COMMANDS, chinese, cli
from toolkit.cli.fitting import broken, columns
from toolkit.cli.options import Session


@pytest.fixture(autouse=True)
def _speaking():
    chinese.install()


@pytest.mark.parametrize("command", [(), *((name,) for name in sorted(COMMANDS)), ("note", "words"), ("note", "paper")])
def test_no_line_of_help_goes_beyond_the_window(command):
    text = CliRunner().invoke(cli, [*command, "--help"], obj=Session(), prog_name="duban").output
    wide = [line for line in text.splitlines() if "例如" not in line and not line.startswith("    duban")]
    assert [line for line in wide if sum(1 + (east_asian_width(sign) in "WF") for sign in line) > 80] == []


def test_a_line_begins_with_no_closing_sign_and_cuts_no_word():
    text = "单位没有填表、只写了一段话的，把文字抄进预填的附件2，用 DUBAN_WORKSPACE 指明“工作文件夹”。"
    for room in range(20, 70):
        lines = list(broken(text, room))
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(columns(line) <= room for line in lines)
        assert not any(line[0] in "，。；、”" or line[-1] in "“" for line in lines)
        assert any("DUBAN_WORKSPACE" in line for line in lines)

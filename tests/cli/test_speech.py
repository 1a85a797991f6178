"""What the command line says: Chinese throughout, with the nearest match, from any folder of a workspace."""

import re

import pytest
from click.testing import CliRunner
from desk_workspace import laid

from toolkit.cli import COMMANDS, chinese, cli
from toolkit.cli.examples import EXAMPLES
from toolkit.cli.options import Session, nearest
from toolkit.workspace.paths import enclosing

OURS = re.compile(
    r"--?[a-z][a-z-]*|duban|DUBAN_WORKSPACE|[\w./]+\.(docx|xlsx|j2|html|jpg|eml)|JSON|Word|Excel|WPS|inbox|outbox|templates|archive"
)


@pytest.fixture(autouse=True)
def _speaking():
    chinese.install()


NOTES = [
    "accept",
    "alias",
    "claim",
    "delay",
    "exempt",
    "list",
    "match",
    "paper",
    "received",
    "reminded",
    "reopen",
    "retract",
    "unclose",
    "words",
]


def said(*arguments: str) -> str:
    return CliRunner().invoke(cli, list(arguments), obj=Session(), prog_name="duban").output


def english(text: str) -> list[str]:
    rest = OURS.sub("", re.sub("|".join(sorted((*COMMANDS, *NOTES), key=len, reverse=True)), "", text))
    return re.findall(r"[A-Za-z]{3,}", rest)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_no_help_speaks_english(command):
    text = said(command, "--help")
    assert text.startswith("用法") and english(text) == []
    assert len(EXAMPLES[command]) >= 2 and all(line in text for line in EXAMPLES[command])


def test_the_whole_help_speaks_chinese():
    assert english(said("--help")) == []


@pytest.mark.parametrize(("typed", "meant"), [("genrate", "generate"), ("statu", "status"), ("improt-plan", "import-plan")])
def test_a_slip_of_the_hand_names_the_command_that_was_meant(typed, meant):
    text = said(typed)
    assert meant in text and english(text.replace(typed, "")) == []


def test_a_wrong_option_names_the_nearest():
    text = said("status", "--asof", "3")
    assert "--as-of" in text and english(text) == []


def test_a_choice_that_is_missing_is_asked_for_in_one_chinese_line():
    last = said("publish").splitlines()[-1]
    assert last == "命令用法不对：缺少选项“--edition”。可选：年初、年中、年终。"


def test_nothing_like_it_is_no_guess():
    assert nearest("xyzzy", COMMANDS) is None


def test_the_workspace_is_found_from_any_folder_inside_it(tmp_path, monkeypatch):
    root = laid(tmp_path / "督办")
    inside = root / "outbox" / "2022-04" / "下发"
    assert enclosing(inside) == root and enclosing(root) == root
    assert enclosing(tmp_path) == tmp_path
    monkeypatch.setenv("DUBAN_WORKSPACE", str(root))
    assert Session().root == root
    assert Session(workspace="别处").root.name == "别处"


def test_alone_it_says_where_we_are_and_what_comes_next(tmp_path):
    assert "duban init" in said("-w", str(tmp_path))
    root = laid(tmp_path / "督办")
    text = CliRunner().invoke(cli, ["-w", str(root), "--as-of", "2022-04-01"], obj=Session(), prog_name="duban").output
    assert "4月" in text and "下一步：duban status 2022-04" in text
    (root / "inbox" / "附件2-教育局.xlsx").write_bytes((root / "outbox" / "2022-04" / "下发" / "附件2-教育局.xlsx").read_bytes())
    late = CliRunner().invoke(cli, ["-w", str(root), "--as-of", "4月7日"], obj=Session(), prog_name="duban").output
    assert "下一步：duban run 2022-04" in late


@pytest.mark.parametrize("command", NOTES)
def test_every_note_shows_two_examples(command):
    text = said("note", command, "--help")
    shown = EXAMPLES[f"note {command}"]
    assert len(shown) == 2 and all(line in text for line in shown) and english(text) == []


def test_the_last_period_of_a_year_that_is_over_is_said(tmp_path):
    runner = CliRunner()

    def told(*arguments):
        done = runner.invoke(cli, [*arguments, "-w", str(tmp_path)], obj=Session(), prog_name="duban")
        return done.output

    told("init", str(tmp_path))
    for command in ("register", "bulletin", "status"):
        assert "按最后一期（2022-12）" in told(command, "--as-of", "2023-03-01")
        assert "按最后一期" not in told(command, "2022-12", "--as-of", "2023-03-01")
        assert "按最后一期" not in told(command, "--as-of", "2022-12-06")


def test_a_country_of_units_is_not_listed_on_one_line():
    from toolkit.telling.states import named

    assert named(["甲", "乙"]) == "甲、乙"
    assert named([f"县{number}" for number in range(300)]).endswith("县59等")

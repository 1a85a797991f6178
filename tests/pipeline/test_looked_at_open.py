"""Every command looks at what it judged while the ledger is open: nothing opens it anew for each row that was settled."""

import sys

import pytest
from desk_workspace import copied, office, silent, two_came

from toolkit.cli.line import COMMANDS, run_line
from toolkit.nouns.errors import Exit
from toolkit.pipeline.main_job import run

NOW, LATER = "2022-04-08T09:00", "2022-04-08T10:00"
ALL = (
    ["generate", "2022-06"], ["generate", "2022-06", "--dry-run"], ["ingest"], ["ingest", "--dry-run", "--json"],
    ["merge", "2022-04"], ["merge", "2022-04", "--dry-run"], ["register", "2022-04"], ["register", "--year", "--dry-run"],
    ["run", "2022-04"], ["run", "2022-04", "--json"], ["run", "2022-04", "--dry-run"], ["run", "2022-04", "--dry-run", "--json"],
    [], ["status", "2022-04"], ["status", "2022-04", "--json"], ["status", "--year", "--check"], ["status", "--year", "--json"],
    ["status", "教育局"], ["status", "教育局", "--json"],
    ["remind", "2022-04"], ["remind", "2022-04", "--dry-run"], ["bulletin", "2022-04"], ["bulletin", "2022-04", "--dry-run"],
    ["bulletin", "--year", "--dry-run"], ["brief", "2022-04"], ["brief", "2022-04", "--dry-run"], ["forms"], ["forms", "--dry-run"],
    ["publish", "--edition", "年中"], ["publish", "--edition", "年终", "--dry-run"],
    ["note", "exempt", "水利局", "--reason", "领导同意"], ["note", "accept", "教育局", "--reason", "已核实"],
    ["note", "list"], ["close", "2022-04"], ["undo"], ["undo", "--dry-run"], ["verify"], ["rebuild"], ["rebuild", "--dry-run"],
    ["export", "教育局"], ["export", "教育局", "--dry-run"],
)  # fmt: skip
FEW = 16
"""Its plan, its periods closed, its records, what is looked at afterwards, each once; however many sheets there are."""
JUDGE_NOTHING = {"init", "import-plan", "new-year", "plan", "add", "demo", "doctor"}
"""new-year judges, of another workspace, which it names: below."""


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """April run with two units' sheets, of which nothing has changed since."""
    root = two_came(tmp_path_factory.mktemp("settled") / "w")
    run(office(root, NOW), "2022-04", received=None, dry_run=False, tell=silent)
    return root


@pytest.fixture(scope="module")
def opened():
    """How often a database was opened; the hook stays, and counts nothing after the module."""
    seen: list[object] = []
    counting = [True]
    sys.addaudithook(lambda event, args: seen.append(args) if event == "sqlite3.connect" and counting[0] else None)
    yield seen
    counting[0] = False


def test_every_command_is_tried():
    assert {words[0] for words in ALL if words} == set(COMMANDS) - JUDGE_NOTHING


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_a_command_opens_the_ledger_a_few_times(settled, tmp_path, opened, words):
    root = copied(settled, tmp_path / "w")
    opened.clear()
    code = run_line([*words, "-w", str(root), "--as-of", LATER])
    assert code in {Exit.OK, Exit.PROBLEMS}
    assert len(opened) <= FEW


def test_a_new_year_looks_at_the_old_one_while_it_is_open(settled, tmp_path):
    assert run_line(["new-year", str(tmp_path / "next"), "--from", str(settled), "--as-of", LATER]) == Exit.OK

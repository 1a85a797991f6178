"""Commands that are really killed at an effect and done again: nothing lost, nothing twice (benchmarks/boundaries.py tries all)."""

import os
import subprocess
import sys
from pathlib import Path

import dying
import pytest
from desk_workspace import april, copied, desk, office, silent, taken

from toolkit.evidence.ledger import open_ledger
from toolkit.pipeline.adding import add
from toolkit.pipeline.upkeep import undo, verify
from toolkit.workspace import Workspace

NOW = "2022-04-09T09:00"
NEVER = 10**6


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """April, and a form and a correction in the inbox."""
    root = april(tmp_path_factory.mktemp("四月") / "督办")
    there = desk(root)
    there.mail("水利.eml", "水利局", "2022-04-08T10:00", {"附件2.xlsx": there.filled("水利局")})
    there.drop("附件2-教育局.xlsx", there.filled("教育局"), "2022-04-08T11:00")
    return root


def killed(root: Path, command: str, at: int) -> int:
    """Run a command that dies before its effect number `at`; return how many effects it had, 0 = it died."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUTF8": "1"}
    words = [sys.executable, dying.__file__, str(root), str(at), command, "--as-of", NOW]
    done = subprocess.run(words, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == (0 if at == NEVER else dying.KILLED), done.stderr
    return int(done.stderr.rpartition("effects ")[2]) if at == NEVER else 0


def standing(root: Path) -> dict[str, int]:
    """Return what anybody can see: the files outside archive/, and how many records there are."""
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        records = {"收文": len(ledger.receipts()), "撤回": len(ledger.undos())}
    names = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return records | {name: 1 for name in names if not name.startswith("archive/")}


@pytest.mark.slow
@pytest.mark.parametrize("at", [3, 25])
def test_ingest_killed_at_an_effect_is_made_up_by_the_next(played, tmp_path, at):
    root, whole = copied(played, tmp_path / "督办"), copied(played, tmp_path / "整")
    taken(whole, NOW)
    killed(root, "ingest", at)
    taken(root, NOW)
    assert standing(root) == standing(whole) and verify(root, against=None, tell=silent).ok


@pytest.mark.slow
def test_undo_killed_at_its_last_effects_takes_back_one_run_and_gives_back_its_files(played, tmp_path):
    start, whole = copied(played, tmp_path / "起点"), tmp_path / "整"
    taken(start, NOW)
    count = killed(copied(start, whole), "undo", NEVER)
    for before in (1, 4):
        root = copied(start, tmp_path / f"断{before}")
        killed(root, "undo", count - before)
        undo(office(root, NOW), by="", dry_run=False)
        assert standing(root) == standing(whole) and verify(root, against=None, tell=silent).ok


def test_add_clears_what_a_killed_one_left_half_put_in(played, tmp_path):
    root, paper = copied(played, tmp_path / "督办"), tmp_path / "一.pdf"
    paper.write_bytes(b"%PDF-1.4")
    half = root / "inbox" / f"一.pdf.{2**30}.duban.part"
    half.write_bytes(b"%PDF")
    add(Workspace(root), [paper], dry_run=False)
    assert not half.exists() and (root / "inbox" / "一.pdf").exists()

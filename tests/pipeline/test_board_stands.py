"""The rows of a dashboard that stands in outbox/ are copied into the next; one that was touched, or lost, is made anew."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desk_workspace import answered, copied, office, silent
from forgetting import sql
from kept_counts import counted

from toolkit.outputs import board_tasks, dashboard
from toolkit.outputs.kept_page import KeptPage
from toolkit.pipeline.main_job import run

FIRST, LATER = "2022-04-08T09:00", "2022-04-09T09:00"


def ran(root: Path, moment: str) -> bytes:
    """Run, and return 看板."""
    run(office(root, moment), "2022-04", received=None, dry_run=False, tell=silent)
    return board(root).read_bytes()


def board(root: Path) -> Path:
    return root / "outbox" / "2022-04" / "看板.html"


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> Path:
    """April run once."""
    root = answered(tmp_path_factory.mktemp("before") / "w", "教育局")
    ran(root, FIRST)
    return root


@pytest.fixture
def root(before: Path, tmp_path: Path) -> Path:
    return copied(before, tmp_path / "w")


@pytest.fixture
def taken_over(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of each page that was made: how many rows were copied."""
    return counted(monkeypatch, KeptPage, "copied")


SPOILT: dict[str, Callable[[Path], object]] = {
    "a byte was changed": lambda root: board(root).write_bytes(board(root).read_bytes()[:-1] + b"x"),
    "it is gone": lambda root: board(root).unlink(),
    "what was kept is gone": lambda root: sql(root, "DELETE FROM derived WHERE kind = 'made'"),
    "what was kept is spoilt": lambda root: sql(root, "UPDATE derived SET body = zeroblob(40) WHERE kind = 'made'"),
}


def test_at_another_moment_no_row_is_made_and_no_line_looked_at(root, taken_over, monkeypatch):
    made: list[object] = []
    monkeypatch.setattr(board_tasks.LinesAtHand, "made", lambda *asked: made.append(asked) or ())
    monkeypatch.setattr(board_tasks, "_task", lambda *asked: made.append(asked))
    monkeypatch.setattr(dashboard, "_unit", lambda *asked: made.append(asked))
    page = ran(root, LATER)
    assert made == []
    assert taken_over == [page.count(b"<tr ") - page.count(b"<thead")]


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_nothing_is_copied_out_of_what_was_touched(root, tmp_path, taken_over, spoil):
    other = copied(root, tmp_path / "other")
    spoil(root)
    assert ran(root, LATER) == ran(other, LATER)
    assert taken_over[0] == 0
    assert taken_over[1] > 0


def test_the_offices_own_template_is_followed_at_once(root, taken_over):
    own = root / "templates" / "看板.html.j2"
    own.write_text(own.read_text(encoding="utf-8").replace("{{ 行.reason }}", "因{{ 行.reason }}"), encoding="utf-8")
    assert "<bdi>因" in ran(root, LATER).decode()
    assert taken_over == [0]

"""The rows of a dashboard that stands in outbox/ are copied into the next; one that was touched, or lost, is made anew."""

from pathlib import Path

import pytest
from desk_workspace import copied, ran, ran_april
from forgetting import spoilt
from kept_counts import counted

from toolkit.outputs import board_tasks, dashboard
from toolkit.outputs.kept_page import KeptPage

LATER = "2022-04-09T09:00"


def made_again(root: Path) -> bytes:
    """Run later, and return 看板."""
    ran(root, LATER)
    return board(root).read_bytes()


def board(root: Path) -> Path:
    return root / "outbox" / "2022-04" / "看板.html"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return ran_april(tmp_path / "w")


@pytest.fixture
def taken_over(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of each page that was made: how many rows were copied."""
    return counted(monkeypatch, KeptPage, "copied")


SPOILT = spoilt(board)


def test_at_another_moment_no_row_is_made_and_no_line_looked_at(root, taken_over, monkeypatch):
    made: list[object] = []
    monkeypatch.setattr(board_tasks.LinesAtHand, "made", lambda *asked: made.append(asked) or ())
    monkeypatch.setattr(board_tasks, "_task", lambda *asked: made.append(asked))
    monkeypatch.setattr(dashboard, "_unit", lambda *asked: made.append(asked))
    page = made_again(root)
    assert made == []
    assert taken_over == [page.count(b"<tr ") - page.count(b"<thead")]


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_nothing_is_copied_out_of_what_was_touched(root, tmp_path, taken_over, spoil):
    other = copied(root, tmp_path / "other")
    spoil(root)
    assert made_again(root) == made_again(other)
    assert taken_over[0] == 0
    assert taken_over[1] > 0


def test_the_offices_own_template_is_followed_at_once(root, taken_over):
    own = root / "templates" / "看板.html.j2"
    own.write_text(own.read_text(encoding="utf-8").replace("{{ 行.reason }}", "因{{ 行.reason }}"), encoding="utf-8")
    assert "<bdi>因" in made_again(root).decode()
    assert taken_over == [0]

"""What is begun before the line is understood: for the folder that it names, and for nothing that it does not ask for."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest

from toolkit.cli import beforehand, main
from toolkit.pipeline import plan_ahead
from toolkit.workspace import init


@pytest.fixture
def read_for(monkeypatch):
    """Whose plan was begun to be read."""
    roots: list[Path] = []

    @contextmanager
    def reading(root):
        roots.append(root)
        yield None

    monkeypatch.setattr(plan_ahead, "plan_ahead", reading)
    return roots


@pytest.mark.parametrize(
    "words",
    [
        ["generate", "-w", "office"],
        ["-w", "office", "generate", "4月"],
        ["generate", "--workspace", "office"],
        ["generate", "--workspace=office", "--json"],
        ["-woffice", "generate"],
    ],
)
def test_the_plan_of_the_folder_that_is_named(words, read_for):
    with beforehand.begun(words) as ahead:
        assert ahead is None
    assert read_for == [Path("office")]


def test_else_of_the_folder_that_the_computer_names(read_for, monkeypatch):
    monkeypatch.setenv("DUBAN_WORKSPACE", "elsewhere")
    with beforehand.begun(["generate", "-w"]):
        pass
    assert read_for == [Path("elsewhere")]


def test_nothing_for_a_command_that_does_not_read_it_anew(read_for):
    for words in ([], ["status"], ["--help"], ["run", "-w", "office"]):
        with beforehand.begun(words) as ahead:
            assert ahead is None
    assert read_for == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process is copied here")
@pytest.mark.filterwarnings("ignore:.*fork")
def test_what_is_read_ahead_is_what_the_command_takes(tmp_path, monkeypatch):
    init(tmp_path)
    monkeypatch.setattr(plan_ahead, "_LARGE", 1)
    monkeypatch.setattr(plan_ahead, "may_have_twin", lambda: True)
    taken: list[bytes | None] = []
    kept = plan_ahead.PlanAhead.kept
    monkeypatch.setattr(plan_ahead.PlanAhead, "kept", lambda ahead, own: taken.append(kept(ahead, own)) or taken[-1])
    with pytest.raises(SystemExit, match="0"):
        main(["generate", "2022-04", "-w", str(tmp_path), "--as-of", "2022-03-25T09:00"])
    assert len(taken) == 1 and taken[0]

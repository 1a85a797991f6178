"""What is begun before the line is understood: for the folder that it names, and for nothing that it does not ask for."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest

from toolkit.cli import beforehand, main
from toolkit.cli.line import run_line
from toolkit.pipeline import early_look, plan_ahead
from toolkit.workspace import first_look as looked
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
    with beforehand.begun(words) as early:
        assert early == (Path("office"), None, None)
    assert read_for == [Path("office")]


def test_else_of_the_folder_that_the_computer_names(read_for, monkeypatch):
    monkeypatch.setenv("DUBAN_WORKSPACE", "elsewhere")
    with beforehand.begun(["generate", "-w"]):
        pass
    assert read_for == [Path("elsewhere")]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["status"],
        ["--help"],
        ["-w", "generate", "status"],
        ["generate", "--help"],
        ["run", "--cluster", "tcp://host:8786"],
        ["run", "--cluster=tcp://host:8786"],
        ["note", "claim", "run"],
    ],
)
def test_nothing_for_a_command_that_does_not_want_it(words, read_for, monkeypatch):
    monkeypatch.setattr(early_look, "looked_early", lambda root, _cluster: read_for.append(root))
    with beforehand.begun(words) as early:
        assert early == (None, None, None)
    assert read_for == []


def test_the_inbox_is_looked_at_once_and_for_the_folder_that_is_meant(tmp_path, monkeypatch):
    looks: list[Path] = []
    monkeypatch.setattr(early_look, "looked_early", lambda root, _cluster: looks.append(root) or looked(root / "inbox"))
    init(tmp_path)
    office = ["-w", str(tmp_path), "--as-of", "2022-04-01T09:00"]
    with pytest.raises(SystemExit, match="0"):
        main(["ingest", *office])
    assert looks == [tmp_path]
    with beforehand.begun(["ingest", "-w", "elsewhere"]) as early:
        assert run_line(["ingest", *office], early) == 0
    assert looks == [tmp_path, Path("elsewhere"), tmp_path]


@pytest.mark.parametrize("words", [["run"], ["generate"], ["run", "-w", "a\0b"]])
def test_what_cannot_be_begun_is_left_to_the_command(words, monkeypatch):
    def gone():
        raise FileNotFoundError

    monkeypatch.delenv("DUBAN_WORKSPACE", raising=False)
    monkeypatch.setattr(os, "getcwd", gone)
    with beforehand.begun(words) as early:
        assert early == (None, None, None)


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

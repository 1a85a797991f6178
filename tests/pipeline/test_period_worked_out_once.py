"""What several products of a command are made from is worked out once, and a desk with nothing filled in is not opened."""

import pytest
from desk_workspace import copied, office, silent, two_came

from toolkit.pipeline import bulletin, desk_book
from toolkit.pipeline.main_job import hand_out, run

NOW = "2022-04-08T09:00"


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    root = two_came(tmp_path_factory.mktemp("played") / "w")
    run(office(root, NOW), "2022-04", received=None, dry_run=False, tell=silent)
    return root


@pytest.mark.parametrize("command", ["bulletin", "brief", "forms"])
@pytest.mark.parametrize("rehearsed", [False, True], ids=["", "rehearsed"])
def test_a_period_is_merged_once(played, tmp_path, monkeypatch, command, rehearsed):
    counted = []
    real = bulletin.merged
    monkeypatch.setattr(bulletin, "merged", lambda *what: counted.append(what) or real(*what))
    hand_out(office(copied(played, tmp_path / "w"), NOW), command, "2022-04", dry_run=rehearsed, tell=silent)
    assert len(counted) == 1


def test_a_desk_with_nothing_filled_in_is_not_opened(played, tmp_path, monkeypatch):
    def refused(_data):
        raise AssertionError

    monkeypatch.setattr(desk_book, "read_todo", refused)
    hand_out(office(copied(played, tmp_path / "w"), NOW), "register", "2022-04", dry_run=False, tell=silent)

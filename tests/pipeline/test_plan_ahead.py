"""A plan that a twin reads ahead is the plan as it is read here; what the twin does not tell is read here."""

import os
from hashlib import sha256

import pytest
from desk_workspace import office

from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline import plan_ahead
from toolkit.pipeline.kept_plan import KeptPlan
from toolkit.pipeline.twin import Twin
from toolkit.workspace import Workspace, init

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no process is copied here"),
    pytest.mark.filterwarnings("ignore:.*fork"),
]


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setattr(plan_ahead, "_LARGE", 1)
    monkeypatch.setattr(plan_ahead, "may_have_twin", lambda: True)
    init(tmp_path)
    return Workspace(tmp_path)


def test_what_was_read_ahead_is_the_plan_and_is_kept_like_it(workspace):
    data = workspace.plan.read_bytes()
    here, told = KeptPlan(None), None
    with plan_ahead.plan_ahead(workspace.root) as ahead:
        told = KeptPlan(None, ahead)
        assert told.plan(data, workspace.plan.name) == here.plan(data, workspace.plan.name)
    assert told.used == here.used


def test_a_plan_saved_anew_since_is_read_here(workspace):
    with plan_ahead.plan_ahead(workspace.root) as ahead:
        assert ahead.kept(sha256(b"other").hexdigest()) is None


def test_a_reader_that_died_leaves_the_plan_to_be_read_here(workspace, monkeypatch):
    monkeypatch.setattr(plan_ahead, "_read", lambda _path: iter(["half"]))
    data = workspace.plan.read_bytes()
    with plan_ahead.plan_ahead(workspace.root) as ahead:
        assert KeptPlan(None, ahead).plan(data, workspace.plan.name) == office(workspace.root, "2022-03-25T09:00").plan


def test_a_mistake_is_said_as_ever(workspace):
    workspace.plan.write_bytes(b"no book")
    with plan_ahead.plan_ahead(workspace.root) as ahead, pytest.raises(ToolkitError, match="打不开"):
        KeptPlan(None, ahead).plan(workspace.plan.read_bytes(), workspace.plan.name)


def test_none_is_begun_where_nothing_is_gained(workspace, monkeypatch):
    def no_twin(_work: object) -> Twin:
        raise AssertionError

    monkeypatch.setattr(plan_ahead, "Twin", no_twin)
    workspace.ledger.parent.mkdir(parents=True, exist_ok=True)
    workspace.ledger.touch()
    with plan_ahead.plan_ahead(workspace.root) as known:
        assert known is None
    workspace.ledger.unlink()
    workspace.plan.unlink()
    with plan_ahead.plan_ahead(workspace.root) as missing:
        assert missing is None

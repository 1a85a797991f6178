"""A plan that a twin reads ahead is the plan as it is read here; what the twin does not tell is read here."""

import os
from hashlib import sha256

import pytest
from desk_workspace import office

from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline import plan_ahead
from toolkit.pipeline.kept_plan import KeptPlan
from toolkit.pipeline.twin import Twin
from toolkit.plan import read
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


def test_a_very_large_plan_is_read_by_a_twin_and_leaves_nothing_behind(workspace, monkeypatch):
    data, here = workspace.plan.read_bytes(), KeptPlan(None)
    plan = here.plan(data, workspace.plan.name)
    monkeypatch.setattr(plan_ahead, "_VERY_LARGE", 1)
    with monkeypatch.context() as apart:
        apart.setattr(read, "read_plan", _told_elsewhere(os.getpid(), read.read_plan))
        told = KeptPlan(None)
        assert told.plan(data, workspace.plan.name) == plan
    assert told.used == here.used
    monkeypatch.setattr(plan_ahead, "_understood", lambda _data, _name: iter(()))
    assert KeptPlan(None).plan(data, workspace.plan.name) == plan  # it died
    with pytest.raises(ToolkitError, match="打不开"):
        KeptPlan(None).plan(b"no book", workspace.plan.name)


def _told_elsewhere(origin, reader):
    def read_plan(data, name):
        assert os.getpid() != origin
        return reader(data, name)

    return read_plan

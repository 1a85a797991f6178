"""A large ledger is proved while a command begins: no later than anything is written, and it says what it said at once."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from desk_workspace import april, copied, desk, office, silent
from forgetting import bent

from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline import looked_through
from toolkit.pipeline.ingest import ingest
from toolkit.pipeline.main_job import run
from toolkit.workspace.leftovers import sweep_parts

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no twin there")
NOW = "2022-04-09T09:00"
COMMANDS: dict[str, Callable[[Path], object]] = {
    "run": lambda root: run(office(root, NOW), "2022-04", received=None, dry_run=False, tell=silent),
    "ingest": lambda root: ingest(office(root, NOW), received=None, dry_run=False, tell=silent),
}


def _dies(*_asked: object) -> Iterator[str]:
    os._exit(1)
    yield ""


def _refused(*_asked: object) -> None:
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))


@pytest.fixture(params=["a twin", "a twin that dies", "no process more"])
def twin(request, monkeypatch) -> Callable[[], None]:
    """Have whatever comes proved by a twin."""

    def begin() -> None:
        monkeypatch.setattr(looked_through, "_LARGE", 0)
        monkeypatch.setattr(looked_through, "may_have_twin", lambda: True)
        if request.param == "a twin that dies":
            monkeypatch.setattr(looked_through, "_told", _dies)
        if request.param == "no process more":
            monkeypatch.setattr(looked_through, "Twin", _refused)

    return begin


@pytest.fixture
def meanwhile(twin) -> None:
    twin()


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> Path:
    """April, with a sheet in the inbox and templates that no record knows yet."""
    root = april(tmp_path_factory.mktemp("april") / "w")
    there = desk(root)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-05T08:00")
    template = root / "templates" / "收件回执.txt.j2"
    template.write_text(template.read_text("utf-8") + "\n另：请保存。\n", "utf-8")
    return root


@pytest.fixture
def root(played: Path, tmp_path: Path) -> Path:
    return copied(played, tmp_path / "w")


def contents(root: Path) -> dict[str, str]:
    """Return what lies in a workspace, but for who holds it."""
    files = (path for path in root.rglob("*") if path.is_file() and "锁" not in path.name and "占用" not in path.name)
    return {path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


BROKEN = {
    "an edited record": ("UPDATE record SET body = replace(body, '2022-04-03', '2022-04-01') WHERE kind = 'receipt'",),
    "a record that nobody can read": (
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE record SET body = '{' WHERE kind = 'issued'",
    ),
    "a record with a field of its own": ("UPDATE record SET body = json_set(body, '$.x', 1) WHERE kind = 'issued'",),
    "a cut tail": ("DELETE FROM record WHERE seq = (SELECT max(seq) FROM record)",),
    "a strange table": ("CREATE TABLE mine (x)",),
    "no readings": ("DROP TABLE reading",),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_ledger_is_refused_as_at_once_and_nothing_is_written(root, tmp_path, twin, command, how):
    bent(root, *BROKEN[how])
    other = copied(root, tmp_path / "other")
    with pytest.raises(ToolkitError) as at_once:
        COMMANDS[command](other)
    twin()
    before = contents(root)
    with pytest.raises(ToolkitError) as refused:
        COMMANDS[command](root)
    assert str(refused.value) == str(at_once.value)
    assert contents(root) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_what_waits_to_be_kept_is_let_go_with_a_broken_ledger(tmp_path, meanwhile, command):
    root = april(tmp_path / "w")
    bent(root, "DELETE FROM derived", *BROKEN["an edited record"])  # the plan is understood anew
    before = contents(root)
    with pytest.raises(ToolkitError, match="备份"):
        COMMANDS[command](root)
    assert contents(root) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_an_older_ledger_is_refused(root, meanwhile, command):
    ledger = office(root, NOW).workspace.ledger
    older = ledger.read_bytes()
    COMMANDS[command](root)
    ledger.write_bytes(older)
    with pytest.raises(ToolkitError, match="比 archive/原件 旧"):
        COMMANDS[command](root)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_crash_left_is_swept_and_comes_again(root, meanwhile, command):
    here = office(root, NOW).workspace
    older, data = here.ledger.read_bytes(), (here.inbox / "附件2-水利局.xlsx").read_bytes()
    COMMANDS[command](root)
    archived = set(here.originals.rglob("*附件2-水利局.xlsx"))
    here.ledger.write_bytes(older)
    (here.inbox / "附件2-水利局.xlsx").write_bytes(data)
    part = here.period("2022-04") / "汇总表.xlsx.12.part"
    part.write_bytes(b"x")
    COMMANDS[command](root)
    assert set(here.originals.rglob("*附件2-水利局.xlsx")) == archived
    assert not part.exists() and not any(here.inbox.glob("附件2-*"))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_twin_looks_once_and_the_command_no_more(root, monkeypatch, command):
    monkeypatch.setattr(looked_through, "_LARGE", 0)
    monkeypatch.setattr(looked_through, "may_have_twin", lambda: True)
    here: list[str] = []
    real, sweep = looked_through.refuse_broken, sweep_parts
    monkeypatch.setattr(looked_through, "refuse_broken", lambda *known: here.append("proof") or real(*known))
    monkeypatch.setattr(looked_through, "sweep_parts", lambda workspace: here.append("sweep") or sweep(workspace))
    COMMANDS[command](root)
    assert here == []


@pytest.mark.parametrize("twin", ["a twin", "a twin that dies"], indirect=True)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_broken_off_before_the_proof_writes_nothing(tmp_path, meanwhile, monkeypatch, command):
    root = april(tmp_path / "w")

    def broken_off(*_asked: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("toolkit.pipeline.desk_book.read_desk", broken_off)
    bent(root, "DELETE FROM derived")
    before = contents(root)
    with pytest.raises(KeyboardInterrupt):
        COMMANDS[command](root)
    assert contents(root) == before

"""What goes back to many units is written by a twin beside the books: the same files and records, also when it dies."""

import os

import pytest
from desk_workspace import copied, office, silent, two_came

from toolkit.evidence.ledger import open_ledger
from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline import answering, letters, making, twin
from toolkit.pipeline.main_job import run

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="no process is copied here"),
    pytest.mark.filterwarnings("ignore:.*fork"),
]
NOW = "2022-04-08T09:00"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    return two_came(tmp_path_factory.mktemp("两手") / "督办")


@pytest.fixture
def by_two(monkeypatch):
    monkeypatch.setattr(answering, "MANY", 1)
    monkeypatch.setattr(answering, "may_have_twin", lambda: True)


def dying(after):
    """Return a twin that tells so many lines and dies."""

    class Dying(twin.Twin):
        def __init__(self, work):
            def little():
                for number, line in enumerate(work()):
                    if number == after:
                        os._exit(1)
                    yield line

            super().__init__(little)

    return Dying


def after_run(root):
    done = run(office(root, NOW), "2022-04", received=None, dry_run=False, tell=silent)
    files = {path.relative_to(root): path.read_bytes() for path in (root / "outbox").rglob("*") if path.is_file()}
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        kept = {key: ledger.derived("made", key) for key in ledger.derived_keys("made")}
        rest = (ledger.head_full(), ledger.outputs(), kept, answering.behind(ledger))
    return files, rest, sorted(path.relative_to(root) for path in done.collected.copies.paths), done.undone


@pytest.fixture
def alone(filled, tmp_path):
    return after_run(copied(filled, tmp_path / "一手"))


def test_two_write_what_one_does(filled, alone, by_two, tmp_path):
    assert any("退回" in str(name) for name in alone[0]) and any("回执" in str(name) for name in alone[0])
    assert after_run(copied(filled, tmp_path / "两手")) == alone


@pytest.mark.parametrize("after", [0, 2, 5])
def test_what_the_twin_did_not_tell_is_written_by_the_first(filled, alone, by_two, tmp_path, monkeypatch, after):
    monkeypatch.setattr(making, "Twin", dying(after))
    assert after_run(copied(filled, tmp_path / "半途")) == alone


def test_what_can_be_written_by_neither_is_said_once(filled, by_two, tmp_path, monkeypatch):
    def refused(*_given):
        raise ToolkitError("模板打不开")

    root = copied(filled, tmp_path / "坏")
    with monkeypatch.context() as patched:
        patched.setattr(letters, "returned_files", refused)
        patched.setattr("toolkit.pipeline.producing.put_on_record", lambda *_given: None)
        said = after_run(root)
    assert said[3] == ("模板打不开",)
    assert not any("退回" in str(name) for name in said[0]) and any("回执" in str(name) for name in said[0])
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        assert answering.behind(ledger)


def test_a_run_that_fails_over_the_books_leaves_no_twin(filled, by_two, tmp_path, monkeypatch):
    twins = []

    class Known(twin.Twin):
        def __init__(self, work):
            super().__init__(work)
            twins.append(self)

    def killed(*_given):
        raise KeyboardInterrupt

    root = copied(filled, tmp_path / "断")
    with monkeypatch.context() as patched:
        patched.setattr(making, "Twin", Known)
        patched.setattr("toolkit.pipeline.main_job._lines_written", killed)
        with pytest.raises(KeyboardInterrupt):
            after_run(root)
    (one,) = twins
    with pytest.raises(ChildProcessError):
        os.waitpid(one._pid, os.WNOHANG)
    after_run(root)
    assert not list((root / "outbox").rglob("*.part"))

"""Promises: a file moves when the ledger says so and not before, and only the very file that was promised."""

import json
import os

import pytest
from archive_intake import CAME, NOW, drop, inbox, ingest, outer, scan

from toolkit.evidence.archive import Archive
from toolkit.evidence.ledger import open_ledger
from toolkit.evidence.promises import Promises
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import IngestRun, Receipt, Times
from toolkit.workspace import Workspace

NAME = "附件2.xlsx"


@pytest.fixture
def workspace(tmp_path):
    place = Workspace(tmp_path / "督办")
    place.inbox.mkdir(parents=True)
    place.archive.mkdir()
    return place


def recorded(workspace, ledger, data=b"old"):
    """Take a file in up to the commit: its receipt stands, and its promise is not kept yet."""
    drop(workspace, NAME, data)
    (file,) = scan(workspace)
    archive, promises = Archive(workspace), Promises(workspace, ledger)
    staged = archive.stage(file)
    path = archive.store(staged, "2022-04", NAME)
    promises.out([(file, staged.sha256)])
    times = Times(file_time=file.modified(NOW.tzinfo))
    receipt = Receipt(name=NAME, sha256=staged.sha256, size=file.size, archived=path, times=times)
    ledger.append(IngestRun(as_of=NOW), receipt)
    return promises


def replaced(workspace, data):
    """Put another file in the same place: another inode, the same size and time."""
    other = workspace.inbox / "other"
    other.write_bytes(data)
    other.replace(workspace.inbox / NAME)
    os.utime(workspace.inbox / NAME, ns=(CAME, CAME))


def test_another_file_under_the_name_of_a_recorded_one_stays(workspace):
    with open_ledger(workspace.ledger) as ledger:
        promises = recorded(workspace, ledger)
        replaced(workspace, b"new")
        promises.keep()
    assert inbox(workspace) == {NAME: b"new"}


def test_the_same_bytes_leave_though_the_share_gave_them_another_inode(workspace):
    with open_ledger(workspace.ledger) as ledger:
        promises = recorded(workspace, ledger)
        replaced(workspace, b"old")
        promises.keep()
    assert inbox(workspace) == {} and not workspace.promises.exists()


def test_nothing_goes_back_before_the_undo_is_on_record(workspace):
    drop(workspace, NAME, b"old")
    ingest(workspace)
    with open_ledger(workspace.ledger) as ledger:
        promises, (run,) = Promises(workspace, ledger), ledger.runs()
        promises.back(ledger.receipts())
        assert (promises.coming(), promises.keep(), inbox(workspace)) == ((), (), {})
        promises.back(ledger.receipts())  # keeping what is not due forgets it
        ledger.undo(run.number, at=NOW)
        assert promises.coming() == (NAME,)
        promises.keep()
    assert inbox(workspace) == {NAME: b"old"} and outer(workspace) == []


def test_an_undo_of_another_run_gives_nothing_back(workspace):
    drop(workspace, NAME, b"old")
    ingest(workspace)
    with open_ledger(workspace.ledger) as ledger:
        run = ledger.append(IngestRun(as_of=NOW))[0]
        promises = Promises(workspace, ledger)
        promises.back(ledger.receipts())
        ledger.undo(run, at=NOW)
        assert promises.coming() == ()


def test_a_run_without_files_is_taken_back_too(workspace):
    with open_ledger(workspace.ledger) as ledger:
        ledger.append(IngestRun(as_of=NOW))
        promises = Promises(workspace, ledger)
        promises.back(())
        assert promises.keep() == () and not workspace.promises.exists()


@pytest.mark.parametrize("name", ["../附件1.xlsx", "/etc/附件2.xlsx", "二批/../../附件2.xlsx", ""])
def test_a_promise_never_leads_out_of_the_inbox(workspace, name):
    with open_ledger(workspace.ledger) as ledger:
        promises = recorded(workspace, ledger)
        (stored,) = json.loads(workspace.promises.read_text("utf-8"))
        ledger.append(IngestRun(as_of=NOW), Receipt(name=name, sha256="00", size=1, archived="原件/x"))
        workspace.promises.write_text(json.dumps([{**stored, "name": name, "sha256": "00"}]), "utf-8")
        with pytest.raises(ToolkitError, match="收件箱之外"):
            promises.keep()


@pytest.mark.parametrize("moved", [-5_000_000_000, 5_000_000_000])
def test_what_goes_back_does_not_take_another_days_file_for_itself(workspace, moved):
    """The same bytes dropped again, older or newer: both stay in the inbox."""
    drop(workspace, NAME, b"old")
    ingest(workspace)
    with open_ledger(workspace.ledger) as ledger:
        promises, (run,) = Promises(workspace, ledger), ledger.runs()
        promises.back(ledger.receipts())
        ledger.undo(run.number, at=NOW)
        (workspace.inbox / NAME).write_bytes(b"old")
        os.utime(workspace.inbox / NAME, ns=(CAME + moved, CAME + moved))
        promises.keep()
    assert sorted(inbox(workspace).values()) == [b"old", b"old"]

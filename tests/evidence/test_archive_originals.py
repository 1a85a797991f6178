"""Laws of the archive: kept as received, once, whatever the crash; given back as it came."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from archive_intake import CAME, HEAP, drop, heap, inbox, ingest, outer, scan, undo

from toolkit.evidence import archive as archive_module
from toolkit.evidence.archive import Archive, ChangedMeanwhile, sha256_of
from toolkit.evidence.ledger import Ledger, open_ledger
from toolkit.evidence.promises import Promises
from toolkit.nouns.errors import ToolkitError
from toolkit.words.names import safe_name
from toolkit.workspace import Workspace
from toolkit.workspace.writing import clear_folder, remove


@pytest.fixture
def workspace(tmp_path):
    found = Workspace(tmp_path / "督办")
    found.inbox.mkdir(parents=True)
    found.archive.mkdir()
    return found


def test_everything_is_kept_once_and_leaves_the_inbox(workspace):
    expected = heap(workspace)
    assert ingest(workspace) == ()
    assert outer(workspace) == expected
    assert inbox(workspace) == {} and not workspace.promises.exists()
    assert ingest(workspace) == () and outer(workspace) == expected


def test_originals_are_read_only_and_named_by_content(workspace):
    drop(workspace, "二批/附件2 (终稿).xlsx", b"one")
    ingest(workspace)
    (name,) = Archive(workspace).files()
    assert name == f"原件/2022-04/{hashlib.sha256(b'one').hexdigest()[:12]}_附件2 (终稿).xlsx"
    assert not (workspace.archive / name).stat().st_mode & 0o222


def test_undo_gives_everything_back_as_it_came(workspace):
    heap(workspace)
    ingest(workspace)
    undo(workspace)
    assert inbox(workspace) == HEAP
    assert {file.mtime_ns for file in scan(workspace)} == {CAME}
    assert outer(workspace) == []
    ingest(workspace)
    assert len(outer(workspace)) == len(HEAP)


def test_undo_overwrites_nothing(workspace):
    drop(workspace, "附件2.xlsx", b"old")
    ingest(workspace)
    drop(workspace, "附件2.xlsx", b"new")
    undo(workspace)
    assert inbox(workspace) == {"附件2.xlsx": b"new", "附件2（2）.xlsx": b"old"}


def test_undo_refuses_when_an_original_is_gone(workspace):
    drop(workspace, "附件2.xlsx", b"old")
    ingest(workspace)
    victim = workspace.archive / Archive(workspace).files()[0]
    remove(victim)
    with pytest.raises(ToolkitError, match="verify"):
        undo(workspace)
    with open_ledger(workspace.ledger) as ledger:
        assert len(ledger.receipts()) == 1


def test_a_file_held_open_is_recorded_once_and_leaves_later(workspace, monkeypatch):
    drop(workspace, "附件2.xlsx", b"old")
    real = Path.unlink

    def unlink(self, missing_ok=False):
        if self.parent.name == "inbox":
            raise PermissionError("open in Excel")
        return real(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    assert ingest(workspace) == ("附件2.xlsx",)
    assert ingest(workspace) == ("附件2.xlsx",)
    monkeypatch.undo()
    drop(workspace, "other.xlsx", b"x")
    assert ingest(workspace) == ()
    assert [name for name, _ in outer(workspace)] == ["other.xlsx", "附件2.xlsx"]
    assert inbox(workspace) == {}


def test_a_newer_file_under_the_promised_name_is_an_arrival_of_its_own(workspace, monkeypatch):
    drop(workspace, "附件2.xlsx", b"old")
    monkeypatch.setattr(Promises, "_remove", lambda self, promise: False)
    ingest(workspace)
    monkeypatch.undo()
    drop(workspace, "附件2.xlsx", b"newer")
    ingest(workspace)
    assert [name for name, _ in outer(workspace)] == ["附件2.xlsx", "附件2.xlsx"]


def test_what_changes_while_copied_is_left(workspace):
    drop(workspace, "a", b"1")
    (found,) = scan(workspace)
    drop(workspace, "a", b"12")
    with pytest.raises(ChangedMeanwhile):
        Archive(workspace).stage(found)
    found.path.unlink()
    with pytest.raises(ChangedMeanwhile):
        Archive(workspace).stage(found)


@pytest.mark.skipif(os.name == "nt", reason="POSIX links")
def test_what_became_a_link_is_not_followed(workspace):
    drop(workspace, "a", b"1")
    (found,) = scan(workspace)
    found.path.unlink()
    found.path.symlink_to("/etc/hostname")
    with pytest.raises(ChangedMeanwhile):
        Archive(workspace).stage(found)


def test_a_file_that_cannot_be_read_costs_only_itself(workspace, monkeypatch):
    drop(workspace, "a", b"1")
    (found,) = scan(workspace)

    def read(source):
        raise ChangedMeanwhile("bad sector")

    monkeypatch.setattr(archive_module, "_read", read)
    with pytest.raises(ChangedMeanwhile):
        Archive(workspace).stage(found)
    assert list(workspace.staging.iterdir()) == []


def test_contents_that_share_their_first_digits_get_longer_names(workspace):
    archive = Archive(workspace)
    digest = hashlib.sha256(b"one").hexdigest()
    squatter = workspace.originals / "2022-04" / f"{digest[:12]}_a.xlsx"
    squatter.parent.mkdir(parents=True)
    squatter.write_bytes(b"other")
    assert archive.store(b"one", "2022-04", "a.xlsx") == f"原件/2022-04/{digest[:16]}_a.xlsx"
    assert archive.store(b"one", "2022-04", "a.xlsx") == f"原件/2022-04/{digest[:16]}_a.xlsx"
    assert squatter.read_bytes() == b"other"
    assert list(workspace.staging.glob("[0-9]*")) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "..\\..\\x.xlsx",
        "C:\\x.xlsx",
        "a\x00b",
        "..",
        "",
        "\u202exslx.exe",
        "坏\udcff",
        "长" * 300 + ".xlsx",
    ],
)
def test_no_name_leads_out_of_the_archive(workspace, name):
    path = Archive(workspace).store(b"one", "2022-04", name)
    whole = (workspace.archive / path).resolve()
    assert whole.parent == (workspace.originals / "2022-04").resolve() and whole.is_file()
    assert len(os.fsencode(whole.name)) <= 255 and whole.name.isprintable()
    assert safe_name("附件2.xlsx") == "附件2.xlsx"


@pytest.mark.parametrize("archived", ["../x", "原件/../../x", "/etc/passwd", "", "原件//x", "C:/x", "a\\b"])
def test_a_record_cannot_point_out_of_the_archive(workspace, archived):
    with pytest.raises(ValueError, match="archive"):
        Archive(workspace).path(archived)


def test_template_snapshots_are_kept_by_content(workspace):
    archive = Archive(workspace)
    path = archive.keep_templates([(b"form", ".xlsx")])[0]
    assert path == archive.keep_templates([(b"form", ".xlsx")])[0] == f"表样/{hashlib.sha256(b'form').hexdigest()}.xlsx"
    assert archive.read(path) == b"form"


# -- crashes ---------------------------------------------------------------------------------------------------------


class Crash(BaseException):
    """The process is gone: nothing it does afterwards has an effect."""


class Power:
    """Lets `left` effects through, then none: every later effect of the dying process fails too."""

    def __init__(self, left: int):
        self.left = left

    def wrap(self, real):
        def effect(*given, **more):
            self.left -= 1
            if self.left < 0:
                raise Crash
            return real(*given, **more)

        return effect


def crash_after(monkeypatch, left: int, act) -> bool:
    """Run until the effects are used up; tell whether that happened."""
    power = Power(left)
    with monkeypatch.context() as patch:
        for owner, names in (
            (Path, ("replace", "unlink", "rename", "chmod")),
            (os, ("fsync", "utime")),
            (Ledger, ("append",)),
        ):
            for name in names:
                patch.setattr(owner, name, power.wrap(getattr(owner, name)))
        try:
            act()
        except Crash:
            return True
    return False


def fresh(workspace: Workspace) -> list[tuple[str, str]]:
    clear_folder(workspace.root)
    workspace.inbox.mkdir(parents=True)
    workspace.archive.mkdir()
    return heap(workspace)


def test_a_crash_of_an_ingest_at_any_effect_loses_nothing_and_takes_nothing_twice(workspace, monkeypatch):
    left = 0
    while True:
        expected = fresh(workspace)
        if not crash_after(monkeypatch, left, lambda: ingest(workspace)):
            break
        assert crash_after(monkeypatch, left // 2, lambda: ingest(workspace)) in {True, False}
        ingest(workspace)
        assert outer(workspace) == expected, left
        assert inbox(workspace) == {} and not workspace.promises.exists(), left
        left += 1
    assert left > 25


def test_a_crash_of_an_undo_at_any_effect_gives_everything_back_once(workspace, monkeypatch):
    left = 0
    while True:
        expected = fresh(workspace)
        ingest(workspace)
        if not crash_after(monkeypatch, left, lambda: undo(workspace)):
            break
        undo(workspace)
        assert inbox(workspace) == HEAP and outer(workspace) == [], left
        ingest(workspace)
        assert outer(workspace) == expected, left
        left += 1
    assert left > 10


def test_sweep_keeps_what_nobody_can_send_again(workspace):
    drop(workspace, "a", b"one")
    archive = Archive(workspace)
    archive.store(archive.stage(scan(workspace)[0]), "2022-06", "a")
    archive.store(b"member", "2022-06", "m", root=hashlib.sha256(b"one").hexdigest())
    archive.store(b"lost", "2022-06", "b", root=hashlib.sha256(b"gone").hexdigest())
    (workspace.staging / "leftover").write_bytes(b"x")
    gone = Archive(workspace).sweep(archive.unrecorded(()), scan(workspace))
    assert len(gone) == 2
    (kept,) = archive.files()
    assert kept.endswith("_b") and list(workspace.staging.iterdir()) == []


def test_disk_full_is_a_sentence_and_no_half_original(workspace, monkeypatch):
    drop(workspace, "a", b"one")

    def fsync(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(ToolkitError, match="磁盘已满"):
        ingest(workspace)
    monkeypatch.undo()
    assert list(workspace.staging.glob("[0-9]*")) == []
    assert len(inbox(workspace)) == 1
    ingest(workspace)
    assert len(outer(workspace)) == 1


def test_no_copy_gets_its_name_before_its_bytes_are_synced(workspace, monkeypatch):
    for name in ("a", "b", "c"):
        drop(workspace, name, name.encode())
    synced: set[int] = set()
    real_sync, real_replace = os.fsync, Path.replace

    def fsync(handle):
        synced.add(os.fstat(handle).st_ino)
        real_sync(handle)

    def replace(path, target):
        assert path.stat().st_ino in synced
        return real_replace(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    archive = Archive(workspace)
    copies = [(found.name, archive.stage(found)) for found in scan(workspace)]
    assert synced == set()
    for name, copy in copies:
        archive.store(copy, "2022-06", name)
    assert len(archive.files()) == 3


def test_hash_of_what_cannot_be_read_is_empty(tmp_path):
    assert sha256_of(tmp_path / "none") == ""


KILLED = """
import sys
sys.path[:0] = [sys.argv[2]]
from pathlib import Path
import archive_intake as own
workspace = own.Workspace(Path(sys.argv[1]))
print("ready", flush=True)
own.ingest(workspace, batch=3)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_killed_at_random_moments_nothing_is_lost_and_nothing_twice(workspace):
    expected = [(f"{number:03}.xlsx", hashlib.sha256(b"%d" % number).hexdigest()) for number in range(200)]
    for number, (name, _) in enumerate(expected):
        drop(workspace, name, b"%d" % number)
    moments, kills = random.Random(2022), 0
    support = Path(__file__).parents[1] / "support"
    for _ in range(12):
        command = [sys.executable, "-c", KILLED, str(workspace.root), str(support)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout.readline() == b"ready\n"
            time.sleep(moments.random() * 0.06)
            process.send_signal(signal.SIGKILL)
            kills += process.wait() != 0
    ingest(workspace)
    assert kills
    assert outer(workspace) == expected
    assert inbox(workspace) == {} and not workspace.promises.exists()


# -- promises: which record decides ------------------------------------------------------------------------------------


class PowerCut(BaseException):
    """Raised in place of the commit."""


def cut_before_commit(monkeypatch, act) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "append", lambda *_given, **_more: (_ for _ in ()).throw(PowerCut))
        with pytest.raises(PowerCut):
            act()


def test_the_same_file_dropped_again_stays_until_its_own_receipt_is_written(workspace, monkeypatch):
    drop(workspace, "附件2.xlsx", b"same")
    ingest(workspace)
    drop(workspace, "附件2.xlsx", b"same")
    cut_before_commit(monkeypatch, lambda: ingest(workspace))
    with open_ledger(workspace.ledger) as ledger:
        promises = Promises(workspace, ledger)
        assert promises.held() == frozenset() and promises.keep() == ()
    assert inbox(workspace) == {"附件2.xlsx": b"same"}, "it would be gone without a receipt"
    ingest(workspace)
    assert [name for name, _ in outer(workspace)] == ["附件2.xlsx"] * 2 and inbox(workspace) == {}


def test_what_was_undone_and_taken_again_goes_by_the_newer_receipt(workspace, monkeypatch):
    drop(workspace, "附件2.xlsx", b"same")
    ingest(workspace)
    undo(workspace)
    cut_before_commit(monkeypatch, lambda: ingest(workspace))
    with open_ledger(workspace.ledger) as ledger:
        assert Promises(workspace, ledger).keep() == ()
    assert inbox(workspace) == {"附件2.xlsx": b"same"}
    ingest(workspace)
    assert len(outer(workspace)) == 1 and inbox(workspace) == {}

"""Laws of the workspace: atomic writes, one writer, an inbox looked at and never followed, init that keeps."""

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import openpyxl
import pytest

from toolkit.nouns.errors import ToolkitError
from toolkit.workspace import (
    Workspace,
    arrivals,
    first_look,
    init,
    lock,
    on_network,
    shipped_template,
    shipped_templates,
    write_atomic,
)
from toolkit.workspace.network import NETWORK_TYPES, mount_type

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2022, 4, 6, 9, 30, tzinfo=SHANGHAI)
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX file kinds")


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# -- write_atomic ----------------------------------------------------------------------------------------------------


def test_write_replaces_whole_and_leaves_nothing_beside(tmp_path):
    target = tmp_path / "2022-04" / "汇总表.xlsx"
    assert write_atomic(target, b"1") == target
    assert write_atomic(target, b"22") == target
    assert target.read_bytes() == b"22"
    assert names(tmp_path) == ["2022-04/汇总表.xlsx"]


def test_a_name_of_255_bytes_can_be_written(tmp_path):
    target = tmp_path / ("长" * 83 + ".xlsx")
    assert write_atomic(target, b"1").read_bytes() == b"1"


def test_an_open_target_gets_a_second_name(tmp_path, monkeypatch):
    target = tmp_path / "汇总表.xlsx"
    target.write_bytes(b"open in Excel")
    real = Path.replace

    def replace(self, to):
        if Path(to).name == "汇总表.xlsx":
            raise PermissionError(errno.EACCES, "used by another process")
        return real(self, to)

    monkeypatch.setattr(Path, "replace", replace)
    assert write_atomic(target, b"new") == tmp_path / "汇总表（2）.xlsx"
    assert write_atomic(target, b"newer").read_bytes() == b"newer"
    assert names(tmp_path) == ["汇总表.xlsx", "汇总表（2）.xlsx"]
    assert target.read_bytes() == b"open in Excel"
    with pytest.raises(ToolkitError):
        write_atomic(target, b"x", elsewhere=False)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_a_failing_disk_is_a_sentence_and_no_half_file(tmp_path, monkeypatch, code):
    target = tmp_path / "汇总表.xlsx"
    target.write_bytes(b"old")

    def fsync(handle):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(ToolkitError, match=r"汇总表.xlsx"):
        write_atomic(target, b"new")
    assert names(tmp_path) == ["汇总表.xlsx"] and target.read_bytes() == b"old"


# -- network ---------------------------------------------------------------------------------------------------------

MOUNTS = "/dev/sda1 / ext4 rw 0 0\nsrv:/x /mnt/共\\040享 nfs4 rw 0 0\n//srv/y /mnt/a cifs rw 0 0\ntmpfs /mnt/a/b tmpfs rw 0 0\n"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/x", "ext4"),
        ("/mnt/共 享/督办", "nfs4"),
        ("/mnt/a", "cifs"),
        ("/mnt/a/b/c", "tmpfs"),
        ("/mnt/ab", "ext4"),
    ],
)
def test_the_deepest_mount_decides(path, kind):
    assert mount_type(path, MOUNTS) == kind


def test_share_types_are_known_and_a_local_folder_is_none(tmp_path):
    assert {"nfs", "cifs", "smb3"} <= NETWORK_TYPES
    assert on_network(tmp_path) is False
    if os.name != "nt":
        assert on_network(Path("//server/share")) is True


# -- lock ------------------------------------------------------------------------------------------------------------

HOLD = """
import sys, time
from datetime import datetime
from pathlib import Path
from toolkit.workspace import Workspace, lock
with lock(Workspace(Path(sys.argv[1])), "督查室甲", since=datetime.fromisoformat("2022-04-06T09:00:00+08:00")):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    repo = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, cwd=repo)
    assert process.stdout.readline().strip() == b"held"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_second_writer_is_told_who_and_since_when(tmp_path, holder):
    with pytest.raises(ToolkitError) as caught, lock(Workspace(tmp_path), "乙", since=NOW, wait=0.05):
        pass
    for word in ("督查室甲", "2022-04-06 09:00", str(holder.pid)):
        assert word in str(caught.value)


def test_a_dead_holders_lock_frees_itself(tmp_path, holder):
    holder.kill()
    holder.wait()
    workspace = Workspace(tmp_path)
    assert workspace.holder.exists()
    with lock(workspace, "乙", since=NOW):
        assert json.loads(workspace.holder.read_bytes())["who"] == "乙"
    assert not workspace.holder.exists()


def test_a_share_without_locks_gets_a_plain_one(tmp_path, monkeypatch):
    import filelock

    def acquire(self, *given, **more):
        raise NotImplementedError

    monkeypatch.setattr(filelock.FileLock, "acquire", acquire)
    workspace = Workspace(tmp_path)
    with (
        lock(workspace, "甲", since=NOW),
        pytest.raises(ToolkitError, match="甲"),
        lock(workspace, "乙", since=NOW, wait=0.05),
    ):
        pass
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    with lock(workspace, "甲", since=NOW):
        held = json.loads(workspace.holder.read_bytes()) | {"pid": dead.pid}
        plain = workspace.lock.with_name(workspace.lock.name + "占用")
        left = plain.read_bytes()
    plain.write_bytes(left)
    workspace.holder.write_bytes(json.dumps(held).encode())
    with lock(workspace, "乙", since=NOW, wait=0.05):
        pass


# -- arrivals --------------------------------------------------------------------------------------------------------


class Sleep:
    """Counts the pauses and does something in each."""

    def __init__(self, act=lambda: None):
        self.slept: list[float] = []
        self.act = act

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.act()


def test_one_pause_for_all_files_and_none_for_an_empty_inbox(tmp_path):
    sleep = Sleep()
    assert arrivals(tmp_path, sleep=sleep).files == () and sleep.slept == []
    for place in ("a.xlsx", "二批/b.xlsx", "二批/深/c.pdf"):
        (tmp_path / place).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / place).write_bytes(b"123")
    scan = arrivals(tmp_path, sleep=sleep)
    assert [(found.name, found.size) for found in scan.files] == [
        ("a.xlsx", 3),
        ("二批/b.xlsx", 3),
        ("二批/深/c.pdf", 3),
    ]
    assert sleep.slept == [0.5]


def test_a_look_is_remembered_without_its_files(tmp_path):
    (tmp_path / "附件2-教育局.xlsx").write_bytes(b"1")
    look = first_look(tmp_path)
    kept = look.remembered()
    assert kept.files == () and kept.had(look.files) and kept.moment == look.moment
    (tmp_path / "附件2-教育局.xlsx").write_bytes(b"12")
    assert not kept.had(first_look(tmp_path).files)


def test_who_looked_before_waits_no_longer_than_from_then_on(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"123")
    seen, sleep = first_look(tmp_path), Sleep()
    assert len(arrivals(tmp_path, sleep=sleep, seen=seen).files) == 1
    assert arrivals(tmp_path, sleep=sleep, seen=replace(seen, moment=seen.moment - 60)).files == seen.files
    assert sleep.slept[0] < 0.5 and sleep.slept[1] == 0


@pytest.mark.parametrize("change", ["new", "grown", "touched"])
def test_an_early_look_says_nothing_of_what_it_did_not_see(tmp_path, change):
    (tmp_path / "a.xlsx").write_bytes(b"123")
    seen, sleep = replace(first_look(tmp_path), moment=-60.0), Sleep()
    if change == "new":
        (tmp_path / "b.xlsx").write_bytes(b"123")
    elif change == "grown":
        (tmp_path / "a.xlsx").write_bytes(b"1234")
    else:
        os.utime(tmp_path / "a.xlsx", (1, 1))
    arrivals(tmp_path, sleep=sleep, seen=seen)
    assert sleep.slept == [0.5]


def test_what_grows_between_two_looks_stays(tmp_path):
    for name in ("grows", "touched", "vanishes", "still", "x.crdownload", "X.PART", "y.tmp", "z.download"):
        (tmp_path / name).write_bytes(b"1")

    def change():
        (tmp_path / "grows").write_bytes(b"12")
        os.utime(tmp_path / "touched", (1, 1))
        (tmp_path / "vanishes").unlink()

    scan = arrivals(tmp_path, sleep=Sleep(change))
    assert [found.name for found in scan.files] == ["still"]
    assert set(scan.growing) == {"grows", "touched", "vanishes", "x.crdownload", "X.PART", "y.tmp", "z.download"}


def test_the_clerks_log_is_no_arrival_but_only_at_the_root(tmp_path):
    for name in ("收文登记.xlsx", "~$收文登记.xlsx", ".gitkeep", "二批/收文登记.xlsx", "~$附件2.xlsx", ".DS_Store"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"1")
    scan = arrivals(tmp_path, sleep=Sleep())
    assert {found.name for found in scan.files} == {"二批/收文登记.xlsx", "~$附件2.xlsx", ".DS_Store"}
    assert scan.skipped == ()


@posix
def test_links_and_devices_are_named_and_never_followed(tmp_path):
    inbox, outside = tmp_path / "inbox", tmp_path / "outside"
    inbox.mkdir()
    outside.mkdir()
    (outside / "secret.xlsx").write_bytes(b"1")
    (inbox / "link.xlsx").symlink_to(outside / "secret.xlsx")
    (inbox / "folder").symlink_to(outside)
    (inbox / "dangling").symlink_to("nowhere")
    (inbox / "loop").symlink_to(inbox)
    os.mkfifo(inbox / "pipe.xlsx")
    scan = arrivals(inbox, sleep=Sleep())
    assert scan.files == ()
    assert [name for name, _ in scan.skipped] == ["dangling", "folder", "link.xlsx", "loop", "pipe.xlsx"]


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root reads everything")
def test_unreadable_is_named(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"1")
    (tmp_path / "a.xlsx").chmod(0)
    (tmp_path / "closed").mkdir(mode=0)
    scan = arrivals(tmp_path, sleep=Sleep())
    assert scan.files == () and [name for name, _ in scan.skipped] == ["a.xlsx", "closed"]


@posix
def test_names_that_are_not_utf8_and_very_long_ones_are_found(tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb8\xbd\xbc\xfe2.xlsx")).write_bytes(b"1")
    (tmp_path / ("长" * 80 + ".xlsx")).write_bytes(b"1")
    deep = tmp_path
    for _ in range(12):
        deep /= "深" * 80
        deep.mkdir()
    (deep / "a.xlsx").write_bytes(b"1")
    assert len(arrivals(tmp_path, sleep=Sleep()).files) == 3


def test_modification_time_is_kept_to_the_microsecond(tmp_path):
    (tmp_path / "a").write_bytes(b"1")
    os.utime(tmp_path / "a", ns=(0, 1_649_208_600_123_456_789))
    found = arrivals(tmp_path, sleep=Sleep()).files[0]
    assert found.modified(SHANGHAI) == NOW.replace(microsecond=123_456)


# -- layout ----------------------------------------------------------------------------------------------------------


def test_init_lays_down_and_a_second_one_keeps(tmp_path):
    root = tmp_path / "督办 2022"
    laid = init(root)
    assert "inbox/收文登记.xlsx" in laid.made and laid.kept == ()
    assert {f"templates/{name}" for name in shipped_templates()} < set(laid.made)
    (root / "templates" / "附件2.xlsx").write_bytes(b"the clerk's")
    (root / "inbox" / "收文登记.xlsx").unlink()
    again = init(root)
    assert again.made == ("inbox/收文登记.xlsx",)
    assert (root / "templates" / "附件2.xlsx").read_bytes() == b"the clerk's"
    assert names(tmp_path) == sorted(f"督办 2022/{name}" for name in laid.made)


def test_the_log_offers_the_plans_units(tmp_path):
    init(tmp_path)
    book = openpyxl.load_workbook(tmp_path / "inbox" / "收文登记.xlsx")
    offered = [rule.formula1 for rule in book.active.data_validations.dataValidation if str(rule.sqref).startswith("B")]
    assert len(offered) == 1 and "教育局" in offered[0]


def test_shipped_templates_are_whole_workbooks():
    assert shipped_template("附件2.xlsx").startswith(b"PK")


@posix
def test_init_never_writes_through_a_link(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    root = tmp_path / "w"
    root.mkdir()
    (root / "inbox").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ToolkitError):
        init(root)
    assert names(tmp_path) == []


def test_find_says_what_is_missing(tmp_path):
    with pytest.raises(ToolkitError, match="init"):
        Workspace.find(tmp_path)
    with pytest.raises(ToolkitError, match="init"):
        Workspace.find(tmp_path / "none")

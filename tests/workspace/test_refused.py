"""What the computer refuses is one Chinese sentence with its true cause, exit 3; never a bug of the program."""

import errno
import os
import re
import shutil
from pathlib import Path

import pytest
from held import held

from toolkit.cli.line import run_line
from toolkit.nouns.errors import Exit, ToolkitError
from toolkit.workspace import init
from toolkit.workspace.refused import made_folder, refused, speaking, system_said

COULD_BE = (
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR,
    errno.ELOOP, errno.EIO, errno.EEXIST, errno.ENOENT, errno.ENOTEMPTY,
)  # fmt: skip


@pytest.fixture
def root(tmp_path):
    init(tmp_path / "w")
    return tmp_path / "w"


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    """Run a command; return the one sentence that it refused with."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    def run(*words):
        code = run_line([str(word) for word in words])
        out, err = capsys.readouterr()
        assert (code, out) == (Exit.OPERATOR, ""), err
        assert len(err.strip().splitlines()) == 1
        assert not list(tmp_path.rglob("duban.log"))
        return err

    return run


@pytest.mark.parametrize("number", COULD_BE)
def test_no_english_of_the_system_is_shown(number):
    error = OSError(number, os.strerror(number), "甲/乙.xlsx")
    with pytest.raises(ToolkitError) as caught, speaking(Path("甲/乙.xlsx")):
        raise error
    for said in (str(caught.value), system_said(error), refused(error)):
        assert not re.search(r"[A-Za-z]{3,}", said.replace("xlsx", ""))


def test_what_may_be_the_programs_own_mistake_is_none_of_the_operators():
    assert refused(FileNotFoundError(errno.ENOENT, "", "甲")) == "" == refused(OSError("something"))
    assert "甲" in refused(PermissionError(errno.EACCES, "", "甲"))


@pytest.mark.parametrize("below", ["", "里面/新"])
@pytest.mark.parametrize("command", ["init", "demo", "new-year", "export"])
def test_a_file_in_the_way_of_a_new_folder_is_named(told, root, tmp_path, command, below):
    way = tmp_path / "挡路"
    way.write_bytes(b"")
    folder = way / below
    words = {"new-year": (folder, "--from", root), "export": ("教育局", folder, "-w", root)}.get(command, (folder,))
    said = told(command, *words)
    assert str(way) in said and ("不见了" not in said) and ("是文件" in said or "已有别的内容" in said)
    assert way.read_bytes() == b"" and not list(tmp_path.glob("*.part"))


def test_a_folder_where_nobody_may_make_one_is_named(told, tmp_path, monkeypatch):
    closed, mkdir = tmp_path / "只读", Path.mkdir
    closed.mkdir()

    def refusing(path, *given, **more):
        if closed in path.parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return mkdir(path, *given, **more)

    monkeypatch.setattr(Path, "mkdir", refusing)
    said = told("init", closed / "新")
    assert f"没有权限在 {closed} 里新建" in said


@pytest.mark.skipif(os.name == "nt" or not Path("/proc/self").is_dir(), reason="a folder of the system in which nobody makes one")
def test_a_folder_of_the_system_is_not_said_to_be_gone(told):
    assert "/proc 里不能新建" in told("init", "/proc/督办")


def test_a_link_that_leads_nowhere_is_named(told, tmp_path):
    try:
        (tmp_path / "环").symlink_to("环")
    except OSError:
        pytest.skip("no links here")
    if not (tmp_path / "环").is_symlink():
        pytest.skip("no links here")
    assert "链接" in told("init", tmp_path / "环")
    assert "链接" in told("init", tmp_path / "环" / "里")


def test_links_in_a_circle_inside_a_workspace_are_one_sentence(root, tmp_path):
    (root / "outbox").rmdir()
    try:
        (root / "outbox").symlink_to("outbox")
    except OSError:
        pytest.skip("no links here")
    if not (root / "outbox").is_symlink():
        pytest.skip("no links here")
    with pytest.raises(ToolkitError, match="链接"):
        init(root)


def test_the_old_year_that_is_not_there_is_asked_for_by_its_own_option(told, root, tmp_path):
    (tmp_path / "文件").write_bytes(b"")
    (tmp_path / "空").mkdir()
    for old, why in (("没有", "没有文件夹"), ("文件", "是文件"), ("空", "缺 templates")):
        said = told("new-year", "新", "--from", old)
        assert why in said and old in said and "--from" in said
        assert "-w" not in said and "init" not in said
    assert not (tmp_path / "新").exists()


def test_a_workspace_that_nobody_may_look_into_is_no_bug(told, root, monkeypatch):
    def closed(_path, **_more):
        raise PermissionError(errno.EACCES, "Permission denied", str(root / "templates"))

    monkeypatch.setattr(Path, "is_file", closed)
    assert f"{root / 'templates'} 没有权限" in told("-w", root, "status")
    monkeypatch.chdir(root)
    monkeypatch.delenv("DUBAN_WORKSPACE", raising=False)
    assert "没有权限" in told("status")


def test_what_cannot_be_added_is_named_and_leaves_nothing(told, root, tmp_path, monkeypatch):
    given = tmp_path / "收到"
    given.mkdir()
    (given / "甲.xlsx").write_bytes(b"1")
    (given / "乙.xlsx").write_bytes(b"2")
    before = sorted((root / "inbox").iterdir())
    for source in (given, given / "乙.xlsx"):
        with held(given / "乙.xlsx", monkeypatch):
            said = told("add", source, "-w", root)
        assert str(given / "乙.xlsx") in said and str(root / "inbox") not in said
        assert sorted((root / "inbox").iterdir()) == before


def test_a_disk_that_is_full_while_a_folder_is_added_is_said(told, root, tmp_path, monkeypatch):
    given = tmp_path / "收到"
    given.mkdir()
    (given / "甲.xlsx").write_bytes(b"1")

    def full(_source, _target):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copy2", full)
    assert "磁盘已满" in told("add", given, "-w", root)
    assert not (root / "inbox" / "收到").exists()


def test_a_folder_that_is_there_is_fine(tmp_path):
    made_folder(tmp_path / "甲" / "乙")
    made_folder(tmp_path / "甲" / "乙")
    assert (tmp_path / "甲" / "乙").is_dir()


def test_launchers_of_somebody_else_do_not_stop_init(root, monkeypatch):
    def refusing(_path, _mode):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refusing)
    assert "一键收件.bat" in init(root).kept


@pytest.mark.skipif(os.name != "nt", reason="a name that only Windows keeps for itself")
def test_a_folder_that_nobody_could_delete_is_not_made(tmp_path):
    with pytest.raises(ToolkitError):
        made_folder(tmp_path / "con")
    assert not any(tmp_path.iterdir())

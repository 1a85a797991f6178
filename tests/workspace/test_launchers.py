"""一键…: what a clerk clicks. The .bat files are run for real under Wine; here their text, and what the shell twins do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline.adding import add
from toolkit.workspace import Workspace, init
from toolkit.workspace.launchers import LAUNCHERS, dropped_files, windows_file

ROOT = Path(__file__).parents[2]


def test_bat_files_are_what_a_chinese_windows_reads(tmp_path):
    init(tmp_path / "督 办")
    for launcher in LAUNCHERS:
        data = (tmp_path / "督 办" / f"{launcher.name}.bat").read_bytes()
        assert data.count(b"\r\n") == data.count(b"\n") and "没有找到" in data.decode("gbk")
        assert launcher.arguments.split()[0] in data.decode("gbk")


@pytest.mark.parametrize("python", ["", "C:\\a%b\\python.exe", "C:\\x&y\\python.exe", "C:\\\U0001f600\\python.exe"])
def test_an_interpreter_that_cmd_cannot_name_is_left_out(python):
    assert b"if exist" not in windows_file(LAUNCHERS[0], python)


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ('cmd /c ""C:\\督办\\一键收件.bat" C:\\a&b.xlsx "C:\\c d.xlsx""', ("C:\\a&b.xlsx", "C:\\c d.xlsx")),
        ('C:\\Windows\\system32\\cmd.exe /c ""C:\\督 办\\一键收件.bat" "C:\\附件2 (1).xlsx""', ("C:\\附件2 (1).xlsx",)),
        ('cmd /c ""C:\\督办\\一键收件.bat" "', ()),
        ('"C:\\Windows\\cmd.exe"', ()),
        ("", ()),
    ],
)
def test_dropped_files_are_found_in_cmd_s_own_command_line(line, files):
    assert dropped_files(line) == files


def test_files_are_put_into_the_inbox_and_never_over_another(tmp_path):
    init(tmp_path / "w")
    workspace = Workspace(tmp_path / "w")
    for folder, text in (("一", "1"), ("二", "2")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "附件2.xlsx").write_text(text, encoding="utf-8")
        add(workspace, [tmp_path / folder / "附件2.xlsx"], dry_run=False)
    names = {path.name: path.read_text("utf-8") for path in workspace.inbox.glob("附件2*")}
    assert names == {"附件2.xlsx": "1", "附件2（2）.xlsx": "2"}
    with pytest.raises(ToolkitError):
        add(workspace, [tmp_path / "一" / "附件2.xlsx", tmp_path / "没有.xlsx"], dry_run=False)
    assert len(list(workspace.inbox.glob("附件2*"))) == 2


@pytest.mark.skipif(os.name == "nt", reason="the .sh twin")
@pytest.mark.slow
def test_the_shell_twin_finds_python_and_does_its_work(tmp_path):
    root = tmp_path / "督 办"
    init(root)
    given = tmp_path / "一 个.txt"
    given.write_text("x", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    done = subprocess.run(
        [root / "一键收件.sh", given], input="\n", env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "已收 1 件" in done.stdout

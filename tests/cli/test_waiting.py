"""What still lies in the inbox is said beside every figure and letter that does not know it."""

import pytest
from desk_workspace import laid

from toolkit.cli.line import run_line


@pytest.mark.parametrize("command", ["status", "register", "remind"])
def test_files_that_were_not_taken_in_are_said(command, tmp_path, capsys):
    root = laid(tmp_path / "ws")
    line = ["-w", str(root), "--as-of", "2022-04-08T09:00", command, "2022-04"]
    assert run_line(line) == 0
    assert "还没有收" not in capsys.readouterr().err
    (root / "inbox" / "附件2-教育局.xlsx").write_bytes(b"x")
    assert run_line(line) == 0
    assert "1 件还没有收" in capsys.readouterr().err

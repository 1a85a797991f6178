"""A read-only mark, a long path, another program: no dead end on any system."""

import stat
from pathlib import Path

import pytest

from toolkit.nouns.errors import ToolkitError
from toolkit.workspace import write_atomic
from toolkit.workspace.refused import speaking
from toolkit.workspace.writing import clear_folder, remove


def marked(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"old")
    path.chmod(stat.S_IREAD)
    return path


def test_a_book_marked_read_only_is_written_anew_under_its_own_name(tmp_path):
    book = marked(tmp_path / "汇总表.xlsx")
    assert write_atomic(book, b"new") == book
    assert book.read_bytes() == b"new"


def test_read_only_files_are_cleared_away(tmp_path):
    remove(marked(tmp_path / "一.xlsx"))
    marked(tmp_path / "演示" / "原件" / "二.xlsx")
    clear_folder(tmp_path / "演示")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "word"), [("短", "不见了"), ("长" * 260, "太长")])
def test_what_windows_does_not_find_for_its_length_is_named_so(tmp_path, name, word):
    with pytest.raises(ToolkitError, match=word), speaking(tmp_path / name):
        raise FileNotFoundError(2, "No such file or directory")

"""Many files are written at once as one by one: whole, in order, and not touched where they stand."""

import errno
import math
import os
from pathlib import Path

import pytest

from toolkit.nouns.errors import ToolkitError
from toolkit.workspace import many_files
from toolkit.workspace.many_files import HANDFUL, HANDS, written_at_once


@pytest.fixture(autouse=True, params=["as the disk answers", "here", "by hands"])
def _way(request, monkeypatch):
    """Each law holds whoever writes."""
    patience = {"here": math.inf, "by hands": -1.0}.get(request.param)
    if patience is not None:
        monkeypatch.setattr(many_files, "_AT_ONCE", patience)


def _files(folder: Path, count: int) -> list[tuple[Path, bytes]]:
    return [(folder / f"{number}.xlsx", str(number).encode()) for number in range(count)]


def test_all_are_written_and_told_in_order(tmp_path):
    files = _files(tmp_path / "下发", 3 * HANDS * HANDFUL + 3)
    assert [one.path for one in written_at_once(files)] == [path for path, _ in files]
    assert [path.read_bytes() for path, _ in files] == [data for _, data in files]
    assert len(list((tmp_path / "下发").iterdir())) == len(files)


def test_a_few_are_held_at_a_time(tmp_path):
    asked = 0

    def files():
        nonlocal asked
        for path, data in _files(tmp_path, 1000):
            asked += 1
            yield path, data

    written = written_at_once(files())
    next(written)
    assert asked <= (HANDS + 2) * HANDFUL
    written.close()


def test_a_file_that_stands_is_not_touched(tmp_path):
    files = _files(tmp_path, 3)
    list(written_at_once(files))
    os.utime(files[1][0], (1, 1))
    files[2][0].write_bytes(b"?")
    list(written_at_once(files))
    assert files[1][0].stat().st_mtime == 1
    assert files[2][0].read_bytes() == b"2"


def test_one_that_cannot_be_written_is_a_sentence_and_leaves_no_half_file(tmp_path):
    files = _files(tmp_path, 5)
    files[2][0].mkdir()
    with pytest.raises(ToolkitError):
        list(written_at_once(files))
    assert not list(tmp_path.glob("*.part"))
    assert [path.read_bytes() for path, _ in files if path.is_file()] == [b"0", b"1", b"3"]


def test_what_ends_a_handful_leaves_none_of_it_half_done_nor_open(tmp_path, monkeypatch):
    """Windows renames no file that is still open: the next command could not write there."""

    class Ended(BaseException):
        pass

    real, handles = many_files.opened_anew, []

    def opened(path):
        if len(handles) == 4:
            raise Ended
        handles.append(real(path))
        return handles[-1]

    monkeypatch.setattr(many_files, "opened_anew", opened)
    with pytest.raises(Ended):
        list(written_at_once(_files(tmp_path, 9)))
    assert {path.name for path in tmp_path.iterdir()} == {f"{number}.xlsx" for number in range(4)}, "those tried first are whole"
    for handle in handles:
        with pytest.raises(OSError):
            os.fstat(handle)


def test_a_system_that_cannot_begin_to_write_ahead_writes_when_it_is_told_to(tmp_path, monkeypatch):
    def refused(*_given):
        raise OSError(errno.EINVAL, "no such advice")

    monkeypatch.setattr(os, "posix_fadvise", refused, raising=False)
    monkeypatch.setattr(os, "POSIX_FADV_DONTNEED", 4, raising=False)
    files = _files(tmp_path, HANDFUL)
    list(written_at_once(files))
    assert [path.read_bytes() for path, _ in files] == [data for _, data in files]


def test_what_makes_the_files_may_fail_and_leaves_no_half_file(tmp_path):
    def files():
        yield from _files(tmp_path, HANDFUL + 3)
        raise ToolkitError("停。")

    with pytest.raises(ToolkitError, match="停"):
        list(written_at_once(files()))
    assert not list(tmp_path.glob("*.part"))


def test_an_open_target_gets_a_second_name(tmp_path, monkeypatch):
    files = _files(tmp_path, 3)
    files[1][0].write_bytes(b"open in Excel")
    real = Path.replace

    def replace(self, to):
        if Path(to).name == files[1][0].name:
            raise PermissionError(errno.EACCES, "used by another process")
        return real(self, to)

    monkeypatch.setattr(Path, "replace", replace)
    assert [one.path.name for one in written_at_once(files)] == ["0.xlsx", "1（2）.xlsx", "2.xlsx"]

"""A group's files that nobody touched since they were written are known by what the system says of them: none is opened."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from desk_workspace import answered, copied, desk, office, taken

from toolkit.pipeline import making, products, standing
from toolkit.pipeline.demo_returns import put
from toolkit.pipeline.standing import Standing

AFTER, SIGNED, LATER, LAST, NEXT = (f"2022-04-{day}T09:00" for day in ("09", "10", "11", "12", "13"))
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its system does not say when anything about a file changed")


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """April with the receipts of two units."""
    return answered(tmp_path_factory.mktemp("signs") / "w", "教育局", "水利局")


@pytest.fixture
def root(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(products, "_UNITS", 1)
    root = copied(written, tmp_path / "w")
    late(root, AFTER)  # kept by units from here on
    late(root, SIGNED)
    return root


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The receipts that are opened to see whether they stand."""
    names: list[str] = []
    real = Standing.stands

    def stands(self: Standing, name: str, sha: str) -> bool:
        names.extend([name.rpartition("/")[2]] if "收件回执" in name else [])
        return real(self, name, sha)

    monkeypatch.setattr(Standing, "stands", stands)
    return names


def late(root: Path, moment: str) -> None:
    there = desk(root)
    there.drop(f"附件2-水利局-{moment[:10]}.xlsx", there.filled("水利局", put("进展情况", f"{moment[5:10]}闸门已安装。")), moment)
    taken(root, moment)


def receipt(root: Path) -> Path:
    return office(root, LATER).workspace.receipts("2022-04") / "收件回执-教育局.txt"


def receipts(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in receipt(root).parent.iterdir() if "教育局" in path.name}


def test_what_nobody_touched_is_not_opened(root, opened):
    before = receipts(root)
    late(root, LATER)
    assert {name for name in opened if "水利局" not in name} == set()
    assert receipts(root) == before


def in_place(path: Path) -> None:
    """Write other bytes, as many, and set the time back at which they were written."""
    then = path.stat()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))


def another(path: Path) -> None:
    """Lay another file in its place, as long and as old."""
    beside, then = path.with_suffix(".neu"), path.stat()
    beside.write_bytes(path.read_bytes()[::-1])
    os.utime(beside, ns=(then.st_atime_ns, then.st_mtime_ns))
    beside.replace(path)


TOUCHED: dict[str, Callable[[Path], object]] = {
    "other bytes": in_place,
    "another file": another,
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "gone": Path.unlink,
}


@pytest.mark.parametrize("how", TOUCHED)
def test_what_was_touched_is_made_again(root, opened, how):
    before = receipts(root)
    TOUCHED[how](receipt(root))
    late(root, LATER)
    assert receipt(root).name in opened
    assert receipts(root) == before
    late(root, LAST)  # the page beside it was left standing, and is looked at once more
    opened.clear()
    late(root, NEXT)
    assert receipt(root).name not in opened


def test_what_was_copied_is_opened_once_and_left_as_it_is(root, opened):
    path = receipt(root)
    path.write_bytes(path.read_bytes())
    then = path.stat().st_ino, path.stat().st_mtime_ns
    late(root, LATER)
    assert path.name in opened
    opened.clear()
    late(root, LAST)
    assert path.name not in opened
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == then


def test_what_was_written_beside_a_file_that_another_program_held_is_written_again(root, monkeypatch):
    """It stands under a second name; the file under its own is an older one."""
    path, real = receipt(root).with_name("收件回执-水利局.txt"), Path.replace
    beside, before = path.with_name("收件回执-水利局（2）.txt"), path.read_bytes()

    def replace(self: Path, to: Path) -> Path:
        if to.name == path.name:
            raise PermissionError(errno.EACCES, "used by another process")
        return real(self, to)

    with monkeypatch.context() as held:
        held.setattr(Path, "replace", replace)
        late(root, LATER)
    newer = beside.read_bytes()
    assert path.read_bytes() == before != newer
    desk(root).drop("附件2-教育局-再报.xlsx", desk(root).filled("教育局"), LAST)
    taken(root, LAST)
    assert path.read_bytes() == newer
    assert not beside.exists()


def test_what_another_program_writes_before_the_group_is_signed_is_made_again(root, opened, monkeypatch):
    path, real, saved = receipt(root), making.written_at_once, []
    before = receipts(root)
    for name in before:
        path.with_name(name).unlink()

    def written(files):
        for one in real(files):
            if one.path == path:
                one.path.write_bytes(before[path.name][::-1])
                saved.append(one.path)
            yield one

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(making, "written_at_once", written)
        late(root, LATER)
    assert saved and receipts(root) != before
    late(root, LAST)
    assert path.name in opened and receipts(root) == before


def test_what_was_all_written_just_now_is_signed_at_once(root, opened):
    before = receipts(root)
    for name in before:
        receipt(root).with_name(name).unlink()
    late(root, LATER)
    opened.clear()
    late(root, LAST)
    assert not opened or all("教育局" not in name for name in opened)
    assert receipts(root) == before


def coarse(root: Path, _monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that knows whole seconds."""
    for path in receipt(root).parent.iterdir():
        os.utime(path, (1_649_000_000, 1_649_000_000))


UNSAID: dict[str, Callable[[Path, pytest.MonkeyPatch], None]] = {
    "times of a coarse clock": coarse,
    "a system that does not say it": lambda _root, monkeypatch: monkeypatch.setattr(standing, "_SYSTEM", "win32"),
    "a share": lambda _root, monkeypatch: monkeypatch.setattr(standing, "on_network", lambda _path: True),
}


@pytest.mark.parametrize("how", UNSAID)
def test_where_the_system_does_not_say_it_all_are_opened_each_time(root, opened, monkeypatch, how):
    UNSAID[how](root, monkeypatch)
    before = receipts(root)
    for moment in (LATER, LAST):
        opened.clear()
        late(root, moment)
        assert receipt(root).name in opened
    assert receipts(root) == before

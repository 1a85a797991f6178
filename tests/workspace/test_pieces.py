"""A file may be handed on in pieces: written whole or not at all, held by nobody, not touched where it says so already."""

import errno
import hashlib
import os
import subprocess
import sys
import threading
import tracemalloc

import pytest

from toolkit.nouns.errors import ToolkitError
from toolkit.workspace import Workspace, write_atomic
from toolkit.workspace.leftovers import sweep_parts
from toolkit.workspace.many_files import HANDFUL, written_at_once
from toolkit.workspace.pieces import Pieces, sum_of
from toolkit.workspace.writing import Batch, aside

MEGABYTE = 1 << 20


def names(folder):
    return [path.name for path in folder.iterdir()]


@pytest.fixture(params=["at once", "many", "batch"])
def put(request):
    """Write one file, in each of the ways that there are."""

    def batch(path, content):
        batch = Batch()
        try:
            batch.add(path, content)
            batch.place()
        finally:
            batch.drop()

    return {"at once": write_atomic, "many": lambda *file: list(written_at_once([file])), "batch": batch}[request.param]


def test_what_came_in_pieces_is_whole_and_its_sum_is_told(tmp_path, put):
    path, pieces = tmp_path / "2022-04" / "看板.html", Pieces([b"<html>", b"", b"</html>"])
    put(path, pieces)
    assert path.read_bytes() == b"<html></html>"
    assert sum_of(pieces) == hashlib.sha256(b"<html></html>").hexdigest() == sum_of(b"<html></html>")
    assert [path.name] == names(path.parent)


@pytest.mark.parametrize(
    ("before", "now", "touched"),
    [
        (b"abcd", [b"ab", b"cd"], False),
        (b"abcd", [b"ab", b"ce"], True),
        (b"abcd", [b"ab"], True),
        (b"abcd", [b"abcd", b"e"], True),
        (b"", [], False),
    ],
)
def test_a_file_that_says_so_already_is_not_touched(tmp_path, before, now, touched):
    path = tmp_path / "看板.html"
    path.write_bytes(before)
    os.utime(path, (1, 1))
    assert [one.path for one in written_at_once([(path, Pieces(now))])] == [path]
    assert path.read_bytes() == b"".join(now)
    assert (path.stat().st_mtime != 1) is touched
    assert [path.name] == names(tmp_path)


@pytest.mark.parametrize(
    ("error", "shown"),
    [(OSError(errno.ENOSPC, "full"), "磁盘已满"), (ToolkitError("模板有误。"), "模板有误")],
    ids=["disk", "maker"],
)
def test_what_ends_midway_is_one_sentence_and_leaves_what_stood(tmp_path, put, error, shown):
    path = tmp_path / "看板.html"
    path.write_bytes(b"before")

    def pieces():
        yield b"half"
        raise error

    with pytest.raises(ToolkitError, match=shown):
        put(path, Pieces(pieces()))
    assert path.read_bytes() == b"before" and [path.name] == names(tmp_path)


def test_it_is_made_by_him_who_asks_in_its_place_among_others(tmp_path):
    makers = []

    def pieces():
        makers.append(threading.current_thread())
        yield b"piece"

    def files():
        for number in range(3 * HANDFUL):
            content = Pieces(pieces()) if number in {1, 2, HANDFUL} else b"whole"
            yield tmp_path / f"{number}.html", content

    assert [one.path.stem for one in written_at_once(files())] == [str(number) for number in range(3 * HANDFUL)]
    assert makers == [threading.current_thread()] * 3
    assert (tmp_path / "1.html").read_bytes() == b"piece" and (tmp_path / "3.html").read_bytes() == b"whole"


def test_nobody_holds_the_whole_of_it(tmp_path, put):
    """Twice as long takes as much memory."""
    peaks = []
    for count in (8, 16):
        tracemalloc.start()
        put(tmp_path / "看板.html", Pieces(bytes([number]) * MEGABYTE for number in range(count)))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0] < 4 * MEGABYTE


def test_what_is_laid_aside_has_no_name_once_it_is_closed(tmp_path):
    with aside(tmp_path / "2022-04" / "汇总表.xlsx") as laid:
        laid.write(bytes(3 * MEGABYTE))
        laid.seek(2)
        assert laid.read(3) == bytes(3)
    assert names(tmp_path / "2022-04") == []


DYING = """
import os, sys
from pathlib import Path
from toolkit.workspace.pieces import Pieces
from toolkit.workspace.writing import aside, write_atomic

def pieces():
    yield bytes(9 << 20)
    os._exit(9)

path = Path(sys.argv[1])
with aside(path) as laid:
    laid.write(bytes(9 << 20))
    write_atomic(path, Pieces(pieces()))
"""


def test_a_program_that_dies_meanwhile_leaves_what_stood_and_nothing_that_stays(tmp_path):
    root = Workspace(tmp_path)
    path = root.outbox / "2022-04" / "汇总表.xlsx"
    write_atomic(path, b"before")
    assert subprocess.run([sys.executable, "-c", DYING, path], check=False).returncode == 9
    assert path.read_bytes() == b"before" and len(names(path.parent)) >= 2
    sweep_parts(root)
    assert path.read_bytes() == b"before" and names(path.parent) == [path.name]

"""The blocks of a book that stands in outbox/ are copied into the next one; a book that was touched, or lost, is made anew."""

import errno
import os
import re
import tracemalloc
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from desk_workspace import answered, copied, office, ran, ran_april
from forgetting import spoilt
from kept_counts import counted

from toolkit.ooxml.spool import Spool
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.pipeline.book_blocks import standing_file, told
from toolkit.pipeline.main_job import run
from toolkit.pipeline.standing import Standing

FIRST, LATER = "2022-04-08T09:00", "2022-04-09T09:00"


def made_again(root: Path) -> bytes:
    """Run later, and return 汇总表."""
    ran(root, LATER)
    return book(root).read_bytes()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return ran_april(tmp_path / "w")


@pytest.fixture
def taken_over(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of each book that was made: how many blocks were copied."""
    return counted(monkeypatch, BookBlocks, "copied")


def book(root: Path) -> Path:
    return office(root, LATER).workspace.consolidated("2022-04")


SPOILT = spoilt(book)


def test_the_same_lines_are_copied_at_another_moment(root, taken_over):
    made_again(root)
    assert len(taken_over) == 3  # 汇总表, the register, 待办
    assert all(taken_over)


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_nothing_is_copied_out_of_what_was_touched(root, tmp_path, taken_over, spoil):
    other = copied(root, tmp_path / "other")
    spoil(root)
    assert made_again(root) == made_again(other)
    assert taken_over[0] == 0
    assert all(taken_over[2:])


def test_a_disk_that_is_full_while_rows_are_laid_aside_is_one_sentence_and_the_book_stands(root, monkeypatch):
    """What cannot be written is named; the next run makes it."""
    before, calls = book(root).read_bytes(), iter(range(99))

    def full(self: Spool, data: bytes) -> tuple[int, int]:
        if not isinstance(self._file, BytesIO) and next(calls) > 3:
            raise OSError(errno.ENOSPC, "full")
        return real(self, data)

    real = Spool.lay
    with monkeypatch.context() as patched:
        patched.setattr(Spool, "lay", full)
        done = run(office(root, LATER), "2022-04", received=None, dry_run=False, tell=lambda *_: None)
    said = [sentence for part in done.written for sentence in part.undone]
    assert len(said) == 2 and all("磁盘已满" in one for one in said) and "汇总表" in said[0]  # the register's too
    assert book(root).read_bytes() == before
    assert not list(book(root).parent.rglob("*.part"))
    assert made_again(root) != before


def test_a_file_that_is_saved_over_while_it_is_read_is_read_no_further(tmp_path):
    """The same length, and other bytes: they would have become part of the next book."""
    path = tmp_path / "汇总表.xlsx"
    path.write_bytes(b"rows of a book")
    os.utime(path, (1, 1))
    with standing_file(path, told(b"listed", sha256(b"rows of a book").hexdigest())) as (listed, read):
        assert listed == b"listed" and read is not None
        assert read(0, 4) == b"rows"
        path.write_bytes(b"rows of a page")
        with pytest.raises(OSError, match=re.escape(os.strerror(errno.EIO))):
            read(10, 4)


def test_where_the_system_gives_no_thread_more_the_book_is_hashed_all_the_same(tmp_path, monkeypatch):
    def refused(_self):
        raise RuntimeError("can't start new thread")

    path, data = tmp_path / "汇总表.xlsx", b"rows of a book"
    path.write_bytes(data)
    monkeypatch.setattr(Thread, "start", refused)
    for said, listed in ((data, b"listed"), (b"another", b"")):
        with standing_file(path, told(b"listed", sha256(said).hexdigest())) as (kept, _read):
            assert kept == listed


def test_that_a_long_book_stands_is_seen_without_holding_it(tmp_path):
    """Its sha256 is that of all its bytes, however long it is."""
    there = answered(tmp_path / "w", "教育局")
    outbox = office(there, FIRST).workspace.outbox
    with office(there, FIRST).reading() as ledger:
        standing = Standing(office(there, FIRST), ledger)
        for size in (0, 1, (1 << 17) - 1, 1 << 17, 5 << 20):
            (outbox / "书.xlsx").write_bytes(bytes(size))
            assert standing.stands("书.xlsx", sha256(bytes(size)).hexdigest())
            assert not standing.stands("书.xlsx", sha256(b"another").hexdigest())
        tracemalloc.start()
        standing.stands("书.xlsx", "")
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
        tracemalloc.stop()

"""A copy of this process tells what it did; one that hangs is not waited for."""

import os
import random
import select
import time

import pytest

from toolkit.pipeline.files_made import FileMade, GroupMade, MadeTold
from toolkit.pipeline.files_made import told as lines_of
from toolkit.pipeline.twin import Twin, may_have_twin

pytestmark = [
    pytest.mark.skipif(not may_have_twin(), reason="no copy of a process is safe here"),
    pytest.mark.filterwarnings("ignore:.*fork"),
]


def _hanging():
    yield "甲"
    time.sleep(600)
    yield "乙"


def test_what_a_twin_told_before_it_hung_counts():
    twin = Twin(_hanging)
    assert list(twin.told(patience=0.2)) == ["甲"]
    twin.end()


def _slow():
    for line in "甲乙丙丁":
        time.sleep(0.15)
        yield line


def test_a_slow_twin_is_waited_for_while_it_tells():
    twin = Twin(_slow)
    assert list(twin.told(patience=0.4)) == list("甲乙丙丁")
    twin.end()


def test_a_twin_that_fails_tells_what_it_did():
    def failing():
        yield "甲"
        raise ValueError

    twin = Twin(failing)
    assert list(twin.told()) == ["甲"]
    twin.end()


def test_works_are_told_apart_and_one_that_computes_is_waited_for():
    def computing():
        until = time.process_time() + 0.6
        while time.process_time() < until:
            pass
        yield "丙"

    twin = Twin(lambda: iter("甲乙"), computing)
    assert list(twin.told(1, patience=0.2)) == ["丙"]
    assert list(twin.told(0)) == ["甲", "乙"]
    assert twin.seconds(1) > 0.5 > twin.seconds(0)
    twin.end()


def test_a_twin_ends_soon_after_the_first_whatever_it_does():
    """It has copies of all locks: the next command would wait for them."""
    held, mine = os.pipe()
    first = os.fork()
    if not first:
        os.close(held)
        Twin(_hanging)
        os._exit(0)  # as one that is killed: it ends no twin
    os.close(mine)
    os.waitpid(first, 0)
    assert select.select([held], [], [], 20)[0] and not os.read(held, 1)  # nobody has the other end any more
    os.close(held)


def test_what_is_kept_of_a_large_book_is_told_in_short_lines():
    """One long line lay five times in memory at once, in who told it and in who was told."""
    book = FileMade("2022-04/登记表.xlsx", "ab", "cd", "登记表.xlsx", random.Random(1).randbytes(500_000))
    assert max(map(len, lines_of([book]))) < 70_000
    assert [*MadeTold(lines_of([book]))] == [book]


def test_what_is_told_of_files_and_groups_is_what_was_made_as_far_as_it_was_told():
    files = [FileMade(f"2022-04/{nth}.txt", "ab", "", blocks=bytes([nth])) for nth in range(3)]
    every = [files[0], GroupMade("cd"), GroupMade("ef", kept=True), *files[1:]]
    lines = [*lines_of(every), *lines_of(files[:1])]
    both = iter(lines)
    assert [[*MadeTold(both)] for _ in range(2)] == [every, files[:1]]  # of one product after the other
    cut = MadeTold(lines[:-5])
    assert [*cut] == every[:-1]
    assert (cut.whole, cut.groups, cut.files) == (False, 2, 1)

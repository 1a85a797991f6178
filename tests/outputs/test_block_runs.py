"""Runs of blocks that stand side by side: each is looked up and copied in one, and comes apart where a block in it has changed."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.row_blocks import LINES, RUN
from toolkit.outputs.tables import table
from toolkit.outputs.workbook_pages import PageColumn, WorkbookPages

COLUMNS = (PageColumn(header="序号", width=8), PageColumn(header="内容", width=30))


def rows(count, said=()):
    return [(number, dict(said).get(number, f"内容{number}")) for number in range(count)]


def book(lines, kept=b"", data=b""):
    """A list of these lines; the blocks that it was made of, and the file."""
    blocks = BookBlocks(kept, lambda at, length: data[at : at + length])
    paper = WorkbookPages("表", datetime(2022, 4, 8, tzinfo=UTC), UTC, blocks=blocks)
    table(paper.page("表"), 0, COLUMNS, lines)
    return blocks, paper.finish()


def looked_up(runs, monkeypatch):
    """How many blocks of a list of so many runs are looked up by themselves where one line has changed."""
    count = runs * RUN * LINES
    before, data = book(rows(count))
    calls, real = Counter(), BookBlocks.get

    def get(self, key):
        calls["alone"] += 1
        return real(self, key)

    with monkeypatch.context() as patched:
        patched.setattr(BookBlocks, "get", get)
        blocks, now = book(rows(count, {count // 2: "别的"}.items()), before.listed(), data)
    assert now == book(rows(count, {count // 2: "别的"}.items()))[1]
    assert blocks.copied == runs * RUN - 1
    return calls["alone"]


def test_of_one_line_changed_the_blocks_of_its_run_alone_are_looked_up(monkeypatch):
    assert looked_up(2, monkeypatch) == looked_up(4, monkeypatch) == RUN


@pytest.mark.parametrize("changes", [[5], [LINES * RUN + 5], [5, LINES * RUN * 2 + 5], range(0, LINES * RUN * 3, LINES)])
def test_a_run_that_came_apart_is_one_again_in_the_next_book(changes):
    count = LINES * RUN * 3 - 7
    before, data = book(rows(count))
    said = [(number, "别的") for number in changes]
    parted, changed = book(rows(count, said), before.listed(), data)
    again, back = book(rows(count), parted.listed(), changed)
    assert back == data
    assert again.listed() == before.listed()
    assert parted.listed() == book(rows(count, said))[0].listed()


def test_blocks_of_a_run_are_copied_where_the_list_ends_sooner():
    """Its last run has fewer blocks, and is another."""
    before, data = book(rows(LINES * 5))
    blocks, shorter = book(rows(LINES * 3), before.listed(), data)
    assert shorter == book(rows(LINES * 3))[1]
    assert blocks.copied == 3

"""The tool that checks a table of rows: no row is left out, every wrong one is told."""

import pytest
from row_tables import each_row


def test_every_row_is_checked_and_every_wrong_one_told():
    seen = []

    @each_row(("number", "even"), [(n, n != 7 and n % 2 == 0 and n != 8) for n in range(100)], together=30)
    def parity(number, even):
        seen.append(number)
        assert (number % 2 == 0) is even

    (table,) = [mark for mark in parity.pytestmark if mark.name == "parametrize"]
    name, batches = table.args
    assert name == "batch" and [len(batch) for batch in batches] == [30, 30, 30, 10]
    with pytest.raises(AssertionError, match=r"1 of 30 rows:\n\(8, False\)"):
        parity(batches[0])
    for batch in batches[1:]:
        parity(batch)
    assert seen == list(range(100))


def test_a_row_that_breaks_is_wrong():
    @each_row("text", ["1", "x"])
    def read(text):
        assert int(text)

    with pytest.raises(AssertionError, match="ValueError"):
        read(read.pytestmark[0].args[1][0])

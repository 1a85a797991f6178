"""滞后与问题清单 in its order: few rows are opened one by one, many together, and they are the same."""

from collections import Counter
from decimal import Decimal
from random import Random

import pytest

from toolkit.outputs.block_facts import BlockFacts, prints_in, record_prints
from toolkit.outputs.consolidated.lines_told import LineBlock, LinesTold
from toolkit.outputs.consolidated.ordered_records import ordered_records
from toolkit.outputs.told_rows import RowLots

EACH = 20
"""Records of a block that are listed; as many are silent."""


def told(blocks):
    """Lines whose records say how they are put in order and where they stand in the plan."""
    dice, lines = Random(3), LinesTold({})
    for number in range(blocks):
        listed = [(dice.randrange(50), number * EACH + nth, "进度") for nth in range(EACH)]
        silent = [(dice.randrange(2), number * EACH + nth, "不明") for nth in range(EACH)]
        facts = BlockFacts.of((), listed, silent, ())
        lines.blocks.append(LineBlock((), facts, "", ("", 0), 0, ""))
        lines.orders += [Decimal(one) for one, *_ in listed]
        lines.ranks += [one for one, *_ in silent]
        for all_, records in zip(lines.prints, (listed, silent), strict=True):
            all_.extend(prints_in(record_prints(records)))
    return lines


def in_order(lines):
    """All rows, as they are to be numbered."""
    lists = ([record for block in lines.blocks for record in block.facts.records(nth)] for nth in (0, 1))
    rows = [eval(record) for records in lists for record in sorted(records, key=lambda one: eval(one)[0])]
    return [(number, *row) for number, row in enumerate(rows, 1)]


@pytest.mark.parametrize("blocks", [0, 1, 90])
def test_rows_are_the_same_one_by_one_and_all_together(blocks):
    lines = told(blocks)
    expected = in_order(lines)
    assert [row for lot in ordered_records(lines).gathered() for row in lot.rows()] == expected
    for every in range(0, blocks, 7):  # two lots alone: those before them are not asked for
        some = list(ordered_records(lines).gathered())[every : every + 2]
        alone = [row for lot in some for row in lot.rows()]
        assert alone == [row for row in expected if alone and alone[0][0] <= row[0] <= alone[-1][0]]


def opened(blocks, monkeypatch):
    """How often a block is opened for the rows of one lot."""
    lots, calls = list(ordered_records(told(blocks)).gathered()), Counter()
    real = BlockFacts.records

    def records(self, nth):
        calls[nth] += 1
        return real(self, nth)

    with monkeypatch.context() as patched:
        patched.setattr(BlockFacts, "records", records)
        rows = len(lots[len(lots) // 2].rows())
    return calls.total() - rows


def test_the_rows_of_one_lot_open_no_more_among_many(monkeypatch):
    assert opened(600, monkeypatch) == opened(1200, monkeypatch) == 0


@pytest.mark.parametrize("full", [0, 1])
def test_how_long_lots_are_is_asked_of_each_as_often_however_many_there_are(full):
    """Of a country's files hardly any has a problem: each empty lot had all before it counted again."""
    asked = []

    class Known:
        number, content, rows = None, staticmethod(str), tuple

        @property
        def count(self) -> int:
            asked.append(1)
            return full

    def steps(lots: int) -> int:
        asked.clear()
        list(RowLots(full * lots, [Known() for _ in range(lots)]).gathered())
        return len(asked)

    assert steps(512) == 2 * steps(256)

"""A list whose rows are known by their lots is put on as many sheets as it takes, and none of its rows is made to be told of."""

import pytest

from toolkit.outputs.row_blocks import LINES
from toolkit.outputs.told_rows import ComingRows, RowLots, rows_of


class Some:
    def __init__(self, places):
        self.places, self.content = places, f"{places}"


def coming(count, each, most, made):
    def make(places):
        made.append(places)
        return [(place,) for place in places]

    known = [Some(range(first, min(first + each, count))) for first in range(0, count, each)]
    return ComingRows(rows_of(known, make), most)


@pytest.mark.parametrize(
    ("count", "each", "most"), [(500, 64, 900), (500, 64, 200), (640, 64, 128), (300, 7, 100), (1, 64, 1), (0, 64, 9)]
)
def test_rows_go_on_where_a_sheet_is_full(count, each, most):
    made = []
    rows = coming(count, each, most, made)
    sheets, contents = [list(rows.lots(most))], []
    while (lot := rows.take(min(LINES, most))).count:
        sheets.append([lot, *rows.lots(most - lot.count)])
    contents = [lot.content() for lots in sheets for lot in lots]
    assert made == [] and len(set(contents)) == len(contents)
    assert [row for lots in sheets for lot in lots for row in lot.rows()] == [(place,) for place in range(count)]
    assert all(lots[0].count >= min(LINES, most, sum(lot.count for lot in lots)) for lots in sheets if lots)  # it begins a table
    assert [sum(lot.count for lot in lots) for lots in sheets] == [
        len(range(count)[at : at + most]) for at in range(0, count or 1, most)
    ]


def test_numbered_rows_are_told_one_by_one_where_a_sheet_is_full():
    lots = rows_of([Some(range(5)), Some(range(5, 9))], lambda places: [(place,) for place in places])
    rows = ComingRows(RowLots(lots.count, lots.gathered()), 4)
    assert [lot.rows() for lot in rows.lots(4)] == [((0,), (1,), (2,), (3,))]

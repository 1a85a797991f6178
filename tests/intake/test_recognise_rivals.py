"""Two columns for one field: the exact header wins, a true tie is asked."""

from collections.abc import Callable

import pytest
from recognise_world import block, form, issued_cells, plan, sheet

from toolkit.intake.recognise import Clues, recognise
from toolkit.nouns.cells import Book, Range
from toolkit.nouns.submission import Submission

EDU = ("3-1", "4-1", "9-4")
Cells = dict[tuple[int, int], object]


def read(cells: Cells, *merges: Range) -> Submission:
    made = Book(format="xlsx", sheets=(sheet(cells, merges=merges),))
    (found,) = recognise(made, Clues(name="附件2-教育局.xlsx", collecting="2022-04"), plan(), {}, form())
    return found


def widened(at: int, header: str, said: Callable[[int], object]) -> Cells:
    """Return a filled form with a column of the sender's own before column `at`."""
    cells: Cells = {(r, c + (c >= at)): v for (r, c), v in issued_cells("教育局", EDU).items()}
    return cells | {(4, at): header} | {(row, at): said(row) for row in (5, 6, 7)}


def marks(found: Submission) -> list[tuple[str, str | None]]:
    return [(p.code.name, p.cell) for p in found.problems]


@pytest.mark.parametrize(
    ("at", "header", "key"),
    [
        (8, "3月进展情况", "进展情况"),
        (8, "2022年3月进展情况", "进展情况"),
        (8, "进展情况（3月）", "进展情况"),
        (12, "备注（3月）", "备注"),
        (11, "预计完成时间（原）", "预计完成时间"),
        (7, "1、完成比例", "完成比例"),
    ],
)
def test_the_exact_header_wins_over_one_with_something_added(at: int, header: str, key: str) -> None:
    found = read(widened(at, header, lambda row: f"自己的栏{row}"))
    assert found.columns[key] == at + 1
    assert marks(found) == [("S05", f"{'ABCDEFGHIJKL'[at - 1]}4")]


def test_one_header_with_a_date_is_the_field_itself() -> None:
    cells: Cells = {**issued_cells("教育局", EDU), (4, 8): "3月进展情况"}
    assert read(cells).columns["进展情况"] == 8


def test_a_true_tie_is_asked() -> None:
    cells = {**widened(8, "3月进展情况", lambda row: f"三月{row}"), (4, 9): "4月进展情况"}
    found = read(cells)
    assert "进展情况" not in found.columns
    assert marks(found) == [("S07", "A4")]
    assert "H4“3月进展情况”、I4“4月进展情况”" in found.problems[0].message


def test_of_two_equal_columns_the_one_that_speaks_is_read() -> None:
    cells = {**widened(8, "进展情况*", lambda _row: ""), (4, 9): "进展情况*"}
    found = read({place: value for place, value in cells.items() if value})
    assert (found.columns["进展情况"], marks(found)) == (9, [])


def test_equal_columns_that_say_the_same_are_no_question() -> None:
    found = read({**widened(8, "进展情况*", lambda _row: "已开工两处"), (4, 9): "进展情况*"})
    assert marks(found) in ([], [("S05", "I4")])
    assert found.rows[0].answers["进展情况"].cell is not None


def test_sub_columns_under_one_header_are_asked() -> None:
    cells: Cells = {(r + (r > 4), c + (c > 8)): v for (r, c), v in issued_cells("教育局", EDU).items()}
    cells |= {(5, 8): "3月", (5, 9): "4月"} | {(row, 9): f"四月{row}" for row in (6, 7, 8)}
    merges = [block(4, 8, 4, 9), *(block(4, c, 5, c) for c in (*range(1, 8), *range(10, 15)))]
    found = read(cells, *merges)
    assert marks(found) == [("S07", "A4")]
    assert "H5“3月”、I5“4月”" in found.problems[0].message

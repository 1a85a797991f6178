"""What was done to a form, and what recognising says of it: codes and cells (DESIGN §8, S)."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from recognise_world import FILLED, book, form, issued_cells, plan, properties, sheet, unstamped

from toolkit.intake.recognise import Clues, recognise
from toolkit.nouns.cells import Book, Range
from toolkit.nouns.submission import Submission
from toolkit.values.rows import read_row

Cells = dict[tuple[int, int], object]
EDU = ("3-1", "4-1", "9-4")
HUANGMIAN = ("8-1", "10-4")
HERE = Clues(name="附件2.xlsx", collecting="2022-04")


def read(*cells: Cells, clues: Clues = HERE, props: dict[str, str] | None = None, **more: object) -> tuple[Submission, ...]:
    sheets = tuple(sheet(one, name=f"表{n}", **more) for n, one in enumerate(cells, 1))
    return recognise(Book(format="xlsx", sheets=sheets, properties=props or {}), clues, plan(), {}, form())


def marks(found: Submission) -> list[tuple[str, str | None]]:
    return [(p.code.name, p.cell) for p in found.problems]


def items(found: Submission) -> dict[int, str | None]:
    return {row.row: row.item for row in found.rows}


def moved(cells: Cells, order: Callable[[int], int | None]) -> Cells:
    """Return the cells with their columns renumbered; None = deleted."""
    return {(r, new): v for (r, c), v in cells.items() if (new := order(c)) is not None}


def edu(**more: object) -> Cells:
    return issued_cells("教育局", EDU, **more)  # type: ignore[arg-type]


def changed(cells: Cells, **values: object) -> Cells:
    """Return the cells with some set: A5="x"; None blanks one."""
    new = dict(cells)
    for name, value in values.items():
        place = (int(name[1:]), ord(name[0]) - 64)
        new.pop(place, None)
        if value is not None:
            new[place] = value
    return new


def test_issued_form_is_read_without_a_problem() -> None:
    (found,) = read(edu(), props=properties("教育局"))
    assert (found.unit, found.period, found.basis, marks(found)) == ("教育局", "2022-04", "标识", [])
    assert items(found) == {5: "3-1", 6: "4-1", 7: "9-4"}
    assert found.header_address == "A4"
    assert found.foot == {"填报人": "办公室", "联系电话": "6812345", "填报日期": "2022-04-02"}
    assert found.rows[0].answers["进展情况"].address == "H5"


@pytest.mark.parametrize(
    ("did", "cells", "expected"),
    [
        ("nothing", edu(), []),
        ("deleted a required column", moved(edu(), lambda c: None if c == 8 else c), [("S07", "A4")]),
        ("deleted a prefilled column", moved(edu(), lambda c: None if c == 2 else c), [("S13", "A4")]),
        ("deleted the ids", moved(edu(), lambda c: None if c == 13 else c), []),
        ("inserted a blank column", moved(edu(), lambda c: c + (c > 6)), []),
        ("added a column", changed(edu(), N4="自评", N6="良好"), [("S05", "N4")]),
        ("added a column without header", changed(edu(), N6="良好"), [("S05", "N4")]),
        ("added only a header", changed(edu(), N4="自评"), []),
        ("moved a column", moved(edu(), lambda c: {3: 1, 1: 3}.get(c, c)), []),
        ("used a synonym", changed(edu(), H4="目前\n推进情况（截至3月底）"), []),
        ("wrote a full-width header", changed(edu(), G4="＊ 完 成 比 例（％）", I4="存在\n问题"), []),
        ("wrote the date before", changed(edu(), H4="截至3月底进展情况"), []),
        ("printed another unit", changed(edu(), A3="填报单位（盖章）：住建局"), [("S10", "A3")]),
        ("typed a wrong unit", changed(edu(), A3="填报单位（盖章）：教肓局"), []),
        ("printed another period", changed(edu(), E3="期次：2022年第2期（6月）"), [("S10", "E3")]),
    ],
    ids=lambda value: value if isinstance(value, str) else " ",
)
def test_structure_codes(did: str, cells: Cells, expected: list[tuple[str, str]]) -> None:
    (found,) = read(cells)
    assert marks(found) == expected


def test_s07_names_each_column_of_a_combined_header() -> None:
    cells = changed(edu(), H4="进展情况、存在问题及下一步工作计划", I4=None, J4=None, I5=None, J5=None, I6=None, J6=None)
    (found,) = read(changed(cells, I7=None, J7=None))
    assert marks(found) == [("S07", "A4")] * 3


def below(cells: Cells, row: int = 8) -> Cells:
    """Return the cells with one blank row at `row`."""
    return {(r + (r >= row), c): v for (r, c), v in cells.items()}


def test_s05_for_a_row_of_ones_own() -> None:
    (found,) = read(changed(below(edu()), A8="4", C8="另有一项自己加的工作", H8="已开展"))
    assert marks(found) == [("S05", "A8")]
    assert items(found)[8] is None


def test_s05_for_a_row_written_on_below() -> None:
    (found,) = read(changed(below(edu()), H8="另外，某学校已开工"))
    assert marks(found) == [("S05", "H8")]


def test_s05_for_another_units_item_without_id() -> None:
    (found,) = read(changed(below(edu()), A8="8（1）", C8="新建便民洗衣码头40个，方便村民生产生活。", H8="已建"))
    assert marks(found) == [("S05", "A8")]


def test_s10_for_one_row_with_another_units_id() -> None:
    text = "新建便民洗衣码头40个，方便村民生产生活。"
    (found,) = read(changed(below(edu()), A8="8（1）", C8=text, H8="已建", M8="S0801@黄冕镇@2022-04"))
    assert (found.unit, marks(found)) == ("教育局", [("S10", "C8")])
    assert items(found) == {5: "3-1", 6: "4-1", 7: "9-4", 8: None}


def test_rows_sorted_without_their_ids_are_never_merged() -> None:
    cells = edu()
    cells[5, 13], cells[7, 13] = cells[7, 13], cells[5, 13]
    (found,) = read(cells)
    assert marks(found) == [("S10", "C5"), ("S10", "C7")]
    assert items(found) == {5: None, 6: "4-1", 7: None}
    assert set(found.doubtful) == {"3-1", "9-4"}


def test_rows_sorted_with_their_ids_are_read() -> None:
    (found,) = read(issued_cells("教育局", ("9-4", "3-1", "4-1")))
    assert (marks(found), items(found)) == ([], {5: "9-4", 6: "3-1", 7: "4-1"})


def test_dragged_ids_give_way_to_content() -> None:
    cells = changed(edu(), M6="S0301@教育局@2022-05", M7="S0301@教育局@2022-06")
    (found,) = read(cells, props=properties("教育局"))
    assert (found.period, marks(found), items(found)) == ("2022-04", [], {5: "3-1", 6: "4-1", 7: "9-4"})


def test_number_counts_where_content_is_gone() -> None:
    cells = {p: v for p, v in edu().items() if p[1] not in {3, 13} or p[0] < 4}
    (found,) = read(moved(cells, lambda c: None if c in {3, 13} else c))
    assert items(found) == {5: "3-1", 6: "4-1", 7: "9-4"}


@pytest.mark.parametrize(
    ("number", "item"), [("8（1）", "8-1"), ("8(1)", "8-1"), ("8-1", "8-1"), ("8.1", "8-1"), ("8", "8-1"), ("7", None)]
)
def test_number_is_read_in_any_shape(number: str, item: str | None) -> None:
    cells = changed(issued_cells("黄冕镇", HUANGMIAN), A5=number, C5=None, M5=None)
    (found,) = read(cells)
    assert items(found)[5] == item


def test_edited_content_is_matched_by_likeness() -> None:
    cells = changed(edu(), M5=None, C5="建成3所公立幼儿园，新增学位约900个")
    (found,) = read(cells)
    assert items(found)[5] == "3-1"


def test_s09_blocks_both_rows() -> None:
    cells = issued_cells("教育局", ("3-1", "4-1", "3-1"))
    (same,) = read(cells)
    assert (marks(same), items(same)) == ([], {5: "3-1", 6: "4-1"})
    (found,) = read(changed(cells, H7="已开工三处"))
    assert (marks(found), items(found)) == ([("S09", "A7")], {5: None, 6: "4-1", 7: None})
    assert found.doubtful == ("3-1",)


def test_a_blank_double_is_no_contradiction() -> None:
    cells = issued_cells("教育局", ("3-1", "4-1", "3-1"))
    blank = {p: v for p, v in cells.items() if not (p[0] == 7 and 6 <= p[1] <= 12)}
    (found,) = read(blank)
    assert (marks(found), items(found)) == ([], {5: "3-1", 6: "4-1"})


def test_merged_answers_count_for_every_row() -> None:
    cells = {p: v for p, v in edu().items() if p not in {(6, 7), (7, 7)}}
    (found,) = read(cells, merges=(Range(5, 7, 7, 7),))
    slots = [row.answers["完成比例"] for row in found.rows]
    assert {(s.address, s.merged, s.cell.value if s.cell else None) for s in slots} == {("G5", "G5:G7", Decimal("0.3"))}


def test_two_header_rows_are_one_header() -> None:
    cells = {((r + 1) if r > 3 else r, c): v for (r, c), v in edu().items()}
    cells |= {(4, 1): "项目基本情况", (4, 5): "上期", (4, 6): "本期填报", (5, 5): "进展情况"}
    merges = (Range(4, 1, 4, 4), Range(4, 6, 4, 12))
    (found,) = read(cells, merges=merges)
    assert (marks(found), items(found), found.columns["进展情况"]) == ([], {6: "3-1", 7: "4-1", 8: "9-4"}, 8)


def test_header_printed_again_on_the_next_page_is_no_row() -> None:
    cells = edu()
    again = {(r + (r >= 7), c): v for (r, c), v in cells.items()}
    again |= {(7, c): v for (r, c), v in cells.items() if r == 4}
    (found,) = read(again)
    assert (marks(found), items(found)) == ([], {5: "3-1", 6: "4-1", 8: "9-4"})


def test_the_form_may_stand_anywhere() -> None:
    (found,) = read({(r + 7, c + 3): v for (r, c), v in edu().items()})
    assert (found.header_address, marks(found)) == ("D11", [])


@pytest.mark.parametrize("rows", [(), ("3-1",)])
def test_a_form_with_few_or_no_rows_is_still_a_form(rows: tuple[str, ...]) -> None:
    (found,) = read(issued_cells("教育局", rows))
    assert found.unit == "教育局"
    assert len(found.rows) == len(rows)


def test_s08_for_an_older_known_version() -> None:
    old, now = form("0123456789ab"), form("ba9876543210")
    made = Book(format="xlsx", sheets=(sheet(edu()),))
    (found,) = recognise(made, HERE, plan(), {old.version: old, now.version: now}, now)
    assert ([p.code.name for p in found.problems], found.form) == (["S08"], old.version)
    (late,) = recognise(made, HERE, plan(), {old.version: old, now.version: now}, now, {"2022-04": old.version})
    assert late.problems == ()


def test_s01_for_a_stamped_book_without_table() -> None:
    (found,) = read({(1, 1): "进展顺利"}, props=properties("教育局"))
    assert (found.unit, marks(found), found.rows) == ("教育局", [("S01", None)], ())


def test_s01_stands_on_the_sheet_that_is_seen() -> None:
    hidden, seen = (replace(sheet({(1, 1): "进展顺利"}), name=name, hidden=name == "底稿") for name in ("底稿", "汇报"))
    (found,) = recognise(Book(format="xlsx", sheets=(hidden, seen), properties=properties("教育局")), HERE, plan(), {}, form())
    assert found.sheet == "汇报"


def test_synonyms_of_the_clerk() -> None:
    cells = changed(edu(), H4="攻坚成效")
    made = Book(format="xlsx", sheets=(sheet(cells),))
    (without,) = recognise(made, HERE, plan(), {}, form())
    assert marks(without) == [("S07", "A4"), ("S05", "H4")]
    (found,) = recognise(made, HERE, plan(**{"同义词.进展情况": "目前成效、攻坚成效"}), {}, form())
    assert marks(found) == []


def test_unstamped_copy_keeps_its_rows() -> None:
    (found,) = read(changed(unstamped(edu()), A3="填报单位：鹿寨县教育局（公章）"))
    assert (found.unit, found.period, found.basis, marks(found)) == ("教育局", None, "填报单位", [])
    assert items(found) == {5: "3-1", 6: "4-1", 7: "9-4"}


def test_answers_of_the_row_stay_where_they_are() -> None:
    (found,) = read(edu(answers=FILLED), props=properties("教育局"))
    assert book().sheets == ()
    assert {slot.address for slot in found.rows[1].answers.values()} == {f"{c}6" for c in "FGHIJKL"}


@pytest.mark.parametrize("dragged", ["正在实施", Decimal(0)])
def test_s05_once_for_values_dragged_far_below(dragged: object) -> None:
    cells = below(edu())
    cells |= {(row, column): dragged for row in range(30, 330) for column in (6, 7)}
    (found,) = read(cells)
    assert marks(found) == [("S05", "F30")]
    assert "F30:G329，共300行" in found.problems[0].message


def test_s05_once_for_ids_dragged_far_below() -> None:
    cells = below(edu(job="K7Q2")) | {(row, 13): f"S0301@教育局@2022-04#K7Q{row}" for row in range(30, 330)}
    made = Book(format="xlsx", sheets=(sheet(cells),))
    (found,) = recognise(made, Clues(name="附件2.xlsx", collecting="2022-04"), plan(任务号="K7Q2"), {}, form())
    assert marks(found) == [("S05", "M30")]
    assert items(found) | {5: "3-1", 6: "4-1", 7: "9-4"} == items(found)


def test_a_cell_merged_across_two_columns_names_the_merge() -> None:
    cells = {place: value for place, value in edu().items() if place != (5, 9)}
    made = Book(format="xlsx", sheets=(sheet(cells, merges=(Range(5, 8, 5, 9),)),))
    (found,) = recognise(made, Clues(name="附件2-教育局.xlsx", collecting="2022-04"), plan(), {}, form())
    left, right = (found.rows[0].answers[key] for key in ("进展情况", "存在问题"))
    assert (left.across, right.across, right.cell) == ("H5:I5", "H5:I5", None)
    values = read_row(found.rows[0], form(), found.sheet, word_limit=2000, year=2022)
    told = [(p.code.name, p.cell, "H5:I5" in p.message) for p in values.problems]
    assert told == [("V06", "H5", True), ("V01", "I5", True)]

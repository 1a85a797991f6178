"""Where a problem stands in the form that goes back: whole columns, whole rows, merged cells, moved rows."""

from dataclasses import replace

import pytest
from dockets import make_plan
from judge_desk import DONE, Desk, shipped_plan
from judge_desk import returned_case as case

from toolkit.nouns.cells import Book, Cell, CellKind, Range
from toolkit.nouns.problems import Severity
from toolkit.outputs.returned.findings import item_numbers
from toolkit.outputs.returned.sentences import sentences


def sheet_with(book: Book, cells: dict[tuple[int, int], Cell], merges: tuple[Range, ...] = ()) -> Book:
    first = book.sheets[0]
    return replace(book, sheets=(replace(first, cells=cells, merges=(*first.merges, *merges)), *book.sheets[1:]))


def where(found) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for one in found.findings:
        said.setdefault(one.code.name, []).append(one.here)
    return said


def test_a_required_column_that_was_deleted_is_tinted_from_top_to_bottom():
    desk = Desk()
    book = desk.book("教育局")
    cells = {place: cell for place, cell in book.sheets[0].cells.items() if place[1] != 9}
    desk.drop(sheet_with(book, cells), "附件2-教育局.xlsx")
    found = case(desk)
    assert where(found)["S07"] == ["I5"]
    assert {cell for cell, tint in found.tints.items() if tint is Severity.RETURN} == {"I5", "I6", "I7"}
    assert found.answers["3-1"]["进展情况"]


def test_a_cell_merged_over_rows_is_marked_in_each_of_them():
    desk = Desk()
    book = desk.book("教育局")
    cells = dict(book.sheets[0].cells)
    cells[5, 7] = Cell(5, 7, CellKind.TEXT, "好多")
    cells = {place: cell for place, cell in cells.items() if place not in {(6, 7), (7, 7)}}
    desk.drop(sheet_with(book, cells, (Range(5, 7, 7, 7),)), "附件2-教育局.xlsx")
    found = case(desk)
    assert where(found)["V03"] == ["G5", "G6", "G7"]
    assert {answers["完成比例"] for answers in found.answers.values()} == {"好多"}


def test_a_row_told_twice_differently_is_asked_again():
    desk = Desk()
    book = desk.book("教育局")
    rows = {place: cell for place, cell in book.sheets[0].cells.items() if place[0] == 5}
    twice = {(40, column): replace(cell, row=40) for (_, column), cell in rows.items()}
    twice[40, 8] = replace(twice[40, 8], value="完全不同的另一段进展，已经完成招标。")
    desk.drop(sheet_with(book, {**book.sheets[0].cells, **twice}), "附件2-教育局.xlsx")
    found = case(desk)
    assert where(found)["S09"] == ["F5"]
    assert "3-1" not in found.answers and "4-1" in found.answers
    assert shipped_plan().item("3-1").number in next(f.message for f in found.findings if f.code.name == "S09")


def test_a_moved_row_is_marked_where_it_stands_in_ours_and_named_where_it_stood_in_theirs():
    desk = Desk()
    book = desk.book("教育局", put={("4-1", "完成比例"): "好多"})
    moved = {
        (r + (3 if r >= 5 else 0), c): replace(cell, row=r + (3 if r >= 5 else 0))
        for (r, c), cell in book.sheets[0].cells.items()
    }
    desk.drop(sheet_with(book, moved), "附件2-教育局.xlsx")
    [one] = [f for f in case(desk).findings if f.code.name == "V03"]
    assert (one.here, one.theirs) == ("G6", "G9")


def test_a_changed_prefilled_cell_is_listed_but_not_tinted():
    desk = Desk()
    book = desk.book("教育局", put={("3-1", "完成比例"): "好多"})
    cells = dict(book.sheets[0].cells)
    cells[5, 2] = replace(cells[5, 2], value="学前教育改成别的工程")
    desk.drop(sheet_with(book, cells), "附件2-教育局.xlsx")
    found = case(desk)
    assert where(found)["S06"] == ["B5"]
    assert set(found.tints) == {"G5"}


def test_a_finished_item_asked_no_more_stays_when_its_file_comes_back():
    desk = Desk()
    done = DONE
    desk.both("教育局", "2022-04", **{"3-1": done})
    desk.sheet("教育局", "2022-06", "2022-06-02T09:00", put={("4-1", "完成比例"): "好多"}, items=["4-1", "9-4"])
    found = case(desk, period="2022-06")
    assert [item.id for item in found.items] == ["4-1", "9-4"]
    assert set(found.last) == {"4-1", "9-4"}, "what was accepted in April is printed as 上期"


def test_a_reading_and_its_effect_on_one_cell_are_one_finding_that_names_the_reading():
    desk = Desk()
    book = desk.book("教育局")
    cells = dict(book.sheets[0].cells)
    cells[5, 6] = Cell(5, 6, CellKind.TEXT, "已完成")
    cells[5, 7] = Cell(5, 7, CellKind.TEXT, "还差5%")
    cells[6, 7] = Cell(6, 7, CellKind.TEXT, "约65%")
    desk.drop(sheet_with(book, cells), "附件2-教育局.xlsx")
    found = case(desk)
    assert where(found)["X01"] == ["G5"]
    assert where(found)["V06"] == ["G6"]
    told = next(one for one in found.findings if one.code.name == "X01")
    assert "还差5%" in told.message and "85.5%" in told.fix


def test_a_status_that_the_text_refutes_is_told_once():
    desk = Desk()
    book = desk.book("教育局")
    cells = dict(book.sheets[0].cells)
    cells[5, 6] = Cell(5, 6, CellKind.TEXT, "未启动")
    cells[5, 7] = Cell(5, 7, CellKind.TEXT, "30%")
    cells[5, 8] = Cell(5, 8, CellKind.TEXT, "已浇筑基础12处。")
    cells[6, 7] = Cell(6, 7, CellKind.TEXT, "多半")
    desk.drop(sheet_with(book, cells), "附件2-教育局.xlsx")
    found = case(desk)
    assert "X04" not in where(found)
    told = next(one.message for one in found.findings if one.code.name == "X03")
    assert "已浇筑基础12处" in told and "似是“办理状态" in told


def test_a_row_left_blank_is_one_sentence_with_all_its_cells():
    desk = Desk()
    book = desk.book("教育局")
    cells = {place: cell for place, cell in book.sheets[0].cells.items() if place[0] != 6 or place[1] not in range(6, 11)}
    desk.drop(sheet_with(book, cells), "附件2-教育局.xlsx")
    found = case(desk)
    assert where(found)["V01"] == ["F6", "G6", "H6", "I6", "J6"]
    [told] = [text for text in sentences(found.findings) if "均为必填" in text]
    assert all(cell in told for cell in where(found)["V01"])


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ("2-1", "2"),
        ("2-1、2-2、2-3", "2、2（2）、2（3）"),
        ("2-1、2-2、2-3、2-4", "2至2（4）"),
        ("2-1、2-3、2-4、2-5、2-6、3-1", "2、2（3）至2（6）、3"),
        ("2-5、2-6、3-1、3-2", "2（5）、2（6）、3、3（2）"),
        ("甲、2-1", "甲、2"),
    ],
)
def test_many_items_that_follow_each_other_are_told_by_the_first_and_the_last(items, told):
    """A unit of thirty items that sent one row was told twenty-nine numbers, half a page of brackets."""
    plan = make_plan({f"{project}-{n}": ("水利局",) for project in (2, 3) for n in range(1, 7)})
    assert item_numbers(items, plan) == told

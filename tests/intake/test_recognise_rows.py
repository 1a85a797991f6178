"""Which row answers which item: by 编号, by 实事内容, by 序号, and what is left out or sent back (DESIGN §7)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from recognise_world import FILLED, block, form, issued_cells, plan, sheet, unstamped

from toolkit.form.stamp import row_id
from toolkit.intake.recognise import Clues, recognise
from toolkit.nouns.cells import Book, Cell, CellKind, Range
from toolkit.nouns.submission import Submission
from toolkit.plan.model import Plan

Cells = dict[tuple[int, int], object]
EDU = ("3-1", "4-1", "9-4")
CONTENT = {item.id: item.content for item in plan().items}


def edu(changes: Mapping[tuple[int, int], object] | None = None, *items: str, unit: str = "教育局") -> Cells:
    cells = issued_cells(unit, items or EDU) | (changes or {})
    return {place: value for place, value in cells.items() if value is not None}


def bare_rows(changes: Mapping[tuple[int, int], object] | None = None, *items: str, unit: str = "教育局") -> Cells:
    """Return a form without a stamp, whose 填报单位 is printed."""
    cells = unstamped(issued_cells(unit, items or EDU)) | {(3, 1): f"填报单位（盖章）：{unit}"} | (changes or {})
    return {place: value for place, value in cells.items() if value is not None}


def read(cells: Cells, *merges: Range, world: Plan | None = None, **clues: str) -> Submission:
    drawn = replace(sheet(cells), merges=merges)
    told = Clues(**{"name": "附件2.xlsx", "collecting": "2022-04", **clues})
    (only,) = recognise(Book(format="xlsx", sheets=(drawn,)), told, world or plan(), {}, form())
    return only


def items(found: Submission) -> dict[int, str | None]:
    return {row.row: row.item for row in found.rows}


def codes(found: Submission) -> list[tuple[str, str | None]]:
    return [(p.code.name, p.cell) for p in found.problems if p.code.name not in {"S11"}]


def stamp(item: str, unit: str = "教育局", period: str = "2022-04") -> str:
    return row_id(item, unit, period)


# -- by 编号 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected", "told"),
    [
        ({}, "3-1", []),
        ({(5, 3): CONTENT["3-1"] + "（含小班）"}, "3-1", []),
        ({(5, 3): None}, "3-1", []),
        ({(5, 3): CONTENT["9-4"]}, None, [("S10", "C5")]),  # the content is another item's of the same unit
        ({(5, 3): CONTENT["6-1"]}, None, [("S10", "C5")]),
        ({(5, 3): CONTENT["6-1"] + "等"}, None, [("S10", "C5")]),
        ({(5, 3): "全县重点工作推进情况"}, "3-1", []),  # plainly another text, but the project's name is the item's
        ({(5, 3): "全县重点工作推进情况", (5, 2): "重点工程"}, None, [("S10", "C5")]),
        ({(5, 3): "全县重点工作推进情况", (5, 2): "公路工程"}, None, [("S10", "C5")]),
        ({(5, 3): "全县重点工作推进情况", (5, 2): "一般工程"}, None, [("S10", "C5")]),
        ({(5, 3): "全县重点工作推进情况", (5, 2): "学前教育增量扩面工程（县级）"}, "3-1", []),
        ({(5, 3): "全县重点工作推进情况", (5, 2): None}, None, [("S10", "C5")]),
        ({(5, 3): None, (5, 1): "9（4）"}, None, [("S10", "C5")]),
        ({(5, 3): None, (5, 1): "3"}, "3-1", []),
        ({(5, 3): None, (5, 1): None}, "3-1", []),
        ({(5, 13): "S9901@教育局@2022-04"}, "3-1", []),  # no such item: then the content counts
        ({(5, 13): stamp("6-1", "住建局")}, None, [("S10", "C5")]),
    ],
)
def test_a_row_with_its_id(changes: Cells, expected: str | None, told: list[tuple[str, str]]) -> None:
    found = read(edu(changes))
    assert items(found)[5] == expected
    assert (items(found)[6], items(found)[7]) == ("4-1", "9-4")
    assert codes(found) == told


def test_a_contradicted_row_s_items_are_in_doubt_and_the_problem_is_about_them() -> None:
    found = read(edu({(5, 3): CONTENT["9-4"]}, "3-1"))
    assert found.doubtful == ("3-1", "9-4")
    (problem,) = found.problems
    assert problem.about.items == ("3-1", "9-4")


def test_an_id_that_was_dragged_down_gives_way_to_content_and_number() -> None:
    dragged = {(row, 13): stamp("3-1") for row in (5, 6, 7)}
    assert items(read(edu(dragged))) == {5: "3-1", 6: "4-1", 7: "9-4"}
    assert items(read(edu({**dragged, (6, 3): None}))) == {5: "3-1", 6: "4-1", 7: "9-4"}
    assert codes(read(edu({**dragged, (6, 3): None}))) == []


def test_whose_id_counts_for_nothing_once_the_clerk_has_said_whose_sheet_it_is() -> None:
    cells = edu({(row, 13): stamp(item, "住建局") for row, item in ((5, "3-1"), (6, "4-1"), (7, "9-4"))})
    assert codes(read(cells))[0][0] == "S10"
    claimed = read(cells, claimed="教育局")
    assert (claimed.unit, claimed.basis, items(claimed), codes(claimed)) == (
        "教育局", "认领", {5: "3-1", 6: "4-1", 7: "9-4"}, [],
    )  # fmt: skip


def test_the_id_of_whoever_had_the_item_before_still_counts() -> None:
    old = plan()
    start = date(2022, 1, 1)
    units = tuple(replace(u, replaces=("教育局",), since=start) if u.name == "住建局" else u for u in old.units)
    after = replace(old, units=units)
    cells = edu({(3, 1): "填报单位（盖章）：住建局", (1, 8): None}, "3-1")
    assert items(read(cells, world=after, claimed="住建局")) == {5: "3-1"}
    mixed = edu({(6, 13): stamp("3-1")}, "6-1", "3-1", unit="住建局")
    assert (items(read(mixed, world=after)), codes(read(mixed, world=after))) == ({5: "6-1", 6: "3-1"}, [])
    assert (items(read(mixed)), codes(read(mixed))) == ({5: "6-1", 6: None}, [("S10", "C6")])


# -- by 实事内容 and 序号 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected", "told"),
    [
        ({}, "3-1", []),
        ({(5, 1): "77"}, "3-1", []),
        ({(5, 3): CONTENT["3-1"][:-3]}, "3-1", []),
        ({(5, 3): CONTENT["3-1"][:-3], (5, 1): None}, "3-1", []),
        ({(5, 3): CONTENT["3-1"][:-3], (5, 1): "4"}, None, [("S10", "C5")]),
        ({(5, 3): None}, "3-1", []),
        ({(5, 3): None, (5, 1): "第3项"}, "3-1", []),
        ({(5, 3): None, (5, 1): "3-1"}, "3-1", []),
        ({(5, 3): None, (5, 1): "9"}, "9-4", [("S09", "A7")]),
        ({(5, 3): None, (5, 1): "12"}, None, [("S05", "A5")]),
        ({(5, 3): CONTENT["6-1"]}, None, [("S05", "A5")]),
        ({(5, 3): "办公楼修缮"}, None, [("S05", "A5")]),
        ({(5, 3): None, (5, 1): None}, None, [("S05", "B5")]),
    ],
)
def test_a_row_without_an_id(changes: Cells, expected: str | None, told: list[tuple[str, str]]) -> None:
    changes = {**changes, (7, 10): "另有安排"}
    found = read(bare_rows(changes))
    got = items(found)[5]
    if told and told[0][0] == "S09":
        assert (got, found.doubtful) == (None, ("9-4",))
    else:
        assert got == expected
    assert codes(found) == told


@pytest.mark.parametrize(
    ("number", "item"),
    [
        ("8（1）", "8-1"), ("8(1)", "8-1"), ("8-1", "8-1"), ("8—1", "8-1"), ("8.1", "8-1"), ("8．1", "8-1"), ("8·1", "8-1"),
        ("8_1", "8-1"), ("08-01", "8-1"), ("8[1]", "8-1"), ("8〔1〕", "8-1"), ("8", "8-1"), ("8.", "8-1"), ("8、", "8-1"),
        ("第8项", "8-1"), ("8件", "8-1"), ("8（2）", None), ("1", None), ("81", None), ("八", None),
    ],
)  # fmt: skip
def test_a_number_in_any_shape(number: str, item: str | None) -> None:
    found = read(bare_rows({(5, 3): None, (5, 1): number}, "8-1", unit="江口乡"))
    assert items(found)[5] == item


def test_a_project_number_that_could_be_two_items_is_neither() -> None:
    world = plan()
    both = ("10-3", "8-1")
    assert {i.id for i in world.items if "江口乡" in i.hosts} == set(both)
    hosts = tuple(replace(i, hosts=(*i.hosts, "江口乡")) if i.id == "8-4" else i for i in world.items)
    found = read(bare_rows({(5, 3): None, (5, 1): "8"}, "8-1", unit="江口乡"), world=replace(world, items=hosts))
    assert items(found)[5] is None


def test_of_two_items_with_one_text_the_number_tells() -> None:
    world = plan()
    same = tuple(replace(i, content=CONTENT["3-1"]) if i.id == "9-4" else i for i in world.items)
    found = read(bare_rows({(6, 3): CONTENT["3-1"], (6, 1): "9（4）"}, "3-1", "4-1"), world=replace(world, items=same))
    assert items(found) == {5: "3-1", 6: "9-4"}
    unnumbered = read(bare_rows({(5, 1): None}, "3-1"), world=replace(world, items=same))
    assert items(unnumbered) == {5: "3-1"}


def test_the_unit_s_own_item_comes_before_another_s_with_the_same_text() -> None:
    world = plan()
    same = tuple(replace(i, content=CONTENT["9-4"]) if i.id == "1-1" else i for i in world.items)
    assert items(read(bare_rows({(5, 1): None}, "9-4"), world=replace(world, items=same))) == {5: "9-4"}


# -- rows that are none ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        {1: "合计", 7: "30%"},
        {1: "填报人：张某", 8: "联系电话：0772-6812345"},
        {1: "注：本表一式两份"},
        {1: "1", 2: "2", 3: "3", 4: "4", 5: "5"},
        {1: "（1）", 2: "（2）", 3: "（3）"},
        {1: "栏1", 2: "栏2", 3: "栏3", 4: "栏4"},
        {1: "第１栏", 2: "（2）", 3: "3"},
        {1: "10", 2: "11", 3: "12", 4: "13"},
        {1: "A第9栏", 2: "A10栏", 3: "11"},
        {8: "单位负责人：", 9: "（签字）"},
        {6: "审核", 7: "盖章"},
    ],
)
def test_what_stands_under_the_table_is_no_row(row: dict[int, str]) -> None:
    plain = {place: value for place, value in edu().items() if place[0] < 8}
    found = read(plain | {(8, column): text for column, text in row.items()})
    assert list(items(found)) == [5, 6, 7]
    assert codes(found) == []


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ({3: "新增的一项工作", 8: "已完成"}, "C8"),
        ({1: "5", 3: "新增的一项工作"}, "A8"),
        ({1: "1", 2: "3", 3: "5"}, "A8"),
        ({1: "1", 2: "2"}, "A8"),
        ({1: "2022", 2: "2023", 3: "2024"}, "A8"),
        ({1: "第1栏要填", 2: "2", 3: "3"}, "A8"),
        ({1: "甲", 2: "2", 3: "3", 4: "4"}, "A8"),
        ({1: "3", 2: "4", 3: "6"}, "A8"),
        ({1: "3", 2: "4", 3: "5", 4: "5", 5: "6"}, "A8"),
        ({1: "第一栏文字1", 2: "第二栏文字2", 3: "第三栏文字3"}, "A8"),
        ({8: "另有一处"}, "H8"),
    ],
)
def test_what_nobody_asked_for_is_named(row: dict[int, str], cell: str) -> None:
    plain = {place: value for place, value in edu().items() if place[0] < 8}
    found = read(plain | {(8, column): text for column, text in row.items()})
    assert codes(found) == [("S05", cell)]
    assert items(found)[8] is None


@pytest.mark.parametrize(("right", "told"), [(6, [("S05", "A8")]), (7, [])])
def test_a_note_across_more_than_half_of_the_table_is_no_row(right: int, told: list[tuple[str, str]]) -> None:
    plain = {place: value for place, value in edu().items() if place[0] < 8}
    assert codes(read(plain | {(8, 1): "以上内容属实"}, block(8, 1, 8, right))) == told


def test_a_text_of_the_plan_across_the_table_is_a_row() -> None:
    plain = {place: value for place, value in edu(None, "3-1").items() if place[0] < 6}
    found = read(plain | {(6, 3): CONTENT["9-4"]}, block(6, 3, 6, 12))
    assert items(found) == {5: "3-1", 6: "9-4"}


# -- the same item twice -----------------------------------------------------------------------------------------------


def twice(*answers: tuple[object, ...], blank: tuple[int, ...] = ()) -> Submission:
    """Return a form that answers 3-1 in as many rows as there are answers."""
    cells = edu(None, *("3-1",) * len(answers))
    for row, given in enumerate(answers, 5):
        for column, value in enumerate(given, 6):
            cells[row, column] = value
    return read({at: value for at, value in cells.items() if value not in {"", None}})


def test_rows_that_say_the_same_of_one_item_are_one() -> None:
    found = twice(FILLED, FILLED, FILLED)
    assert (items(found), codes(found)) == ({5: "3-1"}, [])


@pytest.mark.parametrize(
    "other",
    [("正在实施", Decimal("0.30"), *FILLED[2:]), (" 正在 实施", *FILLED[1:])],
)
def test_the_same_in_another_writing_is_the_same(other: tuple[object, ...]) -> None:
    assert codes(twice(FILLED, other)) == []


def test_a_blank_row_beside_a_filled_one_goes() -> None:
    blank = ("",) * len(FILLED)
    assert items(twice(blank, FILLED)) == {6: "3-1"}
    assert items(twice(FILLED, blank)) == {5: "3-1"}
    assert items(twice(blank, blank)) == {5: "3-1"}


def test_rows_that_differ_count_for_nothing() -> None:
    other = ("已完成", *FILLED[1:])
    found = twice(FILLED, other)
    assert (items(found), found.doubtful, codes(found)) == ({5: None, 6: None}, ("3-1",), [("S09", "A6")])
    assert found.problems[0].about.items == ("3-1",)
    assert dict(found.problems[0].facts)["rows"] == "第 5、6 行"


def test_of_many_rows_that_differ_the_first_five_are_named() -> None:
    answers = [("正在实施", Decimal(n) / 10, *FILLED[2:]) for n in range(1, 7)]
    assert dict(twice(*answers[:5]).problems[0].facts)["rows"] == "第 5、6、7、8、9 行"
    assert dict(twice(*answers).problems[0].facts)["rows"] == "第 5、6、7、8、9……10 行（共 6 行）"


def test_two_pictures_are_as_good_as_the_same_text() -> None:
    cells = sheet(edu(None, "3-1", "3-1"))
    pictured = {
        place: replace(c, kind=CellKind.PICTURE, value=None) if place in {(5, 8), (6, 8)} else c
        for place, c in cells.cells.items()
    }
    (found,) = recognise(
        Book(format="xlsx", sheets=(replace(cells, cells=pictured),)),
        Clues(name="附件2.xlsx", collecting="2022-04"),
        plan(),
        {},
        form(),
    )
    assert items(found) == {5: "3-1"}
    pictured = {**pictured, (6, 8): Cell(6, 8, CellKind.TEXT, "已开工两处")}
    (found,) = recognise(
        Book(format="xlsx", sheets=(replace(cells, cells=pictured),)),
        Clues(name="附件2.xlsx", collecting="2022-04"),
        plan(),
        {},
        form(),
    )
    assert codes(found) == [("S09", "A6")]


# -- what was dragged --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "told"), [(2, 2), (3, 1), (4, 1)])
def test_from_three_rows_on_scraps_are_told_together(count: int, told: int) -> None:
    plain = {place: value for place, value in edu().items() if place[0] < 8}
    scraps = {(8 + n, 7): Decimal("0.5") for n in range(count)} | {(8 + n, 9): "无" for n in range(count)}
    found = read(plain | scraps)
    assert codes(found)[0] == ("S05", "G8")
    assert len(codes(found)) == told
    if told == 1:
        assert f"G8:I{7 + count}，共{count}行" in dict(found.problems[0].facts)["detail"]


def test_a_run_of_scraps_ends_at_a_row_that_says_what_it_is_about() -> None:
    plain = {place: value for place, value in edu().items() if place[0] < 8}
    scraps: Cells = {(row, 9): "无" for row in (8, 9, 10, 12, 13, 14)}
    found = read(plain | scraps | {(11, 3): "新增的一项", (11, 9): "无"})
    assert codes(found) == [("S05", "I8"), ("S05", "C11"), ("S05", "I12")]
    named = read(plain | {(row, 9): "无" for row in (8, 9, 10)} | {(row, 2): "某工程" for row in (8, 9, 10)})
    assert codes(named) == [("S05", "B8"), ("S05", "B9"), ("S05", "B10")]


# -- another job's rows ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected", "told"),
    [
        (CONTENT["4-1"], "4-1", []),
        (CONTENT["4-1"] + "等", None, [("S10", "C6")]),
        (None, None, [("S10", "C6")]),
    ],
)
def test_a_row_stamped_for_another_job_counts_only_by_its_very_text(
    content: str | None, expected: str | None, told: list[tuple[str, str]]
) -> None:
    marks = {(5, 13): row_id("3-1", "教育局", "2022-04", "K7Q2"), (6, 13): row_id("4-1", "教育局", "2022-04", "Z9Z9")}
    cells = edu(marks | {(6, 3): content}, "3-1", "4-1")
    book = Book(format="xlsx", sheets=(sheet(cells),))
    (found,) = recognise(book, Clues(name="附件2.xlsx", collecting="2022-04"), plan(), {}, form(), jobs=frozenset({"K7Q2"}))
    assert (items(found), codes(found)) == ({5: "3-1", 6: expected}, told)
    assert found.doubtful == (() if expected else ("4-1",))


def test_two_pairs_of_doubles_are_settled_each_for_itself() -> None:
    cells = edu({(8, 8): "另有三处"}, "3-1", "3-1", "4-1", "4-1")
    found = read(cells)
    assert (items(found), codes(found)) == ({5: "3-1", 7: None, 8: None}, [("S09", "A8")])


def test_blank_doubles_before_the_first_filled_one_all_go() -> None:
    blank = ("",) * len(FILLED)
    assert items(twice(blank, blank, FILLED)) == {7: "3-1"}


def test_a_row_of_an_unknown_owner_is_matched_by_its_id() -> None:
    assert items(read(edu({(6, 13): stamp("4-1", "没有的局")}, "3-1", "4-1"))) == {5: "3-1", 6: "4-1"}
    claimed = read(edu({(6, 3): None, (6, 1): None}, "3-1", "4-1"), claimed="教育局")
    assert items(claimed) == {5: "3-1", 6: "4-1"}


def test_where_the_content_is_not_printed_a_contradiction_stands_at_the_id() -> None:
    cells = {at: value for at, value in edu({(6, 13): stamp("6-1", "住建局")}, "3-1", "4-1").items() if at[1] != 3 or at[0] < 4}
    found = read(cells)
    assert [one for one in codes(found) if one[0] == "S10"] == [("S10", "M6")]


# -- columns and cells -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("存在问题*", ("S07", "A4")),
        ("备注", ("S13", "A4")),
        ("立项名称", ("S13", "A4")),
        ("上期进展情况", ("S13", "A4")),
        ("编号", None),
    ],
)
def test_a_column_that_is_gone(header: str, told: tuple[str, str] | None) -> None:
    column = next(c for (row, c), value in edu().items() if row == 4 and value == header)
    gone = {at: value for at, value in edu().items() if at[1] != column or at[0] < 4}
    assert codes(read(gone)) == ([told] if told else [])


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({(4, 14): "资金", (5, 14): "12万元"}, [("S05", "N4")]),
        ({(5, 14): "12万元"}, [("S05", "N4")]),
        ({(4, 14): "资金"}, []),
        ({(4, 15): "单位", (6, 14): "甲", (5, 15): "乙"}, [("S05", "N4"), ("S05", "O4")]),
        ({(5, 14): "S0401@教育局@2022-04"}, []),
        ({(3, 14): "资金", (5, 14): "12万元"}, [("S05", "N4")]),
    ],
)
def test_a_column_that_nobody_asked_for(cells: Cells, told: list[tuple[str, str]]) -> None:
    assert codes(read(edu(cells))) == told


def test_a_column_under_a_header_in_two_rows_is_named_by_the_lower() -> None:
    cells = {(row + 1 if row > 4 else row, column): value for (row, column), value in edu().items()}
    merges = [block(4, column, 5, column) for column in range(1, 14)]
    below = read(cells | {(4, 14): "资金", (5, 14): "到位", (6, 14): "12万元"}, *merges)
    assert codes(below) == [("S05", "N5")]
    above = read(cells | {(4, 14): "资金", (6, 14): "12万元"}, *merges)
    assert codes(above) == [("S05", "N4")]


def slots(found: Submission, key: str) -> list[tuple[str, object, str | None, str | None]]:
    return [(s.address, s.cell.value if s.cell else None, s.merged, s.across) for s in (row.answers[key] for row in found.rows)]


def test_an_answer_merged_over_rows_counts_for_each_and_one_over_columns_is_marked() -> None:
    tall = read(edu({(6, 8): None, (7, 8): None}), block(5, 8, 7, 8))
    assert slots(tall, "进展情况") == [("H5", "已开工两处", "H5:H7", None)] * 3
    pair = read(edu({(6, 8): None}), block(5, 8, 6, 8))
    assert [one[2] for one in slots(pair, "进展情况")] == ["H5:H6", "H5:H6", None]
    wide = read(edu({(5, 9): None}, "3-1"), block(5, 8, 5, 9))
    assert slots(wide, "进展情况") == [("H5", "已开工两处", None, "H5:I5")]
    assert slots(wide, "存在问题") == [("I5", None, None, "H5:I5")]
    left = read(edu({(5, 8): None}, "3-1"), block(5, 5, 5, 8))
    assert slots(left, "进展情况")[0][3] == "E5:H5"
    alone = read(edu({(5, 14): None}, "3-1"), block(5, 12, 5, 12))
    assert slots(alone, "备注")[0][2:] == (None, None)


def test_a_long_answer_goes_on_in_the_rows_that_its_item_is_merged_over() -> None:
    plain = {at: value for at, value in edu(None, "3-1").items() if at[0] < 6}
    merges = [block(5, column, 7, column) for column in (1, 2, 3, 4, 13)]
    found = read(plain | {(6, 8): "，第三处", (7, 8): "在招标"}, *merges)
    assert slots(found, "进展情况") == [("H5", "已开工两处，第三处在招标", None, None)]
    number = read(plain | {(6, 7): Decimal("0.5")}, *merges)
    assert slots(number, "完成比例") == [("G5", Decimal("0.3"), None, None)]
    mixed = read(plain | {(6, 8): Decimal(7)}, *merges)
    assert slots(mixed, "进展情况") == [("H5", "已开工两处", None, None)]
    below = read({at: value for at, value in plain.items() if at != (5, 8)} | {(6, 8): "只在下面"}, *merges)
    assert slots(below, "进展情况") == [("H5", "只在下面", None, None)]


# -- several jobs, several sheets --------------------------------------------------------------------------------------


def test_a_sheet_whose_stamps_name_two_jobs_answers_nothing() -> None:
    marks = {(5, 13): row_id("3-1", "教育局", "2022-04", "K7Q2"), (6, 13): row_id("4-1", "教育局", "2022-04", "K7Q2")}
    book = Book(
        format="xlsx", sheets=(sheet(edu(marks, "3-1", "4-1")),), properties={"duban.unit": "教育局", "duban.job": "Z9Z9"}
    )
    (found,) = recognise(book, Clues(name="附件2.xlsx", collecting="2022-04"), plan(), {}, form(), jobs=frozenset({"K7Q2"}))
    assert (items(found), [code for code, _ in codes(found)]) == ({5: None, 6: None}, ["S10"])
    assert found.doubtful == ("3-1", "4-1")
    book = replace(book, properties={"duban.unit": "教育局", "duban.job": "K7Q2"})
    (found,) = recognise(book, Clues(name="附件2.xlsx", collecting="2022-04"), plan(), {}, form(), jobs=frozenset({"K7Q2"}))
    assert (items(found), codes(found)) == ({5: "3-1", 6: "4-1"}, [])


def test_a_hidden_sheet_is_told_with_the_first_that_is_read() -> None:
    drawn = (
        replace(sheet(edu(None, "9-4"), name="旧"), hidden=True),
        sheet(edu(None, "3-1"), name="一"),
        sheet(issued_cells("住建局", ("6-1",)), name="二"),
    )
    found = recognise(Book(format="xlsx", sheets=drawn), Clues(name="附件2.xlsx", collecting="2022-04"), plan(), {}, form())
    assert [(one.sheet, one.unit, items(one), codes(one)) for one in found] == [
        ("一", "教育局", {5: "3-1"}, [("S05", None)]),
        ("二", "住建局", {5: "6-1"}, []),
    ]


def test_a_row_whose_words_two_items_have_is_about_the_first_of_them():
    base = plan()
    same = replace(base, items=tuple(replace(item, content=CONTENT["3-1"]) if item.id == "4-1" else item for item in base.items))
    found = read(edu({(7, 3): CONTENT["3-1"]}), world=same)
    (told,) = [one for one in found.problems if one.code.name == "S10"]
    assert told.about.items == ("9-4", "3-1")

"""Where a table stands: its header in one row or several, its rows, its head, the next table's (DESIGN §7)."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from recognise_world import block, form, sheet

from toolkit.intake.recognise.labels import Labels
from toolkit.intake.recognise.placing import PlacedTable, TextGrid, find_tables
from toolkit.nouns.cells import Cell, CellKind, Range
from toolkit.nouns.fields import Field, Form, Type

TITLE = "年县级为民办实事项目目标任务进展情况表"
HEADERS = ("序号", "立项名称", "实事内容", "进展情况", "存在问题")
Cells = Mapping[tuple[int, int], object]


def drawn(*lines: str, top: int = 1) -> dict[tuple[int, int], object]:
    """Return the cells of lines such as "序号|立项名称||进展情况"; an empty part is no cell."""
    return {(row, column): text for row, line in enumerate(lines, top) for column, text in enumerate(line.split("|"), 1) if text}


def header(top: int, *more: str) -> dict[tuple[int, int], object]:
    return drawn("|".join((*HEADERS, *more)), top=top)


def tables(cells: Cells, *merges: Range, issued: Form | None = None) -> tuple[PlacedTable, ...]:
    known = issued or form()
    return find_tables(TextGrid.of(replace(sheet(cells), merges=merges)), known, Labels.of(known, {}))


def table(cells: Cells, *merges: Range, issued: Form | None = None) -> PlacedTable:
    (only,) = tables(cells, *merges, issued=issued)
    return only


def two_storeys() -> Form:
    """Return a form whose headers stand in two rows: 资金 over 到位数."""
    heads = (
        ("事项", "序号", "序号"),
        ("事项", "实事内容", "实事内容"),
        ("填报", "到位", "资金 到位数"),
        ("填报", "支出", "资金 支出数"),
    )
    fields = tuple(
        Field(source=s, key=k, header=h, column=n, template="", required=False, type=Type.TEXT, hidden=False)
        for n, (s, k, h) in enumerate(heads, 1)
    )
    return replace(form(), fields=fields)


# -- the header -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("top", [1, 2, 5])
def test_the_header_is_found_in_whatever_row(top: int) -> None:
    found = table(header(top) | drawn("1|甲|乙|丙|丁", top=top + 1))
    assert (found.top, found.bottom, found.left, found.header_address) == (top, top, 1, f"A{top}")
    assert found.columns == {"进展情况": 4, "存在问题": 5}
    assert found.data == (top + 1,)
    assert (found.above, found.end, found.exact, found.asked) == (1, top + 1, 5, 2)


@pytest.mark.parametrize(
    ("line", "there"),
    [
        ("序号|进展情况", True),
        ("序号|甲", False),
        ("甲|进展情况", False),
        ("进展情况、存在问题|甲", True),
        ("序号|立项名称", False),
    ],
)
def test_two_fields_one_of_them_asked_make_a_header(line: str, there: bool) -> None:
    assert bool(tables(drawn(line, "1|乙"))) is there


def test_a_header_that_asks_nothing_hides_none_below_it() -> None:
    found = table(drawn("序号|立项名称", "甲|乙", "丙|丁", "序号|进展情况", "1|戊"))
    assert (found.top, found.data) == (4, (5,))


def test_only_text_is_a_header() -> None:
    cells = header(1) | drawn("1|甲|乙|丙|丁", top=2)
    grid = sheet(cells)
    wrong = replace(grid, cells={**grid.cells, (1, 4): Cell(1, 4, CellKind.ERROR, "进展情况")})
    (found,) = find_tables(TextGrid.of(wrong), form(), Labels.of(form(), {}))
    assert found.columns == {"存在问题": 5}


@pytest.mark.parametrize(
    ("lines", "bottom", "columns"),
    [
        (("序号|立项名称|实事内容", "|||进展情况|存在问题"), 2, {"进展情况": 4, "存在问题": 5}),
        (("序号|立项名称|实事内容", "|||进展情况", "||||存在问题"), 3, {"进展情况": 4, "存在问题": 5}),
        (("序号|立项名称|实事内容", "", "|||进展情况|存在问题"), 3, {"进展情况": 4, "存在问题": 5}),
        (("序号|立项名称|实事内容|进展情况", "", "", "||||存在问题"), 1, {"进展情况": 4}),
        (("序号|立项名称|实事内容|进展情况", "||||进展情况"), 1, {"进展情况": 4}),  # named already
        (("序号|立项名称|实事内容|进展情况", "|||存在问题"), 1, {"进展情况": 4}),  # under a column named already
    ],
)
def test_a_header_goes_on_below_with_other_fields_in_other_columns(
    lines: tuple[str, ...], bottom: int, columns: dict[str, int]
) -> None:
    found = table(drawn(*lines))
    assert (found.top, found.bottom, dict(found.columns)) == (1, bottom, columns)


@pytest.mark.parametrize(("tall", "bottom"), [(2, 2), (3, 3), (4, 3)])
def test_a_header_goes_down_as_far_as_its_cells_are_merged_and_three_rows_at_most(tall: int, bottom: int) -> None:
    found = table(header(1) | drawn("1|甲|乙|丙|丁", top=6), block(1, 1, tall, 1))
    assert (found.bottom, found.data) == (bottom, (6,))


def test_under_a_merged_header_own_words_win_over_what_stands_above_them() -> None:
    merged = [block(1, 1, 2, 1), block(1, 2, 2, 2), block(1, 3, 2, 3)]
    lines = ("序号|立项名称|实事内容|目前进展|困难问题", "|||进展情况|工作困难")
    found = table(drawn(*lines, "1|甲|乙|丙|丁"), *merged)
    assert (found.bottom, found.exact, dict(found.columns)) == (2, 4, {"进展情况": 4, "存在问题": 5})
    lines = ("序号|立项名称|实事内容|进展情况|困难问题", "|||目前进展|主要问题")
    assert table(drawn(*lines, "1|甲|乙|丙|丁"), *merged).exact == 4


def test_headers_over_headers_are_read_as_one() -> None:
    merges = (block(1, 3, 1, 4), block(1, 1, 2, 1), block(1, 2, 2, 2))
    found = table(drawn("序号|实事内容|资金", "||到位数|支出数", "1|甲|乙|丙"), *merges, issued=two_storeys())
    assert (found.top, found.bottom, found.exact, dict(found.columns)) == (1, 2, 4, {"到位": 3, "支出": 4})
    assert found.data == (3,)


def test_a_word_over_the_header_belongs_to_it_where_the_form_knows_both() -> None:
    lines = ("|||上期", "序号|立项名称|实事内容|进展情况|进展情况", "1|甲|乙|丙|丁")
    found = table(drawn(*lines))
    assert (found.top, found.bottom, found.data, found.exact) == (1, 2, (3,), 5)
    assert [(f.source, f.key, c) for f, c in found.fields if f.key == "进展情况"] == [
        ("上期", "进展情况", 4),
        ("填报", "进展情况", 5),
    ]


# -- columns ----------------------------------------------------------------------------------------------------------


def test_the_form_s_own_header_wins_over_synonyms_and_the_rest_is_contested() -> None:
    found = table(drawn("序号|目前进展|进展情况|推进情况|存在问题", "1|甲|乙|丙|丁"))
    assert found.columns == {"进展情况": 3, "存在问题": 5}
    assert found.contested == ()
    rivals = table(drawn("序号|目前进展|存在问题|推进情况", "1|甲|乙|丙"))
    assert [(f.key, columns) for f, columns in rivals.contested] == [("进展情况", (2, 4))]


@pytest.mark.parametrize(("right", "columns"), [(5, (4, 5)), (6, (4, 5, 6))])
def test_sub_columns_under_a_merged_header_contest_it(right: int, columns: tuple[int, ...]) -> None:
    found = table(drawn("序号|立项名称|实事内容|进展情况", "|||3月|4月|5月", "1|甲|乙|丙|丁|戊"), block(1, 4, 1, right))
    assert [(f.key, c) for f, c in found.contested] == [("进展情况", columns)]


def test_a_column_under_a_merged_header_that_has_a_name_of_its_own_is_not_contested() -> None:
    merges = (block(1, 4, 1, 5), block(1, 1, 2, 1))
    found = table(drawn("序号|立项名称|实事内容|进展情况", "||||存在问题", "1|甲|乙|丙|丁"), *merges)
    assert found.contested == ()
    assert found.columns == {"进展情况": 4, "存在问题": 5}


def test_combined_headers_are_kept_apart() -> None:
    found = table(drawn("序号|进展情况、存在问题|下步计划", "1|甲|乙"))
    assert [(c, tuple(f.key for f in fields)) for c, fields in found.combined] == [(2, ("进展情况", "存在问题"))]
    assert (found.columns, found.asked) == ({"下一步工作计划": 3}, 3)


# -- rows and heads ---------------------------------------------------------------------------------------------------


def test_blank_rows_are_no_data_and_the_last_used_row_ends_the_table() -> None:
    found = table(header(2) | drawn("1|甲", top=3) | drawn("2|乙", top=6))
    assert (found.data, found.end) == ((3, 6), 6)


@pytest.mark.parametrize(
    ("between", "data"),
    [((), (2, 3, 5, 6)), (("甲|乙",), (2, 3, 4, 6, 7)), (("|续表",), (2, 3, 4, 6, 7))],
)
def test_a_header_printed_again_on_the_next_page_is_the_same_table(between: tuple[str, ...], data: tuple[int, ...]) -> None:
    lines = ("|".join(HEADERS), "1|甲", "2|乙", *between, "|".join(HEADERS), "3|丙", "4|丁")
    assert table(drawn(*lines)).data == data


@pytest.mark.parametrize(
    "head",
    [f"鹿寨县2022{TITLE}", "填报单位（盖章）：住建局", "表号：督办表-住建局-2022-04", "附件2", "附件二"],
)
def test_what_names_itself_anew_is_another_table(head: str) -> None:
    title = drawn(f"鹿寨县2022{TITLE}", top=5) if head.startswith("附件") else {}
    cells = header(1) | drawn("1|甲", "2|乙", top=2) | drawn(head, top=4) | title | header(6) | drawn("3|丙", top=7)
    first, second = tables(cells)
    assert (first.data, first.end) == ((2, 3), 3)
    assert (second.top, second.data, second.above, second.end) == (6, (7,), 4, 7)


def test_without_a_head_the_next_table_begins_with_its_header() -> None:
    other = drawn("序号|承办单位|完成比例|预计完成时间", "1|甲|乙|丙", top=5)
    first, second = tables(header(1) | drawn("1|甲", "2|乙", "说明", top=2) | other)
    assert (first.data, first.end) == ((2, 3, 4), 4)
    assert (second.top, second.above, second.data) == (5, 5, (6,))


@pytest.mark.parametrize(("length", "apart"), [(199, True), (200, False), (201, False)])
def test_a_long_text_between_two_headers_is_no_head(length: int, apart: bool) -> None:
    title = f"鹿寨县2022{TITLE}"
    long = title + "字" * (length - len(title))
    cells = header(1) | drawn("1|甲", long, top=2) | header(4) | drawn("2|乙", top=5)
    assert (len(tables(cells)) == 2) is apart
    other = drawn("序号|承办单位|完成比例|预计完成时间", "1|甲|乙|丙", top=4)
    assert tables(header(1) | drawn("1|甲", long, top=2) | other)[0].end == (2 if apart else 3)


@pytest.mark.parametrize(("shared", "apart"), [(4, False), (3, False), (2, True)])
def test_three_fifths_of_the_columns_make_the_same_header_again(shared: int, apart: bool) -> None:
    others = ("承办单位", "完成比例", "备注")
    again = "|".join((*HEADERS[:shared], *others[: 5 - shared]))
    cells = header(1) | drawn("1|甲", top=2) | drawn(again, "2|乙", top=3)
    assert (len(tables(cells)) == 2) is apart


def test_of_more_than_fifty_tables_the_first_fifty_are_read() -> None:
    title = f"鹿寨县2022{TITLE}"
    lines = [line for number in range(52) for line in (title, "|".join(HEADERS), f"{number}|甲")]
    assert len(tables(drawn(*lines))) == 50


def test_the_second_header_again_is_told_from_the_second_table_s() -> None:
    other = "序号|承办单位|完成比例|预计完成时间"
    first, second = tables(drawn("|".join(HEADERS), "1|甲", other, "1|乙", other, "2|丙"))
    assert (first.data, second.data) == ((2,), (4, 6))


# -- merges -----------------------------------------------------------------------------------------------------------


def test_rows_whose_prefilled_cells_are_merged_together_are_one() -> None:
    merges = [block(2, column, 4, column) for column in (1, 2, 3)]
    found = table(header(1) | drawn("1|甲|乙|丙", "|||续", "|||再续", "2|戊|己|庚", top=2), *merges)
    assert found.continued == {2: (3, 4)}
    assert found.continuing == {3, 4}


@pytest.mark.parametrize(
    "merges",
    [
        (block(2, 3, 3, 3),),  # the content alone
        (block(2, 1, 3, 1), block(2, 2, 3, 2)),  # not the content
        (block(2, 1, 3, 1), block(2, 2, 3, 2), block(3, 3, 4, 3)),
        (block(1, 1, 3, 1), block(1, 2, 3, 2), block(1, 3, 3, 3)),  # the header's own
    ],
)
def test_rows_that_share_only_some_of_it_are_rows_of_their_own(merges: tuple[Range, ...]) -> None:
    found = table(header(1) | drawn("1|甲|乙|丙", "2|丁|戊|己", "3|庚|辛|壬", top=2), *merges)
    assert found.continued == {}


def test_where_only_the_content_is_printed_it_joins_no_rows() -> None:
    cells = drawn("实事内容|进展情况|存在问题", "甲|乙|丙", "|丁|戊")
    assert table(cells, block(2, 1, 3, 1)).continued == {}
    assert table(drawn("序号|进展情况|立项名称", "甲|乙|丙", "|丁"), block(2, 1, 3, 1), block(2, 3, 3, 3)).continued == {}


def test_merges_below_and_right_of_what_is_used_are_cut_and_the_too_many_left_out() -> None:
    cells = {**drawn("甲|乙"), (700, 700): "丙"}
    grid = TextGrid.of(replace(sheet(cells), merges=(block(1, 1, 4, 2000), block(5, 1, 605, 700), block(2, 3, 2, 4))))
    assert (grid.text(3, 700), (3, 701) in grid.blocks) == ("甲", False)
    assert (5, 1) not in grid.blocks  # 601 rows of 700 columns are too many
    assert grid.text(4, 3) == "甲"
    assert (grid.under(4, 9), grid.under(650, 1)) == (1, 650)


@pytest.mark.parametrize(("bottom", "kept"), [(400, True), (401, False)])
def test_four_hundred_thousand_merged_places_are_looked_through(bottom: int, kept: bool) -> None:
    grid = TextGrid.of(
        replace(sheet({(1, 1): "甲", (1000, 1000): "丙"}), merges=(block(1, 1, bottom, 1000), block(900, 1, 900, 2)))
    )
    assert bool(grid.text(400, 1000)) is kept
    assert ((900, 2) in grid.blocks) is not kept


@pytest.mark.parametrize(("label", "head"), [("责任部门（盖章）", "责任部门盖章：住建局"), ("", "填报单位：住建局")])
def test_the_form_s_own_label_of_the_unit_begins_a_head(label: str, head: str) -> None:
    issued = replace(form(), unit_label=label)
    other = drawn("序号|承办单位|完成比例|预计完成时间", "1|甲|乙|丙", top=4)
    first, second = tables(header(1) | drawn("1|甲", head, top=2) | other, issued=issued)
    assert (first.end, second.above) == (2, 3)


def test_a_head_right_below_a_header_without_rows_is_the_next_table_s() -> None:
    first, second = tables(header(1) | drawn("附件2：督办表", top=2) | header(3) | drawn("1|甲", top=4))
    assert (first.data, first.end, second.above, second.data) == ((), 1, 2, (4,))


def test_what_is_merged_below_the_header_is_no_sub_column() -> None:
    found = table(header(1) | drawn("1|甲|乙|丙|丁", top=2), block(2, 4, 2, 6))
    assert found.contested == ()

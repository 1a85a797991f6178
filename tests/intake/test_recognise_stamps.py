"""Stamps, printed lines and names beside each other: who speaks, what a long or distant text may not say (DESIGN §7)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from recognise_world import block, form, issued_cells, plan, properties, sheet, unstamped

from toolkit.form.stamp import form_number, row_id
from toolkit.intake.recognise import Clues, name_units, recognise, scan_unit
from toolkit.intake.recognise.identity import period_by_name
from toolkit.intake.recognise.unit_names import suggested, unit_by_name, unit_of_path, unit_of_sender, unknown_name
from toolkit.nouns.cells import Book, Range, Sheet
from toolkit.nouns.submission import Submission
from toolkit.plan.model import Period, Plan

Cells = dict[tuple[int, int], object]
EDU = ("3-1", "4-1")


def edu(changes: Mapping[tuple[int, int], object] | None = None, **more: object) -> Cells:
    cells = issued_cells("教育局", EDU, **more) | (changes or {})  # type: ignore[arg-type]
    return {place: value for place, value in cells.items() if value is not None}


def nameless(changes: Mapping[tuple[int, int], object] | None = None) -> Cells:
    return unstamped(issued_cells("教育局", EDU)) | (changes or {})


def read(
    cells: Cells,
    *merges: Range,
    props: dict[str, str] | None = None,
    world: Plan | None = None,
    around: tuple[str, ...] = (),
    **clues: str,
) -> Submission:
    drawn = replace(sheet(cells), merges=merges, text_around=around)
    told = Clues(**{"name": "附件2.xlsx", "collecting": "2022-04", **clues})
    book = Book(format="xlsx", sheets=(drawn,), properties=props or {})
    (only,) = recognise(book, told, world or plan(), {}, form())
    return only


def codes(found: Submission) -> list[str]:
    return [p.code.name for p in found.problems]


def who(found: Submission) -> tuple[str | None, str]:
    return found.unit, found.basis


# -- what speaks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "props", "unit", "basis"),
    [
        ({(1, 8): f"表号：{form_number('教育局', '2022-04', '0' * 12)}"}, {}, "教育局", "标识"),
        ({(5, 13): row_id("3-1", "教育局", "2022-04")}, {}, "教育局", "标识"),
        ({(3, 1): "填报单位（盖章）：教育局"}, {}, "教育局", "填报单位"),
        ({(3, 1): "填报单位（盖章）：教育局", (5, 13): row_id("3-1", "教育局", "2022-04")}, {}, "教育局", "标识"),
        ({}, {"duban.unit": "教育局"}, "教育局", "标识"),
        ({(3, 1): "填报单位（盖章）：某某局"}, {}, None, ""),
    ],
)
def test_what_names_the_unit(changes: Cells, props: dict[str, str], unit: str | None, basis: str) -> None:
    found = read(nameless(changes), props=props)
    assert who(found) == (unit, basis)


@pytest.mark.parametrize(
    ("changes", "props", "name", "suggestion"),
    [
        ({(3, 1): "填报单位（盖章）：住建局"}, {}, "附件2.xlsx", "教育局"),  # number and ids against the printed line
        ({}, {"duban.unit": "住建局"}, "附件2.xlsx", "教育局"),
        ({(1, 8): None}, {"duban.unit": "住建局"}, "教育局.xlsx", "教育局"),
        ({(3, 1): "填报单位（盖章）：住建局", (1, 8): None}, {"duban.unit": "住建局"}, "附件2.xlsx", "住建局"),
    ],
)
def test_of_stamps_that_differ_most_voices_are_suggested(
    changes: Cells, props: dict[str, str], name: str, suggestion: str
) -> None:
    found = read(edu(changes), props=props, name=name)
    assert (found.unit, codes(found), found.suggestion) == (None, ["S10"], suggestion)
    assert all(row.item is None for row in found.rows)


@pytest.mark.parametrize(("changes", "cell"), [({}, "A3"), ({(3, 1): None}, "H1"), ({(3, 1): None, (1, 8): None}, "A4")])
def test_a_contradiction_stands_at_the_printed_unit_else_at_the_number_else_at_the_header(changes: Cells, cell: str) -> None:
    found = read(edu(changes), props={"duban.unit": "住建局"})
    assert [(p.code.name, p.cell) for p in found.problems] == [("S10", cell)]


@pytest.mark.parametrize(
    ("changes", "cell"),
    [({(3, 5): "期次：2022年第2期（6月）"}, "E3"), ({(3, 5): None}, "H1"), ({(3, 5): None, (1, 8): None}, "A4")],
)
def test_a_contradiction_of_periods_stands_at_the_printed_one_else_at_the_number(changes: Cells, cell: str) -> None:
    found = read(edu(changes), props=properties("教育局", "2022-06"))
    assert [(p.code.name, p.cell) for p in found.problems] == [("S10", cell)]
    assert found.period is None


def test_a_claim_settles_the_unit_and_leaves_periods_that_differ_open() -> None:
    found = read(edu({(3, 5): "期次：2022年第2期（6月）"}), claimed="教育局")
    assert (found.unit, found.period, codes(found)) == ("教育局", None, [])
    told = read(edu({(3, 5): "期次：2022年第2期（6月）"}), claimed="教育局", claimed_period="2022-08")
    assert told.period == "2022-08"
    assert read(edu(), claimed="没有的单位").unit is None


@pytest.mark.parametrize(
    ("periods", "collecting", "read_as"),
    [
        (("2022-04", "2022-04"), "2022-06", "2022-04"),
        (("2022-04", "2022-05", "2022-04"), "2022-06", "2022-04"),  # dragged: the month counts up
        (("2022-04", "2022-06"), "2022-06", "2022-06"),
        (("2022-04", "2022-06"), "2022-08", None),
        (("2021-04", "2021-04"), "2022-04", "2021-04"),  # no period of ours: kept as it stands
    ],
)
def test_the_period_of_ids_alone(periods: tuple[str, ...], collecting: str, read_as: str | None) -> None:
    items = ("3-1", "4-1", "9-4")[: len(periods)]
    cells = unstamped(issued_cells("教育局", items)) | {(3, 1): "填报单位：教育局"}
    cells |= {(5 + n, 13): row_id(item, "教育局", period) for n, (item, period) in enumerate(zip(items, periods, strict=True))}
    assert read(cells, collecting=collecting).period == read_as


@pytest.mark.parametrize(
    ("printed", "period"),
    [
        ("2022-06", "2022-06"), ("2022年第2期（6月）", "2022-06"), ("6月", "2022-06"), ("第2期", "2022-06"), ("2022.6.5", "2022-06"),
        ("2022年5月", "2022-06"),  # the month of its data
        ("2022年7月", "2022-08"), ("2022年12月", "2022年12月"), ("2022年", None), ("2021年", "2021年"), ("2021年6月", "2021年6月"),  ("5月", None), ("期", None), ("2021年第一季度县级为民办实事项目进展情况", "2021年第一季度县级为民办实事项目进展情况"),
    ],
)  # fmt: skip
def test_a_printed_period(printed: str, period: str | None) -> None:
    assert read(nameless({(3, 1): "填报单位：教育局", (3, 5): f"期次：{printed}"})).period == period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2022-04", "2022-04"), ("２０２２－０４", "2022-04"), ("2022-04-05", "2022-04"), ("12022-045", None), ("第1期", "2022-04"),
        ("4月", "2022-04"), ("14月", None), ("4月和6月", None), ("2021年4月", None), ("4月（2021年）", None), ("4月（2022年）", "2022-04"),
        ("", None), ("年", None), ("6", None), ("2期", None), ("2022年", None), ("2022/4", "2022-04"), ("2022/04/30", "2022-04"), ("2022/5", None),
    ],
)  # fmt: skip
def test_what_a_stamp_may_call_a_period(text: str, period: str | None) -> None:
    assert period_by_name(text, plan()) == period
    assert period_by_name(text, plan()) == period


def test_two_periods_of_one_month_are_told_by_their_ids_alone() -> None:
    old = plan()
    second = Period(id="2022-04-25", name="2022年第1期续（4月下旬）", deadline=date(2022, 4, 25), data_as_of=date(2022, 4, 20))
    both = replace(old, periods=(*old.periods, second))
    assert period_by_name("4月", both) is None
    assert period_by_name("2022-04", both) == "2022-04"
    assert period_by_name("4月下旬", both) is None
    assert period_by_name("第1期续", both) == "2022-04-25"


def test_texts_that_name_no_period_are_not_remembered_without_end() -> None:
    world = plan()
    for number in range(1005):
        assert period_by_name(f"第{number + 100}次", world) is None
    assert period_by_name("2022-04", world) == "2022-04"


# -- long, distant and merged texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "there"), [(79, True), (80, False), (81, False)])
def test_a_long_text_is_no_id(length: int, there: bool) -> None:
    mark = row_id("4-1", "教育局", "2022-04")
    cells = edu({(6, 3): None, (6, 1): None, (6, 13): mark + " " * (length - len(mark))})
    assert read(cells).rows[1].item == ("4-1" if there else None)


@pytest.mark.parametrize(("length", "there"), [(199, True), (200, False), (201, False)])
def test_a_long_text_is_no_form_number(length: int, there: bool) -> None:
    number = form_number("教育局", "2022-04", "0" * 12)
    found = read(nameless({(1, 8): number + " " * (length - len(number))}))
    assert (found.unit == "教育局") is there


@pytest.mark.parametrize("place", [(1, 1), (3, 13), (7, 2), (9, 5)])
def test_the_form_number_may_stand_above_or_below_the_table(place: tuple[int, int]) -> None:
    number = form_number("教育局", "2022-04", "0" * 12)
    assert who(read(nameless({place: number}))) == ("教育局", "标识")


def test_the_form_number_may_stand_round_a_word_table() -> None:
    number = form_number("教育局", "2022-04", "0" * 12)
    assert who(read(nameless(), around=("附件2", "督办表是另一回事", number))) == ("教育局", "标识")
    assert read(nameless(), around=("附件2", "教育局 2022-04")).unit is None


@pytest.mark.parametrize(
    ("changes", "merges", "unit"),
    [
        ({(3, 1): "填报单位：", (3, 2): "教育局"}, (), "教育局"),
        ({(3, 1): "填报单位", (3, 4): "教育局"}, (), "教育局"),
        ({(3, 1): "填报单位：", (3, 2): "＿教育局＿"}, (), "教育局"),
        ({(3, 1): "填报单位：", (3, 3): "教育局"}, (block(3, 1, 3, 2),), "教育局"),
        ({(3, 1): "填报单位：", (3, 2): "期次：4月"}, (), None),
        ({(3, 1): "报送单位：教育局"}, (), "教育局"),
        ({(3, 1): "单位名称：教育局    填报人：张某"}, (), "教育局"),
        ({(3, 1): "期次：4月   填表单位（公章）：教育局"}, (), "教育局"),
        ({(3, 1): "填报单位：", (9, 1): "填报单位：教育局"}, (), "教育局"),
        ({(9, 1): "填报单位：教育局"}, (), "教育局"),
        ({(3, 1): "填报单位：教育局", (9, 1): "填报单位：住建局"}, (), "教育局"),
        ({(3, 1): "填报单位：" + "教育局" + " " * 292}, (), "教育局"),
        ({(3, 1): "填报单位：" + "教育局" + " " * 293}, (), None),
    ],
)
def test_a_printed_unit_stands_behind_or_beside_its_label(changes: Cells, merges: tuple[Range, ...], unit: str | None) -> None:
    assert read(nameless(changes), *merges).unit == unit


def test_a_blank_printed_unit_is_pointed_at_where_it_is_to_be_written() -> None:
    (problem,) = read(nameless({(3, 1): "填报单位："})).problems
    assert (problem.code.name, problem.cell, dict(problem.facts)["detail"]) == ("S02", "A3", "填报单位为空")
    (problem,) = read(nameless({(3, 1): "填报单位：教育"})).problems
    assert (problem.code.name, problem.cell) == ("S02", "A3")
    assert "教育" in dict(problem.facts)["detail"]
    assert read(nameless({(3, 1): "填报单位：教育"})).suggestion == "教育局"
    assert read(nameless(), sender="nobody@example.com").suggestion == "教育局"


@pytest.mark.parametrize(
    ("items", "likely"), [(("8-1", "10-4"), "黄冕镇"), (("8-1",), ""), (("3-1", "1-1"), ""), (("2-1", "6-2"), "农业农村局")]
)
def test_items_that_one_unit_alone_was_given_suggest_it(items: tuple[str, ...], likely: str) -> None:
    found = read(unstamped(issued_cells("黄冕镇", items)))
    assert (found.unit, found.suggestion) == (None, likely)


@pytest.mark.parametrize(
    ("row", "foot"),
    [
        ({7: "填报人：", 8: "张某", 9: "联系电话：", 10: "0772-6812345"}, {"填报人": "张某", "联系电话": "0772-6812345"}),
        ({1: "填报人：张某  联系电话：0772-6812345"}, {"填报人": "张某", "联系电话": "0772-6812345"}),
        ({1: "填报人（签字）：张某"}, {"填报人": "张某"}),
        ({1: "填报人：", 2: "联系电话：0772-6812345"}, {"联系电话": "0772-6812345"}),
        ({1: "填报人：____", 2: "联系电话：＿"}, {}),
    ],
)
def test_what_is_written_at_the_foot(row: dict[int, str], foot: dict[str, str]) -> None:
    plain = {place: value for place, value in edu().items() if place[0] < 7}
    found = read(plain | {(7, column): text for column, text in row.items()})
    assert {key: text for key, text in found.foot.items() if key != "填报日期"} == foot


def test_what_is_asked_below_is_looked_for_below_first() -> None:
    both = edu({(2, 9): "联系电话：0772-1111111"})
    assert read(both).foot["联系电话"] == "6812345"
    above = edu({(8, 9): "填报日期：2022-04-09"})
    assert read(above).foot["填报日期"] == "2022-04-02"


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("教育局", "教育局"), ("鹿寨县教育局", "教育局"), ("县教育局", "教育局"), ("（教育局）", "教育局"), ("教育局（盖章）", "教育局"),
        ("教体局", "教育局"), ("妇联", "县妇联"), ("鹿寨县妇联", "县妇联"), ("江口乡人民政府", "江口乡"), ("鹿寨县江口乡政府", "江口乡"),
        ("教育局人民政府", None), ("柳州市教育局", None), ("教育", None), ("", None), ("教育局、住建局", None), ("局", None),
    ],
)  # fmt: skip
def test_a_unit_as_it_prints_itself(text: str, unit: str | None) -> None:
    assert unit_by_name(text, plan()) == unit


def test_an_alias_of_two_units_names_neither_unless_one_bears_it_exactly() -> None:
    old = plan()
    units = tuple(
        replace(u, aliases=("水务",)) if u.name == "水利局" else replace(u, aliases=("县水务",)) if u.name == "交通局" else u
        for u in old.units
    )
    world = replace(old, units=units)
    assert unit_by_name("水务", world) == "水利局"
    assert unit_by_name("县水务", world) == "交通局"
    assert unit_by_name("鹿寨县水务", world) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("某新设局", ""), ("新设局", "新设局"), ("新设局（盖章）", "新设局"), ("教育局", ""), ("XX局", ""), ("填报单位", ""), ("局", ""),
        ("abc", ""), ("新设局、另设局", ""), ("教育局和住建局", ""), ("新" * 40, "新" * 40), ("新" * 41, ""), ("新设", "新设"), ("", ""),
    ],
)  # fmt: skip
def test_a_printed_name_that_the_plan_does_not_know(text: str, kept: str) -> None:
    assert unknown_name(text, plan()) == kept


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("附件2-教育局.xlsx", ("教育局",)), ("11教育局.xlsx", ("教育局",)), ("鹿寨县住建局、教育局.zip", ("教育局", "住建局")),
        ("融水县教育局.xlsx", ()), ("我县教育局.xlsx", ("教育局",)), ("各县教育局.xlsx", ("教育局",)), ("五个县教育局.xlsx", ("教育局",)),
        ("广西省教育局.xlsx", ()), ("内蒙古自治区教育局.xlsx", ()), ("鹿寨县妇女联合会.pdf", ("县妇联",)), ("第四排镇.pdf", ("四排镇",)),
        ("14排镇.pdf", ()), ("4排镇.pdf", ("四排镇",)), ("124排镇.pdf", ()), ("住房和城乡建设局教育局", ("教育局", "住建局")), ("鹿寨县教育局教育局", ("教育局",)), ("教", ()), ("教育局住建局教育局", ("教育局", "住建局")),
        ("农业农村局教育局", ("农业农村局", "教育局")), ("教育局_鹿寨县.xlsx", ("教育局",)),
    ],
)  # fmt: skip
def test_units_in_a_file_name(text: str, units: tuple[str, ...]) -> None:
    assert sorted(name_units(text, plan())) == sorted(units)
    order = [u.name for u in plan().units]
    assert list(name_units(text, plan())) == sorted(units, key=order.index)


@pytest.mark.parametrize(
    ("name", "inside", "expected"),
    [
        ("教育局/附件2.xlsx", (), ("教育局", "文件夹")),
        ("附件2.xlsx", ("住建局.eml", "教育局.zip"), ("教育局", "文件夹")),
        ("江口乡/教育局/住建局.xlsx", (), ("住建局", "文件名")),
        ("江口乡/教育局、住建局/附件2.xlsx", (), (None, "文件夹")),
        ("../教育局/./附件2.xlsx", (), ("教育局", "文件夹")),
        ("附件2.xlsx", (), (None, "")),
    ],
)
def test_the_innermost_name_decides(name: str, inside: tuple[str, ...], expected: tuple[str | None, str]) -> None:
    assert unit_of_path(Clues(name=name, inside=inside), plan()) == expected


def test_a_county_and_one_sign_more_is_no_shorter_name() -> None:
    old = plan()
    one = replace(old, units=(replace(old.units[0], name="鹿寨县委", aliases=()), *old.units[1:]))
    assert (unit_by_name("鹿寨县委", one), unit_by_name("委", one)) == ("鹿寨县委", None)


def test_a_sender_of_two_units_tells_nothing() -> None:
    old = plan()
    both = replace(old, units=tuple(replace(u, emails=("office@example.com", *u.emails)) for u in old.units[:2]) + old.units[2:])
    assert unit_of_sender(Clues(name="a", sender="office@example.com"), both) is None
    assert unit_of_sender(Clues(name="a", sender=" U1@EXAMPLE.com"), both) == old.units[1].name
    assert unit_of_sender(Clues(name="a"), both) is None


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        (("教育",), "教育局"), (("鹿寨县教育体育局",), "教育局"), (("财政局",), ""), (("",), ""), (("教",), ""), (("黄冕",), "黄冕镇"),
        (("水利站", "黄冕"), "黄冕镇"), (("交通运输局",), "交通局"), (("农业和农村局",), "农业农村局"), (("鹿寨县",), ""), (("农业",), "农业农村局"),
    ],
)  # fmt: skip
def test_the_unit_that_is_probably_meant(texts: tuple[str, ...], unit: str) -> None:
    assert suggested(texts, plan()) == unit


def test_a_scan_beside_two_forms_is_suggested_to_its_sender() -> None:
    clues = Clues(name="教育局、住建局.pdf", sender="u0@example.com")
    assert scan_unit(clues, plan(), ("江口乡",)) == (None, "", "水利局")
    assert scan_unit(Clues(name="扫描.pdf"), plan(), ("江口乡", "江口乡")) == ("江口乡", "同来的表", "")


# -- several sheets ----------------------------------------------------------------------------------------------------


def sheets(
    *drawn: Sheet, props: dict[str, str] | None = None, **clues: str
) -> list[tuple[str, str | None, tuple[str | None, ...], list[str]]]:
    book = Book(format="xlsx", sheets=drawn, properties=props or {})
    told = Clues(**{"name": "附件2.xlsx", "collecting": "2022-04", **clues})
    return [(f.sheet, f.unit, tuple(r.item for r in f.rows), codes(f)) for f in recognise(book, told, plan(), {}, form())]


def test_properties_speak_for_a_silent_sheet_unless_another_is_that_unit_s() -> None:
    silent = sheet(nameless(), name="无标识")
    named = sheet(issued_cells("住建局", ("6-1",)), name="住建")
    read_ = sheets(silent, named, props=properties("教育局"))
    assert [(name, unit) for name, unit, *_ in read_] == [("无标识", "教育局"), ("住建", "住建局")]
    for theirs in (
        issued_cells("教育局", ("9-4",)),
        unstamped(issued_cells("教育局", ("9-4",))) | {(3, 1): "填报单位：教育局"},
        unstamped(issued_cells("教育局", ("9-4",))) | {(1, 8): form_number("教育局", "2022-04", "0" * 12)},
    ):
        read_ = sheets(silent, sheet(theirs, name="教育"), props=properties("教育局"))
        assert [(name, unit) for name, unit, *_ in read_] == [("无标识", None), ("教育", "教育局")]


def test_what_another_sheet_of_the_unit_answers_is_not_missing_here() -> None:
    one, other = sheet(issued_cells("教育局", ("3-1",)), name="一"), sheet(issued_cells("教育局", ("4-1", "9-4")), name="二")
    book = Book(format="xlsx", sheets=(one, other))
    first, second = recognise(book, Clues(name="附件2.xlsx", collecting="2022-04"), plan(), {}, form())
    assert (first.doubtful, second.doubtful) == (("4-1", "9-4"), ("3-1",))
    assert [row.item for row in (*first.rows, *second.rows)] == ["3-1", "4-1", "9-4"]


def test_three_sheets_of_which_two_say_the_same_leave_two() -> None:
    same = issued_cells("教育局", ("3-1",))
    other = same | {(5, 8): "已开工三处"}
    read_ = sheets(sheet(same, name="一"), sheet(other, name="二"), sheet(same, name="三"))
    assert read_ == [("一", "教育局", (None,), ["S09"]), ("二", "教育局", (None,), ["S09"])]


def test_blank_sheets_alone_leave_the_first() -> None:
    blank = issued_cells("教育局", ("3-1",), answers=("",) * 7)
    assert [name for name, *_ in sheets(sheet(blank, name="一"), sheet(blank, name="二"))] == ["一"]


def test_sheets_of_nobody_are_all_kept() -> None:
    found = sheets(sheet(nameless(), name="一"), sheet(nameless(), name="二"))
    assert [(name, unit) for name, unit, *_ in found] == [("一", None), ("二", None)]

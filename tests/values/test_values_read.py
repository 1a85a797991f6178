"""Cells become typed answers, with V problems at the cell and nothing guessed in silence (DESIGN §5, §7)."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_row import FORM, PLACES, cell, codes, read
from row_tables import each_row

from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.submission import Row, Slot
from toolkit.values.rows import clean, read_row, show, show_percent
from toolkit.values.texts import exact_percent


# fmt: off
@each_row(("value", "expected", "code"), [
    ("65%", "0.65", None), ("65％", "0.65", None), ("６５％", "0.65", None), ("65﹪", "0.65", None), (" 65 % ", "0.65", None),
    ("98.4%", "0.984", None), ("0%", "0", None), ("100%", "1", None), ("0.85%", "0.0085", None),
    ("约65%", "0.65", "V06"), ("80%(新区段进度滞后)", "0.8", "V06"), ("80%（新区幼儿园滞后20%）", "0.8", "V06"), ("50%(马站未开工", "0.5", "V06"),
    ("六成", "0.6", "V06"), ("八成五", "0.85", "V06"), ("六成半", "0.65", "V06"), ("近七成", "0.7", "V06"), ("7成", "0.7", "V06"),
    ("百分之六十五", "0.65", "V06"), ("百分之九十八点四", "0.984", "V06"), ("百分百", "1", "V06"), ("≥90%", "0.9", "V06"), ("65%左右", "0.65", "V06"),
    ("一半", "0.5", "V06"), ("完成65%", "0.65", "V06"), ("0.85", "0.85", "V06"), ("85", "0.85", "V06"), ("1", "1", "V06"), ("约65", "0.65", "V06"),
    ("65-70%", None, "V03"), ("65%~70%", None, "V03"), ("六七成", None, "V03"), ("60%，剩余40%", "0.6", "V06"), ("60%，剩余30%", None, "V03"), ("已完成", None, "V03"),
    ("1/3", "0.3333", "V06"), ("成功", None, "V03"), ("过半", None, "V03"), (True, None, "V03"), (date(2022, 3, 5), None, "V03"),
    ("105%", "1.05", "V04"), ("-5%", "-0.05", "V04"), ("120", "1.2", "V04"), ("约110%", "1.1", "V04"),
    (0, "0", None), (0.85, "0.85", None), (1, "1", "V06"), (65, "0.65", "V06"), (1.5, "0.015", "V06"), (100, "1", "V06"),
    (120, "1.2", "V04"), (-0.1, "-0.001", "V04"),
    (cell(1, "0%"), "1", None), (cell(0.85, "0.00%"), "0.85", None), (cell(65, "0%"), "0.65", "V06"),
    (cell(1.5, "0%"), "1.5", "V04"), (cell(2, "0%"), "2", "V04"), (cell(120, "0%"), "120", "V04"),
    ("", None, "V01"), ("—", None, "V01"), ("/", None, "V01"), (None, None, "V01"),
    (Cell(7, 7, CellKind.ERROR, "#REF!"), None, "V07"), (Cell(7, 7, CellKind.UNCALCULATED, "=A1+1"), None, "V07"), (Cell(7, 7, CellKind.PICTURE, None), None, "V01"),
])
def test_percent_is_a_fraction_of_one_and_says_what_it_inferred(value, expected, code):
    values = read(完成比例=value)
    assert values.fields["完成比例"] == (Decimal(expected) if expected else None)
    assert codes(values) == ({(code, "G7")} if code else set())


@each_row(("value", "expected", "code"), [
    (date(2022, 9, 30), (2022, 9, 30), None), (datetime.fromisoformat("2022-09-30T08:00"), (2022, 9, 30), None), (44834, (2022, 9, 30), None), (20220930, (2022, 9, 30), None),
    ("2022年9月30日", (2022, 9, 30), None), ("2022.9.30", (2022, 9, 30), None), ("2022/9/30", (2022, 9, 30), None), ("2022-09-30", (2022, 9, 30), None),
    ("20220930", (2022, 9, 30), None), ("２０２２年９月３０日", (2022, 9, 30), None), ("2022-09-30 00:00:00", (2022, 9, 30), None), ("二〇二二年九月三十日", (2022, 9, 30), None),
    ("9月底", (2022, 9, 30), "V06"), ("9月30日", (2022, 9, 30), "V06"), ("2022年9月", (2022, 9, 30), "V06"), ("2022.9", (2022, 9, 30), "V06"), ("年底", (2022, 12, 31), "V06"),
    ("9月中旬", (2022, 9, 20), "V06"), ("9.30", (2022, 9, 30), "V06"), ("10月31日前", (2022, 10, 31), "V06"), ("2022年10月31日前", (2022, 10, 31), "V06"),
    ("预计2022年9月30日完成", (2022, 9, 30), "V06"), ("明年3月底", (2023, 3, 31), "V06"), ("三季度末", (2022, 9, 30), "V06"), ("二月底", (2022, 2, 28), "V06"),
    ("尽快", None, "V05"), ("待定", None, "V05"), ("2022-02-30", None, "V05"), ("9月31日", None, "V05"), ("9月至10月", None, "V05"),
    ("2022年", None, "V05"), ("已完成", None, "V05"), (9.3, None, "V05"), (2022, None, "V05"), (True, None, "V05"), (date(1900, 1, 8), None, "V05"),
    ("2035年9月30日", (2035, 9, 30), "V04"), (date(2019, 9, 30), (2019, 9, 30), "V04"),
    ("", None, None), (None, None, None), ("—", None, "V06"), (Cell(7, 7, CellKind.ERROR, "#N/A"), None, "V07"),
])
def test_date_is_silent_only_when_it_is_written_in_full(value, expected, code):
    values = read(预计完成时间=value)
    assert values.fields["预计完成时间"] == (date(*expected) if expected else None)
    assert codes(values) == ({(code, "K7")} if code else set())


@each_row(("value", "expected", "code"), [
    (120, "120", None), (0.1, "0.1", None), ("120", "120", None), ("1,200.5", "1200.5", None), ("１２０", "120", None), ("１，２００", "1200", None),
    ("约120", "120", "V06"), ("120万元", "120", "V06"), ("约120万元左右", "120", "V06"), ("一百二十", "120", "V06"), ("十二万元", "12", "V06"), ("120（含配套）", "120", "V06"),
    ("1200000元", None, "V03"), ("120万", None, "V03"), ("abc", None, "V03"), ("120-130", None, "V03"), ("120%", None, "V03"), (True, None, "V03"), (date(2022, 1, 1), None, "V03"),
    (-5, "-5", "V04"), ("-5", "-5", "V04"), ("", None, None), ("/", None, "V06"),
])
def test_number_reads_units_only_where_they_are_the_columns_own(value, expected, code):
    values = read(完成投资=value)
    assert values.fields["完成投资"] == (Decimal(expected) if expected else None)
    assert codes(values) == ({(code, "M7")} if code else set())


@each_row(("value", "code"), [(12, None), ("3,000", None), ("十二户", "V06"), ("40个", "V06"), (3.5, "V04"), (5001, "V04"), ("若干", "V03")])
def test_whole_number_keeps_bounds(value, code):
    assert codes(read(户数=value)) == ({(code, "N7")} if code else set())


@each_row(("value", "expected", "code"), [
    ("正在实施", "正在实施", None), (" 正在 实施", "正在实施", None), ("正在\u3000实施\n", "正在实施", None), ("正在实施。", "正在实施", "V06"),
    ("□未启动 □前期工作 ☑正在实施 □已完工待验收 □已完成", "正在实施", "V06"), ("未启动□ 正在实施☑", "正在实施", "V06"),
    ("（ ）未启动 （√）正在实施", "正在实施", "V06"), ("☑未启动 ☑已完成", "☑未启动 ☑已完成", "V02"), ("□未启动 □已完成", "□未启动 □已完成", "V02"),
    ("已完工", "已完工", "V02"), ("完成", "完成", "V02"), ("实施", "实施", "V02"), (1, "1", "V02"), (True, "TRUE", "V02"), ("", None, "V01"), ("—", None, "V01"),
])
def test_choice_is_never_guessed(value, expected, code):
    values = read(办理状态=value)
    assert values.fields["办理状态"] == expected
    assert codes(values) == ({(code, "F7")} if code else set())


@pytest.mark.parametrize("blank", ["", "—", "——", "－", "-", "--", "/", "／", "//", "同上", "同上。", " 同 上 ", "略", "（略）", "…", "——  ——"])
@pytest.mark.parametrize(("key", "place"), [("进展情况", "H7"), ("存在问题", "I7"), ("下一步工作计划", "J7")])
def test_required_text_is_blank_when_it_says_nothing(key, place, blank):
    assert codes(read(**{key: blank})) == {("V01", place)}


@pytest.mark.parametrize(("key", "status", "code"), [
    ("存在问题", "正在实施", None), ("存在问题", "已完成", None), ("下一步工作计划", "已完成", None),
    ("下一步工作计划", "正在实施", "V01"), ("进展情况", "正在实施", "V01"), ("进展情况", "已完成", "V01"),
])
@pytest.mark.parametrize("none", ["无", "无。", "暂无"])
def test_none_is_an_answer_only_where_there_may_be_nothing(key, status, code, none):
    values = read(办理状态=status, **{key: none})
    assert codes(values) == ({(code, PLACES[key])} if code else set())
    assert values.fields[key] == (None if code else none)


@each_row("blank", [None, "", "—", "/"])
def test_next_steps_may_stay_blank_once_finished(blank):
    assert codes(read(办理状态="已完成", 下一步工作计划=blank)) == set()
    assert codes(read(办理状态="已完工待验收", 下一步工作计划=blank)) == {("V01", "J7")}


@each_row(("value", "expected"), [
    (3, "3"), (0.1, "0.1"), (1200000, "1200000"), (cell(0.85, "0%"), "85%"), (cell(0.845, "0%"), "85%"), (cell(7, "000"), "007"), (cell(1234.5, "#,##0.00"), "1,234.50"),
    (date(2022, 9, 30), "2022-09-30"), (datetime.fromisoformat("2022-09-30"), "2022-09-30"), (True, "TRUE"), ("=1.完成立项", "=1.完成立项"), ("ＡＢＣ１２３", "ＡＢＣ１２３"),
])
def test_text_column_keeps_what_the_cell_shows(value, expected):
    values = read(备注=value)
    assert (values.fields["备注"], codes(values)) == (expected, set())


def test_text_keeps_every_character_and_says_when_it_is_long():
    long = "长" * 32_767
    values = read(进展情况=long)
    assert values.fields["进展情况"] == long
    assert codes(values) == {("V08", "H7")}
    assert codes(read(limit=11, 进展情况="一二三四五六七八九十一")) == set()


@each_row(("raw", "expected"), [
    ("  完成\u00a0选址 ", "完成 选址"), ("甲\u200b乙\ufeff", "甲乙"), ("一_x000B_二", "一\n二"), ("一\x0b二", "一\n二"), ("一\r\n二", "一\n二"), ("一_x000D_\n二", "一\n二"),
    ("一\x07二\x00", "一二"), ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"), ("👩🏽\u200d🌾", "👩🏽\u200d🌾"), ("甲\u200d乙", "甲乙"), ("\u3000首行缩进", "首行缩进"),
    ("ＡＢ　Ｃ", "ＡＢ　Ｃ"), ("一\u2028二", "一\n二"), ("_x0041_", "_x0041_"), ("“引号”　—　", "“引号”　—"),
])
def test_clean_removes_only_what_nobody_sees(raw, expected):
    assert clean(raw) == expected
# fmt: on


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40))
def test_clean_twice_is_clean_once(text):
    assert clean(clean(text)) == clean(text)


@settings(deadline=None, max_examples=60)
@given(st.integers(min_value=0, max_value=10_000))
def test_percent_shown_is_percent_read(hundredths):
    fraction = Decimal(hundredths) / 10_000
    values = read(完成比例=exact_percent(fraction))
    assert (values.fields["完成比例"], values.problems) == (fraction, ())


@each_row(("fraction", "expected"), [("0.845", "85%"), ("0.844", "84%"), ("0.005", "1%"), ("1", "100%"), ("0", "0%")])
def test_show_percent_rounds_half_up(fraction, expected):
    assert show_percent(Decimal(fraction)) == expected
    assert show_percent(None) == ""


def test_show_never_calls_nearly_done_done():
    assert show(Decimal("0.99999"), FORM.fields[1]) == "99.999%"
    assert show(Decimal("0.984"), FORM.fields[1]) == "98.4%"
    assert show(Decimal("1E+2"), FORM.fields[7]) == "100"
    assert show(date(2022, 9, 30), FORM.fields[5]) == "2022-09-30"
    assert show(None, FORM.fields[1]) == ""


def test_merged_cell_answers_each_row_and_says_so_at_its_first_cell():
    rows = [read(完成比例=Slot(address=f"G{row}", cell=cell("65%"), merged="G7:G9")) for row in (7, 8, 9)]
    assert [r.fields["完成比例"] for r in rows] == [Decimal("0.65")] * 3
    assert {r.cells["完成比例"] for r in rows} == {"G7"}
    assert len({found for r in rows for found in r.problems}) == 1
    assert codes(rows[1]) == {("V06", "G7")}


def test_missing_column_is_null_without_a_problem_and_row_keeps_form_order():
    slots = {"进展情况": Slot(address="C7", cell=cell("完成选址"))}
    values = read_row(Row(row=7, item="1-1", answers=slots), FORM, "附件2", word_limit=2000, year=2022)
    assert list(values.fields) == [field.key for field in FORM.fields]
    assert values.cells == {"进展情况": "C7"}
    assert values.problems == ()


@pytest.mark.parametrize("key", ["完成比例", "完成投资", "户数", "预计完成时间"])
@pytest.mark.parametrize(
    "value",
    ["1" * 32_767, "十" * 32_767, "九" * 9_000, "9(" * 16_000, "9月" * 16_000, "1-" * 16_000, "百分之" * 9_000, "NaN", "1e999"],
)
def test_absurd_text_is_refused_and_not_a_crash(key, value):
    assert {found.code.name for found in read(**{key: value}).problems} <= {"V03", "V04", "V05"}


@pytest.mark.parametrize("key", ["完成比例", "完成投资", "户数", "预计完成时间", "备注", "办理状态"])
@pytest.mark.parametrize("number_format", ["", "0%", "0.00", "#,##0.00"])
def test_absurd_number_is_refused_and_not_a_crash(key, number_format):
    values = read(**{key: Cell(7, 7, CellKind.NUMBER, Decimal("1E+300"), number_format)})
    assert all(found.message for found in values.problems)


@settings(deadline=None, max_examples=80)
@given(st.text(alphabet="0123456789.%年月日-/约成百分之十九()（）底~,，万元", max_size=14))
def test_any_text_is_read_without_a_crash(text):
    values = read(完成比例=text, 完成投资=text, 户数=text, 预计完成时间=text)
    assert all(found.message and found.fix for found in values.problems)


# -- as the cell shows it ----------------------------------------------------------------------------------------------


@each_row(
    ("number_format", "day", "expected", "code"),
    [
        ('yyyy"年"m"月"', date(2022, 3, 1), date(2022, 3, 31), "V06"),
        ("mmm-yy", date(2022, 3, 15), date(2022, 3, 31), "V06"),
        ("yyyy-mm;@", date(2022, 2, 28), date(2022, 2, 28), None),
        ("yyyy", date(2022, 3, 1), date(2022, 12, 31), "V06"),
        ('yyyy"年"m"月"d"日"', date(2022, 3, 1), date(2022, 3, 1), None),
        ('m"月"d"日"', date(2022, 3, 1), date(2022, 3, 1), None),
        ("", date(2022, 3, 1), date(2022, 3, 1), None),
    ],
)
def test_a_month_that_shows_no_day_is_its_end(number_format, day, expected, code):
    values = read(预计完成时间=Cell(7, 11, CellKind.DATE, day, number_format))
    assert (values.fields["预计完成时间"], dict(map(reversed, codes(values))).get("K7")) == (expected, code)


@each_row(
    ("key", "place", "kept", "expected", "code"),
    [
        ("进展情况", "H7", "完成3公里", "完成3公里", "V06"),
        ("进展情况", "H7", "", None, "V01"),
        ("进展情况", "H7", "同上", None, "V01"),
        ("备注", "L7", "", None, "V06"),
        ("办理状态", "F7", "已完成", "已完成", "V06"),
        ("完成比例", "G7", "30%", Decimal("0.3"), "V06"),
    ],
)
def test_struck_out_text_is_no_answer(key, place, kept, expected, code):
    struck = Cell(7, 8, CellKind.TEXT, f"旧{kept}", struck="旧", kept=kept)
    values = read(**{key: struck})
    assert (values.fields[key], dict(map(reversed, codes(values))).get(place)) == (expected, code)
    assert any("旧" in found.message for found in values.problems if found.cell == place)


def test_words_of_a_number_format_are_read_as_shown():
    shown = {"number_format": '"已完成"0"所"', "words": "已完成46所"}
    values = read(
        进展情况=Cell(7, 8, CellKind.NUMBER, Decimal(46), **shown), 完成比例=Cell(7, 7, CellKind.NUMBER, Decimal(30), words="30%")
    )
    assert (values.fields["进展情况"], values.fields["完成比例"], codes(values)) == ("已完成46所", Decimal("0.3"), set())


def test_an_answer_merged_with_its_neighbour_names_the_merge():
    left = Slot(address="H7", cell=cell("已建成2处"), across="H7:I7")
    right = Slot(address="I7", cell=None, across="H7:I7")
    values = read(进展情况=left, 存在问题=right)
    assert codes(values) == {("V06", "H7"), ("V01", "I7")}
    assert all("H7:I7" in found.message for found in values.problems)


@each_row(
    ("style", "seen"),
    [('yyyy"年"m"月"', "2022年3月"), ("yyyy-mm", "2022-03"), ('yyyy"年"', "2022年"), ("yyyy", "2022"), ('m"月"', "3月")],
)
def test_a_month_is_quoted_as_the_cell_shows_it(style: str, seen: str) -> None:
    values = read(预计完成时间=Cell(7, 11, CellKind.DATE, date(2022, 3, 1), style))
    [found] = values.problems
    assert dict(found.facts)["value"] == seen


@each_row("style", ['m"月"d"日"', "h:mm", "mm:ss", "General", "yyyy-mm-dd", "dd"])
def test_a_day_that_shows_no_lone_month_is_that_day(style: str) -> None:
    values = read(预计完成时间=Cell(7, 11, CellKind.DATE, date(2022, 9, 1), style))
    assert (values.fields["预计完成时间"], values.problems) == (date(2022, 9, 1), ())

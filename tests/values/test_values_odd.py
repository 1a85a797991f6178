"""Odd values: what a figure or a day is of decides whether it is read, asked about, or sent back; never against its words."""

from datetime import date, datetime
from decimal import Decimal

from one_row import cell, codes, read
from row_tables import each_row

from toolkit.nouns.submission import Slot


# fmt: off
@each_row(("value", "expected", "code"), [
    ("还差25%", "0.75", "V06"), ("剩余30%", "0.7", "V06"), ("未完成30%", "0.7", "V06"), ("还有10%没做", "0.9", "V06"), ("差10%", "0.9", "V06"), ("95%（剩余5%）", "0.95", "V06"),
    ("缺口15%", None, "V03"), ("滞后10%", None, "V03"), ("进度比计划慢10%", None, "V03"), ("较上期提高5%", None, "V03"), ("同比20%", None, "V03"), ("增至65%", None, "V03"), ("超进度5%", None, "V03"), ("目标80%", None, "V03"), ("应完成80%", None, "V03"), ("投资完成率85%", None, "V03"), ("完成80%，滞后10%", None, "V03"),
    ("计划完成80%", None, "V03"), ("80%（计划数）", None, "V03"), ("20%（剩余）", None, "V03"), ("不足80%", None, "V03"), ("80%以下", None, "V03"), ("本期完成20%", None, "V03"), ("完成投资65%", None, "V03"),
    ("85，5%", None, "V03"), ("85。5%", None, "V03"), ("85·5%", None, "V03"), ("l00%", None, "V03"), ("1OO%", None, "V03"), ("8 5%", None, "V03"), ("85.5.%", None, "V03"), ("47/46", None, "V03"), ("30/40（70%）", None, "V03"),
    ("三分之二", "0.6667", "V06"), ("1/2", "0.5", "V06"), ("30/40（75%）", "0.75", "V06"), ("100℅", "1", "V06"), ("（约80%）", "0.8", "V06"), ("八成五", "0.85", "V06"), ("46/46", "1", "V06"),
    ("总体完成65%", "0.65", "V06"), ("形象进度80%", "0.8", "V06"), ("完成任务的80%", "0.8", "V06"), ("65%（上期60%）", "0.65", "V06"), ("65％。", "0.65", "V06"),
    ("162%（超额完成）", "1", "V09"), ("超额完成119.64%", "1", "V09"), ("超额完成20%", "1", "V09"), ("162%（未超额）", "1.62", "V04"), ("119.64%", "1.1964", "V04"), ("超额完成350%", "3.5", "V04"),
    (cell(0.0085, "0%"), "0.0085", "V06"), (cell(0.0085), "0.0085", "V06"), (cell(1.62, "0%"), "1.62", "V04"),
])
def test_a_figure_is_read_only_where_its_words_say_what_it_is_of(value, expected, code):
    values = read(完成比例=value)
    assert values.fields["完成比例"] == (Decimal(expected) if expected else None)
    assert codes(values) == ({(code, "G7")} if code else set())


@each_row("key", ["进展情况", "备注"])
def test_what_is_above_all_counts_as_all_where_the_row_says_so(key):
    values = read(完成比例=cell(1.1964, "0%"), **{key: "超额完成，共建成12处。"})
    assert (values.fields["完成比例"], codes(values)) == (Decimal(1), {("V09", "G7")})


@each_row(("value", "expected", "code"), [
    ("8月20日开工", None, "V05"), ("9月底不能完成", None, "V05"), ("9-10月", None, "V05"), ("去年12月", None, "V05"), ("9月底招标", None, "V05"), ("8月底开始施工", None, "V05"),
    ("9月完成主体", None, "V05"), ("原定9月底", None, "V05"), ("9月底或10月初", None, "V05"), ("截至9月底", None, "V05"), ("三季度前", None, "V05"), ("9月前", None, "V05"), ("9/10/2022", None, "V05"), ("月底", None, "V05"), ("9月底完成80%", None, "V05"),
    ("9/30/2022", (2022, 9, 30), "V06"), ("30/9/2022", (2022, 9, 30), "V06"), ("（9月底）", (2022, 9, 30), "V06"), ("9月底前全部完工投入使用", (2022, 9, 30), "V06"), ("延期至9月底", (2022, 9, 30), "V06"),
    ("202209", (2022, 9, 30), "V06"), ("2022年10月31日前竣工验收", (2022, 10, 31), "V06"), ("9月30日24时", (2022, 9, 30), "V06"), ("10月31日前", (2022, 10, 31), "V06"),
    (datetime.fromisoformat("1905-07-14T09:36"), (2022, 4, 30), "V06"), (date(1905, 7, 14), None, "V05"),
])
def test_a_day_of_something_else_is_no_finish_date(value, expected, code):
    values = read(预计完成时间=value)
    assert values.fields["预计完成时间"] == (date(*expected) if expected else None)
    assert codes(values) == ({(code, "K7")} if code else set())


@each_row(("status", "value", "expected"), [
    ("已完成", "已完成", set()), ("已完成", "已完工。", set()), ("已完工待验收", "已完工", set()), ("正在实施", "已完成", {("V05", "K7")}), ("已完成", "9月开工", {("V05", "K7")}),
])
def test_finished_items_need_no_finish_date(status, value, expected):
    assert codes(read(办理状态=status, 预计完成时间=value)) == expected


@each_row(("value", "expected", "code", "nearest"), [
    ("③正在实施", "正在实施", "V06", None), ("3.正在实施", "正在实施", "V06", None), ("(3)正在实施", "正在实施", "V06", None), ("正在实施中", "正在实施", "V06", None), ("正在实施（滞后）", "正在实施", "V06", None), ("状态：正在实施", "正在实施", "V06", None),
    ("2.正在实施", "2.正在实施", "V02", "正在实施"), ("正在实施（部分已完成）", "正在实施（部分已完成）", "V02", "正在实施"), ("正在实施/已完成", "正在实施/已完成", "V02", "正在实施"),
    ("已完工", "已完工", "V02", "已完工待验收"), ("完成", "完成", "V02", "已完成"), ("未开工", "未开工", "V02", "未启动"), ("在建", "在建", "V02", "正在实施"), ("招标中", "招标中", "V02", "前期工作"),
])
def test_a_choice_in_other_words_is_read_or_its_nearest_named(value, expected, code, nearest):
    values = read(办理状态=value)
    assert (values.fields["办理状态"], codes(values)) == (expected, {(code, "F7")})
    named = next(dict(found.facts).get("nearest") for found in values.problems)
    assert named is None if nearest is None else nearest in named


@each_row("filler", [
    "见附件", "详见附件3《建设进度表》", "详见工作总结", "同上期", "同上期一致", "待报", "N/A", "OK", "1", "111", "测试", "进展情况", "XX", "情况见附件", "与上期相同", "无", "暂无。",
])
def test_pointers_and_fillers_are_no_report(filler):
    assert codes(read(进展情况=filler)) == {("V01", "H7")}


def test_a_copy_of_what_was_issued_is_no_report():
    assert codes(read(进展情况="建设10个农村污水处理系统", printed={"事项.实事内容": "建设10个农村污水处理系统。"})) == {("V01", "H7")}
    assert codes(read(进展情况="已开工", printed={"上期.进展情况": "已开工"})) == set()


@each_row("text", ["已开工", "OK，已完工", "已报水利局，详见附件", "2个点位已完工，详见附件", "正常推进"])
def test_a_report_with_a_pointer_beside_it_is_a_report(text):
    assert codes(read(进展情况=text)) == set()


@each_row(("value", "code"), [("剩余120户", "V03"), ("120未完成", "V03"), ("还差3户", "V03"), ("约120户", "V06"), ("12O", "V03"), ("120 130", "V03"), ("目标120户", "V03"), ("无", "V06")])
def test_a_number_that_is_left_over_is_not_the_number_asked_for(value, code):
    assert codes(read(户数=value)) == {(code, "N7")}
# fmt: on


def test_a_cure_speaks_of_its_own_field_and_shows_the_form_to_write():
    assert "填“无”" in read(存在问题="").problems[0].fix
    assert "存在问题" not in read(进展情况="").problems[0].fix
    assert "85.5%" in read(完成比例="约65%").problems[0].fix
    assert "2022-09-30" in read(预计完成时间="9月底").problems[0].fix


def test_a_day_is_quoted_as_its_cell_shows_it():
    said = read(完成比例=cell(date(2022, 3, 4), 'm"月"d"日";@')).problems[0]
    assert "“3月4日”" in said.message and "日期" in said.message
    assert "2022-03-04" in read(完成比例=cell(date(2022, 3, 4), "yyyy-m-d")).problems[0].message


def test_a_quotation_keeps_the_cells_own_characters():
    assert "“８５，５　％”" in read(完成比例="８５，５　％").problems[0].message
    assert "“约 好多”" in read(完成比例="约\n好多").problems[0].message


@each_row(("text", "said"), [("见附件", "看不出内容"), ("—", "视同未填"), ("", "此格为空")])
def test_an_empty_answer_says_what_stands_in_the_cell(text, said):
    message = read(进展情况=text).problems[0].message
    assert said in message and ("此格为空" in message) == (not text)


def test_a_reading_over_merged_rows_is_one_remark():
    found = read(完成比例=Slot(address="G7", cell=cell("约65%"), merged="G7:G9")).problems
    assert [one.code.name for one in found] == ["V06"]
    assert "65%" in found[0].message and "G7:G9" in found[0].message and "逐格" in found[0].fix


@each_row(("value", "told"), [("119%", True), (cell(1.62, "0%"), True), ("350%", False), ("-5%", False)])
def test_what_is_above_all_is_told_how_it_can_count(value, told):
    fix = read(完成比例=value).problems[0].fix
    assert ("超额完成" in fix) is told


@each_row(
    ("value", "said"), [("8月20日开工", "哪一天完成"), ("9-10月", "哪一天完成"), ("待定", "读不出日期"), ("已完成", "读不出日期")]
)
def test_a_day_of_another_thing_is_not_called_no_day(value, said):
    assert said in read(预计完成时间=value).problems[0].message


def test_a_cure_shows_what_may_stand_in_its_own_field():
    assert "正在实施" in read(办理状态="③正在实施").problems[0].fix
    assert "下拉" in read(办理状态="").problems[0].fix
    assert "%" in read(完成比例="").problems[0].fix

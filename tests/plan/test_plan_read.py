"""Reading 附件1.xlsx: every sentence of DESIGN §4 about the clerk's plan."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from plan_book import edited, plan_after, put, row, setting, shipped_bytes, shipped_plan, table

from toolkit.plan import shipped
from toolkit.plan.draft import shipped_draft
from toolkit.plan.read import read_plan
from toolkit.plan.write import write_plan

SPRING = date(2022, 4, 5)


def apart(book):
    """Take all merges apart: openpyxl does not move them with inserted rows."""
    for merge in list(book["附件1"].merged_cells.ranges):
        book["附件1"].unmerge_cells(merge.coord)


def test_shipped_plan_is_the_notice():
    plan = shipped_plan()
    assert plan.title == "鹿寨县2022年县级为民办实事事项表"
    assert len({item.project_number for item in plan.items}) == 10
    assert (len(plan.items), len(plan.assignments(SPRING)), len(plan.units)) == (23, 30, 18)
    assert [sum(unit.category == kind for unit in plan.units) for kind in ("县直", "乡镇")] == [11, 7]
    assert {i.id: i.hosts for i in plan.items if i.inherited} == {
        "7-2": ("科工贸局",), "9-2": ("卫健局",), "9-3": ("卫健局",),
    }  # fmt: skip
    assert [period.deadline.isoformat() for period in plan.periods] == list(shipped.DEADLINES)
    assert [p.data_as_of for p in plan.periods[:2]] == [date(2022, 3, 31), date(2022, 5, 31)]
    assert {item.due for item in plan.items} == {date(2022, 10, 31)}
    assert plan.settings.text("评分启用") == "否"
    assert all("示例分值" in score.note for score in plan.scores)
    assert not any(unit.contact or unit.phone or unit.emails for unit in plan.units)


def test_shipped_file_is_what_the_program_writes():
    shipped_file = Path(__file__).parents[2] / "templates" / "附件1.xlsx"
    assert replace(read_plan(shipped_file.read_bytes()), sha256="") == replace(shipped_plan(), sha256="")


def test_same_draft_gives_same_bytes():
    assert write_plan(shipped_draft()) == shipped_bytes()


def test_numbers_print_the_place_only_where_a_project_has_several_items():
    numbers = {item.id: item.number for item in shipped_plan().items}
    assert (numbers["3-1"], numbers["8-1"], numbers["10-5"]) == ("3", "8（1）", "10（5）")


def test_a_country_numbers_its_items_as_far_as_it_likes():
    plan = plan_after(table([("999", "甲", "一", "教育局"), ("1000", "乙", "二", "教育局"), ("57000", "丙", "三", "水利局")]))
    assert [item.id for item in plan.items] == ["999-1", "1000-1", "57000-1"]


def test_title_rows_above_the_table_are_tolerated():
    plan = plan_after(apart, lambda book: book["附件1"].insert_rows(1, 5), put("附件1", "A1", "鹿寨县人民政府办公室"))
    assert len(plan.items) == 23
    assert plan.title == shipped.TITLE


def test_header_is_found_by_labels_in_any_order_and_spacing():
    rows = [("水利局", 1, "供水", "建水厂3处"), (None, None, None, "修渠道"), ("教育局", 2, "学校", "建幼儿园")]
    plan = plan_after(table(rows, ("承 办 单 位", "序  号", "立项\n名称", "实事内容 ")))
    assert [(item.id, item.hosts, item.inherited) for item in plan.items] == [
        ("1-1", ("水利局",), False), ("1-2", ("水利局",), True), ("2-1", ("教育局",), False),
    ]  # fmt: skip


def test_exact_label_beats_another_name_for_it():
    plan = plan_after(
        table([("A-9", 1, "甲", "一", "教育局", "水利局")], ("编号", "序号", "立项名称", "实事内容", "牵头单位", "承办单位"))
    )
    assert [(item.id, item.hosts) for item in plan.items] == [("1-1", ("水利局",))]


def test_merged_and_blank_and_repeated_projects_read_alike():
    merged = plan_after(
        table([(1, "甲", "一", "水利局"), (None, None, "二", "教育局"), (2, "乙", "三", "公安局")]),
        lambda book: (book["附件1"].merge_cells("A2:A3"), book["附件1"].merge_cells("B2:B3")),
    )
    blank = plan_after(table([(1, "甲", "一", "水利局"), (None, None, "二", "教育局"), (2, "乙", "三", "公安局")]))
    repeated = plan_after(table([("1", "甲", "一", "水利局"), (1.0, "甲", "二", "教育局"), ("2、", "乙", "三", "公安局")]))
    assert merged.items == blank.items == repeated.items


def test_blank_unit_inherits_inside_its_project_and_is_marked():
    plan = plan_after(table([(1, "甲", "一", "水利局、教育局"), ("", "", "二", None), ("", "", "三", "  ")]))
    assert [(item.hosts, item.inherited) for item in plan.items] == [
        (("水利局", "教育局"), False), (("水利局", "教育局"), True), (("水利局", "教育局"), True),
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ["\n", "\r\n", "、", "，", ",", "；", ";", "/", "\n\n", " 、 ", "_x000D_\n"])
def test_units_in_one_cell_are_split(mark):
    plan = plan_after(table([(1, "甲", "一", f"黄冕镇{mark}江口乡{mark}导 江 乡")]))
    assert plan.items[0].hosts == ("黄冕镇", "江口乡", "导江乡")


def test_units_are_known_by_full_name_and_alias_and_counted_once():
    plan = plan_after(table([(1, "甲", "一", "鹿寨县水利局、妇联、县水利局")]))
    assert plan.items[0].hosts == ("水利局", "县妇联")


@pytest.mark.parametrize("remark", ["备注：以上原则上完成。", "备 注: 略", "注：略"])
def test_remark_row_ends_the_table(remark):
    plan = plan_after(table([(1, "甲", "一", "水利局"), (remark,), (None, None, "不算", "不认识的单位")]))
    assert [item.content for item in plan.items] == ["一"]


def test_optional_columns_give_limits_and_milestones():
    heads = ("序号", "立项名称", "实事内容", "承办单位", "完成时限", "2022-04", "6月目标", "第3期", date(2022, 10, 1))
    rows = [
        (1, "甲", "一", "水利局", "2022年9月30日", 0.3, "50%", 70, "90"),
        (2, "乙", "二", "教育局", None, None, None, None, None),
    ]
    plan = plan_after(table(rows, heads))
    assert [item.due for item in plan.items] == [date(2022, 9, 30), date(2022, 10, 31)]
    assert dict(plan.items[0].milestones) == {
        "2022-04": Decimal("0.3"), "2022-06": Decimal("0.5"), "2022-08": Decimal("0.7"), "2022-10": Decimal("0.9"),
    }  # fmt: skip
    assert plan.items[1].milestones == {}


def test_milestone_column_may_be_headed_by_name_or_deadline():
    for head in ("2022年第1期（4月）", "4月", "04月底", date(2022, 4, 5), "2022-04目标进度"):
        plan = plan_after(table([(1, "甲", "一", "水利局", "25%")], ("序号", "立项名称", "实事内容", "承办单位", head)))
        assert dict(plan.items[0].milestones) == {"2022-04": Decimal("0.25")}, head


def test_unit_sheet_gives_every_name_and_address():
    plan = plan_after(
        row("单位", 2, "水利局", "鹿寨县水利局", "县水利局；水电局\n水务局", "县直", "A@b.cn、c@d.cn", "办公室", 7726812345)
    )
    unit = plan.unit("水务局")
    assert unit is not None
    assert unit.names == ("水利局", "鹿寨县水利局", "县水利局", "水电局", "水务局")
    assert unit.emails == ("a@b.cn", "c@d.cn")
    assert (unit.contact, unit.phone) == ("办公室", "7726812345")


def test_category_follows_the_name_where_it_is_blank():
    plan = plan_after(row("单位", 20, "城南街道", None, None, None), row("单位", 21, "林业局"))
    assert [plan.unit(name).category for name in ("城南街道", "林业局")] == ["乡镇", "县直"]


@pytest.mark.parametrize(
    "written",
    ["2022-04-06", "2022年4月6日", "2022/4/6", "2022.4.6", " ２０２２－０４－０６ ", "20220406", 44657, date(2022, 4, 6)],
)
def test_dates_are_read_as_clerks_write_them(written):
    assert plan_after(put("期次", "C2", written)).periods[0].deadline == date(2022, 4, 6)


@pytest.mark.parametrize("written", ["2022-04", "2022年4月", "202204", 202204, "2022/4", date(2022, 4, 1)])
def test_periods_are_read_as_clerks_write_them(written):
    assert plan_after(put("期次", "A2", written)).periods[0].id == "2022-04"


def test_period_name_and_data_date_have_defaults():
    first = plan_after(row("期次", 2, "2022-04", None, "2022-04-05", None)).periods[0]
    assert first.data_as_of == date(2022, 3, 31)
    assert "4月" in first.name


def test_periods_are_in_order_of_their_deadlines():
    plan = plan_after(row("期次", 7, "2022-02", "补报", "2022-02-05"))
    assert [period.id for period in plan.periods][:2] == ["2022-02", "2022-04"]


def test_extension_counts_once_it_has_an_approval():
    plan = plan_after(
        row("延期调整", 2, "8-1", "黄冕镇", "延期", "2022-06-20", "鹿政办〔2022〕9号", "2022-12-31", "汛期"),
        row("延期调整", 3, "8（1）", "江口乡", "延期", "2022-06-20", None, "2022-12-31"),
        row("延期调整", 4, date(2026, 10, 4), None, "调整", None, "鹿政办〔2022〕10号", "2022-11-30"),
    )
    assert plan.limit("8-1", "黄冕镇") == date(2022, 12, 31)
    assert plan.limit("8-1", "江口乡") == date(2022, 10, 31)
    assert plan.limit("10-4", "黄冕镇") == date(2022, 11, 30)


def test_settings_are_read_as_clerks_write_them():
    plan = plan_after(
        setting("收表宽限", "14 天"), setting("雷同阈值", "95%"), setting("滞后阈值", "30个百分点"), setting("年度", "2022年"),
        setting("字数上限", "2,000字"), setting("完成时限", "2022年10月31日"), setting("节假日顺延", "否 "), setting("V06", "停用"),
        setting("单文件上限MB", 64.0), row("设置", 120, "我的栏目", "任意文字"),
    )  # fmt: skip
    read = plan.settings
    assert (read.number("收表宽限", "0"), read.number("雷同阈值", "0"), read.number("滞后阈值", "0")) == (14, Decimal("0.95"), 30)
    assert (read.text("年度"), read.number("字数上限", "0"), read.day("完成时限")) == ("2022", 2000, date(2022, 10, 31))
    assert read.flag("节假日顺延", default=True) is False
    assert read.switches["V06"] == "停用"
    assert read.text("我的栏目") == "任意文字"


def test_blank_rows_and_columns_and_far_cells_do_no_harm():
    plan = plan_after(
        apart, lambda book: book["附件1"].insert_rows(8, 2), put("附件1", "H1048576", "草稿"), put("期次", "A9", " "),
        lambda book: book.create_sheet("我的草稿", 0),
    )  # fmt: skip
    assert len(plan.items) == 23


def test_fingerprint_is_of_the_bytes():
    assert read_plan(edited()).sha256 != shipped_plan().sha256


def test_a_name_that_ends_in_a_bracket_is_kept_as_written() -> None:
    plan = plan_after(put("单位", "A2", "水利局（河长办）"), put("附件1", "D5", "水利局(河长办)"))
    unit = plan.unit("水利局(河长办)")
    assert unit is not None
    assert unit.name == "水利局（河长办）"
    assert plan.items[0].hosts == ("水利局（河长办）",)


def test_own_columns_told_apart_by_a_remark_alone_keep_it():
    heads = ("序号", "实事内容", "承办单位", "投资额（万元）", "进度安排（一季度）", "进度安排（二季度）")
    plan = plan_after(table([(1, "一", "水利局", 30, "启动", "过半")], heads))
    assert plan.columns == ("投资额", "进度安排一季度", "进度安排二季度")
    assert dict(plan.items[0].own) == {"投资额": Decimal(30), "进度安排一季度": "启动", "进度安排二季度": "过半"}

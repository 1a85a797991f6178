"""Notices of other counties: whatever the table is headed, wherever the units stand, whenever reports are due."""

from datetime import date

import pytest
from other_notices import KINDS, SECTIONS, workbook
from plan_book import edited, put, row, setting

from toolkit.nouns.errors import ToolkitError
from toolkit.plan.carried import carried
from toolkit.plan.job_name import job_name
from toolkit.plan.labels import HELPERS, HELPS, parts
from toolkit.plan.limits import read_limit
from toolkit.plan.notice import read_notice
from toolkit.plan.notice_dates import report_days
from toolkit.plan.notice_list import find_list
from toolkit.plan.notice_units import named
from toolkit.plan.read import read_plan
from toolkit.plan.write import write_plan


def plan_of_text(text: str):
    return read_plan(write_plan(read_notice(text.encode(), "txt").draft))


def plan_of(name: str):
    return read_plan(write_plan(read_notice(*KINDS[name]).draft))


@pytest.mark.parametrize(
    ("name", "county", "items"),
    [
        ("sections", "盐池县", [("稳岗扩就业", ("县人社局",), ("县财政局", "各乡镇"), "2024-12-31"),
                              ("技能培训", ("县人社局",), ("县教育局",), "2024-09-30"),
                              ("学位扩容", ("县教育局",), (), "2024-09-30")]),
        ("two heads", "西湖区", [("产业提质", ("区经信局",), ("区科技局", "各镇街"), "2025-12-31"),
                              ("产业提质", ("区商务局",), (), "2025-12-31"),
                              ("城市更新", ("区住建局",), ("区城管局",), "2025-06-30")]),
        ("list", "鄂温克旗", [("城镇新增就业1000人", ("旗人社局",), ("旗财政局", "各苏木乡镇"), "2024-12-31"),
                           ("零就业家庭动态清零", ("旗人社局",), (), "2024-12-31"),
                           ("新建幼儿园1所", ("旗教育局",), ("旗住建局",), "2024-09-30")]),
        ("one by one", "永兴市", [("农村公路提质工程", ("市交通运输局",), ("市财政局", "各乡镇（街道）"), "2023-11-30"),
                              ("学位保障工程", ("市教育局",), (), "2023-08-31")]),
        ("brackets", "临江县", [("城区道路提升工程", ("县住建局",), ("县公安局", "县交通局"), "2024-12-31"),
                             ("饮水安全工程", ("县水利局",), (), "2024-12-31")]),
        ("commas", "江州区", [("文化广场", ("区文旅局",), (), "2024-10-31"), ("敬老院", ("区民政局", "城南街道"), (), "2024-09-30")]),
        ("weekly", "清水县", [("推进污水管网建设", ("住建局",), (), "2024-12-31"),
                           ("建设农贸市场", ("市场监管局", "城关镇"), (), "2024-12-31")]),
        ("word", "武平县", [("幼儿园建设", ("县教育局",), ("县住建局", "县财政局"), "2025-08-31"),
                          ("校园食堂", ("县教育局",), (), "2025-12-31"),
                          ("农村公路", ("县交通运输局",), ("各乡（镇）",), "2025-11-30")]),
        ("excel", "万宁市", [("滨海大道", ("市交通局",), (), "2024-12-31"), ("客运站", ("市交通局",), (), "2024-10-31"),
                          ("水厂", ("市水务局", "万城镇"), (), "2024-12-31")]),
    ],
)  # fmt: skip
def test_items_units_and_limits_of_every_kind(name, county, items):
    plan = plan_of(name)
    assert plan.settings.text("县名") == county
    assert [(i.project, i.hosts, i.helpers, i.due.isoformat()) for i in plan.items] == items


def test_who_leads_and_sorts_of_units_are_no_units():
    assert [(i.hosts, i.helpers, dict(i.own)) for i in plan_of("led").items] == [
        (("市交通运输局",), ("各乡镇（街道）",), {"责任领导": "副市长"}),
        (("市卫健局",), ("市发改局",), {"责任领导": "副市长"}),
    ]
    assert "各县（市、区）政府" in plan_of("until").items[0].hosts
    doubts = read_notice(*KINDS["ten days"]).doubts
    assert any("各镇" in doubt and "街道" in doubt for doubt in doubts)


@pytest.mark.parametrize(
    ("name", "title", "days"),
    [
        ("ten days", "大洼区2025年秋冬季水利建设攻坚任务清单", ["2025-09-10", "2025-09-20", "2025-09-30", "2025-12-31"]),
        ("until", "清河县2025年重建任务表", ["2025-09-05", "2025-09-12", "2025-09-19", "2025-10-31"]),
        ("led", "永安市2025年为民办实事项目实施方案", ["2025-04-05", "2025-07-05"]),
    ],
)
def test_a_rhythm_ends_where_it_says_and_a_title_is_a_title(name, title, days):
    draft = read_notice(*KINDS[name]).draft
    given = [day.isoformat() for day in draft.deadlines]
    assert draft.title == title and (given if len(given) < 4 else [*given[:3], given[-1]]) == days


def test_own_columns_and_sections_are_kept():
    plan = plan_of("sections")
    assert plan.columns == ("配合单位", "类别", "分管领导", "资金")
    assert dict(plan.items[2].own) == {"类别": "二、教育（1项）", "分管领导": "副县长", "资金": "2000"}
    assert [dict(item.own) for item in plan_of("excel").items] == [
        {"类别": "交通", "市领导": "副市长"}, {"类别": "交通", "市领导": "副市长"}, {"类别": "水务", "市领导": "市长"},
    ]  # fmt: skip


def test_words_that_name_no_day_are_kept_beside():
    draft = read_notice(*KINDS["two heads"]).draft
    assert (draft.values(0)["完成时限"], draft.values(0)["时限要求"]) == ("", "全年")


def test_everything_inferred_is_tinted_and_listed_with_its_sentence():
    draft = read_notice(*KINDS["sections"]).draft
    listed = {(check.sheet, check.place): check for check in draft.checks}
    assert "末月20日前" in listed["期次", "4 期"].source
    assert listed["附件1", "序号 3"].source == "9月投入使用"
    assert listed["设置", "延期申报截止"].value == "（空）"
    assert {("期次", "", "截止日期"), ("附件1", "2", "完成时限"), ("设置", "督查室", "值")} <= draft.tinted
    assert ("单位", "县人社局", "全称") in draft.tinted


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("每季度末月20日前将进展报县政府督查室", "03-20 06-20 09-20 12-20"),
        ("每季度末前报区政府督查室", "03-31 06-30 09-30 12-31"),
        ("每季度最后一个月25日前报送", "03-25 06-25 09-25 12-25"),
        ("每双月5日前报送", "02-05 04-05 06-05 08-05 10-05 12-05"),
        ("双月5日前上报进展情况", "02-05 04-05 06-05 08-05 10-05 12-05"),
        ("从10月起，每月25日前报旗政府督查室", "10-25 11-25 12-25"),
        ("从11月起，每月底前报送", "11-30 12-31"),
        ("从11月起，每月最后一周报送进展", "11-30 12-31"),
        ("从11月起，每月最后一个工作日前报送", "11-30 12-31"),
        ("从11月起，每月10日、25日前报送", "11-10 11-25 12-10 12-25"),
        ("从12月起每半月报送一次", "12-15 12-31"),
        ("从12月起，每周五下班前报送", "12-06 12-13 12-20 12-27"),
        ("从12月起实行周报制，报送至市政府督查室", "12-06 12-13 12-20 12-27"),
        ("每两个月10日前报送进展", "02-10 04-10 06-10 08-10 10-10 12-10"),
        ("从11月起，次月5日前报送上月进展", "12-05 01-05"),
        ("请于3月15日前将实施方案报县政府督查室备案", ""),
        ("请于3月20日前报送联络员名单", ""),
        ("6月30日、12月31日前报送", "06-30 12-31"),
    ],
)
def test_rhythms(sentence, days):
    found = report_days([sentence], 2024, None).days
    assert " ".join(f"{day:%m-%d}" for day in found) == days


def test_a_rhythm_without_a_first_month_begins_after_the_notice():
    assert report_days(["每季度末月20日前报送"], 2024, date(2024, 4, 2)).days[0] == date(2024, 6, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12月底前", "2024-12-31"), ("9月投入使用", "2024-09-30"), ("2024年6月30日前", "2024-06-30"), ("年底前", "2024-12-31"),
        ("2024.10", "2024-10-31"), ("上半年完成", "2024-06-30"), ("2025年3月", "2025-03-31"), ("长期坚持", None), ("全年", None),
    ],
)  # fmt: skip
def test_limits_are_read_by_the_one_reader_of_dates(text, day):
    found = read_limit(text, 2024)
    assert (found.isoformat() if found else None) == day


# -- what the office had ------------------------------------------------------------------------------------------------


def test_what_the_office_had_is_kept_and_what_is_gone_is_told():
    first = write_plan(read_notice(SECTIONS.encode(), "txt").draft)
    book = edited_plan(first, ("单位", "C2", "人社局、人力资源局"), ("单位", "E2", "rsj@yc.gov.cn"), ("单位", "F2", "办公室"))
    had = carried(book)
    again = read_notice(SECTIONS.replace("县教育局", "县教体局").replace("2024", "2025").encode(), "txt", had)
    plan = read_plan(write_plan(again.draft))
    assert plan.unit("人力资源局").emails == ("rsj@yc.gov.cn",)
    assert plan.unit("人社局").contact == "办公室"
    assert again.gone == ("县教育局",)
    assert plan.settings.text("年度") == "2025"


def edited_plan(data, *edits):
    import io

    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    for sheet, cell, value in edits:
        book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_settings_switches_and_holidays_survive():
    had = carried(edited(setting("盖章扫描件", "不要求"), row("节假日", 2, "2022-09-09", "休", "县庆")))
    notice = SECTIONS.replace("盐池县", "鹿寨县").encode()
    plan = read_plan(write_plan(read_notice(notice, "txt", had).draft))
    assert {date(2022, 9, 9): "休"} == dict(plan.holidays)
    assert plan.settings.text("盖章扫描件") == "不要求"


def test_another_county_keeps_nothing_of_ours():
    had = carried(edited(put("单位", "E5", "jyj@lz.gov.cn")))
    plan = read_plan(write_plan(read_notice(workbook(), "xlsx", had).draft))
    assert not any(unit.emails for unit in plan.units)
    assert plan.settings.text("邮箱") == "wndc@163.com"


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"\xff\xfe\x00", "没有任务".encode(), b"%PDF-1.4"])
def test_text_that_is_no_notice_is_one_sentence(data):
    with pytest.raises(ToolkitError) as caught:
        read_notice(data, "txt")
    assert str(caught.value).endswith("。")


@pytest.mark.parametrize("word", HELPS.split("|"))
def test_a_word_for_those_who_help_is_known_wherever_it_stands(word):
    helpers = ("民政局", "财政局")
    assert named(f"{word}单位：民政局、财政局").helpers == helpers
    assert named(f"教育局牵头，民政局、财政局{word}").helpers == helpers
    assert parts(["序号", "实事内容", "承办单位", f"{word}单位"])[3] == HELPERS
    listed = [f"{n}．新建托位{n}00个。牵头单位：教育局；{word}单位：民政局、财政局。" for n in (1, 2, 3)]
    assert [row.helpers for row in find_list(listed).rows] == [helpers] * 3


@pytest.mark.parametrize(
    "ending",
    [
        "2024年3月1日",
        "青山县人民政府办公室\n2024年3月1日",
        "二〇二四年三月一日",
        "抄送：县委办、县人大办。\n青山县人民政府办公室2024年3月1日印发",
    ],
)
def test_how_a_notice_ends_is_no_title_of_the_table_below(ending):
    text = f"青山县人民政府办公室文件\n关于做好2024年度重点工作的通知\n请各单位每季度末月25日前将进展情况报县政府督查室。\n{ending}\n"
    draft = read_notice((text + "序号\t工作任务\t牵头单位\n1\t优化营商环境\t市场监管局\n").encode(), "txt").draft
    assert draft.setting("任务名称") == "重点工作"


LED_BY_PEOPLE = """青石县2025年民生实事任务分解表
一、新增公办幼儿园学位600个
牵头县领导：副县长
责任单位：县教体局
配合单位：县财政局
二、建设口袋公园5个
{second}完成时限：11月底
请各责任单位于4月10日、7月10日前报送进展情况至县政府督查室。
"""


def test_a_leader_who_leads_leaves_the_unit_its_task():
    tasks = plan_of_text(LED_BY_PEOPLE.format(second="责任单位：县城管局\n"))
    assert [(item.hosts, item.helpers) for item in tasks.items] == [(("县教体局",), ("县财政局",)), (("县城管局",), ())]


def test_a_task_without_a_unit_is_told_not_left_out():
    with pytest.raises(ToolkitError, match="口袋公园"):
        plan_of_text(LED_BY_PEOPLE.format(second="配合单位：县财政局\n"))


@pytest.mark.parametrize(
    ("title", "name"),
    [("重点任务分工方案", "重点任务"), ("重点工作任务分解表", "重点工作任务"), ("民生实事任务分工表", "民生实事项目")],
)
def test_a_job_keeps_the_word_that_makes_sense_of_it(title, name):
    assert job_name(f"云溪县2025年{title}", "云溪县", "2025") == name


BARE = """沅陵县2025年民生实事项目清单
第一件 提升教育水平
1.新建幼儿园3所（县教育局）
2.改造学校10所（县教育局、县住建局）。
3.建设卫生室30个（含县医院）
第二件 改善居住环境
1.老旧小区改造50个（县住建局牵头，各镇配合）
每月5日前报县政府督查室。
"""


def test_items_three_deep_have_the_names_and_sections_above_them():
    listed = (
        "一、教育类", "（一）改造提升学校", "1．新建教学楼2栋。责任单位：县教育局", "2．改造食堂3个。责任单位：县教育局",
        "二、交通类", "（二）农村公路", "1．硬化村路5公里。责任单位：县交通运输局",
    )  # fmt: skip
    assert [(row.number, row.name, row.own) for row in find_list(listed).rows] == [
        ("一", "改造提升学校", {"类别": "教育类"}),
        ("一", "改造提升学校", {"类别": "教育类"}),
        ("二", "农村公路", {"类别": "交通类"}),
    ]


def test_units_in_a_bare_bracket_are_read_and_an_item_without_any_is_told():
    notice = read_notice(BARE.encode(), "txt")
    assert [item.hosts for item in read_plan(write_plan(notice.draft)).items] == [
        ("县教育局",), ("县教育局", "县住建局"), ("县住建局",),
    ]  # fmt: skip
    assert any("建设卫生室30个" in doubt and "没有当作任务" in doubt for doubt in notice.doubts)


def test_the_owner_of_a_project_answers_for_it():
    text = "麻阳县2025年重点项目责任分解表\n项目名称\t建设内容\t业主单位\n锦江大桥\t新建桥梁1座\t县交通运输局\n每月28日前上报进展。\n"
    assert plan_of_text(text).items[0].hosts == ("县交通运输局",)

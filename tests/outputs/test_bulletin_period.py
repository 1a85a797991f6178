"""督查通报: counted by other code, grammatical for none, one and many, cut with its count where there are very many."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from bulletin_world import AS_OF, DONE, bulletin, part, said, warnings
from dockets import at, make_docket, make_entry, make_plan, make_unit_row, planned

from toolkit.nouns.outcomes import Status, Verdict
from toolkit.plan.settings import Settings

PLAN = make_plan()
PAIRS = (("1-1", "水利局"), ("2-1", "水利局"), ("2-1", "鹿寨镇"), ("2-2", "鹿寨镇"))
COUNTS = re.compile(r"共(\d+)件、(\d+)项，分为(\d+)个承办任务")
FINISHED = re.compile(r"已完成(\d+)件、(\d+)项、(\d+)个承办任务")


def entries(percent: str = "0.3", **more):
    return [make_entry(item, unit, 完成比例=Decimal(percent), **more) for item, unit in PAIRS]


def both(status: Status, **more):
    return [make_unit_row(unit.name, status, **more) for unit in PLAN.units]


# -- 一 ----------------------------------------------------------------------------------------------------------------


def test_items_projects_and_tasks_are_never_mixed_up(tmp_path):
    given = [make_entry(i, u, **(DONE if (i, u) in PAIRS[:2] else {})) for i, u in PAIRS]
    text = part(said(bulletin(PLAN, [make_docket(PLAN, given)], tmp_path)), "总体情况")
    assert [int(n) for n in COUNTS.search(text).groups()] == [2, 3, 4]
    assert [int(n) for n in FINISHED.search(text).groups()] == [1, 1, 2]  # 2-1 is done by one of its two units
    assert "尚未完成的1件、2项、2个" in text and "完成率50%" in text
    assert "数据截至2022年3月31日" in text


@pytest.mark.parametrize(("done", "words"), [(0, "尚没有完成的承办任务"), (4, "已全部完成")])
def test_nothing_and_everything_finished_are_said_plainly(tmp_path, done, words):
    given = [make_entry(i, u, **(DONE if n < done else {})) for n, (i, u) in enumerate(PAIRS)]
    text = part(said(bulletin(PLAN, [make_docket(PLAN, given)], tmp_path)), "总体情况")
    assert words in text and (done or "0件" not in text)


def test_lights_and_states_add_up_to_all_tasks(tmp_path):
    percents = ("0.5", "0.2", "0")
    given = [make_entry(i, u, 完成比例=Decimal(p)) for (i, u), p in zip(PAIRS, percents, strict=False)]
    docket = make_docket(PLAN, given, both(Status.ON_TIME))
    schedule = planned(PLAN)
    far = [schedule[pair] - Decimal(p) for pair, p in zip(PAIRS, percents, strict=False)]
    want = (sum(f <= 0 for f in far), sum(0 < f < Decimal("0.3") for f in far), sum(f >= Decimal("0.3") for f in far))
    text = part(said(bulletin(PLAN, [docket], tmp_path)), "总体情况")
    shown = re.search(r"（绿）(\d+)个.*（黄）(\d+)个.*（红）(\d+)个.*另有(\d+)个", text)
    assert tuple(map(int, shown.groups())) == (*want, 1)
    assert "合格填报的承办任务3个，按办理状态分：正在实施3个。" in text


# -- 二 ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_counted_as_the_register_counts_it(tmp_path, status):
    docket = make_docket(PLAN, entries(), [make_unit_row("水利局", status), make_unit_row("鹿寨镇", Status.ON_TIME)])
    lines = said(bulletin(PLAN, [docket], tmp_path))
    text = part(lines, "报送情况")
    for one in Status:
        shown = re.search(rf"[中，]{one}(\d+)个", text)
        assert (int(shown.group(1)) if shown else 0) == docket.count(one)
    assert (f"{status}1个（水利局）" in text) == (status is not Status.ON_TIME)
    assert [line.split("|")[2] for line in lines if re.match(r"\d+\|(水利局|鹿寨镇)\|", line) and "%" not in line] == [
        status.value,
        "按时",
    ]


def test_a_late_unit_is_named_with_its_days(tmp_path):
    docket = make_docket(PLAN, entries(), both(Status.LATE, days_late=3))
    text = part(said(bulletin(PLAN, [docket], tmp_path)), "报送情况")
    assert "2个单位中迟报2个（水利局迟3天、鹿寨镇迟3天）。" in text and "按时率0%" in text


def test_before_the_deadline_nobody_is_late(tmp_path):
    docket = make_docket(PLAN, (), both(Status.PENDING), as_of=at("04-01 09:00"))
    lines = said(bulletin(PLAN, [docket], tmp_path))
    assert "尚未到截止时间，2个单位中待报2个" in part(lines, "报送情况") and "按时率" not in part(lines, "报送情况")
    assert part(lines, "下步要求") == "尚未报送的单位要在2022年4月6日（星期三）24时前报送。"
    assert "尚没有可以对照序时进度的合格填报" in part(lines, "总体情况")
    assert not any("存在问题" in line or "进度落后" in line for line in lines)


def test_doubtful_times_and_returns_are_told(tmp_path):
    units = [make_unit_row("水利局", provisional=True, returns=2), make_unit_row("鹿寨镇")]
    lines = said(bulletin(PLAN, [make_docket(PLAN, entries(), units)], tmp_path))
    text = part(lines, "报送情况")
    assert "有1个单位的收到时间" in text and "被退回过的单位1个：水利局。" in text
    assert any(line.startswith("1|水利局|按时（时间待核）|") for line in lines)


def test_silence_is_no_progress_and_puts_out_no_red_light(tmp_path):
    before = make_docket(PLAN, entries("0.05"), both(Status.ON_TIME), period="2022-06", as_of=at("06-10 09:00"))
    silent = make_docket(PLAN, (), both(Status.MISSING), period="2022-08", as_of=at("08-10 09:00"))
    lines = said(bulletin(PLAN, [before, silent], tmp_path, period="2022-08"))
    assert warnings(PLAN, [before, silent], tmp_path, period="2022-08")
    text = part(lines, "进度落后")
    assert "均达到序时进度" not in text and "进度不明" in text and "上次填报时已为红" in text
    table = [line for line in lines if line.count("|") > 5 and "进度不明" in line]
    assert table and all("上次" in line or "未计" in line for line in table)
    assert any("5%" in line for line in table)


# -- 三 ----------------------------------------------------------------------------------------------------------------


def test_no_problem_is_said_and_no_list_is_empty(tmp_path):
    docket = make_docket(PLAN, entries("0.9", 存在问题="无"), both(Status.ON_TIME))
    lines = said(bulletin(PLAN, [docket], tmp_path))
    assert not any("存在问题" in line or "进度落后" in line for line in lines)  # an empty chapter is not printed
    assert part(lines, "三、下步要求")
    assert not any("各单位反映的问题" in line for line in lines)
    assert not any("久拖未决的问题" in line for line in lines)
    assert not any("附件1" in line for line in lines)  # an empty annex is not printed
    assert not any("（）" in line or "：。" in line or "0个：" in line for line in lines)


NO_TROUBLE = (
    "无",
    "无。",
    "暂无",
    "没有",
    "无，进展顺利",
    "目前无问题",
    "不存在问题",
    "无困难",
    "暂无，进展顺利。",
    "目前未发现明显问题",
    "没有需要协调解决的问题",
    "无（按计划推进）",
)


@pytest.mark.parametrize("none", NO_TROUBLE)
def test_no_way_of_writing_none_is_a_problem_in_the_bulletin(none, tmp_path):
    given = [make_entry("2-2", "鹿寨镇", 存在问题=none)]
    dockets = [make_docket(PLAN, given), make_docket(PLAN, given, period="2022-06")]
    lines = said(bulletin(PLAN, dockets, tmp_path, "2022-06"))
    assert not any("各单位反映的问题" in line for line in lines)
    assert not any("久拖未决的问题" in line for line in lines)
    assert "久拖未决" not in part(lines, "下步要求")


def test_a_none_that_is_taken_back_is_a_problem(tmp_path):
    docket = make_docket(PLAN, [make_entry("2-2", "鹿寨镇", 存在问题="无。但配套资金尚缺200万元")])
    assert "尚缺200万元" in part(said(bulletin(PLAN, [docket], tmp_path)), "各单位反映的问题")


def test_a_problem_is_told_once_with_all_it_concerns(tmp_path):
    given = [*entries(存在问题="缺砂石")[:3], make_entry(*PAIRS[3], 存在问题="缺人手")]
    text = part(said(bulletin(PLAN, [make_docket(PLAN, given)], tmp_path)), "各单位反映的问题")
    assert text.splitlines()[0].startswith("1．“缺砂石”，涉及2项、3个承办任务：") and text.count("缺砂石") == 1
    assert "2．“缺人手”，涉及" in text.splitlines()[1] and "2（2），鹿寨镇" in text.splitlines()[1]


def test_what_has_stood_for_periods_is_named_with_how_long(tmp_path):
    first = make_docket(PLAN, entries(存在问题="征地未完成"))
    later = make_docket(PLAN, [make_entry(*PAIRS[0], 存在问题="征地未完成")], period="2022-06")
    lines = said(bulletin(PLAN, [first, later], tmp_path, "2022-06"))
    assert "连续2期反映“征地未完成”。" in part(lines, "久拖未决的问题")
    assert "久拖未决的问题，有关单位（水利局）" in part(lines, "下步要求")


def test_a_returned_answer_is_no_problem_of_the_county_s(tmp_path):
    given = [make_entry(*PAIRS[0], verdict=Verdict.RETURNED, 存在问题="退回的话", 完成比例=Decimal(0))]
    lines = said(bulletin(PLAN, [make_docket(PLAN, given)], tmp_path))
    assert not any("退回的话" in line for line in lines)


def test_a_finished_task_s_old_problem_is_not_told_again(tmp_path):
    first = make_docket(PLAN, [make_entry(*PAIRS[0], **{**DONE, "存在问题": "旧问题"})])
    later = make_docket(PLAN, entries(存在问题="无")[1:], period="2022-06", complete=[PAIRS[0]])
    lines = said(bulletin(PLAN, [first, later], tmp_path, "2022-06"))
    assert not any("旧问题" in line for line in lines)
    assert "含以前各期已完成的1个" in part(lines, "总体情况")


def test_the_table_of_what_is_behind_is_red_first_and_farthest_first(tmp_path):
    given = [make_entry(i, u, 完成比例=Decimal(p)) for (i, u), p in zip(PAIRS, ("0.1", "0.2", "0.4", "0"), strict=True)]
    plan = replace(PLAN, settings=Settings({**PLAN.settings.values, "滞后阈值": "15"}))
    rows = [line.split("|") for line in said(bulletin(plan, [make_docket(plan, given)], tmp_path)) if "%" in line and "|" in line]
    assert [(row[6], row[5]) for row in rows] == [("红", "29.6"), ("红", "19.6"), ("黄", "9.6")]
    assert [row[0] for row in rows] == ["1", "2", "3"]


# -- 四 and as a whole -------------------------------------------------------------------------------------------------


def test_those_who_owe_are_asked_by_a_working_day(tmp_path):
    units = [make_unit_row("水利局", Status.MISSING), make_unit_row("鹿寨镇", Status.RETURNED)]
    docket = make_docket(PLAN, entries("0.9"), units, as_of=at("04-29 09:00"))
    text = part(said(bulletin(PLAN, [docket], tmp_path)), "下步要求")
    assert "水利局在2022年5月6日（星期五）24时前" in text  # 30 April to 4 May are off
    assert "重新报送：鹿寨镇在" in text and "2022年第2期（6月）《进展情况表》请于2022年6月6日（星期一）24时前报送" in text


def test_the_last_period_names_no_next_one(tmp_path):
    docket = make_docket(PLAN, (), both(Status.ON_TIME), period="2022-12")
    assert part(said(bulletin(PLAN, [docket], tmp_path, "2022-12")), "下步要求") == "请各单位继续抓好落实。"


def test_its_number_is_which_collection_it_is_unless_the_clerk_says(tmp_path):
    dockets = [make_docket(PLAN, period=p.id) for p in PLAN.periods]
    assert "第3期" in said(bulletin(PLAN, dockets, tmp_path, "2022-08"))
    assert "第17期" in said(bulletin(PLAN, dockets, tmp_path, "2022-08", detail="17"))


def test_very_many_stay_a_letter_and_are_counted(tmp_path):
    units = tuple(f"第{n}单位" for n in range(120))
    plan = make_plan({f"{n}-1": units[n : n + 2] or units[:2] for n in range(60)})
    given = [make_entry(i, u, 完成比例=Decimal(0), 存在问题=f"{i}{u}的问题") for i, u in plan.assignments(AS_OF.date())]
    docket = make_docket(plan, given, period="2022-06")
    lines = said(bulletin(plan, [docket], tmp_path, "2022-06"))
    text = part(lines, "进度落后")
    assert text.startswith(f"落后30个百分点以上（红）的承办任务{len(given)}个：") and "；其余52项见附件1。" in text
    assert f"未报{len(plan.units)}个（" in part(lines, "报送情况") and "等）" in part(lines, "报送情况")
    assert "见附件" in part(lines, "各单位反映的问题")
    assert sum("|红|" in line for line in lines) == len(given)
    assert max(len(line) for line in lines) < 2500


def test_the_last_period_asks_for_nothing_in_a_next_one(tmp_path):
    for period, told in (("2022-10", "在下期《进展情况表》中写明整改情况"), ("2022-12", "书面报告整改情况")):
        docket = make_docket(PLAN, entries("0.5"), both(Status.ON_TIME), period=period)
        lines = said(bulletin(PLAN, [docket], tmp_path, period))
        assert told in part(lines, "下步要求"), period
        assert ("下期" in part(lines, "下步要求")) is (period == "2022-10")

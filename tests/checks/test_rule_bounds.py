"""Where each measure of the rules begins: characters, points, shares, numbers of units; on both sides of the bound."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from row_tables import each_row
from rule_rows import ITEM, case, found

from toolkit.checks.rules import check_across, check_row
from toolkit.checks.rules.claims import finish_day, of_last_year
from toolkit.checks.rules.hollow import is_hollow
from toolkit.checks.rules.quantities import out_of_scale, shortfall
from toolkit.checks.rules.slips import says_the_same
from toolkit.checks.rules.standstill import held_up
from toolkit.nouns.problems import Code
from toolkit.plan.model import Item
from toolkit.values.likeness import likeness

TOWNS = ("黄冕镇", "江口乡", "导江乡", "鹿寨镇")
SHARED = replace(ITEM, id="8-1", number="8（1）", content="新建便民洗衣码头40个，方便村民生产生活。", hosts=TOWNS)
OTHER = replace(SHARED, id="8-2", number="8（2）", content="建设村级停车场12个。")
THIRD = replace(SHARED, id="8-3", number="8（3）", content="安装路灯80盏。")


def row(item, unit, text, percent="0.5", place=7):
    return case(item=item, unit=unit, row=place, 完成比例=Decimal(percent) if percent else None, 进展情况=text, history=())


def across(*rows):
    placed = [row(*one, place=7 + n) for n, one in enumerate(rows)]
    return [(key, p.code.name, p.cell, dict(p.facts)) for key, p in check_across(placed)]


def codes(*rows):
    return [(unit, code, cell) for (_, unit), code, cell, _ in across(*rows)]


# -- units and rows beside each other ---------------------------------------------------------------------------------

SIXTEEN = "一二三四五六七八九甲乙丙丁戊己庚"


@each_row(("length", "told"), [(15, False), (16, True), (17, True)])
def test_one_text_in_several_rows_of_a_unit_from_sixteen_characters_on(length, told):
    text = (SIXTEEN + "辛壬")[:length]
    raised = codes((SHARED, "黄冕镇", text), (OTHER, "黄冕镇", text))
    assert raised == ([("黄冕镇", "X16", "H7"), ("黄冕镇", "X16", "H8")] if told else [])


def test_each_of_the_rows_names_the_others_once_and_no_other_unit_s():
    said = across((SHARED, "黄冕镇", SIXTEEN), (OTHER, "黄冕镇", SIXTEEN), (THIRD, "黄冕镇", SIXTEEN))
    assert [facts["other"] for *_, facts in said] == ["事项 8（2）、8（3）", "事项 8（1）、8（3）", "事项 8（1）、8（2）"]
    assert [code for _, code, *_ in across((SHARED, "黄冕镇", SIXTEEN), (OTHER, "江口乡", SIXTEEN))] == ["U02", "U02"]
    assert codes((SHARED, "黄冕镇", SIXTEEN), (SHARED, "黄冕镇", SIXTEEN)) == []


@each_row(
    ("items", "length", "told"),
    [
        ((SHARED, SHARED), 5, False),
        ((SHARED, SHARED), 6, True),
        ((SHARED, OTHER), 6, False),
        ((SHARED, OTHER), 15, False),
        ((SHARED, OTHER), 16, True),
    ],
)
def test_two_units_with_one_text_of_one_item_from_six_characters_on_of_two_from_sixteen(items, length, told):
    text = SIXTEEN[:length]
    raised = codes((items[0], "黄冕镇", text), (items[1], "江口乡", text))
    assert raised == ([("黄冕镇", "U02", "H7"), ("江口乡", "U02", "H8")] if told else [])


@each_row("count", [11, 12])
def test_ten_others_are_named_and_more_are_counted(count):
    said = across(*((SHARED, f"第{n}镇", SIXTEEN) for n in range(count)))
    names = [facts["other"] for *_, facts in said]
    assert all((f"等{count - 1}个单位" in one) is (count > 11) and one.count("、") == 9 for one in names)
    assert all(f"第{n}镇" not in one.split("、") for n, one in enumerate(names))


@each_row(
    ("percents", "told"),
    [
        (("0.8", "0.6"), []),
        (("0.8", "0.599"), ["江口乡"]),
        (("0.5", "0.8", "0.55"), ["黄冕镇", "导江乡"]),
        (("0.5", "0.8", "0.6"), ["黄冕镇"]),
        (("0.9", None, "0.1"), ["导江乡"]),
        ((None, None), []),
    ],
)
def test_who_is_more_than_twenty_points_behind_the_first_is_told(percents, told):
    rows = [
        (SHARED, unit, f"已建成洗衣码头{n + 5}个", percent)
        for n, (unit, percent) in enumerate(zip(TOWNS, percents, strict=False))
    ]
    said = across(*rows)
    assert [unit for (_, unit), *_ in said] == told
    assert {code for _, code, *_ in said} <= {"U01"}


def test_one_unit_in_two_rows_is_not_apart_from_itself():
    assert across((SHARED, "黄冕镇", "甲", "0.9"), (SHARED, "黄冕镇", "乙", "0.1")) == []


def test_a_row_that_was_sent_back_is_compared_with_nobody():
    first, second = row(SHARED, "黄冕镇", SIXTEEN), row(SHARED, "江口乡", SIXTEEN, "0.1", 8)
    assert len(check_across([first, second])) == 3
    assert check_across([first, replace(second, failed=frozenset({"备注"}))]) == ()


# -- falling and standing percents --------------------------------------------------------------------------------------


@each_row(
    ("value", "last", "told"),
    [
        ("0.35", "0.3549", False), ("0.35", "0.355", True), ("0.354", "0.3549", True), ("0.355", "0.3549", False), ("0.3", "0.304", False),
        ("0.3", "0.305", True), ("0.29", "0.3", True), ("0.3", "0.3", False), ("0.3333", "0.33333", False), ("0.3332", "0.33333", True),
        ("1", "1.004", False), ("0", "0.004", False), ("0", "0.005", True),
    ],
)  # fmt: skip
def test_a_percent_falls_in_the_figures_that_the_sender_sees(value, last, told):
    answers = {"完成比例": Decimal(value), "schedule": Decimal(0), "存在问题": "用地紧张"}
    codes_ = {code for code, _ in found(case(history=(case().last | {"完成比例": Decimal(last)},), **answers))}
    assert ("P01" in codes_) is told


# -- quantities ---------------------------------------------------------------------------------------------------------


def asking(content, *hosts):
    return replace(ITEM, content=content, hosts=hosts or ("农业农村局",))


@each_row(
    ("content", "text", "short"),
    [
        ("建设10个农村污水处理系统。", "已建成9个农村污水处理系统。", True),
        ("建设10个农村污水处理系统。", "已建成10个农村污水处理系统。", False),
        ("建设约10个农村污水处理系统。", "已建成9个农村污水处理系统。", False),
        ("建设约10个农村污水处理系统。", "已建成8个农村污水处理系统。", True),
        ("建设10个左右农村污水处理系统。", "已建成9个农村污水处理系统。", False),
        ("新建污水管网57公里。", "已铺设污水管网56.9公里。", True),
        ("新建污水管网57公里。", "已铺设污水管网57000米。", False),
        ("新建污水管网57公里。", "已铺设污水管网5.7万米。", False),
        ("造林30亩。", "已造林2公顷。", False),
        ("造林31亩。", "已造林2公顷。", True),
        ("建设10个农村污水处理系统。", "已建成4个农村污水处理系统，又建成6个农村污水处理系统。", False),
        ("建设10个农村污水处理系统。", "已建成4个农村污水处理系统，又建成5个农村污水处理系统。", True),
        ("建设10个农村污水处理系统。", "任务12个，已建成11个。", True),
        ("建设10个农村污水处理系统。", "任务12个，已建成12个。", False),
        ("建设10个农村污水处理系统。", "12个系统中已建成11个。", True),
        ("建设10个农村污水处理系统。", "12个系统中已建成11个，其余1个在建。", False),
        ("培训1000名护理员。", "已培训护理员999人。", True),
        ("培训1000名护理员。", "已培训护理员1000人次。", False),
    ],
)
def test_a_target_is_missed_or_met(content, text, short):
    assert bool(shortfall(text, asking(content))) is short


@each_row(
    ("text", "short"),
    [
        ("已给497户老人装了扶手。", True),
        ("已给500户老人装了扶手。", False),
        ("已给300户老人装了扶手。", True),
        ("已给299户老人装了扶手。", False),
        ("将给497户老人装扶手。", False),
        ("已给497户老人、3户残疾人装了扶手。", False),
    ],
)
def test_those_who_were_served_are_compared_from_three_fifths_on(text, short):
    assert bool(shortfall(text, asking("为500户老年人家庭实施适老化改造。"))) is short


@each_row(
    ("text", "share", "seen"),
    [
        ("已铺设污水管网2565公里。", "0", True),
        ("已铺设污水管网2564公里。", "0", False),
        ("已铺设污水管网5130公里。", "1", True),
        ("已铺设污水管网5129公里。", "1", False),
        ("计划铺设污水管网5700公里。", "0", False),
        ("上年已铺设污水管网5700公里。", "0", False),
    ],
)
def test_about_a_hundred_times_what_could_be_done_is_out_of_scale(text, share, seen):
    assert bool(out_of_scale(text, asking("新建污水管网57公里。"), share=Decimal(share))) is seen


@each_row(
    ("text", "share", "seen"),
    [("已改造农田12.6亩。", "0.7", True), ("已改造农田12.7亩。", "0.7", False), ("已改造农田12.6亩。", "0", False)],
)
def test_a_thousandth_of_ten_thousands_is_out_of_scale(text, share, seen):
    assert bool(out_of_scale(text, asking("改造农田1.8万亩。"), share=Decimal(share))) is seen


# -- hollow, held up, last year's ----------------------------------------------------------------------------------------


@each_row(
    ("text", "hollow"),
    [
        ("正常推进。", True), ("正在有序推进中，进展顺利。", True), ("全力推进农村污水处理系统建设。", True),
        ("全力推进农村污水处理系统建设，已开工。", False), ("农村污水处理系统建设稳步推进。", True), ("已完成选址。", False),
        ("正在抓紧施工2处。", False), ("按计划推进，受雨季影响。", False), ("无", True), ("", False), ("完成9号系统。", False),
    ],
)  # fmt: skip
def test_a_text_is_hollow_only_where_nothing_is_left(text, hollow):
    assert is_hollow(text, ITEM, "农业农村局") is hollow


@each_row(
    ("text", "told"),
    [
        ("因村民阻工，3处停工。", True), ("为避免村民阻工，已做动员。", False), ("资金缺口200万元。", True), ("已解决资金缺口200万元。", False),
        ("受雨季影响，进度滞后。", True), ("受雨季影响，进度滞后，现已恢复施工。", False), ("无法施工。", True), ("上期因阻工停工。", False),
    ],
)  # fmt: skip
def test_a_problem_stands_until_it_is_solved(text, told):
    assert (held_up(text) is not None) is told


@each_row(
    ("text", "told"),
    [
        ("截至2021年12月底，5个系统完工。", True), ("截至2022年3月底，5个系统完工。", False), ("截至2020年12月底，5个系统完工。", False),
        ("截至去年12月，建成5个系统。", True), ("2021年立项，本月开工。", False),
    ],
)  # fmt: skip
def test_last_year_is_the_year_before_this_one(text, told):
    assert (of_last_year(text, 2022) is not None) is told


@each_row(
    ("text", "day"),
    [
        ("预计9月底全部完工。", date(2022, 9, 30)), ("项目预计2023年3月完工。", date(2023, 1, 1)), ("项目预计明年清明完工。", date(2023, 1, 1)),
        ("项目计划2024年完工。", None), ("黄冕镇的系统预计9月底完工。", None), ("项目预计9月底或10月底完工。", None),
    ],
)  # fmt: skip
def test_the_day_on_which_all_is_to_be_finished(text, day):
    told = finish_day(text, ITEM, 2022)
    assert (told[0] if told else None) == day


def test_the_codes_of_these_rules_are_remarks():
    assert {Code.X16.severity, Code.U01.severity, Code.U02.severity} == {Code.X13.severity}


# -- like texts, placeholders, what is quoted ------------------------------------------------------------------------------

OLD, NEW = "已完成选址和可行性研究报告编制，正在办理立项审批手续。", "已完成选址和可行性研究报告编制，正在办理用地审批手续。"


def p03(text, last, alike):
    one = case(history=(case().last | {"进展情况": last},), 进展情况=text, 办理状态="前期工作")
    one = replace(one, policy=replace(one.policy, alike=alike))
    return [dict(p.facts)["ratio"] for p in check_row(one) if p.code is Code.P03]


def test_texts_are_alike_from_the_office_s_own_measure_on():
    near = likeness(NEW, OLD)
    assert 0.8 < near < 1
    assert p03(NEW, OLD, near) and p03(NEW, OLD, near)[0].startswith("相似度")
    assert p03(NEW, OLD, near - 0.01)[0].startswith("相似度")
    assert p03(NEW, OLD, near + 0.001) == []


def test_what_differs_only_in_its_days_or_its_order_is_said_to():
    assert p03("截至5月底，" + OLD, "截至3月底，" + OLD, 0.9) == ["只有日期不同"]
    turned = "正在办理立项审批手续，已完成选址和可行性研究报告编制。"
    assert p03(turned, OLD, 0.9) == ["只有语序或连接的话不同"]


@each_row(("text", "same"), [("一二三四五六七", False), ("一二三四五六七八", True), ("一二三四五六七八九", True)])
def test_two_fields_of_eight_characters_or_more_may_not_say_the_same(text, same):
    assert says_the_same(text, text) is same
    assert not says_the_same(text, text + "十")


def test_how_far_a_row_is_behind_is_said_in_points():
    behind = [dict(p.facts) for p in check_row(case(完成比例=Decimal("0.3"), schedule=Decimal("0.7546"))) if p.code is Code.X05]
    assert [(facts["behind"], facts["schedule"], facts["value"]) for facts in behind] == [("45.5", "75.5%", "30%")]


def test_of_two_amounts_in_ten_thousands_neither_is_called_too_small():
    assert not out_of_scale("已改造农田12.6亩，又改造农田1亩。", asking("改造农田1.8万亩。"), share=Decimal("0.7"))
    assert not out_of_scale("已改造农田12.6亩。", asking("改造农田18000亩。"), share=Decimal("0.7"))


@each_row(
    ("text", "told"),
    [
        ("受雨季影响进度滞后，抢抓晴天已复工。", False), ("已复工。受雨季影响进度滞后。", True), ("资金缺口已补上。", False),
        ("针对资金缺口，已协调。", False), ("受上牌影响的2条预计8月开通。", False),
    ],
)  # fmt: skip
def test_what_comes_after_a_problem_may_have_solved_it(text, told):
    assert (held_up(text) is not None) is told


@each_row(
    ("text", "day"),
    [
        ("厂房预计9月底全部完工。", None), ("项目未能在9月底全部完工。", None), ("上期预计9月底全部完工。", None), ("项目力争9月底全部完工。", date(2022, 9, 30)),
        ("10个系统预计9月底全部完工。", date(2022, 9, 30)),
    ],
)  # fmt: skip
def test_whose_finish_is_told(text, day):
    told = finish_day(text, ITEM, 2022)
    assert (told[0] if told else None) == day


@pytest.mark.parametrize("name", ["甲局", "养护队3组"])
def test_a_hosts_own_name_is_nothing_that_was_done(name):
    item = Item(
        id="1-1", number="1", project="惠民工程", content="新建路灯8盏。", hosts=("甲局", "养护队3组"), due=date(2022, 10, 31)
    )
    assert is_hollow(f"{name}正在积极推进。", item, "甲局")
    assert not is_hollow("养护队4组正在积极推进。", item, "甲局")


@pytest.mark.parametrize(
    ("text", "standing"), [("“四好”公路因资金短缺停工。", True), ("反映“资金短缺停工”的信访已办结。", False)]
)
def test_only_what_stands_inside_the_quotes_is_quoted(text, standing):
    assert (held_up(text) is not None) is standing

"""Each X, P and U rule on rows that are wrong and rows that are right: codes and cells (DESIGN §8)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from row_tables import each_row
from rule_rows import ITEM, LAST, PERIOD, PLAN, case, form, found

from toolkit.checks.rules import check_across, check_row, rules
from toolkit.nouns.problems import Code
from toolkit.plan.schedule import schedule
from toolkit.plan.settings import Policy


def last(**answers):
    return (LAST | answers,)


def test_a_good_row_has_no_problem():
    assert found(case()) == set()
    assert found(case(history=())) == set()


# fmt: off
@each_row(("answers", "expected"), [
    ({"办理状态": "已完成", "完成比例": Decimal("0.999"), "进展情况": "10个系统全部建成。"}, {("X01", "G7")}),
    ({"办理状态": "已完成", "完成比例": Decimal(1), "进展情况": "10个系统全部建成。"}, set()),
    ({"办理状态": "已完工待验收", "完成比例": Decimal("0.95"), "进展情况": "10个系统全部建成。"}, set()),
    ({"办理状态": "正在实施", "完成比例": Decimal(1), "进展情况": "10个系统均已通水试运行，正在调试设备。"}, {("X02", "F7")}),
    ({"办理状态": "已完工待验收", "完成比例": Decimal(1), "进展情况": "10个系统全部建成，等待验收。"}, set()),
    ({"办理状态": "正在实施", "完成比例": Decimal(0)}, {("X03", "G7"), ("X05", "I7"), ("P01", "G7")}),
    ({"办理状态": "未启动", "完成比例": Decimal("0.5"), "进展情况": "等待立项批复。"}, {("X03", "G7"), ("P04", "F7")}),
    ({"办理状态": "前期工作", "完成比例": Decimal("0.35"), "进展情况": "已立项。"}, set()),
    ({"进展情况": "项目尚未开工，正在办理用地手续。"}, {("X04", "H7")}),
    ({"办理状态": None, "进展情况": "项目尚未开工，正在办理用地手续。"}, set()),
    ({"完成比例": Decimal("0.19")}, {("X05", "I7"), ("P01", "G7")}),
    ({"完成比例": Decimal("0.4"), "schedule": Decimal("0.7")}, {("X05", "I7")}),
    ({"完成比例": Decimal("0.401"), "schedule": Decimal("0.7")}, set()),
    ({"完成比例": Decimal("0.4"), "schedule": Decimal("0.7"), "存在问题": "暂无。"}, {("X05", "I7")}),
    ({"完成比例": Decimal("0.4"), "schedule": Decimal("0.7"), "存在问题": "无，主要受雨季影响进度"}, set()),
    ({"完成比例": Decimal("0.4"), "schedule": Decimal("0.7"), "存在问题": "征地困难"}, set()),
    ({"预计完成时间": date(2022, 11, 1)}, {("X06", "K7")}),
    ({"预计完成时间": date(2022, 10, 31)}, set()),
    ({"预计完成时间": date(2022, 11, 30), "limit": date(2022, 12, 31), "extended": True}, set()),
    ({"预计完成时间": date(2023, 1, 5), "limit": date(2022, 12, 31), "extended": True}, {("X06", "K7")}),
    ({"预计完成时间": date(2022, 5, 30)}, {("X07", "K7")}),
    ({"预计完成时间": date(2022, 5, 31)}, set()),
    ({"预计完成时间": date(2022, 5, 1), "办理状态": "已完成", "完成比例": Decimal(1), "进展情况": "10个系统全部建成。"}, set()),
    ({"预计完成时间": date(2022, 5, 1), "办理状态": "已完工待验收", "完成比例": Decimal(1), "进展情况": "10个系统全部建成。"}, set()),
    ({"进展情况": "正常推进。"}, {("X08", "H7")}),
    ({"办理状态": "已完成", "完成比例": Decimal(1), "进展情况": "已建成8个农村污水处理系统。"}, {("X09", "G7")}),
    ({"进展情况": "已建成8个农村污水处理系统。"}, set()),
    ({"完成比例": Decimal("0.4"), "schedule": Decimal("0.7"), "存在问题": "正常"}, {("X05", "I7")}),
    ({"完成比例": Decimal("0.4"), "schedule": Decimal("0.7"), "存在问题": "均可控，不需协调"}, {("X05", "I7")}),
    ({"进展情况": "5个系统主体已完工，因村民阻工，其余5个停工。"}, {("X10", "I7")}),
    ({"进展情况": "项目总体进度80%，5个系统主体已完工。"}, {("X11", "G7")}),
    ({"进展情况": "5个系统主体已完工，项目预计12月底竣工。"}, {("X12", "K7")}),
    ({"进展情况": "项目总体进度55%，5个系统主体已完工。"}, set()),
    ({"进展情况": "项目总体进度56%，5个系统主体已完工。"}, {("X11", "G7")}),
    ({"进展情况": "项目总体进度约60%，5个系统主体已完工。"}, set()),
    ({"进展情况": "项目总体进度约61%，5个系统主体已完工。"}, {("X11", "G7")}),
    ({"进展情况": "5个系统主体已完工，项目预计9月15日竣工。"}, set()),
    ({"进展情况": "5个系统主体已完工，项目预计9月14日竣工。"}, {("X12", "K7")}),
    ({"进展情况": "5个系统主体已完工，项目预计10月15日竣工。"}, set()),
    ({"进展情况": "5个系统主体已完工，项目预计10月16日竣工。"}, {("X12", "K7")}),
    ({"进展情况": "10个系统中已完工4个，其余5个正在施工。"}, {("X13", "H7")}),
    ({"进展情况": "5个系统主体已完工，截至X月X日正在安装设备。"}, {("X14", "H7")}),
    ({"进展情况": "截至2021年5月底，5个系统主体已完工。"}, {("X15", "H7")}),
    ({"进展情况": "正在开挖其余5个系统的基坑", "下一步工作计划": "正在开挖其余5个系统的基坑。"}, {("X16", "H7")}),
    ({"进展情况": "已建成1000个农村污水处理系统。"}, {("X17", "H7")}),
])
def test_columns_are_judged_together(answers, expected):
    assert found(case(**answers)) == expected


@each_row(("history", "answers", "expected"), [
    (last(完成比例=Decimal("0.6")), {}, {("P01", "G7")}),
    (last(完成比例=Decimal("0.504")), {}, set()),
    (last(完成比例=Decimal("0.506")), {}, {("P01", "G7")}),
    (last(完成比例=None), {}, set()),
    (last(进展情况="5个系统主体已完工;其余五个 正在开挖基坑"), {}, {("P02", "H7")}),
    (last(进展情况="4个系统主体已完工，其余6个正在开挖基坑。"), {}, set()),
    (last(进展情况="截至3月底，5个系统主体已完工，其余5个正在开挖基坑。"), {"进展情况": "截至5月底，5个系统主体已完工，其余5个正在开挖基坑。"}, {("P03", "H7")}),
    (last(进展情况="本期无新进展，原因是资金未到位。"), {"进展情况": "本期无新进展，原因是资金未到位。"}, {("X10", "I7")}),
    (last(进展情况="10个系统全部建成。", 办理状态="已完成", 完成比例=Decimal(1)), {"进展情况": "10个系统全部建成。", "办理状态": "已完成", "完成比例": Decimal(1)}, set()),
    (last(办理状态="已完工待验收"), {}, {("P04", "F7")}),
    (last(进展情况="5个系统主体已完工，其余5个正在开挖基坑。", 完成比例=Decimal("0.5"), 办理状态="正在实施", 存在问题="无", 下一步工作计划="建成其余5个", 预计完成时间=date(2022, 9, 30)), {}, {("P02", "H7")}),
    (last(进展情况="其余5个正在开挖基坑，5个系统主体已完工。"), {}, {("P03", "H7")}),
    (last(进展情况="目前5个系统主体已完工，其余5个正在有序开挖基坑。"), {}, {("P03", "H7")}),
    (last(完成比例=Decimal("0.5")), {"存在问题": "用地指标尚缺"}, set()),
    (last(完成比例=Decimal("0.5")), {"备注": "因汛期停工"}, set()),
    (last(), {"存在问题": "详见附件"}, {("X08", "I7")}),
    (last(), {"下一步工作计划": "待定"}, {("X08", "J7")}),
    (last(办理状态="已办结"), {}, set()),
    (last(完成比例=Decimal("0.5")), {}, {("P05", "I7")}),
    (last(完成比例=Decimal(1), 办理状态="已完工待验收"), {"完成比例": Decimal(1), "办理状态": "已完工待验收", "进展情况": "10个系统全部建成，等待验收。"}, set()),
    (last(预计完成时间=date(2022, 8, 31)), {}, set()),
    ((LAST | {"预计完成时间": date(2022, 8, 31)}, LAST | {"预计完成时间": date(2022, 7, 31)}), {}, {("P06", "K7")}),
    ((LAST | {"预计完成时间": date(2022, 8, 31)}, LAST | {"预计完成时间": date(2022, 8, 31)}), {}, set()),
    ((LAST | {"预计完成时间": date(2022, 9, 30)}, LAST | {"预计完成时间": date(2022, 7, 31)}), {}, set()),
    (last(存在问题="用地指标不足。"), {"存在问题": "用地指标 不足"}, {("P07", "I7")}),
    (last(存在问题="用地指标不足。"), {"存在问题": "用地指标仍然缺口较大"}, set()),
    (last(存在问题="无"), {"存在问题": "无"}, set()),
    (last(存在问题="暂无，进展顺利"), {"存在问题": "暂无，进展顺利"}, set()),
])
def test_periods_are_compared_with_the_last_accepted_answers(history, answers, expected):
    assert found(case(history=history, **answers)) == expected
# fmt: on


@each_row(
    ("answers", "code"),
    [
        ({"完成比例": Decimal("0.2")}, Code.P01),
        ({"办理状态": "未启动", "完成比例": Decimal(0), "进展情况": "重新选址。"}, Code.P04),
    ],
)
def test_a_reason_in_the_remark_answers_on_the_sheet(answers, code):
    def severity(remark):
        return {str(one.severity) for one in check_row(case(备注=remark, 存在问题="选址变更", **answers)) if one.code is code}

    assert severity(None) == severity("见附件") == {"退回"}
    assert severity("因重新核实工程量，核减比例") == {"提示"}


def test_an_effect_of_an_inferred_reading_names_it_first():
    inferred = case(完成比例=Decimal("0.1"), readings={"完成比例": "还差90%"})
    told = {one.code.name: one.message for one in check_row(inferred)}
    assert "还差90%" in told["X05"]
    assert "还差90%" in told["P01"]


def test_a_closed_way_is_not_recommended():
    one = case(预计完成时间=date(2022, 11, 30))
    late = replace(one, policy=Policy(closes=date(2022, 6, 1), phone="0772-6812345"))
    assert ["截止" in p.fix for p in (*check_row(one), *check_row(late)) if p.code is Code.X06] == [False, True]
    assert any("0772-6812345" in p.fix for p in check_row(late))


def test_x03_says_which_of_the_two_looks_wrong():
    begun = check_row(case(办理状态="未启动", 进展情况="5个系统已完工并投入使用。"))
    idle = check_row(case(完成比例=Decimal(0), 进展情况="项目尚未开工。"))
    assert ["办理状态" in dict(p.facts)["hint"] for p in (*begun, *idle) if p.code is Code.X03] == [True, True]


def test_standing_problem_counts_its_periods():
    trouble = case(history=(LAST, LAST), 存在问题="用地指标不足")
    assert [dict(p.facts)["times"] for p in check_row(trouble) if p.code is Code.P07] == ["2"]


def test_rules_do_not_look_at_a_row_whose_value_was_sent_back():
    assert check_row(case(办理状态="已完成", failed=frozenset({"存在问题"}))) == ()


def test_rules_are_silent_without_their_field_and_speak_with_the_printed_header():
    renamed = case(办理状态="已完成", 进展情况="10个系统全部建成。", form=form(完成比例="工程进度"))
    assert [dict(p.facts)["header"] for p in check_row(renamed)] == ["工程进度"]
    bare = replace(form(), fields=tuple(field for field in form().fields if field.key == "备注"))
    assert check_row(case(form=bare, 完成比例=Decimal(0), 办理状态="已完成", 进展情况="正常推进")) == ()


def test_every_row_rule_is_listed_once_in_order():
    names = [rule.__name__[:3].upper() for rule in rules()]
    assert names == [code.name for code in Code if code.name[0] in "XP"]


# fmt: off
@each_row(("as_of", "limit", "percent"), [
    (date(2022, 3, 31), date(2022, 10, 31), "29.6"), (date(2022, 5, 31), date(2022, 10, 31), "49.7"), (date(2022, 7, 31), date(2022, 10, 31), "69.7"), (date(2022, 9, 30), date(2022, 10, 31), "89.8"),
    (date(2022, 11, 30), date(2022, 10, 31), "100.0"), (date(2022, 3, 31), date(2022, 12, 31), "24.7"), (date(2021, 12, 31), date(2022, 10, 31), "0.0"),
])
def test_schedule_is_the_share_of_days_that_have_passed(as_of, limit, percent):
    share = schedule(PLAN, ITEM, limit, replace(PERIOD, data_as_of=as_of))
    assert f"{share * 100:.1f}" == percent
# fmt: on


def test_schedule_prefers_the_plans_milestone():
    item = replace(ITEM, milestones={"2022-06": Decimal("0.2")})
    assert schedule(PLAN, item, date(2022, 10, 31), PERIOD) == Decimal("0.2")


TOWNS = ("黄冕镇", "江口乡", "导江乡", "鹿寨镇")
SHARED = replace(ITEM, id="8-1", content="新建便民洗衣码头40个，方便村民生产生活。", hosts=TOWNS)


def shared(*rows):
    return [
        case(item=SHARED, unit=unit, row=7 + n, 完成比例=Decimal(percent), 进展情况=text, history=())
        for n, (unit, percent, text) in enumerate(rows)
    ]


def across(*rows):
    return {(key[1], problem.code.name, problem.cell) for key, problem in check_across(shared(*rows))}


def test_hosts_over_twenty_points_apart_are_remarked():
    assert across(("黄冕镇", "0.8", "已建成8个"), ("江口乡", "0.59", "已建成6个码头")) == {("江口乡", "U01", "G8")}
    assert across(("黄冕镇", "0.8", "已建成8个"), ("江口乡", "0.6", "已建成6个码头")) == set()


def test_more_than_the_names_told_are_counted():
    text = "已建成洗衣码头5个，正在浇筑第6个码头台阶。"
    units = [f"第{n}镇" for n in range(1, 13)]
    told = [dict(p.facts)["other"] for _, p in check_across(shared(*((unit, "0.5", text) for unit in units)))]
    assert len(told) == 12 and all(one.endswith("等11个单位") for one in told)
    few = [dict(p.facts)["other"] for _, p in check_across(shared(*((unit, "0.5", text) for unit in units[:2])))]
    assert few == ["第2镇", "第1镇"]


def test_a_percent_beyond_all_is_no_done_below_all():
    assert ("X01", "G7") not in found(case(办理状态="已完成", 完成比例=Decimal("1.2"), 进展情况="10个系统全部建成。"))


def test_two_units_with_the_same_text_are_remarked():
    text = "已建成洗衣码头5个，正在浇筑第6个码头台阶。"
    assert across(("黄冕镇", "0.5", text), ("江口乡", "0.5", text.replace("，", ",") + " ")) == {
        ("黄冕镇", "U02", "H7"),
        ("江口乡", "U02", "H8"),
    }
    assert across(("黄冕镇", "0.5", "黄冕镇" + text), ("江口乡", "0.5", "江口乡" + text)) == {
        ("黄冕镇", "U02", "H7"),
        ("江口乡", "U02", "H8"),
    }
    assert across(("黄冕镇", "0.5", text), ("江口乡", "0.5", text.replace("5个", "4个"))) == set()
    assert across(("黄冕镇", "0.5", "已完工"), ("江口乡", "0.5", "已完工")) == set()


def test_a_sheet_without_the_column_is_not_asked_to_fill_it():
    stands = case(history=last(完成比例=Decimal("0.5")))
    without = replace(stands, cells={key: cell for key, cell in stands.cells.items() if key != "存在问题"})
    assert found(stands) == {("P05", "I7")} and found(without) == set()


def test_an_effect_names_the_reading_that_it_comes_of():
    readings = {"完成比例": "还差5%", "预计完成时间": "12月底"}
    one = case(
        办理状态="已完成",
        完成比例=Decimal("0.95"),
        进展情况="10个系统全部建成。",
        预计完成时间=date(2022, 12, 31),
        readings=readings,
    )
    told = {problem.code.name: problem.message for problem in check_row(one)}
    assert "还差5%" in told["X01"] and "12月底" in told["X06"]


def test_a_row_sent_again_is_judged_whole_where_p02_is_switched_off():
    same = LAST | {"完成比例": Decimal("0.15"), "存在问题": "无"}
    again = case(history=(same,), **same)
    told = {problem.code.name for problem in check_row(again)}
    whole = {problem.code.name for problem in check_row(again, repeats=False)}
    assert told == {"P02"} and whole > {"P02", "X05"}

"""Two and three periods played through: what an earlier report makes of a later one (DESIGN §8, P, U, X05-X07)."""

from datetime import date

import pytest
from judge_desk import DONE, Desk, at, good, plan_with, shipped_plan

from toolkit.nouns.records import NoteKind
from toolkit.plan.model import Extension, Unit

UNIT, ITEM = "水利局", "1-1"
JUNE, AUGUST = "2022-06-02", "2022-08-02"


def played(*periods, plan=None, unit=UNIT):
    """Return (desk, the last file's codes with cells): one report each in 2022-04, 2022-06, 2022-08."""
    desk = Desk(plan)
    number = 0
    for period, answers in zip(("2022-04", "2022-06", "2022-08"), periods, strict=False):
        number = desk.both(unit, period, f"{period}-02T09:00", **answers)
    return desk, desk.codes(number)


TEXT = "10处扩网工程已完成3处，其余7处正在开挖管沟。"

# fmt: off
PLAYED = {
    "nothing": (({}, {}), set()),
    "percent fell": (({}, {"完成比例": 0.39}), {"P01 G5"}),
    "text copied": (({"进展情况": TEXT}, {"进展情况": TEXT}), {"P02 H5"}),
    "text copied but for spaces and marks": (({"进展情况": TEXT}, {"进展情况": TEXT.replace("，", ", ").replace("。", "")}), {"P02 H5"}),
    "only the date moved": (({"进展情况": "截至3月底，" + TEXT}, {"进展情况": "截至5月底，" + TEXT}), {"P03 H5"}),
    "a number changed: progress": (({"进展情况": TEXT}, {"进展情况": TEXT.replace("3处", "6处").replace("7", "4")}), set()),
    "one word changed": (({"进展情况": TEXT + "各施工队已就位。"}, {"进展情况": TEXT + "各施工队均就位。"}), {"P03 H5"}),
    "state went back": (({"办理状态": "正在实施"}, {"办理状态": "前期工作", "进展情况": "正在重新选址，办理用地手续。"}), {"P04 F5"}),
    "percent unchanged": (({"完成比例": 0.5}, {"完成比例": 0.5, "存在问题": "无"}), {"P05 I5"}),
    "percent unchanged for a reason": (({"完成比例": 0.5}, {"完成比例": 0.5}), set()),
    "finish slipped once": (({"预计完成时间": date(2022, 7, 31)}, {"预计完成时间": date(2022, 8, 31)}), set()),
    "finish slipped twice": (({"预计完成时间": date(2022, 7, 31)}, {"预计完成时间": date(2022, 8, 31)}, {"预计完成时间": date(2022, 9, 30)}), {"P06 K5"}),
    "problem stands": (({"存在问题": "征地未完成"}, {"存在问题": "征地未完成。"}), {"P07 I5"}),
    "problem stands three periods": (({"存在问题": "征地未完成"}, {"存在问题": "征地未完成"}, {"存在问题": "征地未完成"}), {"P07 I5"}),
    "problem reworded": (({"存在问题": "征地未完成"}, {"存在问题": "征地尚余两户未签协议"}), set()),
    "no problem twice": (({"存在问题": "无"}, {"存在问题": "无"}), set()),
    "behind and no problem named": (({"完成比例": 0.1}, {"完成比例": 0.15, "存在问题": "无"}), {"X05 I5"}),
    "behind with a reason": (({"完成比例": 0.1}, {"完成比例": 0.15, "存在问题": "受雨季影响"}), set()),
    "finish after the limit": (({}, {"预计完成时间": date(2022, 11, 30)}), {"X06 K5"}),
    "finish has passed": (({}, {"预计完成时间": date(2022, 5, 1)}), {"X07 K5"}),
    "complete, then reported again": ((DONE, {}), set()),
}
# fmt: on


@pytest.mark.parametrize(("periods", "codes"), PLAYED.values(), ids=PLAYED)
def test_period_after_period(periods, codes):
    _, found = played(*periods)
    assert found == codes or (periods[0] is DONE and found >= {"P01 G5", "P04 F5"})


def test_compared_with_the_last_accepted_not_with_what_was_sent_back():
    desk = Desk()
    desk.both(UNIT, "2022-04", 完成比例=0.5)
    desk.sheet(UNIT, "2022-06", JUNE, 完成比例=0.9, put={(ITEM, "进展情况"): "同上"})
    number = desk.sheet(UNIT, "2022-08", AUGUST, 完成比例=0.8)
    assert desk.codes(number) == set()


def test_a_period_left_out_is_looked_past():
    desk = Desk()
    desk.both(UNIT, "2022-04", 完成比例=0.5)
    assert desk.codes(desk.sheet(UNIT, "2022-08", AUGUST, 完成比例=0.4)) == {"P01 G5"}


def test_late_report_of_a_period_is_compared_with_those_before_it_only():
    desk = Desk()
    desk.sheet(UNIT, "2022-06", JUNE, 完成比例=0.9)
    assert desk.codes(desk.sheet(UNIT, "2022-04", "2022-06-03", 完成比例=0.3)) == set()


def test_correction_of_the_last_period_after_issuing_leaves_the_prefilled_cell_unaccused():
    desk = Desk()
    desk.both(UNIT, "2022-04", "2022-04-02", 进展情况="3月浇筑基础20米。")
    printed = {ITEM: {"进展情况": "3月浇筑基础20米。"}}
    desk.sheet(UNIT, "2022-04", "2022-04-18", 进展情况="3月浇筑基础25米。")
    assert desk.codes(desk.sheet(UNIT, "2022-06", JUNE, last=printed)) == set()
    other = {ITEM: {"进展情况": "3月浇筑基础90米。"}}
    assert desk.codes(desk.sheet(UNIT, "2022-06", JUNE, last=other, 完成比例=0.65)) == {"S06 E5"}


# -- co-hosts ----------------------------------------------------------------------------------------------------------


def test_co_hosts_apart_are_remarked_on_the_one_behind_and_change_no_outcome():
    desk = Desk()
    one = desk.sheet("乡村振兴局", 完成比例=0.8)
    assert desk.outcome(one) == "accepted"
    other = desk.sheet("农业农村局", **{"2-1": {"完成比例": 0.5}})
    rows = {row.receipt: row for row in desk.docket().files}
    assert [{p.code.name for p in rows[n].problems} for n in (one, other)] == [set(), {"U01"}]
    assert [rows[n].outcome.value for n in (one, other)] == ["accepted", "accepted"]
    assert {(p.code.name, p.cell) for e in desk.docket().entries for p in e.problems} == {("U01", "G5")}


def test_two_units_with_the_same_text_are_remarked_and_told_of_each_other():
    text = "已建成洗衣码头5个，正在浇筑第6个码头台阶。"
    desk = Desk()
    for unit in ("导江乡", "鹿寨镇"):
        desk.sheet(unit, 进展情况=text)
    found = {e.unit: [(p.code.name, p.cell, p.message) for p in e.problems] for e in desk.docket().entries}
    assert [(code, cell) for code, cell, _ in found["导江乡"]] == [("U02", "H5")]
    assert "鹿寨镇" in found["导江乡"][0][2]


@pytest.mark.parametrize("code", ["U01", "U02"])
def test_rules_across_units_can_be_switched_off_but_never_return_a_file(code):
    text = "已建成洗衣码头5个，正在浇筑第6个码头台阶。"
    for switch in ("停用", "提示", "退回"):
        desk = Desk(plan_with(**{code: switch}))
        desk.sheet("导江乡", 进展情况=text, 完成比例=0.8)
        behind = desk.sheet("鹿寨镇", 进展情况=text, 完成比例=0.4)
        row = next(row for row in desk.docket().files if row.receipt == behind)
        assert row.outcome.value == "accepted"
        assert (code in {p.code.name for p in row.problems}) == (switch != "停用")
        assert desk.unit("鹿寨镇").filled_rows == 1


# -- extensions --------------------------------------------------------------------------------------------------------


def extended(approval="鹿政办〔2022〕9号", unit=None, filed=date(2022, 6, 10), due=date(2022, 12, 31)):
    return Extension(item=ITEM, unit=unit, kind="延期", filed=filed, approval=approval, due=due)


@pytest.mark.parametrize(
    ("extension", "codes"),
    [
        (extended(), set()),
        (extended(unit=UNIT), set()),
        (extended(unit="教育局"), {"X06 K5"}),
        (extended(approval=""), {"X06 K5"}),
        (extended(due=date(2022, 11, 15)), {"X06 K5"}),
    ],
)
def test_approved_extension_moves_the_limit(extension, codes):
    _, found = played({}, {"预计完成时间": date(2022, 11, 30)}, plan=plan_with(extensions=(extension,)))
    assert found == codes


def test_approved_extension_moves_the_schedule():
    answers = {"完成比例": 0.15, "存在问题": "无"}
    late = plan_with(extensions=(extended(due=date(2023, 12, 31)),))
    assert played({"完成比例": 0.1}, answers)[1] == {"X05 I5"}
    assert played({"完成比例": 0.1}, answers, plan=late)[1] == set()


def test_request_after_the_last_day_for_requests_is_marked():
    plan = plan_with(extensions=(extended(filed=date(2022, 7, 5), due=date(2022, 11, 15)),))
    desk, found = played({}, {}, {"预计完成时间": date(2022, 11, 30)}, plan=plan)
    assert found == {"X06 K5"}
    message = next(p.message for e in desk.docket("2022-08").entries for p in e.problems)
    assert "申请日期 2022-07-05 晚于延期申报截止 2022-06-30" in message
    assert any("晚于延期申报截止" in remark for remark in desk.unit(UNIT, "2022-08").remarks)
    assert not any("延期" in remark for remark in desk.unit(UNIT, "2022-06").remarks)


def test_request_in_time_is_not_marked():
    desk, _ = played({}, {}, {}, plan=plan_with(extensions=(extended(),)))
    assert desk.unit(UNIT, "2022-08").remarks == ()


def test_request_not_yet_approved_is_said_beside_the_limit():
    desk, found = played({}, {"预计完成时间": date(2022, 11, 30)}, plan=plan_with(extensions=(extended(approval=""),)))
    assert found == {"X06 K5"}
    assert "尚未批准" in next(p.message for e in desk.docket("2022-06").entries for p in e.problems)


# -- completed and opened again ----------------------------------------------------------------------------------------


def test_item_completed_and_opened_again_is_due_and_not_compared_with_the_withdrawn_completion():
    desk = Desk()
    desk.both(UNIT, **DONE)
    assert desk.status(UNIT, "2022-06", "2022-06-30") == "免报"
    reopened = desk.note(NoteKind.REOPEN, unit=UNIT, item=ITEM, at=at("2022-05-10"))
    june = desk.unit(UNIT, "2022-06", "2022-06-30")
    assert (june.status.value, june.due_rows) == ("未报", 1)
    assert "撤销完成" in june.reason
    number = desk.both(UNIT, "2022-06", JUNE, 完成比例=0.8)
    assert desk.codes(number) == set()
    assert desk.status(UNIT, "2022-06") == "按时"
    desk.note(NoteKind.RETRACT, retracts=reopened)
    assert desk.codes(number) == {"P01 G5", "P04 F5"}


def test_item_opened_again_and_completed_anew_stays_complete():
    desk = Desk()
    desk.both(UNIT, **DONE)
    desk.note(NoteKind.REOPEN, unit=UNIT, item=ITEM, at=at("2022-05-10"))
    desk.both(
        UNIT, "2022-06", JUNE, **{**DONE, "进展情况": "漏水管段已更换，全部建成并重新验收。", "预计完成时间": date(2022, 5, 31)}
    )
    assert desk.status(UNIT, "2022-08") == "免报"


def test_completion_of_a_named_period_alone_is_withdrawn():
    desk = Desk()
    desk.both("教育局", **{"3-1": DONE, "4-1": DONE})
    desk.note(NoteKind.REOPEN, unit="教育局", item="3-1", period="2022-04")
    assert [item for item, unit in desk.docket("2022-06").due if unit == "教育局"] == ["3-1", "9-4"]


# -- handed over -------------------------------------------------------------------------------------------------------


def handed(*units):
    return plan_with(units=units)


NEW = Unit(name="城管局", since=date(2022, 5, 1), replaces=("住建局",), items=("7-3",))
MERGED = Unit(name="农旅局", since=date(2022, 5, 1), replaces=("乡村振兴局", "农业农村局"))


def test_item_handed_over_keeps_its_history():
    desk = Desk(handed(NEW))
    desk.both("住建局", **{"7-3": {"完成比例": 0.5, "进展情况": TEXT}})
    june = desk.docket("2022-06", "2022-06-30")
    assert [item for item, unit in june.due if unit == "城管局"] == ["7-3"]
    assert [item for item, unit in june.due if unit == "住建局"] == ["6-1", "10-2"]
    number = desk.both("城管局", "2022-06", JUNE, 完成比例=0.4, 进展情况=TEXT)
    assert desk.codes(number) == {"P01 G5", "P02 H5"}
    assert desk.status("住建局", "2022-04") == "按时"
    assert all(row.unit != "城管局" for row in desk.docket("2022-04").units)


def test_item_complete_before_it_was_handed_over_stays_complete():
    desk = Desk(handed(NEW))
    desk.both("住建局", **{"7-3": DONE})
    assert desk.status("城管局", "2022-06", "2022-06-30") == "免报"


def test_units_merged_hold_what_each_held():
    desk = Desk(handed(MERGED))
    desk.both("乡村振兴局", 完成比例=0.5)
    desk.both("农业农村局", **{"2-1": {"完成比例": 0.3}, "6-2": {"完成比例": 0.3}})
    due = [pair for pair in desk.docket("2022-06").due if pair[0] in {"2-1", "6-2"}]
    assert due == [("2-1", "农旅局"), ("6-2", "农旅局")]
    assert desk.codes(desk.sheet("农旅局", "2022-06", JUNE, 完成比例=0.35)) == {"P01 G5"}


def test_item_handed_over_twice_keeps_the_newest_history():
    again = Unit(name="综合局", since=date(2022, 7, 1), replaces=("城管局",))
    desk = Desk(handed(NEW, again))
    desk.both("住建局", **{"7-3": {"完成比例": 0.2}})
    desk.both("城管局", "2022-06", JUNE, 完成比例=0.6)
    assert desk.codes(desk.sheet("综合局", "2022-08", AUGUST, 完成比例=0.5)) == {"P01 G5"}


def test_item_handed_over_and_back_is_the_first_units_again():
    back = plan_with(units=(NEW,))
    first = next(unit for unit in back.units if unit.name == "住建局")
    from dataclasses import replace

    returned = replace(first, since=date(2022, 7, 1), replaces=("城管局",), items=("7-3",))
    plan = replace(back, units=tuple(returned if u.name == "住建局" else u for u in back.units))
    august = plan.period("2022-08").deadline
    assert plan.holder("7-3", "住建局", august) == "住建局"
    assert plan.predecessors("7-3", "住建局", august) == ("城管局",)


def test_old_units_form_of_its_own_time_is_still_its_report():
    desk = Desk(handed(MERGED))
    desk.both("乡村振兴局", when="2022-05-10")
    assert desk.unit("乡村振兴局", "2022-04").status.value == "迟报"  # its scan, too, is April's
    assert desk.outcome(desk.receipts[0].number) == "accepted"


# -- a whole year ------------------------------------------------------------------------------------------------------


def test_good_reports_all_year_have_no_problem_before_the_limit():
    desk = Desk()
    for period in ("2022-04", "2022-06", "2022-08"):
        for unit in shipped_plan().units:
            desk.both(unit.name, period, f"{period}-02T09:00")
    found = {
        p.code.name for period in ("2022-04", "2022-06", "2022-08") for row in desk.docket(period).files for p in row.problems
    }
    assert found == set()
    assert good(ITEM, UNIT, "2022-04")["完成比例"] == good(ITEM, "教育局", "2022-04")["完成比例"]


def test_form_issued_to_a_unit_since_replaced_is_its_successors_report():
    renamed = Unit(name="农旅局", since=date(2022, 5, 1), replaces=("乡村振兴局",))
    desk = Desk(handed(renamed))
    desk.both("乡村振兴局", 完成比例=0.5)
    number = desk.both("乡村振兴局", "2022-06", JUNE, items=("2-1",), 完成比例=0.4)
    row = desk.file(number)
    assert (row.unit, {p.code.name for p in row.problems}) == ("农旅局", {"P01"})
    assert "农旅局接替" in row.note
    june = desk.unit("农旅局", "2022-06")
    assert (june.status.value, june.scan_received) == ("退回待重报", at(JUNE))


def test_row_handed_over_meanwhile_is_nobody_elses_to_answer():
    desk = Desk(handed(NEW))
    number = desk.both("住建局", "2022-06", JUNE, items=("6-1", "7-3", "10-2"))
    assert desk.codes(number) == {"S05 A6"}
    assert "城管局" in desk.file(number).problems[0].message
    june = desk.docket("2022-06", "2022-06-30")
    assert [(e.item, e.unit) for e in june.entries] == [("6-1", "住建局"), ("10-2", "住建局")]
    assert desk.status("城管局", "2022-06", "2022-06-30") == "未报"

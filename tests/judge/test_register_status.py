"""按时 迟报 报送不齐 退回待重报 未报 免报 缓报 待报 时间待核: each with its reason, and the switches of 设置 (DESIGN §7)."""

from datetime import date

import pytest
from judge_desk import DONE, LATE, ON_TIME, Desk, at, plan_with

from toolkit.nouns.problems import Code, problem
from toolkit.nouns.records import NoteKind, Sort, Times

UNIT = "教育局"
BAD = {"进展情况": "同上"}
AFTER = "2022-04-30"


def played(*steps, plan=None):
    """Return a desk on which each (kind, when, *answers) has come from one unit."""
    desk = Desk(plan)
    for kind, when, *more in steps:
        if kind == "scan":
            desk.scan(UNIT, when)
        else:
            desk.sheet(UNIT, when=when, **({"put": {("3-1", "进展情况"): "同上"}} if kind == "bad" else {}), **dict(*more))
    return desk


# fmt: off
CASES = {
    "nothing, not due yet": ((), "2022-04-06T23:59", "待报"),
    "nothing by the deadline": ((), "2022-04-07T00:00", "未报"),
    "both in time": ((("sheet", ON_TIME), ("scan", ON_TIME)), AFTER, "按时"),
    "both on the last second of the rolled day": ((("sheet", "2022-04-06T23:59:59"), ("scan", "2022-04-06T23:59:59")), AFTER, "按时"),
    "sheet a second late": ((("sheet", "2022-04-07T00:00"), ("scan", ON_TIME)), AFTER, "迟报"),
    "scan late": ((("sheet", ON_TIME), ("scan", LATE)), AFTER, "迟报"),
    "sheet alone": ((("sheet", ON_TIME),), AFTER, "报送不齐"),
    "scan alone": ((("scan", ON_TIME),), AFTER, "报送不齐"),
    "sent back": ((("bad", ON_TIME), ("scan", ON_TIME)), AFTER, "退回待重报"),
    "sent back, corrected late: the first counts": ((("bad", ON_TIME), ("scan", ON_TIME), ("sheet", LATE)), AFTER, "按时"),
    "sent back late, corrected": ((("bad", LATE), ("scan", ON_TIME), ("sheet", "2022-04-12")), AFTER, "迟报"),
    "accepted, a later one sent back": ((("sheet", ON_TIME), ("scan", ON_TIME), ("bad", LATE)), AFTER, "按时"),
    "time of the sheet unknown": ((("sheet", None), ("scan", ON_TIME)), AFTER, "时间待核"),
    "time of the scan unknown": ((("sheet", ON_TIME), ("scan", None)), AFTER, "时间待核"),
}
# fmt: on


@pytest.mark.parametrize(("steps", "as_of", "status"), CASES.values(), ids=CASES)
def test_status(steps, as_of, status):
    row = played(*steps).unit(UNIT, as_of=as_of)
    assert row.status.value == status
    assert row.reason
    assert bool(row.days_late) == (status == "迟报")


def test_reasons_name_what_decides():
    reason = {name: played(*steps).unit(UNIT, as_of=as_of).reason for name, (steps, as_of, _) in CASES.items()}
    assert "4月6日" in reason["nothing by the deadline"]
    assert "未收到盖章扫描件" in reason["sheet alone"]
    assert "未收到电子表" in reason["scan alone"]
    assert "附件2-教育局.xlsx" in reason["sent back"]
    assert "盖章扫描件于4月8日10:00" in reason["scan late"]
    assert "扫描件" in reason["time of the scan unknown"]
    assert "电子表" in reason["time of the sheet unknown"]
    assert "被退回" in reason["accepted, a later one sent back"]


@pytest.mark.parametrize(
    ("settings", "steps", "status", "complete"),
    [
        ({"盖章扫描件": "不要求"}, (("sheet", ON_TIME),), "按时", ON_TIME),
        ({"盖章扫描件": "不要求"}, (("sheet", ON_TIME), ("scan", LATE)), "按时", ON_TIME),
        ({"按时认定": "电子表"}, (("sheet", ON_TIME), ("scan", LATE)), "按时", ON_TIME),
        ({"按时认定": "电子表"}, (("sheet", LATE), ("scan", ON_TIME)), "迟报", LATE),
        ({"按时认定": "电子表"}, (("sheet", ON_TIME),), "报送不齐", None),
        ({"首报认定": "首次合格"}, (("bad", ON_TIME), ("scan", ON_TIME), ("sheet", LATE)), "迟报", LATE),
        ({"首报认定": "首次合格"}, (("sheet", ON_TIME), ("scan", ON_TIME), ("sheet", LATE, {"完成比例": 0.5})), "按时", ON_TIME),
        ({"首报认定": "首次合格"}, (("bad", ON_TIME), ("scan", ON_TIME)), "退回待重报", None),
        ({"节假日顺延": "否"}, (("sheet", "2022-04-06T09:00"), ("scan", ON_TIME)), "迟报", "2022-04-06T09:00"),
    ],
)
def test_office_reads_the_notice_by_its_settings(settings, steps, status, complete):
    row = played(*steps, plan=plan_with(**settings)).unit(UNIT, as_of=AFTER)
    assert (row.status.value, row.complete_at) == (status, at(complete) if complete else None)


@pytest.mark.parametrize(
    ("period", "when", "days", "working"),
    [
        ("2022-04", "2022-04-07T00:00", 1, 1),
        ("2022-04", "2022-04-11T23:00", 5, 3),
        ("2022-06", "2022-06-07T08:00", 1, 1),
        ("2022-08", "2022-08-08T08:00", 3, 1),
        ("2022-10", "2022-10-09T00:00", 1, 1),
        ("2022-12", "2022-12-12T08:00", 7, 5),
    ],
)
def test_late_days_count_from_the_day_after_the_effective_deadline(period, when, days, working):
    desk = Desk()
    desk.both(UNIT, period, when)
    row = desk.unit(UNIT, period)
    assert (row.status.value, row.days_late, row.working_days_late) == ("迟报", days, working)


def test_counts_cover_every_unit():
    desk = Desk()
    desk.both(UNIT)
    docket = desk.docket(as_of="2022-04-09")
    assert len(docket.units) == 18
    assert {row.status.value for row in docket.units} == {"按时", "未报"}


# -- what does not count as a sheet ------------------------------------------------------------------------------------


def test_unreadable_file_of_the_unit_awaits_a_new_one_and_sets_no_time():
    desk = Desk()
    desk.drop(b"broken", "附件2-教育局.xlsx", sort=Sort.UNREADABLE, problems=(problem(Code.F01, detail="x"),))
    row = desk.unit(UNIT, as_of=AFTER)
    assert (row.status.value, row.first_received) == ("退回待重报", None)
    desk.both(UNIT, when=LATE)
    assert desk.status(UNIT, as_of=AFTER) == "迟报"


def test_unreadable_file_of_nobody_is_nobodys():
    desk = Desk()
    desk.drop(b"broken", "附件2.xlsx", sort=Sort.UNREADABLE, problems=(problem(Code.F01, detail="x"),))
    assert {row.status.value for row in desk.docket(as_of=AFTER).units} == {"未报"}


def test_debris_says_nothing_of_the_unit_whose_name_it_bears():
    desk = Desk()
    desk.drop(b"lock", "~$附件2-教育局.xlsx", sort=Sort.DEBRIS)
    assert desk.status(UNIT, as_of=AFTER) == "未报"


def test_another_table_of_the_unit_is_no_report():
    desk = Desk()
    desk.drop(b"table", "教育局通讯录.xlsx")
    row = desk.unit(UNIT, as_of=AFTER)
    assert (row.status.value, row.first_received) == ("退回待重报", None)
    assert "不是附件2" in row.reason


@pytest.mark.parametrize("mark", [("表号",), ("填报单位",)])
def test_unclaimed_sheet_sets_no_time_until_it_is_claimed(mark):
    desk = Desk()
    number = desk.drop(_torn(desk, mark), "附件2.xlsx")
    desk.scan(UNIT)
    assert (desk.outcome(number), desk.status(UNIT)) == ("unclaimed", "报送不齐")
    claim = desk.note(NoteKind.CLAIM, file=f"#{number}", unit=UNIT)
    assert (desk.outcome(number), desk.status(UNIT)) == ("accepted", "按时")
    assert any("认领" in remark for remark in desk.unit(UNIT).remarks)
    desk.note(NoteKind.RETRACT, retracts=claim)
    assert (desk.outcome(number), desk.status(UNIT)) == ("unclaimed", "报送不齐")


def _torn(desk, mark):
    """Return a sheet of 教育局 on which one mark says 水利局: S10."""
    from dataclasses import replace

    book = desk.book(UNIT)
    sheet = book.sheets[0]
    cells = {
        place: replace(cell, value=cell.value.replace(UNIT, "水利局"))
        if isinstance(cell.value, str) and (mark[0] in cell.value or (mark[0] == "表号" and "督办表" in cell.value))
        else cell
        for place, cell in sheet.cells.items()
    }
    return replace(book, sheets=(replace(sheet, cells=cells), *book.sheets[1:]))


def test_file_rule_switched_to_returning_stops_the_sheet():
    plan = plan_with(F07="退回")
    desk = Desk(plan)
    desk.drop(desk.book(UNIT), "附件2-教育局.xlsx", problems=(problem(Code.F07, detail="宏"),))
    desk.scan(UNIT)
    row = desk.unit(UNIT, as_of=AFTER)
    assert (row.status.value, row.first_received) == ("退回待重报", None)


# -- exemption, delay, completion --------------------------------------------------------------------------------------


def test_unit_whose_items_are_all_complete_is_exempt():
    desk = Desk()
    desk.both("水利局", **DONE, 备注="x")
    june = desk.unit("水利局", "2022-06", "2022-06-30")
    assert (june.status.value, june.due_rows) == ("免报", 0)
    docket = desk.docket("2022-06")
    assert ("1-1", "水利局") in docket.complete
    assert ("1-1", "水利局") not in docket.due


def test_item_complete_leaves_the_next_form_and_is_not_missed():
    desk = Desk()
    desk.both(UNIT, **{"3-1": DONE})
    number = desk.both(UNIT, "2022-06", "2022-06-02", items=("4-1", "9-4"))
    row = desk.unit(UNIT, "2022-06")
    assert (desk.outcome(number), row.status.value, row.due_rows, row.filled_rows) == ("accepted", "按时", 2, 2)


@pytest.mark.parametrize(("noted_first", "due"), [(True, 0), (False, 1)])
def test_a_completion_is_taken_back_only_by_what_was_noted_after_it_came(noted_first, due):
    desk = Desk()
    if noted_first:
        desk.note(NoteKind.REOPEN, unit=UNIT, item="3-1", at=at("2022-04-01"))
    desk.both(UNIT, **DONE)
    if not noted_first:
        desk.note(NoteKind.REOPEN, unit=UNIT, item="3-1", at=at("2022-04-20"))
    assert desk.unit(UNIT, "2022-06").due_rows == due


def test_completion_that_was_sent_back_completes_nothing():
    desk = Desk()
    desk.both("水利局", **{**DONE, "完成比例": 0.9})
    assert desk.unit("水利局", "2022-06").due_rows == 1


def test_approved_delay_moves_the_limit_and_is_said():
    desk = Desk()
    desk.note(NoteKind.DELAY, unit=UNIT, period="2022-04", due=date(2022, 4, 15), at=at("2022-04-07"))
    assert desk.status(UNIT, as_of="2022-04-10") == "缓报"
    assert desk.status(UNIT, as_of="2022-04-16") == "未报"
    desk.both(UNIT, when="2022-04-15T18:00")
    row = desk.unit(UNIT)
    assert (row.status.value, row.deadline) == ("按时", at("2022-04-15T23:59:59"))
    assert "缓报至4月15日（督查室4月7日登记：经核实）" in row.reason


def test_delay_counts_late_days_from_its_own_date_and_rolls_over_holidays():
    desk = Desk()
    desk.note(NoteKind.DELAY, unit=UNIT, period="2022-04", due=date(2022, 4, 30))
    desk.both(UNIT, when="2022-05-07T08:00", name="附件2-教育局.xlsx")
    row = desk.unit(UNIT)
    assert row.deadline == at("2022-05-05T23:59:59")
    assert (row.status.value, row.days_late, row.working_days_late) == ("迟报", 2, 2)


def test_of_several_sheets_sent_back_later_the_last_is_named():
    desk = Desk()
    desk.both(UNIT, when="2022-04-02T09:00")
    for day, name, text in ((3, "第二次.xlsx", ""), (4, "第三次.xlsx", "略")):
        desk.sheet(UNIT, when=f"2022-04-0{day}T09:00", name=f"教育局{name}", 进展情况=text)
    reason = desk.unit(UNIT).reason
    assert "“教育局第三次.xlsx”被退回" in reason and "第二次.xlsx" not in reason


@pytest.mark.parametrize(("returned", "named"), [(0, False), (3, False), (5, True)])
def test_only_a_sheet_sent_back_behind_the_last_good_one_is_remarked(returned, named):
    """Sent back before the good ones, between them, behind them."""
    desk = Desk()
    sent = {1: {"备注": "一"}, 4: {"备注": "二"}} | {returned: {"进展情况": "略"}}
    desk.scan(UNIT, when="2022-03-31T09:00")
    for day in sorted(sent):
        desk.sheet(UNIT, when=f"2022-04-0{day + 1}T09:00", name=f"教育局{day}.xlsx", **sent[day])
    assert ("仍以先前合格的表为准" in desk.unit(UNIT).reason) is named


@pytest.mark.parametrize(("first", "second"), [(15, 28), (28, 15)])
def test_the_newest_of_two_delays_holds(first, second):
    desk = Desk()
    for day in (first, second):
        desk.note(NoteKind.DELAY, unit=UNIT, period="2022-04", due=date(2022, 4, day), at=at("2022-04-02"))
    assert desk.unit(UNIT).deadline == at(f"2022-04-{second}T23:59:59")


def test_delay_never_makes_the_limit_earlier():
    desk = Desk()
    desk.note(NoteKind.DELAY, unit=UNIT, period="2022-04", due=date(2022, 4, 1))
    desk.both(UNIT, when="2022-04-06")
    assert desk.status(UNIT) == "按时"


def test_paper_handed_in_counts_as_its_material():
    desk = Desk()
    desk.sheet(UNIT)
    paper = desk.note(
        NoteKind.PAPER, unit=UNIT, period="2022-04", material="盖章扫描件", received=at("2022-04-06T17:00"), channel="现场"
    )
    row = desk.unit(UNIT)
    assert (row.status.value, row.scan_received) == ("按时", at("2022-04-06T17:00"))
    assert desk.status(UNIT, as_of="2022-04-05") == "报送不齐"
    desk.note(NoteKind.RETRACT, retracts=paper)
    assert desk.status(UNIT) == "报送不齐"


def test_sheet_on_paper_is_a_report():
    desk = Desk()
    desk.note(NoteKind.PAPER, unit=UNIT, period="2022-04", material="电子表", received=at("2022-04-03"), channel="公文交换")
    desk.scan(UNIT)
    row = desk.unit(UNIT)
    assert (row.status.value, row.sheet.channel, row.filled_rows) == ("按时", "公文交换", 0)


def test_scan_within_a_delay_belongs_to_the_delayed_period_until_one_is_there():
    desk = Desk()
    desk.note(NoteKind.DELAY, unit=UNIT, period="2022-04", due=date(2022, 4, 30))
    first = desk.scan(UNIT, "2022-05-04")
    second = desk.scan(UNIT, "2022-05-05")
    other = desk.scan("水利局", "2022-05-04")
    assert [desk.file(number).period for number in (first, second, other)] == ["2022-04", "2022-06", "2022-06"]


def test_scan_beside_a_late_form_belongs_with_it():
    desk = Desk()
    run = desk.run("2022-04-26")
    desk.scan(UNIT, "2022-04-25", name="迟交/盖章.pdf", run=run)
    desk.sheet(UNIT, when="2022-04-25", name="迟交/附件2.xlsx", run=run)
    row = desk.unit(UNIT)
    assert (row.status.value, row.days_late) == ("迟报", 19)
    assert "另收到2022年第1期（4月）的表" in desk.unit(UNIT, "2022-06").reason


@pytest.mark.parametrize(("proved", "status"), [("2022-04-08T23:59:59", "迟报"), ("2022-04-09T00:00:00", "按时")])
def test_only_what_was_in_hand_before_a_late_sheet_came_is_first(proved, status):
    desk = Desk()
    run = desk.run("2022-04-08T23:59:59")
    desk.sheet(UNIT, run=run, times=Times(file_time=at("2022-04-05T09:00")), name="附件2-教育局.xlsx")
    desk.sheet(UNIT, when=proved, name="附件2-教育局二.xlsx", 备注="第二版")
    desk.scan(UNIT, "2022-04-05T09:00")
    assert desk.status(UNIT) == status


@pytest.mark.parametrize(("weak", "told"), [("2022-04-04T09:00", True), ("2022-04-09T09:00", False)])
def test_only_an_unproved_time_before_the_proved_late_one_is_spoken_of(weak, told):
    desk = Desk()
    desk.scan(UNIT, when="2022-04-02T09:00")
    desk.sheet(UNIT, when="2022-04-08T09:00")
    run = desk.run("2022-04-10T23:59:59")
    desk.sheet(UNIT, run=run, when=None, times=Times(file_time=at(weak)), name="附件2-教育局2.xlsx", 备注="再报")
    assert ("不改变认定" in desk.unit(UNIT).reason) is told

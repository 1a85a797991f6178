"""What becomes of each arrival: duplicates, newer versions, other periods' forms, forms of two units, parts (DESIGN §7)."""

from dataclasses import replace

import pytest
from judge_desk import LATE, ON_TIME, Desk, at, plan_with

from toolkit.intake.examine import examine
from toolkit.judge.dockets import judge
from toolkit.nouns.limits import Limits
from toolkit.nouns.outcomes import Outcome, Verdict
from toolkit.nouns.problems import Code, Severity
from toolkit.nouns.records import NoteKind, Sort, Times

UNIT = "教育局"


def bad(**more):
    return {"put": {("3-1", "进展情况"): "同上"}, **more}


# -- the same once more ------------------------------------------------------------------------------------------------


def test_same_bytes_are_a_duplicate_and_move_no_time():
    desk = Desk()
    book = desk.book(UNIT)
    first, again = desk.drop(book, "附件2-教育局.xlsx", "2022-04-02"), desk.drop(book, "副本.xlsx", LATE)
    desk.scan(UNIT)
    assert [desk.outcome(n) for n in (first, again)] == ["accepted", "duplicate"]
    assert desk.unit(UNIT).first_received == at("2022-04-02")
    assert f"第 {first} 号" in desk.file(again).note


def test_same_bytes_of_unknown_time_yield_to_those_of_a_known_one():
    desk = Desk()
    book = desk.book(UNIT)
    first = desk.drop(book, "a.xlsx", None, run=desk.run("2022-04-03"))
    again = desk.drop(book, "b.xlsx", "2022-04-05")
    desk.scan(UNIT)
    assert [desk.outcome(n) for n in (first, again)] == ["duplicate", "accepted"]
    assert desk.status(UNIT) == "按时"


def test_same_answers_saved_again_are_a_duplicate():
    desk = Desk()
    first = desk.both(UNIT)
    book = desk.book(UNIT)
    sheet = book.sheets[0]
    resaved = replace(book, format="xls", properties={}, sheets=(replace(sheet, name="Sheet1"),))
    again = desk.drop(resaved, "附件2-教育局.xls", LATE)
    assert [desk.outcome(n) for n in (first, again)] == ["accepted", "duplicate"]
    assert desk.status(UNIT) == "按时"


def test_wrong_answers_saved_again_are_returned_once():
    desk = Desk()
    numbers = [desk.sheet(UNIT, name=f"{n}.xlsx", sha256=str(n), **bad()) for n in (1, 2)]
    assert [desk.outcome(n) for n in numbers] == ["returned", "duplicate"]
    assert desk.unit(UNIT).returns == 1


def test_other_wrong_words_are_another_report():
    desk = Desk()
    numbers = [desk.sheet(UNIT, put={("3-1", "完成比例"): text}) for text in ("过半", "不多")]
    assert [desk.outcome(n) for n in numbers] == ["returned", "returned"]


def test_going_back_to_earlier_answers_is_a_newer_version():
    desk = Desk()
    first, second, third = (desk.sheet(UNIT, sha256=str(n), 完成比例=share) for n, share in enumerate((0.4, 0.5, 0.4)))
    assert [desk.outcome(n) for n in (first, second, third)] == ["superseded", "superseded", "accepted"]
    assert str(desk.entry("3-1", UNIT).fields["完成比例"]) == "0.4"


def test_what_counts_already_is_a_duplicate_after_a_returned_version_too():
    desk = Desk()
    desk.sheet(UNIT)
    desk.sheet(UNIT, **bad())
    assert desk.outcome(desk.sheet(UNIT, sha256="again")) == Outcome.DUPLICATE


def test_scans_of_the_same_bytes_count_for_each_unit_they_name():
    desk = Desk()
    for unit in (UNIT, "水利局"):
        desk.sheet(unit)
    first, second = (desk.scan(unit, content=b"%PDF blank") for unit in (UNIT, "水利局"))
    third = desk.scan(UNIT, LATE, content=b"%PDF blank", name="教育局（2）.pdf")
    nameless = desk.scan("", LATE, content=b"%PDF blank", name="扫描件.pdf")
    assert [desk.outcome(n) for n in (first, second, third, nameless)] == ["scan", "scan", "duplicate", "duplicate"]
    assert [desk.status(unit) for unit in (UNIT, "水利局")] == ["按时", "按时"]


def test_a_named_copy_of_a_nameless_scan_counts():
    desk = Desk()
    desk.sheet(UNIT)
    nameless = desk.scan("", content=b"%PDF 1", name="扫描件.pdf")
    named = desk.scan(UNIT, content=b"%PDF 1")
    assert [desk.outcome(n) for n in (nameless, named)] == ["unclaimed", "scan"]
    assert desk.status(UNIT) == "按时"


def test_scan_of_an_earlier_period_sent_again_is_said_in_the_later_one():
    desk = Desk()
    desk.both(UNIT)
    desk.sheet(UNIT, "2022-06", "2022-06-02")
    desk.scan(UNIT, "2022-06-02", content=f"教育局盖章版.pdf {ON_TIME}".encode())
    row = desk.unit(UNIT, "2022-06")
    assert row.status.value == "报送不齐"
    assert "完全相同" in row.reason


def test_unstamped_forms_of_the_same_bytes_count_for_each_unit_they_name():
    desk = Desk()
    book = desk.book("平山镇", 进展情况="已硬化路面300米，正在铺设排水沟。")
    cells = {
        place: cell
        for place, cell in book.sheets[0].cells.items()
        if not (isinstance(cell.value, str) and ("平山镇" in cell.value and "、" not in cell.value))
    }
    bare = replace(book, properties={}, sheets=(replace(book.sheets[0], cells=cells),))
    first, second = desk.drop(bare, "平山镇.xlsx"), desk.drop(bare, "四排镇.xlsx")
    assert [desk.file(n).unit for n in (first, second)] == ["平山镇", "四排镇"]
    assert [desk.outcome(n) for n in (first, second)] == ["accepted_with_remarks"] * 2


# -- versions ----------------------------------------------------------------------------------------------------------


def test_newest_received_wins_whatever_its_name():
    desk = Desk()
    final = desk.sheet(UNIT, when="2022-04-02", name="附件2-教育局-最终版.xlsx")
    other = desk.sheet(UNIT, when="2022-04-03", name="附件2-教育局-初稿.xlsx", 完成比例=0.5)
    assert [desk.outcome(n) for n in (final, other)] == ["superseded", "accepted"]
    assert str(desk.entry("3-1", UNIT).fields["完成比例"]) == "0.5"


def test_order_is_by_receipt_not_by_ingest():
    desk = Desk()
    newer = desk.sheet(UNIT, when="2022-04-03", 完成比例=0.5)
    older = desk.sheet(UNIT, when="2022-04-02", run=desk.run("2022-04-09"))
    assert [desk.outcome(n) for n in (older, newer)] == ["superseded", "accepted"]


def test_returned_version_does_not_unseat_the_accepted_one():
    desk = Desk()
    first = desk.both(UNIT)
    second = desk.sheet(UNIT, when=LATE, **bad(完成比例=0.6))
    assert [desk.outcome(n) for n in (first, second)] == ["accepted", "returned"]
    row = desk.unit(UNIT)
    assert (row.status.value, row.returns, row.filled_rows) == ("按时", 1, 3)
    assert "被退回" in row.reason
    assert {str(desk.entry(i, UNIT).fields["完成比例"]) for i in ("3-1", "4-1", "9-4")} == {"0.4"}


def test_return_corrected_twice():
    desk = Desk()
    desk.scan(UNIT)
    first = desk.sheet(UNIT, when="2022-04-02", **bad())
    second = desk.sheet(UNIT, when="2022-04-03", put={("4-1", "完成比例"): "不详"})
    third = desk.sheet(UNIT, when="2022-04-08", 完成比例=0.5)
    assert [desk.outcome(n) for n in (first, second, third)] == ["returned", "returned", "accepted"]
    row = desk.unit(UNIT)
    assert (row.status.value, row.returns, row.first_received) == ("按时", 2, at("2022-04-02"))


def test_good_rows_of_a_returned_file_are_merged():
    desk = Desk()
    desk.sheet(UNIT, **bad())
    entries = {e.item: e.verdict for e in desk.docket().entries}
    assert entries == {"3-1": Verdict.RETURNED, "4-1": Verdict.PASSED, "9-4": Verdict.PASSED}
    assert desk.unit(UNIT).filled_rows == 2


def test_missing_rows_return_the_file_and_the_others_are_merged():
    desk = Desk()
    number = desk.sheet(UNIT, drop=("4-1",))
    assert (desk.outcome(number), desk.codes(number)) == ("returned", {"S04 A4"})
    assert {e.item for e in desk.docket().entries} == {"3-1", "9-4"}
    assert desk.unit(UNIT).status.value == "退回待重报"


def test_correction_may_hold_the_missing_rows_alone():
    desk = Desk()
    desk.both(UNIT, drop=("4-1",))
    number = desk.sheet(UNIT, when=LATE, items=("4-1",))
    row = desk.unit(UNIT)
    assert (desk.outcome(number), row.status.value, row.filled_rows) == ("accepted", "按时", 3)


def test_correction_of_one_row_leaves_the_others_of_the_first_file():
    desk = Desk()
    first = desk.both(UNIT)
    second = desk.sheet(UNIT, when="2022-04-03", items=("4-1",), 完成比例=0.55)
    assert [desk.outcome(n) for n in (first, second)] == ["accepted", "accepted"]
    assert {e.item: str(e.fields["完成比例"]) for e in desk.docket().entries} == {"3-1": "0.4", "4-1": "0.55", "9-4": "0.4"}


def test_later_arrival_never_changes_what_an_earlier_one_was_told():
    desk = Desk()
    first = desk.sheet(UNIT, **bad())
    before = desk.file(first)
    desk.sheet(UNIT, when=LATE)
    after = desk.file(first)
    assert (before.outcome, before.problems) == (after.outcome, after.problems)


# -- other periods' forms ----------------------------------------------------------------------------------------------


def test_form_of_an_earlier_period_is_its_late_report_where_none_was_accepted():
    desk = Desk()
    number = desk.sheet(UNIT, when="2022-06-01")
    assert (desk.outcome(number), desk.file(number).period) == ("accepted", "2022-04")
    assert "另收到" in desk.unit(UNIT, "2022-06", "2022-06-30").reason
    assert desk.status(UNIT, "2022-06", "2022-06-30") == "未报"


def test_form_of_an_earlier_period_that_has_one_changes_nothing():
    desk = Desk()
    desk.both(UNIT)
    number = desk.sheet(UNIT, when="2022-06-01", 完成比例=0.6)
    assert (desk.outcome(number), desk.codes(number)) == ("returned", {"S03"})
    assert str(desk.entry("3-1", UNIT).fields["完成比例"]) == "0.4"
    row = desk.unit(UNIT, "2022-06", "2022-06-30")
    assert (row.status.value, row.first_received) == ("未报", None)
    assert "第1期" in row.reason


@pytest.mark.parametrize(("switch", "outcome"), [("提示", "accepted_with_remarks"), ("停用", "accepted")])
def test_form_of_another_period_switched_to_a_remark_counts_for_its_own(switch, outcome):
    desk = Desk(plan_with(S03=switch))
    desk.both(UNIT)
    number = desk.sheet(UNIT, when="2022-06-01", 完成比例=0.6)
    assert (desk.outcome(number), desk.file(number).period) == (outcome, "2022-04")


def test_early_form_of_the_next_period_counts_for_it():
    desk = Desk()
    number = desk.both(UNIT, "2022-06", "2022-04-18")
    assert desk.file(number).period == "2022-06"
    assert desk.unit(UNIT, "2022-06").first_received == at("2022-04-18")


# -- one workbook, two units -------------------------------------------------------------------------------------------


def test_book_with_forms_of_two_units_is_a_report_of_each():
    desk = Desk()
    one, other = desk.book(UNIT), desk.book("水利局")
    both = replace(one, properties={}, sheets=(replace(one.sheets[0], name="甲"), replace(other.sheets[0], name="乙")))
    number = desk.drop(both, "附件2.xlsx")
    rows = [row for row in desk.docket().files if row.receipt == number]
    assert [(row.sheet, row.unit, row.outcome.value) for row in rows] == [("甲", UNIT, "accepted"), ("乙", "水利局", "accepted")]
    desk.drop(both, "再报.xlsx", LATE)
    assert [r.outcome.value for r in desk.docket().files].count("duplicate") == 2


def test_one_receipt_time_note_speaks_for_the_whole_container():
    desk = Desk()
    run = desk.run("2022-04-20")
    files = [
        desk.sheet(UNIT, when=None, name="附件2.xlsx", inside=("教育局.zip",), run=run),
        desk.scan(UNIT, None, name="盖章.pdf", inside=("教育局.zip",), run=run),
    ]
    desk.note(NoteKind.RECEIVED, file="教育局.zip", received=at("2022-04-06"))
    assert {desk.file(n).received for n in files} == {at("2022-04-06")}
    assert desk.status(UNIT) == "按时"


# -- whose scan --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "inside", "unit"),
    [
        ("教育局盖章.pdf", (), UNIT),
        ("教育局/扫描.pdf", (), UNIT),
        ("扫描.pdf", ("报送.zip",), UNIT),
        ("二批/扫描.pdf", (), UNIT),
        ("水利局.pdf", ("报送.zip",), "水利局"),
        ("扫描.pdf", (), None),
    ],
)
def test_scan_is_of_the_unit_named_or_of_the_one_form_beside_it(name, inside, unit):
    desk = Desk()
    run = desk.run("2022-04-09")
    desk.sheet(
        UNIT, run=run, name="附件2.xlsx" if inside else "二批/附件2.xlsx" if "二批" in name else "附件2.xlsx", inside=inside
    )
    number = desk.scan("", name=name, inside=inside, run=run)
    assert desk.file(number).unit == unit
    assert desk.outcome(number) == ("scan" if unit else "unclaimed")


def test_scan_beside_two_units_forms_is_nobodys_unless_its_sender_is_known():
    plan = plan_with()
    mailed = replace(plan, units=tuple(replace(u, emails=("jyj@example.com",)) if u.name == UNIT else u for u in plan.units))
    desk = Desk(mailed)
    run = desk.run("2022-04-09")
    for unit in (UNIT, "水利局"):
        desk.sheet(unit, run=run, inside=("报送.zip",))
    nobody = desk.scan("", name="扫描.pdf", inside=("报送.zip",), run=run)
    sent = desk.scan("", name="扫描2.pdf", inside=("报送.zip",), run=run, sender="jyj@example.com")
    assert [desk.file(n).unit for n in (nobody, sent)] == [None, UNIT]


def test_claim_gives_a_scan_to_a_unit_and_a_period():
    desk = Desk()
    desk.sheet(UNIT)
    number = desk.scan("", "2022-05-10", name="微信图片.jpg")
    desk.note(NoteKind.CLAIM, file=f"#{number}", unit=UNIT, period="2022-04")
    assert (desk.outcome(number), desk.file(number).unit, desk.file(number).period) == ("scan", UNIT, "2022-04")


def test_inline_pictures_and_containers_say_nothing_of_anybody():
    desk = Desk()
    desk.drop(b"png", "教育局.png", sort=Sort.INLINE)
    desk.drop(b"eml", "教育局.eml", sort=Sort.CONTAINER, subject="教育局报送")
    assert desk.status(UNIT, as_of="2022-04-30") == "未报"
    assert [row.outcome.value for row in desk.docket().files] == ["not_a_form", "container"]


def test_every_arrival_has_one_row():
    desk = Desk()
    numbers = [
        desk.both(UNIT),
        desk.scan("", name="x.pdf"),
        desk.drop(b"a", "a.txt", sort=Sort.OTHER),
        desk.drop(b"b", "~$a", sort=Sort.DEBRIS),
    ]
    numbers += [desk.drop(b"c", "c.zip", None, sort=Sort.REFUSED), desk.sheet("水利局", times=Times())]
    rows = [row.receipt for period in ("2022-04", "2022-06") for row in desk.docket(period).files]
    assert sorted(rows) == sorted(receipt.number for receipt in desk.receipts)
    assert set(numbers) <= set(rows)


@pytest.mark.parametrize(("stamped", "code"), [(True, Code.S01), (False, Code.F03)])
def test_a_form_left_out_for_its_size_is_called_large_not_broken(stamped, code):
    desk = Desk()
    data = desk.press.issue(desk.plan.unit("教育局"), desk.plan.period("2022-04"), [desk.plan.item("3-1")], {})
    found = examine(data, "附件2-教育局.xlsx", Limits(cells=25))
    book = found.book if stamped else replace(found.book, properties={})
    row = desk.file(desk.drop(book, "附件2-教育局.xlsx"))
    (wrong,) = (problem for problem in row.problems if problem.severity is Severity.RETURN)
    assert (wrong.code, "附件2" in wrong.message, "损坏" in wrong.message) == (code, True, False)


def doubled(book, told):
    """Answer the first item once more in the last row, otherwise: S09."""
    sheet = book.sheets[0]
    last = max(row for row, column in sheet.cells if column == 13)
    copied = {(last, c): replace(cell, row=last) for (row, c), cell in sheet.cells.items() if row == 5}
    kept = {place: cell for place, cell in sheet.cells.items() if place[0] != last}
    return replace(book, sheets=(replace(sheet, cells={**kept, **copied, (last, 8): replace(copied[last, 8], value=told)}),))


def test_rows_that_contradict_one_another_tell_a_new_answer_from_a_copy():
    desk = Desk()
    book = desk.book(UNIT)
    sent = [
        desk.drop(doubled(book, told), f"{n}.xlsx") for n, told in enumerate(["正在装修。", "正在装修。", "已装修两间教室。"])
    ]
    assert [desk.outcome(n) for n in sent] == ["returned", "duplicate", "returned"]
    assert desk.unit(UNIT).returns == 2


def test_a_file_sent_back_for_two_of_its_sheets_is_one_return():
    desk = Desk()
    book = desk.book(UNIT)
    sheet = book.sheets[0]
    other = replace(sheet.cells[5, 8], value="正在装修，已完成两间教室。")
    desk.drop(replace(book, sheets=(sheet, replace(sheet, name="修改稿", cells={**sheet.cells, (5, 8): other}))), "两稿.xlsx")
    assert [row.outcome.value for row in desk.docket().files] == ["returned", "returned"]
    assert desk.unit(UNIT).returns == 1


def test_tables_made_ready_are_those_of_every_copy():
    desk = Desk()
    desk.sheet(UNIT, "2022-04")
    dockets = judge(desk.snapshot("2022-12-31"))
    before = dockets.of("2022-04")
    dockets.made_ready("2022-04")
    copies = [dockets.of("2022-04"), dockets.printing("ABCD").of("2022-04")]
    assert copies[1].fingerprint == "ABCD" and copies[0] == before
    for name in ("_rows", "_entries", "counts"):
        assert vars(copies[0])[name] is vars(copies[1])[name]

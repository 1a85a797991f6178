"""A weak time never displaces a proved one; days count as far as they are proved; the minute decides (DESIGN §7)."""

import pytest
from judge_desk import Desk, at

from toolkit.nouns.outcomes import Evidence, Outcome
from toolkit.nouns.records import NoteKind, Times

UNIT = "教育局"


def filed(moment):
    return Times(file_time=at(moment))


def row_of(desk, **more):
    row = desk.unit(UNIT, **more)
    return (row.status.value, row.provisional, row.days_late)


@pytest.mark.parametrize("came", ["2022-04-08T10:00", "2022-04-05T10:00"])
@pytest.mark.parametrize("loose", ["2022-04-02T10:00", "2022-04-12T10:00", None])
@pytest.mark.parametrize("same", [True, False], ids=["a copy", "another version"])
def test_loose_file_taken_in_later_moves_no_proved_time(came, loose, same):
    desk = Desk()
    desk.both(UNIT, when=came)
    sure = row_of(desk)
    run = desk.run("2022-04-13")
    times = filed(loose) if loose else Times()
    desk.sheet(UNIT, run=run, name="副本.xlsx", times=times, **({} if same else {"完成比例": 0.43}))
    assert row_of(desk) == sure == (("按时", False, 0) if came < "2022-04-06" else ("迟报", False, 2))


def test_loose_scan_with_an_old_file_time_moves_no_proved_time():
    desk = Desk()
    desk.both(UNIT, when="2022-04-08T10:00")
    desk.scan(UNIT, run=desk.run("2022-04-13"), name="教育局扫描.jpg", times=filed("2022-04-02"))
    assert row_of(desk) == ("迟报", False, 2)
    assert "教育局扫描.jpg" in desk.unit(UNIT).reason and "4月2日" in desk.unit(UNIT).reason


def test_what_was_in_hand_before_the_proved_late_one_came_first_all_the_same():
    desk = Desk()
    desk.sheet(UNIT, run=desk.run("2022-04-05"), times=filed("2022-04-04"))
    desk.scan(UNIT, when="2022-04-04")
    desk.sheet(UNIT, when="2022-04-08", 完成比例=0.43)
    assert row_of(desk) == ("按时", True, 0)


@pytest.mark.parametrize("scan", ["2022-04-12T09:00", None])
def test_days_late_count_only_as_far_as_they_are_proved(scan):
    desk = Desk()
    desk.sheet(UNIT, when="2022-04-08T10:00")
    desk.scan(UNIT, run=desk.run("2022-04-13"), times=filed(scan) if scan else Times())
    row = desk.unit(UNIT)
    assert (*row_of(desk), row.complete_at) == ("迟报", False, 2, at("2022-04-08T10:00"))
    assert row.scan.evidence in {Evidence.FILE_TIME, Evidence.UNKNOWN} and "盖章扫描件" in row.reason


def test_weak_late_sheet_beside_a_proved_late_scan_is_a_remark():
    desk = Desk()
    desk.sheet(UNIT, run=desk.run("2022-04-13"), times=filed("2022-04-12"))
    desk.scan(UNIT, when="2022-04-08T10:00")
    assert row_of(desk) == ("迟报", False, 2)


def test_weak_late_alone_is_late_and_to_be_checked():
    desk = Desk()
    desk.sheet(UNIT, when="2022-04-05")
    desk.scan(UNIT, run=desk.run("2022-04-13"), times=filed("2022-04-12"))
    assert row_of(desk)[:2] == ("迟报", True)


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        ("2022-04-06T23:59:59", ("按时", False, 0)),
        ("2022-04-06T23:59:59.700000", ("按时", False, 0)),
        ("2022-04-07T00:00:00", ("迟报", False, 1)),
        ("2022-04-07T00:01", ("迟报", False, 1)),
    ],
)
def test_the_minute_of_the_notice_decides(came, expected):
    desk = Desk()
    run = desk.run("2022-04-08")
    desk.sheet(UNIT, when=came, run=run)
    desk.scan(UNIT, when=came, run=run)
    assert row_of(desk) == expected
    assert row_of(desk, as_of="2022-04-08") == expected


def test_another_periods_form_sent_again_changes_nothing_in_its_own_period():
    desk = Desk()
    desk.both(UNIT, when="2022-04-05")
    before = desk.unit(UNIT)
    stray = desk.sheet(UNIT, when="2022-06-01", 完成比例=0.43)
    after = desk.unit(UNIT)
    assert desk.outcome(stray) == Outcome.RETURNED and desk.file(stray).stray
    assert (
        (after.returns, after.reason, after.remarks) == (before.returns, before.reason, before.remarks) == (0, before.reason, ())
    )
    assert any("4月" in remark for remark in desk.unit(UNIT, "2022-06").remarks)
    assert desk.unit(UNIT, "2022-06").returns == 0


def test_statement_of_its_time_adds_no_sentence_to_a_stray_forms_period():
    desk = Desk()
    desk.both(UNIT, when="2022-04-05")
    stray = desk.sheet(UNIT, when=None, run=desk.run("2022-06-01"), 完成比例=0.43)
    desk.note(NoteKind.RECEIVED, file=f"#{stray}", received=at("2022-06-09"), at=at("2022-06-10"))
    assert all("待核" not in remark for remark in desk.unit(UNIT).remarks)

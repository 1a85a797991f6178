"""Whose period a scan belongs to: what its name says, what lies beside it, what still waits for it; else unclaimed."""

import pytest
from judge_desk import Desk, at, shipped_plan

from toolkit.judge.scan_periods import named_periods
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.records import Issued, NoteKind, Sort

UNIT = "教育局"
JUNE = "2022-05-28T10:00"


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("教育局4月盖章件.pdf", [4]),
        ("四月份扫描", [4]),
        ("十二月", [12]),
        ("2022-04盖章.pdf", [4]),
        ("202204.pdf", [4]),
        ("2022年4月督办", [4]),
        ("教育局4月6日扫描.pdf", []),
        ("20220406_101500.jpg", []),
        ("2022-04-06 10.15.jpg", []),
        ("数据截至4月底盖章.pdf", []),
        ("3月盖章.pdf", []),
        ("14月.pdf", []),
        ("4月和6月盖章.pdf", [4, 6]),
        ("微信图片.jpg", []),
        ("教育局第1期盖章.pdf", [4]),
        ("第二期/盖章.pdf", [6]),
        ("2022年第1期（4月）盖章.pdf", [4]),
        ("棚改第11期工程.pdf", []),
    ],
)
def test_named_periods(text, months):
    assert [period.deadline.month for period in named_periods(shipped_plan(), text)] == months


def lacking(period="2022-04"):
    """April's sheet is in, its scan is not."""
    desk = Desk()
    desk.sheet(UNIT, period, when="2022-04-05")
    return desk


def late_scan(desk, when=JUNE, **more):
    return desk.scan(UNIT, when=when, **({"name": "教育局盖章.pdf"} | more))


def test_late_scan_of_the_period_that_lacks_only_its_scan_is_late_with_its_days():
    desk = lacking()
    scan = late_scan(desk)
    row = desk.unit(UNIT)
    assert desk.file(scan).period == "2022-04"
    assert (row.status.value, row.days_late, row.provisional) == ("迟报", 52, False)
    assert desk.status(UNIT, "2022-06", as_of="2022-06-10") == "未报"


@pytest.mark.parametrize("told", [{"name": "教育局4月盖章.pdf"}, {"name": "4月/教育局盖章.pdf"}], ids=["name", "folder"])
def test_month_in_name_or_folder_settles_it_though_junes_form_is_out(told):
    desk = issued(lacking())
    assert desk.file(late_scan(desk, **told)).period == "2022-04"
    assert desk.status(UNIT) == "迟报"


def test_month_in_the_subject_of_its_mail_settles_it():
    desk = issued(lacking())
    run = desk.run("2022-05-29")
    mail = desk.drop(b"eml", "转发.eml", JUNE, run=run, sort=Sort.CONTAINER, subject="报送4月盖章扫描件")
    assert desk.file(late_scan(desk, run=run, parent=mail, inside=("转发.eml",))).period == "2022-04"


def issued(desk, at_="2022-05-25"):
    """June's form has been issued to the unit."""
    desk.issued = (Issued(number=900, at=at(at_), period="2022-06", unit=UNIT, form="v", template="0"),)
    return desk


def test_in_doubt_it_is_unclaimed_with_a_suggestion_and_never_junes():
    desk = issued(lacking())
    scan = late_scan(desk)
    row = desk.file(scan)
    assert (row.outcome, row.unit) == (Outcome.UNCLAIMED, None)
    assert UNIT in row.note and "2022-04" in row.note
    assert desk.status(UNIT) == "报送不齐" and desk.unit(UNIT, "2022-06").scan is None
    desk.note(NoteKind.CLAIM, file=f"#{scan}", unit=UNIT, period="2022-04", at=at("2022-06-01"))
    assert (desk.status(UNIT), desk.file(scan).outcome) == ("迟报", Outcome.SCAN)


def test_form_issued_after_the_scan_came_leaves_no_doubt():
    desk = issued(lacking(), "2022-05-30")
    assert desk.file(late_scan(desk)).period == "2022-04"


def test_junes_sheet_has_come_then_the_scan_is_junes():
    desk = issued(lacking())
    run = desk.run("2022-06-02")
    desk.sheet(UNIT, "2022-06", when="2022-06-01", run=run)
    assert desk.file(late_scan(desk, when="2022-06-01T10:00", run=run)).period == "2022-06"


def test_complete_april_and_an_april_without_a_sheet_leave_the_scan_to_june():
    desk = Desk()
    desk.both(UNIT, when="2022-04-05")
    assert desk.file(late_scan(desk)).period == "2022-06"
    bare = Desk()
    assert bare.file(late_scan(bare)).period == "2022-06"


def test_two_periods_that_lack_their_scan_are_a_doubt():
    desk = lacking()
    desk.sheet(UNIT, "2022-06", when="2022-06-05")
    assert desk.file(late_scan(desk, when="2022-07-20")).outcome is Outcome.UNCLAIMED


def test_second_scan_is_not_aprils_again():
    desk = lacking()
    late_scan(desk)
    assert desk.file(late_scan(desk, when="2022-05-29", name="教育局盖章2.pdf")).period == "2022-06"


def test_paper_scan_noted_leaves_the_next_one_to_june():
    desk = lacking()
    stated = {"unit": UNIT, "period": "2022-04", "material": "盖章扫描件", "received": at("2022-04-06")}
    desk.note(NoteKind.PAPER, at=at("2022-04-06"), **stated)
    assert desk.file(late_scan(desk)).period == "2022-06"


def test_scan_beside_a_form_sent_back_as_another_periods_goes_with_that_form():
    desk = Desk()
    desk.both(UNIT, when="2022-04-05")
    issued(desk)
    run = desk.run("2022-05-29")
    mail = desk.drop(b"eml", "补报.eml", JUNE, run=run, sort=Sort.CONTAINER)
    old = desk.sheet(UNIT, when=JUNE, run=run, parent=mail, inside=("补报.eml",), 完成比例=0.43)
    scan = late_scan(desk, run=run, parent=mail, inside=("补报.eml",))
    assert desk.file(old).stray and desk.file(scan).period == "2022-04"
    assert desk.unit(UNIT, "2022-06").scan is None


def test_a_name_that_speaks_of_two_periods_settles_nothing():
    desk = issued(lacking())
    scan = late_scan(desk, name="教育局4月和6月盖章.pdf")
    row = desk.file(scan)
    assert (row.outcome, row.unit) == (Outcome.UNCLAIMED, None) and "2022-04" in row.note
    other = issued(lacking())
    assert other.file(late_scan(other, name="4月6月/教育局盖章.pdf")).outcome is Outcome.UNCLAIMED
    named = issued(lacking())
    assert named.file(late_scan(named, name="4月6月/教育局6月盖章.pdf")).period == "2022-06"

"""When a file came and how that is known (DESIGN §7, Evidence); what is not seen as of a moment."""

import pytest
from judge_desk import Desk, at

from toolkit.judge.times import Clock, timing
from toolkit.nouns.docket import Evidence, Outcome
from toolkit.nouns.records import NoteKind, Receipt, Sort, Times

APRIL = Clock(year_start=at("2022-01-01"), as_of=at("2022-04-30"), ingested=at("2022-04-10"))
CLERK, RECEIVED, DATE, FILE = (at(f"2022-04-0{day}") for day in (4, 3, 2, 1))


def receipt(**times):
    return Receipt(number=7, name="a.xlsx", sha256="0", size=1, archived="a", times=Times(**times))


@pytest.mark.parametrize(
    ("stated", "times", "expected"),
    [
        (
            at("2022-04-05"),
            {"clerk": CLERK, "mail_received": RECEIVED, "mail_date": DATE, "file_time": FILE},
            (at("2022-04-05"), "clerk"),
        ),
        (None, {"clerk": CLERK, "mail_received": RECEIVED, "mail_date": DATE, "file_time": FILE}, (CLERK, "clerk")),
        (None, {"mail_received": RECEIVED, "mail_date": DATE, "file_time": FILE}, (RECEIVED, "mail-received")),
        (None, {"mail_date": DATE, "file_time": FILE}, (DATE, "mail-date")),
        (None, {"file_time": FILE}, (FILE, "file-time")),
        (None, {}, (None, "unknown")),
        # a time after the ingest that had the file in hand, or before the plan's year, proves nothing
        (None, {"mail_date": at("2022-04-11"), "file_time": FILE}, (FILE, "file-time")),
        (None, {"file_time": at("2022-04-11")}, (None, "unknown")),
        (None, {"file_time": at("1980-01-01")}, (None, "unknown")),
        (None, {"mail_received": at("2021-12-31T23:59"), "file_time": FILE}, (FILE, "file-time")),
        (None, {"mail_received": at("2022-05-01"), "file_time": FILE}, (FILE, "file-time")),
        (at("2202-04-05"), {"mail_received": RECEIVED}, (RECEIVED, "mail-received")),
        # an ingest run for an earlier --as-of does not make a header or a statement a lie
        (None, {"mail_received": at("2022-04-12")}, (at("2022-04-12"), "mail-received")),
        (at("2022-04-12"), {"file_time": FILE}, (at("2022-04-12"), "clerk")),
    ],
)
def test_strongest_plausible_evidence_decides(stated, times, expected):
    found = timing(receipt(**times), stated, APRIL)
    assert (found.received, found.evidence.value) == expected


def test_unknown_time_stands_at_its_ingest_in_the_order():
    assert timing(receipt(), None, APRIL).order == (APRIL.ingested, 7)


@pytest.mark.parametrize(("stated", "speaks"), [("2022-04-04T12:00", False), ("2022-04-05T00:01", True), ("2022-04-01", True)])
def test_statement_over_a_day_from_the_mail_header_is_shown_beside_it(stated, speaks):
    found = timing(receipt(mail_received=at("2022-04-03T23:59")), at(stated), APRIL)
    assert (found.received, bool(found.remark)) == (at(stated), speaks)


def test_statement_that_cannot_be_is_not_silently_passed_over():
    found = timing(receipt(mail_received=RECEIVED), at("2202-04-05"), APRIL)
    assert "2202" in found.remark


def test_note_states_the_time_and_taking_it_back_restores_the_other():
    desk = Desk()
    sheet = desk.sheet("教育局", when="2022-04-08")
    desk.scan("教育局")
    noted = desk.note(NoteKind.RECEIVED, file=f"#{sheet}", received=at("2022-04-05T16:00"))
    row = desk.unit("教育局")
    assert (row.status.value, row.evidence, row.first_received) == ("按时", Evidence.CLERK, at("2022-04-05T16:00"))
    assert any("督查室4月30日登记：经核实" in remark for remark in row.remarks)
    desk.note(NoteKind.RETRACT, retracts=noted)
    row = desk.unit("教育局")
    assert (row.status.value, row.evidence) == ("迟报", Evidence.MAIL_RECEIVED)


def test_what_is_known_to_have_come_later_is_not_seen():
    desk = Desk()
    run = desk.run("2022-04-09")
    desk.sheet("教育局", when="2022-04-02", run=run)
    scan = desk.scan("教育局", when="2022-04-07T08:00", run=run)
    assert desk.status("教育局", as_of="2022-04-05") == "报送不齐"
    assert all(row.receipt != scan for row in desk.docket(as_of="2022-04-05").files)
    assert desk.status("教育局", as_of="2022-04-09") == "迟报"


def test_later_version_is_not_seen_before_it_came():
    desk = Desk()
    first = desk.both("教育局", when="2022-04-02")
    desk.sheet("教育局", when="2022-04-08", 完成比例=0.5)
    assert desk.outcome(first, as_of="2022-04-05") == Outcome.ACCEPTED
    assert desk.outcome(first, as_of="2022-04-09") == Outcome.SUPERSEDED


def test_unknown_time_is_seen_and_awaits_checking():
    desk = Desk()
    desk.sheet("教育局", when=None)
    desk.scan("教育局")
    row = desk.unit("教育局", as_of="2022-04-10")
    assert (row.status.value, row.provisional, row.first_received, row.complete_at) == ("时间待核", True, None, None)
    assert row.evidence is Evidence.UNKNOWN


def test_known_on_time_copy_settles_an_unknown_one_but_a_late_one_does_not():
    desk = Desk()
    desk.sheet("教育局", when=None)
    desk.sheet("教育局", when="2022-04-03", 完成比例=0.41)
    desk.scan("教育局")
    assert desk.status("教育局") == "按时"
    desk = Desk()
    desk.sheet("教育局", when=None)
    desk.sheet("教育局", when="2022-04-20", 完成比例=0.41)
    desk.scan("教育局")
    assert desk.status("教育局") == "时间待核"


@pytest.mark.parametrize(
    ("sheet", "scan", "expected"),
    [
        ("mail_received", "mail_received", ("按时", False)),
        ("file_time", "mail_received", ("按时", True)),
        ("mail_received", "mail_date", ("按时", True)),
        ("clerk", "clerk", ("按时", False)),
    ],
)
def test_weak_evidence_that_decides_is_provisional(sheet, scan, expected):
    desk = Desk()
    desk.sheet("教育局", times=Times(**{sheet: at("2022-04-02")}))
    desk.scan("教育局", times=Times(**{scan: at("2022-04-02")}))
    row = desk.unit("教育局")
    assert (row.status.value, row.provisional) == expected


def test_weak_evidence_beside_a_strong_late_one_decides_nothing():
    desk = Desk()
    desk.sheet("教育局", times=Times(file_time=at("2022-04-02")))
    desk.scan("教育局", when="2022-04-08")
    row = desk.unit("教育局")
    assert (row.status.value, row.provisional, row.days_late) == ("迟报", False, 2)


def test_period_of_a_scan_is_the_one_being_collected_when_it_came():
    desk = Desk()
    numbers = [
        desk.drop(str(n).encode(), f"教育局盖章{n}.pdf", when, sort=Sort.SCAN)
        for n, when in enumerate(("2022-04-20T23:00", "2022-04-21T01:00"))
    ]
    assert [desk.file(number).period for number in numbers] == ["2022-04", "2022-06"]

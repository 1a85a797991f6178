"""When a file came and how that is known (DESIGN §7, Evidence); what is not seen as of a moment."""

from datetime import UTC, datetime

import pytest
from judge_desk import Desk, at

from toolkit.judge.times import Clock, timing
from toolkit.nouns.outcomes import Evidence, Outcome
from toolkit.nouns.records import IngestRun, NoteKind, Receipt, Sort, Times

APRIL = Clock(year_start=at("2022-01-01"), ingested=at("2022-04-10"))
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
        # a time before the plan's year proves nothing: the next weaker one is asked
        (None, {"file_time": at("1980-01-01")}, (None, "unknown")),
        (None, {"mail_received": at("2021-12-31T23:59"), "file_time": FILE}, (FILE, "file-time")),
        # no time lies after the ingest that had the file in hand: nobody knows when it came
        (None, {"mail_date": at("2022-04-11"), "file_time": FILE}, (None, "unknown")),
        (None, {"file_time": at("2022-04-11")}, (None, "unknown")),
        (None, {"mail_received": at("2022-05-01"), "file_time": FILE}, (None, "unknown")),
        (None, {"mail_received": at("2022-04-10T00:01")}, (None, "unknown")),
        (None, {"mail_received": at("2022-04-10T00:00:59")}, (at("2022-04-10T00:00:59"), "mail-received")),
        (at("2202-04-05"), {"mail_received": RECEIVED}, (None, "unknown")),
        (at("2022-04-12"), {"file_time": FILE}, (None, "unknown")),
        (None, {"clerk": at("2022-04-12"), "file_time": FILE}, (None, "unknown")),
        # a server's stamp before the sender's own: one of the two lies
        (None, {"mail_received": RECEIVED, "mail_date": at("2022-04-03T00:11")}, (None, "unknown")),
        (None, {"mail_received": RECEIVED, "mail_date": at("2022-04-03T00:10")}, (RECEIVED, "mail-received")),
        (CLERK, {"mail_received": RECEIVED, "mail_date": at("2022-04-03T00:11")}, (CLERK, "clerk")),
    ],
)
def test_strongest_plausible_evidence_decides(stated, times, expected):
    found = timing(receipt(**times), stated, APRIL)
    assert (found.received, found.evidence.value) == expected


def test_unknown_time_stands_at_its_ingest_in_the_order():
    assert timing(receipt(), None, APRIL).order == (APRIL.ingested, APRIL.ingested, 7)


def test_both_moments_are_shown_in_local_time_where_a_time_lies_after_the_ingest():
    stamped = datetime(2022, 4, 10, 21, tzinfo=UTC)  # a server that writes local time and calls it +0000
    remark = timing(receipt(mail_received=stamped), None, APRIL).remark
    assert "2022-04-11 05:00" in remark and "2022-04-10 00:00" in remark


def test_header_of_a_mail_in_an_archive_proves_nothing():
    headers = receipt(mail_received=RECEIVED, mail_date=RECEIVED)
    assert timing(headers, None, APRIL, enclosed=True).received is None
    assert "2022-04-03" in timing(headers, None, APRIL, enclosed=True).remark
    assert timing(headers, CLERK, APRIL, enclosed=True).received == CLERK


def test_mail_in_an_archive_is_known_by_the_file_that_lay_in_the_inbox():
    desk = Desk()
    run = desk.run("2022-04-06T21:00")
    packed = desk.drop(b"zip", "一.zip", None, run=run, sort=Sort.CONTAINER)
    mail = Times(mail_received=at("2022-04-04"), mail_date=at("2022-04-04"))
    eml = desk.drop(b"eml", "信.eml", run=run, sort=Sort.CONTAINER, times=mail, parent=packed, inside=("一.zip",))
    desk.drop(desk.book("教育局"), "附件2.xlsx", run=run, times=mail, parent=eml, inside=("一.zip", "信.eml"))
    desk.scan("教育局", when="2022-04-04", run=run)
    row = desk.unit("教育局")
    assert (row.status.value, row.provisional, row.first_received) == ("时间待核", True, None)


def test_mail_taken_in_before_its_own_stamp_is_not_late():
    for stamp in ("2022-04-07T05:00", "2022-04-30T20:00"):
        desk = Desk()
        run = desk.run("2022-04-06T21:00")
        desk.sheet("教育局", when=stamp, run=run, name=f"{stamp[:10]}.xlsx")
        desk.scan("教育局", when="2022-04-04", run=run)
        row = desk.unit("教育局")
        assert (row.status.value, row.days_late, row.provisional) == ("时间待核", 0, True)
        assert stamp.replace("T", " ") in row.reason and "2022-04-06 21:00" in row.reason


def test_clock_earlier_than_the_moment_judged_by_bounds_the_ingest():
    run = IngestRun(number=1, as_of=at("2022-04-30"), clock=at("2022-04-06T21:00"))
    assert run.moment == at("2022-04-06T21:00")
    assert IngestRun(number=1, as_of=at("2022-04-05"), clock=at("2022-04-06")).moment == at("2022-04-05")


def test_later_ingest_is_a_later_version_whatever_the_file_time_says():
    desk = Desk()
    first = desk.sheet("教育局", when="2022-04-05", run=desk.run("2022-04-09"))
    later = desk.sheet("教育局", run=desk.run("2022-04-12"), times=Times(file_time=at("2022-03-30")), 完成比例=0.42)
    assert (desk.outcome(first), desk.outcome(later)) == (Outcome.SUPERSEDED, Outcome.ACCEPTED)


def test_server_stamp_orders_versions_whenever_they_were_taken_in():
    desk = Desk()
    newer = desk.sheet("教育局", when="2022-04-08", run=desk.run("2022-04-09"))
    forgotten = desk.sheet("教育局", when="2022-04-03", run=desk.run("2022-04-12"), 完成比例=0.42)
    assert (desk.outcome(forgotten), desk.outcome(newer)) == (Outcome.SUPERSEDED, Outcome.ACCEPTED)


def test_file_times_order_what_one_ingest_took_in():
    desk = Desk()
    desk.run("2022-04-01")
    run = desk.run("2022-04-09")
    newer = desk.sheet("教育局", run=run, times=Times(file_time=at("2022-03-31")))
    older = desk.sheet("教育局", run=run, times=Times(file_time=at("2022-03-30")), 完成比例=0.42)
    assert (desk.outcome(older), desk.outcome(newer)) == (Outcome.SUPERSEDED, Outcome.ACCEPTED)


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

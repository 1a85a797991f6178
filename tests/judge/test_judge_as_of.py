"""As-of is a view of then: what was recorded later is left out and counted; the computer's clock is shown beside it."""

from dataclasses import replace
from datetime import date

import pytest
from judge_desk import Desk, at

from toolkit.judge.closed_judgements import as_collected
from toolkit.judge.dockets import examined, judge
from toolkit.judge.snapshot import arrivals, bound_notes, first_day
from toolkit.nouns.records import Note, NoteKind, Times

UNIT = "教育局"


def view(desk, as_of, **more):
    docket = next(d for d in judge(replace(desk.snapshot(as_of), **more)) if d.period == "2022-04")
    return docket, next(row for row in docket.units if row.unit == UNIT)


def test_note_recorded_later_is_left_out_and_counted():
    desk = Desk()
    desk.note(NoteKind.DELAY, unit=UNIT, period="2022-04", due=date(2022, 4, 15), at=at("2022-04-20"))
    docket, row = view(desk, "2022-04-10")
    assert (row.status.value, row.notes, docket.later_notes) == ("未报", (), 1)
    docket, row = view(desk, "2022-04-10", with_later_notes=True)
    assert (row.status.value, docket.later_notes) == ("缓报", 0)
    docket, row = view(desk, "2022-04-20")
    assert (len(row.notes), docket.later_notes) == (1, 0)


@pytest.mark.parametrize(("as_of", "known"), [("2022-04-19", False), ("2022-04-20", True), ("2022-04-25", True)])
def test_a_name_learned_later_is_not_known_then(as_of, known):
    desk = Desk()
    desk.note(NoteKind.ALIAS, unit=UNIT, material="宣介中心", at=at("2022-04-20T00:00:00"))
    scan = desk.scan(UNIT, "2022-04-05T09:00", name="宣介中心盖章.pdf")
    docket, _ = view(desk, as_of)
    assert next(row.unit for row in docket.files if row.receipt == scan) == (UNIT if known else None)


def test_note_taken_back_later_stood_then():
    desk = Desk()
    given = desk.note(NoteKind.EXEMPT, unit=UNIT, period="2022-04", at=at("2022-04-05"))
    desk.note(NoteKind.RETRACT, retracts=given, at=at("2022-04-20"))
    assert view(desk, "2022-04-10")[1].status.value == "免报"
    assert view(desk, "2022-04-21")[1].status.value == "未报"


def test_later_note_of_another_period_is_not_counted():
    desk = Desk()
    desk.note(NoteKind.EXEMPT, unit=UNIT, period="2022-06", at=at("2022-06-05"))
    assert view(desk, "2022-04-10")[0].later_notes == 0


def test_row_of_the_receipt_log_belongs_to_the_receipt_of_the_file_that_came_with_it():
    desk = Desk()
    run = desk.run("2022-04-20")
    desk.note(
        NoteKind.RECEIVED, file="附件2-教育局.xlsx", received=at("2022-04-05T09:00"), at=at("2022-04-20"), source="收文登记"
    )
    desk.sheet(UNIT, run=run, times=Times(file_time=at("2022-04-12")))
    row = view(desk, "2022-04-10")[1]
    assert (row.first_received, row.evidence.value) == (at("2022-04-05T09:00"), "clerk")


@pytest.mark.parametrize(
    ("clock", "shown"), [(None, False), ("2022-04-02T09:00:59", False), ("2022-04-20T10:05", True), ("2022-04-01T23:00", True)]
)
def test_real_moment_is_shown_where_it_differs_by_more_than_a_minute(clock, shown):
    desk = Desk()
    moment = at(clock) if clock else None
    desk.note(NoteKind.DELAY, unit=UNIT, period="2022-04", due=date(2022, 4, 15), at=at("2022-04-02T09:00"), clock=moment)
    reason = view(desk, "2022-04-30")[1].reason
    assert ("登记于" in reason) == shown
    if shown:
        assert f"{moment:%Y-%m-%d %H:%M}" in reason


def test_backdated_is_only_what_differs():
    note = Note(kind=NoteKind.EXEMPT, at=at("2022-04-02"), clock=at("2022-04-02T00:01"))
    assert note.backdated is None and replace(note, clock=at("2022-04-02T00:01:01")).backdated


@pytest.mark.parametrize(("april", "june", "belongs"), [
    ("2022-04", "2022-08", "2022-04"), ("2022-06", "2022-06", "2022-06"), ("2022-08", "2022-08", "2022-08"), ("2022-06", "2022-08", "2022-08"),
])  # fmt: skip
def test_an_arrival_belongs_to_the_closed_period_that_was_being_collected_by_its_own_rules(april, june, belongs):
    """By the rules of today it came while June was collected; `april`, `june`: the period by the rules of each."""
    desk = Desk()
    number = desk.sheet(UNIT, "2022-06", "2022-06-03T09:00")
    snapshot = desk.snapshot("2022-12-31")
    seen = arrivals(snapshot, bound_notes(snapshot))
    closed = {period: examined(snapshot) for period in ("2022-04", "2022-06")}
    for period, collected in (("2022-04", april), ("2022-06", june)):
        closed[period].collected = {number: collected}
    assert [arrival.collecting.id for arrival in as_collected(snapshot, seen, closed)] == [belongs]


def test_the_year_begins_on_its_first_day():
    assert first_day(Desk().plan) == date(2022, 1, 1)

"""By when a unit is to answer: what a letter said stands until a later one, written after that day, says another."""

from dataclasses import replace
from datetime import date, timedelta

from dockets import at, make_docket, make_file, make_plan, make_unit_row
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.nouns.outcomes import Outcome, Status
from toolkit.nouns.records import Drafted
from toolkit.outputs.answer_day import answer_by, answered, standing_by

PLAN = make_plan()
UNIT = PLAN.units[0].name
START = at("04-04 09:00")


def letter(moment, kind="催报", **detail):
    return Drafted(at=moment, kind=kind, period="2022-04", unit=UNIT, detail=detail)


def docket(moment, files=()):
    return make_docket(PLAN, units=[make_unit_row(UNIT, Status.MISSING)], files=files, as_of=moment)


def test_a_bulletin_that_repeats_a_day_gives_no_other():
    told = [letter(at("04-08 09:00")), letter(at("04-11 09:00"), "通报")]
    assert answer_by(PLAN, docket(at("04-11 09:00")), UNIT, letters=told[:1]).day == date(2022, 4, 12)
    for when in ("04-11 10:00", "04-12 23:00"):
        assert answer_by(PLAN, docket(at(when)), UNIT, letters=told).day == date(2022, 4, 12)
    assert not answer_by(PLAN, docket(at("04-13 00:00")), UNIT, letters=told).given


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.sampled_from(["催报", "通报", "退回"])), max_size=9), st.integers(0, 200))
def test_what_a_letter_said_is_what_every_later_paper_says(events, hours):
    said, told = None, []
    came = START + timedelta(hours=hours)
    file = make_file(7, "附件2.xlsx", Outcome.RETURNED, unit=UNIT, taken=came)
    for moment, kind in sorted({(START + timedelta(hours=after), kind) for after, kind in events}):
        back = moment >= came
        written = kind if back or kind != "退回" else "催报"  # a letter about a file is about one that came
        now = docket(moment, [file] if back else [])
        before = standing_by(PLAN, now, UNIT, letters=told)
        printed = answer_by(PLAN, now, UNIT, letters=told).day
        assert printed >= moment.date()
        if said is not None and not back:
            assert printed == said or said < moment.date()  # nobody is given another day before the last one came
        told.append(letter(moment, written))
        stands = standing_by(PLAN, replace(now, as_of=moment + timedelta(minutes=1)), UNIT, letters=told)
        over = moment > now.effective_deadline
        assert stands.day == (printed if over or written == "退回" else before.day)
        said = printed


def test_a_file_is_given_its_days_once():
    file = make_file(7, "附件2.xlsx", Outcome.RETURNED, unit=UNIT, taken=at("04-08 09:00"))
    now = docket(at("04-14 09:00"), [file])
    assert not answered(now, file, UNIT, [letter(at("04-14 09:00"), "退回", 收文="#7")])  # this very letter
    assert not answered(now, file, UNIT, [letter(at("04-08 09:00"), "退回", 收文="#77")])
    assert answered(now, file, UNIT, [letter(at("04-08 09:00"), "退回", 收文="#5、#7")])
    assert answered(now, file, UNIT, [letter(at("04-08 09:00"), "退回")])

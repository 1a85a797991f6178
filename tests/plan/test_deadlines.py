"""Period × calendar → effective deadline: holidays, sheet 节假日, 收表宽限, working days."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_book import plan_after, row, shipped_plan

from toolkit.nouns.errors import ToolkitError
from toolkit.plan import deadlines
from toolkit.plan.model import Period, Plan
from toolkit.plan.settings import Settings

CHINA = ZoneInfo("Asia/Shanghai")
KNOWN = st.dates(date(2004, 1, 1), date(2026, 12, 24))
ANY = st.dates(date(1999, 1, 1), date(2035, 12, 31))


def plan(days=(), holidays=None, **values) -> Plan:
    """Return the shipped plan with other deadlines, 节假日 rows and settings."""
    base = shipped_plan()
    periods = tuple(Period(id=f"{d:%Y-%m}", name=str(d), deadline=d, data_as_of=d) for d in days) or base.periods
    return replace(base, periods=periods, holidays=holidays or {}, settings=Settings({**base.settings.values, **values}))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("printed", "applied", "word"),
    [
        ("2022-04-05", "2022-04-06", "清明"), ("2022-06-05", "2022-06-06", "端午"), ("2022-08-05", "2022-08-05", "星期五"),
        ("2022-10-08", "2022-10-08", "调休上班"), ("2022-12-05", "2022-12-05", "星期一"), ("2022-10-01", "2022-10-08", "国庆"),
        ("2022-01-29", "2022-01-29", "调休上班"), ("2022-01-31", "2022-02-07", "春节"), ("2022-08-06", "2022-08-08", "星期六"),
    ],
)  # fmt: skip
def test_2022_deadlines_follow_the_calendar(printed, applied, word):
    found = deadlines.effective_day(plan(), day(printed))
    assert (found.day, found.rolled, found.unsure) == (day(applied), printed != applied, False)
    assert word in found.reason
    assert found.moment == datetime.combine(day(applied), datetime.max.time().replace(microsecond=0), CHINA)


def test_moment_is_the_end_of_the_day_in_china():
    found = deadlines.effective(plan(), plan().periods[0])
    assert found.moment.isoformat() == "2022-04-06T23:59:59+08:00"


def test_without_rolling_the_printed_day_stands():
    found = deadlines.effective_day(plan(节假日顺延="否"), day("2022-04-05"))
    assert (found.day, found.rolled, found.unsure) == (day("2022-04-05"), False, False)
    assert "不顺延" in found.reason


def test_sheet_beats_the_calendar_both_ways():
    stated = plan(holidays={day("2022-04-06"): "休", day("2022-06-05"): "班"})
    assert deadlines.effective_day(stated, day("2022-04-05")).day == day("2022-04-07")
    assert deadlines.effective_day(stated, day("2022-06-05")).day == day("2022-06-05")


def test_sheet_rules_for_years_outside_the_calendar():
    stated = plan(holidays={day("2031-04-04"): "休", day("2031-04-05"): "休", day("2031-04-07"): "休"})
    assert deadlines.effective_day(stated, day("2031-04-05")).day == day("2031-04-08")
    assert deadlines.effective_day(stated, day("2031-06-07")).day == day("2031-06-09")
    assert deadlines.effective_day(plan(holidays={day("2031-06-07"): "班"}), day("2031-06-07")).rolled is False


def test_in_an_unknown_year_weekends_still_roll_and_the_cure_is_named():
    found = deadlines.effective_day(plan(), day("2031-06-07"))  # a Saturday
    assert (found.day, found.rolled, found.unsure) == (day("2031-06-09"), True, True)
    weekday = deadlines.effective_day(plan(), day("2031-06-06"))
    assert (weekday.day, weekday.rolled, weekday.unsure) == (day("2031-06-06"), False, True)
    assert "节假日" in weekday.reason
    assert "节假日安排未知" in found.reason


def test_rolling_into_an_unknown_year_is_told():
    stated = plan(holidays={day("2028-12-30"): "休", day("2028-12-31"): "休"})
    found = deadlines.effective_day(stated, day("2028-12-30"))
    assert (found.day, found.rolled, found.unsure) == (day("2029-01-01"), True, True)


@pytest.mark.parametrize("name", ["Mars/Base", "", "../etc/passwd", "北京", "asia shanghai"])
def test_unknown_time_zone_is_the_clerks_to_fix(name):
    if not name:
        assert deadlines.zone(plan(时区="")) == CHINA
        return
    with pytest.raises(ToolkitError, match="时区"):
        deadlines.zone(plan(时区=name))


# -- which period is being collected ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        ("2021-01-01T00:00:00", "2022-04"), ("2022-04-06T23:59:59", "2022-04"), ("2022-04-20T23:59:59", "2022-04"),
        ("2022-04-21T00:00:00", "2022-06"), ("2022-06-20T23:59:59", "2022-06"), ("2022-06-21T00:00:00", "2022-08"),
        ("2022-10-22T23:59:59", "2022-10"), ("2022-10-23T00:00:00", "2022-12"), ("2022-12-19T23:59:59", "2022-12"),
        ("2022-12-20T00:00:00", "2022-12"), ("2030-01-01T00:00:00", "2022-12"),
    ],
)  # fmt: skip
def test_a_period_is_collected_until_its_grace_is_over(moment, period):
    at = datetime.fromisoformat(moment).replace(tzinfo=CHINA)
    assert deadlines.collecting(plan(), at).id == period


def test_grace_counts_from_the_effective_deadline():
    at = datetime(2022, 4, 7, 0, 0, 0, tzinfo=CHINA)
    assert deadlines.collecting(plan(收表宽限="0"), at - timedelta(seconds=1)).id == "2022-04"
    assert deadlines.collecting(plan(收表宽限="0"), at).id == "2022-06"
    assert deadlines.collecting(plan(收表宽限="0", 节假日顺延="否"), at - timedelta(days=1)).id == "2022-06"


def test_moments_of_other_zones_are_compared_as_moments():
    at = datetime.fromisoformat("2022-04-20T16:00:00+00:00")
    assert deadlines.collecting(plan(), at).id == "2022-06"
    assert deadlines.collecting(plan(), at - timedelta(seconds=1)).id == "2022-04"


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 60))
def test_collecting_never_goes_back(first, second, grace):
    start = datetime(2022, 1, 1, tzinfo=CHINA)
    low, high = sorted((first, second))
    found = [deadlines.collecting(plan(收表宽限=str(grace)), start + timedelta(days=days)).deadline for days in (low, high)]
    assert found[0] <= found[1]


# -- laws ------------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=150)
@given(KNOWN)
def test_rolling_ends_on_the_first_working_day(printed):
    ours = plan()
    found = deadlines.effective_day(ours, printed)
    assert deadlines.is_working_day(ours, found.day)
    passed = [printed + timedelta(days=n) for n in range((found.day - printed).days)]
    assert not any(deadlines.is_working_day(ours, skipped) for skipped in passed)
    assert found.rolled == bool(passed)


@settings(deadline=None, max_examples=100)
@given(ANY, ANY)
def test_deadlines_keep_their_order(one, other):
    low, high = sorted((one, other))
    assert deadlines.effective_day(plan(), low).day <= max(deadlines.effective_day(plan(), high).day, high)
    assert deadlines.effective_day(plan(), low).day >= low


@settings(deadline=None, max_examples=60)
@given(KNOWN, st.integers(0, 40), st.integers(0, 40))
def test_working_days_add_up(start, first, second):
    ours = plan()
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    whole = deadlines.working_days(ours, start, end)
    assert whole == deadlines.working_days(ours, start, middle) + deadlines.working_days(ours, middle, end)
    assert 0 <= whole <= first + second


def test_where_no_calendar_knows_monday_to_friday_are_worked():
    sunday, friday = date(2033, 5, 1), date(2033, 5, 6)
    week = [sunday + timedelta(n) for n in range(1, 8)]
    assert [deadlines.working_days(plan(), sunday, until) for until in week] == [1, 2, 3, 4, 5, 5, 5]
    assert [deadlines.working_day_after(plan(), sunday, count) for count in (0, 1, 5, 6)] == [
        sunday, week[0], friday, date(2033, 5, 9)
    ]  # fmt: skip


def test_where_no_calendar_knows_saturday_and_sunday_roll_and_friday_stands():
    rolled = {n: deadlines.effective_day(plan(), date(2033, 5, n)) for n in (6, 7, 8, 9)}
    assert [found.day.day for found in rolled.values()] == [6, 9, 9, 9]
    assert [found.rolled for found in rolled.values()] == [False, True, True, False]
    assert all(found.unsure for found in rolled.values())


def test_working_days_start_after_the_deadline():
    ours = plan()
    assert deadlines.working_days(ours, day("2022-04-06"), day("2022-04-06")) == 0
    assert deadlines.working_days(ours, day("2022-04-06"), day("2022-04-11")) == 3
    assert deadlines.working_days(ours, day("2022-09-30"), day("2022-10-09")) == 2
    assert deadlines.working_days(ours, day("2022-04-11"), day("2022-04-06")) == 0
    assert deadlines.working_days(ours, day("2031-06-06"), day("2031-06-09")) == 1


def test_a_weekly_period_is_collected_no_longer_than_half_the_way_to_the_next():
    days = enumerate((8, 15, 22, 29), 2)
    rows = [row("期次", number, f"2022-04-{day:02d}", None, f"2022-04-{day:02d}", None) for number, day in days]
    plan = plan_after(lambda book: book["期次"].delete_rows(2, 5), *rows)
    assert [period.id for period in plan.periods] == ["2022-04-08", "2022-04-15", "2022-04-22", "2022-04-29"]
    at = datetime(2022, 4, 13, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert deadlines.collecting(plan, at).id == "2022-04-15"


@pytest.mark.parametrize(("year", "known"), [(2003, False), (2004, True), (2022, True), (2026, True), (2035, False)])
def test_which_years_the_built_in_calendar_knows(year, known):
    assert deadlines.calendar_knows(year) is known


@pytest.mark.parametrize(("stated", "known"), [(2050, True), (2051, None), (2049, None)])
def test_a_year_that_no_calendar_knows_is_known_by_its_own_rows_alone(stated, known):
    """Sheet 节假日 lists 2050's days off: then the others of 2050 follow the week, and no other year's do."""
    laid = plan(holidays={date(stated, 10, 1): "休"})
    assert deadlines.is_working_day(laid, date(2050, 9, 30)) is known  # a Friday

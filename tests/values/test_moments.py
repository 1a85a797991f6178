"""Moments as people type them: one reader for the command line, 收文登记 and 待办."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.values.moments import read_moment

ZONE = ZoneInfo("Asia/Shanghai")
SHANGHAI = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2022-04-05 09:30", (5, 9, 30, 0)),
        ("2022/4/5 9:30", (5, 9, 30, 0)),
        ("2022.4.5 9:30:15", (5, 9, 30, 15)),
        ("２０２２－０４－０５　０９：３０", (5, 9, 30, 0)),
        ("2022年4月5日 9时30分", (5, 9, 30, 0)),
        ("2022年4月5日下午3时", (5, 15, 0, 0)),
        ("2022-04-05T09:30:00", (5, 9, 30, 0)),
        ("2022年4月5日(星期二) 下午5:30", (5, 17, 30, 0)),
        ("2022年4月5日 星期二 17:30", (5, 17, 30, 0)),
        ("2022/4/5 周二 9:30", (5, 9, 30, 0)),
        ("2022年4月10日（星期天）", (10, 0, 0, 0)),
        ("2022/4/5 12:10:00 AM", (5, 0, 10, 0)),
        ("2022/4/5 5:30 PM", (5, 17, 30, 0)),
        ("2022年4月5日傍晚6点", (5, 18, 0, 0)),
        ("2022-04-05T01:30:00Z", (5, 9, 30, 0)),
        ("2022-04-05T09:30:00+08:00", (5, 9, 30, 0)),
        ("2022-04-05", (5, 0, 0, 0)),
        (date(2022, 4, 5), (5, 0, 0, 0)),
        (datetime(2022, 4, 5, 9, 29, 59, 999997), (5, 9, 30, 0)),  # noqa: DTZ001
        (44656.395833333336, (5, 9, 30, 0)),
        (44656, (5, 0, 0, 0)),
    ],
)
def test_times_are_read_as_the_clerk_writes_them(value, expected):
    day, hour, minute, second = expected
    assert read_moment(value, ZONE).at == datetime(2022, 4, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize("value", ["昨天", "4月5日", "2022-13-05", "2022-04-05 25:00", 5, True, "9:30", "2022-4", 1e9])
def test_what_is_no_time_is_refused(value):
    with pytest.raises(ValueError):
        read_moment(value, ZONE)


@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 1, 1)))  # noqa: DTZ001
@settings(deadline=None, max_examples=50)
def test_a_shown_time_parses_back(moment):
    aware = moment.replace(microsecond=0, tzinfo=ZONE, fold=0)
    assert read_moment(f"{aware:%Y-%m-%d %H:%M:%S}", ZONE).at == aware


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4月10日", datetime(2022, 4, 10, tzinfo=ZONE)),
        ("4月10日24:00", datetime(2022, 4, 10, 23, 59, 59, tzinfo=ZONE)),
        ("2022-04-10 24:00", datetime(2022, 4, 10, 23, 59, 59, tzinfo=ZONE)),
        ("2022年4月10日24时", datetime(2022, 4, 10, 23, 59, 59, tzinfo=ZONE)),
        ("4.10 9:05", datetime(2022, 4, 10, 9, 5, tzinfo=ZONE)),
        ("4/10", datetime(2022, 4, 10, tzinfo=ZONE)),
        ("20220410", datetime(2022, 4, 10, tzinfo=ZONE)),
        ("2022.4.10", datetime(2022, 4, 10, tzinfo=ZONE)),
        ("四月十日下午三点半", datetime(2022, 4, 10, 15, 30, tzinfo=ZONE)),
        ("4月10日上午9时整", datetime(2022, 4, 10, 9, tzinfo=ZONE)),
        ("4月10日 晚8:15", datetime(2022, 4, 10, 20, 15, tzinfo=ZONE)),
    ],
)
def test_a_day_without_a_year_is_one_of_the_plan_s_year(text, expected):
    assert read_moment(text, ZONE, year=2022).at == expected


@pytest.mark.parametrize("text", ["2022-04-10", "4月10日", "2022年4月10日"])
def test_a_day_alone_ends_with_the_day(text):
    found = read_moment(text, ZONE, year=2022)
    assert found.whole_day and found.end == datetime(2022, 4, 10, 23, 59, 59, tzinfo=ZONE)


@pytest.mark.parametrize(
    "text", ["4月底", "2022-04-10 24:01", "2022-04-10 9:60", "2月30日", "", "下午3点", "4月10日至12日", "4月5日（周三）9:30"]
)
def test_no_moment_is_guessed(text):
    with pytest.raises(ValueError):
        read_moment(text, ZONE, year=2022)

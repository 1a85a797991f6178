"""Numbers on paper: every one is rounded in one place, half up, and none shows what only a machine would write."""

import re
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st
from judge_desk import Desk

from toolkit.nouns.problems import Code
from toolkit.values.texts import exact_percent
from toolkit.words.numbers import figure, fixed, hundredths, percent, points

PARTS = st.builds(lambda a, b: Decimal(a) / Decimal(b), st.integers(0, 400), st.sampled_from([3, 6, 7, 9, 11, 13, 28]))
LONG = re.compile(r"\.\d{5,}")


@given(PARTS)
def test_thirds_and_sevenths_never_reach_paper_as_they_are(part):
    for text in (percent(part), points(part), figure(part), fixed(part), exact_percent(part)):
        assert not re.search(r"\.\d{7,}", text), text
    assert not LONG.search(figure(part)) and not re.search(r"\.\d{2,}", hundredths(part))


@given(PARTS)
def test_only_a_whole_is_100_and_only_nothing_is_0(part):
    assert (percent(part) == "100%") is (part == 1)
    assert (percent(part) == "0%") is (part == 0)


@given(st.integers(0, 2000))
def test_halves_go_up(thousandths):
    number = Decimal(thousandths) / 1000
    up = number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert fixed(number) == f"{up:f}"


def test_two_hosts_apart_by_thirds_are_told_in_a_readable_number():
    desk = Desk()
    hosts = desk.plan.hosts(desk.plan.item("8-1"), desk.plan.periods[0].deadline)
    for unit, value in zip(hosts, (Decimal(1) / 3, Decimal(2) / 3, Decimal(1) / 7), strict=False):
        desk.sheet(unit, put={("8-1", "完成比例"): value})
    told = [problem.message for row in desk.docket().entries for problem in row.problems if problem.code is Code.U01]
    assert told and not any(LONG.search(text) for text in told)

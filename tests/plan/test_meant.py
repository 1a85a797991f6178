"""A period or a unit typed in short; a tie is asked, never guessed."""

import pytest
from plan_book import shipped_plan

from toolkit.plan.meant import near_words, period_meant, unit_meant

PLAN = shipped_plan()


@pytest.mark.parametrize(
    "typed", ["2022-04", "202204", "2022.4", "2022/04", "2022年4月", "4月", "04", "４月", "第1期", " 2022-04 "]
)
def test_a_period_is_known_however_it_is_typed(typed):
    found = period_meant(PLAN, typed)
    assert found is not None and found.id == "2022-04"


@pytest.mark.parametrize("typed", ["", "期", "2022", "5月", "2023-04", "教育局"])
def test_no_period_is_guessed(typed):
    assert period_meant(PLAN, typed) is None


@pytest.mark.parametrize(
    ("typed", "name"), [("教育", "教育局"), ("教育局", "教育局"), ("文体", "文体广旅局"), ("黄冕", "黄冕镇")]
)
def test_a_unit_is_known_by_a_part_that_only_it_has(typed, name):
    found = unit_meant(PLAN, typed)
    assert found is not None and found.name == name


@pytest.mark.parametrize("typed", ["局", "农业", "乡", ""])
def test_a_part_that_several_units_have_is_no_name(typed):
    found = unit_meant(PLAN, typed)
    assert found is None or typed == "农业"


def test_the_nearest_is_named():
    assert near_words(PLAN, "教肓局") == "教育局"
    assert near_words(PLAN, "2022-13") in {p.id for p in PLAN.periods}

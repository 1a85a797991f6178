"""Lights (对照序时) at their very bounds: a bound belongs to the worse light, and silence has a light of its own."""

from decimal import Decimal

import pytest
from dockets import make_docket, make_entry, make_plan, planned

from toolkit.nouns.outcomes import Verdict
from toolkit.outputs.merge import Light, State, light_of, merged, shares
from toolkit.plan.settings import Settings

D = Decimal
ASKED = {"1-1": ("水利局",), "2-1": ("水利局", "鹿寨镇")}


def plan_of(**settings: str):
    return make_plan(ASKED, settings=Settings({"县名": "鹿寨县", "年度": "2022", **settings}))


@pytest.mark.parametrize(
    ("behind", "light"),
    [
        (None, None), (D("-0.2"), Light.GREEN), (D(0), Light.GREEN), (D("0.0499"), Light.GREEN), (D("0.05"), Light.YELLOW),
        (D("0.2999"), Light.YELLOW), (D("0.3"), Light.RED), (D("0.3001"), Light.RED), (D(1), Light.RED),
    ],
)  # fmt: skip
def test_a_light_at_its_bounds(behind, light):
    assert light_of(behind, make_plan().policy) is light


@pytest.mark.parametrize(
    ("settings", "bands"),
    [
        ({}, (D("0.05"), D("0.3"))),
        ({"滞后阈值": "15", "滞后提醒": "10"}, (D("0.1"), D("0.15"))),
        ({"滞后阈值": "4"}, (D("0.04"), D("0.04"))),
        ({"滞后提醒": "0"}, (D(0), D("0.3"))),
    ],
)
def test_bounds_are_points_and_yellow_never_lies_beyond_red(settings, bands):
    policy = plan_of(**settings).policy
    assert (policy.yellow, policy.red) == bands


def test_without_a_warning_band_on_schedule_is_green_and_the_least_delay_yellow():
    policy = plan_of(滞后提醒="0").policy
    assert [light_of(D(behind), policy) for behind in ("0", "0.0001")] == [Light.GREEN, Light.YELLOW]


def drawn(plan, *entries, **more):
    return merged(plan, make_docket(plan, entries, **more), (), planned(plan))


def test_a_line_exactly_thirty_points_behind_is_red():
    plan = plan_of()
    due = planned(plan, "2022-08")["1-1", "水利局"]
    lines = {}
    for step in (D(0), D("0.0001")):
        entry = make_entry("1-1", "水利局", 完成比例=due - D("0.3") + step)
        docket = make_docket(plan, [entry], period="2022-08")
        (line, *_) = merged(plan, docket, (), planned(plan, "2022-08"))
        lines[line.behind] = line.light
    assert lines == {D("0.3"): Light.RED, D("0.2999"): Light.YELLOW}


def test_what_was_sent_back_has_neither_percent_nor_light_nor_trouble():
    line, *_ = drawn(plan_of(), make_entry("1-1", "水利局", verdict=Verdict.RETURNED))
    assert (line.state, line.percent, line.light, line.trouble, line.stood) == (State.RETURNED, None, None, "", 0)


def test_a_shared_item_is_the_mean_of_those_who_said_and_done_when_all_are():
    plan = plan_of()
    half, whole = make_entry("2-1", "水利局", 完成比例=D("0.5")), make_entry("2-1", "鹿寨镇", 办理状态="已完成", 完成比例=D(1))
    _, both = shares(drawn(plan, half, whole))
    _, one = shares(drawn(plan, whole))
    assert (both.reported, both.mean, both.done) == (2, D("0.75"), False)
    assert (one.reported, one.mean, one.done) == (1, D(1), False)
    _, done = shares(drawn(plan, make_entry("2-1", "水利局", 办理状态="已完成", 完成比例=D(1)), whole))
    assert (done.mean, done.done) == (D(1), True)
    silent, _ = shares(drawn(plan))
    assert (silent.reported, silent.mean, silent.done) == (0, None, False)

"""What an edition knows: whitelisted columns of the items not withheld, of the period it shows, counted right."""

from decimal import Decimal

import pytest
from public_world import PLAN, docket, edition, entry, everyone, plan_with

from toolkit.nouns.errors import ToolkitError
from toolkit.outputs.public import sentences as wording
from toolkit.outputs.public.fields import columns, withheld
from toolkit.words.numbers import percent


def test_the_start_of_the_year_shows_the_plan_without_any_answer():
    found = edition("年初", docket("2022-04", *everyone()))
    assert (len(found.projects), len(found.items), len(found.tasks)) == (10, 23, 30)
    assert not any(task.values or task.known for task in found.tasks)
    assert found.data_as_of is None
    assert found.title == "鹿寨县2022年县级为民办实事项目及承办单位"


@pytest.mark.parametrize(("named", "period"), [("年中", "2022-06"), ("年终", "2022-08")])
def test_an_edition_shows_the_newest_period_that_has_accepted_answers(named, period):
    rounds = [docket(p, entry("3-1", "教育局", f"0.{p[-1]}")) for p in ("2022-04", "2022-06", "2022-08")]
    late = docket("2022-10", entry("3-1", "教育局", "0.9", verdict="退回"))
    found = edition(named, *rounds, late)
    assert found.data_as_of == PLAN.period(period).data_as_of
    task = next(task for task in found.tasks if task.known)
    assert task.percent == Decimal(f"0.{period[-1]}")
    assert task.older is None


def test_an_older_answer_keeps_its_own_date():
    found = edition("年中", docket("2022-04", entry("3-1", "教育局")), docket("2022-06", entry("4-1", "教育局")))
    older = {task.values[-1]: task.older for task in found.tasks if task.known}
    assert older == {"教育局3-1进展": PLAN.period("2022-04").data_as_of, "教育局4-1进展": None}
    assert f"{len(found.tasks)}个承办任务中1个没有报来最新材料" in "".join(wording.basis(found))
    assert "其中1项有单位没有报来最新材料" in "".join(wording.state(found))


def test_a_shared_item_is_done_when_all_are_and_its_percent_is_the_mean():
    towns = ("黄冕镇", "江口乡", "导江乡", "鹿寨镇")
    done = [entry("8-1", town, 1, "已完成") for town in towns]
    found = edition("年中", docket("2022-06", *done[:3], entry("8-1", towns[3], "0.5")))
    item = next(item for item in found.items if item.number == "8（1）")
    assert (item.done, item.mean) == (False, Decimal("0.875"))
    assert "简单平均 87.5%" in wording.shared_percent(item)
    item = next(item for item in edition("年中", docket("2022-06", *done)).items if item.number == "8（1）")
    assert item.done
    item = next(item for item in edition("年中", docket("2022-06", *done[:2])).items if item.number == "8（1）")
    assert (item.done, item.mean) == (False, Decimal(1))
    assert "4个单位中有数据的2个" in wording.shared_percent(item)


def test_figures_are_those_of_a_recount():
    told = (entry("1-1", "水利局", 1, "已完成"), entry("6-1", "住建局", 1, "已完成"), entry("2-1", "农业农村局", "0.3"))
    text = "".join(wording.state(edition("年中", docket("2022-06", *told))))
    assert "23项中已完成2项，尚未完成1项，暂无数据20项" in text
    assert "10件中全部完成的1件" in text
    assert "30个承办任务中已完成2个" in text
    assert "23项中有完成比例的3项的平均完成比例为76.7%" in text


def test_withheld_items_leave_every_count():
    plan = plan_with(不公开事项="8-2：涉及安全；9（1）（另行公布）")
    assert withheld(plan) == {"8-2": "涉及安全", "9-1": "另行公布"}
    found = edition("年中", docket("2022-06", *everyone()), plan=plan)
    assert (len(found.items), len(found.tasks), found.withheld) == (21, 28, 2)
    assert not {"8（2）", "9（1）"} & {item.number for item in found.items}
    assert "另有2项按规定不在此公布" in wording.scope(found)


def test_a_bare_number_withholds_the_whole_project():
    assert set(withheld(plan_with(不公开事项="8：整件不公布"))) == {"8-1", "8-2", "8-3", "8-4"}


@pytest.mark.parametrize("text", ["8-2", "8-9：没有", "那一项：不公布", "8-2："])
def test_what_cannot_be_withheld_is_one_sentence(text):
    with pytest.raises(ToolkitError, match=r"设置.*不公开事项"):
        withheld(plan_with(不公开事项=text))


@pytest.mark.parametrize(("named", "key"), [("年中", "没有的栏"), ("年中", "填报人"), ("年初", "进展情况")])
def test_a_column_that_cannot_be_shown_is_one_sentence(named, key):
    with pytest.raises(ToolkitError, match=rf"设置.*{key}"):
        edition(named, plan=plan_with(**{f"公开字段_{named}": f"序号、{key}"}))


def test_a_blank_whitelist_is_the_shipped_one():
    from public_world import FORM

    from toolkit.outputs.public.fields import Edition

    shipped = columns(PLAN, FORM, Edition.MIDDLE)
    assert shipped == columns(plan_with(公开字段_年中=""), FORM, Edition.MIDDLE)
    assert not {"存在问题", "备注"} & {column.key for column in shipped}


def test_nothing_is_told_of_columns_that_are_not_public():
    found = edition(
        "年中", docket("2022-06", *everyone(percent=1, status="已完成")), plan=plan_with(公开字段_年中="实事内容、进展情况")
    )
    assert {(t.unit, t.percent, t.status, t.done) for t in found.tasks} == {("", None, "", False)}
    assert wording.state(found) == ()


@pytest.mark.parametrize(
    ("value", "shown"), [("0.9999", "99.9%"), ("0.0001", "0.1%"), ("1", "100%"), ("0.845", "84.5%"), ("0", "0%")]
)
def test_a_percent_is_never_rounded_to_all_or_nothing(value, shown):
    assert percent(Decimal(value)) == shown


def test_a_year_s_edition_with_periods_missing_says_so():
    early = edition("年终", docket("2022-06", entry("3-1", "教育局", "0.5")))
    whole = edition("年终", docket("2022-12", entry("3-1", "教育局", "0.5")))
    middle = edition("年中", docket("2022-06", entry("3-1", "教育局", "0.5")))
    assert any("截至第2期，全年共5期" in text for text in wording.state(early))
    assert not any("全年共" in text for found in (whole, middle) for text in wording.state(found))

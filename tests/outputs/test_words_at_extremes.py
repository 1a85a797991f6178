"""Words of the papers where names are long and bracketed, lists long, units silent for periods, and offices have offices below."""

import re
from dataclasses import replace
from decimal import Decimal
from zipfile import ZipFile

import pytest
from bulletin_world import bulletin, office_of, part, said
from dockets import TEMPLATES, make_docket, make_entry, make_plan, make_unit_row
from tier_world import plan_of
from wanting import asked

from toolkit.nouns.outcomes import Status
from toolkit.outputs.bulletin.period_data import unheard
from toolkit.outputs.bulletin.phrases import item_name, named
from toolkit.outputs.letter_phrases import aside, materials
from toolkit.pipeline.brief import leader_files

PLAN = make_plan()
LETTERS = sorted(path.name for path in TEMPLATES.glob("*.docx"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("教育局", "（教育局）"),
        ("教育局(县大数据中心)", "［教育局(县大数据中心)］"),
        ("交通局（原公路局）、水利局［甲］", "〔交通局（原公路局）、水利局［甲］〕"),
        ("局（一）［二］〔三〕", "【局（一）［二］〔三〕】"),
    ],
)
def test_no_bracket_stands_within_its_own_kind(text, shown):
    assert aside(text) == shown


def test_a_count_is_said_once():
    assert named(("甲", "乙", "丙"), 2) == "甲、乙等3个"
    assert named(("甲", "乙", "丙"), 2, counted=True) == "甲、乙等"


def test_the_number_of_an_item_does_not_run_into_its_name():
    item = PLAN.items[0]
    assert item_name(replace(item, project="民生实事10")) == f"民生实事10第{item.number}项"
    assert item_name(replace(item, project="实事（2022）")) == f"实事（2022）{item.number}"


def test_units_silent_for_periods_are_named_with_how_many(tmp_path):
    periods = [period.id for period in PLAN.periods[:3]]
    states = {"水利局": (Status.MISSING,) * 3, "鹿寨镇": (Status.MISSING, Status.EXEMPT, Status.MISSING)}
    dockets = [
        make_docket(PLAN, [], [make_unit_row(u.name, states.get(u.name, (Status.ON_TIME,) * 3)[n]) for u in PLAN.units], period=p)
        for n, p in enumerate(periods)
    ]
    assert unheard(dockets[2], dockets[:2]) == (("水利局", 3),)
    lines = said(bulletin(PLAN, dockets, tmp_path, periods[2]))
    assert "连续两期以上未报的单位1个：水利局连续3期。" in part(lines, "报送情况")


def test_annexes_are_called_by_their_numbers(tmp_path):
    given = [
        make_entry(i, u, 完成比例=Decimal("0.2"), 存在问题=f"{i}{u}" + "征地未完成，" * 30)
        for i, u in PLAN.assignments(PLAN.periods[1].deadline)
    ]
    docket = make_docket(PLAN, given, [make_unit_row(u.name) for u in PLAN.units], period="2022-06")
    lines = said(bulletin(PLAN, [docket], tmp_path, "2022-06"))
    assert "各单位原文见附件2。" in part(lines, "各单位反映的问题")
    assert not [line for line in lines if re.search(r"见?附件[“、，。]", line)]


@pytest.mark.parametrize("name", LETTERS)
def test_latin_is_not_said_to_be_chinese(name):
    """LibreOffice breaks 64.7% and an address in their middle where they are said to be Chinese."""
    with ZipFile(TEMPLATES / name) as package:
        styles = package.read("word/styles.xml").decode()
    assert 'w:val="zh-CN"' not in styles and 'w:eastAsia="zh-CN"' in styles


@pytest.mark.parametrize("name", LETTERS)
def test_shipped_letters_leave_the_names_of_what_is_collected_to_the_plan(name):
    with ZipFile(TEMPLATES / name) as package:
        text = re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode())
    assert "进展情况表" not in text and "签字盖章的扫描件" not in text


def test_an_office_with_offices_below_asks_for_its_two_books():
    city = plan_of("某市", "SJ01", ("甲县",), upper=True, deadlines=("2022-04-12",))
    assert materials(city) == {"表名": "《汇总表》", "电子表": "汇总表", "扫描件": "报送情况登记表"}
    assert materials(PLAN) == {"表名": "《进展情况表》", "电子表": "电子表", "扫描件": "扫描件"}


def test_where_all_are_exempt_nothing_is_said_to_have_come(tmp_path):
    docket = make_docket(PLAN, [], [make_unit_row(u.name, Status.EXEMPT) for u in PLAN.units])
    assert "此前也没有报过，见附件1" in part(said(bulletin(PLAN, [docket], tmp_path)), "进度落后")
    period = PLAN.period("2022-04")
    (page,) = leader_files(*asked(office_of(PLAN, tmp_path), [docket], period)).values()
    text = "\n".join(said(page()))
    assert "本期没有应报送的单位。" in text and "均已报送" not in text and "报了的" not in text

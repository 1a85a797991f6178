"""What leaders get: the same figures on the page, in its chart and in the picture; one page however the period was."""

import io
import re
from dataclasses import replace
from decimal import Decimal
from zipfile import ZipFile

import pytest
from bulletin_world import DONE, office_of, said
from dockets import at, make_docket, make_entry, make_plan, make_unit_row
from docx import Document
from lxml import etree
from wanting import asked

from toolkit.nouns.outcomes import Status
from toolkit.outputs.brief.chart import chart_xml
from toolkit.outputs.brief.figures import BriefFigures, Position, ProjectBar, figures, has_room
from toolkit.outputs.brief.picture import able
from toolkit.pipeline.brief import charge_files, leader_files, picture_files
from toolkit.pipeline.bulletin import period_data

PLAN = make_plan()
OCTOBER = "2022-10"
LONG = "鹿寨县人民政府直属综合行政执法与公共服务保障联合办公室（城南片区）"


def wanted(plan, dockets, root):
    return asked(replace(office_of(plan, root), as_of=dockets[-1].as_of), dockets, plan.period(dockets[-1].period))


def page_of(plan, docket, root):
    (file,) = leader_files(*wanted(plan, [docket], root)).values()
    return file.make()


def mixed(plan=PLAN):
    """One done, one far behind, two silent."""
    given = [make_entry("1-1", "水利局", **DONE), make_entry("2-1", "水利局", 完成比例=Decimal("0.1"))]
    rows = [make_unit_row("水利局"), make_unit_row("鹿寨镇", Status.MISSING, reminders=2)]
    return make_docket(plan, given, rows, period=OCTOBER)


def test_every_assignment_stands_in_one_group_and_silence_is_no_progress(tmp_path):
    judged, one = wanted(PLAN, [mixed()], tmp_path)
    known = figures(period_data(judged, one.its_period))
    assert {group: count for group, count in known.groups.items() if count} == {
        Position.DONE: 1,
        Position.RED: 1,
        Position.UNKNOWN: 2,
    }
    assert [bar.counts for bar in known.bars] == [(1, 0, 0, 0, 0), (0, 0, 0, 1, 2)]
    assert known.owing == ("鹿寨镇",)


def test_page_says_what_is_done_behind_unreported_and_to_be_decided(tmp_path):
    data = page_of(PLAN, mixed(), tmp_path)
    text = "\n".join(said(data))
    assert "25%" in text and "已完成承办任务1个" in text
    assert re.search(r"滞后（红）的承办任务1个：第2件工程2，水利局落后\d", text) and "进度不明2个" in text
    assert "未报1个（鹿寨镇）" in text and "鹿寨镇催报2次，请督促" in text
    with ZipFile(io.BytesIO(data)) as package:
        chart = etree.fromstring(package.read("word/charts/chart1.xml"))
        assert "/word/charts/chart1.xml" in package.read("[Content_Types].xml").decode()
    values = chart.xpath("//*[local-name()='val']//*[local-name()='v']/text()")
    assert sorted(map(int, values)) == [1, 1, 2]


@pytest.mark.parametrize("status", list(Status))
def test_nothing_is_cut_and_lists_say_how_many_there_are(tmp_path, status):
    plan = make_plan({f"{n}-1": (f"{LONG}{n}", f"{LONG}{n + 1}") for n in range(1, 16)})
    plan = replace(plan, items=tuple(replace(item, project=f"{LONG}{item.id}") for item in plan.items))
    given = [make_entry(i, u, 完成比例=Decimal("0.1")) for i, u in plan.assignments(plan.period(OCTOBER).deadline)]
    docket = make_docket(plan, given, [make_unit_row(u.name, status, reminders=3) for u in plan.units], period=OCTOBER)
    data = page_of(plan, docket, tmp_path)
    text = "\n".join(said(data))
    assert "…" not in text and re.search(r"；其余\d+项见督查通报", text)
    below = [
        p.text for p in Document(io.BytesIO(data)).paragraphs if p.text.startswith(tuple("一二三四另1")) or "领导决定" in p.text
    ]
    assert sum(-(-(len(line) + 2) // 33) for line in below) <= 15  # lines that the page has
    judged, one = wanted(plan, [docket], tmp_path)
    known = figures(period_data(judged, one.its_period))
    assert len(known.bars) == 12 and known.bars[-1].name == "其余4件" and sum(bar.whole for bar in known.bars) == 30


def test_picture_is_wide_and_shows_the_same_figures(tmp_path):
    made = {path.suffix: file.make() for path, file in picture_files(*wanted(PLAN, [mixed()], tmp_path)).items()}
    svg = etree.fromstring(made[".svg"])
    assert (int(svg.get("width")), int(svg.get("height"))) == (1920, 1080)
    texts = ["".join(node.itertext()) for node in svg.iter("{*}text")]
    assert {"25%", "1个", "已完成 1", "滞后（红） 1", "进度不明 2", "鹿寨镇（未报）"} <= set(texts)
    if able():
        assert made[".png"][:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(made[".png"][16:20], "big") == 1920


def test_names_from_the_plan_do_no_harm_in_the_picture(tmp_path):
    plan = replace(PLAN, items=tuple(replace(item, project="<script>&\u202e") for item in PLAN.items))
    (made, *_) = picture_files(*wanted(plan, [mixed(plan)], tmp_path)).values()
    svg = etree.fromstring(made.make())
    assert not list(svg.iter("{*}script")) and "<script>&" in "".join(svg.itertext())


def test_a_number_wider_than_its_part_of_the_bar_is_left_out(tmp_path):
    """Beside a bar of hundreds, the figures of two neighbours of one assignment each stood upon each other."""
    assert has_room(1, 10) and has_room(10, 108) and not has_room(1, 108) and not has_room(10, 1000)
    rows = [ProjectBar(name=str(n), counts=(n, 1, 0, 0, 0)) for n in (2, 200)]
    known = BriefFigures(groups=dict.fromkeys(Position, 0), bars=tuple(rows), units={})
    chart = etree.fromstring(chart_xml(known).encode())
    deleted = [[int(mark.get("val")) for mark in one.iterfind(".//{*}dLbl/{*}idx")] for one in chart.iter("{*}ser")]
    assert deleted == [[0], [0, 1], [], [], []]


def test_a_name_of_one_line_stands_beside_the_middle_of_its_bar(tmp_path):
    plan = replace(PLAN, items=tuple(replace(item, project="桂中林业产业园管委会民生实事提升工程") for item in PLAN.items))
    (made, *_) = picture_files(*wanted(plan, [mixed(plan)], tmp_path)).values()
    svg = etree.fromstring(made.make())
    named = [node for node in svg.iter("{*}text") if node.text == plan.items[0].project]
    bar = next(node for node in svg.iter("{*}rect") if node.get("x") == "400.0")
    middle = float(bar.get("y")) + float(bar.get("height")) / 2
    assert 0 < float(named[0].get("y")) - middle < 10


def test_each_leader_gets_his_items_and_a_title_is_one_person(tmp_path):
    own = {
        "1-1": {"分管领导": "副县长甲"},
        "2-1": {"分管领导": "副县长甲", "责任领导": "党组书记、局长"},
        "2-2": {"责任领导": "甲某、乙某"},
    }
    plan = replace(PLAN, items=tuple(replace(item, own=own[item.id]) for item in PLAN.items))
    made = {path.stem: said(file.make()) for path, file in charge_files(*wanted(plan, [mixed(plan)], tmp_path)).items()}
    assert set(made) == {"分管领导-副县长甲", "责任领导-党组书记、局长", "责任领导-甲某", "责任领导-乙某"}
    assert any("共2项、3个承办任务：已完成1个，滞后（红）1个，进度不明1个" in line for line in made["分管领导-副县长甲"])
    assert charge_files(*wanted(PLAN, [mixed()], tmp_path)) == {}


def red_then_silent(root, *statuses):
    before = make_docket(
        PLAN, [make_entry("2-1", "水利局", 完成比例=Decimal("0.1"))], [make_unit_row("水利局")], period="2022-08"
    )
    now = make_docket(PLAN, [], [make_unit_row(u.name, s) for u, s in zip(PLAN.units, statuses, strict=True)], period=OCTOBER)
    return wanted(PLAN, [before, now], root)


def test_a_red_assignment_that_falls_silent_stays_in_sight(tmp_path):
    judged = red_then_silent(tmp_path, Status.MISSING, Status.MISSING)
    (page,) = leader_files(*judged).values()
    text = "\n".join(said(page.make()))
    assert "不明4（上次红1）" in text and "其中上次填报时已为红的1个" in text
    svg = next(file.make().decode() for path, file in picture_files(*judged).items() if path.suffix == ".svg")
    assert "第2件工程2，水利局：未报" in svg


def test_what_came_and_counts_for_nothing_needs_a_leader_as_silence_does(tmp_path):
    (page,) = leader_files(*red_then_silent(tmp_path, Status.RETURNED, Status.MISSING)).values()
    text = "\n".join(said(page.make()))
    assert "应报送单位2个中未报1个、退回待重报1个，4个承办任务中进度不明4个，请部署督促" in text


def test_one_problem_of_many_is_put_to_the_leader_once(tmp_path):
    trouble = {"存在问题": "征地未完成", "完成比例": Decimal("0.7")}
    dockets = [
        make_docket(PLAN, [make_entry(i, "水利局", **trouble) for i in ("1-1", "2-1")], period=period)
        for period in ("2022-08", OCTOBER)
    ]
    (page,) = leader_files(*wanted(PLAN, dockets, tmp_path)).values()
    text = "\n".join(said(page.make()))
    assert text.count("征地未完成") == 1 and "连续2期反映“征地未完成”的承办任务2个，请协调解决：" in text


def test_what_is_over_its_limit_is_one_question_to_the_leader(tmp_path):
    given = [make_entry(i, u, 完成比例=Decimal("0.5")) for i, u in PLAN.assignments(PLAN.periods[-1].deadline)]
    docket = make_docket(PLAN, given, [make_unit_row(u.name) for u in PLAN.units], period="2022-12", as_of=at("12-10 09:00"))
    (page,) = leader_files(*wanted(PLAN, [docket], tmp_path)).values()
    text = "\n".join(said(page.make()))
    assert text.count("请定是否延期或调整") == 1 and "仍未完成的承办任务4个" in text


@pytest.mark.parametrize("name", ["2022年第5期（12月）", "2022年第12期（12月，补报和调整后的第二次汇总）"])
def test_the_leader_s_page_has_no_lone_character_on_its_title_s_second_line(tmp_path, name):
    plan = make_plan({"1-1": ("水利局",)})
    plan = replace(plan, periods=tuple(replace(period, name=name) for period in plan.periods))
    docket = make_docket(plan, [make_entry("1-1", "水利局")], [make_unit_row("水利局", Status.ON_TIME)])
    made = leader_files(*asked(office_of(plan, tmp_path), [docket], plan.period(docket.period)))
    first = next(
        p.text for path, file in made.items() if path.suffix == ".docx" for p in Document(io.BytesIO(file.make())).paragraphs
    )
    lines = first.split("\n")
    assert "".join(lines).endswith("专报") and all(4 < len(line) <= 32 for line in lines)

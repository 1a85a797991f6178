"""看板: every unit with its reason, what must be dealt with, tasks against schedule; strangers' names do nothing."""

import json
import re
from dataclasses import replace

import pytest
from chromium import BROWSER, Chromium
from jinja2 import Undefined
from public_world import FORM, PLAN, SOURCES, ZONE, docket, entry, opened_office
from wanting import asked

from toolkit.nouns.docket import FileRow, UnitRow
from toolkit.nouns.outcomes import Outcome, Status
from toolkit.outputs.dashboard import StateCount, board, page
from toolkit.outputs.sandbox import Sandbox
from toolkit.pipeline.pages import dashboard_files
from toolkit.plan.schedule import Schedules

PERIOD = PLAN.period("2022-06")
BAD = '"><script>alert(1)</script>\u202egpj.exe'


def told(**more):
    files = (
        FileRow(
            receipt=7, name=BAD, inside=("a.zip",), sha256="0" * 64, outcome=Outcome.UNCLAIMED, archived="原件/2022-06/#1 ?.xlsx"
        ),
        FileRow(receipt=8, name="好.xlsx", inside=(), sha256="1" * 64, outcome=Outcome.ACCEPTED, unit="教育局"),
        FileRow(
            receipt=9, name="坏.xlsx", inside=(), sha256="2" * 64, outcome=Outcome.UNREADABLE, unit="公安局", archived="../x"
        ),
    )
    entries = (entry("3-1", "教育局", "0.1"), entry("4-1", "教育局", "0.4"), entry("6-1", "住建局", 1, "已完成", 存在问题="无"))
    return docket("2022-06", *entries, files=files, **more)


def made(found=None):
    found = found or told()
    return board(PLAN, FORM, found, (), schedules=Schedules(PLAN, PERIOD), zone=ZONE)


def test_lights_compare_with_the_schedule():
    tasks = {(task.item, task.unit): task for task in made().tasks}
    assert [tasks[key].light for key in (("3", "教育局"), ("4", "教育局"), ("6（1）", "住建局"))] == ["红", "黄", "绿"]
    assert {count.name: count.number for count in made().lights} == {"绿": 1, "黄": 1, "红": 1}
    assert len(tasks) == 30
    assert tasks["8（1）", "黄冕镇"].shared.startswith("共4个单位，已完成0个")


def test_files_to_be_dealt_with_are_listed_and_no_others():
    files = made().files
    assert [line.number for line in files] == [7, 9]
    assert files[0].link.startswith("../../archive/%E5%8E%9F")
    assert files[1].link == ""


def test_units_in_trouble_come_first_and_the_counts_are_the_register_s():
    units = (
        UnitRow(unit="水利局", status=Status.ON_TIME, reason="收齐"),
        UnitRow(unit="教育局", status=Status.MISSING, reason="未收到"),
    )
    found = made(told(units=units))
    assert [line.unit for line in found.units] == ["教育局", "水利局"]
    assert {count.name: count.number for count in found.counts if count.number} == {"按时": 1, "未报": 1}


def test_a_strange_name_is_only_text():
    html = b"".join(page(made(), SOURCES)).decode()
    assert len(re.findall("<script", html)) == 1
    assert "\u202e" not in html
    assert "内部资料" in html


def test_an_empty_period_has_a_dashboard():
    empty = docket("2022-06", units=())
    assert "没有需要处理的文件" in b"".join(page(made(empty), SOURCES)).decode()


def test_it_stands_beside_the_period_s_workbooks(tmp_path):
    office = opened_office(tmp_path, PLAN)
    files = dashboard_files(*asked(office, [docket("2022-04"), told()], PERIOD))
    ((path, make),) = files.items()
    assert path.relative_to(tmp_path).as_posix() == "outbox/2022-06/看板.html"
    assert make() == make()


@pytest.mark.skipif(BROWSER is None, reason="no chromium")
def test_the_filters_work_and_nothing_is_asked_for(tmp_path):
    path = tmp_path / "看板.html"
    long = replace(told().units[0], unit="一个名称特别特别长的承办单位直属事业管理服务中心办公室合署", reason="长" * 2000)
    path.write_bytes(b"".join(page(made(told(units=(long, *told().units))), SOURCES)))
    browser = Chromium(tmp_path / "profile")
    try:
        for width in (360, 1280):
            browser.open(path, width)
            assert browser.evaluate("document.documentElement.scrollWidth") <= width
            assert browser.requests() == [] and browser.complaints() == []
        shown = "[...document.querySelectorAll('#t-tasks tbody tr')].filter(r => r.offsetParent).length"
        assert browser.evaluate(shown) == 30
        browser.evaluate(
            "(l => {l.value = '红'; l.dispatchEvent(new Event('input', {bubbles: true}))})(document.getElementById('f-light'))"
        )
        assert browser.evaluate(shown) == 1
        assert "显示 1 行" in json.dumps(browser.evaluate("document.body.innerText"), ensure_ascii=False)
    finally:
        browser.close()


def test_the_legend_names_the_bounds_by_which_the_lights_were_lit():
    assert made().legend == "绿：不落后或落后不足5个百分点；黄：落后5个百分点以上、不足30个百分点；红：落后30个百分点以上。"


def test_a_template_sees_what_a_value_holds_and_nothing_else():
    room, said = Sandbox(), StateCount("按时", 3)
    assert (room.getattr(said, "name"), room.getattr(said, "number")) == ("按时", 3)
    for value, name in ((said, "__class__"), (said, "__init__"), ("{}", "__class__")):
        assert isinstance(room.getattr(value, name), Undefined)


def test_another_chain_head_leaves_the_tables_of_a_docket_as_they_are():
    before = told()
    before.made_ready()
    tables = {name: table for name, table in vars(before).items() if name.startswith("_") or name == "counts"}
    now = before.printing("ABCD")
    assert now.fingerprint == "ABCD" != before.fingerprint and now == replace(before, fingerprint="ABCD")
    assert len(tables) == 3 and all(vars(now)[name] is table for name, table in tables.items())

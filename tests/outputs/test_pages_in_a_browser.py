"""看板 and the public pages as everybody can use them: by axe-core, by keyboard, without scripts; no link leads nowhere."""

import json
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import pytest
from chromium import BROWSER, Chromium
from lxml import html
from public_world import FORM, PLAN, SOURCES, ZONE, docket, edition, everyone, plan_with

from toolkit.nouns.docket import UnitRow
from toolkit.nouns.outcomes import Status
from toolkit.outputs.dashboard import board
from toolkit.outputs.dashboard import page as page_of
from toolkit.outputs.public.page import page as public_page
from toolkit.plan.schedule import Schedules

AXE = find_spec("axe_playwright_python")
PAGES = ("outbox/2022-04/看板.html", "outbox/2022-06/看板.html", "outbox/全年/公布-年中.html")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="needs Chromium"),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    one = Chromium(tmp_path_factory.mktemp("浏览器"))
    yield one
    one.close()


def faults(browser):
    """Return what axe-core finds wrong with the page that is open."""
    browser.evaluate((Path(AXE.origin).parent / "axe.min.js").read_text(encoding="utf-8") + ";1")
    asked = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    said = browser.evaluate(f"axe.run(document, {json.dumps(asked)}).then(r => JSON.stringify(r.violations))")
    return [(one["id"], one["help"], [node["html"][:120] for node in one["nodes"][:3]]) for one in json.loads(said)]


@pytest.mark.skipif(AXE is None, reason="needs axe-core (pip install duban[dev])")
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(played_demo, browser, page, width):
    browser.open(played_demo / page, width)
    assert faults(browser) == []


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Pages of other states: each status for all units, long answers and names, with a period for objections and without."""
    folder = tmp_path_factory.mktemp("各种情形")
    long = "施工单位已进场，完成基坑开挖、垫层浇筑和部分管网铺设，累计完成投资三百二十万元。" * 40
    period = PLAN.period("2022-06")
    for status in (Status.LATE, Status.MISSING, Status.EXEMPT, Status.RETURNED, Status.TIME_UNKNOWN, Status.PENDING):
        units = tuple(UnitRow(unit=unit.name, status=status, reason="x" * 90) for unit in PLAN.units)
        answers = () if status is Status.MISSING else everyone(进展情况=long)
        known = board(PLAN, FORM, docket("2022-06", *answers, units=units), (), schedules=Schedules(PLAN, period), zone=ZONE)
        (folder / f"看板-{status}.html").write_bytes(b"".join(page_of(known, SOURCES)))
    for name, told in (
        ("异议", {"公示期": "7", "联系方式": "县政府大院1号楼"}),
        ("无异议", {"公示期": "0", "联系方式": "", "邮箱": ""}),
    ):
        plan = plan_with(**told)
        for kind, answers in (("", everyone()), ("-长", everyone(进展情况=long)), ("-空", ())):
            facts = edition("年终", docket("2022-12", *answers, plan=plan), plan=plan)
            (folder / f"公布-{name}{kind}.html").write_bytes(public_page(facts, SOURCES))
    return sorted(folder.iterdir())


@pytest.mark.skipif(AXE is None, reason="needs axe-core (pip install duban[dev])")
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_any_state(drawn, browser, width):
    assert len(drawn) == 12
    for page in drawn:
        browser.open(page, width)
        assert browser.evaluate("document.documentElement.scrollWidth") <= width, page.name
        assert faults(browser) == [], page.name
    assert "公示期" in next(page for page in drawn if page.name == "公布-异议.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("page", PAGES)
def test_it_is_no_wider_than_the_window_and_asks_for_nothing(played_demo, browser, page, width):
    browser.open(played_demo / page, width)
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.requests() == [] and browser.complaints() == []


def test_on_a_phone_each_row_is_a_card_with_its_labels(played_demo, browser):
    browser.open(played_demo / PAGES[1], 360)
    narrow = "[...document.querySelectorAll('.scroll')].every(box => box.scrollWidth <= box.clientWidth)"
    assert browser.evaluate(narrow)
    labels = "[...document.querySelectorAll('#t-units tbody td')].every(c => getComputedStyle(c, '::before').content.length > 2)"
    assert browser.evaluate(labels)


def test_on_a_phone_no_label_is_cut_and_on_a_desk_no_short_word_is_broken(played_demo, browser):
    browser.open(played_demo / PAGES[1], 360)
    cut = (
        "[...document.querySelectorAll('.scroll td')].filter(c => c.scrollHeight > c.clientHeight + 1).map(c => c.dataset.label)"
    )
    assert browser.evaluate(cut) == []
    browser.open(played_demo / PAGES[1], 1280)
    lines = "c => { const r = document.createRange(); r.selectNodeContents(c); return r.getBoundingClientRect().height }"
    short = "c => c.children.length == 0 && c.textContent.trim().length <= 6"
    tall = f"[...document.querySelectorAll('.scroll th, .scroll td.keep')].filter({short}).filter(c => ({lines})(c) > 40)"
    assert browser.evaluate(f"{tall}.map(c => c.textContent)") in ([], ["序时进度"])


def test_the_keyboard_reaches_the_filters_and_the_tables(played_demo, browser):
    browser.open(played_demo / PAGES[1], 1280)
    reached = []
    for _ in range(40):
        for kind in ("keyDown", "keyUp"):
            browser.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        reached.append(browser.evaluate("(e => e.id || e.className || e.tagName)(document.activeElement)"))
        outline = browser.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or reached[-1] == "BODY", reached[-1]
    assert reached[0] == "skip"
    assert {"f-unit", "f-status", "f-light", "scroll"} <= set(reached)


def test_without_scripts_everything_is_there(played_demo, browser):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.call("Page.navigate", url=(played_demo / PAGES[1]).as_uri())
        text = ""
        for _ in range(50):
            text = browser.call("Runtime.evaluate", expression="document.body ? document.body.innerText : ''")["result"]["value"]
            if "台账指纹" in text:
                break
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
    assert "单位报送情况" in text and "任务进度" in text
    assert "清除筛选" not in text, "what cannot work is not shown"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(played_demo, page):
    file = played_demo / page
    drawn = html.document_fromstring(file.read_bytes().decode())
    names = {one.get("id") for one in drawn.xpath("//*[@id]")}
    for target in drawn.xpath("//a/@href"):
        if target.startswith("#"):
            assert target[1:] in names, target
        elif not target.startswith("mailto:"):
            assert (file.parent / unquote(target)).exists(), target

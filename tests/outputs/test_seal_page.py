"""盖章核对.html: every scan with a printed code, what needs a look first; nothing of a stranger's that a page could run."""

from judge_desk import ZONE, Desk
from papers import codes, look

from toolkit.nouns.paper import CodeOnPage, Seen
from toolkit.outputs.pages import PARTS
from toolkit.outputs.seal_page import TEMPLATE, page, seal_page
from toolkit.workspace import shipped_template


def shown(desk):
    return seal_page(desk.plan, desk.docket(), ZONE)


def test_what_needs_a_look_stands_first():
    desk = Desk()
    look(desk, desk.scan("教育局"), *codes(desk, "教育局"))
    look(desk, desk.scan("公安局"), *codes(desk, "公安局"), seal=Seen.NO)
    look(desk, desk.scan("住建局"), *codes(desk, "住建局"), signature=Seen.UNCLEAR)
    found = shown(desk)
    assert [(card.unit, card.doubtful) for card in found.papers] == [("住建局", True), ("公安局", True), ("教育局", False)]
    assert found.doubtful == 2


def test_there_is_no_page_where_no_scan_bears_a_code():
    desk = Desk()
    look(desk, desk.scan("教育局"), CodeOnPage(1, "=1+1"))
    desk.scan("公安局")
    html = shown(desk)
    assert html is None or "=1+1" not in str(html)
    desk = Desk()
    look(desk, desk.scan("教育局"))
    assert shown(desk) is None


def test_a_name_is_text_and_the_page_loads_nothing():
    desk = Desk()
    name = "<img src=x onerror=alert(1)>.jpg"
    look(desk, desk.scan("教育局", name=name), *codes(desk, "教育局"))
    html = page(shown(desk), {n: shipped_template(n).decode() for n in (TEMPLATE, PARTS)}).decode()
    assert "<img src=x" not in html and "&lt;img" in html
    assert "<script" not in html and "http://" not in html and "https://" not in html

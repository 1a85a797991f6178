"""A reminder gives a unit that has to correct its sheet another day: the papers that went back say the same one."""

import shutil

import pytest
from desk_workspace import desk, laid, office, silent, taken

from toolkit.pipeline import renewed
from toolkit.pipeline.demo_returns import put
from toolkit.pipeline.issue import generate
from toolkit.pipeline.main_job import hand_out
from toolkit.pipeline.rebuilding import rebuild
from toolkit.words.remarks import RETURNED_ANEW

pytestmark = pytest.mark.slow


@pytest.fixture
def root(tmp_path):
    laid(tmp_path)
    there = desk(tmp_path)
    there.mail("一.eml", "教育局", "2022-04-07T10:00", {"附件2.xlsx": there.filled("教育局", put("完成比例", "好多"))})
    taken(tmp_path, "2022-04-07T11:00")
    return tmp_path


def note(root):
    return (root / "outbox/2022-04/退回/附件2-教育局-退回说明.txt").read_text("utf-8")


def handed(root, command, moment):
    return hand_out(office(root, moment), command, "2022-04", dry_run=False, tell=silent)


@pytest.mark.parametrize("command", ["remind", "bulletin"])
def test_the_form_sent_back_says_the_day_of_the_later_letter(root, command):
    assert "2022年4月12日（星期二）24时前" in note(root)
    early = handed(root, command, "2022-04-11T09:00")
    assert "2022年4月12日（星期二）24时前" in note(root) and RETURNED_ANEW not in early.moved
    later = handed(root, command, "2022-04-13T09:00")
    assert "2022年4月18日（星期一）24时前" in note(root) and RETURNED_ANEW in later.moved
    assert RETURNED_ANEW not in handed(root, command, "2022-04-14T09:00").moved


def test_letters_to_other_units_have_nothing_made_again(root, monkeypatch):
    def never(*_given, **_named):
        raise AssertionError

    monkeypatch.setattr(renewed, "produced", never)
    assert handed(root, "remind", "2022-04-08T09:00").fresh
    with pytest.raises(AssertionError):
        handed(root, "remind", "2022-04-13T09:00")


def test_a_form_issued_again_says_the_same_day(root):
    from openpyxl import load_workbook

    handed(root, "remind", "2022-04-13T09:00")
    generate(office(root, "2022-04-14T09:00"), "2022-04", ("教育局",), dry_run=False, tell=silent)
    said = ["outbox/2022-04/下发/附件2-教育局.xlsx", "outbox/2022-04/退回/附件2-教育局-退回修改.xlsx"]
    for name in said:
        texts = [str(c) for s in load_workbook(root / name) for row in s.iter_rows(values_only=True) for c in row if c]
        dated = [t for t in texts if "日前" in t or "24时前" in t]
        assert len(dated) >= 2 and all("4月18日" in t for t in dated), name


def test_a_file_of_another_unit_moves_nobody_s_day(root):
    there = desk(root)
    there.mail("二.eml", "水利局", "2022-04-14T09:00", {"附件2.xlsx": there.filled("水利局")})
    taken(root, "2022-04-14T10:00")
    assert "2022年4月12日（星期二）24时前" in note(root)


def test_a_form_issued_again_is_rebuilt_as_it_was_last_written(root):
    handed(root, "remind", "2022-04-13T09:00")
    generate(office(root, "2022-04-14T09:00"), "2022-04", ("教育局",), dry_run=False, tell=silent)
    before = {path: path.read_bytes() for path in (root / "outbox").rglob("*") if path.is_file()}
    shutil.rmtree(root / "outbox")
    assert rebuild(office(root, "2022-04-15T09:00"), dry_run=False, tell=silent).complaints == ()
    assert {path: path.read_bytes() for path in (root / "outbox").rglob("*") if path.is_file()} == before


def test_who_was_told_that_a_file_cannot_be_opened_is_not_dunned_for_an_earlier_day(root):
    there, folder = desk(root), root / "outbox/2022-04"
    there.drop("附件2-水利局.xlsx", there.filled("水利局")[:3000], "2022-04-08T10:00")
    taken(root, "2022-04-08T11:00")
    assert "2022年4月13日（星期三）24时前" in (folder / "退回/附件2-水利局-退回说明.txt").read_text("utf-8")
    handed(root, "remind", "2022-04-13T09:00")
    assert not (folder / "催报/催报通知-水利局.docx").exists()
    handed(root, "remind", "2022-04-14T09:00")
    texts = (folder / "催报/催报短信.txt").read_text("utf-8")
    mine = texts.split("【催报】水利局")[1].split("登记：")[0]
    assert "2022年4月19日（星期二）24时前" in mine
    assert "不能作为《进展情况表》收取" in mine and "填写问题" not in mine


def test_a_broken_file_after_a_good_one_gives_no_other_day(root):
    there = desk(root)
    there.mail("好.eml", "水利局", "2022-04-08T10:00", {"附件2.xlsx": there.filled("水利局")})
    taken(root, "2022-04-08T11:00")
    there.drop("附件2-水利局.xlsx", there.filled("水利局")[:3000], "2022-04-11T10:00")
    taken(root, "2022-04-11T11:00")
    handed(root, "remind", "2022-04-12T09:00")
    mine = (root / "outbox/2022-04/催报/催报短信.txt").read_text("utf-8").split("【催报】水利局")[1].split("登记：")[0]
    assert "2022年4月14日（星期四）24时前" in mine and "尚缺签字盖章的扫描件" in mine

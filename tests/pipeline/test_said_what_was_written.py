"""A command says which files it wrote, and which said the same already and were left alone."""

import os

import pytest
from desk_workspace import copied, desk, office, silent, two_came

from toolkit.pipeline import errands, issue
from toolkit.pipeline.demo_returns import put
from toolkit.pipeline.issue import generate
from toolkit.pipeline.main_job import hand_out, run
from toolkit.telling import as_json, forms_issued, screen

NOW, LATER = "2022-04-08T09:00", "2022-04-09T09:00"
TWIN = pytest.mark.skipif(not hasattr(os, "fork"), reason="no process is copied here")
HOW = (pytest.param(False, id="here"), pytest.param(True, id="by a twin", marks=TWIN))


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    root = two_came(tmp_path_factory.mktemp("played") / "w")
    ran(root, NOW)
    return root


@pytest.fixture
def root(played, tmp_path):
    return copied(played, tmp_path / "w")


def ran(root, moment):
    return run(office(root, moment), "2022-04", received=None, dry_run=False, tell=silent)


@pytest.mark.parametrize("many", HOW)
def test_one_late_sheet_has_its_own_answers_written(root, monkeypatch, many):
    if many:
        monkeypatch.setattr(errands, "MANY", 1)
        monkeypatch.setattr(errands, "may_have_twin", lambda: True)
    there = desk(root)
    there.drop(
        "附件2-水利局-补.xlsx", there.filled("水利局", put("进展情况", "大坝主体已完工，正在安装闸门。")), "2022-04-08T15:20"
    )
    written = ran(root, LATER).collected.copies
    assert written.fresh and all("水利局" in path.name for path in written.fresh)
    assert any("教育局" in path.name for path in written.paths)
    first, rest = screen.written(written)
    assert all(path.name in first for path in written.fresh)
    assert str(len(written.paths) - len(written.fresh)) in rest


def test_a_run_with_nothing_new_wrote_nothing(root):
    done = ran(root, NOW)
    assert all(part.paths and not part.fresh for part in done.written)
    told = as_json.ran(done)
    assert told["written"] == [] and len(told["files"]) > 3
    assert not any("已写入" in line for line in screen.ran(done))


def test_what_was_touched_since_is_written_and_the_rest_stands(root):
    page = root / "outbox" / "2022-04" / "看板.html"
    page.write_bytes(b"spoilt")
    assert as_json.ran(ran(root, NOW))["written"] == [str(page)]


def test_a_product_that_is_made_anew_and_says_the_same_stands(root):
    (root / "templates" / "说明.txt").write_text("别的", "utf-8")  # everything in templates/ counts
    done = hand_out(office(root, NOW), "register", "2022-04", dry_run=False, tell=silent)
    assert [path.name for path in done.paths] == ["报送情况登记表.xlsx"]
    assert done.fresh == () and as_json.written(done)["written"] == []
    assert all("已写入" not in line for line in screen.written(done))


def test_a_rehearsal_writes_nothing_and_says_what_it_would(root):
    done = run(office(root, LATER), "2022-04", received=None, dry_run=True, tell=silent)
    assert as_json.ran(done)["written"] == []
    assert any("将写入" in line for line in screen.ran(done))


@pytest.mark.parametrize("many", HOW)
def test_forms_that_were_issued_before_stand(root, monkeypatch, many):
    if many:
        monkeypatch.setattr(issue, "MANY", 1)
        monkeypatch.setattr(issue, "may_have_twin", lambda: True)
    first = generate(office(root, NOW), "2022-06", (), dry_run=False, tell=silent)
    assert first.standing == 0 and forms_issued.values(first)["unchanged"] == 0
    next(first.folder.glob("*.xlsx")).unlink()
    again = generate(office(root, NOW), "2022-06", (), dry_run=False, tell=silent)
    assert again.standing == len(again.units) - 1 > 0
    assert str(again.standing) in forms_issued.lines(again)[0]

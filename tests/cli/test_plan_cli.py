"""`duban plan` and `duban import-plan` as the clerk sees them."""

import json

import docx
import pytest
from notices import add_table, notice, saved
from plan_book import edited, put, row

from toolkit.cli import main
from toolkit.nouns.errors import Exit
from toolkit.plan import shipped


@pytest.fixture
def duban(tmp_path, capsys):
    """Run a command in a fresh workspace; return (exit code, stdout, stderr)."""

    def run(*arguments):
        with pytest.raises(SystemExit) as done:
            main(["-w", str(tmp_path), *map(str, arguments)])
        out, err = capsys.readouterr()
        return int(done.value.code or 0), out, err

    run("init")
    return run


def test_plan_shows_counts_dates_and_what_to_confirm(duban):
    code, out, err = duban("plan")
    assert (code, err) == (0, "")
    for words in ("10 件", "23 项", "30 个任务", "18 个单位", "11 个县直", "7 个乡镇"):
        assert words in out
    for printed, applied, why in (
        ("2022-04-05", "2022-04-06", "清明"), ("2022-06-05", "2022-06-06", "端午"), ("2022-08-05", "2022-08-05", "星期五"),
        ("2022-10-08", "2022-10-08", "调休上班"), ("2022-12-05", "2022-12-05", "星期一"),
    ):  # fmt: skip
        told = out.splitlines()
        place = next(place for place, line in enumerate(told) if f"通知截止 {printed}" in line)
        assert applied in told[place]
        assert why in told[place + 1]
    for unit, own in (
        ("教育局", "3 个：3-1、4-1、9-4"),
        ("卫健局", "3 个：9-1、9-2、9-3"),
        ("江口乡", "2 个：8-1、10-3"),
        ("县妇联", "1 个：8-4"),
    ):
        assert f"  {unit}  {own}\n" in out
    confirm = out.partition("请确认")[2]
    assert [line.split()[0].partition("（")[0] for line in confirm.splitlines() if line.startswith("  ")] == ["7-2", "9-2", "9-3"]
    assert "科工贸局" in confirm
    assert "卫健局" in confirm


def test_a_kind_of_units_that_the_plan_does_not_have_is_not_told(tmp_path, capsys):
    for arguments in (["init", str(tmp_path), "--example", "上级汇总"], ["-w", str(tmp_path), "plan"]):
        with pytest.raises(SystemExit):
            main(arguments)
    out = capsys.readouterr().out
    assert "2 个单位（2 个下级）" in out and "下级单位的任务：" in out
    assert "县直" not in out and "乡镇单位" not in out


def test_plan_as_json(duban):
    code, out, _ = duban("plan", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["counts"] == {"projects": 10, "items": 23, "assignments": 30, "units": 18, "县直": 11, "乡镇": 7}
    assert [(p["deadline"], p["effective_deadline"]) for p in found["periods"]][:2] == [
        ("2022-04-05", "2022-04-06T23:59:59+08:00"), ("2022-06-05", "2022-06-06T23:59:59+08:00"),
    ]  # fmt: skip
    assert [(item["item"], item["units"]) for item in found["items"] if item["inherited"]] == [
        ("7-2", ["科工贸局"]), ("9-2", ["卫健局"]), ("9-3", ["卫健局"]),
    ]  # fmt: skip
    assert [entry["item"] for entry in found["inherited"]] == ["7-2", "9-2", "9-3"]
    assert len(found["assignments"]) == 30


def test_plan_warns_of_idle_units_and_unknown_years(duban, tmp_path):
    plan = tmp_path / "templates" / "附件1.xlsx"
    plan.write_bytes(edited(row("单位", 20, "林业局"), row("期次", 7, "2031-04", None, "2031-04-05")))
    code, out, _ = duban("plan")
    assert code == 0
    assert "林业局" in out.splitlines()[-2]
    assert "2031-04" in out.splitlines()[-1]


def test_plan_without_a_workspace_says_what_to_do(tmp_path, capsys):
    with pytest.raises(SystemExit) as done:
        main(["-w", str(tmp_path / "没有"), "plan"])
    assert done.value.code == Exit.OPERATOR
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.slow
def test_import_plan_replaces_only_when_told_and_keeps_the_old(duban, tmp_path):
    plan = tmp_path / "templates" / "附件1.xlsx"
    old = edited(put("期次", "B2", "第一期"))
    plan.write_bytes(old)
    paper = tmp_path / "通知.docx"
    paper.write_bytes(notice(shipped.ROWS, remark=shipped.REMARK))
    code, out, err = duban("import-plan", paper)
    assert (code, out) == (Exit.OPERATOR, "")
    assert "--force" in err
    assert duban("import-plan", paper, "--force", "--dry-run")[0] == 0
    assert plan.read_bytes() == old
    code, out, _ = duban("import-plan", paper, "--force")
    assert code == 0
    assert "23 项" in out
    assert [kept.read_bytes() for kept in plan.parent.glob("附件1-原表-*.xlsx")] == [old]
    assert json.loads(duban("plan", "--json")[1])["counts"]["assignments"] == 30


def test_import_plan_tells_what_is_left_open(duban, tmp_path):
    paper = docx.Document()
    paper.add_paragraph("2024年实事项目表")
    add_table(paper, (("1", "甲", "一", "教育局"),))
    path = tmp_path / "新通知.docx"
    path.write_bytes(saved(paper))
    code, out, _ = duban("import-plan", path, "--force")
    assert code == 0
    assert out.count("请核对：") >= 3
    assert "县名为空" in out
    code, _, err = duban("plan")
    assert code == Exit.OPERATOR
    assert "县名" in err
    assert "督查室" in err


@pytest.mark.parametrize("name", ["没有.docx", "通知.txt"])
def test_import_plan_of_no_word_file_exits_3_and_writes_nothing(duban, tmp_path, name):
    plan = tmp_path / "templates" / "附件1.xlsx"
    before = plan.read_bytes()
    if name.endswith(".txt"):
        (tmp_path / name).write_text("通知", "utf-8")
    code, out, err = duban("import-plan", tmp_path / name, "--force")
    assert (code, out, err.count("\n")) == (Exit.OPERATOR, "", 1)
    assert plan.read_bytes() == before

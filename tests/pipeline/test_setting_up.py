"""The first hour of another county: a notice becomes a workspace whose forms can be sent."""

import io
import json

import pytest
from openpyxl import load_workbook
from other_notices import KINDS, SECTIONS

from toolkit.cli import main
from toolkit.nouns.errors import Exit

pytestmark = pytest.mark.slow


@pytest.fixture
def duban(tmp_path, capsys):
    def run(*words, at="2024-03-10"):
        with pytest.raises(SystemExit) as done:
            main(["-w", str(tmp_path / "督办"), "--as-of", at, *map(str, words)])
        out, err = capsys.readouterr()
        return int(done.value.code or 0), out, err

    return run


def write(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def form_texts(path):
    page = load_workbook(path).active
    return [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_becomes_forms_of_its_own_county(duban, tmp_path, kind):
    data, extension = KINDS[kind]
    paper = write(tmp_path, f"通知.{extension}", data)
    code, out, err = duban("init", tmp_path / "督办", "--notice", paper)
    assert (code, err) == (0, "")
    assert "请核对" in out
    assert duban("plan")[0] == 0
    code, out, err = duban("generate", at="2024-12-01")
    assert code == 0, err
    forms = list((tmp_path / "督办" / "outbox").glob("*/下发/附件2-*.xlsx"))
    assert forms
    for form in forms:
        text = "".join(form_texts(form))
        assert "鹿寨" not in text
        assert "县级为民办实事" not in text


def test_refused_import_never_issues_the_shipped_countys_forms(duban, tmp_path):
    assert duban("init", tmp_path / "督办")[0] == 0
    bad = write(tmp_path, "通知.txt", "2024年没有任务的通知".encode())
    assert duban("import-plan", bad)[0] == Exit.OPERATOR
    code, _, err = duban("generate")
    assert code == Exit.OPERATOR
    assert "示例" in err
    assert not list((tmp_path / "督办" / "outbox").glob("*/下发/*"))
    good = write(tmp_path, "好通知.txt", SECTIONS.encode())
    assert duban("import-plan", good)[0] == 0  # the untouched example is replaced without --force
    assert duban("generate")[0] == 0


def test_the_example_is_issued_after_all_where_the_clerk_says_so(duban, tmp_path):
    duban("init", tmp_path / "督办")
    duban("import-plan", write(tmp_path, "通知.txt", "没有".encode()))
    assert duban("init", tmp_path / "督办")[0] == 0
    assert duban("generate", at="2022-04-01")[0] == 0


def test_a_notice_that_cannot_be_read_leaves_no_workspace(duban, tmp_path):
    bad = write(tmp_path, "通知.txt", "没有".encode())
    assert duban("init", tmp_path / "督办", "--notice", bad)[0] == Exit.OPERATOR
    assert not (tmp_path / "督办").exists()


@pytest.mark.parametrize("name", ["通知.pdf", "通知.jpg", "通知"])
def test_other_files_are_refused_with_what_to_do(duban, tmp_path, name):
    duban("init", tmp_path / "督办")
    code, _, err = duban("import-plan", write(tmp_path, name, b"%PDF-1.4"))
    assert (code, err.count("\n")) == (Exit.OPERATOR, 1)
    assert ".docx" in err


def test_own_columns_stand_in_the_form_and_misspelt_ones_are_named(duban, tmp_path):
    paper = write(tmp_path, "通知.txt", SECTIONS.encode())
    duban("init", tmp_path / "督办", "--notice", paper)
    form = tmp_path / "督办" / "templates" / "附件2.xlsx"
    put_placeholder(form, "{{ 事项.分管领导 }}；{{ 事项.配合单位 }}；{{ 事项.资金 }}")
    assert duban("generate", "2024-03")[0] == 0
    issued = tmp_path / "督办" / "outbox" / "2024-03" / "下发" / "附件2-县人社局.xlsx"
    assert "副县长；县财政局、各乡镇；300" in form_texts(issued)
    put_placeholder(form, "{{ 事项.分管领到 }}")
    code, _, err = duban("generate", "2024-03")
    assert code == Exit.OPERATOR
    assert "事项.分管领导" in err


def put_placeholder(form, text):
    """Write into the repeated row's first cell."""
    book = load_workbook(form)
    page = book.active
    cell = next(c for row in page.iter_rows() for c in row if isinstance(c.value, str) and "事项." in c.value)
    cell.value = text
    out = io.BytesIO()
    book.save(out)
    form.write_bytes(out.getvalue())


def test_helpers_get_copies_and_a_line_but_no_form(duban, tmp_path):
    paper = write(tmp_path, "通知.txt", SECTIONS.encode())
    duban("init", tmp_path / "督办", "--notice", paper)
    root = tmp_path / "督办"
    duban("generate", "2024-03")
    assert {path.name for path in (root / "outbox/2024-03/下发").iterdir()} == {"附件2-县人社局.xlsx", "附件2-县教育局.xlsx"}
    assert duban("remind", "2024-03", at="2024-03-25")[0] == 0
    copies = {path.name for path in (root / "outbox/2024-03/催报/抄送").iterdir()}
    assert copies == {"催报通知-县人社局（抄送县财政局）.docx", "催报通知-县人社局（抄送县教育局）.docx"}
    assert duban("register", "2024-03", at="2024-03-25")[0] == 0
    page = load_workbook(root / "outbox/2024-03/报送情况登记表.xlsx").worksheets[0]
    remarks = [str(cell.value) for row in page.iter_rows() for cell in row if "配合单位" in str(cell.value)]
    assert any("县财政局" in text for text in remarks)


def test_all_mistakes_are_told_at_once_and_missing_units_are_added(duban, tmp_path):
    duban("init", tmp_path / "督办", "--notice", write(tmp_path, "通知.txt", SECTIONS.encode()))
    plan = tmp_path / "督办" / "templates" / "附件1.xlsx"
    book = load_workbook(plan)
    book["附件1"]["D5"] = "县水利局\n大水坑镇"
    book["附件1"]["D6"] = "县水利局"
    book["期次"]["C3"] = "下月初"
    book.save(plan)
    code, _, err = duban("plan")
    assert code == Exit.OPERATOR
    assert "D5、D6" in err
    assert "C3" in err
    assert "--add-units" in err
    book["期次"]["C3"] = "2024-06-20"
    book.save(plan)
    assert duban("plan", "--add-units")[0] == 0
    code, out, _ = duban("plan")
    assert code == 0
    assert "大水坑镇  1 个" in out


def test_at_most_twenty_lines_of_mistakes(duban, tmp_path):
    duban("init", tmp_path / "督办")
    plan = tmp_path / "督办" / "templates" / "附件1.xlsx"
    book = load_workbook(plan)
    for number in range(30):
        book["节假日"].cell(number + 2, 1).value = f"第{number}天"
    book.save(plan)
    _, _, err = duban("plan")
    assert len(err.splitlines()) <= 20
    assert "30 处" in err


def test_next_year_offers_what_is_unfinished_with_its_last_answers(played_demo, tmp_path, capsys):
    target = tmp_path / "2023督办"

    def run(*words):
        with pytest.raises(SystemExit) as done:
            main(["--as-of", "2023-01-05", *map(str, words)])
        return int(done.value.code or 0), capsys.readouterr()

    code, said = run("new-year", target, "--from", played_demo)
    assert code == 0, said.err
    old, new = (load_workbook(root / "templates" / "附件1.xlsx") for root in (played_demo, target))
    jobs = [next(row[1].value for row in book["设置"].iter_rows() if row[0].value == "任务号") for book in (old, new)]
    assert jobs[0] != jobs[1]
    assert [row[1].value for row in new["单位"].iter_rows()] == [row[1].value for row in old["单位"].iter_rows()][
        : new["单位"].max_row
    ]
    assert run("-w", target, "plan")[0] == 0
    assert run("-w", target, "generate", "2023-04")[0] == 0
    form = target / "outbox" / "2023-04" / "下发" / "附件2-教育局.xlsx"
    heads = next(row for row in load_workbook(form).active.iter_rows() if row[0].value == "序号")
    place = next(cell.column for cell in heads if "上期" in str(cell.value))
    page = load_workbook(form).active
    assert any(page.cell(heads[0].row + n, place).value for n in range(1, 5))
    assert run("new-year", target, "--from", played_demo)[0] == Exit.OPERATOR


ANSWERS = {
    "办理状态": "正在实施", "完成比例": 0.35, "进展情况": "已完成招标，进场施工，完成投资约三成。",
    "存在问题": "部分地段管线迁改较慢。", "下一步工作计划": "4月底前完成管线迁改，5月全面施工。",
}  # fmt: skip


def answered(form):
    """Fill in an issued form as a unit does."""
    book = load_workbook(form)
    page = book.active
    head = next(row for row in page.iter_rows() if row[0].value == "序号")
    for number in range(head[0].row + 1, page.max_row + 1):
        if not str(page.cell(number, len(head)).value or "").startswith("S") and page.cell(number, 1).value in {None, ""}:
            break
        for cell in head:
            value = ANSWERS.get(str(cell.value or "").replace("\n", "").strip("*＊ "))
            if value is not None:
                page.cell(number, cell.column).value = value
    return book


@pytest.mark.parametrize(
    ("example", "period", "sent", "scan"),
    [("", "2022-04", "2022-04-02", True), ("政府工作报告", "2024-03", "2024-03-20", False)],
)
def test_the_whole_job_runs_on_both_shipped_jobs(duban, tmp_path, example, period, sent, scan):
    root = tmp_path / "督办"
    assert duban("init", root, *(("--example", example) if example else ()))[0] == 0
    assert duban("generate", period, at=sent)[0] == 0
    forms = sorted((root / "outbox" / period / "下发").glob("*.xlsx"))
    for form in forms:
        answered(form).save(root / "inbox" / form.name)
        if scan:
            (root / "inbox" / f"{form.stem}-盖章扫描件.pdf").write_bytes(b"%PDF-1.4\n%" + form.name.encode())
    code, _, err = duban("run", period, at=sent)
    assert code == 0, err
    code, out, _ = duban("status", period, "--json", at=sent)
    assert code == 0
    counts = json.loads(out)["counts"]
    assert counts["按时"] + counts["时间待核"] == len(forms), counts
    assert duban("remind", period, at=sent)[0] == 0
    assert duban("bulletin", period, at=sent)[0] == 0


def test_an_unknown_example_is_named(duban, tmp_path):
    code, _, err = duban("init", tmp_path / "督办", "--example", "政府报告")
    assert (code, "政府工作报告" in err) == (Exit.OPERATOR, True)


def test_a_fresh_example_is_nobodys_own(duban, tmp_path):
    duban("init", tmp_path / "督办", "--example", "政府工作报告")
    assert duban("import-plan", write(tmp_path, "通知.txt", SECTIONS.encode()))[0] == 0


def test_a_plan_by_which_something_was_taken_in_is_nobodys_example(duban, tmp_path):
    assert duban("init", tmp_path / "督办")[0] == 0
    (tmp_path / "督办" / "inbox" / "说明.txt").write_text("已收悉", encoding="utf-8")
    assert duban("ingest")[0] == 0
    good = write(tmp_path, "好通知.txt", SECTIONS.encode())
    code, _, err = duban("import-plan", good)
    assert code == Exit.OPERATOR
    assert "--force" in err

"""What goes back to units: who gets a form to correct, who a receipt, and that letters say only what the docket says."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from email import message_from_bytes, policy

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from judge_desk import HERE, ZONE, Desk, at, plan_with, shipped_form, shipped_plan
from wanting import asked

from toolkit.judge.dockets import judge
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.problems import Code, Severity, problem
from toolkit.nouns.records import Sort
from toolkit.outputs.answer_day import answer_by
from toolkit.outputs.filling import decoded, filled
from toolkit.outputs.returned.findings import Finding
from toolkit.outputs.returned.sentences import sentences
from toolkit.pipeline.letters import receipt_files
from toolkit.pipeline.office import Office
from toolkit.pipeline.sent_back import returned_files
from toolkit.workspace import Workspace

BAD = {("3-1", "完成比例"): "好多"}


def office(desk: Desk, tmp_path, as_of: str) -> Office:
    template = (HERE / "附件2.xlsx").read_bytes()
    return Office(
        workspace=Workspace(tmp_path), plan=desk.plan, form=shipped_form(), template=template, as_of=at(as_of), zone=ZONE
    )


def back(desk: Desk, tmp_path, period: str = "2022-04", as_of: str = "2022-04-08T12:00") -> dict[str, bytes]:
    """Return name → bytes of all that goes back."""
    here = office(desk, tmp_path, as_of)
    dockets = judge(desk.snapshot(as_of))
    found = desk.plan.period(period)
    files = {**returned_files(*asked(here, dockets, found)), **receipt_files(*asked(here, dockets, found))}
    return {path.relative_to(tmp_path).as_posix(): make() for path, make in files.items()}


def text(desk: Desk, tmp_path, name: str, **more: str) -> str:
    files = back(desk, tmp_path, **more)
    return next(data for path, data in files.items() if path.endswith(name)).decode()


def test_a_returned_unit_gets_form_letter_text_and_draft(tmp_path):
    desk = Desk()
    desk.sheet("教育局", put=BAD)
    desk.both("水利局")
    files = back(desk, tmp_path)
    folder = "outbox/2022-04/退回/附件2-教育局-退回"
    assert sorted(files) == sorted(
        ["outbox/2022-04/回执/收件回执-水利局.txt", "outbox/2022-04/回执/收件回执-水利局.docx"]
        + [f"{folder}{end}" for end in ("修改.xlsx", "说明.docx", "说明.txt", "说明.eml")]
    )
    mail = message_from_bytes(files[f"{folder}说明.eml"], policy=policy.default)
    sent = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert sent == {f"附件2-教育局-退回{e}": files[f"{folder}{e}"] for e in ("修改.xlsx", "说明.docx")}


def test_the_draft_goes_to_the_unit_s_addresses(tmp_path):
    desk = Desk()
    units = tuple(replace(u, emails=("a@example.gov.cn", "x\r\nBcc: y@example.cn")) for u in desk.plan.units)
    desk.plan = replace(desk.plan, units=units)
    desk.sheet("教育局", put=BAD)
    data = next(d for path, d in back(desk, tmp_path).items() if path.endswith(".eml"))
    mail = message_from_bytes(data, policy=policy.default)
    assert mail["To"] == "a@example.gov.cn" and mail["Bcc"] is None and mail["X-Unsent"] == "1"


def test_a_later_run_says_the_same_until_its_day_has_passed(tmp_path):
    desk = Desk()
    desk.sheet("教育局", when="2022-04-08T10:00", put=BAD)
    first = back(desk, tmp_path, as_of="2022-04-09T08:30")
    assert first == back(desk, tmp_path, as_of="2022-04-09T08:30") == back(desk, tmp_path, as_of="2022-04-13T23:00")
    letter = first["outbox/2022-04/退回/附件2-教育局-退回说明.docx"]
    assert (
        Document(io.BytesIO(letter)).core_properties.created.isoformat() == "2022-04-08T15:59:59+00:00"
    )  # when its file was taken in
    assert "2022年4月13日" in "".join(letter_lines(first))
    assert "2022年4月19日" in "".join(letter_lines(back(desk, tmp_path, as_of="2022-04-14T09:00")))


def test_a_receipt_is_the_same_on_every_later_day(tmp_path):
    desk = Desk()
    desk.both("教育局")
    desk.both("水利局")
    receipts = [back(desk, tmp_path, as_of=f"2022-04-{day:02}T08:30") for day in (8, 9, 20)]
    assert receipts[0] == receipts[1] == receipts[2] and len(receipts[0]) == 4


def letter_lines(files: dict[str, bytes]) -> list[str]:
    data = next(data for path, data in files.items() if path.endswith(".docx"))
    return [p.text for p in Document(io.BytesIO(data)).paragraphs]


def test_the_letter_is_set_as_an_official_page(tmp_path):
    desk = Desk()
    desk.sheet("教育局", put=BAD)
    data = next(data for path, data in back(desk, tmp_path).items() if path.endswith(".docx"))
    page = Document(io.BytesIO(data))
    section = page.sections[0]
    assert [round(x.mm) for x in (section.page_width, section.page_height)] == [210, 297]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(x.mm) for x in edges] == [37, 35, 28, 26]
    assert page.styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(28.95)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert 'w:eastAsia="仿宋_GB2312"' in package.read("word/document.xml").decode()
    assert "鹿寨县教育局：" in letter_lines({"x.docx": data})


# -- who is written to ----------------------------------------------------------------------------------------------


def test_a_corrected_file_ends_the_matter(tmp_path):
    desk = Desk()
    desk.sheet("教育局", put=BAD)
    desk.sheet("教育局", when="2022-04-07T09:00", name="修改.xlsx")
    assert not any("退回" in name for name in back(desk, tmp_path))


def test_a_worse_second_version_is_sent_back_though_the_first_counts(tmp_path):
    desk = Desk()
    desk.both("教育局")
    desk.sheet("教育局", put=BAD, when="2022-04-07T09:00", name="新版.xlsx")
    files = back(desk, tmp_path)
    assert any(name.endswith("退回修改.xlsx") for name in files)
    assert "新版.xlsx" in text(desk, tmp_path, "收件回执-教育局.txt")


def test_the_newest_of_two_returned_versions_goes_back(tmp_path):
    desk = Desk()
    desk.sheet("教育局", put=BAD, name="一.xlsx")
    desk.sheet("教育局", put={("4-1", "完成比例"): "不少"}, when="2022-04-07T09:00", name="二.xlsx")
    said = text(desk, tmp_path, "退回说明.txt")
    assert "二.xlsx" in said and "不少" in said and "好多" not in said


def test_an_unreadable_file_counts_only_until_a_sheet_is_accepted(tmp_path):
    desk = Desk()
    desk.drop(b"x", "教育局附件2.xlsx", sort=Sort.UNREADABLE, problems=[problem(Code.F02)])
    assert any("退回修改" in name for name in back(desk, tmp_path))
    desk.sheet("教育局", when="2022-04-03T09:00")
    desk.drop(b"y", "教育局其他.xlsx", "2022-04-04T09:00", sort=Sort.UNREADABLE, problems=[problem(Code.F02)])
    assert not any("退回修改" in name for name in back(desk, tmp_path))


def test_a_damaged_correction_still_returns_the_answers_of_before(tmp_path):
    desk = Desk()
    desk.sheet("教育局", put=BAD)
    desk.drop(b"x", "教育局改.xlsx", "2022-04-07T09:00", sort=Sort.UNREADABLE, problems=[problem(Code.F01, detail="不完整")])
    said = text(desk, tmp_path, "退回说明.txt")
    assert "教育局改.xlsx" in said and "不完整" in said and "好多" in said


def test_another_period_s_form_is_answered_with_this_period_s(tmp_path):
    desk = Desk()
    desk.both("教育局", "2022-04", "2022-04-02T09:00")
    desk.sheet("教育局", "2022-04", "2022-06-02T09:00", name="又是四月.xlsx", 办理状态="正在实施", 备注="重报")
    assert desk.docket("2022-04").files[-1].outcome is Outcome.RETURNED
    assert not any("退回" in name for name in back(desk, tmp_path, "2022-04", "2022-06-03T09:00"))
    files = back(desk, tmp_path, "2022-06", "2022-06-03T09:00")
    assert any(name.endswith("2022-06/退回/附件2-教育局-退回修改.xlsx") for name in files)
    desk.sheet("教育局", "2022-06", "2022-06-04T09:00")
    assert not any("退回" in name for name in back(desk, tmp_path, "2022-06", "2022-06-05T09:00"))


def test_nobody_is_written_to_when_nothing_came(tmp_path):
    assert back(Desk(), tmp_path) == {}


def test_a_unit_s_name_is_no_path(tmp_path):
    desk = Desk()
    odd = "重点项目/建设:服务*中心" + "办" * 18
    desk.plan = plan_with(
        units=[replace(desk.plan.units[0], name=odd, full_name="", aliases=(), replaces=("教育局",), since=date(2022, 1, 1))]
    )
    desk.sheet(odd, items=["3-1", "4-1", "9-4"], put=BAD)
    names = [name.rpartition("/")[2] for name in back(desk, tmp_path)]
    assert len(set(names)) == 4
    assert all(not set(name) & set('<>:"|?*\\/') and len(name.encode()) <= 200 for name in names)


# -- by when --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "days", "day"),
    [
        ("2022-03-10T09:00", "", date(2022, 4, 6)),  # the effective deadline is later
        ("2022-04-08T12:00", "", date(2022, 4, 13)),  # a Friday: Monday, Tuesday, Wednesday
        ("2022-04-29T12:00", "", date(2022, 5, 7)),  # 1–4 May are off, 7 May is worked: 5, 6, 7
        ("2022-04-08T12:00", "5", date(2022, 4, 15)),
    ],
)
def test_by_when_counts_working_days_and_never_undercuts_the_deadline(as_of, days, day):
    desk = Desk(plan_with(**({"退回补报天数": days} if days else {})))
    docket = next(d for d in judge(desk.snapshot(as_of)) if d.period == "2022-04")
    assert answer_by(desk.plan, docket, "教育局", docket.as_of).day == day


@pytest.mark.parametrize("days", ["0", "2.5", "1000"])
def test_a_senseless_number_of_days_is_the_clerk_s_to_fix(days):
    desk = Desk(plan_with(退回补报天数=days))
    with pytest.raises(ToolkitError, match="退回补报天数"):
        answer_by(desk.plan, desk.docket(), "教育局", desk.docket().as_of)


# -- sentences ------------------------------------------------------------------------------------------------------


def found(here: str, item: str = "3-1", code: Code = Code.V01, message: str = "此格为空") -> Finding:
    return Finding(
        code=code,
        severity=Severity.RETURN,
        message=message,
        fix="请填写",
        item=shipped_plan().item(item),
        here=here,
        spread=(here,),
    )


def test_equal_problems_are_said_once_with_all_their_cells():
    said = sentences([found("G7"), found("G9", "4-1"), found("H7", message="不是数字")])
    assert len(said) == 2
    assert "第3、4项" in said[0] and "G7、G9" in said[0]
    assert sentences([]) == ()


def test_a_remark_is_counted_apart_and_a_single_one_has_no_number(tmp_path):
    desk = Desk()
    desk.sheet("教育局", put={**BAD, ("4-1", "完成比例"): "约40%"})
    lines = letter_lines(back(desk, tmp_path))
    assert "有1处须修改，另有1处请留意" in "".join(lines)
    assert not any(line.startswith("1．") for line in lines)
    assert [line for line in lines if line[:2] in {"一、", "二、", "三、", "四、"}][-1].startswith("三、")


def test_very_many_problems_stay_a_letter(tmp_path, monkeypatch):
    monkeypatch.setattr("toolkit.outputs.returned.facts._LONGEST", 2)
    desk = Desk()
    desk.sheet("教育局", put={(i, k): f"好多{i}{k}" for i in ("3-1", "4-1", "9-4") for k in ("完成比例", "办理状态")})
    lines = letter_lines(back(desk, tmp_path))
    assert "有6处须修改" in "".join(lines)
    assert any(line.startswith("其余4条见") for line in lines)


def test_a_receipt_says_what_is_missing(tmp_path):
    desk = Desk()
    desk.sheet("教育局", put={("3-1", "完成比例"): "约40%"})
    said = text(desk, tmp_path, "收件回执-教育局.txt")
    assert "扫描件尚未收到" in said and "G5" in said and "2022年4月2日09:00" in said
    desk.scan("教育局")
    assert "尚未收到" not in text(desk, tmp_path, "收件回执-教育局.txt")
    assert "\r\n" in said and "\r\r" not in said


def test_a_late_unit_s_receipt_says_so_and_on_what_evidence_on_paper_too(tmp_path):
    desk = Desk()
    desk.both("教育局", when="2022-04-08T10:00")
    desk.both("水利局")
    files = back(desk, tmp_path, as_of="2022-04-09T12:00")
    told = {path: data for path, data in files.items() if "收件回执" in path}
    late, in_time = (text(desk, tmp_path, f"收件回执-{unit}.txt", as_of="2022-04-09T12:00") for unit in ("教育局", "水利局"))
    assert "材料收齐时间为2022年4月8日10:00（以邮件服务器收到时间为准），登记为迟报2天" in late
    assert "登记为按时" in in_time and "迟报" not in in_time
    page = Document(io.BytesIO(next(data for path, data in told.items() if path.endswith("收件回执-教育局.docx"))))
    printed = [paragraph.text for paragraph in page.paragraphs]
    assert printed[0] == "《进展情况表》收件回执" and any("登记为迟报2天" in line for line in printed)


@pytest.mark.parametrize(("value", "words"), [("是", "重新签字盖章，扫描件一并重报"), ("否", "不必重新签字盖章")])
def test_a_return_says_whether_to_seal_again(tmp_path, value, words):
    desk = Desk(plan_with(重新盖章=value))
    desk.sheet("教育局", put=BAD)
    desk.scan("教育局")
    assert words in "".join(letter_lines(back(desk, tmp_path)))
    lacking = Desk(plan_with(重新盖章=value))
    lacking.sheet("教育局", put=BAD)
    assert "扫描件尚未收到" in "".join(letter_lines(back(lacking, tmp_path)))


STRANGE = st.text(alphabet=st.sampled_from("a鹿{}%<>&\"'=\x00\x07\x0b\n\t\u202e\ud800😀"), max_size=30)


@settings(deadline=None, max_examples=15)
@given(typed=STRANGE, name=STRANGE)
@pytest.mark.slow
def test_a_stranger_s_text_stays_text(typed, name, tmp_path_factory):
    desk = Desk()
    desk.sheet(
        "教育局",
        put={("3-1", "完成比例"): f"好多{{{{ 7*7 }}}}{{% raw %}}{typed}", ("4-1", "备注"): typed},
        name=f"{name}教育局.xlsx",
    )
    files = back(desk, tmp_path_factory.mktemp("w"))
    said = "".join(letter_lines(files))
    assert "{{ 7*7 }}" in said and "49" not in said
    assert not any(ord(c) < 32 for c in said)
    assert len(files) == 4


# -- the office's own templates -------------------------------------------------------------------------------------


def test_the_office_s_own_wording_is_used_and_its_mistakes_are_named(tmp_path):
    desk = Desk()
    desk.both("教育局")
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "收件回执.txt.j2").write_text("{{ 单位.名称 }}收悉。", encoding="utf-8-sig")
    assert text(desk, tmp_path, "收件回执-教育局.txt") == "教育局收悉。\r\n"
    (templates / "收件回执.txt.j2").write_text("{{ 单位.电话 }}", encoding="utf-8")
    with pytest.raises(ToolkitError, match="收件回执"):
        back(desk, tmp_path)


@pytest.mark.parametrize("template", ["{{ 没有 }}", "{% if %}", "{{ ''.__class__.__mro__ }}", "{{ 1 / 0 }}", "{{ '' + 1 }}"])
def test_a_broken_text_template_is_one_sentence(template):
    with pytest.raises(ToolkitError, match="模板"):
        filled(template, {}, "模板.txt.j2")


def test_a_text_template_saved_by_an_old_editor_is_read():
    assert decoded("收悉。".encode("gb18030"), "x") == decoded("收悉。".encode("utf-8-sig"), "x") == "收悉。"


def test_a_broken_word_template_is_one_sentence(tmp_path):
    desk = Desk()
    desk.sheet("教育局", put=BAD)
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "退回说明.docx").write_bytes(b"not a document")
    with pytest.raises(ToolkitError, match="退回说明"):
        back(desk, tmp_path)
    page = Document()
    page.add_paragraph("{{ 单位.没有 }}")
    page.save(templates / "退回说明.docx")
    with pytest.raises(ToolkitError, match="退回说明"):
        back(desk, tmp_path)


def test_percent_and_dates_come_back_as_what_they_are(tmp_path):
    from openpyxl import load_workbook

    desk = Desk()
    desk.sheet("教育局", put=BAD)
    data = next(d for path, d in back(desk, tmp_path).items() if path.endswith(".xlsx"))
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert Decimal(repr(sheet["G6"].value)) == Decimal("0.4") and sheet["G6"].number_format == "0%"
    assert sheet["K6"].is_date


def test_a_letter_calls_another_job_s_form_what_it_is(tmp_path):
    desk = Desk()
    desk.drop(Desk(plan_with(任务号="B3C4")).book("教育局"), "附件2-教育局.xlsx")
    said = text(desk, tmp_path, "退回说明.txt")
    assert "另一项工作的表，文件为" in said
    assert "报送的2022年第1期（4月）附件2" not in said

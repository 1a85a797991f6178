"""What came instead of a form is named, answered and never called nothing."""

from typing import Any

import pytest
from judge_desk import Desk

from toolkit.nouns.cells import Book, Cell, CellKind, Sheet
from toolkit.nouns.docket import FileRow
from toolkit.nouns.records import Sort
from toolkit.outputs.returned import case_of

UNIT = "教育局"


def came(desk: Desk, name: str, *, sort: Sort = Sort.OTHER, when: str = "2022-04-02T09:00", **more: Any) -> int:
    return desk.drop(name.encode(), name, when, sort=sort, **more)


def returned(desk: Desk, unit: str = UNIT) -> FileRow | None:
    period, named = desk.plan.period("2022-04"), desk.plan.unit(unit)
    assert period and named
    case = case_of(desk.plan, desk.form, (desk.docket(),), period, named)
    return case.file if case else None


@pytest.mark.parametrize(
    ("name", "sort", "words"),
    [
        ("教育局工作汇报.docx", Sort.OTHER, "来过“教育局工作汇报.docx”（#"),
        ("教育局来信.eml", Sort.CONTAINER, "来过邮件（#"),
        ("教育局.zip", Sort.CONTAINER, "来过“教育局.zip”（#"),
    ],
)
def test_what_came_without_a_form_is_named_and_answered(name: str, sort: Sort, words: str) -> None:
    desk = Desk()
    number = came(desk, name, sort=sort)
    unit = desk.unit(UNIT)
    assert f"4月2日09:00{words}{number}）" in unit.reason
    assert "没有附件2" in unit.reason
    assert "未收到材料" not in unit.reason
    assert unit.first_received is None
    row = desk.file(number)
    assert (row.unit, row.formless) == (UNIT, True)
    found = returned(desk)
    assert found is not None
    assert found.receipt == number


def test_a_letter_beside_the_scan_leaves_the_sheet_owing() -> None:
    desk = Desk()
    desk.scan(UNIT)
    came(desk, "教育局工作汇报.docx")
    unit = desk.unit(UNIT)
    assert unit.status.value == "报送不齐"
    assert "没有附件2" in unit.reason


def test_a_cover_beside_or_after_the_form_is_only_a_cover() -> None:
    desk = Desk()
    run = desk.run("2022-04-02T23:00")
    inside = came(desk, "教育局说明.docx", run=run, inside=("教育局.zip",))
    desk.sheet(UNIT, run=run, inside=("教育局.zip",), 完成比例="已过半")
    after = came(desk, "教育局补充说明.docx", when="2022-04-03T09:00")
    assert [desk.file(number).formless for number in (inside, after)] == [False, False]
    found = returned(desk)
    assert found is not None
    assert found.name == "附件2-教育局.xlsx"


def test_a_mail_with_anything_in_it_speaks_through_that() -> None:
    desk = Desk()
    run = desk.run("2022-04-02T23:00")
    mail = came(desk, "教育局来信.eml", sort=Sort.CONTAINER, run=run)
    came(desk, "教育局盖章.pdf", sort=Sort.SCAN, run=run, inside=("教育局来信.eml",), parent=mail)
    assert not desk.file(mail).formless
    assert desk.unit(UNIT).reason.startswith("只收到盖章扫描件")


def test_strangers_letters_concern_nobody() -> None:
    desk = Desk()
    assert desk.file(came(desk, "天气预报.docx")).problems == ()


def test_the_forms_own_text_in_a_mail_is_no_letter() -> None:
    desk = Desk()
    run = desk.run("2022-04-02T23:00")
    mail = came(desk, "来信.eml", sort=Sort.CONTAINER, run=run)
    body = desk.drop(desk.book(UNIT), "正文.html", run=run, inside=("来信.eml",), parent=mail, inline=True)
    assert desk.outcome(body) == "accepted"
    assert not desk.file(mail).formless


@pytest.mark.parametrize("blank", [True, False])
def test_a_form_quoted_in_the_text_does_not_stand_beside_the_one_attached(*, blank: bool) -> None:
    desk = Desk()
    run = desk.run("2022-04-02T23:00")
    mail = came(desk, "来信.eml", sort=Sort.CONTAINER, run=run)
    nothing = dict.fromkeys(("办理状态", "完成比例", "进展情况", "存在问题", "下一步工作计划", "预计完成时间"))
    quoted = desk.book(UNIT, **(nothing if blank else {"完成比例": 0.2}))
    desk.drop(desk.book(UNIT), "附件2.xlsx", run=run, inside=("来信.eml",), parent=mail)
    body = desk.drop(quoted, "正文.html", run=run, inside=("来信.eml",), parent=mail, inline=True)
    assert (desk.outcome(body), desk.file(body).problems) == ("not_a_form", ())
    assert desk.unit(UNIT).filled_rows == 3


def test_only_a_mail_is_no_report_and_a_file_is_one_sent_back() -> None:
    desk = Desk()
    came(desk, "教育局来信.eml", sort=Sort.CONTAINER)
    came(desk, "公安局汇报.txt")
    assert (desk.status(UNIT), desk.status("公安局")) == ("未报", "退回待重报")
    assert desk.unit(UNIT).reason.startswith("至4月6日截止未收到附件2；4月2日09:00来过邮件")
    assert desk.status(UNIT, as_of="2022-04-03") == "待报"


@pytest.mark.parametrize(("subject", "likely"), [
    ("教育局情况说明", "教育局"), ("教育局、公安局联合报送", ""), ("有关情况", ""),
])  # fmt: skip
def test_a_subject_suggests_one_unit_or_nobody(subject: str, likely: str) -> None:
    desk = Desk()
    number = desk.drop(b"mail", "来信.eml", sort=Sort.CONTAINER, subject=subject)
    assert desk.file(number).suggestion == likely


@pytest.mark.parametrize(("name", "sort", "what"), [
    ("教育局.zip", Sort.CONTAINER, "（压缩包里没有表格）"), ("教育局工作汇报.docx", Sort.OTHER, "（是文字材料，不是附件2表格）"),
])  # fmt: skip
def test_the_problem_says_what_it_was(name: str, sort: Sort, what: str) -> None:
    desk = Desk()
    row = desk.file(came(desk, name, sort=sort))
    assert what in {fact for problem in row.problems for _, fact in problem.facts}


def test_a_letter_in_word_is_kept_by_its_lines_and_a_table_is_not():
    desk = Desk()
    cells = {(row, 1): Cell(row, 1, CellKind.TEXT, text) for row, text in ((1, "关于进展的报告"), (2, "已开工3处。"))}
    book = Book(format="docx", sheets=(Sheet(name="正文", cells=cells),))
    letter = desk.drop(book, "教育局工作汇报.docx", "2022-04-02T09:00", sort=Sort.OTHER)
    sealed = desk.drop(book, "教育局加密.docx", "2022-04-02T10:00", sort=Sort.UNREADABLE)
    words = {row.receipt: row.words for row in desk.docket().files}
    assert (words[letter], words[sealed]) == ("关于进展的报告\n已开工3处。", "")

"""Printed codes on scans: whose, which job, which period, which print; what was not seen; what no code can change."""

from dataclasses import replace

import pytest
from judge_desk import Desk, at, plan_with
from papers import codes, look

from toolkit.form.paper_code import ISSUE_PROPERTY, TITLE, TITLE_ALONE, foot_place, issue_mark
from toolkit.nouns.outcomes import Outcome, Status
from toolkit.nouns.paper import CodeOnPage, Seen
from toolkit.nouns.records import Issued, NoteKind

UNIT, OTHER = "教育局", "公安局"


def row_of(desk, number, as_of="2022-12-31"):
    from toolkit.judge.dockets import judge

    rows = [row for docket in judge(desk.snapshot(as_of)) for row in docket.files if row.receipt == number]
    assert len(rows) == 1
    return rows[0]


def said(row):
    return [problem.code.name for problem in row.problems]


def test_a_code_says_whose_a_nameless_picture_is():
    desk = Desk()
    desk.sheet(UNIT)
    number = look(desk, desk.scan(UNIT, name="微信图片_20220402.jpg"), *codes(desk, UNIT))
    row = row_of(desk, number)
    assert (row.outcome, row.unit, row.period, said(row)) == (Outcome.SCAN, UNIT, "2022-04", [])
    assert desk.unit(UNIT).status is Status.ON_TIME


def test_a_code_beats_the_name_and_says_so():
    desk = Desk()
    number = look(desk, desk.scan(OTHER), *codes(desk, UNIT))
    row = row_of(desk, number)
    assert (row.outcome, row.unit, said(row)) == (Outcome.SCAN, UNIT, ["S12"])


def test_the_clerks_claim_beats_the_code():
    desk = Desk()
    number = look(desk, desk.scan(UNIT, name="扫描.pdf"), *codes(desk, UNIT))
    desk.note(NoteKind.CLAIM, file=f"#{number}", unit=OTHER)
    assert row_of(desk, number).unit == OTHER


def test_two_units_codes_in_one_file_settle_nothing():
    desk = Desk()
    number = look(desk, desk.scan(UNIT), *codes(desk, UNIT), *codes(desk, OTHER, page=2), pages=2)
    row = row_of(desk, number)
    assert (row.outcome, row.unit, said(row), row.suggestion) == (Outcome.UNCLAIMED, None, ["S10"], UNIT)
    assert any("第1页" in fact and "第2页" in fact and not fact.endswith("等") for _, fact in row.problems[0].facts)
    assert desk.unit(UNIT).status is Status.MISSING


def test_two_periods_codes_in_one_file_settle_nothing():
    desk = Desk()
    number = look(desk, desk.scan(UNIT), *codes(desk, UNIT), *codes(desk, UNIT, "2022-06"))
    assert (row_of(desk, number).outcome, said(row_of(desk, number))) == (Outcome.UNCLAIMED, ["S10"])


def test_a_paper_of_the_period_that_is_collected_is_no_other_ones():
    desk = Desk()
    desk.sheet(UNIT, when="2022-04-02T09:00")
    look(desk, desk.scan(UNIT, "2022-04-02T10:00"), *codes(desk, UNIT))
    assert desk.unit(UNIT).status is Status.ON_TIME and "另收到" not in desk.unit(UNIT).reason


def test_a_paper_of_last_period_belongs_to_that_period():
    desk = Desk()
    desk.sheet(UNIT, when="2022-04-02T09:00")
    desk.sheet(UNIT, "2022-06", "2022-06-02T09:00")
    number = look(desk, desk.scan(UNIT, "2022-06-02T09:00", name="6月扫描.pdf"), *codes(desk, UNIT))
    row = row_of(desk, number)
    assert (row.unit, row.period) == (UNIT, "2022-04")
    assert desk.unit(UNIT, "2022-06").status is Status.INCOMPLETE
    assert "另收到" in desk.unit(UNIT, "2022-06").reason


def test_another_jobs_paper_changes_nothing_and_is_said():
    desk = Desk(plan_with(任务号="K7Q2"))
    desk.sheet(UNIT)
    number = look(desk, desk.scan(UNIT), *codes(desk, UNIT, job="ZZZZ"))
    row = row_of(desk, number)
    assert (row.outcome, said(row)) == (Outcome.RETURNED, ["S14"])
    unit = desk.unit(UNIT)
    assert (unit.status, unit.returns) == (Status.INCOMPLETE, 0)
    assert "另一项工作" in unit.reason


def test_a_period_that_the_plan_does_not_list_is_no_scan_of_this_one():
    desk = Desk()
    number = look(desk, desk.scan(UNIT), *codes(desk, UNIT, "2023-04", items=("3-1",)))
    assert (row_of(desk, number).outcome, said(row_of(desk, number))) == (Outcome.RETURNED, ["S03"])


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "../../台账.sqlite3", "HTTPS://EXAMPLE.COM", ""])
def test_codes_of_others_are_as_none(text):
    desk = Desk()
    number = look(desk, desk.scan(UNIT), CodeOnPage(1, text), seal=Seen.NO)
    row = row_of(desk, number)
    assert (row.outcome, row.unit, said(row)) == (Outcome.SCAN, UNIT, [])
    assert not text or text not in row.note


@pytest.mark.parametrize(
    ("seal", "signature", "expected"),
    [
        (Seen.YES, Seen.YES, []),
        (Seen.NO, Seen.YES, ["S16"]),
        (Seen.YES, Seen.NO, ["S16"]),
        (Seen.UNCLEAR, Seen.UNCLEAR, []),
    ],
)
def test_what_was_not_seen_is_a_remark_and_no_verdict(seal, signature, expected):
    desk = Desk()
    desk.sheet(UNIT)
    number = look(desk, desk.scan(UNIT), *codes(desk, UNIT), seal=seal, signature=signature)
    assert (row_of(desk, number).outcome, said(row_of(desk, number))) == (Outcome.SCAN, expected)
    assert desk.unit(UNIT).status is Status.ON_TIME
    assert f"公章{seal.value}" in desk.unit(UNIT).reason


def test_the_clerk_can_make_a_paper_without_seal_no_scan():
    desk = Desk(plan_with(S16="退回"))
    desk.sheet(UNIT)
    number = look(desk, desk.scan(UNIT), *codes(desk, UNIT), seal=Seen.NO)
    assert row_of(desk, number).outcome is Outcome.RETURNED
    assert desk.unit(UNIT).status is Status.INCOMPLETE


@pytest.mark.parametrize(
    ("places", "pages", "missing"),
    [
        ((TITLE, foot_place(55)), 1, ""),
        ((TITLE,), 1, "第2页缺"),
        ((foot_place(55),), 1, "第1页缺"),
        ((TITLE_ALONE,), 1, ""),
        ((TITLE,), 2, "第3页缺"),
    ],
)
def test_a_page_that_is_missing_is_named(places, pages, missing):
    desk = Desk()
    number = look(desk, desk.scan(UNIT), *codes(desk, UNIT, places=places), pages=pages, signature=Seen.UNCLEAR)
    row = row_of(desk, number)
    assert said(row) == (["S16"] if missing else [])
    assert missing in "".join(problem.message for problem in row.problems)


def issued(desk, unit, items, when):
    desk.number += 1
    return Issued(
        number=desk.number, at=at(when), period="2022-04", unit=unit, form=desk.form.version, template="", items=tuple(items)
    )


def test_a_print_of_an_older_issue_is_said():
    desk = Desk()
    items = desk.items(UNIT, "2022-04")
    desk.issued = (issued(desk, UNIT, items[:1], "2022-03-01"), issued(desk, UNIT, items, "2022-03-20"))
    old = look(desk, desk.scan(UNIT), *codes(desk, UNIT, items=items[:1]))
    new = look(desk, desk.scan(UNIT, "2022-04-03T09:00"), *codes(desk, UNIT))
    assert [said(row_of(desk, number)) for number in (old, new)] == [["S08"], []]


@pytest.mark.parametrize("again", [False, True])
def test_beside_a_sheet_without_a_mark_only_a_print_that_was_replaced_is_an_older_one(*, again):
    """`again`: the first form was issued a second time, after the other."""
    desk = Desk()
    items = desk.items(UNIT, "2022-04")
    forms = [items[:1], items, items[:1]] if again else [items[:1], items]
    desk.issued = tuple(issued(desk, UNIT, some, f"2022-03-{day:02}") for day, some in enumerate(forms, start=1))
    book = desk.book(UNIT)
    desk.drop(replace(book, properties={k: v for k, v in book.properties.items() if k != ISSUE_PROPERTY}), "附件2-教育局.xlsx")
    first = look(desk, desk.scan(UNIT, name="教育局一.pdf"), *codes(desk, UNIT, items=items[:1]))
    second = look(desk, desk.scan(UNIT, name="教育局二.pdf"), *codes(desk, UNIT, items=items))
    assert [said(row_of(desk, number)) for number in (first, second)] == ([[], ["S08"]] if again else [["S08"], []])


def test_a_paper_signed_before_the_sheet_was_sent_back_and_corrected_is_said():
    desk = Desk()
    desk.sheet(UNIT, when="2022-04-01T09:00", 进展情况="")
    early = look(desk, desk.scan(UNIT, "2022-04-01T09:00"), *codes(desk, UNIT))
    desk.sheet(UNIT, when="2022-04-03T09:00")
    late = look(desk, desk.scan(UNIT, "2022-04-03T09:00", name="教育局新.pdf"), *codes(desk, UNIT))
    assert [said(row_of(desk, number)) for number in (early, late)] == [["S08"], []]
    assert desk.unit(UNIT).status is Status.ON_TIME


def test_a_paper_of_another_print_than_the_sheet_that_counts_is_said():
    desk = Desk()
    desk.sheet(UNIT)
    copy = issue_mark(UNIT, "2022-04", desk.form.version, (), "#7")
    number = look(desk, desk.scan(UNIT), *codes(desk, UNIT, issue=copy))
    assert said(row_of(desk, number)) == ["S08"]


def test_the_same_picture_twice_is_a_copy_of_the_first():
    desk = Desk()
    first = look(desk, desk.scan(UNIT, name="图1.jpg", content=b"x"), *codes(desk, UNIT))
    second = look(desk, desk.scan(UNIT, name="图2.jpg", content=b"x"), *codes(desk, UNIT))
    assert [row_of(desk, number).outcome for number in (first, second)] == [Outcome.SCAN, Outcome.DUPLICATE]

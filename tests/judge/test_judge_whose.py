"""Whose job and which period a sheet is of: another job's, an unlisted period's, a row that is nobody's, a lost column."""

from dataclasses import replace
from datetime import UTC

import pytest
from judge_desk import Desk, plan_with

from toolkit.judge.waiting_facts import WaitingFacts
from toolkit.judge.waiting_files import unclaimed
from toolkit.nouns.cells import Book
from toolkit.nouns.docket import Entry
from toolkit.nouns.records import NoteKind

UNIT = "教育局"
OTHER = plan_with(任务号="B3C4")


def without_marks(book: Book, *marks: str) -> Book:
    """Return the book without 编号 (S0), 表号 and so on, and without properties."""
    sheet = book.sheets[0]
    kept = {p: c for p, c in sheet.cells.items() if not (isinstance(c.value, str) and c.value.startswith(marks))}
    return replace(book, properties={}, sheets=(replace(sheet, cells=kept),))


def with_texts(book: Book, texts: dict[tuple[int, int], str]) -> Book:
    sheet = book.sheets[0]
    cells = {p: replace(c, value=texts[p]) if p in texts else c for p, c in sheet.cells.items()}
    return replace(book, sheets=(replace(sheet, cells=cells),))


def text_of(book: Book, start: str) -> str:
    return next(c.value for c in book.sheets[0].cells.values() if isinstance(c.value, str) and c.value.startswith(start))


# -- another job ----------------------------------------------------------------------------------------------------


def test_the_job_stands_in_every_stamp() -> None:
    book = Desk().book("黄冕镇")
    assert text_of(book, "S0801") == "S0801@黄冕镇@2022-04#K7Q2"
    assert text_of(book, "表号").endswith("#K7Q2")
    assert book.properties["duban.job"] == "K7Q2"


@pytest.mark.parametrize("left", ["S0", "表号", "properties"])
def test_another_jobs_form_changes_nothing_whichever_stamp_is_left(left: str) -> None:
    desk = Desk()
    strange = Desk(OTHER).book(UNIT)
    bare = without_marks(strange, *({"S0", "表号"} - {left}))
    number = desk.drop(replace(bare, properties=strange.properties if left == "properties" else {}), "附件2-教育局.xlsx")
    row = desk.file(number)
    assert (row.outcome.value, row.unit, [p.code.name for p in row.problems]) == ("returned", UNIT, ["S14"])
    unit = desk.unit(UNIT)
    assert (unit.status.value, unit.first_received, unit.returns, unit.filled_rows) == ("未报", None, 0, 0)
    assert "另一项工作的表" in unit.reason
    assert "未收到材料" not in unit.reason


def test_another_jobs_form_does_not_replace_ours() -> None:
    desk = Desk()
    desk.both(UNIT)
    desk.drop(Desk(OTHER).book(UNIT, 完成比例=0.9), "附件2-教育局.xlsx", "2022-04-04T09:00")
    assert desk.status(UNIT) == "按时"
    assert {str(e.fields["完成比例"]) for e in desk.docket().entries if e.unit == UNIT} == {"0.4"}


def test_a_form_issued_before_the_job_was_in_the_stamp_is_read() -> None:
    desk = Desk()
    number = desk.drop(Desk(plan_with(任务号="")).book(UNIT), "附件2-教育局.xlsx")
    assert desk.outcome(number) == "accepted"


def test_stamps_that_name_two_jobs_contradict_each_other() -> None:
    desk = Desk()
    number = desk.drop(replace(desk.book(UNIT), properties=Desk(OTHER).book(UNIT).properties), "附件2-教育局.xlsx")
    row = desk.file(number)
    assert (row.outcome.value, [p.code.name for p in row.problems], row.entries) == ("returned", ["S10"], ())


def test_row_numbers_dragged_down_count_the_job_up_and_are_read_by_content() -> None:
    desk = Desk()
    book = desk.book(UNIT)
    number = desk.drop(
        with_texts(book, {(6, 13): "S0301@教育局@2022-04#K7Q3", (7, 13): "S0301@教育局@2022-04#K7Q4"}), "附件2-教育局.xlsx"
    )
    assert desk.outcome(number) == "accepted"


def test_a_row_whose_prefilled_texts_all_differ_is_never_merged() -> None:
    desk = Desk()
    texts = {(5, 2): "老旧小区改造工程", (5, 3): "改造县城老旧小区12个，惠及居民2300户。"}
    number = desk.drop(with_texts(desk.book(UNIT), texts), "附件2-教育局.xlsx")
    assert desk.codes(number) == {"S10 C5"}
    assert {e.item for e in desk.file(number).entries} == {"4-1", "9-4"}


def test_a_row_with_one_prefilled_text_left_is_ours() -> None:
    desk = Desk()
    number = desk.drop(with_texts(desk.book(UNIT), {(5, 3): "改造县城老旧小区12个，惠及居民2300户。"}), "附件2-教育局.xlsx")
    assert desk.codes(number) == {"S06 C5"}


# -- a period that the plan does not list -----------------------------------------------------------------------------


def shrunk(desk: Desk, *gone: str) -> Desk:
    return Desk(replace(desk.plan, periods=tuple(p for p in desk.plan.periods if p.id not in gone)))


@pytest.mark.parametrize("left", ["S0", "表号", "期次", "properties"])
def test_a_period_that_is_not_listed_is_never_the_current_one(left: str) -> None:
    strange = Desk().book(UNIT, "2022-12")
    desk = shrunk(Desk(), "2022-12")
    bare = without_marks(strange, *({"S0", "表号", "期次"} - {left}))
    bare = replace(bare, properties=strange.properties if left == "properties" else {})
    number = desk.drop(bare, "附件2-教育局.xlsx", "2022-10-05")
    row = desk.file(number)
    assert (row.outcome.value, row.period, [p.code.name for p in row.problems]) == ("returned", "2022-10", ["S03"])
    assert desk.unit(UNIT, "2022-10").filled_rows == 0
    assert "12" in desk.unit(UNIT, "2022-10").reason


def test_who_prints_the_month_of_the_data_means_its_period() -> None:
    desk = Desk()
    bare = without_marks(desk.book(UNIT), "S0", "表号")
    place = next(p for p, c in bare.sheets[0].cells.items() if isinstance(c.value, str) and c.value.startswith("期次"))
    number = desk.drop(with_texts(bare, {place: "期次：2022年3月"}), "附件2-教育局.xlsx")
    assert (desk.outcome(number), desk.file(number).period) == ("accepted", "2022-04")


# -- a required column is gone ------------------------------------------------------------------------------------------


def test_no_row_of_a_sheet_without_a_required_column_is_merged() -> None:
    desk = Desk()
    book = desk.book(UNIT)
    sheet = book.sheets[0]
    column = next(c.column for c in sheet.cells.values() if c.value == "存在问题*")
    kept = {p: c for p, c in sheet.cells.items() if p[1] != column}
    desk.drop(replace(book, sheets=(replace(sheet, cells=kept),)), "附件2-教育局.xlsx")
    entries: list[Entry] = [e for e in desk.docket().entries if e.unit == UNIT]
    assert {e.verdict.value for e in entries} == {"退回"}
    assert desk.unit(UNIT).filled_rows == 0


@pytest.mark.parametrize(("name", "first"), [("教育居盖章.pdf", "教育局"), ("微信图片.pdf", "水利局")])
def test_of_a_file_of_nobody_the_likely_unit_is_offered_first_then_who_lacks_something(name: str, first: str) -> None:
    desk = Desk()
    desk.scan("教育局", name=name)
    dockets = (desk.docket(),)
    assert dockets[0].files[0].suggestion in {first, ""}
    (task,) = unclaimed(WaitingFacts(plan=desk.plan, dockets=dockets, times={}, notes=(), zone=UTC))
    words = [choice.word for choice in task.choices]
    assert words[0] == f"认领给{first}" and len(words) == len(set(words))


def test_a_form_that_is_probably_a_units_is_named_in_its_reason_until_it_is_claimed():
    desk = Desk()
    number = desk.drop(without_marks(desk.book("教育局"), "S0", "填报单位", "表号"), "附件2.xlsx")
    assert (desk.file(number).unit, desk.file(number).suggestion) == (None, "教育局")
    assert desk.status("教育局") == "未报" and "“附件2.xlsx”待认领" in desk.unit("教育局").reason
    assert "待认领" not in desk.unit("水利局").reason
    desk.note(NoteKind.CLAIM, file=f"#{number}", unit="教育局")
    assert "待认领" not in desk.unit("教育局").reason

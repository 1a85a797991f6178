"""S15: of a remark of a 退回 copy only what the unit wrote on below our lines is theirs."""

from dataclasses import replace

import pytest
from judge_desk import Desk, plan_with

from toolkit.nouns.cells import Aside

UNIT = "教育局"
OURS = "【须修改】“进展情况”为必填，此格为空。\n请填写“进展情况”。\n\n【请留意】读数系推定。\n请核对。"


def said(text: str, author: str = "") -> list[str]:
    desk = Desk(plan_with(督查室="鹿寨县人民政府督查室"))
    book = desk.book(UNIT)
    aside = Aside("批注", text, 5, 8, author=author)
    number = desk.drop(replace(book, sheets=(replace(book.sheets[0], asides=(aside,)),)), "附件2-教育局.xlsx")
    return [str(dict(one.facts)["text"]) for one in desk.file(number).problems if one.code.name == "S15"]


@pytest.mark.parametrize("author", ["", "鹿寨县人民政府督查室", "督查室"])
def test_our_remarks_are_ours_and_what_is_written_below_them_is_theirs(author: str) -> None:
    assert said(OURS, author) == []
    assert said(f"{OURS}\n已改，另申请延期到5月。", author) == ["已改，另申请延期到5月。"]
    assert said(OURS.replace("\n\n", "\n我局无此项。\n\n"), author) == ["我局无此项。"]


def test_a_remark_that_another_signs_is_theirs_as_a_whole() -> None:
    assert said(OURS, "教育局") != []


def test_words_at_a_cell_belong_to_its_answer_though_a_column_before_it_is_gone() -> None:
    desk = Desk()
    book = desk.book(UNIT)
    heads = {str(cell.value).rstrip("*"): cell for cell in book.sheets[0].cells.values()}
    head, gone = heads["备注"], heads["预计完成时间"].column
    left = {place: cell for place, cell in book.sheets[0].cells.items() if place[1] != gone}
    aside = Aside("批注", "另附说明一份。", head.row + 1, head.column)
    number = desk.drop(replace(book, sheets=(replace(book.sheets[0], cells=left, asides=(aside,)),)), "附件2-教育局.xlsx")
    (told,) = [one for one in desk.file(number).problems if one.code.name == "S15"]
    assert told.about.key == "备注"


@pytest.mark.parametrize(("author", "told"), [
    ("鹿寨县人民政府督查室", []), ("督查室", []), ("", ["请先看文件。"]), ("教育局", ["请先看文件。"]),
])  # fmt: skip
def test_a_remark_of_our_own_that_names_no_problem_is_ours_by_its_author(author: str, told: list[str]) -> None:
    assert said("请先看文件。", author) == told

"""Prefilled cells that were changed (S06): against the plan and against what was printed of last time."""

from decimal import Decimal

import pytest
from recognise_world import form, issued_cells, plan, sheet

from toolkit.intake.recognise import Clues, altered, recognise
from toolkit.nouns.cells import Book

LAST = {"3-1": {"进展情况": "已完成选址，\n正在招标", "完成比例": Decimal("0.2")}}


@pytest.mark.parametrize(
    ("place", "text", "cells"),
    [
        ((5, 5), "已完成选址，\n正在招标", []),
        ((5, 5), " 已完成选址， 正在招标 ", []),
        ((5, 5), None, []),
        ((5, 5), "已完成选址", ["E5"]),
        ((5, 3), "建成 3所公立幼儿园，新增学位900个。", []),
        ((5, 3), "建成2所公立幼儿园，新增学位900个。", ["C5"]),
        ((5, 2), "学前教育工程", ["B5"]),
        ((5, 4), "教育局、住建局", ["D5"]),
        ((5, 1), "3", []),
        ((5, 1), "5", ["A5"]),
    ],
)
def test_s06_names_the_changed_cell(place: tuple[int, int], text: str | None, cells: list[str]) -> None:
    drawn = issued_cells("教育局", ("3-1",)) | ({place: text} if text else {})
    (found,) = recognise(
        Book(format="xlsx", sheets=(sheet(drawn),)), Clues(name="附件2.xlsx", collecting="2022-04"), plan(), {}, form()
    )
    problems = altered(found, found.rows[0], form(), plan(), LAST)
    assert [(p.code.name, p.cell) for p in problems] == [("S06", cell) for cell in cells]

"""How like an item's text a row has to be to be taken for it: at the floor, and at the margin before the next one."""

from dataclasses import replace
from decimal import Decimal

import pytest
from recognise_world import book, form, issued_cells, plan, sheet, unstamped

from toolkit.intake.recognise import Clues, recognise
from toolkit.intake.recognise.folding import alike
from toolkit.intake.recognise.rows import KnownItems

TEXT = "甲乙丙丁戊己庚辛壬癸"


def known(*contents: str) -> KnownItems:
    world = plan()
    items = [replace(item, content=text) for item, text in zip(world.items, contents, strict=False)]
    return KnownItems.of(replace(world, items=tuple(items)), None, "2022-04", claimed=False, jobs=frozenset())


@pytest.mark.parametrize(
    ("row", "like", "taken"),
    [
        ("甲乙丙丁戊己庚辛壬癸", "1", True),
        ("甲乙丙丁戊己庚辛子丑", "0.8", True),
        ("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳", "0.7692", True),
        ("甲乙丙丁戊己子丑寅卯", "0.6", False),
        ("甲乙丙丁戊己庚子丑寅", "0.7", False),
        ("甲乙丙丁戊己子丑", "0.6667", False),
        ("", "0", False),
    ],
)
def test_a_row_less_like_than_three_quarters_is_not_the_item(row, like, taken):
    assert round(Decimal(alike(row, TEXT)), 4) == Decimal(like)
    assert known(TEXT).nearest(row) == ("1-1" if taken else None)


def test_at_three_quarters_exactly_it_is_taken():
    assert alike("甲乙丙丁戊己子丑", "甲乙丙丁戊己庚辛") == 0.75
    assert known("甲乙丙丁戊己庚辛").nearest("甲乙丙丁戊己子丑") == "1-1"
    assert known("甲乙丙丁戊己庚辛").nearest("甲乙丙丁戊寅子丑") is None


@pytest.mark.parametrize(
    ("second", "taken"),
    [("甲乙丙丁戊己庚辛子丑", True), ("甲乙丙丁戊己庚辛壬丑", False), ("甲乙丙丁戊己庚辛壬", False), ("子丑寅卯", True)],
)
def test_two_items_too_close_to_each_other_leave_the_row_to_neither(second, taken):
    scores = [alike(TEXT + "亥", text) for text in (TEXT, second)]
    assert (scores[0] - scores[1] >= 0.1) is taken
    assert known(TEXT, second).nearest(TEXT + "亥") == ("1-1" if taken else None)


@pytest.mark.parametrize(
    ("content", "item"),
    [
        ("建成3所公立幼儿园，新增学位900个（含小班）。", "3-1"),
        ("建成公立小学，另改造幼儿园学位600座。", None),
    ],
)
def test_a_row_without_number_or_id_is_merged_by_its_text_only_when_it_is_like_enough(content, item):
    cells = unstamped(issued_cells("教育局", ("3-1",))) | {(3, 1): "填报单位（盖章）：教育局", (5, 3): content}
    cells = {place: value for place, value in cells.items() if place != (5, 1)}
    (found,) = recognise(book(sheet(cells)), Clues(name="附件2.xlsx", collecting="2022-04"), plan(), {}, form())
    assert [row.item for row in found.rows] == [item]
    assert [p.code.name for p in found.problems if p.code.name == "S05"] == ([] if item else ["S05"])

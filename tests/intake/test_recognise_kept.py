"""Recognised forms kept as bytes: they come back equal, and their key changes with all that they depend on."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from recognise_world import form, issued_cells, plan, sheet

from toolkit.intake.recognise import Clues, recognise
from toolkit.intake.recognise.kept import code_print, dump_kept, key_of, load_kept, row_key, setting_of
from toolkit.nouns.cells import Book, Cell, CellKind
from toolkit.nouns.fields import Type
from toolkit.nouns.problems import Code, Severity, problem
from toolkit.nouns.submission import Row, Slot


@pytest.mark.parametrize(
    "value",
    [
        None, "", "甲\ud800乙", 0, 7, True, False, Decimal("0.30"), date(2022, 4, 5), datetime(2022, 4, 5, 9, 30, tzinfo=UTC), time(9, 30),
        (), ("甲", (1, None)), {"进展情况": "甲", "完成比例": Decimal("0.3")}, {}, frozenset({"乙", "甲"}), frozenset(),
        Code.X01, next(iter(Severity)), Type.PERCENT, problem(Code.S05, "附件2", "A5", what="行", detail="甲"),
    ],
)  # fmt: skip
def test_what_is_kept_comes_back_as_it_was(value: object) -> None:
    back = load_kept(dump_kept(value))
    assert (back, type(back)) == (value, type(value))
    assert str(back) == str(value)


CELLS = (
    Cell(5, 1, CellKind.TEXT, "正在实施"), Cell(5, 2, CellKind.TEXT, "甲", "@"), Cell(5, 3, CellKind.TEXT, None), Cell(5, 4, CellKind.PICTURE, None),
    Cell(5, 5, CellKind.NUMBER, Decimal("0.30"), "0%"), Cell(5, 6, CellKind.NUMBER, Decimal(46), words="已完成46所"),
    Cell(5, 7, CellKind.TEXT, "甲乙", struck="甲", kept="乙"), Cell(5, 8, CellKind.NUMBER, Decimal("0.3"), exact=Decimal("0.349")),
    Cell(5, 9, CellKind.DATE, datetime(2022, 4, 5, tzinfo=UTC)), Cell(5, 10, CellKind.DATE, date(2022, 4, 5)), Cell(5, 11, CellKind.BOOLEAN, value=True),
)  # fmt: skip


def test_a_row_with_every_kind_of_cell_comes_back() -> None:
    slots = {f"甲{cell.column}": Slot(address=cell.address, cell=cell) for cell in CELLS}
    merged = {"乙": Slot(address="G7", cell=None, merged="G7:G9"), "丙": Slot(address="H7", cell=None, across="H7:I7")}
    for row in (Row(row=5, item="3-1", answers=slots, prefilled=merged), Row(row=6, item=None, answers={})):
        back = load_kept(dump_kept((row,)))
        assert (back, repr(back)) == ((row,), repr((row,)))


def test_a_whole_form_its_plan_and_what_was_read_of_it_come_back() -> None:
    (read,) = recognise(
        Book(format="xlsx", sheets=(sheet(issued_cells("教育局", ("3-1", "4-1"))),)), Clues(name="附件2.xlsx"), plan(), {}, form()
    )
    assert load_kept(dump_kept((read, form()))) == (read, form())
    assert load_kept(dump_kept(plan())) == plan()


def test_what_nobody_thought_of_is_not_kept() -> None:
    with pytest.raises(TypeError):
        dump_kept(1.5)
    with pytest.raises(TypeError):
        dump_kept((["a list"],))


CLUES = Clues(name="甲.xlsx", inside=("包.zip",), sender="a@b.cn", claimed="甲", claimed_period="2022-04", collecting="2022-06")


@pytest.mark.parametrize(
    "other",
    [
        replace(CLUES, name="乙.xlsx"), replace(CLUES, inside=()), replace(CLUES, sender=""), replace(CLUES, claimed=""),
        replace(CLUES, claimed_period=""), replace(CLUES, collecting="2022-04"),
    ],
)  # fmt: skip
def test_the_key_names_all_that_is_known_of_the_file(other: Clues) -> None:
    assert key_of("reading", CLUES, "setting") == key_of("reading", replace(CLUES), "setting")
    assert key_of("reading", other, "setting") != key_of("reading", CLUES, "setting")
    assert key_of("other", CLUES, "setting") != key_of("reading", CLUES, "setting") != key_of("reading", CLUES, "other")


def test_the_setting_names_the_plan_the_forms_and_the_jobs() -> None:
    whole = ("plan", {"1": "a", "2": "b"}, {"2022-04": "1", "2022-06": "2"}, frozenset({"K1", "K2"}))
    one = setting_of(*whole)
    assert one == setting_of("plan", dict(whole[1]), dict(reversed(whole[2].items())), frozenset({"K2", "K1"}))
    others = [
        setting_of("other", *whole[1:]),
        setting_of("plan", {"2": "b", "1": "a"}, *whole[2:]),
        setting_of("plan", whole[1], {"2022-04": "2"}, whole[3]),
        setting_of(*whole[:3], frozenset({"K1"})),
    ]
    assert len({one, *others}) == 5
    assert len(one) == len(code_print()) == 64


def test_a_row_s_key_names_its_place_its_item_and_its_past() -> None:
    row = ("forms", "附件2", 5, ("3-1", "教育局", "2022-04"), None)
    others = [("x", *row[1:]), (row[0], "表", *row[2:]), (*row[:2], 6, *row[3:]), (*row[:3], ("3-1",), None), (*row[:4], ())]
    assert len({row_key(*one) for one in (row, *others)}) == 6  # type: ignore[arg-type]
    assert row_key(*row) == row_key(*row)

"""Prefilled cells that were changed (S06): against the plan and against what was printed of last time."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from recognise_world import form, issued_cells, plan, sheet

from toolkit.intake.recognise import Clues, recognise
from toolkit.intake.recognise.altered import altered, missing
from toolkit.nouns.cells import Book, Cell, CellKind
from toolkit.nouns.fields import Form
from toolkit.nouns.problems import Code, problem
from toolkit.nouns.submission import Slot
from toolkit.plan.model import Plan

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


# -- every printed column ---------------------------------------------------------------------------------------------


def altered_in(
    place: tuple[int, int],
    text: object,
    *,
    last: dict[str, object] | None = None,
    world: Plan | None = None,
    issued: Form | None = None,
    period: str = "2022-04",
) -> list[str]:
    """Return the cells that S06 names in an issued form with one cell changed."""
    known, shape = world or plan(), issued or form()
    headers = {(4, f.column): f.header for f in shape.fields}
    drawn = {**issued_cells("教育局", ("3-1",), period), **headers, place: text}
    book = Book(format="xlsx", sheets=(sheet({at: v for at, v in drawn.items() if v is not None}),))
    (read,) = recognise(book, Clues(name="附件2.xlsx", collecting=period), known, {}, shape)
    return [p.cell or "" for p in altered(read, read.rows[0], shape, known, {"3-1": last or {}})]  # type: ignore[dict-item]


def last_time(key: str) -> Form:
    """Return the form with the fifth column printing this answer of last time."""
    old = form()
    return replace(old, fields=tuple(replace(f, key=key, header=f"上期{key}") if f.source == "上期" else f for f in old.fields))


@pytest.mark.parametrize(
    ("text", "share", "changed"),
    [
        ("20%", "0.2", False),
        ("20.0%", "0.2", False),
        ("20.00%", "0.2", False),
        ("0.2", "0.2", False),
        ("0.20", "0.2", False),
        ("2", "0.2", True),
        ("2%", "0.2", True),
        ("200%", "0.2", True),
        ("20", "0.2", True),
        ("33%", "0.3333", False),
        ("33.3%", "0.3333", False),
        ("33.33%", "0.3333", False),
        ("33.4%", "0.3333", True),
        ("33.33%", "0.333333", False),
        ("33.333%", "0.333333", True),
        ("34%", "0.3333", True),
        ("13%", "0.125", False),
        ("12%", "0.125", True),
        ("12.346%", "0.123456", True),
        ("12.3456%", "0.123456", False),
        ("0.123456", "0.123456", False),
        ("100%", "1", False),
        ("1", "1", False),
        ("0%", "0", False),
        ("0", "0.0", False),
        ("1,000%", "10", False),
        ("约20%", "0.2", True),
    ],
)
def test_a_share_of_last_time_may_be_printed_in_any_of_its_ways(text: str, share: str, changed: bool) -> None:
    cells = altered_in((5, 5), text, last={"完成比例": Decimal(share)}, issued=last_time("完成比例"))
    assert cells == (["E5"] if changed else [])


@pytest.mark.parametrize(
    ("text", "changed"),
    [("2022-09-30", False), ("2022年9月30日", False), ("9月30日", True), ("2022-09-29", True), (None, False)],
)
def test_a_day_of_last_time(text: str | None, changed: bool) -> None:
    cells = altered_in((5, 5), text, last={"预计完成时间": date(2022, 9, 30)}, issued=last_time("预计完成时间"))
    assert cells == (["E5"] if changed else [])


def test_what_was_blank_last_time_is_compared_too() -> None:
    assert altered_in((5, 5), "自己补的", last={"进展情况": None}) == ["E5"]
    assert altered_in((5, 5), "自己补的") == ["E5"]
    assert altered_in((5, 5), "自己补的", last={"进展情况": "原来的"}) == ["E5"]


def test_a_blank_cell_of_what_we_printed_is_named_as_blank() -> None:
    drawn = issued_cells("教育局", ("3-1",)) | {(5, 2): ""}
    del drawn[5, 2]
    (read,) = recognise(Book(format="xlsx", sheets=(sheet(drawn),)), Clues(name="附件2.xlsx"), plan(), {}, form())
    (problem,) = altered(read, read.rows[0], form(), plan(), {})
    assert (problem.code.name, problem.cell, dict(problem.facts)["theirs"]) == ("S06", "B5", "空白")
    (changed,) = altered(read, read.rows[0], form(), plan(), {})
    assert (changed.about.items, changed.about.key) == (("3-1",), "事项.立项名称")


def test_two_cells_that_were_changed_are_both_named() -> None:
    drawn = issued_cells("教育局", ("3-1",)) | {(5, 2): "别的工程", (5, 4): "住建局"}
    (read,) = recognise(Book(format="xlsx", sheets=(sheet(drawn),)), Clues(name="附件2.xlsx"), plan(), {}, form())
    problems = altered(read, read.rows[0], form(), plan(), {})
    assert [(p.cell, dict(p.facts)["theirs"]) for p in problems] == [("B5", "别的工程"), ("D5", "住建局")]


def test_a_column_that_a_unit_deleted_hides_no_change_right_of_it() -> None:
    drawn = issued_cells("教育局", ("3-1",)) | {(5, 4): "住建局"}
    drawn = {at: value for at, value in drawn.items() if at not in {(4, 1), (5, 1)}}
    (read,) = recognise(Book(format="xlsx", sheets=(sheet(drawn),)), Clues(name="附件2.xlsx"), plan(), {}, form())
    assert [p.cell for p in altered(read, read.rows[0], form(), plan(), {})] == ["D5"]


@pytest.mark.parametrize(
    ("text", "changed"),
    [("教育局", False), ("教育局，", False), ("教育局\n", False), ("住建局", True), ("教育局、住建局", True)],
)
def test_hosts_are_compared_without_what_stands_between_them(text: str, changed: bool) -> None:
    assert altered_in((5, 4), text) == (["D5"] if changed else [])


def test_whoever_holds_the_item_in_the_form_s_period_is_printed() -> None:
    old = plan()
    units = tuple(replace(u, replaces=("教育局",), since=date(2022, 5, 1)) if u.name == "住建局" else u for u in old.units)
    after = replace(old, units=units)
    for period, text, changed in (
        ("2022-04", "教育局", False), ("2022-04", "住建局", True), ("2022-06", "住建局", False), ("2022-06", "教育局", True),
    ):  # fmt: skip
        drawn = issued_cells("教育局" if period == "2022-04" else "住建局", ("3-1",), period) | {(5, 4): text}
        book = Book(format="xlsx", sheets=(sheet(drawn),))
        (read,) = recognise(book, Clues(name="附件2.xlsx", collecting=period), after, {}, form())
        assert (read.period, bool(altered(read, read.rows[0], form(), after, {}))) == (period, changed)


def test_a_form_of_no_period_may_print_whoever_held_the_item_in_any() -> None:
    old = plan()
    units = tuple(replace(u, replaces=("教育局",), since=date(2022, 5, 1)) if u.name == "住建局" else u for u in old.units)
    after = replace(old, units=units)
    drawn = issued_cells("教育局", ("3-1",))
    (read,) = recognise(Book(format="xlsx", sheets=(sheet(drawn),)), Clues(name="附件2.xlsx"), after, {}, form())
    timeless = replace(read, period=None)
    for text, changed in (("教育局", False), ("住建局", False), ("水利局", True)):
        row = read.rows[0]
        cell = Cell(5, 4, CellKind.TEXT, text)
        row = replace(row, prefilled={**row.prefilled, "事项.承办单位": Slot(address="D5", cell=cell)})
        assert bool(altered(timeless, row, form(), after, {})) is changed


@pytest.mark.parametrize("text", ["8(1)", "8-1", "8（1）", "８（１）"])
def test_a_number_is_the_same_in_any_brackets(text: str) -> None:
    drawn = issued_cells("黄冕镇", ("8-1",)) | {(5, 1): text}
    (read,) = recognise(Book(format="xlsx", sheets=(sheet(drawn),)), Clues(name="附件2.xlsx"), plan(), {}, form())
    assert altered(read, read.rows[0], form(), plan(), {}) == ()


def test_only_a_number_may_be_written_as_a_number() -> None:
    assert altered_in((5, 2), "3-1") == ["B5"]
    assert altered_in((5, 1), "3-1") == []
    assert altered_in((5, 1), "3-2") == ["A5"]


def limited() -> Form:
    """Return the form with 完成时限 in the fourth column."""
    old = form()
    fields = tuple(replace(f, key="完成时限", header="完成时限") if f.key == "承办单位" else f for f in old.fields)
    return replace(old, fields=fields)


@pytest.mark.parametrize(("text", "changed"), [("2022-10-31", False), ("2022年10月31日", False), ("2022-11-30", True)])
def test_the_limit_is_the_item_s(text: str, changed: bool) -> None:
    cells = altered_in((5, 4), text, issued=limited())
    assert cells == (["D5"] if changed else [])


def test_a_row_of_no_item_has_nothing_to_compare() -> None:
    drawn = issued_cells("教育局", ("3-1",))
    (read,) = recognise(Book(format="xlsx", sheets=(sheet(drawn),)), Clues(name="附件2.xlsx"), plan(), {}, form())
    assert altered(read, replace(read.rows[0], item=None), form(), plan(), LAST) == ()
    assert altered(read, replace(read.rows[0], item="99-9"), form(), plan(), LAST) == ()


@pytest.mark.parametrize(
    ("due", "change", "lacking"),
    [
        (("3-1", "4-1", "9-4"), {}, ["4-1", "9-4"]),
        (("3-1",), {}, []),
        (("3-1", "4-1"), {"doubtful": ("4-1",)}, []),
        (("3-1", "4-1"), {"unit": None}, []),
        (("3-1", "4-1"), {"problems": (problem(Code.S01, "附件2", None, detail="", how=""),)}, []),
        (("3-1", "4-1"), {"problems": (problem(Code.S11, "附件2", None, basis="", unit=""),)}, ["4-1"]),
    ],
)
def test_s04_names_what_is_not_answered(due: tuple[str, ...], change: dict[str, object], lacking: list[str]) -> None:
    drawn = issued_cells("教育局", ("3-1",))
    (read,) = recognise(Book(format="xlsx", sheets=(sheet(drawn),)), Clues(name="附件2.xlsx"), plan(), {}, form())
    told = missing(replace(read, **change), due)  # type: ignore[arg-type]
    assert list(told.about.items if told else ()) == lacking
    assert told is None or (told.code, told.cell) == (Code.S04, "A4")

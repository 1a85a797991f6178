"""A plan answers every question from tables made once: the work grows with the units, not with their square."""

import pickle
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import accumulate, groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from steps import steps

from toolkit.intake.recognise.kept import dump_kept, load_kept
from toolkit.nouns import shelf
from toolkit.plan.draft import shipped_draft
from toolkit.plan.item_ids import project_ends
from toolkit.plan.model import Extension, Item, Period, Plan, Unit
from toolkit.plan.read import read_plan
from toolkit.plan.schedule import Schedules, request
from toolkit.plan.settings import Settings
from toolkit.plan.write import write_plan

APRIL = Period(id="2022-04", name="4月", deadline=date(2022, 4, 5), data_as_of=date(2022, 3, 31))
JUNE = Period(id="2022-06", name="6月", deadline=date(2022, 6, 5), data_as_of=date(2022, 5, 31))
DUE = date(2022, 10, 31)


def plan_of(units: int, *, shared: bool) -> Plan:
    """Return a plan of two items a unit, or of two items that all units share; every tenth unit hands over in May."""
    names = [f"单位{n:04d}" for n in range(units)]
    hosts = [tuple(names)] * 2 if shared else [(name,) for name in names for _ in range(2)]
    items = tuple(
        Item(id=f"{n // 2 + 1}-{n % 2 + 1}", number=str(n), project="立项", content=f"内容{n}", hosts=who, due=DUE)
        for n, who in enumerate(hosts)
    )
    heirs = [Unit(name=f"新{name}", since=date(2022, 5, 1), replaces=(name,)) for name in names[::10]]
    asked = tuple(
        Extension(item=items[n % len(items)].id, unit=name, kind="延期", filed=None, approval="文", due=DUE)
        for n, name in enumerate(names)
    )
    return Plan(
        title="",
        settings=Settings({"年度": "2022"}),
        items=items,
        units=(*(Unit(name=name) for name in names), *heirs),
        periods=(APRIL, JUNE),
        extensions=asked,
    )


def ask_everything(plan: Plan) -> None:
    for period in plan.periods:
        dict(Schedules(plan, period))
        for item, unit in plan.assignments(period.deadline):
            found = plan.item(item)
            assert found is not None
            assert plan.unit(unit) is not None
            plan.predecessors(item, unit, period.deadline)
            request(plan, item, unit)
        for item in plan.items:
            plan.hosts(item, period.deadline)


@pytest.mark.parametrize("shared", [False, True], ids=["own items", "shared items"])
def test_twice_the_units_is_twice_the_work(shared: bool) -> None:
    few, many = (steps(lambda n=n: ask_everything(plan_of(n, shared=shared))) for n in (60, 120))  # type: ignore[misc]
    assert many < 2.2 * few


def test_a_plan_of_twice_the_units_is_read_in_twice_the_steps() -> None:
    books = (book_of(100), book_of(200))
    few, many = (steps(lambda book=book: read_plan(book)) for book in books)  # type: ignore[misc]
    assert many < 2.1 * few


def book_of(units: int) -> bytes:
    """Return 附件1 as a file: a project a unit."""
    draft = shipped_draft()
    names = [f"第{n:04d}局" for n in range(units)]
    table = tuple((str(n + 1), f"工程{n}", f"修建通村道路{n + 3}公里。", name) for n, name in enumerate(names))
    people = tuple((name, f"{name}办公室", "", "县直", "") for name in names)
    return write_plan(replace(draft, table=table, units=people))


def test_an_edited_plan_answers_anew() -> None:
    plan = plan_of(20, shared=False)
    assert plan.hosts(plan.items[0], APRIL.deadline) == ("单位0000",)
    assert plan.hosts(plan.items[0], JUNE.deadline) == ("新单位0000",)
    moved = replace(plan, items=(replace(plan.items[0], hosts=("单位0001",)), *plan.items[1:]))
    assert moved.hosts(moved.items[0], JUNE.deadline) == ("单位0001",)
    assert moved.duties(JUNE.deadline).held["单位0001"] == ("1-1", "2-1", "2-2")
    assert plan.duties(JUNE.deadline).heirs == {f"单位{n:04d}": frozenset({f"新单位{n:04d}"}) for n in (0, 10)}


def test_what_is_derived_from_a_plan_is_made_once() -> None:
    plan, made = plan_of(5, shared=True), []

    def table(of: Plan) -> Decimal:
        made.append(of)
        return Decimal(len(of.units))

    assert plan.derived(table) == plan.derived(table) == 6
    assert made == [plan]
    assert replace(plan, units=()).derived(table) == 0


@pytest.mark.parametrize("shared", [False, True])
def test_a_country_s_plan_lies_packed_and_says_the_same(monkeypatch, shared):
    usual = plan_of(60, shared=shared)
    monkeypatch.setattr(shelf, "OPEN", 1)
    packed = replace(usual, units=[*usual.units])
    sent = pickle.loads(pickle.dumps(packed))
    for plan in (packed, sent, load_kept(dump_kept(packed))):
        assert isinstance(plan.items, shelf.Shelf) and isinstance(plan.units, shelf.Shelf)
        assert plan == usual and dump_kept(plan) == dump_kept(usual)
        for day in (APRIL.deadline, JUNE.deadline):
            assert plan.duties(day) == usual.duties(day)
            assert [plan.hosts(item, day) for item in plan.items] == [usual.hosts(item, day) for item in usual.items]
        assert [plan.item(item.id) for item in usual.items] == [*usual.items]
        assert [plan.unit(f" {unit.name}") for unit in usual.units] == [*usual.units]
        assert plan.unit("谁") is None and plan.item("99-9") is None
        assert plan.in_order({item.id for item in usual.items}) == tuple(usual.items)


@pytest.mark.parametrize("shared", [False, True])
def test_what_units_hold_is_the_same_whoever_is_asked_for_first(shared: bool) -> None:
    usual = plan_of(10, shared=shared).duties(JUNE.deadline).held
    names = [*usual, "单位0000", "谁"]
    for turn in range(len(names)):
        duties = plan_of(10, shared=shared).duties(JUNE.deadline)
        asked = [*names[turn:], *names[:turn]]
        assert [duties.held_by(name) for name in asked] == [usual.get(name, ()) for name in asked]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9)), max_size=20))
def test_projects_end_where_the_next_item_is_another_s(items: list[tuple[int, int]]) -> None:
    ids = [f"{project}-{place}" for project, place in items]
    groups = [len([*group]) for _, group in groupby(ids, key=lambda one: one.split("-")[0])]
    assert [*project_ends(ids)] == [*accumulate(groups)]

"""What is kept beside a plan answers as the plan does: names, items, who holds what, as whoever asks for all would be told."""

from dataclasses import replace
from datetime import date

import pytest
from counted import CountedShelf
from dockets import make_docket

from toolkit.intake.recognise.item_contents import ItemsByContent
from toolkit.intake.recognise.unit_names import KnownNames, name_units, unit_by_name
from toolkit.judge.recognitions import names_print
from toolkit.nouns import shelf
from toolkit.nouns.hashed_places import FirstPlaces, HashedPlaces, NamedPlaces, dumped_places
from toolkit.nouns.shelf import LongList
from toolkit.outputs.answers_joined import JoinedAnswers
from toolkit.pipeline import plan_bytes
from toolkit.pipeline.kept_plan import tables_kept
from toolkit.pipeline.plan_bytes import dump_plan, dump_tables, load_plan, load_tables
from toolkit.plan.draft import shipped_draft
from toolkit.plan.model import Plan, Unit
from toolkit.plan.read import read_plan
from toolkit.plan.write import write_plan

DAYS = (date.min, date(2022, 4, 5), date(2022, 12, 5))


@pytest.fixture(scope="module")
def shipped() -> Plan:
    return read_plan(write_plan(shipped_draft()), "附件1.xlsx")


def moved(plan: Plan) -> Plan:
    """One unit takes over from another in May, and an alias leads to two units."""
    first, second, *others = plan.units
    heir = Unit(name="新局", aliases=("合办", first.name), since=date(2022, 5, 1), replaces=(first.name,))
    return replace(plan, units=(first, replace(second, aliases=("合 办", "（本局）")), *others, heir))


def kept(plan: Plan) -> Plan:
    """Return the plan as a later command has it, with what was kept beside it."""
    again = load_plan(dump_plan(plan))
    ((_key, tables),) = tables_kept(plan).items()
    vars(again)["kept"] = load_tables(tables)
    return again


@pytest.mark.parametrize("change", [lambda plan: plan, moved])
def test_all_is_answered_as_without(shipped, change, monkeypatch):
    monkeypatch.setattr(plan_bytes, "_SIZE", 2)
    plan = change(shipped)
    again = kept(plan)
    assert again.unit_names == tuple(unit.name for unit in plan.units) and names_print(again) == names_print(plan)
    assert again.moves == plan.moves
    for day in DAYS:
        mine, theirs = again.duties(day), plan.duties(day)
        assert (mine, mine.hosts, mine.held) == (theirs, theirs.hosts, theirs.held)
    names = [name for unit in plan.units for name in unit.names]
    texts = [
        *names,
        *(f"附件2-{name}.xlsx" for name in names),
        *(f"鹿寨县{name}" for name in names),
        "",
        "无此局",
        "合办",
        "( 本局 )",
    ]
    for text in texts:
        assert again.unit(text) == plan.unit(text)
        assert name_units(text, again) == name_units(text, plan) and unit_by_name(text, again) == unit_by_name(text, plan)
    for item in (*plan.items, *(replace(one, id=f"{one.id}x", content=f"{one.content}又") for one in plan.items)):
        assert again.item(item.id) == plan.item(item.id)
        content = item.content.rstrip("。")
        assert again.derived(ItemsByContent).of(content) == plan.derived(ItemsByContent).of(content)
    assert dict(again.derived(KnownNames).exact) == dict(plan.derived(KnownNames).exact)
    assert again.in_order({"8-1", "1-1", "x"}) == plan.in_order({"8-1", "1-1", "x"})


def test_who_asks_for_one_makes_few(shipped, monkeypatch):
    monkeypatch.setattr(plan_bytes, "_SIZE", 1)
    monkeypatch.setattr(shelf, "_FEW", 2)
    again = kept(shipped)
    asked: list[int] = []
    for late in (again.items, again.units):
        part = late._part
        late._part = lambda number, part=part: asked.append(number) or part(number)
    assert again.item("8-1") and again.unit("教育局") and again.duties(DAYS[1]).held["教育局"]
    assert unit_by_name("鹿寨县教育局", again) == "教育局" and len(asked) == 2


def test_places_lead_where_they_did():
    data = dumped_places([("甲", 3), ("乙", 1), ("甲", 0), ("甲", 3)])
    assert (HashedPlaces(data).of("甲"), HashedPlaces(data).of("乙"), HashedPlaces(data).of("丙")) == ((0, 3), (1,), ())
    names = (("甲",), ("乙",), (), ("甲", "丁"))
    known = NamedPlaces(data, 4, names.__getitem__)
    assert known["甲"] == (0, 3) and known["乙"] == 1 and "丙" not in known and known.get("丁") is None
    assert NamedPlaces(data, 4, (("丙",), (), (), ("甲",)).__getitem__)["甲"] == 3  # another's hash leads nowhere
    assert FirstPlaces(known)["甲"] == 0 and [*known] == ["甲", "乙", "丁"]


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda _data: b"", lambda data: data + b"0"])
def test_other_bytes_are_refused(shipped, spoil):
    with pytest.raises(ValueError):
        load_tables(spoil(dump_tables({"a": b"1", "b": b"22"})) or b"a=1\n")
    with pytest.raises(ValueError):
        HashedPlaces(spoil(dumped_places([("甲", 1)])) or b"0")


class WalkedShelf(CountedShelf):
    """Counts those, too, that are opened by whoever goes over all."""

    __iter__ = LongList.__iter__


def test_which_items_took_over_their_units_is_told_with_none_but_these_opened(shipped):
    ((_key, tables),) = tables_kept(shipped).items()
    again = replace(shipped, items=WalkedShelf(shipped.items))
    vars(again)["kept"] = load_tables(tables)
    opened = again.items.opened
    assert again.inherited == shipped.inherited == tuple(item for item in shipped.items if item.inherited) != ()
    assert again.items.opened - opened == len(shipped.inherited)


@pytest.mark.parametrize("change", [lambda plan: plan, moved])
def test_whose_earlier_answers_are_a_units_is_told_with_none_but_the_takers_opened(shipped, change):
    again = replace(change(shipped), units=WalkedShelf(change(shipped).units))
    ((_key, tables),) = tables_kept(change(shipped)).items()
    vars(again)["kept"] = load_tables(tables)
    docket = make_docket(again, ())
    opened = again.units.opened
    mine, theirs = JoinedAnswers(again, [docket]), JoinedAnswers(change(shipped), [docket])
    assert again.units.opened - opened <= len(again.takers)
    for name in again.unit_names:
        assert mine.told_by(name) == theirs.told_by(name)

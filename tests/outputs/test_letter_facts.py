"""What every letter says of a unit is looked up, not searched for among all items: a thousand letters cost a thousand."""

from datetime import date

from steps import steps

from toolkit.outputs.letter_phrases import common_facts
from toolkit.plan.model import Item, Period, Plan, Unit
from toolkit.plan.settings import Settings

APRIL = Period(id="2022-04", name="4月", deadline=date(2022, 4, 5), data_as_of=date(2022, 3, 31))


def plan_of(units: int) -> Plan:
    names = [f"单位{n:04d}" for n in range(units)]
    items = tuple(
        Item(id=f"{n + 1}-1", number=str(n + 1), project=f"立项{n}", content=f"内容{n}", hosts=(name,), due=date(2022, 10, 31))
        for n, name in enumerate(names)
    )
    return Plan(title="", settings=Settings({}), items=items, units=tuple(Unit(name=name) for name in names), periods=(APRIL,))


def facts_of_all(plan: Plan) -> list[dict[str, object]]:
    return [common_facts(plan, unit, APRIL) for unit in plan.units]


def test_twice_the_units_is_twice_the_steps() -> None:
    plans = (plan_of(60), plan_of(120))
    few, many = (steps(lambda plan=plan: facts_of_all(plan)) for plan in plans)  # type: ignore[misc]
    assert many < 2.1 * few


def test_a_letter_names_what_the_unit_holds() -> None:
    facts = facts_of_all(plan_of(3))[1]["事项"]
    assert isinstance(facts, dict)
    assert (facts["序号"], facts["实事内容"]) == ("2", "内容1")

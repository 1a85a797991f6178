"""What each unit's year comes to in points, by the register's own reckoning (考核测算). Pure."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from toolkit.nouns.docket import Docket
from toolkit.outputs.register_book.score import PERIOD_CAP, YEAR_CAP, Point, cap, capped, scored
from toolkit.plan.model import Plan


def totals(plan: Plan, dockets: Sequence[Docket]) -> dict[str, Decimal]:
    """Return unit → additions and deductions, each period's and the year's deductions within their limits."""
    points = scored(plan, dockets)
    sums = {}
    of_unit: dict[str, list[Point]] = defaultdict(list)
    for point in points:
        of_unit[point.unit].append(point)
    for unit in plan.units:
        mine = of_unit[unit.name]
        by_period = [capped([p.points for p in mine if p.period == d.period], cap(plan, PERIOD_CAP)) for d in dockets]
        plus = sum((point.points for point in mine if point.points > 0), Decimal(0))
        sums[unit.name] = plus + capped(by_period, cap(plan, YEAR_CAP))
    return sums

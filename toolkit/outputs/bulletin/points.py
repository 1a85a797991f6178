"""What each unit's year comes to in points, and the ranking by it, by the register's own reckoning (考核测算). Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from toolkit.nouns.docket import Docket
from toolkit.outputs.bulletin.trouble import LONG
from toolkit.outputs.letter_phrases import sentence, tame
from toolkit.outputs.register_book.score import PERIOD_CAP, YEAR_CAP, ScoreLine, cap, capped, scored, unscored
from toolkit.plan.model import Plan
from toolkit.words.numbers import fixed
from toolkit.words.states import MARK_SIGN


def totals(plan: Plan, dockets: Sequence[Docket]) -> dict[str, Decimal]:
    """Return unit → additions and deductions, each period's and the year's deductions within their limits."""
    points = scored(plan, dockets)
    sums = {}
    of_unit: dict[str, list[ScoreLine]] = defaultdict(list)
    for point in points:
        of_unit[point.unit].append(point)
    for unit in plan.units:
        mine = of_unit[unit.name]
        by_period = [capped([p.points for p in mine if p.period == d.period], cap(plan, PERIOD_CAP)) for d in dockets]
        plus = sum((point.points for point in mine if point.points > 0), Decimal(0))
        sums[unit.name] = plus + capped(by_period, cap(plan, YEAR_CAP))
    return sums


def ranking(plan: Plan, dockets: Sequence[Docket], points: Mapping[str, Decimal]) -> list[Mapping[str, object]]:
    """Return the units by points, the most first, equal ones on one place in the plan's order; each with its grounds."""
    grounds: dict[str, list[ScoreLine]] = defaultdict(list)
    for point in scored(plan, dockets):
        grounds[point.unit].append(point)
    asked = {row.unit for docket in dockets for row in docket.units}
    units = sorted((u.name for u in plan.units if u.name in asked), key=lambda name: -points.get(name, Decimal(0)))
    values = [points.get(name, Decimal(0)) for name in units]
    told = [_grounds(plan, dockets, grounds[name], name, value) for name, value in zip(units, values, strict=True)]
    unsure = _unsure(dockets)
    return [
        {
            "名次": values.index(value) + 1,
            "单位": f"{tame(name)}{MARK_SIGN if name in unsure else ''}",
            "得分": fixed(value),
            "依据": text,
            "长": len(text) > LONG,
        }
        for name, value, text in zip(units, values, told, strict=True)
    ]


def _grounds(plan: Plan, dockets: Sequence[Docket], mine: Sequence[ScoreLine], unit: str, value: Decimal) -> str:
    """Return each point with its period and ground; what a limit takes back and what nobody scores is said too."""
    names = {period.id: tame(period.name) for period in plan.periods}
    said = [f"{names.get(p.period, p.period)}{p.case}{fixed(p.points)}：{sentence(p.ground)}" for p in mine]
    plain = sum((point.points for point in mine), Decimal(0))
    if plain != value:
        said.append(f"合计{fixed(plain)}，按扣分上限计{fixed(value)}。")
    free: dict[str, list[str]] = {}
    for docket in dockets:
        row = docket.row(unit)
        if row is not None and (why := unscored(plan, row)):
            free.setdefault(why, []).append(names.get(docket.period, docket.period))
    said += [f"{'、'.join(periods)}{why}。" for why, periods in free.items()]
    return "\n".join(said) or "没有加分和扣分。"


def _unsure(dockets: Sequence[Docket]) -> set[str]:
    """Return the units of which a time still has to be checked: their place may change."""
    return {row.unit for docket in dockets for row in docket.units if row.doubtful}


def ranking_note(plan: Plan, dockets: Sequence[Docket], until: str) -> str:
    """Return by what rule, on whose word and of when the table is made."""
    text = plan.settings.text
    ground = f"依据{tame(text('评分依据'))}，由{tame(text('评分批准人'))}批准{until}。得分相同的名次相同"
    return f"{ground}；{MARK_SIGN}：有收到时间待核的期次未计分，名次待核实后确定。" if _unsure(dockets) else f"{ground}。"

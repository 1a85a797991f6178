"""The plan at a glance: what was read, what was inherited, when what is due. Pure data for `duban plan`."""

from dataclasses import dataclass

from toolkit.plan.deadlines import Effective, effective
from toolkit.plan.model import Item, Period, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """Everything that `duban plan` tells."""

    plan: Plan
    projects: int
    assignments: tuple[tuple[str, str], ...]
    deadlines: tuple[tuple[Period, Effective], ...]
    inherited: tuple[Item, ...]
    warnings: tuple[str, ...]


def overview(plan: Plan) -> PlanView:
    """Count and date the plan as of its first deadline."""
    first = plan.periods[0].deadline
    assignments = plan.assignments(first)
    busy = {unit for period in plan.periods for _, unit in plan.assignments(period.deadline)}
    helping = {name for item in plan.items for name in item.helpers}
    idle = [unit.name for unit in plan.units if unit.name not in busy | helping]
    warnings = [f"提示：单位表里的{'、'.join(idle)}没有承办事项，不会催报。"] if idle else []
    unsure = [p.id for p in plan.periods if effective(plan, p).unsure]
    if unsure:
        warnings.append(f"提示：{'、'.join(unsure)}的节假日安排未知，请在“节假日”表中补充。")
    return PlanView(
        plan=plan,
        projects=len({item.project_number for item in plan.items}),
        assignments=assignments,
        deadlines=tuple((period, effective(plan, period)) for period in plan.periods),
        inherited=tuple(item for item in plan.items if item.inherited),
        warnings=tuple(warnings),
    )

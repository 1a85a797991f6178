"""The plan at a glance: what was read, what was inherited, when what is due. Pure data for `duban plan`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.plan.deadlines import Effective, effective
from toolkit.plan.model import Period, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """Everything that `duban plan` tells."""

    plan: Plan
    projects: int
    assignments: tuple[tuple[str, str], ...]
    deadlines: tuple[tuple[Period, Effective], ...]
    warnings: tuple[str, ...]


_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _at_odds(plan: Plan) -> Iterator[str]:
    """Yield what is written well enough to be read and can hardly be meant."""
    years = {str(day.year) for p in plan.periods for day in (p.deadline, p.data_as_of)} | {p.id[:4] for p in plan.periods}
    year = str(plan.settings.year or "")
    if year and year not in years:
        yield f"请核对：设置!{plan.settings.places.get('年度', '年度')} 年度是 {year}，期次却都在 {'、'.join(sorted(years))} 年。"
    early, late = plan.settings.number("滞后提醒", "5"), plan.settings.number("滞后阈值", "30")
    if early > late:
        yield f"请核对：滞后提醒（黄灯）是 {early:f} 个百分点，比滞后阈值（红灯）的 {late:f} 还大，黄灯不会亮。"
    mails = [("设置", plan.settings.text("邮箱"))] + [(unit.name, mail) for unit in plan.units for mail in unit.emails]
    for whose, mail in mails:
        if mail and not _MAIL.fullmatch(mail):
            yield f"请核对：{whose}的邮箱“{mail}”不像邮箱地址，发不到也认不出来信。"


def overview(plan: Plan) -> PlanView:
    """Count and date the plan as of its first deadline."""
    first = plan.periods[0].deadline
    assignments = plan.assignments(first)
    busy = {unit for period in plan.periods for _, unit in plan.assignments(period.deadline)}
    helping = {name for item in plan.items for name in item.helpers}
    idle = [unit.name for unit in plan.units if unit.name not in busy | helping]
    warnings = list(_at_odds(plan))
    warnings += [f"提示：单位表里的{'、'.join(idle)}没有承办事项，不会催报。"] if idle else []
    unsure = [p.id for p in plan.periods if effective(plan, p).unsure]
    if unsure:
        warnings.append(f"提示：{'、'.join(unsure)}的节假日安排未知，请在“节假日”表中补充。")
    return PlanView(
        plan=plan,
        projects=len({item.project_number for item in plan.items}),
        assignments=assignments,
        deadlines=tuple((period, effective(plan, period)) for period in plan.periods),
        warnings=tuple(warnings),
    )
